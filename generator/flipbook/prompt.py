"""From a shot, as it was permitted, to the phrases that the network reads; says what it will draw otherwise than asked.

Pure formatting against a closed vocabulary: a phrase can be replaced only by a known name of a thing, place, light or
motion, never by free text, and each replacement that a person would notice becomes a note.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.flipbook.habit import habit, home
from generator.flipbook.layout import ACTION_ROLES, AFTER_ROLE, MAX_SUBJECTS, SUBJECT_ROLES
from generator.flipbook.vocabulary import COLOURS, WEAK, Match, Vocabulary
from generator.flipbook.word import split_words
from policy.types import CameraKind, GivenKind, ShotIntent, SubjectIntent

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
SCENE_ID = "scene"
"""Id of a subject that only the scene's words name; no planner gives it."""
UNKNOWN = "The embedded model does not know"
"""How every note begins that tells of a stand-in."""
SLOW_BELOW, FAST_ABOVE = 0.375, 0.7
PLENTY = {"heavy": "heavy pouring thick storm blizzard downpour", "a little": "light gentle soft few some little"}
COURSE = {"begins": "begins begin starts start beginning starting", "ends": "stops stop ends end stopping ending"}
"""Words for how much fills the air and whether it begins or ends, by the one that the network was trained to hear."""
SIDES = frozenset("left right leftwards rightwards".split())
AIRY = frozenset({"space", "underwater", "sky with clouds", "sea", "blueprint grid"})
"""Settings without a floor: no contact shadow there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the network is given for one shot.

    Attributes:
        roles: Role (of `layout.ROLES`) to phrase.
        cast: Picture role to the subject that plays it: `subject1` to `subject3`, and `after1` where a subject of the
            shot is what the first one becomes.
        floor: Whether the place has a floor that shadows fall on.
        notes: What is drawn otherwise than asked, in plain words.
    """

    roles: dict[str, str]
    cast: dict[str, SubjectIntent]
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
    pictured = {given.subject for given in shot.given if given.kind is GivenKind.SUBJECT}
    subjects = [s for s in shot.subjects if s.id in pictured or not _fills_the_air(s, vocabulary)]
    subjects = subjects or _from_scene(shot, vocabulary)
    changed = _change(subjects[0], vocabulary, notes) if subjects else None
    cast: dict[str, SubjectIntent] = {}
    known: list[str] = []
    drawn: list[str] = []
    if changed:
        roles[AFTER_ROLE] = changed.words
        known.append(changed.after.name)
        drawn.append(changed.after.name)
        for other in subjects[1:]:  # what it becomes is no second subject beside it
            if vocabulary.subjects.match(other.words).name == changed.after.name:
                cast[AFTER_ROLE] = other
                subjects.remove(other)
                break
    for role, action_role, subject in zip(SUBJECT_ROLES, ACTION_ROLES, subjects, strict=False):
        first = changed if role == SUBJECT_ROLES[0] else None
        match = first.before if first else vocabulary.subjects.match(subject.words)
        cast[role] = subject
        known.append(match.name)
        roles[role] = _coloured(subject.words, match)
        roles[action_role] = first.how if first else _action(subject, match.name, vocabulary, notes)
        if subject.id in pictured:  # its picture is given, so nothing has to be known of it
            continue
        drawn.append(match.name)
        if not match.exact:
            notes.append(_unknown("subject", subject.words, match))
    notes += [
        f"A shot shows at most {MAX_SUBJECTS} subjects; {s.words!r} is left out." for s in subjects[MAX_SUBJECTS:]
    ]
    roles["style"] = _style(shot.style, drawn, vocabulary, notes)
    place = vocabulary.settings.match(shot.setting) if shot.setting.strip() else None
    if place and not place.exact and place.similarity < WEAK:
        notes.append(_unknown("place", shot.setting, place))
    roles["setting"] = place.phrase if place else home(known[0]) if known else shot.scene
    floor_of = place or vocabulary.settings.match(roles["setting"])
    roles["lighting"] = _lighting(shot, vocabulary)
    roles["weather"] = _weather(shot, vocabulary)
    return Reading(roles=roles, cast=cast, floor=floor_of.name not in AIRY, notes=tuple(notes))


def _fills_the_air(subject: SubjectIntent, vocabulary: Vocabulary) -> bool:
    """Whether a subject is weather or what drifts in it, such as petals, and no thing that the weights know."""
    return vocabulary.weathers.match(subject.words).exact and not vocabulary.subjects.match(subject.words).exact


