"""Says which listed people a document means, and how surely.

The index finds where a name could stand; here its surroundings decide: "Trump Tower" is a place, "Drake" needs
company, a name made of common words needs a capital or a stage, and a name may be split over turns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from policy.document import Document, Field
from policy.errors import PolicyDataError
from policy.figure import Figure, Mononym
from policy.guess import Guesses
from policy.index import FigureIndex, Hit, How
from policy.lexicon import Lexicon
from policy.listing import SUFFIXES, Listing
from policy.normalise import plain_words
from policy.view import Phrases, View

_ARTICLES = frozenset("a an the his her my their our your its some this that each every no".split())
_SURNAME_CUES = Phrases(("last name", "surname", "family name", "second name", "full name", "apellido", "nachname"))
_FIRST_CUES = Phrases(("first name", "given name", "forename", "full name", "nombre", "vorname", "prenom"))
_NAMING = frozenset({"named", "called"})
_SHORT_TURN = 3
_SURE_LENGTH = 9  # no common word is one edit away from so long a name
_GUESSED = frozenset({How.TYPO, How.SLIP, How.SURE_SLIP})
_SENTENCE_BREAK = re.compile(r"[.!?]\s")


class Grade(IntEnum):
    """How surely a listed person is meant."""

    FAINT = 1
    POSSIBLE = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A listed person in a field.

    Attributes:
        figures: Everyone who bears the name.
        field: Where.
        span: Half-open offsets into the field's original text.
        grade: How surely the person is meant.
        guessed: Whether the name was misspelt.
        whole: Whether it is a name of several words.
    """

    figures: tuple[Figure, ...]
    field: Field
    span: tuple[int, int]
    grade: Grade
    guessed: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    figure: Figure
    context: Phrases
    needs_context: bool
    not_if_next: frozenset[str]
    not_if_prev: frozenset[str]


