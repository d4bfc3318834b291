"""From a permit to a finished clip: ask, draw, join, mark, encode, sign, and only then give the file its name.

Frames are streamed: each is pulled from the backend when its turn comes and is gone when ffmpeg has it, so a clip's
length costs no memory. The renderer does not know why the permit was given, and has no other word on what to draw.

**Transitions never change the length of a clip**, which always has `sum(round(duration_s * fps))` frames. A crossfade
holds the last frame of the shot before and lets the new shot's own first frames appear over it; a fade lets the shot
before end in black and the new one rise from it. A transition takes 0.4 s, and never more than half of a shot. Nothing
comes before the first shot: a cut or a crossfade starts it at once, a fade raises it from black.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
from moviepy import CompositeVideoClip, VideoClip, concatenate_videoclips, vfx

from generator.encode import EncoderFactory, FfmpegEncoder, PendingFile
from generator.errors import ModeError, RenderError
from generator.exchange import Exchange
from generator.label import Overlay
from generator.provenance.disclose import ClipMarks, LabelledClip, Marking, SignedFile, program_version, sign_clip
from generator.provenance.installation import Installation
from generator.provenance.manifest import ClipFacts, ShotFacts, shot_digest
from generator.stage import Meter, Stopwatch
from generator.title import title
from generator.types import Backend, LayeredBackend, ModelInfo, ProgressCallback, RenderedShot, RenderReport
from policy.types import Intent, Permit, PermitCheck, Transition

if TYPE_CHECKING:
    from generator.types import Frame

TRANSITION_S = 0.4
_FLAT_LEVELS = 3  # a decoder fed with nothing still wavers by a level or two


def _now() -> datetime:
    return datetime.now(UTC)


class Renderer:
    """Turns permits into clips with one backend.

    Args:
        backend: The model; it stays warm between renders.
        check: Asked before every render; it raises unless the permit is genuine, unexpired and unaltered.
        installation: What clips are marked and signed with.
        clock: Gives the aware UTC time for the report.
        encoder: Opens the encoder of a clip.
        exchange: The files that the permit's shots take, and where layers go; None for neither.
    """

    def __init__(
        self,
        backend: Backend,
        check: PermitCheck,
        *,
        installation: Installation,
        clock: Callable[[], datetime] = _now,
        encoder: EncoderFactory = FfmpegEncoder,
        exchange: Exchange | None = None,
    ) -> None:
        self._backend = backend
        self._check = check
        self._installation = installation
        self._clock = clock
        self._encoder = encoder
        self._exchange = exchange or Exchange()

    def make(
        self, permit: Permit, out: Path, *, marks: ClipMarks | None = None, progress: ProgressCallback | None = None
    ) -> LabelledClip:
        """Render a permit's storyboard into a labelled, marked and signed MP4.

        Args:
            permit: What may be rendered.
            out: Where the clip goes, ending in `.mp4`, in a folder that exists. On any fault, on a cancel and on
                Ctrl-C nothing is left there, and a clip that was there before stays.
            marks: What the clip says of itself; None for a new id and the default label.
            progress: Called as the render goes on; what it raises stops the render cleanly.

        Raises:
            policy.errors.PermitError: The permit opens nothing.
            OutputError: `out` cannot be written; said before anything is rendered.
            ModeError: The permit's shots take what this model cannot use.
            GivenFileError: A given file is gone or is not the one that was judged.
            DiskFullError: No space was left.
            ModelError: The weights are missing or damaged.
            DeviceMemoryError: The size does not fit the device.
            RenderError: The model's frames are unusable.
            EncodeError: The encoder failed.
            DisclosureError: The clip could not be marked or signed, or was changed after it was signed.
        """
        self._check(permit)
        if not permit.intent.shots:
            raise RenderError("the permit holds 0 shots: there is nothing to render, at least 1 is needed")
        layered = _layered(self._backend) if _needs_layers(permit, self._exchange) else None
        started_at = self._clock()
        with PendingFile(out) as pending, PendingFile(out) as signed:
            run = _Run(permit, progress, marks or ClipMarks(), self._installation)
            draw = self._backend.render if layered is None else partial(layered.render_given, exchange=self._exchange)
            run.meter.report("load", 0)
            model = self._backend.info
            run.watch.lap("load")
            run.film(draw, self._encoder, pending.path)
            finished_at = self._clock()
            facts = run.facts(model, finished_at)
            done = sign_clip(
                pending.path, signed, facts, self._installation, step=lambda _name: run.watch.lap("disclose")
            )
            run.meter.finish()
            report = run.report(out, done, model=model, started_at=started_at, finished_at=finished_at)
            return done.release(report)


def _needs_layers(permit: Permit, exchange: Exchange) -> bool:
    """Whether a model that only reads words would leave something out."""
    return exchange.layers_out is not None or any(shot.given or shot.camera_path for shot in permit.intent.shots)


def _layered(backend: Backend) -> LayeredBackend:
    if not callable(getattr(backend, "render_given", None)):
        raise ModeError(
            f"model {backend.info.model_id!r} takes no reference pictures, layers, motion or camera path, and hands "
            "out no layers: leave these options out, or use the model 'flipbook'"
        )
    return cast("LayeredBackend", backend)


class Draw(Protocol):
    """What draws one shot: `Backend.render`, or `LayeredBackend.render_given` with its files."""

    def __call__(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Draw one shot of the permit's intent."""
        ...


