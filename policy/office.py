"""Offices by their shape: a post beside the name of a company, body, club or country, whoever holds it.

No table says who that is, so all of these are questions: "chairman of Lufthansa", "der BVB-Kapitän", "the captain of
the Irish rugby team". What a post may stand beside depends on it: a company has no captain, and a chair of a furniture
shop is a chair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from policy.lexicon import Lexicon
from policy.normalise import plain_words
from policy.phrasebook import Mark, Marks, Phrasebook
from policy.table import read_object, shipped
from policy.view import View
from policy.wording import ORGANISATION_KEYS, ORGANISATIONS, PLACE_KEYS, PLACES, ROLE, rows_of

OFFICES = frozenset({"role.title", "role.post", "role.office", "role.bare"})
"""The categories of which one must stand in a text before anything here is looked for."""

_BREAK = re.compile(r"[.!?;:\n\"“”()]")
_FURTHER, _TEAM_REACH = 4, 4
_OF = frozenset("of de do da von di del della du der des d van av".split())
_DA = frozenset("da do das dos".split())
_HEADS = frozenset({"president", "prime_minister", "king", "queen", "chancellor", "first_minister", "sultan", "emir"})
_CROWNS = frozenset(
    {"king", "queen", "emperor", "empress", "prince", "princess", "duke", "duchess", "grand_duke", "sultan", "emir"}
)
_LOCAL = frozenset({"mayor", "governor"})
_SPORTING = frozenset({"coach", "captain"})
_MADE = frozenset({"founder", "owner", "number_ten"})
_NOT_BEHIND = frozenset("chair head editor chief trainer director manager skipper team prince".split())
"""Words that, right after a make or a club, are as often a thing or one of its many servants."""

_COMPOUND = frozenset(
    plain
    for word in (
        "chef chefin trainer trainerin coach präsident präsidentin präsidenten kapitän kapitänin boss vorstand "
        "kommissar kommissarin generalsekretär generalsekretärin direktor direktorin vorsitzende vorsitzender "
        "vorsitzenden manager managerin sportdirektor keeper torwart stürmer sprecher sprecherin premier gründer "
        "gründerin teamchef intendant generalmusikdirektor finanzvorstand chefs präsidents voorzitter topman baas "
        "sjef sjefen sjefens chefen ordförande generalsekreterare generalsekreteraren"
    ).split()
    for plain in plain_words(word)
)
_NO_BODY = frozenset("tv pr it ki ai dj lkw pkw pc edv hr vip id ok cd dvd lego rpg xl co ex sm no mr dr st us".split())
"""Capitals before a hyphen that name no body: "der PR-Chef"."""

_SPOKEN_SMALL = frozenset(
    "bbc nba nfl fbi cia nhs ufc wwe imf rbi dfb bvb psg fia mi5 mi6 nsa fda mlb nhl irs bmw fpö csu cdu afd spd".split()
)
"""Short names of bodies that are no words, so that they need no capitals."""

_LEAST_CAPITALS, _MOST_CAPITALS, _SHORT = 2, 6, 3
_ALONE_NEXT = frozenset(
    "on in at with and vs versus auf im in mit und sur dans avec et en con y su nel em com op met na with".split()
)
_OPENING = frozenset("of with about mit von avec de con di com z video clip shows show".split())
_NAMELESS = frozenset("a an any some every no each".split())


class Offices:
    """Finds posts that one real person holds, of whom no table tells."""

    def __init__(self, book: Phrasebook, lexicon: Lexicon, actions: Sequence[str]) -> None:
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
        taken = {mark.last for mark in marks.of("role.indefinite") if not self._iberian(view, mark)}
        for first, last in self._candidates(view, marks):
            if first not in taken and not _BREAK.search(view.original, view.spans[first][0], view.spans[last - 1][1]):
                if last not in {mark.first for mark in marks.of("role.not_next")}:
                    yield view.spans[first][0], view.spans[last - 1][1]

    def _iberian(self, view: View, mark: Mark) -> bool:
        """Whether an "a" is the Portuguese article: "a presidente da Petrobras"."""
        return view.row[mark.first] == "a" and not _DA.isdisjoint(view.row[mark.last + 1 : mark.last + _FURTHER])

    def _candidates(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        bodies = self._bodies(view, marks)
        for first, last, kinds in self._titles(marks):
            yield from self._of_body(view, first, last, kinds, bodies)
            yield from self._of_name(view, marks, first, last)
        yield from self._behind(view, marks, bodies)
        yield from self._national(view, marks)
        yield from self._compounds(view, marks, bodies)
        yield from self._articleless(view, marks)

    @cached_property
    def _tables(self) -> dict[str, Any]:
        role = read_object(shipped(ROLE))
        return {
            "links": {word for key in ("links", "current") for link in role[key] for word in plain_words(link)},
            "teams": {word for team in role["teams"] for word in plain_words(team)},
            "sporting": [
                not _SPORTING.isdisjoint(row["posts"]) for row in rows_of(ORGANISATIONS, ORGANISATION_KEYS)
            ],
            "states": {
                row["place"]
                for row in rows_of(PLACES, PLACE_KEYS)
                if not _HEADS.isdisjoint(title.replace(" ", "_") for title in row["offices"])
            },
        }

    def _titles(self, marks: Marks) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Each title with the kinds of post that it is."""
        for category in ("role.title", "role.post", "role.office"):
            for mark in marks.of(category):
                yield mark.first, mark.last, frozenset(mark.value.split())

    def _bodies(self, view: View, marks: Marks) -> Mapping[int, list[tuple[int, bool]]]:
        """By the place of its first word, where each body ends and whether it plays matches."""
        found: dict[int, list[tuple[int, bool]]] = {}
        for mark in marks.of("role.body"):
            if self._written(view, mark):
                found.setdefault(mark.first, []).append((mark.last, mark.value == "team"))
        for mark in marks.of("role.organisation"):
            if view.capitals[mark.first] or not view.row[mark.first].isascii():
                sporting = any(self._tables["sporting"][int(number)] for number in mark.value.split())
                found.setdefault(mark.first, []).append((mark.last, sporting))
        return found

    def _written(self, view: View, mark: Mark) -> bool:
        """Whether a body that is also a word is written as a name: "OM", "Wolves"."""
        words = view.row[mark.first : mark.last]
        written = view.original[slice(*mark.span)]
        if len(words) == 1 and len(words[0]) <= _SHORT and words[0].isascii():
            return (written.isupper() and not view.shouted) or words[0] in _SPOKEN_SMALL
        common = all(word in self._lexicon.ordinary or word in self._lexicon.abroad for word in words)
        return not common or (view.capitals[mark.first] and not view.capitals_say_nothing)

    def _past_links(self, view: View, place: int) -> int:
        """The first place behind the small words that may stand between an office and a name."""
        for _ in range(_FURTHER):
            if view.text_at(place) not in self._tables["links"]:
                break
            place += 1
        return place

    def _of_body(
        self, view: View, first: int, last: int, kinds: frozenset[str], bodies: Mapping[int, list[tuple[int, bool]]]
    ) -> Iterator[tuple[int, int]]:
        """An office before a body: "president of FIFA", "den BVB-Kapitän" the other way is a compound."""
        if not kinds.isdisjoint(_CROWNS | _MADE):
            return
        begin = self._past_links(view, last)
        for place in range(last, begin + 1) if bodies else ():
            for end, sporting in bodies.get(place, ()):
                if (place > last or not self._lexicon.english(view)) and (sporting or _SPORTING.isdisjoint(kinds)):
                    yield first, end

    def _of_name(self, view: View, marks: Marks, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A high office before any name: "the managing director of Brunnholz", "CEO at Kwentrix"."""
        foreign = not self._lexicon.english(view)
        local = foreign and any(mark.first == first and _LOCAL.intersection(mark.value.split()) for mark in marks.of("role.title"))
        if not local and not any(mark.first == first and mark.last == last for mark in marks.of("role.office")):
            return
        place = self._past_links(view, last)
        if place >= len(view.row) or (place == last and not foreign):
            return
        for mark in marks.of("role.place") if not local else ():
            if mark.first == place:
                yield first, mark.last
        if not view.tells_capital(place):
            return
        word, lexicon = view.row[place], self._lexicon
        if word not in lexicon.ordinary and word not in lexicon.abroad and view.row[place - 1] not in _NAMELESS:
            yield first, place + 1

    def _behind(
        self, view: View, marks: Marks, bodies: Mapping[int, list[tuple[int, bool]]]
    ) -> Iterator[tuple[int, int]]:
        """A body before an office: "Liverpool captain", "Fenerbahçe başkanı", "삼성전자 회장"."""
        titles: dict[int, list[tuple[int, frozenset[str]]]] = {}
        for first, last, kinds in self._titles(marks) if bodies else ():
            titles.setdefault(first, []).append((last, kinds))
        for first, ends in bodies.items():
            for end, sporting in ends:
                for place in range(end, self._past_links(view, end) + 1):
                    for last, kinds in titles.get(place, ()):
                        plays = sporting or _SPORTING.isdisjoint(kinds)
                        vague = view.row[place] in _NOT_BEHIND and not (sporting and view.row[place] in _OF_CLUBS)
                        if plays and not vague and kinds.isdisjoint(_CROWNS | _MADE):
                            yield first, last

    def _national(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        """Who leads a country's team: "captain of the Irish rugby side", "England manager"."""
        leaders = [mark for mark in marks.of("role.post") if not _SPORTING.isdisjoint(mark.value.split())]
        leaders += [mark for mark in marks.of("role.office") if mark.value == "team"]
        states = [
            mark for mark in marks.of("role.place") if not self._tables["states"].isdisjoint(mark.value.split())
        ] if leaders else []
        for place in states:
            for leader in leaders:
                if leader.last <= place.first <= self._past_team(view, leader.last):
                    team = self._team_after(view, place.last)
                    if team or view.text_at(place.first - 1) in self._tables["teams"] or view.text_at(leader.last) in _OF:
                        yield leader.first, max(team, place.last)
                elif place.last <= leader.first <= place.last + _TEAM_REACH:
                    between = view.row[place.last : leader.first]
                    known = all(word in self._tables["teams"] or word in self._tables["links"] for word in between)
                    if known and (between or view.text_at(leader.first) not in _ALSO_VEHICLES):
                        yield place.first, leader.last

    def _past_team(self, view: View, place: int) -> int:
        """The first place behind small words and words for a team."""
        for _ in range(_FURTHER):
            if view.text_at(place) not in self._tables["links"] | self._tables["teams"]:
                break
            place += 1
        return place

    def _team_after(self, view: View, place: int) -> int:
        """One past the last of the words for a team that follow a place; 0, which is false, if there is none."""
        end = 0
        for each in range(place, min(place + _TEAM_REACH, len(view.row))):
            if view.row[each] in self._tables["teams"]:
                end = each + 1
        return end

    def _compounds(
        self, view: View, marks: Marks, bodies: Mapping[int, list[tuple[int, bool]]]
    ) -> Iterator[tuple[int, int]]:
        """An office joined to a name by a hyphen: "DFB-Präsident", "Frankreich-Coach"."""
        places = {mark.last: mark.first for mark in marks.of("role.place")}
        ends = {end: first for first, found in bodies.items() for end, _ in found}
        for place in view.scan if "-" in view.original else ():
            if view.row[place] not in _COMPOUND or not place or view.gap(place).strip() != "-":
                continue
            written = view.original[slice(*view.spans[place - 1])]
            letters = written.isupper() and _LEAST_CAPITALS <= len(written) <= _MOST_CAPITALS
            if letters and view.row[place - 1] not in _NO_BODY and not view.shouted:
                yield place - 1, place + 1
            elif place in ends or (place in places and view.capitals[place - 1]):
                yield ends.get(place, places.get(place, place - 1)), place + 1

    def _articleless(self, view: View, marks: Marks) -> Iterator[tuple[int, int]]:
        """The one who is alone in an office, told like a name: "Pope on a skateboard", "pope eats gelato"."""
        for mark in marks.of("role.bare"):
            before, after = view.text_at(mark.first - 1), view.text_at(mark.last)
            begins = view.opens_sentence(mark.first) or before in _OPENING
            if begins and mark.last - mark.first == 1 and view.gap(mark.last).strip() == "" if after else False:
                if after in _ALONE_NEXT or after in self._actions or after.endswith("ing"):
                    yield mark.first, mark.last


_OF_CLUBS = frozenset({"manager", "skipper", "trainer"})
_ALSO_VEHICLES = frozenset({"coach", "trainer"})
"""Behind a country alone: "a Scotland coach" is a bus as well."""
