"""Lists handed out: what is in them, who may fetch them, what is recorded, and what a kill leaves."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone

from followup import exporting, writing_out
from followup.columns_out import COLUMNS
from followup.exporting import (
    STALLED,
    ask_for_export,
    expire_exports,
    fetch_export,
    stalled_exports,
    write_export,
)
from followup.models import Export, ExportChunk
from followup.writing_out import keys_of
from placement.accounts.roles import Role
from registry.models import Look, Person
from registry.refusals import Refusal
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
Stage = Export.Stage


@pytest.fixture
def station():
    return make_station("白杨街道")


@pytest.fixture
def supervisor(station):
    return make_user(Role.SUPERVISOR, station=station, name="王主任")


def asked(by, people=None, columns=("name", "id_number"), **facts):
    people = Person.objects.visible_to(by).order_by("pk") if people is None else people
    return ask_for_export(people, columns=columns, by=by, **{"purpose": "团委走访", **facts})


def written(export):
    write_export(export, today=TODAY)
    export.refresh_from_db()
    return export


def fetched(export):
    content = b"".join(fetch_export(export, by=export.by))
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(export):
    """The list's rows under its header."""
    return [list(row) for row in fetched(export)["名单"].iter_rows(min_row=2, values_only=True)]


def test_the_rows_stand_in_the_order_that_was_shown(supervisor):
    for name in ("乙", "甲", "丙"):
        make_person(station=supervisor.station, name=name)
    export = written(asked(supervisor, Person.objects.order_by("-pk")))
    assert (export.stage, export.rows_total, export.rows_done) == (Stage.READY, 3, 3)
    assert [row[0] for row in rows_of(export)] == ["丙", "甲", "乙"]


def test_the_columns_are_those_chosen_and_typed(supervisor, station):
    make_person(station=station, name="阿依努尔", graduated_on=date(2026, 6, 30), cohort=2026, school="喀什大学")
    export = written(asked(supervisor, columns=["cohort", "name", "graduated_on", "school", "station"]))
    sheet = fetched(export)["名单"]
    assert [cell.value for cell in sheet[1]] == ["届别", "姓名", "毕业日期", "毕业院校", "站点"]
    assert [cell.value for cell in sheet[2]][:2] == [2026, "阿依努尔"]
    assert sheet["C2"].is_date
    assert sheet["E2"].value == "白杨街道"


def test_the_service_is_told_as_the_list_tells_it(supervisor, station):
    case = make_case(owner=make_user(Role.CASEWORKER, station=station, name="李专员"))
    export = written(asked(supervisor, columns=["pips", "owner", "planned", "why", "status"]))
    pips, owner, planned, why, status = rows_of(export)[0]
    assert (owner, planned.date()) == ("李专员", case.person.visits.planned().get().planned_for)
    assert pips
    assert why
    assert status == case.person.get_status_display()


def test_sealed_facts_are_masked(supervisor, station):
    person = make_person(station=station, phones=["13812345678"], address="一号院")
    export = written(asked(supervisor, columns=["id_number", "phones", "address", "born_on"]))
    shown = rows_of(export)[0]
    assert person.id_number not in shown
    assert person.id_number[:6] in shown[0]
    assert shown[1:] == ["138****5678", "****", "2003-**-**"]


def test_a_masked_export_is_one_look_at_everyone(supervisor, station):
    person = make_person(station=station)
    export = written(asked(supervisor))
    look = Look.objects.get(person=person)
    assert (look.what, look.by, look.at) == (Look.What.EXPORT, supervisor, export.at)
    assert look.reason == f"{export.serial} 团委走访"


def test_an_unmasked_export_is_a_look_at_each_sealed_fact_that_is_in_it(supervisor, station):
    person = make_person(station=station, phones=["13812345678"])
    export = written(asked(supervisor, columns=["name", "id_number", "phones"], whole=True))
    assert rows_of(export) == [[person.name, person.id_number, "13812345678"]]
    assert set(person.looks.values_list("what", flat=True)) == {"export", "id_number", "phone"}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CLERK])
def test_unmasked_asks_its_own_permission(station, role):
    user = make_user(role, station=station)
    people = Person.objects.filter(pk=make_person(station=station, owner=user).pk)
    with pytest.raises(Refusal):
        asked(user, people, whole=True)


