"""The demo city's employers and postings, with the noise real ones have, read by the product's own rules."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from matching.models import Employer, Posting
from matching.ranking import Offer as Ranked
from matching.reading import employer_key
from placement.demo.files import moment
from placement.demo.names import pick
from placement.demo.readers import education_of, majors_of, pay_of, title_of
from placement.demo.schools import BACHELOR, COLLEGE, MASTER
from placement.demo.trades import SECTORS, TRADES, occupations
from registry.pouring import Table, iso, text_of

EMPLOYERS = Table(
    Employer, "name", "name_key", "kind", "industry", "area_code", "is_internship_base", "is_source"
)  # fmt: skip
POSTINGS = Table(
    Posting, "employer_id", "source_key", "source", "title", "title_raw", "term", "category", "occupation_code",
    "area_code", "area_text", "education", "education_text", "majors_text", "majors", "skills", "experience_text",
    "pay_min", "pay_max", "pay_text", "headcount", "kind", "audience", "details", "opens_on", "closes_on", "closed_on",
    "closed_reason", "updated_at",
)  # fmt: skip

POSTINGS_AN_EMPLOYER = 6
KEPT_A_TITLE = 90  # postings of one title that the history may push; bounds the memory at the large size

AREAS = (
    (34, "659012", "白杨市"), (9, "659012", "白杨市163团"), (6, "659012", "白杨市161团"), (6, "659012", "165团"),
    (8, "654201", "塔城市"), (5, "654221", "额敏县"), (5, "650203", "克拉玛依市"), (5, "659001", "石河子市"),
    (8, "650100", "乌鲁木齐"), (3, "654002", "伊宁市"), (2, "659006", "铁门关"), (2, "652300", "昌吉"),
    (1, "610100", "西安市"), (1, "330100", "浙江杭州"), (1, "210100", "沈阳"), (1, "440300", "深圳"), (3, "", ""),
)  # fmt: skip
_BEFORE = ("急聘", "诚聘", "【急】", "高薪诚聘", "★", "2026届", "（应届生）", "[直招]")
_AFTER = (
    "（五险一金）",
    "(双休)",
    "（包吃住）",
    "若干名",
    "-白杨市",
    "/周末双休",
    "（可接受应届生）",
    "【急聘】",
    " 3人",
    "（长期）",
    "（见习）",
)
_EDUCATION_TEXTS = {
    BACHELOR: ("本科", "本科及以上", "大学本科以上", "全日制本科", "本科以上学历"),
    COLLEGE: ("大专", "大专及以上", "专科以上", "大专以上学历", ""),
    MASTER: ("硕士", "硕士研究生及以上"),
    "": ("", "不限", "学历不限"),
}
_EXPERIENCE = ("", "", "", "不限", "应届生优先", "1年以上", "1-3年", "有相关经验者优先")
_DETAILS = (
    "", "", "缴纳五险一金，提供工作餐。", "包吃住，每月休四天。", "五险一金、双休、带薪年假、节日福利。", "试用期两个月，表现优秀可提前转正。",
    "接送班车，单身公寓。", "按政策执行。", "欢迎应届毕业生，有师傅带。",
)  # fmt: skip
_KINDS = ((82, "full_time"), (8, "internship"), (3, "public"), (3, "grassroots"), (2, "short"), (2, "flexible"))
_SOURCES = ("访企拓岗", "白杨市公共就业服务网", "团场报送", "金秋招聘月", "企业自报", "对口支援省市")
_AGENCIES = ("白杨市人才交流中心", "白杨市公共就业服务中心", "163团就业服务站", "急需紧缺人才目录（汇总）")
_BRANDS_A = "绿洲 天山 白杨 金穗 丰源 北疆 戈壁红 雪莲 塔额 西域 恒信 众诚 昆仑 瑞丰 华疆 新垦 胡杨 沃野 兴边 晨光 博远 天润 银河 盛泰 汇通 安居 大漠 云杉 和田玉 牧歌".split()
_BRANDS_B = "达 源 盛 泰 和 丰 兴 隆 佳 宏 润 通 鑫 瑞 辰 康 顺 成 益 广".split()


class Offer(NamedTuple):
    """What the history needs to know of a posting that can be pushed; `ranked` is how matching sees it."""

    ranked: Ranked
    employer: str
    opens: date
    closes: date | None


class Market(NamedTuple):
    """The pool as the history sees it: offers by title and by month of opening, and the units that take interns."""

    by_title: dict
    by_month: dict
    bases: list

    def in_month(self, day):
        """Offers that opened in the month of a day or, where there are none, in any."""
        return self.by_month.get((day.year, day.month)) or self.by_month[None]


def _spread(options):
    return [value for weight, *rest in options for value in [rest[0] if len(rest) == 1 else tuple(rest)] * weight]


_AREA_WHEEL, _KIND_WHEEL = _spread(AREAS), _spread(_KINDS)


def open_market(rng, pourer, *, number, today, seed):
    """Compose employers and `number` postings; returns what the history can push."""
    now = moment(today - timedelta(days=1), 0)[1]
    employers = _employers(rng, pourer, -(-number // POSTINGS_AN_EMPLOYER))
    bases = [key for sector in employers.values() for key, _name, is_base in sector if is_base]
    market = Market(defaultdict(list), defaultdict(list), bases)
    listed = occupations()
    for position in range(number):
        code, title, trades = ("", "", TRADES) if rng.random() < 0.62 else pick(rng, listed)
        trade = pick(rng, trades)
        title = title or pick(rng, trade.titles)
        offer = _posting(rng, pourer, trade, code, title, employers, today, now, f"demo:{seed}:{position}")
        opened = (offer.opens.year, offer.opens.month)
        for kept in (market.by_title[title], market.by_month[opened], market.by_month[None]):
            if len(kept) < KEPT_A_TITLE:
                kept.append(offer)
        if not position % 1000:
            pourer.ease()
    return market


def _employers(rng, pourer, number):
    """Compose employers, sector by sector in turn; returns {sector: [(key, name, takes interns)]}."""
    employers, used = {sector: [] for sector in SECTORS}, set()
    for name in _AGENCIES:
        key = pourer.add(EMPLOYERS, name, employer_key(name), "29", "", "659012", 0, 1)
        employers.setdefault("", []).append((key, name, False))
    sectors = list(SECTORS)
    for position in range(max(number, len(sectors))):
        sector = sectors[position % len(sectors)]
        area_code, area = _AREA_WHEEL[int(rng.random() * 80)]
        name = _employer_name(rng, sector, area, used)
        facts, is_base = SECTORS[sector], rng.random() < 0.25
        key = pourer.add(
            EMPLOYERS, name, employer_key(name), facts.kind, facts.industry, area_code, int(is_base), 0
        )  # fmt: skip
        employers[sector].append((key, name, is_base))
    return employers


def _employer_name(rng, sector, area, used):
    """Compose a name nobody has yet; after some tries it gets a second brand word."""
    ending, tries = pick(rng, SECTORS[sector].endings), 0
    while True:
        brand = pick(rng, _BRANDS_A) + pick(rng, _BRANDS_B)
        brand += pick(rng, _BRANDS_A) if tries > 3 else ""
        brand += pick(rng, _BRANDS_B) * (tries > 30)
        name = f"{area}{brand}{ending}"
        if (key := employer_key(name)) not in used:
            used.add(key)
            return name
        tries += 1


def _posting(rng, pourer, trade, code, title, employers, today, now, source_key):
    by_agency = rng.random() < 0.06
    employer_id, employer, is_base = pick(rng, employers["" if by_agency else trade.sector])
    raw = _noisy_title(rng, title)
    title, term = title_of(raw)
    education_text = pick(rng, _EDUCATION_TEXTS[_education(rng, trade)])
    majors_text = pick(rng, trade.majors)
    majors = majors_of(majors_text)
    pay_text = _pay_text(rng, *trade.pay)
    pay_min, pay_max = pay_of(pay_text)
    opens, closes, closed, why = _days(rng, today)
    area_code, area_text = pick(rng, _AREA_WHEEL)
    kind = pick(rng, _KIND_WHEEL)
    kind = "full_time" if kind == "internship" and not is_base else kind
    audience = ("disabled",) if rng.random() < 0.015 else ()
    skills = tuple(skill for skill in trade.skills if rng.random() < 0.4)
    education = education_of(education_text)
    key = pourer.add(
        POSTINGS, employer_id, hashlib.sha256(source_key.encode()).hexdigest(), pick(rng, _SOURCES), title, raw, term,
        SECTOR_LABELS[trade.sector] if rng.random() < 0.5 else "", code, area_code, area_text, education, education_text,
        majors_text, text_of(majors), text_of(skills), pick(rng, _EXPERIENCE), pay_min, pay_max, pay_text, _headcount(rng),
        kind, text_of(audience), pick(rng, _DETAILS), iso(opens), iso(closes), iso(closed), why, now,
    )  # fmt: skip
    ranked = Ranked(
        key, term, title, education, majors, skills, pay_min, pay_max, area_code, area_text, kind, audience, opens
    )
    return Offer(ranked, employer, opens, closed or closes)


SECTOR_LABELS = {
    "farm": "现代农业", "stock": "畜牧业", "food": "食品加工", "plant": "装备制造", "power": "新能源", "build": "建筑水利",
    "trade": "商贸流通", "moving": "物流", "guest": "文化旅游", "code": "信息技术", "money": "财务金融", "office": "商务服务",
    "school": "教育", "health": "医疗卫生", "public": "公共服务",
}  # fmt: skip


def _noisy_title(rng, title):
    point = rng.random()
    if point < 0.55:
        return title
    before = pick(rng, _BEFORE) if point > 0.8 else ""
    return before + title + (pick(rng, _AFTER) if point < 0.92 else "")


def _education(rng, trade):
    point = rng.random()
    if point < 0.04 and trade.education == BACHELOR:
        return MASTER
    return "" if point > 0.85 else trade.education


def _headcount(rng):
    return None if rng.random() < 0.2 else pick(rng, (1, 1, 1, 2, 2, 3, 5, 10, 20))


def _days(rng, today):
    """Return (opens, closes, closed, why): most are open, some have run out, been filled or taken back."""
    age = int(rng.random() ** 1.5 * 150) if rng.random() < 0.85 else 150 + int(rng.random() * 400)
    opens = today - timedelta(days=age)
    closes = opens + timedelta(days=30 + int(rng.random() * 150)) if age > 150 or rng.random() < 0.8 else None
    if closes and closes < today:
        return opens, closes, closes + timedelta(days=1), "expired"
    if rng.random() < 0.06 and opens < today:
        return opens, closes, min(today, opens + timedelta(days=25)), pick(rng, ("filled", "filled", "withdrawn"))
    return opens, closes, None, ""


def _pay_text(rng, low, high):
    """Write a pay between two bounds (hundreds of yuan a month) in one of the ways postings do."""
    bottom = low + int(rng.random() * (high - low) * 0.6) // 5 * 5
    top = bottom + 5 * (2 + int(rng.random() * 6))
    return pick(rng, _PAY_WAYS)(bottom, top)


_PAY_WAYS = (
    lambda low, high: f"{low * 100}-{high * 100}元/月",
    lambda low, high: f"{low * 100}-{high * 100}元/月",
    lambda low, high: f"{low * 100}-{high * 100}",
    lambda low, high: f"{low * 100}--{high * 100}元",
    lambda low, high: f"{low / 10:g}K-{high / 10:g}K",
    lambda low, high: f"{low / 10:g}-{high / 10:g}千/月",
    lambda low, high: f"{low / 100:g}-{high / 100:g}万/月",
    lambda low, high: f"{low * 12 / 100:.0f}-{high * 12 / 100 + 1:.0f}万/年",
    lambda low, high: f"年薪{low * 12 / 100:.0f}-{high * 12 / 100 + 1:.0f}万",
    lambda low, high: f"{low * 100}元起",
    lambda low, high: f"{high * 100}元以下",
    lambda low, high: f"月薪{low * 100}元",
    lambda low, high: f"{low * 4}元/天",
    lambda low, high: f"底薪{low * 100}+提成",
    lambda low, high: "面议",
    lambda low, high: "面议",
    lambda low, high: "按政策执行",
    lambda low, high: "五险一金",
    lambda low, high: "",
)
