"""Made-up names of many peoples: common ones, compound surnames, rare characters, and long names with a middle dot."""

HAN, MONGOL, HUI, TIBETAN, UYGHUR, MANCHU = "01", "02", "03", "04", "05", "11"
KAZAKH, DONGXIANG, KYRGYZ, DAUR, XIBE, TAJIK, RUSSIAN = "17", "26", "29", "31", "38", "41", "44"

# GB/T 3304 code and how many of a thousand; a mixture that shows every kind of name, not a census.
PEOPLES = (
    (HAN, 640),
    (KAZAKH, 110),
    (HUI, 85),
    (UYGHUR, 70),
    (MONGOL, 25),
    (DAUR, 12),
    (MANCHU, 12),
    (DONGXIANG, 10),
    (XIBE, 10),
    (KYRGYZ, 9),
    (TIBETAN, 7),
    (RUSSIAN, 6),
    (TAJIK, 4),
)

_SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈陈杨杨黄赵赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤盖查仇单解区乐"
)
_COMPOUND = ("欧阳", "欧阳", "上官", "司马", "诸葛", "尉迟", "令狐", "东方", "皇甫", "慕容")
_RARE_SURNAMES = "亓逄郄昝禚佘兀仝"
_MALE = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭晨阳博文轩浩然子涵天佑建国志远思源成林立新家豪泽楷瑞嘉铭昊承翰钧毅恒"
_FEMALE = (
    "芳娜秀敏静丽艳娟霞燕玲桂丹萍红玉兰雪梅琳洁婷颖琪莹倩雯欣怡梦瑶佳慧思雨诗涵雅淑晓彤若曦紫萱可馨宁悦语嫣嘉蓉薇菲珊"
)
_RARE_GIVEN = ("𠮷", "㛃", "䶮", "翀", "犇", "珺", "祎", "玥", "昇", "堃", "喆", "𬭎", "頔", "婳", "燚")

_HUI_SURNAMES = "马马马马马马白白丁哈海纳沙穆虎喇撒拜买妥者洒"
_XIBE_SURNAMES = ("关", "佟", "吴", "安", "郭", "富", "贺", "顾", "赵", "何", "伊拉里", "觉罗")
_DAUR_SURNAMES = ("敖", "鄂", "孟", "郭", "沃", "何", "金", "多", "苏", "吴", "郭布勒")

_UYGHUR_MALE = (
    "阿卜杜热西提 阿卜力孜 艾尔肯 买买提江 吐尔逊 玉素甫 艾合买提 木拉提 帕尔哈提 依明江 库尔班 努尔麦麦提 阿迪力 图尔贡 沙吾提 "
    "艾力 凯赛尔 迪力夏提 穆萨 热合曼 伊力哈木 艾散江"
).split()
_UYGHUR_FEMALE = (
    "阿依古丽 热依汗古丽 古丽巴哈尔 迪丽努尔 帕提古丽 米热古丽 茹仙古丽 祖丽皮亚 阿米娜 玛依努尔 古丽娜尔 迪拉热 努尔比亚 热娜 "
    "阿孜古丽 苏比努尔 麦尔耶姆 再努尔"
).split()
_UYGHUR_FATHER = (
    "麦麦提 阿卜杜拉 吐尔逊 艾山 依明 热合曼 卡德尔 司马义 达吾提 玉山 哈力克 托合提 尼亚孜 阿不都热依木 艾海提 肉孜 巴拉提 斯拉木 "
    "赛买提 阿布都克里木"
).split()
_KAZAKH_MALE = (
    "努尔兰 叶尔江 巴合提别克 赛力克 叶尔肯 哈那提 木拉提别克 阿斯哈尔 别克波拉提 杰恩斯 胡安别克 吾拉尔 马合沙提 叶斯波力 达吾列提 "
    "阿依波力 金恩斯古力 托列吾"
).split()
_KAZAKH_FEMALE = (
    "古丽米拉 阿依努尔 加娜尔 沙吾列 叶尔克古丽 玛尔江 阿依达娜 巴哈尔古丽 迪娜拉 努尔古丽 库丽孜亚 阿娜尔 吾力番 哈丽玛 "
    "塔吉古丽 阿曼古丽"
).split()
_KAZAKH_FATHER = (
    "哈力别克 吐尔汗 别克 阿合买提 木合塔尔 沙依劳 巴依木拉提 努尔哈力 加尔肯 赛提汗 波拉提 胡马尔 阿德力汗 托肯 恰力甫汗 乌拉孜汗 "
    "库尔曼 胡达巴依"
).split()
_KYRGYZ_MALE = "阿曼吐尔 托合塔森 库尼亚孜 居马洪 吐尔地 玉山艾力 曼别特 苏云 加尼什 依斯马尔".split()
_KYRGYZ_FEMALE = "古丽江 阿依布 布尔布 萨依拉 托卡那依 阿克玛拉 吉勒迪孜 布古丽".split()
_KYRGYZ_FATHER = "朱马 托合提逊 阿布都卡德尔 马木别特 曼拜特 居素普 奥斯曼 沙尔合提".split()
_TAJIK_MALE = "夏木比 达吾提江 米尔扎 迪力巴依 阿克苏巴依 库尔班江 夏力木 沙吾吐".split()
_TAJIK_FEMALE = "古丽夏 热比娅 米热班 古丽加玛丽 阿孜木汗 夏提古丽 巴尔其娜".split()
_TAJIK_FATHER = "阿西热甫 塔依尔 库热西 买热木 夏拜 加帕尔 伊布拉音".split()
_MONGOL_MALE = "巴图 孟克 那仁 朝鲁 巴音吉尔格勒 道尔吉 乌力吉 阿拉腾 宝音 特木尔 苏和 格日勒图 巴特尔 布和".split()
_MONGOL_FEMALE = "其其格 萨仁 乌云 娜仁花 高娃 萨日娜 阿茹娜 图雅 通拉嘎 那仁其米格 其木格 托娅 乌日娜".split()
_MONGOL_BEFORE = ("", "", "", "敖·", "乌·", "巴·", "道·", "才·")
_TIBETAN_FIRST = "扎西 洛桑 次仁 旦增 尼玛 平措 索朗 格桑 德吉 白玛 卓玛 央金 仁增 贡嘎".split()
_TIBETAN_MALE = "顿珠 平措 多吉 次仁 旺堆 罗布 朗杰 加措 扎西".split()
_TIBETAN_FEMALE = "卓嘎 拉姆 央宗 措姆 曲珍 卓玛 德吉 白姆 玉珍".split()
_RUSSIAN_MALE = "亚历山大 尼古拉 伊万 谢尔盖 阿列克谢 弗拉基米尔 安德烈".split()
_RUSSIAN_FEMALE = "娜塔莎 柳德米拉 叶卡捷琳娜 安娜 奥丽佳 塔吉亚娜 丽娜".split()
_RUSSIAN_FATHER = "伊万诺维奇 彼得洛夫 尼古拉耶夫 谢尔盖耶夫 库兹涅佐夫 瓦西里耶夫".split()

