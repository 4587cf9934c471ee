"""After a push: one reminder, asking again, the end of waiting, and a posting that closes meanwhile."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup import chasing, tasks
from matching.candidates import rank_postings
from matching.models import Posting, Push
from matching.pushing import answer_push, push_postings, record_employer_answer
from placement.accounts.roles import Role
from registry.models import Entry, Look
from registry.refusals import Refusal
from tests.factories import make_person, make_posting, make_user

pytestmark = pytest.mark.django_db
LIST = "/pushes/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def pushed(officer, today, *, days=0, **facts):
    """A push to a person of this officer, so many days ago."""
    person = make_person(owner=officer)
    matches = rank_postings(person, [make_posting(**facts).pk], on=today)
    (push,) = push_postings(person, matches, by=officer, channel="phone", on=today)
    Push.objects.filter(pk=push.pk).update(pushed_on=today - timedelta(days=days))
    push.refresh_from_db()
    return push


def answered(push):
    return [entry.facts for entry in push.person.entries.filter(act=Entry.Act.ANSWERED).order_by("number")]


def test_an_answer_is_chased_after_three_days_and_once(officer, today):
    push, fresh = pushed(officer, today, days=3), pushed(officer, today, days=2)
    assert list(Push.objects.to_chase(today)) == [push]
    chasing.chase_push(push, by=officer, on=today)
    for one in (push, fresh):
        with pytest.raises(Refusal):
            chasing.chase_push(one, by=make_user(), on=today)
    assert answered(push) == [{"posting": push.posting_id, "what": "chased"}]


def test_waiting_ends_after_two_weeks_and_twice_is_once(officer, today):
    late, fresh = pushed(officer, today, days=14), pushed(officer, today, days=13)
    for _again in range(2):
        tasks.settle_pushes()
    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.answer, fresh.answer) == ("expired", "waiting")
    assert answered(late) == [{"posting": late.posting_id, "answer": "expired"}]


def test_a_late_reminder_leaves_a_week_more(officer, today):
    push = pushed(officer, today, days=20)
    Push.objects.filter(pk=push.pk).update(chased_on=today - timedelta(days=6))
    assert chasing.expire_pushes(on=today) == 0
    assert chasing.expire_pushes(on=today + timedelta(days=1)) == 1


def test_who_answers_after_all_is_heard(officer, today):
    push = pushed(officer, today, days=30)
    chasing.expire_pushes(on=today)
    answer_push(push, "yes", by=officer, on=today)
    assert chasing.expire_pushes(on=today) == 0
    assert Push.objects.get().answer == "yes"


def test_later_asks_again_on_its_day(officer, today):
    push, day = pushed(officer, today, days=30), today + timedelta(days=10)
    answer_push(push, "later", ask_again_on=day, by=officer, on=today)
    assert chasing.expire_pushes(on=day) == 0
    assert not Push.objects.to_ask_again(day - timedelta(days=1)).exists()
    assert Push.objects.to_ask_again(day).get() == push
    assert chasing.expire_pushes(on=day + timedelta(days=14)) == 1


def test_later_without_a_day_is_a_week_and_a_day_gone_by_is_refused(officer, today):
    push = pushed(officer, today)
    answer_push(push, "later", by=officer, on=today)
    assert push.ask_again_on == today + timedelta(days=7)
    with pytest.raises(Refusal, match="再问日期"):
        answer_push(push, "later", ask_again_on=today, by=officer, on=today)


def test_a_closed_posting_is_told_to_the_officer_until_the_person_knows(officer, today):
    push = pushed(officer, today)
    Posting.objects.update(closed_on=today, closed_reason="filled")
    assert [chasing.mark_lost(on=today) for _again in range(2)] == [1, 0]
    assert Push.objects.lost().get() == push
    for _again in range(2):
        chasing.tell_lost(push, by=officer, on=today)
    assert not Push.objects.lost().exists()
    assert [facts["what"] for facts in answered(push)] == ["lost", "lost_told"]


@pytest.mark.parametrize(("answer", "employer"), [("no", ""), ("yes", "hired")])
def test_a_closed_posting_that_was_answered_is_no_news(officer, today, answer, employer):
    push = pushed(officer, today)
    answer_push(push, answer, no_reason="pay", by=officer, on=today)
    if employer:
        record_employer_answer(push, employer, by=officer, on=today)
    Posting.objects.update(closed_on=today, closed_reason="filled")
    assert chasing.mark_lost(on=today) == 0


def test_whose_waiting_ended_or_who_answered_need_not_be_told_of_a_closed_posting(officer, today):
    late, early = pushed(officer, today, days=14), pushed(officer, today)
    Posting.objects.update(closed_on=today, closed_reason="filled")
    tasks.settle_pushes()
    assert Push.objects.lost().get() == early
    assert Push.objects.get(pk=late.pk).lost_on is None
    answer_push(early, "no", no_reason="pay", by=officer, on=today)
    assert not Push.objects.lost().exists()


def test_expiring_goes_on_in_chunks(officer, today, monkeypatch):
    monkeypatch.setattr(chasing, "CHUNK", 2)
    for _ in range(5):
        pushed(officer, today, days=14)
    assert chasing.expire_pushes(on=today) == 5


def test_the_list_says_what_there_is_to_do(signed_in, officer, today):
    push = pushed(officer, today, days=5)
    client = signed_in(officer)
    page = client.get(LIST)
    assert [n for _code, _label, n in page.context["sides"]] == [1, 0, 0, 0, 0, 1, 0]
    client.post(reverse("followup:push_chase", args=[push.pk]))
    assert "没有要跟进的推送" in client.get(LIST).content.decode()
    assert "已催" in client.get(LIST, {"side": "waiting"}).content.decode()


def test_the_person_told_leaves_the_list(signed_in, officer, today):
    push, client = pushed(officer, today), signed_in(officer)
    Posting.objects.update(closed_on=today, closed_reason="filled")
    chasing.mark_lost(on=today)
    assert push.person.name in client.get(LIST, {"side": "lost"}).content.decode()
    client.post(reverse("followup:push_told", args=[push.pk]))
    assert Push.objects.get().lost_told_on == today


def test_a_colleagues_push_cannot_be_chased(signed_in, officer, today):
    push = pushed(officer, today, days=5)
    client = signed_in(make_user(station=officer.station))
    assert client.post(reverse("followup:push_chase", args=[push.pk])).status_code == 404
    assert push.person.name not in client.get(LIST).content.decode()


@pytest.mark.parametrize("n", [1, 12])
def test_the_queries_do_not_grow_with_pushes(signed_in, officer, today, n, django_assert_num_queries):
    for _ in range(n):
        pushed(officer, today, days=5)
    client = signed_in(officer)
    with django_assert_num_queries(12):
        client.get(LIST)


# --- The letter -------------------------------------------------------------------------------


def letter(push):
    return reverse("followup:push_letter", args=[push.pk])


def test_the_letter_names_both_and_keeps_the_id_number_masked(signed_in, officer, today):
    push = pushed(officer, today)
    page = signed_in(officer).get(letter(push)).content.decode()
    assert all(word in page for word in (push.person.name, str(push.posting.employer), "回执"))
    assert push.person.id_number not in page
    assert push.person.looks.get().what == Look.What.PAGE


def test_the_whole_number_is_for_a_reason_that_is_recorded(signed_in, officer, today):
    push, client = pushed(officer, today), signed_in(officer)
    whole = reverse("followup:push_letter_whole", args=[push.pk])
    assert push.person.id_number not in client.post(whole, {"reason": ""}).content.decode()
    assert push.person.id_number in client.post(whole, {"reason": "单位要求"}).content.decode()
    look = push.person.looks.get(what=Look.What.ID_NUMBER)
    assert (look.by, look.reason) == (officer, "单位要求")


def test_a_colleagues_letter_does_not_exist_for_me(signed_in, officer, today):
    push, client = pushed(officer, today), signed_in(make_user(station=officer.station))
    assert client.get(letter(push)).status_code == 404
    whole = reverse("followup:push_letter_whole", args=[push.pk])
    assert client.post(whole, {"reason": "单位要求"}).status_code == 404