def _from_scene(shot: ShotIntent, vocabulary: Vocabulary) -> list[SubjectIntent]:
    """A subject out of the scene's own words, for shots that name none; nothing when no word of it is known."""
    match = vocabulary.subjects.match(shot.scene)
    return [SubjectIntent(id=SCENE_ID, words=match.phrase, action=shot.temporal)] if match.exact else []


def _coloured(words: str, match: Match) -> str:
    colours = [w for w in split_words(words) if w in COLOURS and w not in split_words(match.phrase)]
    return " ".join([*colours[:1], match.phrase])


def _action(subject: SubjectIntent, name: str, vocabulary: Vocabulary, notes: list[str]) -> str:
    if not subject.action.strip():
        return vocabulary.motions.match(habit(name).replace("_", " ")).phrase
    match = vocabulary.motions.match(subject.action)
    if not match.exact and match.similarity < WEAK:
        notes.append(_unknown("movement", subject.action, match))
    sides = [w for w in split_words(subject.action) if w in SIDES]
    return " ".join([match.phrase, *sides[-1:]])  # "from left to right" travels to its last side


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changed:
    """One subject that becomes another: the two, how, and the words for what it becomes."""

    before: Match
    after: Match
    how: str
    words: str


def _change(subject: SubjectIntent, vocabulary: Vocabulary, notes: list[str]) -> _Changed | None:
    return _changed(subject, vocabulary) or _becomes(subject, vocabulary, notes)


def _changed(subject: SubjectIntent, vocabulary: Vocabulary) -> _Changed | None:
    """A change that a known phrase says of itself, as "a bud opens"; None for any other."""
    match = vocabulary.changes.match(f"{subject.words} {subject.action}")
    if not match.exact:
        return None
    before, after, how = vocabulary.becomes[match.name]
    what = vocabulary.subjects.match(after)
    return _Changed(
        before=vocabulary.subjects.match(before),
        after=what,
        how=vocabulary.transitions.match(how).phrase,
        words=_coloured(subject.words, what),
    )


def _becomes(subject: SubjectIntent, vocabulary: Vocabulary, notes: list[str]) -> _Changed | None:
    """A change that names what becomes of it; None when the action says nothing of the kind (as "becomes tiny")."""
    found = vocabulary.transitions.split(subject.action)
    if found is None:
        return None
    how, what = found
    after = vocabulary.subjects.match(what)
    if not after.exact:
        if vocabulary.motions.match(subject.action).exact:
            return None
        notes.append(_unknown("subject", what, after))
    before = vocabulary.subjects.match(subject.words)
    return _Changed(before=before, after=after, how=how.phrase, words=_coloured(what, after))


def _style(words: str, subjects: list[str], vocabulary: Vocabulary, notes: list[str]) -> str:
    """A known style's phrase, or the style that every subject is known in, with a note."""
    if not split_words(words):
        return ""
    match = vocabulary.styles.match(words)
    if not match.exact and match.similarity < WEAK:
        match = vocabulary.styles.match(DEFAULT_STYLE)
        notes.append(_unknown("style", words, match))
    for name in subjects:
        if name not in vocabulary.drawn_in.get(match.name, {name}):
            notes.append(
                f"The embedded model knows {name!r} in no {match.name!r} style; it is drawn {DEFAULT_STYLE!r}."
            )
            match = vocabulary.styles.match(DEFAULT_STYLE)
    return match.phrase


def _lighting(shot: ShotIntent, vocabulary: Vocabulary) -> str:
    return vocabulary.moods.match(shot.lighting).phrase if shot.lighting.strip() else ""


def _weather(shot: ShotIntent, vocabulary: Vocabulary) -> str:
    """What fills the air, by the shot's own words alone: never the nearest known thing, and never a subject."""
    said = " ".join((shot.scene, shot.temporal, shot.lighting)).lower()
    for subject in shot.subjects:
        if not _fills_the_air(subject, vocabulary):
            said = said.replace(subject.words.lower(), " ")
    match = vocabulary.weathers.match(said)
    if not match.exact:
        return ""
    words = set(split_words(said))
    plenty = next((k for k, v in PLENTY.items() if words & set(v.split())), "")
    course = next((k for k, v in COURSE.items() if words & set(v.split())), "")
    return " ".join(w for w in (plenty, match.phrase, course) if w)


def _unknown(kind: str, words: str, match: Match) -> str:
    return f"{UNKNOWN} the {kind} {words!r}; it used the nearest one it knows, {match.name!r}."
