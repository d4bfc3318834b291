"""Flipbook behind the `Backend` protocol: a permitted shot in, frames out, plain words on what was not known."""

from __future__ import annotations

import hashlib
import importlib.metadata
import zlib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.errors import DeviceMemoryError, ModelError, RenderError
from generator.flipbook.pipeline import WEIGHTS, FlipbookPipeline, Sampling
from generator.flipbook.prompt import SCENE_ID, Reading, read
from generator.flipbook.vocabulary import Vocabulary
from generator.types import ModelInfo, RenderedShot
from policy.types import Quality

if TYPE_CHECKING:
    from torch import Tensor

    from policy.types import Permit

STEPS = {Quality.DRAFT: 2, Quality.STANDARD: 4, Quality.FINE: 8}
GUIDANCE = 1.0
LIBRARIES = ("torch", "diffusers", "safetensors", "numpy", "opencv-python-headless")
_READ_BYTES = 1 << 20


class FlipbookBackend:
    """The embedded model; loads its weights on first use and stays warm.

    Args:
        folder: A pipeline folder; the shipped weights when left out.
    """

    def __init__(self, folder: Path = WEIGHTS) -> None:
        self._folder = folder
        self._cast: tuple[str, dict[str, Tensor]] = ("", {})

    @cached_property
    def _pipeline(self) -> FlipbookPipeline:
        return FlipbookPipeline.open(self._folder)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        table = self._pipeline.table
        try:
            if table is None:
                raise ModelError(f"the weights in {str(self._folder)!r} have no tokenizer")
            return Vocabulary.open(self._folder, table)
        except (OSError, ValueError, KeyError) as exc:
            raise ModelError(f"the vocabulary in {str(self._folder)!r} is missing or damaged: {exc}") from exc

    @cached_property
    def info(self) -> ModelInfo:
        """What this model is; loads the weights."""
        scheduler = type(self._pipeline.scheduler).__name__
        return ModelInfo(
            model_id="flipbook",
            weights_digest=weights_digest(self._folder),
            scheduler=scheduler,
            device=str(self._pipeline.device),
            library_versions={name: importlib.metadata.version(name) for name in LIBRARIES},
        )

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Draw one shot; see `Backend.render`.

        A subject's picture depends on the permit and its id alone, so it is exactly the same in every shot, whichever
        of them are drawn and in which order.
        """
        intent = permit.intent
        asked = intent.shots[shot]
        reading = read(asked, self._vocabulary)
        progress("load", 0.02)
        steps = STEPS[intent.quality]
        try:
            pictures = self._pictures(permit, reading, steps)
            progress("denoise", 0.2)
            out = self._pipeline(
                reading.roles,
                n_subjects=reading.n_subjects,
                duration_s=asked.duration_s,
                floor=reading.floor,
                sampling=Sampling(steps=steps, guidance=GUIDANCE, seed=asked.seed),
                known=pictures,
                watch=lambda share: progress("denoise", 0.2 + 0.4 * share),
            )
        except MemoryError as exc:
            raise DeviceMemoryError(f"not enough memory for {intent.width_px}x{intent.height_px}") from exc
        except RuntimeError as exc:
            raise RenderError(f"the embedded model failed on shot {shot}: {exc}") from exc
        progress("decode", 0.65)
        n_frames = max(1, round(asked.duration_s * intent.fps))
        frames = self._pipeline.frames(
            out.scene, width_px=intent.width_px, height_px=intent.height_px, n_frames=n_frames
        )
        return RenderedShot(frames=frames, n_frames=n_frames, steps=steps, notes=reading.notes)

    def _pictures(self, permit: Permit, reading: Reading, steps: int) -> dict[str, Tensor]:
        """The subjects' pictures, each as the first shot that shows its id asks for it."""
        if self._cast[0] != permit.digest:
            self._cast = (permit.digest, {})
        drawn = self._cast[1]
        out = {}
        for role, subject in reading.cast.items():
            if subject.id == SCENE_ID:  # named by the scene's words alone: the pipeline draws it for this shot
                continue
            if subject.id not in drawn:
                words, style, seed = _first_look(permit, subject.id, self._vocabulary)
                how = Sampling(steps=steps, guidance=GUIDANCE, seed=seed)
                drawn[subject.id] = self._pipeline.picture(words, style, sampling=how)
            out[role] = drawn[subject.id]
        return out


def _first_look(permit: Permit, subject_id: str, vocabulary: Vocabulary) -> tuple[str, str, int]:
    """Words, style and noise seed of a subject in the first shot that shows its id."""
    for shot in permit.intent.shots:
        reading = read(shot, vocabulary)
        for role, subject in reading.cast.items():
            if subject.id == subject_id:
                seed = shot.seed * 1_000_003 + zlib.crc32(subject_id.encode())
                return reading.roles[role], reading.roles["style"], seed
    raise RenderError(f"no shot shows the subject {subject_id!r}")


def weights_digest(folder: Path) -> str:
    """`sha256:...` over every weight file under `folder`, in name order, names included.

    Raises:
        ModelError: There is none.
    """
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        raise ModelError(f"no weights in {str(folder)!r}")
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            while chunk := file.read(_READ_BYTES):
                digest.update(chunk)
    return f"sha256:{digest.hexdigest()}"
