"""Which way of looking for a person is next, from which day, and whether everything was tried."""

from datetime import date, time, timedelta

import pytest

from followup.ladder import LADDER, Hours, Number, Rule, Rung, Try, climb, hours_of, rung_of

FIRST = date(2026, 9, 1)
EVERY_NUMBER = (Number(), Number(), Number(is_own=False))


def after(days):
    return FIRST + timedelta(days=days)


def go(*tries, rules=LADDER, numbers=EVERY_NUMBER, today=FIRST):
    return climb(rules, [Try(after(day), rung, hours) for day, rung, hours in tries], numbers, today)


def whole(hours="off"):
    """One try on every rung of the product's ladder, as early as it allows."""
    own = [(0, "phone", "morning"), (1, "phone", hours)]
    return [
        *own,
        (1, "second_number", None),
        (1, "family", None),
        (2, "source", None),
        (3, "cadre", None),
        (5, "door", None),
    ]


def test_it_begins_with_the_persons_own_number_today():
    climbed = go()
    assert (climbed.next.rung, climbed.from_on, climbed.suffices) == (Rung.PHONE, FIRST, False)


def test_after_the_first_call_comes_one_at_other_hours_a_day_later():
    climbed = go((0, "phone", "morning"))
    assert (climbed.next.rung, climbed.from_on) == (Rung.OTHER_HOURS, after(1))
    assert climbed.hours == (Hours.AFTERNOON, Hours.OFF)


@pytest.mark.parametrize("hours", ["morning", None])
def test_a_call_at_the_same_or_unknown_hours_does_not_climb(hours):
    climbed = go((0, "phone", "morning"), (3, "phone", hours))
    assert climbed.next.rung == Rung.OTHER_HOURS
    assert climbed.tried[1].uncounted == "same_hours"


def test_a_call_at_other_hours_does():
    assert go((0, "phone", "morning"), (1, "phone", "off")).next.rung == Rung.SECOND_NUMBER


def test_a_try_too_soon_does_not_count_and_does_not_delay():
    climbed = go((0, "phone", "morning"), (0, "phone", "off"), (1, "phone", "off"))
    assert [one.uncounted for one in climbed.tried] == ["", "too_soon", ""]
    assert climbed.next.rung == Rung.SECOND_NUMBER


def test_a_later_rung_may_be_climbed_first_and_counts():
    climbed = go((0, "door", None), (2, "phone", "morning"))
    assert climbed.next.rung == Rung.OTHER_HOURS
    assert {stage.rung: stage.made for stage in climbed.stages}[Rung.DOOR] == 1


def test_the_next_rung_waits_for_its_spacing_and_never_lies_before_today():
    tries = whole()[:-1]
    assert go(*tries).from_on == after(5)
    assert go(*tries, today=after(9)).from_on == after(9)


def test_everything_tried_suffices():
    climbed = go(*whole())
    assert climbed.suffices
    assert (climbed.missing, climbed.next) == ([], None)


@pytest.mark.parametrize("left_out", range(7))
def test_anything_left_out_is_missing(left_out):
    tries = whole()
    del tries[left_out]
    climbed = go(*tries, today=after(30))
    assert not climbed.suffices
    assert len(climbed.missing) == 1


def test_seven_calls_at_the_same_hour_prove_little():
    climbed = go(*[(day, "phone", "morning") for day in range(7)])
    assert len(climbed.missing) == 6


@pytest.mark.parametrize(
    ("numbers", "absent"),
    [
        ((), {"phone": "no_number", "other_hours": "no_number", "second_number": "no_second", "family": "no_family"}),
        ((Number(),), {"second_number": "no_second", "family": "no_family"}),
        (
            (Number(works=False), Number(is_own=False)),
            {"phone": "dead_number", "other_hours": "dead_number", "second_number": "no_second"},
        ),
        (
            (Number(), Number(works=False), Number(is_own=False, works=False)),
            {"second_number": "no_second", "family": "no_family"},
        ),
        (EVERY_NUMBER, {}),
    ],
)
def test_a_rung_that_cannot_be_climbed_is_said_and_not_asked_for(numbers, absent):
    climbed = go(numbers=numbers)
    assert {stage.rung: stage.absent for stage in climbed.stages if stage.absent} == absent
    assert not {stage.rung for stage in climbed.missing} & absent.keys()


def test_the_call_that_found_the_number_dead_counts_and_no_other_hours_are_asked_for():
    climbed = go((0, "phone", "morning"), numbers=(Number(works=False),))
    assert climbed.stages[0].made == 1
    assert climbed.stages[1].absent == "dead_number"


def test_without_any_number_the_doors_remain():
    climbed = go((0, "source", None), (1, "cadre", None), (3, "door", None), numbers=())
    assert climbed.suffices


def test_nothing_tried_never_suffices():
    assert not go(rules=()).suffices


def test_a_standard_may_ask_for_more():
    rules = (Rule(Rung.PHONE, times=2, spacing=3), Rule(Rung.DOOR))
    climbed = go((0, "phone", "morning"), (2, "phone", "morning"), (3, "phone", "morning"), rules=rules)
    assert [one.rung for one in climbed.tried] == ["phone", "", "phone"]
    assert climbed.next.rung == Rung.DOOR


def test_what_a_standard_does_not_ask_for_is_not_counted():
    climbed = go((0, "cadre", None), rules=(Rule(Rung.PHONE),))
    assert climbed.tried[0].uncounted == "not_asked"


@pytest.mark.parametrize(
    ("hour", "opens", "closes", "part"),
    [
        (8, None, None, "off"),
        (9, None, None, "morning"),
        (14, None, None, "afternoon"),
        (18, None, None, "off"),
        (14, time(10), time(20), "morning"),
        (16, time(10), time(20), "afternoon"),
        (19, time(10), time(20), "afternoon"),
    ],
)
def test_the_hours_are_those_of_the_office(hour, opens, closes, part):
    assert hours_of(time(hour, 5), opens, closes) == part


@pytest.mark.parametrize(
    ("manner", "more", "rung"),
    [
        ("door", {}, "door"),
        ("phone", {}, "phone"),
        ("wechat", {}, "phone"),
        ("phone", {"is_first": False}, "second_number"),
        ("phone", {"is_own": False}, "family"),
        ("phone", {"named": "source"}, "source"),
        ("door", {"named": "cadre"}, "cadre"),
        ("office", {}, ""),
    ],
)
def test_a_visit_tells_its_rung(manner, more, rung):
    assert rung_of(manner, **more) == rung
