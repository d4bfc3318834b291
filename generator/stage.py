"""How long each stage of a render takes, and how far the render is."""

from __future__ import annotations

import time
from bisect import bisect_right
from itertools import accumulate

from generator.errors import RenderError
from generator.types import Progress, ProgressCallback

STAGES = ("load", "denoise", "decode", "compose", "encode", "disclose")
_DRAWN_WEIGHT, _OUT_WEIGHT = 0.8, 0.19  # shares of the progress; the rest is the encoder's last work


class Stopwatch:
    """Wall seconds by stage. What passes between two laps belongs to the stage that the second one names."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Count the time since the last lap to a stage.

        Args:
            stage: One of `STAGES`.

        Raises:
            RenderError: It is none.
        """
        if stage not in self.seconds:
            raise RenderError(f"the model reported the stage {stage!r}: one of {', '.join(STAGES)} was expected")
        now = time.perf_counter()
        self.seconds[stage] += now - self._last
        self._last = now


class Meter:
    """The share of the whole render that is done; it never falls."""

    def __init__(self, counts: list[int], callback: ProgressCallback | None) -> None:
        self._ends = list(accumulate(counts))
        self._counts = counts
        self._callback = callback
        self._fraction = 0.0
        self._drawn = 0.0
        self._out = 0

    def drawn(self, stage: str, shot: int, share: float) -> None:
        """A backend drew `share` of one shot."""
        done = self._ends[shot] - self._counts[shot] * (1 - min(1.0, max(0.0, share)))
        self._drawn = max(self._drawn, done)
        self.report(stage, shot)

    def out(self, n_frames: int) -> None:
        """The encoder has taken `n_frames` in all."""
        self._out = n_frames
        self._drawn = max(self._drawn, n_frames)
        self.report("encode", bisect_right(self._ends, n_frames - 1))

    def finish(self) -> None:
        """Everything is done but the file's name."""
        self._fraction = 1.0
        self.report("encode", len(self._counts) - 1)

    def report(self, stage: str, shot: int) -> None:
        """Say how far the render is."""
        n = self._ends[-1]
        self._fraction = max(self._fraction, (_DRAWN_WEIGHT * self._drawn + _OUT_WEIGHT * self._out) / n)
        if self._callback is not None:
            self._callback(Progress(stage=stage, fraction=self._fraction, shot=shot, n_shots=len(self._counts)))
