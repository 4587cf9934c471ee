"""Each role's first page shows what that role came to do, and nothing it may not see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.absences import enter_absence
from followup.escalating import tell_overdue
from followup.guiding import book_session, write_plan
from followup.models import Visit
from followup.worklist import due_visits, planned_visits
from matching.models import Push
from placement.accounts.roles import Role
from registry.registering import set_phone_state
from tests.factories import make_case, make_person, make_posting, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = reverse("dashboards:today")
NAME = "阿依努尔·买买提"


def late_case(owner=None, **facts):
    return make_case(owner=owner, on=timezone.localdate() - timedelta(days=120), **facts)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_first_page_even_in_an_empty_house(signed_in, role):
    response = signed_in(make_user(role)).get(TODAY)
    assert response.status_code == 200
    assert response.templates[0].name == f"dashboards/today_{response.context['wall']['kind']}.html"


def test_a_caseworker_sees_who_is_overdue_and_goes_straight_to_the_visit(signed_in):
    case = late_case()
    page = signed_in(case.person.owner).get(TODAY)
    sections = {section.code: section for section in page.context["wall"]["sections"]}
    assert [line.person for line in sections["overdue"].lines] == [case.person]
    assert sections["first"].lines[0].late
    assert reverse("followup:visit_new", args=[case.person.pk]) in page.content.decode()


def test_another_caseworkers_people_are_not_on_my_page(signed_in):
    late_case()
    page = signed_in(make_user(Role.CASEWORKER)).get(TODAY)
    assert NAME not in page.content.decode()
    assert all(section.count == 0 for section in page.context["wall"]["sections"])


def test_a_counsellor_sees_sessions_booked_and_plans_to_review(signed_in):
    case, today = late_case(), timezone.localdate()
    counsellor = make_user(Role.COUNSELLOR)
    type(case.person).objects.update(counsellor=counsellor)
    book_session(case.person, booked_for=timezone.now(), by=counsellor, on=today)
    plan = write_plan(case.person, goals="找到会计工作", actions=[], by=counsellor, on=today, review_on=today)
    wall = signed_in(counsellor).get(TODAY).context["wall"]
    assert [session.person for session in wall["sessions"]] == [case.person]
    assert wall["plans"] == [plan]


def test_the_supervisors_wall_and_the_board_say_the_same(signed_in):
    late_case()
    client = signed_in(make_user(Role.SUPERVISOR))
    wall = client.get(TODAY).context["wall"]
    board = client.get(reverse("dashboards:figures")).context["page"]
    assert [card.rate for card in wall["cards"]] == [card.rate for card in board["cards"]]
    assert [line.part for line in wall["officers"]] == [line.part for line in board["officers"]]


def test_people_without_anybody_are_counted_as_overdue_on_the_wall(signed_in):
    case = late_case()
    type(case.person).objects.update(owner=None)
    case.person.visits.update(officer=None)
    wall = signed_in(make_user(Role.SUPERVISOR)).get(TODAY).context["wall"]
    apart = {line.part.code: line.part.people for line in wall["apart"]}
    assert apart["unassigned"] == wall["unassigned"].count == 1
    assert wall["officers"][0].part.code == "late-visit-none"


def test_a_job_officer_sees_counts_and_no_names(signed_in):
    case = late_case()
    today = timezone.localdate()
    soon = make_posting(closes_on=today + timedelta(days=3), opens_on=today - timedelta(days=9))
    make_posting("电工", opens_on=today - timedelta(days=90))
    facts = {"pushed_on": today, "pushed_at": timezone.now(), "by": case.person.owner, "channel": "face"}
    Push.objects.create(person=case.person, posting=soon, answer="yes", **facts)
    page = signed_in(make_user(Role.JOB_OFFICER)).get(TODAY)
    wall = page.context["wall"]
    assert (wall["open"], wall["soon"], wall["stale"], wall["waiting"]) == (2, 1, 1, 1)
    assert NAME not in page.content.decode()


def test_an_administrator_sees_no_person(signed_in):
    late_case()
    page = signed_in(make_user(Role.ADMINISTRATOR)).get(TODAY)
    assert NAME not in page.content.decode()
    assert reverse("admin:index") in page.content.decode()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.CASEWORKER, Role.CLERK, Role.AUDITOR])
def test_a_first_page_does_not_ask_more_for_more_people(signed_in, role, django_assert_max_num_queries):
    user, counts = make_user(role), []
    client = signed_in(user)
    for number in (2, 12):
        for _one in range(number):
            late_case(owner=user if role == Role.CASEWORKER else None)
        with django_assert_max_num_queries(26) as asked:  # two of them give a count its room on PostgreSQL
            client.get(TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_clerk_sees_who_is_to_be_served_and_has_no_case_and_opens_the_same_list(signed_in):
    make_person(status="seeking")
    make_person(status="employed")
    late_case()
    client = signed_in(make_user(Role.CLERK))
    wall = client.get(TODAY).context["wall"]
    assert (wall["people"], wall["no_case"]) == (3, 1)
    shown = client.get(reverse("followup:people"), {"no_case": "yes", "counted": "yes"}).context["count"].number
    assert shown == wall["no_case"]


# --- The caseworker's day ---------------------------------------------------------------------


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def day_of(client):
    wall = client.get(TODAY).context["wall"]
    return {section.code: section for section in wall["sections"]} | {"answers": wall["answers"]}


def test_who_is_to_be_seen_stands_in_the_order_of_the_streets_and_houses(signed_in, officer):
    streets = [make_station("乙街道"), make_station("丙街道")]
    doors = [(1, "胜利路9号2单元"), (0, "建设路18号"), (0, ""), (0, "建设路9号3室"), (0, "建设路9号")]
    people = [late_case(owner=officer, station=streets[at], address=door).person for at, door in doors]
    shown = [line.person for line in day_of(signed_in(officer))["overdue"].lines]
    assert shown == [people[order] for order in (3, 4, 1, 2, 0)]


def test_no_door_and_no_number_is_on_the_page(signed_in, officer):
    person = late_case(owner=officer, address="建设路18号3栋", phones=["13812345678"]).person
    page = signed_in(officer).get(TODAY).content.decode()
    assert "建设路" not in page
    assert "13812345678" not in page
    assert reverse("registry:phone_dial", args=[person.pk, person.phones.get().pk]) in page


def test_a_number_that_does_not_work_is_not_dialled(signed_in, officer):
    person = late_case(owner=officer, phones=["13812345678", "13987654321"]).person
    first, second = person.phones.all()
    set_phone_state(first, "dead", by=officer)
    line = day_of(signed_in(officer))["overdue"].lines[0]
    assert line.phone == second


def test_what_is_unsent_has_its_place_and_shows_only_where_a_phone_fills_it(signed_in, officer):
    assert "data-outbox hidden" in signed_in(officer).get(TODAY).content.decode()


def test_the_tiles_the_lists_and_the_plan_of_visits_count_alike(signed_in, officer):
    today = timezone.localdate()
    for days in (120, 60, 1, 0, 0):
        make_case(owner=officer, on=today - timedelta(days=days))
    client = signed_in(officer)
    shown = {code: part.count for code, part in day_of(client).items() if code in ("overdue", "today", "week")}
    assert shown == client.get(reverse("followup:visits")).context["counts"]
    assert shown == {code: due.count() for code, due in due_visits(planned_visits(officer), today).items()}
    assert shown["overdue"] == Visit.objects.overdue(today).count()


def test_the_day_of_an_officer_asks_at_most_ten_times(signed_in, officer, django_assert_max_num_queries):
    for days in (120, 60, 20, 10, 0):
        case = make_case(owner=officer, on=timezone.localdate() - timedelta(days=days), phones=["13812345678"])
        facts = {"pushed_on": timezone.localdate(), "pushed_at": timezone.now(), "by": officer, "channel": "face"}
        Push.objects.create(person=case.person, posting=make_posting(), **facts)
    client = signed_in(officer)
    with django_assert_max_num_queries(10):
        client.get(TODAY)


def test_who_stands_in_for_a_colleague_sees_whose_people_they_are(signed_in, officer):
    colleague, today = make_user(Role.CASEWORKER, name="专员乙"), timezone.localdate()
    late_case(owner=colleague)
    enter_absence(
        colleague, begins_on=today, ends_on=today + timedelta(days=3), stand_in=officer, by=colleague, on=today
    )
    page = signed_in(officer).get(TODAY)
    lines = {section.code: section.lines for section in page.context["wall"]["sections"]}["overdue"]
    assert [line.absent for line in lines] == [colleague]
    assert [absence.user for absence in page.context["wall"]["away"]] == [colleague]


def test_an_overdue_visit_asks_why_until_somebody_has_said_so(signed_in, officer):
    visit = late_case(owner=officer).person.visits.planned().get()
    client, asked = signed_in(officer), reverse("followup:overdue_tell", args=[visit.pk])
    assert asked in client.get(TODAY).content.decode()
    tell_overdue(visit, reason="workload", note_text="", by=officer, on=timezone.localdate())
    assert asked not in client.get(TODAY).content.decode()
