"""How a value that came is compared with one that is wanted, and how it is shown. Knows no matchers."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MAX_SHOWN = 300


def shown(value: object) -> str:
    """A value for a sentence; a long one is cut in the middle.

    Args:
        value: Any value.
    """
    text = "nothing" if value is None else repr(list(value) if isinstance(value, tuple) else value)
    if len(text) <= _MAX_SHOWN:
        return text
    half = _MAX_SHOWN // 2
    return f"{text[:half]} ... {text[-half:]}"


def folded(text: str) -> str:
    """A text as words are looked for in it."""
    return " ".join(text.casefold().split())


def texts(got: object) -> list[str]:
    """Every text in a value, folded."""
    if isinstance(got, str):
        return [folded(got)]
    if isinstance(got, (list, tuple)):
        return [text for each in got for text in texts(each)]
    if isinstance(got, Mapping):
        return [text for each in got.values() for text in texts(each)]
    return []


def holds(text: str, got: object) -> bool:
    """Whether a text stands in a text, or in one of a list; capitals and runs of spaces do not count."""
    return any(folded(text) in each for each in texts(got))


def found(pattern: str, got: object) -> bool:
    """Whether a regular expression is found in a text, or in an item of a list, as it was written."""
    if isinstance(got, str):
        return re.search(pattern, got) is not None
    return isinstance(got, (list, tuple)) and any(found(pattern, each) for each in got)


def number(got: object) -> float | None:
    """A value as a number; None where it is none, as true and false are not."""
    is_number = isinstance(got, (int, float)) and not isinstance(got, bool)
    return float(got) if is_number else None  # type: ignore[arg-type]  # told apart just above


def same(one: object, other: object) -> bool:
    """Equality in which 4 and 4.0 are one, and 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def is_there(got: object) -> bool:
    """Whether a value is there and is neither empty nor false."""
    return got is not None and got is not False and got != "" and got != [] and got != () and got != {}
