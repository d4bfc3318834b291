"""Words that look like oneself or like a name, in requests of other things."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict


@pytest.mark.parametrize(
    "text",
    [
        "surprise me with a funny animal",
        "a bird lands in front of me",
        "a balloon on top of me in the garden",
        "dibújame un dragón",
        "visa mig en räv i snön",
        "मुझे बर्फ में लोमड़ी दिखाओ",
        "mein Garten im Frühling mit Tulpen",
        "Frieden auf Erden, eine Taube",
        "eine Pflaume auf dem Tisch",
        "Neuer Look für unsere App",
        "Rock am Berg, ein Stein rollt",
        "Che bella volpe nella neve",
        "Cavendish bananas ripen",
        "Luxembourg by night",
    ],
)
def test_what_only_looks_like_oneself_or_a_name_is_allowed(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    "text",
    [
        "a video of me",
        "me with a crown",
        "dibújame montando un dragón",
        "visa mig dansande på månen",
        "मुझे चाँद पर उड़ते हुए दिखाओ",
        "Manuel Neuer dives for the ball",
        "Ina Garten cooks",
        "Einstein at a blackboard",
        "Che Guevara rides a motorcycle",
    ],
)
def test_oneself_and_the_names_themselves_are_still_found(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is not Verdict.ALLOW
