"""A role that one real person holds: "the president of France", "Apple's CEO", "the 46th president", "the pope".

A role counts when its title stands beside a place or an organisation that has such a role, whichever comes first and in
many languages; "a president", "the king of the jungle" and "the king of spades" meet no such pair. Who holds a role is
data with an as-of date; the verdict does not wait for the data to be new, as somebody real always holds it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policy.detector import finding
from policy.document import Document, Field, Screen
from policy.holder import Holders
from policy.lexicon import Lexicon
from policy.normalise import plain_words
from policy.office import OFFICES, Offices
from policy.phrasebook import Mark, Marks
from policy.table import read_object, shipped
from policy.types import Code, Finding, Verdict
from policy.view import View
from policy.wording import (
    ORGANISATION_KEYS,
    ORGANISATIONS,
    PLACE_KEYS,
    PLACES,
    ROLE,
    Triggers,
    rows_of,
)

_ROLES = frozenset({"role.single", *OFFICES})
_GAP = 24
_APART = 10  # words, more than fit into the gap
_BREAK = re.compile(r"[.!?,;:\n\"“”()]")
_ABBREVIATION = 3
_ALSO_ARTICLES = frozenset({"un"})
_BODY = frozenset("face body head likeness voice photo picture portrait image speech hair smile hand hands".split())
_REGIONAL = ("premier", "first minister")
_LEADERS = frozenset({"leader", "opposition", "dictator"})
_EVERYWHERE = frozenset({"foreign_minister"})
"""Offices of every country, whether or not the tables say who holds them."""

_UNRESOLVED = frozenset({"minister", "ambassador", "opposition"})
_MONARCHS = frozenset(
    {"king", "queen", "emperor", "empress", "prince", "princess", "sultan", "emir", "duke", "duchess", "crown_prince"}
)
_CURRENT_IS_ONE = frozenset({"president", "prime_minister", "king", "queen", "chancellor", "emperor", "first_lady"})
_GOES_ON = frozenset("of de for von du da do di at des der einer eines d dun dune del della".split())
_ASKED_ALONE = frozenset({"president", "prime_minister"})
_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split()
_ORDINAL_WORDS = {word: number for number, word in enumerate((*_UNITS, *_TEENS), start=1)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "twentieth": 20, "thirtieth": 30, "fortieth": 40}
_WHY = {
    Verdict.BLOCK: "A role stands for the one real person who holds it.",
    Verdict.ASK: "A role may stand for a real person who is not in the tables.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role in a field: where it stands, and what it leads to."""

    span: tuple[int, int]
    verdict: Verdict


