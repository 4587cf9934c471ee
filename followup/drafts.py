"""What a phone may send, as data: one visit with what it changed. Anything else is told where it is wrong. Pure."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from annotated_types import Ge, Gt, Lt, MaxLen
from django.utils import timezone
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, Discriminator, StringConstraints
from pydantic.types import Strict

from followup.models import Briefing, Visit
from followup.models.guidance import Manner
from registry.identity import clean_phones
from registry.models import Phone
from registry.statuses import OUT, PLACED, Status

# A placement needs its proof and "unreachable" its ladder: neither is said at a door.
DOOR_STATUSES = tuple(status.value for status in Status if status not in PLACED | OUT | {Status.UNREACHABLE})
DOOR_MANNERS = tuple(manner for manner in Manner.values if manner != Manner.GROUP)
DIGITS = 10**15  # no key and no pay is larger


def _text_only(value):
    """Numbers are no dates: 0 is not a day in 1970."""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _zoned(value):
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def _dialled(value):
    numbers, problem = clean_phones(value)
    if problem or len(numbers) != 1:
        raise ValueError("not one phone number")
    return numbers[0]


def _number(value):
    """A number alone is the person's own."""
    return {"number": value} if isinstance(value, str) else value


def text_of(longest):
    """A text of so many characters, without the one that no database takes."""
    return Annotated[str, Strict(), StringConstraints(max_length=longest, pattern=r"^[^\x00]*$")]


def _once(values):
    return list(dict.fromkeys(values))


FromText = BeforeValidator(_text_only)
Key = Annotated[int, Strict(), Gt(0), Lt(DIGITS)]
Moment = Annotated[
    AwareDatetime,
    FromText,
    Ge(datetime.fromisoformat("1970-01-01T00:00:00+00:00")),
    Lt(datetime.fromisoformat("2100-01-01T00:00:00+00:00")),
]
Day = Annotated[date, FromText, Ge(date(1970, 1, 1)), Lt(date(2100, 1, 1))]
Appointment = Annotated[datetime, FromText, AfterValidator(_zoned)]
Uuid = Annotated[UUID, FromText]
Version = text_of(64)


class WishDraft(BaseModel):
    """What the person wants, in a few words."""

    occupation: Annotated[text_of(60), StringConstraints(min_length=1)]
    pay_floor: Annotated[int, Strict(), Ge(0), Lt(2**31)] | None = None
    areas: Annotated[list[text_of(60)], MaxLen(20)] = []


class StatusChange(BaseModel):
    """Another status; a placement is recorded on its own form, with its proof."""

    fact: Literal["status"]
    version: Version
    to: Literal[DOOR_STATUSES]


class NoteChange(BaseModel):
    """Other words about the status."""

    fact: Literal["status_note"]
    version: Version
    to: text_of(200)


class WishChange(BaseModel):
    """Another first wish, or none."""

    fact: Literal["wish"]
    version: Version
    to: WishDraft | None


class SkillsChange(BaseModel):
    """All that the person can do, named."""

    fact: Literal["skills"]
    version: Version
    to: Annotated[list[Annotated[text_of(40), StringConstraints(min_length=1)]], MaxLen(30), AfterValidator(_once)]


class NumberDraft(BaseModel):
    """A number, and whose it is."""

    number: Annotated[text_of(30), AfterValidator(_dialled)]
    whose: Literal[tuple(Phone.Whose.values)] = Phone.Whose.SELF.value


class PhoneChange(BaseModel):
    """One number more; numbers are added, so two that are brought do not stand in each other's way."""

    fact: Literal["phone"]
    version: Version = ""
    to: Annotated[NumberDraft, BeforeValidator(_number)]


Change = Annotated[StatusChange | NoteChange | WishChange | SkillsChange | PhoneChange, Discriminator("fact")]


class InternshipDraft(BaseModel):
    """An internship that was offered at a known employer."""

    employer: Key
    position: Annotated[text_of(60), StringConstraints(min_length=1)]


class VisitDraft(BaseModel):
    """A visit as it was logged on the phone, by the phone's clock."""

    uuid: Uuid
    person: Key
    made_at: Moment
    made_on: Day | None = None
    read_at: Moment | None = None
    manner: Literal[DOOR_MANNERS]
    result: Literal[tuple(Visit.Result.values)]
    phone: Key | None = None
    barriers: Annotated[list[Literal[tuple(Visit.Barrier.values)]], MaxLen(20), AfterValidator(_once)] = []
    findings: text_of(4000) = ""
    next_on: Day | None = None
    briefing_topics: Annotated[list[Literal[tuple(Briefing.Topic.values)]], MaxLen(20), AfterValidator(_once)] = []
    session_booked_for: Appointment | None = None
    internship_offered: InternshipDraft | None = None
    changes: Annotated[list[Change], MaxLen(10)] = []
    rung: text_of(14) = ""
    photos: Annotated[list[Uuid], MaxLen(20)] = []


class Anything:
    """A place where anything may come, described as what it should be."""

    def __init__(self, model):
        self.model = model

    def __get_pydantic_core_schema__(self, source, handler):
        return handler(Any)

    def __get_pydantic_json_schema__(self, schema, handler):
        return handler(self.model.__pydantic_core_schema__)


Item = Annotated[Any, Anything(VisitDraft)]
