from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.flipbook import learned
from benchmarks.flipbook.augment import Grounds, met
from benchmarks.flipbook.classifier import Classifier, TrueSet, named, opened, train
from benchmarks.flipbook.sight import SIDE, SIZE, sight
from tests.benchmarks.flipbook.shape import scenes, shape

INKS = ((220, 60, 30), (30, 90, 200))


def shapes(repeats: int = 1) -> TrueSet:
    """Every shape in both inks; the ink is the style."""
    pairs = [(k, s) for k in range(4) for s in range(2)] * repeats
    return TrueSet(
        pictures=np.stack([shape(k, INKS[s]) for k, s in pairs]),
        subject=np.array([k for k, _ in pairs]),
        style=np.array([s for _, s in pairs]),
        scenes=scenes(),
    )


@pytest.fixture(scope="module")
def network() -> Classifier:
    return train(shapes(), passes=48, say=lambda _: None)


def seen_anew(true: TrueSet) -> np.ndarray:
    """Disguises that training did not meet."""
    pictures = torch.from_numpy(true.pictures).permute(0, 3, 1, 2).float() / 255
    pictures[:, :3] *= pictures[:, 3:]
    grounds = Grounds(scenes=torch.from_numpy(true.scenes).permute(0, 3, 1, 2).float() / 255)
    x = met(pictures, grounds, SIDE, torch.Generator().manual_seed(99))
    return (x * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


def test_it_tells_four_shapes_and_their_inks_apart(network: Classifier) -> None:
    true = shapes(repeats=16)
    found = named(network, seen_anew(true))
    assert (found.subject == true.subject).mean() > 0.95
    assert (found.style == true.style).mean() > 0.95
    assert (found.shading == true.style).mean() > 0.9


def test_what_is_spoilt_is_no_longer_recognised(network: Classifier) -> None:
    true = shapes(repeats=8)
    others = np.roll(seen_anew(true), 2, axis=0)  # each is the next shape in the same ink
    assert (named(network, others).subject == true.subject).mean() < 0.1
    nothing = np.full((len(true.subject), SIDE, SIDE, 3), 128, np.uint8)
    assert (named(network, nothing).subject == true.subject).mean() <= 0.25


def test_training_repeats_itself() -> None:
    one, two = (train(shapes(), passes=2, seed=3, say=lambda _: None).state_dict() for _ in range(2))
    assert all(torch.equal(one[k], two[k]) for k in one)


@pytest.mark.parametrize("passes", [0, 1])
def test_one_pass_cannot_tell_what_varies(passes: int) -> None:
    with pytest.raises(ValueError, match=f"passes is {passes}"):
        train(shapes(), passes=passes)


def test_what_is_seen_follows_edges_and_colours() -> None:
    upright, flat = torch.zeros(1, 3, SIDE, SIDE), torch.zeros(1, 3, SIDE, SIDE)
    upright[..., SIDE // 2 :] = 1.0
    flat[..., SIDE // 2 :, :] = 1.0
    assert sight(upright).shape == (1, SIZE)
    assert torch.equal(sight(upright), sight(upright))
    assert not torch.allclose(sight(upright), sight(flat), atol=0.1)
    assert not torch.allclose(sight(upright), sight(upright * torch.tensor([1.0, 0, 0])[:, None, None]), atol=0.1)


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must be \(n, 3, 64, 64\)"):
        sight(torch.zeros(1, 3, 32, 32))


def test_what_was_learned_is_kept_until_its_origin_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, true = tmp_path / "judge.safetensors", shapes()
    first = opened(path, true, passes=2, origin={"atlas": "a"})
    assert "classifier" in capsys.readouterr().out
    again = opened(path, true, passes=2, origin={"atlas": "a"})
    assert capsys.readouterr().out == ""
    assert all(torch.equal(a, b) for a, b in zip(first.buffers(), again.buffers(), strict=True))
    for changed in ({"passes": 3, "origin": {"atlas": "a"}}, {"passes": 2, "origin": {"atlas": "b"}}):
        opened(path, true, **changed)  # type: ignore[arg-type]
        assert "classifier" in capsys.readouterr().out


def test_a_damaged_file_is_learned_anew(tmp_path: Path) -> None:
    path = tmp_path / "judge.safetensors"
    learned.save(path, {"x": torch.ones(2)}, {"a": "b"})
    assert learned.load(path, {"a": "b"}) is not None
    assert learned.load(path, {"a": "c"}) is None
    path.write_bytes(path.read_bytes()[:20])
    assert learned.load(path, {"a": "b"}) is None
