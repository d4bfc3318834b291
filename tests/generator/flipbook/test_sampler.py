from __future__ import annotations

import torch

from generator.flipbook.layout import ROLES
from generator.flipbook.network import Words
from generator.flipbook.sampler import Schedule, denoise

WORDS = Words(
    vectors=torch.ones(1, 1, 4),
    roles=torch.zeros(1, 1, dtype=torch.long),
    duration_s=torch.tensor([4.0]),
    variant=torch.zeros(1),
)


class Constant(torch.nn.Module):
    """Predicts one value with words and another without; notes the times it was asked at."""

    def __init__(self, with_words: float, without: float) -> None:
        super().__init__()
        self.values, self.asked = (with_words, without), []

    def forward(self, layers, t, words):  # type: ignore[no-untyped-def]
        self.asked.append({k: float(v[0]) for k, v in t.items()})
        free = (words.roles == len(ROLES)).all(1)
        value = torch.where(free, self.values[1], self.values[0])[:, None, None]
        return {k: value.expand_as(v) for k, v in layers.items()}


def noise() -> dict[str, torch.Tensor]:
    return {"background": torch.randn(1, 3, 4), "motion": torch.randn(1, 2, 5)}


def test_a_known_field_integrates_to_its_known_answer() -> None:
    out = denoise(Constant(0.5, 0.5), noise(), WORDS, schedule=Schedule(times=[0, 0.3, 0.8, 1.0], guidance=1.0))
    assert all(torch.allclose(v, torch.full_like(v, 0.5), atol=1e-5) for v in out.values())


def test_one_step_of_a_known_field_lands_where_the_line_says() -> None:
    start = noise()
    out = denoise(Constant(2.0, 2.0), start, WORDS, schedule=Schedule(times=[0.0, 0.25], guidance=1.0))
    assert torch.allclose(out["motion"], 0.75 * start["motion"] + 0.25 * 2.0, atol=1e-5)


def test_guidance_moves_away_from_the_answer_without_words() -> None:
    out = denoise(Constant(1.0, 0.0), noise(), WORDS, schedule=Schedule(times=[0.0, 1.0], guidance=3.0))
    assert torch.allclose(out["motion"], torch.full((1, 2, 5), 3.0), atol=1e-5)


def test_a_known_layer_stays_exactly_as_it_is_and_is_said_to_be_clean() -> None:
    known = {"subject1": torch.randn(1, 2, 3)}
    network = Constant(0.0, 0.0)
    out = denoise(network, noise(), WORDS, schedule=Schedule(times=[0.0, 0.5, 1.0]), known=known)
    assert torch.equal(out["subject1"], known["subject1"])
    assert [*out] == ["background", "subject1", "motion"]
    assert network.asked == [
        {"background": 0.0, "subject1": 1.0, "motion": 0.0},
        {"background": 0.5, "subject1": 1.0, "motion": 0.5},
    ]


def test_progress_counts_every_step() -> None:
    seen: list[int] = []
    denoise(Constant(0, 0), noise(), WORDS, schedule=Schedule(times=[0, 0.5, 1]), watch=seen.append)
    assert seen == [1, 2]


def test_what_is_held_inside_a_layer_is_exact_and_the_rest_goes_on() -> None:
    def hold(layers: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        motion = layers["motion"].clone()
        motion[:, :, 1] = 7.25
        return layers | {"motion": motion}

    out = denoise(
        Constant(0.5, 0.5), noise(), WORDS, schedule=Schedule(times=[0, 0.3, 0.8, 1.0], guidance=1.0), hold=hold
    )
    assert (out["motion"][:, :, 1] == 7.25).all()
    assert torch.allclose(out["motion"][:, :, [0, 2, 3, 4]], torch.full((1, 2, 4), 0.5), atol=1e-5)