class RoleTitle:
    """Finds roles that denote one real person."""

    name = "role_title"

    def __init__(self, holders: Holders, lexicon: Lexicon, triggers: Triggers, screen: Screen) -> None:
        """Makes the detector.

        Args:
            holders: Tells who is protected.
            lexicon: Common words.
            triggers: The phrases of roles, places and organisations.
            screen: Tells text to be shown from people to be depicted.
        """
        self._holders = holders
        self._lexicon = lexicon
        self._book = triggers.book
        self._invented = triggers.phrases("invented_cue")
        self._screen = screen
        self._offices = Offices(triggers.book, lexicon, triggers.words("human.action"))

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each role."""
        if _ROLES.isdisjoint(document.kinds(self._book)):
            return
        for field in document.fields:
            for role in self.roles(document, field):
                if not self._screen.shows(document, field, role.span):
                    yield finding(self, Code.ROLE_TITLE, role.verdict, field, role.span, why=_WHY[role.verdict])

    def roles(self, document: Document, field: Field) -> tuple[Role, ...]:
        """Every role in a field, shown text too; worked out once."""
        return document.once((self, field), lambda: tuple(self._roles(document, field)))

    def _roles(self, document: Document, field: Field) -> Iterator[Role]:
        done: list[tuple[int, int]] = []
        for view in field.views:
            marks = self._book.find(view)
            if _ROLES.isdisjoint(marks.keys()):
                continue
            told = (Role(span=span, verdict=Verdict.ASK) for span in self._offices.find(view))
            for role in (*_Reading(self, view, marks, document).roles(), *told):
                if not any(start < role.span[1] and role.span[0] < end for start, end in done):
                    done.append(role.span)
                    yield role

    @cached_property
    def tables(self) -> dict[str, Any]:
        """The tables of roles, read when the first role is met."""
        role = read_object(shipped(ROLE))
        role["places"] = {row["place"]: row["offices"] for row in rows_of(PLACES, PLACE_KEYS)}
        role["organisations"] = [row["posts"] for row in rows_of(ORGANISATIONS, ORGANISATION_KEYS)]
        role["link_words"] = {word for link in role["links"] for word in plain_words(link)}
        return role

    def outcome(self, document: Document, names: list[str]) -> Verdict | None:
        """Block if one of these people is protected, nothing if all are long dead."""
        return Verdict.BLOCK if self._holders.protected(names, document.today) else None

    def ordinary(self, word: str) -> bool:
        """Whether a word is a common one."""
        return word in self._lexicon.ordinary

    def article(self, view: View, word: str) -> bool:
        """Whether an abbreviation is an article in the language of the text: "un"."""
        return word in _ALSO_ARTICLES and not self._lexicon.english(view)

    def invented(self, view: View) -> bool:
        """Whether the text says that somebody is made up."""
        return next(self._invented.find(view), None) is not None


class _Reading:
    """The roles of one view."""

    def __init__(self, detector: RoleTitle, view: View, marks: Marks, document: Document) -> None:
        self._detector = detector
        self._view = view
        self._marks = marks
        self._document = document

    def roles(self) -> Iterator[Role]:
        """Every role, the surest first."""
        for mark in self._get("single"):
            if self._follows(mark.last, mark) and (span := self._definite(mark, mark)):
                holder = self._detector.tables["single"][int(mark.value.split()[0])]["holder"]
                if verdict := self._detector.outcome(self._document, [holder]):
                    yield Role(span=span, verdict=verdict)
        for mark in self._get("bare"):
            yield from self._qualified(mark)
        for mark in self._get("bare"):
            yield from self._qualified(mark)
        for title, place in self._pairs("title", "place"):
            yield from self._office(title, place)
        for post, organisation in self._pairs("post", "organisation"):
            yield from self._post(post, organisation)
        for title in self._get("title"):
            yield from self._alone(title)

    def _qualified(self, mark: Mark) -> Iterator[Role]:
        """A role that nobody else holds behind a word for the time: "the current pope", "the new pope"."""
        first = self._begin(mark)
        article = self._before("definite").get(first)
        told = article or (self._before("current").get(mark.first) and first not in self._before("indefinite"))
        if first == mark.first or not told or self._get("historic") or not self._follows(mark.last, mark):
            return
        words = range(first, mark.first)
        if any(self._view.row[place] in _ORDINAL_WORDS for place in words):
            return  # "the first pope" is long dead
        past = any(place in self._former or place in self._then for place in words)
        begin = article.span[0] if article else self._view.spans[first][0]
        yield Role(span=(begin, mark.span[1]), verdict=Verdict.ASK if past else Verdict.BLOCK)

    def _begin(self, mark: Mark) -> int:
        """The place of the first of the words for the time that stand right before a role."""
        first = mark.first
        while first - 1 in self._times:
            first -= 1
        return first

    @cached_property
    def _then(self) -> set[int]:
        return {place for mark in self._get("then") for place in range(mark.first, mark.last)}

    @cached_property
    def _times(self) -> set[int]:
        others = (mark for name in ("current", "new") for mark in self._get(name))
        return self._former | self._then | {place for mark in others for place in range(mark.first, mark.last)}

    def _before(self, name: str) -> dict[int, Mark]:
        """The words of a kind by the place that follows them."""
        return self._view.once((self._detector, name), lambda _: {mark.last: mark for mark in self._get(name)})

    @cached_property
    def _followers(self) -> set[int]:
        return {mark.first for mark in self._get("not_next")}

    @cached_property
    def _former(self) -> set[int]:
        return {place for mark in self._get("former") for place in range(mark.first, mark.last)}

    @cached_property
    def _modifiers(self) -> set[int]:
        return self._former | {mark.first for mark in self._get("current")}

    @cached_property
    def _weak(self) -> set[int]:
        return {mark.first for mark in self._get("weak_posts")}

    def _get(self, name: str) -> tuple[Mark, ...]:
        return self._marks.of(f"role.{name}")

    def _pairs(self, left: str, right: str) -> Iterator[tuple[Mark, Mark]]:
        others = self._get(right)
        firsts = [other.first for other in others]
        for title in self._get(left) if others else ():
            low, high = bisect_left(firsts, title.first - _APART), bisect_right(firsts, title.last + _APART)
            for other in others[low:high]:
                first, second = (title, other) if title.span[0] < other.span[0] else (other, title)
                if self._linked(first, second) and self._written(other):
                    yield title, other

    def _linked(self, first: Mark, second: Mark) -> bool:
        """Whether only words such as "of the" stand between two marks."""
        gap = self._view.original[first.span[1] : second.span[0]]
        if first.span[1] > second.span[0] or len(gap) > _GAP or _BREAK.search(gap):
            return False
        tables = self._detector.tables
        between = self._view.row[first.last : second.first] or plain_words(gap)
        allowed = tables["link_words"]
        places = range(first.last, second.first)
        if len(between) != len(places):
            return all(word in allowed for word in between)
        return all(word in allowed or place in self._modifiers for word, place in zip(between, places, strict=True))

    def _written(self, mark: Mark) -> bool:
        """Whether an abbreviation that is also a word ("us", "who") is written in capitals."""
        word = self._view.row[mark.first]
        common = self._detector.ordinary(word) or self._detector.article(self._view, word)
        short = mark.last - mark.first == 1 and len(word) <= _ABBREVIATION and common
        return not short or self._view.original[slice(*mark.span)].isupper()

    def _office(self, title: Mark, place: Mark) -> Iterator[Role]:
        span = self._definite(title, place)
        if not span or not self._follows(max(title.last, place.last), title if title.first > place.first else place):
            return
        if self._get("historic") and not _MONARCHS.isdisjoint(title.value.split()):
            return
        verdict: Verdict | None = None
        for place_id in place.value.split():
            for key in title.value.split():
                verdict = verdict or self._held(place_id, key, title, place)
        if verdict:
            yield Role(span=span, verdict=verdict)

    def _held(self, place: str, title: str, *marks: Mark) -> Verdict | None:
        offices = self._detector.tables["places"][place]
        if title == "president" and (number := self._number(marks)) and place in self._detector.tables["ordinal"]:
            return self._ordinal(place, number)
        if title in _UNRESOLVED:
            return Verdict.ASK
        holder = offices.get(title.replace("_", " "))
        if holder is None and title == "prime_minister":
            holder = next((offices[head] for head in _REGIONAL if head in offices), None)
        if holder is None and title in _LEADERS:
            holder = next(iter(offices.values()), None)
        if holder is None:
            return Verdict.ASK if title in _EVERYWHERE else None
        if not holder or self._is_former(marks):
            return Verdict.ASK
        return self._detector.outcome(self._document, holder)

    def _post(self, post: Mark, organisation: Mark) -> Iterator[Role]:
        span = self._definite(post, organisation)
        if not span:
            return
        weak = post.first in self._weak
        names = self._view.row[organisation.first : organisation.last]
        common = all(self._detector.ordinary(word) for word in names)
        capital = self._view.capitals[organisation.first] or not names[0].isascii()
        if weak and (not capital or (common and post.first > organisation.first)):
            return
        verdict: Verdict | None = None
        for number in organisation.value.split():
            posts = self._detector.tables["organisations"][int(number)]
            for key in post.value.split():
                holder = posts.get(key.replace("_", " "))
                if holder and not self._is_former((post, organisation)):
                    verdict = verdict or self._detector.outcome(self._document, holder)
                    if not verdict:
                        return
        if verdict or not weak:
            yield Role(span=span, verdict=verdict or Verdict.ASK)

    def _alone(self, title: Mark) -> Iterator[Role]:
        """A title without a place: "the current president", "the 46th president", "the prime minister"."""
        keys = title.value.split()
        if not self._follows(title.last, title) or self._detector.invented(self._view):
            return
        if "president" in keys and (number := self._number((title,))) and number > 1:
            if verdict := self._ordinal("united-states", number):
                yield Role(span=(self._view.spans[title.first - 1][0], title.span[1]), verdict=verdict)
            return
        next_word = self._view.text_at(title.last)
        before = self._before("current").get(title.first)
        if before is not None and not _CURRENT_IS_ONE.isdisjoint(keys):
            if next_word in ("of", "de", "von", "du") and not self._view.text_at(title.last + 1):
                return
            verdict = Verdict.ASK if next_word == "of" else Verdict.BLOCK
            yield Role(span=(before.span[0], title.span[1]), verdict=verdict)
        elif not _ASKED_ALONE.isdisjoint(keys) and next_word not in _GOES_ON:
            definite = self._before("definite").get(self._begin(title))
            if definite is not None and not self._view.title_case:
                yield Role(span=(definite.span[0], title.span[1]), verdict=Verdict.ASK)

    def _definite(self, left: Mark, right: Mark) -> tuple[int, int] | None:
        """The span of a role from its first to its last word, nothing where "a" or "any" makes it nobody's."""
        first = min(left.first, right.first)
        span = (min(left.span[0], right.span[0]), max(left.span[1], right.span[1]))
        if first in self._before("indefinite") and first not in self._before("current"):
            return None
        return span

    def _follows(self, last: int, mark: Mark) -> bool:
        """Whether what comes after a role leaves it a role: not "king penguin", not "the president's plane"."""
        if last in self._followers:
            return False
        end = self._view.spans[last - 1][1] if mark.last == last else mark.span[1]
        owned = self._view.original[end : end + 2] in ("'s", "\u2019s")
        return not owned or self._view.text_at(last) in _BODY or not self._view.text_at(last)

    def _is_former(self, marks: tuple[Mark, ...]) -> bool:
        first, last = min(mark.first for mark in marks), max(mark.last for mark in marks)
        return any(place in self._former for place in range(max(0, first - 1), last))

    def _number(self, marks: tuple[Mark, ...]) -> int:
        """The ordinal before a role, 0 if there is none."""
        first = min(mark.first for mark in marks)
        words = [self._view.text_at(place) for place in (first - 2, first - 1)]
        if match := _ORDINAL.fullmatch(words[1]):
            return int(match[1])
        unit = _ORDINAL_WORDS.get(words[1], 0)
        return _TENS.get(words[0], 0) + unit if unit and unit < 10 else unit or _TENS.get(words[1], 0)

    def _ordinal(self, place: str, number: int) -> Verdict | None:
        holders = self._detector.tables["ordinal"][place]["president"]
        return self._detector.outcome(self._document, holders[number - 1]) if number <= len(holders) else None
