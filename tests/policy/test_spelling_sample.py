"""Each spelling trick on a sample of the shipped list: nearly every name is still blocked."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from policy.figure import load_entries
from policy.gate import Gate
from policy.lexicon import load_lexicon
from policy.table import shipped as data_file
from policy.types import Verdict

SAMPLE = 60
REACH = 0.99
_LEET = str.maketrans("aeiost", "431057")
_CYRILLIC = str.maketrans("aeopcxyi", "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456")


def _each(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda name: " ".join(change(word) for word in name.split())


def _styled(capital: int, small: int) -> Callable[[str], str]:
    def change(name: str) -> str:
        return "".join(
            chr(capital + ord(c) - 65) if c.isupper() else chr(small + ord(c) - 97) if c.islower() else c for c in name
        )

    return change


TRICKS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "upper case": str.upper,
    "digits for letters": lambda name: name.translate(_LEET),
    "zero-width spaces": lambda name: "\u200b".join(name),
    "look-alike letters": lambda name: name.translate(_CYRILLIC),
    "letters apart": _each(" ".join),
    "dots between letters": _each(".".join),
    "hyphens between letters": _each("-".join),
    "underscores": lambda name: name.replace(" ", "_"),
    "slashes": lambda name: name.replace(" ", "/"),
    "backwards": lambda name: name[::-1],
    "each word backwards": _each(lambda word: word[::-1]),
    "joined": lambda name: name.replace(" ", "").lower(),
    "CamelCase": lambda name: name.replace(" ", ""),
    "swapped": lambda name: ", ".join(reversed(name.split())),
    "handle": lambda name: "@" + name.replace(" ", "").lower(),
    "hashtag": lambda name: "#" + name.replace(" ", ""),
    "a letter lost": lambda name: name[:-2] + name[-1],
    "a letter doubled": lambda name: name[:-2] + name[-2] + name[-2:],
    "letters swapped": lambda name: name[:-2] + name[-1] + name[-2],
    "bold letters": _styled(0x1D400, 0x1D41A),
    "letters in circles": _styled(0x24B6, 0x24D0),
    "fullwidth letters": _styled(0xFF21, 0xFF41),
    "struck through": lambda name: "".join(c + "\u0336" for c in name),
    "accents": lambda name: "".join(c + "\u0301" if c.isalpha() else c for c in name),
    "invisible tags": lambda name: "".join(chr(0xE0000 + ord(c)) for c in name),
    "stretched": lambda name: name.replace("a", "aaaa"),
}


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Living people of two plain words of at least five letters, none of them a common word."""
    ordinary = load_lexicon().ordinary
    plain = [
        entry.figure.name
        for entry in load_entries(data_file("people.jsonl"))
        if entry.figure.died is None
        and entry.figure.name.isascii()
        and len(entry.figure.name.split()) == 2
        and all(word.isalpha() and len(word) > 4 for word in entry.figure.name.split())
        and not any(word.lower() in ordinary for word in entry.figure.name.split())
    ]
    return random.Random(11).sample(plain, SAMPLE)


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_hides_hardly_any_listed_name(shipped: Gate, names: list[str], trick: str) -> None:
    texts = [f"a short clip of {TRICKS[trick](name)} on a skateboard" for name in names]
    missed = [text for text in texts if shipped.check(text).verdict is not Verdict.BLOCK]
    assert len(missed) <= (1 - REACH) * SAMPLE + 1e-9, missed
