"""Between rows and values, both ways. Knows no connection and decides nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

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
from agent_tools.store.seal import ERASED, digest
from agent_tools.store.table import (
    ClipFramesRow,
    ClipManifestRow,
    ClipRow,
    DecisionRow,
    DisclosureRow,
    FindingRow,
    RenderRow,
    ShotRow,
    StoryboardRow,
)
from agent_tools.store.text import SLOTS, erased_findings, erased_storyboard
from agent_tools.store.view import DecisionView, FindingRecord, Marks, RenderStatus, RenderView
from generator.types import RenderReport
from policy.types import CameraKind, Decision, Transition, Verdict

Words = Mapping[str, Any]
"""The opened text of a row."""


_DIGEST_BYTES = 32


def shot_row(storyboard_id: str, position: int, shot: Shot) -> ShotRow:
    """The machine values of one shot as a row."""
    return ShotRow(
        storyboard_id=storyboard_id,
        position=position,
        camera_kind=shot.camera_move.kind.value,
        camera_strength=shot.camera_move.strength,
        duration_s=shot.duration_s,
        transition=shot.transition.value,
        seed=shot.seed,
        camera_path=[pose.model_dump() for pose in shot.camera_path],
    )


def decision_row(decision: Decision) -> DecisionRow:
    """One decision as a row."""
    return DecisionRow(**decision_values(decision))


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
    row.layers_sha256 = report.layers_sha256
    row.started_at, row.finished_at = report.started_at, report.finished_at


def clip_row(render: RenderRow, clip_id: str, report: RenderReport, marks: Marks, created_at: datetime) -> ClipRow:
    """The finished file as a row."""
    return ClipRow(
        id=clip_id,
        render_id=render.id,
        path=marks.location or str(report.path.absolute()),
        sha256=report.sha256,
        size_bytes=report.size_bytes,
        width_px=report.width_px,
        height_px=report.height_px,
        fps=report.fps,
        n_frames=report.n_frames,
        duration_s=report.duration_s,
        created_at=created_at,
        watermark_id=render.watermark_id,
        fingerprint=marks.fingerprint or None,
        frames_sha256=whole(report.frames_sha256),
    )


def beside(clip_id: str, report: RenderReport, marks: Marks) -> list[ClipFramesRow | ClipManifestRow]:
    """The rows beside a clip's."""
    rows: list[ClipFramesRow | ClipManifestRow] = []
    if report.frames_sha256:
        rows.append(ClipFramesRow(clip_id=clip_id, digests=packed(report.frames_sha256)))
    if marks.manifest:
        body = marks.manifest
        rows.append(ClipManifestRow(clip_id=clip_id, media_type=marks.manifest_type, sha256=digest(body), body=body))
    return rows


def clip_facts(render: RenderRow, clip: ClipRow, marks: Marks, texts: Sequence[str]) -> dict[str, Any]:
    """What the audit chain vouches for of a finished clip."""
    return {
        "render": render.id,
        "decision": render.decision_id,
        "sha256": clip.sha256,
        "frames": clip.frames_sha256,
        "watermark": clip.watermark_id,
        "fingerprint": clip.fingerprint,
        "manifest": digest(marks.manifest) if marks.manifest else None,
        "model": render.model_id,
        "weights": render.weights_digest,
        "texts": list(texts),
    }


def whole(frames: Sequence[str]) -> str | None:
    """`sha256:...` over the digests of all frames, in order; None where there are none."""
    if not frames:
        return None
    return "sha256:" + hashlib.sha256(packed(frames)).hexdigest()


def packed(frames: Sequence[str]) -> bytes:
    """The digests of frames as bytes, 32 each."""
    return b"".join(bytes.fromhex(each) for each in frames)


def unpacked(digests: bytes) -> tuple[str, ...]:
    """The digests of frames in hex, in order."""
    return tuple(digests[i : i + _DIGEST_BYTES].hex() for i in range(0, len(digests), _DIGEST_BYTES))


def brief(words: Words | None) -> Brief:
    """The request as it was given."""
    return Brief(request=ERASED) if words is None else Brief(request=words["request"], **words["options"])


