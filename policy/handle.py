"""Listed names that are written as one word with a slip or with more around: "lewishamliton", "therealhughjackman".

`policy.joined` finds a name without its spaces where a word begins and ends with it. Here one edit parts the word from
the name, or it is the name of an account, with words of fans before or behind. Only words that no table knows are
looked at, and only names that are long enough that no other word is so near.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from policy.disguised import Disguise
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.typo import alike
from policy.view import View

_LEAST, _LEAST_SLIP = 8, 10  # letters of a joined name; of one that is misspelt
_LEAST_PART = 4  # letters of the part with the slip
_LONGEST = 40
_REMEMBERED = 8192
_DIGITS = "0123456789"
_BEFORE = tuple(
    "thereal theofficial official itsreally notthereal real the its iam team mister mrs mr miss king queen young"
    " iloveyou ilove love we not fake forever saint".split()
)
_BEHIND = tuple(
    "officialpage official fanclub fanpage fans fan updates update daily edits edit army lover lovers forever news"
    " online videos video music tv hq fc stan stans club page real meme memes deepfake fake ai clip clips".split()
)


class Handles:
    """Looks for names that are one word with a slip or with more around."""

    def __init__(self, listing: Listing, lexicon: Lexicon) -> None:
        """Takes up the names; the tables are made when a text first calls for them.

        Args:
            listing: The listed people.
            lexicon: Names and common words, which nobody takes for a trick.
        """
        self._listing = listing
        self._lexicon = lexicon
        self._named = lru_cache(maxsize=_REMEMBERED)(self._search)
        self._bit = lexicon.vocabulary.bit(self._worth)

    def find(self, view: View) -> Iterator[Disguise]:
        """Every such name in the plain reading of a text.

        Args:
            view: A reading of a text.
        """
        bits = self._lexicon.vocabulary.of(view)
        if not view.plain or not bits.any & self._bit:
            return
        for place, told in enumerate(bits.each):
            name = self._named(view.row[place]) if told & self._bit else None
            if name and not (name.replace(" ", "") in view.row[place] and _tagged(view, place)):
                yield Disguise(self._listing.bearers(name), place, place + 1, True)

    def _worth(self, word: str) -> bool:
        return _LEAST <= len(word) <= _LONGEST and word.isascii() and word not in self._lexicon.spelled

    def _search(self, word: str) -> str | None:
        """The listed name that a word holds."""
        word = word.strip(_DIGITS)
        for core in dict.fromkeys(_cores(word)):
            if core != word and core in self._joined:
                return self._joined[core]
            if slip := next(self._slips(core), None):
                return slip
        return None

    def _slips(self, word: str) -> Iterator[str]:
        """The names of which one part stands in a word as it is, and the other with a slip."""
        if len(word) < _LEAST_SLIP or word in self._lexicon.not_joined:
            return
        ordinary = self._lexicon.ordinary
        for place in range(2, len(word) - 1):
            head, tail = word[:place], word[place:]
            for known, other, table in ((head, tail, self._by_first), (tail, head, self._by_last)):
                for part in table.get(known, ()):
                    if known is tail and other in ordinary:  # "dapperdrake" is no Rapper Drake
                        break
                    near = abs(len(part) - len(other)) <= 1 and (part[0] == other[0] or part[-1] == other[-1])
                    if near and len(part) >= _LEAST_PART and alike(other, part):
                        yield self._joined[known + part if known is head else part + known]

    @cached_property
    def _joined(self) -> dict[str, str]:
        """Names of two words or more without their spaces."""
        found: dict[str, str] = {}
        for name in self._listing.names:
            whole = name.replace(" ", "")
            if " " in name and len(whole) >= _LEAST and whole.isascii() and whole not in self._lexicon.spelled:
                if whole not in self._lexicon.not_joined and not self._lexicon.all_ordinary(name.split(" ")):
                    found.setdefault(whole, name)
        return found

    @cached_property
    def _by_first(self) -> dict[str, Sequence[str]]:
        """What follows the first word of each name."""
        found: dict[str, list[str]] = defaultdict(list)
        for whole, name in self._joined.items():
            first = name[: name.index(" ")]
            found[first].append(whole.removeprefix(first))
        return dict(found)

    @cached_property
    def _by_last(self) -> dict[str, Sequence[str]]:
        """What stands before the last word of each name."""
        found: dict[str, list[str]] = defaultdict(list)
        for whole, name in self._joined.items():
            last = name[name.rindex(" ") + 1 :]
            found[last].append(whole.removesuffix(last))
        return dict(found)


def _tagged(view: View, place: int) -> bool:
    """Whether a word has a sign before it behind which `policy.joined` looks for names inside of words."""
    return view.original[: view.spans[place][0]].endswith(("#", "@"))


def _cores(word: str) -> Iterator[str]:
    """A word as it is, and without what accounts of fans and impostors put around a name."""
    for begin in ("", *(prefix for prefix in _BEFORE if word.startswith(prefix))):
        rest = word.removeprefix(begin)
        for end in ("", *(suffix for suffix in _BEHIND if rest.endswith(suffix))):
            core = rest.removesuffix(end).strip(_DIGITS)
            if len(core) >= _LEAST:
                yield core
