"""Pay as postings write it: one test for each way of misunderstanding it."""

import pytest

from matching.pay import read_pay


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("4000-6000元", 4000, 6000),
        ("3-5k", 3000, 5000),
        ("3K—5K", 3000, 5000),
        ("１５－２０Ｋ", 15000, 20000),
        ("8千-1万·13薪", 8000, 10000),
        ("5000~8000元/月·14薪", 5000, 8000),
        ("5001--8000元", 5001, 8000),
        ("3000至5000元", 3000, 5000),
        ("8,000-12,000元", 8000, 12000),
        ("1.5-2万", 15000, 20000),
        ("1800/月", 1800, 1800),
    ],
)
def test_a_range_is_read_whatever_its_marks_and_units(text, low, high):
    assert read_pay(text) == (low, high, "monthly")


@pytest.mark.parametrize(
    ("text", "low", "high", "kind"),
    [
        ("10万/年", 8333, 8333, "yearly"),
        ("年薪15万-20万", 12500, 16667, "yearly"),
        ("年薪20W+", 16667, None, "yearly"),
        ("6-10万年薪", 5000, 8333, "yearly"),
        ("200元/天", 4350, 4350, "daily"),
        ("每天180元", 3915, 3915, "daily"),
        ("25元/小时", 4350, 4350, "hourly"),
    ],
)
def test_years_days_and_hours_become_months(text, low, high, kind):
    assert read_pay(text) == (low, high, kind)


def test_a_bare_amount_of_tens_of_thousands_is_a_years_pay():
    assert read_pay("10-20万") == (8333, 16667, "yearly")


def test_an_open_end_stays_open():
    assert read_pay("15万元及以上") == (12500, None, "yearly")
    assert read_pay("3000元以下") == (None, 3000, "monthly")
    assert read_pay("底薪3000+提成") == (3000, None, "monthly")
    assert read_pay("不低于4000元/月") == (4000, None, "monthly")


@pytest.mark.parametrize("text", ["", None, "面议", "按政策执行", "五险一金、双休", "参照事业单位薪资待遇"])
def test_a_cell_that_names_no_amount_is_understood_as_silent(text):
    assert read_pay(text) == (None, None, "silent")


@pytest.mark.parametrize(
    "text",
    [
        "安家费30万",
        "住房补贴2000元/月",
        "五险一金、保额30万商业险、13天婚假",
        "1.享受400元/月午餐补贴；2.五险一金",
        "薪酬：面议；安家费：博士13万、硕士6.5万，本科3.5万",
        "科研配套经费20万元，购买五险一金",
    ],
)
def test_subsidies_and_insurance_are_not_pay(text):
    assert read_pay(text) == (None, None, "silent")


def test_pay_is_found_among_subsidies():
    assert read_pay("安家费100万元，科研启动资金20万元，固定年薪33万元（税前）") == (27500, 27500, "yearly")
    assert read_pay("1、转正后5000-6500元/月2、安家费3万元3、午餐餐补") == (5000, 6500, "monthly")


def test_numbers_of_lists_years_and_rules_are_not_pay():
    assert read_pay("1、入职即缴纳五险一金；2、带薪年假") == (None, None, "silent")
    assert read_pay("按《薪酬管理办法(试行)》(2022)9号文件执行") == (None, None, "silent")


def test_pay_after_trial_goes_before_pay_on_trial():
    assert read_pay("试用期工资5000元/月，转正后工资6500-7500元左右") == (6500, 7500, "monthly")


@pytest.mark.parametrize("text", ["25-45", "12", "17.50%", "500-800元"])
def test_a_number_that_could_mean_anything_is_not_guessed(text):
    assert not read_pay(text).understood
    assert read_pay(text).low is None
