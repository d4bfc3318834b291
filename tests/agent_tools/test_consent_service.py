"""Consent from the grant to the clip and back: made, seen, withdrawn, stopped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import Engine, event

from agent_tools.consent import ConsentService
from agent_tools.errors import NotFound
from agent_tools.removal import FileFate
from agent_tools.reply import CONSENT_SENTENCE
from agent_tools.schema import ToolReply
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import Store
from generator.backend.stub import StubBackend
from policy.errors import ConsentGone
from tests.agent_tools.consent_double import NAME, REQUEST, grant_of, granted
from tests.agent_tools.service_double import FOX, brief, left_in, prepare, rows, stored

if TYPE_CHECKING:
    from generator.types import ModelInfo, RenderedShot
    from policy.types import Permit


@pytest.fixture
def consents(settings: Settings) -> Iterator[ConsentService]:
    prepare(settings)
    with ConsentService.open(settings) as opened:
        yield opened


@pytest.fixture
def service(settings: Settings, consents: ConsentService) -> Iterator[ClipService]:
    with ClipService.open(settings) as opened:
        yield opened


def made(service: ClipService, request: str = REQUEST, **options: object) -> ToolReply:
    reply = service.make(brief(request, requester="bob", **options))
    assert reply.status == "made"
    assert reply.clip is not None
    return reply


# Made with consent


def test_a_clip_made_with_consent_says_so_everywhere(service: ClipService, consents: ConsentService) -> None:
    assert service.make(brief(REQUEST, requester="bob")).status == "needs_answer"
    consent_id = granted(consents).record.id
    reply = made(service)
    assert reply.clip is not None
    assert reply.disclosure is not None
    assert (reply.disclosure.consent_ids, reply.disclosure.sentence) == ((consent_id,), CONSENT_SENTENCE)
    history = service.history(reply.clip.id)
    assert history.decision.consent_ids == history.disclosure.consent_ids == (consent_id,)
    assert {found.verdict.value for found in history.decision.findings} == {"allow"}
    assert reply.disclosure.contains_person
    assert service.get(reply.clip.id) == reply


def test_a_clip_of_nobody_rests_on_nothing(service: ClipService, consents: ConsentService, settings: Settings) -> None:
    granted(consents)
    reply = made(service, FOX)
    assert reply.disclosure is not None
    assert reply.disclosure.consent_ids == ()
    assert rows(settings, "SELECT count(*) FROM decision_consent") == [(0,)]


def test_every_clip_that_shows_somebody_comes_in_one_query(
    service: ClipService, consents: ConsentService, settings: Settings
) -> None:
    consent_id = granted(consents).record.id
    ids = [made(service).clip, made(service, f"{NAME} dances").clip]
    made(service, FOX)
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        uses = consents._book.clips_of("maria")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 1
    assert [use.clip_id for use in uses] == [clip.id for clip in reversed(ids) if clip is not None]
    assert {(use.person, use.consent_id, use.requester) for use in uses} == {("maria", consent_id, "bob")}
    assert uses[0].request == f"{NAME} dances"
    assert consents.clips(consent_id) == uses


# Taken back


def test_a_revocation_withdraws_every_clip_and_deletes_its_file(
    service: ClipService, consents: ConsentService, settings: Settings, tmp_path: Path
) -> None:
    consent_id = granted(consents).record.id
    first = made(service).clip
    second = service.make(brief(f"{NAME} dances", requester="bob"), out=tmp_path / "maria.mp4").clip
    other = made(service, FOX).clip
    assert first is not None
    assert second is not None
    assert other is not None
    revocation, withdrawn = consents.revoke(consent_id)
    assert not revocation.repeated
    assert {(each.use.clip_id, each.fate) for each in withdrawn} == {
        (first.id, FileFate.DELETED),
        (second.id, FileFate.DELETED),
    }
    assert stored(settings) == [f"{other.sha256[7:]}.mp4"]
    assert left_in(tmp_path) == ["home"]
    reply = service.get(first.id)
    assert (reply.status, reply.error_code, reply.clip) == ("failed", "agent_tools.clip_withdrawn", None)
    assert "the consent of a person it shows was revoked" in reply.message
    assert service.history(first.id).clip.withdrawn_because == "consent.revoked"
    assert {clip.id: clip.withdrawn_at is None for clip in service.list()} == {
        first.id: False,
        second.id: False,
        other.id: True,
    }
    assert service.get(other.id).status == "made"
    assert service.make(brief(REQUEST, requester="bob")).status != "made"


def test_revoking_again_changes_nothing(service: ClipService, consents: ConsentService, settings: Settings) -> None:
    consent_id = granted(consents).record.id
    made(service)
    consents.revoke(consent_id)
    before = rows(settings, "SELECT * FROM withdrawal")
    revocation, withdrawn = consents.revoke(consent_id)
    assert revocation.repeated
    assert [each.fate for each in withdrawn] == [FileFate.GONE]
    assert rows(settings, "SELECT * FROM withdrawal") == before


def test_another_file_of_the_same_name_is_left_alone(
    service: ClipService, consents: ConsentService, tmp_path: Path
) -> None:
    consent_id = granted(consents).record.id
    out = tmp_path / "clip.mp4"
    service.make(brief(REQUEST, requester="bob"), out=out)
    out.write_bytes(b"something else")
    _, (withdrawn,) = consents.revoke(consent_id)
    assert withdrawn.fate is FileFate.REPLACED
    assert out.read_bytes() == b"something else"


def test_a_file_that_cannot_be_deleted_is_said_and_tried_again(
    service: ClipService, consents: ConsentService, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent_id = granted(consents).record.id
    clip = made(service).clip
    assert clip is not None

    def refuse(_files: LocalFileSystem, _path: str) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(LocalFileSystem, "rm_file", refuse)
        _, (kept,) = consents.revoke(consent_id)
    assert kept.fate is FileFate.KEPT
    assert kept.why.endswith("cannot be deleted: Permission denied")
    assert service.get(clip.id).error_code == "agent_tools.clip_withdrawn"
    _, (again,) = consents.revoke(consent_id)
    assert again.fate is FileFate.DELETED


def test_a_person_deletes_one_clip(service: ClipService, consents: ConsentService, settings: Settings) -> None:
    granted(consents)
    granted(consents, grant_of("Anna Schmidt", person="anna"))
    first, second = made(service).clip, made(service, f"{NAME} dances").clip
    foxes = made(service, FOX).clip
    assert first is not None
    assert second is not None
    assert foxes is not None
    assert consents.delete_clip("maria", first.id).fate is FileFate.DELETED
    assert "a person it shows had it deleted" in service.get(first.id).message
    assert service.get(second.id).status == "made"
    for who, clip_id in (("maria", foxes.id), ("anna", second.id), ("maria", "clip_none")):
        with pytest.raises(NotFound, match="no clip"):
            consents.delete_clip(who, clip_id)
    assert Path(second.path).is_file()
    assert rows(settings, "SELECT clip_id, reason FROM withdrawal") == [(first.id, "person.deleted")]


# Between the decision and the clip


class Interfering:
    """A backend during whose work something else happens."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._stub = StubBackend()

    @property
    def info(self) -> ModelInfo:
        return self._stub.info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        self._act()
        return self._stub.render(permit, shot, progress=progress)


