"""Everything that can be expected of one turn, and which expectations contradict each other.

The parts are in `facet` and `delivered`. What can never hold together is an error when the file is read.
"""

from __future__ import annotations

import difflib
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, StrictStr, model_validator

from agent_tools import errors as of_agent
from agent_tools.converse.delivered import ClipExpect, DisclosureExpect, ProvenanceExpect
from agent_tools.converse.facet import (
    EventsExpect,
    JobExpect,
    Part,
    PendingExpect,
    PolicyExpect,
    RowsExpect,
    StoryboardExpect,
    Timing,
    ToolCalls,
)
from agent_tools.converse.matcher import Text
from agent_tools.job import JobState
from agent_tools.planner import errors as of_planner
from generator import errors as of_generator
from policy import errors as of_policy
from policy.types import Verdict

_NONE = "none"
_OF_CLIP = ("provenance", "disclosure")
_CLIPLESS = frozenset({JobState.QUEUED, JobState.RUNNING, JobState.NEEDS_ANSWER, JobState.FAILED})


def _pending(value: Any) -> Any:  # noqa: ANN401  # any YAML value
    return {"kind": value} if isinstance(value, str) and value != _NONE else value


def _known_fault(code: str) -> str:
    codes = fault_codes()
    if code != _NONE and code not in codes:
        near = difflib.get_close_matches(code, codes, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{code!r} is no code of a fault{hint} (known: {', '.join(codes)})")
    return code


@cache
def fault_codes() -> tuple[str, ...]:
    """The codes of all faults that the service knows; those of scripted conversations themselves are none of it."""
    kinds = [each for module in (of_agent, of_planner, of_generator, of_policy) for each in vars(module).values()]
    return tuple(sorted({each.code for each in kinds if isinstance(each, type) and hasattr(each, "code")}))


class Expect(Part):
    """What one turn is expected to have done.

    Attributes:
        tool_calls: The tools that were called.
        policy: The turn's decision; `none`: nothing was decided.
        storyboard: The storyboard of the turn's job; `none`: there is none.
        clip: The turn's clip; `none`: no clip was made in this turn, and none was handed over.
        provenance: What can be proven of the clip's file.
        disclosure: What is said with the clip.
        reply: What the bot said.
        events: What could be watched.
        pending: What the turn's job waits for; `none` for nothing.
        job: The turn's job; `none`: no job was touched.
        rows: Rows that were added to the store.
        fault: Code of the fault that the service raised in the turn, such as `agent_tools.not_found`; `none` for none.
            It is the last one, whether a tool told the model of it or an event ran into it.
        timing: How long it may take.
    """

    tool_calls: ToolCalls | None = None
    policy: PolicyExpect | Literal["none"] | None = None
    storyboard: StoryboardExpect | Literal["none"] | None = None
    clip: ClipExpect | Literal["none"] | None = None
    provenance: ProvenanceExpect | None = None
    disclosure: DisclosureExpect | None = None
    reply: Text | None = None
    events: EventsExpect | None = None
    pending: Annotated[PendingExpect | Literal["none"] | None, BeforeValidator(_pending)] = None
    job: JobExpect | Literal["none"] | None = None
    rows: RowsExpect | None = None
    fault: Annotated[StrictStr, AfterValidator(_known_fault)] | None = None
    timing: Timing | None = None

    @property
    def wants_clip(self) -> bool:
        """Whether a clip is expected."""
        return isinstance(self.clip, ClipExpect) or any(self._given(name) for name in _OF_CLIP)

    def _given(self, name: str) -> bool:
        return getattr(self, name) is not None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is expected: leave `expect` out, or give at least one field")
        return self

    @model_validator(mode="after")
    def _no_clip_has_no_parts(self) -> Self:
        if self.clip == _NONE:
            for name in _OF_CLIP:
                if self._given(name):
                    raise ValueError(f"clip: none, and {name} is expected of it")
            if isinstance(self.rows, RowsExpect) and self.rows.clips is not None and self.rows.clips.fault(0):
                raise ValueError("clip: none, and rows.clips expects some")
        return self

    @model_validator(mode="after")
    def _a_clip_was_allowed(self) -> Self:
        verdict = self.policy.verdict if isinstance(self.policy, PolicyExpect) else None
        withdrawn = isinstance(self.clip, ClipExpect) and bool(self.clip.withdrawn)
        if self.wants_clip and not withdrawn and verdict in (Verdict.BLOCK, Verdict.ASK):
            raise ValueError(f"policy verdict {verdict.value!r} makes no clip, and one is expected")
        if isinstance(self.job, JobExpect) and self.job.state is not None:
            self._fits_state(self.job, self.job.state, verdict)
        return self

    def _fits_state(self, job: JobExpect, state: JobState, verdict: Verdict | None) -> None:
        fresh = self.clip.fresh if isinstance(self.clip, ClipExpect) else None
        if fresh and state in _CLIPLESS:
            raise ValueError(f"job state {state.value!r} has no clip, and a fresh one is expected")
        if state is JobState.COMPLETED and (verdict is Verdict.BLOCK or self.clip == _NONE):
            raise ValueError("job state 'completed' has a clip, and a block or no clip is expected")
        if state is JobState.BLOCKED and verdict is Verdict.ALLOW:
            raise ValueError("job state 'blocked' and verdict 'allow' cannot be together")
        if self.pending is not None and (self.pending == _NONE) is (state is JobState.NEEDS_ANSWER):
            raise ValueError(f"job state {state.value!r} does not go with pending {_words(self.pending)!r}")
        if job.reply == "made" and state is not JobState.COMPLETED:
            raise ValueError(f"job reply 'made' does not go with state {state.value!r}")


def _words(pending: PendingExpect | str) -> str:
    return pending if isinstance(pending, str) else pending.kind.value
