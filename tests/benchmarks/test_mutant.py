"""Each kind of fault is made where it can be, one at a time, and nothing else of the file is touched."""

from __future__ import annotations

import ast

import pytest

from benchmarks.mutant import mutants

FAULTS = [
    ("x = a < b", "comparison", "a <= b"),
    ("x = a is not b", "comparison", "a is b"),
    ("x = a not in b", "comparison", "a in b"),
    ("x = a and b and c", "and/or", "a or b or c"),
    ("x = not a", "not removed", "a"),
    ("x = a - b", "arithmetic", "a + b"),
    ("x = a | b", "arithmetic", "a & b"),
    ("x = True", "boolean", "False"),
    ("x = 4", "number", "5"),
    ("def f():\n    return a", "return value", "return None"),
    ("for a in b:\n    continue", "continue", "break"),
    ("def f():\n    g('a')", "text", "''"),
]
NO_FAULTS = [
    "x = a",
    "x = -a",
    "x = a % b",
    "x = None",
    "x = 'a word table'",
    '"""A module."""',
    'def f():\n    """A function."""',
    "def f(a: 'int') -> 'int':\n    return None",
    "def f():\n    raise ValueError('a' + 'b')",
    "def f():\n    g(f'{a} not here')",
    "@g(1)\ndef f():\n    return None",
    "def f():\n    g('')",
]


def test_hits_and_near_misses_are_equal_in_number() -> None:
    assert len(FAULTS) == len(NO_FAULTS)


@pytest.mark.parametrize(("source", "kind", "after"), FAULTS)
def test_a_fault_of_each_kind_is_made(source: str, kind: str, after: str) -> None:
    [found] = mutants("a.py", source)
    assert (found.kind, found.after) == (kind, after)
    wanted = after if kind in ("return value", "continue") else f"({after})"
    assert found.source == source.replace(found.before, wanted)
    assert ast.dump(ast.parse(found.source)) != ast.dump(ast.parse(source))


@pytest.mark.parametrize("source", NO_FAULTS)
def test_what_says_nothing_of_behaviour_is_left_alone(source: str) -> None:
    assert list(mutants("a.py", source)) == []


def test_a_chain_of_comparisons_is_changed_sign_by_sign() -> None:
    assert [found.after for found in mutants("a.py", "x = a < b <= c")] == ["a <= b <= c", "a < b < c"]


def test_the_place_is_told_and_letters_before_it_are_counted_as_letters() -> None:
    source = (
        'a = "\u0442\u0435\u0441\u043b\u0430"\n\n\nclass C:\n    def f(self):\n        b = "\u4e2d"; return b == a\n'
    )
    found = [each for each in mutants("p/a.py", source) if each.kind == "comparison"]
    assert [(each.path, each.line, each.function, each.before, each.after) for each in found] == [
        ("p/a.py", 6, "f", "b == a", "b != a")
    ]
    assert found[0].source == source.replace("b == a", "(b != a)")
