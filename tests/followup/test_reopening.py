"""A posting closed by mistake is opened again: the reason stays, rightly closed ones stay closed, people hear of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup import chasing
from matching import editing, pooling
from matching.candidates import rank_for, rank_postings
from matching.models import Posting, Push, Reopening
from matching.pushing import push_postings, record_employer_answer
from placement.accounts.roles import Role
from registry.models import Entry
from registry.refusals import Refusal
from tests.factories import make_case, make_posting, make_user

pytestmark = pytest.mark.django_db
WHY = "来源误报，单位确认仍在招"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def pushed_and_closed(officer, today, *, told):
    """A push whose posting was closed; its person was told of it or not."""
    posting = make_posting("会计", headcount=3)
    person = make_case(owner=officer).person
    push = push_postings(person, rank_postings(person, [posting.pk], on=today), by=officer, channel="face", on=today)[0]
    pooling.close_posting(posting, reason="withdrawn", on=today)
    chasing.mark_lost(on=today)
    if told:
        chasing.tell_lost(push, by=officer, on=today)
    return push


def test_a_posting_is_open_again_and_keeps_how_it_was_closed_and_why_that_was_wrong(officer, today):
    posting = pooling.close_posting(make_posting("会计"), reason="withdrawn", on=today)
    for _again in range(2):
        editing.reopen_posting(posting.pk, WHY, by=officer, on=today)
    kept = Reopening.objects.get()
    assert (kept.closed_reason, kept.closed_on, kept.reason, kept.by) == ("withdrawn", today, WHY, officer)
    assert Posting.objects.open_on(today).get() == posting
    assert [match.posting_id for match in rank_for(make_case(owner=officer).person, on=today)] == [posting.pk]


@pytest.mark.parametrize("reason", ["", "  误关 "])
def test_without_a_reason_it_stays_closed(officer, today, reason):
    posting = pooling.close_posting(make_posting("会计"), reason="withdrawn", on=today)
    with pytest.raises(Refusal, match="原因"):
        editing.reopen_posting(posting.pk, reason, by=officer, on=today)


def test_one_past_its_last_day_stays_closed_until_the_day_is_put_right(officer, today):
    posting = make_posting("会计", closes_on=today - timedelta(days=1))
    pooling.close_expired(on=today)
    with pytest.raises(Refusal, match="截止日期"):
        editing.reopen_posting(posting.pk, WHY, by=officer, on=today)
    editing.edit_posting(posting.pk, {"closes_on": today + timedelta(days=9)})
    assert editing.reopen_posting(posting.pk, WHY, by=officer, on=today).closed_on is None


def test_one_whose_places_are_taken_stays_closed_until_there_are_more(officer, today):
    push = pushed_and_closed(officer, today, told=False)
    editing.edit_posting(push.posting_id, {"headcount": 1})
    record_employer_answer(push, "hired", by=officer, on=today)
    with pytest.raises(Refusal, match="已录用 1 人"):
        editing.reopen_posting(push.posting_id, WHY, by=officer, on=today)
    editing.edit_posting(push.posting_id, {"headcount": 2})
    assert editing.reopen_posting(push.posting_id, WHY, by=officer, on=today).closed_on is None


def test_who_was_told_that_it_is_closed_is_told_again(officer, today):
    push = pushed_and_closed(officer, today, told=True)
    editing.reopen_posting(push.posting_id, WHY, by=officer, on=today)
    assert Push.objects.back().get() == push
    for _again in range(2):
        chasing.tell_back(push, by=officer, on=today)
    assert not Push.objects.back().exists()
    told = [entry.facts.get("what") for entry in Entry.objects.filter(person=push.person, act="answered")]
    assert sorted(told) == ["back", "back_told", "lost", "lost_told"]


def test_who_was_not_told_yet_need_not_hear_of_either(officer, today):
    push = pushed_and_closed(officer, today, told=False)
    editing.reopen_posting(push.posting_id, WHY, by=officer, on=today)
    assert not Push.objects.lost().exists()
    assert not Push.objects.back().exists()


def test_closed_once_more_before_the_person_heard_there_is_nothing_to_tell_of_the_opening(officer, today):
    push = pushed_and_closed(officer, today, told=True)
    editing.reopen_posting(push.posting_id, WHY, by=officer, on=today)
    pooling.close_posting(Posting.objects.get(), reason="filled", on=today)
    chasing.mark_lost(on=today)
    assert not Push.objects.back().exists()
    assert Push.objects.lost().get() == push


def test_the_page_opens_it_and_the_officer_finds_whom_to_tell(officer, today, signed_in):
    push = pushed_and_closed(officer, today, told=True)
    clerk = signed_in(make_user(Role.JOB_OFFICER))
    assert "重新开放" in clerk.get(push.posting.get_absolute_url()).content.decode()
    clerk.post(reverse("matching:posting_reopen", args=[push.posting_id]), {"reason": WHY})
    assert WHY in clerk.get(push.posting.get_absolute_url()).content.decode()
    mine = signed_in(officer)
    assert push.person.name in mine.get(reverse("followup:pushes") + "?side=back").content.decode()
    mine.post(reverse("followup:push_back_told", args=[push.pk]))
    assert Push.objects.get().back_told_on == today


def test_the_pool_lists_the_closed_ones_alone(today, signed_in):
    closed = pooling.close_posting(make_posting("误关的会计"), reason="withdrawn", on=today)
    make_posting("开放的会计")
    shown = signed_in(make_user(Role.JOB_OFFICER)).get(reverse("matching:postings"), {"closed": "only"})
    assert [row.record for row in shown.context["table"].rows] == [closed]
    assert "已撤回" in shown.content.decode()