class People:
    """The listed people and what is known of their names."""

    def __init__(self, listing: Listing, mononyms: tuple[Mononym, ...], lexicon: Lexicon) -> None:
        """Builds the index.

        Args:
            listing: The listed people.
            mononyms: Rules of single words.
            lexicon: Names, common words and vetoes.

        Raises:
            PolicyDataError: A rule names a person who is not listed.
        """
        self._lexicon = lexicon
        self._rules = _rules(listing, mononyms)
        self._index = FigureIndex(listing, lexicon, ambiguous=frozenset(self._rules))
        bearers = {word: tuple(rule.figure for rule in rules) for word, rules in self._rules.items()}
        self._guesses = Guesses(listing, lexicon, self._index, bearers)
        self._rule_bit = lexicon.vocabulary.bit(self._rules.__contains__)
        self._weak_bit = lexicon.vocabulary.bit(self._index.weak_singles.__contains__)

    def find(self, document: Document) -> tuple[Sighting, ...]:
        """Every listed person in a document, protected or not; overlapping names are settled for the longer."""
        return document.once(self, lambda: self._find(document))

    def _find(self, document: Document) -> tuple[Sighting, ...]:
        found: list[Sighting] = []
        for field in document.fields:
            seen = [sighting for view in field.views for sighting in self._in_view(document, field, view)]
            if seen:
                exempt = [match.span for view in field.views for match in self._lexicon.exempt.find(view)]
                found.extend(_settled(seen, exempt, document))
        found.extend(self._split_over_turns(document))
        return tuple(found)

    def _in_view(self, document: Document, field: Field, view: View) -> Iterator[Sighting]:
        for hit in self._index.find(view):
            guess = hit.words if hit.how in _GUESSED else None
            if self._lexicon.tongues.are_words(view, hit.first, hit.last, guess):
                continue
            grade = self._grade(document, hit)
            if grade:
                yield Sighting(
                    figures=hit.figures,
                    field=field,
                    span=hit.span,
                    grade=grade,
                    guessed=hit.how in _GUESSED,
                    whole=len(hit.words) > 1,
                )
        for figures, first, last, sure in self._guesses.find(view):
            if self._named_after(figures, view, first, last) or self._lexicon.tongues.are_words(view, first, last, ()):
                continue
            grade = Grade.CERTAIN if sure else Grade.POSSIBLE
            span = (view.spans[first][0], view.spans[last - 1][1])
            yield Sighting(figures=figures, field=field, span=span, grade=grade, guessed=True)
        yield from self._single_words(document, field, view)

    def _single_words(self, document: Document, field: Field, view: View) -> Iterator[Sighting]:
        bits, tongues = self._lexicon.vocabulary.of(view).any, self._lexicon.tongues
        for word in view.among(self._rules.keys()) if bits & self._rule_bit else ():
            for place in view.places[word]:
                if not tongues.are_words(view, place, place + 1):
                    yield from self._mononym(document, field, view, place)
        for word in view.among(self._index.weak_singles.keys()) if bits & self._weak_bit else ():
            for place in view.places[word]:
                plain = not view.capitals[place] or tongues.are_words(view, place, place + 1)
                if not plain and not self._place_or_thing(view, place, place + 1):
                    grade = self._grade_weak(document, view, place, word)
                    yield _sighting(field, view, place, self._index.weak_singles[word], grade)

    def _grade(self, document: Document, hit: Hit) -> Grade | None:
        if hit.how is How.SURNAME:
            return self._grade_surname(hit)
        if len(hit.words) == 1:
            return self._grade_single(document, hit)
        after = hit.view.text_at(hit.last)
        if self._named_after(hit.figures, hit.view, hit.first, hit.last):
            return Grade.FAINT
        if after in self._lexicon.product_next and all("fashion" in figure.field for figure in hit.figures):
            return None
        if hit.how is How.SWAPPED:
            return self._grade_swapped(hit)
        if hit.how is How.SLIP:
            return Grade.POSSIBLE
        if self._does_something(hit):
            return Grade.FAINT
        if not self._capitals(hit) and after in self._lexicon.ordinary_names.get(" ".join(hit.words), ()):
            return Grade.POSSIBLE
        if self._lexicon.all_ordinary(hit.words) or " ".join(hit.words) in self._lexicon.phrase_names:
            return self._grade_ordinary(document, hit)
        return Grade.POSSIBLE if self._broken(hit) else Grade.CERTAIN

    def _named_after(self, figures: Sequence[Figure], view: View, first: int, last: int) -> bool:
        """Whether a place or a thing bears the name of somebody dead: "Martin Luther King Jr. Boulevard"."""
        if any(figure.died is None for figure in figures):
            return False
        suffixed = view.text_at(last) in SUFFIXES
        return self._lexicon.names_a_place(view, first, last + suffixed)

    def _broken(self, hit: Hit) -> bool:
        """Whether a sentence ends inside the name before a common word: "with Taylor. Swift birds"."""
        return any(
            len(hit.view.text_at(place - 1)) > 2
            and hit.view.text_at(place) in self._lexicon.ordinary
            and _SENTENCE_BREAK.search(hit.view.gap(place))
            for place in range(hit.first + 1, hit.last)
        )

    def _does_something(self, hit: Hit) -> bool:
        """Whether a first name and a verb only look like somebody's name: "John waters the plants"."""
        verb = hit.words[-1]
        if len(hit.words) > 2 or hit.view.capitals[hit.first : hit.last] != [True, False]:
            return False
        doing = verb.endswith(("s", "ing")) and verb in self._lexicon.ordinary
        return doing and hit.view.text_at(hit.last) in _ARTICLES

    def _capitals(self, hit: Hit) -> bool:
        return all(hit.view.capitals[hit.first : hit.last])

    def _grade_single(self, document: Document, hit: Hit) -> Grade | None:
        """A surname or stage name that is listed by itself: "Obama", "Beyoncé"."""
        if self._place_or_thing(hit.view, hit.first, hit.last):
            return None
        if self._named_after(hit.figures, hit.view, hit.first, hit.last):
            return Grade.FAINT
        if hit.view.foreign(hit.first):
            written = " ".join(plain_words(hit.view.original[slice(*hit.span)]))
            if written in self._lexicon.foreign_things:
                return None
            if written in self._lexicon.foreign_words:
                return self._grade_weak(document, hit.view, hit.first, written)
        if (
            hit.first
            and hit.view.text_at(hit.first - 1) in self._lexicon.first
            and hit.words[0] in self._lexicon.surnames
        ):
            return Grade.FAINT
        if self._in_context(document, self._lexicon.contexts):
            return Grade.CERTAIN
        if hit.how is How.TYPO:
            sure = len(hit.words[0]) >= _SURE_LENGTH or hit.view.tells_capital(hit.first)
            doing = hit.view.text_at(hit.last).endswith("ing")
            return Grade.CERTAIN if sure else Grade.POSSIBLE if doing else Grade.FAINT
        if hit.words[0] not in self._lexicon.first:
            return Grade.CERTAIN
        return Grade.POSSIBLE if self._capitals(hit) else Grade.FAINT

    def _grade_weak(self, document: Document, view: View, place: int, word: str) -> Grade:
        """A name that is first of all a common word, written with a capital."""
        if not view.tells_capital(place):
            return Grade.FAINT
        if self._in_context(document, self._lexicon.contexts):
            return Grade.CERTAIN
        # The words for contexts are English, so a name in another script is asked about without one.
        return Grade.POSSIBLE if word in self._lexicon.foreign_words else Grade.FAINT

    def _grade_surname(self, hit: Hit) -> Grade | None:
        if self._place_or_thing(hit.view, hit.first, hit.last):
            return None
        before = hit.view.word(hit.first - 1) if hit.first else None
        another = before is not None and before.text in self._lexicon.first
        return Grade.FAINT if another else Grade.POSSIBLE

    def _grade_swapped(self, hit: Hit) -> Grade | None:
        """A surname before the first name: "Swift, Taylor"."""
        lexicon = self._lexicon
        capitals = self._capitals(hit)
        if hit.words[0] not in lexicon.first and hit.words[0] not in lexicon.ordinary:
            return Grade.CERTAIN
        common = lexicon.all_ordinary(hit.words)
        if "," in hit.view.gap(hit.first + 1):
            return Grade.CERTAIN if capitals or not common else None
        return Grade.POSSIBLE if capitals and not common and not hit.view.title_case else None

    def _grade_ordinary(self, document: Document, hit: Hit) -> Grade | None:
        """A name made of common words: "Jack Black" is a person, "Ice Cube" only with a capital or a stage."""
        capitals = self._capitals(hit)
        opening = len(hit.words) == 2 and hit.words[0] in _ARTICLES
        article = hit.view.text_at(hit.first - 1) in _ARTICLES or (opening and not capitals)
        if " ".join(hit.words) not in self._lexicon.phrase_names:
            return Grade.CERTAIN if capitals or not article else Grade.FAINT
        if self._in_context(document, self._lexicon.contexts) and (capitals or not article):
            return Grade.CERTAIN
        if capitals and hit.view.shouted and not article and not opening:
            return Grade.POSSIBLE
        if not capitals or not hit.view.tells_capital(hit.last - 1):
            return Grade.FAINT
        return Grade.CERTAIN if hit.view.text_at(hit.first - 1) not in _ARTICLES else Grade.POSSIBLE

    def _mononym(self, document: Document, field: Field, view: View, place: int) -> Iterator[Sighting]:
        for rule in self._rules[view.row[place]]:
            if view.text_at(place + 1) in rule.not_if_next or view.text_at(place - 1) in rule.not_if_prev:
                continue
            if not self._place_or_thing(view, place, place + 1) and not self._another(view, place, rule.figure):
                grade = self._grade_mononym(document, field, view, place, rule)
                yield _sighting(field, view, place, (rule.figure,), grade)

    def _grade_mononym(self, document: Document, field: Field, view: View, place: int, rule: _Rule) -> Grade:
        word, lexicon = view.word(place), self._lexicon
        named = word.text in lexicon.first or word.text in lexicon.places
        plain = named or word.text in lexicon.ordinary
        if rule.needs_context and not self._in_context(document, rule.context):
            telling = view.tells_capital(place) and not named
            a_thing = view.title_case or (view.shouted and view.text_at(place - 1) in _ARTICLES)
            rare = word.capital and not plain and not a_thing and word.text not in lexicon.not_by_surname
            return Grade.POSSIBLE if field.typed and (telling or rare) else Grade.FAINT
        if named and view.text_at(place - 1) in _NAMING:
            return Grade.POSSIBLE
        if not plain or view.tells_capital(place):
            return Grade.CERTAIN
        if view.text_at(place - 1) in _ARTICLES or view.text_at(place - 1) in lexicon.location_prev:
            return Grade.FAINT
        beside = any(
            match.first == place + 1 or match.last == place or match.last - match.first > 1
            for match in rule.context.find(view)
        )
        if beside or not rule.needs_context or (word.capital and word.text not in lexicon.ordinary):
            return Grade.CERTAIN
        return Grade.POSSIBLE if word.capital else Grade.FAINT

    def _another(self, view: View, place: int, figure: Figure) -> bool:
        """Whether a first name goes on with a surname that is not this person's: "Elvis Whitfield"."""
        lexicon, following = self._lexicon, view.text_at(place + 1)
        if view.text_at(place) not in lexicon.first or not following or not view.capitals[place + 1]:
            return False
        return lexicon.strong_surname(following) and following not in plain_words(figure.name)

    def _place_or_thing(self, view: View, first: int, last: int) -> bool:
        return view.text_at(last) in self._lexicon.place_next or view.text_at(first - 1) in self._lexicon.place_prev

    def _in_context(self, document: Document, context: Phrases) -> bool:
        return document.once(
            (self, context),
            lambda: any(True for field in document.fields for view in field.views for _ in context.find(view)),
        )

    def _split_over_turns(self, document: Document) -> Iterator[Sighting]:
        """A first name in one turn and its listed surname in another, or in one turn that speaks of surnames."""
        heads: dict[str, None] = {}
        said: dict[str, None] = {}
        for field in document.turns:
            view = field.views[0]
            cued = next(_SURNAME_CUES.find(view), None) is not None
            if not cued and len(document.turns) == 1:
                return
            marked = [word for place, word in enumerate(view.row) if self._marked(view, place)]
            own = {word: None for word in marked if self._index.lasts(word)}
            for head in heads | own if cued else heads:
                for place, word in enumerate(view.row):
                    figures = self._index.lasts(head).get(word)
                    if figures and (cued or len(view.row) <= _SHORT_TURN or self._begins(view, place)):
                        yield _sighting(field, view, place, figures, Grade.CERTAIN)
            if next(_FIRST_CUES.find(view), None) is not None:
                for head in own:
                    lasts = self._index.lasts(head)
                    for last in said.keys() & lasts.keys():
                        yield _sighting(field, view, view.row.index(head), lasts[last], Grade.CERTAIN)
            heads |= own
            said.update(dict.fromkeys(view.row))

    def _begins(self, view: View, place: int) -> bool:
        """Whether a word is written as a name: a capital inside a sentence, or before its first comma."""
        word = view.word(place)
        parted = place == 0 and view.original[word.end : word.end + 1] == ","
        return view.tells_capital(place) or (parted and word.capital)

    def _marked(self, view: View, place: int) -> bool:
        word = view.word(place)
        return word.capital or word.text not in self._lexicon.ordinary


