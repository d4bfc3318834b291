"""Finds listed names in a text: exact, misspelt by one edit a word, swapped, joined, or as initial and surname.

Purely lexical: it says where a listed name could stand, not whether it is meant. At the start every name is only put
under its first and its last word; what a head word leads to is worked out when a text holds that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from policy.figure import Figure
from policy.joined import JoinedNames
from policy.lexicon import Lexicon
from policy.listing import KANA, SUFFIXES, Listing, stems
from policy.typo import SHORTEST, Spellings, alike, could_be, undoubled, unlike
from policy.view import View, unparted

_FUZZY_SINGLE_LENGTH = 7
_FUZZY_FOREIGN_LENGTH = 8  # in other scripts no table tells a misspelt name from a common word
_NEXT, _SWAPPED = "\n", "<"  # neither stands in a normalised name
_JOINED_WORD_LENGTH = 6
_LONG_SURNAME = 7
_SURNAME_LENGTH = 6
_SHORTEST_SLIP = 3
_SINGLE_LENGTH = 4
_REMEMBERED = 16384


class How(StrEnum):
    """By what way a name was found."""

    EXACT = "exact"
    TYPO = "typo"
    SWAPPED = "swapped"
    INITIAL = "initial"
    JOINED = "joined"
    SURNAME = "surname"
    SLIP = "slip"  # a short surname that is misspelt
    SURE_SLIP = "sure slip"  # one that makes neither word nor name, beside a first name that hardly anybody has


class Hit(NamedTuple):
    """A place where a listed name could stand.

    Attributes:
        figures: Everyone who bears the name.
        words: The name in the list's normalised spelling.
        view: The reading it was found in.
        first: First word in that reading.
        last: One past the last word.
        span: Half-open offsets into the original.
        how: By what way.
    """

    figures: tuple[Figure, ...]
    words: tuple[str, ...]
    view: View
    first: int
    last: int
    span: tuple[int, int]
    how: How


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[str, ...]
    figures: tuple[Figure, ...]
    how: How


class _Known(NamedTuple):
    """The names of one head word: all, those of one word, and the others by the ends of their second word."""

    every: list[str]
    alone: list[str]
    by_initial: dict[str, list[tuple[str, str]]]
    by_final: dict[str, list[tuple[str, str]]]


class FigureIndex:
    """Every listed name, ready to be looked for."""

    def __init__(self, listing: Listing, lexicon: Lexicon, *, ambiguous: frozenset[str]) -> None:
        """Builds the index.

        Args:
            listing: The listed people.
            lexicon: Names and common words.
            ambiguous: Single words that have a rule of their own; they are left out here.
        """
        self._listing = listing
        self._lexicon = lexicon
        self._known, self._spelled = lexicon.known, lexicon.spelled
        self._ambiguous = ambiguous
        self.weak_singles: dict[str, tuple[Figure, ...]] = {}
        self._heads: dict[str, str] = {}
        self._joined = JoinedNames(lexicon.unknown)
        for name, bearers in listing.names.items():
            self._add(name, bearers)
        self._by_surname: dict[str, list[int]] = {}
        for place, name in enumerate(listing.best_known):
            self._by_surname.setdefault(name[name.rfind(" ") + 1 :], []).append(place)
        self._spellings = Spellings(self._heads)
        self._vocabulary, self._ordinary_bit = lexicon.vocabulary, lexicon.ordinary_bit
        self._head_bit = lexicon.vocabulary.bit(self._heads.__contains__)
        self._surname_bit = lexicon.vocabulary.bit(self._by_surname.__contains__)
        self._bare_bit = lexicon.vocabulary.bit(self._is_bare_surname)
        self._readings: dict[str, tuple[_Known, ...]] = {}
        self._buckets: dict[str, _Known] = {}
        self._patterns: dict[str, _Pattern] = {}
        self._lasts: dict[str, dict[str, tuple[Figure, ...]]] = {}

    def find(self, view: View) -> Iterator[Hit]:
        """Every place in a view where a listed name could stand; one place may be named more than once."""
        row, capitals, bits = view.row, view.capitals, [*self._vocabulary.of(view).each, 0]
        common, heads = self._ordinary_bit, self._head_bit
        for first in view.scan:
            text, capital = row[first], capitals[first]
            if bits[first] & bits[first + 1] & common and not capital:
                if not bits[first] & heads:
                    continue
                readings: tuple[_Known, ...] = (self._buckets.get(text) or self._sorted(text),)
            else:
                if bits[first] & (self._surname_bit if capital else self._bare_bit):
                    yield from self._surname_hits(view, first, text)
                found = self._readings.get(text)
                readings = self._read(text) if found is None else found
            following = row[first + 1] if first + 1 < len(row) else ""
            for known in readings:
                for entry in self._candidates(known, following):
                    if hit := self._hit(view, first, self._patterns.get(entry) or self._pattern(entry)):
                        yield hit
            if capital and bits[first] & heads and following and capitals[first + 1]:
                yield from self._slips(view, first, following)
        for words, bearers, begin, end, span in self._joined.find(view):
            figures = self._figures(bearers)
            yield Hit(figures, words, view, begin, end, span, How.JOINED)

    def leads(self, word: str) -> bool:
        """Whether a listed name begins or ends with a word, or is it."""
        return word in self._heads

    def rare(self, surname: str) -> tuple[Figure, ...]:
        """The one living person with a surname that is rare, if it is one."""
        return self._alone(surname, self._by_surname.get(surname, ()))

    def lasts(self, first: str) -> dict[str, tuple[Figure, ...]]:
        """The surnames that make a listed name of two words with a first one, of which one is no common word."""
        if first not in self._heads:
            return {}
        if first not in self._lasts:
            names = (name for name in self._heads[first].split(_NEXT) if not name.startswith(_SWAPPED))
            pairs = [name.split(" ") for name in names if name.count(" ") == 1]
            self._lasts[first] = {
                pair[1]: self._listing.bearers(" ".join(pair)) for pair in pairs if not self._lexicon.all_ordinary(pair)
            }
        return self._lasts[first]

    def _add(self, name: str, bearers: Sequence[int]) -> None:
        if unparted(name):
            length = len(name) - name.count(" ")
            if (length > 2 or (length > 1 and not KANA.search(name))) and name not in self._lexicon.foreign_things:
                self._joined.add(name, bearers)
            return
        words = name.split(" ")
        if len(words) == 1:
            self._add_single(name, bearers)
            return
        self._put(words[0], name)
        if len(words) <= 3 and len(words[-1]) > 1 and words[-1] not in SUFFIXES:
            self._put(words[-1], _SWAPPED + name)
        lexicon, whole = self._lexicon, "".join(words)
        known = whole in lexicon.spelled or whole in lexicon.not_joined
        if len(whole) >= _JOINED_WORD_LENGTH and not known:
            self._joined.add(name, bearers)

    def _add_single(self, word: str, bearers: Sequence[int]) -> None:
        lexicon = self._lexicon
        if word in self._ambiguous or word in lexicon.foreign_things:
            return
        if len(word) < _SINGLE_LENGTH or word in lexicon.ordinary or word in lexicon.foreign_words:
            self.weak_singles[word] = self._figures(bearers)
        elif word not in lexicon.places:
            self._put(word, word)

    def _put(self, head: str, name: str) -> None:
        # One string a head word, not one list: a third of the time of a start would go into lists of one name.
        before = self._heads.get(head)
        self._heads[head] = name if before is None else f"{before}{_NEXT}{name}"

    def _figures(self, bearers: Iterable[int]) -> tuple[Figure, ...]:
        return tuple(self._listing.figures[place] for place in bearers)

    def _hit(self, view: View, first: int, pattern: _Pattern) -> Hit | None:
        """Where a pattern begins at a word, and by what way, if it does."""
        length = len(pattern.words)
        if view.row[first : first + length] == pattern.words:
            return _hit(view, pattern, first, first + length, pattern.how)
        last = self._end(view, first, pattern)
        if not last:
            return None
        spoken = _spoken(view, first, last, pattern)
        if spoken == pattern.words:
            return _hit(view, pattern, first, last, pattern.how)
        if not self._plausible(view, first, last, spoken, pattern):
            return None
        return _hit(view, pattern, first, last, How.TYPO if pattern.how is How.EXACT else pattern.how)

    def _slips(self, view: View, first: int, following: str) -> Iterator[Hit]:
        """Names of two words of which the second is so short that it is not guessed elsewhere."""
        text = view.row[first]
        rare = text not in self._known
        if text == "a" or len(following) < 2 or following in self._lexicon.place_next or view.gap(first + 1) != " ":
            return
        if not rare and not self._written_as_name(view, first, following):
            return
        known = self._buckets.get(text) or self._sorted(text)
        found = []
        for entry in known.by_initial.get(following[0], []) + known.by_final.get(following[-1], []):
            pattern = self._pattern(entry[1])
            short = len(pattern.words) == 2 and _SHORTEST_SLIP <= len(pattern.words[1]) < SHORTEST
            if short and following != pattern.words[1] and alike(following, pattern.words[1]):
                if rare or (pattern.how is How.EXACT and self._best_known(pattern)):
                    found.append(pattern)
        people = {figure.id for pattern in found for figure in pattern.figures}
        sure = rare and following not in self._known and len(people) == 1
        for pattern in dict.fromkeys(found):
            yield _hit(view, pattern, first, first + 2, How.SURE_SLIP if sure else How.SLIP)

    def _written_as_name(self, view: View, first: int, following: str) -> bool:
        """Whether two words, of which the first is a common one or a common name, stand there as a whole name."""
        lexicon, after = self._lexicon, first + 2
        if following in lexicon.surnames or following in lexicon.first or not view.tells_capital(first + 1):
            return False
        longer = after < len(view.row) and view.capitals[after] and view.gap(after) == " "
        if longer or view.text_at(after) in lexicon.place_next or view.text_at(first - 1) in lexicon.place_prev:
            return False
        return lexicon.strong_first(view.row[first]) or view.tells_capital(first)

    def _best_known(self, pattern: _Pattern) -> bool:
        name = " ".join(pattern.words)
        return any(self._listing.best_known[place] == name for place in self._listing.names[name])

    def _candidates(self, known: _Known, following: str) -> Sequence[str]:
        """The names of a head word that may go on with a word: alike or an initial; and those that end there."""
        if len(following) < 2:
            return known.every if following else known.alone
        initial, final = following[0], following[-1]
        if initial not in known.by_initial and final not in known.by_final:
            return known.alone
        beginning, ending = known.by_initial.get(initial, ()), known.by_final.get(final, ())
        found = [entry for second, entry in beginning if second == following or could_be(following, second)]
        found += [entry for second, entry in ending if second[0] != initial and could_be(following, second)]
        return found + known.alone

    def _sorted(self, head: str) -> _Known:
        """The names of a head word, by how their second word begins and ends."""
        known = _Known(self._heads[head].split(_NEXT), [], {}, {})
        for entry in known.every:
            first, _, further = entry.partition(" ")
            if not further:
                known.alone.append(entry)
                continue
            second = first[1:] if entry[0] == _SWAPPED else further.partition(" ")[0]
            known.by_initial.setdefault(second[0], []).append((second, entry))
            known.by_final.setdefault(second[-1], []).append((second, entry))
        self._buckets[head] = known
        return known

    def _pattern(self, entry: str) -> _Pattern:
        ready = self._patterns.get(entry)
        if ready is None:
            name = entry.removeprefix(_SWAPPED)
            words, bearers = tuple(name.split(" ")), self._listing.bearers(name)
            if name == entry:
                ready = _Pattern(words, bearers, How.EXACT)
            else:
                ready = _Pattern((words[-1], *words[:-1]), bearers, How.SWAPPED)
            self._patterns[entry] = ready
        return ready

    def _read(self, word: str) -> tuple[_Known, ...]:
        """The names of the head words that a word could be, itself first; remembered, but not for ever more words."""
        if len(self._readings) >= _REMEMBERED:
            self._readings.clear()
        readings = tuple(self._buckets.get(head) or self._sorted(head) for head in self._could_head(word))
        self._readings[word] = readings
        return readings

    def _could_head(self, word: str) -> tuple[str, ...]:
        """The listed head words that a word could be, misspelt ones too."""
        itself = (word,) if word in self._heads else ()
        short = [stem for stem in stems(word) if len(stem) < SHORTEST - 1 and stem in self._heads]
        single = undoubled(word)  # "Elonn", too short for an edit
        if single != word and len(single) < SHORTEST and single in self._heads and word not in self._known:
            short.append(single)
        return (*itself, *self._spellings.near(word), *short)

    def _plausible(self, view: View, first: int, last: int, spoken: tuple[str, ...], pattern: _Pattern) -> bool:
        """Whether a misspelt name is more likely than the words that stand there.

        A common word counts as a misspelling only in a name written with capitals, or beside a rare surname.
        """
        lexicon = self._lexicon
        edited = [word for word, listed in zip(spoken, pattern.words, strict=True) if word != listed]
        exact = [word for word in spoken if word not in edited and len(word) > 1]
        if len(edited) > 1 and not self._spelled.isdisjoint(edited):
            return False
        if not any(word in lexicon.ordinary for word in edited):
            rare = any(word in lexicon.rare for word in edited)
            if not rare or (pattern.how is How.EXACT and exact and all(map(lexicon.first.__contains__, exact))):
                return True
        if any(word not in lexicon.ordinary and word not in lexicon.first for word in exact):
            return True
        return not view.capitals_say_nothing and all(view.capitals[first:last])

    def _end(self, view: View, first: int, pattern: _Pattern) -> int:
        """One past the last word of a pattern that begins at a word, 0 if it does not."""
        if len(pattern.words) == 1:
            return first + 1 if self._single_fits(view, first, pattern.words[0]) else 0
        place = first + 1
        for part in pattern.words[1:]:
            if place < len(view.row) and view.row[place] != part and self._skips_initial(view, place, pattern):
                place += 1
            if place >= len(view.row) or not self._fits(view, place, part):
                return 0
            place += 1
        return place

    def _fits(self, view: View, place: int, part: str) -> bool:
        word = view.row[place]
        if word == part:
            return True
        if len(part) < SHORTEST and part in stems(word) and (view.capitals[place] or not word.isascii()):
            return True
        if unlike(word, part):
            return False
        return alike(word, part) and (len(part) >= SHORTEST or word not in self._spelled)

    def _single_fits(self, view: View, place: int, listed: str) -> bool:
        word = view.row[place]
        if len(listed) < _FUZZY_SINGLE_LENGTH or word in self._spelled:
            return False
        start, end = view.spans[place]
        return end - start >= _FUZZY_FOREIGN_LENGTH or not view.foreign(place)

    def _skips_initial(self, view: View, place: int, pattern: _Pattern) -> bool:
        """Whether a middle initial stands between the two words of a name."""
        single = len(pattern.words) == 2 and len(view.row[place]) == 1
        return single and view.capitals[place] and place + 1 < len(view.row)

    def _surname_hits(self, view: View, place: int, word: str) -> Iterator[Hit]:
        bearers = self._by_surname[word]
        if place and len(before := view.row[place - 1]) == 1:
            gap = view.gap(place)
            dotted = gap.startswith(".")
            if not gap.strip(". ") and (dotted or (view.capitals[place - 1] and before not in "ai")):
                if figures := self._initialled(before, word, bearers):
                    yield _hit(view, _Pattern((before, word), figures, How.INITIAL), place - 1, place + 1, How.INITIAL)
        if figures := self._alone(word, bearers):
            yield _hit(view, _Pattern((word,), figures, How.SURNAME), place, place + 1, How.SURNAME)

    def _is_bare_surname(self, word: str) -> bool:
        """Whether a long surname is no word of any language that is known here, so it needs no capital: "pausini"."""
        if word not in self._by_surname or len(word) < _LONG_SURNAME or word in self._spelled:
            return False
        return not self._lexicon.tongues.known(word) and word not in self._lexicon.places

    def _initialled(self, initial: str, surname: str, bearers: Iterable[int]) -> tuple[Figure, ...]:
        """Who bears a rare surname and a first name with an initial."""
        if len(surname) < _SINGLE_LENGTH or surname in self._lexicon.common_surnames:
            return ()
        names = ((place, self._listing.best_known[place]) for place in bearers)
        return self._figures(place for place, name in names if name[0] == initial and name.count(" ") in (1, 2))

    def _alone(self, surname: str, bearers: Iterable[int]) -> tuple[Figure, ...]:
        """The one living person with a rare surname, if it is one."""
        lexicon = self._lexicon
        listed = surname in self._ambiguous or surname in lexicon.not_by_surname or surname in self._listing.names
        if len(surname) < _SURNAME_LENGTH or listed or surname in self._known:
            return ()
        names = ((place, self._listing.best_known[place]) for place in bearers)
        firsts = ((place, name.partition(" ")[0]) for place, name in names)
        found = self._figures(place for place, first in firsts if first in lexicon.first or len(first) == 1)
        living = tuple(figure for figure in found if figure.died is None)
        return living if len(living) == 1 else ()


def _spoken(view: View, first: int, last: int, pattern: _Pattern) -> tuple[str, ...]:
    """The words of the text that stand for the words of a pattern, without a skipped initial."""
    words = view.row[first:last]
    return (words[0], *words[len(words) - len(pattern.words) + 1 :])


def _hit(view: View, pattern: _Pattern, first: int, last: int, how: How) -> Hit:
    span = (view.spans[first][0], view.spans[last - 1][1])
    return Hit(pattern.figures, pattern.words, view, first, last, span, how)
