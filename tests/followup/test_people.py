"""The people list: who is on it, what narrows it, and what is done with a selection."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.models import Case
from placement.accounts.roles import Role
from registry.models import Person
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
LIST = "/people/"


@pytest.fixture
def city():
    return make_station("白杨市", level="city")


@pytest.fixture
def supervisor(city):
    return make_user(Role.SUPERVISOR, station=city)


@pytest.fixture
def officer(city):
    return make_user(Role.CASEWORKER, station=make_station(parent=city))


def names(response):
    return [row.record.name for row in response.context["table"].paginated_rows]


@pytest.mark.parametrize("people", [1, 40])
def test_queries_do_not_grow_with_people(signed_in, supervisor, officer, people, django_assert_num_queries):
    for _ in range(people):
        make_case(owner=officer)
    client = signed_in(supervisor)
    with django_assert_num_queries(14):
        response = client.get(LIST)
    assert len(names(response)) == people


def test_a_caseworker_sees_only_their_own(signed_in, officer):
    make_person(owner=officer, name="我的")
    make_person(station=officer.station, name="别人的")
    assert names(signed_in(officer).get(LIST)) == ["我的"]


def test_a_rare_name_is_shown_and_the_number_is_masked(signed_in, officer):
    person = make_person(owner=officer, name="𠮷日嘎拉·买买提")
    page = signed_in(officer).get(LIST).content.decode()
    assert "𠮷日嘎拉·买买提" in page
    assert person.id_number not in page


def test_the_chips_say_what_narrows_and_how_to_take_it_off(signed_in, supervisor, officer):
    make_case(owner=officer)
    response = signed_in(supervisor).get(LIST, {"lacking": "guidance", "status": "to_verify", "page": "1"})
    chips = response.context["filter_sentence"]
    assert [chip["label"] for chip in chips] == ["在册待核实", "缺职业指导"]
    assert chips[0]["remove_url"] == "?lacking=guidance"


@pytest.mark.parametrize("query", [{"station": "999"}, {"owner": "999"}, {"status": "king"}, {"cohort": "x"}])
def test_a_wrong_filter_widens_nothing(signed_in, supervisor, query):
    stranger = make_person(station=make_station("外市", level="city"), name="外人")
    assert stranger.name not in names(signed_in(supervisor).get(LIST, query))


def test_late_promises_are_found(signed_in, supervisor, officer):
    long_ago = timezone.localdate() - timedelta(days=200)
    make_case(owner=officer, on=long_ago, name="逾期者")
    make_case(owner=officer, on=timezone.localdate(), name="新来者")
    assert names(signed_in(supervisor).get(LIST, {"late": "yes"})) == ["逾期者"]


def test_nobody_is_responsible_for_some(signed_in, supervisor, officer):
    make_person(owner=officer)
    make_person(station=officer.station, name="无人管")
    assert names(signed_in(supervisor).get(LIST, {"unassigned": "yes"})) == ["无人管"]


# --- Acts on a selection ----------------------------------------------------------------------


def handed_over(client, url, data):
    """Tick, look at what it would do, confirm; returns where that leads."""
    preview = client.get(client.post(url, data)["Location"])
    told = preview.context["preview"].plan.sealed()
    return client.post(preview.request["PATH_INFO"] + "?" + preview.request["QUERY_STRING"], {"previewed": told})


def test_ticked_people_change_hands_with_their_planned_visit(signed_in, supervisor, officer):
    case, colleague = make_case(owner=officer), make_user(station=officer.station)
    other = make_person(owner=officer)
    data = {"people": [case.person_id], "to": colleague.pk}
    handed_over(signed_in(supervisor), reverse("followup:people_assign"), data)
    assert list(colleague.people.values_list("pk", flat=True)) == [case.person_id]
    assert case.person.visits.planned().get().officer == colleague
    assert Person.objects.get(pk=other.pk).owner == officer


def test_all_that_match_is_the_same_path_as_ticking(signed_in, supervisor, officer):
    colleague = make_user(station=officer.station)
    for name in ("阿里木", "阿里木江", "王芳"):
        make_person(owner=officer, name=name)
    url = reverse("followup:people_assign") + "?q=阿里木"
    handed_over(signed_in(supervisor), url, {"all": "yes", "to": colleague.pk})
    assert sorted(colleague.people.values_list("name", flat=True)) == ["阿里木", "阿里木江"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_selection_never_reaches_another_station(signed_in, officer, method):
    supervisor = make_user(Role.SUPERVISOR, station=officer.station)
    stranger = make_person(station=make_station("外市", level="city"))
    client = signed_in(supervisor)
    response = client.post(reverse("followup:people_assign"), {"people": [stranger.pk], "to": officer.pk})
    assert response.status_code == 409
    url = reverse("followup:handing_new") + f"?people={stranger.pk}&to={officer.pk}"
    assert getattr(client, method)(url).status_code == 409
    assert Person.objects.get(pk=stranger.pk).owner is None


def test_nothing_ticked_is_a_sentence(signed_in, supervisor, officer):
    response = signed_in(supervisor).post(
        reverse("followup:people_assign"), {"to": officer.pk}, headers={"referer": "http://testserver/people/"}
    )
    page = signed_in(supervisor).get(response["Location"]).content.decode()
    assert "请先选择毕业生。" in page


@pytest.mark.parametrize("key", ["²", "-1", "9" * 30, "x"])
def test_an_odd_key_ticks_nobody(signed_in, supervisor, officer, key):
    make_person(owner=officer)
    data = {"people": [key], "to": officer.pk}
    assert signed_in(supervisor).post(reverse("followup:people_assign"), data).status_code == 409


def test_cases_open_for_those_without_and_only_once(signed_in, supervisor, officer):
    make_case(owner=officer)
    make_person(owner=officer)
    url, data = reverse("followup:people_open"), {"all": "yes", "standard": Case.objects.get().standard_id}
    for _ in range(2):
        signed_in(supervisor).post(url, data)
    assert Case.objects.open().count() == 2


def test_a_caseworker_cannot_hand_over(signed_in, officer):
    assert signed_in(officer).post(reverse("followup:people_assign"), {}).status_code == 403
