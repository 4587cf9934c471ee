"""The pages of handing over: previewed, confirmed, taken back; whoever leaves; who came to me."""

import pytest
from django.urls import reverse

from followup.caseloads import Selection
from followup.handing import hand_over
from followup.models import Handing
from followup.tasks import hand_over_selection
from placement.accounts.models import User
from placement.accounts.roles import Role
from registry.models import Person, Tier
from tests.factories import make_case, make_person, make_station, make_user

pytestmark = pytest.mark.django_db
NEW, LEAVING = "/handings/new/", "/handings/leaving/"


@pytest.fixture
def street():
    return make_station("龙泉街道")


@pytest.fixture
def supervisor(street):
    return make_user(Role.SUPERVISOR, station=street)


@pytest.fixture
def officer(street):
    return make_user(station=street, name="古丽")


@pytest.fixture
def colleague(street):
    return make_user(station=street, name="李强")


def confirm(client, url):
    """Look at a preview and confirm it."""
    told = client.get(url).context["preview"].plan.sealed()
    return client.post(url, {"previewed": told, "reason": "调岗"})


def given(people, officer, by):
    return hand_over(Selection(people, by), [officer], by=by)


def test_the_preview_names_people_and_loads_and_a_confirmation_does_it(signed_in, supervisor, officer, colleague):
    person = make_person(owner=officer, name="热娜")
    client, url = signed_in(supervisor), f"{NEW}?all=yes&to={colleague.pk}"
    page = client.get(url)
    assert "热娜" in page.content.decode()
    [load] = [load for load in page.context["preview"].loads if load.officer == colleague]
    assert (load.before.people, load.comes, load.after.people) == (0, 1, 1)
    done = confirm(client, url)
    handing = Handing.objects.get()
    assert (done["Location"], handing.reason) == (handing.get_absolute_url(), "调岗")
    person.refresh_from_db()
    assert person.owner == colleague


def test_a_changed_plan_is_shown_and_not_done(signed_in, supervisor, officer, colleague):
    make_person(owner=officer)
    client, url = signed_in(supervisor), f"{NEW}?all=yes&to={colleague.pk}"
    told = client.get(url).context["preview"].plan.sealed()
    make_person(owner=officer)
    page = client.post(url, {"previewed": told})
    assert "预览之后情况有变" in page.content.decode()
    assert not Handing.objects.exists()
    assert client.post(url, {"previewed": page.context["preview"].plan.sealed()}).status_code == 302


@pytest.mark.parametrize("changes", [False, True])
def test_very_many_go_over_later_as_previewed_or_not_at_all(
    signed_in, supervisor, officer, colleague, changes, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("followup.views.handings.AT_ONCE", 1)
    people = [make_person(owner=officer) for _n in range(2)]
    client, url = signed_in(supervisor), f"{NEW}?all=yes&to={colleague.pk}"
    told = client.get(url).context["preview"].plan.sealed()
    if changes:
        people.append(make_person(owner=officer))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"previewed": told})
    assert colleague.people.count() == (0 if changes else 2)
    hand_over_selection(f"all=yes&to={colleague.pk}", supervisor.pk, told, "")
    assert Handing.objects.count() == (0 if changes else 1)


def test_a_confirmation_without_a_preview_does_nothing(signed_in, supervisor, officer, colleague):
    make_person(owner=officer)
    signed_in(supervisor).post(f"{NEW}?all=yes&to={colleague.pk}", {})
    assert not Handing.objects.exists()


def test_helpers_of_a_rung_are_given_and_taken_off(signed_in, supervisor, officer, street):
    person, tier = make_person(station=street), Tier.objects.create(name="街道领导", rank=1)
    client, url = signed_in(supervisor), f"{NEW}?all=yes&what=tier-{tier.pk}"
    confirm(client, f"{url}&to={officer.pk}")
    assert person.helpers.get().user == officer
    confirm(client, f"{url}&nobody=yes")
    assert not person.helpers.exists()


@pytest.mark.parametrize("people", [1, 60])
def test_a_previews_queries_do_not_grow_with_people(
    signed_in, supervisor, officer, colleague, people, django_assert_num_queries
):
    for _n in range(people):
        make_case(owner=officer)
    client = signed_in(supervisor)
    with django_assert_num_queries(28):
        client.get(f"{NEW}?all=yes&to={colleague.pk}")


