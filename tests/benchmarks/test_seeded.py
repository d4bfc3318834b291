"""Seeded faults: each finds its target, counts its uses, and leaves nothing behind."""

from __future__ import annotations

import pytest

from benchmarks.conversation_mutation import Outcome
from benchmarks.seeded import Fault, Installed, NotInstalled, install
from benchmarks.seeded_fault import FAULTS

HERE = "tests.benchmarks.test_seeded"


class Clip:
    """Something to be broken."""

    def seconds(self, n: int) -> int:
        return n

    @property
    def label(self) -> str:
        return "AI-generated"

    @classmethod
    def made(cls, name: str) -> str:
        return name


def broken(path: str, value: object) -> Installed:
    return install(Fault(name="one", what="One.", target=f"{HERE}:{path}", make=lambda _original: lambda *_args: value))


def test_there_are_forty_faults_and_no_two_have_one_name() -> None:
    assert len(FAULTS) == len({fault.name for fault in FAULTS}) == 40


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_finds_its_target_and_can_be_taken_out(fault: Fault) -> None:
    install(fault).remove()
    assert fault.what.endswith(".")


def test_a_method_a_property_and_a_class_method_are_replaced_and_their_uses_counted() -> None:
    for path, use, was in (
        ("Clip.seconds", lambda: Clip().seconds(4), 4),
        ("Clip.label", lambda: Clip().label, "AI-generated"),
        ("Clip.made", lambda: Clip.made("one"), "one"),
    ):
        assert use() == was
        seeded = broken(path, "broken")
        assert (use(), seeded.n_used) == ("broken", 1)
        seeded.remove()
        assert (use(), seeded.n_used) == (was, 1)


@pytest.mark.parametrize("target", ["Clip.minutes", "Clap.seconds", "Clip.__doc__.nothing"])
def test_a_target_that_has_moved_is_an_error(target: str) -> None:
    with pytest.raises(NotInstalled, match="to be replaced"):
        broken(target, 1)


def test_what_a_class_only_inherits_is_no_target() -> None:
    with pytest.raises(NotInstalled):
        install(Fault(name="one", what="One.", target=f"{HERE}:Short.seconds", make=lambda original: original))


class Short(Clip):
    """Inherits everything."""


def test_an_outcome_is_caught_missed_or_an_error() -> None:
    assert Outcome(name="a", caught_by=("x",)).word == "caught"
    assert Outcome(name="a").word == "missed"
    assert Outcome(name="a", caught_by=("x",), error="never used").word == "error"
