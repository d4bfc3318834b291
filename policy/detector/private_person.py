"""People nobody lists: "my ex", "this girl in the photo", "my teacher Mrs Miller", a name beside a phone number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Field, Screen
from policy.lexicon import Lexicon
from policy.phrasebook import Mark
from policy.types import Code, Finding, Verdict
from policy.view import Match, View
from policy.wording import Triggers

_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}"
    r"|\+\d(?:[ ().-]{0,2}\d){7,14}|(?<!\d)\(?\d(?:[ ().-]{0,2}\d){9,14}|\b\d{3}[ .-]\d{4}\b"
    r"|\b\d{1,5}\s+(?:[A-Z]\w+\s+){1,2}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way)\b"
    r"|\b[A-ZÄÖÜ]\w+(?:stra(?:ß|ss)e|weg|platz|gasse|allee)\s+\d{1,4}\b|\b(?:[Rr]ue|[Cc]alle|[Vv]ia|[Rr]ua)\s(?:[\w'’]+\s){1,4}\d{1,4}\b"
    r"|\b\d{1,4},?\s[Rr]ue\s\w+"
)
_OWN_ADDRESS = re.compile(r"([\w.+-]{1,64})@[\w-]{1,63}\.[\w.-]{2,63}(?:'s|\u2019s)\s")  # "k.smith@example.com's owner"
_MAY_BE_CONTACT = re.compile(r"[\d@]")
_CONTACT_REACH = 60
_WORDED = frozenset({"private", "named", "kin_named", "pictured", "placed"})
_ABOUT_BODY = frozenset(
    "face body head likeness voice photo picture portrait image hair smile wedding recital graduation first funeral "
    "dance performance speech concert".split()
)
_OF_EVENTS = frozenset(
    "cake cakes card cards invitation invitations ring rings dress bouquet flowers gift gifts present presents cap hat "
    "playlist poster flyer table frame album".split()
)
_INTRODUCED = frozenset("im am is from hi hey hello dear thanks regards cheers mr mrs ms miss dr".split())
_OFFICES = frozenset(
    "info contact hello support sales team mail office press jobs help admin booking orders shop".split()
)
_TEACHING = frozenset(
    "how that what where why when which who if whether love loves like likes want wants need needs".split()
)
_THIS = frozenset("this that the these those".split())
_ADJECTIVES = 3
_BESIDE = 4
_SHORTEST_NAME = 3  # "zia su" goes on with a preposition
_PICTURE_FILES = frozenset("jpg jpeg png webp heic heif bmp tiff gif".split())
_TOLD = frozenset("show teach tell give send bring offer explain".split())
_GIVEN = frozenset("a an the some how our".split())
_ENGLISH = "en"
_INDEFINITE = frozenset("a an any every named called".split())
_OWNED = ("'s", "\u2019s")
_WHY = "Someone the person knows would be depicted."
_WHY_PICTURED = "Someone in a picture would be depicted."


class PrivatePerson:
    """Finds real people whom no list holds; always a question, never a block."""

    name = "private_person"

    def __init__(self, lexicon: Lexicon, triggers: Triggers, screen: Screen) -> None:
        """Makes the detector.

        Args:
            lexicon: First names.
            triggers: Relations and references to a picture.
            screen: Tells text to be shown from people to be depicted.
        """
        self._lexicon = lexicon
        self._screen = screen
        self._owners = triggers.phrases("owner")
        self._relations = triggers.phrases("relation", "relation.more")
        self._adjectives = triggers.phrases("relation.adjective")
        self._our = triggers.phrases("our.role")
        self._thing_next = frozenset(triggers.words("relation.not_next"))
        self._whole = triggers.phrases("relation.whole")
        self._not_before = frozenset(triggers.words("not_depicted_before"))
        self._photo = triggers.phrases("photo", "photo.more")
        self._pointing = self._owners.names | self._whole.names | self._photo.names
        self._photo_person = triggers.phrases("photo.person")
        self._photo_english = frozenset(triggers.words("photo_person"))
        self._photo_next = frozenset(triggers.words("photo_next_veto"))
        self._book = triggers.book
        self._patterns = triggers.patterns
        self._people = triggers.phrases("pictured.person")
        self._life = triggers.phrases("pictured.life")
        self._things = triggers.phrases("pictured.thing")
        self._not_kin = triggers.phrases("invented_cue", "greeting", "text_cue")

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each span that points to a private person."""
        pointing = not self._pointing.isdisjoint(document.kinds(self._book))
        pointing = pointing or not _WORDED.isdisjoint(document.kinds(self._patterns))
        for field in document.fields:
            done: set[tuple[int, int]] = set()
            for span, why in self._pointed(field) if pointing else ():
                if (
                    span not in done
                    and not self._screen.shows(document, field, span)
                    and not self._lexicon.exempts(field.views, span)
                ):
                    done.add(span)
                    yield finding(self, Code.PRIVATE_PERSON, Verdict.ASK, field, span, why=why)
            if field.typed:
                for span in self._handed_over(document, field):
                    yield finding(self, Code.PRIVATE_PERSON, Verdict.ASK, field, span, why=_WHY_PICTURED)
            if len(document.turns) > 1:
                for span in self._owned_before(document, field):
                    yield finding(self, Code.PRIVATE_PERSON, Verdict.ASK, field, span, why=_WHY)
            for span in self._reachable(field):
                why = "A name stands beside a phone number or an address."
                yield finding(self, Code.PRIVATE_PERSON, Verdict.ASK, field, span, why=why)

    def _pointed(self, field: Field) -> Iterator[tuple[tuple[int, int], str]]:
        for view in filter(self._points, field.views):
            yield from ((span, _WHY) for span in self._related(view))
            yield from ((span, _WHY) for span in self._worded(view))
            yield from ((span, _WHY_PICTURED) for span in self._pictured(view))

    def _points(self, view: View) -> bool:
        """Whether a view has one of the words or wordings by which somebody is pointed to."""
        if not self._pointing.isdisjoint(self._book.kinds_in(view)):
            return True
        return not _WORDED.isdisjoint(self._patterns.kinds_in(view))

    def _related(self, view: View) -> Iterator[tuple[int, int]]:
        for owner in self._owners.marks(view):
            place = owner.last
            english = _ENGLISH in owner.value.split()
            if english and owner.last - owner.first == 1 and view.row[owner.first] == "our":
                last = self._our.at(view, place)
            else:
                if english:
                    place = self._past_adjectives(view, place)
                last = self._relation_at(view, place, owner)
            if last and self._depicts(view, owner.first, last, english=english) and not self._made(view, owner.first):
                yield view.spans[owner.first][0], view.spans[self._chained(view, last) - 1][1]
        for match in self._whole.find(view):
            yield match.span

    def _made(self, view: View, place: int) -> bool:
        """Whether somebody is only told as whose thing it is: "the dragon my son invented", "le chien de ma tante"."""
        return any(match.first <= place < match.last for match in self._patterns.find(view, "made_by"))

    def _owned_before(self, document: Document, field: Field) -> Iterator[tuple[int, int]]:
        """A relation that begins a turn after one that ends with "my"."""
        turns = document.turns
        place = next((number for number, turn in enumerate(turns) if turn is field), 0)
        view = field.views[0]
        if place and view.row and turns[place - 1].views[0].row[-1:] in (("my",), ("our",)):
            if last := self._relations.at(view, self._past_adjectives(view, 0)):
                yield view.spans[0][0], view.spans[last - 1][1]

    def _worded(self, view: View) -> Iterator[tuple[int, int]]:
        """Whom a wording points to: "the girl who sits next to me", "Jessica from HR"."""
        for match in self._patterns.find(view, "private"):
            english = view.row[match.first].isascii()
            if self._depicts(view, match.first, match.last, english=english) and not self._made(view, match.last - 1):
                yield match.span
        for match in self._patterns.find(view, "named"):
            name = view.word(match.first)
            if (
                name.capital
                and view.text_at(match.first - 1) not in _INTRODUCED
                and self._lexicon.strong_first(name.text)
            ):
                yield match.span

        for match in self._patterns.find(view, "kin_named"):
            if self._kin_named(view, match):
                yield match.span
        for match in self._patterns.find(view, "placed"):
            place = view.word(match.last - 1)
            street = place.text in self._lexicon.place_next
            if (place.capital or street) and not view.title_case and not view.opens_sentence(match.last - 1):
                yield match.span

    def _kin_named(self, view: View, match: Match) -> bool:
        """Whether a word of kinship goes on with a first name: "auntie Rosa", not "granny smith apples"."""
        name = view.word(match.last - 1)
        owned = any(view.original[end : end + 2] in _OWNED for _, end in view.spans[match.first : match.last])
        if owned or next(self._not_kin.find(view), None) is not None:
            return False
        if view.text_at(match.first - 1) in _INDEFINITE or len(name.text) < _SHORTEST_NAME:
            return False
        if name.capital and not view.title_case:
            return name.text in self._lexicon.first
        return self._lexicon.strong_first(name.text)

    def _past_adjectives(self, view: View, place: int) -> int:
        for _ in range(_ADJECTIVES):
            after = self._adjectives.at(view, place)
            if not after or self._relations.at(view, place) > after or view.text_at(after) == "":
                break
            if view.text_at(place) == "ex" and not self._relations.at(view, after):
                break
            place = after
        return place

    def _relation_at(self, view: View, place: int, owner: Mark) -> int:
        """One past a relation of the owner's language that begins at a word."""
        languages = set(owner.value.split())
        return max(
            (
                mark.last
                for mark in self._relations.marks(view)
                if mark.first == place and not languages.isdisjoint(mark.value.split() or (_ENGLISH,))
            ),
            default=0,
        )

    def _depicts(self, view: View, first: int, last: int, *, english: bool) -> bool:
        """Whether the relation itself would be in the picture, not a thing of theirs or a clip made for them."""
        end, after = view.spans[last - 1][1], view.text_at(last)
        owned = view.original[end : end + 2] in (*_OWNED, "' ", "\u2019 ")
        thing = view.text_at(last + 1) in _OF_EVENTS  # "my friend's wedding cake"
        person = (after in _ABOUT_BODY and not thing) or self._chained(view, last) > last
        before = view.text_at(first - 1)
        taught = after in _TEACHING and (after != "who" or before in _TOLD)
        if (owned and not person) or taught or (english and after in self._thing_next):
            return False
        if before in _TOLD and after in _GIVEN:  # "show my colleague a cake"
            return False
        return not english or before not in self._not_before

    def _chained(self, view: View, last: int) -> int:
        """One past the last word of "my neighbour's daughter" or "my teacher Mrs Miller", counted from the relation."""
        further = self._relations.at(view, self._past_adjectives(view, last))
        end = view.spans[last - 1][1]
        return further if further and view.original[end : end + 2] in (*_OWNED, "' ", "\u2019 ") else last

    def _pictured(self, view: View) -> Iterator[tuple[int, int]]:
        yield from (match.span for match in self._patterns.find(view, "pictured"))
        photos = self._photo.marks(view)
        people = {mark.first for mark in self._photo_person.marks(view)} if photos else set()
        for match in photos:
            if not view.original[slice(*match.span)].isascii() or not self._english(view, match.first):
                near = [place for place in people if abs(place - match.first) <= _ADJECTIVES]
                if near:
                    first = min(*near, match.first)
                    yield view.spans[first][0], max(match.span[1], view.spans[max(near)][1])
                continue
            for place in range(max(0, match.first - 3), match.first):
                pointed = any(view.text_at(before) in _THIS for before in range(place - 3, place))
                if (view.text_at(place) in self._photo_english or place in people) and pointed:
                    if view.text_at(match.last) not in self._photo_next:
                        yield view.spans[place][0], match.span[1]
                    break

    def _handed_over(self, document: Document, field: Field) -> Iterator[tuple[int, int]]:
        """A picture that comes with the request, where somebody is spoken of or the picture itself is to live."""
        for view in field.views:
            matches = self._patterns.find(view, "attached")
            if not matches:
                continue
            people = any(self._people.marks(each) for turn in document.turns for each in turn.views)
            things = [mark.first for mark in self._things.marks(view)]
            for match in matches:
                beside = any(match.first - _BESIDE <= place < match.last + _BESIDE for place in things)
                filed = view.row[match.last - 1] in _PICTURE_FILES
                if (not beside or (filed and people)) and (people or self._life.marks(view)):
                    yield match.span
                    return

    def _english(self, view: View, place: int) -> bool:
        return view.text_at(place) in ("in", "from", "next", "on") and view.text_at(place + 1) in _ENGLISH_NEXT

    def _reachable(self, field: Field) -> Iterator[tuple[int, int]]:
        if not _MAY_BE_CONTACT.search(field.text):
            return
        for match in _OWN_ADDRESS.finditer(field.text) if "@" in field.text else ():
            if match[1].lower() not in _OFFICES and not field.shown:
                yield match.span()
        view, strong = field.views[0], self._lexicon.strong_first
        named = [n for n, capital in enumerate(view.capitals) if capital and strong(view.row[n])]
        contacts = [match.span() for match in _CONTACT.finditer(field.text)] if named else []
        for begin, close in [view.spans[n] for n in named] if contacts else ():
            for start, end in contacts:
                apart = max(start - close, begin - end)
                if 0 <= apart <= _CONTACT_REACH:
                    yield min(start, begin), max(end, close)
                    break


_ENGLISH_NEXT = frozenset("the this that my door attached work selfie video clip".split())
