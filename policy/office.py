"""Offices by their shape: a post beside the name of a company, body, club or country, whoever holds it.

No table says who that is, so all of these are questions: "chairman of Lufthansa", "der BVB-Kapitän", "the captain of
the Irish rugby team". What a post may stand beside depends on it: a company has no captain, and a chair of a furniture
shop is a chair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from policy.lexicon import Lexicon
from policy.normalise import plain_words
from policy.phrasebook import Mark, Marks, Phrasebook
from policy.table import read_object, shipped
from policy.view import View
from policy.wording import ORGANISATION_KEYS, ORGANISATIONS, PLACE_KEYS, PLACES, ROLE, rows_of

OFFICES = frozenset({"role.title", "role.post", "role.office", "role.bare"})
"""The categories of which one must stand in a text before anything here is looked for."""

_BREAK = re.compile(r"[.!?;:\n\"“”()]")
_FURTHER = 4  # small words between an office and a name
_OF = frozenset("of de do da von di del della du der des d van av".split())
_DA = frozenset("da do das dos".split())
_HEADS = frozenset({"president", "prime_minister", "king", "queen", "chancellor", "first_minister", "sultan", "emir"})
_CROWNS = frozenset(
    {"king", "queen", "emperor", "empress", "prince", "princess", "duke", "duchess", "grand_duke", "sultan", "emir"}
)
_LOCAL = frozenset({"mayor", "governor"})
_SPORTING = frozenset({"coach", "captain"})
_MADE = frozenset({"founder", "owner", "number_ten"})
_NOT_BEHIND = frozenset("chair head editor trainer director manager skipper team prince".split())
"""Words that, right after a make or a club, are as often a thing or one of its many servants."""

_COMPOUND = frozenset(
    plain
    for word in (
        "chef chefin trainer trainerin coach präsident präsidentin präsidenten kapitän kapitänin boss vorstand "
        "kommissar kommissarin generalsekretär generalsekretärin direktor direktorin vorsitzende vorsitzender "
        "vorsitzenden manager managerin sportdirektor keeper torwart stürmer sprecher sprecherin premier gründer "
        "gründerin teamchef intendant finanzvorstand chefs präsidents voorzitter topman baas sjef sjefen sjefens "
        "chefen ordförande generalsekreterare generalsekreteraren"
    ).split()
    for plain in plain_words(word)
)
_NO_BODY = frozenset("tv pr it ki ai dj lkw pkw pc edv hr vip id ok cd dvd lego rpg xl co ex sm no mr dr st us".split())
"""Capitals before a hyphen that name no body: "der PR-Chef"."""

_SPOKEN_SMALL = frozenset(
    "bbc nba nfl fbi cia nhs ufc wwe imf rbi dfb bvb psg fia mi5 mi6 nsa fda mlb nhl irs bmw csu cdu afd spd".split()
)
"""Short names of bodies that are no words, so that they need no capitals."""

_LEAST_CAPITALS, _MOST_CAPITALS, _SHORT = 2, 6, 3
_ALONE_NEXT = frozenset(
    "on in at with and vs versus auf im mit und sur dans avec et en con y su nel com met na".split()
)
_OPENING = frozenset("of with about mit von avec de con di com z video clip shows show".split())
_OF_CLUBS = frozenset({"manager", "skipper", "trainer"})
_ALSO_VEHICLES = frozenset({"coach", "trainer"})
"""Behind a country alone: "a Scotland coach" is a bus as well."""

_TITLES = ("role.title", "role.post", "role.office")
_Bodies = Mapping[int, list[tuple[int, bool]]]
"""By the place of its first word, where each body ends and whether it plays matches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """What the shipped files say about the words between and around offices."""

    links: frozenset[str]
    teams: frozenset[str]
    either: frozenset[str]
    sporting: tuple[bool, ...]
    states: frozenset[str]


def _tables() -> _Tables:
    role = read_object(shipped(ROLE))
    words = {
        key: [word for phrase in role[key] for word in plain_words(phrase)] for key in ("links", "current", "teams")
    }
    places = (
        (row["place"], {title.replace(" ", "_") for title in row["offices"]}) for row in rows_of(PLACES, PLACE_KEYS)
    )
    return _Tables(
        links=frozenset(words["links"] + words["current"]),
        teams=frozenset(words["teams"]),
        either=frozenset(words["links"] + words["current"] + words["teams"]),
        sporting=tuple(not _SPORTING.isdisjoint(row["posts"]) for row in rows_of(ORGANISATIONS, ORGANISATION_KEYS)),
        states=frozenset(place for place, titles in places if not _HEADS.isdisjoint(titles)),
    )


