"""Clauses: who does what where. A piece of text becomes subjects, actions, objects and a setting."""

from __future__ import annotations

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
    INITIAL_NOUNS,
    NOUN_FIRST,
    OBSTACLES,
    PARTICLES,
    PATH,
    PLACE_PREFERRED,
    PLACES,
    PREPOSITIONS,
    RELATIVES,
    SCENERY,
    TOGETHER,
    WEARABLE,
)
from agent_tools.planner.morphology import Form, is_manner, verb_form
from agent_tools.planner.noun import Noun, Reader
from agent_tools.planner.sketch import Clause, Sketch
from agent_tools.planner.text import tokenise


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
        sketch = Sketch()
        begin = index
        condition = False
        while self.r.low(index) in TOGETHER | CONDITIONS | ADVERBS | RELATIVES and index < self.n - 1:
            if self.r.low(index) == "there" and self.r.low(index + 1) in BE:
                index += 1
            condition = condition or self.r.low(index) in CONDITIONS
            index += 1
        index = self.opening_places(index, sketch)
        if not self.is_initial_verb(index, follows):
            index = self.subjects(index, sketch)
            index = self.modifiers(index, sketch)
        index = self.verb(index, sketch, self.is_initial_verb(index, follows) and not sketch.subjects)
        return sketch.settle(self.r.text, condition=condition, start=self.r.tokens[begin].start), index

    def opening_places(self, index: int, sketch: Sketch) -> int:
        """Read `In a dark forest,` and `Underwater,` before the subject."""
        while index < self.n:
            if self.r.low(index) in PLACE_PREFERRED and self.r.low(index + 1) == ",":
                sketch.setting.append(self.r.span(index, index + 1))
                index += 2
                continue
            found = self.r.preposition(index)
            noun = self.r.noun(found) if found else None
            if not found or not noun:
                break
            if self.r.is_place(index, found, noun[0]):
                sketch.setting.append(self.r.span(index, noun[1]))
            elif self.r.low(index) in PATH and noun[0].head in PLACES - OBSTACLES:
                sketch.setting.append(self.r.span(found, noun[1]))
            else:
                break
            index = noun[1] + (self.r.low(noun[1]) == ",")
        return index

    def subjects(self, index: int, sketch: Sketch) -> int:
        """Read `a cat, a dog and a bird`; a place before a comma is the setting."""
        while found := self.r.noun(index):
            noun, after = found
            follower = self.r.low(after)
            if follower == "," and noun.head in SCENERY and not sketch.subjects and self.r.noun(after + 1):
                sketch.setting.append(noun.words if noun.determiner in ("", "the") else self.r.span(index, after))
                index = after + 1
                continue
            sketch.subjects.append(noun)
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
                and len(sketch.subjects) == 1
                and not noun.plural
            ):
                break
            index = following
        return index

    def modifiers(self, index: int, sketch: Sketch) -> int:
        """Read what stands between the subject and its verb: `in a hat`, `on a hill`, `that`, `, which`."""
        while index < self.n:
            if self.r.low(index) == "," and self.r.low(index + 1) in RELATIVES:
                index += 1
            if self.r.low(index) in RELATIVES:
                index += 1
                continue
            if sketch.subjects and not sketch.subjects[-1].pronoun and (after := self.reduced(index)):
                sketch.extend(self.r.span(index, after), self.r.tokens[after - 1].end)
                index = after
                continue
            found = self.r.preposition(index)
            noun = self.r.noun(found) if found else None
            if not found or not noun or not sketch.subjects:
                break
            self.attach(index, found, noun, sketch)
            index = noun[1]
        return index

    def reduced(self, index: int) -> int | None:
        """Index after a participle that only describes: `a duck followed by ducklings crosses a road`."""
        form = verb_form(self.r.low(index))
        if not form or form[1] not in (Form.PAST, Form.ING):
            return None
        found = self.r.preposition(index + 1) or (index + 1 if form[1] is Form.ING else None)
        noun = self.r.noun(found) if found else None
        follower = verb_form(self.r.low(noun[1])) if noun else None
        return noun[1] if noun and follower and follower[1] in (Form.THIRD, Form.BASE) else None

    def attach(self, index: int, after_preposition: int, noun: tuple[Noun, int], sketch: Sketch) -> None:
        """Put a phrase that follows a noun where it belongs: setting, clothes or another thing."""
        low = self.r.low(index)
        if self.r.is_place(index, after_preposition, noun[0]) or (low in PATH and noun[0].head in PLACES - OBSTACLES):
            sketch.setting.append(self.r.span(index, noun[1]))
        elif (low == "with" or (low == "in" and noun[0].head in WEARABLE)) and not sketch.subjects[-1].pronoun:
            sketch.extend(self.r.span(index, noun[1]), noun[0].end)
        else:
            sketch.action.append(self.r.span(index, noun[1]))
            sketch.add_object(noun[0])

    def is_initial_verb(self, index: int, follows: bool) -> bool:
        """Whether a clause begins with its verb: `bounce a ball`, or `jumps` after a subject that was named before."""
        low = self.r.low(index)
        form = verb_form(low)
        if low in BE and follows:
            return True
        if form is None or (low in ADJECTIVES and self.r.low(index + 1) not in DETERMINERS):
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
                return self.r.closes(index + 1) or (follows and not self.is_finite(index + 1))
            case Form.PAST:
                return follows and self.r.closes(index + 1)

    def is_finite(self, index: int) -> bool:
        """Whether a verb that needs a subject stands at or after a token."""
        forms = (verb_form(self.r.low(at)) for at in range(index, self.n))
        return any(form is not None and form[1] is Form.THIRD for form in forms)

    def verb(self, index: int, sketch: Sketch, initial: bool) -> int:
        """Read the verb and all that belongs to it; a clause may have none."""
        if not initial and not self.is_verb_after_subject(index, sketch):
            return index
        form = verb_form(self.r.low(index))
        sketch.bare = initial and form is not None and form[1] is Form.BASE
        while self.r.low(index) in AUXILIARIES | ADVERBS and index + 1 < self.n:
            word = self.r.low(index)
            if word in BE or (word in AUXILIARIES and verb_form(self.r.low(index + 1))):
                sketch.verb = sketch.verb or (verb_form(word) or ("be", Form.BASE))[0]
                index += 1
            elif word in ADVERBS and (verb_form(self.r.low(index + 1)) or self.r.low(index + 1) in AUXILIARIES):
                sketch.action.append(self.r.span(index, index + 1))
                index += 1
            else:
                break
        return self.predicate(index, sketch)

    def is_verb_after_subject(self, index: int, sketch: Sketch) -> bool:
        if not sketch.subjects or index >= self.n:
            return False
        low = self.r.low(index)
        if low in ADVERBS or is_manner(low):
            return self.is_verb_after_subject(index + 1, sketch)
        last = sketch.subjects[-1]
        many = len(sketch.subjects) > 1 or last.plural or last.pronoun
        return self.r.is_word(index) and (
            low in AUXILIARIES
            or ((form := verb_form(low)) is not None and (form[1] is not Form.BASE or many))
            or self.r.is_verb(index, index - 1, last.determiner, last.count)
        )

    def predicate(self, index: int, sketch: Sketch) -> int:
        """Read from the main verb to the end of the clause."""
        begin = index
        while index < self.n:
            low = self.r.low(index)
            form = verb_form(low)
            if form and (not sketch.verb or sketch.verb in CATENATIVE or (sketch.verb == "be" and index == begin)):
                if form[1] is not Form.PAST or sketch.verb != "be" or self.r.closes(index + 1):
                    sketch.verb = form[0]
            if not self.r.is_word(index):
                break
            if index > begin and (low in TOGETHER | CONDITIONS | RELATIVES) and self.opens_clause(index + 1):
                break
            if index > begin and low in CONJUNCTIONS and self.opens_clause(index + 1):
                break
            index = self.step(index, sketch, index == begin)
        if not sketch.verb and sketch.action and begin < index:
            sketch.verb = self.r.low(begin)
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
        probe = Sketch()
        probe.subjects.append(found[0])
        after = self.modifiers(found[1], probe)
        return self.is_verb_after_subject(after, probe)

    def step(self, index: int, sketch: Sketch, is_verb: bool) -> int:
        """Take one word or phrase into the predicate, and go on after it."""
        low = self.r.low(index)
        if is_verb:
            sketch.action.append(self.r.span(index, index + 1))
            return index + 1
        if low in PLACE_PREFERRED:
            sketch.setting.append(self.r.span(index, index + 1))
            return index + 1
        after = self.r.preposition(index)
        infinitive = verb_form(self.r.low(index + 1)) if low == "to" and sketch.verb in CATENATIVE else None
        if infinitive and infinitive[1] is Form.BASE:
            sketch.verb = infinitive[0]
            sketch.action.append(self.r.span(index, index + 2))
            return index + 2
        if after:
            noun = self.r.noun(after) if self.r.low(after) not in PARTICLES | ADVERBS else None
            if noun is None:
                sketch.path = sketch.path or low in PATH
                sketch.action.append(self.r.span(index, after))
                return after
            return self.prepositional(index, after, noun, sketch)
        if low in PARTICLES | ADVERBS | CONJUNCTIONS or is_manner(low):
            sketch.path = sketch.path or low in PARTICLES
            sketch.action.append(self.r.span(index, index + 1))
            return index + 1
        if (noun := self.r.noun(index)) and not (verb_form(low) and sketch.verb in CATENATIVE):
            if sketch.verb in ENTERING and noun[0].head in PLACES - OBSTACLES:
                sketch.path = True
                sketch.setting.append(self.r.span(index, noun[1]))
                return noun[1]
            sketch.action.append(self.r.span(index, noun[1]))
            sketch.add_object(noun[0])
            return noun[1]
        sketch.action.append(self.r.span(index, index + 1))
        return index + 1

    def prepositional(self, index: int, after: int, noun: tuple[Noun, int], sketch: Sketch) -> int:
        """Take a prepositional phrase: a setting, a path through one, or a part of the action."""
        low = self.r.low(index)
        is_path = low in PATH or (after - index > 1 and low in ("out", "away", "up", "down"))
        if self.r.is_place(index, after, noun[0]) and not (low == "with" and sketch.setting):
            sketch.setting.append(self.r.span(index, noun[1]))
        elif is_path and noun[0].head in PLACES - OBSTACLES and not noun[0].pronoun:
            sketch.path = True
            sketch.action.append(self.r.span(index, after))
            sketch.setting.append(self.r.span(after, noun[1]))
        else:
            sketch.path = sketch.path or is_path
            sketch.action.append(self.r.span(index, noun[1]))
            sketch.add_object(noun[0])
        return noun[1]


def parse(text: str, *, follows: bool = False) -> list[Clause]:
    """The clauses of a piece of text, in order.

    Args:
        text: One piece of a request, without options, camera and light.
        follows: Whether a subject was named before, so that a piece may begin with its verb: `jumps over a log`.
    """
    return _Parser(text, follows=follows).clauses()
