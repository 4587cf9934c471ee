"""The pages of the search: where it stands, asking, and deciding with the proof in sight."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from followup.losing import ask_lost, decide_lost
from followup.models import LadderStep, Lost
from placement.accounts.roles import Role
from tests.factories import make_case, make_person, make_station, make_user
from tests.followup.doors import visit

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BEGUN = TODAY - timedelta(days=40)
LIST, DECIDE = reverse("followup:lost"), reverse("followup:lost_decide")


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def supervisor(officer):
    return make_user(Role.SUPERVISOR)


def lost_case(officer, name="热娜"):
    """A case whose standard asks for nothing but one visit at the door, which was in vain."""
    person = make_person(owner=officer, on=BEGUN, name=name, phones=["13800000001"])
    case = make_case(person=person, owner=officer, on=BEGUN)
    LadderStep.objects.get_or_create(standard=case.standard, rank=1, rung="door", defaults={"spacing_days": 0})
    visit(person, officer, made_on=TODAY - timedelta(days=3), result="nobody_home")
    return case


def asked(officer, **facts):
    return ask_lost(lost_case(officer, **facts), note_text="邻居说已搬走", by=officer, on=TODAY)


def page(client, address, **query):
    return client.get(address, query).content.decode()


def test_the_case_page_shows_where_the_search_stands(signed_in, officer):
    person = make_person(owner=officer, on=BEGUN, phones=["13800000001"])
    make_case(person=person, owner=officer, on=BEGUN)
    assert "换时段再打" not in page(signed_in(officer), person.get_absolute_url())
    visit(person, officer, manner="phone", result="no_answer")
    shown = page(signed_in(officer), person.get_absolute_url())
    assert all(words in shown for words in ("换时段再打", "没有可用的备用号码", "各步都寻访过之后"))


def test_after_a_contact_the_ladder_is_not_shown(signed_in, officer):
    case = lost_case(officer)
    visit(case.person, officer, result="self")
    assert signed_in(officer).get(case.person.get_absolute_url()).context["search"] is None


def test_an_officer_asks_with_a_note(signed_in, officer):
    case = lost_case(officer)
    client, address = signed_in(officer), reverse("followup:lost_ask", args=[case.person_id])
    assert address in page(client, case.person.get_absolute_url())
    assert client.post(address, {"note_text": "邻居说已搬走"}).status_code == 302
    assert Lost.objects.get().note == "邻居说已搬走"
    assert "待认定" in page(client, case.person.get_absolute_url())


def test_asking_a_school_or_a_cadre_is_a_try_of_its_own_and_pressed_twice_is_one(signed_in, officer):
    case, client = make_case(owner=officer, on=BEGUN), signed_in(officer)
    address = reverse("followup:lost_try", args=[case.person_id])
    data = {
        "uuid": uuid4(),
        "rung": "cadre",
        "manner": "phone",
        "result": "elsewhere",
        "findings": "李书记：全家去了乌鲁木齐",
    }
    for _n in range(2):
        assert client.post(address, {**data, "made_on": TODAY.isoformat()}).status_code == 302
    assert [made.rung for made in case.person.visits.made()] == ["cadre"]
    late = client.post(address, {**data, "made_on": (TODAY + timedelta(days=1)).isoformat()})
    assert "不能晚于今天" in late.content.decode()


def test_too_early_it_is_said_what_is_missing_and_nothing_is_asked(signed_in, officer):
    case = make_case(owner=officer, on=BEGUN)
    address = reverse("followup:lost_ask", args=[case.person_id])
    shown = signed_in(officer).post(address, {"note_text": "x"}).content.decode()
    assert "尚缺" in shown
    assert not Lost.objects.exists()


def test_somebody_elses_person_does_not_exist(signed_in, officer):
    lost = asked(officer)
    stranger = signed_in(make_user())
    for name, key in (("lost_ask", lost.person_id), ("lost_one", lost.pk)):
        assert stranger.get(reverse(f"followup:{name}", args=[key])).status_code == 404
    assert stranger.post(reverse("followup:lost_withdraw", args=[lost.pk])).status_code == 404


def test_a_supervisor_sees_what_waits_and_each_with_its_proof(signed_in, officer, supervisor):
    lost = asked(officer)
    client = signed_in(supervisor)
    assert "热娜" in page(client, LIST)
    shown = page(client, lost.get_absolute_url())
    assert all(words in shown for words in ("上门无人", "邻居说已搬走", "同意认定"))
    assert lost.person.looks.filter(by=supervisor).exists()


def test_a_supervisor_decides_one(signed_in, officer, supervisor):
    lost = asked(officer)
    client = signed_in(supervisor)
    assert client.post(DECIDE, {"lost": lost.pk, "decision": "agree", "remark": ""}).status_code == 302
    lost.person.refresh_from_db()
    assert lost.person.status == "unreachable"
    assert client.get(LIST, {"side": "agreed"}).context["counts"] == {
        "waiting": 0,
        "agreed": 1,
        "refused": 0,
        "ended": 0,
    }


def test_several_are_shown_before_they_are_decided_and_only_the_ticked_ones_are(signed_in, officer, supervisor):
    first, second = asked(officer, name="热娜"), asked(officer, name="古丽")
    client = signed_in(supervisor)
    shown = page(client, DECIDE, lost=[first.pk, second.pk])
    assert all(words in shown for words in ("热娜", "古丽", "上门无人"))
    client.post(DECIDE, {"lost": [second.pk], "decision": "agree"})
    assert list(Lost.objects.waiting()) == [first]


def test_refusing_needs_a_reason(signed_in, officer, supervisor):
    lost = asked(officer)
    client = signed_in(supervisor)
    assert "说明理由" in client.post(DECIDE, {"lost": lost.pk, "decision": "refuse"}).content.decode()
    client.post(DECIDE, {"lost": lost.pk, "decision": "refuse", "remark": "请再上门"})
    assert "请再上门" in page(signed_in(officer), lost.person.get_absolute_url())


def test_who_asked_is_told_that_another_decides(signed_in, supervisor):
    lost = asked(supervisor)
    client = signed_in(supervisor)
    assert "申请人不能认定" in page(client, lost.get_absolute_url())
    client.post(DECIDE, {"lost": lost.pk, "decision": "agree"})
    assert Lost.objects.waiting().exists()


@pytest.mark.parametrize("query", [{}, {"lost": "x"}, {"lost": "99999999999999999999"}])
def test_nobody_ticked_is_said(signed_in, supervisor, query):
    assert signed_in(supervisor).get(DECIDE, query).status_code == 409


def test_one_of_another_station_is_not_decided(signed_in, officer):
    lost = asked(officer)
    stranger = make_user(Role.SUPERVISOR, station=make_station("外市"))
    assert signed_in(stranger).post(DECIDE, {"lost": lost.pk, "decision": "agree"}).status_code == 409
    assert Lost.objects.waiting().exists()


def test_the_asker_takes_it_back(signed_in, officer):
    lost = asked(officer)
    assert "撤回申请" in page(signed_in(officer), lost.get_absolute_url())
    signed_in(officer).post(reverse("followup:lost_withdraw", args=[lost.pk]))
    assert Lost.objects.get().ended_why == "withdrawn"


def test_a_visit_withdrawn_since_shows_in_the_proof(signed_in, officer, supervisor):
    lost = asked(officer)
    lost.person.visits.made().update(stands=False, withdrawn_at=timezone.now(), correction="误记")
    assert "该走访已更正或撤销" in page(signed_in(supervisor), lost.get_absolute_url())


@pytest.mark.parametrize("people", [1, 6])
def test_the_list_takes_the_same_queries_for_many(signed_in, officer, supervisor, people, django_assert_num_queries):
    for number in range(people):
        asked(officer, name=f"甲{number}")
    client = signed_in(supervisor)
    with django_assert_num_queries(9):
        client.get(LIST)


def test_an_ended_finding_says_why(signed_in, officer, supervisor):
    lost = asked(officer)
    decide_lost(lost, agreed=True, remark="", by=supervisor, on=TODAY)
    visit(lost.person, officer, result="self")
    assert "已联系上" in page(signed_in(supervisor), lost.get_absolute_url())
    assert Lost.objects.get().ended_on == TODAY