class Offices:
    """Finds posts that one real person holds, of whom no table tells."""

    def __init__(self, book: Phrasebook, lexicon: Lexicon, actions: Iterable[str]) -> None:
        """Makes the judgement.

        Args:
            book: The phrases of titles, posts, places and bodies.
            lexicon: Common words.
            actions: What only people do, as the word after a title.
        """
        self._book = book
        self._lexicon = lexicon
        self._actions = frozenset(actions)

    def find(self, view: View) -> Iterator[tuple[int, int]]:
        """The span of each office in a view.

        Args:
            view: A reading of a text.
        """
        marks = self._book.find(view)
        if OFFICES.isdisjoint(marks.keys()):
            return
        anybody = {mark.last for mark in marks.of("role.indefinite") if not _iberian(view, mark)}
        things = {mark.first for mark in marks.of("role.not_next")}
        for first, last in self._candidates(view, marks):
            span = view.spans[first][0], view.spans[last - 1][1]
            if first not in anybody and last not in things and not _BREAK.search(view.original, *span):
                yield span

    @cached_property
    def _told(self) -> _Tables:
        return _tables()

    def _candidates(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        bodies = self._bodies(view, marks)
        if bodies:
            yield from self._of_body(view, marks, bodies)
            yield from self._behind(view, marks, bodies)
        yield from self._of_name(view, marks)
        yield from self._national(view, marks)
        if "-" in view.original:
            yield from self._compounds(view, marks, bodies)
        yield from self._articleless(view, marks)

    def _bodies(self, view: View, marks: Marks) -> _Bodies:
        found: dict[int, list[tuple[int, bool]]] = {}
        for mark in marks.of("role.body"):
            if self._written(view, mark):
                found.setdefault(mark.first, []).append((mark.last, mark.value == "team"))
        for mark in marks.of("role.organisation"):
            if view.capitals[mark.first] or not view.row[mark.first].isascii():
                sporting = any(self._told.sporting[int(number)] for number in mark.value.split())
                found.setdefault(mark.first, []).append((mark.last, sporting))
        return found

    def _written(self, view: View, mark: Mark) -> bool:
        """Whether a body that is also a word is written as a name: "OM", "Wolves"."""
        words = view.row[mark.first : mark.last]
        if len(words) == 1 and len(words[0]) <= _SHORT and words[0].isascii():
            capitals = view.original[slice(*mark.span)].isupper() and not view.shouted
            return capitals or words[0] in _SPOKEN_SMALL
        common = all(word in self._lexicon.ordinary or word in self._lexicon.abroad for word in words)
        return not common or (view.capitals[mark.first] and not view.capitals_say_nothing)

    def _past_links(self, view: View, place: int) -> int:
        """The first place behind the small words that may stand between an office and a name."""
        return _past(view, place, self._told.links)

    def _of_body(self, view: View, marks: Marks, bodies: _Bodies) -> Iterator[tuple[int, int]]:
        """An office before a body: "president of FIFA", "chairman of Lufthansa"."""
        least = 1 if self._lexicon.english(view) else 0
        for title, kinds in _kinds(marks):
            if not kinds.isdisjoint(_CROWNS | _MADE):
                continue
            for place in range(title.last + least, self._past_links(view, title.last) + 1):
                for end, sporting in bodies.get(place, ()):
                    if sporting or _SPORTING.isdisjoint(kinds):
                        yield title.first, end

    def _of_name(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        """A high office before any name: "the managing director of Brunnholz", "CEO at Kwentrix"."""
        foreign = not self._lexicon.english(view)
        now = {mark.last for mark in marks.of("role.current")}
        local = [
            mark
            for mark in marks.of("role.title")
            if (foreign or mark.first in now) and not _LOCAL.isdisjoint(mark.value.split())
        ]
        places = {mark.first: mark.last for mark in marks.of("role.place")}
        for title in (*marks.of("role.office"), *local):
            place = self._past_links(view, title.last)
            if place >= len(view.row) or (place == title.last and not foreign):
                continue
            if place in places:
                yield title.first, places[place]
            word, lexicon = view.row[place], self._lexicon
            if view.tells_capital(place) and word not in lexicon.ordinary and word not in lexicon.abroad:
                yield title.first, place + 1

    def _behind(self, view: View, marks: Marks, bodies: _Bodies) -> Iterator[tuple[int, int]]:
        """A body before an office: "Liverpool captain", "Tesla chief"."""
        near: dict[int, list[tuple[int, bool]]] = {}
        for first, ends in bodies.items():
            for end, sporting in ends:
                for place in range(end, self._past_links(view, end) + 1):
                    near.setdefault(place, []).append((first, sporting))
        for title, kinds in _kinds(marks):
            for first, sporting in near.get(title.first, ()) if kinds.isdisjoint(_CROWNS | _MADE) else ():
                of_club = sporting and view.row[title.first] in _OF_CLUBS
                vague = view.row[title.first] in _NOT_BEHIND and not of_club
                if not vague and (sporting or _SPORTING.isdisjoint(kinds)):
                    yield first, title.last

    def _national(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        """Who leads a country's team: "captain of the Irish rugby side", "England manager"."""
        leaders = [mark for mark in marks.of("role.post") if not _SPORTING.isdisjoint(mark.value.split())]
        leaders += [mark for mark in marks.of("role.office") if mark.value == "team"]
        places = marks.of("role.place") if leaders else ()
        for state in (mark for mark in places if not self._told.states.isdisjoint(mark.value.split())):
            for leader in leaders:
                if leader.last <= state.first and self._team_of(view, leader, state):
                    yield leader.first, state.last
                elif state.last <= leader.first <= self._past_team(view, state.last):
                    if leader.first > state.last or view.text_at(leader.first) not in _ALSO_VEHICLES:
                        yield state.first, leader.last

    def _team_of(self, view: View, leader: Mark, state: Mark) -> bool:
        """Whether a country behind a leader is told as a team: "of the Irish side", "of Portugal"."""
        if state.first > self._past_team(view, leader.last):
            return False
        around = {*view.row[state.last : state.last + _FURTHER], view.text_at(state.first - 1)}
        return not self._told.teams.isdisjoint(around) or view.text_at(leader.last) in _OF

    def _past_team(self, view: View, place: int) -> int:
        """The first place behind small words and words for a team."""
        return _past(view, place, self._told.either)

    def _compounds(self, view: View, marks: Marks, bodies: _Bodies) -> Iterator[tuple[int, int]]:
        """An office joined to a name by a hyphen: "DFB-Präsident", "Frankreich-Coach"."""
        begins = {mark.last: mark.first for mark in marks.of("role.place") if view.capitals[mark.first]}
        begins |= {end: first for first, found in bodies.items() for end, _ in found}
        for place in view.scan:
            if not place or view.row[place] not in _COMPOUND or view.gap(place) != "-":
                continue
            written = view.original[slice(*view.spans[place - 1])]
            letters = written.isupper() and _LEAST_CAPITALS <= len(written) <= _MOST_CAPITALS and not view.shouted
            if letters and view.row[place - 1] not in _NO_BODY:
                yield place - 1, place + 1
            elif place in begins:
                yield begins[place], place + 1

    def _articleless(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        """The one who is alone in an office, told like a name: "Pope on a skateboard", "pope eats gelato"."""
        for mark in marks.of("role.bare"):
            after = view.text_at(mark.last)
            begins = view.opens_sentence(mark.first) or view.text_at(mark.first - 1) in _OPENING
            acts = after in _ALONE_NEXT or after in self._actions or after.endswith("ing")
            if begins and acts and view.gap(mark.last) == " ":
                yield mark.first, mark.last


def _kinds(marks: Marks) -> Iterator[tuple[Mark, frozenset[str]]]:
    """Each title with the kinds of post that it is."""
    for category in _TITLES:
        for mark in marks.of(category):
            yield mark, frozenset(mark.value.split())


def _past(view: View, place: int, words: frozenset[str]) -> int:
    """The first place from one on, a few words at most, whose word is none of these."""
    end = place
    while end < place + _FURTHER and view.text_at(end) in words:
        end += 1
    return end


def _iberian(view: View, mark: Mark) -> bool:
    """Whether an "a" is the Portuguese article: "a presidente da Petrobras"."""
    return view.row[mark.first] == "a" and not _DA.isdisjoint(view.row[mark.last + 1 : mark.last + _FURTHER])
