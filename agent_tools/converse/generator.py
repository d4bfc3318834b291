"""What renders in a world: the stub, which takes milliseconds, or the built-in model, behind a gate that a step moves.

Nothing of the service knows of the gate: to it a render is slow, fails, or never comes back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from generator.errors import RenderError

if TYPE_CHECKING:
    from generator.types import Backend, ModelInfo, RenderedShot
    from policy.types import Permit

_LOOK_EVERY_S = 0.01


class Mode(StrEnum):
    """What becomes of the next render that begins."""

    GO = "go"
    HOLD = "hold"
    DIE = "die"
    FAIL = "fail"


class Turnstile:
    """Where every render of a world passes before its first step.

    Args:
        died: Told from the thread of a render whose worker is to die in it.
    """

    def __init__(self, died: Callable[[], None]) -> None:
        self._died = died
        self._lock = threading.Lock()
        self._mode = Mode.GO
        self._go = threading.Event()
        self._go.set()
        self._closed = threading.Event()
        self._n_held = 0

    @property
    def holding(self) -> bool:
        """Whether a render stands still, and nothing was said yet of how it goes on."""
        with self._lock:
            return self._n_held > 0 and not self._go.is_set()

    @property
    def mode(self) -> Mode:
        """What becomes of the next render."""
        with self._lock:
            return self._mode

    def set(self, mode: Mode) -> None:
        """Say what becomes of the next render; one that stands still goes on, or dies, by what is said now.

        Args:
            mode: `HOLD` and `DIE` hold for one render, `FAIL` until something else is said.
        """
        with self._lock:
            self._mode = mode
            if mode is Mode.HOLD:
                self._go.clear()
            else:
                self._go.set()

    def close(self) -> None:
        """Let everything end that still stands here."""
        self._closed.set()
        self._go.set()

    def enter(self, progress: Callable[[str, float], None]) -> None:
        """Pass, or not.

        Args:
            progress: What a render calls between its steps; it raises when the render is to end.

        Raises:
            RenderError: The model is to fail, or the worker is gone.
            RenderCancelled: The render was to end while it stood here.
        """
        with self._lock:
            mode = self._mode
        if mode is Mode.HOLD:
            mode = self._stand(progress)
        if mode is Mode.DIE:
            self.set(Mode.GO)
            self._died()
            self._closed.wait()
        if mode is Mode.FAIL or self._closed.is_set():
            raise RenderError("the model was made to fail by the scenario")

    def _stand(self, progress: Callable[[str, float], None]) -> Mode:
        with self._lock:
            self._n_held += 1
        try:
            while not self._go.wait(_LOOK_EVERY_S):
                progress("denoise", 0.0)
        finally:
            with self._lock:
                self._n_held -= 1
                mode = self._mode
                if mode is Mode.HOLD:  # it was cancelled while it stood, and the next one goes on
                    self._mode = mode = Mode.GO
                    self._go.set()
        return mode


class Gated:
    """A model behind a turnstile."""

    def __init__(self, model: Backend, turnstile: Turnstile) -> None:
        self._model = model
        self._turnstile = turnstile

    @property
    def info(self) -> ModelInfo:
        """What is known of the model."""
        return self._model.info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Render one shot; see `Backend.render`."""
        if shot == 0:
            self._turnstile.enter(progress)
        return self._model.render(permit, shot, progress=progress)


@cache
def model(name: str) -> Backend:
    """A model of this process, loaded once.

    Args:
        name: `stub` or `flipbook`.
    """
    from generator.backend.registry import open_backend

    return open_backend(name)
