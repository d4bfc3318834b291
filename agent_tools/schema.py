"""What goes in and what comes out, as Pydantic models: the edge of the package.

Inside, frozen dataclasses of `policy.types` are used; `Storyboard.to_intent` is the one crossing.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from generator.label_choice import MAX_LANGUAGES, LabelCorner, LabelStyle
from generator.label_text import WORDS, Language
from policy.types import (
    CameraKind,
    CameraPose,
    FaceState,
    GivenIntent,
    GivenKind,
    Intent,
    Quality,
    Reference,
    ShotIntent,
    SubjectIntent,
    Transition,
    Use,
)

MAX_REQUEST_CHARS = 4000
MIN_SHOT_S, MAX_SHOT_S = 1.0, 10.0
MAX_CLIP_S = 60.0
MAX_SHOTS = 12
MAX_SUBJECTS = 3
AspectRatio = Literal["1:1", "16:9", "9:16"]
SIZES: dict[str, tuple[int, int]] = {"1:1": (512, 512), "16:9": (512, 288), "9:16": (288, 512)}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReferenceFile(_Model):
    """A picture that is shown as it is.

    Attributes:
        path: A PNG, JPEG or WebP file.
        subject: What the request calls the subject that the picture stands for; empty for the first one without a
            picture.
        background: Whether the picture is the background instead.
    """

    path: Path
    subject: str = Field(default="", max_length=100)
    background: bool = False


class LayersFile(_Model):
    """Stored layers of an earlier shot.

    Attributes:
        path: A file that `--save-layers` wrote.
        layers: Which are kept: names of layers (`background`, `subject1` to `subject3`, `after1`, `weather`, `motion`),
            `subjects` for every subject's picture, or, with a minus before each, which are drawn anew.
    """

    path: Path
    layers: tuple[str, ...] = Field(default=("subjects",), min_length=1, max_length=8)


class MotionFile(_Model):
    """A video that says how a shot moves, and nothing of how it looks.

    Attributes:
        path: An MP4, MOV, WebM or GIF file.
        subject: What the request calls the subject that moves so; empty for the first one.
    """

    path: Path
    subject: str = Field(default="", max_length=100)


class Brief(_Model):
    """One request and its options. Options left at None are read from the request's own words.

    The fields that name files are for programs and for the command line. A surface that takes briefs from a language
    model or over a network must not pass them on.

    Attributes:
        request: What the person asked for, 1..4000 characters, as typed.
        turns: Earlier turns of the conversation, oldest first, at most 50.
        duration_s: Whole clip in seconds, 1..60; None = read from the words, else 4 s a shot.
        aspect_ratio: `1:1`, `16:9` or `9:16`.
        width_px: Frame width, 64..1920, even; with `height_px` it wins over `aspect_ratio`.
        height_px: Frame height, 64..1920, even.
        fps: Frames a second, 1..60.
        style: Style words, e.g. `flat`, `playful`.
        seed: 0..2**31-1; None = drawn from the request, so that a request repeats itself.
        quality: `draft`, `standard` or `fine`.
        model: `flipbook`, or the folder of a local diffusers pipeline.
        invented: Names that the person declared to be invented characters.
        requester: Who asks, as the program that authenticated them knows them; never what a model says.
        groups: The groups that the same program knows them to belong to.
        use: What the clip is for.
        territory: Where it will be shown, two capital letters of ISO 3166-1; None = not said.
        references: Pictures of subjects and of the background, at most 3 and 1.
        keep: Layers of an earlier shot that stay as they are.
        extend: A file of layers; the first shot goes on where that one ended.
        motion_from: A video whose motion the first shot takes.
        camera: A camera path over the whole clip, `seconds:x,y,zoom[,roll]` with spaces between the poses, such as
            `0:0,0,1.0 2:0.3,0,1.4`; see `generator.flipbook.trajectory`.
        label: Languages of the visible label and of what is said with the clip; empty for those of the installation.
        label_style: Words, the icon, or both; None for that of the installation.
        label_corner: Where the label stands; None for that of the installation.
    """

    request: str = Field(min_length=1, max_length=MAX_REQUEST_CHARS)
    turns: tuple[str, ...] = Field(default=(), max_length=50)
    duration_s: float | None = Field(default=None, ge=MIN_SHOT_S, le=MAX_CLIP_S, allow_inf_nan=False)
    aspect_ratio: AspectRatio | None = None
    width_px: int | None = Field(default=None, ge=64, le=1920, multiple_of=2)
    height_px: int | None = Field(default=None, ge=64, le=1920, multiple_of=2)
    fps: int = Field(default=24, ge=1, le=60)
    style: str | None = Field(default=None, max_length=200)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    quality: Quality = Quality.STANDARD
    model: str = Field(default="flipbook", min_length=1, max_length=500)
    invented: tuple[str, ...] = Field(default=(), max_length=20)
    requester: str | None = Field(default=None, min_length=1, max_length=200)
    groups: tuple[str, ...] = Field(default=(), max_length=100)
    use: Use = Use.PERSONAL
    territory: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    references: tuple[ReferenceFile, ...] = Field(default=(), max_length=MAX_SUBJECTS + 1)
    keep: LayersFile | None = None
    extend: Path | None = None
    motion_from: MotionFile | None = None
    camera: str | None = Field(default=None, min_length=1, max_length=1000)
    label: tuple[Language, ...] = Field(default=(), max_length=MAX_LANGUAGES)
    label_style: LabelStyle | None = None
    label_corner: LabelCorner | None = None


class StructuredPrompt(_Model):
    """The five slots, in this order, plain words each."""

    scene: str
    camera: str
    lighting: str
    temporal: str
    style: str


class CameraMove(_Model):
    """The machine value beside the camera words. Strength is 0..1; 0.5 is an ordinary move."""

    kind: CameraKind = CameraKind.STATIC
    strength: float = Field(default=0.5, ge=0.0, le=1.0)


class Subject(_Model):
    """One thing that is shown; the same id in two shots keeps the same look."""

    id: str
    words: str
    action: str = ""


class Given(_Model):
    """What a shot takes from a file; see `policy.types.GivenIntent`."""

    kind: GivenKind
    sha256: str
    name: str
    subject: str = ""
    layers: tuple[str, ...] = ()


class Pose(_Model):
    """Where the camera is at one time; see `policy.types.CameraPose`."""

    at_s: float
    x: float
    y: float
    zoom: float
    roll: float = 0.0


class Shot(_Model):
    """One shot of a storyboard. What is `given` and the `camera_path` win over the words."""

    prompt: StructuredPrompt
    camera_move: CameraMove = CameraMove()
    duration_s: Annotated[float, Field(ge=MIN_SHOT_S, le=MAX_SHOT_S)] = 4.0
    subjects: tuple[Subject, ...] = Field(default=(), max_length=MAX_SUBJECTS)
    setting: str = ""
    onscreen_text: tuple[str, ...] = ()
    transition: Transition = Transition.CUT
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    given: tuple[Given, ...] = ()
    camera_path: tuple[Pose, ...] = ()

    def to_intent(self) -> ShotIntent:
        """This shot as the frozen value that is judged and rendered."""
        return ShotIntent(
            **self.prompt.model_dump(),
            camera_kind=self.camera_move.kind,
            camera_strength=self.camera_move.strength,
            duration_s=self.duration_s,
            subjects=tuple(SubjectIntent(id=s.id, words=s.words, action=s.action) for s in self.subjects),
            setting=self.setting,
            onscreen_text=self.onscreen_text,
            transition=self.transition,
            seed=self.seed,
            given=tuple(GivenIntent(**given.model_dump()) for given in self.given),
            camera_path=tuple(CameraPose(**pose.model_dump()) for pose in self.camera_path),
        )


class ReferenceView(_Model):
    """What is known of a given picture, or of the pictures in a file of layers; see `policy.types.Reference`."""

    sha256: str
    faces: FaceState
    texts: tuple[str, ...] = ()


class Storyboard(_Model):
    """What will be rendered, in order. `notes` says what the planner changed or could not read."""

    shots: tuple[Shot, ...] = Field(min_length=1, max_length=MAX_SHOTS)
    aspect_ratio: str
    width_px: int
    height_px: int
    fps: int
    duration_s: float
    planner: str
    notes: tuple[str, ...] = ()
    references: tuple[ReferenceView, ...] = ()

    def to_intent(self, brief: Brief) -> Intent:
        """The whole request as the gate judges it and the renderer reads it."""
        return Intent(
            turns=(*brief.turns, brief.request),
            shots=tuple(s.to_intent() for s in self.shots),
            width_px=self.width_px,
            height_px=self.height_px,
            fps=self.fps,
            quality=brief.quality,
            model=brief.model,
            invented=brief.invented,
            requester=brief.requester or "",
            groups=brief.groups,
            use=brief.use,
            territory=brief.territory or "",
            references=tuple(Reference(**reference.model_dump()) for reference in self.references),
        )


class FindingView(_Model):
    """One reason, as shown outside."""

    code: str
    detector: str
    span: tuple[int, int]
    remedy: str
    field: str = ""
    matched: str = ""


class ClipView(_Model):
    """A finished clip, as shown outside.

    `watermark_id` is the number that its watermark carries, 32 bits; `fingerprint` tells how it looks. Both are None
    where there are none.
    """

    id: str
    path: str
    sha256: str
    duration_s: float
    width_px: int
    height_px: int
    fps: int
    n_frames: int
    size_bytes: int
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = None
    watermark_id: int | None = None
    fingerprint: str | None = None


class Disclosure(_Model):
    """What must be said with the clip.

    Attributes:
        ai_generated: Always true.
        label_text: What the visible label says.
        sentence: What the bot says with the clip, in the languages of the label.
        declared_fictional: Names that were declared to be invented.
        consent_ids: The consents that it rests on; they are there exactly when it shows a real person.
        languages: Languages of the label and the sentence, ISO 639-1.
        contains_person: Whether it may show a person, real or not; a surface that can ask for an acknowledgement asks
            for it before it shows such a clip.
        description: What is said to whoever cannot see the label.
        verify: How anybody can find out what the file is.
        shown_to: To whom the surface shows the clip, as it knows them; empty where nobody is told apart.
        shown_at: When it was handed over, aware.
    """

    ai_generated: Literal[True] = True
    label_text: str = "AI-generated"
    sentence: str = "This clip was generated by AI."
    declared_fictional: tuple[str, ...] = ()
    consent_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)
    contains_person: bool = False
    description: str = WORDS[Language.ENGLISH].description
    verify: str = "reelwright verify FILE"
    shown_to: str = ""
    shown_at: datetime | None = None


class ToolReply(_Model):
    """The one answer of the one use case; every surface translates only this.

    Attributes:
        status: made, blocked, needs_answer, needs_consent or failed.
        message: One sentence that can be shown to the person.
        clip: The clip, exactly when status is made.
        decision_id: The decision row, whenever a decision was made.
        findings: Why, when blocked or asked.
        notes: What the program did otherwise than asked (nearest subject drawn, size changed, ...).
        disclosure: What must be said with the clip.
        timings_s: Wall seconds by stage.
        error_code: Stable code of the fault when failed.
    """

    status: Literal["made", "blocked", "needs_answer", "needs_consent", "failed"]
    message: str
    clip: ClipView | None = None
    decision_id: str | None = None
    findings: tuple[FindingView, ...] = ()
    notes: tuple[str, ...] = ()
    disclosure: Disclosure | None = None
    timings_s: dict[str, float] = Field(default_factory=dict)
    error_code: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The stable shape that `reelwright make --json` prints."""
        return self.model_dump(mode="json", exclude_none=True)
