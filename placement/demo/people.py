"""Made-up graduates: identity, education, phones, wishes, skills, groups and needs of one person at a time."""

from datetime import date, timedelta

from matching.ranking import Seeker, Wanted
from placement.demo.identities import AREA_NAMES, IdNumbers, PhoneNumbers, an_area
from placement.demo.names import HAN, a_name, a_people, pick
from placement.demo.readers import title_of
from placement.demo.schools import (
    BACHELOR,
    BACHELOR_MAJORS,
    COLLEGE,
    COLLEGE_MAJORS,
    COLLEGES,
    COMMON_SKILLS,
    DOCTOR,
    MASTER,
    MASTER_MAJORS,
    SKILLS,
    UNIVERSITIES,
)
from registry.models import GroupMembership, Need, Person, Phone, Skill, Wish
from registry.pouring import Table, iso, text_of
from registry.readings import search_keys
from registry.sealed import digest, seal
from registry.searching import KEYS, key_rows
from registry.statuses import Group, NeedKind

PEOPLE = Table(
    Person, "id_digest", "id_tail_digest", "id_number", "name", "name_keys", "sex", "ethnicity", "born_on",
    "station_id", "hukou_area", "hukou_text", "residence_area", "address", "work_area", "school", "major", "major_code",
    "education", "graduated_on", "cohort", "status", "status_since", "willingness", "status_note", "owner_id",
    "counsellor_id", "version", "registered_on", "updated_at",
)  # fmt: skip
PHONES = Table(Phone, "person_id", "number", "digest", "whose", "state", "source", "rank", "added_on")
WISHES = Table(
    Wish, "person_id", "rank", "occupation", "areas", "pay_floor", "kind", "other_province", "available_from"
)
SKILLS_OF = Table(Skill, "person_id", "name", "level", "certificate")
GROUPS = Table(GroupMembership, "person_id", "group", "since", "until", "evidence")
NEEDS = Table(Need, "person_id", "kind", "asked_on")

# education, youngest and oldest age at graduation, majors, schools, share of a hundred
_STUDIES = (
    (COLLEGE, 20, 23, COLLEGE_MAJORS, COLLEGES, 46),
    (BACHELOR, 21, 24, BACHELOR_MAJORS, UNIVERSITIES, 48),
    (MASTER, 24, 27, MASTER_MAJORS, UNIVERSITIES, 5),
    (DOCTOR, 28, 32, MASTER_MAJORS, UNIVERSITIES, 1),
)
_STUDY_WHEEL = [study for *study, share in _STUDIES for _turn in range(share)]
_GROUP_SHARES = (
    (Group.STUDENT_LOAN, 0.08, "助学贷款"), (Group.OUT_OF_POVERTY, 0.04, "监测户"), (Group.MINIMUM_ALLOWANCE, 0.04, "低保证"),
    (Group.LOW_INCOME, 0.025, "低边"), (Group.DISABLED, 0.02, "残疾证"), (Group.ZERO_EMPLOYMENT, 0.015, "零就业认定"),
    (Group.VETERAN, 0.015, "退役证"), (Group.EXTREME_HARDSHIP, 0.004, "特困供养证"), (Group.ORPHAN, 0.003, "孤儿证"),
)  # fmt: skip
_NEED_SHARES = (
    (NeedKind.JOB, 0.5), (NeedKind.GUIDANCE, 0.2), (NeedKind.TRAINING, 0.15), (NeedKind.INTERNSHIP, 0.15),
    (NeedKind.REGISTRATION, 0.2), (NeedKind.STARTUP, 0.04), (NeedKind.HARDSHIP, 0.05), (NeedKind.OTHER, 0.02),
)  # fmt: skip
_WISH_AREAS = (
    ("白杨市",),
    ("白杨市",),
    ("白杨市", "塔城市"),
    ("塔城市",),
    ("乌鲁木齐",),
    ("石河子市",),
    ("克拉玛依市",),
    (),
)
_STREETS = ("塔尔巴哈台路", "龙泉路", "玫瑰路", "军垦大道", "白杨北路", "和平街", "绿洲路", "团结路", "迎宾路")
_SOURCES = ("教育部门移交", "教育部门移交", "本人登记", "社区摸排")


class Facts:
    """What the history must know of a person; the row itself is written when the history is over."""

    __slots__ = (
        "key", "row", "name", "sex", "cohort", "station", "officer", "counsellor", "supervisor", "occupations", "titles",
        "groups", "phone", "registered_on", "source", "wishes", "skills", "seeker",
    )  # fmt: skip


