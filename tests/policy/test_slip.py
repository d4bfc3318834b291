"""A short surname that is misspelt: asked about beside its first name, blocked where it makes neither word nor name."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict

BLOCKED = ["Donnie Yn feeds a duck", "a clip of Stefanie Suun on a swing", "Irfaan Alli on a tractor"]
ASKED = [
    "a short clip of Ron Pal on a sled",
    "Neil Fin rides a llama",
    "a film with Juan Soot",
    "we see Pixie Lot on a boat",
    "Stefanie Son in the snow",
    "Peter Oib waters the plants",
]
LEFT_ALONE = [
    "Ron pal of mine on a sled",
    "a walk with Neil Fin Street behind",
    "Pixie Lot opens at noon",
    "the Ron Pal Company",
    "Summer Films By Neil Fin And His Band Of Ducks",
    "lake Ron Pal in the fog",
    "Neil, Fin and a duck",
]


@pytest.mark.parametrize("text", BLOCKED)
def test_a_slip_that_is_nothing_else_is_blocked(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.BLOCK


@pytest.mark.parametrize("text", ASKED)
def test_a_slip_that_is_also_a_word_or_a_name_is_asked_about(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ASK
    assert {finding.detector for finding in decision.findings} == {"public_figure"}


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_that_are_not_written_as_a_name_are_no_slip(shipped: Gate, text: str) -> None:
    assert "public_figure" not in {finding.detector for finding in shipped.check(text).findings}


def test_a_stretched_name_with_a_doubled_letter_is_found(shipped: Gate) -> None:
    assert shipped.check("Saaaaad Lamjarrrred sings").verdict is Verdict.BLOCK
