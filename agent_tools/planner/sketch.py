"""A clause as a value, and the sketch of one while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent_tools.planner.lexicon import EVENTS, LUMINOUS, NO_PLACE, POSSESSIVES, SCENERY, SPANS, STATIVE, UNDRAWN
from agent_tools.planner.morphology import Form, verb_form
from agent_tools.planner.noun import Noun


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
        bare: Whether it opens with its verb in the base form: `tap the button`.
        condition: Whether it only explains (`when the task is done`) and shows nothing of its own.
        start: Offset of its first character in the piece.
    """

    subjects: tuple[Noun, ...] = ()
    action: str = ""
    verb: str = ""
    path: bool = False
    objects: tuple[Noun, ...] = ()
    setting: str = ""
    bare: bool = False
    condition: bool = False
    start: int = 0

    @property
    def acts(self) -> bool:
        """Whether something happens: there is a verb, and it does more than describe."""
        return self.verb != "" and self.verb not in STATIVE


@dataclass(slots=True)
class Sketch:
    """A clause while it is read; the attributes are those of `Clause`."""

    subjects: list[Noun] = field(default_factory=list)
    action: list[str] = field(default_factory=list)
    verb: str = ""
    path: bool = False
    objects: list[Noun] = field(default_factory=list)
    setting: list[str] = field(default_factory=list)
    bare: bool = False

    def extend(self, typed: str, end: int) -> None:
        """Add words to the last subject: `fox` becomes `fox with a red scarf`."""
        last = self.subjects[-1]
        self.subjects[-1] = replace(last, words=f"{last.words} {typed}", end=end)

    def add_object(self, noun: Noun) -> None:
        """Note a thing that is acted on, if it can be drawn: `a ball`, not `fun` or `its tail`."""
        shown = noun.determiner or noun.plural or noun.pronoun or noun.words[:1].isupper()
        if (
            shown
            and noun.head not in UNDRAWN | NO_PLACE | SPANS | LUMINOUS
            and noun.determiner not in POSSESSIVES - {"my", "our", "your"}
        ):
            self.objects.append(noun)

    def settle(self, text: str, *, condition: bool, start: int) -> Clause:
        """The clause as a value, with scenery as setting and a noun of happening as action.

        Args:
            text: The piece that is read.
            condition: Whether the clause only explains.
            start: Offset of its first character.
        """
        if not self.verb and self.subjects:
            scenery = [noun for noun in self.subjects if noun.head in SCENERY]
            others = [noun for noun in self.subjects if noun.head not in SCENERY]
            self.setting = [*(text[noun.start : noun.end] for noun in scenery), *self.setting]
            self.subjects = [self._happening(noun) for noun in others]
        return Clause(
            subjects=tuple(self.subjects),
            action=" ".join(self.action),
            verb=self.verb,
            path=self.path,
            objects=tuple(self.objects),
            setting=" ".join(self.setting),
            bare=self.bare,
            condition=condition,
            start=start,
        )

    def _happening(self, noun: Noun) -> Noun:
        """`rocket launch` becomes a rocket that launches, `sleeping cat` a cat that is sleeping."""
        parts = noun.words.split()
        if noun.pronoun or self.action:
            return noun
        last = parts[-1].lower()
        if len(parts) > 1 and last in EVENTS:
            self.action.append(EVENTS[last] if len(self.subjects) == 1 else last)
            self.verb = (verb_form(last) or (last, Form.BASE))[0]
            return replace(noun, words=" ".join(parts[:-1]), head=parts[-2].lower())
        moving = next((word for word in parts[:-1] if (form := verb_form(word.lower())) and form[1] is Form.ING), None)
        if moving:
            self.action.append(moving)
            self.verb = (verb_form(moving.lower()) or (moving, Form.ING))[0]
        return noun
