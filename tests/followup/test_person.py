"""The case page: who, what is promised, what is next, why not yet; and that looking is recorded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.closing import record_outcome
from followup.guiding import give_briefing, hold_session, write_plan
from followup.interning import offer_internship
from followup.offering import offer_jobs
from matching.candidates import rank_for
from matching.pushing import answer_push
from placement.accounts.roles import Role
from registry.models import Look
from tests.factories import make_case, make_employer, make_person, make_posting, make_user
from tests.followup.doors import visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def today():
    return timezone.localdate()


def ledger(client, person):
    return client.get(person.get_absolute_url()).context["ledger"]


def test_opening_the_page_leaves_a_look(signed_in, officer):
    person = make_person(owner=officer)
    signed_in(officer).get(person.get_absolute_url())
    assert Look.objects.get().by == officer


def test_the_numbers_are_masked_for_everyone(signed_in, officer):
    person = make_person(owner=officer, phones=["13812345678"])
    page = signed_in(officer).get(person.get_absolute_url()).content.decode()
    assert person.id_number not in page
    assert "13812345678" not in page
    assert "138****5678" in page


def test_a_colleagues_person_does_not_exist_for_me(signed_in, officer):
    person = make_person(owner=make_user(station=officer.station))
    assert signed_in(officer).get(person.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("times", [1, 12])
def test_the_queries_do_not_grow_with_the_story(signed_in, officer, times, django_assert_num_queries):
    person = make_case(owner=officer).person
    for number in range(times):
        visit(person, officer, findings=f"第 {number} 次")
        make_posting()
        offer_jobs(person, rank_for(person, on=today())[:1], channel="face", by=officer, on=today())
        give_briefing(person, given_on=today(), manner="door", topics=["subsidy"], by=officer)
        write_plan(person, goals="就业", actions=[("投简历", "person", today())], by=officer, on=today())
    client = signed_in(officer)
    with django_assert_num_queries(29):
        client.get(person.get_absolute_url())


# --- What is next, and why not yet ------------------------------------------------------------


def test_the_first_thing_is_to_reach_them(signed_in, officer):
    person = make_case(owner=officer, on=today()).person
    found = ledger(signed_in(officer), person).next
    assert (found.label, found.url) == ("记录首次联系", reverse("followup:visit_new", args=[person.pk]))


def test_the_oldest_overdue_promise_comes_first(signed_in, officer):
    person = make_case(owner=officer, on=today() - timedelta(days=300)).person
    visit(person, officer)
    found = ledger(signed_in(officer), person).next
    assert (found.label, found.late) == ("记录政策宣讲", True)


def test_an_internship_waiting_for_its_answer_asks_for_the_answer(signed_in, officer):
    person = make_case(owner=officer, on=today() - timedelta(days=300)).person
    visit(person, officer)
    give_briefing(person, given_on=today(), manner="door", topics=["subsidy"], by=officer)
    hold_session(person, held_on=today(), minutes=30, topics=["resume"], manner="office", by=officer)
    for days in range(3):
        make_posting()
        offer_jobs(
            person, rank_for(person, on=today())[:1], channel="face", by=officer, on=today() - timedelta(days=days)
        )
    internship = offer_internship(person, employer=make_employer(), position="助理", offered_on=today(), by=officer)
    found = ledger(signed_in(officer), person).next
    assert found.url == reverse("followup:internship_answer", args=[internship.pk])


def test_a_check_that_is_due_goes_before_everything(signed_in, officer):
    person = make_case(owner=officer, on=today() - timedelta(days=100)).person
    visit(person, officer)
    started = today() - timedelta(days=31)
    record_outcome(person, kind="11", started_on=started, proof="contract", by=officer, on=today(), employer="甲")
    assert ledger(signed_in(officer), person).next.label == "核实是否在岗"


def test_why_not_yet_is_told_from_what_was_recorded(signed_in, officer):
    person = make_case(owner=officer, on=today()).person
    visit(person, officer, made_on=today() - timedelta(days=9), barriers=["distance"])
    visit(person, officer, made_on=today() - timedelta(days=2), result="no_answer")
    make_posting()
    (push,) = offer_jobs(person, rank_for(person, on=today())[:1], channel="face", by=officer, on=today())
    answer_push(push, "no", no_reason="pay", by=officer, on=today())
    told = ledger(signed_in(officer), person).why_not
    assert told[0] == "最近 1 次没有联系上（无人接听）"
    assert told[1].startswith("障碍：距离交通")
    assert told[2] == "谢绝 1 个岗位：薪酬偏低"


def test_the_file_reads_as_sentences(signed_in, officer):
    person = make_case(owner=officer, on=today()).person
    visit(person, officer, status="seeking", barriers=["pay"])
    page = signed_in(officer).get(person.get_absolute_url()).content.decode()
    assert "在册待核实 → 求职中" in page
    assert "上门 · 联系到本人 · 薪酬落差" in page


def test_an_auditor_reads_but_is_offered_no_act(signed_in, officer):
    person = make_case(owner=officer, on=today()).person
    auditor = make_user(Role.AUDITOR, station=officer.station)
    page = signed_in(auditor).get(person.get_absolute_url()).content.decode()
    assert reverse("followup:visit_new", args=[person.pk]) not in page
    assert reverse("followup:looks", args=[person.pk]) in page


def test_the_looks_say_who_saw_what(signed_in, officer):
    person = make_person(owner=officer)
    signed_in(officer).get(person.get_absolute_url())
    supervisor = make_user(Role.SUPERVISOR, station=officer.station, name="主管甲")
    page = signed_in(supervisor).get(reverse("followup:looks", args=[person.pk])).content.decode()
    assert officer.name in page
    assert "查看台账" in page


# --- Opening and closing ----------------------------------------------------------------------


def test_a_supervisor_opens_a_case(signed_in, officer):
    person = make_person(owner=officer)
    supervisor = make_user(Role.SUPERVISOR, station=officer.station)
    url = reverse("followup:case_open", args=[person.pk])
    standard = signed_in(supervisor).get(url).context["form"].fields["standard"].queryset.first()
    signed_in(supervisor).post(url, {"standard": standard.pk})
    assert person.cases.open().get().standard == standard


def test_closing_for_another_reason_asks_for_it_and_keeps_what_was_typed(signed_in, officer):
    person = make_case(owner=officer).person
    url = reverse("followup:case_close", args=[person.pk])
    response = signed_in(officer).post(url, {"reason": "other", "note_text": ""})
    assert "请说明结案原因。" in response.content.decode()
    assert response.context["form"]["reason"].value() == "other"
    signed_in(officer).post(url, {"reason": "other", "note_text": "随军"})
    assert person.cases.get().closed_note == "随军"


def test_a_step_is_excused_only_by_a_supervisor(signed_in, officer):
    step = make_case(owner=officer).steps.first()
    url = reverse("followup:step_excuse", args=[step.pk])
    assert signed_in(officer).post(url, {"excuse": "declined"}).status_code == 403
    signed_in(make_user(Role.SUPERVISOR, station=officer.station)).post(url, {"excuse": "declined"})
    step.refresh_from_db()
    assert step.excuse == "declined"
