"""Which words of each row are personal: what is sealed of it, and how a view looks where that was erased.

What a person said and every text that repeats it is sealed; verdicts, codes, sizes, seeds and digests are not.
"""

from __future__ import annotations

from typing import Any

from agent_tools.schema import Brief, Disclosure, Storyboard
from agent_tools.store.seal import ERASED
from policy.types import Decision, Intent

SHOT_WORDS = ("subjects", "setting", "onscreen_text", "given")
SLOTS = ("scene", "camera", "lighting", "temporal", "style")


def turn_text(said: str) -> dict[str, Any]:
    """What is sealed of a turn."""
    return {"text": said}


def brief_text(brief: Brief) -> dict[str, Any]:
    """What is sealed of a brief."""
    return {"request": brief.request, "options": brief.model_dump(mode="json", exclude={"request"})}


def storyboard_text(storyboard: Storyboard) -> dict[str, Any]:
    """What is sealed of a storyboard, shot by shot and slot by slot."""
    values = storyboard.model_dump(mode="json")
    shots = [{**shot["prompt"], **{name: shot[name] for name in SHOT_WORDS}} for shot in values["shots"]]
    return {"notes": values["notes"], "references": values["references"], "shots": shots}


def decision_text(decision: Decision, intent: Intent) -> dict[str, Any]:
    """What is sealed of a decision: exactly what was judged, and what was found in it."""
    findings = [{"matched": found.matched, "why": found.why} for found in decision.findings]
    return {"intent": intent, "findings": findings}


def disclosure_text(said: Disclosure) -> dict[str, Any]:
    """What is sealed of a disclosure: everything but the three columns of its row, and the consents, which are rows."""
    own = {"ai_generated", "label_text", "sentence", "consent_ids"}
    return said.model_dump(mode="json", exclude=own)


def erased_storyboard(n_shots: int) -> dict[str, Any]:
    """The words of a storyboard whose words were erased."""
    shot = {**dict.fromkeys(SLOTS, ERASED), "subjects": [], "setting": "", "onscreen_text": [], "given": []}
    return {"notes": [], "references": [], "shots": [shot] * n_shots}


def erased_findings(n_findings: int) -> list[dict[str, str]]:
    """What was found where that was erased."""
    return [{"matched": ERASED, "why": ERASED}] * n_findings
