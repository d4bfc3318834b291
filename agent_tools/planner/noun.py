"""Noun phrases and the question whether a word is a verb here. Rules over the tables, no model."""

from __future__ import annotations

from dataclasses import dataclass

from agent_tools.planner.lexicon import (
    ADJECTIVES,
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    BARE_VERBS,
    CATENATIVE,
    COMPOUND_PREPOSITIONS,
    CONDITIONS,
    CONJUNCTIONS,
    CONTAINERS,
    DETERMINERS,
    GROUPS,
    ING_NOUNS,
    IRREGULAR_PLURALS,
    LOCATIVE,
    NO_PLACE,
    NOUN_FIRST,
    NOUN_PAIRS,
    NUMBERS,
    OBJECT_PRONOUNS,
    ORDINALS,
    PARTICLES,
    PLACES,
    POSSESSIVES,
    POSSESSOR_DROPPED,
    PREPOSITIONS,
    RELATIVES,
    RIDEABLE,
    SAME_IN_PLURAL,
    SINGULAR_IN_S,
    SPANS,
    SUBJECT_PRONOUNS,
    TOGETHER,
    WEARABLE,
)
from agent_tools.planner.morphology import Form, is_manner, is_plural, singular, verb_form
from agent_tools.planner.text import Token

_BREAKS = RELATIVES | TOGETHER | CONDITIONS | SUBJECT_PRONOUNS
_MODALS = frozenset("can will might must may should would could do does did has have had".split())
_FULL = frozenset("has have had does do did".split())
_INTENSIFIERS = frozenset("very too just almost home back".split())
_ABSTRACT = frozenset({"life of", "story of", "journey of", "lifecycle of"})
_ONE = frozenset("a an one another every each".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """One noun phrase.

    Attributes:
        words: Its words without the determiner, as typed.
        head: Its last noun in the singular, lower case; the pronoun itself for a pronoun.
        determiner: `a`, `the`, `another`, a number word, a possessive or empty.
        count: How many are asked for; 1 when it is not said.
        plural: Whether it stands in the plural.
        pronoun: Whether it only points back.
        start: Offset of its first character, the determiner included.
        end: Offset after its last character.
    """

    words: str
    head: str
    determiner: str
    count: int
    plural: bool
    pronoun: bool
    start: int
    end: int


class Reader:
    """Random access to the tokens of one piece, with the decisions that need their neighbours."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens

    def low(self, index: int) -> str:
        """The lower-case token at an index, empty outside the piece."""
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def is_word(self, index: int) -> bool:
        """Whether the token at an index is a word or number."""
        return self.low(index)[:1].isalnum()

    def span(self, first: int, end: int) -> str:
        """The text from token `first` up to, not including, token `end`."""
        return self.text[self.tokens[first].start : self.tokens[end - 1].end] if first < end else ""

    def closes(self, index: int) -> bool:
        """Whether the token at an index cannot go on a noun phrase, so that a verb may stand before it."""
        low = self.low(index)
        if not self.is_word(index):
            return True
        known = DETERMINERS | PREPOSITIONS | PARTICLES | ADVERBS | CONJUNCTIONS | _BREAKS | OBJECT_PRONOUNS
        return low in known or is_manner(low)

    def is_verb(self, index: int, first: int, determiner: str, count: int) -> bool:
        """Whether a token is the verb of the noun phrase whose words began at `first`.

        Args:
            index: The token in question.
            first: The first word after the determiner; `index - 1` is the last.
            determiner: The phrase's determiner.
            count: How many the phrase asks for.
        """
        low = self.low(index)
        if index == first:
            return False
        if low in AUXILIARIES:
            return low not in _MODALS or verb_form(self._next_word(index + 1)) is not None or low in _FULL
        found = verb_form(low)
        if (self.low(index - 1), low) in NOUN_PAIRS:
            return False
        if found is None:
            return self._is_unknown_verb(index, determiner)
        only_adjectives = all(self.low(i) in ADJECTIVES or self.low(i) in ORDINALS for i in range(first, index))
        match found[1]:
            case Form.THIRD:
                return self._is_third(index, found[0]) and not (only_adjectives and low in NOUN_FIRST)
            case Form.ING:
                return low not in ING_NOUNS and not (only_adjectives and not self.closes(index + 1))
            case Form.PAST:
                return (
                    not only_adjectives
                    and self.closes(index + 1)
                    and (low != "left" or self.low(index + 1) in DETERMINERS)
                )
            case Form.BASE:
                return self._is_base(index, determiner, count)

    def _next_word(self, index: int) -> str:
        while self.low(index) in ADVERBS or self.low(index) == "be":
            index += 1
        return self.low(index)

    def _is_third(self, index: int, verb: str) -> bool:
        low, following = self.low(index), verb_form(self.low(index + 1))
        if (
            low in NOUN_FIRST
            and following
            and verb not in CATENATIVE
            and self.low(index + 1) not in PREPOSITIONS | PARTICLES
        ):
            return False
        return low not in SINGULAR_IN_S or verb == "miss"

    def _is_base(self, index: int, determiner: str, count: int) -> bool:
        previous = self.low(index - 1)
        many = (
            is_plural(previous)
            or previous in IRREGULAR_PLURALS
            or (previous in SAME_IN_PLURAL and determiner not in _ONE)
        )
        if (many and determiner not in _ONE) or count > 1:
            return self.low(index) not in PARTICLES
        if self.low(index) not in BARE_VERBS or not self.closes(index + 1) or previous in ADJECTIVES | {"welcome"}:
            return False
        if self.low(index + 1) == "of":
            return False
        rest = range(index + 1, len(self.tokens))
        return not any((form := verb_form(self.low(i))) and form[1] in (Form.THIRD, Form.ING) for i in rest)

    def _is_unknown_verb(self, index: int, determiner: str) -> bool:
        low, following = self.low(index), self.low(index + 1)
        if not low.isalpha() or len(low) < 4 or low in ADJECTIVES | PARTICLES:
            return False
        if low.endswith("ing"):
            return len(low) > 5 and low not in ING_NOUNS and self.closes(index + 1)
        if low.endswith("ed"):
            return following in DETERMINERS | PREPOSITIONS and len(low) > 4 and following != "of"
        if is_plural(low) and not is_plural(self.low(index - 1)):
            if following in ARTICLES | POSSESSIVES or is_manner(following):
                return determiner != ""
            return determiner in _ONE and self.closes(index + 1) and following != "of"
        return is_plural(self.low(index - 1)) and following in ARTICLES and determiner not in _ONE

    def noun(self, index: int) -> tuple[Noun, int] | None:
        """The noun phrase that begins at a token, and the index after it; None when none begins there."""
        start = index
        if self.low(index) in ("all", "both") and self.low(index + 1) in DETERMINERS | {"of"}:
            index += 1
        low = self.low(index)
        if low in SUBJECT_PRONOUNS | OBJECT_PRONOUNS and low not in POSSESSIVES:
            return self._pronoun(start, index), index + 1
        determiner, count, index = self._determiner(index)
        if low == "her" and (not self.is_word(index) or self.closes(index)):
            return self._pronoun(start, index - 1), index
        index, first = self._possessor(index)
        end = self._words_end(index, first, determiner, count)
        if end == index:
            return None
        return self._noun(start, first, end, determiner, count)

    def preposition(self, index: int) -> int | None:
        """Index after the preposition that stands at a token, or None."""
        for phrase in COMPOUND_PREPOSITIONS:
            if self.low(index) == phrase[0] and all(self.low(index + i) == word for i, word in enumerate(phrase)):
                return index + len(phrase)
        return index + 1 if self.low(index) in PREPOSITIONS else None

    def is_place(self, index: int, after: int, noun: Noun) -> bool:
        """Whether a preposition and its noun phrase say where the scene is."""
        low = self.low(index)
        told = any(f"{self.low(at)} {self.low(at + 1)}" in _ABSTRACT for at in (after, after + 1))
        if noun.head in NO_PLACE | SPANS or noun.pronoun or told:
            return False
        if after - index > 1:
            return noun.head in PLACES or self.low(index + 1) in ("the", "board")
        if low == "with":
            return noun.head in ("background", "backdrop")
        if low == "like" or low not in LOCATIVE:
            return False
        if (low == "in" and noun.head in WEARABLE) or (low == "on" and noun.head in RIDEABLE):
            return False
        named = noun.words[:1].isupper() and noun.determiner == ""
        if noun.head in PLACES:
            return True
        return low in ("in", "at", "inside") and noun.head not in CONTAINERS and (bool(noun.determiner) or named)

    def _pronoun(self, start: int, index: int) -> Noun:
        token = self.tokens[index]
        return Noun(
            words=token.text,
            head=token.low,
            determiner="",
            count=1,
            plural=token.low in ("they", "them", "we", "us"),
            pronoun=True,
            start=self.tokens[start].start,
            end=token.end,
        )

    def _determiner(self, index: int) -> tuple[str, int, int]:
        """The determiner at a token, the number it asks for, and the index after it."""
        low, count = self.low(index), 1
        if low not in DETERMINERS and not (low.isdecimal() and len(low) < 3):
            return "", 1, index
        determiner = low
        count = NUMBERS.get(low, int(low) if low.isdecimal() else 1)
        index += 1
        following = self.low(index)
        if following in NUMBERS or (following.isdecimal() and len(following) < 3):
            count, index = NUMBERS.get(following) or int(following), index + 1
        elif determiner in ("a", "an") and following == "couple" and self.low(index + 1) == "of":
            determiner, count, index = "two", 2, index + 2
        elif (
            determiner in ("a", "the")
            and following in ("second", "third", "different", "other")
            and self.is_word(index + 1)
        ):
            determiner, index = "another", index + 1
        elif determiner == "both":
            count = 2
        return determiner, max(count, 1), index

    def _possessor(self, index: int) -> tuple[int, int]:
        """Index of the first word of the phrase proper, and of the first word that is kept."""
        first = index
        for at in range(index, min(index + 4, len(self.tokens))):
            low = self.low(at)
            if low.endswith(("'s", "s'")) and len(low) > 3:
                if singular(low.removesuffix("'s").removesuffix("'")) in POSSESSOR_DROPPED:
                    first = at + 1
                return at + 1, first
            if self.closes(at):
                break
        return index, first

    def _words_end(self, index: int, first: int, determiner: str, count: int) -> int:
        while self.is_word(index):
            low = self.low(index)
            begun = index > first
            if low in PREPOSITIONS | _BREAKS or (begun and low in DETERMINERS - NUMBERS.keys()):
                break
            if low in CONJUNCTIONS or (begun and low in PARTICLES | ADVERBS and low not in ADJECTIVES):
                if self._joins_adjectives(index):
                    index += 2
                    continue
                break
            if not begun and determiner != "" and is_manner(low) and not self.is_word(index + 1):
                break
            if not begun and determiner == "" and low in (PARTICLES | ADVERBS) - _INTENSIFIERS:
                break
            if begun and self.is_verb(index, first, determiner, count):
                break
            if begun and low in ("named", "called") and self._is_name(index + 1):
                index += 1
            index += 1
            if self.low(index) == "," and self._joins_adjectives(index):
                index += 1
        return index

    def _is_name(self, index: int) -> bool:
        return self.is_word(index) and self.tokens[index].text[:1].isupper()

    def _joins_adjectives(self, index: int) -> bool:
        """Whether `and` or a comma stands between two adjectives: `a black and white cat`."""
        return self.low(index - 1) in ADJECTIVES and self.low(index + 1) in ADJECTIVES and self.is_word(index + 2)

    def _noun(self, start: int, first: int, end: int, determiner: str, count: int) -> tuple[Noun, int]:
        naming = [index for index in range(first + 1, end) if self.low(index) in ("named", "called")]
        at = (naming[0] if naming else end) - 1
        head = self.low(at)
        plural = is_plural(head)
        inner = self.noun(end + 1) if self.low(end) == "of" else None
        if inner is not None and not inner[0].pronoun:
            if singular(head) in GROUPS:
                head, plural = inner[0].head, inner[0].plural
            if self.span(first, end + 1).lower() in _ABSTRACT:
                return inner
            end = inner[1]
        words = self.span(first, end)
        if count in (2, 3) and is_plural(self.low(at)):
            one = _like(self.span(at, at + 1), singular(self.low(at)))
            words = " ".join(part for part in (self.span(first, at), one, self.span(at + 1, end)) if part)
        elif determiner == "" and first == 0 and plural and not words[1:2].isupper():
            # The capital that opens a sentence names nobody; a plural is no name. "DANA" has more than that one.
            words = words[:1].lower() + words[1:]
        elif count > 3:
            words = self.span(start, end)
        noun = Noun(
            words=words,
            head=singular(head),
            determiner=determiner,
            count=count,
            plural=plural or count > 1,
            pronoun=False,
            start=self.tokens[start].start,
            end=self.tokens[end - 1].end,
        )
        return noun, end


def _like(typed: str, word: str) -> str:
    """`word` with the capital of `typed`."""
    return word.capitalize() if typed[:1].isupper() else word
