"""The code lists people are described by: status and willingness, education, groups, needs. Pure."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class Willingness(TextChoices):
    """What decides the denominators: unknown, unwilling, settled and out of scope are never one thing."""

    WILLING = "willing", _("有就业意愿")
    UNKNOWN = "unknown", _("意愿待核实")
    UNWILLING = "unwilling", _("暂无就业意愿")
    SETTLED = "settled", _("已落实去向")
    OUT = "out", _("不在服务范围")


class Status(TextChoices):
    """One list for every department; each maps to an outcome code of the education ministry and a willingness."""

    TO_VERIFY = "to_verify", _("在册待核实")
    SEEKING = "seeking", _("求职中")
    SIGNING = "signing", _("签约中")
    STUDY_PREP = "study_prep", _("备考升学")
    EXAM_PREP = "exam_prep", _("备考公招")
    STARTUP_PREP = "startup_prep", _("拟创业")
    ARMY_PREP = "army_prep", _("拟应征入伍")
    TRAINING = "training", _("参加培训")
    INTERNING = "interning", _("就业见习中")
    UNWILLING = "unwilling", _("暂无就业意愿")
    UNREACHABLE = "unreachable", _("失联")
    EMPLOYED = "employed", _("已就业（单位）")
    FLEXIBLE = "flexible", _("灵活就业")
    OWN_BUSINESS = "own_business", _("自主创业")
    GRASSROOTS = "grassroots", _("基层项目")
    RESEARCH = "research", _("科研助理")
    STUDYING = "studying", _("升学")
    ARMY = "army", _("参军")
    ABROAD = "abroad", _("出国（境）")
    MOVED = "moved", _("迁出（转出）")
    OUT_OF_SCOPE = "out_of_scope", _("不符合范围")
    DIED = "died", _("死亡")


class StatusFacts(NamedTuple):
    """What a status means elsewhere: the ministry's code ("" where none fits) and the willingness."""

    moe_code: str
    willingness: Willingness


_W, _S = Willingness.WILLING, Willingness.SETTLED
STATUS_FACTS = {
    Status.TO_VERIFY: StatusFacts("70", Willingness.UNKNOWN),
    Status.SEEKING: StatusFacts("70", _W),
    Status.SIGNING: StatusFacts("70", _W),
    Status.STUDY_PREP: StatusFacts("71", Willingness.UNWILLING),
    Status.EXAM_PREP: StatusFacts("70", _W),
    Status.STARTUP_PREP: StatusFacts("70", _W),
    Status.ARMY_PREP: StatusFacts("70", _W),
    Status.TRAINING: StatusFacts("70", _W),
    Status.INTERNING: StatusFacts("70", _W),
    Status.UNWILLING: StatusFacts("72", Willingness.UNWILLING),
    Status.UNREACHABLE: StatusFacts("70", Willingness.UNKNOWN),
    Status.EMPLOYED: StatusFacts("11", _S),
    Status.FLEXIBLE: StatusFacts("76", _S),
    Status.OWN_BUSINESS: StatusFacts("75", _S),
    Status.GRASSROOTS: StatusFacts("50", _S),
    Status.RESEARCH: StatusFacts("27", _S),
    Status.STUDYING: StatusFacts("80", _S),
    Status.ARMY: StatusFacts("46", _S),
    Status.ABROAD: StatusFacts("85", _S),
    Status.MOVED: StatusFacts("", Willingness.OUT),
    Status.OUT_OF_SCOPE: StatusFacts("", Willingness.OUT),
    Status.DIED: StatusFacts("", Willingness.OUT),
}

PLACED = frozenset(status for status, facts in STATUS_FACTS.items() if facts.willingness == Willingness.SETTLED)
OUT = frozenset(status for status, facts in STATUS_FACTS.items() if facts.willingness == Willingness.OUT)
OPEN = frozenset(set(Status) - PLACED - OUT)  # still to be served


def willingness_of(status):
    """Return the willingness that a status stands for."""
    return STATUS_FACTS[Status(status)].willingness


def willingness_after(status, before):
    """Return what a person wishes once moved to a status: whom nobody finds has not changed their mind."""
    if status != Status.UNREACHABLE or before == Willingness.OUT:
        return willingness_of(status)
    return Willingness.WILLING if before == Willingness.SETTLED else Willingness(before)


class Education(TextChoices):
    """GB/T 4658: the codes a graduate or a posting's requirement can carry."""

    DOCTOR = "11", _("博士研究生")
    MASTER = "14", _("硕士研究生")
    BACHELOR = "21", _("大学本科")
    COLLEGE = "31", _("大学专科")
    SECONDARY = "40", _("中等职业教育")
    HIGH_SCHOOL = "61", _("高中")
    JUNIOR = "71", _("初中及以下")


