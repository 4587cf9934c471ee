"""Ways of looking at the people list: kept, shared with a station, never wider than what one may see."""

import pytest
from django.urls import reverse

from followup.models import SavedView
from followup.saving import save_view
from followup.tables import USUAL, arranged, columns_of
from placement.accounts.roles import Role
from registry.refusals import Refusal
from tests.factories import make_person, make_station, make_user

pytestmark = pytest.mark.django_db
SAVE = "/people/views/save/"


@pytest.fixture
def station():
    return make_station()


@pytest.fixture
def officer(station):
    return make_user(Role.CASEWORKER, station=station)


def shown(client, query=""):
    response = client.get(f"/people/?{query}")
    return [view.name for view in response.context["views"]]


def test_a_view_brings_the_list_back_as_it_was(signed_in, officer):
    client = signed_in(officer)
    saved = client.post(f"{SAVE}?status=to_verify&sort=-name&columns=name,phone&at=xx", {"name": "待核实"})
    assert saved["Location"] == "/people/?status=to_verify&sort=-name&columns=name%2Cphone"
    page = client.get(saved["Location"])
    assert list(page.context["table"].columns.names())[-2:] == ["name", "phone"]
    assert page.context["filter_sentence"][0]["label"] == "在册待核实"


def test_the_same_name_is_replaced_and_not_doubled(signed_in, officer):
    client = signed_in(officer)
    for status in ("to_verify", "seeking"):
        client.post(f"{SAVE}?status={status}", {"name": "我的"})
    assert SavedView.objects.get().query == "status=seeking"


def test_a_view_is_ones_own_until_it_is_shared(signed_in, officer, station):
    colleague = make_user(Role.CASEWORKER, station=station)
    view = save_view("本周", "due=week", shared=False, by=officer)
    assert shown(signed_in(colleague)) == []
    change = reverse("followup:view_change", args=[view.pk])
    assert signed_in(colleague).post(change, {"name": "本周"}).status_code == 404
    signed_in(officer).post(change, {"name": "本周走访", "shared": "on"})
    assert shown(signed_in(colleague)) == ["本周走访"]


def test_a_shared_view_of_a_station_above_is_seen_and_one_beside_is_not():
    city = make_station(level="city")
    above, beside = make_user(station=city), make_user(station=make_station(parent=city))
    save_view("全市", "status=to_verify", shared=True, by=above)
    save_view("隔壁", "status=to_verify", shared=True, by=beside)
    officer = make_user(Role.CASEWORKER, station=make_station(parent=city))
    assert [view.name for view in SavedView.objects.visible_to(officer)] == ["全市"]


def test_a_shared_view_shows_nobody_one_may_not_see(signed_in, officer, station):
    make_person(station=station, name="别人的")
    view = save_view("全部", "q=别人的", shared=True, by=make_user(station=station))
    assert list(signed_in(officer).get(f"/people/?{view.query}").context["page"].rows) == []


def test_two_views_of_one_name_are_refused(signed_in, officer):
    save_view("甲", "", shared=False, by=officer)
    other = save_view("乙", "", shared=False, by=officer)
    response = signed_in(officer).post(reverse("followup:view_change", args=[other.pk]), {"name": "甲"})
    assert "已有同名视图" in response.content.decode()
    other.refresh_from_db()
    assert other.name == "乙"


def test_a_view_is_thrown_away_by_its_owner_alone(signed_in, officer):
    view = save_view("甲", "", shared=True, by=officer)
    delete = reverse("followup:view_delete", args=[view.pk])
    assert signed_in(make_user(Role.CASEWORKER, station=officer.station)).post(delete).status_code == 404
    signed_in(officer).post(delete)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "长" * 41])
def test_a_view_without_a_fit_name_is_refused_with_a_sentence(signed_in, officer, name):
    response = signed_in(officer).post(SAVE, {"name": name})
    assert "最多 40 个字" in response.content.decode()


def test_what_is_too_long_is_refused_rather_than_cut(officer):
    with pytest.raises(Refusal):
        save_view("长", "q=" + "x" * 600, shared=False, by=officer)


def test_ticked_columns_keep_their_order_and_new_ones_follow():
    assert arranged("name,phone,status", ["status", "phone", "cohort"]) == ["name", "phone", "status", "cohort"]


def test_a_column_moves_a_place_forward_and_never_before_the_name():
    assert arranged("name,phone,status", ["phone", "status"], "status") == ["name", "status", "phone"]
    assert arranged("name,phone,status", ["phone", "status"], "phone") == ["name", "phone", "status"]


@pytest.mark.parametrize("asked", ["", None, ",,,"])
def test_no_columns_means_the_usual_ones(asked):
    assert columns_of(asked) == USUAL


def test_columns_that_do_not_exist_are_passed_over():
    assert columns_of("phone,password,tick,phone") == ("name", "phone")


def test_choosing_columns_keeps_the_filter(signed_in, officer):
    response = signed_in(officer).get("/people/columns/?status=to_verify&at=x&column=phone&column=cohort")
    assert response["Location"] == "/people/?status=to_verify&columns=name,phone,cohort"


def test_the_usual_columns_come_back(signed_in, officer):
    response = signed_in(officer).get("/people/columns/?columns=name,phone&column=phone&usual=yes")
    assert response["Location"] == "/people/?"
