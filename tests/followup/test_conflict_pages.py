"""Both values side by side, on a page of their own and in the file; one button chooses."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import FactConflict
from placement.accounts.roles import Role
from registry.models import Person
from registry.registering import change_status
from tests.factories import make_case, make_user
from tests.followup.phones import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER, name="李专员")


@pytest.fixture
def conflict(officer):
    person = make_case(owner=officer, on=timezone.localdate() - timedelta(days=40)).person
    phone = Phone(officer)
    phone.download()
    clerk = make_user(Role.CLERK, name="王数据员")
    change_status(person, "training", on=timezone.localdate(), by=clerk)
    phone.send(phone.log(person, changes=[phone.change(person, "status", "exam_prep")]))
    return FactConflict.objects.get()


def decide(client, conflict, **chosen):
    return client.post(reverse("followup:conflict_decide", args=[conflict.pk]), chosen)


@pytest.mark.parametrize("page", ["conflicts", "person"])
def test_both_values_are_shown_with_who_and_when(conflict, officer, signed_in, page):
    address = conflict.person.get_absolute_url() if page == "person" else reverse("followup:conflicts")
    told = signed_in(officer).get(address).content.decode()
    for word in ("备考公招", "参加培训", "李专员", "王数据员", "采用走访所得", "保留系统所存"):
        assert word in told


def test_choosing_leads_back_to_where_it_was_shown(conflict, officer, signed_in):
    client = signed_in(officer)
    assert decide(client, conflict, keep="brought", on_file=1)["Location"] == conflict.person.get_absolute_url()
    assert decide(client, conflict, keep="brought")["Location"] == reverse("followup:conflicts")
    assert Person.objects.get(pk=conflict.person_id).status == "exam_prep"


def test_the_file_tells_of_both_and_of_the_choice(conflict, officer, signed_in):
    client = signed_in(officer)
    decide(client, conflict, keep="found")
    told = client.get(conflict.person.get_absolute_url()).content.decode()
    for line in ("离线记录", "状态 · 走访所得与系统所存不同，待选定", "状态 · 保留系统所存"):
        assert line in told


def test_a_second_mind_is_told_in_a_sentence(conflict, officer, signed_in):
    client = signed_in(officer)
    decide(client, conflict, keep="found")
    assert decide(client, conflict, keep="brought").status_code == 409


def test_nothing_is_chosen_without_a_choice(conflict, officer, signed_in):
    assert decide(signed_in(officer), conflict, keep="both").status_code == 409
    assert FactConflict.objects.get().kept == ""


def test_other_officers_see_and_decide_nothing(conflict, signed_in):
    client = signed_in(make_user(Role.CASEWORKER))
    assert client.get(reverse("followup:conflicts")).context["conflicts"] == []
    assert decide(client, conflict, keep="found").status_code == 404


def test_the_page_takes_as_many_queries_for_many_as_for_one(conflict, officer, signed_in, django_assert_num_queries):
    client = signed_in(officer)
    client.get(reverse("followup:conflicts"))
    for fact, value in (("status_note", '""'), ("wish", "null"), ("skills", "[]")):
        kept = {"visit": conflict.visit, "person": make_case(owner=officer).person, "fact": fact}
        FactConflict.objects.create(brought=value, found=value, **kept)
    with django_assert_num_queries(6):
        assert len(client.get(reverse("followup:conflicts")).context["conflicts"]) == 4
