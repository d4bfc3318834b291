"""Looks at everything that a clip needs, and says for each part what was found and what to do."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent_tools.reply import FAULTS
from agent_tools.settings import Settings

MIN_PYTHON = (3, 11)
MIN_FREE_BYTES = 500_000_000
"""Room for some hundred clips and the encoder's own files."""

LIBRARIES = {
    "torch": "torch",
    "diffusers": "diffusers",
    "moviepy": "moviepy",
    "cv2": "opencv-python-headless",
    "sqlalchemy": "sqlalchemy",
    "langchain": "langchain",
}
"""What is imported, and the distribution whose version is told."""

_REINSTALL = "install the package again: pip install --force-reinstall reelwright"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One part that was looked at.

    Attributes:
        name: Which.
        ok: Whether it can be used.
        found: What was found, one line.
        remedy: What to do; empty when it can be used.
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""


class _Broken(Exception):
    """A part was looked at and cannot be used."""


def examine(model: str) -> Iterator[Check]:
    """Look at every part, one after the other, the quick ones first.

    Args:
        model: The model whose weights are looked at.
    """
    yield _check("python", _python, "install Python 3.11 or newer")
    try:
        settings = Settings()
    except FAULTS as fault:
        yield Check(name="settings", ok=False, found=str(fault), remedy="correct or unset the variable")
    else:
        yield from _places(settings)
    yield _check("policy", _policy, _REINSTALL)
    yield _check("ffmpeg", _ffmpeg, _REINSTALL)
    for name in LIBRARIES:
        yield _check(name, partial(_library, name), _REINSTALL)
    yield _check("weights", lambda: _weights(model), f"{_REINSTALL}, or give the model folder with --model")


def reconcile() -> Iterator[Check]:
    """Bring stored files and rows back together, and say of each thing that did not fit what was done."""
    from agent_tools.reconcile import open_reconciler
    from agent_tools.store.repair_book import RepairBook

    settings = Settings()
    n_found = 0
    with RepairBook.open(settings) as book:
        for found in open_reconciler(settings, book).run(repair=True):
            n_found += 1
            what = f"{found.what}: {found.repaired}" if found.repaired else found.what
            yield Check(name="repair", ok=not found.remedy, found=what, remedy=found.remedy)
        clips = sum(kept.wanted for kept in book.kept_clips())
    yield Check(name="clips", ok=True, found=f"{clips} clips compared with their rows; {n_found} things did not fit")


def _places(settings: Settings) -> Iterator[Check]:
    home = settings.home
    yield _check("home", lambda: _home(home), "set REELWRIGHT_HOME to a folder that you may write")
    yield _check("disk", lambda: _disk(home), f"free some space, or set REELWRIGHT_HOME to another disk than {home}")
    yield _check("database", lambda: _database(settings), "set REELWRIGHT_HOME to another folder, or do what it says")
    yield _check("operator's policy", lambda: _rulebook(settings), "do what it says; see docs/operator-policy.md")
    yield _check("stored clips", lambda: _stored(settings), "run: reelwright doctor --repair")
    key = settings.gate_key_path
    keys = settings.provenance_dir
    yield _check(
        "signing keys", lambda: _signing_keys(settings), f"chmod 600 the keys in {keys}; see docs/disclosure.md"
    )
    yield _check("gate key", lambda: _gate_key(key), f"chmod 600 {key}; if it is damaged, move it away")


def _check(name: str, look: Callable[[], str], remedy: str) -> Check:
    try:
        return Check(name=name, ok=True, found=look())
    # A broken library can fail in any of these ways while it is imported.
    except (*FAULTS, _Broken, ImportError, OSError, RuntimeError, AttributeError, ValueError) as exc:
        return Check(name=name, ok=False, found=str(exc) or type(exc).__name__, remedy=remedy)


def _python() -> str:
    if sys.version_info[:2] < MIN_PYTHON:
        raise _Broken(f"version {platform.python_version()!r} is too old")
    return f"{platform.python_version()}, {platform.machine()}"


def _library(name: str) -> str:
    importlib.import_module(name)
    return importlib.metadata.version(LIBRARIES[name])


def _ffmpeg() -> str:
    import imageio_ffmpeg
    import numpy as np

    from generator.encode import FfmpegEncoder

    with tempfile.TemporaryDirectory(prefix="reelwright-") as folder:
        path = Path(folder) / "probe.mp4"
        encoder = FfmpegEncoder(path, width_px=64, height_px=64, fps=1)
        try:
            encoder.write(np.zeros((64, 64, 3), np.uint8))
            encoder.finish()
        finally:
            encoder.abort()
        if not path.stat().st_size:
            raise _Broken("ffmpeg wrote an empty file")
    return f"{imageio_ffmpeg.get_ffmpeg_version()} encodes H.264"


def _weights(model: str) -> str:
    from generator.backend.registry import open_backend

    info = open_backend(model).info
    return f"{info.model_id}, {info.weights_digest}, on {info.device}"


def _policy() -> str:
    from policy.gate import check

    return check("a red fox").policy_version


def _home(home: Path) -> str:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=home):
        return str(home)


def _disk(home: Path) -> str:
    standing = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(standing).free
    if free < MIN_FREE_BYTES:
        raise _Broken(f"{free / 1e6:.0f} MB are free, {MIN_FREE_BYTES / 1e6:.0f} MB are needed")
    return f"{free / 1e9:.1f} GB free"


def _database(settings: Settings) -> str:
    from agent_tools.store import Store
    from agent_tools.store.file import REVISION

    with Store.open(settings):
        return f"{settings.database_url}, revision {REVISION}"


def _stored(settings: Settings) -> str:
    from agent_tools.reconcile import open_reconciler
    from agent_tools.store.repair_book import RepairBook

    with RepairBook.open(settings) as book:
        found = [each.what for each in open_reconciler(settings, book).run(repair=False, deep=False)]
    if found:
        raise _Broken(f"{len(found)} things do not fit, the first: {found[0]}")
    return settings.blobs_url


def _rulebook(settings: Settings) -> str:
    from agent_tools.policy_home import PolicyHome

    book = PolicyHome(settings.policy_dir).rulebook(settings.policy)
    file = "built in" if settings.policy is None else f"{settings.policy}, {book.operator.digest}"
    return f"{file}; {len(book.people.listing.figures)} people of its own"


def _signing_keys(settings: Settings) -> str:
    from agent_tools.marker import Marker

    signer = Marker(settings).installation().signer
    if signer is None:
        raise _Broken("nobody signs")
    return f"{settings.provenance_dir}, {signer.algorithm.value}"


def _gate_key(path: Path) -> str:
    from agent_tools.store.key import gate_key

    return f"{path}, {len(gate_key(path))} bytes, for its owner alone"
