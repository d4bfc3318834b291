"""The registry of consent: what is kept, what is refused whole, and two processes at once."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_tools.consent import ConsentService
from agent_tools.errors import NotFound, StoreError
from agent_tools.settings import Settings
from agent_tools.store import ConsentReader
from agent_tools.store.consent_book import Answer, ConsentBook
from policy.consent.record import EventKind, EvidenceKind, Relation, State, Tier
from policy.consent.scope import Audience
from policy.errors import ChallengeError, ConsentError
from tests.agent_tools.consent_double import NAME, Told, grant_of, granted
from tests.agent_tools.service_double import prepare, rows

ROOT = Path(__file__).parents[2]
TABLES = ("consent", "consent_name", "consent_event", "consent_challenge_use")
REVOKE = """
import json, sys
from datetime import timedelta
from agent_tools.settings import Settings
from agent_tools.store.consent_book import ConsentBook
sys.stdin.readline()
with ConsentBook.open(Settings()) as book:
    done = book.revoke(sys.argv[1], by=sys.argv[2])
print(json.dumps([done.repeated, [event.kind for event in done.consent.events]]))
"""


@pytest.fixture
def service(settings: Settings) -> Iterator[ConsentService]:
    prepare(settings)
    with ConsentService.open(settings) as opened:
        yield opened


@pytest.fixture
def reader(settings: Settings) -> ConsentReader:
    return ConsentReader(settings.database_url)


def counts(settings: Settings) -> list[tuple[object, ...]]:
    return [rows(settings, f"SELECT count(*) FROM {table}")[0] for table in TABLES]


# What is kept


def test_what_was_granted_is_read_back_by_both_readers(service: ConsentService, reader: ConsentReader) -> None:
    consent = granted(service, grant_of(aliases=("Mari G.",)))
    assert service.show(consent.record.id) == consent
    assert list(reader.get([consent.record.id])) == [consent]
    assert list(reader.find(names=frozenset({"maria gonzalez"}), person="")) == [consent]
    assert list(reader.find(names=frozenset({"mari g"}), person="")) == [consent]
    assert list(reader.find(names=frozenset(), person="maria")) == [consent]
    assert list(reader.find(names=frozenset({"maria"}), person="mario")) == []
    assert list(reader.find(names=frozenset({"x' OR 1=1 --"}), person="")) == []
    assert (consent.record.tier, consent.record.verified_by) == (Tier.ATTESTED, "")


def test_a_whole_life_is_kept_event_by_event(service: ConsentService, reader: ConsentReader) -> None:
    consent_id = granted(service).record.id
    scope = service.show(consent_id).scope
    service.narrow(consent_id, replace(scope, audience=Audience.ONLY_ME), note="too many asked")
    challenge, phrase = service.challenge(NAME)
    until = datetime.now(UTC) + timedelta(days=700)
    service.renew(consent_id, until, Answer(challenge_id=challenge.id, phrase=phrase))
    service.revoke(consent_id, by="maria's sister")
    (kept,) = reader.get([consent_id])
    assert [event.kind for event in kept.events] == [
        EventKind.GRANTED,
        EventKind.NARROWED,
        EventKind.RENEWED,
        EventKind.REVOKED,
    ]
    assert (kept.scope.audience, kept.scope.valid_until) == (Audience.ONLY_ME, until)
    assert (kept.events[1].note, kept.events[3].by) == ("too many asked", "maria's sister")


def test_an_end_is_noted_once_and_a_renewal_follows_it(settings: Settings, service: ConsentService) -> None:
    consent = granted(service)
    later = consent.scope.valid_until + timedelta(days=1)
    with ConsentBook.open_url(settings.database_url, clock=lambda: later) as book:
        assert book.note_expired() == (consent.record.id,)
        assert book.note_expired() == ()
        challenge, phrase = book.challenge(NAME, lifetime=timedelta(minutes=5))
        answer = Answer(challenge_id=challenge.id, phrase=phrase)
        renewed = book.renew(consent.record.id, later + timedelta(days=30), answer, by="maria")
    assert [event.kind for event in renewed.events] == [EventKind.GRANTED, EventKind.EXPIRED, EventKind.RENEWED]
    assert renewed.state(later) is State.ACTIVE


def test_a_clock_that_is_behind_cannot_stop_a_revocation(settings: Settings, service: ConsentService) -> None:
    consent = granted(service)
    early = datetime.now(UTC) - timedelta(days=400)
    with ConsentBook.open_url(settings.database_url, clock=lambda: early) as book:
        revocation = book.revoke(consent.record.id, by="maria")
    assert revocation.consent.revoked_at == consent.events[0].at


def test_the_words_of_a_challenge_are_not_kept(settings: Settings, service: ConsentService) -> None:
    _, phrase = service.challenge(NAME)
    assert phrase.encode() not in (settings.home / "reelwright.db").read_bytes()
    assert phrase not in str(rows(settings, "SELECT * FROM consent_challenge"))


# Evidence


def test_evidence_is_kept_as_a_digest(service: ConsentService, tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"signed")
    consent = granted(service, grant_of(evidence_kind=EvidenceKind.DOCUMENT), paper)
    assert (
        consent.record.evidence_digest == "sha256:8fcdaa0ed6989ff11ae0d6cb15bb6f94b3c11e5c2b4cf1f6d98eb9d6b1d5a0ab"
        or (consent.record.evidence_digest.startswith("sha256:") and len(consent.record.evidence_digest) == 71)
    )


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (EvidenceKind.DOCUMENT, None, "of kind 'document' must bring a file"),
        (EvidenceKind.STATEMENT, "paper.pdf", "of kind 'statement' brings no file"),
        (EvidenceKind.DOCUMENT, "none.pdf", "must be a file that exists"),
        (EvidenceKind.DOCUMENT, ".", "must be a file that exists"),
        (EvidenceKind.DOCUMENT, "empty.pdf", "has 0 bytes"),
        (EvidenceKind.DOCUMENT, "nul\0.pdf", "cannot be read|must be a file"),
    ],
)
def test_evidence_that_is_none_is_refused(
    settings: Settings, service: ConsentService, tmp_path: Path, kind: EvidenceKind, name: str | None, said: str
) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"signed")
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(ConsentError, match=said):
        granted(service, grant_of(evidence_kind=kind), None if name is None else tmp_path / name)
    assert counts(settings) == [(0,)] * 4


@pytest.mark.parametrize("answer", [True, False])
def test_a_verifier_makes_it_verified_or_nothing(settings: Settings, tmp_path: Path, answer: bool) -> None:
    prepare(settings)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"words")
    told = Told(answer)
    with ConsentService.open(settings, told) as service:
        if answer:
            record = granted(service, grant_of(evidence_kind=EvidenceKind.RECORDING), film).record
            assert (record.tier, record.verified_by) == (Tier.VERIFIED, "told")
        else:
            with pytest.raises(ConsentError, match="verifier 'told' did not find the words"):
                granted(service, grant_of(evidence_kind=EvidenceKind.RECORDING), film)
            assert counts(settings) == [(0,)] * 4
    assert [(name, who) for _, name, who in told.asked] == [("film.mp4", NAME)]


# What is refused, whole


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"granter": "somebody"}, "exactly when the relation is 'self'"),
        ({"relation": Relation.ESTATE, "granter": "heirs"}, "must be recording, document or message"),
        ({"aliases": ("...",)}, "a letter or digit"),
        ({"aliases": tuple(f"a{n}" for n in range(21))}, "at most 20"),
        ({"person": "x" * 201}, "1 to 200 characters"),
    ],
)
def test_a_bad_grant_leaves_nothing_and_its_challenge_open(
    settings: Settings, service: ConsentService, changed: dict[str, object], said: str
) -> None:
    challenge, phrase = service.challenge(NAME)
    answer = Answer(challenge_id=challenge.id, phrase=phrase)
    with pytest.raises(ConsentError, match=said):
        service.grant(grant_of(**changed), answer)
    assert counts(settings) == [(0,)] * 4
    service.grant(grant_of(), answer)
    assert counts(settings) == [(1,)] * 4


def test_a_challenge_opens_once_for_its_own_name_with_its_own_words(
    settings: Settings, service: ConsentService
) -> None:
    challenge, phrase = service.challenge(NAME)
    right = Answer(challenge_id=challenge.id, phrase=phrase)
    with pytest.raises(ChallengeError, match="are not the words"):
        service.grant(grant_of(), replace(right, phrase="open sesame"))
    with pytest.raises(ChallengeError, match="made for another name"):
        service.grant(grant_of("Anna Schmidt"), right)
    with pytest.raises(NotFound, match="no consent_challenge 'chal_none'"):
        service.grant(grant_of(), replace(right, challenge_id="chal_none"))
    assert counts(settings) == [(0,)] * 4
    service.grant(grant_of(), right)
    with pytest.raises(ChallengeError, match="was used before"):
        service.grant(grant_of(), right)
    with pytest.raises(ChallengeError, match="was used before"):
        service.renew(service.list()[0].record.id, datetime.now(UTC) + timedelta(days=900), right)
    assert counts(settings) == [(1,)] * 4


def test_a_challenge_that_is_too_old_opens_nothing(settings: Settings, service: ConsentService) -> None:
    challenge, phrase = service.challenge(NAME, timedelta(minutes=1))
    later = datetime.now(UTC) + timedelta(minutes=1)
    with ConsentBook.open_url(settings.database_url, clock=lambda: later) as book:
        with pytest.raises(ChallengeError, match="was open until"):
            book.grant(grant_of(evidence_digest="sha256:" + "0" * 64), Answer(challenge_id=challenge.id, phrase=phrase))
    assert counts(settings) == [(0,)] * 4


def test_what_cannot_follow_is_refused_and_not_written(settings: Settings, service: ConsentService) -> None:
    consent = granted(service)
    with pytest.raises(ConsentError, match="allow nothing that it did not allow before"):
        service.narrow(consent.record.id, replace(consent.scope, valid_until=consent.scope.valid_until + timedelta(1)))
    challenge, phrase = service.challenge(NAME)
    answer = Answer(challenge_id=challenge.id, phrase=phrase)
    with pytest.raises(ConsentError, match="at most 10 years"):
        service.renew(consent.record.id, datetime.now(UTC) + timedelta(days=4000), answer)
    service.revoke(consent.record.id)
    with pytest.raises(ConsentError, match="nothing follows that"):
        service.renew(consent.record.id, datetime.now(UTC) + timedelta(days=900), answer)
    with pytest.raises(ConsentError, match="nothing follows that"):
        service.narrow(consent.record.id, consent.scope)
    assert rows(settings, "SELECT kind FROM consent_event ORDER BY position") == [("granted",), ("revoked",)]
    assert rows(settings, "SELECT count(*) FROM consent_challenge_use") == [(1,)]


@pytest.mark.parametrize("consent_id", ["", "cons_none"])
def test_a_consent_that_is_not_there_is_not_found(service: ConsentService, consent_id: str) -> None:
    for act in (service.show, service.revoke, service.receipt, service.clips):
        with pytest.raises(NotFound, match=f"no consent {consent_id!r}"):
            act(consent_id)


# The database itself


@pytest.mark.parametrize(
    "table", ["consent", "consent_challenge", "consent_challenge_use", "consent_event", "consent_name"]
)
def test_no_row_of_a_consent_can_be_changed_removed_or_replaced(
    settings: Settings, service: ConsentService, table: str
) -> None:
    granted(service)
    before = rows(settings, f"SELECT * FROM {table}")
    column = rows(settings, f"SELECT name FROM pragma_table_info('{table}') LIMIT 1")[0][0]
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as connection:
        for statement in (
            f"UPDATE {table} SET {column} = 'other'",
            f"DELETE FROM {table}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        ):
            with pytest.raises(
                sqlite3.IntegrityError, match=f"{table} rows are only ever added|events follow each other"
            ):
                connection.execute(statement)
    assert rows(settings, f"SELECT * FROM {table}") == before != []


def test_no_event_skips_a_place_or_follows_a_revocation(settings: Settings, service: ConsentService) -> None:
    consent_id = granted(service).record.id
    insert = "INSERT INTO consent_event VALUES (?, ?, 'expired', '2027-01-01 00:00:00.000000', 'x', NULL, '')"
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="follow each other"):
            connection.execute(insert, (consent_id, 7))
        service.revoke(consent_id)
        with pytest.raises(sqlite3.IntegrityError, match="none follows a revocation"):
            connection.execute(insert, (consent_id, 2))


def test_a_log_that_was_tampered_with_is_named(
    settings: Settings, service: ConsentService, reader: ConsentReader
) -> None:
    consent_id = granted(service).record.id
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER consent_event_no_update")
        connection.execute("UPDATE consent_event SET scope = json_set(scope, '$.audience', 'anybody')")
    with pytest.raises(StoreError, match="holds a consent that cannot be read: 'anybody'"):
        reader.get([consent_id])


def test_a_reader_without_a_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        ConsentReader(f"sqlite:///{tmp_path / 'none.db'}").get(["cons_1"])
    assert not (tmp_path / "none.db").exists()


def test_two_processes_that_revoke_at_once_leave_one_revocation(settings: Settings, service: ConsentService) -> None:
    consent_id = granted(service).record.id
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", REVOKE, consent_id, f"process {number}"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.communicate(timeout=300)[0]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(repeated for repeated, _ in told) == [False, True]
    assert all(kinds == ["granted", "revoked"] for _, kinds in told)
    assert rows(settings, "SELECT count(*) FROM consent_event WHERE kind = 'revoked'") == [(1,)]
