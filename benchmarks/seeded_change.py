"""What stands in the place of a part of the service when a fault is seeded: one step left out, or one value changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_tools.job.state import Event
from agent_tools.job.view import JobState
from benchmarks.seeded import Make
from generator.encode import digest_file
from generator.provenance.container import C2PA_UUID
from policy.consent.record import State
from policy.types import Verdict

CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
_HEADER = 8  # bytes of size and type before the name of a box


def with_result(change: Callable[[Any], Any]) -> Make:
    """The original, with its result changed."""

    def make(original: Any) -> Any:
        return lambda *args, **options: change(original(*args, **options))

    return make


def always(value: Any) -> Make:
    """The same whatever is asked."""
    return lambda _original: lambda *_args, **_options: value


def with_given(**changed: Any) -> Make:
    """The original, with some of its named arguments changed."""
    return lambda original: lambda *args, **options: original(*args, **{**options, **changed})


def without_findings(verdict: Verdict) -> Make:
    """The gate loses the findings of one verdict."""

    def change(judged: Any) -> Any:
        findings, consent_ids = judged
        return tuple(each for each in findings if each.verdict is not verdict), consent_ids

    return with_result(change)


def last_turn_only(intent: Any) -> Any:
    """An intent without the turns before the last one."""
    return dataclasses.replace(intent, turns=intent.turns[-1:])


def words_only(original: Any) -> Any:
    """What is judged holds no shots."""
    return lambda kind, intent, **options: original(kind, dataclasses.replace(intent, shots=()), **options)


def no_link(original: Any) -> Any:
    """The audit chain gets no link for decisions."""

    def note(self: Any, kind: str, subject: str, facts: Any) -> None:
        if kind != "decision.made":
            original(self, kind, subject, facts)

    return note


def never(state: State) -> Make:
    """A consent in one state counts as active."""
    return with_result(lambda found: State.ACTIVE if found is state else found)


def with_board(change: Callable[[Any], dict[str, Any]]) -> Make:
    """The planner's storyboard with something else in it."""
    return with_result(lambda board: board.model_copy(update=change(board)))


def with_shots(board: Any, **changed: Any) -> dict[str, Any]:
    """Every shot of a storyboard with something else in it."""
    return {"shots": tuple(shot.model_copy(update=changed) for shot in board.shots)}


def half_as_long(original: Any) -> Any:
    """Every shot is drawn half as long."""

    def init(self: Any, permit: Any, *args: Any) -> None:
        shots = tuple(dataclasses.replace(shot, duration_s=shot.duration_s / 2) for shot in permit.intent.shots)
        original(self, dataclasses.replace(permit, intent=dataclasses.replace(permit.intent, shots=shots)), *args)

    return init


def faster(original: Any) -> Any:
    """The encoder is told twice the frame rate."""

    def film(self: Any, draw: Any, open_encoder: Any, path: Path) -> None:
        def opened(out: Path, *, width_px: int, height_px: int, fps: int) -> Any:
            return open_encoder(out, width_px=width_px, height_px=height_px, fps=2 * fps)

        original(self, draw, opened, path)

    return film


def no_label(original: Any) -> Any:
    """No frame gets the label."""

    def apply(self: Any, frame: Any) -> None:
        self._n_labelled = 0
        original(self, frame)

    return apply


def label_at_first(original: Any) -> Any:
    """The label stands on two frames."""

    def apply(self: Any, frame: Any) -> None:
        self._n_labelled = min(self._n_labelled, 2)
        original(self, frame)

    return apply


def no_watermark(original: Any) -> Any:
    """No frame gets the watermark."""

    def apply(self: Any, frame: Any) -> None:
        self._stamp = _NoStamp()
        original(self, frame)

    return apply


class _NoStamp:
    def apply(self, frame: Any) -> None:
        """Leave the frame as it is."""


def strip_credential(original: Any) -> Any:
    """The credential's box is called free space: nothing moves, and no credential is found."""

    def deliver(self: Any, render_id: str, draft: Path, drawn: Any, *rest: Any) -> Any:
        body = draft.read_bytes()
        at = body.index(C2PA_UUID) - _HEADER
        draft.write_bytes(body[: at + 4] + b"free" + body[at + _HEADER :])
        return original(self, render_id, draft, dataclasses.replace(drawn, sha256=digest_file(draft)), *rest)

    return deliver


def first_seed(original: Any) -> Any:
    """The signature says another seed."""

    def facts(self: Any, *args: Any) -> Any:
        made = original(self, *args)
        return dataclasses.replace(made, shots=tuple(dataclasses.replace(shot, seed=0) for shot in made.shots))

    return facts


def other_order(original: Any) -> Any:
    """A tape draws the shot that stands at the same place from the end."""

    def init(self: Any, run: Any, draw: Any, index: int) -> None:
        original(self, run, draw, len(run.counts) - 1 - index)

    return init


def falls(original: Any) -> Any:
    """A job that is planned is half done."""

    def lease(self: Any, tx: Any, job: Any, owner: str, limits: Any, **changed: Any) -> Any:
        half = {"fraction": 0.5} if changed.get("step") == "planning" else {}
        return original(self, tx, job, owner, limits, **changed, **half)

    return lease


def any_tenants(original: Any) -> Any:
    """Another tenant's clip counts as one's own."""

    def cached(self: Any, tenant: str, content_digest: str, weights: str) -> Any:
        found = (original(self, each, content_digest, weights) for each in (tenant, "local", "alpha", "beta"))
        return next((each for each in found if each is not None), None)

    return cached


def one_content(original: Any) -> Any:
    """Every clip is taken to show the same."""

    def digest(board: Any, brief: Any, permit: Any) -> str | None:
        return original(board, brief, permit) and "sha256:" + "0" * 64

    return digest


def no_parent(original: Any) -> Any:
    """A job does not know what it revises."""

    def submit(self: Any, *args: Any, parent_clip_id: str | None = None, **options: Any) -> Any:
        return original(self, *args, parent_clip_id=None, **options)

    return submit


def change_alone(original: Any) -> Any:
    """A revision forgets the words of the earlier request."""

    def revised(history: Any, changes: Any, caller: Any) -> Any:
        brief = original(history, changes, caller)
        return brief if changes.request is None else brief.model_copy(update={"request": changes.request})

    return revised


def anybodys(original: Any) -> Any:
    """A row is found whoever asks for it."""
    return lambda tx, job_id, tenant=None: original(tx, job_id, None)


def edit_lost(original: Any) -> Any:
    """What a person changed in a storyboard is dropped."""
    return lambda self, job, kind, answer: original(self, job, kind, answer.model_copy(update={"storyboard": None}))


def no_is_yes(original: Any) -> Any:
    """A no is taken for a yes."""
    return lambda self, job_id, answer, *rest: original(
        self, job_id, answer.model_copy(update={"action": "accept"}), *rest
    )


def cancel_runs_on(original: Any) -> Any:
    """A job that is rendered cannot be cancelled."""

    def cancel(self: Any, job_id: str, tenant: str) -> Any:
        job = self.job(job_id, tenant)
        return job if job.state is JobState.RUNNING else original(self, job_id, tenant)

    return cancel


def given_up(_original: Any) -> Any:
    """What was being made when a worker ends is cancelled."""
    return lambda self, lease, *, counts=True: self.end(lease, Event.CANCELLED, None)
