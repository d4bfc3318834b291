from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from policy.detector import Detector
from policy.document import Document
from policy.errors import PermitError
from policy.gate import PERMIT_LIFETIME, Gate, MemoryLog, Rules, check, default_gate, shipped_version
from policy.operator import OperatorPolicy
from policy.rulebook import Rulebook
from policy.types import Code, Decision, Finding, Intent, ShotIntent, Verdict

KEY = b"a key for tests, 32 bytes long.."
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Make = Callable[..., ShotIntent]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Broken:
    name = "broken"

    def find(self, document: Document) -> Iterable[Finding]:
        raise RuntimeError(f"cannot read {len(document.fields)} fields")


class Silent:
    name = "silent"

    def find(self, document: Document) -> Iterable[Finding]:
        return ()


class Fixed:
    def __init__(self, name: str, *verdicts: Verdict) -> None:
        self.name = name
        self.verdicts = verdicts

    def find(self, document: Document) -> Iterable[Finding]:
        for verdict in self.verdicts:
            yield Finding(
                code=Code.PUBLIC_FIGURE,
                detector=self.name,
                verdict=verdict,
                field="turns[0]",
                span=(0, 1),
                matched="a",
                why="For the test.",
                remedy="None.",
            )


class FullLog:
    def append(self, decision: Decision, intent: Intent) -> None:
        raise OSError("no space left")


def made_of(*detectors: Detector, log: MemoryLog | None = None) -> Gate:
    return Gate(rules=Rules(detectors=detectors, version="test"), log=log or MemoryLog(), key=KEY, clock=lambda: NOW)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ticking(lists: tuple[Path, Path], clock: Clock) -> Gate:
    return default_gate(MemoryLog(), KEY, lists=lists, clock=clock)


def test_an_allowed_storyboard_gets_a_permit_that_opens(ticking: Gate, shot: Make) -> None:
    intent = Intent(turns=("a fox",), shots=(shot(),))
    decision = ticking.review(intent)
    assert decision.verdict is Verdict.ALLOW
    assert decision.permit is not None
    assert decision.permit.intent == intent
    assert decision.permit.digest == decision.input_digest == intent.digest()
    assert decision.permit.decision_id == decision.id
    assert decision.permit.expires_at == NOW + PERMIT_LIFETIME
    ticking.confirm(decision.permit)


@pytest.mark.parametrize("turns", [("a fox",), ("Taylor Swift",), ("my ex",)])
def test_without_shots_there_is_no_permit(gate: Gate, turns: tuple[str, ...]) -> None:
    assert gate.review(Intent(turns=turns)).permit is None


@pytest.mark.parametrize("text", ["Taylor Swift walks", "Maria Gonzalez walks"])
def test_a_refused_storyboard_gets_no_permit(gate: Gate, shot: Make, text: str) -> None:
    decision = gate.review(Intent(turns=(text,), shots=(shot(),)))
    assert decision.verdict is not Verdict.ALLOW
    assert decision.permit is None


@pytest.mark.parametrize("text", ["a fox", "Taylor Swift walks", "my ex walks"])
def test_every_decision_is_logged_before_it_is_returned(gate: Gate, log: MemoryLog, text: str) -> None:
    decision = gate.review(Intent(turns=(text,)))
    assert log.decisions == [(decision, Intent(turns=(text,)))]


def test_a_decision_that_cannot_be_logged_is_not_made() -> None:
    gate = Gate(rules=Rules(detectors=(Silent(),), version="test"), log=FullLog(), key=KEY)
    with pytest.raises(OSError, match="no space left"):
        gate.check("a fox")


def test_a_forged_permit_opens_nothing(ticking: Gate, shot: Make) -> None:
    permit = ticking.review(Intent(turns=("a fox",), shots=(shot(),))).permit
    assert permit is not None
    for forged in ("0" * 64, "", "\u00e9", permit.seal[:-1], permit.seal.upper()):
        with pytest.raises(PermitError, match="not made by this gate"):
            ticking.confirm(dataclasses.replace(permit, seal=forged))


def test_a_permit_of_another_key_opens_nothing(ticking: Gate, shot: Make, lists: tuple[Path, Path]) -> None:
    other = default_gate(MemoryLog(), b"another key of 32 bytes........", lists=lists)
    permit = other.review(Intent(turns=("a fox",), shots=(shot(),))).permit
    assert permit is not None
    with pytest.raises(PermitError, match="not made by this gate"):
        ticking.confirm(permit)


def test_an_altered_permit_opens_nothing(ticking: Gate, shot: Make) -> None:
    permit = ticking.review(Intent(turns=("a fox",), shots=(shot(),))).permit
    assert permit is not None
    other = Intent(turns=("a fox",), shots=(shot("Taylor Swift on a stage"),))
    with pytest.raises(PermitError, match="altered after it was judged"):
        ticking.confirm(dataclasses.replace(permit, intent=other))
    for change in (
        {"intent": other, "digest": other.digest()},
        {"decision_id": "dec_other"},
        {"expires_at": permit.expires_at + timedelta(days=1)},
    ):
        with pytest.raises(PermitError, match="not made by this gate"):
            ticking.confirm(dataclasses.replace(permit, **change))
    with pytest.raises(PermitError, match="must be an aware time"):
        ticking.confirm(dataclasses.replace(permit, expires_at=permit.expires_at.replace(tzinfo=None)))


def test_an_expired_permit_opens_nothing(ticking: Gate, shot: Make, clock: Clock) -> None:
    permit = ticking.review(Intent(turns=("a fox",), shots=(shot(),))).permit
    assert permit is not None
    clock.now = permit.expires_at - timedelta(seconds=1)
    ticking.confirm(permit)
    clock.now = permit.expires_at
    with pytest.raises(PermitError, match="expired at"):
        ticking.confirm(permit)


