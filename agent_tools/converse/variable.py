"""`${name}` in a scenario: where it stands, and what is put in its place.

A text that is nothing but one `${name}` becomes the value itself, with its type; inside a longer text it becomes words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)?"
"""What a variable may be called; with a dot for those that are there from the start, such as `consent.dana`."""

_VARIABLE = re.compile(rf"\$\{{({NAME})\}}")
_BROKEN = re.compile(r"\$\{[^}]*\}?")

_Model = TypeVar("_Model", bound=BaseModel)


def is_variable(value: object) -> bool:
    """Whether a value is one `${name}` and nothing else, so that its type is not known before it is put in."""
    return isinstance(value, str) and _VARIABLE.fullmatch(value) is not None


def names_in(value: object) -> Iterator[str]:
    """The variables anywhere in a value, in order, each as often as it stands there.

    Args:
        value: Texts, numbers, mappings and lists of them.

    Raises:
        ValueError: A `${` begins no variable.
    """
    if isinstance(value, str):
        for found in _BROKEN.finditer(value):
            whole = _VARIABLE.fullmatch(found[0])
            if whole is None:
                raise ValueError(f"{found[0]!r} is no variable: `${{name}}`, small letters, digits and _, is one")
            yield whole[1]
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from names_in(key)
            yield from names_in(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from names_in(each)


def put(value: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401  # any YAML value
    """A value with the variables that are known put in; the others stay as they are.

    Args:
        value: Texts, numbers, mappings and lists of them.
        values: What each variable stands for.
    """
    if isinstance(value, str):
        whole = _VARIABLE.fullmatch(value)
        if whole is not None:
            return values.get(whole[1], value)
        return _VARIABLE.sub(lambda found: str(values.get(found[1], found[0])), value)
    if isinstance(value, Mapping):
        return {key: put(each, values) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [put(each, values) for each in value]
    return value


def filled(model: _Model, values: Mapping[str, Any]) -> _Model:
    """A model with the variables put in, checked again.

    Args:
        model: A turn, an expectation or a part of one.
        values: What each variable stands for.

    Raises:
        ValueError: With the values put in, it is none any more; a `pydantic.ValidationError`.
    """
    told = model.model_dump(mode="json", exclude_unset=True, by_alias=True)
    return type(model).model_validate(put(told, values))
