"""Clauses: who does what where. A piece of text becomes subjects, actions, objects and a setting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent_tools.planner.lexicon import (
    ADJECTIVES,
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    BE,
    CATENATIVE,
    CONDITIONS,
    CONJUNCTIONS,
    DETERMINERS,
    ENTERING,
    EVENTS,
    INITIAL_NOUNS,
    NO_PLACE,
    NOUN_FIRST,
    OBSTACLES,
    PARTICLES,
    PATH,
    PLACE_PREFERRED,
    PLACES,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SCENERY,
    STATIVE,
    TOGETHER,
    UNDRAWN,
    WEARABLE,
)
from agent_tools.planner.morphology import Form, is_manner, verb_form
from agent_tools.planner.noun import Noun, Reader
from agent_tools.planner.text import tokenise


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of a piece.

    Attributes:
        subjects: Who acts; empty when the clause goes on with the subjects before it.
        action: What they do, in the words typed; empty when nothing happens.
        verb: The main verb's base form; empty without one.
        path: Whether the action leads somewhere (`across`, `from left to right`).
        objects: Other things that are shown.
        setting: Where, as a phrase.
        condition: Whether it only explains (`when the task is done`) and shows nothing of its own.
        start: Offset of its first character in the piece.
    """

    subjects: tuple[Noun, ...] = ()
    action: str = ""
    verb: str = ""
    path: bool = False
    objects: tuple[Noun, ...] = ()
    setting: str = ""
    condition: bool = False
    start: int = 0

    @property
    def acts(self) -> bool:
        """Whether something happens: there is a verb, and it does more than describe."""
        return self.verb != "" and self.verb not in STATIVE


class _Draft:
    """A clause while it is read."""

    def __init__(self) -> None:
        self.subjects: list[Noun] = []
        self.action: list[str] = []
        self.verb = ""
        self.path = False
        self.objects: list[Noun] = []
        self.setting: list[str] = []


