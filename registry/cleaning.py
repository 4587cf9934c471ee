"""From a cell as typed to a fact: dates, words of code lists, lists in one cell. Pure, never a guess."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils import translation

from registry.statuses import Education, Ethnicity, Group, NeedKind, Sex, Status

EXCEL_EPOCH = date(1899, 12, 30)
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
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime):
        raw = raw.date()
    text = unicodedata.normalize("NFKC", raw.isoformat() if isinstance(raw, date) else str(raw))
    return re.sub(r"[\u200b\ufeff]", "", text).strip()


def is_empty(raw):
    return plain_text(raw).lower() in EMPTY_WORDS


def is_cleared(raw):
    """Whether the cell says that the fact is to be emptied, which is not the same as an empty cell."""
    return plain_text(raw).strip("#()[]【】 ") == "清空"


_DATE = re.compile(r"(\d{4})[年./\-\s](\d{1,2})(?:[月./\-\s](\d{1,2})日?)?月?(?:\s.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def read_date(raw):
    """Return a date. Serials, 2025.7.1, 2025年7月, 20250701, 2025-07, 7/13/2025; a month alone is its first day.

    Raises Unclear("date") when it is none, Unclear("ambiguous_date") for 01/07/2025, where day and month could swap.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain_text(raw)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _within(EXCEL_EPOCH + timedelta(days=int(float(text))))
    if re.fullmatch(r"\d{4}年?", text):
        return _date(int(text[:4]), 7, 1)  # graduates leave in July; a bare year says no more
    match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        year, month, day = match.groups()
        return _date(int(year), int(month), int(day or 1))
    match = _DAY_FIRST.fullmatch(text)
    if match:
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


def _words(code_list, synonyms):
    """Return {word: code} of every label and every synonym."""
    with translation.override(None):  # forms are Chinese whatever language the reader has chosen
        with_labels = {str(label): value for value, label in code_list.choices}
    for value, words in synonyms.items():
        with_labels.update(dict.fromkeys(words.split(), str(value)))
    return with_labels


EDUCATIONS = {
    Education.DOCTOR: "博士 博士研究生 博士生 博士研究生毕业 11",
    Education.MASTER: "硕士 硕士研究生 研究生 硕士生 硕士研究生毕业 14",
    Education.BACHELOR: "本科 大学本科 本科生 学士 本科生毕业 普通本科 职业本科 21",
    Education.COLLEGE: "专科 大专 大学专科 高职 专科生 高职高专 高职专科 专科生毕业 31",
    Education.SECONDARY: "中专 中职 职高 技校 中等专科 中等职业教育",
    Education.HIGH_SCHOOL: "高中 普通高中",
    Education.JUNIOR: "初中 小学 初中及以下",
}
STATUSES = {
    Status.TO_VERIFY: "待核实 在册待核实 不详",
    Status.SEEKING: "求职中 待就业 未就业 正在求职 失业 积极求职 有就业意愿 70",
    Status.SIGNING: "签约中 正准备签约",
    Status.STUDY_PREP: "备考升学 拟升学 考研 不就业拟升学 准备考研 升学备考 71",
    Status.EXAM_PREP: "备考公招 考公 考编 拟参加公招考试 准备公务员考试",
    Status.STARTUP_PREP: "拟创业",
    Status.ARMY_PREP: "拟应征入伍 拟参军",
    Status.TRAINING: "参加培训 培训中 正在培训",
    Status.INTERNING: "就业见习中 见习 就业见习 见习中",
    Status.UNWILLING: "暂无就业意愿 无就业意愿 暂不就业 不就业 其他暂不就业 72",
    Status.UNREACHABLE: "失联 联系不上 无法联系",
    Status.EMPLOYED: "已就业 就业 单位就业 已就业(单位) 签劳动合同形式就业 签就业协议形式就业 其他录用形式就业 10 11 12",
    Status.FLEXIBLE: "灵活就业 自由职业 76",
    Status.OWN_BUSINESS: "自主创业 创业 个体经营 75",
    Status.GRASSROOTS: "基层项目 三支一扶 西部计划 特岗 国家基层项目 地方基层项目 50 51",
    Status.RESEARCH: "科研助理 27",
    Status.STUDYING: "升学 已升学 读研 专升本 80",
    Status.ARMY: "参军 入伍 应征义务兵 46",
    Status.ABROAD: "出国 出境 出国(境) 出国、出境 留学 85",
    Status.MOVED: "迁出 转出 迁出(转出)",
    Status.OUT_OF_SCOPE: "不符合范围",
    Status.DIED: "死亡",
}
SEXES = {Sex.MALE: "男 1 男性", Sex.FEMALE: "女 2 女性"}
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
WORDS = {
    "education": _words(Education, EDUCATIONS),
    "status": _words(Status, STATUSES),
    "sex": _words(Sex, SEXES),
    "groups": _words(Group, GROUPS),
    "needs": _words(NeedKind, NEEDS),
    "ethnicity": _words(Ethnicity, {}),
}
WORDS["ethnicity"].update({word.removesuffix("族"): code for word, code in list(WORDS["ethnicity"].items())})


def read_code(fact, raw):
    """Return the code that a word stands for in the code list of a fact; raises Unclear(fact) when none does."""
    word = plain_text(raw).replace(" ", "")
    try:
        return WORDS[fact][word]
    except KeyError:
        raise Unclear(fact) from None


def split_list(raw):
    """Return the parts of a cell that holds several things."""
    return [part.strip() for part in re.split(r"[、,;/|\n]|\s{2,}", plain_text(raw)) if part.strip()]


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
