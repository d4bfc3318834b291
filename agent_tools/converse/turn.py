"""Runs the turns of one scenario, one after the other, and says of each what was expected and what came."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from agent_tools.converse.bot import Bot, BotDriver, BotTurn, Service
from agent_tools.converse.callable_bot import within
from agent_tools.converse.fault import BotError, WorldError
from agent_tools.converse.format import Driver, Scenario
from agent_tools.converse.happening import Happened, Scene, happen
from agent_tools.converse.judge import Check, Status, judge, timing
from agent_tools.converse.outcome import CallNote, ClipNote, TurnReport
from agent_tools.converse.sight import Mark, Sight
from agent_tools.converse.variable import filled
from agent_tools.converse.watched import quiet
from agent_tools.job.view import LOCAL, Answer, Caller
from agent_tools.reply import FAULTS
from agent_tools.tool.call import Asker
from agent_tools.tool.outcome import of_job

if TYPE_CHECKING:
    from agent_tools.converse.format import Speaker, Turn
    from agent_tools.converse.runner import RunOptions

SAID = ("tool_calls", "reply")
"""What a script writes itself, so that it proves nothing where it holds."""

_ENDS_WITHIN_S = 5.0
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class TurnRunner:
    """The conversation of one scenario. Close it, or use it as a context manager.

    Args:
        scenario: The scenario.
        bot: The bot under test.
        scene: The service under test, with the consents of the context.
        options: How it is run.
    """

    def __init__(self, scenario: Scenario, bot: Bot, scene: Scene, options: RunOptions) -> None:
        self._scenario = scenario
        self._bot = bot
        self._scene = scene
        self._options = options
        self._drivers: dict[tuple[str, str, tuple[str, ...]], BotDriver] = {}
        context = scenario.context
        self._values: dict[str, Any] = {f"consent.{local}": each for local, each in scene.consents.items()}
        named = {"product": context.product, "brand": context.brand}
        self._values |= {name: value for name, value in named.items() if value is not None}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End every conversation with the bot."""
        with ExitStack() as stack:
            for driver in self._drivers.values():
                stack.callback(driver.close)

    def run(self, place: int) -> TurnReport:
        """Run one turn.

        Args:
            place: Its number, from 0.
        """
        turn, begun = self._scenario.turns[place], time.perf_counter()
        before = Mark.of(self._scene.world)
        report = TurnReport(number=place + 1, line=self._scenario.line_of(place), kind=_kind(turn), said=_said(turn))
        try:
            turn = filled(turn, self._values)
            report = replace(report, said=_said(turn), speaker=_speaker(turn.speaker))
            spoken, happened = self._act(turn)
            self._scene.world.settle(self._settle_s)
        except (BotError, WorldError) as fault:
            return self._broken(report, before, str(fault), fault.code, begun)
        except FAULTS as fault:
            return self._broken(report, before, str(fault), fault.code, begun)
        except ValueError as fault:  # with the saved values put in, it is no turn any more
            return self._broken(report, before, str(fault), "agent_tools.converse.value", begun)
        elapsed_s = time.perf_counter() - begun
        sight = self._sight(before, spoken, happened)
        checks = (*self._checks(turn, sight, elapsed_s), *self._save(turn, sight))
        report = replace(report, reply=spoken.reply if spoken else happened.message, told=_told(spoken))
        return replace(
            self._seen(report, sight),
            checks=checks,
            elapsed_s=round(elapsed_s, 4),
            reply_s=round(spoken.elapsed_s if spoken else 0.0, 4),
        )

    @property
    def _settle_s(self) -> float:
        return max(self._options.turn_s, 2 * 60.0)

    # What is done

    def _act(self, turn: Turn) -> tuple[BotTurn | None, Happened]:
        caller, groups = self._who(turn.speaker)
        if turn.event is not None:
            return None, happen(turn.event, self._scene, caller)
        if turn.answer is not None and (turn.answer.shots or turn.answer.scenes):
            return self._edited(turn, caller), Happened()
        driver = self._driver(caller, groups)
        limit_s, name = self._options.turn_s, self._bot.name
        if turn.answer is not None:
            action, question_id = turn.answer.action, self._question(caller)
            return within(limit_s, name, lambda: driver.answer(question_id, action)), Happened()
        text, files = turn.user or "", tuple(self._scenario.folder / name for name in turn.attachments)
        return within(limit_s, name, lambda: driver.send(text, files)), Happened()

    def _who(self, speaker: Speaker | None) -> tuple[Caller, tuple[str, ...]]:
        """Who speaks, as a surface that authenticated them says it; see `agent_tools.http.key.ApiKey`."""
        context = self._scenario.context
        tenant, person, groups = context.tenant, context.requester, context.groups
        if speaker is not None:
            tenant = tenant if speaker.tenant is None else speaker.tenant
            person = person if speaker.requester is None else speaker.requester
            groups = groups if speaker.groups is None else speaker.groups
        principal = person if tenant == LOCAL or not person else f"{tenant}/{person}"
        return Caller(tenant=tenant, principal=principal), groups

    def _driver(self, caller: Caller, groups: tuple[str, ...]) -> BotDriver:
        key = (caller.tenant, caller.principal, groups)
        if key not in self._drivers:
            context = self._scenario.context
            asker = Asker(
                caller=caller,
                groups=groups,
                use=context.use,
                territory=context.territory,
                approve=context.approve,
            )
            named = f"{self._scenario.id}/{len(self._drivers) + 1}"
            service = Service(self._scene.world, asker, named, values=self._values)
            self._drivers[key] = within(self._options.turn_s, self._bot.name, lambda: self._bot.open(service))
        return self._drivers[key]

    def _question(self, caller: Caller) -> str:
        """The question that the job waits with which was touched last; empty for none."""
        if not self._scene.job:
            return ""
        with quiet():
            view = self._scene.world.desk.get(self._scene.job, caller)
        return "" if view.question is None else view.question.id

    def _edited(self, turn: Turn, caller: Caller) -> BotTurn:
        """A storyboard that the person changed before they accepted it, as a page does it."""
        answer, desk = turn.answer, self._scene.world.desk
        if answer is None or not self._scene.job:
            raise WorldError("a storyboard is to be edited, and no job waits with one")
        with quiet():
            view = desk.get(self._scene.job, caller)
        if view.question is None or view.storyboard is None:
            raise WorldError(f"a storyboard is to be edited, and job {view.id!r} is {view.state.value!r}")
        shots = list(view.storyboard.shots)
        if answer.shots:
            if max(answer.shots) > len(shots):
                raise WorldError(f"shot {max(answer.shots)!r} is to stay, and there are {len(shots)}")
            shots = [shots[number - 1] for number in answer.shots]
        for number, scene in answer.scenes.items():
            if number > len(shots):
                raise WorldError(f"shot {number!r} is to have another scene, and there are {len(shots)}")
            shot = shots[number - 1]
            shots[number - 1] = shot.model_copy(update={"prompt": shot.prompt.model_copy(update={"scene": scene})})
        board = view.storyboard.model_copy(update={"shots": tuple(shots)})
        said = Answer(question_id=view.question.id, action="accept", storyboard=board)
        desk.answer(view.id, said, caller)
        self._scene.world.settle(self._settle_s)
        with quiet():
            done = desk.get(view.id, caller)
        return BotTurn(reply=of_job(done).message)

    # What is seen

    def _sight(self, before: Mark, spoken: BotTurn | None, happened: Happened) -> Sight:
        faults = (happened.fault,) if happened.fault else ()
        sight = Sight(
            world=self._scene.world,
            before=before,
            text=spoken.reply if spoken else "",
            faults=faults,
            aimed=happened.clip,
            aimed_job=happened.job,
            consents=self._scene.local,
        )
        if sight.job is not None:
            self._scene.job = sight.job.id
        if sight.clip is not None:
            self._scene.clip = sight.clip.id
        return sight

    def _checks(self, turn: Turn, sight: Sight, elapsed_s: float) -> Iterator[Check]:
        if turn.expect is None:
            return
        for check in judge(turn.expect, sight):
            yield self._weighed(check)
        if turn.expect.timing is not None:
            yield timing(turn.expect.timing, elapsed_s, enforced=self._options.timing)

    def _weighed(self, check: Check) -> Check:
        """A check with what it is worth: what a script or a recording said by itself proves nothing of the service."""
        if check.status is not Status.PASSED or check.path not in SAID:
            return check
        worth = {Driver.SCRIPT: Status.SCRIPTED, Driver.RECORDED: Status.RECORDED}
        return replace(check, status=worth.get(self._scenario.driver, check.status))

    def _save(self, turn: Turn, sight: Sight) -> Iterator[Check]:
        for name, wanted in turn.save.items():
            value = _saved(wanted, sight)
            if value is None:
                yield Check(path=f"save.{name}", status=Status.FAILED, expected=wanted, got="there is none")
            else:
                self._values[name] = value

    def _seen(self, report: TurnReport, sight: Sight) -> TurnReport:
        """A report with what was seen, expected or not."""
        calls = tuple(
            CallNote(tool=call.tool, args=dict(call.args), job_id=call.job_id, error=call.error) for call in sight.calls
        )
        decision = ""
        if sight.policy is not None:
            codes = ", ".join(sight.policy.reason_codes)
            decision = sight.policy.verdict + (f": {codes}" if codes else "")
        job = "" if sight.job is None else sight.job.state
        return replace(report, calls=calls, decision=decision, job=job, clip=self._clip(report, sight))

    def _clip(self, report: TurnReport, sight: Sight) -> ClipNote | None:
        clip = sight.clip
        if clip is None:
            return None
        kept = ""
        if self._options.clips_dir is not None and clip.file:
            name = _UNSAFE.sub("_", f"{self._scenario.id}-{report.number}-{clip.id}")[:120]
            kept = f"{name}.mp4"
            shutil.copyfile(clip.path, self._options.clips_dir / kept)
        view = clip.view
        if clip.withdrawn:
            found = f"withdrawn: {view.withdrawn_because}"
        else:
            found = f"{view.duration_s:g} s, {view.width_px}x{view.height_px}, {view.fps} fps"
        return ClipNote(id=clip.id, file=kept, measured=found)

    def _broken(self, report: TurnReport, before: Mark, why: str, code: str, begun: float) -> TurnReport:
        """The report of a turn that came to no end, with what there was to be seen until then."""
        sight = self._sight(before, None, Happened())
        seen = self._seen(report, sight)
        return replace(seen, error=why, error_code=code, elapsed_s=round(time.perf_counter() - begun, 4))


