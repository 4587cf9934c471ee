"""Made-up postings and seekers in any number, of real words: what benchmarks rank."""

import random
from datetime import date, timedelta

from matching.occupations import market_words, occupations
from matching.ranking import Offer, Seeker, Wanted
from matching.requirements import read_majors
from matching.titles import term_of
from registry.catalogue import majors
from registry.statuses import Education, Group, WorkKind

# With the market's words about 110,000 distinct terms, as a city's platform has; what term_of takes off is noise.
BEFORE = ("", "", "", "高级", "资深", "储备", "区域", "项目", "急招", "诚聘")
AFTER = ("", "", "", "助理", "主管", "经理", "专员", "实习生", "（双休）", "五险一金", "2名", "包吃住")
SKILLS = (
    "Excel 普通话 驾照C1 会计证 Java Python CAD PS 英语四级 护士证 教师资格证 电工证 焊工证 PLC 写作 剪辑 沟通".split()
)
COUNTIES = [f"65{prefecture:02}{county:02}" for prefecture in range(1, 15) for county in range(1, 9)]
ELSEWHERE = ["430102", "510104", "440305", "330106", "610113"]
SCHOOLING = [Education.COLLEGE, Education.BACHELOR, Education.BACHELOR, Education.MASTER, Education.HIGH_SCHOOL, ""]


def _words():
    words = [word for listed in market_words().values() for word in listed]
    return words + [occupation.name for occupation in occupations()]


def made_up_offers(count, *, on, seed=1311):
    """Yield so many Offers; keys from 1 up."""
    chance, words = random.Random(seed), _words()
    requirements = [read_majors(text) for text in _requirements(chance)]
    for key in range(1, count + 1):
        title = chance.choice(BEFORE) + chance.choice(words) + chance.choice(AFTER)
        low = chance.randrange(2500, 12000, 500)
        county = chance.choice(COUNTIES) if chance.random() < 0.9 else chance.choice(ELSEWHERE)
        yield Offer(
            posting_id=key,
            term=term_of(title),
            title=title,
            education=str(chance.choice(SCHOOLING)),
            majors=chance.choice(requirements) if chance.random() < 0.6 else {},
            skills=tuple(chance.sample(SKILLS, chance.choice((0, 0, 1, 2, 3)))),
            pay_min=low if chance.random() < 0.8 else None,
            pay_max=low + chance.randrange(0, 6000, 500) if chance.random() < 0.8 else None,
            area=county,
            area_text=f"地区{county}",
            kind=chance.choice(WorkKind.values) if chance.random() < 0.15 else "full_time",
            audience=(chance.choice(Group.values),) if chance.random() < 0.03 else (),
            opened_on=on - timedelta(days=chance.randrange(90)),
        )


def _requirements(chance, count=600):
    names = [major.name or major.class_name for major in majors()]
    classes = sorted({major.class_name for major in majors() if major.class_name.endswith("类")})
    for _n in range(count):
        yield "、".join(chance.sample(names, chance.choice((1, 2, 4))) + chance.sample(classes, chance.choice((0, 1))))


def made_up_seekers(count, *, seed=1312):
    """Yield so many Seekers, each with up to three wishes."""
    chance, words = random.Random(seed), _words()
    names = [major.name or major.class_name for major in majors() if major.level == "本科"]
    for _n in range(count):
        floor = chance.choice((None, 3000, 4000, 5000, 6000))
        wished = chance.sample(words, chance.choice((0, 1, 1, 2, 3)) if chance.random() < 0.3 else 1)
        county = chance.choice(COUNTIES)
        yield Seeker(
            wishes=tuple(
                Wanted(
                    term=term_of(word),
                    text=word,
                    areas=(f"地区{county}",) if chance.random() < 0.3 else (),
                    pay_floor=floor,
                    kind="full_time" if chance.random() < 0.7 else "",
                    other_province=chance.random() < 0.2,
                )
                for word in wished
            ),
            education=str(chance.choice(SCHOOLING[:4])),
            major=chance.choice(names),
            skills=tuple(chance.sample(SKILLS, chance.choice((0, 1, 2, 4)))),
            groups=frozenset(chance.sample(Group.values, 1) if chance.random() < 0.2 else ()),
            area=county,
        )


ON = date(2026, 9, 1)
