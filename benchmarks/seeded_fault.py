"""Forty faults of the service, as data: what each is, where it sits, and what stands there instead.

They were chosen by what can go wrong for whoever uses a clip bot, over the whole way of a request: judging, planning,
drawing, marking, telling, keeping, and the life of a job. Each is small: one step left out, one value changed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_tools.job.state import Event
from agent_tools.job.view import JobState
from benchmarks.seeded import Fault, Make
from generator.encode import digest_file
from generator.label_text import Language
from generator.provenance.container import C2PA_UUID
from policy.consent.record import State
from policy.roster import OwnPeople
from policy.types import Verdict

CAPTURED = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
_HEADER = 8  # bytes of size and type before the name of a box


def _result(change: Callable[[Any], Any]) -> Make:
    """The original, with its result changed."""

    def make(original: Any) -> Any:
        return lambda *args, **options: change(original(*args, **options))

    return make


def _always(value: Any) -> Make:
    """The same whatever is asked."""
    return lambda _original: lambda *_args, **_options: value


def _given(**changed: Any) -> Make:
    """The original, with some of its named arguments changed."""
    return lambda original: lambda *args, **options: original(*args, **{**options, **changed})


def _without_findings(verdict: Verdict) -> Make:
    def change(judged: Any) -> Any:
        findings, consent_ids = judged
        return tuple(each for each in findings if each.verdict is not verdict), consent_ids

    return _result(change)


def _last_turn_only(intent: Any) -> Any:
    return dataclasses.replace(intent, turns=intent.turns[-1:])


def _words_only(original: Any) -> Any:
    return lambda kind, intent, **options: original(kind, dataclasses.replace(intent, shots=()), **options)


def _no_link(original: Any) -> Any:
    def note(self: Any, kind: str, subject: str, facts: Any) -> None:
        if kind != "decision.made":
            original(self, kind, subject, facts)

    return note


def _never(state: State) -> Make:
    return _result(lambda found: State.ACTIVE if found is state else found)


def _board(change: Callable[[Any], dict[str, Any]]) -> Make:
    """The planner's storyboard with something else in it."""
    return _result(lambda board: board.model_copy(update=change(board)))


def _shots(board: Any, **changed: Any) -> dict[str, Any]:
    return {"shots": tuple(shot.model_copy(update=changed) for shot in board.shots)}


def _half_as_long(original: Any) -> Any:
    def init(self: Any, permit: Any, *args: Any) -> None:
        shots = tuple(dataclasses.replace(shot, duration_s=shot.duration_s / 2) for shot in permit.intent.shots)
        original(self, dataclasses.replace(permit, intent=dataclasses.replace(permit.intent, shots=shots)), *args)

    return init


def _faster(original: Any) -> Any:
    def film(self: Any, draw: Any, open_encoder: Any, path: Path) -> None:
        def opened(out: Path, *, width_px: int, height_px: int, fps: int) -> Any:
            return open_encoder(out, width_px=width_px, height_px=height_px, fps=2 * fps)

        original(self, draw, opened, path)

    return film


def _no_label(original: Any) -> Any:
    def apply(self: Any, frame: Any) -> None:
        self._n_labelled = 0
        original(self, frame)

    return apply


def _label_at_first(original: Any) -> Any:
    def apply(self: Any, frame: Any) -> None:
        self._n_labelled = min(self._n_labelled, 2)
        original(self, frame)

    return apply


def _no_watermark(original: Any) -> Any:
    def apply(self: Any, frame: Any) -> None:
        self._stamp = _NoStamp()
        original(self, frame)

    return apply


class _NoStamp:
    def apply(self, frame: Any) -> None:
        """Leave the frame as it is."""


def _strip_credential(original: Any) -> Any:
    """The credential's box is called free space: nothing moves, and no credential is found."""

    def deliver(self: Any, render_id: str, draft: Path, drawn: Any, *rest: Any) -> Any:
        body = draft.read_bytes()
        at = body.index(C2PA_UUID) - _HEADER
        draft.write_bytes(body[: at + 4] + b"free" + body[at + _HEADER :])
        return original(self, render_id, draft, dataclasses.replace(drawn, sha256=digest_file(draft)), *rest)

    return deliver


def _first_seed(original: Any) -> Any:
    def facts(self: Any, *args: Any) -> Any:
        made = original(self, *args)
        return dataclasses.replace(made, shots=tuple(dataclasses.replace(shot, seed=0) for shot in made.shots))

    return facts


def _other_order(original: Any) -> Any:
    def init(self: Any, run: Any, draw: Any, index: int) -> None:
        original(self, run, draw, len(run.counts) - 1 - index)

    return init


def _falls(original: Any) -> Any:
    def lease(self: Any, tx: Any, job: Any, owner: str, limits: Any, **changed: Any) -> Any:
        half = {"fraction": 0.5} if changed.get("step") == "planning" else {}
        return original(self, tx, job, owner, limits, **changed, **half)

    return lease


