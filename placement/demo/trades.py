"""What the demo city's employers do: trades with titles, pay and requirements, and the national occupations."""

from functools import cache
from typing import NamedTuple

from matching.occupations import occupations as dictionary
from placement.demo.schools import BACHELOR, COLLEGE


class Trade(NamedTuple):
    """Work of one kind: titles as employers write them, monthly pay in hundreds of yuan, what is asked, who employs."""

    titles: tuple
    pay: tuple
    education: str
    majors: tuple
    skills: tuple
    sector: str


class Sector(NamedTuple):
    """A kind of employer: how its names end, its industry (GB/T 4754), its kind, what it offers besides pay."""

    endings: tuple
    industry: str
    kind: str


SECTORS = {
    "farm": Sector(
        ("农业科技有限公司", "种业有限公司", "果业农民专业合作社", "棉业有限公司", "农资有限公司"), "A0111", "39"
    ),
    "stock": Sector(("牧业有限公司", "乳业有限公司", "畜牧养殖专业合作社", "饲料有限公司"), "A0311", "39"),
    "food": Sector(("食品有限公司", "番茄制品有限公司", "粮油有限公司", "酒业有限公司"), "C1399", "39"),
    "plant": Sector(
        ("机械制造有限公司", "纺织有限公司", "建材有限公司", "化工有限公司", "农机制造有限公司"), "C3599", "39"
    ),
    "power": Sector(("新能源有限公司", "电力工程有限公司", "热力有限公司", "光伏发电有限公司"), "D4416", "31"),
    "build": Sector(("建设工程有限公司", "水利工程有限公司", "工程监理有限公司", "市政园林有限公司"), "E4813", "39"),
    "trade": Sector(
        ("商贸有限公司", "超市连锁有限公司", "电子商务有限公司", "国际贸易有限公司", "口岸物流有限公司"), "F5211", "39"
    ),
    "moving": Sector(("物流有限公司", "供应链管理有限公司", "仓储有限公司"), "G5990", "39"),
    "guest": Sector(("大酒店", "旅行社有限公司", "文化旅游有限公司", "餐饮管理有限公司"), "H6110", "39"),
    "code": Sector(("信息技术有限公司", "软件有限公司", "网络科技有限公司", "数据服务有限公司"), "I6513", "39"),
    "money": Sector(("农村商业银行", "财务咨询有限公司", "会计师事务所", "保险代理有限公司"), "J6622", "39"),
    "office": Sector(("人力资源服务有限公司", "企业管理有限公司", "物业服务有限公司", "律师事务所"), "L7262", "39"),
    "school": Sector(("小学", "中学", "幼儿园", "职业技术学校", "托育服务中心"), "P8321", "22"),
    "health": Sector(("人民医院", "社区卫生服务中心", "大药房连锁有限公司", "养老服务中心", "动物医院"), "Q8411", "23"),
    "public": Sector(("便民服务中心", "文化馆", "社区居民委员会", "农业发展服务中心"), "S9224", "56"),
}


def _trades(text):
    for line in text.strip().splitlines():
        titles, low, high, education, majors, skills, sector = line.split("|")
        yield Trade(
            tuple(titles.split("、")),
            (int(low), int(high)),
            education,
            tuple(majors.split("/")),
            tuple(filter(None, skills.split("、"))),
            sector,
        )