@pytest.mark.parametrize("purpose", ["", "   ", "走访"])
def test_a_purpose_is_asked_for(supervisor, station, purpose):
    make_person(station=station)
    with pytest.raises(Refusal):
        asked(supervisor, purpose=purpose)


def test_nobody_is_not_exported(supervisor):
    with pytest.raises(Refusal):
        asked(supervisor)


def test_the_cover_says_who_what_for_and_how_many(supervisor, station):
    make_person(station=station)
    cover = fetched(written(asked(supervisor, recipient="团市委", sentence="全部")))["导出说明"]
    told = {row[0]: row[1] for row in cover.iter_rows(min_row=3, values_only=True)}
    assert told["用途"] == "团委走访"
    assert told["提供给"] == "团市委"
    assert told["行数"] == "1"
    assert "王主任" in told["导出人"]
    assert told["证件号、电话、住址"] == "已遮蔽"


# --- Who is in it -----------------------------------------------------------------------------


def test_who_went_out_of_sight_before_it_was_written_is_left_out_and_counted(supervisor, station):
    gone, here = make_person(station=station, name="走了"), make_person(station=station, name="还在")
    export = asked(supervisor)
    Person.objects.filter(pk=gone.pk).update(station=make_station("外地", level="city"))
    written(export)
    assert [row[0] for row in rows_of(export)] == [here.name]
    assert (export.rows_done, export.left_out) == (2, 1)
    assert not gone.looks.exists()


def test_who_came_after_it_was_asked_for_is_not_in_it(supervisor, station):
    make_person(station=station, name="先来")
    export = asked(supervisor)
    make_person(station=station, name="后到")
    assert [row[0] for row in rows_of(written(export))] == ["先来"]


def test_with_everybody_out_of_sight_there_is_no_file(supervisor, station):
    person = make_person(station=station)
    export = asked(supervisor)
    Person.objects.filter(pk=person.pk).update(station=make_station("外地", level="city"))
    assert written(export).stage == Stage.FAILED
    assert not ExportChunk.objects.exists()


@pytest.mark.parametrize("lost", [{"role": Role.CLERK}, {"is_active": False}, {"station": None}])
def test_an_asker_who_may_no_more_gets_no_file(supervisor, station, lost):
    make_person(station=station)
    export = asked(supervisor, whole=True)
    type(supervisor).objects.filter(pk=supervisor.pk).update(**lost)
    assert written(Export.objects.get(pk=export.pk)).stage == Stage.FAILED
    assert not Look.objects.exists()


def test_queries_do_not_grow_with_people(supervisor, station, django_assert_max_num_queries):
    officer = make_user(Role.CASEWORKER, station=station)
    for _ in range(30):
        make_case(owner=officer)
    export = asked(supervisor, columns=list(COLUMNS))
    with django_assert_max_num_queries(60):
        written(export)
    assert export.rows_done == 30


# --- Kills, races, repeats --------------------------------------------------------------------


