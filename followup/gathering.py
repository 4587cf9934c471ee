"""Every write to a gathering: one act for a room of people, kept for each of them by name, in chunks, undone for one.

Nothing ever locks the room. A chunk, or a tap on a phone, is a transaction of its own that holds its people and then
looks at what stands; whatever was killed half-way is finished by being done again.
"""

from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from followup.contacting import mark_reached, recount_contacts
from followup.crediting import credit_many, take_back
from followup.flow import Kind
from followup.guiding import give_briefings, hold_group_session, withdraw_briefings, withdraw_sessions
from followup.losing import end_for_those_met
from followup.models import Attendance, Briefing, Case, Gathering, Session, Visit
from followup.models.guidance import Manner
from followup.planning import plan_follow_ups
from registry.history import Line, hold, note_many
from registry.models import Entry, Person
from registry.parts import in_chunks
from registry.refusals import Refusal

CHUNK = 100  # people at a time
MOST = 1000  # people that one gathering asks
State = Attendance.State
NO_WORD = Attendance.AbsentReason.NO_WORD
WRITTEN = ("state", "reason", "note", "undone_at", "undone_why", "marked_at", "marked_by", "briefing", "session")
# Planned visits for which meeting somebody was all that was wanted; the others have a matter of their own.
MET_BY_PRESENCE = (Visit.Why.FIRST_CONTACT, Visit.Why.RETRY, Visit.Why.ROUTINE, Visit.Why.KEY_GROUP)


class Word(NamedTuple):
    """What is said of one seat: how the person was there, or that they were taken off the list."""

    state: str
    reason: str = ""
    note: str = ""
    undone_why: str = ""

    def is_said_of(self, seat):
        return self == Word(seat.state, seat.reason, seat.note, seat.undone_why)


# --- Planned and asked ------------------------------------------------------------------------


@transaction.atomic
def plan_gathering(*, uuid, by, kind, title, held_on, topics=(), **facts):
    """Plan a gathering at the planner's own station; the same form sent again returns the one there is."""
    if by.station_id is None:
        raise Refusal(_("没有站点，不能组织活动。"))
    _refuse_topics(kind, topics)
    said = {"kind": kind, "title": title[:80], "held_on": held_on, "topics": list(topics), **facts}
    try:
        with transaction.atomic():
            return Gathering.objects.create(uuid=uuid, by=by, station=by.station, **said)
    except IntegrityError:
        stored = Gathering.objects.filter(uuid=uuid, by=by).first()
        if stored is None:
            raise Refusal(_("该活动编号已被使用。")) from None
        return stored


def _refuse_topics(kind, topics):
    """A briefing or a session says what it was about; a visit to a factory is about the factory."""
    known = {Gathering.Kind.BRIEFING: Briefing.Topic, Gathering.Kind.HALL: Session.Topic}.get(kind)
    if known and not (topics and set(topics) <= set(known.values)):
        raise Refusal(_("请至少选择一项本次活动的内容。"))


def ask_people(gathering, people, *, by):
    """Put people whom the asker sees on the list; returns how many are new. Who is on it already stays as they are."""
    people = people.filter(pk__in=Person.objects.visible_to(by).values("pk"))
    people = list(people.order_by("pk").values_list("pk", flat=True))
    listed = set(gathering.attendances.standing().values_list("person", flat=True))
    if len(listed.union(people)) > MOST:
        raise Refusal(_("一次活动最多 %(most)s 人。") % {"most": MOST})
    return sum(_ask_some(gathering, some, by) for some in in_chunks(people, CHUNK))


@transaction.atomic
def _ask_some(gathering, people, by):
    hold(*people)
    _open_again(gathering)
    seats = gathering.attendances.filter(person__in=people)
    known = dict(seats.values_list("person", "undone_at"))
    fresh = [person for person in people if person not in known]
    Attendance.objects.bulk_create(Attendance(gathering=gathering, person_id=person) for person in fresh)
    back = [person for person, undone_at in known.items() if undone_at]
    seats.filter(person__in=back).update(undone_at=None, undone_why="")
    note_many([_line(gathering, person, Word(State.ASKED)) for person in fresh + back], by=by)
    return len(fresh + back)


