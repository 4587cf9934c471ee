"""How alike two kinds of work are: what characters get wrong, one test for each way."""

import csv
import math
from pathlib import Path

import pytest

from matching.terms import CUTOFF, Links, similarities, similarity
from matching.titles import term_of

SETS = Path(__file__).resolve().parents[3] / "shared" / "data"


def alike(one, other):
    return similarity(term_of(one), term_of(other))


def test_the_same_words_are_the_same_work():
    assert alike("会计", "会计") == 100
    assert alike("会计", "会计（急聘）") == 100


def test_grade_and_role_hardly_matter():
    assert alike("会计", "高级会计主管") > 80


def test_the_work_counts_for_more_than_the_role():
    assert alike("测绘专员", "测绘工程师") > alike("测绘专员", "招聘专员")


@pytest.mark.parametrize(
    ("one", "other"),
    [("会计", "出纳"), ("程序员", "软件开发工程师"), ("农业技术员", "农艺师"), ("文员", "行政助理")],
)
def test_other_words_for_one_work_are_near(one, other):
    assert alike(one, other) >= 45


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Java工程师", "JavaScript工程师"),
        ("C++工程师", "C#工程师"),
        ("软件工程师", "硬件工程师"),
        ("会计", "室内设计师"),
        ("销售", "消防员"),
    ],
)
def test_words_that_only_look_alike_are_apart(one, other):
    assert alike(one, other) < CUTOFF


def test_a_whole_vocabulary_gives_what_each_pair_gives():
    intents, terms = ["会计", "电工"], ["出纳", "维修电工", "护士"]
    matrix = similarities(intents, terms)
    assert [[int(cell) for cell in row] for row in matrix] == [[similarity(i, t) for t in terms] for i in intents]


def _gain(found, ideal):
    return sum((2**rel - 1) / math.log2(place + 2) for place, rel in enumerate(found[:10])) / ideal


def _read(name):
    with (SETS / f"title_match_dev_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not SETS.is_dir(), reason="the development sets are not on this machine")
def test_real_titles_are_ranked_better_than_by_bigrams():
    docs, queries, rels = _read("docs"), _read("queries"), {}
    for row in _read("qrels"):
        rels.setdefault(row["query_id"], {})[row["doc_id"]] = int(row["rel"])
    matrix = similarities([term_of(q["intent"]) for q in queries], [term_of(d["title"]) for d in docs])
    gains = []
    for query, row in zip(queries, matrix, strict=True):
        known = rels[query["query_id"]]
        order = sorted(range(len(docs)), key=lambda place: (-int(row[place]), docs[place]["doc_id"]))
        found = [known.get(docs[place]["doc_id"], 0) for place in order]
        ideal = _gain(sorted((rel for rel in known.values() if rel > 0), reverse=True), 1)
        gains.append(_gain([rel for rel in found if rel >= 0], ideal))
    assert sum(gains) / len(gains) > 0.89


def test_what_officers_link_is_laid_over_what_the_product_knows():
    same, near = Links(same=(("小哥", "测绘"),)), Links(near=(("小哥", "测绘"),))
    assert similarity("测绘", "小哥") == 0
    assert similarity("测绘", "小哥", same) == similarity("小哥", "测绘", same) == 100
    assert 0 < similarity("测绘", "小哥", near) <= 75
    assert similarity("测绘", "高级测绘专员", near) == similarity("测绘", "高级测绘专员")


def test_officers_may_link_what_is_shipped_as_other_work_and_part_what_is_shipped_as_alike():
    assert similarity("java", "javascript", Links(same=(("java", "javascript"),))) == 100
    assert similarity("会计", "出纳") > 0
    assert similarity("会计", "出纳", Links(apart=(("会计", "出纳"),))) == 0
    assert similarity("会计", "会计兼出纳", Links(apart=(("会计", "出纳"),))) > 0
