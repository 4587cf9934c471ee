"""Runs of the product's own rules over labelled sets: what it would answer to each query, to be scored elsewhere. Pure."""

import numpy

from matching.eligibility import has_schooling
from matching.fitting import fit_of_major
from matching.ranking import Offer, Seeker
from matching.requirements import read_education, read_majors
from matching.terms import similarities
from matching.titles import term_of
from registry.cleaning import split_list

BEST = 50  # answers to a query where the order is judged
# Kinds of fit that make somebody eligible; what asks for no major, or leaves it open, is decided by no text.
FITS = {"exact": 100, "class": 85, "discipline": 65}
CURRENT, TAGS = 0.6, 0.4  # what a seeker does now, and what their tags say


def titles(queries, docs):
    """Yield (query, doc, score): the titles most like each intent, the best first."""
    intents = [term_of(query["intent"]) for query in queries]
    scores = similarities(intents, [term_of(doc["title"]) for doc in docs])
    yield from _best(queries, docs, scores)


def seekers(queries, docs):
    """Yield (query, doc, score): the types of work most like what a seeker does and is tagged with."""
    types = [term_of(doc["type_name"]) for doc in docs]
    now = similarities([term_of(query["current_type"]) for query in queries], types).astype(float)
    for row, query in enumerate(queries):
        tags = [term for term in map(term_of, split_list(query["tags"])) if term]
        if tags:
            now[row] = CURRENT * now[row] + TAGS * similarities(tags, types).max(axis=0)
    yield from _best(queries, docs, numpy.floor(now).astype(int))


def _best(queries, docs, scores):
    for query, row in zip(queries, scores, strict=True):
        order = numpy.argsort(-row.astype(int), kind="stable")[:BEST]
        yield from ((query["query_id"], docs[place]["doc_id"], int(row[place])) for place in order if row[place])


def majors(queries, docs):
    """Yield (query, doc, score) of every pair that is eligible by schooling and by major, scored by the kind of fit."""
    asked = [(doc["doc_id"], read_education(doc["education"]), read_majors(doc["major_text"])) for doc in docs]
    for query in queries:
        education = str(read_education(query["education"]))
        seeker = Seeker(education=education, major=query["major_name"])
        for doc, schooling, wanted in asked:
            fit, _node = fit_of_major(query["major_name"], education, wanted)
            if fit in FITS and has_schooling(seeker, Offer(0, "", education=str(schooling))):
                yield query["query_id"], doc, FITS[fit]


# The run of each task, and the columns that its queries and documents must have.
TASKS = {
    "titles": (titles, {"query_id", "intent"}, {"doc_id", "title"}),
    "majors": (majors, {"query_id", "education", "major_name"}, {"doc_id", "education", "major_text"}),
    "seekers": (seekers, {"query_id", "current_type", "tags"}, {"doc_id", "type_name"}),
}
