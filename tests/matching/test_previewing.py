"""A preview tells whose list would change as the oracle would have it, without changing anything."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from matching import previewing, weighing
from matching.candidates import offers_of, seeker_of
from matching.changes import Change, change_of
from matching.models import Posting, RankingPreview
from matching.ranking import Weights, rank
from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_station, make_user

ON = timezone.localdate()
PAY_FIRST = {"title": 10, "major": 10, "skills": 0, "pay": 70, "distance": 10, "freshness": 0, "unknown": 20}
TITLES = ("会计", "出纳", "护士", "幼儿园老师", "外卖骑手", "Java工程师", "文员")
lists = st.lists(st.integers(1, 15), max_size=10, unique=True)


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"))


@pytest.fixture
def city(supervisor):
    for number in range(21):
        make_posting(TITLES[number % 7], pay_min=3000 + 400 * number, pay_max=4000 + 400 * number)
    people = [make_person(by=supervisor, education="21", residence_area="659012") for _title in TITLES]
    for person, title in zip(people, TITLES, strict=True):
        set_wishes(person, [{"occupation": title, "pay_floor": 4000}], by=supervisor)
    return people


def previewed(supervisor, points=PAY_FIRST):
    version = weighing.draft_version(points, by=supervisor, note="")
    preview = previewing.ask_for_preview(version, by=supervisor, on=ON)
    previewing.work_out(preview)
    preview.refresh_from_db()
    return preview


def by_oracle(person, weights):
    offers = offers_of(Posting.objects.open_on(ON))
    return [match.posting_id for match in rank(seeker_of(person), offers, on=ON, weights=weights)]


@pytest.mark.django_db
def test_whose_list_changes_and_how_far_is_what_the_oracle_says(city, supervisor, monkeypatch):
    monkeypatch.setattr(previewing, "CHUNK", 3)
    preview, after = previewed(supervisor), Weights(version=2, **PAY_FIRST)
    wanted = {person.pk: change_of(by_oracle(person, Weights()), by_oracle(person, after)) for person in city}
    assert previewing.changed(preview) == {person: change for person, change in wanted.items() if change}
    assert previewing.effect(preview).changed == sum(change is not None for change in wanted.values()) > 0
    assert (preview.people, preview.rows_total, preview.rows_done) == (7, 7, 7)


@pytest.mark.django_db
def test_the_same_weights_change_nobodys_list(city, supervisor):
    weights = Weights()
    same = {name: getattr(weights, name) for name in PAY_FIRST}
    assert previewing.effect(previewed(supervisor, same)) == (7, 0, 0, 0)


@pytest.mark.django_db
def test_only_whom_the_user_sees_is_compared(city, supervisor):
    local = make_user(Role.SUPERVISOR, station=make_station("红星镇", parent=supervisor.station))
    mine = make_person(station=local.station)
    preview = previewed(local)
    assert preview.rows_total == 1
    assert set(previewing.changed(preview)) <= {mine.pk}


@pytest.mark.django_db
def test_a_bounded_sample_is_said_as_such(city, supervisor, settings):
    settings.RANKING_SAMPLE = 3
    preview = previewed(supervisor)
    assert (preview.people, preview.rows_total) == (7, 3)


@pytest.mark.django_db
def test_asked_twice_or_worked_out_twice_it_is_one(city, supervisor):
    version = weighing.draft_version(PAY_FIRST, by=supervisor, note="")
    one, two = (previewing.ask_for_preview(version, by=supervisor, on=ON) for _again in range(2))
    assert one == two
    previewing.work_out(one)
    Posting.objects.update(closed_on=ON, closed_reason="filled")
    before = version.previews.get()
    previewing.work_out(before)
    assert version.previews.get().changes == before.changes != []


@pytest.mark.django_db
def test_the_observed_version_is_compared_silently_once_a_night(city, supervisor):
    assert previewing.observe_lists(on=ON) is None
    version = weighing.draft_version(PAY_FIRST, by=supervisor, note="")
    weighing.observe_version(version, by=supervisor)
    assert previewing.observe_lists(on=ON) == previewing.observe_lists(on=ON) == version.previews.get()
    previewing.work_out(version.previews.get())
    assert version.previews.get().rows_done == 7


def test_a_sample_is_even_and_always_the_same():
    keys = list(range(100, 1100))
    assert previewing.sample(keys, 10) == list(range(100, 1100, 100))
    assert previewing.sample(keys[:5], 10) == keys[:5]


@given(lists, lists)
def test_a_change_is_none_exactly_when_nothing_changes(before, after):
    change = change_of(before, after)
    assert (change is None) == (before == after)
    if change:
        assert 0 < change.furthest <= 10
        assert change.entered <= len(after)


def test_how_far_the_furthest_moved():
    assert change_of([1, 2, 3, 4], [2, 1, 3, 4]) == Change(0, 1, True)
    assert change_of([1, 2, 3, 4], [1, 2, 3, 9]) == Change(1, 1, False)
    assert change_of([1, 2, 3, 4], [9, 1, 2, 3]) == Change(1, 4, True)


@pytest.mark.django_db
def test_one_whose_worker_is_gone_may_be_asked_for_again_and_the_last_done_stays(city, supervisor):
    done = previewed(supervisor)
    stuck = previewing.ask_for_preview(done.version, by=supervisor, on=ON)
    assert stuck != done
    assert previewing.latest(done.version, supervisor) == done
    RankingPreview.objects.filter(pk=stuck.pk).update(asked_at=timezone.now() - previewing.PATIENCE)
    assert previewing.running(done.version, supervisor, timezone.now()) is None
    assert previewing.ask_for_preview(done.version, by=supervisor, on=ON) != stuck


@pytest.mark.django_db
def test_silent_previews_are_kept_for_a_month(supervisor):
    weighing.observe_version(weighing.draft_version(PAY_FIRST, by=supervisor, note=""), by=supervisor)
    first = previewing.observe_lists(on=ON)
    previewing.observe_lists(on=ON + previewing.KEPT)
    assert RankingPreview.objects.filter(pk=first.pk).exists()
    previewing.observe_lists(on=ON + previewing.KEPT + timedelta(days=1))
    assert not RankingPreview.objects.filter(pk=first.pk).exists()
