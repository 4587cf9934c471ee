"""What is about to be pushed to whom: shown person by person, ticked, and sent in one act."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from followup.letters import message_for
from followup.offering import offer_many
from followup.selecting import is_key
from matching.candidates import offers_of
from matching.controls import CONTROLS
from matching.models import Posting, Push
from matching.openings import free_of, room_of
from matching.spreading import spread
from matching.suiting import fits, rank_people
from matching.telling import tell
from registry.models import Person
from registry.refusals import Refusal

MOST_PEOPLE = 1000  # whom one basket is for
MOST_POSTINGS = 100  # of one basket: they travel in its address
AT_ONCE = 500  # pushes of one act


class Line(NamedTuple):
    """One posting for one person, as it can be ticked."""

    key: str
    posting: object
    match: object
    reasons: list
    fits: bool  # what does not is shown, and left to the officer to tick
    is_control: bool = False  # drawn to compare the ranking with: said as such, and ticked like the others


@dataclass
class Row:
    """One person with what they would get, and the message they would read."""

    person: object
    lines: list
    message: str
    due_on: object = None


def rows_of(given, *, by, on, due=None, arms=None):
    """Return the Rows of {person: [Match]}, of those a user sees and what is open and new now; constant queries."""
    keys = {match.posting_id for matches in given.values() for match in matches}
    people = Person.objects.visible_to(by).select_related("station").prefetch_related("wishes").in_bulk(list(given))
    postings = Posting.objects.open_on(on).filter(pk__in=keys).select_related("employer").in_bulk()
    had = set(Push.objects.filter(person__in=people, posting__in=keys).order_by().values_list("person", "posting"))
    rows = []
    for person, matches in given.items():
        still = [m for m in matches if m.posting_id in postings and (person, m.posting_id) not in had]
        if person in people and still:
            rows.append(_row(people[person], still, postings, by, due, arms or {}))
    return rows


def _row(person, matches, postings, by, due, arms):
    lines = [
        Line(
            f"{person.pk}-{match.posting_id}",
            postings[match.posting_id],
            match,
            [tell(reason) for reason in match.reasons],
            fits(match),
            arms.get((person.pk, match.posting_id)) in CONTROLS,
        )
        for match in matches
    ]
    fitting = [line for line in lines if line.fits] or lines
    message = message_for(person, [(line.posting, line.match.reasons) for line in fitting], by=by)
    return Row(person, lines, message, (due or {}).get(person.pk))


# --- A basket ---------------------------------------------------------------------------------


class Basket(NamedTuple):
    """Who would get what of the chosen postings, for whom there is no room, and whom none of them suits."""

    given: dict
    refused: dict
    unsuited: list


def fill(people, postings, *, each, on):
    """Return the Basket of these people and open postings, spread over the openings; nothing is pushed."""
    found = rank_people(people.order_by("pk"), offers_of(postings), on=on)
    room = room_of({match.posting_id for matches in found.values() for match in matches})
    share = {person: min(free, each) for person, free in free_of(found).items()}
    given, refused = spread({person: matches for person, matches in found.items() if matches}, room, share)
    without = {person: lost for person, lost in refused.items() if person not in given}
    return Basket(_first(given, AT_ONCE), without, [person for person, matches in found.items() if not matches])


def _first(given, most):
    """As many people as make so many pushes, in order: what does not fit into one act is for the next."""
    kept, n = {}, 0
    for person, matches in given.items():
        n += len(matches)
        if n > most:
            break
        kept[person] = matches
    return kept


# --- Sending ----------------------------------------------------------------------------------


def pairs_of(ticks):
    """Return the (person, posting) keys of ticks such as "12-345", in their order, each once."""
    pairs = [tuple(tick.split("-")) for tick in ticks]
    return list(
        dict.fromkeys((int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(is_key, pair)))
    )


def send(pairs, *, channel, by, on, arms=None):
    """Push what is ticked, scored as things stand now; returns what was Given. Only to people the user sees.

    `arms` says of {(person, posting): Arm} how each was chosen.
    """
    if not pairs:
        raise Refusal(_("请至少勾选一项。"))
    if len(pairs) > AT_ONCE:
        raise Refusal(_("一次最多推送 %(n)s 项。") % {"n": AT_ONCE})
    ticked = set(pairs)
    people = Person.objects.visible_to(by).filter(pk__in={person for person, _posting in pairs})
    offers = offers_of(Posting.objects.open_on(on).filter(pk__in={posting for _person, posting in pairs}))
    found = rank_people(people.order_by("pk"), offers, on=on)
    wanted = {
        person: [match for match in found.get(person, ()) if (person, match.posting_id) in ticked]
        for person in dict.fromkeys(person for person, _posting in pairs)
    }
    if not any(wanted.values()):
        raise Refusal(_("所选岗位都已推送过、已关闭或不再符合条件。"))
    return offer_many(wanted, channel=channel, by=by, on=on, arms=arms)


def tell_given(given, asked):
    """Return what came of an act that ticked so many pushes."""
    people = len({push.person_id for push in given.pushes})
    told = [_("已向 %(people)s 人推送 %(n)s 个岗位。") % {"people": people, "n": len(given.pushes)}]
    missed = Counter(code for _person, _posting, code in given.left_out)
    missed["gone"] = asked - len(given.pushes) - len(given.left_out)
    why = {
        "full": _("名额已满"),
        "waiting": _("本人待答复过多"),
        "pushed": _("已推送过"),
        "closed": _("已关闭"),
        "gone": _("已推送过或不再符合条件"),
    }
    parts = [f"{why[code]} {n}" for code, n in missed.items() if n]
    if parts:
        told.append(_("未推送：%(parts)s。") % {"parts": "、".join(parts)})
    return " ".join(told)
