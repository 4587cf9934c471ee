"""Scores a run over a labelled set: how good the order is, and how many of the pairs are right. Pure."""

from collections import defaultdict
from math import log2
from typing import NamedTuple

TOP = 10
IGNORED = -1  # neither right nor wrong: left out of the run


class Mark(NamedTuple):
    """A measure, its value, and of how many queries or pairs it is the mean."""

    measure: str
    value: float
    n: int


def judge_titles(run, labels):
    """Return the Marks of a run over titles: the order of the first ten, and the same without titles that say the intent."""
    graded, easy = defaultdict(dict), defaultdict(set)
    for label in labels:
        graded[label["query_id"]][label["doc_id"]] = int(label["rel"])
        if label["contains_intent"] == "1":
            easy[label["query_id"]].add(label["doc_id"])
    listed = _listed(run)
    return [
        _mean("nDCG@10", [ndcg(listed[query], grades) for query, grades in graded.items()]),
        _mean("nDCG@10 hard", [ndcg(listed[query], _hard(grades, easy[query])) for query, grades in graded.items()]),
    ]


def judge_majors(run, labels):
    """Return the Marks of a run over majors: how many of its pairs are right, and how many of the right ones it has."""
    right = {(label["query_id"], label["doc_id"]) for label in labels}
    found = {(query, doc) for query, doc, _score in run}
    met = len(found & right)
    return [Mark("precision", met / len(found or {0}), len(found)), Mark("recall", met / len(right or {0}), len(right))]


JUDGES = {
    "titles": (judge_titles, {"query_id", "doc_id", "rel", "contains_intent"}),
    "majors": (judge_majors, {"query_id", "doc_id"}),
}


def ndcg(docs, grades):
    """Return the gain of the first ten of these documents, discounted by place, of the best there could be; None of none."""
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    if not best:
        return None
    judged = [doc for doc in docs if grades.get(doc, 0) != IGNORED]
    return _gain([max(grades.get(doc, 0), 0) for doc in judged]) / _gain(best)


def _gain(grades):
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades[:TOP], 1))


def _hard(grades, easy):
    return {doc: IGNORED if doc in easy else grade for doc, grade in grades.items()}


def _listed(run):
    """Return {query: its documents, the best first}."""
    listed = defaultdict(list)
    for query, doc, score in run:
        listed[query].append((-score, len(listed[query]), doc))
    for found in listed.values():
        found.sort()
    return defaultdict(list, {query: [doc for _score, _place, doc in found] for query, found in listed.items()})


def _mean(measure, values):
    values = [value for value in values if value is not None]
    return Mark(measure, sum(values) / len(values) if values else 0.0, len(values))
