"""What the shipped weights know by name, and the nearest known thing for words that they do not know.

The network was trained on a closed set of subjects, places, moods and motions. Words outside it are replaced by a known
phrase before drawing, by the aliases that people use for it or by the nearest word vectors, and a note says so: a crisp
picture of the nearest thing, never a blur between two. Needs torch for the word vectors and nothing heavier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from generator.flipbook.alias import Alias, aliases
from generator.flipbook.inflection import singular, stem
from generator.flipbook.phrase import Phrases
from generator.flipbook.word import WordTable, split_words

VOCABULARY_FILE = "vocabulary.json"
WEAK = 0.4
"""Below this cosine the nearest phrase is a poor stand-in (measured on names of subjects; see the model card)."""

PAIR_MOTIONS = frozenset("chase meet orbit_around pass_by dance_together side_by_side".split())
"""Names of the motions that two subjects make together."""
_ATTACHED = re.compile(
    r"\b(?:with|without|in|on|at|under|over|behind|beside|near|above|below|holding|wearing|carrying|made|named|called|"
    r"that|which|who)\b"
)
"""Where a noun phrase begins to say what else there is besides the thing that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The known phrase that stands for some words.

    Attributes:
        phrase: What the network is given: the first phrase of that name, which it was trained on most.
        name: The plain name of what it will draw.
        similarity: 1 when the words hold a phrase or an alias of it, else the cosine of the word vectors.
        stand_in: Whether they hold only the name of another thing that is drawn as this one.
        start: Index of the phrase's first word among the words without stop words; 0 for the nearest.
        length: How many words the phrase has there; 0 for the nearest.
    """

    phrase: str
    name: str
    similarity: float
    stand_in: bool = False
    start: int = 0
    length: int = 0

    @property
    def found(self) -> bool:
        """Whether the words hold a phrase or an alias of it."""
        return self.similarity == 1.0

    @property
    def exact(self) -> bool:
        """Whether the words named this very thing."""
        return self.found and not self.stand_in


class Lexicon:
    """Known phrases of one kind, each standing for a name.

    Where several say the same, the names themselves come first, then aliases of the same thing, the other phrases, and
    last the aliases of other things.

    Args:
        entries: Name to the phrases that say it; the name itself need not be among them.
        table: The word vectors.
        also: Aliases of the names; those of other names are left out.
        form: What the inflections of a word have in common.
        first: Whether the first of several phrases decides, as it does for verbs, or the last, as it does for nouns.
    """

    def __init__(
        self,
        entries: Mapping[str, Sequence[str]],
        table: WordTable,
        *,
        also: Mapping[str, Alias] | None = None,
        form: Callable[[str], str] = singular,
        first: bool = False,
    ) -> None:
        also = also or {}
        self._table, self._first_wins = table, first
        self._first = {name: phrases[0] for name, phrases in entries.items()}
        said = [(phrase, name) for name, phrases in entries.items() for phrase in phrases]
        same = [(phrase, name) for name in entries if name in also for phrase in also[name].same]
        near = [(phrase, name) for name in entries if name in also for phrase in also[name].near]
        own = [row for row in said if row[0] == row[1]]
        sure = [*own, *same, *said]
        self._named = {name: self._as_match(name) for name in entries}
        self._sure_names, self._near_names = [n for _, n in sure], [n for _, n in near]
        self._sure = Phrases([split_words(phrase) for phrase, _ in sure], form)
        self._near = Phrases([split_words(phrase) for phrase, _ in near], form)
        self._names = [n for _, n in said]
        self._vectors: Tensor = F.normalize(torch.stack([table.phrase(p) for p, _ in said]), dim=1)  # (M, E)
        self.words = frozenset(word for phrase, _ in sure for word in split_words(phrase))

    def named(self, name: str) -> Match:
        """The match of a name.

        Raises:
            KeyError: There is no such name.
        """
        return self._named[name]

    def find(self, words: str) -> Match | None:
        """The longest known phrase inside `words`, or an alias of another thing that is longer; None for neither."""
        items = split_words(words)
        sure = self._sure.find(items, first=self._first_wins)
        near = self._near.find(items, first=self._first_wins)
        if near and (sure is None or near.length > sure.length):  # a fish tank is no fish
            return self._as_match(self._near_names[near.row], stand_in=True, start=near.start, length=near.length)
        if sure:
            return self._as_match(self._sure_names[sure.row], start=sure.start, length=sure.length)
        return None

    def match(self, words: str) -> Match:
        """The longest known phrase inside `words`, else the nearest."""
        return self.find(words) or self.nearest(words)

    def match_head(self, words: str) -> Match:
        """The same for a noun phrase: what it names counts more than what it has (`a cat with a hat` is a cat)."""
        head = words[: attached.start()] if (attached := _ATTACHED.search(words.lower())) else words
        whole = self.find(words)
        own = self.find(head) if split_words(head) else None
        if whole is None:
            return self.nearest(head if split_words(head) else words)
        if own is None or whole.stand_in:
            return own or whole
        reaches = whole.start < len(split_words(head)) and whole.length > own.length
        return whole if reaches or own.stand_in else own

    def nearest(self, words: str) -> Match:
        """The phrase whose vector is nearest."""
        vector = F.normalize(self._table.phrase([singular(word) for word in split_words(words)]), dim=0)
        best = int((self._vectors @ vector).argmax())
        return self._as_match(self._names[best], similarity=min(float(self._vectors[best] @ vector), 0.999))

    def split(self, words: str) -> tuple[Match, str] | None:
        """The longest known phrase inside `words` and what follows it; None when there is none or nothing follows."""
        items = split_words(words)
        found = self._sure.find(items[:-1], first=True)
        if found is None:
            return None
        match = self._as_match(self._sure_names[found.row], start=found.start, length=found.length)
        return match, " ".join(items[found.start + found.length :])

    def _as_match(
        self, name: str, similarity: float = 1.0, *, stand_in: bool = False, start: int = 0, length: int = 0
    ) -> Match:
        return Match(
            phrase=self._first[name],
            name=name,
            similarity=similarity,
            stand_in=stand_in,
            start=start,
            length=length,
        )


def _asked_or_told(phrases: Sequence[str]) -> list[str]:
    """Phrases of a change without "how" and "someone", which a request may say or leave out."""
    bare = [phrase.removeprefix("how ").removeprefix("someone ") for phrase in phrases]
    return list(dict.fromkeys([*phrases, *bare]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything the weights know by name.

    Attributes:
        subjects: Things.
        settings: Places.
        moods: Lights.
        motions: Movements of one subject.
        pairs: Movements of two subjects together; None when the weights know none.
        styles: Looks; the first one is what every subject is known in.
        weathers: What can fill the air.
        transitions: Ways of becoming something else; what it becomes follows the phrase.
        changes: What people say of a thing that changes of itself, such as "a bud opens".
        said: Each name of `changes` to its phrases.
        becomes: Each name of `changes` to its two subjects and its transition.
        drawn_in: Each further style to the subjects that are known in it.
    """

    subjects: Lexicon
    settings: Lexicon
    moods: Lexicon
    motions: Lexicon
    pairs: Lexicon | None
    styles: Lexicon
    weathers: Lexicon
    transitions: Lexicon
    changes: Lexicon
    said: dict[str, tuple[str, ...]]
    becomes: dict[str, tuple[str, str, str]]
    drawn_in: dict[str, frozenset[str]]

    @classmethod
    def open(cls, folder: Path, table: WordTable) -> Vocabulary:
        """Read `vocabulary.json` from the weights folder."""
        return cls.parse(json.loads((folder / VOCABULARY_FILE).read_text(encoding="utf-8")), table)

    @classmethod
    def parse(cls, data: dict[str, dict[str, list[str]]], table: WordTable) -> Vocabulary:
        """From the content of `vocabulary.json`: kind to name to phrases; `drawn_in` and `becomes` hold names."""
        motions = {name: phrases for name, phrases in data["motions"].items() if name not in PAIR_MOTIONS}
        pairs = {name: phrases for name, phrases in data["motions"].items() if name in PAIR_MOTIONS}
        said = {name: tuple(_asked_or_told(phrases)) for name, phrases in data["changes"].items()}
        return cls(
            subjects=Lexicon(data["subjects"], table, also=aliases("things")),
            settings=Lexicon(data["settings"], table, also=aliases("places")),
            moods=Lexicon(data["moods"], table, also=aliases("moods")),
            motions=Lexicon(motions, table, also=aliases("moves"), form=stem, first=True),
            pairs=Lexicon(pairs, table, form=stem, first=True) if pairs else None,
            styles=Lexicon(data["styles"], table, also=aliases("styles")),
            weathers=Lexicon(data["weathers"], table, also=aliases("weathers")),
            transitions=Lexicon(data["transitions"], table, form=stem),
            changes=Lexicon(said, table, form=stem),
            said=said,
            becomes={name: (before, after, how) for name, (before, after, how) in data["becomes"].items()},
            drawn_in={style: frozenset(names) for style, names in data["drawn_in"].items()},
        )