def test_an_act_is_shown_and_taken_back(signed_in, supervisor, officer, colleague):
    person = make_person(owner=officer)
    handing = given(Person.objects.all(), colleague, supervisor)
    client = signed_in(supervisor)
    assert client.get(handing.get_absolute_url()).context["undoable"] == 1
    client.post(reverse("followup:handing_undo", args=[handing.pk]))
    person.refresh_from_db()
    assert person.owner == officer
    assert "已撤销" in client.get(handing.get_absolute_url()).content.decode()


def test_a_large_act_is_taken_back_after_the_response_and_once(
    signed_in, supervisor, officer, colleague, monkeypatch, django_capture_on_commit_callbacks
):
    person = make_person(owner=officer)
    handing = given(Person.objects.all(), colleague, supervisor)
    monkeypatch.setattr("followup.views.handings.AT_ONCE", 0)
    for _n in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            signed_in(supervisor).post(reverse("followup:handing_undo", args=[handing.pk]))
    person.refresh_from_db()
    assert person.owner == officer
    assert person.entries.filter(act="assigned").count() == 2


def test_another_offices_act_does_not_exist_here(signed_in, supervisor, officer, colleague):
    make_person(owner=officer)
    handing = given(Person.objects.all(), colleague, supervisor)
    client = signed_in(make_user(Role.SUPERVISOR, station=make_station("外市")))
    assert client.get(handing.get_absolute_url()).status_code == 404
    assert client.post(reverse("followup:handing_undo", args=[handing.pk])).status_code == 404
    assert not client.get(reverse("followup:handings")).context["table"].rows


# --- Who leaves -------------------------------------------------------------------------------


def test_one_screen_moves_everything_of_whoever_leaves_with_briefs(signed_in, supervisor, officer, colleague):
    people = [make_case(owner=officer).person for _n in range(2)]
    url = f"{LEAVING}?leaver={officer.pk}"
    page = signed_in(supervisor).get(url)
    assert "首次联系" in page.content.decode()
    confirm(signed_in(supervisor), url)
    assert set(colleague.people.all()) == set(people)
    assert Handing.objects.get().leaver == officer


def test_a_filter_moves_a_part_and_the_rest_stays(signed_in, supervisor, officer, colleague):
    make_person(owner=officer, name="阿里木")
    make_person(owner=officer, name="王芳")
    url = f"{LEAVING}?leaver={officer.pk}&q=阿里木"
    assert "1 人不在此次范围内" in signed_in(supervisor).get(url).content.decode()
    confirm(signed_in(supervisor), url)
    assert [person.name for person in colleague.people.all()] == ["阿里木"]
    assert [person.name for person in officer.people.all()] == ["王芳"]


def test_a_closed_account_with_people_is_named_until_nobody_is_left(signed_in, supervisor, officer, colleague):
    make_person(owner=officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    client = signed_in(supervisor)
    assert client.get(LEAVING).context["unattended"] == [(officer, 1)]
    assert client.get("/").context["wall"]["left_behind"] == 1
    confirm(client, f"{LEAVING}?leaver={officer.pk}")
    assert client.get(LEAVING).context["unattended"] == []


def test_somebody_elses_officer_cannot_be_moved(signed_in, supervisor):
    stranger = make_user(station=make_station("外市"))
    make_person(owner=stranger)
    page = signed_in(supervisor).get(f"{LEAVING}?leaver={stranger.pk}")
    assert "preview" not in page.context


# --- Who came to me ---------------------------------------------------------------------------


def test_whoever_came_to_me_is_listed_with_the_brief_while_mine(signed_in, supervisor, officer, colleague):
    person = make_case(owner=officer).person
    given(Person.objects.all(), colleague, supervisor)
    page = signed_in(colleague).get(reverse("followup:came"))
    assert [told.person for told in page.context["page"].object_list] == [person]
    given(Person.objects.all(), officer, supervisor)
    assert not signed_in(colleague).get(reverse("followup:came")).context["page"].object_list


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_takes_the_same_queries_for_many(
    signed_in, supervisor, officer, colleague, people, django_assert_num_queries
):
    for _n in range(people):
        make_case(owner=officer)
    given(Person.objects.all(), colleague, supervisor)
    client = signed_in(colleague)
    with django_assert_num_queries(5):
        client.get(reverse("followup:came"))
