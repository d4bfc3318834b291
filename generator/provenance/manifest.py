"""What a clip's credential says, as the JSON that the C2PA library takes (C2PA 2.2, manifest definition).

The first action says that a trained model made the pictures. Own facts stand under a label of our own domain; who is
shown, who asked and what they wrote never stand there, only ids and digests that the database can resolve. The request
itself is added only where somebody opted in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.provenance import watermark

if TYPE_CHECKING:
    from generator.types import ModelInfo
    from policy.types import Permit

GENERATION = "org.reelwright.generation"
"""Label of the assertion with our own facts."""

SYSTEM = "Reelwright"
MEDIA_TYPE = "video/mp4"
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
_NOT_FOR = ("cawg.ai_generative_training", "cawg.ai_inference", "cawg.ai_training", "cawg.data_mining")


class Relation(StrEnum):
    """How another piece of content took part in a clip."""

    PARENT = "parentOf"
    INPUT = "inputTo"
    COMPONENT = "componentOf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """Another piece of content that took part in a clip.

    Attributes:
        relation: The clip that this one revises, what it was made from, or what it is composed of.
        title: What a reader is shown; never a person's name.
        media_type: Its media type.
        path: Its file, whose own credential is then kept inside the new one; None where there is only a digest.
        sha256: `sha256:...` of its bytes.
    """

    relation: Relation
    title: str
    media_type: str
    sha256: str
    path: Path | None = None


Named = list[tuple[str, Ingredient]]
"""Ingredients, each with the name by which actions refer to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotFacts:
    """One shot, as far as anybody may know it.

    Attributes:
        start_s: When it begins in the clip.
        n_frames: How many frames it has.
        seed: Its seed.
        digest: `sha256:...` over everything that the shot's model was told.
    """

    start_s: float
    n_frames: int
    seed: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFacts:
    """Everything that a clip's credential and metadata are made from.

    Attributes:
        clip_id: The clip's own id.
        version: Version of this program.
        created_at: When the render ended, aware.
        permit: What was rendered, and what allowed it.
        model: What made the pictures.
        steps: Denoising steps a shot.
        shots: The shots, in order.
        watermark_id: What the picture carries.
        label_text: What the visible label says.
        description: What is said to whoever cannot see it.
        shows_person: Whether it may show a person.
        ingredients: What took part.
        request: The words of the request, where somebody opted in to having them inside the file; else None.
    """

    clip_id: str
    version: str
    created_at: datetime
    permit: Permit
    model: ModelInfo
    steps: int
    shots: tuple[ShotFacts, ...]
    watermark_id: int
    label_text: str
    description: str
    shows_person: bool
    ingredients: tuple[Ingredient, ...] = ()
    request: str | None = None

    @property
    def source_type(self) -> str:
        """The IPTC term for how the content came to be; pictures that were given make it a composite."""
        return COMPOSITE if any(part.media_type.startswith("image/") for part in self.ingredients) else TRAINED


def shot_digest(permit: Permit, shot: int) -> str:
    """`sha256:...` over the canonical JSON of one shot of a permit's intent."""
    return digest_of(asdict(permit.intent.shots[shot]))


def storyboard_digest(permit: Permit) -> str:
    """`sha256:...` over the canonical JSON of all shots of a permit's intent."""
    return digest_of([asdict(shot) for shot in permit.intent.shots])


def digest_of(value: object) -> str:
    """`sha256:...` of a value's canonical JSON."""
    body = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def definition(facts: ClipFacts, named: Named, *, uncovered_sha256: str) -> dict[str, Any]:
    """The manifest of a clip, without its ingredients.

    Args:
        facts: What is known of the clip.
        named: Its ingredients, as `ingredient_labels` names them.
        uncovered_sha256: `sha256:...` of the boxes that the credential's own hash leaves out.
    """
    return {
        "claim_generator_info": [_agent(facts)],
        "title": f"{facts.clip_id}.mp4",
        "format": MEDIA_TYPE,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": _actions(facts, named)}},
            {"label": "c2pa.soft-binding", "data": _soft_binding(facts.watermark_id)},
            {"label": GENERATION, "data": _generation(facts, uncovered_sha256)},
            {"label": "cawg.training-mining", "data": {"entries": {use: {"use": "notAllowed"} for use in _NOT_FOR}}},
        ],
    }


def ingredient_labels(facts: ClipFacts) -> Named:
    """Every ingredient with the name by which actions refer to it: the prompt, what was given, and the shots."""
    prompt = Ingredient(
        relation=Relation.INPUT, title="prompt", media_type="text/plain", sha256=storyboard_digest(facts.permit)
    )
    shots = [
        Ingredient(
            relation=Relation.COMPONENT, title=f"shot {k + 1}", media_type="application/json", sha256=shot.digest
        )
        for k, shot in enumerate(facts.shots)
    ]
    return [(f"ingredient{k}", part) for k, part in enumerate((prompt, *facts.ingredients, *shots))]


def _actions(facts: ClipFacts, named: Named) -> list[dict[str, Any]]:
    of = {relation: [label for label, part in named if part.relation is relation] for relation in Relation}
    agent = _agent(facts)
    made = {
        "digitalSourceType": facts.source_type,
        "softwareAgent": agent,
        "when": facts.created_at.isoformat(timespec="seconds"),
    }
    if of[Relation.PARENT]:
        opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": of[Relation.PARENT]}}
        edited = {"action": "c2pa.edited", "parameters": {"ingredientIds": of[Relation.INPUT]}, **made}
        first = [opened, edited]
    else:
        first = [{"action": "c2pa.created", "parameters": {"ingredientIds": of[Relation.INPUT]}, **made}]
    placed = {"action": "c2pa.placed", "parameters": {"ingredientIds": of[Relation.COMPONENT]}}
    return [*first, placed, {"action": "c2pa.watermarked.bound", "softwareAgent": agent}]


def _agent(facts: ClipFacts) -> dict[str, str]:
    return {"name": SYSTEM, "version": facts.version}


def _soft_binding(watermark_id: int) -> dict[str, Any]:
    value = base64.b64encode(watermark_id.to_bytes(4, "big")).decode("ascii")
    return {"alg": watermark.ALGORITHM, "blocks": [{"scope": {}, "value": value}]}


def _generation(facts: ClipFacts, uncovered_sha256: str) -> dict[str, Any]:
    intent = facts.permit.intent
    said = {
        "clip_id": facts.clip_id,
        "created_at": facts.created_at.isoformat(timespec="seconds"),
        "model": facts.model.model_id,
        "weights_digest": facts.model.weights_digest,
        "scheduler": facts.model.scheduler,
        "steps": facts.steps,
        "quality": intent.quality.value,
        "frame": {"width_px": intent.width_px, "height_px": intent.height_px, "fps": intent.fps},
        "storyboard_digest": storyboard_digest(facts.permit),
        "input_digest": facts.permit.digest,
        "shots": [asdict(shot) for shot in facts.shots],
        "decision_id": facts.permit.decision_id,
        "consent_ids": list(facts.permit.consent_ids),
        "use": intent.use.value,
        "shows_person": facts.shows_person,
        "label": {"text": facts.label_text, "description": facts.description},
        "watermark": {"alg": watermark.ALGORITHM, "id": facts.watermark_id},
        "inputs": [{"title": part.title, "sha256": part.sha256} for part in facts.ingredients],
        "uncovered_sha256": uncovered_sha256,
    }
    return said if facts.request is None else {**said, "request": facts.request}
