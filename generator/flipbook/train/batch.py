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
    BACKGROUND,
    MAX_SUBJECTS,
    N_KEYS,
    SUBJECT,
    SUBJECT_ROLES,
    scale_motion,
)
from generator.flipbook.network import Words
from generator.flipbook.train.animation import MOTIONS, PAIRS, Poses
from generator.flipbook.train.atlas import Atlas, chosen
from generator.flipbook.train.camera import draw_camera
from generator.flipbook.train.caption import (
    action_words,
    camera_words,
    light_words,
    pair_words,
    place_words,
    style_words,
    subject_words,
)
from generator.flipbook.train.colour import colour_variant, main_hue
from generator.flipbook.train.light import LIGHTS
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLE_WEIGHT, STYLES, Rgba, Selection, Subject
from generator.flipbook.train.validation import HeldOut, validation
from generator.flipbook.word import WordTable
from policy.types import CameraKind

Recipe = Literal["picture", "scene", "joint"]
Drawn = TypeVar("Drawn")
TEXT_TOKENS = {"picture": 6, "scene": 24, "joint": 24}
P_COLOUR = 0.12
P_NO_ACTION = 0.25
P_NO_LIGHT = 0.3
P_NO_PLACE = 0.05
P_TWO_SUBJECTS = 0.15
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
        self.subjects = chosen(atlas.selection)
        kept = np.array([in_style(self.subjects[i], STYLES[s], atlas.selection) for i, s in self._rows()])
        per_style = np.bincount(atlas.subject_style[kept], minlength=len(STYLES))
        share = STYLE_WEIGHT[atlas.selection]
        weight = np.array([share[STYLES[s]] / max(per_style[s], 1) for s in atlas.subject_style]) * kept
        self._odds = weight / weight.sum()
        self._hues = [main_hue(p) for p in atlas.subject]

    def batch(self, recipe: Recipe, size: int) -> Batch:
        """One batch of `size` samples; two-subject scenes come as whole batches, so that nothing is padded."""
        if recipe == "picture":
            return self._pictures(size)
        n = 0 if recipe == "scene" else 1 + int(self.rng.random() < P_TWO_SUBJECTS)
        return self._scenes(recipe, size, n)

    def _rows(self) -> zip[tuple[int, int]]:
        return zip(self.atlas.subject_id, self.atlas.subject_style, strict=True)

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

    def _picture(self) -> tuple[Rgba, Subject, str, str]:
        """A subject's picture, the subject, its words and its style words."""
        row = int(self.rng.choice(len(self._odds), p=self._odds))
        subject = self.subjects[self.atlas.subject_id[row]]
        picture, hue, colour = self.atlas.subject[row], self._hues[row], ""
        if hue is not None and self.rng.random() < P_COLOUR:
            colour = str(self.rng.choice(self.held_out.colours_of(subject.name)))
            picture = colour_variant(picture, hue, colour)
        drawn_in = STYLES[self.atlas.subject_style[row]]
        style = self._said("style", lambda: style_words(self.rng, drawn_in))
        return picture, subject, self._said("subject", lambda: subject_words(self.rng, subject, colour)), style

    def _pictures(self, size: int) -> Batch:
        pictures, prompts = [], []
        for _ in range(size):
            picture, _, words, style = self._picture()
            pictures.append(picture)
            prompts.append({"subject1": words, "style": style})
        layers = {"subject1": subject_tokens(np.stack(pictures))}
        t = {"subject1": self._times(size)}
        return Batch(layers=layers, t=t, words=self._words(prompts, [4.0] * size, "picture"))

    def _scenes(self, recipe: Recipe, size: int, n: int) -> Batch:
        subjects: list[list[Rgba]] = [[] for _ in range(n)]
        scenes, motions, prompts, durations = [], [], [], []
        for _ in range(size):
            duration_s = float(self.rng.uniform(1.5, 8.0))
            prompt: dict[str, str] = {}
            known = []
            for i in range(n):
                picture, subject, words, style = self._picture()
                subjects[i].append(picture)
                prompt[SUBJECT_ROLES[i]] = words
                prompt["style"] = style
                known.append(subject.name)
            poses, doing = self._motion(prompt, n, duration_s)
            motions.append(poses)
            scenes.append(self._scene(prompt, known, doing))
            prompts.append(prompt)
            durations.append(duration_s)
        layers = {"background": background_tokens(np.stack(scenes))}
        layers |= {SUBJECT_ROLES[i]: subject_tokens(np.stack(p)) for i, p in enumerate(subjects)}
        layers["motion"] = scale_motion(torch.from_numpy(np.stack(motions)))
        return Batch(
            layers=layers, t=self._mixed_times(list(layers), size), words=self._words(prompts, durations, recipe)
        )

    def _place(self, known: list[str], doing: str) -> int:
        """A row of the atlas' scenes in which the named subjects may do this."""

        def refused(row: int) -> bool:
            setting = SETTINGS[self.atlas.scene_setting[row]].name
            return any((name, setting, doing) in self.held_out.scenes for name in known)

        return self._accepted(lambda: int(self.rng.integers(len(self.atlas.scene))), refused)

    def _scene(self, prompt: dict[str, str], known: list[str], doing: str) -> Rgba:
        """A background in which `known` subjects may be `doing` this; writes its words into `prompt`."""
        row = self._place(known, doing)
        mood, setting = MOODS[self.atlas.scene_mood[row]], SETTINGS[self.atlas.scene_setting[row]]
        if self.rng.random() >= P_NO_PLACE:
            prompt["setting"] = self._said("setting", lambda: place_words(self.rng, setting))
        plain = mood.name == MOODS[0].name
        if "lighting" not in prompt and self.rng.random() >= (P_NO_LIGHT if plain else 0.0):
            prompt["lighting"] = self._said("lighting", lambda: place_words(self.rng, mood))
        elif "lighting" in prompt and not plain:
            prompt["lighting"] += " " + self._said("lighting", lambda: place_words(self.rng, mood))
        return np.asarray(self.atlas.scene[row])

    def _motion(self, prompt: dict[str, str], n: int, duration_s: float) -> tuple[np.ndarray, str]:
        """(24, 33) world motion and the name of what the `n` subjects do; writes its words into `prompt`."""
        tracks, doing = self._tracks(prompt, n, duration_s)
        kind = CameraKind(str(self.rng.choice(list(CameraKind))))
        prompt["camera"], strength = camera_words(self.rng, kind)
        camera = draw_camera(kind, strength, self.rng, duration_s, tracks[0])
        light = LIGHTS["steady"]
        if self.rng.random() < 0.25:
            light = LIGHTS[str(self.rng.choice(list(LIGHTS)))]
            prompt["lighting"] = self._said("lighting", lambda: light_words(self.rng, light))
        tracks += [REST] * (MAX_SUBJECTS - len(tracks))
        return np.concatenate([*tracks, camera, light.draw(self.rng, duration_s)], 1), doing

    def _tracks(self, prompt: dict[str, str], n: int, duration_s: float) -> tuple[list[Poses], str]:
        if n == 2:
            pair = PAIRS[str(self.rng.choice(list(PAIRS)))]
            prompt["action1"] = self._said("action", lambda: pair_words(self.rng, pair))
            return list(pair.draw(self.rng, duration_s)), pair.name
        direction = 1 if self.rng.random() < 0.6 else -1
        usual = habit(prompt[SUBJECT_ROLES[0]]) if n else None
        if usual is not None and self.rng.random() < P_NO_ACTION:
            return [MOTIONS[usual].draw(self.rng, duration_s, direction)], usual
        motion = MOTIONS[str(self.rng.choice(list(MOTIONS)))]
        prompt[ACTION_ROLES[0]] = self._said("action", lambda: action_words(self.rng, motion, direction))
        return [motion.draw(self.rng, duration_s, direction)], motion.name

    def _words(self, prompts: list[dict[str, str]], durations: list[float], recipe: Recipe) -> Words:
        kept = [{} if self.rng.random() < P_EMPTY else p for p in prompts]
        return self.table.batch(kept, durations, TEXT_TOKENS[recipe])

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
            given = torch.ones(size) if name in SUBJECT_ROLES else shared
            t[name] = torch.where(kind < 0.5, given, torch.where(kind < 0.75, shared, own))
        return t


def in_style(subject: Subject, style: str, selection: Selection = Selection.FIRST) -> bool:
    """Whether a training learns this subject in this style.

    The first selection learns all in flat and what travels in playful too; the full one whatever is drawn.
    """
    return selection is Selection.FULL or style == STYLES[0] or subject.faces_left


def subject_tokens(rgba: np.ndarray) -> Tensor:
    """(B, 96, 96, 4) straight-alpha uint8 -> (B, 36, 1024) premultiplied tokens in [-1, 1]."""
    x = torch.from_numpy(rgba).permute(0, 3, 1, 2).float() / 255
    x[:, :3] *= x[:, 3:]
    return SUBJECT.patchify(x * 2 - 1)


def background_tokens(rgb: np.ndarray) -> Tensor:
    """(B, 96, 144, 3) uint8 -> (B, 24, 1728) tokens in [-1, 1]."""
    return BACKGROUND.patchify(torch.from_numpy(rgb).permute(0, 3, 1, 2).float() / 127.5 - 1)
