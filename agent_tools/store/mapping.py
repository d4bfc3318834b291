"""Between rows and values, both ways. Knows no connection and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from agent_tools.schema import (
    Brief,
    CameraMove,
    ClipView,
    Disclosure,
    Given,
    Pose,
    ReferenceView,
    Shot,
    Storyboard,
    StructuredPrompt,
    Subject,
)
from agent_tools.store.consent_table import DecisionConsentRow, WithdrawalRow
from agent_tools.store.record import consent_values, decision_values, finding_values
from agent_tools.store.table import (
    BriefRow,
    ClipRow,
    DecisionRow,
    DisclosureRow,
    FindingRow,
    RenderRow,
    ShotRow,
    StoryboardRow,
)
from agent_tools.store.view import DecisionView, FindingRecord, RenderStatus, RenderView
from generator.types import RenderReport
from policy.types import CameraKind, Decision, Intent, Transition, Verdict


def shot_row(storyboard_id: str, position: int, shot: Shot) -> ShotRow:
    """One shot as a row."""
    return ShotRow(
        storyboard_id=storyboard_id,
        position=position,
        **shot.prompt.model_dump(),
        camera_kind=shot.camera_move.kind.value,
        camera_strength=shot.camera_move.strength,
        duration_s=shot.duration_s,
        subjects=[s.model_dump() for s in shot.subjects],
        setting=shot.setting,
        onscreen_text=list(shot.onscreen_text),
        transition=shot.transition.value,
        seed=shot.seed,
        given=[given.model_dump(mode="json") for given in shot.given],
        camera_path=[pose.model_dump() for pose in shot.camera_path],
    )


def decision_row(decision: Decision, intent: Intent) -> DecisionRow:
    """One decision as a row, with exactly what was judged."""
    return DecisionRow(**decision_values(decision, intent))


def finding_rows(decision: Decision) -> list[FindingRow]:
    """The reasons of one decision, in their order."""
    return [FindingRow(**values) for values in finding_values(decision)]


def consent_rows(decision: Decision) -> list[DecisionConsentRow]:
    """The consents that one decision rests on."""
    return [DecisionConsentRow(**values) for values in consent_values(decision)]


def finish(row: RenderRow, report: RenderReport) -> None:
    """Put into a render's row what is known at its end."""
    row.status = RenderStatus.DONE.value
    row.model_id = report.model.model_id
    row.weights_digest = report.model.weights_digest
    row.scheduler = report.model.scheduler
    row.device = report.model.device
    row.library_versions = dict(report.model.library_versions)
    row.steps = report.steps
    row.seeds = list(report.seeds)
    row.timings_s = dict(report.timings_s)
    row.notes = list(report.notes)
    row.layers_sha256 = report.layers_sha256
    row.started_at, row.finished_at = report.started_at, report.finished_at


def clip_row(clip_id: str, render_id: str, report: RenderReport, created_at: datetime) -> ClipRow:
    """The finished file as a row."""
    return ClipRow(
        id=clip_id,
        render_id=render_id,
        path=str(report.path.absolute()),
        sha256=report.sha256,
        size_bytes=report.size_bytes,
        width_px=report.width_px,
        height_px=report.height_px,
        fps=report.fps,
        n_frames=report.n_frames,
        duration_s=report.duration_s,
        created_at=created_at,
    )


def brief(row: BriefRow) -> Brief:
    """The request as it was given."""
    return Brief(request=row.request, **row.options)


def storyboard(row: StoryboardRow, shots: Iterable[ShotRow]) -> Storyboard:
    """The storyboard with its shots in order."""
    return Storyboard(
        shots=tuple(_shot(s) for s in sorted(shots, key=lambda s: s.position)),
        aspect_ratio=row.aspect_ratio,
        width_px=row.width_px,
        height_px=row.height_px,
        fps=row.fps,
        duration_s=row.duration_s,
        planner=row.planner,
        notes=tuple(row.notes),
        references=tuple(ReferenceView.model_validate(values) for values in row.references),
    )


def _shot(row: ShotRow) -> Shot:
    return Shot(
        prompt=StructuredPrompt(
            scene=row.scene, camera=row.camera, lighting=row.lighting, temporal=row.temporal, style=row.style
        ),
        camera_move=CameraMove(kind=CameraKind(row.camera_kind), strength=row.camera_strength),
        duration_s=row.duration_s,
        subjects=tuple(Subject(**s) for s in row.subjects),
        setting=row.setting,
        onscreen_text=tuple(row.onscreen_text),
        transition=Transition(row.transition),
        seed=row.seed,
        given=tuple(Given.model_validate(values) for values in row.given),
        camera_path=tuple(Pose.model_validate(values) for values in row.camera_path),
    )


def decision_view(row: DecisionRow, findings: Iterable[FindingRow], consent_ids: tuple[str, ...] = ()) -> DecisionView:
    """The decision with its reasons in order, and the consents that it rests on."""
    return DecisionView(
        id=row.id,
        verdict=Verdict(row.verdict),
        findings=tuple(_finding(f) for f in sorted(findings, key=lambda f: f.position)),
        policy_version=row.policy_version,
        input_digest=row.input_digest,
        decided_at=row.decided_at,
        brief_id=row.brief_id,
        storyboard_id=row.storyboard_id,
        consent_ids=consent_ids,
    )


def _finding(row: FindingRow) -> FindingRecord:
    return FindingRecord(
        code=row.code,
        detector=row.detector,
        span=(row.span_start, row.span_end),
        remedy=row.remedy,
        field=row.field,
        matched=row.matched,
        verdict=Verdict(row.verdict),
        why=row.why,
    )


def render_view(row: RenderRow) -> RenderView:
    """The render as it stands."""
    return RenderView(
        id=row.id,
        decision_id=row.decision_id,
        status=RenderStatus(row.status),
        model_id=row.model_id,
        seeds=tuple(row.seeds),
        started_at=row.started_at,
        finished_at=row.finished_at,
        weights_digest=row.weights_digest,
        scheduler=row.scheduler,
        steps=row.steps,
        device=row.device,
        library_versions=row.library_versions,
        timings_s=row.timings_s,
        notes=tuple(row.notes),
        error_code=row.error_code,
        error_message=row.error_message,
    )


def clip_view(row: ClipRow, withdrawal: WithdrawalRow | None = None) -> ClipView:
    """The clip as it is shown outside, and since when and why it is withdrawn."""
    return ClipView(
        id=row.id,
        path=row.path,
        sha256=row.sha256,
        duration_s=row.duration_s,
        width_px=row.width_px,
        height_px=row.height_px,
        fps=row.fps,
        n_frames=row.n_frames,
        size_bytes=row.size_bytes,
        withdrawn_at=None if withdrawal is None else withdrawal.at,
        withdrawn_because=None if withdrawal is None else withdrawal.reason,
    )


def disclosure(row: DisclosureRow, consent_ids: tuple[str, ...] = ()) -> Disclosure:
    """What must be said with the clip."""
    return Disclosure(
        label_text=row.label_text,
        sentence=row.sentence,
        declared_fictional=tuple(row.declared_fictional),
        consent_ids=consent_ids,
    )


def not_yet(stored: Sequence[str], told: Sequence[str]) -> Sequence[str]:
    """The told turns after the longest beginning of them with which the stored turns end."""
    for n in range(min(len(stored), len(told)), 0, -1):
        if list(stored[-n:]) == list(told[:n]):
            return told[n:]
    return told
