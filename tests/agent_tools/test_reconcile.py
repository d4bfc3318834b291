"""Files and rows after a crash: what does not fit is found, and what can be repaired is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_tools.blob import PART, Blobs
from agent_tools.reconcile import GRACE_S, Finding, Reconciler
from agent_tools.schema import ClipView
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from agent_tools.store.repair_book import RepairBook
from agent_tools.store.view import ABANDONED
from agent_tools.worker import is_dead, this_worker
from benchmarks.tamper import past_the_store
from tests.agent_tools.ledger_double import sha256
from tests.agent_tools.service_double import brief, left_in, prepare, rows, stored

HOST, PID, START = this_worker().rsplit("/", 2)
DEAD = f"{HOST}/{PID}/1"


@pytest.fixture
def book(settings: Settings) -> Iterator[RepairBook]:
    prepare(settings)
    with RepairBook.open(settings) as opened:
        yield opened


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    return Blobs.open(settings.blobs_url)


def clip(settings: Settings, out: Path | None = None, request: str = "a red fox runs") -> ClipView:
    with ClipService.open(settings) as service:
        made = service.make(brief(request), out=out).clip
    assert made is not None
    return made


def found(
    book: RepairBook, blobs: Blobs, settings: Settings, *, repair: bool = True, later_s: float = 2 * GRACE_S
) -> list[Finding]:
    clock = time.time() + later_s
    return list(Reconciler(book, blobs, settings.work_dir, clock=lambda: clock).run(repair=repair))


def test_what_fits_is_left_alone(book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path) -> None:
    made = [clip(settings), clip(settings, tmp_path / "b.mp4", "a blue boat floats")]
    before = stored(settings)
    assert found(book, blobs, settings) == []
    assert stored(settings) == before
    assert {each.sha256 for each in made} == {digest for digest, _ in blobs.all()}


def test_a_stored_file_of_no_row_is_deleted_once_it_is_old(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path
) -> None:
    kept = clip(settings)
    (tmp_path / "x.mp4").write_bytes(b"orphan")
    digest = sha256("orphan")
    blobs.put(tmp_path / "x.mp4", digest)
    assert found(book, blobs, settings, later_s=0) == []
    (told,) = found(book, blobs, settings, repair=False)
    assert (told.what, told.repaired) == (f"stored file {digest!r} is no clip's", "")
    assert blobs.has(digest)
    (told,) = found(book, blobs, settings)
    assert told.repaired == "deleted"
    assert not blobs.has(digest)
    assert blobs.has(kept.sha256)
    assert found(book, blobs, settings) == []
    assert rows(settings, "SELECT kind, subject FROM audit WHERE kind LIKE 'repair%'") == [("repair.deleted", digest)]


def test_a_row_without_its_file_gets_it_back_from_the_delivered_copy(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path
) -> None:
    made = clip(settings, tmp_path / "fox.mp4")
    blobs.remove(made.sha256)
    (told,) = found(book, blobs, settings, repair=False)
    assert "the delivered copy is whole" in told.what
    (told,) = found(book, blobs, settings)
    assert told.repaired == f"stored again from {made.path!r}"
    blobs.check(made.sha256)
    assert found(book, blobs, settings) == []


@pytest.mark.parametrize("copy", [None, b"another file"])
def test_a_row_whose_file_is_lost_is_told_and_stays(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path, copy: bytes | None
) -> None:
    made = clip(settings, tmp_path / "fox.mp4")
    blobs.remove(made.sha256)
    Path(made.path).unlink()
    if copy is not None:
        Path(made.path).write_bytes(copy)
    (told,) = found(book, blobs, settings)
    assert (told.repaired, "restore it from a copy" in told.remedy) == ("", True)
    assert rows(settings, "SELECT count(*) FROM clip") == [(1,)]


def test_a_damaged_file_is_set_aside_and_stored_again(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path
) -> None:
    made = clip(settings, tmp_path / "fox.mp4")
    bent = bytearray(Path(made.path).read_bytes())
    bent[100] ^= 1
    Path(blobs.location(made.sha256)).write_bytes(bytes(bent))
    (told,) = found(book, blobs, settings)
    assert "cut short or altered" in told.what
    assert told.repaired == f"stored again from {made.path!r}"
    blobs.check(made.sha256)
    assert (settings.clips_dir / "damaged" / f"{made.sha256[7:]}.mp4").read_bytes() == bytes(bent)


def test_a_file_of_a_withdrawn_clip_is_deleted(book: RepairBook, blobs: Blobs, settings: Settings) -> None:
    made = clip(settings)
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute(
            "INSERT INTO withdrawal VALUES (?, NULL, 'taken_down', 'x', '2026-01-01 00:00:00.000000')", (made.id,)
        )
    (told,) = found(book, blobs, settings, later_s=0)
    assert told.what == f"stored file {made.sha256!r} is that of a withdrawn clip"
    assert not blobs.has(made.sha256)


def test_what_was_never_finished_is_deleted_once_it_is_old(book: RepairBook, blobs: Blobs, settings: Settings) -> None:
    clip(settings)
    part = settings.clips_dir / f"{PART}0123"
    part.write_bytes(b"half a clip")
    room = settings.work_dir / "rend_00000000"
    room.mkdir()
    (room / ".reelwright-1.part").write_bytes(b"half a clip")
    assert found(book, blobs, settings, later_s=0) == []
    assert [told.repaired for told in found(book, blobs, settings)] == ["deleted", "deleted"]
    assert not part.exists()
    assert left_in(settings.work_dir) == []


def running(settings: Settings, worker: str, drafts: str = "[]") -> str:
    """Make the render of the only clip one that never ended."""
    ((render_id,),) = rows(settings, "SELECT id FROM render")
    with past_the_store(settings.home / "reelwright.db") as connection:
        for table in ("clip_frames", "disclosure", "clip"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute(
            "UPDATE render SET status = 'running', finished_at = NULL, worker = ?, drafts = ?", (worker, drafts)
        )
    return str(render_id)


def test_a_render_of_a_dead_process_is_ended_and_what_it_left_is_deleted(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path
) -> None:
    clip(settings)
    draft, target = tmp_path / ".reelwright-ab.mp4", tmp_path / "fox.mp4"
    render_id = running(settings, DEAD, f'[["{draft}", "{target}"]]')
    room = settings.work_dir / render_id
    room.mkdir()
    (room / ".reelwright-1.part").write_bytes(b"half")
    draft.write_bytes(b"half")
    draft.with_suffix(".before").write_bytes(b"what was there")
    (told, *others) = found(book, blobs, settings, later_s=0)
    assert "its process is dead" in told.what
    assert told.repaired == "marked as failed, its files deleted"
    assert others == []
    assert rows(settings, "SELECT status, error_code FROM render") == [("failed", ABANDONED)]
    assert left_in(tmp_path) == ["fox.mp4", "home"]
    assert target.read_bytes() == b"what was there"
    assert left_in(settings.work_dir) == []
    assert found(book, blobs, settings, later_s=0) == []


def test_a_copy_that_never_became_a_clip_is_taken_back(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "fox.mp4"
    clip(settings, target)
    running(settings, DEAD, f'[["{tmp_path}/.reelwright-ab.mp4", "{target}"]]')
    found(book, blobs, settings)
    assert not target.exists()
    assert stored(settings) == []


def test_another_file_of_that_name_is_not_taken_back(
    book: RepairBook, blobs: Blobs, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "fox.mp4"
    clip(settings)
    running(settings, DEAD, f'[["{tmp_path}/.reelwright-ab.mp4", "{target}"]]')
    target.write_bytes(b"somebody's own")
    found(book, blobs, settings)
    assert target.read_bytes() == b"somebody's own"


def test_a_render_that_goes_on_is_left_alone(book: RepairBook, blobs: Blobs, settings: Settings) -> None:
    clip(settings)
    render_id = running(settings, this_worker())
    (settings.work_dir / render_id).mkdir()
    assert [told for told in found(book, blobs, settings) if "render" in told.what] == []
    assert rows(settings, "SELECT status FROM render") == [("running",)]
    assert left_in(settings.work_dir) == [render_id]


def test_a_render_of_another_machine_is_only_told(book: RepairBook, blobs: Blobs, settings: Settings) -> None:
    clip(settings)
    running(settings, "elsewhere/1/1")
    told = found(book, blobs, settings)[0]
    assert "on 'elsewhere/1/1'" in told.what
    assert told.remedy == "look there"
    assert rows(settings, "SELECT status FROM render") == [("running",)]


def test_a_lost_key_is_told(book: RepairBook, blobs: Blobs, settings: Settings) -> None:
    clip(settings)
    with past_the_store(settings.home / "reelwright.db.keys") as connection:
        connection.execute("DELETE FROM text_key WHERE owner LIKE 'conv_%'")
    (told,) = found(book, blobs, settings)
    assert "is gone, and nobody erased it" in told.what
    assert told.remedy


@pytest.mark.parametrize(
    ("worker", "dead"),
    [
        (this_worker(), False),
        (DEAD, True),
        (f"{HOST}/{2**22 + 1}/5", True),
        (f"{HOST}/1/{'x'}", True),
        ("elsewhere/1/1", None),
        ("", None),
        ("nonsense", None),
        (f"{HOST}/x/1", None),
    ],
    ids=["this", "dead", "beyond any", "no start", "of another machine", "nobody", "nonsense", "no number"],
)
def test_a_process_is_known_by_its_number_and_its_start(worker: str, dead: bool | None) -> None:
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system does not tell when a process began")
    assert is_dead(worker) is dead
    assert int(PID) == os.getpid()
