"""A recorded visit is read as it was written, printed, put right and taken back from its own pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import Visit
from placement.accounts.roles import Role
from registry.models import Look
from tests.factories import make_case, make_user
from tests.followup.doors import visit as visited

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER, name="专员甲")


@pytest.fixture
def made(officer):
    person = make_case(owner=officer, on=timezone.localdate(), phones=["13812345678"]).person
    return visited(person, officer, manner="phone", phone=person.phones.get(), findings="家在村口", barriers=["pay"])


def page(name, visit):
    return reverse(f"followup:{name}", args=[visit.pk])


def form_of(client, visit):
    """The form as the page hands it out, as a browser would send it back untouched."""
    form = client.get(page("visit_correct", visit)).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}


def test_everything_that_was_recorded_is_on_the_page_and_the_look_is_kept(signed_in, officer, made):
    shown = signed_in(officer).get(page("visit", made)).content.decode()
    for said in ("家在村口", "薪酬落差", "联系到本人", "专员甲", "138****5678"):
        assert said in shown
    assert Look.objects.filter(person=made.person, by=officer, what="page").exists()


def test_both_clocks_of_a_visit_from_a_phone_are_shown(signed_in, officer, made):
    now = timezone.now()
    Visit.objects.update(device_at=now + timedelta(minutes=5), clock_off=300, stored_at=now)
    assert "快 300 秒" in signed_in(officer).get(page("visit", made)).content.decode()


def test_a_visit_is_put_right_and_the_case_page_shows_both(signed_in, officer, made):
    client = signed_in(officer)
    client.post(page("visit_correct", made), {**form_of(client, made), "result": "family", "reason": "是父亲接的"})
    anew = Visit.objects.made().get()
    assert (anew.corrects, anew.result, anew.findings) == (made, "family", "家在村口")
    shown = client.get(made.person.get_absolute_url()).content.decode()
    assert "是父亲接的" in shown
    assert page("visit", anew) in shown
    assert "看更正后的记录" in client.get(page("visit", made)).content.decode()
    assert "看原记录" in client.get(page("visit", anew)).content.decode()


def test_a_form_sent_back_untouched_corrects_nothing_and_says_so(signed_in, officer, made):
    client = signed_in(officer)
    response = client.post(page("visit_correct", made), {**form_of(client, made), "reason": "看看"})
    assert "没有更正任何内容。" in response.content.decode()
    assert Visit.objects.made().get() == made


def test_a_visit_is_taken_back_and_still_read(signed_in, officer, made):
    client = signed_in(officer)
    client.post(page("visit_withdraw", made), {"reason": "记到了别人名下"})
    assert not Visit.objects.made().exists()
    shown = client.get(page("visit", made)).content.decode()
    assert "记到了别人名下" in shown
    assert "家在村口" in shown
    assert "已撤销" in client.get(made.person.get_absolute_url()).content.decode()


def test_a_correction_without_a_reason_is_refused(signed_in, officer, made):
    client = signed_in(officer)
    assert client.post(page("visit_withdraw", made), {"reason": ""}).context["form"].errors
    assert Visit.objects.made().exists()


def test_the_form_for_paper_has_lines_to_sign_on(signed_in, officer, made):
    shown = signed_in(officer).get(page("visit_sheet", made)).content.decode()
    assert "走访人签字：" in shown
    assert "家在村口" in shown


@pytest.mark.parametrize("name", ["visit", "visit_sheet", "visit_correct", "visit_withdraw"])
def test_another_caseworkers_visit_does_not_exist_for_me(signed_in, made, name):
    assert signed_in(make_user(Role.CASEWORKER)).get(page(name, made)).status_code == 404


@pytest.mark.parametrize("name", ["visit", "visit_sheet", "visit_correct", "visit_withdraw"])
def test_a_visit_that_was_not_made_has_no_page(signed_in, officer, made, name):
    planned = made.person.visits.planned().get()
    assert signed_in(officer).get(page(name, planned)).status_code == 404


def test_who_may_not_put_it_right_is_not_offered_to(signed_in, officer, made):
    made.person.counsellor = counsellor = make_user(Role.COUNSELLOR)
    made.person.save(update_fields=["counsellor"])
    client = signed_in(counsellor)
    assert page("visit_correct", made) not in client.get(page("visit", made)).content.decode()
    client.post(page("visit_withdraw", made), {"reason": "不是我的"})
    assert Visit.objects.made().get() == made
