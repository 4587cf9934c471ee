"""Pushing: once a person, only what is open, with the reasons as they were shown."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from matching.candidates import rank_for
from matching.models import Posting, Push
from matching.pushing import answer_push, push_postings, record_employer_answer
from registry.models import Entry
from registry.refusals import Refusal
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


def pushed(person, today, **how):
    how = {"by": make_user(), "channel": Push.Channel.FACE, "on": today, **how}
    return push_postings(person, rank_for(person, on=today, limit=1), **how)


def test_a_push_keeps_score_components_and_reasons(today):
    person = make_person(major="会计学")
    make_posting("会计", majors="会计学")
    (match,) = rank_for(person, on=today)
    (push,) = pushed(person, today)
    assert (push.score, push.components, push.reasons) == (match.score, match.components, match.reasons)
    assert sum(push.components.values()) == push.score


def test_a_push_leaves_a_line_in_the_file(today):
    person = make_person()
    make_posting()
    pushed(person, today)
    assert person.entries.filter(act=Entry.Act.PUSHED).count() == 1


def test_what_was_pushed_is_not_ranked_again(today):
    person = make_person()
    make_posting()
    pushed(person, today)
    assert rank_for(person, on=today) == []


def test_a_colleague_does_not_push_the_same_posting_again(today):
    person = make_person()
    make_posting()
    matches = rank_for(person, on=today)
    pushed(person, today)
    with pytest.raises(Refusal, match="不重复推送"):
        push_postings(person, matches, by=make_user(), channel="phone", on=today)
    assert Push.objects.count() == 1


def test_a_closed_posting_is_refused_and_nothing_is_pushed(today):
    person = make_person()
    make_posting("会计")
    make_posting("出纳")
    matches = rank_for(person, on=today)
    Posting.objects.filter(title="出纳").update(closed_on=today, closed_reason="filled")
    with pytest.raises(Refusal, match="已关闭"):
        push_postings(person, matches, by=make_user(), channel="phone", on=today)
    assert not Push.objects.exists()


def test_nothing_chosen_or_a_day_to_come_is_refused(today):
    person = make_person()
    make_posting()
    with pytest.raises(Refusal):
        push_postings(person, [], by=make_user(), channel="phone", on=today)
    with pytest.raises(Refusal):
        pushed(person, today, on=today + timedelta(days=1))


def test_a_no_needs_its_reason(today):
    person = make_person()
    make_posting()
    (push,) = pushed(person, today)
    with pytest.raises(Refusal):
        answer_push(push, "no", by=make_user(), on=today)
    answer_push(push, "no", no_reason="pay", by=make_user(), on=today)
    assert (push.answer, push.no_reason) == ("no", "pay")


def test_the_same_answer_twice_is_one_line(today):
    person = make_person()
    make_posting()
    (push,) = pushed(person, today)
    for _again in range(2):
        answer_push(push, "yes", by=make_user(), on=today)
        record_employer_answer(push, "hired", by=make_user(), on=today)
    assert person.entries.filter(act=Entry.Act.ANSWERED).count() == 2


def test_the_wish_decides_the_order(today):
    person = make_person()
    make_posting("电工")
    wanted = make_posting("会计")
    set_wishes(person, [{"occupation": "会计"}], by=make_user())
    assert rank_for(person, on=today)[0].posting_id == wanted.pk


def test_ranking_asks_as_much_of_a_full_pool_as_of_an_empty_one(today, django_assert_num_queries):
    person = make_person()
    for wanted in (1, 30):
        for _more in range(wanted):
            make_posting()
        with django_assert_num_queries(4):
            rank_for(person, on=today, limit=50)


def test_a_posting_that_opens_later_or_ended_is_not_ranked(today):
    make_posting(opens_on=today + timedelta(days=1))
    make_posting(closes_on=date(2026, 1, 1))
    assert rank_for(make_person(), on=today) == []
