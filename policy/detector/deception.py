"""False news and false endorsement: "breaking news: X arrested", "X recommends our product", in any field.

Shown text depicts nobody, but a headline or a testimonial puts words into a real mouth, so here it counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy.detector import finding
from policy.detector.name_shaped import NameShaped
from policy.detector.role_title import RoleTitle
from policy.document import Document, Field
from policy.lexicon import Lexicon
from policy.people import Grade, People
from policy.phrasebook import Category
from policy.types import Code, Finding, Verdict
from policy.view import Match, View
from policy.wording import Triggers

_REACH = 60
_SPEECH = re.compile(
    r"conferen|brief|statement|address|leaked|rueda|conférence|konferenz|consiglio|会见|记者会|発表|記者会見|기자회견|مؤتمر|प्रेस|конференц|toplant\u0131"
)
_NEWS = {
    Verdict.BLOCK: "A news frame stands around a real person or body.",
    Verdict.ASK: "A news frame could make an invented event pass for a real one.",
}
_INTENT = "What is invented is meant to be believed."
_SPEAKS = "A person with a name or a role would speak for something."
_KINDS = frozenset({"news", "news_frame", "news_deceit", "endorse"})
"""The patterns of which each alone calls for a closer look."""


class Deception:
    """Finds what could pass for real news or for a real recommendation."""

    name = "deception"

    def __init__(
        self, people: People, names: NameShaped, roles: RoleTitle, lexicon: Lexicon, triggers: Triggers
    ) -> None:
        """Makes the detector.

        Args:
            people: The listed people.
            names: Tells what is shaped like a name.
            roles: Finds roles that one real person holds.
            lexicon: First names.
            triggers: The words of news frames, bodies, events and endorsement.
        """
        self._people = people
        self._names = names
        self._roles = roles
        self._lexicon = lexicon
        self._book = triggers.book
        self._frames = triggers.phrases("news.frame", "news.broadcaster")
        self._bodies = triggers.phrases("news.body")
        self._events = triggers.phrases("news.event")
        self._calamities = triggers.phrases("news.calamity")
        self._harmless = triggers.phrases("news.harmless", "news.cartoon", "invented_cue")
        self._unreal = triggers.phrases("news.unreal")
        self._drawn = triggers.phrases("news.cartoon")
        self._broadcasters = triggers.phrases("news.broadcaster", "news.station")
        self._settings = triggers.phrases("news.setting", "news.frame")
        self._official = triggers.phrases("news.official", "news.station", "news.broadcaster")
        self._deceit = triggers.phrases("news.deceit")
        self._harms = triggers.phrases("news.harm")
        self._public = triggers.phrases("news.public")
        self._places = triggers.phrases("role.place", "news.place")
        self._patterns = triggers.patterns
        self._verbs = triggers.phrases("endorse.verb")
        told = self._settings.names | self._official.names | self._deceit.names
        self._telling = self._frames.names | self._verbs.names | told
        self._titles = triggers.phrases("endorse.title")
        self._products = triggers.phrases("endorse.product")

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each news frame around somebody real, and for each endorsement by somebody real."""
        worded = document.kinds(self._patterns)
        if self._telling.isdisjoint(document.kinds(self._book)) and _KINDS.isdisjoint(worded):
            return
        for field in document.fields:
            yield from self._declared(document, field)
            for match, tells in self._framed(field):
                verdict = self._news(document, field, match, tells=tells)
                if verdict:
                    yield finding(self, Code.DECEPTIVE_NEWS, verdict, field, match.span, why=_NEWS[verdict])
            for view in field.views:
                for match in self._verbs.find(view):
                    verdict = self._endorsement(document, field, view, match)
                    if verdict:
                        yield finding(self, Code.FALSE_ENDORSEMENT, verdict, field, match.span, why=_SPEAKS)

    def _declared(self, document: Document, field: Field) -> Iterator[Finding]:
        """What says by itself that it shall deceive, and what could be taken for a recording or a broadcast."""
        fields = document.turns if field.typed else (field,)
        if _any(fields, self._drawn):
            return
        unreal = _any(fields, self._unreal)
        for view in field.views:
            meant = (*self._deceit.find(view), *self._patterns.find(view, "news_deceit"))
            if meant and (not unreal or self._grave(fields) or self._civic(fields)):
                yield finding(self, Code.DECEPTIVE_NEWS, Verdict.ASK, field, meant[0].span, why=_INTENT)
            for match in self._shown(view, fields) if not unreal else ():
                yield finding(self, Code.DECEPTIVE_NEWS, Verdict.ASK, field, match.span, why=_NEWS[Verdict.ASK])
            for match in self._patterns.find(view, "endorse") if not unreal else ():
                yield finding(self, Code.FALSE_ENDORSEMENT, Verdict.ASK, field, match.span, why=_SPEAKS)

    def _shown(self, view: View, fields: Iterable[Field]) -> Iterator[Match]:
        """What a clip is framed as, where what happens in it would alarm many people if it were true."""
        official, recorded = tuple(self._official.find(view)), tuple(self._settings.find(view))
        if (official or recorded) and not _any(fields, self._harmless):
            if self._grave(fields):
                yield from (*official, *recorded)[:1]
            elif self._civic(fields):
                yield from official[:1]

    def _grave(self, fields: Iterable[Field]) -> bool:
        """Whether violence, crime, disaster or misconduct is told of."""
        return _any(fields, self._harms) or self._told(fields, "news_harm")

    def _civic(self, fields: Iterable[Field]) -> bool:
        """Whether something is told about public life: elections, money, borders, orders to everybody."""
        return _any(fields, self._public) or self._told(fields, "news_public")

    def _told(self, fields: Iterable[Field], kind: str) -> bool:
        return any(self._patterns.find(view, kind) for field in fields for view in field.views)

    def _framed(self, field: Field) -> Iterator[tuple[Match, bool]]:
        """Each news frame of a field, and whether it tells by itself what is claimed: "a forged court order"."""
        for view in field.views:
            yield from ((match, False) for match in self._frames.find(view))
            yield from ((match, False) for match in self._patterns.find(view, "news_frame"))
            yield from ((match, True) for match in self._patterns.find(view, "news"))

    def _news(self, document: Document, field: Field, frame: Match, *, tells: bool) -> Verdict | None:
        grade, role = self._real(document)
        if grade is Grade.CERTAIN or role:
            return Verdict.BLOCK
        if grade is Grade.POSSIBLE:
            return Verdict.ASK
        fields = document.turns if field.typed else (field,)
        if _any(fields, self._harmless):
            return None
        event = _any(fields, self._events)
        if _any(fields, self._bodies):
            if event:
                return Verdict.BLOCK
            speech = _SPEECH.search(field.text[slice(*frame.span)].lower())
            return Verdict.ASK if speech or tells else None
        if tells:
            return None if _any(fields, self._unreal) else Verdict.ASK
        return Verdict.ASK if self._claims(fields, event=event) else None

    def _claims(self, fields: Iterable[Field], *, event: bool) -> bool:
        """Whether what is told around a frame could pass for an event of the real world."""
        somewhere = _any(fields, self._places)
        if event:
            return somewhere or not _any(fields, self._unreal)
        broadcast = _any(fields, self._broadcasters)
        return (somewhere or broadcast) and _any(fields, self._calamities) and not _any(fields, self._unreal)

    def _real(self, document: Document) -> tuple[Grade | None, bool]:
        """How surely somebody listed is named in the request, and whether a role stands for somebody."""
        grades = [
            each.grade
            for each in self._people.find(document)
            if any(figure.protected(document.today) for figure in each.figures)
        ]
        best = max((grade for grade in grades if grade >= Grade.POSSIBLE), default=None)
        roles = (role for field in document.fields for role in self._roles.roles(document, field))
        return best, any(role.verdict is Verdict.BLOCK for role in roles)

    def _endorsement(self, document: Document, field: Field, view: View, verb: Match) -> Verdict | None:
        for sighting in self._people.find(document):
            listed = any(figure.protected(document.today) for figure in sighting.figures)
            if sighting.field is field and listed and sighting.grade >= Grade.POSSIBLE and _near(sighting.span, verb):
                return Verdict.BLOCK if sighting.grade is Grade.CERTAIN else Verdict.ASK
        for role in self._roles.roles(document, field):
            if _near(role.span, verb):
                return role.verdict
        if _any((field,), self._drawn) and _any((field,), self._unreal):
            return None
        if self._titled(view, verb) or any(
            first <= verb.first + 4 and verb.first - 6 <= last for first, last in self._names.names(view)
        ):
            return Verdict.ASK
        first_name = verb.first > 0 and self._first_name(view, verb.first - 1)
        return Verdict.ASK if first_name and (field.shown or _any((field,), self._products)) else None

    def _titled(self, view: View, verb: Match) -> bool:
        """Whether a title and a name stand beside an endorsement: "Dr Smith recommends"."""
        for title in self._titles.find(view):
            name = title.last
            beside = verb.first - 3 <= name < verb.first or verb.last <= title.first <= verb.last + 2
            if beside and name < len(view.row):
                if name != verb.first and (view.capitals[name] or not view.row[name].isascii()):
                    return True
        return False

    def _first_name(self, view: View, place: int) -> bool:
        return view.capitals[place] and self._lexicon.strong_first(view.row[place])


def _any(fields: Iterable[Field], words: Category) -> bool:
    return any(words.marks(view) for field in fields for view in field.views)


def _near(span: tuple[int, int], match: Match) -> bool:
    return max(match.span[0] - span[1], span[0] - match.span[1]) <= _REACH
