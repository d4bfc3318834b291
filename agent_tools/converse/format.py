"""The file format `*.clip.yaml`, version 1: conversations with what is expected of each turn.

    version: 1
    defaults: {driver: router, generator: stub, seed: 7}
    scenarios:
      - id: red-fox
        title: A first clip, and a change to it
        turns:
          - user: "A red fox runs through snow, 4 seconds"
            expect:
              policy: {verdict: allow, recorded: true}
              clip: {duration_s: {approx: 4, tol: 0.1}, decodes: true}
            save: {first: clip.id}
          - user: "The same at night"
            expect:
              clip: {based_on: "${first}"}

The principle: nothing is asserted that was scripted. What is expected is looked for in the service, in the store and in
the file of the clip, never in what the bot says of itself; `reply` alone looks at the bot's own words.

Each model refuses fields that it does not know. `Entry` is a scenario as it is written; `Scenario` is one as it is run:
with the defaults, with its parameters put in, and with the place where it stands. `loader` makes the one of the other.
`${name}` stands for a parameter (put in when the file is read) or for a value that an earlier turn saved (put in when
the turn is run, with `variable.filled`). From the start there are `consent.LOCAL_ID` for each consent of the context,
and `product` and `brand` where the context names them.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictStr, StringConstraints, model_validator

from agent_tools.converse.event import Event
from agent_tools.converse.expectation import Expect
from agent_tools.converse.facet import Part, Tool
from agent_tools.converse.situation import LOCALES, Beside, Context, Slug, Words
from agent_tools.schema import MAX_REQUEST_CHARS, MAX_SHOTS

VERSION = 1
SUFFIX = ".clip.yaml"
MAX_TURNS = 50
MAX_SCENARIOS = 1000

Saved = Literal[
    "clip.id",
    "clip.sha256",
    "clip.seed",
    "clip.watermark_id",
    "job.id",
    "decision.id",
    "question.id",
    "conversation.id",
    "reply",
]
"""What a turn can save: of its clip, job, decision and question, and the words of the bot."""

_Name = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


Parameters = list[dict[_Name, Any]] | dict[_Name, list[Any]]
"""One scenario for each mapping of a list, or for each combination of the values of a mapping of lists."""


class Driver(StrEnum):
    """What speaks for the bot's language model.

    `router`: no language model; fixed rules read the words. `script`: the scenario's own `script`. `recorded`: a
    cassette of a real one. `live`: a real one.
    """

    ROUTER = "router"
    SCRIPT = "script"
    RECORDED = "recorded"
    LIVE = "live"


class Generator(StrEnum):
    """What draws. `stub` takes milliseconds and understands nothing; `flipbook` is the shipped model."""

    STUB = "stub"
    FLIPBOOK = "flipbook"


class Defaults(Part):
    """What holds for every scenario of the file that says nothing else.

    Attributes:
        driver: What speaks for the language model.
        generator: What draws.
        seed: The seed of requests that name none.
        locale: Languages of label and disclosure.
        bot: Which bot is tested, by its name; None for the one that the runner is given.
    """

    driver: Driver = Driver.ROUTER
    generator: Generator = Generator.STUB
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    locale: str | None = Field(default=None, pattern=LOCALES)
    bot: Slug | None = None


class ScriptedToolCall(Part):
    """A tool that the scripted model calls.

    Attributes:
        tool: Which.
        args: With what. `$`-variables that earlier turns saved can stand here.
    """

    tool: Tool
    args: dict[str, Any] = Field(default_factory=dict)


class Step(Part):
    """One answer of the scripted model: it calls a tool, or says something.

    Attributes:
        call: The tool.
        say: The words; `{reply}` in them stands for what the tool answered last.
    """

    call: ScriptedToolCall | None = None
    say: StrictStr | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.call is None) == (self.say is None):
            raise ValueError("a step is exactly one of call, say")
        return self


class Answer(Part):
    """What the person answers to what the turn's job waits for, through the bot's own way of answering.

    Attributes:
        action: Yes or no.
        shots: For a storyboard that is accepted: the shots that stay, by their numbers from 1, in the order wanted.
        scenes: For a storyboard that is accepted: another scene for a shot, by its number from 1 in the order wanted.
    """

    action: Literal["accept", "decline"]
    shots: tuple[Annotated[int, Field(ge=1, le=MAX_SHOTS)], ...] = ()
    scenes: dict[Annotated[int, Field(ge=1, le=MAX_SHOTS)], Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _only_accepted_is_edited(self) -> Self:
        if self.action == "decline" and (self.shots or self.scenes):
            raise ValueError("a storyboard that is declined cannot be edited")
        return self


class Speaker(Part):
    """Who speaks in one turn, when it is not the requester of the context: in a conversation of their own.

    Attributes:
        tenant: Whose jobs and clips they see; None for the context's.
        requester: Who they are; None for the context's.
        groups: The groups that they belong to; None for the context's.
    """

    tenant: Words | None = None
    requester: str | None = Field(default=None, max_length=200)
    groups: tuple[Words, ...] | None = None


class Turn(Part):
    """One turn: something that the person says, an answer, or something that happens.

    Attributes:
        user: What the person types.
        attachments: Files beside the scenario's file that they attach.
        answer: What they answer to a question.
        event: What happens.
        speaker: Who speaks, in YAML `as`; None for the requester of the context.
        expect: What is expected to have come of it.
        save: Names of variables to what they take from this turn.
    """

    user: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=MAX_REQUEST_CHARS * 4)] | None = None
    attachments: tuple[Beside, ...] = Field(default=(), max_length=8)
    answer: Answer | None = None
    event: Event | None = None
    speaker: Speaker | None = Field(default=None, alias="as")
    expect: Expect | None = None
    save: dict[_Name, Saved] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in ("user", "answer", "event") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a turn is exactly one of user, answer, event; got {', '.join(given) or 'none'}")
        if self.attachments and self.user is None:
            raise ValueError(f"attachments go with user, not with {given[0]}")
        if self.expect is not None:
            self._can_show(self.expect)
            self._can_save(self.expect)
        if self.event is not None and "reply" in self.save.values():
            raise ValueError("save: a turn with an event has no reply")
        return self

    def _can_show(self, expect: Expect) -> None:
        """Nothing is expected that this kind of turn never has."""
        if self.event is None:
            return
        for name in ("reply", "tool_calls"):
            if getattr(expect, name) is not None:
                raise ValueError(f"an event has no {name}, and expect names it")
        if expect.disclosure is not None and expect.disclosure.reply is not None:
            raise ValueError("an event has no reply, and disclosure.reply is expected")

    def _can_save(self, expect: Expect) -> None:
        for name, path in self.save.items():
            part = path.partition(".")[0]
            gone = (part == "clip" and expect.clip == "none") or (part == "job" and expect.job == "none")
            if gone or (part == "decision" and expect.policy == "none"):
                raise ValueError(f"save: {name} takes {path}, and {part}: none is expected")
            if part == "question" and (expect.pending is None or expect.pending == "none"):
                raise ValueError(f"save: {name} takes {path}, and no pending question is expected")

    @property
    def kind(self) -> Literal["user", "answer", "event"]:
        """Which of the three it is."""
        return "user" if self.user is not None else "answer" if self.answer is not None else "event"


class Entry(Part):
    """A scenario as it is written.

    Attributes:
        id: Its name, small letters, digits and hyphens; one of all files that are read together.
        title: What it shows, in one line.
        tags: Marks by which scenarios are picked.
        bot: As of `Defaults`; None for what holds there.
        driver: As of `Defaults`.
        generator: As of `Defaults`.
        context: What is true when it begins.
        script: What the scripted model answers, with driver `script`.
        cassette: The recording beside the file, with driver `recorded`.
        parameters: One scenario for each: a list of mappings, or a mapping of lists whose combinations are taken.
        turns: What is said and what happens.
    """

    id: Slug
    title: Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]
    tags: tuple[Slug, ...] = ()
    bot: Slug | None = None
    driver: Driver | None = None
    generator: Generator | None = None
    context: Context = Context()
    script: tuple[Step, ...] = ()
    cassette: Beside | None = None
    parameters: Parameters | None = Field(default=None, min_length=1)
    turns: tuple[Turn, ...] = Field(min_length=1, max_length=MAX_TURNS)


class Scenario(Entry):
    """A scenario as it is run.

    Attributes:
        id: Its name; one of several that parameters made ends in `[values]`.
        driver: What speaks for the language model.
        generator: What draws.
        file: Where it stands.
        line: In which line it begins.
        turn_lines: In which line each turn begins.
    """

    id: Annotated[str, StringConstraints(max_length=300)]
    driver: Driver
    generator: Generator
    file: Path
    line: int
    turn_lines: tuple[int, ...]

    @model_validator(mode="after")
    def _fits_driver(self) -> Self:
        if bool(self.script) != (self.driver is Driver.SCRIPT):
            raise ValueError(f"driver {self.driver.value!r} {'needs' if not self.script else 'takes no'} script")
        if bool(self.cassette) != (self.driver is Driver.RECORDED):
            raise ValueError(f"driver {self.driver.value!r} {'needs a' if not self.cassette else 'takes no'} cassette")
        return self

    @property
    def folder(self) -> Path:
        """Where the files beside it lie."""
        return self.file.parent

    def line_of(self, turn: int) -> int:
        """In which line a turn begins.

        Args:
            turn: Its number, from 0.
        """
        return self.turn_lines[turn]


class File(Part):
    """A whole file.

    Attributes:
        version: Of the format.
        defaults: What holds for every scenario of the file that says nothing else.
        scenarios: The scenarios.
    """

    version: Literal[1]
    defaults: Defaults = Defaults()
    scenarios: tuple[Entry, ...] = Field(min_length=1, max_length=MAX_SCENARIOS)
