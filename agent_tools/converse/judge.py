"""Compares what was expected of a turn with what was seen of it. Looks at nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from agent_tools.converse.compare import holds, same, shown
from agent_tools.converse.expectation import Expect
from agent_tools.converse.facet import Call, Codes, Match, Part, Timing, ToolCalls
from agent_tools.converse.matcher import Matcher

if TYPE_CHECKING:
    from agent_tools.converse.sight import Sight
    from agent_tools.converse.watched import ToolCallRecord

NONE = "none"
_IN_ORDER = ("order", "stages", "states")
_ANY_ORDER = ("consents",)
_OWN = ("tool_calls", "timing")
_MISSING = {
    "policy": "a decision",
    "storyboard": "a storyboard",
    "clip": "a clip",
    "provenance": "a clip",
    "disclosure": "a clip",
    "pending": "a question",
    "job": "a job",
}


class Status(StrEnum):
    """What became of one expectation.

    `passed`: it was seen in the service. `failed`: something else was seen. `scripted`: it holds because the scenario
    itself wrote it, and proves nothing. `recorded`: it holds in a recording of a real model. `noted`: it was looked at
    and is not enforced.
    """

    PASSED = "passed"
    FAILED = "failed"
    SCRIPTED = "scripted"
    RECORDED = "recorded"
    NOTED = "noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expectation, and what came.

    Attributes:
        path: Which one, such as `clip.duration_s`.
        status: What became of it.
        expected: What was expected, in words.
        got: What came, in words.
    """

    path: str
    status: Status
    expected: str
    got: str

    @property
    def failed(self) -> bool:
        """Whether something else came than was expected."""
        return self.status is Status.FAILED


def judge(expect: Expect, sight: Sight) -> Iterator[Check]:
    """Every expectation of a turn but that on its time.

    Args:
        expect: What is expected, with its variables put in.
        sight: What was seen.
    """
    if expect.tool_calls is not None:
        yield tool_calls(expect.tool_calls, sight.calls)
    for name in type(expect).model_fields:
        wanted = getattr(expect, name)
        if name not in _OWN and wanted is not None:
            yield from _part(name, wanted, getattr(sight, name))


def timing(wanted: Timing, elapsed_s: float, *, enforced: bool) -> Check:
    """The expectation on the time of a turn.

    Args:
        wanted: How long it may take.
        elapsed_s: How long it took.
        enforced: Whether that is asked for.
    """
    slow = elapsed_s > wanted.max_s
    status = (Status.FAILED if slow else Status.PASSED) if enforced else Status.NOTED
    note = "" if enforced else ", not enforced"
    return Check(
        path="timing.max_s", status=status, expected=f"{wanted.max_s:g} s at most{note}", got=f"{elapsed_s:.3f} s"
    )


def tool_calls(wanted: ToolCalls, calls: Sequence[ToolCallRecord]) -> Check:
    """The expectation on the calls that reached the service.

    Args:
        wanted: What is expected.
        calls: What came; answers and cancellations are no tools and are passed over.
    """
    came = [call for call in calls if call.tool not in ("clip_answer", "clip_cancel")]
    why = _mismatch(wanted, came)
    return Check(
        path="tool_calls",
        status=Status.PASSED if why is None else Status.FAILED,
        expected=f"{wanted.match.value}: {', '.join(map(_call_words, wanted.calls)) or 'no call'}",
        got=(f"{why}; " if why else "") + (", ".join(f"{call.tool}({_args(call.args)})" for call in came) or "no call"),
    )


def _mismatch(wanted: ToolCalls, came: Sequence[ToolCallRecord]) -> str | None:
    """Why the calls are not those that are expected; None where they are."""
    if wanted.match is Match.STRICT:
        fits = len(came) == len(wanted.calls) and all(map(_is, wanted.calls, came))
        return None if fits else "not these calls in this order"
    pairs = _paired(wanted.calls, came)
    if wanted.match in (Match.UNORDERED, Match.SUPERSET):
        missing = next((call for k, call in enumerate(wanted.calls) if k not in pairs), None)
        if missing is not None:
            return f"no call {_call_words(missing)}"
    if wanted.match in (Match.UNORDERED, Match.SUBSET):
        others = [call for k, call in enumerate(came) if k not in pairs.values()]
        if others:
            return f"{others[0].tool} was not expected"
    return None


def _paired(wanted: Sequence[Call], came: Sequence[ToolCallRecord]) -> dict[int, int]:
    """As many expected calls as possible, each with a call of its own: a largest matching by augmenting paths."""
    owner: dict[int, int] = {}

    def place(k: int, seen: set[int]) -> bool:
        for j, call in enumerate(came):
            if j in seen or not _is(wanted[k], call):
                continue
            seen.add(j)
            if j not in owner or place(owner[j], seen):
                owner[j] = k
                return True
        return False

    for k in range(len(wanted)):
        place(k, set())
    return {k: j for j, k in owner.items()}


