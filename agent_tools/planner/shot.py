"""One shot from its pieces: who, where, in which light, through which camera, changing how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent_tools.planner import camera, light
from agent_tools.planner.cast import Cast, Entity
from agent_tools.planner.lexicon import DETERMINERS, LUMINOUS, POSSESSIVES, PREPOSITIONS, SPANS, TIMES, TRAVEL, UNDRAWN
from agent_tools.planner.light import Light
from agent_tools.planner.morphology import plural
from agent_tools.planner.noun import Noun
from agent_tools.planner.reading import Reading
from agent_tools.planner.rule import Rule
from agent_tools.planner.sketch import Clause
from agent_tools.planner.text import words
from policy.types import CameraKind

MAX_SUBJECTS = 3
PLAIN_SCENE = "a plain background"
PLAIN_PLACE = "on a plain background"
_PRODUCT = Rule(r"\bproducts?(?:\s+(?:photos?|shots?|pictures?|images?|packshots?))?\b(?!\s+\w+(?:er|team))")
STILL = "a little idle movement"
_WEATHER = frozenset({"rain", "snow", "drizzle", "storm", "pour", "hail"})
_DARK = frozenset({light.NIGHT, "starry night"})
_BRIGHT = frozenset({"bright sunlight", "bright midday light", light.DEFAULT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One subject of a shot: who it is and what it does here."""

    entity: Entity
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotPlan:
    """One shot, decided except for its length, seed and style.

    Attributes:
        scene: Subject, action and setting in plain words.
        camera: Camera words.
        kind: The camera move.
        strength: Its strength, 0..1.
        lighting: Lighting words.
        lit: Whether the lighting was asked for, so that the next shot keeps it.
        temporal: What changes.
        figures: The subjects, at most three.
        setting: Where, as a phrase; may be empty.
        texts: On-screen texts.
    """

    scene: str
    camera: str
    kind: CameraKind
    strength: float
    lighting: str
    lit: bool
    temporal: str
    figures: tuple[Figure, ...]
    setting: str
    texts: tuple[str, ...]


@dataclass(slots=True)
class _Stage:
    """What the clauses of one shot have shown so far."""

    cast: Cast
    actions: dict[str, list[str]] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    settings: list[str] = field(default_factory=list)
    motions: list[str] = field(default_factory=list)
    travels: bool = False

    def show(self, entities: Sequence[Entity], action: str) -> None:
        for entity in entities:
            self.entities.setdefault(entity.id, entity)
            done = self.actions.setdefault(entity.id, [])
            if action and action not in done:
                done.append(action)


def name(entity: Entity) -> str:
    """An entity as the subject of a sentence: `the red fox`, `Maria`."""
    first = entity.words.split(" ", 1)[0]
    return entity.words if first[:1].isupper() or first.lower() in DETERMINERS else f"the {entity.words}"


def _names(entities: Sequence[Entity]) -> str:
    """Several entities as the subject of a sentence: `the red fox and Maria`, `the two cats`."""
    counts = Counter(name(entity) for entity in entities)
    return " and ".join(typed if n == 1 else _several(typed, n) for typed, n in counts.items())


def _several(typed: str, count: int) -> str:
    first, _, last = typed.removeprefix("the ").rpartition(" ")
    number = {2: "two", 3: "three"}.get(count, str(count))
    return " ".join(part for part in ("the", number, first, plural(last)) if part)


def _lower_opening(phrase: str) -> str:
    """`In a dark forest` as `in a dark forest`; a name keeps its capital."""
    first = phrase.split(" ", 1)[0].lower()
    return first + phrase[len(first) :] if first in PREPOSITIONS | DETERMINERS else phrase


def _is_weather(noun: Noun, clause: Clause) -> bool:
    return noun.pronoun and noun.head == "it" and clause.verb in _WEATHER


def _is_light(noun: Noun) -> bool:
    """Whether a phrase names light, and no lamp: `moonlight`, `the lights`, but not `a red light`."""
    return (
        noun.head in LUMINOUS or noun.words.lower() == "lights" or (noun.words == "light" and noun.determiner == "the")
    )


