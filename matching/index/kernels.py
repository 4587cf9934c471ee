"""The walk itself, compiled: for each seeker from the likest terms down, until nothing unseen could be better."""

import numba
import numpy

PARTS = 6  # title, major, skills, pay, distance, freshness
UNKNOWN = PARTS  # where the share of what is not known stands, behind the points of the parts


@numba.njit(cache=True)
def _pushed(keys, first, last, key):
    while first < last:
        middle = (first + last) // 2
        if keys[middle] < key:
            first = middle + 1
        elif keys[middle] > key:
            last = middle
        else:
            return True
    return False


@numba.njit(cache=True, inline="always")
def _passes(seeker, offer, near):
    """The hard limits, as eligibility.py has them."""
    if offer.schooling and seeker.schooling and offer.schooling > seeker.schooling:
        return False
    if offer.audience and not (offer.audience & seeker.groups):
        return False
    if not (offer.kind & seeker.kinds):
        return False
    if seeker.limit and offer.high >= 0 and offer.high < seeker.limit:
        return False
    return (
        near
        or seeker.roams != 0
        or seeker.wishes == 0
        or seeker.province == 0
        or offer.province == 0
        or seeker.province == offer.province
    )


@numba.njit(cache=True, inline="always")
def _pay(seeker, offer, most, unknown):
    if offer.high < 0:
        return most * unknown // 100
    if seeker.floor == 0:
        return most * 60 // 100
    if offer.low >= seeker.floor:
        return most
    return most * 65 // 100 if offer.high >= seeker.floor else 0


@numba.njit(cache=True, inline="always")
def _distance(seeker, offer, near, most, unknown):
    if near:
        return most
    if seeker.county == 0 or offer.county == 0:
        return most * unknown // 100
    if seeker.county == offer.county:
        return most
    if seeker.prefecture == offer.prefecture:
        return most * 70 // 100
    return most * 35 // 100 if seeker.province == offer.province else 0


@numba.njit(cache=True, inline="always")
def _skills(offer, starts, items, held, stamp, most, unknown):
    first, last = starts[offer.skills], starts[offer.skills + 1]
    if first == last:
        return most * unknown // 100
    met = 0
    for place in range(first, last):
        met += held[items[place]] == stamp
    return most * met // (last - first)


@numba.njit(cache=True, inline="always")
def _is_better(score, posting, other_score, other_posting):
    """Higher first, of equals the smaller key."""
    return score > other_score or (score == other_score and posting < other_posting)


@numba.njit(cache=True)
def _enter(best, count, seats, posting, score, parts):
    """Put a posting among the best (rows of key, score and components); return how many there are."""
    seat = count if count < seats else seats - 1
    while seat > 0 and _is_better(score, posting, best[seat - 1, 1], best[seat - 1, 0]):
        best[seat] = best[seat - 1]
        seat -= 1
    best[seat, 0] = posting
    best[seat, 1] = score
    for part in range(PARTS):
        best[seat, 2 + part] = parts[part]
    return min(count + 1, seats)


@numba.njit(cache=True, inline="always")
def _most_beside(seeker, points, has_skills):
    """The most that skills, pay, distance and freshness can bring this seeker: it bounds what is unseen."""
    skills = points[2] if has_skills else points[2] * points[UNKNOWN] // 100
    pay = points[3] if seeker.floor else points[3] * 60 // 100  # the unknown earns no more than that
    return skills + pay + points[4] + points[5]


@numba.njit(cache=True, inline="always")
def _freshness(offer, today, most):
    if offer.opened == 0:
        return 0
    age = today - offer.opened
    return most if age <= 7 else most * 50 // 100 if age <= 30 else 0


@numba.njit(cache=True, inline="always")
def _weigh(title, me, seeker, offer, near, majors, skill_starts, skill_items, held, points, today, parts):
    """Write the components of a posting for a seeker and return their sum, as ranking.py has them."""
    parts[0] = title
    parts[1] = majors[seeker.majors, offer.majors]
    parts[2] = _skills(offer, skill_starts, skill_items, held, me, points[2], points[UNKNOWN])
    parts[3] = _pay(seeker, offer, points[3], points[UNKNOWN])
    parts[4] = _distance(seeker, offer, near, points[4], points[UNKNOWN])
    parts[5] = _freshness(offer, today, points[5])
    return parts[0] + parts[1] + parts[2] + parts[3] + parts[4] + parts[5]


@numba.njit(cache=True)
def _order_of(me, terms_total, intent_starts, intents, tier_starts, tier_terms, most, seen, order, titles):
    """Write the terms of a seeker's wishes, those with most title points first, each once; return how many."""
    count = 0
    for tier in range(most):
        for number in range(intent_starts[me], intent_starts[me + 1]):
            intent = intents[number]
            for place in range(tier_starts[intent, tier], tier_starts[intent, tier + 1]):
                term = tier_terms[place]
                if seen[term] != me:
                    seen[term] = me
                    order[count] = term
                    titles[count] = most - tier
                    count += 1
    return count


