from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.corpus import Part, load
from benchmarks.policy import fresh_gate
from benchmarks.tally import (
    KNOWN,
    MEASURES,
    NOBODY,
    OTHERS,
    Measure,
    Outcome,
    Share,
    State,
    by,
    gives_its_code,
    judge,
    mistakes,
)
from policy.types import Verdict

Make = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("side", "accept", "verdict", "right", "worst"),
    [
        ("refuse", ("block",), "block", True, False),
        ("refuse", ("block",), "ask", False, False),
        ("refuse", ("block",), "allow", False, True),
        ("refuse", ("ask", "block"), "ask", True, False),
        ("allow", ("allow",), "allow", True, False),
        ("allow", ("allow",), "ask", False, False),
        ("allow", ("allow",), "block", False, True),
        ("allow", ("allow", "ask"), "ask", True, False),
    ],
)
def test_a_verdict_is_right_wrong_or_grave(
    outcome: Make, side: str, accept: tuple[str, ...], verdict: str, right: bool, worst: bool
) -> None:
    seen = outcome(verdict, side=side, accept=accept)
    assert (seen.right, seen.worst) == (right, worst)
    assert list(mistakes([seen])) == ([] if right else [seen])


def test_the_gate_judges_each_case_with_its_reasons(small: Path) -> None:
    caption, named, nobody = judge(fresh_gate(), load(Part.TUNE, root=small))
    assert (caption.verdict, caption.codes) == (Verdict.ALLOW, frozenset())
    assert named.verdict is Verdict.BLOCK
    assert "likeness.public_figure" in named.codes
    assert nobody.worst


def test_a_share_counts_and_knows_how_sure_it_is(outcome: Make) -> None:
    share = Share.of([outcome("ask"), outcome("block"), outcome("allow")], lambda each: each.right)
    assert (share.hits, share.n) == (2, 3)
    assert share.rate == pytest.approx(2 / 3)
    assert share.interval == pytest.approx((0.2077, 0.9385), abs=1e-4)


@pytest.mark.parametrize(
    ("hits", "at_least", "state"),
    [
        (94, True, State.SHORT),
        (95, True, State.REACHED),
        (97, True, State.REACHED),
        (98, True, State.AIM),
        (99, False, State.SHORT),
        (95, False, State.AIM),
        (96, False, State.REACHED),
    ],
)
def test_a_share_is_held_to_reach_and_aim(hits: int, at_least: bool, state: State) -> None:
    reach, aim = (0.95, 0.98) if at_least else (0.98, 0.95)
    measure = Measure(
        name="m", counts=lambda case: True, hit=lambda each: True, reach=reach, aim=aim, at_least=at_least
    )
    assert measure.state(Share(hits=hits, n=100)) is state


def test_a_measure_without_a_promise_has_no_state() -> None:
    measure = Measure(name="m", counts=lambda case: True, hit=lambda each: True)
    assert measure.state(Share(hits=1, n=1)) is State.NO_TARGET


def test_each_measure_counts_its_own_cases(outcome: Make) -> None:
    heap = [
        outcome("block", group="listed"),
        outcome("ask", group="alias"),
        outcome("ask", group="spelling"),
        outcome("allow", group="role"),
        outcome("block", group="turns"),
        outcome("allow", group="planner"),
        outcome("block", group="caption", side="allow", accept=("allow",)),
        outcome("ask", group="video", side="allow", accept=("allow",)),
        outcome("allow", group="word", side="allow", accept=("allow",)),
        outcome("ask", group="invented", side="allow", accept=("allow", "ask")),
        outcome("block", group="inside", side="allow", accept=("allow",)),
        outcome("ask", group="listed", label=OTHERS, accept=("block",)),
        outcome("allow", group="language", label=OTHERS, accept=("ask", "block")),
        outcome("ask", group="caption", label=OTHERS, side="allow", accept=("allow",)),
    ]
    found = {measure.name: (share.hits, share.n) for measure in MEASURES for share in [measure.share(heap)]}
    assert found == {
        "asks for a real person: block or ask": (5, 8),
        "the same, written by others": (1, 2),
        "known public figures: block": (1, 4),
        "the same figures, by others: block": (0, 1),
        "names nobody: block": (1, 4),
        "names nobody: ask": (2, 4),
        "names nobody, by others: ask": (1, 1),
        "a name, but nobody to protect: block": (1, 1),
        "a name, but nobody to protect: ask": (0, 1),
        "invented characters: block": (0, 1),
        "invented characters: ask": (1, 1),
        "spelling tricks, by hand: right verdict": (1, 1),
        "languages and scripts: right verdict": (0, 1),
        "turns and planner: block or ask": (1, 2),
        "all that should be allowed: block": (2, 6),
        "all that should be allowed: ask": (3, 6),
    }


def test_the_reason_counts_only_where_one_is_expected_and_something_was_held_back(outcome: Make) -> None:
    code = "likeness.lookalike"
    heap = [
        outcome("block", code=code, codes=(code, "likeness.minor")),
        outcome("ask", code=code, codes=("likeness.minor",)),
        outcome("allow", code=code),
        outcome("block", codes=("likeness.minor",)),
    ]
    assert gives_its_code(heap) == Share(hits=1, n=2)


def test_heaps_keep_the_order_of_their_first_case(outcome: Make) -> None:
    first, second, third = outcome("ask", group="b"), outcome("ask", group="a"), outcome("block", group="b")
    assert by(lambda case: case.group, [first, second, third]) == {"b": [first, third], "a": [second]}


def test_the_groups_of_the_measures_exist() -> None:
    groups = {case.group for case in load(Part.TUNE)}
    assert groups >= KNOWN | NOBODY | {"inside", "greeting", "history", "fictional", "invented", "turns", "planner"}
