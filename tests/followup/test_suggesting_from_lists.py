"""What is proposed from last night's lists is what would be proposed by looking through the whole pool."""

from datetime import timedelta

import pytest
from django.utils import timezone

from followup import suggesting
from followup.suggesting import suggest
from matching import beginnings, candidates, nightly
from matching.models import Listed, Posting, RankingRun
from matching.wording import add_link
from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.factories import make_case, make_posting, make_user

pytestmark = pytest.mark.django_db
ON = timezone.localdate()
TITLES = ["会计", "出纳", "总账会计", "成本会计", "会计助理", "财务会计"]


@pytest.fixture(params=["small", "large"])
def officer(request, monkeypatch, tmp_path, settings):
    """Five people who want the same and are owed pushes, six postings for them, and a night's lists of three."""
    settings.INDEX_DIR, settings.PUSHES_PER_OPENING = tmp_path, 2
    monkeypatch.setattr(candidates, "POOL", 3 if request.param == "large" else 100)
    monkeypatch.setattr(beginnings, "SLACK", timedelta())
    for module in (nightly, beginnings):
        monkeypatch.setattr(module, "LIMIT", 3)
    officer = make_user(Role.CASEWORKER)
    for number, title in enumerate(TITLES):
        make_posting(title, pay_min=4000 + 100 * number, headcount=1)
    for days in range(5):
        person = make_case(owner=officer, on=ON - timedelta(days=days)).person
        set_wishes(person, [{"occupation": "会计"}], by=officer)
    night()
    return officer


def night():
    RankingRun.objects.all().delete()
    for shard in nightly.start_run(on=ON).parts.all():
        nightly.rank_shard(shard.pk)


def same_without_lists(officer, monkeypatch):
    """Propose from the lists and hold it to what is proposed without them; returns whose pool was looked through."""
    looked, real = [], suggesting.best_of_pool

    def looking(people, **how):
        looked.extend(people.values_list("pk", flat=True))
        return real(people, **how)

    with monkeypatch.context() as patch:
        patch.setattr(suggesting, "best_of_pool", looking)
        given = suggest(officer, on=ON)
        asked, looked = looked[:], []
        patch.setattr(suggesting, "beginnings", lambda *_given, **_named: {})
        assert given == suggest(officer, on=ON)
    assert given
    return asked


def test_lists_that_hold_spare_looking_through_the_pool(officer, monkeypatch):
    Posting.objects.update(headcount=9)
    assert same_without_lists(officer, monkeypatch) == []


def test_who_is_turned_away_from_all_of_a_list_has_the_pool_looked_through(officer, monkeypatch):
    assert 0 < len(same_without_lists(officer, monkeypatch)) < 5


def test_who_has_changed_has_the_pool_looked_through(officer, monkeypatch):
    Posting.objects.update(headcount=9)
    person = Listed.objects.first().person
    set_wishes(person, [{"occupation": "保洁"}, {"occupation": "出纳"}], by=officer)
    assert same_without_lists(officer, monkeypatch) == [person.pk]


def test_postings_that_closed_or_came_since_are_out_and_in(officer, monkeypatch):
    Posting.objects.update(headcount=9)
    best = Listed.objects.filter(place=1).values("posting")
    Posting.objects.filter(pk__in=best).update(closed_on=ON, closed_reason="filled")  # says nothing of when
    new = make_posting("会计", pay_min=9000, headcount=9, opens_on=ON)
    assert same_without_lists(officer, monkeypatch) == []
    assert new.pk in {match.posting_id for matches in suggest(officer, on=ON).values() for match in matches}


def test_other_words_end_the_lists(officer, monkeypatch):
    add_link("会计", "厨师", "near", by=officer)
    assert len(set(same_without_lists(officer, monkeypatch))) == 5


def test_lists_of_yesterday_are_not_taken_for_todays(officer, monkeypatch):
    RankingRun.objects.update(on=ON - timedelta(days=1))
    assert len(set(same_without_lists(officer, monkeypatch))) == 5
