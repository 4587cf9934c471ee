"""The two commands of matching, and the real lists they were proven on."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from matching.models import Posting
from placement.accounts.roles import Role
from registry.registering import set_wishes
from tests.factories import make_person, make_posting, make_user

pytestmark = pytest.mark.django_db
LISTS = Path(__file__).resolve().parents[3] / "shared" / "data"


def run(*args, **options):
    out = StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def some_list(tmp_path):
    path = tmp_path / "岗位.csv"
    path.write_text("岗位名称,薪酬\n会计,4-6k\n其他,面议\n", encoding="utf-8")
    return path


def test_without_apply_nothing_is_written(some_list):
    report = json.loads(run("import_postings", some_list, json=True))
    assert report["verdicts"] == {"new": 1, "invalid": 1}
    assert not Posting.objects.exists()


def test_with_apply_the_pool_holds_the_list(some_list):
    officer = make_user(role=Role.JOB_OFFICER)
    report = json.loads(run("import_postings", some_list, apply=True, by=officer.username, json=True))
    assert report["stage"] == "applied"
    assert Posting.objects.get().pay_max == 6000


def test_a_write_needs_someone_behind_it(some_list):
    with pytest.raises(CommandError, match="--by"):
        run("import_postings", some_list, apply=True)
    with pytest.raises(CommandError, match="nobody-here"):
        run("import_postings", some_list, apply=True, by="nobody-here")


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("import_postings", tmp_path / "none.csv")


def test_ranking_from_the_shell_tells_why():
    person = make_person()
    set_wishes(person, [{"occupation": "会计"}], by=make_user())
    make_posting("会计")
    told = json.loads(run("rank", person=person.pk, json=True))
    assert told["score"] == sum(told["components"].values())
    assert "意向“会计”与岗位“会计”一致" in told["reasons"]


def test_ranking_nobody_is_refused():
    with pytest.raises(CommandError, match="999"):
        run("rank", person=999)


@pytest.mark.skipif(not LISTS.is_dir(), reason="the real lists are not on this machine")
@pytest.mark.parametrize(("name", "rows"), [("gov_shortage_posts.csv", 15_600), ("gov_posts_henan_2024.csv", 6_231)])
def test_every_row_of_a_real_list_is_a_posting_or_has_a_reason(name, rows):
    report = json.loads(run("import_postings", LISTS / name, source="名录", json=True))
    assert report["rows"] == sum(report["verdicts"].values()) == rows
    refused = sum(times for code, times in report["reasons"].items() if code.startswith("bad_"))
    assert report["verdicts"].get("invalid", 0) == refused
    assert min(report["understood"].values()) > 0.97


def test_the_benchmark_gives_each_sides_figures(monkeypatch, capsys):
    monkeypatch.setattr("matching.management.commands.bench_matching.apart", lambda *_command: {"people_per_second": 7})
    call_command("bench_matching", "--only", "ours", "filtered", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["times_faster"] == {"filtered": 1}


def test_a_peer_that_is_not_installed_is_skipped_with_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr("matching.management.commands.bench_matching.find_spec", lambda _package: None)
    call_command("bench_matching", "--only", "polars", "--json")
    assert "polars is not installed" in json.loads(capsys.readouterr().out)["polars"]["skipped"]


@pytest.mark.parametrize("side", ["ours", "oracle", "filtered", "terms", "polars", "optimum"])
def test_a_side_of_the_benchmark_measures_what_the_oracle_gives(side, capsys):
    few = ["--people", "120", "--postings", "300", "--peer-people", "5", "--oracle-people", "5"]
    call_command("bench_matching", "--side", side, *few)
    told = json.loads(capsys.readouterr().out)
    assert not any(told[name] for name in told if name.endswith("different") or name == "capped_beyond_room")
    assert told.get("share_of_optimum", 1) >= 0.95