def test_a_revocation_stops_what_is_being_made(consents: ConsentService, settings: Settings, tmp_path: Path) -> None:
    consent_id = granted(consents).record.id
    done = []
    out = tmp_path / "maria.mp4"
    out.write_bytes(b"older")
    with ClipService.open(
        settings, lambda _: Interfering(lambda: done.append(consents.revoke(consent_id)[0]))
    ) as service:
        reply = service.make(brief(REQUEST, requester="bob"), out=out)
    assert reply.status == "needs_consent"
    assert [found.code for found in reply.findings] == ["consent.revoked"]
    ((render_id, status, code),) = rows(settings, "SELECT id, status, error_code FROM render")
    assert (status, code) == ("cancelled", "consent.revoked")
    assert done[0].cancelled == (render_id,)
    assert rows(settings, "SELECT count(*) FROM clip") == [(0,)]
    assert out.read_bytes() == b"older"
    assert left_in(tmp_path) == ["home", "maria.mp4"]


class LateStore(Store):
    """A store in which somebody revokes just before the render starts, or just before it ends."""

    act: Callable[[], object]
    when: str

    def start_render(self, *given: object, **options: object) -> str:  # type: ignore[override]
        if self.when == "start":
            self.act()
        render_id = super().start_render(*given, **options)  # type: ignore[arg-type]
        if self.when == "confirm":
            self.act()
        return render_id

    def finish_render(self, *given: object, **options: object) -> object:  # type: ignore[override]
        if self.when == "finish":
            self.act()
        return super().finish_render(*given, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("when", ["start", "confirm", "finish"])
def test_a_revocation_counts_at_every_moment(
    consents: ConsentService, settings: Settings, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    consent_id = granted(consents).record.id
    monkeypatch.setattr("agent_tools.service.Store", LateStore)
    monkeypatch.setattr(LateStore, "when", when, raising=False)
    monkeypatch.setattr(LateStore, "act", staticmethod(lambda: consents.revoke(consent_id)), raising=False)
    with ClipService.open(settings) as service:
        reply = service.make(brief(REQUEST, requester="bob"))
    assert (reply.status, reply.findings[0].code) == ("needs_consent", "consent.revoked")
    assert rows(settings, "SELECT count(*) FROM clip") == [(0,)]
    assert stored(settings) == []
    assert all(row == ("cancelled",) for row in rows(settings, "SELECT status FROM render"))


def test_the_database_itself_refuses_a_render_and_a_clip_after_a_revocation(
    service: ClipService, consents: ConsentService, settings: Settings
) -> None:
    consent_id = granted(consents).record.id
    made(service)
    consents.revoke(consent_id)
    ((decision_id,),) = rows(settings, "SELECT decision_id FROM render")
    with Store.open(settings) as store, pytest.raises(ConsentGone, match="was revoked before the render"):
        store.start_render(str(decision_id), model_id="m", seeds=(1,))
    with closing(sqlite3.connect(settings.home / "reelwright.db", isolation_level=None)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="no render of a decision whose consent was revoked"):
            connection.execute(
                "INSERT INTO render (id, decision_id, storyboard_id, verdict, status, model_id, seeds, started_at, "
                "library_versions, timings_s) SELECT 'rend_x', decision_id, storyboard_id, verdict, 'running', "
                "model_id, seeds, started_at, library_versions, timings_s FROM render"
            )
        connection.execute("PRAGMA foreign_keys=OFF")
        with pytest.raises(sqlite3.IntegrityError, match="no clip of a decision whose consent was revoked"):
            connection.execute(
                "INSERT INTO clip (id, render_id, path, sha256, size_bytes, width_px, height_px, fps, n_frames, "
                "duration_s, created_at) SELECT 'clip_x', render_id, path, sha256, size_bytes, width_px, height_px, "
                "fps, n_frames, duration_s, created_at FROM clip"
            )


# The receipt


def test_a_receipt_says_everything_and_only_as_it_was_given(service: ClipService, consents: ConsentService) -> None:
    consent_id = granted(consents).record.id
    clip = made(service).clip
    assert clip is not None
    consents.revoke(consent_id)
    receipt = consents.receipt(consent_id)
    assert receipt["consent"]["state"] == "revoked"
    assert [each["kind"] for each in receipt["consent"]["events"]] == ["granted", "revoked"]
    assert "no verifier" in receipt["consent"]["tier_says"]
    assert [each["clip_id"] for each in receipt["clips"]] == [clip.id]
    given_back = json.loads(json.dumps(receipt))
    assert consents.is_genuine(given_back)
    for path, value in (
        (("issued_at",), "x"),
        (("consent", "name"), "Y"),
        (("signature",), "hmac-sha256:0"),
        (("digest",), ""),
    ):
        changed = json.loads(json.dumps(receipt))
        at = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        assert not consents.is_genuine(changed)
    assert not consents.is_genuine({})
