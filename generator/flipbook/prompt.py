"""From a shot, as it was permitted, to the phrases that the network reads; says what it will draw otherwise than asked.

Pure formatting against a closed vocabulary: a phrase can be replaced only by a known name of a thing, place, light or
motion, never by free text, and each replacement that a person would notice becomes a note.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.flipbook.habit import habit, home_of, home_of_air
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
TRAVELS = frozenset("run walk roll hop leap fly swim drive".split())
GAITS = {"walk": "walking", "run": "running", "dance": "dancing", "swim": "swimming"}
"""Motions that some subjects have a picture of: "a woman walks" is the walking woman."""
AIR = {"snow": "snowfall", "rain": "rainfall", "drizzle": "rainfall"}
"""Single words for what fills the air, by the phrase that says so."""
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
    subjects = [
        *subjects[:1],
        *(s for s in subjects[1:] if not _left_out(s, vocabulary, notes, sure=changed is not None)),
    ]
    for role, action_role, subject in zip(SUBJECT_ROLES, ACTION_ROLES, subjects, strict=False):
        first = changed if role == SUBJECT_ROLES[0] else None
        match = first.before if first else _posed(subject, vocabulary)
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
    roles["weather"] = _weather(shot, vocabulary)
    roles["setting"] = place.phrase if place else _home(known, roles["weather"], shot, vocabulary)
    floor_of = place or vocabulary.settings.match(roles["setting"])
    roles["lighting"] = _lighting(shot, vocabulary)
    return Reading(roles=roles, cast=cast, floor=floor_of.name not in AIRY, notes=tuple(notes))


def _fills_the_air(subject: SubjectIntent, vocabulary: Vocabulary) -> bool:
    """Whether a subject is weather or what drifts in it, such as petals, and no thing that the weights know."""
    return vocabulary.weathers.match(_air(subject)).exact and not vocabulary.subjects.match(subject.words).exact


def _air(subject: SubjectIntent) -> str:
    """A subject's words; the phrase of what fills the air where they are nothing but its name."""
    words = split_words(subject.words)
    return AIR.get(words[0], subject.words) if len(words) == 1 else subject.words


def _left_out(subject: SubjectIntent, vocabulary: Vocabulary, notes: list[str], *, sure: bool) -> bool:
    """Whether a companion that does nothing is like no known thing: nothing is better beside the first than a guess.

    Args:
        subject: The companion.
        vocabulary: What is known.
        notes: Grows by what is left out.
        sure: Whether it must be known by name, as beside a change that says all by itself.
    """
    match = vocabulary.subjects.match(subject.words)
    if match.exact or (match.similarity >= WEAK and not sure) or subject.action.strip():
        return False
    notes.append(f"The embedded model does not know {subject.words!r} and left it out.")
    return True


def _posed(subject: SubjectIntent, vocabulary: Vocabulary) -> Match:
    """The known thing that a subject is; one that is drawn in the act, where there is such a picture."""
    match = vocabulary.subjects.match(subject.words)
    doing = vocabulary.motions.match(subject.action) if subject.action.strip() else None
    if not match.exact or doing is None or not doing.exact or doing.name not in GAITS:
        return match
    drawn = vocabulary.subjects.match(f"{GAITS[doing.name]} {match.name}")
    whole = vocabulary.subjects.holds(f"{GAITS[doing.name]} {match.name}")
    return drawn if whole else match


def _home(known: list[str], weather: str, shot: ShotIntent, vocabulary: Vocabulary) -> str:
    """Where a shot is when nobody says where."""
    if known:
        return home_of(known)
    return home_of_air(vocabulary.weathers.match(weather).name) if weather else shot.scene


def _from_scene(shot: ShotIntent, vocabulary: Vocabulary) -> list[SubjectIntent]:
    """A subject out of the scene's own words, for shots that name none; nothing when no word of it is known."""
    match = vocabulary.subjects.match(shot.scene)
    if vocabulary.weathers.match(match.phrase).exact or vocabulary.weathers.match(shot.scene).exact:
        return []
    return [SubjectIntent(id=SCENE_ID, words=match.phrase, action=shot.temporal)] if match.exact else []


def _coloured(words: str, match: Match) -> str:
    colours = [w for w in split_words(words) if w in COLOURS and w not in split_words(match.phrase)]
    return " ".join([*colours[:1], match.phrase])


def _action(subject: SubjectIntent, name: str, vocabulary: Vocabulary, notes: list[str]) -> str:
    if not subject.action.strip():
        return vocabulary.motions.match(habit(name).replace("_", " ")).phrase
    match = vocabulary.motions.match(subject.action)
    usual = habit(name)
    if not match.exact and match.name in TRAVELS and usual in TRAVELS:  # a bicycle "rides" as it is used to
        match = vocabulary.motions.match(usual)
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
    """The mood's phrase, after that of a change of the light where one is told."""
    mood = vocabulary.moods.match(shot.lighting).phrase if shot.lighting.strip() else ""
    change = vocabulary.lights.match(f"{shot.temporal} {shot.lighting}") if vocabulary.lights else None
    return f"{change.phrase} {mood}".strip() if change and change.exact else mood


def _weather(shot: ShotIntent, vocabulary: Vocabulary) -> str:
    """What fills the air, by the shot's own words alone: never the nearest known thing, and never a subject."""
    said = " ".join((shot.scene, shot.temporal, shot.lighting)).lower()
    for subject in shot.subjects:
        if not _fills_the_air(subject, vocabulary):
            said = said.replace(subject.words.lower(), " ")
    match = vocabulary.weathers.match(said)
    if not match.exact:
        falling = [_air(s) for s in shot.subjects if _fills_the_air(s, vocabulary)]
        if not falling:
            return ""
        match = vocabulary.weathers.match(falling[0])
    scene = set(split_words(shot.scene.lower()))  # alone: "soft daylight" is no soft rain
    plenty = next((k for k, v in PLENTY.items() if scene & set(v.split())), "")
    words = scene | set(split_words(shot.temporal.lower()))
    course = next((k for k, v in COURSE.items() if words & set(v.split())), "")
    return " ".join(w for w in (plenty, match.phrase, course) if w)


def _unknown(kind: str, words: str, match: Match) -> str:
    return f"{UNKNOWN} the {kind} {words!r}; it used the nearest one it knows, {match.name!r}."
