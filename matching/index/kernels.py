"""The walk itself, compiled: for each seeker from the likest terms down, until nothing unseen could be better."""

import numba
import numpy

PARTS = 6  # title, major, skills, pay, distance, freshness


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
def _pay(seeker, offer, most):
    if offer.high < 0:
        return most * 40 // 100
    if seeker.floor == 0:
        return most * 60 // 100
    if offer.low >= seeker.floor:
        return most
    return most * 65 // 100 if offer.high >= seeker.floor else 0


@numba.njit(cache=True, inline="always")
def _distance(seeker, offer, near, most):
    if near:
        return most
    if seeker.county == 0 or offer.county == 0:
        return most * 40 // 100
    if seeker.county == offer.county:
        return most
    if seeker.prefecture == offer.prefecture:
        return most * 70 // 100
    return most * 35 // 100 if seeker.province == offer.province else 0


@numba.njit(cache=True, inline="always")
def _skills(offer, starts, items, held, stamp, most):
    first, last = starts[offer.skills], starts[offer.skills + 1]
    if first == last:
        return most * 40 // 100
    met = 0
    for place in range(first, last):
        met += held[items[place]] == stamp
    return most * met // (last - first)


@numba.njit(cache=True, inline="always")
def _enter(found, scores, parts, seats, count, posting, score, one):
    """Put a posting among the best, ties by the smaller key; return how many there are."""
    if count == seats:
        last = seats - 1
        if score < scores[last] or (score == scores[last] and posting > found[last]):
            return count
        seat = last
    else:
        seat = count
        count += 1
    while seat > 0 and (scores[seat - 1] < score or (scores[seat - 1] == score and found[seat - 1] > posting)):
        found[seat], scores[seat] = found[seat - 1], scores[seat - 1]
        parts[seat] = parts[seat - 1]
        seat -= 1
    found[seat], scores[seat] = posting, score
    for part in range(PARTS):
        parts[seat, part] = one[part]
    return count


@numba.njit(cache=True)
def _walk_term(term, title, me, seeker, asked, tables, state):
    """Look at the postings of one term; `state` is the seeker's list and the scratch tables with their stamp."""
    postings, starts, skill_starts, skill_items, points = tables
    found, scores, parts, seats, count, held, near_places, stamp, one = state
    pushed_starts, pushed, majors = asked
    _title, most_major, most_skills, most_pay, most_distance, most_fresh = points
    for place in range(starts[term], starts[term + 1]):
        offer = postings[place]
        near = near_places[offer.place] == stamp
        if not _passes(seeker, offer, near):
            continue
        one[0] = title
        one[1] = majors[seeker.majors, offer.majors]
        one[2] = _skills(offer, skill_starts, skill_items, held, stamp, most_skills)
        one[3] = _pay(seeker, offer, most_pay)
        one[4] = _distance(seeker, offer, near, most_distance)
        one[5] = offer.fresh
        score = one[0] + one[1] + one[2] + one[3] + one[4] + one[5]
        if count == seats and score < scores[seats - 1]:
            continue
        if _pushed(pushed, pushed_starts[me], pushed_starts[me + 1], offer.posting):
            continue
        count = _enter(found, scores, parts, seats, count, offer.posting, score, one)
    return count


@numba.njit(cache=True, nogil=True)
def walk(
    first,
    last,
    seats,
    points,
    postings,
    starts,
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
    found,
    scores,
    parts,
    counts,
):
    """Fill the lists of the seekers from first to last: keys, scores and components, the best first."""
    held = numpy.full(skills_total + 1, -1, dtype=numpy.int64)
    near_places = numpy.full(places_total + 1, -1, dtype=numpy.int64)
    seen = numpy.full(len(starts), -1, dtype=numpy.int64)
    one = numpy.zeros(PARTS, dtype=numpy.int64)
    terms_total = len(starts) - 1
    tables = (postings, starts, skill_starts, skill_items, points)
    asked = (pushed_starts, pushed, majors)
    for me in range(first, last):
        seeker = seekers[me]
        for place in range(my_skill_starts[me], my_skill_starts[me + 1]):
            held[my_skills[place]] = me
        for place in range(my_place_starts[me], my_place_starts[me + 1]):
            near_places[my_places[place]] = me
        others = _most_beside(seeker, majors, points, my_skill_starts[me + 1] > my_skill_starts[me])
        count = 0
        if seeker.intends:
            for title in range(points[0], 0, -1):
                if count == seats and title + others < scores[me, seats - 1]:
                    break
                tier = points[0] - title
                for number in range(intent_starts[me], intent_starts[me + 1]):
                    intent = intents[number]
                    for place in range(tier_starts[intent, tier], tier_starts[intent, tier + 1]):
                        term = tier_terms[place]
                        if seen[term] != me:
                            seen[term] = me
                            state = (found[me], scores[me], parts[me], seats, count, held, near_places, me, one)
                            count = _walk_term(term, title, me, seeker, asked, tables, state)
        rest = 0 if seeker.intends else points[0] * 30 // 100
        if count < seats or rest + others >= scores[me, seats - 1]:
            for term in range(terms_total):
                if seen[term] != me:
                    if count == seats and rest + others < scores[me, seats - 1]:
                        break
                    state = (found[me], scores[me], parts[me], seats, count, held, near_places, me, one)
                    count = _walk_term(term, rest, me, seeker, asked, tables, state)
        counts[me] = count


@numba.njit(cache=True)
def _most_beside(seeker, majors, points, has_skills):
    """The most that anything but the title can bring this seeker: what is unseen is bounded by it."""
    major = 0
    for requirement in range(majors.shape[1]):
        major = max(major, majors[seeker.majors, requirement])
    skills = points[2] if has_skills else points[2] * 40 // 100
    pay = points[3] if seeker.floor else points[3] * 60 // 100
    return major + skills + pay + points[4] + points[5]
