"""What a bot without a language model of its own says of what a tool told it: plain words, and nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def words(told: Mapping[str, Any]) -> str:
    """The message, the question word for word, the shots, and what must be said with a clip.

    Args:
        told: What a tool told a model, as JSON values: `ClipOutcome.to_json` or `CheckOutcome.to_json`.
    """
    parts = ["Yes, that can be made." if told.get("verdict") == "allow" else "", told.get("message", "")]
    parts += [told.get("question", ""), *told.get("storyboard", ()), told.get("disclosure", "")]
    said = " ".join(str(part) for part in parts if part)
    clip_id = told.get("clip_id")
    return f"{said} [{clip_id}]" if clip_id else said
