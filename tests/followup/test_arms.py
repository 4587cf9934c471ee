"""How a pushed posting was chosen is written down: off the ranked list, the newest one, a drawn control, or by hand."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from matching.controls import CONTROLS, newest_for, with_controls
from matching.models import Posting, Push
from matching.suiting import best_of_pool
from placement.accounts.roles import Role
from registry.models import Person
from registry.registering import set_wishes
from tests.factories import make_case, make_posting, make_user

pytestmark = pytest.mark.django_db
Arm = Push.Arm


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def graduate(officer, wish="会计"):
    person = make_case(owner=officer, on=timezone.localdate(), education="21", residence_area="659012").person
    set_wishes(person, [{"occupation": wish}], by=officer)
    return person


def pool(today, n=30):
    """Postings of which the newest suit an accountant least."""
    titles = ["会计", "出纳", "挖掘机司机", "外卖骑手"]
    return [make_posting(titles[k * 4 // n], opens_on=today - timedelta(days=n - k), headcount=50) for k in range(n)]


def test_the_newest_come_first_of_those_the_person_is_eligible_for(officer, today):
    person, postings = graduate(officer), pool(today)
    barred = make_posting("会计", education="11", opens_on=today)
    Push.objects.create(
        person=person, posting=postings[-1], by=officer, channel="sms", pushed_on=today, pushed_at=timezone.now()
    )
    found = [match.posting_id for match in newest_for(person, on=today, limit=5)]
    assert found == [posting.pk for posting in reversed(postings[-6:-1])]
    assert barred.pk not in found


@pytest.mark.parametrize(("query", "arm"), [("", Arm.RANKED), ("?order=newest", Arm.NEWEST)])
def test_what_is_taken_off_a_list_keeps_which_list(signed_in, officer, today, query, arm):
    person, client = graduate(officer), signed_in(officer)
    pool(today)
    url = reverse("followup:jobs", args=[person.pk]) + query
    first = client.get(url).context["rows"][0]
    assert first["posting"].title == ("会计" if arm == Arm.RANKED else "外卖骑手")
    client.post(url, {"postings": [first["posting"].pk], "channel": "face", "pushed_on": today})
    assert Push.objects.get().arm == arm


def test_what_is_put_into_the_basket_was_found_by_hand(signed_in, officer):
    person, posting = graduate(officer), make_posting("会计")
    signed_in(officer).post(reverse("followup:push_send"), {"pushes": [f"{person.pk}-{posting.pk}"], "channel": "sms"})
    assert Push.objects.get().arm == Arm.HAND


@pytest.mark.parametrize(("percent", "arms"), [(0, {Arm.PROPOSED}), (100, set(CONTROLS))])
def test_what_is_proposed_keeps_whether_it_was_ranked_or_drawn(signed_in, officer, today, settings, percent, arms):
    settings.CONTROL_PERCENT = percent
    for _person in range(8):
        graduate(officer)
    pool(today)
    client, url = signed_in(officer), reverse("followup:push_suggestions")
    client.post(reverse("followup:push_suggest"))
    page = client.get(url)
    lines = [line for row in page.context["rows"] for line in row.lines]
    assert ("对照</span>" in page.content.decode()) == bool(percent)
    client.post(reverse("followup:push_send"), {"pushes": [x.key for x in lines], "channel": "sms", "proposed": "yes"})
    assert len(lines) == Push.objects.count() == 16
    assert set(Push.objects.values_list("arm", flat=True)) == arms


def mixed(people, today, percent, **more):
    given = best_of_pool(Person.objects.filter(pk__in=[person.pk for person in people]), on=today, limit=2)
    return with_controls(given, on=today, percent=percent, **more)


def test_controls_are_about_as_many_as_asked_for_and_the_same_all_day(officer, today):
    people = [graduate(officer) for _ in range(60)]
    pool(today)
    one, two = mixed(people, today, 30), mixed(people, today, 30)
    assert one == two
    drawn = Counter(arm in CONTROLS for arm in one.arms.values())
    assert 18 <= drawn[True] <= 54  # 36 of 120 are expected
    assert all(len(matches) == len({m.posting_id for m in matches}) == 2 for matches in one.given.values())


def test_a_control_is_eligible_new_to_the_person_and_not_full(officer, today):
    person, postings = graduate(officer), pool(today, 8)
    barred = make_posting("会计", education="11", opens_on=today)
    full = {posting.pk for posting in postings[4:]}
    given = mixed([person], today, 100, without=full).given[person.pk]
    assert not {match.posting_id for match in given} & (full | {barred.pk})


def test_where_nothing_is_eligible_the_ranked_one_stays(officer, today):
    person = graduate(officer)
    make_posting("会计"), make_posting("出纳")
    found = mixed([person], today, 100, without=set(Posting.objects.values_list("pk", flat=True)))
    assert set(found.arms.values()) <= {Arm.PROPOSED}


def test_a_push_can_be_explained_as_it_was(signed_in, officer, today):
    person, client = graduate(officer), signed_in(officer)
    pool(today)
    url = reverse("followup:jobs", args=[person.pk])
    client.post(
        url, {"postings": [client.get(url).context["rows"][0]["posting"].pk], "channel": "face", "pushed_on": today}
    )
    page = client.get(url).content.decode()
    assert "权重第 1 版" in page
    assert "按匹配选取" in page
