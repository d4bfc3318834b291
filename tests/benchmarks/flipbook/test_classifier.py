from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.flipbook import learned
from benchmarks.flipbook.augment import Grounds, met
from benchmarks.flipbook.classifier import SIDE, PictureNet, TrueSet, named, opened, train
from tests.benchmarks.flipbook.shape import scenes, shape

INKS = ((220, 60, 30), (30, 90, 200))


def shapes(repeats: int = 1) -> TrueSet:
    """Every shape in both inks; the ink is the style."""
    pairs = [(k, s) for k in range(4) for s in range(2)] * repeats
    return TrueSet(
        pictures=np.stack([shape(k, INKS[s]) for k, s in pairs]),
        subject=np.array([k for k, _ in pairs]),
        style=np.array([s for _, s in pairs]),
        turns=np.ones(len(pairs), bool),
        scenes=scenes(),
    )


def seen_anew(true: TrueSet) -> np.ndarray:
    """Disguises that training did not meet."""
    pictures = torch.from_numpy(true.pictures).permute(0, 3, 1, 2).float() / 255
    pictures[:, :3] *= pictures[:, 3:]
    grounds = Grounds(scenes=torch.from_numpy(true.scenes).permute(0, 3, 1, 2).float() / 255)
    rng = torch.Generator().manual_seed(99)
    x = met(pictures, torch.from_numpy(true.turns), grounds, SIDE, rng)
    return (x * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


def test_it_learns_to_tell_four_shapes_and_their_inks_apart() -> None:
    network = train(shapes(repeats=4), epochs=50, say=lambda _: None)
    true = shapes(repeats=16)
    subject, style = named(network, seen_anew(true))
    assert (subject == true.subject).mean() > 0.9
    assert (style == true.style).mean() > 0.9


def test_training_repeats_itself() -> None:
    one, two = (train(shapes(), epochs=1, seed=3, say=lambda _: None).state_dict() for _ in range(2))
    assert all(torch.equal(one[k], two[k]) for k in one)


def test_no_epochs_are_refused() -> None:
    with pytest.raises(ValueError, match="epochs is 0"):
        train(shapes(), epochs=0)


def test_a_picture_that_may_not_turn_is_never_mirrored() -> None:
    left = np.zeros((1, 96, 96, 4), np.uint8)
    left[:, 30:66, 10:48] = 255
    pictures = (torch.from_numpy(left).permute(0, 3, 1, 2).float() / 255).expand(64, -1, -1, -1)
    black = Grounds(scenes=torch.zeros(1, 3, 96, 144))
    for turns in (True, False):
        rng = torch.Generator().manual_seed(0)
        x = met(pictures, torch.full((64,), turns), black, SIDE, rng)
        bright = (x > 0.7).all(1).float()
        # Where the ground is a colour it may be bright too, on both sides alike; the picture decides.
        side = (bright[:, :, : SIDE // 2].sum((1, 2)) - bright[:, :, SIDE // 2 :].sum((1, 2))).sign()
        assert bool((side < 0).any()) is turns


def test_what_was_learned_is_kept_until_its_origin_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, true = tmp_path / "judge.safetensors", shapes()
    first = opened(path, true, epochs=1, origin={"atlas": "a"})
    assert "classifier" in capsys.readouterr().out
    again = opened(path, true, epochs=1, origin={"atlas": "a"})
    assert capsys.readouterr().out == ""
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    for changed in ({"epochs": 2, "origin": {"atlas": "a"}}, {"epochs": 1, "origin": {"atlas": "b"}}):
        opened(path, true, **changed)  # type: ignore[arg-type]
        assert "classifier" in capsys.readouterr().out


def test_a_damaged_file_is_learned_anew(tmp_path: Path) -> None:
    path = tmp_path / "judge.safetensors"
    learned.save(path, {"x": torch.ones(2)}, {"a": "b"})
    assert learned.load(path, {"a": "b"}) is not None
    assert learned.load(path, {"a": "c"}) is None
    path.write_bytes(path.read_bytes()[:20])
    assert learned.load(path, {"a": "b"}) is None


def test_the_network_is_small() -> None:
    assert sum(p.numel() for p in PictureNet(1414, 4).parameters()) < 3e6
