"""What a clip is to say of itself, put together from the request, the permit and the settings of the installation."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tools.errors import SettingsError
from agent_tools.schema import Brief, ClipView
from agent_tools.settings import Settings
from generator.label_choice import Label
from policy.types import FaceState, GivenKind, Intent, Permit, Use

if TYPE_CHECKING:
    from generator.provenance.disclose import ClipMarks
    from generator.provenance.installation import Installation
    from generator.provenance.manifest import Ingredient
    from generator.provenance.signer import ClipSigner

_MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".gif": "image/gif",
}
_OPAQUE = "application/octet-stream"
# A clip that somebody revises is the parent; what is only used is an input.
_TITLES = {
    GivenKind.SUBJECT: "reference picture",
    GivenKind.BACKGROUND: "background picture",
    GivenKind.LAYERS: "layers of an earlier clip",
    GivenKind.ENDING: "end of an earlier clip",
    GivenKind.MOTION: "video that gave the motion",
}


class Marker:
    """The marking of one installation; its keys are made when the first clip is marked.

    Args:
        settings: Where keys are kept, who signs, and how the label looks.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._guard = threading.Lock()
        self._installation: Installation | None = None

    def installation(self) -> Installation:
        """What clips are marked and signed with; made at the first call.

        Raises:
            SettingsError: The signer that the settings name cannot be had.
            ProvenanceKeyError: A key is open to others, damaged, or cannot be made.
        """
        from generator.provenance.installation import open_installation

        with self._guard:
            if self._installation is None:
                self._installation = open_installation(
                    self._settings.provenance_dir,
                    signer=_signer(self._settings.signer),
                    timestamp_url=self._settings.timestamp_url,
                )
            return self._installation

    def marks(
        self,
        brief: Brief,
        permit: Permit,
        *,
        clip_id: str,
        given: Mapping[str, Path],
        parents: Sequence[ClipView] = (),
        watermark_id: int | None = None,
    ) -> ClipMarks:
        """What one clip is to say of itself.

        Args:
            brief: The request.
            permit: What may be rendered.
            clip_id: The id of the clip.
            given: `sha256:...` of each given file to where it lies.
            parents: The clips that it goes on from or whose layers it takes, the one that it revises first.
            watermark_id: What its picture carries; None for what follows from its id.
        """
        from generator.provenance.disclose import ClipMarks

        person = shows_person(permit)
        return ClipMarks(
            clip_id=clip_id,
            label=self._label(brief, person=person),
            shows_person=person,
            ingredients=(*_parents(parents), *_ingredients(permit.intent, given)),
            watermark_id=watermark_id,
            tell_request=self._settings.tell_request,
        )

    def _label(self, brief: Brief, *, person: bool) -> Label:
        label = replace(self._settings.label, performer=person and brief.use is Use.ADVERTISING)
        if brief.label:
            label = replace(label, languages=tuple(dict.fromkeys(brief.label)))
        if brief.label_style is not None:
            label = replace(label, style=brief.label_style)
        return label if brief.label_corner is None else replace(label, corner=brief.label_corner)


def shows_person(permit: Permit) -> bool:
    """Whether a clip may show a person, real or not; where that is not sure, it may.

    Args:
        permit: What may be rendered.
    """
    # The planner's word tables are read when something is rendered, not by a command that only checks.
    from agent_tools.planner.lexicon import FEMALE, IRREGULAR_PLURALS, MALE, PERSONS

    intent = permit.intent
    if permit.consent_ids or intent.invented:
        return True
    if any(reference.faces is not FaceState.NONE for reference in intent.references):
        return True
    for word in _words(intent):
        single = IRREGULAR_PLURALS.get(word, word.removesuffix("s"))
        if any(word in persons or single in persons for persons in (PERSONS, FEMALE, MALE)):
            return True
    return False


def _words(intent: Intent) -> list[str]:
    texts = [text for shot in intent.shots for text in (shot.scene, shot.temporal, shot.setting)]
    texts += [text for shot in intent.shots for subject in shot.subjects for text in (subject.words, subject.action)]
    return "".join(sign if sign.isalpha() else " " for text in texts for sign in f"{text} ".casefold()).split()


def _parents(clips: Sequence[ClipView]) -> tuple[Ingredient, ...]:
    """Earlier clips with their own credentials; a credential has room for one parent, the others are inputs."""
    from generator.provenance.manifest import MEDIA_TYPE, Ingredient, Relation

    return tuple(
        Ingredient(
            relation=Relation.INPUT if k else Relation.PARENT,
            title=clip.id,
            media_type=MEDIA_TYPE,
            sha256=clip.sha256,
            path=Path(clip.path) if Path(clip.path).is_file() else None,
        )
        for k, clip in enumerate(clips)
    )


def _ingredients(intent: Intent, given: Mapping[str, Path]) -> tuple[Ingredient, ...]:
    from generator.provenance.manifest import Ingredient, Relation

    found: dict[str, Ingredient] = {}
    for part in (part for shot in intent.shots for part in shot.given):
        media_type = _MEDIA_TYPES.get(Path(part.name).suffix.lower(), _OPAQUE)
        found.setdefault(
            part.sha256,
            Ingredient(
                relation=Relation.INPUT,
                title=_TITLES[part.kind],
                media_type=media_type,
                sha256=part.sha256,
                path=None if media_type == _OPAQUE else given.get(part.sha256),
            ),
        )
    return tuple(found.values())


def _signer(name: str | None) -> ClipSigner | None:
    if name is None:
        return None
    module, _, attribute = name.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as exc:
        raise SettingsError(f"signer (REELWRIGHT_SIGNER) = {name!r}: cannot be had: {exc}") from exc
    signer: ClipSigner = found if hasattr(found, "sign") else found()
    return signer