def _followed(clause: Clause, focus: Sequence[Entity]) -> list[Entity]:
    """Who goes on acting in a clause without a subject; `tap the button` after one subject is said to the viewer."""
    alone = len(focus) == 1 and not focus[0].plural
    return [] if not clause.action or (clause.bare and alone) else list(focus)


def _subjects(clause: Clause, stage: _Stage, edits: list[tuple[int, int, str]]) -> list[Entity]:
    """The entities that act in a clause; pronouns are noted for replacement."""
    if not clause.subjects:
        return _followed(clause, stage.cast.focus)
    found: list[Entity] = []
    for noun in clause.subjects:
        if noun.head in TIMES | SPANS or (noun.head in UNDRAWN and not clause.verb) or _is_light(noun):
            continue
        if _is_weather(noun, clause):
            weather = Noun(
                words=clause.verb if clause.verb in ("rain", "snow", "hail") else "rain",
                head=clause.verb,
                determiner="",
                count=1,
                plural=False,
                pronoun=False,
                start=noun.start,
                end=noun.end,
            )
            stage.show(stage.cast.resolve(weather, []), "falls")
            stage.motions.append(f"{weather.words} falls")
            continue
        entities = stage.cast.resolve(noun, found)
        if noun.pronoun and entities and noun.head not in ("i", "we", "you"):
            edits.append((noun.start, noun.end, _names(entities)))
        found += [entity for entity in entities if entity not in found]
    return found


def _play(clause: Clause, stage: _Stage, edits: list[tuple[int, int, str]]) -> None:
    """Let one clause happen on the stage."""
    subjects = _subjects(clause, stage, edits)
    if clause.condition:
        return
    stage.show(subjects, clause.action)
    shown: list[Entity] = []
    for noun in clause.objects:
        objects = stage.cast.resolve(noun, [*stage.entities.values()], besides=subjects)
        if noun.pronoun and objects:
            edits.append((noun.start, noun.end, _names(objects)))
        stage.show(objects, "")
        shown += objects
    stage.cast.attend(subjects or ([] if clause.verb else shown))
    if clause.setting:
        stage.settings.append(_lower_opening(clause.setting))
    if clause.action and clause.acts and (subjects or not clause.subjects):
        through = (
            f" {_lower_opening(clause.setting)}" if clause.action.split()[-1] in PREPOSITIONS and clause.path else ""
        )
        doers = _names(subjects).replace(f" {clause.action} ", " ")
        stage.motions.append(f"{doers} {clause.action}{through}".strip())
        stage.travels = stage.travels or (clause.path and clause.verb in TRAVEL)


def _text_of(reading: Reading, stage: _Stage, edits: list[tuple[int, int, str]], focus: list[Entity]) -> str:
    """The piece's words with pronouns replaced and a missing subject put in, so that the shot stands by itself."""
    text = reading.text
    for start, end, words_for in sorted(edits, reverse=True):
        text = text[:start] + words_for + text[end:]
    first = reading.clauses[0] if reading.clauses else None
    opening = words(text)[:1]
    if focus and opening and opening[0] in POSSESSIVES - {"my", "our", "your"}:
        return f"{_names(focus)}'s {text.split(' ', 1)[-1]}"
    if first and first.start == 0 and not first.subjects and _followed(first, focus):
        return f"{_names(focus)} {text[:1].lower()}{text[1:]}"
    return text


def _scene(readings: Sequence[Reading], stage: _Stage) -> str:
    parts: list[str] = []
    for reading in readings:
        edits: list[tuple[int, int, str]] = []
        focus = list(stage.cast.focus)
        for clause in reading.clauses:
            _play(clause, stage, edits)
        if reading.setting:
            stage.settings.insert(0, reading.setting)
        text = _text_of(reading, stage, edits, focus)
        if text and parts and text.lower().startswith(("add ", "include ")):
            text = "with " + text.split(" ", 1)[1]
        parts += [text] if text else []
    return ", ".join(parts)