def change_gathering(gathering, *, by, **facts):
    """Put right what the gathering says of itself, and with it what was given to those present; returns it.

    The kind stays, and so does a day that has come: people were asked to that, and may have been marked.
    """
    gathering = _change(gathering, facts)
    seats = gathering.attendances.standing().order_by("pk").values_list("pk", flat=True)
    for some in in_chunks(list(seats), CHUNK):
        _put_right_some(gathering, some, by)
    return gathering


@transaction.atomic
def _change(gathering, facts):
    found = _open_again(gathering)
    if facts.get("held_on", found.held_on) != found.held_on and found.held_on <= timezone.localdate():
        raise Refusal(_("活动日期已到，不能再改期；未举办的请取消后另行组织。"))
    _refuse_topics(found.kind, facts.get("topics", found.topics))
    Gathering.objects.filter(pk=found.pk).update(**facts)
    found.refresh_from_db()
    return found


@transaction.atomic
def _put_right_some(gathering, keys, by):
    """Let what each one present heard be what the sheet says now; whoever is being marked just now is waited for."""
    seats = gathering.attendances.filter(pk__in=keys)
    hold(*seats.values_list("person", flat=True))
    told = {"gathering": gathering.pk, "kind": gathering.kind, "title": gathering.title, "what": "sheet"}
    is_now = {"topics": gathering.topics, "minutes": gathering.minutes}
    lines = []
    for seat in seats.there().select_related("briefing", "session").order_by("person"):
        given = seat.briefing or seat.session
        wrong = {name: value for name, value in is_now.items() if getattr(given, name, value) != value}
        if wrong:
            lines.append(Line(seat.person_id, Entry.Act.GATHERED, told | wrong))
    people = [line.person_id for line in lines]
    Briefing.objects.filter(attendance__in=seats, person__in=people).update(topics=gathering.topics)
    Session.objects.filter(attendance__in=seats, person__in=people).update(**is_now)
    note_many(lines, by=by)


# --- The roll ---------------------------------------------------------------------------------


def mark(seat, state, *, by, reason="", note="", at=None):
    """Say of one person that they are there, late or absent; said twice is said once, and the last word counts.

    `at` is when it was said: a word that was kept back by the network does not overrule one said after it.
    """
    state = State(state)
    reason = (reason or NO_WORD) if state == State.ABSENT else ""
    _mark_some(seat.gathering, {seat.pk: Word(state, reason, note[:100])}, by, at=at)
    return _seat(by, pk=seat.pk)


def mark_rest(gathering, state, *, by, seats=None):
    """Say the same of everybody who was not called yet, or of these seats (keys) only; returns how many it was."""
    word = Word(State(state), NO_WORD if state == State.ABSENT else "")
    rest = gathering.attendances.callable_by(by).standing().filter(state=State.ASKED)
    if seats is not None:
        rest = rest.filter(pk__in=seats)
    return _mark_all(gathering, rest, word, by)


def walk_in(gathering, person, state, *, by):
    """Put somebody who simply came on the list, and mark them at once; returns the seat."""
    ask_people(gathering, Person.objects.filter(pk=person.pk), by=by)
    return mark(_seat(by, gathering=gathering, person=person), state, by=by)


def undo_for(seat, *, reason, by):
    """Take one person off the list with a reason, also after the roll was closed: as if they had not been asked."""
    if not reason.strip():
        raise Refusal(_("请说明撤销原因。"))
    _mark_some(seat.gathering, {seat.pk: Word(State.ASKED, undone_why=reason[:200])}, by, even_closed=True)
    return _seat(by, pk=seat.pk)


def close_roll(gathering, *, by):
    """End the roll: whoever was not called was absent without a word. Again finishes what was left of it."""
    _refuse_unless_led(gathering, by)
    _refuse_before(gathering)
    running = Gathering.objects.filter(pk=gathering.pk, called_off_on=None)
    if not running.update(closed_at=Coalesce(F("closed_at"), timezone.now())):
        raise Refusal(_("活动已取消。"))
    rest = gathering.attendances.callable_by(by).standing().filter(state=State.ASKED)
    n = _mark_all(gathering, rest, Word(State.ABSENT, NO_WORD), by, even_closed=True)
    gathering.refresh_from_db()
    return n


