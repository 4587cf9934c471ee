"""Figures of the ranking are counted over pushes of the same age, with intervals, and open what is behind them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import truth
from matching.intervals import resampled
from matching.models import Push, TrialPlace
from matching.placing import summed, trial
from placement.accounts.roles import Role
from tests.factories import make_person, make_posting, make_station, make_user

ON = timezone.localdate()
PAGE, BEHIND = "/rankings/truth/", "/rankings/truth/pushes/"


@pytest.fixture
def supervisor(db):
    return make_user(Role.SUPERVISOR, station=make_station("白杨市", level="city"))


@pytest.fixture
def pushed(supervisor):
    posting_of = {}

    def push(n=1, *, person=None, days=20, **facts):
        """So many pushes to people of their own, or to one person."""
        made = []
        for _each in range(n):
            whom = person or make_person(by=supervisor)
            posting = posting_of.setdefault(len(made), make_posting("会计")) if person is None else make_posting("会计")
            day = ON - timedelta(days=days)
            facts = {"arm": "ranked", "channel": "sms", **facts}
            made.append(
                Push.objects.create(
                    person=whom, posting=posting, by=supervisor, pushed_on=day, pushed_at=timezone.now(), **facts
                )
            )
        return made

    return push


def row(label, *, form="pushes", days=90):
    rows = truth.by_arm(on=ON, days=days, form=form)
    [found] = [one for one in rows if one.label == label]
    return found


def shares(found):
    return {measure.code: (share.counted, share.total) for measure, share, _verdict, _url in found.figures}


def test_rates_are_of_all_pushes_that_had_two_weeks(pushed):
    pushed(2, answer="yes", employer_answer="hired")
    pushed(1, answer="yes", employer_answer="interview")
    pushed(1, answer="no", no_reason="pay")
    pushed(1, answer="expired")
    pushed(1, days=13, answer="yes")
    pushed(1, days=91, answer="yes")
    wanted = {"answered": (4, 5), "yes": (3, 5), "interview": (3, 5), "hired": (2, 5)}
    assert shares(row("按匹配选取")) == wanted
    assert truth.too_young(on=ON) == 1


def test_of_people_each_counts_once(pushed, supervisor):
    person = make_person(by=supervisor)
    pushed(3, person=person, answer="yes")
    pushed(1, answer="no", no_reason="pay")
    assert shares(row("按匹配选取"))["yes"] == (3, 4)
    assert shares(row("按匹配选取", form="people"))["yes"] == (1, 2)


def verdict(label, code="yes"):
    return next(said for measure, _share, said, _url in row(label).figures if measure.code == code)


def test_nothing_is_concluded_from_few_or_from_overlapping_intervals(pushed):
    pushed(40, answer="yes")
    pushed(29, arm="newest")
    assert verdict("按最新选取") == "few"
    pushed(1, arm="newest")
    assert verdict("按最新选取") == "below"
    pushed(35, arm="hand", answer="yes")
    assert verdict("人工查找") == "open"
    assert verdict("按匹配选取") == ""


def test_controls_are_set_beside_the_proposals_they_were_drawn_among(pushed):
    pushed(40, answer="yes"), pushed(40, arm="proposed"), pushed(40, arm="c_random", answer="yes")
    assert verdict("对照：随机") == "above"
    assert verdict("对照：最新") == "few"
    assert verdict("建议：按匹配") == ""


def test_versions_are_compared_among_ranked_pushes_only(pushed):
    pushed(2, ranking=1, answer="yes")
    pushed(2, ranking=2), pushed(1, ranking=2, arm="proposed")
    pushed(4, ranking=2, arm="hand")
    rows = truth.by_version(1, on=ON, days=90, form="pushes")
    assert [(one.label, one.total) for one in rows] == [("第 2 版", 3), ("第 1 版", 2)]


@pytest.mark.parametrize(
    "query", ["arm=ranked&measure=yes", "version=1&measure=yes", "arm=ranked&measure=yes&side=left_out"]
)
def test_every_figure_opens_as_many_pushes_as_it_counts(signed_in, supervisor, pushed, query):
    pushed(3, answer="yes"), pushed(2, answer="no", no_reason="pay"), pushed(1, arm="hand", answer="yes")
    page = signed_in(supervisor).get(f"{BEHIND}?{query}")
    assert page.context["total"] == len(page.context["table"].rows) == (2 if "left_out" in query else 3)


def test_names_are_only_of_people_the_user_sees(signed_in, pushed, supervisor):
    local = make_user(Role.SUPERVISOR, station=make_station("红星镇", parent=supervisor.station))
    mine, theirs = make_person(station=local.station, name="甲某"), make_person(by=supervisor, name="乙某")
    pushed(1, person=mine, answer="yes"), pushed(1, person=theirs, answer="yes")
    page = signed_in(local).get(f"{BEHIND}?arm=ranked&measure=yes").content.decode()
    assert "甲某" in page
    assert "乙某" not in page
    assert "其中 1 个不在您可见范围" in page


def test_who_sees_nobody_reads_figures_and_no_names(signed_in, pushed):
    pushed(1, answer="yes")
    client = signed_in(make_user(Role.JOB_OFFICER))
    assert "1/1" in client.get(PAGE).content.decode()
    assert len(client.get(f"{BEHIND}?arm=ranked").context["table"].rows) == 0


@pytest.mark.parametrize("n", [1, 12])
def test_the_queries_of_the_page_do_not_grow(signed_in, supervisor, pushed, n, django_assert_num_queries):
    for version in range(n):
        (push,) = pushed(1, ranking=version + 1, answer="yes")
        TrialPlace.objects.create(push=push, current=1, place_current=1, place_newest=2, eligible=3)
    client = signed_in(supervisor)
    with django_assert_num_queries(10):
        page = client.get(f"{PAGE}?form=people&days=30")
    assert len(page.context["versions"]) == n
    with django_assert_num_queries(8):
        client.get(f"{BEHIND}?arm=ranked")


@pytest.mark.parametrize("query", ["days=7", "days=x", "form=cats", "measure=height&side=under"])
def test_nonsense_falls_back_to_the_usual(signed_in, supervisor, query):
    page = signed_in(supervisor).get(f"{PAGE}?{query}")
    assert (page.context["days"], page.context["form"]) == (90, "pushes")
    assert signed_in(supervisor).get(f"{BEHIND}?{query}&arm=nowhere&version=x").status_code == 200


# --- Where the accepted had stood ---------------------------------------------------------------


def test_places_of_the_accepted_are_summed_by_list():
    rows = [(1, "yes", 1, 2, 10, 20), (2, "yes", 4, None, 3, 20), (3, "no", 1, 1, 1, 20)]
    current, observed, newest = summed(rows, with_observed=True).lists
    assert current.reciprocal.value == pytest.approx((1 + 1 / 4) / 2)
    assert observed.reciprocal.value == pytest.approx(1 / 4)
    assert [(top, share.counted) for top, share in newest.tops] == [(3, 1), (10, 2)]


def test_chance_is_what_a_random_order_would_reach():
    chance = summed([(1, "yes", 1, None, 1, 4)], with_observed=False).chance
    assert chance.reciprocal == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert chance.tops == [(3, 0.75), (10, 1)]


def test_pairs_are_of_one_person_and_what_is_beyond_all_places_is_below():
    rows = [(1, "yes", 2, 0, 1, 9), (1, "no", None, 0, 1, 9), (1, "no", 1, 0, 1, 9), (2, "yes", 9, 0, 1, 9)]
    (current, newest) = summed(rows, with_observed=False).lists
    assert (current.above.counted, current.above.total) == (1, 2)
    assert newest.above.total == 0  # the same place twice says nothing


def test_a_version_is_judged_by_the_pushes_made_while_it_was_observed(pushed):
    for number, observed in ((1, None), (2, 2), (3, 2)):
        (push,) = pushed(1, answer="yes" if number < 3 else "waiting")
        TrialPlace.objects.create(push=push, current=1, observed=observed, place_current=number, eligible=9)
    assert trial(on=ON, days=90).accepted == 2
    assert trial(on=ON, days=90, version=2).accepted == 1
    assert trial(on=ON, days=90, version=7).lists[0].reciprocal is None


def test_a_resampled_mean_is_repeatable_and_surer_with_more():
    few, many = resampled([0, 1] * 10), resampled([0, 1] * 1000)
    assert few == resampled([0, 1] * 10)
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    assert resampled([]) is None
