"""Who is blocked again and again has to wait, is told until when, and learns nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from policy.gate import Gate, MemoryLog, default_gate
from policy.operator import OperatorPolicy, ThrottleRule
from policy.refusal import explain
from policy.rulebook import Rulebook
from policy.throttle import wait_until
from policy.types import Code, Verdict

KEY = b"a key for tests, 32 bytes long.."
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BAD, GOOD = "Taylor Swift walks", "a fox walks"


class Probing:
    """A gate whose clock goes on by some seconds with each request."""

    def __init__(self, lists: tuple[Path, Path], rule: ThrottleRule | None = None) -> None:
        self.now = NOON
        self.log = MemoryLog()
        book = Rulebook(operator=OperatorPolicy(throttle=rule or ThrottleRule()))
        self.gate: Gate = default_gate(self.log, KEY, lists=lists, clock=lambda: self.now, rulebook=book)

    def ask(self, text: str, principal: str = "ann", after_s: int = 1) -> set[Code]:
        """The reasons of the verdict."""
        self.now += timedelta(seconds=after_s)
        return {finding.code for finding in self.gate.check(text, principal=principal).findings}


def times(*minutes: int) -> list[datetime]:
    return [NOON + timedelta(minutes=minute) for minute in sorted(minutes, reverse=True)]


@pytest.mark.parametrize(
    ("blocks", "now", "until"),
    [
        (times(), 60, None),
        (times(0, 1), 2, None),
        (times(0, 1, 2), 3, 62),
        (times(0, 1, 2), 61, 62),
        (times(0, 1, 2), 62, None),
        (times(0, 1, 2), -5, 62),
        (times(0, 30, 59), 59, 119),
        (times(0, 30, 60), 60, None),
        (times(0, 1, 2, 70), 71, None),
        (times(0, 1, 2, 70, 71, 72), 73, 132),
    ],
)
def test_a_wait_begins_with_the_last_of_too_many_blocks(blocks: list[datetime], now: int, until: int | None) -> None:
    rule = ThrottleRule(blocks=3, window_s=3600, cooldown_s=3600)
    expected = None if until is None else NOON + timedelta(minutes=until)
    assert wait_until(blocks, rule, NOON + timedelta(minutes=now)) == expected
    assert wait_until(blocks, ThrottleRule(enabled=False, blocks=3), NOON + timedelta(minutes=now)) is None


def test_after_ten_blocks_in_an_hour_the_eleventh_request_waits_an_hour(lists: tuple[Path, Path]) -> None:
    probing = Probing(lists)
    for _ in range(10):
        assert probing.ask(BAD) == {Code.PUBLIC_FIGURE}
    last = probing.now
    assert probing.ask(BAD) == probing.ask(GOOD) == {Code.COOL_DOWN}
    probing.now = last + timedelta(hours=1, seconds=-2)
    assert probing.ask(GOOD) == {Code.COOL_DOWN}
    assert probing.ask(GOOD) == set()
    assert probing.ask(BAD) == {Code.PUBLIC_FIGURE}


def test_waiting_does_not_make_the_wait_longer(lists: tuple[Path, Path]) -> None:
    probing = Probing(lists, ThrottleRule(blocks=2, window_s=600, cooldown_s=600))
    for _ in range(2):
        probing.ask(BAD)
    for _ in range(9):
        assert probing.ask(BAD, after_s=60) == {Code.COOL_DOWN}
    assert probing.ask(GOOD, after_s=60) == set()


def test_one_principal_does_not_wait_for_another(lists: tuple[Path, Path]) -> None:
    probing = Probing(lists, ThrottleRule(blocks=2))
    for _ in range(2):
        probing.ask(BAD)
    assert probing.ask(GOOD, "bob") == set()
    assert probing.ask(BAD, "bob") == {Code.PUBLIC_FIGURE}
    assert probing.ask(GOOD, "ann") == {Code.COOL_DOWN}


@pytest.mark.parametrize("text", ["my ex walks on a beach", "Maria Gonzalez walks", GOOD])
def test_questions_do_not_count(lists: tuple[Path, Path], text: str) -> None:
    probing = Probing(lists, ThrottleRule(blocks=2))
    for _ in range(4):
        assert Code.COOL_DOWN not in probing.ask(text)


def test_without_a_principal_or_a_rule_nobody_waits(lists: tuple[Path, Path]) -> None:
    nameless = Probing(lists, ThrottleRule(blocks=2))
    off = Probing(lists, ThrottleRule(enabled=False, blocks=2))
    for _ in range(4):
        assert nameless.ask(BAD, "") == off.ask(BAD) == {Code.PUBLIC_FIGURE}


def test_blocks_that_lie_apart_do_not_count_together(lists: tuple[Path, Path]) -> None:
    probing = Probing(lists, ThrottleRule(blocks=3, window_s=600))
    for _ in range(6):
        assert probing.ask(BAD, after_s=300) == {Code.PUBLIC_FIGURE}


def test_the_refusal_says_when_and_reveals_nothing(lists: tuple[Path, Path]) -> None:
    probing = Probing(lists, ThrottleRule(blocks=2))
    for _ in range(2):
        probing.ask(BAD)
    probing.now += timedelta(seconds=1)
    told = {explain(probing.gate.check(text, principal="ann")) for text in (BAD, GOOD, "my ex")}
    assert told == {
        "Too many requests in a row could not be made, so this one was not looked at. "
        "Try again after 2026-11-21 13:01 UTC."
    }
    decision = probing.gate.check(BAD, principal="ann")
    assert decision.verdict is Verdict.BLOCK
    (finding,) = decision.to_json()["findings"]
    assert finding == {
        "code": "policy.cool_down",
        "detector": "throttle",
        "verdict": "block",
        "field": "",
        "span": [0, 0],
        "matched": "",
        "remedy": "Try again after 2026-11-21 13:01 UTC.",
    }


def test_a_wait_is_written_down_like_every_decision(lists: tuple[Path, Path]) -> None:
    probing = Probing(lists, ThrottleRule(blocks=1))
    probing.ask(BAD)
    probing.ask(GOOD)
    kept = [(decision.principal, decision.findings[0].code) for decision, _ in probing.log.decisions]
    assert kept == [("ann", Code.PUBLIC_FIGURE), ("ann", Code.COOL_DOWN)]
