"""The parts of an expectation: what a turn is to have done. Those of its clip are in `delivered`.

Every field is optional, and only what is written is looked at, in the service and in the store, never in what the
transcript says of itself. Words are those of the service: verdicts and reason codes of `policy.types`, states and
questions of `agent_tools.job`. "The turn's job" is the last one that was submitted, answered or otherwise changed while
the turn lasted; "the turn's decision" is the last one of that job that was written down meanwhile, or the last of all
where there is no job; "the turn's clip" is the one with which a job came to its end meanwhile, or the one that was
handed over again.

Nothing here looks at a service: the runner gathers what there is to be seen and asks the matchers.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr, model_validator

from agent_tools.converse.matcher import Matcher, Number, Text, Texts, Value
from agent_tools.job import JobState, QuestionKind
from policy.types import CameraKind, Code, Transition, Verdict

Tool = Literal["clip_create", "clip_get", "clip_check", "clip_revise"]
"""The tools that a bot can call; the service sees no others."""


class Part(BaseModel):
    """A part of a file: nothing that is not known, and nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Match(StrEnum):
    """How the calls of a turn are compared with those that are expected.

    `strict`: the same calls in the same order. `unordered`: the same calls in any order. `subset`: no call but these.
    `superset`: at least these, others beside them.
    """

    STRICT = "strict"
    UNORDERED = "unordered"
    SUBSET = "subset"
    SUPERSET = "superset"


class Call(Part):
    """One call of a tool, as it arrived at the service.

    Attributes:
        tool: The tool.
        args: Some of its arguments; others may stand beside them.
    """

    tool: Tool
    args: dict[str, Value] = Field(default_factory=dict)


