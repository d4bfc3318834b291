"""Someone described instead of named: "the actor who played Iron Man", "the singer of Shake It Off".

A table of works, feats and cues that go together says whom a description means. Where it says nothing, a definite
description that goes on with a name or a quotation still means one real person, who is asked about; "a singer of sad
songs" means nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from policy.detector import finding
from policy.document import Document, Screen
from policy.holder import Holders
from policy.lexicon import Lexicon
from policy.phrasebook import Mark, Marks
from policy.types import Code, Finding, Verdict
from policy.view import Match, View, Word
from policy.wording import CLASS, ORGANISATION_KEYS, ORGANISATIONS, WORK_KEYS, WORKS, Triggers, rows_of

_CLASSES = ("actor", "singer", "musician", "author", "director", "founder", "winner")
_DESCRIBING = frozenset({"cue.0", "feat", "work", "description.phrase", *(f"relation.{kind}" for kind in _CLASSES)})
_WORDINGS = frozenset({"description", "description_named", "description_titled"})
_MADE = frozenset({"creator", "inventor", "founder", "composer"})
_FITS = {
    "actor": frozenset({"actor"}),
    "singer": frozenset({"singer"}),
    "musician": frozenset({"guitarist", "drummer", "bassist", "singer"}),
    "author": frozenset({"author", "creator", "composer"}),
    "director": frozenset({"director", "creator"}),
    "founder": frozenset({*_MADE, "director", "author"}),
    "winner": frozenset({"feat"}),
}
_RUNS = frozenset({"runs", "owns", "bought", "leads", "behind", "chef", "patron", "老板"})
_MAKERS = {
    **dict.fromkeys(("actor", "actress", "star", "lead"), "actor"),
    **dict.fromkeys(("singer", "rapper", "vocalist", "frontman"), "singer"),
    **dict.fromkeys(("author", "writer", "creator"), "author"),
    **{"director": "director", "inventor": "founder", "founder": "founder", "drummer": "musician"},
}
_NO_KINDS: frozenset[str] = frozenset()
_REACH = 60
_Described = tuple[tuple[int, int], Verdict]
_CUES, _FEWEST_CUES = 3, 2  # that must stand together
_PECULIAR = 3  # words of a cue that is no common one
_CUES_APART = 160  # characters between the first cue of somebody and another one
_APART = 32  # words, more than fit into the reach
_BREAK = re.compile(r"[.!?;\n]")
_INDEFINITE = frozenset("a an any every some no each another un une uno una um uma ein eine een en bir".split())
_ARTICLES = (_INDEFINITE - {"no"}) | frozenset(
    "the that this der die das den le la el il lo o our my two three several".split()
)
_WITH = frozenset("with mit avec con com met med au aux".split())
_KNOWN = frozenset("the that those his her der dem den le la les el los las il lo o a os as de het".split())
_RELATIVE = frozenset("who whoever whose that whos qui que che welcher welche который które który".split())
_OPEN_OBJECT = frozenset("a an the his her their my our its this that these those some sad happy old new".split())
_QUOTES = "\"'“”„«»「」『』‘’"
_BEHIND = 4
_SHORT_WORD = 3
_YEAR = re.compile(r"(?:19|20)\d\d")
_ELIDED = re.compile(r"[dlnDLN]['’]|[dD]ell['’]")
_SENTENCE_END = re.compile(r"[^\W\dA-Z]{2}[.!?;]\s")  # "Mr. Bean" goes on
_POSSESSED = re.compile(r"\w+['’][ns]?[\u0131iuü]n\b")  # as Turkish marks a name: "Trendyol'un"
_FROM = frozenset({"from", "off"})
_POSTS = frozenset("ceo cfo coo cto cmo md mp vp svp evp dj mc gm pm hr".split())
"""Words that are always written with capitals."""

_WHY_ASKED = "Someone whom an earlier turn asks about would be depicted."
_WHY = {
    Verdict.BLOCK: "A work or a feat tells which real person is described.",
    Verdict.ASK: "One real person is described, it seems.",
}


class DescriptiveIdentity:
    """Finds people who are described by what they did."""

    name = "descriptive_identity"

    def __init__(self, holders: Holders, lexicon: Lexicon, triggers: Triggers, screen: Screen) -> None:
        """Makes the detector.

        Args:
            holders: Tells who is protected.
            lexicon: Common words.
            triggers: The phrases of relations, works and feats.
            screen: Tells text to be shown from people to be depicted.
        """
        self._holders = holders
        self._lexicon = lexicon
        self._book = triggers.book
        self._patterns = triggers.patterns
        self._invented = triggers.phrases("invented_cue")
        self._screen = screen

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each description, and one for the answer to a question that is then to be shown."""
        worded = document.kinds(self._patterns)
        if "question" in worded and "pronoun" in worded:
            yield from self._asked(document)
        if _WORDINGS.isdisjoint(worded) and _DESCRIBING.isdisjoint(document.kinds(self._book)):
            return
        for field in document.fields:
            done: list[tuple[int, int]] = []
            for view in filter(self._tells, field.views):
                for span, verdict in self._described(document, view):
                    inside = any(start < span[1] and span[0] < end for start, end in done)
                    if inside or self._screen.shows(document, field, span):
                        continue
                    done.append(span)
                    if verdict is not Verdict.ALLOW:
                        yield finding(self, Code.DESCRIPTIVE_IDENTITY, verdict, field, span, why=_WHY[verdict])

    def _tells(self, view: View) -> bool:
        """Whether a view has one of the words or wordings by which somebody is described."""
        if not _DESCRIBING.isdisjoint(self._book.kinds_in(view)):
            return True
        return not _WORDINGS.isdisjoint(self._patterns.kinds_in(view))

    def _asked(self, document: Document) -> Iterator[Finding]:
        """Who is asked about in one turn and shown in a later one: "who sang Thriller?", "show him moonwalking"."""
        asked = False
        for field in document.turns:
            for view in field.views if asked else ():
                for match in self._patterns.find(view, "pronoun")[:1]:
                    yield finding(self, Code.DESCRIPTIVE_IDENTITY, Verdict.ASK, field, match.span, why=_WHY_ASKED)
            asked = asked or any(self._patterns.find(view, "question") for view in field.views)

    @cached_property
    def _works(self) -> list[dict[str, Any]]:
        return list(rows_of(WORKS, WORK_KEYS))

    @cached_property
    def _posts(self) -> list[dict[str, Any]]:
        return [row["posts"] for row in rows_of(ORGANISATIONS, ORGANISATION_KEYS)]

    def _described(self, document: Document, view: View) -> Iterator[_Described]:
        marks = self._book.find(view)
        for feat in marks.of("feat"):
            if self._personal(view, feat):
                names = [self._works[int(number)]["who"] for number in feat.value.split()]
                if self._holders.protected(names, document.today):
                    yield feat.span, Verdict.BLOCK
        yield from self._owned(document, view, marks.of("work"))
        objects = sorted((*marks.of("work"), *marks.of("role.organisation")), key=lambda mark: mark.first)
        firsts = [mark.first for mark in objects]
        works = set(marks.of("work"))
        for kind in _CLASSES:
            for relation in marks.of(f"relation.{kind}"):
                if self._indefinite(view, relation):
                    continue
                low, high = bisect_left(firsts, relation.first - _APART), bisect_right(firsts, relation.last + _APART)
                near = [each for each in objects[low:high] if self._near(view, relation, each)]
                resolved = self._resolved(document, kind, near, works, view.row[relation.first : relation.last])
                if resolved is Verdict.BLOCK:
                    last = max(near, key=lambda mark: mark.span[1])
                    start = min(relation.span[0], *(mark.span[0] for mark in near))
                    yield (start, max(relation.span[1], last.span[1])), Verdict.BLOCK
                elif resolved is Verdict.ALLOW:
                    yield relation.span, Verdict.ALLOW
                elif self._definite_object(view, relation, kind):
                    yield relation.span, Verdict.ASK
        yield from self._cued(document, view, marks)
        yield from self._worded(view, marks)

    def _cued(self, document: Document, view: View, marks: Marks) -> Iterator[_Described]:
        """Whom several cues describe that stand near each other, in any order: "turtleneck" and "one more thing"."""
        by_key: dict[str, list[Mark]] = {}
        for mark in marks.of("cue.0") if "cue.1" in marks or "cue.class" in marks else ():
            for key in mark.value.split():
                by_key.setdefault(key, []).append(mark)
        for key, begins in by_key.items():
            further = [mark for mark in marks.of("cue.1") if key in _keys(mark.value)]
            kinds = self._kinds_asked.get(key, _NO_KINDS)
            further += [mark for mark in marks.of("cue.class") if not kinds.isdisjoint(_keys(mark.value))]
            if not further:
                continue
            begin = begins[-1]
            told = _apart(begin, (*sorted(further, key=_span), *begins))
            if len(told) >= max(_FEWEST_CUES, self._cues_needed(view, begin, told)):
                who = self._works[int(key.partition(".")[0])]["who"]
                if self._holders.protected([who], document.today):
                    yield (min(mark.span[0] for mark in told), max(mark.span[1] for mark in told)), Verdict.ASK

    @cached_property
    def _kinds_asked(self) -> dict[str, frozenset[str]]:
        """The classes whose words go with the cues of an entry, by its key."""
        return {
            f"{number}.{entry}": frozenset(CLASS.findall(text))
            for number, work in enumerate(self._works)
            if work["as"] == "cues"
            for entry, text in enumerate(work["of"])
        }

    def _cues_needed(self, view: View, begin: Mark, told: list[Mark]) -> int:
        """How many cues are enough: fewer for peculiar ones and behind "the ... who", more behind "a"."""
        first, last = min(mark.first for mark in told), max(mark.last for mark in told)
        words = view.row[begin.first : begin.last]
        peculiar = len(words) >= _PECULIAR or any(word not in self._lexicon.ordinary for word in words)
        before = [word for word in view.row[max(0, first - _BEHIND + 1) : first] if word in _ARTICLES]
        article = before[-1] if before else ""
        stretch = view.row[max(0, first - 1) : last]
        known = any(word in _WITH and after in _KNOWN for word, after in pairwise(stretch))
        relative = article not in _INDEFINITE and (known or not _RELATIVE.isdisjoint(stretch))
        return _CUES - peculiar - relative + (article in _INDEFINITE)

    def _worded(self, view: View, marks: Marks) -> Iterator[_Described]:
        """Whom a wording describes, whatever the work: "the gymnast who won gold", "the guy from the meme"."""
        for mark in marks.of("description.phrase"):
            yield mark.span, Verdict.ASK
        for match in self._patterns.find(view, "description"):
            if view.row[match.first] != "whoever" or not self._made_up(view):
                yield match.span, Verdict.ASK
        for match in self._patterns.find(view, "description_named"):
            if not view.title_case and not self._made_up(view) and self._names_something(view, match):
                yield match.span, Verdict.ASK
        for match in self._patterns.find(view, "description_titled"):
            if not view.capitals_say_nothing and not self._made_up(view) and self._names_a_title(view, match, marks):
                yield match.span, Verdict.ASK

    def _names_a_title(self, view: View, match: Match, marks: Marks) -> bool:
        """Whether a wording goes on with the title of a film and not with a place: "the kid from The Sixth Sense"."""
        begin = next(place for place in range(match.first, match.last) if view.row[place] in _FROM) + 1
        if not (view.capitals[begin] and view.capitals[begin + 1]):
            return False
        places = {mark.first for mark in marks.of("role.place") if view.row[mark.first] not in _OPEN_OBJECT}
        return not any(place in places or view.row[place] in self._lexicon.places for place in (begin, begin + 1))

    def _made_up(self, view: View) -> bool:
        """Whether a text says that somebody is made up; "whoever invented" does not say so."""
        return any(view.text_at(cue.first - 1) not in _RELATIVE for cue in self._invented.find(view))

    def _names_something(self, view: View, match: Match) -> bool:
        """Whether a wording goes on with a name or a year: "the dean of Harvard", not "the dean of a school"."""
        if _SENTENCE_END.search(view.original, *match.span):
            return False
        begin = view.word(match.first)
        words = view.words[match.first + (not _POSSESSED.match(view.original, begin.start)) : match.last]
        anybody = any(word.text in _INDEFINITE for word in words)  # "the CEO of a lemonade stand"
        if anybody and view.shouted:
            return False
        telling = (word for word in words if not (anybody and word.text in _POSTS))
        named = (word for word in telling if word.capital or _YEAR.fullmatch(word.text) or _elided(view, word))
        return next(named, None) is not None

    def _owned(self, document: Document, view: View, works: Iterable[Mark]) -> Iterator[_Described]:
        """Whoever made a work, told after it: "the Black Panther actor", "Thriller's singer"."""
        for work in works:
            kind = _MAKERS.get(view.text_at(work.last))
            if kind and self._is_title(view, work):
                rows = (self._works[int(number)] for number in work.value.split())
                names = [row["who"] for row in rows if row["as"] in _FITS[kind]]
                if self._holders.protected(names, document.today):
                    yield (work.span[0], view.spans[work.last][1]), Verdict.BLOCK

    def _resolved(
        self, document: Document, kind: str, near: list[Mark], works: set[Mark], spoken: tuple[str, ...]
    ) -> Verdict | None:
        """Block for a protected person, allow for one long dead, nothing where the table does not say."""
        names: list[str] = []
        for mark in near:
            numbers = [int(number) for number in mark.value.split()]
            if mark in works:
                rows = (self._works[number] for number in numbers)
                names += [row["who"] for row in rows if row["as"] in _FITS[kind]]
            elif kind == "founder":
                for number in numbers:
                    posts = self._posts[number]
                    chosen = posts if _RUNS.intersection(spoken) else {"founder": posts.get("founder", ())}
                    names += [name for held in chosen.values() for name in held]
        if not names:
            return None
        return Verdict.BLOCK if self._holders.protected(names, document.today) else Verdict.ALLOW

    def _near(self, view: View, relation: Mark, other: Mark) -> bool:
        """Whether a work stands in the same sentence after the relation, or right before it as in Japanese."""
        text = view.original
        if other.span[0] >= relation.span[1]:
            gap = text[relation.span[1] : other.span[0]]
        elif other.span[1] <= relation.span[0] and not text[slice(*relation.span)].isascii():
            gap = text[other.span[1] : relation.span[0]]
        else:
            return False
        if len(gap) > _REACH or _BREAK.search(gap):
            return False
        return self._is_title(view, other) or (
            len(view.row[other.first]) > _SHORT_WORD and not gap.strip(_QUOTES + " ")
        )

    def _is_title(self, view: View, work: Mark) -> bool:
        """Whether a work is written as one: in several words, with a capital, or in no common word."""
        word = view.word(work.first)
        return work.last - work.first > 1 or word.capital or word.text not in self._lexicon.ordinary

    def _indefinite(self, view: View, relation: Mark) -> bool:
        before = view.text_at(relation.first - 1)
        return before in _INDEFINITE and "who" not in view.row[relation.first : relation.last]

    def _definite_object(self, view: View, relation: Mark, kind: str) -> bool:
        """Whether a relation goes on with a quotation or a capitalised name, after "the"."""
        articles = view.row[max(0, relation.first - 3) : relation.first]
        foreign = not view.original[slice(*relation.span)].isascii()
        if not foreign and not {"the", "el", "la", "le", "l", "il", "lo", "der", "die", "den", "de", "o"}.intersection(
            articles
        ):
            return False
        rest = view.original[relation.span[1] : relation.span[1] + 4].lstrip(" :,-–").lstrip()
        if rest[:1] in _QUOTES and rest:
            return kind != "winner"
        place = relation.last
        while view.text_at(place) in ("the", "of", "in", "on", "song", "film", "movie", "band", "book", "a"):
            place += 1
        if place >= len(view.row) or view.title_case or kind == "winner":
            return False
        word = view.word(place)
        return word.capital and not view.opens_sentence(place) and word.text not in _OPEN_OBJECT

    def _personal(self, view: View, feat: Mark) -> bool:
        """Whether a feat is told of a person and not of an event: "the man who won ...", "first man on the moon"."""
        if not view.original[slice(*feat.span)].isascii():
            return True
        head = view.row[feat.first]
        if not head.endswith("ed") and head not in _VERBS:
            return view.text_at(feat.first - 1) not in _INDEFINITE
        before = view.row[max(0, feat.first - _BEHIND) : feat.first]
        return not {"who", "that", "whoever"}.isdisjoint(before)


@lru_cache(maxsize=4096)
def _keys(value: str) -> frozenset[str]:
    """What a cue is of: the entries of a table, or the classes."""
    return frozenset(value.split())


def _span(mark: Mark) -> tuple[int, int]:
    return mark.span


def _elided(view: View, word: Word) -> bool:
    """Whether a name stands behind an elided article: "d'Intouchables"."""
    article = _ELIDED.match(view.original, word.start)
    return article is not None and view.original[article.end() : article.end() + 1].isupper()


def _apart(begin: Mark, others: Iterable[Mark]) -> list[Mark]:
    """A mark and those others that stand near it and neither inside it nor inside each other."""
    told = [begin]
    for mark in others:
        gap = max(mark.span[0] - begin.span[1], begin.span[0] - mark.span[1])
        clear = all(mark.span[0] >= each.span[1] or mark.span[1] <= each.span[0] for each in told)
        if gap <= _CUES_APART and clear:
            told.append(mark)
    return told


_VERBS = frozenset(
    "won bit bent does scored ran shot lost beat says sent made gave led wants broke fought has had".split()
)
