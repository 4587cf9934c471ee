"""Sealed facts: unreadable in the database, findable by digest, bound to their purpose."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from registry.models import Person
from registry.sealed import digest, seal, unseal
from tests.factories import make_id_number, make_person


def test_what_is_sealed_comes_back():
    assert unseal(seal("阿卜杜热西提·麦麦提", "name"), "name") == "阿卜杜热西提·麦麦提"


def test_the_same_text_is_sealed_differently_each_time():
    assert seal("13800138000", "phone") != seal("13800138000", "phone")


def test_a_seal_holds_only_for_its_purpose():
    with pytest.raises(InvalidTag):
        unseal(seal("13800138000", "phone"), "address")


def test_a_changed_byte_is_noticed():
    blob = bytearray(seal("13800138000", "phone"))
    blob[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(blob), "phone")


def test_digests_are_equal_for_equal_facts_of_one_purpose_only():
    assert digest("1", "phone") == digest("1", "phone")
    assert digest("1", "phone") != digest("1", "id_number")


@pytest.mark.django_db
def test_the_database_holds_no_id_number_phone_or_address():
    number = make_id_number()
    person = make_person(id_number=number, phones=["13800138000"], address="龙泉街道 1 号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_person")
        stored = [value for row in cursor.fetchall() for value in row]
        cursor.execute("SELECT * FROM registry_phone")
        stored += [value for row in cursor.fetchall() for value in row]
        cursor.execute("SELECT facts FROM registry_entry")
        stored += [value for row in cursor.fetchall() for value in row]
    text = b"".join(bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in stored)
    for fact in (number, "13800138000", "龙泉街道 1 号"):
        assert fact.encode() not in text
    found = Person.objects.get(pk=person.pk)
    assert (found.id_number, found.address, found.phones.get().number) == (number, "龙泉街道 1 号", "13800138000")
