"""One parameter finds what a list of them finds, on both databases, for every kind of value."""

from datetime import date

import pytest

from registry.models import Entry, Person
from tests.factories import make_id_number, make_person

pytestmark = pytest.mark.django_db


def test_keys_texts_and_dates_are_found():
    one, other = (
        make_person(name="𠮷田雪"),
        make_person(name="阿卜杜热西提·麦麦提", id_number=make_id_number(born="20010203")),
    )
    assert list(Person.objects.filter(pk__among=[one.pk])) == [one]
    assert list(Person.objects.filter(name__among={"𠮷田雪", "“引号”'"})) == [one]
    assert list(Person.objects.filter(born_on__among=[other.born_on])) == [other]
    assert set(Entry.objects.filter(person__among=[one.pk, other.pk]).values_list("person", flat=True)) == {
        one.pk,
        other.pk,
    }


def test_nothing_is_among_nothing():
    make_person()
    for name in ("pk", "name", "born_on"):
        assert not Person.objects.filter(**{f"{name}__among": []}).exists()
    assert not Person.objects.filter(born_on__among=[date(1990, 1, 1)]).exists()


def test_a_thousand_values_are_one_parameter():
    sql, params = Person.objects.filter(pk__among=range(1000)).query.sql_with_params()
    assert len(params) == 2
    assert sql.count("%s") == 2
