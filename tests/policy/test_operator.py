"""What an operator's policy may change, and what no policy may."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from policy.errors import OperatorPolicyError
from policy.gate import Gate, MemoryLog, default_gate
from policy.operator import CORE_BLOCKS, LOWERABLE, MAX_POLICY_BYTES, OperatorPolicy, ThrottleRule, least
from policy.operator_file import TERRITORIES, read_policy, schema
from policy.prepare import PEOPLE
from policy.rulebook import Rulebook
from policy.table import read_object, read_text, shipped
from policy.types import Code, Decision, Finding, Use, Verdict

KEY = b"a key for tests, 32 bytes long.."
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FULL = """
schema = 1
use = "editorial"
territories = ["ES", "DE", "ES"]
safety_pack = false

[verdicts]
"likeness.name_shaped" = "block"
"likeness.public_figure" = "ask"

[dead]
years = 80

[throttle]
enabled = true
blocks = 3
window_s = 600
cooldown_s = 1800
"""

Judge = Callable[..., Decision]


def read(text: str) -> OperatorPolicy:
    return read_policy(text.encode(), "rules.toml")


@pytest.fixture
def judge(lists: tuple[Path, Path]) -> Judge:
    """Judges one text under a policy."""

    def under(policy: str, text: str) -> Decision:
        book = Rulebook(operator=read(f"schema = 1\n{policy}"))
        return gate_of(lists, book).check(text)

    return under


def gate_of(lists: tuple[Path, Path], book: Rulebook) -> Gate:
    return default_gate(MemoryLog(), KEY, lists=lists, clock=lambda: NOW, rulebook=book)


def finding(code: object, verdict: Verdict) -> Finding:
    return Finding(
        code=code,  # type: ignore[arg-type]
        detector="test",
        verdict=verdict,
        field="turns[0]",
        span=(0, 1),
        matched="a",
        why="For the test.",
        remedy="None.",
    )


# The file


def test_every_key_is_read() -> None:
    assert read(FULL) == OperatorPolicy(
        verdicts=((Code.PUBLIC_FIGURE, Verdict.ASK), (Code.NAME_SHAPED, Verdict.BLOCK)),
        years=80,
        territories=("DE", "ES"),
        use=Use.EDITORIAL,
        safety_pack=False,
        throttle=ThrottleRule(blocks=3, window_s=600, cooldown_s=1800),
        digest=f"sha256:{hashlib.sha256(FULL.encode()).hexdigest()}",
    )


def test_a_file_that_says_nothing_changes_nothing() -> None:
    assert dataclasses.replace(read("schema = 1\n"), digest="") == OperatorPolicy()


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("schema = 1\n\nuze = 'personal'", 3, "unknown key 'uze'; the nearest known key is 'use'"),
        ("schema = 1\n[throtle]\nblocks = 3", 2, "unknown key 'throtle'; the nearest known key is 'throttle'"),
        ("schema = 1\n[throttle]\n# why\nblock = 3", 4, "unknown key 'throttle.block'; .* is 'throttle.blocks'"),
        (
            "schema = 1\n[verdicts]\n'likeness.public_figures' = 'ask'",
            3,
            "unknown key 'verdicts.\"likeness.public_figures\"'; .* 'verdicts.\"likeness.public_figure\"'",
        ),
        (
            "schema = 1\n[verdicts]\nlikeness.self = 'ask'",
            3,
            "unknown key 'verdicts.likeness'.*put the whole code into",
        ),
        ("schema = 1\n[verdicts]\n'policy.cool_down' = 'ask'", 3, "unknown key"),
        ("schema = 1\nterritories = [\n 'DE',\n]\nuse = 3", 5, "use is 3, must be text"),
        ("schema = 1\nuse = 'fun'", 2, r"use is 'fun', must be one of \['personal', 'editorial'"),
        ("schema = 1\nsafety_pack = 1", 2, "safety_pack is 1, must be true or false"),
        ("schema = 1\nterritories = 'DE'", 2, "territories is 'DE', must be a list of texts"),
        ("schema = 1\nterritories = [['DE']]", 2, "must be a list of texts"),
        ("schema = 1\nterritories = ['UK']", 2, "territories holds 'UK', must hold ISO 3166-1"),
        ("schema = 1\ndead = 3", 2, "'dead' is 3, must be a table"),
        ("schema = 1\n[dead]\nyears = 1001", 3, r"dead.years is 1001, must be 1\.\.1000"),
        ("schema = 1\n[dead]\nyears = true", 3, "dead.years is True, must be a whole number"),
        ("schema = 1\n[throttle]\nblocks = 0", 3, r"throttle.blocks is 0, must be 1\.\.1000"),
        ("schema = 1\n[throttle]\nwindow_s = 59", 3, r"must be 60\.\.86400"),
        ("schema = 1\n[throttle]\ncooldown_s = 604801", 3, r"must be 60\.\.604800"),
        ("schema = 2", 1, r"schema is 2, must be 1\.\.1"),
        ("schema = 1\n[verdicts]\n'likeness.self' = 'stop'", 3, r"is 'stop', must be one of \['ask', 'block'\]"),
    ],
)
def test_a_bad_key_or_value_is_named_with_its_line(text: str, line: int, complaint: str) -> None:
    with pytest.raises(OperatorPolicyError, match=rf"policy file 'rules.toml', line {line}: .*{complaint}"):
        read(text)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "has no key 'schema'"),
        (b"use = 'personal'", "has no key 'schema'"),
        (b"schema = 1\nuse =", "cannot be read: Invalid value"),
        (b"schema = 1\nschema = 1", "cannot be read"),
        (b"schema = 1 # \xff", "cannot be read"),
        (b"schema = " + b"[" * 20_000, "cannot be read"),
        (b"#" * (MAX_POLICY_BYTES + 1), f"has {MAX_POLICY_BYTES + 1} bytes, must have at most {MAX_POLICY_BYTES}"),
    ],
)
def test_what_is_no_policy_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(OperatorPolicyError, match=complaint):
        read_policy(data, "rules.toml")


# What no policy may change


@pytest.mark.parametrize("code", sorted(set(Code) - {Code.COOL_DOWN}))
def test_no_reason_can_be_allowed(code: Code) -> None:
    with pytest.raises(OperatorPolicyError, match=r"line 3: .*laxer than .*: no policy may change that"):
        read(f"schema = 1\n[verdicts]\n{code.value!r} = 'allow'")


@pytest.mark.parametrize("code", sorted(code for code in Code if code.value in CORE_BLOCKS))
def test_the_core_cannot_become_a_question(code: Code) -> None:
    with pytest.raises(OperatorPolicyError, match="'ask', which is laxer than 'block': no policy may change that"):
        read(f"schema = 1\n[verdicts]\n{code.value!r} = 'ask'")
    assert read(f"schema = 1\n[verdicts]\n{code.value!r} = 'block'").verdicts == ((code, Verdict.BLOCK),)


def test_the_core_is_what_the_contract_names() -> None:
    assert {Code.SEXUAL_REAL_PERSON, Code.MINOR, Code.LOOKALIKE} <= {c for c in Code if c.value in CORE_BLOCKS}
    assert CORE_BLOCKS.isdisjoint(LOWERABLE)
    assert {least(code) for code in Code} == {Verdict.ASK, Verdict.BLOCK}


@pytest.mark.parametrize(
    ("territories", "years", "floor"),
    [
        ([], 99, 100),
        (["US"], 99, 100),
        (["ES"], 79, 80),
        (["DE"], 9, 10),
        (["DE", "ES"], 79, 80),
        (["DE", "FR"], 99, 100),
    ],
)
def test_the_dead_are_protected_as_long_as_the_territories_ask(territories: list[str], years: int, floor: int) -> None:
    text = f"schema = 1\nterritories = {territories!r}\n[dead]\nyears = "
    assert read(f"{text}{floor}").years == floor
    with pytest.raises(OperatorPolicyError, match=f"line 4: dead.years is {years}, which is laxer than {floor}"):
        read(f"{text}{years}")


@pytest.mark.parametrize("text", ["Taylor Swift naked", "a nude 12 year old", "a deepfake of Taylor Swift"])
def test_the_core_blocks_under_the_laxest_policy(judge: Judge, text: str) -> None:
    laxest = (
        "territories = ['DE']\nsafety_pack = false\n[dead]\nyears = 10\n[verdicts]\n'likeness.public_figure' = 'ask'"
    )
    assert judge(laxest, text).verdict is Verdict.BLOCK


def test_every_country_of_the_shipped_list_is_a_territory() -> None:
    table = read_object(shipped(TERRITORIES))
    codes = [code for line in table["codes"] for code in line.split()]
    assert len(codes) == len(set(codes)) == 250
    countries = {code for line in read_text(shipped(PEOPLE)).splitlines() for code in json.loads(line)["countries"]}
    assert countries <= set(codes)
    assert set(table["least_years"]) <= set(codes)


# What a policy does


@pytest.mark.parametrize(
    ("policy", "text", "built_in", "verdict"),
    [
        ("[verdicts]\n'likeness.name_shaped' = 'block'", "Maria Gonzalez walks", Verdict.ASK, Verdict.BLOCK),
        ("[verdicts]\n'likeness.name_shaped' = 'ask'", "Maria Gonzalez walks", Verdict.ASK, Verdict.ASK),
        ("[verdicts]\n'likeness.self' = 'block'", "Maria Gonzalez walks", Verdict.ASK, Verdict.ASK),
        ("[verdicts]\n'likeness.public_figure' = 'ask'", "Taylor Swift walks", Verdict.BLOCK, Verdict.ASK),
        ("[verdicts]\n'likeness.public_figure' = 'block'", "Taylor Swift walks", Verdict.BLOCK, Verdict.BLOCK),
        ("use = 'political'", "my ex walks on a beach", Verdict.ASK, Verdict.BLOCK),
        (
            "use = 'political'\n[verdicts]\n'likeness.public_figure' = 'ask'",
            "Taylor Swift",
            Verdict.BLOCK,
            Verdict.BLOCK,
        ),
        ("use = 'satire'", "my ex walks on a beach", Verdict.ASK, Verdict.ASK),
        ("use = 'political'", "a fox walks on a beach", Verdict.ALLOW, Verdict.ALLOW),
        ("[dead]\nyears = 200", "Abraham Lincoln walks", Verdict.ALLOW, Verdict.BLOCK),
        ("[dead]\nyears = 160", "Abraham Lincoln walks", Verdict.ALLOW, Verdict.ALLOW),
        ("[dead]\nyears = 161", "Abraham Lincoln walks", Verdict.ALLOW, Verdict.BLOCK),
        ("territories = ['DE']\n[dead]\nyears = 50", "Albert Einstein walks", Verdict.BLOCK, Verdict.ALLOW),
        ("territories = ['DE']\n[dead]\nyears = 50", "Nelson Mandela walks", Verdict.BLOCK, Verdict.BLOCK),
    ],
)
def test_a_policy_changes_what_it_names(
    judge: Judge, policy: str, text: str, built_in: Verdict, verdict: Verdict
) -> None:
    assert judge("", text).verdict is built_in
    assert judge(policy, text).verdict is verdict


@pytest.mark.parametrize("code", sorted(Code))
def test_a_policy_lowers_no_other_block(code: Code) -> None:
    policy = OperatorPolicy(verdicts=((code, Verdict.ASK),))
    (applied,) = policy.applied([finding(code, Verdict.BLOCK)])
    assert applied.verdict is (Verdict.ASK if code in LOWERABLE else Verdict.BLOCK)


def test_the_safety_pack_alone_can_be_switched_off() -> None:
    found = [finding("safety.violence", Verdict.BLOCK), finding(Code.MINOR, Verdict.BLOCK)]
    assert list(OperatorPolicy().applied(found)) == found
    assert list(OperatorPolicy(safety_pack=False).applied(found)) == found[1:]


def test_every_decision_bears_the_digest_of_the_policy(lists: tuple[Path, Path]) -> None:
    policy = read(FULL)
    plain = gate_of(lists, Rulebook()).check("a fox").policy_version
    marked = gate_of(lists, Rulebook(operator=policy)).check("a fox").policy_version
    assert marked == f"{plain}.policy-{policy.digest.removeprefix('sha256:')[:12]}"
    assert gate_of(lists, Rulebook(operator=read(f"{FULL}#"))).policy_version not in (plain, marked)


# The schema


def test_the_schema_names_every_key_and_range() -> None:
    whole = schema()
    assert whole["required"] == ["schema"]
    assert set(whole["properties"]) == {"schema", "use", "territories", "safety_pack", "verdicts", "dead", "throttle"}
    verdicts = whole["properties"]["verdicts"]
    assert set(verdicts["properties"]) == {code.value for code in Code} - {Code.COOL_DOWN.value}
    assert verdicts["properties"]["likeness.minor"]["enum"] == ["block"]
    assert verdicts["properties"]["likeness.self"]["enum"] == ["ask", "block"]
    blocks = whole["properties"]["throttle"]["properties"]["blocks"]
    assert (blocks["type"], blocks["minimum"], blocks["maximum"], blocks["default"]) == ("integer", 1, 1000, 10)
    for table in (whole, verdicts, whole["properties"]["dead"], whole["properties"]["throttle"]):
        assert table["additionalProperties"] is False
    assert json.loads(json.dumps(whole)) == whole


def test_the_defaults_of_the_schema_are_those_in_force() -> None:
    properties = schema()["properties"]
    built_in = OperatorPolicy().to_json()
    for name in ("use", "territories", "safety_pack"):
        assert properties[name]["default"] == built_in[name]
    for table in ("dead", "throttle"):
        assert {key: each["default"] for key, each in properties[table]["properties"].items()} == built_in[table]


def test_a_policy_is_told_in_the_keys_of_its_file_and_with_its_digest() -> None:
    told = read("schema = 1\nuse = 'satire'\n").to_json()
    assert told.keys() == schema()["properties"].keys() | {"digest"}
    assert told["schema"] == 1
    assert told["use"] == "satire"
    assert told["digest"].startswith("sha256:")
