"""A consent answers its person's name however that is written, and nobody else's."""

from __future__ import annotations

import pytest

from policy.consent.settle import MemoryConsents
from policy.gate import Gate, MemoryLog, default_gate
from policy.types import Intent, Verdict
from tests.policy.conftest import KEY, NOW
from tests.policy.consent_double import consent


@pytest.fixture(scope="module")
def gate() -> Gate:
    consents = MemoryConsents(
        [consent(name="Dana Vance"), consent(id="cons_2", person="pers_2", granter="pers_2", name="Łukasz Müller")]
    )
    return default_gate(MemoryLog(), KEY, consents=consents, clock=lambda: NOW)


SAME = [
    "Dana Vance waves",
    "dana vance waves",
    "DANA VANCE WAVES",
    "Dana VANCE waves",
    "Dána Vancé waves",
    "Dana   Vance waves",
    "Dana\u00a0Vance waves",
    "DanaVance waves",
    "my colleague dana vance at a desk",
    "MY COLLEAGUE DANA VANCE AT A DESK",
    "łukasz müller waves",
    "Lukasz Muller waves",
    "LUKASZ MÜLLER WAVES",
]
ANOTHER = [
    "Daniel Vance waves",
    "dana vancek waves at Dana Vincek",
    "DANA VANCEK AND DANA LANCASTER",
    "Diana Vance waves",
    "DianaVance waves",
    "Dana Vance and Diana Vance wave",
    "Dana Lancaster waves",
    "DANA LANCASTER WAVES",
    "J.D. Vance waves",
    "JD VANCE WAVES",
    "my colleague at a desk, far from dana vance",
    "Lukas Müller waves",
    "Łukasz Möller waves",
]


@pytest.mark.parametrize("text", SAME)
def test_case_accents_and_spaces_do_not_matter(gate: Gate, text: str) -> None:
    decision = gate.review(Intent(turns=(text,), requester="bob"))
    assert decision.verdict is Verdict.ALLOW, decision.findings
    assert len(decision.consent_ids) == 1


@pytest.mark.parametrize("text", ANOTHER)
def test_a_name_that_is_only_alike_is_another_persons(gate: Gate, text: str) -> None:
    assert gate.review(Intent(turns=(text,), requester="bob")).verdict is not Verdict.ALLOW