def reopen(gathering, *, by):
    """Let the roll be called on: somebody came after all, or was marked wrong."""
    _refuse_unless_led(gathering, by)
    if not Gathering.objects.filter(pk=gathering.pk, called_off_on=None).update(closed_at=None):
        raise Refusal(_("活动已取消。"))
    gathering.refresh_from_db()


def call_off(gathering, *, reason, by, on):
    """Let a gathering not take place: everybody asked is told so in their file and gets nothing. Again goes on."""
    _refuse_unless_led(gathering, by)
    if not reason.strip():
        raise Refusal(_("请说明取消原因。"))
    if gathering.attendances.there().exists():
        raise Refusal(_("已有人到场，不能取消；确未举办的，请先更正点名。"))
    Gathering.objects.open().filter(pk=gathering.pk).update(called_off_on=on, called_off_why=reason[:200])
    gathering.refresh_from_db()
    if gathering.called_off_on is None:
        raise Refusal(_("点名已结束，不能取消。"))
    # Whoever was marked at the very moment is taken back here: it had to let go of the person first.
    word = Word(State.ASKED, undone_why=gathering.called_off_why)
    return _mark_all(gathering, gathering.attendances.callable_by(by).standing(), word, by, even_closed=True)


# --- One chunk --------------------------------------------------------------------------------


def _mark_all(gathering, seats, word, by, even_closed=False):
    """Say one word of many seats as they stand now, a chunk at a time; returns of how many it was news."""
    keys, only = list(seats.order_by("pk").values_list("pk", flat=True)), seats
    chunks = in_chunks(keys, CHUNK)
    return sum(_mark_some(gathering, dict.fromkeys(some, word), by, only, even_closed=even_closed) for some in chunks)


@transaction.atomic
def _mark_some(gathering, words, by, only=None, at=None, even_closed=False):
    """Say {seat: Word}, with everything that follows from it for each person; returns of how many it was news.

    A constant number of queries. People are held first: of two who call the roll the second sees what the first said.
    """
    seats = gathering.attendances.callable_by(by) if only is None else only
    seats = seats.filter(pk__in=words)
    hold(*seats.values_list("person", flat=True))
    gathering = _read_again(gathering) if even_closed else _open_again(gathering)
    if any(word.state != State.ASKED for word in words.values()):
        _refuse_before(gathering)
    at = at or timezone.now()
    seats = seats.select_related("briefing", "session").order_by("person")
    changed = [seat for seat in seats if not words[seat.pk].is_said_of(seat) and _is_news(seat, at)]
    _write(gathering, changed, words, by, at)
    return len(changed)


def _write(gathering, seats, words, by, at):
    came = [seat for seat in seats if not seat.was_there and _is_there(words[seat.pk])]
    left = [seat for seat in seats if seat.was_there and not _is_there(words[seat.pk])]
    if left:
        _take_evidence(gathering, left, by)
    for seat in seats:
        _say(seat, words[seat.pk], by, at)
    if came:
        _give_evidence(gathering, came, by)
    Attendance.objects.bulk_update(seats, WRITTEN)
    note_many([_line(gathering, seat.person_id, words[seat.pk]) for seat in seats], by=by)
    _follow(gathering, came, left, by)


def _is_news(seat, at):
    return seat.marked_at is None or seat.marked_at <= at


def _is_there(word):
    return word.state in Attendance.THERE and not word.undone_why


def _say(seat, word, by, at):
    seat.state, seat.reason, seat.note, seat.undone_why = word
    seat.undone_at = at if word.undone_why else None
    seat.marked_at, seat.marked_by = at, by


def _line(gathering, person, word):
    told = {"gathering": gathering.pk, "kind": gathering.kind, "title": gathering.title}
    what = "undone" if word.undone_why else str(word.state)
    told |= {"what": what, "reason": str(word.reason)}
    return Line(person, Entry.Act.GATHERED, told, word.undone_why or word.note)


# --- What follows for each person -------------------------------------------------------------


