"""Every look leaves a trace, one page has a person's whole history, and the supervisor's log has everybody's."""

from datetime import date

import pytest
from django.urls import reverse

from followup.merging import merge_files
from followup.views import looks as pages
from placement.accounts.roles import Role
from registry.looking import record_look, reveal
from registry.models import Look
from tests.factories import make_person, make_station, make_user

pytestmark = pytest.mark.django_db
LOG = "followup:look_log"


@pytest.fixture
def supervisor(client):
    user = make_user(Role.SUPERVISOR, name="主管甲")
    client.force_login(user)
    return user


@pytest.fixture
def person(supervisor):
    return make_person(name="马晓燕", phones=["13800000001"], by=supervisor)


def seen(client, url, **query):
    return [(look.person.name, look.what, look.reason) for look in client.get(url, query).context["looks"]]


def test_the_log_begins_with_what_was_unsealed(client, supervisor, person):
    record_look(person, by=supervisor)
    reveal(person, what="phone", reason="电话核实", by=supervisor)
    assert seen(client, reverse(LOG)) == [("马晓燕", "phone", "电话核实")]
    assert [what for _name, what, _why in seen(client, reverse(LOG), what="all")] == ["phone", "page"]


def test_the_log_is_narrowed_by_who_and_since(client, supervisor, person):
    other = make_user(Role.CASEWORKER)
    for user in (supervisor, other):
        reveal(person, what="id_number", reason=f"核实{user.pk}", by=user)
    assert seen(client, reverse(LOG), by=other.pk) == [("马晓燕", "id_number", f"核实{other.pk}")]
    assert seen(client, reverse(LOG), since="2999-01-01") == []


def test_another_citys_looks_are_not_in_the_log(client, supervisor, person):
    reveal(person, what="phone", reason="电话核实", by=supervisor)
    client.force_login(make_user(Role.SUPERVISOR, station=make_station(level="city")))
    assert seen(client, reverse(LOG)) == []


def test_a_persons_history_goes_back_to_the_first_look_page_by_page(client, supervisor, person, monkeypatch):
    monkeypatch.setattr(pages, "A_PAGE", 2)
    for number in range(5):
        reveal(person, what="phone", reason=f"第{number}次", by=supervisor)
    url, found, before = reverse("followup:looks", args=[person.pk]), [], ""
    while before is not None:
        response = client.get(url, {"before": before})
        found += [look.reason for look in response.context["looks"]]
        before = response.context["following"]
    assert found == [f"第{number}次" for number in (4, 3, 2, 1, 0)]


def test_looks_at_a_record_that_was_merged_are_in_the_history_of_the_kept_one(client, supervisor, person):
    gone = make_person(by=supervisor)
    reveal(gone, what="phone", reason="合并前", by=supervisor)
    merge_files(person, gone, from_gone=[], reason="同一人", by=supervisor, on=date(2026, 9, 14))
    assert [why for _name, _what, why in seen(client, reverse("followup:looks", args=[person.pk]))] == ["合并前"]


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 30}, {"by": "x"}, {"since": "x"}, {"what": "x"}])
def test_an_odd_question_is_no_error(client, supervisor, person, query):
    assert client.get(reverse(LOG), query).status_code == 200


def test_the_number_of_queries_does_not_grow(client, supervisor, django_assert_max_num_queries):
    for _n in range(30):
        reveal(make_person(by=supervisor), what="address", reason="核实", by=supervisor)
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse(LOG)).context["looks"]) == Look.objects.filter(what="address").count()
