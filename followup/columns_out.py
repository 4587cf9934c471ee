"""The columns of an export and the typed value each one takes from a person. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from followup import flow
from followup.models import Visit
from registry.identity import mask_id_number, mask_phone
from registry.models import Look, Person, Phone
from registry.sources import SourceKind, source_of
from registry.statuses import Education, Ethnicity, Group, NeedKind, Sex, Status, Willingness

# How a cell is written: words, text that must never become a number, a date, a number.
WORDS, TEXT, DATE, NUMBER = "words", "text", "date", "number"


@dataclass(frozen=True)
class Voice:
    """How one export speaks: on which day, whether sealed facts are whole, and in whose words."""

    today: date
    whole: bool
    words: dict  # {key of a coded column: {code: word}}


@dataclass(frozen=True)
class Column:
    """One column: `key` is the fact of registry.columns where it has one, so that a template's header finds it."""

    key: str
    label: str
    take: Callable  # (person, voice) -> text, date, number or None
    kind: str = WORDS
    width: int = 12
    look: str = ""  # what a reader of the whole value has seen
    loads: tuple = ()  # what must be fetched along


def _plain(name):
    return lambda person, _voice: getattr(person, name) or None


def _coded(key):
    def take(person, voice):
        code = getattr(person, key)
        return voice.words[key].get(code, code) or None

    return take


def _groups(person, voice):
    words = voice.words["groups"]
    return "、".join(words.get(row.group, row.group) for row in person.groups.all() if row.until is None)


def _needs(person, voice):
    words = voice.words["needs"]
    return "、".join(words.get(row.kind, row.kind) for row in person.needs.all())


def _id_number(person, voice):
    return person.id_number if voice.whole else mask_id_number(person.id_number)


def _born_on(person, voice):
    """With the number's area and tail beside it, a birth date would undo the mask: only the year stays."""
    if voice.whole or person.born_on is None:
        return person.born_on
    return f"{person.born_on.year}-**-**"


def _phones(whose):
    def take(person, voice):
        numbers = [phone.number for phone in person.phones.all() if phone.whose == whose]
        return "、".join(numbers if voice.whole else map(mask_phone, numbers))

    return take


def _address(person, voice):
    return person.address if voice.whole or not person.address else "****"


def _case(person):
    return person.open_cases[0] if person.open_cases else None


def _pips(person, voice):
    case = _case(person)
    return flow.spell(case.steps.all(), voice.today) if case else str(_("未建账"))


def _contact(person, _voice):
    case = _case(person)
    return case.last_contact_on if case else None


def _planned(person, _voice):
    return person.planned[0].planned_for if person.planned else None


def _why(person, voice):
    return voice.words["why"].get(person.planned[0].why) if person.planned else None


def _also(person, _voice):
    return person.also_station.name if person.also_station else None


def _helpers(person, _voice):
    helping = sorted(person.helpers.all(), key=lambda helper: (helper.tier.rank, helper.pk))
    return "、".join(_("%(name)s（%(tier)s）") % {"name": one.user.name, "tier": one.tier.name} for one in helping)


def _source(person, _voice):
    kind, day, words = source_of(person.sources, "*")
    return f"{words or (SourceKind(kind).label if kind in SourceKind else kind)} {day}".strip()


def _wishes(person, _voice):
    return "、".join(wish.occupation for wish in person.wishes.all())


def _skills(person, _voice):
    return "、".join(skill.name for skill in person.skills.all())