class _Parser:
    """Reads the clauses of one piece from left to right; every step moves on by at least one token."""

    def __init__(self, text: str, *, follows: bool) -> None:
        self.follows = follows
        self.r = Reader(text, tokenise(text))
        self.n = len(self.r.tokens)

    def clauses(self) -> list[Clause]:
        """Every clause in order."""
        found: list[Clause] = []
        index = 0
        while index < self.n:
            if not self.r.is_word(index) or self.r.low(index) in CONJUNCTIONS or self.r.low(index) in ("then", "also"):
                index += 1
                continue
            clause, after = self.clause(index, self.follows or bool(found))
            index = max(after, index + 1)
            if clause.subjects or clause.action or clause.setting or clause.objects:
                found.append(clause)
        return found

    def clause(self, index: int, follows: bool) -> tuple[Clause, int]:
        """One clause from a token on, and the index after it."""
        draft = _Draft()
        begin = index
        condition = False
        while self.r.low(index) in TOGETHER | CONDITIONS | ADVERBS | RELATIVES and index < self.n - 1:
            if self.r.low(index) == "there" and self.r.low(index + 1) in BE:
                index += 1
            condition = condition or self.r.low(index) in CONDITIONS
            index += 1
        index = self.opening_places(index, draft)
        if not self.is_initial_verb(index, follows):
            index = self.subjects(index, draft)
            index = self.modifiers(index, draft)
        index = self.verb(index, draft, self.is_initial_verb(index, follows) and not draft.subjects)
        return self.finish(draft, condition, begin), index

    def opening_places(self, index: int, draft: _Draft) -> int:
        """Read `In a dark forest,` and `Underwater,` before the subject."""
        while index < self.n:
            if self.r.low(index) in PLACE_PREFERRED and self.r.low(index + 1) == ",":
                draft.setting.append(self.r.span(index, index + 1))
                index += 2
                continue
            found = self.r.preposition(index)
            noun = self.r.noun(found) if found else None
            if not found or not noun:
                break
            if self.r.is_place(index, found, noun[0]):
                draft.setting.append(self.r.span(index, noun[1]))
            elif self.r.low(index) in PATH and noun[0].head in PLACES - OBSTACLES:
                draft.setting.append(self.r.span(found, noun[1]))
            else:
                break
            index = noun[1] + (self.r.low(noun[1]) == ",")
        return index

    def subjects(self, index: int, draft: _Draft) -> int:
        """Read `a cat, a dog and a bird`; a place before a comma is the setting."""
        while found := self.r.noun(index):
            noun, after = found
            follower = self.r.low(after)
            if follower == "," and noun.head in SCENERY and not draft.subjects and self.r.noun(after + 1):
                draft.setting.append(noun.words if noun.determiner in ("", "the") else self.r.span(index, after))
                index = after + 1
                continue
            draft.subjects.append(noun)
            index = after
            following = after + 1 + (follower == "," and self.r.low(after + 1) in CONJUNCTIONS)
            if (
                follower not in CONJUNCTIONS | {","}
                or self.is_initial_verb(following, True)
                or not self.r.noun(following)
            ):
                break
            if (
                follower == ","
                and self.r.low(following) not in DETERMINERS
                and len(draft.subjects) == 1
                and not noun.plural
            ):
                break
            index = following
        return index

    def modifiers(self, index: int, draft: _Draft) -> int:
        """Read what stands between the subject and its verb: `in a hat`, `on a hill`, `that`, `, which`."""
        while index < self.n:
            if self.r.low(index) == "," and self.r.low(index + 1) in RELATIVES:
                index += 1
            if self.r.low(index) in RELATIVES:
                index += 1
                continue
            if draft.subjects and not draft.subjects[-1].pronoun and (after := self.reduced(index)):
                _extend(draft, self.r.span(index, after), self.r.tokens[after - 1].end)
                index = after
                continue
            found = self.r.preposition(index)
            noun = self.r.noun(found) if found else None
            if not found or not noun or not draft.subjects:
                break
            self.attach(index, found, noun, draft)
            index = noun[1]
        return index

    def reduced(self, index: int) -> int | None:
        """Index after a participle that only describes: `a duck followed by ducklings crosses a road`."""
        form = verb_form(self.r.low(index))
        if not form or form[1] is not Form.PAST:
            return None
        found = self.r.preposition(index + 1)
        noun = self.r.noun(found) if found else None
        follower = verb_form(self.r.low(noun[1])) if noun else None
        return noun[1] if noun and follower and follower[1] in (Form.THIRD, Form.BASE) else None

    def attach(self, index: int, after_preposition: int, noun: tuple[Noun, int], draft: _Draft) -> None:
        """Put a phrase that follows a noun where it belongs: setting, clothes or another thing."""
        low = self.r.low(index)
        if self.r.is_place(index, after_preposition, noun[0]) or (low in PATH and noun[0].head in PLACES - OBSTACLES):
            draft.setting.append(self.r.span(index, noun[1]))
        elif (low == "with" or (low == "in" and noun[0].head in WEARABLE)) and not draft.subjects[-1].pronoun:
            _extend(draft, self.r.span(index, noun[1]), noun[0].end)
        else:
            draft.action.append(self.r.span(index, noun[1]))
            self.add_object(noun[0], draft)

    def is_initial_verb(self, index: int, follows: bool) -> bool:
        """Whether a clause begins with its verb: `bounce a ball`, or `jumps` after a subject that was named before."""
        low = self.r.low(index)
        form = verb_form(low)
        if low in BE and follows:
            return True
        if form is None or low in ADJECTIVES:
            return False
        noun_like = low in NOUN_FIRST or low in INITIAL_NOUNS
        following = self.r.low(index + 1)
        match form[1]:
            case Form.BASE:
                return (following in DETERMINERS and not noun_like) or (
                    (not noun_like and (self.r.closes(index + 1) and following != "'"))
                    or (noun_like and following in ARTICLES)
                )
            case Form.THIRD:
                return follows and not (noun_like and verb_form(following) is not None)
            case Form.ING:
                return self.r.closes(index + 1)
            case Form.PAST:
                return follows and self.r.closes(index + 1)

    def verb(self, index: int, draft: _Draft, initial: bool) -> int:
        """Read the verb and all that belongs to it; a clause may have none."""
        if not initial and not self.is_verb_after_subject(index, draft):
            return index
        while self.r.low(index) in AUXILIARIES | ADVERBS and index + 1 < self.n:
            word = self.r.low(index)
            if word in BE or (word in AUXILIARIES and verb_form(self.r.low(index + 1))):
                draft.verb = draft.verb or (verb_form(word) or ("be", Form.BASE))[0]
                index += 1
            elif word in ADVERBS and (verb_form(self.r.low(index + 1)) or self.r.low(index + 1) in AUXILIARIES):
                draft.action.append(self.r.span(index, index + 1))
                index += 1
            else:
                break
        return self.predicate(index, draft)

    def is_verb_after_subject(self, index: int, draft: _Draft) -> bool:
        if not draft.subjects or index >= self.n:
            return False
        low = self.r.low(index)
        if low in ADVERBS or is_manner(low):
            return self.is_verb_after_subject(index + 1, draft)
        last = draft.subjects[-1]
        many = len(draft.subjects) > 1 or last.plural or last.pronoun
        return self.r.is_word(index) and (
            low in AUXILIARIES
            or ((form := verb_form(low)) is not None and (form[1] is not Form.BASE or many))
            or self.r.is_verb(index, index - 1, last.determiner, last.count)
        )

    def predicate(self, index: int, draft: _Draft) -> int:
        """Read from the main verb to the end of the clause."""
        begin = index
        while index < self.n:
            low = self.r.low(index)
            form = verb_form(low)
            if form and (not draft.verb or draft.verb in CATENATIVE or (draft.verb == "be" and index == begin)):
                if form[1] is not Form.PAST or draft.verb != "be" or self.r.closes(index + 1):
                    draft.verb = form[0]
            if not self.r.is_word(index):
                break
            if index > begin and (low in TOGETHER | CONDITIONS | RELATIVES) and self.opens_clause(index + 1):
                break
            if index > begin and low in CONJUNCTIONS and self.opens_clause(index + 1):
                break
            index = self.step(index, draft, index == begin)
        if not draft.verb and draft.action and begin < index:
            draft.verb = self.r.low(begin)
        return index

    def opens_clause(self, index: int) -> bool:
        """Whether a verb, or a noun phrase with its verb, begins at a token."""
        while self.r.low(index) in ADVERBS:
            index += 1
        if self.is_initial_verb(index, True) and self.r.low(index) not in PREPOSITIONS:
            return True
        found = self.r.noun(index)
        if not found:
            return False
        probe = _Draft()
        probe.subjects.append(found[0])
        after = self.modifiers(found[1], probe)
        return self.is_verb_after_subject(after, probe)

    def step(self, index: int, draft: _Draft, is_verb: bool) -> int:
        """Take one word or phrase into the predicate, and go on after it."""
        low = self.r.low(index)
        if is_verb:
            draft.action.append(self.r.span(index, index + 1))
            return index + 1
        if low in PLACE_PREFERRED:
            draft.setting.append(self.r.span(index, index + 1))
            return index + 1
        after = self.r.preposition(index)
        if after:
            noun = self.r.noun(after) if self.r.low(after) not in PARTICLES | ADVERBS else None
            if noun is None:
                draft.path = draft.path or low in PATH
                draft.action.append(self.r.span(index, after))
                return after
            return self.prepositional(index, after, noun, draft)
        if low in PARTICLES | ADVERBS | CONJUNCTIONS or is_manner(low):
            draft.path = draft.path or low in PARTICLES
            draft.action.append(self.r.span(index, index + 1))
            return index + 1
        if (noun := self.r.noun(index)) and not (verb_form(low) and draft.verb in CATENATIVE):
            if draft.verb in ENTERING and noun[0].head in PLACES - OBSTACLES:
                draft.path = True
                draft.setting.append(self.r.span(index, noun[1]))
                return noun[1]
            draft.action.append(self.r.span(index, noun[1]))
            self.add_object(noun[0], draft)
            return noun[1]
        draft.action.append(self.r.span(index, index + 1))
        return index + 1

    def prepositional(self, index: int, after: int, noun: tuple[Noun, int], draft: _Draft) -> int:
        """Take a prepositional phrase: a setting, a path through one, or a part of the action."""
        low = self.r.low(index)
        is_path = low in PATH or (after - index > 1 and low in ("out", "away", "up", "down"))
        if self.r.is_place(index, after, noun[0]) and not (low == "with" and draft.setting):
            draft.setting.append(self.r.span(index, noun[1]))
        elif is_path and noun[0].head in PLACES - OBSTACLES and not noun[0].pronoun:
            draft.path = True
            draft.action.append(self.r.span(index, after))
            draft.setting.append(self.r.span(after, noun[1]))
        else:
            draft.path = draft.path or is_path
            draft.action.append(self.r.span(index, noun[1]))
            self.add_object(noun[0], draft)
        return noun[1]

    def add_object(self, noun: Noun, draft: _Draft) -> None:
        """Note a thing that is acted on, if it can be drawn: `a ball`, not `fun` or `its tail`."""
        shown = noun.determiner or noun.plural or noun.pronoun or noun.words[:1].isupper()
        if shown and noun.head not in UNDRAWN | NO_PLACE and noun.determiner not in POSSESSIVES - {"my", "our", "your"}:
            draft.objects.append(noun)

    def finish(self, draft: _Draft, condition: bool, begin: int) -> Clause:
        """The clause as a value, with scenery as setting and a noun of happening as action."""
        if not draft.verb and draft.subjects:
            scenery = [noun for noun in draft.subjects if noun.head in SCENERY]
            others = [noun for noun in draft.subjects if noun.head not in SCENERY]
            draft.setting = [*(self.r.text[noun.start : noun.end] for noun in scenery), *draft.setting]
            draft.subjects = [_event(noun, draft) for noun in others]
        return Clause(
            subjects=tuple(draft.subjects),
            action=" ".join(draft.action),
            verb=draft.verb,
            path=draft.path,
            objects=tuple(draft.objects),
            setting=" ".join(draft.setting),
            condition=condition,
            start=self.r.tokens[begin].start,
        )


