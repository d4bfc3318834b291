from __future__ import annotations

import numpy as np
import pytest
import torch

from generator.flipbook.known import (
    CAMERA_COLUMNS,
    LAYER_SIZES,
    Known,
    checked,
    known_camera,
    known_facing,
    known_motion,
)
from generator.flipbook.layout import N_KEYS, N_MOTION, N_POSE, POSE, scale_motion, unscale_motion

FACING = POSE.index("facing")
SHOT = ("background", "subject1", "motion")


def tokens(name: str) -> torch.Tensor:
    return torch.randn(1, *LAYER_SIZES[name], generator=torch.Generator().manual_seed(0))


def some_rows() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(N_KEYS, N_MOTION)).astype(np.float32)


def test_what_is_known_replaces_what_was_predicted_and_nothing_else() -> None:
    mask = np.zeros((N_KEYS, N_MOTION), np.bool_)
    mask[3, 5] = mask[:, 30] = True
    rows, clean = some_rows(), tokens("motion")
    held = known_motion(rows, mask).hold(clean)
    wanted = scale_motion(torch.from_numpy(rows))[None]
    assert torch.equal(held[0][torch.from_numpy(mask)], wanted[0][torch.from_numpy(mask)])
    assert torch.equal(held[0][torch.from_numpy(~mask)], clean[0][torch.from_numpy(~mask)])


def test_holding_twice_is_holding_once() -> None:
    mask = np.zeros((N_KEYS, N_MOTION), np.bool_)
    mask[:6] = True
    known = known_motion(some_rows(), mask, joint=5)
    once = known.hold(tokens("motion"))
    assert torch.allclose(known.hold(once), once, atol=1e-5)
    assert torch.equal(known.hold(once)[:, :6], once[:, :6])


def test_a_camera_track_is_four_columns() -> None:
    track = np.column_stack([np.linspace(-0.4, 0.4, N_KEYS), np.zeros(N_KEYS), np.full(N_KEYS, 1.3), np.zeros(N_KEYS)])
    known = known_camera(track.astype(np.float32))
    assert known.mask is not None
    assert int(known.mask.sum()) == 4 * N_KEYS
    assert np.allclose(unscale_motion(known.tokens)[0, :, CAMERA_COLUMNS].numpy(), track, atol=1e-6)


def test_a_later_subject_is_held_as_drawn_in_its_own_column() -> None:
    known = known_facing(1)
    assert known.mask is not None
    assert known.mask.nonzero()[:, 1].unique().tolist() == [N_POSE + FACING]
    assert torch.allclose(unscale_motion(known.tokens)[0, :, N_POSE + FACING], torch.ones(N_KEYS))


def test_one_piece_of_knowledge_lies_over_another() -> None:
    low, high = np.zeros((2, N_KEYS, N_MOTION), np.bool_)
    low[:, 0:2], high[:, 1:3] = True, True
    ones, twos = np.full((N_KEYS, N_MOTION), 1.0, np.float32), np.full((N_KEYS, N_MOTION), 2.0, np.float32)
    both = known_motion(twos, high).over(known_motion(ones, low, joint=4))
    world = unscale_motion(both.tokens)[0, 0]
    assert world[:3].tolist() == pytest.approx([1.0, 2.0, 2.0])
    assert both.mask is not None
    assert both.mask[0].tolist() == [True] * 3 + [False] * (N_MOTION - 3)
    assert both.joint == 4


def test_whole_layers_and_two_joints_cannot_be_laid_over_one_another() -> None:
    mask = np.zeros((N_KEYS, N_MOTION), np.bool_)
    part = known_motion(some_rows(), mask, joint=3)
    with pytest.raises(ValueError, match="known in part"):
        part.over(Known(tokens=tokens("motion")))
    with pytest.raises(ValueError, match="got 3 and 3"):
        part.over(part)


def test_bare_tokens_are_a_whole_layer() -> None:
    out = checked({"subject1": tokens("subject1")}, SHOT)
    assert out["subject1"].whole
    assert out["subject1"].exact is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"subject2": tokens("subject2")}, "'subject2' is not a layer of this shot"),
        ({"sky": tokens("background")}, "'sky' is not a layer"),
        ({"motion": tokens("subject1")}, r"shape \(1, 36, 1024\), expected \(1, 24, 40\)"),
        ({"subject1": tokens("subject1") * float("nan")}, "not finite"),
        (
            {"subject1": Known(tokens=tokens("subject1"), mask=torch.zeros(LAYER_SIZES["subject1"], dtype=torch.bool))},
            "only the motion",
        ),
    ],
)
def test_knowledge_that_does_not_fit_is_named(given: dict[str, Known | torch.Tensor], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        checked(given, SHOT)
