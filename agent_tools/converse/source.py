"""Reads YAML as data and nothing else, and remembers in which line each value stands.

YAML 1.2's core schema: only `true` and `false` are booleans and no text becomes a date, so that `no`, `on` and
`2027-01-01` stay what was typed. Tags, anchors and aliases, a second document, a key that stands twice, another
encoding than UTF-8 and a file that is too large or too deep are errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agent_tools.errors import AgentToolsError

MAX_BYTES = 1 << 20
MAX_DEPTH = 24

Where = tuple[str | int, ...]
"""Keys and places in lists from the top of a file to a value."""

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong in a file.

    Attributes:
        file: The file.
        line: In which line, from 1.
        field: Which value, such as `scenarios[0].turns[1].expect.clip.fps`; empty for the file as a whole.
        message: What is wrong with it, with the value and what is allowed.
    """

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        named = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {named}{self.message}"


class ScenarioFileError(AgentToolsError):
    """Files of scripted conversations cannot be read as what they should be.

    Attributes:
        problems: Everything that is wrong, in the order of the files and lines.
    """

    code = "agent_tools.converse.file"
    remedy = "change_arguments"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A YAML file as data.

    Attributes:
        file: What messages call it.
        data: Its content.
        lines: In which line each value stands.
    """

    file: str
    data: Any
    lines: dict[Where, int] = field(default_factory=dict)

    def line(self, where: Where) -> int:
        """In which line a value stands, or the nearest value around it.

        Args:
            where: The value.
        """
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def problem(self, where: Where, message: str) -> Problem:
        """Something that is wrong with a value.

        Args:
            where: The value.
            message: What is wrong with it.
        """
        return Problem(file=self.file, line=self.line(where), field=spelled(where), message=message)


def spelled(where: Where) -> str:
    """A value's place as people write it: `turns[1].expect`."""
    parts = (f"[{each}]" if isinstance(each, int) else f".{each}" for each in where)
    return "".join(parts).removeprefix(".")


def read_source(path: Path, *, name: str | None = None) -> Source:
    """A YAML file as data.

    Args:
        path: The file.
        name: What messages call it; None for its path.

    Raises:
        ScenarioFileError: It cannot be read, or is no YAML of the kind that is allowed.
    """
    named = str(path) if name is None else name
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        raise _fault(named, 1, f"cannot be read: {getattr(exc, 'strerror', None) or exc}") from exc
    if len(raw) > MAX_BYTES:
        raise _fault(named, 1, f"has more than {MAX_BYTES} bytes; at most that many are read")
    return read_text(raw, named)


def read_text(raw: bytes, name: str) -> Source:
    """YAML as data.

    Args:
        raw: The bytes.
        name: What messages call them.

    Raises:
        ScenarioFileError: It is no YAML of the kind that is allowed.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise _fault(name, line, f"is not UTF-8: byte 0x{raw[exc.start]:02x} at offset {exc.start}") from exc
    try:
        _refuse_marks(text, name)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        said = " ".join(filter(None, (exc.context, exc.problem)))
        raise _fault(name, mark.line + 1 if mark else 1, f"is no YAML: {said}") from exc
    except yaml.YAMLError as exc:  # a character that YAML forbids
        line = text.count("\n", 0, getattr(exc, "position", 0)) + 1
        raise _fault(name, line, f"is no YAML: {str(exc).splitlines()[0]}") from exc
    except RecursionError as exc:
        raise _fault(name, 1, f"is nested more than {MAX_DEPTH} deep") from exc
    lines: dict[Where, int] = {}
    data = None if node is None else _Reading(name, lines).value(node, ())
    return Source(file=name, data=data, lines=lines)


def _refuse_marks(text: str, name: str) -> None:
    """Refuse what is more than data, before anything is built of it."""
    depth = n_documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            n_documents += 1
            if n_documents > 1:
                raise _fault(name, line, "holds a second document; one file is one document")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _fault(name, line, f"has an anchor or alias, {event.anchor!r}; write the value out")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) not in (None, "!"):
            raise _fault(name, line, f"has a tag, {getattr(event, 'tag', '')!r}; no tags are allowed")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _fault(name, line, f"is nested more than {MAX_DEPTH} deep")


class _Reading:
    """Builds the value of a node, and notes the lines."""

    def __init__(self, name: str, lines: dict[Where, int]) -> None:
        self._name = name
        self._lines = lines

    def value(self, node: yaml.Node, where: Where) -> Any:  # noqa: ANN401  # any YAML value
        self._lines.setdefault(where, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(each, (*where, place)) for place, each in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        return node.value if node.style in ('"', "'", "|", ">") else as_plain(node.value)

    def _mapping(self, node: yaml.MappingNode, where: Where) -> dict[Any, Any]:
        read: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise _fault(self._name, line, "a key is a list or a mapping; a key is a word")
            key = key_node.value
            if key in read:
                before = self._lines[(*where, key)]
                raise _fault(self._name, line, f"the key {key!r} stands twice, first in line {before}", where)
            self._lines[(*where, key)] = line
            read[key] = self.value(value_node, (*where, key))
        return read


def as_plain(text: str) -> str | int | float | bool | None:
    """What a text that stands without quotes is.

    Args:
        text: The text.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 40 else text
    return float(text) if _FLOAT.fullmatch(text) else text


def _fault(name: str, line: int, message: str, where: Where = ()) -> ScenarioFileError:
    return ScenarioFileError([Problem(file=name, line=line, field=spelled(where), message=message)])