class _Run:
    """The state of one render."""

    def __init__(
        self, permit: Permit, progress: ProgressCallback | None, marks: ClipMarks, installation: Installation
    ) -> None:
        intent = permit.intent
        self.permit = permit
        self.intent = intent
        self.watch = Stopwatch()
        self.counts = [max(1, round(shot.duration_s * intent.fps)) for shot in intent.shots]
        self.meter = Meter(self.counts, progress)
        self.marks = marks
        self.marking = Marking(marks, installation, intent, sum(self.counts))
        self.notes: list[str] = []
        self.digests: list[str] = []
        self.steps = 0

    def film(self, draw: Draw, open_encoder: EncoderFactory, path: Path) -> None:
        """Draw, join, label and encode every frame; leaves nothing running."""
        intent = self.intent
        reel = [_Tape(self, draw, index) for index in range(len(intent.shots))]
        self.watch.lap("compose")
        encoder = open_encoder(path, width_px=intent.width_px, height_px=intent.height_px, fps=intent.fps)
        try:
            self.watch.lap("encode")
            clip = _join(reel, intent)
            for i in range(sum(self.counts)):
                # The middle of the frame's time, so that no rounding can reach a neighbour.
                frame: Frame = clip.frame_function((i + 0.5) / intent.fps).copy()
                self.digests.append(hashlib.sha256(np.ascontiguousarray(frame).data).hexdigest())
                self.watch.lap("compose")
                self.marking.apply(frame)
                self.watch.lap("disclose")
                encoder.write(frame)
                self.watch.lap("encode")
                self.meter.out(i + 1)
            self._judge(reel)
            encoder.finish()
            self.watch.lap("encode")
        finally:
            encoder.abort()
            for tape in reel:
                tape.close()

    def facts(self, model: ModelInfo, created_at: datetime) -> ClipFacts:
        """What the clip's signature says."""
        starts = accumulate(self.counts, initial=0)
        shots = tuple(
            ShotFacts(
                start_s=start / self.intent.fps,
                n_frames=n_frames,
                seed=self.intent.shots[k].seed,
                digest=shot_digest(self.permit, k),
            )
            for k, (start, n_frames) in enumerate(zip(starts, self.counts, strict=False))
        )
        return ClipFacts(
            clip_id=self.marks.clip_id,
            version=program_version(),
            created_at=created_at,
            permit=self.permit,
            model=model,
            steps=self.steps,
            shots=shots,
            watermark_id=self.marks.mark_id,
            label_text=self.marks.label.text,
            description=self.marks.description,
            shows_person=self.marks.shows_person,
            ingredients=self.marks.ingredients,
            request=self.intent.turns[-1] if self.marks.tell_request and self.intent.turns else None,
        )

    def report(
        self, out: Path, done: SignedFile, *, model: ModelInfo, started_at: datetime, finished_at: datetime
    ) -> RenderReport:
        """What is known of the finished clip."""
        intent, n_frames = self.intent, sum(self.counts)
        return RenderReport(
            path=out,
            sha256=done.sha256,
            size_bytes=done.size_bytes,
            width_px=intent.width_px,
            height_px=intent.height_px,
            fps=intent.fps,
            n_frames=n_frames,
            duration_s=n_frames / intent.fps,
            model=model,
            steps=self.steps,
            seeds=tuple(shot.seed for shot in intent.shots),
            timings_s=self.watch.seconds,
            notes=tuple(dict.fromkeys(self.notes)),
            label_text=self.marks.label.text,
            started_at=started_at,
            finished_at=finished_at,
            frames_sha256=tuple(self.digests),
            clip_id=self.marks.clip_id,
            watermark_id=self.marks.mark_id,
            fingerprint=self.marking.fingerprint(),
            manifest=done.manifest,
            shows_person=self.marks.shows_person,
        )

    def _judge(self, reel: list[_Tape]) -> None:
        """A broken model gives a flat green or black picture without complaint; such a clip is no clip."""
        flat = [tape for tape in reel if tape.flat_colour is not None]
        if len(flat) == len(reel):
            raise RenderError(
                f"every frame of the clip is one flat colour, RGB {flat[0].flat_colour!r} at first: "
                "the model's output is broken"
            )
        self.notes += [f"shot {tape.index + 1} came out as one flat colour" for tape in flat]


