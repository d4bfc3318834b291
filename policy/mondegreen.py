"""Listed names that are written as the words they sound like: "kate winds let", "mark sucker berg", "billy eyelish".

`policy.sounding` hears a name in words of which one is none. Here all of them may be words, so it must begin with a
first name, or with what sounds like one, and the whole must sound the same: that leads to a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import pairwise

from policy.disguised import Disguise
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.sound import consonants, sound
from policy.view import View

_LEAST = 4  # consonants of a whole name
_LEAST_LAST, _LEAST_HEARD = 4, 2  # letters of a surname, and consonants
_MOST_WORDS = 4
_REMEMBERED = 8192
_UNHEARD = re.compile("(?<=n)t(?=s)")  # "winds let" is Winslet
_LEAST_PIECE = 5  # letters of a surname that is one word
_LONG = 5  # consonants of a surname that hardly any other words have
_SMALL = frozenset(
    "a an the his her its their my our your this that and or with of in on at to into up down it i he she we they"
    " you me is are was be has have had can could will would do does did not no use used here there said for as by"
    " from".split()
)
_VERB = re.compile("(?:s|ed|ing)$")


class Mondegreens:
    """Looks for names in the words that they sound like."""

    def __init__(self, listing: Listing, lexicon: Lexicon) -> None:
        """Takes up the names; the table is made when a text first calls for it.

        Args:
            listing: The listed people.
            lexicon: Names and common words.
        """
        self._listing = listing
        self._lexicon = lexicon
        self._heard = lru_cache(maxsize=_REMEMBERED)(_heard)
        self._bit = lexicon.vocabulary.bit(self._begins)

    def find(self, view: View) -> Iterator[Disguise]:
        """Every such name in the plain reading of an English text.

        Args:
            view: A reading of a text.
        """
        bits = self._lexicon.vocabulary.of(view)
        if not bits.any & self._bit or not view.plain or not self._lexicon.english(view):
            return
        for first, told in enumerate(bits.each):
            if not told & self._bit:
                continue
            longest = first + 1
            while longest < min(len(view.row), first + _MOST_WORDS) and view.gap(longest) == " ":
                longest += 1
                if name := self._name(view, first, longest):
                    yield Disguise(self._listing.bearers(name), first, longest, False)

    def _begins(self, word: str) -> bool:
        """Whether a name may begin with a word: a first name, as it is written or as it sounds."""
        if not word.isascii() or len(word) < _LEAST_HEARD or word in self._lexicon.places:
            return False
        if word in self._lexicon.first:
            return word in self._firsts
        return word not in self._lexicon.spelled and self._heard(word) in self._first_sounds

    def _name(self, view: View, first: int, last: int) -> str | None:
        """The name that some words sound like, if they are hardly anything else."""
        words = view.row[first:last]
        if not _SMALL.isdisjoint(words) or self._place(view, first, last):
            return None
        if any(" ".join(pair) in self._listing.names for pair in pairwise(words)):
            return None
        for middle in range(1, len(words)):
            head, tail = "".join(words[:middle]), "".join(words[middle:])
            if len(tail) < _LEAST_LAST:
                break
            name = self._names.get((self._heard(head), self._heard(tail)))
            if name and self._fits(view, first, last, tail, name):
                return name
        return None

    def _fits(self, view: View, first: int, last: int, tail: str, name: str) -> bool:
        """Whether some words are rather a name than words; `tail` is what stands for its surname."""
        words, parts = view.row[first:last], name.split(" ")
        if list(words) == parts or "".join(words) == "".join(parts) or words[0][0] != parts[0][0]:
            return False
        ordinary, alike = self._lexicon.ordinary, tail[0] == parts[1][0]
        if len(words) > len(parts):
            return consonants(self._heard(tail)) >= _LONG or (alike and words[0] not in ordinary)
        if not alike or len(tail) < _LEAST_PIECE or words[0] in ordinary:
            return False
        return not _VERB.search(tail) if tail in ordinary else tail not in self._lexicon.surnames

    def _place(self, view: View, first: int, last: int) -> bool:
        """Whether the words are part of a place: "San Juan Hill", "John River"."""
        lexicon = self._lexicon
        near = (view.row[last - 1], view.text_at(last))
        return not lexicon.place_next.isdisjoint(near) or view.text_at(first - 1) in lexicon.place_prev

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """The best-known names of two words, by what their parts sound like."""
        found: dict[tuple[str, str], str] = {}
        for name in self._listing.best_known:
            head, _, tail = name.partition(" ")
            if not tail or " " in tail or not name.isascii() or len(tail) < _LEAST_LAST:
                continue
            heard = self._heard(head), self._heard(tail)
            if consonants(" ".join(heard)) >= _LEAST and consonants(heard[1]) >= _LEAST_HEARD:
                if not self._lexicon.all_ordinary((head, tail)):
                    found.setdefault(heard, name)
        return found

    @cached_property
    def _firsts(self) -> frozenset[str]:
        """The first words of these names that are first names."""
        return frozenset(name.partition(" ")[0] for name in self._names.values()) & self._lexicon.first

    @cached_property
    def _first_sounds(self) -> frozenset[str]:
        return frozenset(head for head, _ in self._names)


def _heard(word: str) -> str:
    return _UNHEARD.sub("", sound(word))