class Crowd:
    """Makes people; holds what must not repeat."""

    def __init__(self, rng, pourer, *, cohort):
        self.rng, self.pourer, self.cohort = rng, pourer, cohort
        self.id_numbers, self.phones = IdNumbers(), PhoneNumbers(rng)

    def next(self, station, *, cohort, registered_on):
        """Make one person registered on a day, with phones, wishes, skills, groups and needs."""
        rng, facts = self.rng, Facts()
        facts.key = next(self.pourer.keys[PEOPLE])
        facts.station, facts.cohort, facts.registered_on = station, cohort, registered_on
        people, is_male = a_people(rng), rng.random() < 0.46
        facts.name, facts.sex = a_name(rng, people, is_male), "1" if is_male else "2"
        facts.source = pick(rng, _SOURCES)
        education, youngest, oldest, majors, schools = pick(rng, _STUDY_WHEEL)
        major = pick(rng, majors)
        graduated = date(cohort, 6, 15) + timedelta(days=int(rng.random() * 20))
        born = graduated - timedelta(days=int(365.25 * (youngest + rng.random() * (oldest - youngest))))
        facts.row = (
            *self._identity(facts, people, is_male, born),
            pick(rng, schools), self._major_text(major), major.code, education, iso(graduated), cohort,
        )  # fmt: skip
        for row in key_rows(facts.key, station.key, facts.name, search_keys(facts.name), facts.row[-6]):
            self.pourer.add(KEYS, *row)
        facts.occupations = major.wishes if rng.random() < 0.8 else pick(rng, majors).wishes
        self._phones(facts)
        self._wishes(facts)
        self._skills(facts, major)
        self._groups(facts, people)
        self._needs(facts)
        facts.seeker = Seeker(
            wishes=facts.wishes, education=education, major=facts.row[-5], skills=facts.skills,
            groups=frozenset(facts.groups), area="659012",
        )  # fmt: skip
        return facts

    def _identity(self, facts, people, is_male, born):
        rng, area = self.rng, an_area(self.rng)
        number = self.id_numbers.next(area, born, is_male)
        hukou = f"{AREA_NAMES[area]}{facts.station.regiment}" if area == "659012" else AREA_NAMES[area]
        address = (
            f"{facts.station.name}{pick(rng, _STREETS)}{1 + int(rng.random() * 90)}号" if rng.random() < 0.8 else ""
        )
        return (
            digest(number, "id_number"), digest(number[-4:], "id_tail"), seal(number, "id_number"),
            facts.name, search_keys(facts.name), facts.sex, people, iso(born), facts.station.key, area, hukou,
            "659012" if rng.random() < 0.9 else "", seal(address, "address") if address else b"", "",
        )  # fmt: skip

    def _major_text(self, major):
        """Schools write majors their own way now and then."""
        point = self.rng.random()
        return major.name if point < 0.93 else f"{major.name}（师范）" if point < 0.95 else f"{major.name}专业"

    def _phones(self, facts):
        """Everybody left a number; the second is the family's. The key of the first is kept for the visits."""
        number = self.phones.next()
        facts.phone = (next(self.pourer.keys[PHONES]), number)
        if self.rng.random() < 0.35:
            family = self.phones.next()
            self.pourer.add(
                PHONES, facts.key, seal(family, "phone"), digest(family, "phone"), "family", "unknown", facts.source, 2,
                iso(facts.registered_on),
            )  # fmt: skip

    def put_phone(self, facts, state):
        """Write the person's own number in the state the visits left it."""
        key, number = facts.phone
        self.pourer.put(
            PHONES, key, facts.key, seal(number, "phone"), digest(number, "phone"), "self", state, facts.source, 1,
            iso(facts.registered_on),
        )  # fmt: skip

    def _wishes(self, facts):
        rng, wanted = self.rng, 1 + int(self.rng.random() ** 1.3 * 3)
        first = int(rng.random() * len(facts.occupations))
        ordered = facts.occupations[first:] + facts.occupations[:first]
        facts.titles = ordered[:wanted]
        floor = pick(rng, (None, 3000, 3500, 3500, 4000, 4000, 4500, 5000, 6000))
        facts.wishes = ()
        for rank, occupation in enumerate(facts.titles, 1):
            areas, far = pick(rng, _WISH_AREAS), rng.random() < 0.12
            kind = "full_time" if rng.random() < 0.7 else ""
            self.pourer.add(WISHES, facts.key, rank, occupation, text_of(areas), floor, kind, int(far), None)
            wanted = Wanted(title_of(occupation)[1], occupation, areas, floor, kind, far)
            facts.wishes += (wanted,)

    def _skills(self, facts, major):
        rng = self.rng
        own = [skill for skill in SKILLS.get(major.family, ()) if rng.random() < 0.5]
        common = [skill for skill in COMMON_SKILLS if rng.random() < 0.12]
        skills = {skill[0]: skill for skill in own + common}
        for name, level, certificate in skills.values():
            self.pourer.add(SKILLS_OF, facts.key, name, level, certificate)
        facts.skills = tuple(skills)

    def _groups(self, facts, people):
        """Groups by chance; the first people of the city carry each group once, so that every one is shown."""
        rng, codes = self.rng, list(Group)
        groups = {group: proof for group, share, proof in _GROUP_SHARES if rng.random() < share}
        if people != HAN and rng.random() < 0.25:
            groups[Group.MINORITY] = ""
        if facts.cohort < self.cohort and rng.random() < 0.4:
            groups[Group.LONG_UNEMPLOYED] = ""
        if facts.key <= 3 * len(codes) and facts.key % 3 == 0:
            groups[codes[facts.key // 3 - 1]] = "认定表"
        for group, proof in groups.items():
            evidence = f"{proof}{facts.cohort}-{facts.key:06}" if proof else ""
            self.pourer.add(GROUPS, facts.key, group.value, iso(facts.registered_on), None, evidence)
        facts.groups = tuple(groups)

    def _needs(self, facts):
        for kind, share in _NEED_SHARES:
            if self.rng.random() < share:
                self.pourer.add(NEEDS, facts.key, kind.value, iso(facts.registered_on))
