"""Rows put right: on the page, by the error sheet, and only the rows that failed."""

import io

import openpyxl
import pytest

from registry.applying import apply_roster, start_applying
from registry.deciding import correct_row, correct_rows, decide_rows
from registry.error_sheets import read_error_sheet, write_error_sheet
from registry.importing import choose_columns, compare_roster, receive_roster
from registry.models import Person, Roster, RosterRow
from registry.refusals import Refusal
from tests.factories import make_id_number, make_station, make_user
from tests.registry.test_importing import TODAY, bring_in, table
from tests.registry.test_staging import ENDING_IN_NOUGHTS

pytestmark = pytest.mark.django_db
HEADER = ("姓名", "身份证号码", "学历", "联系电话")


@pytest.fixture
def clerk():
    return make_user("clerk")


@pytest.fixture
def roster(clerk):
    """One good row, one with a number cut short, one with a date that could be two."""
    rows = [("张三", make_id_number(), "本科", ""), ("李四", "65901220030", "本科", ""), ("王五", "", "本科", "")]
    return bring_in(clerk, table(*rows))


def sheet_of(roster, **options):
    file = io.BytesIO()
    write_error_sheet(roster, file, **options)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())).active


def as_file(sheet):
    file = io.BytesIO()
    sheet.parent.save(file)
    return file.getvalue()


def test_a_corrected_cell_is_judged_at_once_and_what_was_received_stays(clerk, roster):
    row = correct_row(roster.rows.get(number=3), {1: make_id_number()}, by=clerk, today=TODAY)
    assert (row.verdict, row.corrected_by) == (RosterRow.Verdict.NEW, clerk)
    assert row.content["received"][1] == "65901220030"
    assert Roster.objects.get().counts == {"new": 2, "invalid": 1}


def test_rows_put_right_after_applying_are_applied_when_pressed_again(clerk, roster):
    correct_row(roster.rows.get(number=3), {1: make_id_number()}, by=clerk, today=TODAY)
    apply_roster(start_applying(roster, by=clerk), by=clerk, on=TODAY)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["张三", "李四"]


def test_a_number_that_another_row_has_is_refused_as_repeated(clerk, roster):
    taken = roster.rows.get(number=2).content["facts"]["id_number"]
    row = correct_row(roster.rows.get(number=3), {1: taken}, by=clerk, today=TODAY)
    assert row.reasons == [{"code": "bad_repeated", "fact": "id_number", "row": 2}]


def test_a_number_that_lost_its_digits_stays_lost_until_it_is_put_right(clerk):
    noughts = [f"{make_id_number()[:15]}000" for _row in range(5)] + ENDING_IN_NOUGHTS[:1]
    roster = bring_in(clerk, table(*(("张三", number, "", "") for number in noughts)), apply=False)
    row = correct_row(roster.rows.get(number=7), {0: "李四"}, by=clerk, today=TODAY)
    assert row.reasons == [{"code": "bad_id_precision", "fact": "id_number"}]
    row = correct_row(row, {1: make_id_number()}, by=clerk, today=TODAY)
    assert row.verdict == RosterRow.Verdict.NEW


def test_what_is_applied_cannot_be_corrected_any_more(clerk, roster):
    assert correct_rows(roster, {2: {0: "改名"}}, by=clerk, today=TODAY) == 0
    assert roster.rows.get(number=2).content["cells"][0] == "张三"


def test_nothing_is_put_right_while_the_roster_moves(clerk, roster):
    Roster.objects.update(stage=Roster.Stage.APPLYING)
    with pytest.raises(Refusal):
        correct_row(roster.rows.get(number=3), {1: make_id_number()}, by=clerk, today=TODAY)
    with pytest.raises(Refusal):
        decide_rows(roster, roster.rows, "other", by=clerk)


# --- The error sheet ---------------------------------------------------------------------------


def test_the_error_sheet_holds_the_wrong_rows_as_text_with_their_reasons(roster):
    rows = list(sheet_of(roster).iter_rows(values_only=True))
    assert rows[0] == ("原行号", "问题说明", *HEADER)
    assert [row[0] for row in rows[1:]] == [3, 4]
    assert rows[1][1:4] == ("身份证号码应为 18 位（或旧的 15 位）。", "李四", "65901220030")


def test_the_whole_list_with_a_column_of_reasons_can_be_had(roster):
    assert [row[0] for row in sheet_of(roster, everything=True).iter_rows(min_row=2, values_only=True)] == [2, 3, 4]


def test_a_cell_that_looks_like_a_formula_stays_text(clerk):
    roster = bring_in(clerk, table(("=1+1", "65901", "", "")))
    assert sheet_of(roster)["C2"].data_type == "s"


