"""The pages around the plan: overdue visits and their reasons, many moved at once, leave."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.absences import enter_absence
from followup.escalating import climb_overdue
from followup.models import Absence, Escalation, Lost, Standard, Visit
from followup.visiting import plan_visit
from placement.accounts.roles import Role
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
OVERDUE, MOVE, LEAVE = (reverse(f"followup:{name}") for name in ("overdue", "visits_move", "absences"))


@pytest.fixture
def street():
    return make_station("龙泉街道", parent=make_station("白杨市", level="city"), level="street")


@pytest.fixture
def officer(street):
    return make_user(station=street)


@pytest.fixture
def supervisor(street):
    return make_user(Role.SUPERVISOR, station=street)


def planned(officer, days, name="热娜"):
    person = make_case(owner=officer, on=TODAY - timedelta(days=60), name=name).person
    return plan_visit(person, planned_for=TODAY + timedelta(days=days), by=officer)


def workday(days):
    """A day so many weeks ahead: Wednesdays are seldom off."""
    day = TODAY + timedelta(days=days)
    return (day + timedelta(days=2 - day.weekday())).isoformat()


def span():
    return {"first": workday(14), "last": workday(14)}


# --- Overdue --------------------------------------------------------------------------------------


def test_the_supervisor_sees_what_climbed_with_its_reason_or_none(signed_in, officer, supervisor):
    visit = planned(officer, -30)
    Standard.objects.update(county_after_workdays=200)
    climb_overdue(on=TODAY)
    client = signed_in(supervisor)
    shown = client.get(OVERDUE)
    assert shown.context["side"] == "mine"
    assert all(words in shown.content.decode() for words in ("热娜", "未说明原因", visit.person.get_absolute_url()))


def test_the_officer_says_why(signed_in, officer, supervisor):
    visit = planned(officer, -30)
    address = reverse("followup:overdue_tell", args=[visit.pk])
    assert address in signed_in(officer).get(reverse("followup:visits")).content.decode()
    assert signed_in(officer).post(address, {"reason": "road", "note_text": "大雪封路"}).status_code == 302
    shown = signed_in(supervisor).get(OVERDUE).content.decode()
    assert "路远或天气" in shown
    assert "大雪封路" in shown


def test_the_case_page_asks_why_as_long_as_the_visit_is_overdue(signed_in, officer):
    late, soon = planned(officer, -3), planned(officer, 3)
    for visit, asks in ((late, True), (soon, False)):
        shown = signed_in(officer).get(visit.person.get_absolute_url()).content.decode()
        assert (reverse("followup:overdue_tell", args=[visit.pk]) in shown) == asks


def test_what_is_not_overdue_or_not_mine_cannot_be_explained(signed_in, officer):
    [late, soon] = planned(officer, -3), planned(officer, 3)
    assert signed_in(officer).get(reverse("followup:overdue_tell", args=[soon.pk])).status_code == 404
    assert signed_in(make_user()).get(reverse("followup:overdue_tell", args=[late.pk])).status_code == 404


def test_only_a_supervisor_grants_a_date(signed_in, officer, supervisor):
    visit, day = planned(officer, -3), TODAY + timedelta(days=9)
    address, data = reverse("followup:visit_grant", args=[visit.pk]), {"due_on": day, "reason": "外出考试"}
    assert signed_in(officer).post(address, data).status_code == 403
    assert signed_in(supervisor).post(address, data).status_code == 302
    visit.refresh_from_db()
    assert visit.due_on == day


@pytest.mark.parametrize("people", [1, 6])
def test_overdue_takes_the_same_queries_for_many(signed_in, officer, supervisor, people, django_assert_num_queries):
    for _n in range(people):
        planned(officer, -30)
    climb_overdue(on=TODAY)
    client = signed_in(supervisor)
    with django_assert_num_queries(8):
        client.get(OVERDUE, {"side": "mine"})


# --- Moved ----------------------------------------------------------------------------------------


def test_one_sees_what_moving_would_do_and_then_does_exactly_that(signed_in, officer):
    visit, client = planned(officer, -3), signed_in(officer)
    shown = client.get(MOVE, {"when": "overdue", **span()})
    assert shown.context["shown"].spread.after_due == 1
    assert Visit.objects.get(pk=visit.pk).moved_on is None
    data = {"reason": "集中培训", "previewed": shown.context["shown"].spread.digest}
    address = shown.request["PATH_INFO"] + "?" + shown.request["QUERY_STRING"]
    assert client.post(address, data).status_code == 302
    visit.refresh_from_db()
    assert (visit.planned_for.isoformat(), visit.due_on) == (span()["first"], TODAY - timedelta(days=3))
    assert "情况有变" in client.post(address, data).content.decode()


def test_an_officer_cannot_grant_dates_along_the_way(signed_in, officer):
    visit, client = planned(officer, -3), signed_in(officer)
    digest = client.get(MOVE, span()).context["shown"].spread.digest
    query = "&".join(f"{name}={value}" for name, value in span().items())
    client.post(f"{MOVE}?{query}", {"reason": "培训", "previewed": digest, "grants": "on"})
    visit.refresh_from_db()
    assert visit.moved_on == TODAY
    assert visit.due_on == TODAY - timedelta(days=3)


def test_only_the_ticked_ones_move(signed_in, officer):
    first, _second = planned(officer, -3), planned(officer, -3)
    shown = signed_in(officer).get(MOVE, {**span(), "visits": first.pk}).context["shown"]
    assert [shift.visit for shift in shown.spread.shifts] == [first.pk]


def test_the_visits_of_people_selected_on_the_list_are_moved(signed_in, officer):
    first, _second = planned(officer, 3), planned(officer, 3)
    client = signed_in(officer)
    carried = client.post(reverse("followup:people_move"), {"people": first.person_id})
    assert list(client.get(carried["Location"]).context["offered"]) == [first]


def test_visits_of_others_are_never_offered(signed_in, officer):
    visit = planned(officer, -3)
    shown = signed_in(make_user()).get(MOVE, {**span(), "visits": visit.pk})
    assert shown.context["shown"].spread.shifts == []


@pytest.mark.parametrize("days", [{"first": "x", "last": ""}, {"first": "2020-01-01", "last": "2020-01-02"}])
def test_days_that_make_no_sense_are_said(signed_in, officer, days):
    shown = signed_in(officer).get(MOVE, days)
    assert (shown.status_code, shown.context["shown"]) == (200, None)
    assert shown.context["span"].errors


# --- Leave ----------------------------------------------------------------------------------------


def entered(client, address=reverse("followup:absence_new"), **more):
    days = {"begins_on": TODAY, "ends_on": TODAY + timedelta(days=3), "reason": "年休假"}
    return client.post(address, {**days, **more})


def test_an_officer_enters_leave_with_a_stand_in_who_is_told(signed_in, officer, street):
    planned(officer, 3)
    colleague = make_user(station=street)
    assert entered(signed_in(officer), stand_in=colleague.pk).status_code == 302
    shown = signed_in(colleague).get(LEAVE).content.decode()
    assert f"代理{officer}" in shown
    assert "1 人" in shown


def test_a_supervisor_enters_it_for_staff_and_an_officer_for_nobody_else(signed_in, officer, supervisor):
    address = reverse("followup:absence_new") + f"?user={officer.pk}"
    assert entered(signed_in(make_user(station=officer.station)), address).status_code == 404
    assert entered(signed_in(supervisor), address).status_code == 302
    assert Absence.objects.get().user == officer


def test_somebody_far_away_cannot_stand_in(signed_in, officer):
    stranger = make_user(station=make_station("外市"))
    assert entered(signed_in(officer), stand_in=stranger.pk).status_code == 200
    assert not Absence.objects.exists()


def test_leave_is_called_off_by_whom_it_concerns(signed_in, officer, street):
    days = {"begins_on": TODAY, "ends_on": TODAY}
    colleague = make_user(station=street)
    absence = enter_absence(officer, **days, stand_in=colleague, by=officer, on=TODAY)
    address = reverse("followup:absence_withdraw", args=[absence.pk])
    assert signed_in(make_user(station=street)).post(address).status_code == 404
    assert signed_in(colleague).post(address).status_code == 409
    assert signed_in(officer).post(address).status_code == 302
    assert not Absence.objects.on(TODAY).exists()


def test_a_reason_given_is_there_again_when_it_is_changed(signed_in, officer):
    visit = planned(officer, -30)
    address = reverse("followup:overdue_tell", args=[visit.pk])
    signed_in(officer).post(address, {"reason": "road", "note_text": "大雪封路"})
    assert "大雪封路" in signed_in(officer).get(address).content.decode()
    assert Escalation.objects.get().reason_by == officer


# --- Today ----------------------------------------------------------------------------------------


def test_the_day_marks_whom_one_sees_for_an_absent_colleague(signed_in, officer, street):
    planned(officer, 0, name="热娜")
    colleague = make_user(station=street)
    planned(colleague, 0, name="古丽")
    enter_absence(officer, begins_on=TODAY, ends_on=TODAY, stand_in=colleague, by=officer, on=TODAY)
    response = signed_in(colleague).get("/")
    lines = response.context["wall"]["sections"][1].lines
    assert {line.person.name: line.absent for line in lines} == {"热娜": officer, "古丽": None}
    assert f"代{officer}" in response.content.decode()


def test_the_wall_says_what_climbed_and_whose_finding_waits(signed_in, officer, supervisor):
    case = planned(officer, -30).person.cases.get()
    Standard.objects.update(county_after_workdays=200)
    climb_overdue(on=TODAY)
    Lost.objects.create(person=case.person, case=case, asked_on=TODAY, asked_by=officer)
    wall = signed_in(supervisor).get("/").context["wall"]
    assert (wall["climbed"], wall["lost"]) == (1, 1)
