"""Between rows and values, both ways. Knows no connection and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.prepared import Values
from agent_tools.store.seal import ERASED, digest
from agent_tools.store.table import (
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
from policy.types import CameraKind, Transition, Verdict

Words = Mapping[str, Any]
"""The opened text of a row."""

_DIGEST_BYTES = 32
_SHOWN = (
    *("id", "path", "sha256", "size_bytes", "duration_s", "width_px", "height_px", "fps", "n_frames"),
    *("watermark_id", "fingerprint"),
)


def shot_values(storyboard_id: str, position: int, shot: Shot) -> Values:
    """The machine values of one shot by column."""
    return {
        "storyboard_id": storyboard_id,
        "position": position,
        "camera_kind": shot.camera_move.kind.value,
        "camera_strength": shot.camera_move.strength,
        "duration_s": shot.duration_s,
        "transition": shot.transition.value,
        "seed": shot.seed,
        "camera_path": [pose.model_dump() for pose in shot.camera_path],
    }


def finished(report: RenderReport, machine: str) -> Values:
    """What is known of a render at its end, by column.

    Args:
        report: What the generator knows of it.
        machine: What the pixels may depend on beside the libraries.
    """
    return {
        "status": RenderStatus.DONE.value,
        "model_id": report.model.model_id,
        "weights_digest": report.model.weights_digest,
        "scheduler": report.model.scheduler,
        "device": report.model.device,
        "library_versions": dict(report.model.library_versions),
        "steps": report.steps,
        "seeds": list(report.seeds),
        "timings_s": dict(report.timings_s),
        "layers_sha256": report.layers_sha256,
        "started_at": report.started_at,
        "finished_at": report.finished_at,
        "machine": machine,
    }


def clip_values(report: RenderReport, marks: Marks) -> dict[str, Any]:
    """The finished file by column, without what the store knows of it: ids, watermark and time."""
    return {
        "path": marks.location or str(report.path.absolute()),
        "sha256": report.sha256,
        "size_bytes": report.size_bytes,
        "width_px": report.width_px,
        "height_px": report.height_px,
        "fps": report.fps,
        "n_frames": report.n_frames,
        "duration_s": report.duration_s,
        "fingerprint": marks.fingerprint or None,
        "frames_sha256": whole(report.frames_sha256),
    }


def frames_values(clip_id: str, report: RenderReport) -> list[Values]:
    """The digests of a clip's frames by column; nothing where there are none."""
    return [{"clip_id": clip_id, "digests": packed(report.frames_sha256)}] if report.frames_sha256 else []


def manifest_values(clip_id: str, marks: Marks) -> list[Values]:
    """The signed manifest of a clip by column; nothing where there is none."""
    body = marks.manifest
    values = {"clip_id": clip_id, "media_type": marks.manifest_type, "sha256": digest(body), "body": body}
    return [values] if body else []


def clip_facts(
    clip: Values, report: RenderReport, *, decision_id: str, manifest: str | None, texts: Sequence[str]
) -> dict[str, Any]:
    """What the audit chain vouches for of a finished clip.

    Args:
        clip: Its columns.
        report: What the generator knows of its render.
        decision_id: What allowed it.
        manifest: Digest of its signed manifest; None where there is none.
        texts: Digests of its sealed texts.
    """
    return {
        "render": clip["render_id"],
        "decision": decision_id,
        "sha256": clip["sha256"],
        "frames": clip["frames_sha256"],
        "watermark": clip["watermark_id"],
        "fingerprint": clip["fingerprint"],
        "manifest": manifest,
        "model": report.model.model_id,
        "weights": report.model.weights_digest,
        "texts": list(texts),
    }


def whole(frames: Sequence[str]) -> str | None:
    """`sha256:...` over the digests of all frames, in order; None where there are none."""
    return digest(packed(frames)) if frames else None


def packed(frames: Sequence[str]) -> bytes:
    """The digests of frames as bytes, 32 each."""
    return bytes.fromhex("".join(frames))


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
        **{name: getattr(row, name) for name in _SHOWN},
        withdrawn_at=None if withdrawal is None else withdrawal.at,
        withdrawn_because=None if withdrawal is None else withdrawal.reason,
    )


def new_clip_view(clip: Values) -> ClipView:
    """The clip as it is shown outside when it was just made."""
    return ClipView(**{name: clip[name] for name in _SHOWN})


def disclosure_values(clip_id: str, said: Disclosure) -> Values:
    """What must be said with the clip by column; names and whatever else it tells are sealed (`store.text`)."""
    return {
        "clip_id": clip_id,
        "ai_generated": said.ai_generated,
        "label_text": said.label_text,
        "sentence": said.sentence,
    }


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
