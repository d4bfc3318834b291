"""One stage for all tests of a file: every scenario has a home of its own on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent_tools.converse.runner import Stage
from agent_tools.converse.world import World, WorldOptions


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage.open() as opened:
        yield opened


@pytest.fixture
def world(stage: Stage) -> Iterator[World]:
    with World(stage.homes.home(), WorldOptions()) as opened:
        yield opened
