"""From files to scenarios: `load_scenarios` reads `*.clip.yaml`, puts parameters in, and says everything that is wrong.

A file is checked as a whole before anything of it is run; each problem names file, line and field. What no single field
can show is looked at here: variables that nobody saved, consents that nobody gave, files that are not there, and two
scenarios with one id.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent_tools.converse.complaint import nearest, problems_of
from agent_tools.converse.format import MAX_SCENARIOS, SUFFIX, VERSION, Defaults, Entry, Parameters, Scenario
from agent_tools.converse.soundness import faults_of
from agent_tools.converse.source import Problem, ScenarioFileError, Source, Where, read_source
from agent_tools.converse.variable import names_in, put

MAX_LOADED = 20_000

_TOP = ("version", "defaults", "scenarios")
_MAX_VALUE_CHARS = 40
_MAX_SLUG_CHARS = 60
_PARAMETERS: TypeAdapter[Any] = TypeAdapter(Parameters)


def load_scenarios(path: Path) -> list[Scenario]:
    """The scenarios of a file, or of every `*.clip.yaml` below a folder, in the order of the files and lines.

    Args:
        path: A file or a folder.

    Raises:
        ScenarioFileError: There is none, or something is wrong in one; it names everything that is.
    """
    loaded: list[Scenario] = []
    problems: list[Problem] = []
    for file in scenario_files(path):
        try:
            loaded += load_file(file)
        except ScenarioFileError as fault:
            problems += fault.problems
    problems += _twice(loaded)
    if len(loaded) > MAX_LOADED:
        problems.append(Problem(file=str(path), line=1, field="", message=f"more than {MAX_LOADED} scenarios"))
    if problems:
        raise ScenarioFileError(problems)
    return loaded


def scenario_files(path: Path) -> list[Path]:
    """The files that hold scenarios.

    Args:
        path: A file, which is taken whatever it is called, or a folder.

    Raises:
        ScenarioFileError: There are none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ScenarioFileError([Problem(file=str(path), line=1, field="", message="there is no such file or folder")])
    files = sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file())
    if not files:
        raise ScenarioFileError([Problem(file=str(path), line=1, field="", message=f"no *{SUFFIX} lies below it")])
    return files


def load_file(path: Path) -> list[Scenario]:
    """The scenarios of one file.

    Args:
        path: The file.

    Raises:
        ScenarioFileError: Something is wrong in it; it names everything that is.
    """
    source = read_source(path)
    defaults = _defaults(source)
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for place in range(len(source.data["scenarios"])):
        at: Where = ("scenarios", place)
        try:
            scenarios += [_scenario(source, at, raw, defaults, path, marked) for marked, raw in _expanded(source, at)]
        except ScenarioFileError as fault:
            problems += fault.problems
    problems += _twice(scenarios)
    if problems:
        raise ScenarioFileError(problems)
    return scenarios


def expanded_entries(path: Path) -> list[dict[str, Any]]:
    """The scenarios of one file as YAML values, with defaults and parameters put in.

    Args:
        path: The file.

    Raises:
        ScenarioFileError: Something is wrong in it.
    """
    load_file(path)
    source = read_source(path)
    given = source.data.get("defaults") or {}
    heads = {name: given[name] for name in ("driver", "generator", "bot") if name in given}
    around = {name: given[name] for name in ("seed", "locale") if name in given}
    entries: list[dict[str, Any]] = []
    for place in range(len(source.data["scenarios"])):
        for mark, raw in _expanded(source, ("scenarios", place)):
            slug = re.sub(r"[^a-z0-9]+", "-", f"{raw['id']}{mark}".lower())[:_MAX_SLUG_CHARS].strip("-")
            named = [each["id"] for each in entries]
            slug = slug if slug not in named else f"{slug}-{len(entries) + 1}"
            context = around | (raw.get("context") or {})
            entries.append({**heads, **raw, "id": slug} | ({"context": context} if context else {}))
    return entries


def _defaults(source: Source) -> Defaults:
    """The head of a file, once its shape is that of one.

    Raises:
        ScenarioFileError: It is not.
    """
    data = source.data
    if not isinstance(data, Mapping):
        raise ScenarioFileError([source.problem((), f"must be a mapping of {', '.join(_TOP)}")])
    unknown = [key for key in data if key not in _TOP]
    problems = [
        source.problem((key,), f"unknown field {key!r}{nearest(key, _TOP)} (known: {', '.join(_TOP)})")
        for key in unknown
    ]
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        problems.append(
            source.problem(("version",), f"is {data.get('version')!r}; this program reads version {VERSION}")
        )
    scenarios = data.get("scenarios")
    if not isinstance(scenarios, list) or not 1 <= len(scenarios) <= MAX_SCENARIOS:
        problems.append(source.problem(("scenarios",), f"must be a list of 1 to {MAX_SCENARIOS} scenarios"))
    given = data.get("defaults", {})
    try:
        defaults = Defaults.model_validate({} if given is None else given)
    except ValidationError as exc:
        problems += problems_of(exc, Defaults, source, ("defaults",), given)
        raise ScenarioFileError(problems) from exc
    if problems:
        raise ScenarioFileError(problems)
    return defaults


