"""What the door says and what it is told, as data: the shapes its description is made of."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen
from ninja import Schema

from followup.arriving import MOST_ITEMS
from followup.briefcase import MOST_BYTES, MOST_PEOPLE
from followup.drafts import Item, Moment, text_of


class Refused(Schema):
    """Why a request was not taken: a stable code, and a sentence."""

    code: str
    reason: str = ""


class SignedIn(Schema):
    """What a phone asks before anything else."""

    signed_in: Literal[True] = True
    holder: str
    name: str
    csrf: str
    wipe: bool
    now: datetime
    today: str


class SignedOut(Schema):
    """Nobody is signed in; nothing personal is said."""

    signed_in: Literal[False] = False
    sign_in: str
    wipe: bool = False


class Budget(Schema):
    """The most a briefcase holds."""

    people: int = MOST_PEOPLE
    bytes: int = MOST_BYTES


class Size(Schema):
    """What a download would hold now."""

    people: int
    bytes: int
    expires_hours: int
    most: Budget = Budget()


class Asking(Schema):
    """Which device asks, and what its browser calls itself."""

    device: UUID
    label: text_of(500) = ""


class Sending(Schema):
    """Visits as a phone sends them, oldest first; anything that is no visit is told so alone."""

    device: UUID
    device_at: Moment
    items: Annotated[list[Item], MaxLen(MOST_ITEMS)]


class Conflict(Schema):
    """A fact two sides changed: what the visit brought and what the office had, as one reads them."""

    key: int
    fact: str
    label: str
    brought: str
    found: str


class Judged(Schema):
    """What became of one item."""

    uuid: str
    state: Literal["stored", "already", "refused", "conflict"]
    code: str = ""
    reason: str = ""
    visit: int | None = None
    conflicts: list[Conflict] = []
    next_on: str | None = None


class Received(Schema):
    """A verdict for each item, in the order sent."""

    received_at: datetime
    wipe: bool
    items: list[Judged]


class Waiting(Conflict):
    """A conflict with whom it is about."""

    person: int
    name: str
    made_on: str
    officer: str


class Open(Schema):
    """What waits for a choice."""

    items: list[Waiting]


class Choice(Schema):
    """Which of the two values is kept."""

    keep: Literal["brought", "found"]


class Decided(Schema):
    """What was kept."""

    key: int
    kept: Literal["brought", "found"]


class Kept(Schema):
    """What became of a photo."""

    state: Literal["stored", "already", "refused"]
    code: str = ""
    reason: str = ""


class Forgotten(Schema):
    """The device that has deleted everything."""

    device: UUID


class Done(Schema):
    """It is noted."""

    done: bool = True


# --- What is in a briefcase -------------------------------------------------------------------


class Exact(Schema):
    """A shape that has nothing beside what it says: no fact goes along that is not written here."""

    model_config = {"extra": "forbid"}


class CarriedPip(Exact):
    """One step as it is drawn."""

    state: Literal["empty", "offered", "done", "late", "excused"]
    title: str


class CarriedPipGroup(Exact):
    """The steps of one promise."""

    kind: str
    label: str
    pips: list[CarriedPip]


class CarriedPips(Exact):
    """The promise as a sentence, as characters, and step by step."""

    summary: str
    characters: str
    groups: list[CarriedPipGroup]


class CarriedPlan(Exact):
    """The visit planned."""

    why: str
    why_label: str
    planned_for: str
    due_on: str
    overdue: bool


class CarriedLast(Exact):
    """The last visit."""

    made_on: str
    result_label: str
    findings: str


class CarriedNumber(Exact):
    """A number, masked; its key is what a visit says was dialled."""

    key: int
    masked: str
    whose_label: str
    state_label: str


class CarriedWish(Exact):
    """The first wish."""

    occupation: str
    pay_floor: int | None
    areas: list[str]


class TextFact(Exact):
    """A fact in words, and the version it was read at."""

    value: str
    version: str


class StatusFact(TextFact):
    """The status as a code and in words."""

    label: str


class WishFact(Exact):
    """The first wish, and its version."""

    value: CarriedWish | None
    version: str


class SkillsFact(Exact):
    """The skills by name, and their version."""

    value: list[str]
    version: str


class NumbersFact(Exact):
    """Of the numbers only the version: none leaves the office whole."""

    version: str


class CarriedFacts(Exact):
    """What a visit may change."""

    status: StatusFact
    status_note: TextFact
    wish: WishFact
    skills: SkillsFact
    phone: NumbersFact


class CarriedJob(Exact):
    """A job that was pushed and is not answered yet."""

    key: int
    title: str
    employer: str
    employer_key: int
    pay: str
    reasons: list[str]


class CarriedPerson(Exact):
    """The few facts of a person that a visit needs; nothing that is sealed."""

    key: int
    name: str
    age: int | None
    sex: str
    station: str
    street: str
    education: str
    major: str
    school: str
    cohort: int | None
    groups: list[str]
    pips: CarriedPips
    has_case: bool
    planned: CarriedPlan | None
    last: CarriedLast | None
    proposed_next: str | None
    phones: list[CarriedNumber]
    facts: CarriedFacts
    section: Literal["overdue", "today", "week", "first"]
    jobs: list[CarriedJob]
    order: int


class Briefcase(Exact):
    """Whom an officer takes along, until when, and whose it is."""

    format: int
    made_at: str
    expires_at: str
    today: str
    holder: str
    people: list[CarriedPerson]


class Wiped(Exact):
    """Nobody is given to a device that has to forget."""

    wipe: Literal[True]
