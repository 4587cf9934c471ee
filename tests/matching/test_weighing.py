"""Weights are numbered, add up, are looked at before they rank, and can be told years later."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching import previewing, weighing
from matching.candidates import rank_for
from matching.models import Push, RankingVersion, TrialPlace
from matching.pushing import push_postings
from matching.ranking import Weights
from matching.weights import current_weights, weights_by_number
from placement.accounts.roles import Role
from registry.refusals import Refusal
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_station, make_user

pytestmark = pytest.mark.django_db
PAY_FIRST = {"title": 10, "major": 10, "skills": 0, "pay": 70, "distance": 10, "freshness": 0, "unknown": 20}
ON = timezone.localdate()


@pytest.fixture
def supervisor():
    return make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"))


@pytest.fixture
def draft(supervisor):
    return weighing.draft_version(PAY_FIRST, by=supervisor, note="工资更要紧")


def looked_at(version, by):
    """A version whose effect this user has seen."""
    previewing.work_out(previewing.ask_for_preview(version, by=by, on=ON))
    return version


def test_without_any_version_the_products_own_weights_are_in_force():
    assert current_weights() == Weights()
    assert weights_by_number([1]) == {1: Weights()}


def test_a_draft_has_the_next_number_and_changes_nothing(draft, supervisor):
    assert draft.number == 2
    assert current_weights() == Weights()
    assert weighing.draft_version(PAY_FIRST, by=supervisor, note="").number == 3


@pytest.mark.parametrize("wrong", [{"title": 11}, {"unknown": 61}, {"title": -5, "major": 25}])
def test_weights_that_do_not_add_up_are_refused(supervisor, wrong):
    with pytest.raises(Refusal, match="100"):
        weighing.draft_version(PAY_FIRST | wrong, by=supervisor, note="")


@pytest.mark.parametrize("wrong", [{"title": 11}, {"unknown": 61}])
def test_the_database_holds_it_too(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RankingVersion.objects.create(number=9, made_at=timezone.now(), **(PAY_FIRST | wrong))


def test_one_version_is_in_force_and_one_observed(draft, supervisor):
    other = weighing.draft_version(PAY_FIRST, by=supervisor, note="")
    weighing.observe_version(draft, by=supervisor)
    with pytest.raises(Refusal, match="观察中"):
        weighing.observe_version(other, by=supervisor)
    with pytest.raises(IntegrityError), transaction.atomic():
        RankingVersion.objects.update(state="observed")


def test_it_is_switched_on_only_after_its_effect_was_looked_at(draft, supervisor):
    with pytest.raises(Refusal, match="预览"):
        weighing.switch_on(draft, by=supervisor, reason="试点")
    looked_at(draft, supervisor)
    with pytest.raises(Refusal, match="还差 50 个"):
        weighing.switch_on(draft, by=supervisor)
    weighing.switch_on(draft, by=supervisor, reason="市局要求")
    assert current_weights() == Weights(version=2, **PAY_FIRST)
    assert RankingVersion.objects.get(number=1).state == "retired"
    assert RankingVersion.objects.get(number=2).override == "市局要求"


def test_enough_answers_need_no_reason(draft, supervisor, settings):
    settings.RANKING_ANSWERS = 1
    make_posting("会计")
    person = make_person(by=supervisor)
    matches = rank_for(person, on=ON)
    (push,) = push_postings(person, matches, by=supervisor, channel="face", on=ON)
    weighing.observe_version(draft, by=supervisor)
    TrialPlace.objects.create(push=push, current=1, observed=2, eligible=1)
    looked_at(draft, supervisor)
    with pytest.raises(Refusal, match="还差 1 个"):
        weighing.switch_on(draft, by=supervisor)
    Push.objects.update(answer="yes")
    weighing.switch_on(draft, by=supervisor, reason="不必写")
    assert RankingVersion.objects.get(number=2).override == ""


def test_one_who_leads_only_some_stations_may_propose_and_not_decide(draft):
    local = make_user(Role.SUPERVISOR, station=make_station("红星镇", parent=draft.made_by.station))
    own = weighing.draft_version(PAY_FIRST, by=local, note="")
    for act in (weighing.observe_version, weighing.switch_on, weighing.give_up_version):
        with pytest.raises(Refusal, match="全市主管"):
            act(own, by=local)


def test_only_a_draft_changes_and_what_was_given_up_stays_with_its_number(draft, supervisor):
    weighing.change_draft(draft, PAY_FIRST | {"title": 20, "pay": 60}, note="改")
    weighing.observe_version(draft, by=supervisor)
    with pytest.raises(Refusal, match="草稿"):
        weighing.change_draft(draft, PAY_FIRST, note="")
    weighing.give_up_version(draft, by=supervisor)
    assert weighing.draft_version(PAY_FIRST, by=supervisor, note="").number == 3
    assert weights_by_number([2])[2].title == 20


def test_what_is_in_force_cannot_be_given_up_nor_switched_on_again(draft, supervisor):
    first = RankingVersion.objects.get(number=1)
    with pytest.raises(Refusal, match="另一版"):
        weighing.give_up_version(first, by=supervisor)
    with pytest.raises(Refusal, match="已在启用中"):
        weighing.switch_on(first, by=supervisor)


def test_a_push_keeps_the_version_its_components_are_by(draft, supervisor):
    person = make_person(by=supervisor, education="21", major="会计学", residence_area="659012")
    set_wishes(person, [{"occupation": "会计"}], by=supervisor)
    make_posting("会计", pay_min=8000)
    weighing.switch_on(looked_at(draft, supervisor), by=supervisor, reason="试点")
    (push,) = push_postings(person, rank_for(person, on=ON), by=supervisor, channel="face", on=ON)
    assert push.ranking == 2
    assert push.components["title"] == PAY_FIRST["title"]
    assert weights_by_number([push.ranking])[2].title == PAY_FIRST["title"]


def test_what_was_seen_beside_another_version_in_force_is_not_enough(draft, supervisor):
    other = looked_at(weighing.draft_version(PAY_FIRST, by=supervisor, note=""), supervisor)
    weighing.switch_on(looked_at(draft, supervisor), by=supervisor, reason="试点")
    with pytest.raises(Refusal, match="预览"):
        weighing.switch_on(other, by=supervisor, reason="试点")


def test_one_goes_back_to_the_version_before_in_the_same_way(draft, supervisor):
    weighing.switch_on(looked_at(draft, supervisor), by=supervisor, reason="试点")
    first = looked_at(RankingVersion.objects.get(number=1), supervisor)
    weighing.switch_on(first, by=supervisor, reason="效果不好")
    assert current_weights() == Weights()
    assert RankingVersion.objects.get(number=2).state == "retired"