def _camera(readings: Sequence[Reading], stage: _Stage, notes: list[str]) -> tuple[CameraKind, float, str]:
    moves = [move for reading in readings for move in reading.moves]
    framings = [move.words for move in moves if move.kind is None]
    kinds = [move for move in moves if move.kind is not None]
    if kinds:
        chosen = kinds[0]
        for other in kinds[1:]:
            if other.kind is not chosen.kind:
                notes.append(f"a shot has one camera move; kept {chosen.words!r}, left out {other.words!r}")
        kind, strength, typed = chosen.kind or CameraKind.STATIC, chosen.strength, chosen.words
    elif len(stage.entities) == 1 and stage.travels:
        kind, strength = CameraKind.STATIC, camera.PLAIN_STRENGTH
        typed = camera.sentence(kind, strength)
    else:
        kind, strength = CameraKind.DOLLY_IN, camera.GENTLE_STRENGTH
        typed = camera.sentence(kind, strength)
    return kind, strength, ", ".join(dict.fromkeys([*framings, typed]))


def lighting(lights: Sequence[Light], scene: str, before: ShotPlan | None, notes: list[str]) -> tuple[str, bool]:
    """Lighting words of a shot and whether they were asked for.

    Args:
        lights: What its pieces say of light.
        scene: Its scene and setting.
        before: The shot before, whose lighting goes on.
        notes: Grows by contradictions.
    """
    said = list(dict.fromkeys(word for item in lights for word in item.said))
    implied = list(dict.fromkeys(word for item in lights for word in item.implied))
    if set(said) & _DARK and set(said) & _BRIGHT:
        notes.append(f"{said[0]!r} and {said[1]!r} contradict each other; kept {said[0]!r}")
        said = said[:1]
    if said:
        return ", ".join(said), True
    if implied:
        return ", ".join(implied[:2]), True
    if before is not None and before.lit:
        return before.lighting, True
    return light.of_surroundings(scene) or light.DEFAULT, False


def _temporal(lights: Sequence[Light], motions: Sequence[str]) -> str:
    changes = [change for item in lights for change in item.changes]
    tempo = [word for item in lights for word in item.tempo]
    told = " / ".join(motions).lower()
    parts = [*(change for change in changes if change.lower() not in told), *motions, *tempo]
    return ", ".join(dict.fromkeys(parts)) if changes or motions else ", ".join([STILL, *tempo])


def _figures(stage: _Stage, notes: list[str]) -> tuple[Figure, ...]:
    acting = sorted(stage.entities.values(), key=lambda entity: not stage.actions[entity.id])
    left_out = acting[MAX_SUBJECTS:]
    if left_out:
        listed = ", ".join(dict.fromkeys(repr(entity.words) for entity in left_out))
        notes.append(f"a shot shows at most {MAX_SUBJECTS} subjects; {listed} stayed in the scene words only")
    return tuple(Figure(entity=e, action=", ".join(stage.actions[e.id])) for e in acting[:MAX_SUBJECTS])


def compose(readings: Sequence[Reading], cast: Cast, before: ShotPlan | None, notes: list[str]) -> ShotPlan:
    """Decide one shot.

    Args:
        readings: Its pieces, in order.
        cast: Who is in the story so far; it grows.
        before: The shot before, None for the first.
        notes: Grows by what was decided otherwise than asked.
    """
    stage = _Stage(cast=cast)
    scene = _scene(readings, stage)
    figures = _figures(stage, notes)
    setting = stage.settings[0] if stage.settings else ""
    ids = {figure.entity.id for figure in figures}
    if not setting and before is not None and ids & {figure.entity.id for figure in before.figures}:
        setting = before.setting
    if not setting and _PRODUCT.search(scene):
        setting = PLAIN_PLACE
    if setting and setting.lower() not in scene.lower():
        scene = f"{scene}, {setting}" if scene else setting
    kind, strength, camera_words = _camera(readings, stage, notes)
    lights = [reading.light for reading in readings]
    scene = scene or PLAIN_SCENE
    lit_words, lit = lighting(lights, f"{setting} {scene}", before, notes)
    return ShotPlan(
        scene=scene,
        camera=camera_words,
        kind=kind,
        strength=strength,
        lighting=lit_words,
        lit=lit,
        temporal=_temporal(lights, stage.motions),
        figures=figures,
        setting=setting,
        texts=tuple(dict.fromkeys(text for reading in readings for text in reading.texts)),
    )
