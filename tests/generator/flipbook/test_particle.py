from __future__ import annotations

import numpy as np
import pytest

from generator.flipbook.layout import PARTICLE, WEATHER
from generator.flipbook.particle import Air, Particles

AMOUNT, FALL, DRIFT, SWIRL, SIZE, FLUTTER = range(len(WEATHER))
N = 48
CAMERA = np.array([[60.0, 0, 90], [0, 60.0, 60]])


def flow(**columns: float | np.ndarray) -> np.ndarray:
    out = np.zeros((N, len(WEATHER)))
    for name, value in ({"amount": 1.0, "size": 0.06} | columns).items():
        out[:, WEATHER.index(name)] = value
    return out


def particles(duration_s: float = 2.0, **columns: float | np.ndarray) -> Particles:
    sheet = np.zeros((4 * PARTICLE.height, 4 * PARTICLE.width, 4), np.uint8)
    side = sheet.shape[0] // PARTICLE.grid[0]
    for i in range(PARTICLE.grid[0]):
        for j in range(PARTICLE.grid[1]):
            sheet[i * side + 8 : (i + 1) * side - 8, j * side + 8 : (j + 1) * side - 8] = 255
    return Particles(Air(sheet=sheet, duration_s=duration_s), flow(**columns))


def frame(drawn: Particles, i: int, *, fronts: tuple[bool, ...] = (False, True)) -> np.ndarray:
    out = np.zeros((120, 180, 3), np.uint8)
    for front in fronts:
        drawn.lay(out, i, CAMERA, front=front)
    return out


def test_no_amount_draws_nothing_and_more_draws_more() -> None:
    light = [int(frame(particles(amount=a), 0).astype(int).sum()) for a in (0.0, 0.2, 0.6, 1.0)]
    assert light[0] == 0
    assert light == sorted(light)
    assert light[1] > 0


def test_what_is_in_front_and_what_is_behind_are_all_of_it() -> None:
    drawn = particles()
    front, behind = (frame(drawn, 0, fronts=(f,)) for f in (True, False))
    assert front.any()
    assert behind.any()
    assert frame(drawn, 0).astype(int).sum() <= front.astype(int).sum() + behind.astype(int).sum()


def test_still_air_stands_still_and_falling_air_falls() -> None:
    still, falling = particles(fall=0.0), particles(fall=0.3)
    assert np.array_equal(frame(still, 0), frame(still, N - 1))
    shift = 0.3 / (N / 2.0) * 60 * 0.95  # pixels a frame of a particle in the middle depth
    before, after = (frame(falling, i).astype(float).mean(2) for i in (0, 4))
    errors = [np.abs(np.roll(before, round(shift * 4 + d), 0) - after).mean() for d in (-3, 0, 3)]
    assert errors[1] == min(errors)


def test_the_air_stays_filled_for_a_long_time() -> None:
    drawn = particles(duration_s=60.0, fall=0.5, drift=0.3)
    light = [frame(drawn, i).astype(int).sum() for i in (0, N // 2, N - 1)]
    assert max(light) < 1.6 * min(light)


def test_amount_that_grows_fades_particles_in_one_by_one() -> None:
    drawn = particles(amount=np.linspace(0, 1, N), fall=0.0)
    light = [frame(drawn, i).astype(int).sum() for i in range(0, N, 6)]
    assert light == sorted(light)
    steps = np.diff(light)
    assert steps.max() < 0.4 * light[-1]


@pytest.mark.parametrize("size", [0.0, 1e-4, 3.0])
def test_any_size_is_drawn_or_left_out_without_a_fault(size: float) -> None:
    out = frame(particles(size=size), 3)
    assert out.any() == (size > 0.01)
