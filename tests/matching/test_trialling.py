"""Every push is measured by where its posting stood in the lists compared, as the oracle would have it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from matching import candidates, trialling, weighing
from matching.candidates import offers_of, rank_for
from matching.eligibility import is_eligible
from matching.index import keeping
from matching.index.asking import ask
from matching.index.limits import eligible, place_by_day
from matching.index.tables import tables_of
from matching.models import Posting, TrialPlace
from matching.pushing import push_postings
from matching.ranking import Weights, rank
from matching.seeking import seeker_of
from matching.tasks import build_index
from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_station, make_user
from tests.matching.test_index import numbered, offers, seekers

ON = timezone.localdate()
PAY_FIRST = {"title": 10, "major": 10, "skills": 0, "pay": 70, "distance": 10, "freshness": 0, "unknown": 20}
TITLES = ("会计", "出纳", "护士", "幼儿园老师", "外卖骑手", "Java工程师", "文员")


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"))


@pytest.fixture
def person(supervisor):
    for number in range(14):
        day = ON - timedelta(days=number)
        make_posting(TITLES[number % 7], pay_min=3000 + 400 * number, pay_max=4000 + 400 * number, opens_on=day)
    make_posting("会计", education="11", opens_on=ON)  # nobody here is eligible for it
    person = make_person(by=supervisor, education="21", residence_area="659012")
    set_wishes(person, [{"occupation": "会计", "pay_floor": 4000}], by=supervisor)
    return person


def push_best(person, by, n=2):
    return push_postings(person, rank_for(person, on=ON)[:n], by=by, channel="face", on=ON)


def by_oracle(person, push, had, weights):
    """(Place in the list, place of newest first, how many eligible)."""
    seeker = seeker_of(person)
    open_now = [offer for offer in offers_of(Posting.objects.open_on(ON)) if offer.posting_id not in had]
    fitting = [offer for offer in open_now if is_eligible(seeker, offer)]
    keys = [match.posting_id for match in rank(seeker, fitting, on=ON, limit=None, weights=weights)]
    newest = sorted(fitting, key=lambda offer: (offer.opened_on, offer.posting_id), reverse=True)
    days = [offer.posting_id for offer in newest]
    return keys.index(push.posting_id) + 1, days.index(push.posting_id) + 1, len(fitting)


def check(person, pushes, had, observed):
    for push in pushes:
        place = TrialPlace.objects.get(push=push)
        now = by_oracle(person, push, had, Weights())
        assert (place.place_current, place.place_newest, place.eligible) == now
        assert place.place_observed == by_oracle(person, push, had, observed)[0]
        assert (place.current, place.observed) == (1, 2)


@pytest.fixture(params=["small", "large"])
def pool(request, person, monkeypatch, tmp_path, settings):
    settings.INDEX_DIR = tmp_path
    if request.param == "large":
        monkeypatch.setattr(candidates, "POOL", 3)
        monkeypatch.setattr(keeping, "SLACK", timedelta())
        build_index()
        make_posting("会计", pay_min=9000, opens_on=ON)  # newer than the index


@pytest.mark.django_db
def test_places_are_the_oracles_in_both_lists_and_among_all(pool, person, supervisor):
    weighing.observe_version(weighing.draft_version(PAY_FIRST, by=supervisor, note=""), by=supervisor)
    first = push_best(person, supervisor)
    later = push_best(person, supervisor, n=1)
    assert trialling.record_places(at=timezone.now()) == 3
    observed = Weights(version=2, **PAY_FIRST)
    check(person, first, set(), observed)
    check(person, later, {push.posting_id for push in first}, observed)


@pytest.mark.django_db
def test_noted_once_and_not_after_a_day(person, supervisor):
    push_best(person, supervisor)
    assert trialling.record_places(at=timezone.now() + timedelta(days=1, minutes=1)) == 0
    assert [trialling.record_places(at=timezone.now()) for _again in range(2)] == [2, 0]
    assert set(TrialPlace.objects.values_list("observed", flat=True)) == {None}


@pytest.mark.django_db
@pytest.mark.parametrize("n", [1, 8])
def test_the_queries_do_not_grow_with_pushes(person, supervisor, n, django_assert_num_queries):
    push_best(person, supervisor, n)
    with django_assert_num_queries(14):
        trialling.record_places(at=timezone.now())


@given(st.lists(offers, min_size=1, max_size=40).map(numbered), seekers)
def test_the_mask_is_eligibility(city, seeker):
    tables = tables_of(city, on=ON)
    mask = eligible(tables, ask(tables, [seeker]), 0)
    passing = set(tables.postings["posting"][mask].tolist())
    assert passing == {offer.posting_id for offer in city if is_eligible(seeker, offer)}
    newest = sorted(
        city, key=lambda one: (one.opened_on.toordinal() if one.opened_on else 0, one.posting_id), reverse=True
    )
    kept = [offer.posting_id for offer in newest if offer.posting_id in passing]
    for offer in city:
        if offer.posting_id in passing:
            opened = offer.opened_on.toordinal() if offer.opened_on else 0
            assert place_by_day(tables, mask, offer.posting_id, opened) == kept.index(offer.posting_id)
