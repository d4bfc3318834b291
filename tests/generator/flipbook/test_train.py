from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from generator.flipbook.network import Network
from generator.flipbook.train import checkpoint, loop
from generator.flipbook.train.atlas import Atlas, load, save
from generator.flipbook.train.batch import Sampler
from generator.flipbook.train.muon import orthogonalise
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLES
from generator.flipbook.upscaler import UpscalerNet, with_alpha
from tests.generator.flipbook.tiny import WORD_SIZE, tiny_table


def tiny_atlas() -> Atlas:
    rng = np.random.default_rng(0)
    pictures = np.zeros((6, 96, 96, 4), np.uint8)
    for i, p in enumerate(pictures):
        p[20:80, 20:80] = (*rng.integers(0, 255, 3), 255)
        p[:, :10, 3] = i
    return Atlas(
        subject=pictures,
        subject_id=np.arange(6, dtype=np.int32),
        subject_style=np.array([0, 0, 0, 1, 1, 1], np.int32),
        scene=rng.integers(0, 255, (4, 96, 144, 3), dtype=np.uint8),
        scene_setting=np.arange(4, dtype=np.int32),
        scene_mood=np.arange(4, dtype=np.int32),
        particle=rng.integers(0, 255, (4, 48, 48, 4), dtype=np.uint8),
        particle_kind=np.repeat(np.arange(2, dtype=np.int32), 2),
    )


def sampler(seed: int = 0) -> Sampler:
    return Sampler(tiny_atlas(), tiny_table(), seed)


def network() -> Network:
    torch.manual_seed(0)
    concepts = {"subject": (4, 4), "style": (2, 2), "setting": (3, 3), "mood": (2, 2), "weather": (2, 2)}
    return Network(width=64, depth=1, heads=2, word_size=WORD_SIZE, remembers={"concepts": concepts})


@pytest.mark.parametrize("recipe", ["picture", "scene", "joint"])
def test_a_batch_is_repeated_by_its_seed_and_fits_the_network(recipe: str) -> None:
    a, b = sampler().batch(recipe, 3), sampler().batch(recipe, 3)  # type: ignore[arg-type]
    assert a.layers.keys() == a.t.keys()
    assert all(torch.equal(a.layers[k], b.layers[k]) for k in a.layers)
    assert all(((t > 0) & (t <= 1)).all() for t in a.t.values())
    out = network()(a.layers, a.t, a.words)
    assert {k: v.shape for k, v in out.items()} == {k: v.shape for k, v in a.layers.items()}


def test_training_lowers_the_error_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path, seen = tmp_path / "network.safetensors", []
    plan = {"batch": 4, "mix": (("picture", 1.0),), "decay": 1.0}
    torch.manual_seed(0)
    fixed = sampler(7).batch("picture", 16)
    before = loop.loss_of(network(), fixed)[1]["subject1"]
    first = loop.train(
        network(), sampler(), loop.Plan(steps=30, **plan), path, on_save=lambda n, d: seen.append(d.step)
    )  # type: ignore[arg-type]
    assert (first.step, first.samples) == (30, 120)
    net = network()
    done = loop.train(net, sampler(1), loop.Plan(steps=40, **plan), path, on_save=lambda n, d: seen.append(d.step))  # type: ignore[arg-type]
    assert (done.step, done.samples, seen) == (40, 160, [30, 40])
    assert loop.loss_of(net, fixed)[1]["subject1"] < 0.8 * before


def test_a_checkpoint_brings_back_weights_averages_and_momenta(tmp_path: Path) -> None:
    path = tmp_path / "c.safetensors"
    plan = loop.Plan(steps=3, batch=2)
    loop.train(network(), sampler(), plan, path, on_save=lambda *_: None)
    net, average = network(), network()
    opts = loop.optimisers(net, plan)
    assert checkpoint.load(path, model=net, average=average, optimisers=opts).step == 3
    assert len(opts["muon"].state) == sum(len(g["params"]) for g in opts["muon"].param_groups)
    stored = checkpoint.read_average(path)
    assert all(torch.equal(v, average.state_dict()[k]) for k, v in stored.items())


def test_a_clean_layer_costs_nothing() -> None:
    batch = sampler().batch("picture", 2)
    batch.t["subject1"].fill_(1.0)
    assert loop.loss_of(network(), batch)[0].item() == 0.0


@pytest.mark.parametrize("shape", [(2, 8, 32), (1, 32, 8), (3, 16, 16)])
def test_orthogonalised_matrices_have_singular_values_near_one(shape: tuple[int, ...]) -> None:
    values = torch.linalg.svdvals(orthogonalise(torch.randn(*shape, generator=torch.Generator().manual_seed(0))))
    assert ((values > 0.5) & (values < 1.3)).all()


def test_an_atlas_is_saved_and_read_without_pickles(tmp_path: Path) -> None:
    save(tiny_atlas(), tmp_path / "a.npz")
    back = load(tmp_path / "a.npz")
    assert all(np.array_equal(getattr(back, k), getattr(tiny_atlas(), k)) for k in Atlas.__slots__)


def test_there_are_twenty_places_in_ten_moods() -> None:
    assert len(SETTINGS) >= 20
    assert len(MOODS) >= 10
    assert STYLES[0] == "flat"


def test_a_fresh_upscaler_is_the_bilinear_enlargement() -> None:
    x = torch.rand(1, 3, 6, 6)
    out = UpscalerNet(width=4, depth=1)(with_alpha(x))
    wanted = torch.nn.functional.interpolate(with_alpha(x), scale_factor=4, mode="bilinear", align_corners=False)
    assert torch.allclose(out, wanted, atol=1e-6)
