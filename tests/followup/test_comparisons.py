"""The comparisons' pages: upload, what the list says, decisions by button, by ticks and by filter."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from followup import tasks
from followup.models import Outcome, Visit
from followup.visiting import record_visit
from placement.accounts.roles import Role
from registry.models import Comparison, Finding, Person, Roster
from registry.reconciling import receive_list
from registry.statuses import Status
from registry.tasks import take_up_rosters
from tests.factories import make_id_number, make_person, make_station, make_user
from tests.registry.test_reconciling import TODAY, compare, graduates, insured

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return make_user(Role.CLERK)


@pytest.fixture
def officer(clerk):
    return make_user(Role.CASEWORKER, station=clerk.station)


@pytest.fixture
def browser(signed_in, clerk):
    return signed_in(clerk)


def page_of(browser, comparison, **query):
    return browser.get(comparison.get_absolute_url(), query)


def decide(browser, comparison, query="", **data):
    return browser.post(reverse("followup:findings_decide", args=[comparison.pk]) + query, data)


def hits(clerk, officer, *names):
    people = [make_person(owner=officer, name=name, status=Status.SEEKING) for name in names]
    rows = [(person.name, person.id_number, "白杨农机有限公司", "2026-08-01") for person in people]
    return compare(clerk, "insurance", insured(*rows)), people


def test_from_upload_to_proposal(browser, clerk, officer):
    person = make_person(owner=officer, name="张三", status=Status.SEEKING)
    content = insured(("张三", person.id_number, "白杨农机有限公司", "2026-08-01"))
    data = {"kind": "insurance", "listed_on": "2026-09-01", "station": clerk.station.pk}
    sent = browser.post(reverse("followup:comparison_upload"), data | {"file": SimpleUploadedFile("社保.csv", content)})
    page = browser.get(sent.url).content.decode()
    assert "可能已就业（单位）" in page
    assert "2026-08-01 起 · 白杨农机有限公司" in page


def test_a_list_of_tomorrow_is_refused(browser, clerk):
    data = {"kind": "army", "listed_on": "2099-01-01", "station": clerk.station.pk}
    sent = browser.post(reverse("followup:comparison_upload"), data | {"file": SimpleUploadedFile("a.csv", b"x")})
    assert sent.context["form"].errors == {"listed_on": ["不能晚于今天。"]}


def test_id_numbers_are_masked(browser, clerk, officer):
    comparison, people = hits(clerk, officer, "张三")
    page = page_of(browser, comparison).content.decode()
    assert people[0].id_number not in page
    assert people[0].id_number[-4:] in page


def test_one_is_decided_by_its_own_button(browser, clerk, officer):
    comparison, people = hits(clerk, officer, "张三", "李四")
    decide(browser, comparison, only=f"accepted-{comparison.findings.get(person=people[0]).pk}")
    assert Outcome.objects.get().person == people[0]


def test_ticked_ones_are_decided(browser, clerk, officer):
    comparison, people = hits(clerk, officer, "张三", "李四", "王五")
    ticked = list(comparison.findings.filter(person__in=people[:2]).values_list("pk", flat=True))
    decide(browser, comparison, findings=ticked, decision="to_visit")
    assert set(Visit.objects.values_list("person", flat=True)) == {person.pk for person in people[:2]}


def test_all_that_match_are_decided_and_no_others(browser, clerk, officer):
    comparison, _people = hits(clerk, officer, "张三", "李四", "李五")
    decide(browser, comparison, "?what=hit&q=李", all="yes", decision="rejected")
    left = comparison.findings.waiting().get()
    assert left.person.name == "张三"


def test_the_filter_reads_as_a_sentence(browser, clerk, officer):
    comparison, _people = hits(clerk, officer, "张三", "李四")
    page = page_of(browser, comparison, what="hit", q="李", status="seeking")
    assert [chip["label"] for chip in page.context["filter_sentence"]] == ["李", "求职中"]
    assert [row.record.person.name for row in page.context["table"].rows] == ["李四"]


def test_a_filter_that_makes_no_sense_decides_nobody(browser, clerk, officer):
    comparison, _people = hits(clerk, officer, "张三")
    decide(browser, comparison, "?what=hit&station=999999", all="yes", decision="accepted")
    assert not Outcome.objects.exists()


def test_many_are_decided_after_the_answer(browser, clerk, officer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("followup.views.comparisons.AT_ONCE", 1)
    comparison, _people = hits(clerk, officer, "张三", "李四")
    with django_capture_on_commit_callbacks(execute=True):
        decide(browser, comparison, "?what=hit", all="yes", decision="accepted")
    assert Outcome.objects.count() == 2


def test_only_those_ticked_are_decided_however_many(
    browser, clerk, officer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("followup.views.comparisons.AT_ONCE", 1)
    comparison, _people = hits(clerk, officer, "张三", "李四", "王五")
    ticked = list(comparison.findings.values_list("pk", flat=True))[:2]
    with django_capture_on_commit_callbacks(execute=True):
        decide(browser, comparison, "?what=hit", findings=ticked, decision="rejected")
    assert comparison.findings.waiting().count() == 1


def test_deciding_after_the_comparison_is_gone_is_no_error(clerk):
    tasks.decide_matching(0, "", "accepted", clerk.pk, "")
    assert not Outcome.objects.exists()


def test_what_was_left_is_said(browser, clerk):
    make_person(station=clerk.station, name="张三", status=Status.SEEKING)
    person = Person.objects.get()
    comparison = compare(clerk, "insurance", insured(("张三", person.id_number, "甲厂", "")))
    page = decide(browser, comparison, "?what=hit", all="yes", decision="to_visit")
    assert "没有责任专员" in browser.get(page.url).content.decode()


def test_rows_missing_here_lead_to_their_roster(browser, clerk, django_capture_on_commit_callbacks):
    comparison = compare(clerk, "education", graduates(("李四", make_id_number(), "本科", "塔里木大学")))
    with django_capture_on_commit_callbacks(execute=True):
        sent = decide(browser, comparison, "?what=missing_here", all="yes", decision="accepted")
    roster = Roster.objects.get()
    assert sent.url == roster.get_absolute_url()
    assert roster.counts == {"new": 1}


@pytest.mark.parametrize("kind", ["education", "neighbour", "roster"])
def test_every_sort_of_finding_can_be_read(browser, clerk, kind):
    here, there = (make_station(name, parent=clerk.station) for name in ("龙泉街道", "友谊街道"))
    person = make_person(station=here, name="张三", education="31")
    elsewhere = make_person(station=make_station(level="city"), name="某人")
    rows = [("张三", person.id_number, "本科", "友谊街道"), ("某人", elsewhere.id_number, "", ""), ("错", "12", "", "")]
    comparison = compare(
        clerk, kind, graduates(*rows, ("李四", make_id_number(), "", ""), header="姓名 身份证号码 学历 所属街道")
    )
    for what in comparison.findings.values_list("what", flat=True):
        page = page_of(browser, comparison, what=what)
        assert page.status_code == 200
        assert len(page.context["table"].rows) >= 1


def test_codes_are_told_in_words(browser, clerk):
    person = make_person(station=clerk.station, name="张三", education="31")
    comparison = compare(clerk, "education", graduates(("张三", person.id_number, "本科", "")))
    page = page_of(browser, comparison, what="changed").content.decode()
    assert "大学专科 → <strong>大学本科</strong>" in page


def test_the_name_of_whom_another_station_has_is_not_told(browser, clerk):
    elsewhere = make_person(station=make_station(level="city"), name="真名")
    comparison = compare(clerk, "education", graduates(("列名", elsewhere.id_number, "", "")))
    page = page_of(browser, comparison).content.decode()
    assert "另一站点" in page
    assert "真名" not in page


def test_who_has_left_the_station_since_is_no_longer_shown_or_decided(browser, clerk, officer):
    comparison, people = hits(clerk, officer, "张三")
    Person.objects.filter(pk=people[0].pk).update(station=make_station(level="city"), owner=None)
    assert "张三" not in page_of(browser, comparison).content.decode()
    decide(browser, comparison, "?what=hit", all="yes", decision="accepted")
    assert not Outcome.objects.exists()


def test_another_stations_comparison_does_not_exist_for_me(signed_in, clerk, officer):
    comparison, _people = hits(clerk, officer, "张三")
    stranger = make_user(Role.CLERK, station=make_station(level="city"))
    assert page_of(signed_in(stranger), comparison).status_code == 404
    assert decide(signed_in(stranger), comparison, "?what=hit", all="yes", decision="accepted").status_code == 404


@pytest.mark.parametrize("kind", ["insurance", "education"])
def test_queries_do_not_grow_with_rows(browser, clerk, officer, django_assert_num_queries, kind):
    def listed(n):
        people = [make_person(owner=officer, name=f"人{'甲乙丙丁戊己庚辛壬癸'[i]}", education="31") for i in range(n)]
        rows = [(person.name, person.id_number, "本科", "") for person in people]
        content = insured(*[(name, number, "甲厂", "") for name, number, *_ in rows])
        return compare(clerk, kind, content if kind == "insurance" else graduates(*rows))

    what = "hit" if kind == "insurance" else "changed"
    few, many = listed(1), listed(9)
    page_of(browser, few, what=what)
    with django_assert_num_queries(12 if kind == "education" else 7):
        page_of(browser, few, what=what)
    with django_assert_num_queries(12 if kind == "education" else 7):
        assert len(page_of(browser, many, what=what).context["table"].rows) == 9


def test_a_comparison_whose_worker_was_killed_is_taken_up(clerk):
    content = insured(("李四", make_id_number(), "甲厂", ""))
    told = {"station": clerk.station, "kind": "insurance", "file_name": "a.csv", "listed_on": TODAY, "by": clerk}
    receive_list(content=content, **told)
    Comparison.objects.update(stage="comparing", moved_at=timezone.now() - timedelta(minutes=9))
    take_up_rosters()
    assert Comparison.objects.get().stage == "compared"


def test_progress_turns_into_the_page_when_done(browser, clerk, officer):
    comparison, _people = hits(clerk, officer, "张三")
    answer = browser.get(reverse("followup:comparison_progress", args=[comparison.pk]))
    assert answer["HX-Refresh"] == "true"


def test_a_decision_must_be_one(browser, clerk, officer):
    comparison, _people = hits(clerk, officer, "张三")
    decide(browser, comparison, "?what=hit", all="yes", decision="remembered")
    assert Finding.objects.get().decision == ""
    assert comparison.listed_on == TODAY


def test_the_officer_sees_on_the_case_page_what_to_verify_until_a_visit_is_made(signed_in, browser, clerk, officer):
    comparison, people = hits(clerk, officer, "张三")
    decide(browser, comparison, "?what=hit", all="yes", decision="to_visit", note="问本人")
    page = signed_in(officer).get(people[0].get_absolute_url())
    lead = "社会保险参保名单 · 可能已就业（单位） · 2026-08-01 起 · 白杨农机有限公司 · 问本人"
    assert page.context["ledger"].leads == [lead]
    today = timezone.localdate()
    told = {"uuid": uuid4(), "made_at": timezone.now(), "made_on": today, "manner": "phone", "result": "self"}
    record_visit(people[0], by=officer, **told)
    assert browser.get(people[0].get_absolute_url()).context["ledger"].leads == []


def test_the_decision_stands_in_the_persons_file(browser, clerk, officer):
    comparison, people = hits(clerk, officer, "张三")
    decide(browser, comparison, "?what=hit", all="yes", decision="rejected")
    assert "社会保险参保名单 · 去向线索 · 白杨农机有限公司 · 2026-08-01 · 不采纳" in (
        browser.get(people[0].get_absolute_url()).content.decode()
    )
