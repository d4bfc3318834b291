from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.corpus import CorpusError
from benchmarks.ratchet import Allowance, count, read, tighten, worse
from benchmarks.tally import Outcome

Make = Callable[..., Outcome]


def allowance(wrong: int, worst: int) -> Allowance:
    return Allowance(wrong=wrong, worst=worst)


def test_wrong_and_grave_verdicts_are_counted_by_group(outcome: Make) -> None:
    heap = [
        outcome("allow", group="role"),
        outcome("ask", group="listed", accept=("block",)),
        outcome("allow", group="listed", accept=("block",)),
        outcome("block", group="listed", accept=("block",)),
    ]
    assert count(heap) == {"listed": allowance(2, 1), "role": allowance(1, 1)}


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ((3, 1), []),
        ((2, 0), []),
        ((4, 1), ["role: 4 wrong, at most 3 are allowed"]),
        ((3, 2), ["role: 2 worst, at most 1 are allowed"]),
        ((5, 2), ["role: 5 wrong, at most 3 are allowed", "role: 2 worst, at most 1 are allowed"]),
    ],
)
def test_a_group_may_get_better_and_not_worse(now: tuple[int, int], found: list[str]) -> None:
    assert worse({"role": allowance(*now)}, {"role": allowance(3, 1)}) == found


def test_a_group_without_an_allowance_may_get_nothing_wrong() -> None:
    assert worse({"role": allowance(0, 0)}, {}) == []
    assert worse({"role": allowance(1, 0)}, {}) == ["role: 1 wrong, at most 0 are allowed"]


def test_the_ratchet_only_tightens(tmp_path: Path) -> None:
    path = tmp_path / "ratchet.json"
    tighten({"role": allowance(3, 1)}, path)
    tighten({"role": allowance(2, 1), "self": allowance(0, 0)}, path)
    assert read(path) == {"role": allowance(2, 1), "self": allowance(0, 0)}
    before = path.read_bytes()
    with pytest.raises(CorpusError, match="only tightens: role: 3 wrong, at most 2"):
        tighten({"role": allowance(3, 1)}, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("body", "message"),
    [("{", "Invalid JSON"), ('{"role": {"wrong": -1, "worst": 0}}', "role.wrong"), ('{"role": 3}', "role")],
)
def test_a_malformed_ratchet_is_an_error(tmp_path: Path, body: str, message: str) -> None:
    path = tmp_path / "ratchet.json"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        read(path)


def test_a_missing_ratchet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"'ratchet\.json' is missing"):
        read(tmp_path / "ratchet.json")