def _any_tenants(original: Any) -> Any:
    def cached(self: Any, tenant: str, content_digest: str, weights: str) -> Any:
        found = (original(self, each, content_digest, weights) for each in (tenant, "local", "alpha", "beta"))
        return next((each for each in found if each is not None), None)

    return cached


def _one_content(original: Any) -> Any:
    def digest(board: Any, brief: Any, permit: Any) -> str | None:
        return original(board, brief, permit) and "sha256:" + "0" * 64

    return digest


def _no_parent(original: Any) -> Any:
    def submit(self: Any, *args: Any, parent_clip_id: str | None = None, **options: Any) -> Any:
        return original(self, *args, parent_clip_id=None, **options)

    return submit


def _change_alone(original: Any) -> Any:
    def revised(history: Any, changes: Any, caller: Any) -> Any:
        brief = original(history, changes, caller)
        return brief if changes.request is None else brief.model_copy(update={"request": changes.request})

    return revised


def _anybodys(original: Any) -> Any:
    return lambda tx, job_id, tenant=None: original(tx, job_id, None)


def _edit_lost(original: Any) -> Any:
    return lambda self, job, kind, answer: original(self, job, kind, answer.model_copy(update={"storyboard": None}))


def _no_is_yes(original: Any) -> Any:
    return lambda self, job_id, answer, *rest: original(
        self, job_id, answer.model_copy(update={"action": "accept"}), *rest
    )


def _cancel_runs_on(original: Any) -> Any:
    def cancel(self: Any, job_id: str, tenant: str) -> Any:
        job = self.job(job_id, tenant)
        return job if job.state is JobState.RUNNING else original(self, job_id, tenant)

    return cancel


def _given_up(_original: Any) -> Any:
    return lambda self, lease, *, counts=True: self.end(lease, Event.CANCELLED, None)


_REVIEW, _PLAN = "policy.gate:Gate._findings", "agent_tools.service:ClipService._board"
_APPLY, _DISCLOSURE = "generator.provenance.disclose:Marking.apply", "agent_tools.reply:disclosure"

