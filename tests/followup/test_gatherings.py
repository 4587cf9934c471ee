"""The pages of gatherings: planned from the list, called name by name, put right, on paper; in both languages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.gathering import ask_people, close_roll, mark, undo_for
from followup.models import Attendance, Briefing, Gathering
from placement.accounts.roles import Role
from registry.models import Person
from tests.factories import make_case, make_person, make_station, make_user
from tests.followup.test_gathering import plan, seat_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER, station=make_station("龙泉街道"))


def sheet(today, **said):
    return {
        "uuid": uuid4(),
        "kind": "briefing",
        "title": "补贴政策宣讲",
        "held_on": today.isoformat(),
        "minutes": 60,
        "briefing_topics": ["subsidy"],
        **said,
    }


def said_by(response):
    return [str(message) for message in response.context["messages"]]


def test_a_selection_of_the_list_is_carried_to_a_gathering_by_name(signed_in, officer, today):
    people, client = [make_case(owner=officer, name=name).person for name in ("热娜", "马晓燕")], signed_in(officer)
    carried = client.post("/people/gather/?status=to_verify", {"people": [people[0].pk]})
    page = client.get(carried["Location"])
    assert (page.context["n"], [person.name for person in page.context["people"]]) == (1, ["热娜"])
    client.post(carried["Location"], sheet(today))
    assert list(Attendance.objects.values_list("person__name", flat=True)) == ["热娜"]


def test_all_who_match_are_asked_and_the_form_pressed_twice_asks_once(signed_in, officer, today):
    for _n in range(3):
        make_case(owner=officer)
    make_case(owner=make_user())
    client, sent = signed_in(officer), sheet(today)
    for _n in range(2):
        response = client.post("/gatherings/new/?all=yes", sent, follow=True)
    assert said_by(response) == ["名单新增 0 人。"]
    assert (Gathering.objects.count(), Attendance.objects.count()) == (1, 3)


def test_what_was_typed_stays_when_a_topic_is_missing(signed_in, officer, today):
    response = signed_in(officer).post("/gatherings/new/", sheet(today, briefing_topics=[]))
    assert "briefing_topics" in response.context["form"].errors
    assert "补贴政策宣讲" in response.content.decode()
    assert not Gathering.objects.exists()


def test_a_selection_joins_a_gathering_that_is_planned(signed_in, officer, today):
    gathering, person = plan(officer, today), make_case(owner=officer).person
    signed_in(officer).post(f"/gatherings/ask/?people={person.pk}", {"gathering": gathering.pk})
    assert gathering.attendances.get().person == person


def test_a_tap_without_a_script_comes_back_to_the_row(signed_in, officer, today):
    seat = seat_of(plan(officer, today, n=1))
    response = signed_in(officer).post(reverse("followup:seat_mark", args=[seat.pk]), {"state": "present"})
    assert response["Location"] == f"/gatherings/{seat.gathering_id}/#seat-{seat.pk}"
    assert Briefing.objects.count() == 1


def test_a_tap_is_answered_with_the_row_and_the_counts(signed_in, officer, today):
    seat = seat_of(plan(officer, today, n=2))
    address = reverse("followup:seat_mark", args=[seat.pk])
    response = signed_in(officer).post(address, {"reason": "ill"}, headers=HTMX)
    counts = response.context["counts"]
    assert (counts.present, counts.absent, counts.asked) == (0, 1, 1)
    answer = response.content.decode()
    assert f'id="seat-{seat.pk}"' in answer
    assert 'hx-swap-oob="true"' in answer
    assert "<html" not in answer


def test_a_tap_that_waited_for_the_network_does_not_overrule_a_later_one(signed_in, officer, today):
    seat = seat_of(plan(officer, today, n=1))
    mark(seat, "absent", by=officer)
    address = reverse("followup:seat_mark", args=[seat.pk])
    signed_in(officer).post(address, {"state": "present", "ago": 600}, headers=HTMX)
    seat.refresh_from_db()
    assert seat.state == "absent"


def test_the_rest_are_named_before_anything_is_said_of_them(signed_in, officer, today):
    gathering, client = plan(officer, today, n=3), signed_in(officer)
    address = reverse("followup:gathering_rest", args=[gathering.pk])
    page = client.get(address, {"state": "present"})
    assert len(page.context["rows"]) == 3
    assert not Briefing.objects.exists()
    late = make_case(owner=officer).person
    ask_people(gathering, Person.objects.filter(pk=late.pk), by=officer)
    response = client.post(address, {"state": "present", "seats": page.context["seats"]}, follow=True)
    assert said_by(response) == ["已记录 3 人。"]
    assert seat_of(gathering, late).state == "asked"


def test_the_roll_is_closed_and_opened_again(signed_in, officer, today):
    gathering, client = plan(officer, today, n=1), signed_in(officer)
    assert len(client.get(f"/gatherings/{gathering.pk}/close/").context["rows"]) == 1
    client.post(f"/gatherings/{gathering.pk}/close/")
    assert seat_of(gathering).reason == "no_word"
    client.post(f"/gatherings/{gathering.pk}/reopen/")
    assert Gathering.objects.get().is_open


def test_somebody_who_simply_comes_is_found_and_added(signed_in, officer, today):
    gathering, person = plan(officer, today), make_case(owner=officer, name="热娜·买买提").person
    client = signed_in(officer)
    found = client.get(f"/gatherings/{gathering.pk}/", {"find": "热娜"}, headers={**HTMX, "HX-Target": "found"})
    assert [person for person, _id in found.context["found"]] == [person]
    client.post(f"/gatherings/{gathering.pk}/walk-in/", {"person": person.pk})
    assert seat_of(gathering).state == "present"


def test_the_roll_is_searched_by_letters_and_narrowed_by_state(signed_in, officer, today):
    for name in ("热娜·买买提", "马晓燕", "张伟"):
        make_case(owner=officer, name=name)
    gathering, client = plan(officer, today), signed_in(officer)
    mark(seat_of(gathering), "late", by=officer)
    shown = {
        query: [row.seat.person.name for row in client.get(f"/gatherings/{gathering.pk}/?{query}").context["page"].rows]
        for query in ("q=mxy", "state=late", "q=z", "state=nonsense")
    }
    assert shown["q=mxy"] == ["马晓燕"]
    assert shown["state=late"] == ["热娜·买买提"]
    assert (shown["q=z"], len(shown["state=nonsense"])) == ([], 3)


def test_one_is_undone_with_a_reason_that_is_shown(signed_in, officer, today):
    seat, client = mark(seat_of(plan(officer, today, n=1)), "present", by=officer), signed_in(officer)
    address = reverse("followup:seat_undo", args=[seat.pk])
    assert client.post(address, {"reason": ""}).context["form"].errors
    client.post(address, {"reason": "同名误点"})
    assert not Briefing.objects.exists()
    assert "同名误点" in client.get(seat.gathering.get_absolute_url()).content.decode()


def test_called_off_says_so_to_everybody_who_looks(signed_in, officer, today):
    gathering, client = plan(officer, today, n=1), signed_in(officer)
    client.post(f"/gatherings/{gathering.pk}/call-off/", {"reason": "大雪封路"})
    assert "大雪封路" in client.get(gathering.get_absolute_url()).content.decode()


def test_the_sheet_is_put_right_until_the_roll_is_closed(signed_in, officer, today):
    gathering, client = plan(officer, today, n=1), signed_in(officer)
    said = {"title": "新主题", "held_on": "2020-01-01", "minutes": 45, "topics": ["training"], "sheet": "发放手册"}
    client.post(f"/gatherings/{gathering.pk}/edit/", said)
    gathering.refresh_from_db()
    assert (gathering.title, gathering.held_on, gathering.topics) == ("新主题", today, ["training"])
    close_roll(gathering, by=officer)
    assert "重新打开" in client.post(f"/gatherings/{gathering.pk}/edit/", said).content.decode()


def test_a_visit_to_a_factory_says_what_it_does_not_earn(signed_in, officer, today):
    gathering = plan(officer, today, kind="factory", topics=())
    assert "企业参访不等于见习" in signed_in(officer).get(gathering.get_absolute_url()).content.decode()


def test_the_sign_in_sheet_has_a_line_for_each_and_no_whole_number(signed_in, officer, today):
    gathering = plan(officer, today, n=2)
    undo_for(seat_of(gathering), reason="同名误点", by=officer)
    response = signed_in(officer).get(f"/gatherings/{gathering.pk}/sheet/")
    assert len(response.context["rows"]) == 1
    assert not any(person.id_number in response.content.decode() for person in Person.objects.all())


def test_the_file_of_each_tells_what_they_were_asked_to_and_how_they_were_there(signed_in, officer, today):
    seat = mark(seat_of(plan(officer, today, n=1)), "absent", reason="exam", by=officer)
    page = signed_in(officer).get(seat.person.get_absolute_url()).content.decode()
    assert "政策宣讲会 · 秋季宣讲会 · 已通知" in page
    assert "政策宣讲会 · 秋季宣讲会 · 缺席 · 考试" in page


# --- Who sees what ----------------------------------------------------------------------------


def test_a_leader_calls_a_colleagues_person_by_name_and_opens_no_file(signed_in, officer, today):
    gathering, colleague = plan(officer, today), make_user(Role.CASEWORKER, station=officer.station)
    person = make_person(owner=colleague, name="马晓燕")
    ask_people(gathering, Person.objects.all(), by=colleague)
    client = signed_in(officer)
    page = client.get(gathering.get_absolute_url()).content.decode()
    assert "马晓燕" in page
    assert person.get_absolute_url() not in page
    assert person.id_number not in page
    assert client.get(person.get_absolute_url()).status_code == 404
    client.post(reverse("followup:seat_mark", args=[seat_of(gathering).pk]), {"state": "present"})
    assert Briefing.objects.get().person == person


def test_a_colleague_sees_only_their_own_on_the_roll_and_ends_nothing(signed_in, officer, today):
    gathering, colleague = plan(officer, today, n=2), make_user(Role.CASEWORKER, station=officer.station)
    client = signed_in(colleague)
    assert client.get(gathering.get_absolute_url()).context["page"].rows == []
    assert client.post(reverse("followup:seat_mark", args=[seat_of(gathering).pk])).status_code == 404
    for act in ("close", "reopen", "call-off", "edit"):
        assert client.post(f"/gatherings/{gathering.pk}/{act}/").status_code == 404


def test_another_stations_gathering_does_not_exist(signed_in, officer, today):
    gathering = plan(officer, today, n=1)
    client = signed_in(make_user(Role.CASEWORKER, station=make_station()))
    assert client.get(gathering.get_absolute_url()).status_code == 404
    assert client.get("/gatherings/").context["table"].rows.data.data.count() == 0


# --- Whole pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_whole_in_both_languages(signed_in, officer, today, language):
    gathering, client = plan(officer, today, n=2), signed_in(officer)
    mark(seat_of(gathering), "absent", reason="road", by=officer)
    client.cookies["django_language"] = language
    own = [f"/gatherings/{gathering.pk}/{part}" for part in ("", "edit/", "close/", "rest/?state=absent", "sheet/")]
    more = [f"/gatherings/{gathering.pk}/call-off/", f"/seats/{seat_of(gathering).pk}/undo/", "/gatherings/new/"]
    assert {client.get(address).status_code for address in ["/gatherings/", *own, *more]} == {200}
    tomorrow = plan(officer, today + timedelta(days=1))
    assert client.get(tomorrow.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("address", ["/gatherings/{}/", "/gatherings/{}/sheet/", "/gatherings/{}/rest/?state=absent"])
def test_ten_or_three_hundred_ask_as_many_questions(
    signed_in, officer, today, address, django_assert_num_queries, django_assert_max_num_queries
):
    gathering, client, numbers = plan(officer, today), signed_in(officer), []
    for more in (10, 290):
        Attendance.objects.bulk_create(
            Attendance(gathering=gathering, person=make_person(owner=officer)) for _n in range(more)
        )
        with django_assert_max_num_queries(30) as asked:
            client.get(address.format(gathering.pk))
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_the_list_of_gatherings_asks_as_many_questions_for_many(
    signed_in, officer, today, django_assert_max_num_queries
):
    client, numbers = signed_in(officer), []
    for more in (1, 12):
        for _n in range(more):
            plan(officer, today, n=1)
        with django_assert_max_num_queries(20) as asked:
            client.get("/gatherings/")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_too_large_a_selection_stays_on_the_list(signed_in, officer, monkeypatch):
    monkeypatch.setattr("followup.gathering.MOST", 1)
    for _n in range(2):
        make_case(owner=officer)
    response = signed_in(officer).post("/people/gather/", {"all": "yes"})
    assert response.status_code == 409
    assert not Gathering.objects.exists()
