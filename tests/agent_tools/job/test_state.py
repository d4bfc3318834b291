"""Which states follow which, in the program and in the database."""

from __future__ import annotations

import sqlite3

import pytest

from agent_tools.errors import JobError
from agent_tools.job.desk import JobDesk
from agent_tools.job.state import TRANSITIONS, Event, after
from agent_tools.job.view import JobState
from agent_tools.settings import Settings
from tests.agent_tools.service_double import brief, rows

EVERY = [(state, event) for state in JobState for event in Event]


@pytest.mark.parametrize(("state", "event"), EVERY, ids=[f"{s.value}-{e.value}" for s, e in EVERY])
def test_only_what_stands_in_the_table_happens(state: JobState, event: Event) -> None:
    if (state, event) in TRANSITIONS:
        assert after(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(JobError, match=f"a job that is {state.value!r} cannot be {event.value!r}; possible: "):
            after(state, event)


def test_nothing_follows_an_end() -> None:
    assert {state for state, _ in TRANSITIONS} == {state for state in JobState if not state.final}


def test_every_state_but_the_first_is_reached_from_another() -> None:
    reached = {JobState.QUEUED}
    while more := {TRANSITIONS[s, e] for s, e in TRANSITIONS if s in reached} - reached:
        reached |= more
    assert reached == set(JobState)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE job SET state = 'queued', finished_at = NULL", "job rows that have ended stay so"),
        ("UPDATE job SET state = 'failed'", "job rows that have ended stay so"),
        ("DELETE FROM job", "job rows are never removed"),
        ("UPDATE job SET clip_id = NULL, state = 'completed'", "stay so"),
    ],
)
def test_the_database_keeps_a_job_that_has_ended(settings: Settings, desk: JobDesk, sql: str, why: str) -> None:
    desk.cancel(desk.submit(brief()).id)
    with pytest.raises(sqlite3.IntegrityError, match=why):
        rows(settings, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE job SET state = 'completed', finished_at = created_at",
        "UPDATE job SET state = 'running'",
        "UPDATE job SET state = 'needs_answer'",
        "UPDATE job SET state = 'lost'",
        "UPDATE job SET state = 'failed'",
        "UPDATE job SET fraction = 1.5",
    ],
)
def test_the_database_refuses_half_a_state(settings: Settings, desk: JobDesk, sql: str) -> None:
    desk.submit(brief())
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        rows(settings, sql)
