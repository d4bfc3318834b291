"""Reads a list of people that an operator brings: CSV or JSON lines, whole or not at all.

A row becomes a row of `people.jsonl` whose id begins with the kind of list that it stands on, so that an id of an
operator can never be one of the shipped list. Every fault names the line.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from anyascii import anyascii

from policy.errors import PeopleFileError
from policy.normalise import plain_words
from policy.roster import Kind

MAX_BYTES = 4 * 1024 * 1024
MAX_PEOPLE = 10_000
MAX_ALIASES = 50
MAX_CHARS = 200
SEPARATOR = ";"
"""Between the aliases and between the countries in a cell of a CSV file."""

Row = dict[str, Any]
"""A row with the keys of `people.jsonl`."""


_KEYS = ("id", "name", "aliases", "field", "countries", "born", "died")
_LISTS = ("aliases", "countries")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"-?\d{1,4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def read_people(data: bytes, name: str) -> tuple[tuple[int, Row], ...]:
    """The people in a file, each with the line that it stands on.

    A file whose first sign is `{` is read as JSON lines, any other as CSV with a header.

    Args:
        data: The whole file, at most 4 MiB, UTF-8.
        name: What messages call it.

    Raises:
        PeopleFileError: It is too large or empty, or a line is no person.
    """
    if len(data) > MAX_BYTES:
        raise PeopleFileError(f"people file {name!r} has {len(data)!r} bytes, must have at most {MAX_BYTES}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise _fault(name, line, f"byte {data[exc.start]:#04x} is not UTF-8; the file must be") from exc
    raw = _json_lines(text, name) if text.lstrip().startswith("{") else _csv(text, name)
    rows: dict[str, tuple[int, Row]] = {}
    for line, values in raw:
        try:
            row = person(values)
        except PeopleFileError as exc:
            raise _fault(name, line, str(exc)) from exc
        if row["id"] in rows:
            first = rows[row["id"]][0]
            raise _fault(
                name, line, f"id {row['id']!r} stands on line {first} already; give each person an id of its own"
            )
        rows[row["id"]] = line, row
        if len(rows) > MAX_PEOPLE:
            raise _fault(name, line, f"this is person {len(rows)!r}; a file must hold at most {MAX_PEOPLE}")
    if not rows:
        raise PeopleFileError(f"people file {name!r} holds nobody; at least one row is needed")
    return tuple(rows.values())


def person(values: Row, kind: Kind = Kind.OWN) -> Row:
    """A row of `people.jsonl` from what an operator gave.

    Args:
        values: `name`, and any other key of `people.jsonl`.
        kind: Which list it is for.

    Raises:
        PeopleFileError: A key is unknown, or a value is no value of its key.
    """
    for key in values:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1, cutoff=0.0)[0]
            raise PeopleFileError(f"unknown key {key!r}; the nearest known key is {near!r}")
    name = _name(values.get("name"), "name")
    aliases = _texts(values, "aliases")
    if len(aliases) > MAX_ALIASES:
        raise PeopleFileError(f"'aliases' holds {len(aliases)!r} names, must hold at most {MAX_ALIASES}")
    field = values.get("field") or ""
    if not isinstance(field, str) or len(field) > MAX_CHARS or not field.isprintable():
        raise PeopleFileError(f"'field' is {field!r}, must be one line of at most {MAX_CHARS} characters")
    return {
        "id": f"{kind.value}/{_id(values.get('id'), name)}",
        "name": name,
        "aliases": [_name(alias, "an alias") for alias in aliases],
        "field": field,
        "countries": [_country(code) for code in _texts(values, "countries")],
        "born": _date(values.get("born"), "born"),
        "died": _date(values.get("died"), "died"),
    }


def written(rows: Iterable[Row]) -> str:
    """Rows as the text of a file in the format of `people.jsonl`, in the order of their ids.

    Args:
        rows: The rows, each id once.
    """
    ordered = sorted(rows, key=lambda row: str(row["id"]))
    return "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in ordered)


def _json_lines(text: str, name: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as exc:
            raise _fault(name, number, f"this is not JSON: {exc}") from exc
        if not isinstance(value, dict):
            raise _fault(name, number, f"this is {type(value).__name__}, must be a JSON object")
        yield number, value


def _csv(text: str, name: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    begin = 1
    try:
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = _header(cells, name, line)
            elif len(cells) != len(header):
                raise _fault(
                    name, line, f"this row has {len(cells)!r} cells, must have {len(header)} as the header has"
                )
            else:
                yield line, _of_cells(header, cells)
    except csv.Error as exc:
        raise _fault(name, begin, f"this is no CSV: {exc}") from exc


def _header(cells: list[str], name: str, line: int) -> list[str]:
    header = [cell.strip() for cell in cells]
    for key in header:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
            raise _fault(name, line, f"unknown column {key!r}; the nearest known column is {near!r}")
    if "name" not in header or len(set(header)) < len(header):
        raise _fault(name, line, f"the columns are {header!r}, must be 'name' and others, each once")
    return header


def _of_cells(header: list[str], cells: list[str]) -> Row:
    row: Row = {}
    for key, cell in zip(header, cells, strict=True):
        if key in _LISTS:
            row[key] = [part.strip() for part in cell.split(SEPARATOR) if part.strip()]
        elif cell.strip():
            row[key] = cell.strip()
    return row


def _name(value: object, what: str) -> str:
    if not isinstance(value, str) or not 1 <= len(value.strip()) <= MAX_CHARS or not value.strip().isprintable():
        shown = value[:MAX_CHARS] if isinstance(value, str) else value
        raise PeopleFileError(f"{what} is {shown!r}, must be one line of 1 to {MAX_CHARS} characters")
    if not plain_words(value):
        raise PeopleFileError(f"{what} is {value!r}, must hold a letter or a digit")
    return value.strip()


def _texts(values: Row, key: str) -> list[str]:
    found = values.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise PeopleFileError(f"{key!r} is {found!r}, must be a list of texts")
    return found


def _id(value: object, name: str) -> str:
    if value is None:
        slug = "-".join(re.findall("[a-z0-9]+", anyascii(name).lower()))[:80].strip("-")
        return slug or "-".join(f"{ord(sign):x}" for sign in name[:16] if not sign.isspace())
    if not isinstance(value, str) or len(value) > 80 or not _ID.fullmatch(value):
        raise PeopleFileError(f"'id' is {value!r}, must be 1 to 80 small letters and digits, parted by single hyphens")
    return value


def _country(code: str) -> str:
    if not _COUNTRY.fullmatch(code):
        raise PeopleFileError(f"'countries' holds {code!r}, must hold codes of two capital letters")
    return code


def _date(value: object, key: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or not _DATE.fullmatch(str(value)):
        raise PeopleFileError(f"{key!r} is {value!r}, must be empty, a year, YYYY-MM or YYYY-MM-DD")
    return str(value)


def _fault(name: str, line: int, message: str) -> PeopleFileError:
    return PeopleFileError(f"people file {name!r}, line {line}: {message}; nothing was imported")
