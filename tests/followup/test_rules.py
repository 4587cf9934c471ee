"""The rules of a standard: shown, checked, kept, and said for how many people something changes."""

from datetime import date

import pytest
from django.urls import reverse

from followup.cadence import Rule
from followup.models import CadenceRule, Case
from followup.planning import plan_follow_ups
from followup.schedules import rules_of
from followup.scheduling import set_rules
from placement.accounts.models import Station
from placement.accounts.roles import Role
from registry.refusals import Refusal
from tests.factories import make_case, make_station, make_user

pytestmark = pytest.mark.django_db
OPENED, TODAY = date(2026, 9, 1), date(2026, 9, 14)


@pytest.fixture
def case():
    case = make_case(owner=make_user(Role.CASEWORKER), on=OPENED)
    Case.objects.update(contacted_on=date(2026, 9, 11), last_contact_on=date(2026, 9, 11))
    case.steps.update(done_on=OPENED)
    case.person.visits.all().delete()
    return case


@pytest.fixture
def admin():
    return make_user(Role.ADMINISTRATOR)


def shown(client, case):
    """The fields of the page as they are shown."""
    form = client.get(reverse("followup:standard_rules", args=[case.standard_id])).context["form"]
    fields = {f"form-{name}": value for name, value in form.management_form.initial.items()}
    for row in form:
        fields |= {
            field.html_name: field.value()
            for field in row
            if field.value() not in (None, "") and field.value() is not False
        }
    return fields


def post(client, case, **changes):
    url = reverse("followup:standard_rules", args=[case.standard_id])
    return client.post(url, shown(client, case) | changes, follow=True)


def row_of(client, case, why):
    return next(name.removesuffix("why") for name, value in shown(client, case).items() if value == why)


def test_the_page_as_it_is_shown_changes_nothing(case, admin, signed_in):
    page = post(signed_in(admin), case).content.decode()
    assert "规则没有变化" in page
    assert not CadenceRule.objects.exists()


def test_a_rule_that_differs_is_kept_and_says_for_how_many(case, admin, signed_in):
    client = signed_in(admin)
    row = row_of(client, case, "routine")
    page = post(client, case, **{f"{row}days": "20", f"{row}ahead": "4"}).content.decode()
    assert "涉及 1 人" in page
    assert CadenceRule.objects.values_list("why", "days", "ahead").get() == ("routine", 20, 4)


def test_the_night_plans_by_the_new_rule(case, admin):
    plan_follow_ups(on=TODAY)
    set_rules(case.standard, [Rule("routine", 10)], by=admin)
    assert plan_follow_ups(on=TODAY) == 1
    assert case.person.visits.get().due_on == date(2026, 9, 21)


def test_a_rule_that_is_removed_is_the_products_again(case, admin, signed_in):
    client = signed_in(admin)
    set_rules(case.standard, [Rule("routine", 10), Rule("routine", 5, status="signing")], by=admin)
    row = row_of(client, case, "routine")
    post(client, case, **{f"{row}DELETE": "on"})
    assert CadenceRule.objects.values_list("why", "status").get() == ("routine", "signing")
    assert Rule("routine", 30) in set(rules_of(case.standard))


def test_an_exception_for_a_status_is_added(case, admin, signed_in):
    new = {"form-9-why": "routine", "form-9-status": "signing", "form-9-days": "5", "form-9-ahead": "1"}
    page = post(signed_in(admin), case, **new).content.decode()
    assert "涉及 0 人" in page
    assert Rule("routine", 5, 1, "signing") in set(rules_of(case.standard))


@pytest.mark.parametrize(
    ("why", "days", "ahead", "sentence"),
    [
        ("routine", "0", "0", "至少 1 天"),
        ("routine", "5", "5", "须少于最迟天数"),
        ("internship", "0", "0", "至少 1 天"),
        ("after_start", "7", "2", "不能早于核实日"),
        ("routine", "400", "2", "365"),
    ],
)
def test_rules_nobody_could_keep_are_refused(case, admin, signed_in, why, days, ahead, sentence):
    client = signed_in(admin)
    row = row_of(client, case, why)
    page = post(client, case, **{f"{row}days": days, f"{row}ahead": ahead}).content.decode()
    assert sentence in page
    assert not CadenceRule.objects.exists()


def test_one_reason_has_one_rule_for_the_same_people(case, admin, signed_in):
    page = post(signed_in(admin), case, **{"form-9-why": "routine", "form-9-days": "5", "form-9-ahead": "1"})
    assert "只能有一条规则" in page.content.decode()


def test_whoever_leads_a_street_may_look_but_not_change(case, signed_in):
    top = Station.objects.filter(parent=None).first()
    street = make_user(Role.SUPERVISOR, station=make_station(parent=top))
    assert (
        "disabled"
        in signed_in(street).get(reverse("followup:standard_rules", args=[case.standard_id])).content.decode()
    )
    with pytest.raises(Refusal):
        set_rules(case.standard, [Rule("routine", 10)], by=street)


@pytest.mark.parametrize("standards", [1, 5])
def test_the_list_asks_the_same_number_of_queries(case, admin, signed_in, standards, django_assert_num_queries):
    for number in range(standards):
        case.standard.pk, case.standard.code, case.standard.is_default = None, f"s{number}", False
        case.standard.save()
    client = signed_in(admin)
    with django_assert_num_queries(4):
        client.get(reverse("followup:rules"))
