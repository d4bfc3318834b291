"""A prepared home and a desk over it that works only when a test says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent_tools.job.desk import JobDesk
from agent_tools.settings import Settings
from tests.agent_tools.job.job_double import Clock, open_desk
from tests.agent_tools.service_double import prepare


@pytest.fixture(autouse=True)
def prepared(settings: Settings) -> None:
    prepare(settings)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(settings: Settings, clock: Clock) -> Iterator[JobDesk]:
    with open_desk(settings, clock=clock) as opened:
        yield opened
