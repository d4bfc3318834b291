"""Words that people say for what the weights know under another name. Data in `alias/`, one file a kind.

An alias either names the same thing (a `kitten` is a cat) or the nearest picture that there is (a `fridge` is drawn as
a cabinet); only the second is worth a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """What else people say for one name.

    Attributes:
        same: Phrases that mean just that.
        near: Phrases for other things that are drawn as it, for want of a picture of their own.
    """

    same: tuple[str, ...]
    near: tuple[str, ...]


def parse(text: str) -> dict[str, Alias]:
    """The aliases of a text of lines `name = phrase, phrase | phrase, phrase`.

    A line that begins with a blank goes on with the one before it; `#` starts a comment line.

    Raises:
        ValueError: A line has no `=` or no phrase, or a name is listed twice; the message has the line's number.
    """
    out: dict[str, Alias] = {}
    for number, line in _rows(text):
        name, equals, rest = (part.strip() for part in line.partition("="))
        same, near = (_phrases(part) for part in (*rest.split("|", 1), "")[:2])
        if not equals or not name or not (same or near):
            raise ValueError(f"line {number}: {line!r} is not of the form 'name = phrase, phrase | phrase'")
        if name in out:
            raise ValueError(f"line {number}: {name!r} is listed twice")
        out[name] = Alias(same=same, near=near)
    return out


def _rows(text: str) -> list[tuple[int, str]]:
    """Each entry on one line, with the number of the line that it begins on."""
    rows: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] == " " and rows:
            rows[-1] = rows[-1][0], f"{rows[-1][1]} {line.strip()}"
        else:
            rows.append((number, line.rstrip()))
    return rows


def _phrases(part: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in part.split(",") if phrase.strip())


@cache
def aliases(kind: str) -> dict[str, Alias]:
    """The aliases of a kind: `things`, `places`, `moods`, `moves`, `styles`, `weathers` or `lights`."""
    return parse((FOLDER / f"{kind}.txt").read_text(encoding="utf-8"))