def _saved(wanted: str, sight: Sight) -> object:
    """A value that a turn leaves for later ones; None where there is none."""
    clip, job = sight.clip, sight.job
    match wanted:
        case "reply":
            return sight.text
        case "decision.id":
            return None if sight.policy is None else sight.policy.id
        case "job.id":
            return None if job is None else job.id
        case "question.id":
            return None if job is None or job.view.question is None else job.view.question.id
        case "conversation.id":
            return None if job is None else job.view.conversation_id
        case "clip.seed":
            return None if clip is None or clip.past is None else clip.past.render.seeds[0]
        case "clip.id" | "clip.sha256" | "clip.watermark_id":
            return None if clip is None else getattr(clip.view, wanted.partition(".")[2])
        case _:
            raise WorldError(f"{wanted!r} cannot be saved")


def _kind(turn: Turn) -> str:
    return "event" if turn.event is not None else "answer" if turn.answer is not None else "user"


def _said(turn: Turn) -> str:
    if turn.event is not None:
        return " ".join(f"{name}: {value}" for name, value in turn.event.model_dump(exclude_none=True).items())
    if turn.answer is not None:
        told: Mapping[str, Any] = turn.answer.model_dump(exclude_defaults=True)
        return ", ".join(f"{name} {value}" if name != "action" else str(value) for name, value in told.items())
    return "\n".join([turn.user or "", *(f"[{name}]" for name in turn.attachments)])


def _speaker(speaker: Speaker | None) -> str:
    if speaker is None:
        return ""
    told = speaker.model_dump(exclude_none=True)
    return ", ".join(f"{name} {value}" for name, value in told.items())


def _told(spoken: BotTurn | None) -> tuple[Any, ...]:
    if spoken is None:
        return ()
    claimed = tuple({"tool": call.tool, "args": dict(call.args)} for call in spoken.tool_calls)
    return (*claimed, *spoken.events)
