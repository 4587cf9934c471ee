"""Colleagues who push at the same moment: nobody gets a posting twice, and no posting goes beyond its openings."""

import pytest
from django.utils import timezone

from followup.chasing import chase_push, expire_pushes
from followup.offering import offer_jobs, offer_many
from matching.candidates import rank_postings
from matching.models import Push
from matching.pushing import answer_push
from registry.history import verify_chain
from tests.factories import make_case, make_posting, make_user
from tests.followup.test_races import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def today():
    return timezone.localdate()


def graduates(n, today):
    officer = make_user()
    return officer, [make_case(owner=officer, on=today).person for _ in range(n)]


def test_two_colleagues_push_the_same_to_the_same(today):
    officer, (person,) = graduates(1, today)
    matches = rank_postings(person, [make_posting().pk], on=today)
    results = at_once(*[lambda: offer_jobs(person, matches, channel="sms", by=officer, on=today)] * 4)
    assert refused(results) == 3
    assert Push.objects.count() == person.cases.get().steps_done == 1
    assert verify_chain(person) is None


def test_the_last_places_go_to_as_many_as_there_are(today, settings):
    settings.PUSHES_PER_OPENING = 2
    officer, people = graduates(5, today)
    posting = make_posting(headcount=1)
    wanted = [{person.pk: rank_postings(person, [posting.pk], on=today)} for person in people]
    results = at_once(*[lambda one=one: offer_many(one, channel="sms", by=officer, on=today) for one in wanted])
    assert Push.objects.count() == 2
    assert sorted(given.left_out[0][2] for given in results if given.left_out) == ["full"] * 3


def test_lists_that_cross_each_other_do_not_wait_for_each_other(today):
    officer, people = graduates(6, today)
    keys = [make_posting(headcount=9).pk for _ in range(3)]
    wanted = {person.pk: rank_postings(person, keys, on=today) for person in people}
    turned = {person: wanted[person][::-1] for person in reversed(wanted)}
    results = at_once(
        *[lambda one=one: offer_many(one, channel="sms", by=officer, on=today) for one in (wanted, turned)]
    )
    assert sorted(len(given.pushes) for given in results) == [0, 18]
    assert Push.objects.count() == 18


def test_an_answer_given_while_waiting_ends_is_kept(today):
    officer, (person,) = graduates(1, today)
    (push,) = offer_jobs(
        person, rank_postings(person, [make_posting().pk], on=today), channel="sms", by=officer, on=today
    )
    Push.objects.update(pushed_on=today.replace(year=today.year - 1))
    at_once(lambda: answer_push(push, "yes", by=officer, on=today), lambda: expire_pushes(on=today))
    assert Push.objects.get().answer == "yes"
    assert verify_chain(person) is None


def test_two_who_remind_at_once_remind_once(today):
    officer, (person,) = graduates(1, today)
    (push,) = offer_jobs(
        person, rank_postings(person, [make_posting().pk], on=today), channel="sms", by=officer, on=today
    )
    Push.objects.update(pushed_on=today.replace(year=today.year - 1))
    assert refused(at_once(*[lambda: chase_push(push, by=officer, on=today)] * 3)) == 2
