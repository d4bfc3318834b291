"""The concepts that the network's memory has rows for, and the phrases that lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from generator.flipbook.memory import Remembers
from generator.flipbook.network import LENGTHS, REMEMBERED_BY, Network
from generator.flipbook.train.action import actions
from generator.flipbook.train.atlas import VARIANTS
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLE_PHRASES, STYLES, subjects
from generator.flipbook.train.weather import WEATHERS
from generator.flipbook.word import WordTable, split_words

if TYPE_CHECKING:
    from generator.flipbook.memory import Looks, Lookup, Memory

Phrases = dict[str, list[tuple[str, ...]]]
LOOKS: Looks = (((0, 2, 3), 160), ((1,), 80))
"""Flat, line and glossy drawings of a subject have one shape, playful ones another."""
DRAWINGS = {"background": VARIANTS, "weather": VARIANTS, "motion": LENGTHS}


def phrases() -> Phrases:
    """For `subject`, `style`, `setting`, `mood`, `weather` and `action`: each concept's phrases."""
    said: Phrases = {
        "subject": [(s.name, *s.synonyms) for s in subjects()],
        "style": [STYLE_PHRASES[s] for s in STYLES],
        "setting": [s.phrases for s in SETTINGS],
        "mood": [m.phrases for m in MOODS],
        "weather": [w.phrases for w in WEATHERS.values()],
        "action": [a.phrases for a in actions()],
    }
    return {k: _unshared(rows) for k, rows in said.items()}


def _unshared(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Without the phrases that were said before or are another concept's first; word order does not matter."""
    owner: dict[frozenset[str], int] = {}
    for i, row in enumerate(rows):
        owner.setdefault(frozenset(split_words(row[0])), i)
    kept = []
    for i, row in enumerate(rows):
        own = {frozenset(split_words(row[0])): row[0]}
        for phrase in row[1:]:
            words = frozenset(split_words(phrase))
            if owner.setdefault(words, i) == i:
                own.setdefault(words, phrase)
        kept.append(tuple(own.values()))
    return kept


def remembers(*, stored: bool = False) -> Remembers:
    """What a network has memories of."""
    return Remembers(
        concepts={k: (sum(map(len, rows)), len(rows)) for k, rows in phrases().items()},
        variants=DRAWINGS,
        looks=LOOKS,
        stored=stored,
    )


def network_for(table: WordTable) -> Network:
    """A fresh network whose memory is indexed by these words."""
    known = phrases()
    network = Network(word_size=table.size, remembers=remembers())
    for name, module in network.memory.items():
        memory = cast("Memory", module)
        what, how = REMEMBERED_BY[name]
        _fill(memory.what, known[what], table)
        if how is not None and memory.how is not None:
            _fill(memory.how, known[how], table)
    return network


def _fill(lookup: Lookup, rows: Iterable[tuple[str, ...]], table: WordTable) -> None:
    lookup.fill([(table.phrase(p), i) for i, row in enumerate(rows) for p in row])
