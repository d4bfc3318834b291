"""Erasing text: the words are gone everywhere, everything else stays, and the audit chain still holds."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from agent_tools.audit import verify
from agent_tools.errors import KeyFileError, NotFound, StoreError, TextErased
from agent_tools.settings import Settings
from agent_tools.store import Store
from agent_tools.store.audit_reader import AuditReader
from agent_tools.store.erasure_book import ErasureBook, Scope
from agent_tools.store.seal import Texts, sealed
from agent_tools.store.text_key import TextKeys
from agent_tools.witness import open_checkpoints
from benchmarks.tamper import past_the_store
from policy.types import Verdict
from tests.agent_tools.ledger_double import clip_of
from tests.agent_tools.service_double import prepare, rows

if TYPE_CHECKING:
    from tests.conftest import Sample

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def book(settings: Settings) -> Iterator[ErasureBook]:
    prepare(settings)
    with ErasureBook.open(settings) as opened:
        yield opened


def holds(settings: Settings) -> bool:
    with AuditReader.open(settings) as reader:
        return verify(reader, open_checkpoints(settings)).ok


def bytes_of(settings: Settings) -> bytes:
    """Everything that lies in the home, logs and all."""
    return b"".join(path.read_bytes() for path in sorted(settings.home.rglob("*")) if path.is_file())


def test_no_word_of_anybody_lies_open_in_the_home(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    clip_of(book, sample)
    book.append(sample.decision("dec_no", Verdict.BLOCK), sample.intent())
    told = bytes_of(settings)
    for word in (b"red fox", b"snowy", b"Captain Zorp", b"soft noon", b"nearest subject", b"shortened to"):
        assert word not in told


def test_erasing_a_conversation_leaves_what_it_led_to(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    gone, kept = clip_of(book, sample, "a"), clip_of(book, sample, "b")
    before = book.history(gone.id)
    scope = book.of_clip(gone.id)
    assert scope == book.of_conversation(before.conversation_id)
    assert scope == Scope(conversations=(before.conversation_id,), decisions=("dec_a",))
    erasure = book.erase(scope, why="request")
    assert erasure.keys == tuple(sorted(scope.owners))
    after = book.history(gone.id)
    assert after.clip == before.clip
    assert (after.brief.request, after.storyboard.notes, after.render.notes) == ("[erased]", (), ())
    assert [shot.prompt.scene for shot in after.storyboard.shots] == ["[erased]", "[erased]"]
    assert [shot.seed for shot in after.storyboard.shots] == [7, 8]
    assert after.disclosure.declared_fictional == ()
    assert after.decision.input_digest == "[erased]"
    assert after.render.weights_digest == before.render.weights_digest
    assert book.lineage(gone.id).clip_id == gone.id
    assert book.history(kept.id).brief == sample.brief()
    assert holds(settings)
    with pytest.raises(TextErased, match="'dec_a' judged was erased"):
        book.judged("dec_a")
    with pytest.raises(TextErased, match="nothing can be added"):
        book.begin_request(sample.brief(), before.conversation_id)


def test_what_was_found_is_erased_with_what_was_judged(book: ErasureBook, sample: Sample) -> None:
    book.append(sample.decision("dec_no", Verdict.BLOCK), sample.intent())
    book.erase(book.of_decision("dec_no"), why="request")
    (decision,) = book.decisions()
    (found,) = decision.findings
    assert (found.matched, found.why, found.code) == ("[erased]", "[erased]", "likeness.public_figure")


def test_a_destroyed_key_stands_nowhere_any_more(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    clip = clip_of(book, sample)
    scope = book.of_clip(clip.id)
    keys = [key for key in book._texts.keys.find(scope.owners).values() if key]
    assert len(keys) == 2
    assert all(key in bytes_of(settings) for key in keys)
    book.erase(scope, why="request")
    told = bytes_of(settings)
    assert not any(key in told for key in keys)
    assert b"judged" not in told or sample.intent().digest().encode() not in told


def test_a_copy_of_the_database_from_before_opens_no_more(
    book: ErasureBook, settings: Settings, sample: Sample
) -> None:
    clip = clip_of(book, sample)
    with book._writer.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = (settings.home / "reelwright.db").read_bytes()
    book.erase(book.of_clip(clip.id), why="request")
    book.close()
    (settings.home / "reelwright.db").write_bytes(copy)
    with Store.open(settings) as store:
        assert store.history(clip.id).brief.request == "[erased]"


def test_everything_that_somebody_asked_is_erased(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    def decide(name: str, principal: str, requester: str) -> None:
        intent = dataclasses.replace(sample.intent(), requester=requester)
        decision = dataclasses.replace(sample.decision(name), principal=principal, input_digest=intent.digest())
        book.append(decision, intent)

    decide("dec_1", "ann", "")
    decide("dec_2", "page:7", "ann")
    decide("dec_3", "bob", "bob")
    scope = book.of_principal("ann")
    assert scope.decisions == ("dec_1", "dec_2")
    book.erase(scope, why="request")
    assert rows(settings, "SELECT id, principal FROM decision ORDER BY id") == [
        ("dec_1", ""), ("dec_2", ""), ("dec_3", "bob"),
    ]  # fmt: skip
    assert book.judged("dec_3").principal == "bob"
    with pytest.raises(NotFound, match="nobody is known as 'ann'"):
        book.of_principal("ann")
    assert holds(settings)


def test_clips_go_with_their_words_where_that_is_wanted(book: ErasureBook, sample: Sample) -> None:
    clip, other = clip_of(book, sample, "a"), clip_of(book, sample, "b")
    erasure = book.erase(book.of_clip(clip.id), why="request", with_clips=True)
    assert [each.path for each in erasure.clips] == ["/clips/a.mp4"]
    after = book.get_clip(clip.id)
    assert (after.withdrawn_because, after.path) == ("erased", "[erased]")
    assert book.get_clip(other.id).withdrawn_at is None


def test_erasing_again_changes_nothing(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    clip = clip_of(book, sample)
    scope = book.of_clip(clip.id)
    book.erase(scope, why="request", with_clips=True)
    again = book.erase(scope, why="request", with_clips=True)
    assert again.keys == ()
    assert holds(settings)


def test_retention_takes_what_is_older_and_nothing_else(settings: Settings, sample: Sample) -> None:
    prepare(settings)
    days = itertools.count()
    now = [NOON]
    with ErasureBook.open_url(settings.database_url, clock=lambda: now[0]) as book:
        clips = {}
        for name in ("old", "continued", "young"):
            now[0] = NOON + timedelta(days=10 * next(days))
            clips[name] = clip_of(book, sample, name)
        now[0] = NOON + timedelta(days=25)
        book.begin_request(sample.brief("and then it sleeps"), book.history(clips["continued"].id).conversation_id)
        book.append(dataclasses.replace(sample.decision("dec_check"), decided_at=NOON), sample.intent())
        scope = book.before(NOON + timedelta(days=15))
        assert scope == Scope(
            conversations=(book.history(clips["old"].id).conversation_id,), decisions=("dec_check", "dec_old")
        )
        book.erase(scope, why="retention")
        assert book.before(NOON + timedelta(days=15)).owners == ()
        requests = {name: book.history(clip.id).brief.request for name, clip in clips.items()}
    assert requests == {"old": "[erased]", "continued": sample.brief().request, "young": sample.brief().request}
    assert holds(settings)


def test_a_text_that_was_altered_is_named_and_not_shown(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    clip = clip_of(book, sample)
    with past_the_store(settings.home / "reelwright.db") as connection:
        bent = bytearray(connection.execute("SELECT body FROM sealed_text WHERE owner = 'dec_a'").fetchone()[0])
    bent[20] ^= 1  # one bit, and never the one that stood there
    for change in (f"x'{bent.hex()}'", "(SELECT body FROM sealed_text WHERE owner LIKE 'turn_%')", "x''"):
        with past_the_store(settings.home / "reelwright.db") as connection:
            connection.execute(f"UPDATE sealed_text SET body = {change} WHERE owner = 'dec_a'")
        with pytest.raises(StoreError, match="'dec_a' was altered"):
            book.history(clip.id)


def test_without_its_key_a_text_is_not_readable_and_nothing_else_fails(
    book: ErasureBook, settings: Settings, sample: Sample
) -> None:
    clip = clip_of(book, sample)
    book.close()
    for path in settings.home.glob("reelwright.db.keys*"):
        path.unlink()
    with Store.open(settings) as store:
        assert store.history(clip.id).brief.request == "[erased]"
        assert store.get_clip(clip.id) == clip


def test_keys_that_others_can_read_are_refused(book: ErasureBook, settings: Settings, sample: Sample) -> None:
    clip_of(book, sample)
    book.close()
    (settings.home / "reelwright.db.keys").chmod(0o644)
    with Store.open(settings) as store, pytest.raises(KeyFileError, match="it must be 0o600: chmod 600"):
        store.begin_request(sample.brief())


def test_a_sealed_text_opens_under_its_own_name_alone(settings: Settings) -> None:
    settings.home.mkdir()
    texts = Texts(TextKeys(settings.home / "k"))
    row = texts.seal("turn_1", {"text": "hello"}, key_owner="conv_1", at=NOON)

    @dataclasses.dataclass
    class Row:
        owner: str
        key_owner: str
        body: bytes

    assert texts.open([Row(**row)]) == {"turn_1": {"text": "hello"}}
    with pytest.raises(StoreError, match="altered"):
        texts.open([Row(**{**row, "owner": "turn_2"})])
    assert texts.open([Row(**{**row, "key_owner": "conv_2"})]) == {}
    assert sealed(b"k" * 32, "a", {}) != sealed(b"k" * 32, "a", {})
    texts.keys.close()
