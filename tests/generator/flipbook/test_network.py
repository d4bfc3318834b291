from __future__ import annotations

import pytest
import torch

from generator.flipbook.layout import BACKGROUND, N_KEYS, N_MOTION, ROLES, SUBJECT
from generator.flipbook.network import Block, Network, Words, axial_angles, no_words, subject_names

B = 2


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    net = Network(width=64, depth=2, heads=2, word_size=16)
    for head in net.leave.values():
        torch.nn.init.normal_(head.weight, std=0.1)
    torch.nn.init.normal_(net.modulate[1].weight, std=0.1)
    return net.eval()


def words(seed: int = 0) -> Words:
    g = torch.Generator().manual_seed(seed)
    return Words(
        vectors=torch.randn(B, 5, 16, generator=g),
        roles=torch.tensor([[0, 3, 6, 8, len(ROLES)]] * B),
        duration_s=torch.tensor([4.0, 2.0]),
        variant=torch.zeros(B),
    )


def layers(seed: int = 0) -> dict[str, torch.Tensor]:
    g = torch.Generator().manual_seed(seed)
    return {
        "background": torch.randn(B, BACKGROUND.n_tokens, BACKGROUND.token_size, generator=g),
        "subject1": torch.randn(B, SUBJECT.n_tokens, SUBJECT.token_size, generator=g),
        "motion": torch.randn(B, N_KEYS, N_MOTION, generator=g),
    }


def times(value: float = 0.3) -> dict[str, torch.Tensor]:
    return {k: torch.full((B,), value) for k in layers()}


def test_a_fresh_network_predicts_zero() -> None:
    fresh = Network(width=64, depth=1, heads=2, word_size=16)
    out = fresh(layers(), times(), words())
    assert all(float(v.detach().abs().max()) == 0.0 for v in out.values())


@pytest.mark.parametrize("names", [("subject1",), ("background", "motion"), ("background", "subject1", "motion")])
def test_layers_that_are_not_given_are_not_predicted(network: Network, names: tuple[str, ...]) -> None:
    given = {k: layers()[k] for k in names}
    out = network(given, {k: times()[k] for k in names}, words())
    assert {k: v.shape for k, v in out.items()} == {k: v.shape for k, v in given.items()}


def test_each_layer_feels_its_own_time_and_the_others(network: Network) -> None:
    base = network(layers(), times(), words())
    moved = network(layers(), times() | {"motion": torch.full((B,), 0.9)}, words())
    assert not torch.allclose(base["motion"], moved["motion"])
    assert not torch.allclose(base["background"], moved["background"])


def test_samples_of_a_batch_do_not_mix(network: Network) -> None:
    noisy = layers()
    changed = {k: torch.cat([v[:1], v[1:] + 1]) for k, v in noisy.items()}
    a, b = network(noisy, times(), words()), network(changed, times(), words())
    assert torch.allclose(a["motion"][0], b["motion"][0], atol=1e-5)


def test_without_words_no_word_matters(network: Network) -> None:
    a, b = (network(layers(), times(), no_words(words(s))) for s in (0, 1))
    assert torch.equal(a["subject1"], b["subject1"])


def test_words_of_a_layer_steer_it(network: Network) -> None:
    a, b = (network(layers(), times(), words(s)) for s in (0, 1))
    assert not torch.allclose(a["subject1"], b["subject1"])


def test_a_block_with_closed_gates_is_the_identity() -> None:
    block = Block(32, 2)
    mod = torch.zeros(1, 1, 6, 32)
    x = torch.randn(1, 4, 32)
    angle = axial_angles((2, 2), 8)
    cos, sin = torch.cat([angle.cos()] * 2, -1), torch.cat([angle.sin()] * 2, -1)
    assert torch.equal(block(x, mod, [4], cos, sin), x)


@pytest.mark.parametrize("n", [-1, 4])
def test_too_many_subjects_are_named(n: int) -> None:
    with pytest.raises(ValueError, match=rf"0\.\.3, got {n}"):
        subject_names(n)
