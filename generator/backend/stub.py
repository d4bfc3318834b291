"""A test double that is part of the product: frames in milliseconds, decided by the permit's intent alone.

A coloured gradient drifts and a disc circles over it. Nothing of the prompt is understood; the intent's digest picks
colours and speed, so another seed or another word gives other frames. Every shot says so in its notes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from generator.types import ModelInfo, RenderedShot

if TYPE_CHECKING:
    from generator.types import Frame
    from policy.types import Permit

NOTE = "stub frames, not a generated video"
_STEPS = 1
_TURNS_A_SECOND = 0.25


class StubBackend:
    """Draws moving shapes without a model."""

    @property
    def info(self) -> ModelInfo:
        """No weights, no scheduler: only the code version of numpy shapes the pixels."""
        return ModelInfo(
            model_id="stub",
            weights_digest="sha256:" + hashlib.sha256(b"").hexdigest(),
            scheduler="none",
            device="cpu",
            library_versions={"numpy": np.__version__},
        )

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Draw one shot; see `Backend.render`."""
        intent = permit.intent
        n_frames = max(1, round(intent.shots[shot].duration_s * intent.fps))
        digest = hashlib.sha256(f"{intent.digest()}/{shot}".encode()).digest()
        progress("denoise", 1.0)
        frames = _frames(digest, intent.width_px, intent.height_px, intent.fps, n_frames)
        return RenderedShot(frames=frames, n_frames=n_frames, steps=_STEPS, notes=(NOTE,))


def _frames(digest: bytes, width_px: int, height_px: int, fps: int, n_frames: int) -> Iterator[Frame]:
    low, far, disc = (np.frombuffer(digest[i : i + 3], np.uint8).astype(np.float64) for i in (0, 3, 6))
    phase, radius = digest[9] / 256, 0.1 + 0.1 * digest[10] / 256
    high = (low + 96 + far / 4) % 256  # never nearer to low than 96, so the picture is never flat
    ramp = np.linspace(0, 1, width_px)  # (W,)
    y, x = np.ogrid[:height_px, :width_px]  # (H, 1), (1, W)
    short_px = min(width_px, height_px)
    reach = radius * short_px
    for i in range(n_frames):
        turn = 2 * np.pi * (phase + i / fps * _TURNS_A_SECOND)
        mix = 0.5 + 0.5 * np.sin(2 * np.pi * ramp + turn)[:, None]  # (W, 1)
        row = low + (high - low) * mix  # (W, 3)
        frame = np.broadcast_to(row.astype(np.uint8), (height_px, width_px, 3)).copy()  # (H, W, 3)
        cx, cy = width_px / 2 + short_px / 3 * np.cos(turn), height_px / 2 + short_px / 3 * np.sin(turn)
        rows = slice(max(0, int(cy - reach)), int(cy + reach) + 2)
        columns = slice(max(0, int(cx - reach)), int(cx + reach) + 2)
        inside = (x[:, columns] - cx) ** 2 + (y[rows] - cy) ** 2 < reach**2
        frame[rows, columns][inside] = disc.astype(np.uint8)
        yield frame
