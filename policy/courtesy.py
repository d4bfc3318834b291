"""Names told by what stands beside them: a word of respect, a patronymic, the floor on which somebody lives.

"Sharma sir", "Herr Knöpfle, Hausnummer 7" and "Olga Petrovna" are people whatever any table of names says. What comes
out is only a place in the words; whether somebody is invented is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.lexicon import Lexicon
from policy.name_form import SURNAME, latin
from policy.normalise import plain_words
from policy.view import View
from policy.wording import Triggers

_REACH = 6
_SHORTEST_TITLED, _SHORTEST_RESPECTED, _SHORTEST_STEM = 4, 3, 2
_GERMAN = re.compile(
    r"\w{2,}(?:mueller|muller|huber|maier|meier|meyer|mayr|lechner|eder|gruber|schmidt?|schneider|wirth)"
)


class CourtesyNames:
    """Finds names by a word of respect, a patronymic or a place to live beside them."""

    def __init__(self, lexicon: Lexicon, triggers: Triggers) -> None:
        """Makes the finder.

        Args:
            lexicon: Names and common words.
            triggers: The words of respect and the ends of patronymics.
        """
        self._lexicon = lexicon
        self._titles = _words(triggers, "courtesy.title")
        self._at_home = _words(triggers, "courtesy.title_elsewhere")
        self._respect = _words(triggers, "courtesy.respect")
        self._living = _words(triggers, "courtesy.living")
        self._no_names = _words(triggers, "courtesy.not_name")
        self._surnames = _words(triggers, "courtesy.surname")
        self._patronymics = tuple(_words(triggers, "courtesy.patronymic"))
        self._all_titles = self._titles | self._at_home
        bit = lexicon.vocabulary.bit
        self._bits = (
            bit(self._all_titles.__contains__),
            bit(self._respect.__contains__),
            bit(lambda word: word.endswith(self._patronymics)),
        )

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """The half-open word places of each such name.

        Args:
            view: A reading of a text.
        """
        told = self._lexicon.vocabulary.of(view).any
        for bit, find in zip(self._bits, (self._titled, self._respected, self._patronymic), strict=True):
            if told & bit:
                yield from find(view)

    def _titled(self, view: View) -> Iterator[tuple[int, int]]:
        """A title before a name that is no common word, where the name looks like one or an address is near."""
        titles = self._titles if self._lexicon.english(view) else self._all_titles
        for title in view.among(titles):
            for place in view.places[title]:
                if not self._named(view, place + 1):
                    continue
                around = (*view.row[max(0, place - _REACH) : place], *view.row[place + 2 : place + 2 + _REACH])
                if not self._living.isdisjoint(around) or self._surname(view.row[place + 1]):
                    yield place, place + 2

    def _respected(self, view: View) -> Iterator[tuple[int, int]]:
        """A name before a word of respect: "Sharma sir", "Meena ji"."""
        for word in view.among(self._respect):
            for place in view.places[word]:
                if place and _beside(view, place) and self._known(view.row[place - 1]):
                    yield place - 1, place + 1

    def _patronymic(self, view: View) -> Iterator[tuple[int, int]]:
        """A first name and a patronymic in any case: "Sergei Viktorovich"."""
        for place in view.scan:
            end = next((each for each in self._patronymics if view.row[place].endswith(each)), "")
            if not end or len(view.row[place]) < len(end) + _SHORTEST_STEM or view.shouted:
                continue
            if place and _beside(view, place) and view.capitals[place] and view.capitals[place - 1]:
                yield place - 1, place + 1

    def _named(self, view: View, place: int) -> bool:
        """Whether a word that is no common one stands at a place, written as a name, right behind another one."""
        if place >= len(view.row) or not view.capitals[place] or view.shouted or not _beside(view, place):
            return False
        word, lexicon = view.row[place], self._lexicon
        common = word in lexicon.ordinary or word in lexicon.abroad or word in self._no_names
        return not common and len(word) >= _SHORTEST_TITLED

    def _surname(self, word: str) -> bool:
        spelled, lexicon = latin(word), self._lexicon
        known = spelled in lexicon.surnames or spelled in lexicon.further_surnames
        return known or bool(_GERMAN.fullmatch(spelled)) or bool(SURNAME.search(spelled))

    def _known(self, word: str) -> bool:
        """Whether a word may be the name in front of a word of respect."""
        lexicon = self._lexicon
        if not word.isascii():
            return word in self._surnames
        words = (lexicon.ordinary, lexicon.abroad, lexicon.places, self._no_names)
        names = (lexicon.first, lexicon.further_first, lexicon.surnames, lexicon.further_surnames)
        common = any(word in table for table in words)
        return len(word) >= _SHORTEST_RESPECTED and not common and any(word in table for table in names)


def _beside(view: View, place: int) -> bool:
    """Whether nothing but a space, or the dot of an abbreviation, stands before a word."""
    return view.gap(place).strip(".").isspace()


def _words(triggers: Triggers, name: str) -> frozenset[str]:
    return frozenset(word for line in triggers.words(name) for word in plain_words(line))
