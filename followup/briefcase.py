"""What an officer takes along: the few people to be seen now, with the few facts a visit needs, and nothing sealed."""

import json
from collections import defaultdict
from datetime import timedelta
from itertools import chain

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from followup import flow
from followup.cadence import next_follow_up
from followup.devices import give_people, holder_key, must_forget
from followup.models import Case, Step, Visit
from followup.planning import standing_of, to_plan
from followup.schedules import Terms
from followup.telling import label
from followup.versions import values_of, version_of
from followup.worklist import due_visits, planned_visits
from matching.models import Push
from matching.telling import tell
from registry.identity import age_on, mask_phone
from registry.models import Look, Person
from registry.statuses import Group, Status

FORMAT = 1
MOST_PEOPLE = 200
MOST_BYTES = 1_000_000
JOBS = 3
# Groups whose name says something about health, family or means are sealed in spirit: they stay at the office.
SHOWN_GROUPS = (Group.LONG_UNEMPLOYED, Group.STUDENT_LOAN, Group.VETERAN)


def pack(user, *, at):
    """Return the briefcase of a user as it would be downloaded now, within its budget; nothing is written."""
    today = timezone.localdate(at)
    people = _within_budget(_contents(_to_be_seen(user, today), today))
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "expires_at": (at + timedelta(hours=settings.BRIEFCASE_HOURS)).isoformat(),
        "today": today.isoformat(),
        "holder": holder_key(user),
        "people": people,
    }


def size_of(briefcase):
    """Return how many bytes a briefcase is as it is sent."""
    return len(encoded(briefcase))


def encoded(thing):
    """Return a thing as the door sends it."""
    return json.dumps(thing, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()


@transaction.atomic
def hand_out(device, *, at):
    """Return the briefcase for a device of its user, with a look recorded at everybody in it; None to be wiped."""
    if must_forget(device):
        return None
    briefcase = pack(device.user, at=at)
    keys = [person["key"] for person in briefcase["people"]]
    Look.objects.bulk_create(
        Look(person_id=key, by=device.user, what=Look.What.PAGE, reason=_reason(device)) for key in keys
    )
    give_people(device, keys, at=at, size=size_of(briefcase))
    return briefcase


def _reason(device):
    """In the words of the house, whatever language the officer reads."""
    return f"存入手机 {device.label}".strip()


# --- Whom -------------------------------------------------------------------------------------


def _to_be_seen(user, today):
    """Return {person key: section} of those to be seen, the most pressing first, no more than can be carried."""
    found = {}
    due = due_visits(planned_visits(user), today)
    first = Case.objects.visible_to(user).uncontacted().order_by("contact_due_on", "pk")
    for section, rows in chain(due.items(), [("first", first)]):
        left = MOST_PEOPLE - len(found)
        keys = rows.exclude(person__in=list(found)).values_list("person", flat=True)[:left]
        found |= {key: found.get(key, section) for key in keys}
    return found


def _within_budget(people):
    kept, size = [], 0
    for person in people:
        size += len(encoded(person)) + 1
        if size > MOST_BYTES:
            break
        kept.append(person)
    return kept


# --- What -------------------------------------------------------------------------------------


def _contents(sections, today):
    """Return what is told of each of these people, in their order, in a constant number of queries."""
    keys = list(sections)
    people = Person.objects.select_related("station").prefetch_related("phones", "groups", "wishes", "skills")
    found = people.defer("id_number", "address", "sources", "name_keys").in_bulk(keys)
    told = _Told(keys, today)
    present = [found[key] for key in keys if key in found]
    return [
        {**_who(person, today), **told.of(person), "facts": _facts(person), "section": sections[person.pk], "order": n}
        for n, person in enumerate(present, 1)
    ]


class _Told:
    """What was done and is planned for a set of people, each kind read once for all of them."""

    def __init__(self, keys, today):
        self.today = today
        self.cases = {case.person_id: case for case in Case.objects.open().filter(person__in=keys)}
        self.steps = _by(
            Step.objects.filter(case__in=[case.pk for case in self.cases.values()])
            .select_related("promise")
            .order_by("promise__rank", "number"),
            "case_id",
        )
        self.planned = {visit.person_id: visit for visit in Visit.objects.planned().filter(person__in=keys)}
        self.last = _newest_made(keys)
        self.next = _next_after_today(keys, today)
        self.pushes = _by(_open_pushes(keys), "person_id")
        self.streets = _streets()

    def of(self, person):
        case, visit, last = self.cases.get(person.pk), self.planned.get(person.pk), self.last.get(person.pk)
        return {
            "street": self.streets.get(person.station_id, ""),
            "has_case": case is not None,
            "pips": _pips(self.steps.get(case.pk, ()) if case else (), self.today),
            "planned": visit and _planned(visit, self.today),
            "last": last and _last(last),
            "proposed_next": self.next.get(person.pk),
            "jobs": [_job(push) for push in self.pushes.get(person.pk, ())[:JOBS]],
        }


def _by(rows, attribute):
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, attribute)].append(row)
    return found


