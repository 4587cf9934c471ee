"""Which postings of an index one seeker is eligible for at all: eligibility.py over whole columns. Pure."""

import numpy


def eligible(tables, asked, row):
    """Return a mask over the postings of the Tables: those that pass every hard limit of one seeker."""
    seeker, found = asked.seekers[row], tables.postings
    places = asked.places[asked.place_starts[row] : asked.place_starts[row + 1]]
    passes = (found["schooling"] == 0) | (seeker["schooling"] == 0) | (found["schooling"] <= seeker["schooling"])
    passes &= (found["audience"] == 0) | ((found["audience"] & seeker["groups"]) != 0)
    passes &= (found["kind"] & seeker["kinds"]) != 0
    if seeker["limit"]:
        passes &= (found["high"] < 0) | (found["high"] >= seeker["limit"])
    if seeker["wishes"] and not seeker["roams"] and seeker["province"]:
        near = numpy.isin(found["place"], places)
        passes &= near | (found["province"] == 0) | (found["province"] == seeker["province"])
    return passes


def place_by_day(tables, passing, posting, opened):
    """Return how many of the passing postings stand before this one when the newest come first."""
    found = tables.postings
    later = (found["opened"] > opened) | ((found["opened"] == opened) & (found["posting"] > posting))
    return int(numpy.count_nonzero(passing & later & (found["posting"] != posting)))
