"""The values that cross package borders: what is asked, what was decided, and the key to rendering.

This module imports nothing of ours and nothing heavy; `generator` sees only this part of `policy`.
All values are frozen. Text spans are half-open character offsets into the *original* text of a field.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Verdict(StrEnum):
    """What the gate says; the order of severity is allow < ask < block."""

    ALLOW = "allow"
    ASK = "ask"
    BLOCK = "block"


class Code(StrEnum):
    """Stable reason codes (POLICY P3). Never renamed; new ones are added."""

    PUBLIC_FIGURE = "likeness.public_figure"
    PRIVATE_PERSON = "likeness.private_person"
    NAME_SHAPED = "likeness.name_shaped"
    LOOKALIKE = "likeness.lookalike"
    SELF = "likeness.self"
    DECEASED_RECENT = "likeness.deceased_recent"
    ROLE_TITLE = "likeness.role_title"
    DESCRIPTIVE_IDENTITY = "likeness.descriptive_identity"
    DECEPTIVE_NEWS = "likeness.deceptive_news"
    FALSE_ENDORSEMENT = "likeness.false_endorsement"
    REFERENCE_FACE = "likeness.reference_face"
    SEXUAL_REAL_PERSON = "likeness.sexual_real_person"
    MINOR = "likeness.minor"
    LIVING_ARTIST = "style.living_artist"
    SAFETY_VIOLENCE = "safety.violence"
    SAFETY_HATE = "safety.hate"
    SAFETY_SELF_HARM = "safety.self_harm"
    SAFETY_CRIME = "safety.crime"
    DETECTOR_FAILED = "policy.detector_failed"
    CONSENT_MISSING = "consent.missing"
    CONSENT_EXPIRED = "consent.expired"
    CONSENT_REVOKED = "consent.revoked"
    CONSENT_SCOPE = "consent.scope"
    COOL_DOWN = "policy.cool_down"


class CameraKind(StrEnum):
    """Closed vocabulary of camera moves."""

    STATIC = "static"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    DOLLY_IN = "dolly_in"
    DOLLY_OUT = "dolly_out"
    TRACKING = "tracking"
    ORBIT = "orbit"
    CRANE_UP = "crane_up"
    CRANE_DOWN = "crane_down"
    AERIAL = "aerial"
    HANDHELD = "handheld"
    ROLL = "roll"


class Transition(StrEnum):
    """How a shot begins after the one before it."""

    CUT = "cut"
    CROSSFADE = "crossfade"
    FADE = "fade"


class Quality(StrEnum):
    """How many denoising steps are spent."""

    DRAFT = "draft"
    STANDARD = "standard"
    FINE = "fine"


class Use(StrEnum):
    """What a clip is for, as the person who asks declares it."""

    PERSONAL = "personal"
    EDITORIAL = "editorial"
    ADVERTISING = "advertising"
    POLITICAL = "political"
    SATIRE = "satire"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectIntent:
    """One thing that is shown. The same `id` in two shots keeps the same look."""

    id: str
    words: str
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPose:
    """Where the camera is at one time.

    Attributes:
        at_s: Seconds from the start of the shot; below 0 or beyond its end where the path began before or goes on.
        x: Middle of the view, -1..1 world units, rightwards.
        y: Middle of the view, -0.6..0.6 world units, downwards.
        zoom: 0.6..2.5, larger is nearer.
        roll: Degrees, clockwise, -45..45.
    """

    at_s: float
    x: float
    y: float
    zoom: float
    roll: float = 0.0


class GivenKind(StrEnum):
    """What a shot takes from a file that somebody gave."""

    SUBJECT = "subject"
    BACKGROUND = "background"
    LAYERS = "layers"
    ENDING = "ending"
    MOTION = "motion"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenIntent:
    """One thing that a shot takes from a file.

    Attributes:
        kind: A picture as a subject or as the background, stored layers, the end of a stored shot, or the motion of a
            video.
        sha256: `sha256:...` of the whole file; bytes of another digest are never rendered.
        name: The file's name without its folder.
        subject: Id of the subject whose picture or motion it is; empty for the other kinds.
        layers: Names of the stored layers that are kept; empty for the other kinds.
    """

    kind: GivenKind
    sha256: str
    name: str
    subject: str = ""
    layers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotIntent:
    """One shot as it will be rendered: the five prompt slots and the machine values beside them.

    Attributes:
        given: What it takes from files, at most one file for each layer.
        camera_path: Poses of the camera in the order of their times; empty where the words decide.
    """

    scene: str
    camera: str
    lighting: str
    temporal: str
    style: str
    camera_kind: CameraKind = CameraKind.STATIC
    camera_strength: float = 0.5
    duration_s: float = 4.0
    subjects: tuple[SubjectIntent, ...] = ()
    setting: str = ""
    onscreen_text: tuple[str, ...] = ()
    transition: Transition = Transition.CUT
    seed: int = 0
    given: tuple[GivenIntent, ...] = ()
    camera_path: tuple[CameraPose, ...] = ()


class FaceState(StrEnum):
    """What a look for faces in a picture gave. Only `none` needs no consent."""

    NONE = "none"
    PRESENT = "present"
    UNCERTAIN = "uncertain"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture that somebody gave to be imitated.

    Attributes:
        sha256: `sha256:...` of the whole file; consent to use it is bound to this.
        faces: What a look for faces gave; a picture at which nobody looked is taken to show one.
        texts: The file's name and every text in its metadata, judged like any other text.
    """

    sha256: str
    faces: FaceState = FaceState.UNCHECKED
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Everything the gate judges and the renderer reads: the conversation so far and the finished storyboard.

    Attributes:
        turns: What the person said, oldest first; the last one is the request.
        shots: The storyboard, in order, 1 to 12 shots.
        width_px: Frame width, 64..1920, even.
        height_px: Frame height, 64..1920, even.
        fps: Frames a second, 1..60.
        quality: How many denoising steps are spent.
        model: Name or folder of the model that will render.
        invented: Names that the person declared to be invented characters.
        references: Pictures to be imitated.
        requester: Who asks, as the program that authenticated them knows them; empty where nobody is told apart.
        groups: The groups that the same program knows them to belong to.
        use: What the clip is for.
        territory: Where it will be shown, ISO 3166-1 alpha-2; empty for not said.
    """

    turns: tuple[str, ...]
    shots: tuple[ShotIntent, ...] = ()
    width_px: int = 512
    height_px: int = 512
    fps: int = 24
    quality: Quality = Quality.STANDARD
    model: str = "flipbook"
    invented: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    requester: str = ""
    groups: tuple[str, ...] = ()
    use: Use = Use.PERSONAL
    territory: str = ""

    def digest(self) -> str:
        """`sha256:...` over the canonical JSON of this intent; equal intents have equal digests."""
        values = _as_dict(self)
        for name, unsaid in _UNSAID.items():  # intents were digested before they could say these
            if values[name] == unsaid:
                del values[name]
        values["shots"] = [_as_dict(shot) for shot in self.shots]
        for shot in values["shots"]:
            for name, unsaid in _UNSAID_IN_SHOT.items():
                if shot[name] == unsaid:
                    del shot[name]
        body = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_dict)
        return "sha256:" + hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _as_dict(value: Intent | ShotIntent | SubjectIntent | Reference | GivenIntent | CameraPose) -> dict[str, Any]:
    """The fields of a value; `dataclasses.asdict` would copy every text in them, a fifth of the time of a decision."""
    return {name: getattr(value, name) for name in value.__slots__}


_UNSAID: dict[str, object] = {"references": (), "requester": "", "groups": (), "use": Use.PERSONAL, "territory": ""}
_UNSAID_IN_SHOT: dict[str, object] = {"given": (), "camera_path": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason, explained.

    Attributes:
        code: Stable reason code.
        detector: Name of the detector that found it.
        verdict: What this finding alone would lead to; allow where a recorded consent answers it.
        field: Where it stands: `turns[2]`, `shots[0].scene`, ...
        span: Half-open offsets into that field's original text.
        matched: The original text of the span (what the person wrote, never the list entry).
        why: One sentence for the audit row.
        remedy: One sentence: what the person can do instead.
    """

    code: Code
    detector: str
    verdict: Verdict
    field: str
    span: tuple[int, int]
    matched: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The only key to rendering. Made by `Gate.review` alone; the seal proves it.

    Attributes:
        intent: What may be rendered, exactly.
        digest: The intent's digest when it was judged.
        decision_id: The decision that allowed it.
        expires_at: Aware UTC time after which it opens nothing.
        consent_ids: The consents that it rests on; each must still cover the intent when it is opened.
        seal: HMAC-SHA256 of digest, decision, expiry and consents under the gate's key, hex.
    """

    intent: Intent
    digest: str
    decision_id: str
    expires_at: datetime
    consent_ids: tuple[str, ...] = ()
    seal: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The gate's answer. `permit` is there exactly when the verdict is allow and shots were judged.

    Attributes:
        consent_ids: The recorded consents that answered a finding, sorted.
        principal: Who asked, as the surface knows them; empty where nobody is told apart.
    """

    id: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    policy_version: str
    input_digest: str
    decided_at: datetime
    permit: Permit | None = None
    consent_ids: tuple[str, ...] = ()
    principal: str = ""

    def to_json(self) -> dict[str, Any]:
        """The stable shape that `reelwright check --json` prints."""
        return {
            "verdict": self.verdict.value,
            "findings": [
                {
                    "code": f.code.value,
                    "detector": f.detector,
                    "verdict": f.verdict.value,
                    "field": f.field,
                    "span": list(f.span),
                    "matched": f.matched,
                    "remedy": f.remedy,
                }
                for f in self.findings
            ],
            "consent_ids": list(self.consent_ids),
            "policy_version": self.policy_version,
        }


class PermitCheck(Protocol):
    """What a renderer asks just before it renders. `Gate.confirm` is the real one."""

    def __call__(self, permit: Permit) -> None:
        """Return if the permit is genuine, unexpired and unaltered.

        Raises:
            policy.errors.PermitError: It is not.
        """