def test_a_detector_that_fails_makes_the_outcome_a_question(shot: Make, caplog: pytest.LogCaptureFixture) -> None:
    decision = made_of(Silent(), Broken()).review(Intent(turns=("a fox",), shots=(shot(),)))
    assert decision.verdict is Verdict.ASK
    assert decision.permit is None
    assert [(finding.code, finding.detector) for finding in decision.findings] == [(Code.DETECTOR_FAILED, "broken")]
    assert "detector broken failed" in caplog.text


def test_a_failing_detector_does_not_hide_a_block() -> None:
    decision = made_of(Broken(), Fixed("fixed", Verdict.BLOCK)).check("a")
    assert decision.verdict is Verdict.BLOCK
    assert {finding.code for finding in decision.findings} == {Code.DETECTOR_FAILED, Code.PUBLIC_FIGURE}


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        ((), Verdict.ALLOW),
        ((Verdict.ALLOW,), Verdict.ALLOW),
        ((Verdict.ALLOW, Verdict.ASK), Verdict.ASK),
        ((Verdict.BLOCK, Verdict.ASK), Verdict.BLOCK),
    ],
)
def test_the_worst_verdict_wins(verdicts: tuple[Verdict, ...], worst: Verdict) -> None:
    detectors = [Fixed(f"fixed {number}", verdict) for number, verdict in enumerate(verdicts)]
    assert made_of(Silent(), *detectors).check("a").verdict is worst


def test_one_reason_at_one_place_is_told_once() -> None:
    decision = made_of(Fixed("one", Verdict.ASK, Verdict.ASK), Fixed("two", Verdict.BLOCK)).check("a")
    assert [(finding.detector, finding.verdict) for finding in decision.findings] == [("two", Verdict.BLOCK)]


def test_the_same_intent_gives_the_same_findings(gate: Gate) -> None:
    intent = Intent(turns=("Taylor Swift and my ex and Maria Gonzalez",))
    first, second = gate.review(intent), gate.review(intent)
    assert first.findings == second.findings
    assert first.policy_version == second.policy_version
    assert first.id != second.id


@pytest.mark.parametrize("text", ["a fox", "Taylor Swift walks", "my ex walks", "a naked child", "Tom Hanks lookalike"])
def test_every_decision_has_the_stable_json_shape(gate: Gate, text: str) -> None:
    decision = gate.check(text)
    shape = json.loads(json.dumps(decision.to_json()))
    assert set(shape) == {"verdict", "findings", "consent_ids", "policy_version"}
    assert shape["verdict"] in {"allow", "ask", "block"}
    assert bool(shape["findings"]) is (shape["verdict"] != "allow")
    for finding in shape["findings"]:
        assert set(finding) == {"code", "detector", "verdict", "field", "span", "matched", "remedy"}
        start, end = finding["span"]
        assert text[start:end] == finding["matched"] != ""
        assert finding["field"] == "turns[0]"
        assert finding["remedy"].endswith(".")


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 15])
def test_a_short_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="must have at least 16"):
        Gate(rules=Rules(detectors=(Silent(),), version="test"), log=MemoryLog(), key=key)


def test_a_gate_without_detectors_is_refused() -> None:
    with pytest.raises(ValueError, match="must be at least one"):
        Gate(rules=Rules(detectors=(), version="test"), log=MemoryLog(), key=KEY)


def test_a_clock_without_a_zone_is_refused() -> None:
    gate = Gate(
        rules=Rules(detectors=(Silent(),), version="test"),
        log=MemoryLog(),
        key=KEY,
        clock=lambda: NOW.replace(tzinfo=None),
    )
    with pytest.raises(ValueError, match="must be an aware time"):
        gate.check("a fox")


def test_the_memory_log_keeps_the_newest() -> None:
    log = MemoryLog(2)
    gate = made_of(Silent(), log=log)
    decisions = [gate.check(text) for text in ("one", "two", "three")]
    assert [decision for decision, _ in log.decisions] == decisions[1:]
    with pytest.raises(ValueError, match="must be at least 1"):
        MemoryLog(0)


def test_a_bare_request_is_checked_against_the_shipped_lists() -> None:
    assert check("Taylor Swift dancing").verdict is Verdict.BLOCK
    assert check("a red fox runs across a snowy field").verdict is Verdict.ALLOW


def test_no_text_breaks_a_detector(gate: Gate) -> None:
    chance = random.Random(11)
    words = (
        "Taylor Swift taylor Drake Maria Gonzalez my ex me dancing looks like deepfake of naked child Dr. Mr "
        "Путин 习近平 아이유 मोदी باراك \" ' “ ” # @ . , - _ * 1 T. $wift Sw1ft \u200b \u0301 \U000e0041 ½ ß \n "
        "555-123-4567 a@b.co "
        "named called in the photo says sign Welcome aged 12 old 15 year iD McDonald \ud800"
    ).split(" ")
    for _ in range(300):
        text = chance.choice((" ", "")).join(chance.choices(words, k=chance.randrange(1, 14)))
        for finding in gate.check(text).findings:
            assert finding.code is not Code.DETECTOR_FAILED, text
            assert text[slice(*finding.span)] == finding.matched != "", text


def test_the_shipped_version_is_that_of_a_gate_to_which_an_operator_added_nothing(shipped: Gate) -> None:
    assert shipped_version() == shipped.policy_version
    book = Rulebook(operator=OperatorPolicy(digest=f"sha256:{'0' * 64}"))
    assert default_gate(MemoryLog(), KEY, rulebook=book).policy_version == f"{shipped_version()}.policy-{'0' * 12}"
