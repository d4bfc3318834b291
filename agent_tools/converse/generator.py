"""What renders in a world: the stub, which takes milliseconds, or the built-in model."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from agent_tools.warm import OpenBackend

if TYPE_CHECKING:
    from generator.types import Backend


class Generator(StrEnum):
    """What renders. `stub` draws moving shapes from the digest of the storyboard, in a quarter of the size."""

    STUB = "stub"
    FLIPBOOK = "flipbook"


def backends(generator: Generator) -> OpenBackend:
    """What opens models in a world; a bot's choice of a model plays no part.

    Args:
        generator: What renders.
    """
    return _stub if generator is Generator.STUB else _flipbook


def _stub(_model: str) -> Backend:
    from generator.backend.stub import StubBackend

    return StubBackend()


def _flipbook(_model: str) -> Backend:
    from generator.backend.registry import open_backend

    return open_backend("flipbook")
