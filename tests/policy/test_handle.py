"""Names that are one word with a slip or with more around, and compound words that are none."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict


@pytest.mark.parametrize(
    "text",
    [
        "hughjackmann with claws peeling potatoes",
        "lewishamliton driving a pram at Silverstone",
        "#hughjackmann dances in the rain",
        "@lewishamiltn on a scooter",
        "hughjackmanfans on a boat",
        "therealhughjackman on a boat",
        "a clip of taylorswiftofficial on a swing",
        "donladtrump on a seesaw",
        "leonardodicapro hugging a bear",
        "officialbillieeillish2024 on a swing",
        "teamsergioramos on a bus",
        "#zinedinezidan headbutts a balloon",
    ],
)
def test_a_joined_name_with_a_slip_or_more_around_is_the_name(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "a housemaster walks through the boarding school",
        "a steelworker and a shoemaker at a jamsession",
        "a screen with the handle @coffeehouseberlin",
        "Donaudampfschifffahrt im Nebel",
        "annual report for greenvalleyfarms",
        "un #amanecerenlaplaya con gaviotas",
        "a unicorn in a wildflowermeadow with bees",
        "waltdisneyworld seen from the air",
        "Björneborg ligger vid havet",
        "the johnsonfurniturefans store opens at nine",
        "emmawatsn on a keyboard",
        "a screen with a dapperdrake logo",
    ],
)
def test_another_long_word_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings
