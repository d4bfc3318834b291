"""Writes and reads the prepared list: every listed name as it is looked for, so that a gate needs no half second.

`python -m policy.prepare` makes `people.prepared.txt` anew from `people.jsonl` and `mononyms.jsonl`, and
`phrases.prepared.txt` from the phrase lists. The digests in its
first line say from what it was made and what follows: a list that was edited afterwards, or a prepared file that was
damaged, gives no gate at all.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from policy.errors import PolicyDataError
from policy.figure import Figure, load_entries, load_mononyms
from policy.listing import Listing, listing, normalised
from policy.table import digest, read_text, shipped
from policy.wording import PREPARED as PHRASES
from policy.wording import prepared_phrases

PEOPLE, MONONYMS, PREPARED = "people.jsonl", "mononyms.jsonl", "people.prepared.txt"
FORMAT = 1
"""Of the lines after the first: id, name, field and date of death of a person, then all normalised names, by tabs."""


def prepared(people: Traversable, mononyms: Traversable) -> str:
    """The text of the prepared list.

    Args:
        people: A file in the format of `people.jsonl`.
        mononyms: A file in the format of `mononyms.jsonl`.

    Raises:
        PolicyDataError: A file is missing, cut short or malformed, or holds a name that cannot be written.
    """
    rows = tuple(normalised(load_entries(people), load_mononyms(mononyms)))
    listing(rows)  # refuses what a gate could not use
    body = "".join(_line(figure, names) for figure, names in rows)
    head = {"format": FORMAT, "sources": digest((people, mononyms)), "body": _sha256(body)}
    return f"{json.dumps(head)}\n{body}"


def read_prepared(path: Traversable, *, people: Traversable, mononyms: Traversable) -> Listing:
    """The listing in a prepared file.

    Args:
        path: The file.
        people: The list that it must have been made from.
        mononyms: The single words that it must have been made with.

    Raises:
        PolicyDataError: It is missing, damaged, of another format, or was made from other files than these.
    """
    place = f"policy data file {path.name!r}"
    head, _, body = read_text(path).partition("\n")
    wanted = {"format": FORMAT, "sources": digest((people, mononyms)), "body": _sha256(body)}
    try:
        given = json.loads(head)
    except json.JSONDecodeError as exc:
        raise PolicyDataError(f"{place}: its first line is not JSON: {exc}") from exc
    if not isinstance(given, dict) or given.keys() != wanted.keys():
        raise PolicyDataError(f"{place}: its first line is {head[:200]!r}, must hold {sorted(wanted)!r}")
    if given["format"] != wanted["format"]:
        raise PolicyDataError(f"{place} has format {given['format']!r}, must be {FORMAT!r}")
    if given["body"] != wanted["body"]:
        raise PolicyDataError(f"{place} is damaged: its lines have digest {wanted['body']!r}, not {given['body']!r}")
    if given["sources"] != wanted["sources"]:
        raise PolicyDataError(
            f"{place} was made from other files than {people.name!r} and {mononyms.name!r} as they are now: "
            "run `python -m policy.prepare`"
        )
    try:
        return listing(_rows(body))
    except ValueError as exc:
        raise PolicyDataError(f"{place} holds a line that is no person: {exc}") from exc


def main() -> None:
    """Makes the shipped prepared lists anew."""
    made = {
        PREPARED: (prepared(shipped(PEOPLE), shipped(MONONYMS)), "people"),
        PHRASES: (prepared_phrases(), "phrases"),
    }
    for name, (text, of) in made.items():
        path = Path(str(shipped(name)))
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path}: {text.count(chr(10)) - 1} {of}\n")


def _line(figure: Figure, names: Sequence[str]) -> str:
    died = "" if figure.died is None else "/".join(map(str, figure.died))
    cells = (figure.id, figure.name, figure.field, died, *names)
    for cell in cells:
        if "\t" in cell or "\n" in cell:
            raise PolicyDataError(f"people: {cell!r} of {figure.id!r} holds a tab or a line end")
    return "\t".join(cells) + "\n"


def _rows(body: str) -> Iterator[tuple[Figure, list[str]]]:
    for line in body.split("\n")[:-1]:
        id_, name, field, died, *names = line.split("\t")
        yield Figure(id=id_, name=name, field=field, died=_date(died) if died else None), names


def _date(died: str) -> tuple[int, int, int]:
    year, month, day = map(int, died.split("/"))
    return year, month, day


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


if __name__ == "__main__":
    main()
