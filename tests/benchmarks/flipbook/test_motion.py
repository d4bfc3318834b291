from __future__ import annotations

import numpy as np
import pytest

from benchmarks.flipbook.marker import TRAITS, subject_path, traits
from benchmarks.flipbook.motion import Act, acts, named, train, true_traits
from benchmarks.flipbook.stage import still
from generator.flipbook.layout import POSE
from generator.flipbook.train.animation import MOTIONS


def posed(**columns: float | np.ndarray) -> np.ndarray:
    motion = still()
    for name, value in columns.items():
        motion[:, POSE.index(name)] = value
    return motion


def trait(name: str, motion: np.ndarray) -> np.ndarray:
    return traits(motion)[TRAITS.index(name)]


def test_the_marker_is_found_where_it_is() -> None:
    x = np.linspace(-1.0, 1.0, 24)
    assert subject_path(posed(x=x, y=0.1)) == pytest.approx(x, abs=0.03)
    assert trait("y", posed(y=0.3)) == pytest.approx(0.3, abs=0.01)


def test_size_opacity_and_facing_are_seen() -> None:
    assert trait("width", posed(scale=0.5)) == pytest.approx(trait("width", posed(scale=1.0)) / 2, abs=0.01)
    assert trait("opacity", posed(opacity=0.5)) == pytest.approx(0.5, abs=0.02)
    assert (trait("left x", posed(facing=1.0)) < -0.05).all()
    assert (trait("left x", posed(facing=-1.0)) > 0.05).all()
    assert (trait("up y", posed(rotation=np.pi)) > 0.05).all()


def test_what_is_not_there_is_not_seen() -> None:
    assert (traits(posed(opacity=0.0)) == 0).all()
    assert (trait("seen", posed(x=5.0)) == 0).all()


def test_every_motion_has_an_act_for_each_direction() -> None:
    assert len(acts()) == len(MOTIONS) + sum(m.directional for m in MOTIONS.values())
    assert len({str(a) for a in acts()}) == len(acts())
    assert str(Act(motion="run", direction=-1)) == "run left"
    assert str(Act(motion="spin", direction=-1)) == "spin"


def test_fresh_true_tracks_are_named() -> None:
    known = acts(("run", "jump", "spin", "grow", "fade_out", "rise"))
    network = train(known, tracks=12, epochs=40)
    rng = np.random.default_rng(77)
    hits = [named(network, known, true_traits(a, rng, 4.0)) == a for a in known for _ in range(4)]
    assert np.mean(hits) > 0.9


def test_no_tracks_are_refused() -> None:
    with pytest.raises(ValueError, match="tracks is 0"):
        train(acts(("run",)), tracks=0)
