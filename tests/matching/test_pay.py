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


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("三千到五千", 3000, 5000),
        ("三到五千元", 3000, 5000),
        ("一万二至一万五", 12000, 15000),
        ("三千五百元", 3500, 3500),
        ("3千5", 3500, 3500),
        ("1万5", 15000, 15000),
    ],
)
def test_amounts_are_read_as_they_are_spoken(text, low, high):
    assert read_pay(text) == (low, high, "monthly")


def test_a_place_or_a_count_in_words_is_no_amount():
    assert read_pay("按三千里集团规定执行").kind == "silent"
    assert read_pay("一个月休四天，13天年假").kind == "silent"


@pytest.mark.parametrize(
    ("text", "low", "high", "kind"),
    [
        ("160元一天", 3480, 3480, "daily"),
        ("日工资180-220元", 3915, 4785, "daily"),
        ("15元/h", 2610, 2610, "hourly"),
        ("时薪20-25元", 3480, 4350, "hourly"),
        ("600元/周", 2600, 2600, "weekly"),
    ],
)
def test_every_period_has_several_names(text, low, high, kind):
    assert read_pay(text) == (low, high, kind)


@pytest.mark.parametrize("text", ["300元/场", "100-150元/课时", "1000元/单", "计件"])
def test_what_is_paid_by_the_piece_says_nothing_of_a_month(text):
    assert read_pay(text) == (None, None, "piece")


def test_thousands_are_counted_by_the_month_however_many():
    assert read_pay("20-70K") == (20000, 70000, "monthly")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("无责底薪3500", 3500, None),
        ("底薪2500-3500，提成另计", 2500, None),
        ("岗位工资2800元/月，绩效工资1000-2000元/月", 2800, None),
        ("底薪3000元+提成，综合5000-9000", 5000, 9000),
        ("5000元+五险一金", 5000, 5000),
        ("4200元+包住", 4200, 4200),
    ],
)
def test_a_base_is_where_pay_begins_and_the_whole_goes_before_it(text, low, high):
    assert read_pay(text)[:2] == (low, high)


def test_pay_under_its_heading_is_pay_and_an_interns_allowance_is_an_interns_pay():
    assert read_pay("薪酬福利：18-24万元/年，缴纳社保") == (15000, 20000, "yearly")
    assert read_pay("见习补贴1800元/月") == (1800, 1800, "monthly")
    assert read_pay("生活补贴1800元/月").low is None


def test_several_grades_are_one_span():
    assert read_pay("带头人年薪18-30万、新教师年薪9-15万（授课奖另计）") == (7500, 25000, "yearly")
    assert read_pay("月薪5K-8K，有业绩提成，年薪15W以上") == (5000, 8000, "monthly")


@pytest.mark.parametrize(
    ("cell", "header", "pay"),
    [
        ("12", "年薪（万元）", (10000, 10000, "yearly")),
        ("9.6-12", "薪酬（万元/年）", (8000, 10000, "yearly")),
        ("4-6", "月薪（千元）", (4000, 6000, "monthly")),
        ("150", "日薪(元)", (3262, 3262, "daily")),
        ("面议", "年薪（万元）", (None, None, "silent")),
        ("5000元", "年薪（万元）", (5000, 5000, "monthly")),
    ],
)
def test_a_bare_number_means_what_its_column_says(cell, header, pay):
    assert read_pay(cell, header) == pay


@pytest.mark.parametrize("text", ["25-45", "12", "17.50%", "500-800元"])
def test_a_number_that_could_mean_anything_is_not_guessed(text):
    assert not read_pay(text).understood
    assert read_pay(text).low is None