def killed_once(export, monkeypatch):
    """Let the writer die after its first people were settled."""
    with monkeypatch.context() as patch:
        patch.setattr(writing_out.Workbook, "close", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_export(export, today=TODAY)


def stand_still(export):
    """Let the time pass after which a writer is taken for dead."""
    Export.objects.filter(pk=export.pk).update(moved_at=timezone.now() - STALLED * 2)


def test_after_a_kill_there_is_one_file_and_one_look_of_each_kind(supervisor, station, monkeypatch):
    people = [make_person(station=station) for _ in range(3)]
    export = asked(supervisor)
    killed_once(export, monkeypatch)
    stand_still(export)
    assert Look.objects.count() == 3
    assert len(rows_of(written(export))) == len(people)
    assert Look.objects.count() == 3


def test_a_killed_writer_is_found_once_it_has_stood_still(supervisor, station, monkeypatch):
    make_person(station=station)
    export = asked(supervisor)
    killed_once(export, monkeypatch)
    assert stalled_exports(now=timezone.now()) == []
    assert stalled_exports(now=timezone.now() + STALLED + timedelta(seconds=1)) == [export.pk]


def test_one_whose_message_was_lost_is_found_too_and_a_finished_one_is_not(supervisor, station):
    make_person(station=station)
    lost, done = asked(supervisor), asked(supervisor)
    written(done)
    assert stalled_exports(now=timezone.now() + STALLED * 2) == [lost.pk]


def test_what_kills_its_writer_again_and_again_is_given_up(supervisor, station, monkeypatch):
    make_person(station=station)
    export = asked(supervisor)
    for _ in range(exporting.MOST_RUNS):
        killed_once(export, monkeypatch)
        stand_still(export)
    assert written(export).stage == Stage.FAILED
    assert stalled_exports(now=timezone.now() + STALLED * 2) == []


def test_written_twice_there_is_one_file(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    before = list(ExportChunk.objects.values_list("pk", flat=True))
    written(export)
    assert list(ExportChunk.objects.values_list("pk", flat=True)) == before
    assert Look.objects.count() == 1


def test_a_message_that_comes_twice_leaves_the_writer_at_work_alone(supervisor, station, monkeypatch):
    make_person(station=station)
    export, close = asked(supervisor), writing_out.Workbook.close

    def meanwhile(book, lines):
        monkeypatch.undo()
        assert written(export).stage == Stage.WRITING
        close(book, lines)

    monkeypatch.setattr(writing_out.Workbook, "close", meanwhile)
    write_export(export, today=TODAY)
    export.refresh_from_db()
    assert (export.stage, export.run) == (Stage.READY, 1)


def test_a_writer_that_was_taken_over_writes_nothing_more(supervisor, station, monkeypatch):
    make_person(station=station)
    export, close = asked(supervisor), writing_out.Workbook.close

    def overtaken(book, lines):
        monkeypatch.undo()
        stand_still(export)
        written(export)
        close(book, lines)

    monkeypatch.setattr(writing_out.Workbook, "close", overtaken)
    write_export(export, today=TODAY)
    assert ExportChunk.objects.count() == 1
    assert len(rows_of(export)) == 1
    assert Look.objects.count() == 1


def test_a_file_of_many_pieces_comes_back_whole_and_sealed(supervisor, station, monkeypatch):
    monkeypatch.setattr(writing_out, "PIECE", 1000)
    make_person(station=station, name="阿依努尔")
    export = written(asked(supervisor))
    assert ExportChunk.objects.count() == -(-export.size // 1000) > 3
    assert rows_of(export)[0][0] == "阿依努尔"
    assert not any(b"PK\x03\x04" in bytes(chunk.content)[:40] for chunk in ExportChunk.objects.all())


# --- Fetching ---------------------------------------------------------------------------------


def test_each_download_is_counted(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    for _ in range(2):
        rows_of(export)
    export.refresh_from_db()
    assert export.fetched == 2
    assert export.fetched_at


def test_nobody_else_fetches_it(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    with pytest.raises(Refusal):
        fetch_export(export, by=make_user(Role.SUPERVISOR, station=station))


def test_who_moved_to_another_station_fetches_it_no_more(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    supervisor.station = make_station("外地", level="city")
    supervisor.save(update_fields=["station"])
    with pytest.raises(Refusal):
        fetch_export(export, by=supervisor)


def test_an_expired_link_gives_nothing_even_before_the_bytes_are_deleted(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refusal):
        fetch_export(export, by=supervisor)


def test_expired_bytes_are_deleted_and_the_record_stays(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    for _ in range(2):
        expire_exports(now=export.expires_at)
    export.refresh_from_db()
    assert (export.stage, export.rows_total, export.purpose) == (Stage.EXPIRED, 1, "团委走访")
    assert not ExportChunk.objects.exists()
    assert Look.objects.count() == 1


def test_one_that_has_not_expired_is_kept(supervisor, station):
    make_person(station=station)
    export = written(asked(supervisor))
    expire_exports(now=export.expires_at - timedelta(seconds=1))
    assert rows_of(export)


def test_the_keys_of_the_people_are_forgotten_with_the_file(supervisor, station):
    make_person(station=station)
    export = asked(supervisor)
    assert keys_of(export) == [Person.objects.get().pk]
    assert bytes(written(export).people) == b""
