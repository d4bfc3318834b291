"""A process that is killed at any step: nothing half-made is visible, and nothing is lost that was reported made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from agent_tools.blob import Blobs
from agent_tools.reconcile import Reconciler
from agent_tools.settings import Settings
from agent_tools.store.repair_book import RepairBook
from tests.agent_tools.service_double import left_in, prepare, rows, stored

ROOT = Path(__file__).parents[2]
STEPS = ("render", "stored", "copied", "published", "written", "kept")

# The order of a clip, with a kill after one of its steps. What it prints is what a caller was told.
MAKE = """
import os, signal, sys
from pathlib import Path
from agent_tools import service
from agent_tools.blob import Blobs
from agent_tools.placement import Placement
from agent_tools.store import Store
from tests.agent_tools.service_double import brief
from generator.render import Renderer

step = sys.argv[1]

def dying(kind, name, mine):
    real = getattr(kind, name)
    def act(*given, **options):
        value = real(*given, **options)
        if step == mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return value
    setattr(kind, name, act)

dying(Renderer, "make", "render")
dying(Blobs, "put", "stored")
dying(Placement, "copy", "copied")
dying(Placement, "publish", "published")
dying(Store, "finish_render", "written")
dying(Placement, "keep", "kept")
with service.ClipService.open() as clips:
    reply = clips.make(brief(), out=Path(sys.argv[2]))
print(reply.status, reply.clip.id if reply.clip else "")
"""


@pytest.mark.parametrize("step", [*STEPS, "never"])
def test_a_kill_leaves_all_of_a_clip_or_nothing(settings: Settings, tmp_path: Path, step: str) -> None:
    prepare(settings)
    out = tmp_path / "fox.mp4"
    out.write_bytes(b"what was there before")
    done = subprocess.run(
        [sys.executable, "-c", MAKE, step, str(out)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    made = [str(clip_id) for (clip_id,) in rows(settings, "SELECT id FROM clip")]
    assert done.returncode == (0 if step == "never" else -signal.SIGKILL), done.stderr
    assert len(made) == (1 if step in ("written", "kept", "never") else 0)
    assert done.stdout == (f"made {made[0]}\n" if step == "never" else "")
    blobs = Blobs.open(settings.blobs_url)
    with RepairBook.open(settings) as book:
        clock = time.time() + 7200
        list(Reconciler(book, blobs, settings.work_dir, clock=lambda: clock).run(repair=True))
        assert list(Reconciler(book, blobs, settings.work_dir, clock=lambda: clock).run(repair=False)) == []
        for clip_id in made:
            clip = book.get_clip(clip_id)
            blobs.check(clip.sha256)
            assert out.stat().st_size == clip.size_bytes
    assert left_in(tmp_path) == ["fox.mp4", "home"]
    if not made:
        assert stored(settings) == []
        assert out.read_bytes() == b"what was there before"
        assert rows(settings, "SELECT status FROM render") == [("failed",)]
    assert left_in(settings.work_dir) == []
