"""Values of the program as they go over the network: without paths, machines and messages that name files.

Where a clip's path stood, its URL stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from agent_tools.http.problem import sentence_of
from agent_tools.job.view import JobView
from agent_tools.reply import remedy_of
from agent_tools.schema import ClipView, Disclosure, Storyboard, ToolReply
from agent_tools.store.view import DecisionView

CLIPS = "/v1/clips"


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JobPage(_Wire):
    """Some jobs, in order.

    Attributes:
        data: The jobs.
        has_more: Whether there are more after them.
        last_id: Where the next page begins: give it as `after`.
    """

    data: tuple[JobView, ...]
    has_more: bool
    last_id: str | None = None


class SignedLink(_Wire):
    """A URL of a clip's content that needs no key, and when it ends."""

    url: str
    expires_at: datetime


class FindingOut(_Wire):
    """One reason of a decision."""

    code: str
    detector: str
    verdict: str
    field: str
    span: tuple[int, int]
    matched: str
    remedy: str


class DecisionOut(_Wire):
    """What the gate says, as `reelwright check --json` prints it."""

    verdict: str
    findings: tuple[FindingOut, ...]
    consent_ids: tuple[str, ...] = ()
    policy_version: str


class Draft(_Wire):
    """A storyboard that was judged and is not made.

    Attributes:
        storyboard: What would be rendered.
        decision: Whether it may be.
        estimated_s: Seconds that the render would take, learned from past ones; left out while there are none.
    """

    storyboard: Storyboard
    decision: DecisionOut
    estimated_s: float | None = None


class ConsentState(_Wire):
    """A consent that a clip rests on, as whoever had the clip made may see it."""

    id: str
    state: str
    tier: str


class RenderOut(_Wire):
    """How a clip was rendered."""

    id: str
    model_id: str
    seeds: tuple[int, ...]
    steps: int | None
    scheduler: str | None
    device: str | None
    weights_digest: str | None
    library_versions: dict[str, str]
    started_at: datetime
    finished_at: datetime | None
    timings_s: dict[str, float]
    notes: tuple[str, ...]


class Provenance(_Wire):
    """Everything that a clip came from."""

    clip: ClipView
    decision: DecisionView
    storyboard: Storyboard
    render: RenderOut
    disclosure: Disclosure
    consents: tuple[ConsentState, ...]
    prov_json_url: str


def clip_out(clip: ClipView) -> ClipView:
    """A clip with the URL of its content in place of its path."""
    return clip.model_copy(update={"path": f"{CLIPS}/{clip.id}/content"})


def job_out(view: JobView) -> JobView:
    """A job without anything of this machine."""
    return view if view.reply is None else view.model_copy(update={"reply": reply_out(view.reply)})


def reply_out(told: ToolReply) -> ToolReply:
    """A reply without anything of this machine."""
    if told.clip is not None:
        return told.model_copy(update={"clip": clip_out(told.clip)})
    if told.status == "failed" and told.error_code and not _is_for_the_asker(told.error_code):
        return told.model_copy(update={"message": sentence_of(told.error_code)})
    return told


def page_of(views: Sequence[JobView], *, has_more: bool) -> JobPage:
    """A page of jobs.

    Args:
        views: The jobs.
        has_more: Whether there are more after them.
    """
    shown = tuple(job_out(view) for view in views)
    return JobPage(data=shown, has_more=has_more, last_id=shown[-1].id if shown else None)


def plain(value: BaseModel) -> dict[str, Any]:
    """A value as JSON values, without what is not there."""
    return value.model_dump(mode="json", exclude_none=True)


def _is_for_the_asker(code: str) -> bool:
    try:
        return remedy_of(code) == "change_arguments"
    except ValueError:
        return False
