"""What happens between two things that are said: a consent is taken back, the clock goes on, a worker dies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal, Self

from pydantic import Field, StrictStr, model_validator

from agent_tools.converse.facet import Part
from agent_tools.converse.situation import ConsentGiven, Slug

LAST = "last"
"""The job or clip that was touched last."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Narrow(Part):
    """Less is allowed from now on.

    Attributes:
        consent: Local id of the consent.
        topics: Words of which a request must hold one.
        barred_topics: Words that no request may hold.
        valid_until: A nearer end, in ISO 8601 with its zone.
    """

    consent: Slug
    topics: tuple[StrictStr, ...] = ()
    barred_topics: tuple[StrictStr, ...] = ()
    valid_until: StrictStr | None = None


class Event(Part):
    """One thing that happens. In YAML `event: restart` is short for `event: {restart: true}`.

    Attributes:
        restart: The service goes down and comes up again over the same store; what was being made goes back.
        grant: Somebody consents.
        revoke: Local id of a consent that is taken back.
        narrow: A consent allows less from now on.
        cancel: A job is cancelled; its id, or `last`.
        settle: The workers go on until a job has ended or asks something; its id, or `last`.
        fetch: The file of a clip is asked for, as whoever speaks; its id, or `last`.
        advance_clock: The clock goes on, such as `90s`, `30m`, `2h`, `3d`.
        worker: `stop`: nobody works. `start`: somebody does. `hold`: the next render stands still at its first step.
            `release`: it goes on. `kill`: the worker dies in the middle of the next render, or of the one that is held,
            and gives nothing back.
        generator: `fail`: the model fails from now on. `recover`: it works again.
        tamper: One byte of the pictures in a clip's file is changed; its id, or `last`.
        erase: The words of the conversation of a clip are erased; the clip's id, or `last`.
    """

    restart: Literal[True] | None = None
    grant: ConsentGiven | None = None
    revoke: Slug | None = None
    narrow: Narrow | None = None
    cancel: StrictStr | None = Field(default=None, min_length=1)
    settle: StrictStr | None = Field(default=None, min_length=1)
    fetch: StrictStr | None = Field(default=None, min_length=1)
    advance_clock: StrictStr | None = Field(default=None, pattern=r"^[1-9][0-9]{0,5}[smhd]$")
    worker: Literal["stop", "start", "hold", "release", "kill"] | None = None
    generator: Literal["fail", "recover"] | None = None
    tamper: StrictStr | None = Field(default=None, min_length=1)
    erase: StrictStr | None = Field(default=None, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _one_word(cls, data: Any) -> Any:  # noqa: ANN401  # any YAML value
        return {"restart": True} if data == "restart" else data

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = sorted(name for name in self.model_fields_set if getattr(self, name) is not None)
        if len(given) != 1:
            raise ValueError(
                f"an event is exactly one of {', '.join(type(self).model_fields)}; got {', '.join(given) or 'none'}"
            )
        return self

    @property
    def kind(self) -> str:
        """Which one it is: the name of its field."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)

    @property
    def advances(self) -> timedelta:
        """How far the clock goes on.

        Raises:
            ValueError: It is another event.
        """
        if self.advance_clock is None:
            raise ValueError(f"an event {self.kind!r} moves no clock")
        return timedelta(seconds=int(self.advance_clock[:-1]) * _UNITS[self.advance_clock[-1]])


def consents_named(event: Event | None) -> tuple[str, ...]:
    """The local ids of consents that must exist for an event.

    Args:
        event: The event; None for none.
    """
    if event is None:
        return ()
    named = (event.revoke, event.narrow.consent if event.narrow else None)
    return tuple(each for each in named if each is not None)
