"""From a shot, as it was permitted, to the phrases that the network reads; says what it will draw otherwise than asked.

Pure formatting against a closed vocabulary: a phrase can be replaced only by a known name of a thing, place, light or
motion, never by free text, and each replacement that a person would notice becomes a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from generator.flipbook.air import airborne, shown, weather
from generator.flipbook.become import NEW_ID, Changed, change
from generator.flipbook.figure import CLOSE, Figure, figure, is_facial, is_going, people
from generator.flipbook.habit import habit, home, stays
from generator.flipbook.inflection import stem
from generator.flipbook.layout import ACTION_ROLES, AFTER_ROLE, MAX_SUBJECTS, MOOD, SUBJECT_ROLES
from generator.flipbook.lighting import lighting
from generator.flipbook.scenery import props
from generator.flipbook.tint import COLOURS, NATURAL
from generator.flipbook.vocabulary import WEAK, Match, Vocabulary
from generator.flipbook.word import split_words
from policy.types import CameraKind, GivenKind, ShotIntent, SubjectIntent

_PICTURED = re.compile(r"\b(?:photo(?:graph)?|picture|image|logo|screenshot|packshot)s?$", re.IGNORECASE)
_OWN_PICTURE = " A picture of yours is shown as it is when its file is given: `--reference FILE`."
CAMERA_WORDS = {
    CameraKind.STATIC: "static camera",
    CameraKind.PAN_LEFT: "camera pans left",
    CameraKind.PAN_RIGHT: "camera pans right",
    CameraKind.TILT_UP: "camera tilts up",
    CameraKind.TILT_DOWN: "camera tilts down",
    CameraKind.ZOOM_IN: "camera zooms in",
    CameraKind.ZOOM_OUT: "camera zooms out",
    CameraKind.DOLLY_IN: "camera dollies in",
    CameraKind.DOLLY_OUT: "camera dollies out",
    CameraKind.TRACKING: "tracking shot",
    CameraKind.ORBIT: "camera orbits",
    CameraKind.CRANE_UP: "crane up",
    CameraKind.CRANE_DOWN: "crane down",
    CameraKind.AERIAL: "aerial shot",
    CameraKind.HANDHELD: "handheld camera",
    CameraKind.ROLL: "camera rolls",
}
DEFAULT_STYLE = "flat"
UNKNOWN = "The embedded model does not know"
"""How every note begins that tells of a stand-in."""
SCENE_ID = NEW_ID
SLOW_BELOW, FAST_ABOVE = 0.375, 0.7
SIDES = frozenset("left right leftwards rightwards".split())
WHERE = frozenset(
    "in on at under over through throughout across with without behind beside before near between among around from to "
    "into onto during for by above below after within against along toward towards beneath of".split()
)
"""Words that open a phrase which says where or when."""
TRAVELS = frozenset("swim fly drive run walk hop take_off bob".split())
"""Habits that go somewhere."""
SIDE_BY_SIDE, DANCE_TOGETHER = "side_by_side", "dance_together"
"""Motions of two that need no word between them."""
AIRY = frozenset({"space", "underwater", "sky with clouds", "sea", "blueprint grid"})
"""Settings without a floor: no contact shadow there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the network is given for one shot.

    Attributes:
        roles: Role (of `layout.ROLES`) to phrase, and `layout.MOOD`.
        cast: Picture role to the subject that plays it: `subject1` to `subject3`, and `after1` where a subject of the
            shot is what the first one becomes.
        colours: Picture role to the word of `tint.COLOURS` that its picture takes, after `tint.NATURAL` where it is
            part of a name; absent where it keeps its own.
        floor: Whether the place has a floor that shadows fall on.
        notes: What is drawn otherwise than asked, in plain words.
    """

    roles: dict[str, str]
    cast: dict[str, SubjectIntent]
    colours: dict[str, str]
    floor: bool
    notes: tuple[str, ...]

    @property
    def n_subjects(self) -> int:
        """How many subject layers, 0..3."""
        return sum(role in SUBJECT_ROLES for role in self.cast)


def camera_words(kind: CameraKind, strength: float) -> str:
    """The words the network was trained to hear for a move of this strength (0..1)."""
    if kind is CameraKind.STATIC:
        return CAMERA_WORDS[kind]
    pace = "slowly" if strength < SLOW_BELOW else "quickly" if strength > FAST_ABOVE else ""
    return f"{CAMERA_WORDS[kind]} {pace}".strip()


def read(shot: ShotIntent, vocabulary: Vocabulary) -> Reading:
    """Every slot of the shot as phrases that the weights know."""
    notes: list[str] = []
    roles: dict[str, str] = {"camera": camera_words(shot.camera_kind, shot.camera_strength)}
    place = _place(shot, vocabulary)
    subjects, where = _subjects(shot, vocabulary, notes)
    unknown: list[tuple[str, Match]] = []
    changed = change(shot, subjects, vocabulary, unknown)
    notes += [_unknown("subject", words, match) for words, match in unknown]
    if changed and changed.said & {stem(word) for word in split_words(shot.setting)}:
        place = None  # the water of "ice turns into water" is no place
    if changed:
        subjects = [changed.subject, *(s for s in subjects if s is not changed.subject)]
    shown_as = _cast(shot, subjects, changed, vocabulary)
    roles |= shown_as.roles
    roles |= _actions(subjects[:MAX_SUBJECTS], shown_as, changed, vocabulary, notes)
    if len(subjects) == 1 and not changed:
        roles[ACTION_ROLES[0]] = _with_camera(roles[ACTION_ROLES[0]], shot.camera_kind)
    notes += shown_as.notes
    roles["style"] = _style(shot.style, shown_as.drawn, vocabulary, notes)
    if place and not place.exact and (place.stand_in or place.similarity < WEAK):
        notes.append(_unknown("place", shot.setting, place))
    roles["setting"] = place.phrase if place else where or _home(shown_as.names, shot, vocabulary)
    floor_of = place or vocabulary.settings.match(roles["setting"])
    light = lighting(shot, vocabulary, notes)
    roles |= {"lighting": light.heard, MOOD: light.mood}
    roles["weather"] = weather(shot, vocabulary, notes)
    return Reading(
        roles=roles,
        cast=shown_as.cast,
        colours=shown_as.colours,
        floor=floor_of.name not in AIRY,
        notes=tuple(dict.fromkeys(notes)),
    )


def _place(shot: ShotIntent, vocabulary: Vocabulary) -> Match | None:
    """The place that the setting says; None when it says none, or only the weather or light there (`in the storm`)."""
    if not shot.setting.strip():
        return None
    found = vocabulary.settings.find(shot.setting)
    if found is None and (vocabulary.weathers.find(shot.setting) or vocabulary.moods.find(shot.setting)):
        return None
    return found or vocabulary.settings.nearest(shot.setting)


def _pictured(shot: ShotIntent) -> set[str]:
    """Ids of the subjects whose picture is given, so that nothing has to be known of them."""
    return {given.subject for given in shot.given if given.kind is GivenKind.SUBJECT}


def _subjects(shot: ShotIntent, vocabulary: Vocabulary, notes: list[str]) -> tuple[list[SubjectIntent], str]:
    """What the shot shows, and where if that goes with it."""
    pictured = _pictured(shot)
    kept = [s for s in shot.subjects if s.id in pictured or not airborne(s, vocabulary)]
    left_out = kept[MAX_SUBJECTS:]
    notes += [f"A shot shows at most {MAX_SUBJECTS} subjects; {s.words!r} is left out." for s in left_out]
    if kept and pictured:
        return kept[:MAX_SUBJECTS], ""
    if kept:
        shown_all = people(kept[:MAX_SUBJECTS], MAX_SUBJECTS)
        return [*shown_all, *props(shot, shown_all, vocabulary)], ""
    if found := shown(shot, vocabulary, notes):
        return [found[0]], found[1]
    match = vocabulary.subjects.find(_without_place(shot))
    if match is None or not match.exact or shot.subjects:
        return [], ""
    return [SubjectIntent(id=SCENE_ID, words=match.phrase, action=shot.temporal)], ""


def _without_place(shot: ShotIntent) -> str:
    return shot.scene.replace(shot.setting, " ") if shot.setting.strip() else shot.scene


@dataclass(slots=True)
class _Cast:
    """The subjects of a shot while they are found.

    Attributes:
        roles: Their words.
        cast: Who plays which role.
        colours: Which colour each takes.
        names: Their pictures' names in the order of their roles, the one that the first becomes excepted.
        drawn: The names of all pictures that are drawn and not given.
        notes: What is drawn otherwise than asked.
    """

    roles: dict[str, str] = field(default_factory=dict)
    cast: dict[str, SubjectIntent] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def plays(self, role: str, words: str, match: Match, vocabulary: Vocabulary) -> None:
        """What is drawn for a role, and in which colour; what is called by a colour (a red fox) may keep its own."""
        self.roles[role] = match.phrase
        named = vocabulary.subjects.find(words)
        called = range(named.start, named.start + named.length) if named else range(0)
        heard = [(place in called, w) for place, w in enumerate(split_words(words)) if w in COLOURS]
        said = [NATURAL + word if own else word for own, word in sorted(heard, key=lambda each: each[0])]
        if said and COLOURS.keys().isdisjoint(split_words(match.phrase)):
            self.colours[role] = said[0]


def _cast(shot: ShotIntent, subjects: list[SubjectIntent], changed: Changed | None, vocabulary: Vocabulary) -> _Cast:
    """Who plays which role; what the first subject becomes is taken out of `subjects`, being no second one."""
    out = _Cast()
    pictured = _pictured(shot)
    if changed:
        out.plays(AFTER_ROLE, changed.words, changed.after, vocabulary)
        out.drawn.append(changed.after.name)
        for other in subjects[1:]:
            if vocabulary.subjects.match_head(other.words).name == changed.after.name:
                out.cast[AFTER_ROLE] = other
                subjects.remove(other)
                break
    near = CLOSE.search(shot.camera.lower()) is not None
    for index, (role, subject) in enumerate(zip(SUBJECT_ROLES, subjects, strict=False)):
        close = near or (is_facial(subject.action) and not shot.setting.strip())
        if changed and not index:
            played = Figure(match=changed.before, stand_in=not changed.before.exact)
        else:
            played = figure(subject, vocabulary.subjects, close=close)
        out.cast[role] = subject
        out.names.append(played.match.name)
        out.plays(role, subject.words, played.match, vocabulary)
        if subject.id in pictured:
            continue
        out.drawn.append(played.match.name)
        if played.stand_in:
            out.notes.append(_unknown("subject", subject.words, played.match))
    return out


def _home(names: list[str], shot: ShotIntent, vocabulary: Vocabulary) -> str:
    """Where the subjects are when nobody says where: at home with what stays where it is, else with the first."""
    homes = [home(name) for name in names if stays(name)] + [home(name) for name in names]
    if homes:
        return homes[0]
    found = vocabulary.settings.find(shot.scene)
    return found.phrase if found else shot.scene


def _actions(
    subjects: list[SubjectIntent], shown_as: _Cast, changed: Changed | None, vocabulary: Vocabulary, notes: list[str]
) -> dict[str, str]:
    """What each does; two that do something together have one phrase for it, as the network was trained to hear."""
    together = None if changed else _together(subjects, vocabulary)
    if together:
        return {ACTION_ROLES[0]: together}
    actions = {}
    for index, (role, subject) in enumerate(zip(ACTION_ROLES, subjects, strict=False)):
        name = shown_as.names[index]
        actions[role] = changed.how.phrase if changed and not index else _action(subject, name, vocabulary, notes)
    return actions


def _together(subjects: list[SubjectIntent], vocabulary: Vocabulary) -> str:
    """The words for what two subjects do with each other, or nothing."""
    if len(subjects) != 2 or vocabulary.pairs is None:
        return ""
    one, other = (subject.action.strip() for subject in subjects)
    if not one and not other:
        return vocabulary.pairs.named(SIDE_BY_SIDE).phrase
    if other and other != one:
        return ""
    if other and (dance := vocabulary.motions.find(one)) and dance.name == "dance":
        return vocabulary.pairs.named(DANCE_TOGETHER).phrase
    match = vocabulary.pairs.find(one)
    return match.phrase if match else ""


def _action(subject: SubjectIntent, name: str, vocabulary: Vocabulary, notes: list[str]) -> str:
    usual = habit(name)
    if not _does(subject.action) or (is_going(subject.action) and usual in TRAVELS):
        sides = [w for w in split_words(subject.action) if w in SIDES]
        return " ".join([vocabulary.motions.match(usual.replace("_", " ")).phrase, *sides[-1:]])
    match = vocabulary.motions.match(subject.action)
    if not match.found and match.similarity < WEAK:
        notes.append(_unknown("movement", subject.action, match))
    sides = [w for w in split_words(subject.action) if w in SIDES]
    return " ".join([match.phrase, *sides[-1:]])  # "from left to right" travels to its last side


def _with_camera(action: str, kind: CameraKind) -> str:
    """What goes somewhere goes to the right unless a side is said, or to the left with a camera that pans there."""
    if kind is not CameraKind.PAN_LEFT or not SIDES.isdisjoint(split_words(action)):
        return action
    return f"{action} left"


def _does(action: str) -> bool:
    """Whether an action says that something is done, and not only where or when (`through the years`)."""
    first = action.split(maxsplit=1)[:1]
    return bool(first) and first[0].lower() not in WHERE


def _style(words: str, subjects: list[str], vocabulary: Vocabulary, notes: list[str]) -> str:
    """A known style's phrase, or the style that every subject is known in, with a note."""
    if not split_words(words):
        return ""
    match = vocabulary.styles.match(words)
    if match.stand_in:
        notes.append(_unknown("style", words, match))
    elif not match.exact and match.similarity < WEAK:
        match = vocabulary.styles.match(DEFAULT_STYLE)
        notes.append(_unknown("style", words, match))
    for name in subjects:
        if name not in vocabulary.drawn_in.get(match.name, {name}):
            notes.append(
                f"The embedded model knows {name!r} in no {match.name!r} style; it is drawn {DEFAULT_STYLE!r}."
            )
            match = vocabulary.styles.match(DEFAULT_STYLE)
    return match.phrase


def _unknown(kind: str, words: str, match: Match) -> str:
    own = _OWN_PICTURE if kind == "subject" and _PICTURED.search(words) else ""
    return f"{UNKNOWN} the {kind} {words!r}; it used the nearest one it knows, {match.name!r}.{own}"
