"""Labelled sets are scored as the field scores them, and the marks are kept once for a version, a set and a code."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from matching import judging, marking
from matching.models import QualityMark

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def test_the_order_is_scored_against_the_best_there_could_be():
    grades = {"a": 2, "b": 1, "c": 0}
    assert judging.ndcg(["a", "b", "c"], grades) == 1
    assert judging.ndcg(["b", "a"], grades) == pytest.approx((1 + 3 / 1.584963) / (3 + 1 / 1.584963), abs=1e-6)
    assert judging.ndcg([], grades) == 0
    assert judging.ndcg(["c"], {"c": 0}) is None


def test_what_is_ignored_takes_no_place_and_only_ten_count():
    assert judging.ndcg(["x", "a"], {"a": 2, "x": -1}) == 1
    assert judging.ndcg([f"n{k}" for k in range(10)] + ["a"], {"a": 2}) == 0


def label(doc, rel, easy=0):
    return {"query_id": "q", "doc_id": doc, "rel": str(rel), "contains_intent": str(easy)}


def test_hard_leaves_out_titles_that_say_the_intent():
    run = [("q", "easy", 90), ("q", "other", 80), ("q", "hard", 70)]
    everything, hard = judging.judge_titles(run, [label("easy", 2, 1), label("hard", 2)])
    assert everything.value == pytest.approx((3 + 3 / 2) / (3 + 3 / 1.584963), abs=1e-6)
    assert hard.value == pytest.approx(1 / 1.584963, abs=1e-6)


def test_pairs_are_scored_by_precision_and_recall():
    run = [("q", "a", 100), ("q", "b", 85)]
    labels = [{"query_id": "q", "doc_id": doc} for doc in ("a", "c", "d")]
    assert judging.judge_majors(run, labels) == [("precision", 1 / 2, 2), ("recall", 1 / 3, 3)]
    assert [mark.value for mark in judging.judge_majors([], labels)] == [0, 0]


@pytest.fixture
def files(tmp_path):
    texts = {
        "docs": "doc_id,title\nd1,总账会计\nd2,挖掘机司机\n",
        "queries": "query_id,intent\nq1,会计\n",
        "qrels": "query_id,doc_id,rel,contains_intent\nq1,d1,2,0\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: tmp_path / f"{name}.csv" for name in texts}


@pytest.mark.django_db
def test_the_command_keeps_marks_once(files, capsys):
    for _again in range(2):
        call_command("judge_ranking", "titles", **files, name="小样")
    assert "nDCG@10  1.0000  n=1" in capsys.readouterr().out
    marks = QualityMark.objects.order_by("measure")
    assert [(mark.set_name, mark.measure, mark.value, mark.version) for mark in marks] == [
        ("小样", "nDCG@10", 1, 1),
        ("小样", "nDCG@10 hard", 1, 1),
    ]
    assert marks[0].code == marking.code_digest()


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing_and_a_missing_column_is_named(files):
    call_command("judge_ranking", "titles", **files, dry_run=True)
    assert not QualityMark.objects.exists()
    with pytest.raises(CommandError, match="rel"):
        call_command("judge_ranking", "titles", **{**files, "qrels": files["docs"]})


@pytest.mark.django_db
@pytest.mark.skipif(not DATA.is_dir(), reason="the development sets are not here (shared/data)")
def test_the_development_sets_reach_what_is_asked():
    for task, name in (("titles", "title_match_dev"), ("majors", "major_elig_dev")):
        parts = {part: DATA / f"{name}_{part}.csv" for part in ("docs", "queries", "qrels")}
        call_command("judge_ranking", task, **parts, name=name)
    marks = dict(QualityMark.objects.values_list("measure", "value"))
    assert marks["nDCG@10"] >= 0.90
    assert marks["nDCG@10 hard"] >= 0.87
    assert marks["precision"] >= 0.98
    assert marks["recall"] >= 0.97
