"""The measurement of gatherings: each side gives the same people the same proof."""

import pytest
from django.utils import timezone

from followup.management.commands.bench_gathering import SIDES, counted
from followup.models import Case, Evidence
from placement.accounts.roles import Role
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("side", SIDES)
def test_each_side_briefs_everybody_and_counts_what_it_sends(side):
    boss = make_user(Role.SUPERVISOR, station=make_station(level="city"))
    owner = make_user(Role.CASEWORKER, station=boss.station)
    for _n in range(2):
        make_case(owner=owner, on=timezone.localdate())
    brief = SIDES[side](boss)
    assert not Evidence.objects.exists()
    with counted() as queries:
        brief()
    assert queries[0] > 10
    assert Evidence.objects.exclude(briefing=None).count() == Case.objects.exclude(contacted_on=None).count() == 2
