"""From what was typed after the command to a `Brief`. Every fault names the option, the value and what is allowed.

The ranges are read from the fields of `Brief`, so that what is said here cannot differ from what is held there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from agent_tools.errors import BriefError
from agent_tools.schema import Brief

MAX_SHOWN = 60
_SIZE = re.compile(r"(\d{1,6})[x\u00d7](\d{1,6})", re.IGNORECASE | re.ASCII)
_NAMES = {
    "request": "the request",
    "duration_s": "--duration",
    "aspect_ratio": "--aspect",
    "groups": "--group",
    "motion_from": "--motion-from",
    "label_style": "--label-style",
    "label_corner": "--label-corner",
}
_KINDS: dict[object, str] = {int: "a whole number", float: "a number"}


def brief(request: str, options: Mapping[str, object], *, size: str | None = None) -> Brief:
    """The brief of a command line.

    Args:
        request: What to show.
        options: Field of `Brief` to what was typed; None is left out.
        size: `WIDTHxHEIGHT`.

    Raises:
        BriefError: Something is out of range or makes no sense.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if size is not None:
        found = _SIZE.fullmatch(size)
        if found is None:
            raise BriefError(_size_sentence(size))
        given["width_px"], given["height_px"] = found.groups()
    try:
        return Brief.model_validate({"request": request, **given})
    except ValidationError as exc:
        errors = [dict(error) for error in exc.errors()]
        sentences = [_size_sentence(size) if _of_size(error) else _sentence(error) for error in errors]
        raise BriefError("; ".join(dict.fromkeys(sentences))) from exc


def row_limit(typed: str) -> int:
    """A number of rows; the store holds its range.

    Args:
        typed: What stands after `--limit`.

    Raises:
        BriefError: It is no whole number.
    """
    try:
        return int(typed)
    except ValueError as exc:
        raise BriefError(f"--limit {shown(typed)} is not allowed: it must be a whole number from 1 to 1000") from exc


def shown(value: object) -> str:
    """A value as an error message shows it: quoted, and cut when it is long."""
    if isinstance(value, str) and len(value) > MAX_SHOWN:
        return f"{value[:MAX_SHOWN]!r}... of {len(value)} characters"
    return repr(value)


def _of_size(error: Mapping[str, Any]) -> bool:
    return error["loc"][0] in ("width_px", "height_px")


def _size_sentence(size: str | None) -> str:
    allowed = _allowed(Brief.model_fields["width_px"])
    return f"--size {shown(size)} is not allowed: it must be WIDTHxHEIGHT, each {allowed}"


def _sentence(error: Mapping[str, Any]) -> str:
    field = str(error["loc"][0])
    name = _NAMES.get(field, f"--{field}")
    return f"{name} {shown(error['input'])} is not allowed: it must be {_allowed(Brief.model_fields[field])}"


def _allowed(field: FieldInfo) -> str:
    """What a field holds, in words: its kind and its range."""
    kind = _without_none(field.annotation)
    if get_origin(kind) is Literal:
        return _one_of([str(word) for word in get_args(kind)])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _one_of([str(member.value) for member in kind])
    if get_origin(kind) is tuple and isinstance(inner := get_args(kind)[0], type) and issubclass(inner, Enum):
        return f"one of {_one_of([str(member.value) for member in inner])}, at most {_most(field)} of them"
    if any(getattr(rule, "pattern", None) for rule in field.metadata):
        return "two capital letters of ISO 3166-1, such as DE"
    limits = {
        name: getattr(rule, name)
        for rule in field.metadata
        for name in ("ge", "le", "min_length", "max_length", "multiple_of")
        if getattr(rule, name, None) is not None
    }
    if "max_length" in limits:
        noun = "names" if get_origin(kind) is tuple else "characters of text"
        return f"{limits.get('min_length', 0)} to {limits['max_length']} {noun}"
    even = ", even" if limits.get("multiple_of") == 2 else ""
    return f"{_KINDS[kind]} from {limits['ge']:g} to {limits['le']:.10g}{even}"


def _most(field: FieldInfo) -> int:
    return next(int(rule.max_length) for rule in field.metadata if hasattr(rule, "max_length"))


def _without_none(annotation: object) -> object:
    if get_origin(annotation) in (Union, UnionType):
        (kind,) = (kind for kind in get_args(annotation) if kind is not type(None))
        return kind
    return annotation


def _one_of(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
