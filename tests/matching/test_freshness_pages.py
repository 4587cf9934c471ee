"""The pages that keep the pool true: asking, putting right, keeping apart."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching import pooling
from matching.models import Inquiry, Posting, PostingBatch, PostingSource
from placement.accounts.roles import Role
from tests.factories import make_employer, make_posting, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user(role=Role.JOB_OFFICER)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return lambda name, *args, **query: client.get(reverse(f"matching:{name}", args=args), query)


@pytest.fixture
def send(client, page):
    def send(name, /, *args, **data):
        return client.post(reverse(f"matching:{name}", args=args), data, follow=True)

    return send


def old(title="会计", **facts):
    return make_posting(title, confirmed_on=timezone.localdate() - timedelta(days=60), **facts)


def titles(response):
    return [row.record.title for row in response.context["table"].paginated_rows]


def brought_in(officer, row, source):
    content = f"岗位名称,单位名称,城市,薪酬\n{row}\n".encode()
    batch = pooling.receive_postings(file_name="岗位.csv", content=content, by=officer, source=source)
    return pooling.compare_postings(batch, today=timezone.localdate())


def applied(officer, row, source):
    return pooling.apply_postings(pooling.start_applying(brought_in(officer, row, source), by=officer))


def test_what_is_to_be_asked_about_is_listed_by_whom(page):
    firm = make_employer("甲厂")
    old("会计", employer=firm)
    old("电工")
    make_posting("焊工", confirmed_on=timezone.localdate())
    assert titles(page("inquiries")) == ["会计", "电工"]
    assert titles(page("inquiries", employer=firm.pk)) == ["会计"]
    assert len(page("inquiries").context["whom"]) == 2


def test_asking_and_answering_go_through_the_page(send):
    postings = [old("会计"), old("电工")]
    send("inquiries_record", act="asked", postings=[posting.pk for posting in postings])
    assert Inquiry.objects.filter(answer="waiting").count() == 2
    response = send("inquiries_record", act="filled", asked="yes", postings=[postings[0].pk])
    assert titles(response) == ["电工"]
    assert Posting.objects.get(title="会计").closed_reason == "filled"


def test_nobody_answers_for_every_source_at_once(send, page):
    old()
    assert 'name="all"' not in page("inquiries").content.decode()
    send("inquiries_record", act="withdrawn", all="yes")
    assert Posting.objects.filter(closed_on=None).exists()


@pytest.mark.parametrize(
    "data", [{"act": "open"}, {"act": "open", "postings": ["x"]}, {"act": "no", "postings": ["1"]}]
)
def test_a_record_of_nothing_is_refused_with_a_sentence(send, data):
    old()
    assert "请先勾选岗位。" in send("inquiries_record", **data).content.decode()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("query", [{"employer": "x"}, {"asked": "maybe"}, {"employer": "99999"}])
def test_a_nonsense_filter_does_not_break_the_page(page, query):
    old()
    assert page("inquiries", **query).status_code == 200


def test_queries_do_not_grow_with_what_is_to_be_asked(page, django_assert_max_num_queries):
    for more in (1, 20):
        for _again in range(more):
            old()
        with django_assert_max_num_queries(8):
            page("inquiries")


def test_what_an_officer_puts_right_no_list_rewrites(send, officer):
    row = "会计,甲厂,白杨市,4000-6000元"
    applied(officer, row, "甲榜")
    posting = Posting.objects.get()
    facts = {"kind": "flexible", "audience": ["mothers"], "pay_min": 5000, "pay_max": 6000, "closes_on": "2099-01-01"}
    send("posting_edit", posting.pk, **facts)
    assert brought_in(officer, row, "甲榜").counts == {"same": 1}
    applied(officer, row, "甲榜")
    posting.refresh_from_db()
    assert (posting.kind, posting.audience, posting.pay_min) == ("flexible", ["mothers"], 5000)
    assert {"kind", "audience", "pay_min"} <= set(posting.by_hand)


def test_majors_put_right_are_read_anew(send):
    posting = make_posting(majors="星际航行学")
    send("posting_edit", posting.pk, kind="full_time", majors_text="会计学")
    posting.refresh_from_db()
    assert posting.majors["majors"] == ["会计学"]
    assert posting.by_hand == ["majors", "majors_text"]


def test_an_untouched_form_marks_nothing_as_set_by_hand(send, officer):
    applied(officer, "会计,甲厂,白杨市,4000-6000元", "甲榜")
    posting = Posting.objects.get()
    facts = {"kind": "full_time", "pay_min": 4000, "pay_max": 6000, "closes_on": posting.closes_on.isoformat()}
    send("posting_edit", posting.pk, **facts)
    posting.refresh_from_db()
    assert posting.by_hand == []


def test_a_posting_shows_whom_it_is_for_and_who_else_offers_it(page, officer):
    applied(officer, "会计（限残疾人）,甲厂,白杨市,", "甲榜")
    applied(officer, "会计,甲厂,白杨市,", "乙榜")
    body = page("posting", Posting.objects.get().pk).content.decode()
    assert "残疾" in body
    assert "乙榜" in body


def test_an_offer_is_kept_apart_from_the_postings_page(send, officer):
    applied(officer, "会计,甲厂,白杨市,", "甲榜")
    applied(officer, "会计,甲厂,白杨市,", "乙榜")
    send("posting_apart", PostingSource.objects.get().pk)
    assert Posting.objects.count() == 2


def test_a_row_is_kept_apart_from_the_lists_page(send, officer, page):
    applied(officer, "会计,甲厂,白杨市,", "甲榜")
    batch = brought_in(officer, "会计,甲厂,白杨市,", "乙榜")
    body = page("batch", batch.pk, verdict="joined").content.decode()
    assert "并入该岗位" in body
    assert reverse("matching:batch_row_apart", args=[batch.rows.get().pk]) in body
    send("batch_row_apart", batch.rows.get().pk)
    send("batch_apply", batch.pk)
    pooling.apply_postings(PostingBatch.objects.get(pk=batch.pk))
    assert Posting.objects.count() == 2


def test_an_employers_other_name_is_kept_apart_from_its_page(send, page, officer):
    applied(officer, "会计,甲有限公司,白杨市,", "甲榜")
    applied(officer, "电工,甲有限责任公司,白杨市,", "甲榜")
    employer = Posting.objects.get(title="会计").employer
    assert "甲有限责任公司" in page("employer", employer.pk).content.decode()
    send("employer_apart", employer.pk, name="甲有限责任公司")
    assert Posting.objects.get(title="电工").employer.name == "甲有限责任公司"
    assert "没有以" in send("employer_apart", employer.pk, name="无此单位").content.decode()
