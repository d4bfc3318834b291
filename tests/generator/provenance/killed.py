"""Renders one clip and kills itself without warning at a named step; started by `test_order.py` as a program.

killed.py STEP FOLDER    STEP: frame, encoded, xmp, sign, hash, release, or none
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from generator.backend.stub import StubBackend
from generator.encode import FfmpegEncoder, PendingFile
from generator.provenance import disclose
from generator.provenance.installation import open_installation
from generator.render import Renderer
from generator.types import RenderedShot
from policy.types import Permit
from tests.generator.conformance import MARKS, allow, permit_of, shot


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str) -> None:
    """Let a function die when it is called."""
    setattr(owner, name, lambda *_args, **_options: die())


def after(owner: Any, name: str) -> None:
    """Let a function die when it has done its work."""
    whole: Callable[..., Any] = getattr(owner, name)

    def then_die(*args: Any, **options: Any) -> None:
        whole(*args, **options)
        die()

    setattr(owner, name, then_die)


class DyingBackend(StubBackend):
    """Dies in the middle of its frames."""

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        drawn = super().render(permit, shot, progress=progress)

        def half() -> Iterator[np.ndarray]:
            for i, frame in enumerate(drawn.frames):
                if i == drawn.n_frames // 2:
                    die()
                yield frame

        return RenderedShot(frames=half(), n_frames=drawn.n_frames, steps=drawn.steps)


def main(step: str, folder: Path) -> None:
    backend = DyingBackend() if step == "frame" else StubBackend()
    match step:
        case "encoded":
            after(FfmpegEncoder, "finish")
        case "xmp":
            after(disclose.xmp, "write")
        case "sign":
            after(disclose.credential, "sign")
        case "hash":
            after(disclose, "digest_file")
        case "release":
            before(PendingFile, "publish")
    render = Renderer(backend, allow, installation=open_installation(folder / "keys"))
    render.make(permit_of(shot(0.5), size=(64, 64)), folder / "out" / "a.mp4", marks=MARKS)
    sys.stdout.write("made\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
