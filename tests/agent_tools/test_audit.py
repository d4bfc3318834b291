"""The audit chain: every change of it is noticed, and the first bad row is named."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent_tools.audit import AuditReport, verify
from agent_tools.checkpoint import Checkpoint, Checkpoints
from agent_tools.consent import ConsentService
from agent_tools.errors import BlobError, KeyFileError, SettingsError
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import Store
from agent_tools.store.audit import GENESIS, Link, canonical, link
from agent_tools.store.audit_reader import AuditReader
from agent_tools.store.consent_book import Answer
from agent_tools.witness import Witness, open_checkpoints
from benchmarks.tamper import made_anew, past_the_store, tampered
from policy.types import Verdict
from tests.agent_tools.consent_double import NAME, REQUEST, granted
from tests.agent_tools.ledger_double import clip_of
from tests.agent_tools.service_double import brief, prepare, rows

if TYPE_CHECKING:
    from tests.conftest import Sample

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    prepare(settings)
    with Store.open(settings) as opened:
        yield opened


@pytest.fixture
def chain(settings: Settings, sample: Sample) -> Settings:
    """Two clips, a refusal, and a checkpoint of all of it; nobody has the file open."""
    prepare(settings)
    with Store.open(settings) as store:
        for name in "ab":
            clip_of(store, sample, name)
        store.append(sample.decision("dec_no", Verdict.BLOCK), sample.intent())
        Witness(store, open_checkpoints(settings), rows=1).write()
    return settings


def checked(settings: Settings, key: str = "") -> AuditReport:
    with AuditReader.open(settings) as reader:
        return verify(reader, open_checkpoints(settings), key=key)


# The link


def test_a_hash_is_what_the_description_says() -> None:
    first = link(None, "clip.made", "clip_1", {"b": 1, "a": ["é", None, True]}, at=NOON)
    second = link((first.seq, first.hash), "x", "y", {}, at=NOON)
    row = {
        "at": "2026-03-01T12:00:00.000000+00:00",
        "facts": {"a": ["é", None, True], "b": 1},
        "kind": "clip.made",
        "seq": 1,
        "subject": "clip_1",
    }
    told = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert first.hash == "sha256:" + hashlib.sha256(bytes(32) + told).hexdigest()
    assert (first.seq, second.seq) == (1, 2)
    assert first.follows(GENESIS)
    assert second.follows(first.hash)
    assert not second.follows(GENESIS)


@pytest.mark.parametrize("field", ["seq", "at", "kind", "subject", "facts"])
def test_every_field_is_under_the_hash(field: str) -> None:
    made = link(None, "kind", "subject", {"a": 1}, at=NOON)
    other = {"seq": 2, "at": "2026-03-01T12:00:00.000001+00:00", "facts": '{"a":2}'}.get(field, "other")
    assert not Link(**{**made.values(), field: other}).follows(GENESIS)
    assert Link(**made.values()).follows(GENESIS)


@pytest.mark.parametrize("facts", [{"a": 1.5}, {"a": [0.0]}, {"a": {"b": float("nan")}}, {"a": b"x"}, {"a": NOON}])
def test_a_fact_that_has_no_canonical_form_is_refused(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be a text, a whole number, a truth"):
        canonical(facts)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        link(None, "k", "s", {}, at=NOON.replace(tzinfo=None))


# The whole chain


def test_an_untouched_chain_holds(chain: Settings) -> None:
    report = checked(chain)
    assert report.ok
    n = 2 * 7 + 1
    assert (report.n_links, report.n_checkpoints, report.covered) == (n + 1, 1, n)
    kinds = [kind for (kind,) in rows(chain, "SELECT kind FROM audit ORDER BY seq")]
    one = ["turn.said", "request.made", "storyboard.made", "decision.made", "decision.linked", "render.started"]
    assert kinds == [*one, "clip.made", *one, "clip.made", "decision.made", "audit.checkpoint"]


def test_the_chain_holds_no_word_of_anybody(chain: Settings) -> None:
    told = " ".join(str(value) for row in rows(chain, "SELECT * FROM audit") for value in row)
    for word in ("fox", "Zorp", "snow", "Fin é"):
        assert word not in told


def test_the_database_itself_refuses_every_change(chain: Settings) -> None:
    with closing(sqlite3.connect(chain.home / "reelwright.db", isolation_level=None)) as connection:
        row = connection.execute("SELECT * FROM audit WHERE seq = 3").fetchone()
        for sql in (
            "UPDATE audit SET facts = '{}' WHERE seq = 3",
            "DELETE FROM audit WHERE seq = 3",
            "DELETE FROM audit",
            "UPDATE sealed_text SET body = x'00'",
            "DELETE FROM prov_edge",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="rows are only ever added"):
                connection.execute(sql)
        with pytest.raises(sqlite3.IntegrityError, match="audit rows"):
            connection.execute("INSERT OR REPLACE INTO audit VALUES (?, ?, ?, ?, ?, ?)", row)
        with pytest.raises(sqlite3.IntegrityError, match="follow each other without a gap"):
            connection.execute("INSERT INTO audit VALUES (99, '', '', '', '', '')")


@pytest.mark.parametrize("name", ["edit", "delete", "insert", "reorder"])
def test_a_change_is_noticed_and_its_row_is_named(chain: Settings, name: str) -> None:
    file = chain.home / "reelwright.db"
    whole, rng = file.read_bytes(), random.Random(name)
    for _ in range(10):
        file.write_bytes(whole)
        with past_the_store(file) as connection:
            expected = tampered(name, connection, rng)
        report = checked(chain)
        assert not report.ok
        assert report.faults[0].seq == expected
        assert report.n_links == expected - 1


@pytest.mark.parametrize("kept", [1, 7, 14])
def test_a_chain_that_was_cut_short_is_noticed_by_its_checkpoint(chain: Settings, kept: int) -> None:
    with past_the_store(chain.home / "reelwright.db") as connection:
        connection.execute("DELETE FROM audit WHERE seq > ?", (kept,))
    report = checked(chain)
    assert f"the chain had 15 rows and has {kept}: it was cut short" in report.faults[0].what
    assert report.faults[0].seq == kept + 1


def test_a_chain_that_was_made_anew_is_noticed_by_its_checkpoint(chain: Settings) -> None:
    with past_the_store(chain.home / "reelwright.db") as connection:
        made_anew(connection)
    report = checked(chain)
    assert (report.n_links, report.n_checkpoints) == (16, 0)
    assert "row 15 is not the one that was signed: the chain was made anew" in report.faults[0].what


def test_checkpoints_of_another_key_prove_nothing(chain: Settings) -> None:
    with past_the_store(chain.home / "reelwright.db") as connection:
        made_anew(connection)
        ((size, head),) = connection.execute("SELECT seq, hash FROM audit WHERE seq = 15").fetchall()
    public = open_checkpoints(chain).key
    (chain.home / "checkpoints" / f"{15:012d}.json").unlink()
    forger = Checkpoints.open(chain.checkpoints_url, key=b"f" * 32)
    forger.write(size, head, at=NOON)
    assert "is signed by" in checked(chain).faults[0].what
    assert not checked(chain, key=public).ok
    assert checked(chain, key=forger.key).ok  # which is why the key is kept elsewhere


def test_a_checkpoint_that_is_gone_or_changed_is_noticed(chain: Settings) -> None:
    (file,) = (chain.home / "checkpoints").iterdir()
    body = file.read_text()
    file.write_text(body.replace('"size": 15', '"size": 14'))
    assert "its signature is not that of its key" in checked(chain).faults[0].what
    file.write_text("{}")
    assert "it holds no checkpoint" in checked(chain).faults[0].what
    file.unlink()
    assert checked(chain).faults[0].what == "the checkpoint of 15 rows is missing"


def test_a_guard_that_was_taken_away_is_noticed(chain: Settings) -> None:
    with closing(sqlite3.connect(chain.home / "reelwright.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
    assert [fault.what for fault in checked(chain).faults] == ["trigger 'audit_no_update' is missing"]


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE decision SET verdict = 'allow' WHERE id = 'dec_no'", "'dec_no': its row has another verdict"),
        ("UPDATE decision SET policy_version = 'x' WHERE id = 'dec_a'", "'dec_a': its row has another policy_version"),
        ("DELETE FROM decision WHERE id = 'dec_no'", "'dec_no': its row is gone"),
        ("UPDATE finding SET code = 'x'", "'dec_no': its row has another codes"),
        ("UPDATE clip SET sha256 = 'sha256:0' WHERE path = '/clips/b.mp4'", "its row has another sha256"),
        ("UPDATE clip SET watermark_id = 7 WHERE path = '/clips/a.mp4'", "its row has another watermark"),
        ("DELETE FROM clip WHERE path = '/clips/a.mp4'", "its row is gone"),
        ("UPDATE sealed_text SET body = x'00' WHERE owner = 'dec_a'", "'dec_a': its row has another text"),
        ("DELETE FROM sealed_text WHERE owner LIKE 'turn_%'", "its row has another text"),
        ("UPDATE decision SET storyboard_id = NULL WHERE id = 'dec_b'", "'dec_b': its row has another storyboard"),
    ],
)
def test_a_row_that_the_chain_vouches_for_cannot_be_changed_unnoticed(chain: Settings, sql: str, what: str) -> None:
    with past_the_store(chain.home / "reelwright.db") as connection:
        connection.execute(sql)
    report = checked(chain)
    assert report.n_links == 16
    assert what in report.faults[0].what


def test_a_row_that_came_past_the_chain_is_noticed(chain: Settings) -> None:
    with past_the_store(chain.home / "reelwright.db") as connection:
        connection.execute(
            "INSERT INTO decision (id, verdict, policy_version, input_digest, decided_at) "
            "VALUES ('dec_x', 'allow', 'v', 'sha256:0', '2999-01-01 00:00:00.000000')"
        )
    assert [fault.what for fault in checked(chain).faults] == ["decision 'dec_x' is not on the chain"]


# Checkpoints


def test_a_checkpoint_is_written_once_and_is_closed_to_changes(settings: Settings) -> None:
    places = Checkpoints.open(str(settings.home / "c"), key=b"k" * 32)
    first = places.write(3, GENESIS, at=NOON)
    places.write(3, "sha256:" + "11" * 32, at=NOON)
    assert places.newest() == first
    assert first.fault() == ""
    for name, value in (("size", 4), ("hash", "sha256:1"), ("at", "x"), ("key", "ed25519:00"), ("signature", "00")):
        assert Checkpoint(**{**first.values(), name: value}).fault()
    assert "its origin is" in Checkpoint(**{**first.values(), "origin": "x"}).fault()


def test_checkpoints_lie_in_any_store(settings: Settings) -> None:
    places = Checkpoints.open("memory://elsewhere/audit", key=b"k" * 32)
    places.write(1, GENESIS, at=NOON)
    places.write(2, GENESIS, at=NOON)
    assert [checkpoint and checkpoint.size for _, checkpoint in places.all()] == [1, 2]
    with pytest.raises(SettingsError, match="without a key"):
        Checkpoints.open("memory://elsewhere/audit").write(3, GENESIS, at=NOON)


def test_a_checkpoint_is_due_after_so_many_links_or_so_much_time(
    store: Store, settings: Settings, sample: Sample
) -> None:
    now = [NOON]
    witness = Witness(store, open_checkpoints(settings), rows=3, clock=lambda: now[0])
    sizes = lambda: sorted(int(path.stem) for path in (settings.home / "checkpoints").glob("*.json"))  # noqa: E731
    for n in range(1, 8):
        store.append(sample.decision(f"dec_{n}"), sample.intent())
        assert witness.look() == ""
    # The link that tells of a checkpoint counts too.
    assert sizes() == [1, 4, 7, 10]
    now[0] += timedelta(minutes=10)
    witness.look()
    assert sizes() == [1, 4, 7, 10, 11]
    assert checked(settings).ok


def test_a_place_that_cannot_be_written_is_told_and_stops_nothing(store: Store, sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    witness = Witness(store, Checkpoints.open(str(tmp_path / "file"), key=b"k" * 32), rows=1)
    store.append(sample.decision(), sample.intent())
    assert "no checkpoint of the audit chain could be written" in witness.look()
    with pytest.raises(BlobError, match="cannot be written"):
        witness.write()


def test_an_audit_key_that_others_can_read_is_refused(settings: Settings) -> None:
    open_checkpoints(settings)
    settings.audit_key_path.chmod(0o640)
    with pytest.raises(KeyFileError, match=r"audit key .* has mode 0o640; it must be 0o600"):
        open_checkpoints(settings)


def test_everything_that_becomes_of_a_consent_is_on_the_chain(settings: Settings) -> None:
    prepare(settings)
    with ConsentService.open(settings) as consents, ClipService.open(settings) as clips:
        consent = granted(consents)
        scope = dataclasses.replace(consent.scope, barred_topics=frozenset({"politics"}))
        consents.narrow(consent.record.id, scope)
        challenge, phrase = consents.challenge(NAME)
        until = scope.valid_until + timedelta(days=30)
        consents.renew(consent.record.id, until, Answer(challenge_id=challenge.id, phrase=phrase))
        assert clips.make(brief(REQUEST, requester="bob")).status == "made"
        consents.revoke(consent.record.id)
    kinds = [str(kind) for (kind,) in rows(settings, "SELECT kind FROM audit ORDER BY seq")]
    assert [kind for kind in kinds if kind.startswith("consent.")] == [
        "consent.challenged",
        "consent.granted",
        "consent.narrowed",
        "consent.challenged",
        "consent.renewed",
        "consent.revoked",
    ]
    assert kinds[-1] == "clip.withdrawn"
    assert checked(settings).ok
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute("UPDATE consent_event SET note = 'it was never revoked' WHERE kind = 'revoked'")
        connection.execute("DELETE FROM withdrawal")
    assert [fault.what.rpartition(": ")[2] for fault in checked(settings).faults] == [
        "its row has another digest",
        "its row has another reason",
    ]
