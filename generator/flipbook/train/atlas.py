"""The training pictures, rendered once and packed into one file, so that a machine without the icon sets can train.

    python -m generator.flipbook.train atlas --icons NODE_MODULES

Holds, as plain arrays (no pickles): every subject picture at 96 px, every setting x mood x variant at 144 x 96, sheets
of particles at 48 px, and which subject, style, setting, mood and kind of weather each row is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from generator.flipbook.layout import BACKGROUND, PARTICLE, SUBJECT
from generator.flipbook.train.setting import MOODS, SETTINGS, scene_svg
from generator.flipbook.train.subject import (
    STYLES,
    IconFolder,
    pictures,
    rasterise,
    subjects,
)
from generator.flipbook.train.weather import WEATHERS
from generator.flipbook.train.weather_picture import sheet_svg

VARIANTS = 2
U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Arrays of one atlas.

    Attributes:
        subject: (M, 96, 96, 4) straight-alpha RGBA.
        subject_id: (M,) index into `subjects()`.
        subject_style: (M,) index into `STYLES`.
        scene: (K, 96, 144, 3) RGB; the `VARIANTS` drawings of one setting in one mood lie side by side.
        scene_setting: (K,) index into `SETTINGS`.
        scene_mood: (K,) index into `MOODS`.
        particle: (P, 48, 48, 4) straight-alpha RGBA.
        particle_kind: (P,) index into `WEATHERS`.
    """

    subject: U8
    subject_id: I32
    subject_style: I32
    scene: U8
    scene_setting: I32
    scene_mood: I32
    particle: U8
    particle_kind: I32


def build(node_modules: Path) -> Atlas:
    """Render everything.

    Raises:
        FileNotFoundError: An icon set is not installed.
        ValueError: Subjects have no flat picture: their icons are in no set, or a set was renamed.
    """
    folder = IconFolder(node_modules)
    rows = list(pictures(folder, SUBJECT.width, subjects()))
    drawn = {i for i, style, _ in rows if style == STYLES[0]}
    if missing := [s.icon for i, s in enumerate(subjects()) if i not in drawn]:
        raise ValueError(f"{len(missing)} icons of subjects.txt are in no set, first {missing[:5]!r}")
    scenes, settings, moods = [], [], []
    for i, setting in enumerate(SETTINGS):
        for j, mood in enumerate(MOODS):
            for variant in range(VARIANTS):
                svg = scene_svg(setting.name, mood.name, random.Random(f"{setting.name}/{mood.name}/{variant}"))
                scenes.append(rasterise(svg, width=BACKGROUND.width, height=BACKGROUND.height)[..., :3])
                settings.append(i)
                moods.append(j)
    sheets = [
        rasterise(sheet_svg(kind, random.Random(f"{kind}/{variant}")), width=PARTICLE.width, height=PARTICLE.height)
        for kind in WEATHERS
        for variant in range(VARIANTS)
    ]
    return Atlas(
        subject=np.stack([r for _, _, r in rows]),
        subject_id=np.array([i for i, _, _ in rows], np.int32),
        subject_style=np.array([STYLES.index(s) for _, s, _ in rows], np.int32),
        scene=np.stack(scenes),
        scene_setting=np.array(settings, np.int32),
        scene_mood=np.array(moods, np.int32),
        particle=np.stack(sheets),
        particle_kind=np.repeat(np.arange(len(WEATHERS), dtype=np.int32), VARIANTS),
    )


def save(atlas: Atlas, path: Path) -> None:
    """Write the atlas as a compressed .npz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **{k: getattr(atlas, k) for k in Atlas.__slots__})


def load(path: Path) -> Atlas:
    """Read an atlas that `save` wrote; pickled content is refused.

    Raises:
        ValueError: It shows subjects that the list does not have.
    """
    with np.load(path, allow_pickle=False) as file:
        atlas = Atlas(**{k: file[k] for k in Atlas.__slots__})
    if (top := int(atlas.subject_id.max(initial=0))) >= len(subjects()):
        raise ValueError(f"{str(path)!r} shows subject {top}, must be 0..{len(subjects()) - 1}: draw the atlas anew")
    return atlas
