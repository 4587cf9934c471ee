"""Makes the officers whose phones are simulated, and counts afterwards what arrived; runs as a process of its own."""

import itertools
import json
import os
import sys
from collections import Counter
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "placement.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils import timezone  # noqa: E402

from followup.models import Visit  # noqa: E402
from registry.history import verify_chain  # noqa: E402
from registry.models import Entry, Person  # noqa: E402
from tests import factories  # noqa: E402
from tests.factories import make_case, make_station, make_user  # noqa: E402

PEOPLE = 5


def make(phones):
    """Print for each phone the session of its officer and the keys of their people."""
    # The factories count from one in every process; the names of a call before this one are taken.
    factories._numbers = itertools.count(1 + 100 * get_user_model().objects.count())
    make_station(level="city")
    return [_officer() for _number in range(phones)]


def _officer():
    user = make_user()
    on = timezone.localdate() - timedelta(days=40)
    people = [make_case(owner=user, on=on).person_id for _number in range(PEOPLE)]
    return {"session": _signed_in(user), "people": people}


def _signed_in(user):
    """A session as signing in leaves it; twenty sign-ins would take ten seconds of hashing."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "placement.accounts.backends.RoleBackend"
    session.create()
    return session.session_key


def count(first):
    """Print what there is of the people from a key on: the numbers of the visits made, their lines, broken files."""
    lines = Entry.objects.filter(act=Entry.Act.VISITED, person__gte=first)
    told = Counter(lines.values_list("facts__visit", flat=True))
    made = {visit.pk: str(visit.uuid) for visit in Visit.objects.filter(made_on__isnull=False, person__gte=first)}
    return {
        "visits": list(made.values()),
        "lines": [told[key] for key in made],
        "strange_lines": sum(told.values()) - sum(told[key] for key in made),
        "broken": [person.pk for person in Person.objects.filter(pk__gte=first) if verify_chain(person) is not None],
    }


if __name__ == "__main__":
    print(json.dumps({"make": make, "count": count}[sys.argv[1]](int(sys.argv[2]))))
