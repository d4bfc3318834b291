"""Flipbook behind the `Backend` protocol: a permitted shot in, frames out, plain words on what was not known."""

from __future__ import annotations

import hashlib
import importlib.metadata
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from generator.backend.catalogue import catalogue
from generator.errors import DeviceMemoryError, LayerFileError, ModelError, RenderError
from generator.exchange import Exchange
from generator.flipbook.brought import Bringer, Brought, never_mirrored
from generator.flipbook.extend import cut_at_joint, lead_in
from generator.flipbook.known import Known
from generator.flipbook.layer_file import MAX_WORDS_CHARS, save_layers
from generator.flipbook.layout import AFTER_ROLE, PICTURE_ROLES, SUBJECT_ROLES
from generator.flipbook.pipeline import WEIGHTS, FlipbookOutput, FlipbookPipeline, Sampling
from generator.flipbook.prompt import SCENE_ID, UNKNOWN, Reading, read
from generator.flipbook.vocabulary import Vocabulary
from generator.types import ModelInfo, RenderedShot
from policy.types import Quality

if TYPE_CHECKING:
    from torch import Tensor

    from policy.types import Permit, ShotIntent

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
        self._bringer: tuple[tuple[str, Exchange], Bringer] | None = None

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
        return self.render_given(permit, shot, exchange=Exchange(), progress=progress)

    def render_given(
        self, permit: Permit, shot: int, *, exchange: Exchange, progress: Callable[[str, float], None]
    ) -> RenderedShot:
        """Draw one shot around what was given; see `LayeredBackend.render_given`."""
        intent = permit.intent
        asked = intent.shots[shot]
        reading = read(asked, self._vocabulary)
        progress("load", 0.02)
        steps = STEPS[intent.quality]
        try:
            brought = self._bring(permit, exchange).bring(asked, reading, alone=len(intent.shots) == 1)
            how = Sampling(steps=steps, guidance=GUIDANCE, seed=asked.seed)
            if brought.ending is None:
                brought.known |= self._pictures(permit, reading, how, skip=brought.known.keys())
                progress("denoise", 0.2)
            out = self._draw(asked, reading, brought, how, watch=lambda share: progress("denoise", 0.2 + 0.4 * share))
        except MemoryError as exc:
            raise DeviceMemoryError(f"not enough memory for {intent.width_px}x{intent.height_px}") from exc
        except RuntimeError as exc:
            raise RenderError(f"the embedded model failed on shot {shot}: {exc}") from exc
        if exchange.layers_out is not None and shot == len(intent.shots) - 1:
            self._store(out, exchange.layers_out, reading, brought)
        progress("decode", 0.65)
        n_frames = max(1, round(asked.duration_s * intent.fps))
        frames = self._pipeline.frames(
            out.scene, width_px=intent.width_px, height_px=intent.height_px, n_frames=n_frames
        )
        notes = (*reading.notes, *_elsewhere(reading), *brought.notes)
        return RenderedShot(frames=frames, n_frames=n_frames, steps=steps, notes=notes)

    def _bring(self, permit: Permit, exchange: Exchange) -> Bringer:
        key = (permit.digest, exchange)
        if self._bringer is None or self._bringer[0] != key:
            self._bringer = (key, Bringer(exchange, weights=self.info.weights_digest))
        return self._bringer[1]

    def _draw(
        self,
        asked: ShotIntent,
        reading: Reading,
        brought: Brought,
        how: Sampling,
        *,
        watch: Callable[[float], None],
    ) -> FlipbookOutput:
        if brought.ending is not None:
            return self._go_on(asked, reading, brought, how, watch=watch)
        return self._pipeline(
            brought.roles,
            n_subjects=brought.n_subjects(reading),
            duration_s=asked.duration_s,
            floor=reading.floor,
            sampling=how,
            known=brought.known,
            watch=watch,
        )

    def _go_on(
        self,
        asked: ShotIntent,
        reading: Reading,
        brought: Brought,
        how: Sampling,
        *,
        watch: Callable[[float], None],
    ) -> FlipbookOutput:
        """The shot that begins where a stored one ended, with that one's pictures."""
        stored = brought.ending
        if stored is None or not {"background", "motion"} <= stored.layers.keys():
            raise LayerFileError("only a file that holds a whole shot, with background and motion, can be gone on from")
        n_subjects = sum(role in stored.layers for role in SUBJECT_ROLES)
        roles = {**brought.roles, AFTER_ROLE: stored.words.get(AFTER_ROLE, "it") if AFTER_ROLE in stored.layers else ""}
        before = self._pipeline(
            roles, n_subjects=n_subjects, duration_s=stored.duration_s, floor=reading.floor, known=stored.layers
        )
        lead = lead_in(before, duration_s=asked.duration_s)
        motion = never_mirrored(lead.known, lead.known["motion"])
        known = lead.known if motion is None else {**lead.known, "motion": motion}
        longer = self._pipeline(
            roles,
            n_subjects=n_subjects,
            duration_s=lead.total_s,
            floor=reading.floor,
            sampling=how,
            known=known,
            watch=watch,
        )
        return cut_at_joint(longer, lead)

    def _store(self, out: FlipbookOutput, path: Path, reading: Reading, brought: Brought) -> None:
        """Write the layers of a shot, and what its subjects are called."""
        stored = brought.ending.words if brought.ending else {}
        said = {role: subject.words for role, subject in reading.cast.items()}
        words = stored or {role: said.get(role) or brought.roles.get(role, "") for role in PICTURE_ROLES}
        save_layers(
            path,
            out.all_but(),
            duration_s=out.duration_s,
            weights=self.info.weights_digest,
            words={role: text[:MAX_WORDS_CHARS] for role, text in words.items() if text and role in out.layers},
        )

    def _pictures(self, permit: Permit, reading: Reading, how: Sampling, *, skip: Collection[str]) -> dict[str, Known]:
        """The subjects' pictures, each as the first shot that shows its id asks for it; none of the roles in `skip`.

        What only this shot's words name is left to the pipeline, unless it takes a colour.
        """
        if self._cast[0] != permit.digest:
            self._cast = (permit.digest, {})
        drawn = self._cast[1]
        out = {}
        for role, subject in reading.cast.items():
            if (
                role in skip or subject.id == SCENE_ID
            ):  # named by the scene's words alone: the pipeline draws it for this shot
                continue
            if subject.id not in drawn:
                look = _first_look(permit, subject.id, self._vocabulary)
                own = replace(how, seed=look.seed)
                drawn[subject.id] = self._pipeline.picture(look.words, look.style, sampling=own, colour=look.colour)
            out[role] = Known(tokens=drawn[subject.id])
        for role, colour in reading.colours.items():
            if role not in out and role not in skip:
                words, style = reading.roles[role], reading.roles["style"]
                out[role] = Known(tokens=self._pipeline.picture(words, style, sampling=how, colour=colour))
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What a subject's picture is drawn from."""

    words: str
    style: str
    colour: str
    seed: int


def _first_look(permit: Permit, subject_id: str, vocabulary: Vocabulary) -> _Look:
    """How a subject looks in the first shot that shows its id."""
    for shot in permit.intent.shots:
        reading = read(shot, vocabulary)
        for role, subject in reading.cast.items():
            if subject.id == subject_id:
                seed = shot.seed * 1_000_003 + zlib.crc32(subject_id.encode())
                return _Look(
                    words=reading.roles[role],
                    style=reading.roles["style"],
                    colour=reading.colours.get(role, ""),
                    seed=seed,
                )
    raise RenderError(f"no shot shows the subject {subject_id!r}")


def _elsewhere(reading: Reading) -> tuple[str, ...]:
    """Where to turn for what is drawn otherwise than asked."""
    unknown = any(note.startswith(UNKNOWN) for note in reading.notes)
    return (catalogue().suggestion(),) if unknown else ()


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
