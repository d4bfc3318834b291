"""Reads the policy's data files, whole or not at all, and names the version of them that is in force.

A list that is missing, cut short or misspelt must never read as "nobody is listed": every fault is a `PolicyDataError`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from policy.errors import PolicyDataError

RULES_VERSION = "2026.11.9"
"""Version of the rules that are code; the digest of the data follows it after a plus sign."""

_VERSION_DIGITS = 12


def shipped(name: str) -> Traversable:
    """A data file that comes with the package.

    Args:
        name: File name inside `policy/data`.
    """
    return files("policy") / "data" / name


def read_text(path: Traversable) -> str:
    """The whole text of a data file.

    Raises:
        PolicyDataError: It is missing, unreadable, not UTF-8, or does not end with a line end (cut short).
    """
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeDecodeError as exc:
        raise PolicyDataError(f"policy data file {path.name!r} cannot be read: {exc}") from exc


def read_object(path: Traversable) -> dict[str, Any]:
    """The JSON object in a data file.

    Raises:
        PolicyDataError: The file cannot be read or holds something else.
    """
    return _parse(read_text(path), f"policy data file {path.name!r}")


def read_rows(path: Traversable, keys: Mapping[str, type | tuple[type, ...]]) -> Iterator[dict[str, Any]]:
    """Each line of a JSON-lines file as an object with exactly the given keys.

    Args:
        path: The file.
        keys: Key to the type or types its value must have.

    Raises:
        PolicyDataError: The file cannot be read, or a line is not such an object.
    """
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        place = f"policy data file {path.name!r}, line {number}"
        row = _parse(line, place)
        if row.keys() != keys.keys():
            raise PolicyDataError(f"{place}: keys are {sorted(row)!r}, must be {sorted(keys)!r}")
        for key, kind in keys.items():
            if not isinstance(row[key], kind) or isinstance(row[key], bool):
                raise PolicyDataError(f"{place}: {key!r} is {row[key]!r}, must be of type {kind!r}")
            if isinstance(row[key], list):
                words(row[key], f"{place}: {key!r}")
        yield row


def words(value: object, place: str) -> tuple[str, ...]:
    """A list of non-empty strings as a tuple.

    Args:
        value: What was found in a data file.
        place: Where it was found, for the message.

    Raises:
        PolicyDataError: It is something else.
    """
    if not isinstance(value, list):
        raise PolicyDataError(f"{place} is {value!r}, must be a list of strings")
    for item in value:
        if not isinstance(item, str) or not item.strip():
            raise PolicyDataError(f"{place} holds {item!r}, must hold only non-empty strings")
    return tuple(value)


def digest(paths: Iterable[Traversable]) -> str:
    """SHA-256 over the names and contents of files, in name order, as hex.

    Args:
        paths: The files.

    Raises:
        PolicyDataError: A file cannot be read or is cut short.
    """
    found = hashlib.sha256()
    for path in sorted(paths, key=lambda each: each.name):
        body = _bytes(path)
        found.update(f"{path.name}\0{len(body)}\0".encode())
        found.update(body)
    return found.hexdigest()


def version(paths: Iterable[Traversable]) -> str:
    """The policy version: of the rules, and a digest over the given files.

    Args:
        paths: Every data file that a decision depends on.

    Raises:
        PolicyDataError: A file cannot be read.
    """
    return f"{RULES_VERSION}+{digest(paths)[:_VERSION_DIGITS]}"


def _bytes(path: Traversable) -> bytes:
    try:
        body = path.read_bytes()
    except OSError as exc:
        raise PolicyDataError(f"policy data file {path.name!r} cannot be read: {exc}") from exc
    if not body.endswith(b"\n"):
        raise PolicyDataError(f"policy data file {path.name!r} is cut short: its last line has no line end")
    return body


def _parse(text: str, place: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as exc:
        raise PolicyDataError(f"{place} is not JSON: {exc}") from exc
    if not isinstance(value, dict):
        raise PolicyDataError(f"{place} is {type(value).__name__}, must be a JSON object")
    return value