_WITH_FATHER = {
    UYGHUR: ((_UYGHUR_MALE, _UYGHUR_FEMALE), _UYGHUR_FATHER),
    KAZAKH: ((_KAZAKH_MALE, _KAZAKH_FEMALE), _KAZAKH_FATHER),
    KYRGYZ: ((_KYRGYZ_MALE, _KYRGYZ_FEMALE), _KYRGYZ_FATHER),
    TAJIK: ((_TAJIK_MALE, _TAJIK_FEMALE), _TAJIK_FATHER),
    RUSSIAN: ((_RUSSIAN_MALE, _RUSSIAN_FEMALE), _RUSSIAN_FATHER),
}
_OWN_SURNAMES = {HUI: _HUI_SURNAMES, DONGXIANG: _HUI_SURNAMES, XIBE: _XIBE_SURNAMES, DAUR: _DAUR_SURNAMES}


def pick(rng, options):
    """Return one of the options; faster than Random.choice, and this is called millions of times."""
    return options[int(rng.random() * len(options))]


def a_people(rng):
    """Return the code of one people, by the shares above."""
    point = rng.random() * 1000
    for code, share in PEOPLES:
        point -= share
        if point < 0:
            return code
    return HAN


def a_name(rng, people, is_male):
    """Return a made-up name as this people write theirs in Chinese characters."""
    if people in _WITH_FATHER:
        given, fathers = _WITH_FATHER[people]
        return f"{pick(rng, given[not is_male])}·{pick(rng, fathers)}"
    if people == MONGOL:
        return pick(rng, _MONGOL_BEFORE) + pick(rng, _MONGOL_MALE if is_male else _MONGOL_FEMALE)
    if people == TIBETAN:
        return pick(rng, _TIBETAN_FIRST) + pick(rng, _TIBETAN_MALE if is_male else _TIBETAN_FEMALE)
    return _surname(rng, people) + _given(rng, is_male)


def _surname(rng, people):
    if people in _OWN_SURNAMES:
        return pick(rng, _OWN_SURNAMES[people])
    point = rng.random()
    if point < 0.015:
        return pick(rng, _COMPOUND)
    return pick(rng, _RARE_SURNAMES) if point < 0.02 else pick(rng, _SURNAMES)


def _given(rng, is_male):
    letters = _MALE if is_male else _FEMALE
    if rng.random() < 0.015:
        return pick(rng, _RARE_GIVEN)
    return pick(rng, letters) if rng.random() < 0.22 else pick(rng, letters) + pick(rng, letters)
