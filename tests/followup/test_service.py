"""Briefing, guidance, plan, internship, outcome: short forms, each lighting its pip."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.closing import record_outcome
from followup.guiding import book_session, write_plan
from followup.models import Action, Internship
from placement.accounts.roles import Role
from tests.factories import make_case, make_employer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    return make_case(owner=officer, on=timezone.localdate()).person


def today():
    return timezone.localdate()


def done(person, kind):
    return person.cases.get().steps.filter(kind=kind, done_on__isnull=False).count()


def test_a_briefing_is_recorded_and_lights_its_pip(signed_in, officer, person):
    data = {"manner": "office", "topics": ["subsidy", "startup"], "given_on": today().isoformat(), "confirmed": "on"}
    signed_in(officer).post(reverse("followup:briefing_new", args=[person.pk]), data)
    assert person.briefings.get().topics == ["subsidy", "startup"]
    assert done(person, "briefing") == 1


def test_a_briefing_in_the_future_is_refused_in_its_form(signed_in, officer, person):
    tomorrow = (today() + timedelta(days=1)).isoformat()
    data = {"manner": "office", "topics": ["subsidy"], "given_on": tomorrow, "note_text": "集中宣讲"}
    response = signed_in(officer).post(reverse("followup:briefing_new", args=[person.pk]), data)
    page = response.content.decode()
    assert "日期不能晚于今天。" in page
    assert "集中宣讲" in page


def test_a_booked_session_is_half_a_pip_and_held_a_whole_one(signed_in, officer, person):
    client, url = signed_in(officer), reverse("followup:session_new", args=[person.pk])
    client.post(url + "?book=yes", {"manner": "office", "booked_for": f"{today()}T10:00"})
    assert done(person, "guidance") == 0
    data = {"manner": "office", "topics": ["resume"], "minutes": "40", "held_on": today().isoformat()}
    client.post(reverse("followup:session_hold", args=[person.sessions.get().pk]), data)
    assert done(person, "guidance") == 1
    assert person.sessions.count() == 1


def test_a_session_held_already_says_so_in_the_form(signed_in, officer, person):
    session = book_session(person, booked_for=timezone.now(), by=officer, on=today())
    data = {"manner": "office", "topics": ["resume"], "minutes": "40", "held_on": today().isoformat()}
    url = reverse("followup:session_hold", args=[session.pk])
    signed_in(officer).post(url, data)
    assert "该次指导已记录或已取消。" in signed_in(officer).post(url, data).content.decode()


# --- The individual plan ----------------------------------------------------------------------


def plan_data(*lines, **facts):
    data = {"goals": "年底前就业", "situation": "", "review_on": "", **facts}
    data |= {"actions-TOTAL_FORMS": len(lines), "actions-INITIAL_FORMS": 0}
    for number, (text, due_on) in enumerate(lines):
        data |= {
            f"actions-{number}-text": text,
            f"actions-{number}-actor": "person",
            f"actions-{number}-due_on": due_on,
        }
    return data


def test_a_plan_holds_its_actions_and_skips_empty_lines(signed_in, officer, person):
    data = plan_data(("改简历", today().isoformat()), ("", ""), ("", ""))
    signed_in(officer).post(reverse("followup:plan_edit", args=[person.pk]), data)
    assert list(Action.objects.values_list("text", flat=True)) == ["改简历"]


def test_an_action_without_a_date_is_asked_for_one(signed_in, officer, person):
    response = signed_in(officer).post(reverse("followup:plan_edit", args=[person.pk]), plan_data(("改简历", "")))
    page = response.content.decode()
    assert "请填写期限。" in page
    assert "改简历" in page


def test_a_revised_plan_is_a_new_version(signed_in, officer, person):
    write_plan(person, goals="先见习", actions=[("投三份简历", "person", today())], by=officer, on=today())
    url = reverse("followup:plan_edit", args=[person.pk])
    assert "投三份简历" in signed_in(officer).get(url).content.decode()
    signed_in(officer).post(url, plan_data(("面试一次", today().isoformat())))
    assert person.plans.get(replaced_on=None).version == 2


def test_an_action_is_ticked_off(signed_in, officer, person):
    plan = write_plan(person, goals="就业", actions=[("改简历", "office", today())], by=officer, on=today())
    signed_in(officer).post(reverse("followup:action_done", args=[plan.actions.get().pk]))
    assert plan.actions.get().done_by == officer


# --- Internship and outcome -------------------------------------------------------------------


def test_an_internship_is_offered_answered_begun_and_ended(signed_in, officer, person):
    client, base = signed_in(officer), make_employer(is_internship_base=True)
    data = {"employer": base.pk, "position": "助理", "offered_on": today().isoformat()}
    client.post(reverse("followup:internship_new", args=[person.pk]), data)
    internship = Internship.objects.get()
    client.post(reverse("followup:internship_answer", args=[internship.pk]), {"answer": "accepted"})
    ends_on = today() + timedelta(days=120)
    data = {"starts_on": today().isoformat(), "ends_on": ends_on.isoformat(), "agreement": "见习-1"}
    client.post(reverse("followup:internship_start", args=[internship.pk]), data)
    data = {"ended_on": ends_on.isoformat(), "end_reason": "retained"}
    client.post(reverse("followup:internship_end", args=[internship.pk]), data)
    internship.refresh_from_db()
    assert (internship.answer, internship.end_reason) == ("accepted", "retained")
    assert done(person, "internship") == 1


def test_too_short_an_internship_is_refused_beside_what_was_typed(signed_in, officer, person):
    client, base = signed_in(officer), make_employer(is_internship_base=True)
    data = {"employer": base.pk, "position": "助理", "offered_on": today().isoformat()}
    client.post(reverse("followup:internship_new", args=[person.pk]), data)
    internship = Internship.objects.get()
    client.post(reverse("followup:internship_answer", args=[internship.pk]), {"answer": "accepted"})
    data = {"starts_on": today().isoformat(), "ends_on": today().isoformat(), "agreement": "见习-7"}
    page = client.post(reverse("followup:internship_start", args=[internship.pk]), data).content.decode()
    assert "见习期限应为 3 至 12 个月。" in page
    assert "见习-7" in page


def test_an_outcome_needs_its_proof_and_sets_the_checks(signed_in, officer, person):
    client, url = signed_in(officer), reverse("followup:outcome_new", args=[person.pk])
    data = {"kind": "11", "employer": "白杨纺织", "started_on": today().isoformat()}
    assert "proof" in client.post(url, data).context["form"].errors
    client.post(url, {**data, "proof": "contract", "insured": "true"})
    outcome = person.outcomes.get()
    assert outcome.insured is True
    assert list(outcome.checks.values_list("days", flat=True)) == [30, 90, 180]


def test_a_due_check_is_recorded(signed_in, officer, person):
    started = today() - timedelta(days=40)
    outcome = record_outcome(person, kind="11", started_on=started, proof="contract", by=officer, on=today())
    signed_in(officer).post(reverse("followup:outcome_check", args=[person.pk]), {"still_there": "yes"})
    assert outcome.checks.get(days=30).still_there is True


def test_a_check_before_its_day_is_refused_with_the_day(signed_in, officer, person):
    record_outcome(person, kind="11", started_on=today(), proof="contract", by=officer, on=today())
    url = reverse("followup:outcome_check", args=[person.pk])
    assert "尚未到" in signed_in(officer).post(url, {"still_there": "yes"}).content.decode()