class _Tape:
    """One shot's frames, pulled in order and one at a time; the last one that was pulled can be read again."""

    def __init__(self, run: _Run, draw: Draw, index: int) -> None:
        intent = run.intent
        self.index = index
        self.n_frames = run.counts[index]
        self.flat_colour: tuple[int, ...] | None = None
        self._run = run
        self._draw = draw
        self._frames: Iterator[Frame] | None = None
        self._at = -1
        self._frame: Frame | None = None
        texts = title(
            intent.shots[index].onscreen_text, intent.width_px, intent.height_px, label_top_px=run.marking.label.box[1]
        )
        self._titles: tuple[Overlay, ...] = texts.overlays
        run.notes += texts.notes

    def frame(self, i: int) -> Frame:
        """Frame `i`, where `i` never falls."""
        while self._at < i or self._frame is None:
            self._frame = self._pull()
            self._at += 1
        if self._at != i:
            raise RenderError(f"frame {i!r} of shot {self.index + 1} is gone: frames are drawn once, in order")
        return self._frame

    def close(self) -> None:
        """Let the backend drop what it still holds for this shot."""
        if isinstance(self._frames, Generator):
            self._frames.close()

    def _pull(self) -> Frame:
        watch = self._run.watch
        watch.lap("compose")
        if self._frames is None:
            self._frames = self._start()
        frame = next(self._frames, None)
        if frame is None:
            raise RenderError(
                f"the model gave {self._at + 1} frames for shot {self.index + 1}, {self.n_frames} were asked for"
            )
        last = self._at + 2 == self.n_frames
        if last and next(self._frames, None) is not None:
            raise RenderError(f"the model gave more than the {self.n_frames} frames asked for in shot {self.index + 1}")
        watch.lap("decode")
        self._inspect(frame)
        if self._titles:
            frame = frame.copy()
            for overlay in self._titles:
                overlay.blend(frame)
        return frame

    def _start(self) -> Iterator[Frame]:
        run = self._run

        def step(stage: str, share: float) -> None:
            run.watch.lap(stage)
            run.meter.drawn(stage, self.index, share)

        shot = self._draw(run.permit, self.index, progress=step)
        run.watch.lap("denoise")
        if shot.n_frames != self.n_frames:
            raise RenderError(
                f"the model offers {shot.n_frames!r} frames for shot {self.index + 1}, {self.n_frames} were asked for"
            )
        run.notes += shot.notes
        run.steps = max(run.steps, shot.steps)
        return shot.frames

    def _inspect(self, frame: Frame) -> None:
        intent = self._run.intent
        expected = (intent.height_px, intent.width_px, 3)
        shape, dtype = getattr(frame, "shape", None), getattr(frame, "dtype", None)
        if shape != expected or dtype != np.uint8:
            raise RenderError(
                f"the model gave a frame of shape {shape!r} and type {dtype} in shot {self.index + 1}: "
                f"expected {expected!r} uint8"
            )
        first = self._at < 0
        if first or self.flat_colour is not None:
            pixels = frame.reshape(-1, 3)
            flat = int(np.ptp(pixels, axis=0).max()) <= _FLAT_LEVELS
            if first and flat:
                self.flat_colour = tuple(int(v) for v in pixels[0])
            elif not flat:
                self.flat_colour = None


