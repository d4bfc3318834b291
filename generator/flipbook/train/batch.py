"""Training batches: a scene is drawn from the atlas and the animation library, and put into words.

Three recipes: `picture` (one subject alone, the hardest part to learn), `scene` (background and motion), `joint` (all
layers in one sequence, with a flow time of their own each, some of them clean).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import torch
from torch import Tensor

from generator.flipbook.habit import habit
from generator.flipbook.layout import (
    ACTION_ROLES,
    AFTER_ROLE,
    BACKGROUND,
    MAX_SUBJECTS,
    N_KEYS,
    PARTICLE,
    PICTURE_ROLES,
    SUBJECT,
    SUBJECT_ROLES,
    Picture,
    scale_motion,
)
from generator.flipbook.network import Words
from generator.flipbook.train.animation import MOTIONS, PAIRS, Poses
from generator.flipbook.train.atlas import VARIANTS, Atlas
from generator.flipbook.train.camera import draw_camera
from generator.flipbook.train.caption import (
    action_words,
    camera_words,
    light_words,
    pair_words,
    place_words,
    style_words,
    subject_words,
    transition_words,
    weather_words,
)
from generator.flipbook.train.light import LIGHTS
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLE_WEIGHT, STYLES, Rgba, Subject, subjects
from generator.flipbook.train.transition import TRANSITIONS
from generator.flipbook.train.validation import HeldOut, validation
from generator.flipbook.train.weather import CALM, WEATHERS, Flow
from generator.flipbook.word import WordTable
from policy.types import CameraKind

Recipe = Literal["picture", "scene", "joint"]
Drawn = TypeVar("Drawn")
TEXT_TOKENS = {"picture": 6, "scene": 28, "joint": 28}
P_NO_ACTION = 0.25
SMALL_SWINGS = frozenset({"bob", "bounce", "hop", "idle", "pendulum", "pulse", "spin", "sway", "walk", "zigzag"})
"""Motions that differ from others by little of the loss: they are shown `MORE_OFTEN`, or are learned last."""
MORE_OFTEN = 5.0
P_NO_LIGHT = 0.3
P_NO_PLACE = 0.05
P_TWO_SUBJECTS = 0.15
P_CHANGE = 0.2
P_WEATHER = 0.3
P_EMPTY = 0.05
T_SHIFT = -1.3
MAX_TRIES = 1000
"""Draws after which the held-out list must be what leaves nothing to draw."""
REST: Poses = np.tile(np.array([0, 0, 0.9, 0, 0, 0, 0, 0.9, 0], np.float32), (N_KEYS, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch: clean layers, their flow times (1 = given clean, not learned) and the words."""

    layers: dict[str, Tensor]
    t: dict[str, Tensor]
    words: Words


