"""Models that are loaded once a process: every service that opens models the same way finds them here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from generator.types import Backend

OpenBackend = Callable[[str], Backend]
"""Opens a model by name."""


@dataclass
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    backend: Backend | None = None


_WARM: WeakKeyDictionary[OpenBackend, dict[str, _Slot]] = WeakKeyDictionary()
_WARM_GUARD = threading.Lock()


@contextmanager
def warm(backends: OpenBackend, model: str) -> Iterator[Backend]:
    """The backend of this name, opened at most once, for one render at a time.

    Args:
        backends: Opens a model by name.
        model: The name.

    Raises:
        ModelError: There is no such model, or its weights are damaged.
    """
    with _WARM_GUARD:
        slot = _WARM.setdefault(backends, {}).setdefault(model, _Slot())
    with slot.lock:
        if slot.backend is None:
            slot.backend = backends(model)
        yield slot.backend
