"""The door to ranking: a person in, the best open postings out. What is behind it may change, the door stays."""

from typing import NamedTuple

from matching.index.keeping import warm
from matching.models import Posting, Push
from matching.ranking import Offer, rank
from matching.relaxing import hindrances, kept_away, relaxations
from matching.seeking import seeker_of
from matching.weights import current_weights
from matching.wording import standing_links
from registry.statuses import EDUCATION_RANK

LIMIT = 10
POOL = 20_000  # open postings that are looked through one by one
_COLUMNS = (
    "pk",
    "term",
    "title",
    "education",
    "majors",
    "skills",
    "pay_min",
    "pay_max",
    "area_code",
    "area_text",
    "kind",
    "audience",
    "opens_on",
)


def offers_for(person, *, on):
    """Return the open postings that were not pushed to this person and do not ask for more schooling."""
    found = Posting.objects.open_on(on).exclude(pk__in=Push.objects.filter(person=person).values("posting"))
    if person.education:
        reach = EDUCATION_RANK[person.education]
        found = found.exclude(education__in=[code for code, rank in EDUCATION_RANK.items() if rank > reach])
    return offers_of(found)


def offers_of(postings):
    """Return the Offers of these postings, by their keys; one query."""
    return list(each_offer(postings))


def each_offer(postings):
    """Yield the Offers of these postings, by their keys, of which only few are held at a time; one query."""
    for row in postings.order_by("pk").values_list(*_COLUMNS).iterator(chunk_size=5000):
        yield _offer(*row)


def _offer(pk, term, title, education, majors, skills, low, high, area, area_text, kind, audience, opens_on):
    return Offer(
        pk,
        term,
        title,
        education,
        majors,
        tuple(skills),
        low,
        high,
        area,
        area_text,
        kind,
        tuple(audience),
        opens_on,
    )


def rank_for(person, *, on, limit=LIMIT):
    """Return the best Matches for a person on a day, best first."""
    return search_for(person, on=on, limit=limit).matches


class Search(NamedTuple):
    """The best Matches for a person, and what would bring more."""

    matches: list
    relaxations: list


def search_for(person, *, on, limit=LIMIT):
    """Return the Search for a person on a day; a pool too large to be looked through is walked along its index."""
    seeker, weights, links = seeker_of(person), current_weights(), standing_links()
    if is_large(on) and (index := warm()):
        had = set(Push.objects.filter(person=person).values_list("posting", flat=True))
        found = index.best([seeker], [had], on=on, limit=limit, offers_of=offers_of, weights=weights, links=links)
        if found is not None:
            alone = index.kept_away(seeker, had, on=on, offers_of=offers_of, links=links)
            return Search(found[0], relaxations(seeker, alone))
    offers = offers_for(person, on=on)
    matches = rank(seeker, offers, on=on, limit=limit, weights=weights, links=links)
    return Search(matches, relaxations(seeker, kept_away(seeker, offers, links)))


def is_large(on):
    """Whether more postings are open than are looked through one by one."""
    return Posting.objects.open_on(on).order_by()[POOL : POOL + 1].exists()


def why_not(person, postings, *, on):
    """Return {posting key: reasons} why each of these postings is, or is not, in a person's list, and at which place."""
    seeker, asked = seeker_of(person), [posting.pk for posting in postings]
    had = set(Push.objects.filter(person=person).values_list("posting", flat=True))
    places = _places(person, seeker, asked, had, on)
    still_open = set(Posting.objects.open_on(on).filter(pk__in=asked).values_list("pk", flat=True))
    return {posting.pk: _why_not(seeker, posting, places, had, still_open) for posting in postings}


def _places(person, seeker, asked, had, on):
    """Return {key: (place in the whole list, Match)} of those of these postings that are in it."""
    by = {"on": on, "weights": current_weights(), "links": standing_links()}
    if is_large(on) and (index := warm()):
        offers = offers_of(Posting.objects.open_on(on).filter(pk__in=asked).exclude(pk__in=had))
        matches = rank(seeker, offers, limit=None, **by)
        places = index.places(seeker, had, matches, offers_of=offers_of, **by)
        return {match.posting_id: (places[match.posting_id], match) for match in matches}
    ranked = rank(seeker, offers_for(person, on=on), limit=None, **by)
    return {match.posting_id: (place, match) for place, match in enumerate(ranked, 1)}


def _why_not(seeker, posting, places, had, still_open):
    if posting.pk in had:
        return [{"code": "was_pushed"}]
    if posting.pk not in still_open:
        return [{"code": "is_closed"}]
    if posting.pk in places:
        place, match = places[posting.pk]
        return [{"code": "is_ranked", "place": place, "score": match.score}, *match.reasons]
    offer = _offer(*(getattr(posting, column) for column in _COLUMNS))
    return [{"code": f"limit_{name}"} for name in hindrances(seeker, offer)]


def rank_postings(person, postings, *, on):
    """Return the Matches of these postings for a person, whether or not they would be in the list."""
    wanted = set(postings)
    offers = [offer for offer in offers_for(person, on=on) if offer.posting_id in wanted]
    return rank(seeker_of(person), offers, on=on, limit=len(offers), weights=current_weights(), links=standing_links())