def _join(reel: list[_Tape], intent: Intent) -> VideoClip:
    """One MoviePy clip out of all shots; where it has several pieces, building it draws the first frame."""
    size, fps = (intent.width_px, intent.height_px), intent.fps

    def piece(tape: _Tape, first: int, n: int) -> VideoClip:
        return _lazy(lambda t: tape.frame(first + min(int(t * fps), n - 1)), size, n / fps)

    def over_black(*layers: VideoClip) -> VideoClip:
        # MoviePy's own FadeIn and FadeOut draw a frame when they are made; crossfades touch only the mask.
        return CompositeVideoClip(list(layers), size=size, bg_color=(0, 0, 0))

    pieces = []
    for k, tape in enumerate(reel):
        kind = intent.shots[k].transition
        n_in = 0 if k == 0 and kind is not Transition.FADE else _span(kind, tape, fps)
        n_out = _span(Transition.FADE, tape, fps) if _fades(intent, k + 1) else 0
        if n_in:
            fresh = piece(tape, 0, n_in).with_effects([vfx.CrossFadeIn(n_in / fps)])
            before = reel[k - 1]
            held = piece(before, before.n_frames - 1, 1).with_duration(n_in / fps)
            pieces.append(over_black(held, fresh) if kind is Transition.CROSSFADE else over_black(fresh))
        if tape.n_frames > n_in + n_out:
            pieces.append(piece(tape, n_in, tape.n_frames - n_in - n_out))
        if n_out:
            spent = piece(tape, tape.n_frames - n_out, n_out).with_effects([vfx.CrossFadeOut(n_out / fps)])
            pieces.append(over_black(spent))
    return pieces[0] if len(pieces) == 1 else concatenate_videoclips(pieces, method="chain")


def _lazy(frame_function: Callable[[float], Frame], size: tuple[int, int], duration_s: float) -> VideoClip:
    """A clip that draws nothing until it is asked; VideoClip's own constructor would draw a frame to learn its size."""
    clip = VideoClip(duration=duration_s)
    clip.frame_function = frame_function
    clip.size = size
    return clip


def _fades(intent: Intent, k: int) -> bool:
    return k < len(intent.shots) and intent.shots[k].transition is Transition.FADE


def _span(kind: Transition, tape: _Tape, fps: int) -> int:
    """Frames that a transition takes out of one shot."""
    match kind:
        case Transition.CUT:
            return 0
        case Transition.CROSSFADE | Transition.FADE:
            return min(round(TRANSITION_S * fps), tape.n_frames // 2)
