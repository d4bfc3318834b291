"""Flipbook as one diffusers pipeline: words in, a denoised layered scene out, frames on demand.

pipeline = FlipbookPipeline.open(WEIGHTS)
scene = pipeline({"subject1": "red fox", "action1": "runs right"}, n_subjects=1).scene
for frame in pipeline.frames(scene, width_px=512, height_px=512, n_frames=96): ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from diffusers import DiffusionPipeline, FlowMatchEulerDiscreteScheduler
from diffusers.utils import logging as diffusers_logging
from torch import Tensor

from generator.errors import ModelError
from generator.flipbook.component import FlipbookTransformer, FlipbookUpscaler, FlipbookWords
from generator.flipbook.compositor import Compositor, Scene
from generator.flipbook.facing import settled
from generator.flipbook.known import LAYER_SIZES, Given, Known, checked
from generator.flipbook.layout import (
    AFTER_ROLE,
    BACKGROUND,
    MOOD,
    PARTICLE,
    PICTURE_ROLES,
    SUBJECT,
    SUBJECT_ROLES,
    unscale_motion,
)
from generator.flipbook.network import GROUPS, Words, subject_names
from generator.flipbook.particle import Air
from generator.flipbook.sampler import Schedule, denoise
from generator.flipbook.shake import by_hand
from generator.flipbook.tint import tinted_tokens
from generator.flipbook.upscaler import with_alpha
from generator.flipbook.word import WordTable

WEIGHTS = Path(__file__).parent / "weights"
TEXT_TOKENS = 28
PICTURE_TOKENS = 6
U8 = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How to denoise.

    Attributes:
        steps: Denoising steps, 1..100.
        guidance: Classifier-free guidance scale, 1 = off.
        seed: Seed of the noise.
    """

    steps: int = 4
    guidance: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipbookOutput:
    """One denoised shot.

    Attributes:
        scene: Ready for the compositor.
        layers: Clean tokens of each layer, (1, N, C); give some of them back as `known` to keep a layer exactly.
        exact: Layer name to the full-resolution picture that is shown instead of its tokens, where one was given.
        duration_s: Seconds the shot lasts.
    """

    scene: Scene
    layers: dict[str, Tensor]
    exact: dict[str, U8] = field(default_factory=dict)
    duration_s: float = 4.0

    def kept(self, *names: str) -> dict[str, Known]:
        """These layers as `known` ones of the next shot, pictures in full resolution included.

        Raises:
            ValueError: The shot has no layer of that name.
        """
        for name in names:
            if name not in self.layers:
                raise ValueError(f"layer {name!r} cannot be kept: this shot has {', '.join(self.layers)}")
        return {name: Known(tokens=self.layers[name], exact=self.exact.get(name)) for name in names}

    def all_but(self, *names: str) -> dict[str, Known]:
        """Every layer except these: what is known when they are drawn anew.

        Raises:
            ValueError: The shot has no layer of that name.
        """
        self.kept(*names)
        return self.kept(*(name for name in self.layers if name not in names))


