"""The states of a job and what leads from one to the next. Every change of a state goes through `after`."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from agent_tools.errors import JobError
from agent_tools.job.view import JobState


class Event(StrEnum):
    """What can become of a job."""

    PLANNED = "planned"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLAIMED = "claimed"
    GIVEN_BACK = "given_back"
    DELIVERED = "delivered"
    BLOCKED = "blocked"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


TRANSITIONS = MappingProxyType(
    {
        (JobState.QUEUED, Event.PLANNED): JobState.QUEUED,
        (JobState.QUEUED, Event.ASKED): JobState.NEEDS_ANSWER,
        (JobState.QUEUED, Event.CLAIMED): JobState.RUNNING,
        (JobState.QUEUED, Event.DELIVERED): JobState.COMPLETED,
        (JobState.QUEUED, Event.BLOCKED): JobState.BLOCKED,
        (JobState.QUEUED, Event.FAILED): JobState.FAILED,
        (JobState.QUEUED, Event.CANCELLED): JobState.CANCELLED,
        (JobState.QUEUED, Event.EXPIRED): JobState.CANCELLED,
        (JobState.RUNNING, Event.DELIVERED): JobState.COMPLETED,
        (JobState.RUNNING, Event.GIVEN_BACK): JobState.QUEUED,
        (JobState.RUNNING, Event.BLOCKED): JobState.BLOCKED,
        (JobState.RUNNING, Event.FAILED): JobState.FAILED,
        (JobState.RUNNING, Event.CANCELLED): JobState.CANCELLED,
        (JobState.NEEDS_ANSWER, Event.ACCEPTED): JobState.QUEUED,
        (JobState.NEEDS_ANSWER, Event.DECLINED): JobState.CANCELLED,
        (JobState.NEEDS_ANSWER, Event.BLOCKED): JobState.BLOCKED,
        (JobState.NEEDS_ANSWER, Event.CANCELLED): JobState.CANCELLED,
        (JobState.NEEDS_ANSWER, Event.EXPIRED): JobState.CANCELLED,
    }
)
"""From a state and an event to the next state; whatever is not here does not happen."""


def after(state: JobState, event: Event) -> JobState:
    """The state that follows.

    Args:
        state: Where the job stands.
        event: What becomes of it.

    Raises:
        JobError: That cannot become of a job in this state.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        possible = sorted(each.value for before, each in TRANSITIONS if before is state)
        raise JobError(
            f"a job that is {state.value!r} cannot be {event.value!r}; possible: {', '.join(possible) or 'nothing'}"
        ) from None
