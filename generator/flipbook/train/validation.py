"""What training never draws: the fixed validation list of styles, scenes and wordings.

Reads `validation.txt`. The sampler asks it before it uses a combination; the benchmark draws from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.flipbook.train.animation import MOTIONS, PAIRS
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLES, subjects
from generator.flipbook.word import split_words

FILE = Path(__file__).parent / "validation.txt"
Names = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words that training never says.

    Attributes:
        role: `subject`, `action`, `setting`, `lighting` or `style`.
        words: What a person types.
        means: Name of what should be drawn.
    """

    role: str
    words: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Combinations and words that are kept from training.

    Attributes:
        scenes: (subject, setting, motion) by name.
        styles: (style, subject) by name.
        wordings: Words by role.
    """

    scenes: frozenset[tuple[str, str, str]] = frozenset()
    styles: frozenset[tuple[str, str]] = frozenset()
    wordings: tuple[Wording, ...] = ()

    def says(self, role: str, words: str) -> bool:
        """Whether the words of a role contain a held-out wording of that role, word for word."""
        said = split_words(words)
        for wording in self.wordings:
            held = split_words(wording.words)
            if wording.role == role and any(said[i : i + len(held)] == held for i in range(len(said))):
                return True
        return False


@cache
def validation() -> HeldOut:
    """The list of `validation.txt`."""
    return parse(FILE.read_text(encoding="utf-8"))


@cache
def _known() -> dict[str, Names]:
    return {
        "subject": frozenset(s.name for s in subjects()),
        "setting": frozenset(s.name for s in SETTINGS),
        "lighting": frozenset(m.name for m in MOODS),
        "action": frozenset(MOTIONS) | frozenset(PAIRS),
        "style": frozenset(STYLES),
    }


def parse(text: str) -> HeldOut:
    """A list in the form of `validation.txt`.

    Raises:
        ValueError: A section, a role or a name is unknown, or a line has the wrong form or stands twice; the message
            has the line's number.
    """
    scenes: set[tuple[str, str, str]] = set()
    styles: set[tuple[str, str]] = set()
    wordings: list[Wording] = []
    readers: dict[str, Callable[[str], None]] = {
        "[scenes]": lambda line: scenes.add(_scene(line)),
        "[styles]": lambda line: styles.add(_style(line)),
        "[wordings]": lambda line: wordings.append(_wording(line)),
    }
    for number, read, line in _lines(text, readers):
        try:
            read(line)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
    return HeldOut(scenes=frozenset(scenes), styles=frozenset(styles), wordings=tuple(wordings))


def _lines(text: str, readers: dict[str, Callable[[str], None]]) -> Iterator[tuple[int, Callable[[str], None], str]]:
    """Number, reader and content of every line that says something."""
    read: Callable[[str], None] | None = None
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            if line not in readers:
                raise ValueError(f"line {number}: unknown section {line!r}; one of: {', '.join(readers)}")
            read = readers[line]
        elif read is None:
            raise ValueError(f"line {number}: {line!r} stands before the first section")
        elif line in seen:
            raise ValueError(f"line {number}: {line!r} stands twice")
        else:
            seen.add(line)
            yield number, read, line


def _named(kind: str, name: str) -> str:
    if name not in _known()[kind]:
        raise ValueError(f"{name!r} is no {kind} that training knows")
    return name


def _scene(line: str) -> tuple[str, str, str]:
    subject, setting, motion = _fields(line, "subject|setting|motion")
    return _named("subject", subject), _named("setting", setting), _named("action", motion)


def _style(line: str) -> tuple[str, str]:
    style, _, subject = line.partition(" ")
    if style == STYLES[0]:
        raise ValueError(f"{style!r} is what every subject is drawn in: it cannot be held out")
    return _named("style", style), _named("subject", subject)


def _wording(line: str) -> Wording:
    role, words, means = _fields(line, "role|words|name")
    if role not in ("subject", "action", "setting", "lighting", "style"):
        raise ValueError(f"unknown role {role!r}; one of: subject, action, setting, lighting, style")
    if not split_words(words):
        raise ValueError(f"{words!r} has no word that the network hears")
    return Wording(role=role, words=words, means=_named(role, means))


def _fields(line: str, form: str) -> list[str]:
    parts = line.split("|")
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"{line!r} is not of the form {form!r}")
    return parts