class Sampler:
    """Draws batches for ever, deterministically from its seed.

    Args:
        atlas: The pictures.
        table: The word vectors.
        seed: Any integer.
        held_out: What is never drawn; the fixed validation list when left out.
    """

    def __init__(self, atlas: Atlas, table: WordTable, seed: int, *, held_out: HeldOut | None = None) -> None:
        self.atlas, self.table = atlas, table
        self.held_out = validation() if held_out is None else held_out
        self.rng = np.random.default_rng(seed)
        self.subjects = subjects()
        kept = np.array([self._drawn(self.subjects[i], STYLES[s]) for i, s in self._rows()])
        self._rows_in = {
            int(k): np.flatnonzero(kept & (atlas.subject_style == k)) for k in np.unique(atlas.subject_style[kept])
        }
        odds = np.array([STYLE_WEIGHT[STYLES[k]] for k in self._rows_in])
        self._style_odds = odds / odds.sum()
        often = np.array([MORE_OFTEN if name in SMALL_SWINGS else 1.0 for name in MOTIONS])
        self._motion_odds = often / often.sum()

    def batch(self, recipe: Recipe, size: int) -> Batch:
        """One batch of `size` samples; all have the same layers, so that nothing is padded."""
        if recipe == "picture":
            return self._pictures(size)
        n = 0 if recipe == "scene" else 1 + int(self.rng.random() < P_TWO_SUBJECTS)
        changes = n == 1 and self.rng.random() < P_CHANGE
        return self._scenes(recipe, size, n, changes=changes, weather=self.rng.random() < P_WEATHER)

    def _rows(self) -> zip[tuple[int, int]]:
        return zip(self.atlas.subject_id, self.atlas.subject_style, strict=True)

    def _drawn(self, subject: Subject, style: str) -> bool:
        return (style, subject.name) not in self.held_out.styles

    def _style(self) -> int:
        return int(self.rng.choice(list(self._rows_in), p=self._style_odds))

    def _style_words(self, style: int) -> str:
        return self._said("style", lambda: style_words(self.rng, STYLES[style]))

    def _accepted(self, draw: Callable[[], Drawn], refused: Callable[[Drawn], bool]) -> Drawn:
        """The first draw that is not refused.

        Raises:
            RuntimeError: Nothing was accepted in `MAX_TRIES` draws.
        """
        for _ in range(MAX_TRIES):
            if not refused(drawn := draw()):
                return drawn
        raise RuntimeError(f"nothing but held-out samples in {MAX_TRIES} draws: the validation list leaves no choice")

    def _said(self, role: str, draw: Callable[[], str]) -> str:
        """Words for a role that are not held out."""
        return self._accepted(draw, lambda words: self.held_out.says(role, words))

    def _picture(self, style: int) -> tuple[Rgba, Subject, str]:
        """A subject's picture in a style, the subject, and its words."""
        row = int(self.rng.choice(self._rows_in[style]))
        subject = self.subjects[self.atlas.subject_id[row]]
        return self.atlas.subject[row], subject, self._said("subject", lambda: subject_words(self.rng, subject))

    def _pictures(self, size: int) -> Batch:
        pictures, prompts = [], []
        for _ in range(size):
            style = self._style()
            picture, _, words = self._picture(style)
            pictures.append(picture)
            prompts.append({"subject1": words, "style": self._style_words(style)})
        layers = {"subject1": subject_tokens(np.stack(pictures))}
        t = {"subject1": self._times(size)}
        return Batch(layers=layers, t=t, words=self._words(prompts, [4.0] * size, "picture"))

    def _scenes(self, recipe: Recipe, size: int, n: int, *, changes: bool, weather: bool) -> Batch:
        roles = [*SUBJECT_ROLES[:n], *([AFTER_ROLE] if changes else [])]
        pictures: dict[str, list[Rgba]] = {role: [] for role in roles}
        scenes, sheets, motions, prompts, durations = [], [], [], [], []
        variants = self.rng.integers(VARIANTS, size=size)
        for variant in variants:
            duration_s = float(self.rng.uniform(1.5, 8.0))
            prompt: dict[str, str] = {}
            style = self._style()
            known = []
            for role in roles:
                picture, subject, prompt[role] = self._picture(style)
                pictures[role].append(picture)
                known.append(subject.name)
            prompt["style"] = self._style_words(style) if roles else ""
            flow = CALM
            if weather:
                sheet, flow = self._weather(prompt, variant)
                sheets.append(sheet)
            poses, doing = self._motion(prompt, n, flow, duration_s)
            motions.append(poses)
            scenes.append(self._scene(prompt, known, doing, variant))
            prompts.append(prompt)
            durations.append(duration_s)
        layers = {"background": background_tokens(np.stack(scenes))}
        layers |= {role: subject_tokens(np.stack(p)) for role, p in pictures.items()}
        if weather:
            layers["weather"] = subject_tokens(np.stack(sheets), PARTICLE)
        layers["motion"] = scale_motion(torch.from_numpy(np.stack(motions)))
        said = self._words(prompts, durations, recipe, (variants / VARIANTS).tolist())
        return Batch(layers=layers, t=self._mixed_times(list(layers), size), words=said)

    def _weather(self, prompt: dict[str, str], variant: int) -> tuple[Rgba, Flow]:
        """A sheet of particles, in this drawing, and their flow; writes its words into `prompt`."""
        row = int(self.rng.integers(len(self.atlas.particle) // VARIANTS)) * VARIANTS + variant
        weather = list(WEATHERS.values())[self.atlas.particle_kind[row]]
        prompt["weather"], plenty, course = weather_words(self.rng, weather)
        return np.asarray(self.atlas.particle[row]), weather.flow(self.rng, plenty=plenty, course=course)

    def _place(self, known: list[str], doing: str, variant: int) -> int:
        """A row of the atlas' scenes, in this drawing, in which the named subjects may do this."""
        n_places = len(self.atlas.scene) // VARIANTS

        def refused(row: int) -> bool:
            setting = SETTINGS[self.atlas.scene_setting[row]].name
            return any((name, setting, doing) in self.held_out.scenes for name in known)

        return self._accepted(lambda: int(self.rng.integers(n_places)) * VARIANTS + variant, refused)

    def _scene(self, prompt: dict[str, str], known: list[str], doing: str, variant: int) -> Rgba:
        """A background in which `known` subjects may be `doing` this; writes its words into `prompt`."""
        row = self._place(known, doing, variant)
        mood, setting = MOODS[self.atlas.scene_mood[row]], SETTINGS[self.atlas.scene_setting[row]]
        if self.rng.random() >= P_NO_PLACE:
            prompt["setting"] = self._said("setting", lambda: place_words(self.rng, setting))
        plain = mood.name == MOODS[0].name
        if "lighting" not in prompt and self.rng.random() >= (P_NO_LIGHT if plain else 0.0):
            prompt["lighting"] = self._said("lighting", lambda: place_words(self.rng, mood))
        elif "lighting" in prompt and not plain:
            prompt["lighting"] += " " + self._said("lighting", lambda: place_words(self.rng, mood))
        return np.asarray(self.atlas.scene[row])

    def _motion(self, prompt: dict[str, str], n: int, flow: Flow, duration_s: float) -> tuple[np.ndarray, str]:
        """(24, N_MOTION) world motion and the name of what `n` subjects do; writes its words into `prompt`."""
        tracks, change, doing = self._tracks(prompt, n, duration_s)
        kind = CameraKind(str(self.rng.choice(list(CameraKind))))
        prompt["camera"], strength = camera_words(self.rng, kind)
        camera = draw_camera(kind, strength, self.rng, duration_s, tracks[0])
        light = LIGHTS["steady"]
        if self.rng.random() < 0.25:
            light = LIGHTS[str(self.rng.choice(list(LIGHTS)))]
            prompt["lighting"] = self._said("lighting", lambda: light_words(self.rng, light))
        tracks += [REST] * (MAX_SUBJECTS - len(tracks))
        return np.concatenate([*tracks, camera, light.draw(self.rng, duration_s), change, flow], 1), doing

    def _tracks(self, prompt: dict[str, str], n: int, duration_s: float) -> tuple[list[Poses], np.ndarray, str]:
        """The subjects' tracks, the change of the first, (24, 1), and the name of what they do."""
        unchanged = np.zeros((N_KEYS, 1), np.float32)
        if AFTER_ROLE in prompt:
            transition = TRANSITIONS[str(self.rng.choice(list(TRANSITIONS)))]
            prompt[ACTION_ROLES[0]] = transition_words(self.rng, transition)
            poses, share = transition.draw(self.rng, duration_s)
            return [poses], share[:, None].astype(np.float32), transition.name
        if n == 2:
            pair = PAIRS[str(self.rng.choice(list(PAIRS)))]
            prompt["action1"] = self._said("action", lambda: pair_words(self.rng, pair))
            return list(pair.draw(self.rng, duration_s)), unchanged, pair.name
        usual = habit(prompt[SUBJECT_ROLES[0]]) if n else None
        if usual is not None and self.rng.random() < P_NO_ACTION:
            return [MOTIONS[usual].draw(self.rng, duration_s, 1)], unchanged, usual
        motion = MOTIONS[str(self.rng.choice(list(MOTIONS), p=self._motion_odds))]
        said = self._accepted(
            lambda: action_words(self.rng, motion), lambda said: self.held_out.says("action", said[0])
        )
        prompt[ACTION_ROLES[0]], direction = said
        return [motion.draw(self.rng, duration_s, direction)], unchanged, motion.name

    def _words(
        self,
        prompts: list[dict[str, str]],
        durations: list[float],
        recipe: Recipe,
        variants: list[float] | None = None,
    ) -> Words:
        kept = [{} if self.rng.random() < P_EMPTY else p for p in prompts]
        return self.table.batch(kept, durations, TEXT_TOKENS[recipe], variants)

    def _times(self, size: int) -> Tensor:
        return torch.sigmoid(torch.from_numpy(self.rng.standard_normal(size).astype(np.float32)) + T_SHIFT)

    def _mixed_times(self, names: list[str], size: int) -> dict[str, Tensor]:
        """Flow times of a joint batch.

        Half of the samples have their subjects clean (as when rendering); a quarter share one flow time over all
        layers; the last quarter has a time for each layer and a third of its layers clean.
        """
        shared = self._times(size)
        kind = torch.from_numpy(self.rng.random(size))
        t = {}
        for name in names:
            own = self._times(size)
            own[torch.from_numpy(self.rng.random(size) < 0.33)] = 1.0
            given = torch.ones(size) if name in PICTURE_ROLES else shared
            t[name] = torch.where(kind < 0.5, given, torch.where(kind < 0.75, shared, own))
        return t


def subject_tokens(rgba: np.ndarray, size: Picture = SUBJECT) -> Tensor:
    """(B, H, W, 4) straight-alpha uint8 -> (B, N, C) premultiplied tokens in [-1, 1]."""
    x = torch.from_numpy(rgba).permute(0, 3, 1, 2).float() / 255
    x[:, :3] *= x[:, 3:]
    return size.patchify(x * 2 - 1)


def background_tokens(rgb: np.ndarray) -> Tensor:
    """(B, 96, 144, 3) uint8 -> (B, 24, 1728) tokens in [-1, 1]."""
    return BACKGROUND.patchify(torch.from_numpy(rgb).permute(0, 3, 1, 2).float() / 127.5 - 1)