@numba.njit(cache=True, nogil=True)
def walk(
    first,
    last,
    seats,
    points,
    today,
    postings,
    starts,
    by_majors,
    major_starts,
    skill_starts,
    skill_items,
    skills_total,
    places_total,
    seekers,
    intent_starts,
    intents,
    my_skill_starts,
    my_skills,
    my_place_starts,
    my_places,
    pushed_starts,
    pushed,
    tier_starts,
    tier_terms,
    majors,
    major_order,
    found,
    scores,
    components,
    counts,
):
    """Fill the lists of the seekers from first to last: keys, scores and components, the best first."""
    terms_total = len(starts) - 1
    held = numpy.full(skills_total + 1, -1, dtype=numpy.int32)
    near_places = numpy.full(places_total + 1, -1, dtype=numpy.int32)
    seen = numpy.full(terms_total + 1, -1, dtype=numpy.int32)
    order = numpy.empty(terms_total + 1, dtype=numpy.int32)
    titles = numpy.empty(terms_total + 1, dtype=numpy.int32)
    best = numpy.zeros((seats, 2 + PARTS), dtype=numpy.int64)
    parts = numpy.zeros(PARTS, dtype=numpy.int64)
    for me in range(first, last):
        seeker = seekers[me]
        for place in range(my_skill_starts[me], my_skill_starts[me + 1]):
            held[my_skills[place]] = me
        for place in range(my_place_starts[me], my_place_starts[me + 1]):
            near_places[my_places[place]] = me
        beside = _most_beside(seeker, points, my_skill_starts[me + 1] > my_skill_starts[me])
        best_major = majors[seeker.majors, major_order[seeker.majors, 0]] if majors.shape[1] else 0
        wished = _order_of(
            me, terms_total, intent_starts, intents, tier_starts, tier_terms, points[0], seen, order, titles
        )
        count = 0
        # First the terms of the wishes, from the likest down.
        for turn in range(wished):
            title = titles[turn]
            if count == seats and title + best_major + beside < best[seats - 1, 1]:
                break
            for place in range(starts[order[turn]], starts[order[turn] + 1]):
                offer = postings[place]
                near = near_places[offer.place] == me
                if not _passes(seeker, offer, near):
                    continue
                score = _weigh(
                    title, me, seeker, offer, near, majors, skill_starts, skill_items, held, points, today, parts
                )
                if count == seats and not _is_better(score, offer.posting, best[seats - 1, 1], best[seats - 1, 0]):
                    continue
                if not _pushed(pushed, pushed_starts[me], pushed_starts[me + 1], offer.posting):
                    count = _enter(best, count, seats, offer.posting, score, parts)
        # Then what no wish leads to, from the best fitting majors down.
        title = 0 if seeker.intends else points[0] * 30 // 100
        for turn in range(majors.shape[1]):
            requirement = major_order[seeker.majors, turn]
            most = title + majors[seeker.majors, requirement] + beside
            if count == seats and most < best[seats - 1, 1]:
                break
            for place in range(major_starts[requirement], major_starts[requirement + 1]):
                offer = by_majors[place]
                near = near_places[offer.place] == me
                if seen[offer.term] == me or not _passes(seeker, offer, near):
                    continue
                score = _weigh(
                    title, me, seeker, offer, near, majors, skill_starts, skill_items, held, points, today, parts
                )
                if count == seats and not _is_better(score, offer.posting, best[seats - 1, 1], best[seats - 1, 0]):
                    continue
                if not _pushed(pushed, pushed_starts[me], pushed_starts[me + 1], offer.posting):
                    count = _enter(best, count, seats, offer.posting, score, parts)
        counts[me] = count
        for seat in range(count):
            found[me, seat] = best[seat, 0]
            scores[me, seat] = best[seat, 1]
            for part in range(PARTS):
                components[me, seat, part] = best[seat, 2 + part]


@numba.njit(cache=True, nogil=True)
def share_out(people, postings, room, free, given):
    """Give each pair in turn, those with most points first, while the posting has room and the person's list is free.

    People and postings are places in `free` and `room`, which are counted down; `given` says of each pair whether it was.
    """
    for pair in range(len(people)):
        if free[people[pair]] > 0 and room[postings[pair]] > 0:
            free[people[pair]] -= 1
            room[postings[pair]] -= 1
            given[pair] = True


@numba.njit(cache=True, nogil=True)
def count_better(
    points,
    today,
    postings,
    skill_starts,
    skill_items,
    skills_total,
    places_total,
    seekers,
    skills,
    places,
    pushed,
    titles,
    majors,
    keys,
    scores,
    found,
):
    """Count for each key and its score how many postings stand before it in the first seeker's list."""
    seeker = seekers[0]
    held = numpy.full(skills_total + 1, -1, dtype=numpy.int32)
    near_places = numpy.full(places_total + 1, -1, dtype=numpy.int32)
    parts = numpy.zeros(PARTS, dtype=numpy.int64)
    for skill in skills:
        held[skill] = 0
    for place in places:
        near_places[place] = 0
    for number in range(len(postings)):
        offer = postings[number]
        near = near_places[offer.place] == 0
        if not _passes(seeker, offer, near) or _pushed(pushed, 0, len(pushed), offer.posting):
            continue
        title = titles[offer.term]
        score = _weigh(title, 0, seeker, offer, near, majors, skill_starts, skill_items, held, points, today, parts)
        for asked in range(len(keys)):
            found[asked] += _is_better(score, offer.posting, scores[asked], keys[asked])