EDUCATION_RANK = {
    Education.DOCTOR: 6,
    Education.MASTER: 5,
    Education.BACHELOR: 4,
    Education.COLLEGE: 3,
    Education.SECONDARY: 2,
    Education.HIGH_SCHOOL: 2,
    Education.JUNIOR: 1,
}


class WorkKind(TextChoices):
    """What sort of work is wanted or on offer."""

    FULL_TIME = "full_time", _("全职")
    INTERNSHIP = "internship", _("见习")
    PUBLIC = "public", _("公益性岗位")
    GRASSROOTS = "grassroots", _("基层项目")
    SHORT = "short", _("短期")
    FLEXIBLE = "flexible", _("灵活用工")
    GIG = "gig", _("零工")


class Group(TextChoices):
    """重点群体: whom the state asks to be helped first."""

    OUT_OF_POVERTY = "poverty", _("脱贫家庭（含防返贫监测）")
    MINIMUM_ALLOWANCE = "dibao", _("低保家庭")
    LOW_INCOME = "low_income", _("低保边缘（低收入）家庭")
    ZERO_EMPLOYMENT = "zero_employed", _("零就业家庭")
    DISABLED = "disabled", _("残疾")
    EXTREME_HARDSHIP = "hardship", _("特困人员")
    ORPHAN = "orphan", _("孤儿")
    STUDENT_LOAN = "student_loan", _("国家助学贷款")
    VETERAN = "veteran", _("退役军人")
    MINORITY = "minority", _("少数民族")
    LONG_UNEMPLOYED = "long_unemployed", _("长期失业")


class NeedKind(TextChoices):
    """就业服务需求, as local survey forms list them."""

    REGISTRATION = "registration", _("失业登记")
    HARDSHIP = "hardship", _("困难认定")
    GUIDANCE = "guidance", _("职业指导")
    JOB = "job", _("求职")
    TRAINING = "training", _("技能培训")
    STARTUP = "startup", _("创业服务")
    INTERNSHIP = "internship", _("就业见习")
    OTHER = "other", _("其他")


class Ethnicity(TextChoices):
    """GB/T 3304: the 56 peoples, and those of foreign descent."""

    HAN = "01", _("汉族")
    MONGOL = "02", _("蒙古族")
    HUI = "03", _("回族")
    TIBETAN = "04", _("藏族")
    UYGHUR = "05", _("维吾尔族")
    MIAO = "06", _("苗族")
    YI = "07", _("彝族")
    ZHUANG = "08", _("壮族")
    BOUYEI = "09", _("布依族")
    KOREAN = "10", _("朝鲜族")
    MANCHU = "11", _("满族")
    DONG = "12", _("侗族")
    YAO = "13", _("瑶族")
    BAI = "14", _("白族")
    TUJIA = "15", _("土家族")
    HANI = "16", _("哈尼族")
    KAZAK = "17", _("哈萨克族")
    DAI = "18", _("傣族")
    LI = "19", _("黎族")
    LISU = "20", _("傈僳族")
    VA = "21", _("佤族")
    SHE = "22", _("畲族")
    GAOSHAN = "23", _("高山族")
    LAHU = "24", _("拉祜族")
    SHUI = "25", _("水族")
    DONGXIANG = "26", _("东乡族")
    NAXI = "27", _("纳西族")
    JINGPO = "28", _("景颇族")
    KIRGIZ = "29", _("柯尔克孜族")
    TU = "30", _("土族")
    DAUR = "31", _("达斡尔族")
    MULAO = "32", _("仫佬族")
    QIANG = "33", _("羌族")
    BLANG = "34", _("布朗族")
    SALAR = "35", _("撒拉族")
    MAONAN = "36", _("毛南族")
    GELAO = "37", _("仡佬族")
    XIBE = "38", _("锡伯族")
    ACHANG = "39", _("阿昌族")
    PUMI = "40", _("普米族")
    TAJIK = "41", _("塔吉克族")
    NU = "42", _("怒族")
    UZBEK = "43", _("乌孜别克族")
    RUSSIAN = "44", _("俄罗斯族")
    EWENKI = "45", _("鄂温克族")
    DEANG = "46", _("德昂族")
    BONAN = "47", _("保安族")
    YUGUR = "48", _("裕固族")
    GIN = "49", _("京族")
    TATAR = "50", _("塔塔尔族")
    DERUNG = "51", _("独龙族")
    OROQEN = "52", _("鄂伦春族")
    HEZHEN = "53", _("赫哲族")
    MONBA = "54", _("门巴族")
    LHOBA = "55", _("珞巴族")
    JINO = "56", _("基诺族")
    OTHER = "97", _("其他")
    FOREIGN_DESCENT = "98", _("外国血统中国籍")
