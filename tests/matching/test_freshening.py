"""Whether a posting is still open: asked of its source, oldest first, and closed when it is filled."""

from datetime import date, timedelta

import pytest

from matching import freshening
from matching.models import Inquiry, Posting, Push
from tests.factories import make_employer, make_person, make_posting, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
LONG_AGO = TODAY - timedelta(days=freshening.ASK_AFTER)


def old(title="会计", days=0, **facts):
    return make_posting(title, confirmed_on=LONG_AGO - timedelta(days=days), **facts)


def asked(*postings, on=TODAY):
    return freshening.ask_about([posting.pk for posting in postings], by=make_user(), on=on)


def answered(answer, *postings, on=TODAY):
    return freshening.record_answers([posting.pk for posting in postings], answer, by=make_user(), on=on)


def hire(posting, times=1):
    for _more in range(times):
        Push.objects.create(
            person=make_person(),
            posting=posting,
            pushed_on=TODAY,
            pushed_at="2026-09-01T00:00Z",
            by=make_user(),
            channel="face",
            employer_answer="hired",
        )


def test_the_oldest_is_asked_about_first_and_the_fresh_not_at_all():
    newer, older = old("电工"), old("会计", days=9)
    make_posting("焊工", confirmed_on=LONG_AGO + timedelta(days=1))
    old("钳工", closed_on=TODAY, closed_reason="filled")
    assert list(freshening.to_ask(TODAY)) == [older, newer]


def test_what_was_never_confirmed_counts_from_its_first_day():
    posting = make_posting(opens_on=LONG_AGO, confirmed_on=None)
    make_posting(opens_on=LONG_AGO + timedelta(days=1), confirmed_on=None)
    assert list(freshening.to_ask(TODAY)) == [posting]


def test_a_posting_is_asked_about_once_until_it_is_answered():
    posting = old()
    assert (asked(posting), asked(posting)) == (1, 0)
    assert freshening.to_ask(TODAY).get().asked_on == TODAY
    answered("open", posting)
    assert asked(posting, on=TODAY + timedelta(days=40)) == 1


def test_still_open_is_confirmed_and_stays_until_it_is_to_be_asked_again():
    posting = old(closes_on=TODAY)
    asked(posting)
    assert answered("open", posting, on=TODAY) == 1
    posting.refresh_from_db()
    assert (posting.confirmed_on, posting.closes_on) == (TODAY, TODAY + timedelta(days=freshening.ASK_AFTER))
    assert not freshening.to_ask(TODAY).exists()


def test_a_later_closing_day_is_not_brought_forward():
    posting = old(closes_on=date(2027, 1, 1))
    answered("open", posting)
    posting.refresh_from_db()
    assert posting.closes_on == date(2027, 1, 1)


@pytest.mark.parametrize("answer", ["filled", "withdrawn"])
def test_what_is_no_longer_open_is_closed_with_its_reason(answer):
    posting = old()
    assert (answered(answer, posting), answered(answer, posting)) == (1, 0)
    posting.refresh_from_db()
    assert (posting.closed_on, posting.closed_reason) == (TODAY, answer)
    assert Inquiry.objects.get().answer == answer


def test_an_answer_that_nobody_asked_for_is_kept_all_the_same():
    answered("open", old())
    inquiry = Inquiry.objects.get()
    assert (inquiry.asked_on, inquiry.answered_on, inquiry.answer) == (TODAY, TODAY, "open")


def test_who_has_the_oldest_to_be_asked_about_comes_first():
    firm, other = make_employer("甲厂"), make_employer("乙厂")
    old(employer=firm), old(employer=firm), asked(old(employer=other, days=5))
    told = [(row["employer__name"], row["due"], row["asked"]) for row in freshening.whom_to_ask(TODAY)]
    assert told == [("乙厂", 1, 1), ("甲厂", 2, 0)]


def test_a_posting_with_as_many_hired_as_wanted_is_closed_once():
    full, half, unsaid = make_posting(headcount=2), make_posting(headcount=2), make_posting(headcount=None)
    hire(full, 2), hire(half), hire(unsaid)
    assert freshening.close_filled(on=TODAY) == 1
    assert freshening.close_filled(on=TODAY) == 0
    full.refresh_from_db()
    assert full.closed_reason == "filled"
    assert full not in Posting.objects.open_on(TODAY)


def test_only_those_who_were_hired_fill_a_place():
    posting = make_posting(headcount=1)
    hire(posting)
    Push.objects.update(employer_answer="interview")
    assert freshening.close_filled(on=TODAY) == 0
