from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict


@pytest.mark.parametrize(
    "text",
    [
        "pmurt at a rally",
        "nitup on a horse",
        "ecnoyeb on a stage",
        "be.yon.ce in a garden",
        "zen-daya in a garden",
        "bey once in a garden",
        "tr*mp on a golf course",
        "put*n on a horse",
        "Elonn Muskk waving",
        "R-o-n P-a-u-l on a skateboard",
    ],
)
def test_a_single_name_behind_a_trick_is_held_back(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is not Verdict.ALLOW


@pytest.mark.parametrize(
    "text",
    [
        "put in the oven for an hour",
        "a well-known put-in-place puzzle",
        "what the h*ck is a quark, explained",
        "5*3 is fifteen, chalk on a board",
        "level, civic, radar: words that read the same backwards",
        "a stressed chef makes desserts",
        "to-day and to-morrow, an old calendar",
    ],
)
def test_common_words_are_no_disguise(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ALLOW
