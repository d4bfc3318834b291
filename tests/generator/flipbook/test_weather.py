from __future__ import annotations

import random

import numpy as np
import pytest

from generator.flipbook.layout import CHANGE, N_KEYS, WEATHER
from generator.flipbook.train.pose import POSE
from generator.flipbook.train.subject import rasterise
from generator.flipbook.train.transition import TRANSITIONS
from generator.flipbook.train.weather import CALM, COURSE, PLENTY, WEATHERS
from generator.flipbook.train.weather_picture import CELL, PARTICLES, SIDE, sheet_svg

AMOUNT, FALL = WEATHER.index("amount"), WEATHER.index("fall")
resvg = pytest.importorskip("resvg_py")


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_every_kind_has_a_picture_and_a_phrase_of_its_own() -> None:
    assert list(WEATHERS) == list(PARTICLES)
    said = [p for w in WEATHERS.values() for p in w.phrases]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("kind", WEATHERS)
def test_nine_particles_keep_clear_of_each_other(kind: str) -> None:
    picture = rasterise(sheet_svg(kind, random.Random(0)), width=SIDE * CELL, height=SIDE * CELL)
    cells = picture.reshape(SIDE, CELL, SIDE, CELL, 4).swapaxes(1, 2).reshape(-1, CELL, CELL, 4)
    alpha = cells[..., 3]
    assert (alpha.max((1, 2)) > 60).all()
    borders = [alpha[:, 0], alpha[:, -1], alpha[:, :, 0], alpha[:, :, -1]]
    assert max(int(b.max()) for b in borders) < 40


@pytest.mark.parametrize("kind", WEATHERS)
@pytest.mark.parametrize("course", COURSE)
def test_a_flow_is_what_its_words_say(kind: str, course: str) -> None:
    flows = {p: WEATHERS[kind].flow(rng(), plenty=p, course=course) for p in PLENTY}
    assert all(f.shape == CALM.shape == (N_KEYS, len(WEATHER)) for f in flows.values())
    most = [float(flows[p][:, AMOUNT].max()) for p in ("a little", "", "heavy")]
    assert most == sorted(most)
    first, last = (float(flows[""][k, AMOUNT]) for k in (0, -1))
    assert {"": first == last > 0, "begins": first == 0 < last, "ends": first > 0 == last}[course]


def test_snow_falls_bubbles_rise_and_a_splash_comes_down_again() -> None:
    fall = {k: WEATHERS[k].flow(rng())[:, FALL] for k in ("snow", "bubbles", "drops")}
    assert (fall["snow"] > 0).all()
    assert (fall["bubbles"] < 0).all()
    assert fall["drops"][0] < 0 < fall["drops"][-1]


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ValueError, match="'lava' is not one of snow"):
        sheet_svg("lava", random.Random(0))


@pytest.mark.parametrize("name", TRANSITIONS)
@pytest.mark.parametrize("seed", range(5))
def test_a_change_begins_at_nothing_ends_whole_and_never_goes_back(name: str, seed: int) -> None:
    poses, share = TRANSITIONS[name].draw(rng(seed), 4.0)
    assert poses.shape == (N_KEYS, len(POSE))
    assert np.isfinite(poses).all()
    assert share.shape == (N_KEYS,)
    assert len(CHANGE) == 1
    assert (share[0], share[-1]) == (0.0, pytest.approx(1.0))
    assert (np.diff(share) >= -1e-9).all()


def test_a_sudden_change_is_faster_than_a_gradual_one() -> None:
    spans = {
        n: int(((s > 0.02) & (s < 0.98)).sum()) for n, s in ((n, c.draw(rng(), 4.0)[1]) for n, c in TRANSITIONS.items())
    }
    assert spans["sudden"] < 4 < 8 < spans["gradual"]
