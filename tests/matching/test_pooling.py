"""A list's way into the pool: every row a posting or a reason, and twice the same."""

from datetime import date

import pytest

from matching import pooling
from matching.models import Employer, Posting, PostingBatch, PostingRow
from registry.refusals import Refusal
from tests.factories import make_posting, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
HEADER = "岗位名称,单位名称,城市,学历要求,专业要求,薪酬,招聘人数"


def compared(*rows, header=HEADER, source="某市名录"):
    content = "\n".join([header, *rows]).encode()
    batch = pooling.receive_postings(file_name="岗位.csv", content=content, by=make_user(), source=source)
    return pooling.compare_postings(batch, today=TODAY)


def applied(*rows, **how):
    return pooling.apply_postings(pooling.start_applying(compared(*rows, **how), by=make_user()))


def codes(batch):
    return [{reason["code"] for reason in row.reasons} for row in batch.rows.order_by("number")]


def test_comparing_writes_nothing_to_the_pool():
    batch = compared("会计,白杨农机,白杨市,本科,会计学,4000-6000元,2")
    assert batch.counts == {"new": 1}
    assert not Posting.objects.exists()


def test_a_row_becomes_a_posting_with_its_facts():
    applied("会计,白杨农机,新疆白杨市,本科及以上,会计学,4-6k,2人")
    posting = Posting.objects.get()
    assert (posting.title, posting.education, posting.pay_min, posting.pay_max) == ("会计", "21", 4000, 6000)
    assert (posting.headcount, posting.area_code, posting.majors["majors"]) == (2, "659012", ["会计学"])
    assert posting.employer.name == "白杨农机"


def test_a_row_with_several_jobs_becomes_several_postings():
    batch = applied("电工、焊工,白杨农机,,,,,")
    assert sorted(Posting.objects.values_list("title", flat=True)) == ["焊工", "电工"]
    assert codes(batch) == [{"split"}]


def test_every_row_ends_as_a_posting_or_with_a_reason():
    batch = compared("会计,甲,,,,,", ",甲,,,,,", "其他,甲,,,,,", "会计,甲,,,,,")
    assert batch.rows.count() == 4
    assert [row.verdict for row in batch.rows.order_by("number")] == ["new", "invalid", "invalid", "invalid"]
    assert codes(batch)[1:] == [{"bad_no_title"}, {"bad_no_title"}, {"bad_repeated"}]


def test_what_is_not_understood_is_said_and_does_not_stop_the_row():
    batch = compared("会计,甲,,其他,星际航行学,25-45,一批")
    assert codes(batch) == [{"education_unread", "majors_unread", "pay_unread", "headcount_unread"}]
    assert batch.counts == {"new": 1}


def test_applying_the_same_list_twice_changes_nothing():
    row = "会计,白杨农机,白杨市,本科,会计学,4000-6000元,2"
    applied(row)
    before = list(Posting.objects.values())
    assert compared(row).counts == {"same": 1}
    assert applied(row).stage == PostingBatch.Stage.APPLIED
    assert list(Posting.objects.values()) == before


def test_a_changed_row_changes_its_posting():
    applied("会计,白杨农机,白杨市,本科,会计学,面议,2")
    batch = applied("会计,白杨农机,白杨市,本科,会计学,面议,5")
    assert batch.counts == {"changed": 1}
    assert Posting.objects.get().headcount == 5


def test_a_batch_is_applied_once():
    batch = applied("会计,甲,,,,,")
    with pytest.raises(Refusal):
        pooling.start_applying(batch, by=make_user())


def test_comparing_again_gives_the_same_rows():
    batch = compared("会计,甲,,,,,", "电工,甲,,,,,")
    PostingBatch.objects.filter(pk=batch.pk).update(stage=PostingBatch.Stage.COMPARING)
    batch.refresh_from_db()
    pooling.compare_postings(batch, today=TODAY)
    assert PostingRow.objects.count() == 2


def test_one_employer_under_two_spellings_is_one():
    applied("会计,白杨农机有限公司,,,,,", "电工,白杨农机 有限公司,,,,,")
    assert Employer.objects.count() == 1


def test_a_list_without_employers_stands_for_them():
    applied("会计,贵州,贵州省", header="岗位名称,省份,城市", source="紧缺人才目录")
    employer = Employer.objects.get()
    assert (employer.name, employer.is_source) == ("贵州省·紧缺人才目录", True)


def test_a_list_of_an_earlier_year_is_to_be_asked_about():
    assert "old_year" in codes(compared("会计,甲,2021", header="岗位名称,单位名称,年份"))[0]


def test_a_row_whose_last_day_has_passed_is_not_taken():
    batch = compared("会计,甲,2026-08-31", header="岗位名称,单位名称,截止日期")
    assert codes(batch) == [{"bad_past"}]


def test_what_expired_opens_again_and_what_an_officer_closed_does_not():
    applied("会计,甲,,,,,", "电工,甲,,,,,")
    pooling.close_posting(Posting.objects.get(title="会计"), reason="filled", on=TODAY)
    pooling.close_posting(Posting.objects.get(title="电工"), reason="expired", on=TODAY)
    assert applied("会计,甲,,,,,", "电工,甲,,,,,").counts == {"same": 1, "changed": 1}
    assert set(Posting.objects.filter(closed_on=None).values_list("title", flat=True)) == {"电工"}


@pytest.mark.parametrize(("content", "words"), [("单位名称,城市\n甲,乙\n".encode(), "岗位名称"), (b"\x00\x01\x02", "")])
def test_a_file_that_is_no_list_of_postings_says_why(content, words):
    batch = pooling.receive_postings(file_name="x.csv", content=content, by=make_user())
    pooling.compare_postings(batch, today=TODAY)
    assert batch.stage == PostingBatch.Stage.FAILED
    assert words in batch.problem


def test_expired_postings_close_once():
    make_posting(closes_on=date(2026, 8, 31))
    make_posting(closes_on=TODAY)
    assert pooling.close_expired(on=TODAY) == 1
    assert pooling.close_expired(on=TODAY) == 0


def test_a_long_list_takes_as_many_queries_as_a_short_one(django_assert_max_num_queries):
    with django_assert_max_num_queries(70):
        applied(*(f"岗位{n}员,单位{n % 7},,,,," for n in range(400)))
    assert Posting.objects.count() == 400
