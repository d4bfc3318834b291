"""Unknown people: a first name and a surname of any culture together, or a title and a surname, ask for an answer.

A list can never be whole; the shape of a name covers most of what it lacks. Two capitalised words alone are not a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy.courtesy import CourtesyNames
from policy.detector import finding
from policy.document import Document, Field, Screen
from policy.lexicon import Lexicon
from policy.name_form import BEYOND_WORDS, KOREAN, SURNAME, SYLLABLES, VIETNAMESE
from policy.name_pair import NamePairs
from policy.native_name import NativeNames
from policy.normalise import normalise
from policy.people import Grade, People
from policy.style import StyleMentions
from policy.types import Code, Finding, Verdict
from policy.view import View
from policy.wording import Triggers

_PLAIN_GAP = re.compile(r"\.?[ \t\u00a0]+(?:\w\.?[ \t\u00a0]+)?|[._]|")
_CUE_BEFORE, _CUE_AFTER = 6, 4
_INVENTED_BEFORE = 8
_SHORT_TITLES = frozenset("mr mister mrs ms miss dr prof professor".split())
_OUTSIDE_LENGTH = 4
_SHORTEST_NAME, _MOST_PARTICLES = 3, 3
_WHY = "A first name and surname, or a title and surname, of no listed person."
_INITIAL = re.compile(r"\b\w\. ?\w")
_INITIALS = re.compile(r"(?:[^\W\d_]\. ?){2,3}")
_INITIAL_LAST = re.compile(r"\w [A-Z]\.")
_PARTICLE_GAP = re.compile(r"[ \t\u00a0]+|[-'\u2019]")
_PARTICLES = frozenset(
    "de del della di da do dos das du des la le los las van von der den ter ten zu zum bin binti bint ibn ben al el ul "
    "ap af av abu st saint mc mac san y e ould uld mint".split()
)
_ALL_PARTICLES = _PARTICLES.union(
    normalise(word).text for word in "بن ابن آل أبو بنت ولد бен ибн ван де фон בן בר".split()
)
"""Those in their own script too."""

_PLACED_PARTICLES = frozenset("st saint san y e la le do e ten den ben el".split())
_WHERE = frozenset("in on at near along down through over under past behind outside inside across opposite".split())
_ROADS = frozenset({"street", "park"})
_APPOSED = frozenset("a an the our my your his her".split())
_OWNERS = frozenset(
    "our my your his her their unser unsere mein meine notre mon ma nuestro nuestra mi nostro nostra".split()
)
_FANTASTIC = frozenset(
    "wizard witch sorcerer sorceress warlock necromancer elf orc goblin dwarf gnome troll ogre fairy mermaid vampire "
    "werewolf paladin cyborg android superhero superheroine supervillain shapeshifter demigod centaur minotaur".split()
)
"""Words right before a name that nobody real goes by."""

_LETTERED = frozenset(
    "plan vitamin section step class grade type exhibit figure appendix option part route hepatitis".split()
)


class NameShaped:
    """Finds what is shaped like a person's name and is not listed, invented or part of a thing's name."""

    name = "name_shaped"

    def __init__(
        self,
        people: People,
        styles: StyleMentions,
        lexicon: Lexicon,
        triggers: Triggers,
        screen: Screen,
        native: NativeNames,
    ) -> None:
        """Makes the detector.

        Args:
            people: The listed people, whose names are judged elsewhere.
            styles: The artists who are named as a style, who are judged elsewhere.
            lexicon: First names, surnames and common words.
            triggers: Titles, and the words that say a character is invented.
            screen: Tells text to be shown from people to be depicted.
            native: Finds names in scripts without spaces.
        """
        self._native = native
        self._people = people
        self._styles = styles
        self._lexicon = lexicon
        self._screen = screen
        self._invented = triggers.phrases("invented_cue")
        self._all_invented = triggers.phrases("invented.all")
        self._greetings = triggers.phrases("greeting")
        self._creatures = frozenset(triggers.words("creature"))
        self._actions = frozenset(triggers.words("human.action"))
        self._titles = frozenset(normalise(word).text for word in triggers.words("honorific"))
        self._book = triggers.book
        self._pairs = NamePairs(lexicon, actions=self._actions, naming=triggers.phrases("naming"))
        self._courtesy = CourtesyNames(lexicon, triggers)
        self._vocabulary, bit = lexicon.vocabulary, lexicon.vocabulary.bit
        self._first_bit = bit(self._pairs.strong_first.__contains__)
        self._head_bit, self._action_bit = (
            bit(lambda word: word in self._titles or self._pairs.begins(word)),
            bit(self._pairs.doing),
        )
        self._korean_bit, self._vietnamese_bit = bit(KOREAN.__contains__), bit(VIETNAMESE.__contains__)
        self._surname_bit = bit(lexicon.common_surnames.__contains__)

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each name-shaped span."""
        listed = [s for s in self._people.find(document) if s.grade >= Grade.POSSIBLE or s.whole]
        invented = self._all_told(document)
        for field in document.fields:
            judged = [sighting.span for sighting in listed if sighting.field is field]
            judged += [mention.span for mention in self._styles.find(document) if mention.field is field]
            taken = bytearray(len(field.text))  # a mark for each letter that is judged already
            for start, end in judged:
                taken[start:end] = b"\x01" * (end - start)
            for view in field.views:
                for span in self._in_view(field, view, invented):
                    if any(taken[slice(*span)]) or self._screen.shows(document, field, span):
                        continue
                    taken[slice(*span)] = b"\x01" * (span[1] - span[0])
                    yield finding(self, Code.NAME_SHAPED, Verdict.ASK, field, span, why=_WHY)

    def _in_view(self, field: Field, view: View, invented: set[str]) -> Iterator[tuple[int, int]]:
        """The spans in the original of what is shaped like a name and neither invented nor a thing's."""
        for first, last in self.names(view):
            span = (view.spans[first][0], view.spans[last - 1][1])
            exempt = len(field.views) > 1 and self._lexicon.exempts(field.views, span)
            if not exempt and not self._is_invented(view, first, last, invented):
                yield span
        for span in self._spelled(view):
            if next(self._invented.find(view), None) is None and not self._declared(field, span, invented):
                yield span

    def _all_told(self, document: Document) -> set[str]:
        """The names that were declared to be invented, or of which a text says so."""
        invented = {normalise(name).text for name in document.invented}
        if "invented_cue" in document.kinds(self._book):
            invented |= {name for field in document.fields for view in field.views for name in self._told(view)}
        return invented

    def _told(self, view: View) -> Iterator[str]:
        """The names that a text says are invented; they are so in the rest of the request too."""
        if next(self._invented.find(view), None) is None:
            return
        everyone = next(self._all_invented.find(view), None) is not None
        for first, last in self.names(view):
            if everyone or self._is_invented(view, first, last, set()):
                yield " ".join(view.row[first:last])

    def names(self, view: View) -> tuple[tuple[int, int], ...]:
        """The half-open word places of every name-shaped run in a view, exempt phrases left out; worked out once."""
        return view.once(self, self._names)

    def _names(self, view: View) -> tuple[tuple[int, int], ...]:
        candidates = [pair for first in self._begins(view) for pair in self._at(view, first)]
        if "." in view.original:
            candidates += self._initialled(view)
        if "-" in view.original:
            candidates += self._hyphened(view)
        candidates += self._courtesy.find(view)
        if self._vocabulary.of(view).any & self._head_bit:
            for find in (self._with_particle, self._lettered, self._turned):
                candidates += find(view)
        if not candidates:
            return ()
        things = [(match.first, match.last) for match in self._lexicon.exempt.find(view)]
        exempt = [(first, last) for first, last in things if last - first > 1]
        return tuple(
            (first, last)
            for first, last in candidates
            if not any(begin < last and first < end for begin, end in exempt)
        )

    def _spelled(self, view: View) -> Iterator[tuple[int, int]]:
        """Names told by their spelling: without spaces, or of one syllable more as in Korea and Vietnam."""
        yield from self._native.find(view)
        bits, wanted = self._vocabulary.of(view).any, self._vietnamese_bit
        wanted |= self._korean_bit if "-" in view.original else 0
        if view.plain and (bits & wanted or BEYOND_WORDS.search(view.original)):
            yield from (match.span() for match in SYLLABLES.finditer(view.original))

    def _declared(self, field: Field, span: tuple[int, int], invented: set[str]) -> bool:
        return normalise(field.text[slice(*span)]).text in invented

    def _initialled(self, view: View) -> Iterator[tuple[int, int]]:
        """A dotted initial and a surname: "K. Harris"."""
        lexicon = self._lexicon
        for place in view.scan if _INITIAL.search(view.original) else ():
            word = view.word(place)
            if place + 1 >= len(view.row) or not word.capital:
                continue
            name = view.word(place + 1)
            if not name.capital or view.text_at(place + 2) in lexicon.place_next:
                continue
            if _INITIALS.fullmatch(view.original[word.start : name.start]):
                if len(name.text) >= _OUTSIDE_LENGTH and name.text not in lexicon.ordinary:
                    yield place, place + 2
                continue
            counted = view.text_at(place - 1) in _LETTERED
            if len(word.text) == 1 and not counted and len(name.text) >= _OUTSIDE_LENGTH:
                gap = view.original[word.end : name.start]
                known = name.text in lexicon.surnames or name.text in lexicon.common_surnames
                if gap.rstrip(" ") == "." and known and lexicon.strong_surname(name.text):
                    yield place, place + 2

    def _with_particle(self, view: View) -> Iterator[tuple[int, int]]:
        """A first name, one to three particles and a surname: "Fatima Al-Sayed", "samuel de la cruz"."""
        lexicon = self._lexicon
        particles = _PARTICLES if view.normalised.text.isascii() else _ALL_PARTICLES
        for word in view.among(particles):
            for place in view.places[word]:
                first = place - 1
                if first < 0 or view.text_at(first) in particles or not self._begins_name(view.row[first]):
                    continue
                last = place + 1
                while view.text_at(last) in particles and last - place < _MOST_PARTICLES:
                    last += 1
                if last >= len(view.row) or not self._joined_up(view, first, last):
                    continue
                name, capital = view.row[last], view.capitals[last]
                if view.capitals[first] != capital or len(name) < _SHORTEST_NAME:
                    continue
                said = lexicon.tongues.said(view, last) or lexicon.tongues.said(view, first)
                told = lexicon.english(view) or (lexicon.tongues.tells(view) and not said)
                if not capital and name.isascii() and not told:
                    continue
                known = name in lexicon.surnames and (capital or name not in lexicon.ordinary)
                if known or (self._pairs.unknown(name) and (capital or word not in _PLACED_PARTICLES)):
                    yield first, last + 1

    def _begins_name(self, word: str) -> bool:
        return self._lexicon.strong_first(word) or (not word.isascii() and self._pairs.begins(word))

    def _joined_up(self, view: View, first: int, last: int) -> bool:
        return all(_PARTICLE_GAP.fullmatch(view.gap(place)) for place in range(first + 1, last + 1))

    def _hyphened(self, view: View) -> Iterator[tuple[int, int]]:
        """A capital word and a surname of two: "Pita Taufatofua-Jones", "J.P. Rutherford-Hayes"."""
        lexicon = self._lexicon
        for place in view.scan:
            if place < 1 or place + 1 >= len(view.row) or view.gap(place + 1) != "-":
                continue
            parts = view.word(place), view.word(place + 1)
            if self._pairs.hyphened(view, place):
                yield place - 1, place + 2
                continue
            if not all(part.capital and len(part.text) >= _OUTSIDE_LENGTH for part in parts) or view.title_case:
                continue
            before = view.word(place - 1)
            if not before.capital or before.text in lexicon.ordinary or not view.gap(place).strip(".") == " ":
                continue
            surnames = [part.text in lexicon.surnames or bool(SURNAME.search(part.text)) for part in parts]
            if any(surnames) and all(
                known or self._pairs.unknown(part.text) for known, part in zip(surnames, parts, strict=True)
            ):
                yield place - 1, place + 2

    def _lettered(self, view: View) -> Iterator[tuple[int, int]]:
        """A first name and the letter of a surname, as it is told of people one knows: "Sarah K. dances"."""
        for place in view.scan if _INITIAL_LAST.search(view.original) else ():
            word = view.word(place)
            if not word.capital or place + 1 >= len(view.row) or not self._lexicon.strong_first(word.text):
                continue
            letter = view.word(place + 1)
            if len(letter.text) == 1 and letter.capital and view.original[letter.end : letter.end + 1] == ".":
                yield place, place + 2

    def _begins(self, view: View) -> Iterable[int]:
        """The places where a name may begin: at a first name or title, or one or two words before a surname."""
        last = len(view.row) - 1
        if not view.normalised.text.isascii():
            return range(last)
        bits = self._vocabulary.of(view)
        if not bits.any & self._head_bit and sum(view.capitals) < 2 and len(self._lexicon.unknown(view)) < 2:
            return ()
        head, action, surname = self._head_bit, self._action_bit, self._surname_bit
        capitals, common = view.capitals, self._lexicon.ordinary_bit
        known = {
            place
            for place in view.scan
            if place < last and capitals[place] and capitals[place + 1] and not bits.each[place] & common
        }
        for place in view.scan if bits.any & (head | action | surname) else ():
            told = bits.each[place]
            if told & head:
                known.add(place)
            if told & surname:
                known.update((place - 1, place - 2))
            elif told & action:
                known.add(place - 2)
        return sorted(place for place in known if 0 <= place < last)

    def _at(self, view: View, first: int) -> Iterator[tuple[int, int]]:
        row, capitals = view.row, view.capitals
        second = first + 1
        if len(row[second]) == 1 and capitals[second] and second + 1 < len(row):
            second += 1  # a middle initial
        titled = row[first] in self._titles
        if not (titled or self._pairs.worth(row[first], row[second], capitals[first], capitals[second])):
            return
        left, right = self._pairs.letters(row[first]), self._pairs.letters(row[second])
        if left == right:
            return
        gap = view.original[view.spans[first][1] : view.spans[second][0]]
        ended = gap.startswith(".") and len(left) > _OUTSIDE_LENGTH - 2 and left not in self._titles
        if ended or not _PLAIN_GAP.fullmatch(gap) or (not gap and min(len(left), len(right)) < _OUTSIDE_LENGTH):
            return
        if self._titled(view, first, left, right) or self._pairs.named(view, first, second):
            lexicon = self._lexicon
            after, before = view.text_at(second + 1), view.text_at(first - 1)
            if left in self._titles and any(match.last == first for match in self._greetings.find(view)):
                return  # "thank you Mrs Miller" is a text
            street = right in lexicon.place_next and self._is_place(view, first, second)
            placed = lexicon.place_follows(view, second + 1) or before in lexicon.place_prev
            if not (street or placed or self._spoken(view, first, second) or after in lexicon.product_next):
                yield first, second + 1

    def _spoken(self, view: View, first: int, second: int) -> bool:
        """Whether two words are common ones of the text's language, or one is of its grammar beside no telling name."""
        lexicon, tongues = self._lexicon, self._lexicon.tongues
        if tongues.plain(view, first) and tongues.plain(view, second):
            return True
        for place, other in ((first, second), (second, first)):
            if tongues.grammatical(view, place):
                word = view.row[other]
                named = lexicon.strong_surname(word) or lexicon.strong_first(word)
                return not named or tongues.said(view, other)
        return False

    def _is_place(self, view: View, first: int, second: int) -> bool:
        """Whether a name and a word for places are one: "Harrison Ridge", "near Emily Church", not "Emily Church"."""
        lexicon, acts = self._lexicon, view.text_at(second + 1) in self._actions
        if not view.capitals[second]:
            return True
        if view.row[second] not in lexicon.surnames or view.text_at(first - 1) in _WHERE:
            return not acts
        return not acts and view.row[second] in _ROADS and view.row[first] in lexicon.surnames

    def _titled(self, view: View, first: int, left: str, right: str) -> bool:
        if view.row[first] not in self._titles and left not in self._titles:
            return False
        if self._lexicon.strong_surname(right):
            return view.capitals[first + 1] or left in _SHORT_TITLES
        if left not in _SHORT_TITLES or not view.capitals[first + 1]:
            return False
        return right in self._lexicon.surnames or (self._pairs.unknown(right) and not self._animal(view, first + 2))

    def _animal(self, view: View, place: int) -> bool:
        """Whether an apposition says that a title and name are an animal's: "Mr Whiskers, a small cat, sleeps"."""
        after = view.row[place : place + _CUE_BEFORE]
        doing = next((step for step, word in enumerate(after) if word.endswith("ing") or word in self._actions), None)
        told = after[:doing] if after[:1] and after[0] in _APPOSED else after[:1]
        return any(word in self._creatures for word in told)

    def _turned(self, view: View) -> Iterator[tuple[int, int]]:
        """A surname with particles before a comma and a first name: "van der Meer, Lotte"."""
        for place in range(1, len(view.row)) if "," in view.original else ():
            name, before = view.word(place), view.word(place - 1)
            if view.gap(place) != ", " or not (name.capital and before.capital):
                continue
            if self._lexicon.strong_first(name.text) and view.text_at(place - 2) in _PARTICLES:
                yield place - 2, place + 1

    def _is_invented(self, view: View, first: int, last: int, invented: set[str]) -> bool:
        if any(_part_of(view, first, last, name.split(" ")) for name in invented):
            return True
        near = (
            match
            for match in self._invented.find(view)
            if first - _INVENTED_BEFORE <= match.first and match.last <= last + _CUE_AFTER
        )
        before = view.text_at(first - 1)
        if next(near, None) is not None or before in _FANTASTIC:
            return True
        if any(view.text_at(first - n) in self._creatures and view.text_at(first - n - 1) in _OWNERS for n in (1, 2)):
            return True  # "our dog Bruno Biscotti", "our tortoise, Sir Reginald Shellsworth"
        return self._pairs.cued(view, first) and any(
            view.text_at(place) in self._creatures for place in range(first - 3, first - 1)
        )


def _part_of(view: View, first: int, last: int, name: list[str]) -> bool:
    """Whether some words are a name, or a part of it where all of it stands."""
    begins = range(max(0, last - len(name)), first + 1)
    return any(list(view.row[begin : begin + len(name)]) == name for begin in begins)
