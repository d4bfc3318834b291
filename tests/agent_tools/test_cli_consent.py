"""`reelwright consent`: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from agent_tools.cli import app
from agent_tools.job.desk import JobDesk
from agent_tools.job.view import JobState
from agent_tools.settings import Settings
from tests.agent_tools.consent_double import NAME, REQUEST
from tests.agent_tools.service_double import brief, prepare, rows

QUICK = ("--model", "stub", "--duration", "1", "--fps", "4", "--size", "64x64")

Command = Callable[..., Result]


@pytest.fixture
def command(settings: Settings) -> Command:
    prepare(settings)
    return lambda *words: CliRunner().invoke(app, list(words))


def one_line(result: Result) -> str:
    (line,) = result.stderr.splitlines()
    assert line.startswith("reelwright: ")
    return line


def grant(command: Command, *options: str, name: str = NAME) -> Result:
    opened = json.loads(command("consent", "challenge", name, "--json").stdout)
    return command("consent", "grant", name, "--challenge", opened["id"], "--phrase", opened["phrase"], *options)


def granted(command: Command, *options: str) -> dict[str, Any]:
    result = grant(command, "--json", *options)
    assert result.exit_code == 0
    return dict(json.loads(result.stdout))


def test_a_challenge_tells_the_notice_and_the_words(command: Command) -> None:
    told = json.loads(command("consent", "challenge", NAME, "--json").stdout)
    assert set(told) == {"id", "phrase", "expires_at", "notice", "notice_version"}
    printed = command("consent", "challenge", NAME, "--minutes", "5").stdout
    assert "You may take your consent back at any time" in printed
    assert "words: " in printed


def test_a_grant_without_options_is_the_narrowest(command: Command) -> None:
    told = granted(command)
    scope = told["scope"]
    assert (told["state"], told["tier"], told["relation"]) == ("active", "attested", "self")
    assert "no verifier" in told["tier_says"]
    assert (scope["audience"], scope["uses"], scope["territories"]) == ("only_me", ["personal"], [])
    assert int(scope["valid_until"][:4]) == int(scope["valid_from"][:4]) + 1


def test_every_option_reaches_the_record(command: Command, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"signed")
    options = [
        *("--person", "maria", "--by", "agency", "--relation", "agent", "--evidence", str(paper)),
        *("--alias", "Mari G.", "--audience", "group", "--group", "team", "--use", "satire", "--use", "editorial"),
        *(
            "--territory",
            "DE",
            "--topic",
            "beach",
            "--not-topic",
            "war",
            "--from",
            "2026-01-01",
            "--until",
            "2030-01-01",
        ),
    ]
    told = granted(command, *options)
    assert (told["person"], told["granter"], told["relation"], told["evidence_kind"]) == (
        "maria",
        "agency",
        "agent",
        "document",
    )
    assert told["aliases"] == ["Mari G."]
    assert told["scope"] == {
        "valid_from": "2026-01-01T00:00:00+00:00",
        "valid_until": "2030-01-01T00:00:00+00:00",
        "uses": ["editorial", "satire"],
        "audience": "group",
        "requesters": [],
        "groups": ["team"],
        "territories": ["DE"],
        "topics": ["beach"],
        "barred_topics": ["war"],
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--audience", "friends"], "--audience 'friends' is not allowed: it must be one of only_me, named, group"),
        (["--audience", "named"], "requesters are [] with audience 'named', must be at least one"),
        (["--use", "fun"], "--use 'fun' is not allowed"),
        (["--relation", "fan"], "--relation 'fan' is not allowed"),
        (["--evidence-type", "rumour"], "--evidence-type 'rumour' is not allowed"),
        (["--until", "soon"], "--until 'soon' is not allowed: it must be a date"),
        (["--until", "2001-01-01"], "must be after valid_from"),
        (["--from", "2026-01-01", "--until", "2036-01-02"], "at most 10 years after valid_from"),
        (["--territory", "Germany"], "two capital letters"),
        (["--evidence", "/none/such"], "must be a file that exists"),
        (["--alias", ""], "one of aliases is ''"),
    ],
)
def test_a_bad_option_is_told_in_one_line_and_nothing_is_recorded(
    command: Command, settings: Settings, options: Sequence[str], said: str
) -> None:
    result = grant(command, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in one_line(result)
    for table in ("consent", "consent_event", "consent_name", "consent_challenge_use"):
        assert rows(settings, f"SELECT count(*) FROM {table}") == [(0,)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["challenge", ""], "must hold a letter or a digit"),
        (["challenge", NAME, "--minutes", "soon"], "--minutes 'soon' is not allowed"),
        (["challenge", NAME, "--minutes", "61"], "must be from 1 to 60 minutes"),
        (["grant", NAME, "--challenge", "chal_x", "--phrase", "amber"], "there is no consent_challenge 'chal_x'"),
        (["grant", NAME], "Missing option '--challenge'"),
        (["show", "cons_x"], "there is no consent 'cons_x'"),
        (["revoke", "cons_x"], "there is no consent 'cons_x'"),
        (["narrow", "cons_x"], "nothing to narrow was given"),
        (["receipt"], "give either a CONSENT or --verify FILE"),
        (["receipt", "--verify", "/none/such"], "cannot be read as a receipt"),
        (["clips", "nobody"], "there is no consent 'nobody'"),
        ([], "Missing command"),
    ],
)
def test_bad_usage_is_told_in_one_line(command: Command, words: Sequence[str], said: str) -> None:
    result = command("consent", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in one_line(result)


def test_grant_make_revoke(command: Command, settings: Settings, tmp_path: Path) -> None:
    consent_id = granted(command, "--person", "maria", "--audience", "named", "--requester", "bob")["id"]
    out = tmp_path / "maria.mp4"
    assert command("make", REQUEST, *QUICK, "--requester", "eve", "--out", str(out)).exit_code == 4
    made = json.loads(command("make", REQUEST, *QUICK, "--requester", "bob", "--out", str(out), "--json").stdout)
    assert made["disclosure"]["consent_ids"] == [consent_id]
    uses = json.loads(command("consent", "clips", "maria", "--json").stdout)
    assert [(use["clip_id"], use["requester"], use["withdrawn_at"]) for use in uses] == [
        (made["clip"]["id"], "bob", None)
    ]
    revoked = json.loads(command("consent", "revoke", consent_id, "--note", "enough", "--json").stdout)
    assert (revoked["state"], revoked["repeated"], revoked["cancelled"]) == ("revoked", False, [])
    assert [(clip["clip_id"], clip["file"]) for clip in revoked["clips"]] == [(made["clip"]["id"], "deleted")]
    assert not out.exists()
    shown = command("show", made["clip"]["id"])
    assert "WITHDRAWN" in shown.stdout
    assert "consent.revoked" in shown.stdout
    assert "(withdrawn)" in command("list").stdout
    assert "revoked before" in command("consent", "revoke", consent_id).stdout
    assert command("make", REQUEST, *QUICK, "--requester", "bob").exit_code == 4
    assert json.loads(command("consent", "list", "--json").stdout)[0]["state"] == "revoked"
    assert "enough" in command("consent", "show", consent_id).stdout


def test_a_revoked_consent_cancels_the_job_that_waits_for_its_turn(command: Command, settings: Settings) -> None:
    consent_id = granted(command, "--person", "maria", "--audience", "everyone")["id"]
    with JobDesk.open(settings) as desk:
        waits, other = (desk.submit(brief(words, model="stub")) for words in (REQUEST, "a red fox runs"))
        assert desk.planning.step()
        assert desk.planning.step()
        assert desk.get(waits.id).state is JobState.QUEUED
        told = command("consent", "revoke", consent_id)
        assert (told.exit_code, f"job {waits.id}: cancelled" in told.stdout) == (0, True)
        assert desk.get(waits.id).state is JobState.CANCELLED
        assert desk.get(other.id).state is JobState.QUEUED


def test_a_check_looks_at_consent_and_writes_down_on_which_it_rests(command: Command, settings: Settings) -> None:
    consent_id = granted(command, "--person", "maria")["id"]
    assert command("check", REQUEST).exit_code == 4
    result = command("check", REQUEST, "--requester", "maria", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["verdict"], told["consent_ids"]) == (0, "allow", [consent_id])
    assert "answered by a recorded consent" in command("check", REQUEST, "--requester", "maria").stdout
    assert len(rows(settings, "SELECT * FROM decision_consent")) == 2


def test_one_clip_is_deleted(command: Command, tmp_path: Path) -> None:
    granted(command, "--person", "maria", "--audience", "everyone")
    requests = (REQUEST, f"{REQUEST} at night")
    ids = [json.loads(command("make", each, *QUICK, "--json").stdout)["clip"]["id"] for each in requests]
    assert "its file is deleted" in command("consent", "clips", "maria", "--delete", ids[0]).stdout
    uses = json.loads(command("consent", "clips", "maria", "--json").stdout)
    assert {use["clip_id"]: use["withdrawn_because"] for use in uses} == {ids[0]: "person.deleted", ids[1]: None}
    assert command("consent", "clips", "maria", "--delete", "clip_none").exit_code == 2


def test_narrow_and_renew(command: Command) -> None:
    consent_id = granted(command, "--audience", "everyone")["id"]
    less = json.loads(command("consent", "narrow", consent_id, "--audience", "only_me", "--json").stdout)
    assert less["scope"]["audience"] == "only_me"
    wider = command("consent", "narrow", consent_id, "--audience", "everyone")
    assert (wider.exit_code, "allow nothing that it did not allow before" in one_line(wider)) == (2, True)
    opened = json.loads(command("consent", "challenge", NAME, "--json").stdout)
    answer = ("--challenge", opened["id"], "--phrase", opened["phrase"])
    year = int(less["scope"]["valid_until"][:4]) + 2
    longer = json.loads(command("consent", "renew", consent_id, "--until", f"{year}-01-01", *answer, "--json").stdout)
    assert longer["scope"]["valid_until"] == f"{year}-01-01T00:00:00+00:00"
    assert [event["kind"] for event in longer["events"]] == ["granted", "narrowed", "renewed"]


def test_a_receipt_is_written_and_checked(command: Command, tmp_path: Path) -> None:
    consent_id = granted(command)["id"]
    out = tmp_path / "receipt.json"
    assert "sha256:" in command("consent", "receipt", consent_id, "--out", str(out)).stdout
    assert command("consent", "receipt", consent_id, "--out", str(out)).exit_code == 2
    assert json.loads(out.read_text())["consent"]["id"] == consent_id
    assert command("consent", "receipt", "--verify", str(out)).exit_code == 0
    out.write_text(out.read_text().replace(NAME, "Mario Gonzalez"))
    result = command("consent", "receipt", "--verify", str(out))
    assert (result.exit_code, result.stdout) == (1, "NOT genuine\n")
    out.write_text("[]")
    assert "must hold one JSON object" in one_line(command("consent", "receipt", "--verify", str(out)))
