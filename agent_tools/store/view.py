"""What the store gives back: frozen values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from agent_tools.schema import Brief, ClipView, Disclosure, FindingView, Storyboard
from policy.types import Verdict

ABANDONED = "agent_tools.render_abandoned"
"""The code of a render whose process died."""


class RenderStatus(StrEnum):
    """Where a render stands. Only a running one can change."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestIds:
    """The rows that a request made."""

    conversation_id: str
    turn_id: str
    brief_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is known of a finished clip beside its report.

    Attributes:
        fingerprint: Perceptual fingerprint, `name:hex`; fingerprints of one name and length differ by a number of bits.
            Empty where none was taken.
        manifest: The signed manifest as it stands in the file; empty where there is none.
        manifest_type: Its media type, such as `application/c2pa` or `application/json`.
        location: Where the clip is found, when that is no local file.
    """

    fingerprint: str = ""
    manifest: bytes = b""
    manifest_type: str = "application/c2pa"
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The stored manifest of a clip.

    Attributes:
        clip_id: The clip.
        media_type: What the bytes are.
        sha256: `sha256:...` of the bytes.
        body: The bytes.
    """

    clip_id: str
    media_type: str
    sha256: str
    body: bytes


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FindingRecord(FindingView):
    """One reason as it was recorded, with what it alone would lead to and why."""

    verdict: Verdict
    why: str


class DecisionView(_View):
    """One answer of the gate. The ids of brief and storyboard are None for a check without a request."""

    id: str
    verdict: Verdict
    findings: tuple[FindingRecord, ...]
    policy_version: str
    input_digest: str
    decided_at: datetime
    brief_id: str | None
    storyboard_id: str | None
    consent_ids: tuple[str, ...] = ()


class Judged(_View):
    """A decision with exactly what was judged, and who asked."""

    decision: DecisionView
    intent: dict[str, Any]
    principal: str


class RenderView(_View):
    """One run of a model. What is known only at the end is None until then."""

    id: str
    decision_id: str
    status: RenderStatus
    model_id: str
    seeds: tuple[int, ...]
    started_at: datetime
    finished_at: datetime | None
    weights_digest: str | None
    scheduler: str | None
    steps: int | None
    device: str | None
    library_versions: dict[str, str]
    timings_s: dict[str, float]
    notes: tuple[str, ...]
    error_code: str | None
    error_message: str | None
    clip_id: str | None = None
    watermark_id: int | None = None
    worker: str = ""
    machine: str = ""
    drafts: tuple[tuple[str, str], ...] = ()


class History(_View):
    """A clip and everything it came from, back to what the person asked."""

    conversation_id: str
    turn_id: str
    requested_at: datetime
    brief_id: str
    brief: Brief
    storyboard_id: str
    storyboard: Storyboard
    decision: DecisionView
    render: RenderView
    clip: ClipView
    disclosure: Disclosure