@contextmanager
def _one_thread() -> Iterator[None]:
    """Torch on one thread, as the operations are too small for two.

    A second thread gains a tenth on an idle machine; where the cores are shared, each operation waits for it, and the
    denoising was 20 times slower.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


class FlipbookPipeline(DiffusionPipeline):
    """Layered text-to-video on a laptop.

    Args:
        words: Frozen word vectors.
        transformer: Denoises all layers of a scene together.
        upscaler: Makes pictures four times larger.
        scheduler: Flow-matching Euler steps; its sigma is 1 - t.
    """

    def __init__(
        self,
        words: FlipbookWords,
        transformer: FlipbookTransformer,
        upscaler: FlipbookUpscaler,
        scheduler: FlowMatchEulerDiscreteScheduler,
    ) -> None:
        super().__init__()
        self.register_modules(words=words, transformer=transformer, upscaler=upscaler, scheduler=scheduler)
        self.table: WordTable | None = None

    @classmethod
    def open(cls, folder: Path = WEIGHTS) -> FlipbookPipeline:
        """Load from a folder, with no network.

        Raises:
            ModelError: A file is missing, truncated or does not fit.
        """
        quiet = not diffusers_logging.is_progress_bar_enabled()
        diffusers_logging.disable_progress_bar()
        try:
            pipeline: FlipbookPipeline = cls.from_pretrained(
                str(folder), local_files_only=True, use_safetensors=True, dtype=torch.float32
            )
            pipeline.table = pipeline.words.open_table(folder)
        except Exception as exc:  # diffusers and safetensors raise many kinds, all of them bad weights
            raise ModelError(f"the weights in {str(folder)!r} are missing or damaged: {exc}") from exc
        finally:
            if not quiet:
                diffusers_logging.enable_progress_bar()
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    @_one_thread()
    @torch.inference_mode()
    def __call__(
        self,
        roles: Mapping[str, str],
        *,
        n_subjects: int = 1,
        duration_s: float = 4.0,
        floor: bool = True,
        sampling: Sampling | None = None,
        known: Given | None = None,
        watch: Callable[[float], None] | None = None,
    ) -> FlipbookOutput:
        """Denoise one shot.

        Args:
            roles: Role (of `layout.ROLES`) to phrase. With `after1` the first subject becomes another; with `weather`
                something fills the air; with `mood` the place is drawn in that light before `lighting` changes it.
            n_subjects: Subject layers, 0..3.
            duration_s: Seconds the shot lasts, 1..10.
            floor: Whether shadows fall.
            sampling: Steps, guidance, seed.
            known: Layers, or parts of layers, that are given and stay exactly as they are.
            watch: Called with the share of the denoising that is done, 0..1.

        Raises:
            ValueError: `n_subjects` is out of range, or a known layer is none of this shot's or of another shape.
        """
        how = sampling or Sampling()
        names = subject_names(n_subjects)
        if names and roles.get(AFTER_ROLE):
            names = (*names, AFTER_ROLE)
        air = ("weather",) if roles.get("weather") or "weather" in (known or {}) else ()
        given = checked(known or {}, ("background", *names, *air, "motion"))
        for name in names:
            if name not in given:
                given[name] = Known(tokens=self.picture(roles.get(name, ""), roles.get("style", ""), sampling=how))
        motion, hand = given.get("motion"), by_hand(roles.get("camera", ""), how.seed)
        if hand is not None and (motion is None or not (motion.whole or motion.joint is not None)):
            given["motion"] = hand if motion is None else motion.over(hand)
        if roles.get(MOOD) and "background" not in given:
            given["background"] = Known(tokens=self._place(roles, duration_s, how))
        layers = self._around(roles, given, duration_s, how, watch)
        self.maybe_free_model_hooks()
        exact = {name: value.exact for name, value in given.items() if value.exact is not None}
        scene = self._scene(layers, exact, floor=floor, duration_s=duration_s)
        return FlipbookOutput(scene=scene, layers=layers, exact=exact, duration_s=duration_s)

    @_one_thread()
    @torch.inference_mode()
    def picture(self, words: str, style: str, *, sampling: Sampling, colour: str = "") -> Tensor:
        """One subject alone, denoised without any other layer: (1, 36, 1024) clean tokens.

        Pictures come first, one by one, because that is the mode in which the network was trained most; given as
        `known`, one of them stays the same in every shot.

        Args:
            words: What it is.
            style: How it is drawn.
            sampling: Steps, guidance, seed.
            colour: One of `tint.COLOURS` that its main part takes, after `tint.NATURAL` only where it is far from it;
                its own colours when left out.

        Raises:
            ValueError: `colour` is no such word.
        """
        noise = {SUBJECT_ROLES[0]: _noise(SUBJECT.n_tokens, SUBJECT.token_size, sampling.seed)}
        prompt = self._words().batch([{SUBJECT_ROLES[0]: words, "style": style}], [4.0], PICTURE_TOKENS)
        tokens: Tensor = self._denoise(noise, prompt, {}, sampling, None)[SUBJECT_ROLES[0]]
        return tinted_tokens(tokens, colour) if colour else tokens

    def frames(self, scene: Scene, *, width_px: int, height_px: int, n_frames: int) -> Iterator[U8]:
        """The scene as frames, (height, width, 3) uint8, drawn one by one."""
        return Compositor(scene, width_px=width_px, height_px=height_px, n_frames=n_frames).frames()

    def _words(self) -> WordTable:
        if self.table is None:
            raise ModelError("this pipeline has no tokenizer; load it with FlipbookPipeline.open(folder)")
        return self.table

    def _denoise(
        self,
        noise: dict[str, Tensor],
        words: Words,
        given: dict[str, Known],
        how: Sampling,
        watch: Callable[[float], None] | None,
    ) -> dict[str, Tensor]:
        whole = {name: value.tokens for name, value in given.items() if value.whole}
        if not noise:
            return {name: whole[name] for name in GROUPS if name in whole}
        parts = {name: value for name, value in given.items() if not value.whole}
        # The scheduler's own spacing ends at sigma 0.001, which wastes the last step.
        self.scheduler.set_timesteps(sigmas=np.linspace(1.0, 1.0 / how.steps, how.steps).tolist())
        timesteps, sigmas = self.scheduler.timesteps, self.scheduler.sigmas

        def step(velocity: Tensor, i: int, x: Tensor) -> Tensor:
            after: Tensor = self.scheduler.step(velocity, timesteps[i], x).prev_sample
            return after

        def hold(clean: dict[str, Tensor]) -> dict[str, Tensor]:
            return {name: parts[name].hold(x) if name in parts else x for name, x in clean.items()}

        return denoise(
            self.transformer,
            noise,
            words,
            schedule=Schedule(times=[1.0 - float(s) for s in sigmas], guidance=how.guidance, step=step),
            known=whole,
            hold=hold if parts else None,
            watch=lambda done: watch(done / how.steps) if watch else None,
        )

    def _around(
        self,
        roles: Mapping[str, str],
        given: dict[str, Known],
        duration_s: float,
        how: Sampling,
        watch: Callable[[float], None] | None,
    ) -> dict[str, Tensor]:
        """Background, motion and weather, denoised together around what is given."""
        names = ("background", "motion", "weather") if roles.get("weather") else ("background", "motion")
        free = [(i, k) for i, k in enumerate(names, 1) if k not in given or not given[k].whole]
        noise = {k: _noise(*LAYER_SIZES[k], how.seed + i) for i, k in free}
        variant = torch.rand(1, generator=torch.Generator().manual_seed(how.seed)).tolist()
        words = self._words().batch([dict(roles)], [duration_s], TEXT_TOKENS, variant)
        return self._denoise(noise, words, given, how, watch)

    def _place(self, roles: Mapping[str, str], duration_s: float, how: Sampling) -> Tensor:
        """The background alone, in the light of `mood`: words for a changing light say two moods at once."""
        said = {"setting": roles.get("setting", ""), "style": roles.get("style", ""), "lighting": roles[MOOD]}
        return self._around(said, {}, duration_s, how, None)["background"]

    def _scene(self, layers: dict[str, Tensor], exact: Mapping[str, U8], *, floor: bool, duration_s: float) -> Scene:
        background = exact["background"] if "background" in exact else self._canvas(layers["background"])
        sprites = {
            k: exact[k] if k in exact else self._sprite(SUBJECT.unpatchify(layers[k]))
            for k in PICTURE_ROLES
            if k in layers
        }
        after, air = sprites.pop(AFTER_ROLE, None), None
        if "weather" in layers:
            air = Air(sheet=self._sprite(PARTICLE.unpatchify(layers["weather"])), duration_s=duration_s)
        return Scene(
            background=background,
            sprites=tuple(sprites.values()),
            motion=settled(unscale_motion(layers["motion"])[0].numpy()),
            floor=floor,
            after=after,
            air=air,
        )

    def _canvas(self, tokens: Tensor) -> U8:
        enlarged = self.upscaler(with_alpha(BACKGROUND.unpatchify(tokens)).clamp(-1, 1))
        return np.asarray(_to_u8(enlarged[:, :3])[0])

    def _sprite(self, picture: Tensor) -> U8:
        return _sprite(self.upscaler(picture.clamp(-1, 1)))


def _noise(n_tokens: int, token_size: int, seed: int) -> Tensor:
    """Unit noise of one layer from a generator of its own, so that a layer that is given changes no other's noise."""
    return torch.randn(1, n_tokens, token_size, generator=torch.Generator().manual_seed(seed))


def _to_u8(x: Tensor) -> U8:
    """(B, C, H, W) in [-1, 1] -> (B, H, W, C) 0..255."""
    return np.asarray(((x.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy())


def _sprite(x: Tensor) -> U8:
    """(1, 4, H, W) -> (H, W, 4) premultiplied, colour never above alpha, faint haze cut away."""
    rgba = (x[0].clamp(-1, 1) + 1) / 2
    alpha = ((rgba[3:] - 0.04) / 0.92).clamp(0, 1)
    colour = torch.minimum(rgba[:3], alpha)
    return np.ascontiguousarray((torch.cat([colour, alpha]) * 255).round().to(torch.uint8).permute(1, 2, 0).numpy())