def _give_evidence(gathering, seats, by):
    """Those present get what was given, each by name; an announcement to a room gives nobody anything."""
    people = [seat.person_id for seat in seats]
    given = {"topics": gathering.topics, "by": by, "spoken_by": gathering.by}
    if gathering.kind == Gathering.Kind.BRIEFING:
        given |= {"given_on": gathering.held_on, "manner": Manner.GROUP.value, "confirmed": True}
        for seat, briefing in zip(seats, give_briefings(people, **given), strict=True):
            seat.briefing = briefing
    elif gathering.kind == Gathering.Kind.HALL:
        given |= {"held_on": gathering.held_on, "minutes": gathering.minutes}
        for seat, session in zip(seats, hold_group_session(people, **given), strict=True):
            seat.session = session
    else:  # only a standard that promises events counts a visit to a factory; to the others it is a line in the file
        credit_many(Kind.EVENT, "attendance", seats, on=gathering.held_on, by=by)


def _take_evidence(gathering, seats, by):
    briefings = [seat.briefing for seat in seats if seat.briefing]
    sessions = [seat.session for seat in seats if seat.session]
    for seat in seats:
        seat.briefing = seat.session = None
    if briefings:
        withdraw_briefings(briefings, by=by)
    if sessions:
        withdraw_sessions(sessions, by=by)
    if gathering.kind == Gathering.Kind.FACTORY:
        _withdraw_visits(seats, by)


def _withdraw_visits(seats, by):
    """Take back what these visits to a factory proved; another of the same person may prove it."""
    take_back("attendance", seats)
    spare = Attendance.objects.there().filter(gathering__kind=Gathering.Kind.FACTORY, evidence=None)
    spare = spare.filter(person__in=[seat.person_id for seat in seats]).exclude(pk__in=[seat.pk for seat in seats])
    spare = spare.select_related("gathering").order_by("gathering__held_on", "pk")
    for day, visited in groupby(spare, attrgetter("gathering.held_on")):
        credit_many(Kind.EVENT, "attendance", list(visited), on=day, by=by)


def _follow(gathering, came, left, by):
    """Presence is a contact: the dates of the case, and with them the next follow-up, are as it says."""
    today = timezone.localdate()
    if came:
        people = [seat.person_id for seat in came]
        mark_reached(people, gathering.held_on)
        end_for_those_met(people, met_on=gathering.held_on, by=by, on=today)
        _fulfil(gathering, people, today, by)
    if left:
        recount_contacts([seat.person_id for seat in left])
    people = [seat.person_id for seat in came + left]
    if people:
        cases = Case.objects.open().filter(person__in=people)
        plan_follow_ups(on=today, cases=list(cases.values_list("pk", flat=True)))


def _fulfil(gathering, people, today, by):
    """A visit planned only to meet somebody is not wanted any more once they came."""
    met = Visit.objects.planned().filter(person__in=people, why__in=MET_BY_PRESENCE)
    planned = dict(met.values_list("pk", "person"))
    reason = _("已到场：%(title)s") % {"title": gathering.title}
    met.filter(pk__in=planned).update(cancelled_on=today, cancel_reason=reason[:200])
    lines = [Line(person, Entry.Act.VISIT_CANCELLED, {"visit": pk}, reason) for pk, person in planned.items()]
    note_many(lines, by=by)


# --- Refused ----------------------------------------------------------------------------------


def _seat(by, **which):
    """The seat as it stands now; whoever may not call this person's name has changed nothing and is told."""
    found = Attendance.objects.callable_by(by).select_related("gathering", "person").filter(**which).first()
    if found is None:
        raise Refusal(_("此人不在您可以点名的名单中。"))
    return found


def _refuse_unless_led(gathering, by):
    if not Gathering.objects.led_by(by).filter(pk=gathering.pk).exists():
        raise Refusal(_("只有主持人或本站点主管可以这样做。"))


def _read_again(gathering):
    return Gathering.objects.select_related("by").get(pk=gathering.pk)


def _open_again(gathering):
    """Read the gathering again and return it if its roll can be called.

    Asked once the people are held: whoever calls it off goes through the same people afterwards.
    """
    found = _read_again(gathering)
    if found.called_off_on:
        raise Refusal(_("活动已取消。"))
    if found.closed_at:
        raise Refusal(_("点名已结束；要更正请先重新打开。"))
    return found


def _refuse_before(gathering):
    if gathering.held_on > timezone.localdate():
        raise Refusal(_("活动还没有到日期，不能点名。"))
