"""What pydantic says of a file, in words for whoever wrote it: line, field, value, and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from agent_tools.converse.compare import shown
from agent_tools.converse.source import Problem, Source, Where

_SAID = "Value error, "


def problems_of(
    fault: ValidationError, model: type[BaseModel], source: Source, at: Where, data: object
) -> Iterator[Problem]:
    """Everything that is wrong with a value.

    Args:
        fault: What pydantic says.
        model: What the value was to be.
        source: The file.
        at: Where the value stands in it.
        data: The value.
    """
    errors = [(_where(each["loc"], data), each) for each in fault.errors()]
    told = [where for where, each in errors if not _only_follows(each)]
    for where, each in errors:
        if _only_follows(each) and any(other[: len(where)] == where for other in told):
            continue
        short = any(other == where and _only_follows(form) for other, form in errors if form is not each)
        yield source.problem((*at, *where), _message(each, model, where) + (", or none" if short else ""))


def nearest(word: object, known: Sequence[str]) -> str:
    """A hint at what was meant; empty where nothing is near.

    Args:
        word: What was typed.
        known: What is known.
    """
    near = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _only_follows(error: Any) -> bool:  # noqa: ANN401  # pydantic's mapping
    """Whether an error only follows from others, where there are others at its place or inside it.

    It says that a value is not the short form `none` that may stand there too, or that a list is empty once its faulty
    items are left out.
    """
    if error["type"] == "literal_error":
        return bool(error["ctx"]["expected"] == "'none'")
    return error["type"] == "too_short" and bool(error["input"])


def _where(loc: tuple[int | str, ...], data: object) -> Where:
    """The place in the file: what pydantic names beside keys and places of lists is left out."""
    found: list[str | int] = []
    here = data
    for place, each in enumerate(loc):
        if isinstance(here, Mapping) and str(each) in here:
            found.append(str(each))
            here = here[str(each)]
        elif isinstance(here, list) and isinstance(each, int) and each < len(here):
            found.append(each)
            here = here[each]
        elif isinstance(here, Mapping) and place == len(loc) - 1 and isinstance(each, str) and each.isidentifier():
            found.append(each)  # a field that is missing
    return tuple(found)


def _message(error: Any, model: type[BaseModel], where: Where) -> str:  # noqa: ANN401  # pydantic's mapping
    value = error["input"]
    match error["type"]:
        case "extra_forbidden":
            known = _fields(model, where[:-1])
            allowed = f" (known: {', '.join(known)})" if known else ""
            return f"unknown field {where[-1]!r}{nearest(where[-1], known)}{allowed}"
        case "missing":
            return "is missing"
        case "enum" | "literal_error":
            allowed = str(error["ctx"]["expected"])
            words = [each.strip("' ") for each in allowed.replace(" or ", ", ").split(",")]
            return f"{shown(value)} is not allowed{nearest(value, words)} (allowed: {', '.join(words)})"
        case "value_error":
            return str(error["msg"]).removeprefix(_SAID)
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{shown(value)} is not allowed: a mapping is needed"
        case _:
            said = str(error["msg"]).removeprefix("Input ").removeprefix(_SAID)
            return f"{shown(value)} is not allowed: {said[0].lower()}{said[1:]}"


def _fields(model: type[BaseModel], where: Where) -> list[str]:
    """The fields that may stand at a place, from the models along the way."""
    here: list[type[BaseModel]] = [model]
    for each in where:
        if isinstance(each, int):
            continue
        annotations = [
            info.annotation
            for each_model in here
            for name, info in each_model.model_fields.items()
            if each in (name, info.alias)
        ]
        here = [found for annotation in annotations for found in _models(annotation)]
    return [info.alias or name for each_model in here for name, info in each_model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  # a type
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for each in get_args(annotation):
            yield from _models(each)