def _extend(draft: _Draft, typed: str, end: int) -> None:
    """Add words to the last subject: `fox` becomes `fox with a red scarf`."""
    last = draft.subjects[-1]
    draft.subjects[-1] = replace(last, words=f"{last.words} {typed}", end=end)


def _event(noun: Noun, draft: _Draft) -> Noun:
    """`rocket launch` becomes a rocket that launches, `sleeping cat` a cat that is sleeping."""
    parts = noun.words.split()
    if noun.pronoun or draft.action:
        return noun
    if len(parts) > 1 and parts[-1].lower() in EVENTS:
        draft.action.append(EVENTS[parts[-1].lower()] if len(draft.subjects) == 1 else parts[-1].lower())
        draft.verb = (verb_form(parts[-1].lower()) or (parts[-1].lower(), Form.BASE))[0]
        return replace(noun, words=" ".join(parts[:-1]), head=parts[-2].lower())
    moving = next((word for word in parts[:-1] if (form := verb_form(word.lower())) and form[1] is Form.ING), None)
    if moving:
        draft.action.append(moving)
        draft.verb = (verb_form(moving.lower()) or (moving, Form.ING))[0]
    return noun


def parse(text: str, *, follows: bool = False) -> list[Clause]:
    """The clauses of a piece of text, in order.

    Args:
        text: One piece of a request, without options, camera and light.
        follows: Whether a subject was named before, so that a piece may begin with its verb: `jumps over a log`.
    """
    return _Parser(text, follows=follows).clauses()