class ToolCalls(Part):
    """The calls of a turn. Where a scripted model made them, they are reported as scripted and prove nothing.

    Attributes:
        match: How they are compared.
        calls: The calls; none with `strict`, `unordered` or `subset` says that no tool was called.
    """

    match: Match = Match.SUPERSET
    calls: tuple[Call, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.match is Match.SUPERSET and not self.calls:
            raise ValueError("match 'superset' without calls holds whatever is called; for none, write match: strict")
        return self


def _codes(value: object) -> object:
    return {"exactly": value} if isinstance(value, (list, tuple)) else value


class Codes(Part):
    """Reason codes of a decision. A list stands for `exactly`.

    Attributes:
        exactly: These and no others, in any order.
        include: At least these.
        exclude: None of these.
    """

    exactly: tuple[Code, ...] | None = None
    include: tuple[Code, ...] = ()
    exclude: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        both = set(self.include) & set(self.exclude)
        if both:
            raise ValueError(f"{min(both).value!r} is to be included and excluded")
        if self.exactly is not None and (self.include or self.exclude):
            raise ValueError("a list of exactly these codes stands alone")
        return self


class PolicyExpect(Part):
    """The turn's decision.

    Attributes:
        verdict: `allow`, `ask` or `block`.
        reason_codes: Codes of the findings that a recorded consent did not answer.
        matched: The words of the request that caused them, as they were typed.
        remedy: What can be done instead: the sentences of the findings.
        recorded: Whether it stands in the table of decisions with its findings and as a link of the audit chain, and
            the chain is whole.
        consents: Local ids of the scenario's consents on which it rests.
        requester: For whom it was decided, as the service knows them.
    """

    verdict: Verdict | None = None
    reason_codes: Annotated[Codes | None, BeforeValidator(_codes)] = None
    matched: Texts | None = None
    remedy: Texts | None = None
    recorded: StrictBool | None = None
    consents: tuple[StrictStr, ...] | None = None
    requester: Text | None = None

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        codes = self.reason_codes
        wanted = () if codes is None else (*(codes.exactly or ()), *codes.include)
        if self.verdict is Verdict.ALLOW and wanted:
            raise ValueError(f"verdict 'allow' has no reasons, and {wanted[0].value!r} is expected")
        if self.verdict in (Verdict.ASK, Verdict.BLOCK) and codes is not None and codes.exactly == ():
            raise ValueError(f"verdict {self.verdict.value!r} always has a reason, and none is expected")
        return self


class ShotExpect(Part):
    """One shot of a storyboard.

    Attributes:
        words: Its five slots, what its subjects are and do, and its setting, as one text.
        scene: What is seen.
        camera: The machine value of the camera.
        style: Style words.
        lighting: Light and mood.
        onscreen_text: Titles.
        duration_s: Its length.
        seed: Its seed.
        transition: How it begins.
    """

    words: Text | None = None
    scene: Text | None = None
    camera: CameraKind | None = None
    style: Text | None = None
    lighting: Text | None = None
    onscreen_text: Texts | None = None
    duration_s: Number | None = None
    seed: Number | None = None
    transition: Transition | None = None


class StoryboardExpect(Part):
    """The storyboard of the turn's job.

    Attributes:
        shots: How many shots.
        total_seconds: Length of the whole.
        prompts: The words of each shot, as of `ShotExpect.words`.
        order: Words of shots, in the order in which they come; other shots may stand between them.
        sequence: Every shot in turn, exactly as many.
        aspect_ratio: `1:1`, `16:9` or `9:16`.
        size: `512x288`, as width and height.
        fps: Frames a second.
        notes: What the planner changed or could not read.
        planner: Name of the planner; it ends in `, edited` where a person changed it.
    """

    shots: Number | None = None
    total_seconds: Number | None = None
    prompts: Texts | None = None
    order: tuple[StrictStr, ...] | None = Field(default=None, min_length=2)
    sequence: tuple[ShotExpect, ...] | None = Field(default=None, min_length=1)
    aspect_ratio: Text | None = None
    size: Text | None = None
    fps: Number | None = None
    notes: Texts | None = None
    planner: Text | None = None

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        if self.shots is None:
            return self
        if self.sequence is not None and (why := self.shots.fault(len(self.sequence))) and not _open(self.shots):
            raise ValueError(f"sequence has {len(self.sequence)} shots: {why}")
        most = self.shots.equals if "equals" in self.shots.given else self.shots.max
        if self.order is not None and isinstance(most, (int, float)) and len(self.order) > most:
            raise ValueError(f"order names {len(self.order)} shots, and there are to be {most!r} at most")
        return self


def _open(want: Matcher) -> bool:
    """Whether a matcher waits for a variable."""
    return any(isinstance(getattr(want, name), str) for name in ("equals", "min", "max", "approx"))


class EventsExpect(Part):
    """What could be watched of the turn's job.

    Attributes:
        progress: `increasing`: the fraction never fell while one attempt lasted, and it moved.
        stages: Stages in the order in which they came; others may stand between them.
        states: States in the order in which they came; others may stand between them.
        last: The last state.
        versions: `increasing`: no version of the job came twice or out of order.
    """

    progress: Literal["increasing"] | None = None
    stages: tuple[StrictStr, ...] | None = Field(default=None, min_length=1)
    states: tuple[JobState, ...] | None = Field(default=None, min_length=1)
    last: JobState | None = None
    versions: Literal["increasing"] | None = None


class PendingExpect(Part):
    """What the turn's job waits for after the turn.

    Attributes:
        kind: `storyboard`, `invented` or `consent`.
        names: The names it is about.
        text: What the person is asked.
        in_reply: Whether the bot's reply puts it to the person.
    """

    kind: QuestionKind
    names: Texts | None = None
    text: Text | None = None
    in_reply: StrictBool | None = None


class JobExpect(Part):
    """The turn's job.

    Attributes:
        id: Its id; `${job}` says that it is an earlier one.
        state: Where it stands after the turn.
        reply: How it ended: `made`, `blocked`, `needs_answer`, `needs_consent` or `failed`.
        error: The code of the fault with which it ended.
        message: What can be shown to the person.
        attempts: How often a worker took up its render.
        based_on: The clip that it revises.
        cancelling: Whether its end was asked for and the worker has not yet let go.
        tenant: Whose it is.
    """

    id: Text | None = None
    state: JobState | None = None
    reply: Literal["made", "blocked", "needs_answer", "needs_consent", "failed"] | None = None
    error: Text | None = None
    message: Text | None = None
    attempts: Number | None = None
    based_on: Text | None = None
    cancelling: StrictBool | None = None
    tenant: Text | None = None


class RowsExpect(Part):
    """How many rows a turn added to the store, of everybody together.

    Attributes:
        jobs: Jobs that were accepted.
        clips: Clips that were made.
        decisions: Decisions that were written down.
        renders: Renders that were begun.
    """

    jobs: Number | None = None
    clips: Number | None = None
    decisions: Number | None = None
    renders: Number | None = None


class Timing(Part):
    """How long the turn may take. It is always reported, and enforced only where that is asked for.

    Attributes:
        max_s: Wall seconds, over 0.
    """

    max_s: float = Field(gt=0, le=3600, allow_inf_nan=False)
