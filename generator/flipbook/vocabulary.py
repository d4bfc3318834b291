"""What the shipped weights know by name, and the nearest known thing for words that they do not know.

The network was trained on a closed set of subjects, places, moods and motions. Words outside it are replaced by the
nearest known phrase before drawing, and a note says so: a crisp picture of the nearest thing, never a blur between two.
Needs torch for the word vectors and nothing heavier.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from generator.flipbook.word import WordTable, split_words

VOCABULARY_FILE = "vocabulary.json"
WEAK = 0.4
"""Below this cosine the nearest phrase is a poor stand-in (measured on names of subjects; see the model card)."""

COLOURS = frozenset("red orange yellow green blue purple pink".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The known phrase that stands for some words.

    Attributes:
        phrase: What the network is given: the first phrase of that name, which it was trained on most.
        name: The plain name of what it will draw.
        similarity: 1 when the words hold the phrase itself, else the cosine of the word vectors.
    """

    phrase: str
    name: str
    similarity: float

    @property
    def exact(self) -> bool:
        """Whether the words named this very thing."""
        return self.similarity == 1.0


def singular(word: str) -> str:
    """A plain plural without its ending; other words as they are."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


class Lexicon:
    """Known phrases of one kind, each standing for a name.

    Args:
        entries: Name to the phrases that say it; the name itself need not be among them.
        table: The word vectors.
    """

    def __init__(self, entries: dict[str, tuple[str, ...]], table: WordTable) -> None:
        self._table = table
        pairs = [(phrase, name) for name, phrases in entries.items() for phrase in phrases]
        self._phrases = [p for p, _ in pairs]
        self._names = [n for _, n in pairs]
        self._first = {name: phrases[0] for name, phrases in entries.items()}
        self._by_words = {
            tuple(singular(w) for w in split_words(p)): i for i, p in reversed(list(enumerate(self._phrases)))
        }
        self._longest = max(len(k) for k in self._by_words)
        self._vectors: Tensor = F.normalize(torch.stack([table.phrase(p) for p in self._phrases]), dim=1)  # (M, E)

    def match(self, words: str) -> Match:
        """The longest known phrase inside `words` (the later one when two are as long), else the nearest."""
        items = [singular(w) for w in split_words(words)]
        for length in range(min(self._longest, len(items)), 0, -1):
            for start in range(len(items) - length, -1, -1):
                found = self._by_words.get(tuple(items[start : start + length]))
                if found is not None:
                    return self._as_match(found, 1.0)
        vector = F.normalize(self._table.phrase(items), dim=0)
        best = int((self._vectors @ vector).argmax())
        similarity = min(float(self._vectors[best] @ vector), 0.999)
        return self._as_match(best, similarity)

    def holds(self, words: str) -> bool:
        """Whether `words` as a whole are a known phrase."""
        return tuple(singular(w) for w in split_words(words)) in self._by_words

    def split(self, words: str) -> tuple[Match, str] | None:
        """The longest known phrase inside `words` and what follows it; None when there is none or nothing follows."""
        items = split_words(words)
        plain = [singular(w) for w in items]
        for length in range(min(self._longest, len(items) - 1), 0, -1):
            for start in range(len(items) - length):
                found = self._by_words.get(tuple(plain[start : start + length]))
                if found is not None:
                    return self._as_match(found, 1.0), " ".join(items[start + length :])
        return None

    def _as_match(self, index: int, similarity: float) -> Match:
        name = self._names[index]
        return Match(phrase=self._first[name], name=name, similarity=similarity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything the weights know by name.

    Attributes:
        subjects: Things.
        settings: Places.
        moods: Lights.
        lights: Changes of the light; None where the weights know none.
        motions: Movements.
        styles: Looks; the first one is what every subject is known in.
        weathers: What can fill the air.
        transitions: Ways of becoming something else; what it becomes follows the phrase.
        changes: What people say of a thing that changes of itself, such as "a bud opens".
        becomes: Each name of `changes` to its two subjects and its transition.
        drawn_in: Each further style to the subjects that are known in it.
    """

    subjects: Lexicon
    settings: Lexicon
    moods: Lexicon
    lights: Lexicon | None
    motions: Lexicon
    styles: Lexicon
    weathers: Lexicon
    transitions: Lexicon
    changes: Lexicon
    becomes: dict[str, tuple[str, str, str]]
    drawn_in: dict[str, frozenset[str]]

    @classmethod
    def open(cls, folder: Path, table: WordTable) -> Vocabulary:
        """Read `vocabulary.json` from the weights folder."""
        return cls.parse(json.loads((folder / VOCABULARY_FILE).read_text(encoding="utf-8")), table)

    @classmethod
    def parse(cls, data: dict[str, dict[str, list[str]]], table: WordTable) -> Vocabulary:
        """From the content of `vocabulary.json`: kind to name to phrases; `drawn_in` and `becomes` hold names."""
        kinds = ("subjects", "settings", "moods", "motions", "styles", "weathers", "transitions", "changes")
        lexicons = {kind: Lexicon({n: tuple(p) for n, p in data[kind].items()}, table) for kind in kinds}
        becomes = {name: (before, after, how) for name, (before, after, how) in data["becomes"].items()}
        drawn_in = {style: frozenset(names) for style, names in data["drawn_in"].items()}
        changing = data.get("lights")
        lights = Lexicon({n: tuple(p) for n, p in changing.items()}, table) if changing else None
        return cls(**lexicons, lights=lights, becomes=becomes, drawn_in=drawn_in)