def _rules(listing: Listing, mononyms: tuple[Mononym, ...]) -> dict[str, list[_Rule]]:
    by_key = {key: figure for figure in listing.figures for key in (figure.name, figure.id)}
    rules: dict[str, list[_Rule]] = defaultdict(list)
    for mononym in mononyms:
        if mononym.person not in by_key:
            raise PolicyDataError(f"mononym {mononym.word!r} names person {mononym.person!r}, who is not listed")
        rule = _Rule(
            figure=by_key[mononym.person],
            context=Phrases(mononym.context),
            needs_context=bool(mononym.context),
            not_if_next=frozenset(" ".join(plain_words(word)) for word in mononym.not_if_next),
            not_if_prev=frozenset(" ".join(plain_words(word)) for word in mononym.not_if_prev),
        )
        rules[" ".join(plain_words(mononym.word))].append(rule)
    return dict(rules)


def _settled(seen: list[Sighting], exempt: list[tuple[int, int]], document: Document) -> Iterator[Sighting]:
    """Without names inside a longer name, even one that is a street's, or an exempt phrase, and without repeats."""
    outer = _outermost([*(each.span for each in seen if each.whole or each.grade >= Grade.POSSIBLE), *exempt])
    begins = [start for start, _ in outer]
    things = set(exempt)
    best: dict[tuple[int, int], Sighting] = {}
    for each in seen:
        place = bisect_right(begins, each.span[0]) - 1
        if place >= 0 and outer[place] != each.span and outer[place][1] >= each.span[1]:
            continue
        protected = any(figure.protected(document.today) for figure in each.figures)
        if each.span in things and (each.guessed or not protected):
            continue
        other = best.get(each.span)
        if other is None:
            best[each.span] = each
        elif other.figures != each.figures or other.grade != each.grade:
            figures = tuple(dict.fromkeys((*other.figures, *each.figures)))
            best[each.span] = replace(other, figures=figures, grade=max(other.grade, each.grade))
    yield from best.values()


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that lie inside no other one, in order; both their ends rise."""
    outer: list[tuple[int, int]] = []
    for span in sorted(set(spans), key=lambda each: (each[0], -each[1])):
        if not outer or span[1] > outer[-1][1]:
            outer.append(span)
    return outer


def _sighting(field: Field, view: View, place: int, figures: tuple[Figure, ...], grade: Grade) -> Sighting:
    word = view.word(place)
    return Sighting(figures=figures, field=field, span=(word.start, word.end), grade=grade)
