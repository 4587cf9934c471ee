"""The same job on three boards is one posting, and what only looks alike stays apart."""

from datetime import date

import pytest

from matching import parting, pooling
from matching.employing import keep_employer_apart, written_names
from matching.models import Employer, Posting, PostingSource
from registry.refusals import Refusal
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
HEADER = "岗位名称,单位名称,城市,学历要求,专业要求,薪酬,招聘人数"


def compared(*rows, source="甲榜"):
    content = "\n".join([HEADER, *rows]).encode()
    batch = pooling.receive_postings(file_name="岗位.csv", content=content, by=make_user(), source=source)
    return pooling.compare_postings(batch, today=TODAY)


def applied(*rows, **how):
    return pooling.apply_postings(pooling.start_applying(compared(*rows, **how), by=make_user()))


def test_one_job_on_three_boards_is_one_posting_with_three_sources():
    applied("会计,白杨农机有限公司,新疆白杨市,本科,,4000-6000元,2")
    batch = applied("会计（急聘）,白杨农机,白杨市,,会计学,4-6k,", source="乙榜")
    applied("会计3名,白杨农机 有限公司,白杨市,,,面议,", source="丙榜")
    posting = Posting.objects.get()
    assert batch.counts == {"joined": 1}
    assert [posting.source, *posting.others.values_list("source", flat=True)] == ["甲榜", "乙榜", "丙榜"]


def test_another_board_adds_what_the_first_left_open_and_rewrites_nothing():
    applied("会计,白杨农机,白杨市,,,4000-6000元,2")
    applied("会计,白杨农机,白杨市,本科,会计学,5-8k,9", source="乙榜")
    posting = Posting.objects.get()
    assert (posting.education, posting.majors["majors"]) == ("21", ["会计学"])
    assert (posting.pay_min, posting.pay_max, posting.headcount) == (4000, 6000, 2)


@pytest.mark.parametrize(
    "row",
    [
        "出纳,白杨农机,白杨市,本科,,4000-6000元,",
        "会计,乙厂,白杨市,本科,,4000-6000元,",
        "会计,白杨农机,贵州遵义,本科,,4000-6000元,",
        "会计,白杨农机,白杨市,本科,,8000-9000元,",
        "会计,白杨农机,白杨市,大专,,4000-6000元,",
    ],
)
def test_another_job_employer_place_pay_or_schooling_is_another_posting(row):
    applied("会计,白杨农机,白杨市,本科,,4000-6000元,")
    assert applied(row, source="乙榜").counts == {"new": 1}
    assert Posting.objects.count() == 2


def test_a_boards_own_rows_are_different_jobs_however_alike():
    applied("会计,甲,白杨市,,会计学,面议,", "会计,甲,白杨市,,审计学,面议,")
    assert Posting.objects.count() == 2
    batch = applied("会计,甲,白杨市,,,,", "会计,甲,白杨市,本科,,,", "会计,甲,白杨市,大专,,,", source="乙榜")
    assert batch.counts["joined"] == 2
    assert Posting.objects.count() == 3


def test_a_list_without_employers_joins_nothing():
    applied("会计,,白杨市,,,,")
    assert applied("会计,,白杨市,,,,", source="乙榜").counts == {"new": 1}


def test_the_other_boards_list_again_is_the_same():
    applied("会计,甲,白杨市,,,,")
    applied("会计,甲,白杨市,,,5000元,", source="乙榜")
    assert applied("会计,甲,白杨市,,,5000元,", source="乙榜").counts == {"same": 1}
    assert (Posting.objects.count(), PostingSource.objects.count()) == (1, 1)


def test_what_an_officer_closed_does_not_come_back_through_another_board():
    applied("会计,甲,白杨市,,,,")
    pooling.close_posting(Posting.objects.get(), reason="filled", on=TODAY)
    batch = applied("会计,甲,白杨市,,,,", source="乙榜")
    assert "closed_by_hand" in {reason["code"] for reason in batch.rows.get().reasons}
    assert not Posting.objects.filter(closed_on=None).exists()


def test_two_lists_compared_at_once_still_make_one_posting():
    first, second = compared("会计,甲,白杨市,,,,"), compared("会计,甲,白杨市,,,,", source="乙榜")
    assert (first.counts, second.counts) == ({"new": 1}, {"new": 1})
    for batch in (first, second):
        pooling.apply_postings(pooling.start_applying(batch, by=make_user()))
    assert Posting.objects.get().others.count() == 1


def test_a_row_may_be_kept_apart_before_its_list_is_applied():
    applied("会计,甲,白杨市,,,,")
    batch = compared("会计,甲,白杨市,,,,", source="乙榜")
    parting.keep_row_apart(batch.rows.get())
    batch.refresh_from_db()
    assert batch.counts == {"joined": 0, "new": 1}
    pooling.apply_postings(pooling.start_applying(batch, by=make_user()))
    assert Posting.objects.count() == 2
    with pytest.raises(Refusal):
        parting.keep_row_apart(batch.rows.get())


def test_an_offer_may_be_kept_apart_afterwards_and_stays_so():
    applied("会计,甲,白杨市,,,,")
    applied("会计,甲,白杨市,,,5000元,", source="乙榜")
    apart = parting.keep_offer_apart(PostingSource.objects.get())
    assert (apart.source, apart.pay_min, Posting.objects.count()) == ("乙榜", 5000, 2)
    assert applied("会计,甲,白杨市,,,5000元,", source="乙榜").counts == {"same": 1}


def test_employers_of_one_plain_name_may_be_kept_apart():
    applied("会计,白杨农机有限公司,白杨市,,,,", "电工,白杨农机有限责任公司,白杨市,,,,")
    employer = Employer.objects.get()
    assert len(written_names(employer)) == 2
    other = next(name for name, _times in written_names(employer) if name != employer.name)
    apart = keep_employer_apart(employer, other)
    assert (employer.postings.count(), apart.postings.count()) == (1, 1)
    applied(f"钳工,{other},白杨市,,,,")
    assert apart.postings.count() == 2
    with pytest.raises(Refusal):
        keep_employer_apart(employer, "没有这个单位")


def test_the_same_job_of_employers_kept_apart_is_two():
    applied("会计,甲有限公司,白杨市,,,,", "电工,甲有限责任公司,白杨市,,,,")
    employer = Employer.objects.get()
    other = next(name for name, _times in written_names(employer) if name != employer.name)
    keep_employer_apart(employer, other)
    job = "会计" if employer.postings.get().title == "会计" else "电工"
    assert applied(f"{job},{other},白杨市,,,,", source="乙榜").counts == {"new": 1}


def test_joining_asks_as_much_for_a_long_list_as_for_a_short_one(django_assert_max_num_queries):
    rows = [f"岗位{n}员,单位{n % 7},白杨市,,,," for n in range(300)]
    applied(*rows)
    with django_assert_max_num_queries(75):
        applied(*rows, source="乙榜")
    assert PostingSource.objects.count() == 300
