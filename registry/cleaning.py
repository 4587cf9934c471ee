"""From a cell as typed to a fact: dates, words of code lists, lists in one cell. Pure, never a guess."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import translation

from registry.statuses import Education, Ethnicity, Group, NeedKind, Sex, Status

EXCEL_EPOCH = date(1899, 12, 30)
LONGEST_DATE = 40  # characters; no pattern is tried on more
MEMORY = 20_000  # readings that are remembered: lists repeat their dates, schools and words
EMPTY_WORDS = frozenset(["", "无", "/", "-", "—", "——", "暂无", "不详", "nan", "none", "null", "n/a"])


class Unclear(Exception):
    """The cell cannot be read for certain; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def plain_text(raw):
    """Return a cell as text: whole floats without ".0", widths unified, ends trimmed."""
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raw = _spelled(raw)
    if raw.isascii():  # most cells of a large list: nothing to unify
        return raw.strip()
    return unicodedata.normalize("NFKC", raw.replace("\u200b", "").replace("\ufeff", "")).strip()


def _spelled(raw):
    if isinstance(raw, float) and raw.is_integer():
        raw = int(Decimal(f"{raw:.15g}"))  # a sheet keeps 15 digits; those that a computer adds are nobody's
    if isinstance(raw, datetime):
        raw = raw.date()
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def is_empty(raw):
    return is_empty_word(plain_text(raw))


def is_empty_word(text):
    """Whether a plain text is one of those that stand for nothing."""
    return text in EMPTY_WORDS or text.lower() in EMPTY_WORDS


def is_clearing_word(text):
    """Whether a plain text says that the fact is to be emptied, which is not the same as an empty cell."""
    return "清空" in text and text.strip("#()[]【】 ") == "清空"


_AROUND_UNITS = re.compile(r"\s*([年月日号])\s*")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_DATE = re.compile(r"(\d{4})[年./\-\s](\d{1,2})(?:[月./\-\s](\d{1,2})[日号]?)?月?(?:[\sT].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/\-](\d{4})")
_YEAR = re.compile(r"(\d{4})年?")


