"""The values of the generator: what a backend is, what it gives, and what is known of a finished clip.

Frames outside a model are uint8 RGB, (H, W, 3), 0..255. Nothing here imports torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from generator.exchange import Exchange
    from policy.types import Permit

    Frame = npt.NDArray[np.uint8]  # (H, W, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one render is. `stage` is `load`, `denoise`, `decode`, `compose` or `encode`.

    Attributes:
        stage: What is being done.
        fraction: Share of the whole render that is done, 0..1, never falling.
        shot: Index of the shot, from 0.
        n_shots: How many shots there are.
    """

    stage: str
    fraction: float
    shot: int
    n_shots: int


ProgressCallback = Callable[[Progress], None]
"""Called between steps. It may raise `RenderCancelled`, which stops the render cleanly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """What made the pictures; goes into the render row.

    Attributes:
        model_id: `flipbook`, or the pipeline class and folder name.
        weights_digest: `sha256:...` over all weight files in name order.
        scheduler: Class name of the scheduler.
        device: `cpu`, `cuda:0`, ...
        library_versions: Name to version of every library that shapes the pixels.
    """

    model_id: str
    weights_digest: str
    scheduler: str
    device: str
    library_versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedShot:
    """One shot as frames, drawn lazily.

    Attributes:
        frames: Yields exactly `n_frames` uint8 arrays (H, W, 3) of the permit's size.
        n_frames: round(duration_s * fps), at least 1.
        steps: Denoising steps that were spent.
        notes: What was drawn otherwise than asked, in plain words; empty when nothing was.
    """

    frames: Iterator[Frame]
    n_frames: int
    steps: int
    notes: tuple[str, ...] = ()


class Backend(Protocol):
    """A video model. One instance is warm and serves many renders, one at a time."""

    @property
    def info(self) -> ModelInfo:
        """What this model is. May load the model."""
        ...

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Draw one shot of the permit's intent.

        Args:
            permit: What may be rendered; there is no other way to say what to draw.
            shot: Index into `permit.intent.shots`.
            progress: Called with a stage and the share of this shot that is done, 0..1.

        Raises:
            ModelError: The weights are missing or damaged.
            DeviceMemoryError: The size does not fit.
            RenderError: The frames are unusable.
        """
        ...


class LayeredBackend(Backend, Protocol):
    """A model that draws a shot in layers: each can be given, the camera can be steered, and layers can be kept."""

    def render_given(
        self, permit: Permit, shot: int, *, exchange: Exchange, progress: Callable[[str, float], None]
    ) -> RenderedShot:
        """Draw one shot with what was given for it; where nothing was, this is `render`.

        Args:
            permit: What may be rendered; its shots name the given files by their digests.
            shot: Index into `permit.intent.shots`.
            exchange: Where the given files lie, and where the layers of the last shot go.
            progress: As for `render`.

        Raises:
            GivenFileError: A file is gone or is not the one that was judged.
            PictureError: A given picture cannot be used.
            FootageError: A given video cannot be used.
            LayerFileError: Given layers are damaged or were drawn by other weights.
            OutputError: The layers cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderReport:
    """Everything that is known of one finished render; the service writes it as rows.

    Attributes:
        path: The finished MP4.
        sha256: `sha256:...` of the file.
        size_bytes: Its size.
        width_px: Frame width.
        height_px: Frame height.
        fps: Frames a second.
        n_frames: Frames in the file.
        duration_s: n_frames / fps.
        model: What made the pictures.
        steps: Denoising steps a shot.
        seeds: The seed of each shot.
        timings_s: Wall seconds by stage.
        notes: What was drawn otherwise than asked, over all shots, without repeats.
        label_text: The visible label that every frame carries.
        started_at: Aware UTC.
        finished_at: Aware UTC.
        layers_sha256: `sha256:...` of the file of layers that was stored beside the clip; None where none was.
        frames_sha256: SHA-256 of the pixels of each frame as it was drawn and joined, before label and encoder, in hex
            and in order. The same permit, weights, versions and machine give the same digests.
        clip_id: The id that the clip's signature and metadata hold.
        watermark_id: The 32 bits that its picture carries.
        fingerprint: Its perceptual fingerprint; see `generator.provenance.fingerprint`.
        manifest: The signed manifest store inside the file, so that it can be restored to a copy that lost it.
        shows_person: Whether it may show a person.
    """

    path: Path
    sha256: str
    size_bytes: int
    width_px: int
    height_px: int
    fps: int
    n_frames: int
    duration_s: float
    model: ModelInfo
    steps: int
    seeds: tuple[int, ...]
    timings_s: dict[str, float]
    notes: tuple[str, ...]
    label_text: str
    started_at: datetime
    finished_at: datetime
    layers_sha256: str | None = None
    frames_sha256: tuple[str, ...] = ()
    clip_id: str | None = None
    watermark_id: int | None = None
    fingerprint: str | None = None
    manifest: bytes | None = field(default=None, repr=False)
    shows_person: bool = True
