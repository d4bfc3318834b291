"""Who is in the story so far: pronouns and repeated nouns find the subject they mean and keep its id."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from agent_tools.planner.lexicon import FEMALE, MALE, PERSON_PRONOUNS, PERSONS
from agent_tools.planner.noun import Noun
from agent_tools.planner.text import words

_NEW = frozenset({"another"})
_PLURAL_PRONOUNS = frozenset({"they", "them", "we", "us"})
_SPEAKERS = frozenset({"i", "me", "you", "someone", "somebody", "everyone", "everybody", "nobody"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One thing of the story.

    Attributes:
        id: Stable over shots, e.g. `fox-1`.
        words: How it looks, e.g. `red fox`.
        head: Its noun.
        plural: Whether it stands for several.
    """

    id: str
    words: str
    head: str
    plural: bool


@dataclass(slots=True)
class Cast:
    """The memory of one storyboard. It grows as clauses are read in order."""

    entities: list[Entity] = field(default_factory=list)
    focus: list[Entity] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def resolve(self, noun: Noun, shown: list[Entity], besides: list[Entity] | None = None) -> list[Entity]:
        """The entities that a noun phrase means, new ones where it names something new.

        Args:
            noun: The phrase.
            shown: What the present shot already shows; `a cat chases a cat` are two cats.
            besides: Who acts, when the phrase is acted on: `hugs it` means somebody else.
        """
        if noun.pronoun:
            return self._referents(noun, besides or [])
        same = [entity for entity in self.entities if entity.head == noun.head]
        known = [entity for entity in same if self._fits(noun, entity)]
        if noun.determiner in _NEW or not known:
            return [self._add(noun) for _ in range(min(noun.count, 3) if noun.count <= 3 else 1)]
        if noun.determiner in ("a", "an", "one", ""):
            known = [entity for entity in known if entity not in shown] or ([] if noun.determiner else known)
            return known[-1:] or [self._add(noun)]
        if noun.count in (2, 3):
            return (known + [self._add(noun) for _ in range(noun.count - len(known))])[: noun.count]
        return known if noun.plural else known[-1:]

    def _fits(self, noun: Noun, entity: Entity) -> bool:
        """Whether a phrase may mean an entity: it says nothing that the entity's own words do not say."""
        return set(words(noun.words)) - {noun.head} <= set(words(entity.words)) | {f"{noun.head}s"} or (
            noun.plural and noun.words.lower().endswith(entity.head + "s") and len(words(noun.words)) == 1
        )

    def _referents(self, noun: Noun, besides: list[Entity]) -> list[Entity]:
        if noun.head in _SPEAKERS or (noun.head in ("we", "us") and not self.focus):
            return self._person()
        if noun.head in _PLURAL_PRONOUNS:
            group = [entity for entity in self.focus if entity not in besides]
            return group if len(group) > 1 or not group else self._several()
        wants_person = noun.head in PERSON_PRONOUNS | {"him", "her"}
        others = MALE if noun.head in ("she", "her") else FEMALE if noun.head in ("he", "him") else frozenset()
        recent = [entity for entity in (*reversed(self.focus), *reversed(self.entities)) if entity not in besides]
        own = FEMALE if others is MALE else MALE if others else others
        fitting = [e for e in recent if _is_person(e) == wants_person and e.head not in others]
        fitting.sort(key=lambda entity: entity.head not in own)
        found = (fitting or recent)[:1]
        return found or (self._person() if wants_person else [])

    def _several(self) -> list[Entity]:
        """Whom `they` means after one subject: a plural one, else everything that was named last."""
        if self.focus[0].plural:
            return list(self.focus)
        return self.entities[-2:]

    def _person(self) -> list[Entity]:
        known = [entity for entity in self.entities if entity.id == "person-1"]
        return known or [self._enter("person", "person", plural=False)]

    def _add(self, noun: Noun) -> Entity:
        return self._enter(noun.head, noun.words, plural=noun.plural and noun.count not in (2, 3))

    def _enter(self, head: str, look: str, *, plural: bool) -> Entity:
        slug = re.sub(r"[\W_]+", "-", head).strip("-") or "subject"
        self._counts[slug] += 1
        entity = Entity(id=f"{slug}-{self._counts[slug]}", words=look, head=head, plural=plural)
        self.entities.append(entity)
        return entity

    def attend(self, subjects: list[Entity]) -> None:
        """Remember who acted last: what `it` and a missing subject mean."""
        if subjects:
            self.focus = list(subjects)


def _is_person(entity: Entity) -> bool:
    return entity.head in PERSONS | FEMALE | MALE or entity.words[:1].isupper()
