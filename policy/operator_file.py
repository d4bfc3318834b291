"""Reads an operator's policy file (TOML) and publishes its JSON Schema; both come from the one table of keys below.

An unknown key is an error that names the key, its line and the nearest known one, because a misspelt key would
silently leave a default in force. A value that is laxer than what no policy may change is an error that says so.
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy.errors import OperatorPolicyError
from policy.figure import YEARS_AFTER_DEATH
from policy.operator import LOWERABLE, MAX_POLICY_BYTES, OperatorPolicy, ThrottleRule, least
from policy.table import read_object, shipped, words
from policy.types import Code, Use, Verdict

SCHEMA = 1
TERRITORIES = "territories.json"
MAX_YEARS = 1000

_DAY_S, _WEEK_S = 86_400, 604_800
_SEVERITY = {Verdict.ALLOW: 0, Verdict.ASK: 1, Verdict.BLOCK: 2}
_NAMES = {int: "a whole number", str: "text", bool: "true or false", list: "a list of texts", dict: "a table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """What may stand after one key.

    Attributes:
        kind: Its TOML type.
        about: One sentence for the schema.
        low: Least number.
        high: Greatest number.
        choices: The texts that may stand there; none means any.
        default: What holds where the key is left out.
    """

    kind: type
    about: str
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    default: object = None


def _verdict_key(code: Code) -> _Key:
    allowed = [
        verdict.value for verdict in (Verdict.ASK, Verdict.BLOCK) if _SEVERITY[verdict] >= _SEVERITY[least(code)]
    ]
    effect = "Sets the verdict" if code in LOWERABLE else "Raises the verdict, never lowers it"
    return _Key(kind=str, choices=tuple(allowed), about=f"{effect} of findings with this code.")


_THROTTLE = ThrottleRule()
_KEYS: dict[str, dict[str, _Key]] = {
    "": {
        "schema": _Key(kind=int, low=SCHEMA, high=SCHEMA, about="Form of this file."),
        "use": _Key(kind=str, choices=tuple(Use), default="personal", about="What the clips are for."),
        "territories": _Key(
            kind=list, default=[], about="ISO 3166-1 alpha-2 codes of where the clips are shown; none means everywhere."
        ),
        "safety_pack": _Key(kind=bool, default=True, about="Whether the general safety pack is on."),
    },
    "verdicts": {code.value: _verdict_key(code) for code in Code if code is not Code.COOL_DOWN},
    "dead": {
        "years": _Key(
            kind=int,
            low=1,
            high=MAX_YEARS,
            default=YEARS_AFTER_DEATH,
            about="Years after a death for which a likeness is protected; the territories say how few are enough.",
        ),
    },
    "throttle": {
        "enabled": _Key(kind=bool, default=_THROTTLE.enabled, about="Whether repeated blocks lead to a wait."),
        "blocks": _Key(
            kind=int, low=1, high=1000, default=_THROTTLE.blocks, about="Blocks within the window that lead to a wait."
        ),
        "window_s": _Key(kind=int, low=60, high=_DAY_S, default=_THROTTLE.window_s, about="The window in seconds."),
        "cooldown_s": _Key(kind=int, low=60, high=_WEEK_S, default=_THROTTLE.cooldown_s, about="The wait in seconds."),
    },
}


def read_policy(data: bytes, name: str) -> OperatorPolicy:
    """The policy in a file.

    Args:
        data: The whole file, at most 32,768 bytes.
        name: What messages call it.

    Raises:
        OperatorPolicyError: It is too large, no TOML, has an unknown key, or a value of another type, out of range or
            laxer than what no policy may change.
        PolicyDataError: The shipped table of territories is missing or damaged.
    """
    return _File(data, name).policy()


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a policy file, as TOML readers give it."""
    top = {name: _schema_of(key) for name, key in _KEYS[""].items()}
    tables = {name: _table_schema(keys) for name, keys in _KEYS.items() if name}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Reelwright operator policy",
        **_object({**top, **tables}),
        "required": ["schema"],
    }