def storyboard(row: StoryboardRow, shots: Iterable[ShotRow], words: Words | None) -> Storyboard:
    """The storyboard with its shots in order."""
    in_order = sorted(shots, key=lambda shot: shot.position)
    said = erased_storyboard(len(in_order)) if words is None else words
    return Storyboard(
        shots=tuple(_shot(shot, each) for shot, each in zip(in_order, said["shots"], strict=True)),
        aspect_ratio=row.aspect_ratio,
        width_px=row.width_px,
        height_px=row.height_px,
        fps=row.fps,
        duration_s=row.duration_s,
        planner=row.planner,
        notes=tuple(said["notes"]),
        references=tuple(ReferenceView.model_validate(values) for values in said["references"]),
    )


def _shot(row: ShotRow, words: Words) -> Shot:
    return Shot(
        prompt=StructuredPrompt(**{slot: words[slot] for slot in SLOTS}),
        camera_move=CameraMove(kind=CameraKind(row.camera_kind), strength=row.camera_strength),
        duration_s=row.duration_s,
        subjects=tuple(Subject(**s) for s in words["subjects"]),
        setting=words["setting"],
        onscreen_text=tuple(words["onscreen_text"]),
        transition=Transition(row.transition),
        seed=row.seed,
        given=tuple(Given.model_validate(values) for values in words["given"]),
        camera_path=tuple(Pose.model_validate(values) for values in row.camera_path),
    )


def decision_view(
    row: DecisionRow, findings: Iterable[FindingRow], words: Words | None, consent_ids: tuple[str, ...] = ()
) -> DecisionView:
    """The decision with its reasons in order, and the consents that it rests on."""
    in_order = sorted(findings, key=lambda finding: finding.position)
    found = erased_findings(len(in_order)) if words is None else words["findings"]
    return DecisionView(
        id=row.id,
        verdict=Verdict(row.verdict),
        findings=tuple(_finding(row, each) for row, each in zip(in_order, found, strict=True)),
        policy_version=row.policy_version,
        input_digest=row.input_digest,
        decided_at=row.decided_at,
        brief_id=row.brief_id,
        storyboard_id=row.storyboard_id,
        consent_ids=consent_ids,
    )


def _finding(row: FindingRow, words: Words) -> FindingRecord:
    return FindingRecord(
        code=row.code,
        detector=row.detector,
        span=(row.span_start, row.span_end),
        remedy=row.remedy,
        field=row.field,
        matched=words["matched"],
        verdict=Verdict(row.verdict),
        why=words["why"],
    )


def render_view(row: RenderRow, words: Words | None = None) -> RenderView:
    """The render as it stands; its notes are among its words."""
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
        notes=() if words is None else tuple(words["notes"]),
        error_code=row.error_code,
        error_message=row.error_message,
        clip_id=row.clip_id,
        watermark_id=row.watermark_id,
        worker=row.worker,
        machine=row.machine,
        drafts=tuple((draft, target) for draft, target in row.drafts),
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
        watermark_id=row.watermark_id,
        fingerprint=row.fingerprint,
    )


def disclosure_row(clip_id: str, said: Disclosure) -> DisclosureRow:
    """What must be said with the clip as a row; names and whatever else it tells are sealed (`store.text`)."""
    return DisclosureRow(
        clip_id=clip_id, ai_generated=said.ai_generated, label_text=said.label_text, sentence=said.sentence
    )


def disclosure(row: DisclosureRow, words: Words | None, consent_ids: tuple[str, ...] = ()) -> Disclosure:
    """What must be said with the clip."""
    plain = {"label_text": row.label_text, "sentence": row.sentence, "consent_ids": consent_ids}
    return Disclosure.model_validate({**(words or {}), **plain})


def not_yet(stored: Sequence[str], told: Sequence[str]) -> Sequence[str]:
    """The told turns after the longest beginning of them with which the stored turns end."""
    for n in range(min(len(stored), len(told)), 0, -1):
        if list(stored[-n:]) == list(told[:n]):
            return told[n:]
    return told
