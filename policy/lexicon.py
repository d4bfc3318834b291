"""The word tables that detectors share: names of many cultures, common words, and what turns a name into a thing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from itertools import accumulate
from typing import Any

from policy.ending import ENDINGS, Endings, load_endings
from policy.errors import PolicyDataError
from policy.normalise import normalise, plain_words
from policy.table import read_object, read_text, shipped, words
from policy.tongue import Tongues
from policy.view import Phrases, View
from policy.vocabulary import Vocabulary

NAMES, FURTHER, WORDS, RARE = "names.json", "further_names.json", "words.txt", "rare_words.txt"
CITIES, HISTORY, TONGUES, VETOES = "cities.txt", "history.txt", "tongues.txt", "vetoes.json"
FILES = (NAMES, FURTHER, WORDS, RARE, CITIES, HISTORY, TONGUES, VETOES, ENDINGS)

_SHORT = 2  # letters of words that are in every language
_RUN = 4  # capitalised words after a name of which one may be "Airport"
_EXEMPT = ("places", "things", "fiction", "history")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """Tables in normalised spelling.

    Attributes:
        first: First names.
        surnames: Surnames.
        further_first: First names that make a name only beside a surname.
        further_surnames: Surnames that make a name only beside a first name.
        common_surnames: The surnames that many people bear.
        ordinary: Common English words that are not first of all a name.
        rare: Further English words. They are no misspelt name, and tell nothing else.
        tongues: The common words of other languages, and which one a text is in.
        places: Names that are also places, months or feasts.
        exempt: Places, products, foods, prizes, laws and fictional characters that carry a name, and people who
            are dead for more than a hundred years.
        abroad: Common nouns of languages that write them with a capital or put them before a name's word.
        place_next: Words after a name that make it a place or an institution.
        place_prev: Words before a name that make it a place.
        street_prev: Words for streets and squares before the name of somebody who is dead: "rue", "calle".
        location_prev: Words before a single name that make it more likely a place or a colour.
        product_next: Words after a designer's name that make it a product.
        contexts: Words that show that a stage name means its person.
        not_by_surname: Surnames that alone are first of all a place, a brand or a thing.
        not_joined: Words that a name of two becomes without its space: "florida", "matahari".
        foreign_things: Surnames in other scripts that alone are first of all a place, a first name or a thing.
        foreign_words: Surnames in other scripts that are also a common word; only a capital makes them a question.
        phrase_names: Names that are also a phrase of common words, by themselves no person.
        ordinary_names: Names made of common words, with the next words that make them a sentence.
        endings: What is written onto the end or the beginning of names.
        known: Every first name, surname, common word and place, so that one look-up tells an unknown word.
        spelled: These and the rare words: what nobody takes for a slip.
        vocabulary: Where whoever asks about single words takes a bit.
        ordinary_bit: That of the common words.
    """

    first: frozenset[str]
    surnames: frozenset[str]
    further_first: frozenset[str]
    further_surnames: frozenset[str]
    common_surnames: frozenset[str]
    ordinary: frozenset[str]
    rare: frozenset[str]
    tongues: Tongues
    places: frozenset[str]
    exempt: Phrases
    abroad: frozenset[str]
    place_next: frozenset[str]
    place_prev: frozenset[str]
    street_prev: frozenset[str]
    location_prev: frozenset[str]
    product_next: frozenset[str]
    contexts: Phrases
    not_by_surname: frozenset[str]
    not_joined: frozenset[str]
    foreign_things: frozenset[str]
    foreign_words: frozenset[str]
    phrase_names: frozenset[str]
    ordinary_names: dict[str, frozenset[str]]
    endings: Endings
    known: frozenset[str] = field(init=False, repr=False)
    spelled: frozenset[str] = field(init=False, repr=False)
    vocabulary: Vocabulary = field(init=False, repr=False, default_factory=Vocabulary)
    ordinary_bit: int = field(init=False, repr=False)
    _known_bit: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known = self.ordinary | self.first | self.surnames | self.places
        object.__setattr__(self, "known", known)
        object.__setattr__(self, "spelled", known | self.rare)
        object.__setattr__(self, "ordinary_bit", self.vocabulary.bit(self.ordinary.__contains__))
        object.__setattr__(self, "_known_bit", self.vocabulary.bit(known.__contains__))

    def exempts(self, views: Sequence[View], span: tuple[int, int]) -> bool:
        """Whether a span lies in an exempt phrase, in whatever reading that stands: "Uncle Remus", "Ded Moroz".

        Args:
            views: All readings of a text.
            span: Half-open offsets into the text.
        """
        starts, ends = views[0].once(self.exempt, lambda _: self._exempt_spans(views))
        place = bisect_right(starts, span[0]) - 1
        return place >= 0 and span[1] <= ends[place]

    def _exempt_spans(self, views: Iterable[View]) -> tuple[Sequence[int], Sequence[int]]:
        """Where exempt phrases begin, in order, and how far those reach that begin there or before."""
        spans = sorted(match.span for view in views for match in self.exempt.find(view))
        return [start for start, _ in spans], list(accumulate((end for _, end in spans), max))

    def place_follows(self, view: View, place: int) -> bool:
        """Whether the words after a name make a place of it: "Airport", with capitals also "James Memorial Airport".

        Args:
            view: A reading of a text.
            place: That of the word after the name.
        """
        if view.text_at(place) in self.place_next:
            return True
        for after in range(place, 0 if view.capitals_say_nothing else min(place + _RUN, len(view.row))):
            if not view.capitals[after] or view.gap(after) != " ":
                break
            if view.row[after] in self.place_next:
                return True
        return False

    def unknown(self, view: View) -> tuple[int, ...]:
        """The places of a view's words that stand in none of these tables; worked out once.

        Args:
            view: A reading of a text.
        """
        return view.once(self, self._unknown)

    def _unknown(self, view: View) -> tuple[int, ...]:
        known = self._known_bit
        return tuple([place for place, bits in enumerate(self.vocabulary.of(view).each) if not bits & known])

    def english(self, view: View) -> bool:
        """Whether at least half of a view's words are common English ones; short words tell nothing.

        Args:
            view: A reading of a text.
        """
        return view.once(self._english, self._english)

    def _english(self, view: View) -> bool:
        bits = self.vocabulary.of(view).each
        telling = [each for word, each in zip(view.row, bits, strict=True) if len(word) > _SHORT]
        return 2 * sum(1 for each in telling if each & self.ordinary_bit) >= len(telling)

    def names_a_place(self, view: View, first: int, last: int) -> bool:
        """Whether the words beside a name of somebody dead make it a street, a school or a prize.

        Args:
            view: Where the name stands.
            first: Its first word.
            last: One past its last word.
        """
        before, after = view.text_at(first - 1), view.text_at(last)
        if self.place_follows(view, last) or before in self.street_prev:
            return True
        return not self.endings.places.isdisjoint((before, after)) and not self.english(view)

    def strong_first(self, word: str) -> bool:
        """Whether a word is a first name and little else."""
        return word in self.first and word not in self.ordinary and word not in self.places

    def strong_surname(self, word: str) -> bool:
        """Whether a word is a surname and little else."""
        return word in self.surnames and word not in self.ordinary and word not in self.places

    def all_ordinary(self, parts: Iterable[str]) -> bool:
        """Whether every word is a common English word."""
        return all(part in self.ordinary for part in parts)


def load_lexicon() -> Lexicon:
    """The shipped word tables.

    Raises:
        PolicyDataError: A file is missing, cut short or malformed.
    """
    vetoes = shipped(VETOES)
    name_tables, further, veto_tables = read_object(shipped(NAMES)), read_object(shipped(FURTHER)), read_object(vetoes)
    ordinary = frozenset(_lines(WORDS)) - _name_set(name_tables, "strong_although_words")
    return Lexicon(
        first=_name_set(name_tables, "first"),
        surnames=_name_set(name_tables, "surnames"),
        further_first=_name_set(further, "first", FURTHER),
        further_surnames=_name_set(further, "surnames", FURTHER),
        common_surnames=_name_set(name_tables, "common_surnames"),
        ordinary=ordinary,
        rare=frozenset(_lines(RARE)),
        tongues=Tongues(_lines(TONGUES), ordinary),
        places=_name_set(name_tables, "also_places_or_dates"),
        exempt=Phrases(_exempt(veto_tables, vetoes)),
        abroad=frozenset(word for line in _list(veto_tables, "abroad", vetoes) for word in plain_words(line)),
        place_next=frozenset(normalise(word).text for word in _list(veto_tables, "place_next", vetoes)),
        place_prev=frozenset(_list(veto_tables, "place_prev", vetoes)),
        street_prev=frozenset(normalise(word).text for word in _list(veto_tables, "street_prev", vetoes)),
        location_prev=frozenset(_list(veto_tables, "location_prev", vetoes)),
        product_next=frozenset(_list(veto_tables, "product_next", vetoes)),
        contexts=Phrases(_list(veto_tables, "contexts", vetoes)),
        not_joined=frozenset(_list(veto_tables, "not_joined", vetoes)),
        not_by_surname=frozenset(_list(veto_tables, "not_by_surname", vetoes)),
        foreign_things=frozenset(normalise(word).text for word in _list(veto_tables, "foreign_things", vetoes)),
        foreign_words=frozenset(normalise(word).text for word in _list(veto_tables, "foreign_words", vetoes)),
        phrase_names=frozenset(_list(veto_tables, "phrase_names", vetoes)),
        ordinary_names=_ordinary_names(veto_tables),
        endings=load_endings(),
    )


def _list(tables: dict[str, Any], key: str, path: Traversable) -> tuple[str, ...]:
    return words(tables.get(key), f"policy data file {path.name!r}: {key!r}")


def _exempt(tables: dict[str, Any], path: Traversable) -> Iterator[str]:
    for key in _EXEMPT:
        yield from _list(tables, key, path)
    yield from _lines(CITIES)
    yield from _lines(HISTORY)
    airports = _list(tables, "airports", path)
    for before in _list(tables, "airport_prev", path):
        yield from (f"{before} {airport}" for airport in airports)


def _lines(file: str) -> list[str]:
    """The lines of a file below its heading."""
    text = read_text(shipped(file))
    while text.startswith("#"):
        text = text.partition("\n")[2]
    return text.splitlines()


def _name_set(tables: dict[str, Any], key: str, file: str = NAMES) -> frozenset[str]:
    lines = words(tables.get(key), f"policy data file {file!r}: {key!r}")
    return frozenset(name for line in lines for name in line.split())


def _ordinary_names(tables: dict[str, Any]) -> dict[str, frozenset[str]]:
    place = f"policy data file {VETOES!r}: 'ordinary_names'"
    raw = tables.get("ordinary_names")
    if not isinstance(raw, dict):
        raise PolicyDataError(f"{place} is {raw!r}, must be a JSON object")
    return {normalise(name).text: frozenset(words(after, f"{place}, {name!r}")) for name, after in raw.items()}