def _expanded(source: Source, at: Where) -> Iterator[tuple[str, Any]]:
    """The scenarios that one with parameters stands for, each with what is put after its id.

    Raises:
        ScenarioFileError: The parameters are none, or one of them stands nowhere.
    """
    raw = source.data["scenarios"][at[-1]]
    if not isinstance(raw, Mapping) or raw.get("parameters") is None:
        yield "", raw
        return
    given, rest = raw["parameters"], {key: value for key, value in raw.items() if key != "parameters"}
    here = (*at, "parameters")
    try:
        _PARAMETERS.validate_python(given)
    except ValidationError as exc:
        raise ScenarioFileError(
            [source.problem(here, "must be a list of mappings of names to values, or a mapping of names to lists")]
        ) from exc
    if not given:
        raise ScenarioFileError([source.problem(here, "is empty; leave it out, or give at least one")])
    rows = _rows(source, here, given)
    try:
        used = set(names_in(rest))
    except ValueError:
        used = set(rows[0])  # the fault is told where it stands
    unused = sorted(set(rows[0]) - used)
    if unused:
        raise ScenarioFileError([source.problem(here, f"parameter {unused[0]!r} stands nowhere as ${{{unused[0]}}}")])
    marks = [_marked(row) for row in rows]
    for place, (row, mark) in enumerate(zip(rows, marks, strict=True)):
        yield f"[{mark if mark and marks.count(mark) == 1 else place + 1}]", put(rest, row)


def _rows(source: Source, here: Where, given: Any) -> list[dict[str, Any]]:  # noqa: ANN401  # checked before
    """One mapping for each scenario."""
    if isinstance(given, Mapping):
        empty = next((name for name, values in given.items() if not values), None)
        if empty is not None:
            raise ScenarioFileError([source.problem((*here, empty), "is an empty list")])
        n_rows = math.prod(map(len, given.values()))
        if n_rows > MAX_SCENARIOS:
            said = f"stand for {n_rows} scenarios together; at most {MAX_SCENARIOS} are allowed"
            raise ScenarioFileError([source.problem(here, said)])
        return [dict(zip(given, values, strict=True)) for values in itertools.product(*given.values())]
    for place, row in enumerate(given):
        if set(row) != set(given[0]) or not row:
            raise ScenarioFileError(
                [source.problem((*here, place), f"has {sorted(row)}, and the first has {sorted(given[0])}")]
            )
    return [dict(row) for row in given]


def _marked(row: Mapping[str, Any]) -> str:
    words = (re.sub(r"[^\w.]+", "-", str(value)).strip("-")[:_MAX_VALUE_CHARS] for value in row.values())
    return "-".join(words)


def _scenario(source: Source, at: Where, raw: object, defaults: Defaults, path: Path, mark: str) -> Scenario:
    """One scenario, with the defaults.

    Raises:
        ScenarioFileError: Something is wrong in it.
    """
    try:
        entry = Entry.model_validate(raw)
    except ValidationError as exc:
        raise ScenarioFileError(problems_of(exc, Entry, source, at, raw)) from exc
    context = entry.context
    known = {"seed": defaults.seed, "locale": defaults.locale}
    missing = {name: value for name, value in known.items() if getattr(context, name) is None and value is not None}
    told = entry.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"parameters"})
    told["context"] = told.get("context", {}) | missing
    for name in ("bot", "driver", "generator"):
        told[name] = told.get(name) or getattr(defaults, name)
    lines = [source.line((*at, "turns", place)) for place in range(len(entry.turns))]
    told |= {"id": f"{entry.id}{mark}", "file": path, "line": source.line(at), "turn_lines": lines}
    try:
        scenario = Scenario.model_validate(told)
    except ValidationError as exc:
        raise ScenarioFileError(problems_of(exc, Scenario, source, at, raw)) from exc
    problems = [source.problem((*at, *where), message) for where, message in faults_of(scenario)]
    if problems:
        raise ScenarioFileError(problems)
    return scenario


def _twice(scenarios: list[Scenario]) -> Iterator[Problem]:
    first: dict[str, Scenario] = {}
    for each in scenarios:
        before = first.setdefault(each.id, each)
        if before is not each:
            message = f"the id {each.id!r} stands twice; first in {before.file}:{before.line}"
            yield Problem(file=str(each.file), line=each.line, field="id", message=message)
