"""Pushing: once a person, only what is open, with the reasons as they were shown."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from matching.candidates import rank_for, rank_postings
from matching.models import Posting, Push
from matching.openings import MOST_WAITING
from matching.pushing import answer_push, push_many, push_postings, record_employer_answer
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
        with django_assert_num_queries(7):
            rank_for(person, on=today, limit=50)


def test_a_posting_that_opens_later_or_ended_is_not_ranked(today):
    make_posting(opens_on=today + timedelta(days=1))
    make_posting(closes_on=date(2026, 1, 1))
    assert rank_for(make_person(), on=today) == []


def test_a_posting_takes_no_more_people_than_its_openings_allow(today, settings):
    settings.PUSHES_PER_OPENING = 2
    make_posting(headcount=1)
    first, _second = pushed(make_person(), today), pushed(make_person(), today)
    with pytest.raises(Refusal, match="最多同时推送 2 人"):
        pushed(make_person(), today)
    answer_push(first[0], "no", no_reason="pay", by=make_user(), on=today)
    assert pushed(make_person(), today)


def test_nobody_is_kept_waiting_for_more_answers_than_one_can_give(today):
    person = make_person()
    for _ in range(MOST_WAITING + 1):
        make_posting()
    with pytest.raises(Refusal, match="待答复"):
        push_postings(person, rank_for(person, on=today, limit=20), by=make_user(), channel="phone", on=today)
    assert not Push.objects.exists()


def test_pushing_to_many_leaves_out_what_cannot_be_and_says_why(today, settings):
    settings.PUSHES_PER_OPENING = 1
    ann, bea = make_person(), make_person()
    make_posting("会计")
    shut, had = make_posting("出纳"), make_posting("统计员", headcount=2)
    wanted = {person.pk: rank_for(person, on=today) for person in (ann, bea)}
    push_postings(ann, [match for match in wanted[ann.pk] if match.posting_id == had.pk], **how(today))
    Posting.objects.filter(pk=shut.pk).update(closed_on=today, closed_reason="filled")
    given = push_many(wanted, **how(today))
    assert sorted((push.person_id, push.posting.title) for push in given.pushes) == [
        (ann.pk, "会计"),
        (bea.pk, "统计员"),
    ]
    why = {(person, Posting.objects.get(pk=posting).title): code for person, posting, code in given.left_out}
    assert why[ann.pk, "统计员"] == "pushed"
    assert why[ann.pk, "出纳"] == why[bea.pk, "出纳"] == "closed"
    assert why[bea.pk, "会计"] == "full"


def how(today):
    return {"by": make_user(), "channel": Push.Channel.SMS, "on": today}


def test_pushing_to_many_asks_no_more_for_many(today, django_assert_max_num_queries):
    for n in (1, 30):
        posting = make_posting(headcount=50)
        people = [make_person() for _ in range(n)]
        wanted = {person.pk: rank_postings(person, [posting.pk], on=today) for person in people}
        by = make_user()
        with django_assert_max_num_queries(16):
            push_many(wanted, by=by, channel="sms", on=today)


def test_who_is_hired_last_closes_the_posting_at_once(today):
    posting = make_posting("会计", headcount=2)
    pushes = [pushed(make_person(), today)[0] for _n in range(2)]
    record_employer_answer(pushes[0], "hired", by=make_user(), on=today)
    assert Posting.objects.get().closed_on is None
    record_employer_answer(pushes[1], "hired", by=make_user(), on=today)
    posting.refresh_from_db()
    assert (posting.closed_on, posting.closed_reason) == (today, "filled")
