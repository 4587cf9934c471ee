"""What the door says and what it is told, as data: the shapes its description is made of."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import MaxLen
from ninja import Schema

from followup.arriving import MOST_ITEMS
from followup.briefcase import MOST_BYTES, MOST_PEOPLE
from followup.drafts import Item, Moment


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
    label: str = ""


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
