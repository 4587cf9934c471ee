"""Labelled sets are answered by the rules that rank for people, in a form that others can judge."""

import csv

import pytest
from django.core.management import CommandError, call_command

from matching import evaluating


def pairs(task, queries, docs):
    return list(evaluating.TASKS[task][0](queries, docs))


def test_the_title_of_the_same_work_comes_first():
    docs = [{"doc_id": f"d{n}", "title": title} for n, title in enumerate(["挖掘机司机", "送餐员包吃住", "外卖骑手"])]
    found = pairs("titles", [{"query_id": "q", "intent": "外卖骑手"}], docs)
    assert [doc for _query, doc, _score in found][:2] == ["d2", "d1"]


def test_at_most_fifty_are_written():
    docs = [{"doc_id": f"d{n}", "title": "会计"} for n in range(80)]
    assert len(pairs("titles", [{"query_id": "q", "intent": "会计"}], docs)) == evaluating.BEST


def test_majors_are_eligible_by_the_kind_of_fit_and_by_schooling():
    texts = {"exact": "会计学", "class": "工商管理类", "discipline": "管理学门类", "other": "土木类", "any": "不限"}
    docs = [{"doc_id": how, "education": "本科及以上", "major_text": text} for how, text in texts.items()]
    docs.append({"doc_id": "higher", "education": "硕士研究生及以上", "major_text": "会计学"})
    found = pairs("majors", [{"query_id": "q", "education": "本科", "major_name": "会计学"}], docs)
    assert {doc: score for _query, doc, score in found} == evaluating.FITS


def test_a_seekers_tags_settle_what_the_current_work_leaves_open():
    docs = [
        {"doc_id": "a", "type_name": "行政"},
        {"doc_id": "b", "type_name": "新媒体运营"},
        {"doc_id": "c", "type_name": "焊工"},
    ]
    query = {"query_id": "q", "current_type": "文员", "tags": "短视频、公众号运营"}
    found = [doc for _query, doc, _score in pairs("seekers", [query], docs)]
    assert found[:2] == ["a", "b"] or found[:2] == ["b", "a"]
    assert "c" not in found


def test_the_command_writes_a_run_and_names_what_is_missing(tmp_path):
    docs, queries, run = (tmp_path / name for name in ("docs.csv", "queries.csv", "run.csv"))
    docs.write_text("doc_id,title\nd1,总账会计\n", encoding="utf-8")
    queries.write_text("\ufeffquery_id,intent\nq1,会计\n", encoding="utf-8")
    call_command("evaluate_ranking", "titles", docs=docs, queries=queries, run=run, verbosity=0)
    with run.open(encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert (row["query_id"], row["doc_id"]) == ("q1", "d1")
    with pytest.raises(CommandError, match="major_name"):
        call_command("evaluate_ranking", "majors", docs=docs, queries=queries, run=run)
