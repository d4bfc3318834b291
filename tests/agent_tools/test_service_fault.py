"""The one use case when something goes wrong: no file without rows, no row of a clip without its file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_tools.errors import GateKeyError, NotFound
from agent_tools.planner import PlanError
from agent_tools.reply import FAULTS, remedy_of
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store import Store, gate_key
from generator.errors import (
    DeviceMemoryError,
    DiskFullError,
    EncodeError,
    ModelError,
    RenderCancelled,
    RenderError,
)
from generator.types import Progress
from policy.errors import PolicyDataError
from policy.gate import default_gate
from tests.agent_tools.service_double import (
    InterruptedStore,
    MuteStore,
    UnwritableStore,
    brief,
    left_in,
    prepare,
    raising,
    rows,
    stored,
    words,
)

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def prepared(settings: Settings) -> None:
    prepare(settings)


@pytest.fixture
def service(settings: Settings) -> Iterator[ClipService]:
    with ClipService.open(settings) as opened:
        yield opened


def with_store(kind: type[Store], settings: Settings) -> ClipService:
    store = kind.open(settings)
    return ClipService(store, default_gate(store, gate_key(settings.gate_key_path)), clips_dir=settings.clips_dir)


@pytest.mark.parametrize("kind", [ModelError, DeviceMemoryError, RenderError, DiskFullError, EncodeError])
def test_a_fault_of_the_model_is_a_reply_and_a_row(settings: Settings, kind: type[ModelError]) -> None:
    with ClipService.open(settings, raising(kind("it broke"))) as service:
        reply = service.make(brief())
    assert (reply.status, reply.error_code, reply.message) == ("failed", kind.code, "it broke")
    assert rows(settings, "SELECT status, error_code, error_message, decision_id FROM render") == [
        ("failed", kind.code, "it broke", reply.decision_id)
    ]
    assert stored(settings) == []


def test_an_unknown_model_is_a_fault_that_names_it(service: ClipService) -> None:
    reply = service.make(brief(model="no-such-model"))
    assert reply.error_code == "generator.model"
    assert "'no-such-model'" in reply.message


def test_a_mistake_of_a_backend_is_recorded_and_let_through(settings: Settings) -> None:
    with ClipService.open(settings, raising(ZeroDivisionError("by zero"))) as service:
        with pytest.raises(ZeroDivisionError):
            service.make(brief())
    assert rows(settings, "SELECT status, error_code, error_message FROM render") == [
        ("failed", "agent_tools.fault", "ZeroDivisionError: by zero")
    ]
    assert stored(settings) == []


def test_a_failing_render_leaves_the_old_file_alone(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "fox.mp4"
    out.write_bytes(b"older")
    with ClipService.open(settings, raising(RenderError("it broke"))) as service:
        assert service.make(brief(), out=out).status == "failed"
    assert out.read_bytes() == b"older"
    assert left_in(tmp_path) == ["fox.mp4", "home"]


@pytest.mark.parametrize("before", [None, b"older"])
def test_without_rows_there_is_no_file(settings: Settings, tmp_path: Path, before: bytes | None) -> None:
    out = tmp_path / "fox.mp4"
    if before is not None:
        out.write_bytes(before)
    with with_store(UnwritableStore, settings) as service:
        reply = service.make(brief(), out=out)
    assert (reply.status, reply.error_code) == ("failed", "agent_tools.store")
    assert left_in(tmp_path) == (["home"] if before is None else ["fox.mp4", "home"])
    assert before is None or out.read_bytes() == before
    assert rows(settings, "SELECT status FROM render") == [("failed",)]
    assert rows(settings, "SELECT count(*) FROM clip") == [(0,)]


def test_a_clip_whose_rows_are_written_keeps_its_file(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "fox.mp4"
    with with_store(InterruptedStore, settings) as service:
        with pytest.raises(KeyboardInterrupt):
            service.make(brief(), out=out)
    assert rows(settings, "SELECT r.status, c.path FROM render r JOIN clip c ON c.render_id = r.id") == [
        ("done", str(out))
    ]
    assert left_in(tmp_path) == ["fox.mp4", "home"]


def test_an_end_that_cannot_be_written_down_is_told(settings: Settings) -> None:
    with with_store(MuteStore, settings) as service:
        reply = service.make(brief(model="no-such-model"))
    assert reply.error_code == "generator.model"
    assert "could not be written down: the database is gone" in reply.message


def test_ctrl_c_marks_the_render_as_cancelled(settings: Settings) -> None:
    with ClipService.open(settings, raising(KeyboardInterrupt())) as service:
        with pytest.raises(KeyboardInterrupt):
            service.make(brief())
    assert rows(settings, "SELECT status, error_code FROM render") == [("cancelled", "generator.cancelled")]
    assert stored(settings) == []


def test_a_caller_can_cancel(service: ClipService, settings: Settings) -> None:
    def stop(now: Progress) -> None:
        if now.fraction > 0.3:
            raise RenderCancelled("the caller went away")

    reply = service.make(brief(), progress=stop)
    assert (reply.status, reply.error_code) == ("failed", "generator.cancelled")
    assert rows(settings, "SELECT status FROM render") == [("cancelled",)]
    assert stored(settings) == []


def test_a_permit_that_expired_opens_nothing(settings: Settings) -> None:
    times = iter([NOON, NOON + timedelta(hours=2)])
    with Store.open(settings) as store:
        gate = default_gate(store, b"k" * 32, clock=lambda: next(times))
        reply = ClipService(store, gate, clips_dir=settings.clips_dir).make(brief())
    assert reply.error_code == "policy.permit"
    assert rows(settings, "SELECT status, error_code FROM render") == [("failed", "policy.permit")]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing/fox.mp4", "does not exist or is not a folder"),
        ("fox.avi", "must end in '.mp4'"),
        ("fox", "must end in '.mp4'"),
        ("folder.mp4", "is a folder, not a file"),
        ("file/fox.mp4", "does not exist or is not a folder"),
        ("fox\0.mp4", "holds a NUL character"),
        ("f" * 300 + ".mp4", "File name too long"),
    ],
)
def test_a_bad_output_path_is_told_before_anything_is_done(
    service: ClipService, tmp_path: Path, name: str, words: str, settings: Settings
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    (tmp_path / "file").write_bytes(b"")
    reply = service.make(brief(), out=tmp_path / name)
    assert (reply.status, reply.error_code) == ("failed", "generator.output")
    assert words in reply.message
    assert rows(settings, "SELECT count(*) FROM brief") == [(0,)]


def test_a_folder_that_cannot_be_written_is_told_before_anything(service: ClipService, settings: Settings) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("needs a folder that even the superuser cannot write")
    reply = service.make(brief(), out=Path("/proc/fox.mp4"))
    assert "'/proc' cannot be written" in reply.message
    assert rows(settings, "SELECT count(*) FROM brief") == [(0,)]


def test_a_request_that_shows_nothing_is_a_fault_of_the_request(service: ClipService, settings: Settings) -> None:
    reply = service.make(brief("\x01\x02"))
    assert (reply.status, reply.error_code) == ("failed", "agent_tools.plan")
    assert [said["request"] for said in words(settings, "brief_")] == ["\x01\x02"]
    assert rows(settings, "SELECT count(*) FROM decision") == [(0,)]
    with pytest.raises(PlanError):
        service.plan(brief("\x01\x02"))


def test_a_conversation_that_is_not_there_is_a_fault(service: ClipService) -> None:
    reply = service.make(brief(), conversation_id="conv_00000000")
    assert (reply.status, reply.error_code) == ("failed", "agent_tools.not_found")


def test_a_key_that_others_can_read_opens_no_service(settings: Settings) -> None:
    ClipService.open(settings).close()
    settings.gate_key_path.chmod(0o644)
    with pytest.raises(GateKeyError, match="chmod 600"):
        ClipService.open(settings)


def test_every_fault_has_an_advice() -> None:
    for kind in (*FAULTS, PlanError, RenderCancelled, PolicyDataError, NotFound):
        assert remedy_of(kind.code) == kind.remedy
    with pytest.raises(ValueError, match="no class of faults"):
        remedy_of("no.such.code")