CODES = {
    "sex": Sex,
    "ethnicity": Ethnicity,
    "education": Education,
    "status": Status,
    "willingness": Willingness,
    "groups": Group,
    "needs": NeedKind,
    "basis": Person.Basis,
    "why": Visit.Why,
}
COLUMNS = {
    column.key: column
    for column in (
        Column("name", _("姓名"), _plain("name"), width=16),
        Column("id_number", _("身份证号码"), _id_number, TEXT, 21, Look.What.ID_NUMBER),
        Column("sex", _("性别"), _coded("sex"), width=6),
        Column("ethnicity", _("民族"), _coded("ethnicity"), width=10),
        Column("born_on", _("出生日期"), _born_on, DATE, look=Look.What.ID_NUMBER),
        Column("phones", _("联系电话"), _phones(Phone.Whose.SELF), TEXT, 14, Look.What.PHONE, ("phones",)),
        Column("family_phones", _("家庭电话"), _phones(Phone.Whose.FAMILY), TEXT, 14, Look.What.PHONE, ("phones",)),
        Column("hukou_text", _("户籍地址"), _plain("hukou_text"), width=30),
        Column("address", _("常住详细地址"), _address, width=34, look=Look.What.ADDRESS),
        Column("pips", _("1311 进度"), _pips, width=14, loads=("cases",)),
        Column("school", _("毕业院校"), _plain("school"), width=24),
        Column("major", _("专业"), _plain("major"), width=20),
        Column("education", _("学历"), _coded("education"), width=14),
        Column("graduated_on", _("毕业日期"), _plain("graduated_on"), DATE),
        Column("cohort", _("届别"), _plain("cohort"), NUMBER, 7),
        Column("status", _("状态"), _coded("status"), width=14),
        Column("status_since", _("状态起始"), _plain("status_since"), DATE),
        Column("willingness", _("就业意愿"), _coded("willingness"), width=14),
        Column("groups", _("重点群体"), _groups, width=24, loads=("groups",)),
        Column("wish", _("意向岗位"), _wishes, width=20, loads=("wishes",)),
        Column("skills", _("技能"), _skills, width=20, loads=("skills",)),
        Column("needs", _("服务需求"), _needs, width=20, loads=("needs",)),
        Column("station", _("站点"), lambda person, _voice: person.station.name, width=18),
        Column("basis", _("计数依据"), _coded("basis"), width=10),
        Column("also", _("协同站点"), _also, width=18, loads=("also_station",)),
        Column("owner", _("责任专员"), lambda person, _voice: person.owner and person.owner.name),
        Column("helpers", _("包保人"), _helpers, width=24, loads=("helpers__user", "helpers__tier")),
        Column("contact", _("最近联系"), _contact, DATE, loads=("cases",)),
        Column("planned", _("下次走访"), _planned, DATE, loads=("visits",)),
        Column("why", _("走访事由"), _why, width=14, loads=("visits",)),
        Column("registered_on", _("入册日期"), _plain("registered_on"), DATE),
        Column("sources", _("信息来源"), _source, width=24),
        Column("note", _("状态说明"), _plain("status_note"), width=30),
    )
}
CHOICES = [(key, column.label) for key, column in COLUMNS.items()]

# What a column of the list is in an export: several facts that share a cell there get a column each here.
SHOWN = {
    "name": ("name", "id_number"),
    "school": ("school", "major", "education"),
    "phone": ("phones",),
    "planned": ("planned", "why"),
    "registered": ("registered_on",),
    "source": ("sources",),
}


def columns_shown(names):
    """Return the keys that hold what these columns of the list show, in the list's order."""
    keys = [key for name in names for key in SHOWN.get(name, (name,))]
    return [key for key in dict.fromkeys(keys) if key in COLUMNS]


def chosen_columns(keys):
    """Return the Columns of keys, those unknown left out."""
    return [COLUMNS[key] for key in keys if key in COLUMNS]


def looks_of(columns, whole):
    """Return what everyone in an export of these columns is seen of: the export itself, and each sealed fact whole."""
    sealed = dict.fromkeys(column.look for column in columns if column.look) if whole else ()
    return [Look.What.EXPORT, *sealed]


def loads_of(columns):
    """Return the names of what must be fetched along for these columns."""
    return {load for column in columns for load in column.loads}


def voice_of(today, *, whole, own=None):
    """Return the Voice of the language in force; `own` is {key: {code: word}} of a template's own words."""
    words = {key: {code: str(label) for code, label in choices.choices} for key, choices in CODES.items()}
    for key, said in (own or {}).items():
        words[key] |= said
    return Voice(today, whole, words)


def row_of(person, columns, voice):
    """Return the values of one person, one a column."""
    return [column.take(person, voice) for column in columns]