def read_date(raw):
    """Return a date. Serials, 2025.7.1, 2025年7月, 20250701, 2025-07, 7/13/2025; a month alone is its first day.

    Raises Unclear("date") when it is none, Unclear("ambiguous_date") for 01/07/2025, where day and month could swap,
    Unclear("ambiguous_month") for the number 2025.1, which a sheet also makes of 2025.10.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain_text(raw)
    if isinstance(raw, float) and text.endswith(".1") and len(text) == 6:
        raise Unclear("ambiguous_month")
    return _date_in(text)


@lru_cache(maxsize=MEMORY)
def _date_in(text):
    if len(text) > LONGEST_DATE:
        raise Unclear("date")
    text = _AROUND_UNITS.sub(r"\1", text)
    if _SERIAL.fullmatch(text):
        return _within(EXCEL_EPOCH + timedelta(days=int(float(text))))
    if match := _YEAR.fullmatch(text):
        return _date(int(match[1]), 7, 1)  # graduates leave in July; a bare year says no more
    if match := _DATE.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = match.groups()
        return _date(int(year), int(month), int(day or 1))
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(int(match[2]), int(match[1]), 1)
    if match := _DAY_FIRST.fullmatch(text):
        return _day_first(*map(int, match.groups()))
    raise Unclear("date")


def _day_first(first, second, year):
    if first <= 12 and second <= 12 and first != second:
        raise Unclear("ambiguous_date")
    return _date(year, second, first) if first > 12 else _date(year, first, second)


def _date(year, month, day):
    try:
        return _within(date(year, month, day))
    except ValueError as error:
        raise Unclear("date") from error


def _within(found):
    if not 1940 <= found.year <= 2100:
        raise Unclear("date")
    return found


def read_cohort(raw):
    """Return the year of 2025届, 2025 or 25届."""
    digits = re.sub(r"\D", "", plain_text(raw))
    if len(digits) == 2:
        digits = "20" + digits
    if len(digits) < 4 or not 1990 <= int(digits[:4]) <= 2100:
        raise Unclear("cohort")
    return int(digits[:4])


def _words(code_list, synonyms, *, coded=False):
    """Return {word: code} of every label and every synonym, and of the codes where a national standard gives them."""
    with translation.override(None):  # forms are Chinese whatever language the reader has chosen
        with_labels = {plain_text(str(label)): value for value, label in code_list.choices}
    for value, words in synonyms.items():
        with_labels.update(dict.fromkeys(words.split(), str(value)))
    return with_labels | ({value: value for value in code_list.values} if coded else {})


EDUCATIONS = {
    Education.DOCTOR: "博士 博士研究生 博士生 博士研究生毕业 博士生毕业 博士毕业 博士学历",
    Education.MASTER: "硕士 硕士研究生 研究生 硕士生 硕士研究生毕业 硕士生毕业 硕士毕业 硕士学历 研究生毕业 全日制硕士研究生",
    Education.BACHELOR: "本科 大学本科 本科生 学士 本科生毕业 本科毕业 大学本科毕业 普通本科 职业本科 全日制本科 普通高校本科 "
    "本科学历 大本 专升本 20 28",
    Education.COLLEGE: "专科 大专 大学专科 高职 专科生 高职高专 高职专科 专科生毕业 专科毕业 大专毕业 大学专科毕业 高职毕业 "
    "全日制专科 全日制大专 普通专科 专科学历 大专学历 高等职业教育 高职(专科) 专科(高职) 大学专科(高职) 30",
    Education.SECONDARY: "中专 中职 职高 技校 中等专科 中等职业教育 中专毕业 中职毕业 技校毕业 职高毕业 技工学校 职业高中 中技 中专学历",
    Education.HIGH_SCHOOL: "高中 普通高中 高中毕业 高中学历",
    Education.JUNIOR: "初中 小学 初中及以下 初中毕业 小学毕业 初中学历",
}
STATUSES = {
    Status.TO_VERIFY: "待核实 在册待核实 不详",
    Status.SEEKING: "求职中 待就业 未就业 正在求职 失业 积极求职 有就业意愿 有就业意愿未就业 有就业意愿尚未就业 待业 求职 登记失业 "
    "失业登记 未就业(有就业意愿) 70",
    Status.SIGNING: "签约中 正准备签约 拟签约",
    Status.STUDY_PREP: "备考升学 拟升学 考研 不就业拟升学 准备考研 升学备考 备考研究生 准备升学 考研备考 备考专升本 71",
    Status.EXAM_PREP: "备考公招 考公 考编 拟参加公招考试 准备公务员考试 备考公务员 备考事业单位 备考公务员事业单位 考公备考",
    Status.STARTUP_PREP: "拟创业 准备创业",
    Status.ARMY_PREP: "拟应征入伍 拟参军 准备参军 拟入伍",
    Status.TRAINING: "参加培训 培训中 正在培训 职业培训",
    Status.INTERNING: "就业见习中 见习 就业见习 见习中 参加就业见习 正在见习",
    Status.UNWILLING: "暂无就业意愿 无就业意愿 暂不就业 不就业 其他暂不就业 暂时不想就业 无意愿 72",
    Status.UNREACHABLE: "失联 联系不上 无法联系 无法取得联系",
    Status.EMPLOYED: "已就业 就业 单位就业 已就业(单位) 签劳动合同形式就业 签就业协议形式就业 其他录用形式就业 在职 已在单位就业 "
    "签订劳动合同 签订就业协议 企业就业 机关事业单位就业 公益性岗位 公益性岗位就业 公益岗位 10 11 12",
    Status.FLEXIBLE: "灵活就业 自由职业 76",
    Status.OWN_BUSINESS: "自主创业 创业 个体经营 已创业 75",
    Status.GRASSROOTS: "基层项目 三支一扶 西部计划 特岗 特岗教师 国家基层项目 地方基层项目 基层服务项目 大学生村官 50 51",
    Status.RESEARCH: "科研助理 科研助理、管理助理 科研助理管理助理 27",
    Status.STUDYING: "升学 已升学 读研 专升本 国内升学 境内升学 在读 考上研究生 80",
    Status.ARMY: "参军 入伍 应征义务兵 应征入伍 参军入伍 服兵役 46",
    Status.ABROAD: "出国 出境 出国(境) 出国、出境 留学 出国留学 出国出境 境外留学 出国(境)留学 85",
    Status.MOVED: "迁出 转出 迁出(转出) 户籍迁出",
    Status.OUT_OF_SCOPE: "不符合范围",
    Status.DIED: "死亡 去世",
}
SEXES = {Sex.MALE: "男 男性 M", Sex.FEMALE: "女 女性 F"}
GROUPS = {
    Group.OUT_OF_POVERTY: "脱贫 脱贫家庭 建档立卡 脱贫户 防返贫监测 防止返贫监测对象 监测对象 脱贫家庭(含防返贫监测)",
    Group.MINIMUM_ALLOWANCE: "低保 低保家庭 低保户 最低生活保障",
    Group.LOW_INCOME: "低边 低收入 低保边缘 低收入家庭 低保边缘家庭",
    Group.ZERO_EMPLOYMENT: "零就业家庭 零就业",
    Group.DISABLED: "残疾 残疾人 持证残疾人",
    Group.EXTREME_HARDSHIP: "特困 特困人员",
    Group.ORPHAN: "孤儿",
    Group.STUDENT_LOAN: "助学贷款 国家助学贷款",
    Group.VETERAN: "退役军人 退役士兵",
    Group.MINORITY: "少数民族",
    Group.LONG_UNEMPLOYED: "长期失业",
}
NEEDS = {
    NeedKind.REGISTRATION: "失业登记",
    NeedKind.HARDSHIP: "困难认定",
    NeedKind.GUIDANCE: "职业指导",
    NeedKind.JOB: "求职 岗位推荐 就业岗位 推荐岗位",
    NeedKind.TRAINING: "技能培训 培训",
    NeedKind.STARTUP: "创业服务 创业 创业培训",
    NeedKind.INTERNSHIP: "就业见习 见习",
    NeedKind.OTHER: "其他",
}
ETHNICITIES = {Ethnicity.UYGHUR: "维族 维", Ethnicity.KAZAK: "哈族", Ethnicity.MONGOL: "蒙族", Ethnicity.KIRGIZ: "柯族"}
WORDS = {
    "education": _words(Education, EDUCATIONS, coded=True),
    "status": _words(Status, STATUSES),
    "sex": _words(Sex, SEXES, coded=True),
    "groups": _words(Group, GROUPS),
    "needs": _words(NeedKind, NEEDS),
    "ethnicity": _words(Ethnicity, ETHNICITIES, coded=True),
}
WORDS["ethnicity"].update({word.removesuffix("族"): code for word, code in list(WORDS["ethnicity"].items())})
WORDS["ethnicity"].update({code.lstrip("0"): code for code in Ethnicity.values})  # the code as a number


def read_code(fact, raw):
    """Return the code that a word stands for in the code list of a fact; raises Unclear(fact) when none does."""
    words, text = WORDS[fact], plain_text(raw)
    code = words.get(text) or words.get("".join(text.split()))
    if code is None:
        raise Unclear(fact)
    return code


_BETWEEN = re.compile(r"[、,;/|\n]|\s{2,}")


def split_list(raw):
    """Return the parts of a cell that holds several things."""
    return [part.strip() for part in _BETWEEN.split(plain_text(raw)) if part.strip()]


def read_codes(fact, raw):
    """Return the codes of every word in a cell, each once, in order."""
    return list(dict.fromkeys(read_code(fact, part) for part in split_list(raw) if part not in EMPTY_WORDS))


def read_yes_no(raw):
    """Return True or False for 是/否, 有/无, yes/no; raises Unclear("yes_no")."""
    word = plain_text(raw).lower()
    if word in ("是", "有", "yes", "y", "1", "√", "true"):
        return True
    if word in ("否", "无", "没有", "no", "n", "0", "×", "false"):
        return False
    raise Unclear("yes_no")
