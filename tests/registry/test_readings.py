"""A name is found by what people type: pinyin and initials, with the readings a surname has."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.readings import search_keys

SURNAMES = Path(__file__).parents[3] / "shared" / "data" / "surname_readings.csv"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张伟", "zhangwei"),
        ("张伟", "zw"),
        ("曾国藩", "zengguofan"),
        ("覃晓旭", "qinxiaoxu"),
        ("覃晓旭", "tanxiaoxu"),
        ("欧阳文静", "oywj"),
        ("万俟小明", "moqixiaoming"),
        ("𠮷小麦", "jixiaomai"),
        ("阿依古丽·买买提", "ayigulimaimaiti"),
        ("John Smith", "johnsmith"),
    ],
)
def test_a_name_is_found_by(name, key):
    assert key in search_keys(name).split()


def test_every_surname_is_found_by_its_own_reading():
    if not SURNAMES.is_file():
        pytest.skip("the shared data folder is not here")
    for row in csv.DictReader(SURNAMES.open(encoding="utf-8")):
        keys = search_keys(row["surname"] + "小明").split()
        assert plain(row["pinyin"]) + "xiaoming" in keys, row


def plain(reading):
    """A reading as it is typed: no tones, no space, v for ü."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(ch for ch in letters if not unicodedata.combining(ch)).replace(" ", "")


@given(st.text(max_size=60))
@example("·")
def test_any_name_has_keys_that_fit_the_column(name):
    assert len(search_keys(name)) <= 300
