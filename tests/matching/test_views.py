"""The pool's pages: the list and its sentence, a posting by hand and its end, lists brought in."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from matching import pooling
from matching.models import Posting, PostingBatch
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


def titles(response):
    return {row.record.title for row in response.context["table"].paginated_rows}


def test_the_list_holds_what_is_open(page):
    make_posting("会计")
    make_posting("电工", closed_on=date(2026, 8, 1), closed_reason="filled")
    assert titles(page("postings")) == {"会计"}
    assert titles(page("postings", closed="yes")) == {"会计", "电工"}


@pytest.mark.parametrize(
    "query",
    [
        {"q": "会计"},
        {"q": "农机"},
        {"kind": "internship"},
        {"education": "21"},
        {"pay": 5000},
        {"area": "白杨"},
        {"experience": "none"},
        {"audience": "disabled"},
    ],
)
def test_a_filter_narrows_and_shows_itself_as_a_chip(page, query):
    firm = make_employer("白杨农机")
    make_posting("会计", employer=firm, kind="internship", education="21", pay_min=5000, pay_max=6000)
    Posting.objects.update(audience=["disabled"])
    make_posting("电工", employer=make_employer("乙"), education="31", pay_min=2000, pay_max=3000, area_text="外地")
    Posting.objects.filter(title="电工").update(experience_years=3)
    response = page("postings", **query)
    assert titles(response) == {"会计"}
    assert len(response.context["filter_sentence"]) == 1


def test_a_nonsense_filter_does_not_break_the_list(page):
    make_posting("会计")
    assert page("postings", pay="many", kind="x", page="zzz", sort="no_such").status_code in (200, 404)


@pytest.mark.parametrize(("name", "queries"), [("postings", 5), ("employers", 5)])
def test_queries_do_not_grow_with_rows(page, name, queries, django_assert_max_num_queries):
    for wanted in (1, 30):
        for _more in range(wanted):
            make_posting()
        with django_assert_max_num_queries(queries):
            page(name)


def test_a_posting_shows_what_was_understood_beside_what_was_written(page):
    posting = make_posting("会计", majors="本科：会计学；研究生：工商管理类", pay_text="面议")
    body = page("posting", posting.pk).content.decode()
    assert "本科：会计学；研究生：工商管理类" in body
    assert "面议" in body


def test_a_posting_is_added_by_hand(client, page):
    facts = {"employer_name": "白杨农机", "title": "会计", "kind": "full_time", "majors_text": "会计学"}
    response = client.post(reverse("matching:posting_new"), {**facts, "area_text": "新疆白杨市"})
    posting = Posting.objects.get()
    assert response["Location"] == posting.get_absolute_url()
    assert (posting.majors["majors"], posting.area_code) == (["会计学"], "659012")


def test_pay_in_the_wrong_order_is_refused_beside_its_field(client, page):
    facts = {"employer_name": "甲", "title": "会计", "kind": "full_time", "pay_min": 6000, "pay_max": 4000}
    response = client.post(reverse("matching:posting_new"), facts)
    assert "pay_max" in response.context["form"].errors
    assert not Posting.objects.exists()


def test_a_posting_is_closed_with_a_reason(client, page):
    posting = make_posting()
    client.post(reverse("matching:posting_close", args=[posting.pk]), {})
    posting.refresh_from_db()
    assert posting.closed_on is None
    client.post(reverse("matching:posting_close", args=[posting.pk]), {"reason": "filled"})
    posting.refresh_from_db()
    assert (posting.closed_on, posting.closed_reason) == (timezone.localdate(), "filled")


def upload(client, content="岗位名称,单位名称\n会计,甲\n其他,甲\n"):
    file = SimpleUploadedFile("岗位.csv", content.encode())
    return client.post(reverse("matching:batch_upload"), {"file": file, "source": "某市名录"})


def test_a_list_is_uploaded_compared_shown_and_applied(client, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        upload(client)
    batch = PostingBatch.objects.get()
    pooling.compare_postings(batch, today=timezone.localdate())
    response = page("batch", batch.pk)
    assert "没有可用的岗位名称。" in response.content.decode()
    assert not Posting.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("matching:batch_apply", args=[batch.pk]))
    batch.refresh_from_db()
    pooling.apply_postings(batch)
    assert Posting.objects.get().title == "会计"


def test_applying_twice_is_refused_with_a_sentence(client, page, officer):
    batch = pooling.receive_postings(file_name="x.csv", content="岗位名称\n会计\n".encode(), by=officer)
    pooling.compare_postings(batch, today=timezone.localdate())
    for _again in range(2):
        response = client.post(reverse("matching:batch_apply", args=[batch.pk]), follow=True)
    assert "不能入库" in response.content.decode()


@pytest.mark.parametrize("verdict", ["new", "invalid", "no_such"])
def test_the_rows_of_a_batch_are_shown_by_verdict(client, page, officer, verdict):
    batch = pooling.receive_postings(file_name="x.csv", content="岗位名称\n会计\n其他\n".encode(), by=officer)
    pooling.compare_postings(batch, today=timezone.localdate())
    rows = page("batch", batch.pk, verdict=verdict).context["table"].paginated_rows
    assert len(rows) == (2 if verdict == "no_such" else 1)


def test_a_moving_batch_shows_its_progress_and_then_the_page_anew(page, officer):
    batch = pooling.receive_postings(file_name="x.csv", content=b"x", by=officer)
    assert "HX-Refresh" not in page("batch_progress", batch.pk)
    PostingBatch.objects.update(stage=PostingBatch.Stage.FAILED)
    assert page("batch_progress", batch.pk)["HX-Refresh"] == "true"
