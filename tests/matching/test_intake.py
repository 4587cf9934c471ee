"""Lists that nobody uploads: a folder's files once each, and what a source's system sends under its token."""

import json
import os
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from matching import intake, pooling
from matching.models import IntakeToken, Posting, PostingBatch
from placement.accounts.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db
LIST = "岗位名称,单位名称,薪酬\n会计,甲厂,4-6k\n"


@pytest.fixture
def officer():
    return make_user(role=Role.JOB_OFFICER)


@pytest.fixture
def token(officer):
    return intake.issue_token(source="某市人才网", by=officer)


@pytest.fixture
def send(client, token):
    def send(content, words=token, **headers):
        content = content if isinstance(content, (str, bytes)) else json.dumps(content)
        return client.post(
            reverse("matching:intake"), content, "application/json", headers={"Authorization": f"Bearer {words}"}
        )

    return send


def lay(folder, name, content=LIST, age=60):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    then = (datetime.now(UTC) - timedelta(seconds=age)).timestamp()
    os.utime(path, (then, then))
    return path


def take(folder, **options):
    out, told = StringIO(), StringIO()
    call_command("import_postings", folder=folder, stdout=out, stderr=told, **options)
    return out.getvalue() + told.getvalue()


def test_a_folders_lists_are_taken_once_each(tmp_path, officer):
    lay(tmp_path, "甲.csv"), lay(tmp_path, "读我.txt")
    take(tmp_path, apply=True, by=officer.username)
    assert take(tmp_path, apply=True, by=officer.username) == ""
    assert (PostingBatch.objects.count(), Posting.objects.count()) == (1, 1)
    lay(tmp_path, "甲.csv", LIST + "电工,甲厂,\n")
    take(tmp_path, apply=True, by=officer.username)
    assert Posting.objects.count() == 2


def test_without_apply_a_folder_is_only_compared(tmp_path):
    lay(tmp_path, "甲.csv")
    assert "1 postings" in take(tmp_path)
    assert not Posting.objects.exists()


def test_a_folder_of_its_own_names_the_source(tmp_path):
    (tmp_path / "某市人才网").mkdir()
    lay(tmp_path / "某市人才网", "九月.csv")
    take(tmp_path)
    assert PostingBatch.objects.get().source == "某市人才网"


def test_a_file_still_on_its_way_and_what_stands_beside_it_are_left_alone(tmp_path):
    lay(tmp_path, "甲.csv", age=0), lay(tmp_path, "~$乙.xlsx"), lay(tmp_path, ".丙.csv"), lay(tmp_path, "空.csv", "")
    take(tmp_path)
    assert not PostingBatch.objects.exists()


def test_one_unreadable_file_keeps_no_other_out(tmp_path, officer):
    lay(tmp_path, "1.csv", "姓名,电话\n甲,1\n"), lay(tmp_path, "2.csv")
    assert "1.csv: " in take(tmp_path, apply=True, by=officer.username)
    assert Posting.objects.get().title == "会计"


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="no such folder"):
        take(tmp_path / "none")
    with pytest.raises(CommandError, match="file or a --folder"):
        call_command("import_postings")


def test_what_a_system_sends_is_staged_and_waits_for_an_officer(send, officer):
    sent = {
        "postings": [{"title": "会计", "employer": "甲厂", "薪酬": "4-6k", "skills": ["记账", "报税"]}, {"title": "无"}]
    }
    response = send(sent)
    batch = PostingBatch.objects.get(pk=response.json()["batch"])
    pooling.compare_postings(batch, today=timezone.localdate())
    assert (response.status_code, batch.counts, batch.source) == (202, {"new": 1, "invalid": 1}, "某市人才网")
    assert not Posting.objects.exists()
    pooling.apply_postings(pooling.start_applying(batch, by=officer))
    posting = Posting.objects.get()
    assert (posting.title, posting.pay_max, posting.skills) == ("会计", 6000, ["记账", "报税"])


def test_the_source_is_told_what_became_of_its_list(send, client, token):
    batch = send({"postings": [{"title": "会计"}, {"title": "其他"}]}).json()
    pooling.compare_postings(PostingBatch.objects.get(), today=timezone.localdate())
    told = client.get(batch["status"], headers={"Authorization": f"Bearer {token}"}).json()
    assert told["verdicts"] == {"new": 1, "invalid": 1}
    assert told["not_taken"] == [{"row": 3, "reasons": ["没有可用的岗位名称。"]}]


def test_the_same_words_twice_are_one_list(send):
    first, again = (send({"postings": [{"title": "会计"}]}) for _twice in range(2))
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert PostingBatch.objects.count() == 1


@pytest.mark.parametrize("content", ["", "{", "[]", "[" * 100_000, '{"postings": []}', '{"postings": [1]}', b"\xff"])
def test_what_is_no_list_is_refused_with_a_sentence(send, content):
    response = send(content)
    assert response.status_code == 400
    assert response.json()["error"]
    assert not PostingBatch.objects.exists()


def test_too_much_at_once_is_refused(send, monkeypatch):
    monkeypatch.setattr(intake, "MOST_ROWS", 1)
    assert send({"postings": [{"title": "会计"}] * 2}).status_code == 400
    monkeypatch.setattr(intake, "MOST_WAITING", 0)
    assert send({"postings": [{"title": "会计"}]}).status_code == 400
    assert send(" " * (intake.LARGEST + 1)).status_code == 413


@pytest.mark.parametrize("words", ["", "wrong", "会计"])
def test_without_a_valid_token_nothing_is_received(send, words):
    response = send({"postings": [{"title": "会计"}]}, words=words)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert not PostingBatch.objects.exists()


def test_a_revoked_token_and_one_of_an_officer_who_left_open_nothing(send, officer, token):
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)
    assert send({"postings": [{"title": "会计"}]}).status_code == 401
    type(officer).objects.filter(pk=officer.pk).update(is_active=True)
    assert intake.revoke_tokens(source="某市人才网", on=timezone.localdate()) == 1
    assert send({"postings": [{"title": "会计"}]}).status_code == 401


def test_a_session_is_no_token_and_another_sources_list_does_not_exist(client, officer, send):
    batch = send({"postings": [{"title": "会计"}]}).json()
    client.force_login(officer)
    assert client.get(batch["status"]).status_code == 401
    other = intake.issue_token(source="另一网", by=officer)
    assert client.get(batch["status"], headers={"Authorization": f"Bearer {other}"}).status_code == 404


def test_only_the_digest_of_a_token_is_kept(token):
    kept = IntakeToken.objects.get()
    assert token not in (kept.digest, kept.source)
    assert intake.token_of(f"Bearer {token}") == kept
    assert intake.token_of(f"Basic {token}") is None


def test_tokens_are_issued_listed_and_revoked_from_the_shell(officer):
    def run(*args, **options):
        out = StringIO()
        call_command("intake_token", *args, stdout=out, **options)
        return out.getvalue().strip()

    words = run("issue", source="甲网", by=officer.username)
    assert intake.token_of(f"Bearer {words}").source == "甲网"
    assert "甲网" in run("list")
    assert run("revoke", source="甲网") == "1 revoked"
    assert intake.token_of(f"Bearer {words}") is None
    with pytest.raises(CommandError, match="officer"):
        run("issue", source="甲网", by=make_user(role=Role.CASEWORKER).username)
