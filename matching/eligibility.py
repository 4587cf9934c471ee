"""The hard limits: what excludes a posting for a person. What is not known never excludes. Pure."""

from registry.statuses import EDUCATION_RANK

# Kinds that someone who asked for full-time work would also take.
FULL_TIME_TOO = frozenset({"full_time", "public", "grassroots"})


def is_eligible(seeker, offer):
    """Return whether a posting passes every limit for a person."""
    return (
        has_schooling(seeker, offer)
        and is_for(seeker, offer)
        and is_kind(seeker, offer)
        and pays_enough(seeker, offer)
        and is_near(seeker, offer)
    )


def has_schooling(seeker, offer):
    """The person's education reaches what is asked; unknown on either side passes."""
    if not seeker.education or not offer.education:
        return True
    return EDUCATION_RANK[seeker.education] >= EDUCATION_RANK[offer.education]


def is_for(seeker, offer):
    """A posting kept for certain groups is for their members only."""
    return not offer.audience or bool(seeker.groups & set(offer.audience))


def is_kind(seeker, offer):
    kinds = {wish.kind for wish in seeker.wishes if wish.kind}
    if not kinds:
        return True
    if "full_time" in kinds and offer.kind in FULL_TIME_TOO:
        return True
    return offer.kind in kinds


def pays_enough(seeker, offer):
    """The most a posting pays reaches the lowest floor among the wishes."""
    floors = [wish.pay_floor for wish in seeker.wishes]
    if not floors or None in floors or (offer.pay_max is None and offer.pay_min is None):
        return True
    return (offer.pay_max or offer.pay_min) >= min(floors)


def is_near(seeker, offer):
    """In the person's province, or named in a wish, or the person goes elsewhere."""
    if not seeker.area or not offer.area or offer.area[:2] == seeker.area[:2] or not seeker.wishes:
        return True
    named = any(area and area in offer.area_text for wish in seeker.wishes for area in wish.areas)
    return named or any(wish.other_province for wish in seeker.wishes)