def _newest_made(keys):
    rows = Visit.objects.made().filter(person__in=keys, stands=True).order_by("made_on", "pk")
    return {visit.person_id: visit for visit in rows.only("person", "made_on", "result", "findings")}


def _next_after_today(keys, today):
    """The day the rules would propose next, had the person been reached today."""
    proposed, terms = {}, Terms(today, ())
    for row in to_plan().filter(person__in=keys):
        reached = row | {"contacted_on": row["contacted_on"] or today, "last_contact_on": today}
        rules = terms.rules(row["standard_id"], row["routine_days"], row["key_group_days"], row["open_answer_days"])
        standing = standing_of(reached | {"last_attempt_on": today})
        proposed[row["person_id"]] = next_follow_up(standing, today, rules, terms.calendar).earliest_on.isoformat()
    return proposed


def _open_pushes(keys):
    pushes = Push.objects.unanswered().filter(person__in=keys, lost_on=None)
    return pushes.select_related("posting__employer").order_by("-pushed_on", "-pk")


def _streets():
    """Return {station key: the name of the street it belongs to}: the nearest of that level, itself or above."""
    rows = apps.get_model("accounts.Station").objects.values_list("pk", "path", "level", "name")
    stations = {key: (path, level, name) for key, path, level, name in rows}
    streets = {}
    for key, (path, _level, _name) in stations.items():
        above = [stations.get(int(part)) for part in (path or "").split("/") if part]
        streets[key] = next((found[2] for found in reversed(above) if found and found[1] == "street"), "")
    return streets


# --- In JSON ----------------------------------------------------------------------------------


def _who(person, today):
    return {
        "key": person.pk,
        "name": person.name,
        "age": age_on(person.born_on, today),
        "sex": person.get_sex_display(),
        "station": person.station.name,
        "education": person.get_education_display(),
        "major": person.major,
        "school": person.school,
        "cohort": person.cohort,
        "groups": [
            str(row.get_group_display())
            for row in person.groups.all()
            if row.until is None and row.group in SHOWN_GROUPS
        ],
        "phones": [
            {
                "key": phone.pk,
                "masked": mask_phone(phone.number),
                "whose_label": str(phone.get_whose_display()),
                "state_label": str(phone.get_state_display()),
            }
            for phone in person.phones.all()
        ],
    }


def _facts(person):
    values = values_of(person)
    facts = {fact: {"value": value, "version": version_of(fact, value)} for fact, value in values.items()}
    facts["status"]["label"] = label(Status, person.status)
    del facts["phone"]["value"]
    return facts


def _pips(steps, today):
    pips = flow.draw(steps, today)
    groups = [
        {
            "kind": group.kind,
            "label": group.label,
            "pips": [{"state": pip.state, "title": pip.title} for pip in group.pips],
        }
        for group in pips
    ]
    return {"summary": pips.summary, "characters": pips.characters, "groups": groups}


def _planned(visit, today):
    return {
        "why": visit.why,
        "why_label": str(visit.get_why_display()),
        "planned_for": visit.planned_for.isoformat(),
        "due_on": visit.due_on.isoformat(),
        "overdue": visit.due_on < today,
    }


def _last(visit):
    return {
        "made_on": visit.made_on.isoformat(),
        "result_label": str(visit.get_result_display()),
        "findings": visit.findings[:400],
    }


def _job(push):
    posting = push.posting
    return {
        "key": push.pk,
        "title": posting.title,
        "employer": posting.employer.name,
        "employer_key": posting.employer_id,
        "pay": posting.pay,
        "reasons": [str(tell(reason)) for reason in push.reasons[:3]],
    }