FAULTS = (
    # What is judged
    Fault(name="block-dropped", what="Reasons to block are lost.", target=_REVIEW, make=_without_findings(Verdict.BLOCK)),
    Fault(name="ask-dropped", what="Reasons to ask are lost.", target=_REVIEW, make=_without_findings(Verdict.ASK)),
    Fault(
        name="earlier-turns-unjudged",
        what="Only the last turn of a conversation is judged.",
        target="agent_tools.schema:Storyboard.to_intent",
        make=_result(_last_turn_only),
    ),
    Fault(
        name="storyboard-unjudged",
        what="What is typed is judged, and the storyboard is not.",
        target="policy.document:Document.of",
        make=_words_only,
    ),
    Fault(
        name="decision-not-linked",
        what="A decision gets no link in the audit chain.",
        target="agent_tools.store.transaction:Transaction.note",
        make=_no_link,
    ),
    Fault(
        name="consent-for-anything",
        what="Topics, uses and places that a consent leaves out are covered.",
        target="policy.consent.scope:Scope.allows",
        make=_always(True),
    ),
    Fault(
        name="consent-for-anybody",
        what="Whoever asks is covered by a consent.",
        target="policy.consent.scope:Scope.admits",
        make=_always(True),
    ),
    Fault(
        name="revoked-consent-holds",
        what="A consent that was taken back still holds.",
        target="policy.consent.record:Consent.state",
        make=_never(State.REVOKED),
    ),
    Fault(
        name="ended-consent-holds",
        what="A consent whose time is over still holds.",
        target="policy.consent.record:Consent.state",
        make=_never(State.EXPIRED),
    ),
    Fault(
        name="no-cool-down",
        what="Nobody has to wait after many refusals.",
        target="policy.gate:Gate._wait",
        make=_always(()),
    ),
    Fault(
        name="operators-list-ignored",
        what="Names on the operator's list are not known.",
        target="agent_tools.policy_home:PolicyHome.rulebook",
        make=_result(lambda book: dataclasses.replace(book, people=OwnPeople())),
    ),
    # What is planned
    Fault(
        name="wrong-seed",
        what="Shots get other seeds than the one that was asked for.",
        target=_PLAN,
        make=_board(lambda board: {"shots": tuple(s.model_copy(update={"seed": s.seed + 1}) for s in board.shots)}),
    ),
    Fault(
        name="wrong-shot-order",
        what="The shots of a storyboard come in the opposite order.",
        target=_PLAN,
        make=_board(lambda board: {"shots": board.shots[::-1]}),
    ),
    Fault(
        name="title-lost",
        what="Words that were to stand on the picture are lost.",
        target=_PLAN,
        make=_board(lambda board: _shots(board, onscreen_text=())),
    ),
    Fault(
        name="wrong-shape",
        what="Width and height change places.",
        target=_PLAN,
        make=_board(lambda board: {"width_px": board.height_px, "height_px": board.width_px}),
    ),
    # What is drawn
    Fault(
        name="wrong-duration",
        what="Every shot is half as long as it was planned.",
        target="generator.render:_Run.__init__",
        make=_half_as_long,
    ),
    Fault(
        name="wrong-frame-rate",
        what="The file plays twice as fast.",
        target="generator.render:_Run.film",
        make=_faster,
    ),
    Fault(
        name="drawn-in-another-order",
        what="The shots are drawn in another order than the storyboard's, which is what the record says.",
        target="generator.render:_Tape.__init__",
        make=_other_order,
    ),
    # How it is marked
    Fault(name="label-missing", what="No picture has the visible label.", target=_APPLY, make=_no_label),
    Fault(name="label-vanishes", what="Only the first two pictures have the label.", target=_APPLY, make=_label_at_first),
    Fault(
        name="label-in-english",
        what="The label is in English, whatever the installation says.",
        target="agent_tools.marker:Marker._label",
        make=_result(lambda label: dataclasses.replace(label, languages=(Language.ENGLISH,))),
    ),
    Fault(name="watermark-missing", what="No picture carries the watermark.", target=_APPLY, make=_no_watermark),
    Fault(
        name="credential-missing",
        what="The delivered file has no C2PA credential.",
        target="agent_tools.delivery:Delivery.deliver",
        make=_strip_credential,
    ),
    Fault(
        name="metadata-missing",
        what="The file has no XMP packet.",
        target="generator.provenance.xmp:write",
        make=_always(None),
    ),
    Fault(
        name="called-a-photograph",
        what="Credential and metadata say that a camera took the pictures.",
        target="generator.provenance.manifest:ClipFacts.source_type",
        make=_always(CAPTURED),
    ),
    Fault(
        name="wrong-seed-signed",
        what="The credential names other seeds than the ones that were used.",
        target="generator.render:_Run.facts",
        make=_first_seed,
    ),
    # What is said
    Fault(
        name="disclosure-unsaid",
        what="The tools tell the model no sentence of disclosure.",
        target="agent_tools.tool.outcome:of_clip",
        make=_result(lambda told: told.model_copy(update={"disclosure": ""})),
    ),
    Fault(
        name="person-undisclosed",
        what="A clip that shows a person is recorded as showing none.",
        target="agent_tools.service:reply.disclosure",
        make=_given(contains_person=False),
    ),
    Fault(
        name="wrong-addressee",
        what="The record says that a clip was handed to somebody else.",
        target="agent_tools.service:reply.disclosure",
        make=_given(shown_to="somebody"),
    ),
    # What is kept apart
    Fault(
        name="tenant-leak-clip",
        what="A clip's file is given to whoever names its id.",
        target="agent_tools.job.window:JobWindow._check_clip",
        make=_always(None),
    ),
    Fault(
        name="tenant-leak-job",
        what="Another tenant's job can be cancelled.",
        target="agent_tools.store.job_book:required",
        make=_anybodys,
    ),
    Fault(
        name="tenant-leak-cache",
        what="A clip that another tenant had made is handed over for the same words.",
        target="agent_tools.store.job_finder:JobFinder.cached",
        make=_any_tenants,
    ),
    Fault(
        name="cache-of-another-clip",
        what="Any clip that is there already is handed over for other words.",
        target="agent_tools.job.planning:content_digest",
        make=_one_content,
    ),
    # The life of a job
    Fault(
        name="revision-without-parent",
        what="A revision does not say which clip it revises.",
        target="agent_tools.job.desk:JobDesk.submit",
        make=_no_parent,
    ),
    Fault(
        name="revision-forgets",
        what="A revision is planned from the words of the change alone.",
        target="agent_tools.job.desk:revised",
        make=_change_alone,
    ),
    Fault(
        name="lost-cancel",
        what="A clip that is being made cannot be cancelled.",
        target="agent_tools.store.job_book:JobBook.cancel",
        make=_cancel_runs_on,
    ),
    Fault(
        name="approval-skipped",
        what="Storyboards are rendered without being shown.",
        target="agent_tools.job.question:wants_approval",
        make=_always(False),
    ),
    Fault(
        name="no-is-yes",
        what="Whoever declines is taken to accept.",
        target="agent_tools.job.desk:JobDesk.answer",
        make=_no_is_yes,
    ),
    Fault(
        name="edit-lost",
        what="A storyboard that was changed is rendered as it was.",
        target="agent_tools.job.desk:JobDesk._accept",
        make=_edit_lost,
    ),
    Fault(
        name="restart-loses-a-job",
        what="What was being made when the service ends is given up.",
        target="agent_tools.store.job_queue:JobQueue.give_back",
        make=_given_up,
    ),
    Fault(
        name="progress-backwards",
        what="A job that is planned says that half is done, and falls back to nothing when its render begins.",
        target="agent_tools.store.job_queue:JobQueue._lease",
        make=_falls,
    ),
)
