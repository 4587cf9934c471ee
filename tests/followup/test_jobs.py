"""Jobs for one person: ranked with reasons, pushed once, answered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.factories import make_case, make_posting, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


@pytest.fixture
def person(officer):
    facts = {"education": "21", "major": "会计学", "residence_area": "659012"}
    person = make_case(owner=officer, on=timezone.localdate(), **facts).person
    set_wishes(person, [{"occupation": "会计"}], by=officer)
    return person


def push(client, person, *postings, **facts):
    data = {"postings": [posting.pk for posting in postings], "channel": "face", "pushed_on": timezone.localdate()}
    return client.post(reverse("followup:jobs", args=[person.pk]), {**data, **facts})


def test_the_best_posting_comes_first_with_its_reasons(signed_in, officer, person):
    make_posting("挖掘机司机")
    make_posting("会计")
    response = signed_in(officer).get(reverse("followup:jobs", args=[person.pk]))
    assert [row["posting"].title for row in response.context["rows"]][0] == "会计"
    assert "意向“会计”与岗位“会计”一致" in response.content.decode()


def test_a_pushed_job_lights_a_pip_and_is_not_offered_again(signed_in, officer, person):
    posting, client = make_posting("会计"), signed_in(officer)
    push(client, person, posting)
    assert person.cases.get().steps.filter(kind="push", done_on__isnull=False).count() == 1
    response = client.get(reverse("followup:jobs", args=[person.pk]))
    assert response.context["rows"] == []
    assert "待答复" in response.content.decode()


def test_nothing_ticked_is_asked_for(signed_in, officer, person):
    make_posting("会计")
    assert "请至少选择一个岗位。" in push(signed_in(officer), person).content.decode()


def test_a_push_in_the_future_is_refused_and_stays_ticked(signed_in, officer, person):
    posting = make_posting("会计")
    response = push(signed_in(officer), person, posting, pushed_on=timezone.localdate() + timedelta(days=1))
    assert "推送日期不能晚于今天。" in response.content.decode()
    assert response.context["rows"][0]["ticked"]


def test_a_closed_posting_cannot_be_pushed_by_its_key(signed_in, officer, person):
    closed = make_posting("会计", closes_on=timezone.localdate() - timedelta(days=1))
    push(signed_in(officer), person, closed)
    assert not person.pushes.exists()


def test_a_no_needs_its_reason(signed_in, officer, person):
    client = signed_in(officer)
    push(client, person, make_posting("会计"))
    url = reverse("followup:push_answer", args=[person.pushes.get().pk])
    assert "请选择不愿意的原因。" in client.post(url, {"answer": "no"}).content.decode()
    client.post(url, {"answer": "no", "no_reason": "pay"})
    assert person.pushes.get().no_reason == "pay"


def test_what_the_employer_said_is_kept(signed_in, officer, person):
    client = signed_in(officer)
    push(client, person, make_posting("会计"))
    client.post(reverse("followup:push_employer", args=[person.pushes.get().pk]), {"answer": "interview"})
    assert person.pushes.get().employer_answer == "interview"


def test_a_colleagues_push_does_not_exist_for_me(signed_in, officer, person):
    push(signed_in(officer), person, make_posting("会计"))
    url = reverse("followup:push_answer", args=[person.pushes.get().pk])
    assert signed_in(make_user(station=officer.station)).get(url).status_code == 404


@pytest.mark.parametrize("postings", [1, 15])
def test_the_queries_do_not_grow_with_postings(signed_in, officer, person, postings, django_assert_num_queries):
    for _ in range(postings):
        make_posting("会计")
    client = signed_in(officer)
    with django_assert_num_queries(15):
        client.get(reverse("followup:jobs", args=[person.pk]))


def test_what_could_give_way_is_said_with_what_it_brings(signed_in, officer, person):
    set_wishes(person, [{"occupation": "会计", "pay_floor": 6000}], by=officer)
    make_posting("会计", pay_min=5000, pay_max=5500)
    response = signed_in(officer).get(reverse("followup:jobs", args=[person.pk]))
    assert response.context["relaxations"] == [("期望月薪降到 5500", 1)]


def test_why_a_posting_is_not_in_the_list_is_answered(signed_in, officer, person):
    pushed, far, good = make_posting("会计甲"), make_posting("会计乙", area_code="430102"), make_posting("会计丙")
    closed = make_posting("会计丁", closes_on=timezone.localdate() - timedelta(days=1))
    client = signed_in(officer)
    push(client, person, pushed)
    response = client.get(reverse("followup:jobs", args=[person.pk]), {"why": "会计"})
    told = {posting.pk: sentences[0] for posting, sentences in response.context["answers"]}
    assert told[pushed.pk] == "已经向本人推送过"
    assert told[closed.pk] == "岗位已关闭或已过期"
    assert told[far.pk] == "在外省，本人未表示可以去"
    assert told[good.pk].startswith("可以推荐")
