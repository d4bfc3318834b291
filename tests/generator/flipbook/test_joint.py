from __future__ import annotations

import pytest
import torch

from generator.flipbook.joint import FADE_KEYS, carried_on
from generator.flipbook.layout import N_KEYS, N_MOTION

X, Y = 0, 1
JOINT = 5


def line(start: float, step: float) -> torch.Tensor:
    """(1, 24, 40), every column the same straight line."""
    return (start + step * torch.arange(N_KEYS, dtype=torch.float32))[None, :, None].expand(1, N_KEYS, N_MOTION).clone()


def wavy(seed: int) -> torch.Tensor:
    phase = torch.rand(N_MOTION, generator=torch.Generator().manual_seed(seed)) * 6
    return torch.sin(torch.arange(N_KEYS)[:, None] * 0.4 + phase)[None]


def test_known_rows_stay_exactly() -> None:
    known = wavy(1)
    assert torch.equal(carried_on(wavy(2), known, JOINT)[:, :JOINT], known[:, :JOINT])


@pytest.mark.parametrize("seed", range(3))
def test_place_and_speed_go_on_at_the_joint(seed: int) -> None:
    known = line(0.7, 0.13)
    out = carried_on(wavy(seed), known, JOINT)
    assert torch.allclose(out[:, JOINT], known[:, JOINT], atol=1e-5)
    assert torch.allclose(out[:, JOINT + 1] - out[:, JOINT], known[:, JOINT] - known[:, JOINT - 1], atol=1e-5)


def test_a_height_returns_to_what_was_drawn_and_a_place_sideways_does_not() -> None:
    out = carried_on(line(0.0, 0.0), line(1.0, 0.0), JOINT)
    late = slice(JOINT + FADE_KEYS, None)
    assert torch.allclose(out[:, late, Y], torch.zeros(1), atol=1e-5)
    assert torch.allclose(out[:, late, X], torch.ones(1), atol=1e-5)


def test_what_already_continues_is_left_alone() -> None:
    same = line(-0.2, 0.05)
    assert torch.allclose(carried_on(same, same, JOINT), same, atol=1e-5)


@pytest.mark.parametrize("joint", [0, N_KEYS - 1, -3])
def test_a_joint_outside_the_keys_is_named(joint: int) -> None:
    with pytest.raises(ValueError, match=rf"1\.\.22, got {joint}"):
        carried_on(wavy(0), wavy(1), joint)
