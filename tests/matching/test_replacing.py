"""A source's new list words a job anew: the posting changes and no second one stands beside it."""

from datetime import date

import pytest

from matching import pooling
from matching.models import Posting
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
HEADER = "岗位名称,单位名称,城市,专业要求,薪酬"


def compared(*rows, source="甲榜"):
    content = "\n".join([HEADER, *rows]).encode()
    batch = pooling.receive_postings(file_name="岗位.csv", content=content, by=make_user(), source=source)
    return pooling.compare_postings(batch, today=TODAY)


def applied(*rows, **how):
    return pooling.apply_postings(pooling.start_applying(compared(*rows, **how), by=make_user()))


def test_a_raised_pay_changes_the_posting():
    applied("会计,甲厂,白杨市,会计学,4-6k")
    before = Posting.objects.get()
    batch = applied("会计,甲厂,白杨市,会计学,5-7k")
    after = Posting.objects.get()
    assert batch.counts == {"changed": 1}
    assert (after.pk, after.pay_min, after.source_key != before.source_key) == (before.pk, 5000, True)
    assert applied("会计,甲厂,白杨市,会计学,5-7k").counts == {"same": 1}


def test_a_posting_that_the_list_still_holds_is_not_replaced():
    applied("会计,甲厂,白杨市,会计学,4-6k")
    assert applied("会计,甲厂,白杨市,审计学,4-6k", "会计,甲厂,白杨市,会计学,4-6k").counts == {"new": 1, "same": 1}
    assert Posting.objects.count() == 2


def test_of_several_the_most_alike_is_replaced():
    applied("会计,甲厂,白杨市,会计学,4-6k", "会计,甲厂,白杨市,审计学,4-6k")
    applied("会计,甲厂,白杨市,审计学,5-7k", "会计,甲厂,白杨市,会计学,6-8k")
    assert dict(Posting.objects.values_list("majors_text", "pay_min")) == {"审计学": 5000, "会计学": 6000}


def test_what_an_officer_set_or_closed_stays():
    applied("会计,甲厂,白杨市,,4-6k", "电工,甲厂,白杨市,,4-6k")
    Posting.objects.filter(title="会计").update(pay_min=9000, pay_max=9000, by_hand=["pay_min", "pay_max"])
    pooling.close_posting(Posting.objects.get(title="电工"), reason="withdrawn", on=TODAY)
    applied("会计,甲厂,白杨市,,5-7k", "电工,甲厂,白杨市,,5-7k")
    assert Posting.objects.get(title="会计").pay_min == 9000
    assert Posting.objects.filter(title="电工").count() == 2


def test_another_source_replaces_nothing():
    applied("会计,甲厂,白杨市,会计学,4-6k")
    applied("会计,甲厂,白杨市,会计学,9-10k", source="乙榜")
    assert Posting.objects.count() == 2


def test_what_was_closed_between_comparing_and_applying_is_left_alone():
    applied("会计,甲厂,白杨市,,4-6k")
    batch = compared("会计,甲厂,白杨市,,5-7k")
    pooling.close_posting(Posting.objects.get(), reason="filled", on=TODAY)
    pooling.apply_postings(pooling.start_applying(batch, by=make_user()))
    assert sorted(Posting.objects.values_list("pay_min", "closed_reason")) == [(4000, "filled"), (5000, "")]


def test_rewording_asks_as_much_for_a_long_list_as_for_a_short_one(django_assert_max_num_queries):
    applied(*(f"岗位{n}员,单位{n % 7},白杨市,,4-6k" for n in range(300)))
    with django_assert_max_num_queries(80):
        batch = applied(*(f"岗位{n}员,单位{n % 7},白杨市,,5-7k" for n in range(300)))
    assert batch.counts == {"changed": 300}
    assert Posting.objects.count() == 300