def _is(wanted: Call, call: ToolCallRecord) -> bool:
    return wanted.tool == call.tool and all(
        matcher.fault(call.args.get(name)) is None for name, matcher in wanted.args.items()
    )


def _part(path: str, wanted: Any, got: Any) -> Iterator[Check]:  # noqa: ANN401  # any part of an expectation
    """Every expectation of one part."""
    if wanted == NONE and path in _MISSING:
        yield _check(path, got is None, "none", "none" if got is None else _there(got))
    elif isinstance(wanted, Part) and not isinstance(wanted, Codes):
        if got is None:
            yield _check(path, False, _MISSING.get(path, "something"), "none")
            return
        for name in type(wanted).model_fields:
            value = getattr(wanted, name)
            if value is not None:
                seen = got.get(name) if isinstance(got, Mapping) else getattr(got, name)
                yield from _part(f"{path}.{name}", value, seen)
    else:
        yield from _value(path, wanted, got)


def _value(path: str, wanted: Any, got: Any) -> Iterator[Check]:  # noqa: ANN401  # any value of an expectation
    name = path.rpartition(".")[2]
    if isinstance(wanted, Matcher):
        yield _check(path, wanted.fault(got) is None, matcher_words(wanted), shown(got))
    elif isinstance(wanted, Codes):
        yield from _codes(path, wanted, list(got or ()))
    elif isinstance(wanted, tuple) and name in _IN_ORDER:
        fits = _in_order([str(each) for each in wanted], list(got or ()), words=name == "order")
        yield _check(path, fits, f"in this order {shown(_plain(wanted))}", shown(got))
    elif isinstance(wanted, tuple) and name in _ANY_ORDER:
        yield _check(path, sorted(wanted) == sorted(got or ()), shown(list(wanted)), shown(got))
    elif isinstance(wanted, tuple):
        came = list(got or ())
        yield _check(path, len(came) == len(wanted), f"{len(wanted)} of them", f"{len(came)} of them")
        for k, (each, one) in enumerate(zip(wanted, came, strict=False), start=1):
            yield from _part(f"{path}[{k}]", each, one)
    else:
        yield _check(path, same(_plain(wanted), _plain(got)), shown(_plain(wanted)), shown(_plain(got)))


def _codes(path: str, wanted: Codes, got: Sequence[str]) -> Iterator[Check]:
    if wanted.exactly is not None:
        codes = [code.value for code in wanted.exactly]
        yield _check(path, sorted(set(codes)) == sorted(set(got)), f"exactly {shown(codes)}", shown(list(got)))
    for code in wanted.include:
        yield _check(f"{path}.include", code.value in got, repr(code.value), shown(list(got)))
    for code in wanted.exclude:
        yield _check(f"{path}.exclude", code.value not in got, f"not {code.value!r}", shown(list(got)))


def _in_order(wanted: Sequence[str], got: Sequence[str], *, words: bool) -> bool:
    """Whether each is found behind the one before; for words, within one of the texts."""
    place = 0
    for each in wanted:
        fits = (k for k in range(place, len(got)) if (holds(each, got[k]) if words else got[k] == each))
        found = next(fits, None)
        if found is None:
            return False
        place = found + 1
    return True


def _check(path: str, holds_: bool, expected: str, got: str) -> Check:
    return Check(path=path, status=Status.PASSED if holds_ else Status.FAILED, expected=expected, got=got)


def _there(got: object) -> str:
    known = getattr(got, "id", "")
    return f"one: {known}" if known else "one"


def _plain(value: Any) -> Any:  # noqa: ANN401  # any value
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StrEnum) else value


def matcher_words(wanted: Matcher) -> str:
    """A matcher as it is written in YAML, on one line.

    Args:
        wanted: The matcher.
    """
    given = wanted.model_dump(mode="json", exclude_unset=True)
    if set(given) == {"equals"}:
        return shown(given["equals"])
    if wanted.fields is not None:
        return "{" + ", ".join(f"{name}: {matcher_words(each)}" for name, each in wanted.fields.items()) + "}"
    return ", ".join(f"{name} {shown(value)}" for name, value in given.items())


def _call_words(call: Call) -> str:
    args = ", ".join(f"{name}: {matcher_words(each)}" for name, each in call.args.items())
    return f"{call.tool}({args})"


def _args(args: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {shown(value)}" for name, value in args.items())
