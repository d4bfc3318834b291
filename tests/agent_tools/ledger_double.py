"""What the tests of the ledger share: clips of a store in one call."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tools.schema import ClipView
from agent_tools.store import Marks, Store

if TYPE_CHECKING:
    from tests.conftest import Sample


def sha256(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def clip_of(
    store: Store,
    sample: Sample,
    name: str = "a",
    *,
    marks: Marks | None = None,
    frames: tuple[str, ...] = (),
    conversation_id: str | None = None,
    content: str = "",
) -> ClipView:
    """A request up to its clip; `name` makes the decision, the file's digest and its path."""
    ids = store.begin_request(sample.brief(), conversation_id)
    board = store.save_storyboard(ids.brief_id, sample.storyboard())
    decision = f"dec_{name}"
    store.append(sample.decision(decision), sample.intent())
    store.link_decision(decision, brief_id=ids.brief_id, storyboard_id=board)
    render = store.start_render(decision, model_id="flipbook", seeds=(7, 8))
    report = dataclasses.replace(
        sample.report(Path(f"/clips/{name}.mp4")), sha256=sha256(content or name), frames_sha256=frames
    )
    return store.finish_render(render, report, sample.disclosure(), marks=marks or Marks())