# titles | pay from | to | least education | majors as employers write them | skills | sector
TRADES = tuple(
    _trades(f"""
会计、出纳、审计助理、财务专员|35|65|{COLLEGE}|会计学、财务管理/财务会计类/会计、财务、审计等相关专业/财会类/不限|财务软件、会计核算、Excel|money
会计、出纳、统计员、成本会计|35|60|{COLLEGE}|会计/财务会计类/大数据与会计、会计信息管理/|财务软件、Excel|plant
软件开发工程师、前端开发工程师、软件测试工程师|50|110|{BACHELOR}|计算机类/计算机科学与技术、软件工程/计算机及相关专业/计算机|Java、Python、数据库|code
网络管理员、网络工程师、运维工程师、弱电工程师|40|80|{COLLEGE}|计算机类、通信类/网络工程/计算机相关/|网络维护、数据库|code
数据分析师、数据标注员、新媒体运营|35|75|{COLLEGE}|数据科学与大数据技术、统计学类/不限/计算机类、数学类|Excel、Python|code
语文教师、数学教师、英语教师、小学教师、信息技术教师|45|75|{BACHELOR}|汉语言文学、数学与应用数学、英语、小学教育/教育学类/相应学科专业/师范类|教学、普通话|school
体育教师、音乐教师、美术教师、政治教师、辅导员|42|70|{BACHELOR}|体育教育/音乐学、舞蹈学/美术学类/思想政治教育|教学、普通话|school
幼儿园教师、保育师、托育员、课后辅导员|30|50|{COLLEGE}|学前教育/教育类/学前教育、小学教育、音乐学/|教学、保育、普通话|school
护士、社区护士、养老护理员|35|65|{COLLEGE}|护理学/护理、助产/护理学类/|基础护理、急救|health
临床医师、全科医生、公共卫生医师|55|110|{BACHELOR}|临床医学/临床医学类/预防医学|急救|health
药师、药品检验员、药店营业员、医药代表|33|65|{COLLEGE}|药学/药学类/药学、中药学及相关专业/|药品管理|health
社区工作者、社会工作者、文化馆专员、书记员|35|50|{COLLEGE}|不限/社会工作、法学、行政管理/公共管理类/法律类|办公软件、普通话|public
行政专员、文秘、办公文员、人事专员、招聘专员|33|58|{COLLEGE}|行政管理、汉语言文学/不限/文秘、人力资源管理等/管理学类|办公软件|office
法务专员、律师助理|40|80|{BACHELOR}|法学/法学类/法律相关专业|办公软件|office
农业技术员、植保员、农艺师、种子检验员、果树技术员、园艺师|38|70|{COLLEGE}|农学、植物保护、园艺/植物生产类/农业类/涉农专业|田间管理、无人机植保|farm
农资销售、水利技术员、农机操作手|35|75|{COLLEGE}|不限/农林类/水利类、农业工程类/|农机驾驶、驾驶|farm
兽医、畜牧技术员、养殖技术员、饲料销售|40|75|{COLLEGE}|动物医学、动物科学/畜牧业类/畜牧兽医/动物医学类|驾驶|stock
食品检验员、食品工艺员、品控员、化验员|36|60|{COLLEGE}|食品科学与工程类/食品类/食品、化工、生物相关/|办公软件|food
操作工、包装工、设备维修工、叉车工|38|65||不限/机电类/|电工作业|food
机械工程师、工艺员、设备维修工、电工|45|85|{COLLEGE}|机械类/自动化类/机电一体化、机械设计制造/机电设备类|CAD、电工作业|plant
化工工艺员、安全员、化验员、操作工|45|85|{COLLEGE}|化工与制药类/化学工程与工艺、安全工程/化工类|安全管理|plant
电气工程师、光伏运维工程师、风电运维工程师、热力工程师、电工|50|90|{COLLEGE}|电气类/电力技术类/电气工程及其自动化、能源与动力工程/电气、自动化等|电工作业、CAD|power
施工员、资料员、安全员、造价员、预算员、土建工程师|45|90|{COLLEGE}|土木类/土建施工类/工程造价/水利类、土木类|CAD、施工管理|build
销售代表、市场专员、店长、客服专员、收银员|30|80||不限/市场营销/工商管理类/|普通话|trade
电商运营、直播运营、平面设计师、主播助理|35|85|{COLLEGE}|电子商务/不限/电子商务类、设计学类/|短视频剪辑、直播运营|trade
外贸业务员、跟单员、报关员、翻译|45|90|{COLLEGE}|国际经济与贸易、俄语、英语/外国语言文学类/经济与贸易类|英语、俄语|trade
物流专员、仓库管理员、调度员、汽车维修工、汽车销售顾问|35|65||物流管理/物流类/不限/汽车类|驾驶|moving
导游、酒店前台、旅行社计调、健身教练|30|60||旅游管理/旅游类/不限/|普通话、英语|guest
银行柜员、客户经理|45|80|{BACHELOR}|金融学类/经济学类、管理学类/金融学、会计学等/不限|普通话|money
""")
)

_FEW_OCCUPATIONS = tuple(
    (
        "2-06-03-00|会计专业人员 4-01-02-01|营销员 4-07-03-02|劳动关系协调师 5-05-02-01|农作物植保员 6-11-01-03|化工总控工 "
        "4-02-06-01|仓储管理员 4-04-05-05|人工智能训练师 4-10-01-05|养老护理员 6-31-01-03|电工 5-03-02-01|家畜饲养员"
    ).split()
)


# Groups of occupations by the beginning of their code, and which employers have them.
_EMPLOYERS_OF = {
    "2-02": "plant build power code", "2-03": "farm stock", "2-04": "power moving", "2-05": "health", "2-06": "money office",
    "2-07": "money office", "2-08": "school", "2-09": "public guest", "2-10": "public guest", "2": "school office", "3": "public office",
    "4-01": "trade", "4-02": "moving", "4-03": "guest", "4-04": "code", "4-05": "money", "4-06": "office", "4-07": "office",
    "4-08": "build office", "4-09": "farm build", "4-10": "health guest", "4-11": "power", "4-12": "moving plant",
    "4-13": "public guest", "4-14": "health", "4": "trade office", "5-02": "farm", "5-03": "stock", "5": "farm stock",
    "6-01": "food", "6-02": "food", "6-28": "power", "6-29": "build", "6-30": "moving", "6": "plant food",
}  # fmt: skip


def occupations():
    """Return (code, name, trades that may offer it) of the national list, read as a data file.

    Where the package is absent a few occupations stand for all of them. Heads of organs and soldiers are left out.
    """
    listed = [(one.code, one.name) for one in dictionary() if one.code]
    rows = listed or [tuple(line.split("|")) for line in _FEW_OCCUPATIONS]
    return [(code, name, _trades_of(code)) for code, name in rows if code[0] not in "178"]


@cache
def _trades_of(code):
    if code not in _EMPLOYERS_OF:
        return _trades_of(code[:4] if len(code) > 4 else code[:1])
    sectors = _EMPLOYERS_OF[code].split()
    return tuple(trade for trade in TRADES if trade.sector in sectors)
