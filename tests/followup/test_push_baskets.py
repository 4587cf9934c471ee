"""Pushing to many: proposals for those short of pushes, whom a posting suits, the basket, one act of sending."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from followup import suggesting, tasks
from followup.basket import pairs_of
from followup.suggesting import short_of_pushes, suggest
from matching import candidates
from matching.candidates import offers_of, rank_for
from matching.index import choosing
from matching.index.keeping import build
from matching.models import Posting, Push
from matching.suiting import best_of_pool, nearest, rank_people
from placement.accounts.roles import Role
from registry.models import Person
from registry.registering import set_wishes
from tests.factories import make_case, make_employer, make_person, make_posting, make_user

pytestmark = pytest.mark.django_db
SUGGESTIONS, BASKET, SEND = "/pushes/suggestions/", "/pushes/basket/", "/pushes/send/"


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def officer():
    return make_user(Role.CASEWORKER)


def graduate(officer, wish="会计", *, days=0, **facts):
    """Someone with an open case since so many days, and a wish."""
    on = timezone.localdate() - timedelta(days=days)
    person = make_case(owner=officer, on=on, **facts).person
    set_wishes(person, [{"occupation": wish}], by=officer)
    return person


def tick(*pairs):
    return [f"{person.pk}-{posting.pk}" for person, posting in pairs]


def titles(given):
    return {
        person: [Posting.objects.get(pk=match.posting_id).title for match in matches]
        for person, matches in given.items()
    }


# --- Proposals --------------------------------------------------------------------------------


def test_who_is_short_of_pushes_is_proposed_what_fits_due_soonest_first(officer, today):
    late, fresh = graduate(officer, "会计", days=40), graduate(officer, "电工")
    make_posting("会计"), make_posting("电工"), make_posting("挖掘机司机")
    assert [person for person, _due in short_of_pushes(officer, today)] == [late.pk, fresh.pk]
    assert titles(suggest(officer, on=today)) == {late.pk: ["会计"], fresh.pk: ["电工"]}


def test_who_was_pushed_to_today_or_before_is_not_proposed_the_same_again(signed_in, officer, today):
    person, posting = graduate(officer), make_posting("会计")
    client = signed_in(officer)
    client.post(SEND, {"pushes": tick((person, posting)), "channel": "sms"})
    assert not short_of_pushes(officer, today).exists()
    Push.objects.update(pushed_on=today - timedelta(days=1))
    assert short_of_pushes(officer, today).exists()
    assert suggest(officer, on=today) == {}


def test_proposals_do_not_go_beyond_the_openings(officer, today, settings):
    settings.PUSHES_PER_OPENING = 2
    people = [graduate(officer) for _ in range(3)]
    make_posting("会计", headcount=1)
    assert list(suggest(officer, on=today)) == [person.pk for person in people[:2]]


def test_a_colleagues_people_are_not_proposed(officer, today):
    graduate(officer)
    make_posting("会计")
    assert suggest(make_user(station=officer.station), on=today) == {}


def test_nothing_is_sent_until_the_officer_sends_it(signed_in, officer):
    person, posting = graduate(officer), make_posting("会计")
    client = signed_in(officer)
    assert "还没有挑选" in client.get(SUGGESTIONS).content.decode()
    client.post(reverse("followup:push_suggest"))
    page = client.get(SUGGESTIONS)
    assert [line.key for row in page.context["rows"] for line in row.lines] == tick((person, posting))
    assert not Push.objects.exists()
    client.post(SEND, {"pushes": tick((person, posting)), "channel": "sms", "back": SUGGESTIONS})
    assert person.pushes.get().reasons
    assert person.cases.get().steps.filter(kind="push", done_on__isnull=False).count() == 1
    assert "没有要发的建议" in client.get(SUGGESTIONS).content.decode()


def test_a_list_is_worked_out_once_at_a_time_and_again_after_a_failure(officer, today, monkeypatch):
    assert [suggesting.ask_for(officer, on=today) for _again in range(2)] == [True, False]
    monkeypatch.setattr(suggesting, "suggest", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.suggest_pushes(officer.pk)
    assert suggesting.ask_for(officer, on=today)


@pytest.mark.parametrize("n", [1, 12])
def test_the_queries_of_the_proposals_do_not_grow(signed_in, officer, n, django_assert_num_queries):
    for _ in range(n):
        graduate(officer)
        make_posting("会计", headcount=5)
    client = signed_in(officer)
    client.post(reverse("followup:push_suggest"))
    with django_assert_num_queries(9):
        assert len(client.get(SUGGESTIONS).context["rows"]) == n


# --- Scores -----------------------------------------------------------------------------------


def test_many_are_ranked_as_each_alone(officer, today, monkeypatch):
    people = [graduate(officer, wish) for wish in ("会计", "电工", "护士")]
    for title in ("会计", "出纳", "电工", "护士", "维修电工"):
        make_posting(title)
    alone = {person.pk: rank_for(person, on=today, limit=3) for person in people}
    offers, found = offers_of(Posting.objects.all()), Person.objects.order_by("pk")
    assert rank_people(found, offers, on=today, limit=3) == alone
    monkeypatch.setattr(choosing, "PAIRS", 0)
    assert rank_people(found, offers, on=today, limit=3) == alone


def test_a_large_pool_is_walked_to_the_same_lists(officer, today, monkeypatch, settings, tmp_path):
    people = [graduate(officer, wish) for wish in ("会计", "电工", "护士")]
    shut, turned, full, *_others = [
        make_posting(title) for title in ("会计", "电工", "会计", "护士", "会计主管", "电工")
    ]
    Posting.objects.update(updated_at=timezone.now() - timedelta(days=1))
    settings.INDEX_DIR = tmp_path
    build(offers_of(Posting.objects.all()), on=today)
    # Since then one was closed, one is another job now, and one is new.
    Posting.objects.filter(pk=shut.pk).update(closed_on=today, closed_reason="filled")
    Posting.objects.filter(pk=turned.pk).update(title="护士", term="护士", updated_at=timezone.now())
    make_posting("会计")
    alone = {person.pk: _without(rank_for(person, on=today, limit=9), full.pk)[:3] for person in people}
    monkeypatch.setattr(candidates, "POOL", 0)
    assert best_of_pool(Person.objects.order_by("pk"), on=today, limit=3, without={full.pk}) == alone


def _without(matches, posting):
    return [match for match in matches if match.posting_id != posting]


def test_of_too_many_people_those_with_the_nearest_wish_are_compared(officer):
    wanted, _other = graduate(officer, "会计"), graduate(officer, "电工")
    make_posting("会计")
    near, total = nearest(Person.objects.all(), offers_of(Posting.objects.all()), 1)
    assert (list(near), total) == ([wanted], 2)


# --- Whom it suits ----------------------------------------------------------------------------


def test_a_posting_shows_the_people_it_suits_within_reach(signed_in, officer):
    near, far = graduate(officer, "会计"), graduate(officer, "电工")
    stranger = graduate(make_user(station=officer.station), name="别人家的")
    page = signed_in(officer).get(reverse("followup:push_suits", args=[make_posting("会计").pk]))
    assert [row.person for row in page.context["rows"]] == [near, far]
    assert stranger.name not in page.content.decode()


def test_an_employer_meets_each_one_with_the_posting_that_suits_best(signed_in, officer):
    firm = make_employer()
    bookkeeper, sparky = graduate(officer, "会计"), graduate(officer, "电工")
    make_posting("会计", employer=firm), make_posting("电工", employer=firm), make_posting("护士")
    page = signed_in(officer).get(reverse("followup:push_hall", args=[firm.pk]))
    found = {row.person: row.lines[0].posting.title for row in page.context["rows"]}
    assert found == {bookkeeper: "会计", sparky: "电工"}


def test_a_closed_posting_suits_nobody(signed_in, officer, today):
    graduate(officer)
    posting = make_posting(closes_on=today - timedelta(days=1))
    page = signed_in(officer).get(reverse("followup:push_suits", args=[posting.pk]))
    assert "没有开放的岗位" in page.content.decode()


@pytest.mark.parametrize("n", [1, 12])
def test_the_queries_of_suits_and_basket_do_not_grow(signed_in, officer, n, django_assert_num_queries):
    firm, client = make_employer(), signed_in(officer)
    for _ in range(n):
        graduate(officer)
        make_posting("会计", employer=firm)
    with django_assert_num_queries(19):
        assert len(client.get(reverse("followup:push_hall", args=[firm.pk])).context["rows"]) == n
    with django_assert_num_queries(22):
        assert len(client.get(BASKET, {"all": "yes", "employer": firm.pk}).context["rows"]) == n


# --- The basket -------------------------------------------------------------------------------


def test_the_selection_goes_into_a_basket_with_its_filter(signed_in, officer):
    graduate(officer, name="张三丰"), graduate(officer, name="李四光")
    response = signed_in(officer).post("/people/push/?q=张三丰", {"all": "yes"}, follow=True)
    assert response.redirect_chain[0][0].startswith(BASKET)
    assert response.context["n"] == 1


def test_the_basket_shows_who_gets_what_and_the_words_and_pushes_nothing(signed_in, officer):
    person, posting = graduate(officer), make_posting("会计")
    page = signed_in(officer).get(BASKET, {"people": person.pk, "postings": posting.pk})
    assert [line.key for row in page.context["rows"] for line in row.lines] == tick((person, posting))
    assert f"{person.name}，您好！" in page.content.decode()
    assert not Push.objects.exists()


def test_the_basket_says_for_whom_there_is_no_room_and_whom_nothing_suits(signed_in, officer, settings):
    settings.PUSHES_PER_OPENING = 1
    first, second = graduate(officer, name="张三丰"), graduate(officer, name="李四光")
    unfit = graduate(officer, name="王五常", education="61")
    posting = make_posting("会计", education="31")
    Person.objects.filter(pk__in=[first.pk, second.pk]).update(education="21")
    page = signed_in(officer).get(BASKET, {"all": "yes", "postings": posting.pk})
    assert [row.person for row in page.context["rows"]] == [first]
    assert (list(page.context["refused"]), list(page.context["unsuited"])) == ([second], [unfit])


def test_a_posting_of_an_employer_can_be_taken_out_of_the_basket(signed_in, officer):
    person, firm = graduate(officer), make_employer()
    make_posting("会计", employer=firm), make_posting("出纳", employer=firm)
    page = signed_in(officer).get(BASKET, {"people": person.pk, "employer": firm.pk})
    assert len(page.context["postings"]) == 2
    assert page.context["passed_on"] == [("people", str(person.pk))]


def test_postings_are_found_for_the_basket(signed_in, officer):
    person, posting = graduate(officer), make_posting("会计主管")
    page = signed_in(officer).get(BASKET, {"people": person.pk, "find": "会计"})
    assert list(page.context["found"]) == [posting]


def test_one_gets_at_most_so_many_of_a_basket(signed_in, officer):
    person, keys = graduate(officer), [make_posting("会计").pk for _ in range(4)]
    client = signed_in(officer)
    for each, shown in ((1, 1), (3, 3), ("x", 2)):
        page = client.get(BASKET, {"people": person.pk, "postings": keys, "each": each})
        assert len(page.context["rows"][0].lines) == shown


# --- Sending ----------------------------------------------------------------------------------


def test_what_a_colleague_sent_meanwhile_is_left_out_and_told(signed_in, officer):
    ann, bea, posting = graduate(officer), graduate(officer), make_posting("会计")
    client, both = signed_in(officer), tick((ann, posting), (bea, posting))
    client.post(SEND, {"pushes": both[:1], "channel": "sms"})
    page = client.post(SEND, {"pushes": both, "channel": "sms"}, follow=True)
    assert "已向 1 人推送 1 个岗位。 未推送：已推送过或不再符合条件 1。" in page.content.decode()
    assert Push.objects.count() == 2


def test_nobody_else_can_be_pushed_to_by_their_key(signed_in, officer):
    stranger, posting = graduate(make_user(station=officer.station)), make_posting("会计")
    response = signed_in(officer).post(SEND, {"pushes": tick((stranger, posting)), "channel": "sms"})
    assert response.status_code == 409
    assert not Push.objects.exists()


def test_a_posting_above_ones_schooling_cannot_be_pushed_by_its_key(signed_in, officer):
    person = graduate(officer, education="61")
    signed_in(officer).post(SEND, {"pushes": tick((person, make_posting(education="21"))), "channel": "sms"})
    assert not Push.objects.exists()


@pytest.mark.parametrize("ticks", [[], ["x-1"], ["1"], ["1-2-3"], ["1-" + "9" * 30]])
def test_nonsense_is_no_tick(ticks):
    assert pairs_of(ticks) == []


def test_sending_to_many_asks_no_more_for_many(signed_in, officer, django_assert_max_num_queries):
    client = signed_in(officer)
    for n in (2, 20):
        posting = make_posting("会计", headcount=9)
        people = [graduate(officer) for _ in range(n)]
        with django_assert_max_num_queries(60):
            client.post(SEND, {"pushes": tick(*[(person, posting) for person in people]), "channel": "sms"})
    assert Push.objects.count() == 22


def test_a_person_without_a_case_can_be_pushed_to(signed_in, officer):
    person, posting = make_person(owner=officer), make_posting("会计")
    signed_in(officer).post(SEND, {"pushes": tick((person, posting)), "channel": "sms"})
    assert person.pushes.count() == 1
