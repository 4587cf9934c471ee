"""The pages of lists handed out: what is shown is what is exported, and only who asked for it fetches it."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from followup import tasks
from followup.exporting import STALLED, ask_for_export
from followup.models import Export
from followup.tables import USUAL
from placement.accounts.roles import Role
from registry.models import Look, Person
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
NEW = "/people/export/"
ASKED = {"purpose": "团委走访", "recipient": "团市委", "columns": ["name", "id_number"]}


@pytest.fixture
def station():
    return make_station("白杨街道")


@pytest.fixture
def supervisor(station):
    return make_user(Role.SUPERVISOR, station=station, name="王主任")


@pytest.fixture
def officer(station):
    return make_user(Role.CASEWORKER, station=station)


def export_of(client, query="", **data):
    """Ask for an export as the page does and return it as it is after it was written."""
    response = client.post(f"{NEW}?{query}", {"all": "yes", **ASKED, **data})
    assert response.status_code == 302, response.context["form"].errors
    return Export.objects.get()


def names_in(client, export):
    response = client.post(reverse("followup:export_file", args=[export.token]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [row[0] for row in book["名单"].iter_rows(min_row=2, values_only=True)]


# --- Exactly what is shown --------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "sort=-name", "sort=cohort", "q=阿里木", "sort=owner&status=to_verify"])
def test_the_export_has_the_people_of_the_list_in_its_order(signed_in, supervisor, officer, query):
    for name, cohort in (("阿里木", 2026), ("王芳", None), ("阿里木江", 2025), ("小阿里木", 2026)):
        make_person(owner=officer if cohort else None, name=name, cohort=cohort)
    client = signed_in(supervisor)
    shown = [person.name for person in client.get(f"/people/?{query}").context["page"].rows]
    assert names_in(client, export_of(client, query)) == shown
    assert shown


def test_ticked_people_keep_the_order_of_the_list(signed_in, supervisor, officer):
    people = [make_person(owner=officer, name=name) for name in ("甲", "乙", "丙")]
    client = signed_in(supervisor)
    export = export_of(client, "sort=-pk", all="", people=[people[0].pk, people[2].pk])
    assert names_in(client, export) == ["丙", "甲"]


def test_the_columns_offered_are_those_of_the_list_in_its_order(signed_in, supervisor, officer):
    make_person(owner=officer)
    page = signed_in(supervisor).post(f"{NEW}?columns=name,phone,cohort", {"all": "yes"})
    field = page.context["form"]["columns"]
    assert field.initial == ["name", "id_number", "phones", "cohort"]
    assert [choice[0] for choice in field.field.choices][:4] == field.initial


def test_the_usual_columns_are_offered_when_none_were_chosen(signed_in, supervisor, officer):
    make_person(owner=officer)
    initial = signed_in(supervisor).post(NEW, {"all": "yes"}).context["form"]["columns"].initial
    assert {"name", "pips", "major", "why"} <= set(initial)
    assert len(initial) > len(USUAL)


def test_a_caseworker_exports_only_their_own(signed_in, officer):
    make_person(owner=officer, name="我的")
    make_person(station=officer.station, name="别人的")
    client = signed_in(officer)
    assert names_in(client, export_of(client)) == ["我的"]


def test_a_ticked_stranger_is_not_exported(signed_in, supervisor):
    stranger = make_person(station=make_station("外市", level="city"))
    response = signed_in(supervisor).post(NEW, {"people": [stranger.pk], **ASKED})
    assert response.status_code == 409
    assert not Export.objects.exists()


def test_the_selection_goes_along_with_the_question(signed_in, supervisor, officer):
    people = [make_person(owner=officer) for _ in range(2)]
    page = signed_in(supervisor).post(NEW, {"people": [person.pk for person in people]}).content.decode()
    assert all(f'name="people" value="{person.pk}"' in page for person in people)


def test_what_it_covers_is_kept_in_words(signed_in, supervisor, officer):
    make_person(owner=officer)
    export = export_of(signed_in(supervisor), "status=to_verify&at=somewhere")
    assert (export.sentence, export.query, export.recipient) == ("在册待核实", "status=to_verify", "团市委")


# --- What is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"purpose": ""}, {"purpose": "   x"}, {"columns": []}, {"columns": ["password"]}])
def test_what_is_lacking_is_said_in_the_form_and_the_selection_is_kept(signed_in, supervisor, officer, wrong):
    make_person(owner=officer)
    page = signed_in(supervisor).post(NEW, {"all": "yes", **ASKED, **wrong})
    assert page.context["form"].errors
    assert page.context["everyone"]
    assert not Export.objects.exists()


def test_unmasked_is_offered_only_to_who_may(signed_in, supervisor, officer):
    make_person(owner=officer)
    assert "whole" not in signed_in(officer).post(NEW, {"all": "yes"}).context["form"].fields
    assert "whole" in signed_in(supervisor).post(NEW, {"all": "yes"}).context["form"].fields


def test_a_caseworker_who_asks_for_unmasked_gets_it_masked(signed_in, officer):
    make_person(owner=officer)
    assert export_of(signed_in(officer), whole="on").unmasked is False


def test_an_unmasked_export_shows_in_the_persons_access_history(signed_in, supervisor, officer):
    person = make_person(owner=officer)
    client = signed_in(supervisor)
    export = export_of(client, whole="on")
    page = client.get(reverse("followup:looks", args=[person.pk])).content.decode()
    assert f"{export.serial} 团委走访" in page
    assert set(Look.objects.values_list("what", flat=True)) == {"export", "id_number"}


# --- One's own exports ------------------------------------------------------------------------


def test_the_file_is_fetched_as_a_workbook_and_counted(signed_in, supervisor, officer):
    make_person(owner=officer)
    client = signed_in(supervisor)
    export = export_of(client)
    response = client.post(reverse("followup:export_file", args=[export.token]))
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert f"{export.serial}.xlsx" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    export.refresh_from_db()
    assert export.fetched == 1


@pytest.mark.parametrize("name", ["export", "export_progress", "export_file"])
def test_somebody_elses_export_does_not_exist(signed_in, supervisor, station, officer, name):
    make_person(owner=officer)
    export = export_of(signed_in(supervisor))
    url = reverse(f"followup:{name}", args=[export.token])
    client = signed_in(make_user(Role.SUPERVISOR, station=station))
    assert (client.post if name == "export_file" else client.get)(url).status_code == 404


def test_after_it_expired_there_is_no_file(signed_in, supervisor, officer):
    make_person(owner=officer)
    client = signed_in(supervisor)
    export = export_of(client)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(reverse("followup:export_file", args=[export.token])).status_code == 409
    tasks.expire_exports()
    page = client.get(export.get_absolute_url()).content.decode()
    assert "到期删除" in page
    assert reverse("followup:export_file", args=[export.token]) not in page


def test_progress_is_shown_until_the_file_is_there(signed_in, supervisor, officer):
    make_person(owner=officer)
    client, people = signed_in(supervisor), Person.objects.order_by("pk")
    export = ask_for_export(people, columns=["name"], purpose="团委走访", by=supervisor)
    url = reverse("followup:export_progress", args=[export.token])
    assert url in client.get(export.get_absolute_url()).content.decode()
    assert "HX-Refresh" not in client.get(url)
    tasks.write_export(export.pk)
    assert client.get(url)["HX-Refresh"] == "true"


def test_what_a_killed_worker_left_is_taken_up(supervisor, officer):
    make_person(owner=officer)
    export = ask_for_export(Person.objects.order_by("pk"), columns=["name"], purpose="团委走访", by=supervisor)
    Export.objects.update(stage=Export.Stage.WRITING, run=1, moved_at=timezone.now() - STALLED * 2)
    tasks.take_up_exports()
    export.refresh_from_db()
    assert export.stage == Export.Stage.READY


def test_writing_an_export_that_is_gone_is_no_error():
    tasks.write_export(999)


# --- The record -------------------------------------------------------------------------------


def test_a_supervisor_reads_who_exported_what_for(signed_in, supervisor, officer):
    make_person(owner=officer)
    export_of(signed_in(officer))
    page = signed_in(supervisor).get(reverse("followup:exports_record")).content.decode()
    assert officer.name in page
    assert "团委走访" in page


def test_a_supervisor_beside_does_not(signed_in, officer):
    make_person(owner=officer)
    export_of(signed_in(officer))
    beside = make_user(Role.SUPERVISOR, station=make_station("隔壁"))
    assert "团委走访" not in signed_in(beside).get(reverse("followup:exports_record")).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("name", ["exports", "exports_record"])
def test_queries_do_not_grow_with_exports(signed_in, supervisor, officer, name, rows, django_assert_num_queries):
    make_case(owner=officer)
    for _ in range(rows):
        ask_for_export(Person.objects.order_by("pk"), columns=["name"], purpose="团委走访", by=supervisor)
    client = signed_in(supervisor)
    with django_assert_num_queries(5):
        response = client.get(reverse(f"followup:{name}"))
    assert len(response.context["table"].rows) == rows