class _File:
    """One policy file while it is read."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if len(data) > MAX_POLICY_BYTES:
            raise OperatorPolicyError(
                f"policy file {name!r} has {len(data)!r} bytes, must have at most {MAX_POLICY_BYTES}"
            )
        try:
            self._text = data.decode("utf-8")
            self._values = tomllib.loads(self._text)
        except (ValueError, RecursionError) as exc:  # not UTF-8, no TOML, or nested without end
            raise OperatorPolicyError(f"policy file {name!r} cannot be read: {exc}") from exc

    def policy(self) -> OperatorPolicy:
        """The policy that the file holds."""
        tables: dict[str, dict[str, Any]] = {"": {}}
        for key, value in self._values.items():
            if key in _KEYS and key:
                tables[key] = self._table(key, value)
            else:
                tables[""][self._known("", key)] = value
        for table, values in tables.items():
            for key, value in values.items():
                self._check(table, key, value)
        if "schema" not in tables[""]:
            raise OperatorPolicyError(f"policy file {self._name!r} has no key 'schema'; it must begin with schema = 1")
        return self._built(tables)

    def _built(self, tables: Mapping[str, Mapping[str, Any]]) -> OperatorPolicy:
        top, verdicts = tables[""], tables.get("verdicts", {})
        territories = tuple(sorted(set(top.get("territories", ()))))
        years = tables.get("dead", {}).get("years", YEARS_AFTER_DEATH)
        self._check_territories(territories, years)
        return OperatorPolicy(
            verdicts=tuple((code, Verdict(verdicts[code.value])) for code in Code if code.value in verdicts),
            years=years,
            territories=territories,
            use=Use(top.get("use", Use.PERSONAL)),
            safety_pack=top.get("safety_pack", True),
            throttle=ThrottleRule(**tables.get("throttle", {})),
            digest=self._digest,
        )

    def _table(self, name: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._fault((name,), f"{name!r} is {value!r}, must be a table")
        return {self._known(name, key): each for key, each in value.items()}

    def _known(self, table: str, key: str) -> str:
        if key in _KEYS[table]:
            return key
        known = {_shown(name, each): each for name, keys in _KEYS.items() for each in keys}
        known |= {name: name for name in _KEYS if name}
        wrong = _shown(table, key)
        near = difflib.get_close_matches(wrong, known, n=1, cutoff=0.0)[0]
        quotes = "; put the whole code into quotes" if table == "verdicts" and "." not in key else ""
        path = (table, key) if table else (key,)
        raise self._fault(path, f"unknown key {wrong!r}; the nearest known key is {near!r}{quotes}")

    def _check(self, table: str, key: str, value: object) -> None:
        rule, shown = _KEYS[table][key], _shown(table, key)
        path = (table, key) if table else (key,)
        if type(value) is not rule.kind or (isinstance(value, list) and not all(isinstance(x, str) for x in value)):
            raise self._fault(path, f"{shown} is {value!r}, must be {_NAMES[rule.kind]}")
        if rule.high and not rule.low <= int(str(value)) <= rule.high:
            raise self._fault(path, f"{shown} is {value!r}, must be {rule.low}..{rule.high}")
        if rule.choices and value not in rule.choices:
            if table == "verdicts" and value in tuple(Verdict):
                floor = least(Code(key)).value
                raise self._fault(
                    path, f"{shown} is {value!r}, which is laxer than {floor!r}: no policy may change that"
                )
            raise self._fault(path, f"{shown} is {value!r}, must be one of {list(map(str, rule.choices))!r}")

    def _check_territories(self, territories: tuple[str, ...], years: int) -> None:
        table = read_object(shipped(TERRITORIES))
        known = {code for line in words(table.get("codes"), TERRITORIES) for code in line.split()}
        for code in territories:
            if code not in known:
                raise self._fault(("territories",), f"territories holds {code!r}, must hold ISO 3166-1 alpha-2 codes")
        floors = table.get("least_years", {})
        floor = max((floors.get(code, YEARS_AFTER_DEATH) for code in territories), default=YEARS_AFTER_DEATH)
        if years < floor:
            where = f"in {list(territories)!r}" if territories else "everywhere, as no territories are named"
            message = (
                f"dead.years is {years!r}, which is laxer than {floor!r}, the least {where}: no policy may change that"
            )
            raise self._fault(("dead", "years"), message)

    def _fault(self, path: tuple[str, ...], message: str) -> OperatorPolicyError:
        return OperatorPolicyError(f"policy file {self._name!r}, line {self._line(path)}: {message}")

    def _line(self, path: tuple[str, ...]) -> int:
        """The line on which a key is set: the first whose reading, with all lines before it, brings the key."""
        lines = self._text.splitlines(keepends=True)
        begin = 1
        for number in range(1, len(lines)):
            try:
                values: Any = tomllib.loads("".join(lines[:number]))
            except tomllib.TOMLDecodeError:
                continue  # inside a value of several lines
            for step in path:
                values = values.get(step) if isinstance(values, dict) else None
            if values is not None:
                return begin
            begin = number + 1
        return begin  # only the whole file brings it


def _shown(table: str, key: str) -> str:
    """A key with its table, as it would be written in one piece."""
    return f'{table}."{key}"' if "." in key else f"{table}.{key}" if table else key


def _table_schema(keys: Mapping[str, _Key]) -> dict[str, Any]:
    return _object({name: _schema_of(key) for name, key in keys.items()})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _schema_of(key: _Key) -> dict[str, Any]:
    return {"description": key.about, **dict(_constraints(key))}


def _constraints(key: _Key) -> Iterator[tuple[str, object]]:
    match key.kind.__name__:
        case "int":
            yield from (("type", "integer"), ("minimum", key.low), ("maximum", key.high))
        case "bool":
            yield "type", "boolean"
        case "list":
            yield from (("type", "array"), ("items", {"type": "string", "pattern": "^[A-Z]{2}$"}))
        case _:
            yield from (("type", "string"), ("enum", list(map(str, key.choices))))
    if key.default is not None:
        yield "default", key.default