def test_only_the_rows_that_failed_run_again(clerk, roster):
    sheet = sheet_of(roster)
    sheet["D2"] = make_id_number()
    corrections = read_error_sheet(roster, "更正表.xlsx", as_file(sheet))
    assert correct_rows(roster, corrections, by=clerk, today=TODAY) == 1
    assert roster.rows.get(number=3).verdict == RosterRow.Verdict.NEW
    assert roster.rows.get(number=4).corrected_by is None


def test_the_error_sheet_brought_back_twice_changes_nothing_more(clerk, roster):
    sheet = sheet_of(roster)
    sheet["D2"] = make_id_number()
    content = as_file(sheet)
    for expected in (1, 0):
        corrections = read_error_sheet(roster, "更正表.xlsx", content)
        assert correct_rows(roster, corrections, by=clerk, today=TODAY) == expected


def test_columns_may_be_moved_in_the_error_sheet(clerk, roster):
    sheet = sheet_of(roster)
    sheet.move_range("D1:D3", cols=5)
    sheet["I2"] = make_id_number()
    correct_rows(roster, read_error_sheet(roster, "a.xlsx", as_file(sheet)), by=clerk, today=TODAY)
    assert roster.rows.get(number=3).verdict == RosterRow.Verdict.NEW


def test_a_sheet_that_is_not_ours_is_refused_with_a_sentence(clerk, roster):
    with pytest.raises(Refusal, match="原行号"):
        read_error_sheet(roster, "别的.csv", table(("张三", "1", "", "")))


def test_a_row_added_to_the_error_sheet_is_refused_not_dropped(roster):
    sheet = sheet_of(roster)
    sheet.append([None, None, "新人", make_id_number()])
    with pytest.raises(Refusal, match="第 4 行"):
        read_error_sheet(roster, "a.xlsx", as_file(sheet))


# --- Columns -----------------------------------------------------------------------------------


def odd(*rows):
    return table(*rows, header=("姓名", "号码", "身份证号码"))


def test_a_column_put_right_is_remembered_for_the_station_and_the_shape(clerk):
    rows = ("张三", make_id_number(), "13800138000")
    roster = bring_in(clerk, odd(rows), apply=False)
    assert roster.counts == {"invalid": 1}
    choose_columns(roster, {0: "name", 1: "id_number", 2: "phones"}, by=clerk)
    assert compare_roster(roster, today=TODAY).counts == {"new": 1}
    next_month = bring_in(clerk, odd(("李四", make_id_number(), "13900139000")), name="下月.csv", apply=False)
    assert (next_month.counts, next_month.remarks) == ({"new": 1}, [{"code": "columns_remembered"}])


def test_a_header_nobody_knows_is_learnt_by_hand(clerk):
    roster = bring_in(clerk, f"who;which\n张三;{make_id_number()}".encode(), apply=False)
    assert (roster.stage, roster.header) == (Roster.Stage.FAILED, ["who", "which"])
    assert roster.remarks == [{"code": "header_guessed", "row": 1}]
    choose_columns(roster, {0: "name", 1: "id_number"}, by=clerk)
    compare_roster(roster, today=TODAY)
    assert (roster.counts, roster.remarks) == ({"new": 1}, [])
    next_month = bring_in(clerk, f"who;which\n李四;{make_id_number()}".encode(), apply=False)
    assert (next_month.counts, next_month.remarks) == ({"new": 1}, [{"code": "columns_remembered"}])


def test_the_choice_of_one_station_is_not_anothers(clerk):
    choose_columns(bring_in(clerk, odd(("张三", "1", "")), apply=False), {0: "name", 1: "id_number"}, by=clerk)
    elsewhere = make_user("clerk", station=make_station("外县", level="county"))
    assert bring_in(elsewhere, odd(("李四", "1", "")), apply=False).columns == {"0": "name", "2": "id_number"}


@pytest.mark.parametrize(
    ("chosen", "said"), [({0: "name"}, "身份证号码"), ({0: "name", 1: "id_number", 2: "name"}, "姓名")]
)
def test_a_choice_that_cannot_be_is_refused(chosen, said, clerk):
    roster = bring_in(clerk, odd(("张三", make_id_number(), "")), apply=False)
    with pytest.raises(Refusal, match=said):
        choose_columns(roster, chosen, by=clerk)


def test_two_who_send_the_same_file_get_one_roster(clerk):
    content = table(("张三", make_id_number(), "", ""))
    first, second = (
        receive_roster(station=clerk.station, file_name=name, content=content, by=clerk) for name in ("a.csv", "b.csv")
    )
    assert first == second
    assert Roster.objects.count() == 1


def test_the_same_file_again_after_applying_says_so(clerk):
    content = table(("张三", make_id_number(), "", ""))
    bring_in(clerk, content)
    again = bring_in(clerk, content, apply=False)
    assert again.counts == {"same": 1}
    assert [remark["code"] for remark in again.remarks] == ["applied_before"]
