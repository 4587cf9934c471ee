"""ID numbers, names and phone numbers: repaired where certain, refused with a sentence where not."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identity import (
    PROVINCES,
    age_on,
    check_digit,
    check_id_number,
    clean_name,
    clean_phones,
    mask_id_number,
    mask_phone,
)

TODAY = date(2026, 11, 20)
VECTORS = Path(__file__).parents[3] / "shared" / "data" / "vectors_id_number.csv"
provinces = st.sampled_from(sorted(PROVINCES))
births = st.dates(date(1940, 1, 1), date(2010, 12, 31))


@st.composite
def id_numbers(draw):
    county, sequence = draw(st.integers(0, 9999)), draw(st.integers(0, 999))
    seventeen = f"{draw(provinces)}{county:04d}{draw(births):%Y%m%d}{sequence:03d}"
    return seventeen + check_digit(seventeen)


@given(id_numbers())
def test_a_valid_number_is_accepted_as_it_is(number):
    checked = check_id_number(number, TODAY)
    assert (checked.value, checked.problem, checked.repairs) == (number, "", ())
    assert checked.born_on.strftime("%Y%m%d") == number[6:14]
    assert checked.sex == ("1" if int(number[16]) % 2 else "2")


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_never_accepted(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert check_id_number(wrong, TODAY).value == ""


@given(id_numbers())
def test_full_width_spaces_and_a_small_x_are_repaired_and_said(number):
    typed = " ".join(number.lower()).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    checked = check_id_number(typed, TODAY)
    assert checked.value == number
    assert {"full_width", "spaces"} <= set(checked.repairs)


@given(id_numbers())
def test_a_number_that_a_spreadsheet_took_for_a_number_is_refused(number):
    if number.isdigit():
        for cell in (float(number), int(number), f"{float(number):.5E}"):
            assert check_id_number(cell, TODAY).problem == "precision"


@given(st.text())
def test_any_text_is_answered_without_an_error(text):
    checked = check_id_number(text, TODAY)
    assert bool(checked.value) != bool(checked.problem)
    assert not checked.problem or checked.sentence


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "empty"),
        ("44030819990110", "length"),
        ("991082198901010002", "area"),
        ("440308199902301512", "birth"),
        ("440308202912311511", "future"),
        ("440308199901101513", "check"),
        ("4403081999O1101512", "characters"),
        ("440308********1512", "masked"),
    ],
)
def test_each_fault_has_its_own_reason(number, problem):
    assert check_id_number(number, TODAY).problem == problem


def test_fifteen_digits_become_eighteen_and_are_marked():
    checked = check_id_number("440308990110151", TODAY)
    assert checked.value == "440308199901101512"
    assert checked.repairs == ("from_15",)


def test_published_vectors_agree():
    if not VECTORS.is_file():
        pytest.skip("the shared data folder is not here")
    for row in csv.DictReader(VECTORS.open(encoding="utf-8")):
        if row["mode"] != "strict":  # strict asks when an area was founded, which we accept as unknown
            valid = bool(check_id_number(row["id_number"], TODAY).value)
            assert valid == (row["expected_valid"] == "true"), row


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 张　三 ", "张三"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("阿卜杜热西提•麦麦提", "阿卜杜热西提·麦麦提"),
        ("𠮷小麦", "𠮷小麦"),
        ("John  Smith", "John Smith"),
        ("བསོད་ནམས།", "བསོད་ནམས།"),
    ],
)
def test_names_of_every_script_are_kept(typed, name):
    assert clean_name(typed) == (name, "")


@pytest.mark.parametrize(
    ("typed", "problem"), [("", "empty"), ("张3", "characters"), ("张" * 61, "long"), ("—", "characters")]
)
def test_what_is_no_name_is_said(typed, problem):
    assert clean_name(typed)[1] == problem


@given(st.text(max_size=80))
def test_cleaning_a_name_twice_is_cleaning_it_once(text):
    name, _problem = clean_name(text)
    assert clean_name(name)[0] == name


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("+86 138-0013-8000", ["13800138000"]),
        (13800138000.0, ["13800138000"]),
        ("13800138000/13900139000", ["13800138000", "13900139000"]),
        ("0991-2345678", ["09912345678"]),
        ("１３８００１３８０００", ["13800138000"]),
        ("", []),
    ],
)
def test_phones_are_read_as_people_write_them(typed, numbers):
    assert clean_phones(typed) == (numbers, "")


def test_a_cell_without_a_number_is_said():
    assert clean_phones("没有") == ([], "phone")


def test_masks_hide_the_birth_date_and_the_middle():
    assert mask_id_number("440308199901101512") == "440308********1512"
    assert mask_phone("13800138000") == "138****8000"


def test_age_counts_whole_years():
    assert age_on(date(2003, 11, 21), TODAY) == 22
    assert age_on(date(2003, 11, 20), TODAY) == 23
    assert age_on(None, TODAY) is None
