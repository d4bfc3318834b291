"""Which language a text is most likely in, and which of its words are common ones there.

A listed name is often a word of another language ("pele", "nelle", "орган"), and a given name may be one of its grammar
("uma grande onda"). Whether that matters depends on the language, so the words of a text vote for theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from policy.normalise import plain_words
from policy.view import View

_LEAST_VOTES = 2
_MANY_WORDS = 3000
_NOUNS_IN_CAPITALS = "de"


class Tongues:
    """The common words of some languages, and which language a text is in.

    Args:
        lines: `<language> function|common|name <word> <word> ...`, in normalised spelling; `name` has common words that
            are also given names.
        english: Common English words; where they are as many as another language's, a text is English.
    """

    def __init__(self, lines: Iterable[str], english: AbstractSet[str]) -> None:
        self._english = english
        self._bits: dict[str, int] = {}
        self._grammar: dict[str, int] = {}
        self._common: dict[str, int] = {}
        self._said: dict[str, int] = {}
        tables = {
            "function": (self._said, self._common, self._grammar),
            "common": (self._said, self._common),
            "name": (self._said,),
        }
        self._rich = 0
        for line in lines:
            language, kind, *words = line.split(" ")
            bit = self._bits.setdefault(language, 1 << len(self._bits))
            self._rich |= bit if len(words) > _MANY_WORDS else 0
            for table in tables[kind]:
                for word in words:
                    table[word] = table.get(word, 0) | bit

    def known(self, word: str) -> bool:
        """Whether a plain word is one of any of the languages."""
        return word in self._said

    def of(self, view: View) -> AbstractSet[str]:
        """The languages that most words of a text speak for; none for English and for what cannot be told.

        Args:
            view: A reading of the text.
        """
        return view.once(self.of, self._languages)

    def _languages(self, view: View) -> frozenset[str]:
        leading = self._leading(view)
        return frozenset(language for language, bit in self._bits.items() if leading & bit)

    def tells(self, view: View) -> bool:
        """Whether so many words of a text's language are known that another one is hardly a common word of it.

        Args:
            view: A reading of the text.
        """
        leading = self._leading(view)
        return bool(leading) and not leading & ~self._rich

    def are_words(self, view: View, first: int, last: int, guess: Sequence[str] | None = None) -> bool:
        """Whether what looks like a name only says something in the text's language: "der Fahrer", "ли на", "pele".

        Args:
            view: A reading of the text.
            first: The place of its first word.
            last: One past that of its last.
            guess: The words of the name for which it was taken, where it is not exactly that; None where it is.
        """
        if not self._leading(view):
            return False
        places = range(first, last)
        if guess is not None:
            return all(self.common(view, place) for place in places if view.row[place] not in guess)
        if last - first > 1:
            return all(self.grammatical(view, place) for place in places)
        if not view.foreign(first) and not view.original[slice(*view.spans[first])].isascii():
            return False  # "pelé" is not "pele"
        return self.plain(view, first)

    def grammatical(self, view: View, place: int) -> bool:
        """Whether a word belongs to the grammar of the text's language and is not written as a name.

        A capital where a sentence begins says nothing, unless one follows that tells a name: "Mia Rossi balla".

        Args:
            view: A reading of the text.
            place: Of the word.
        """
        told = self._told(view, self._grammar, place)
        if not told or view.tells_capital(place):
            return False
        alone = not view.capitals[place] or not (place + 1 < len(view.row) and view.capitals[place + 1])
        return alone or bool(told & self._bits[_NOUNS_IN_CAPITALS])

    def common(self, view: View, place: int) -> bool:
        """Whether a word is a common one of the text's language, however it is written.

        Args:
            view: A reading of the text.
            place: Of the word.
        """
        return bool(self._told(view, self._common, place))

    def said(self, view: View, place: int) -> bool:
        """Whether a word is a common one of the text's language, be it a given name too: "luz", "amor", "vida".

        Args:
            view: A reading of the text.
            place: Of the word.
        """
        return bool(self._told(view, self._said, place))

    def plain(self, view: View, place: int) -> bool:
        """Whether a word is a common one and is not written as a name; a capital tells nothing of a German noun.

        Args:
            view: A reading of the text.
            place: Of the word.
        """
        told = self._told(view, self._common, place)
        return bool(told) and (not view.tells_capital(place) or bool(told & self._bits[_NOUNS_IN_CAPITALS]))

    def _told(self, view: View, table: dict[str, int], place: int) -> int:
        """The leading languages in which a word stands in a table, in the letters in which it is written."""
        leading = self._leading(view)
        if not leading:
            return 0
        start, end = view.spans[place]
        written = plain_words(view.original[start:end]) if view.foreign(place) else (view.row[place],)
        return leading & table.get(written[0], 0) if len(written) == 1 else 0

    def _leading(self, view: View) -> int:
        return view.once(self, self._vote)

    def _vote(self, view: View) -> int:
        words = view.row if view.plain else plain_words(view.original)
        votes: dict[int, int] = {}
        english = 0
        for word in words:
            english += word in self._english
            told = self._said.get(word, 0)
            while told:
                bit = told & -told
                votes[bit] = votes.get(bit, 0) + 1
                told ^= bit
        most = max(votes.values(), default=0)
        if most < _LEAST_VOTES or most <= english:
            return 0
        return sum(bit for bit, count in votes.items() if count == most)
