"""A subject that becomes another: by what is said of it (`a bud opens`), or by what is said to come of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.flipbook.inflection import stem
from generator.flipbook.vocabulary import Match, Vocabulary
from generator.flipbook.word import split_words
from policy.types import ShotIntent, SubjectIntent

_SPAN = re.compile(r"(?:through(?:out)?|over|across|in|during|within|as)\b")
_MANNER = re.compile(r"\b\w+ly\b")
NEW_ID = "scene"
"""Id of a subject that only the scene's words name; no planner gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One subject that becomes another.

    Attributes:
        subject: Which of the subjects it is.
        before: Its picture at the start.
        after: Its picture at the end.
        how: The transition.
        words: What it becomes, in words that still hold a colour.
        said: Stems of the words that say the change; a place among them is none.
    """

    subject: SubjectIntent
    before: Match
    after: Match
    how: Match
    words: str
    said: frozenset[str] = frozenset()


def change(
    shot: ShotIntent, subjects: list[SubjectIntent], vocabulary: Vocabulary, unknown: list[tuple[str, Match]]
) -> Changed | None:
    """The change that a shot shows, or None.

    Args:
        shot: The shot.
        subjects: Its subjects; the first one counts most.
        vocabulary: What the weights know.
        unknown: Grows by words for what comes of it that are not known, and what is drawn for them.
    """
    for subject in subjects:
        if found := _said(subject, vocabulary):
            return found
    if found := _in_scene(shot, subjects, vocabulary):
        return found
    return _becomes(subjects[0], vocabulary, unknown) if subjects else None


def _known(name: str, subject: SubjectIntent, vocabulary: Vocabulary, said: frozenset[str] = frozenset()) -> Changed:
    before, after, how = vocabulary.becomes[name]
    return Changed(
        subject=subject,
        before=vocabulary.subjects.named(before),
        after=vocabulary.subjects.named(after),
        how=vocabulary.transitions.named(how),
        words=subject.words,
        said=said,
    )


LASTS: tuple[tuple[str, str], ...] = (
    ("centur|age|era|histor|decade|generation|millenni|year|time", "through the centuries"),
    ("season|month|year", "through the seasons"),
)
"""Stems of words for a stretch of time, and how the changes of the vocabulary say it."""
BUILDINGS = frozenset("house,office building,castle,timber framed house,baroque house,hut,glass tower".split(","))


def _through_time(subject: SubjectIntent, vocabulary: Vocabulary) -> Changed | None:
    """A change that a stretch of time brings: `a house over the years`."""
    if not _SPAN.match(subject.action.strip().lower()):
        return None
    thing = vocabulary.subjects.find(subject.words)
    names = [subject.words, "building"] if thing and thing.name in BUILDINGS else [subject.words]
    for words, span in LASTS:
        for name in names:
            if re.search(rf"\b(?:{words})", subject.action.lower()):
                found = vocabulary.changes.find(f"{name} {span}")
                if found and found.length > 2:
                    return _known(found.name, subject, vocabulary)
    return None


def _said(subject: SubjectIntent, vocabulary: Vocabulary) -> Changed | None:
    """A change that a known phrase says of the subject itself."""
    n_words = len(split_words(subject.words))
    found = vocabulary.changes.find(f"{subject.words} {subject.action}")
    if found and found.start < n_words:
        if _is_outdone(subject.action, found.start + found.length - n_words, vocabulary):
            return None
        return _known(found.name, subject, vocabulary)
    return _through_time(subject, vocabulary) or _by_verb(subject, vocabulary)


def _is_outdone(action: str, covered: int, vocabulary: Vocabulary) -> bool:
    """Whether more words of an action say a motion than the `covered` that say a change: `a balloon pops up`."""
    doing = vocabulary.motions.find(_MANNER.sub(" ", action))
    return doing is not None and doing.exact and doing.length > covered


def _by_verb(subject: SubjectIntent, vocabulary: Vocabulary) -> Changed | None:
    """A change of the very thing that is named, under another name and by one of the verbs that are said of it."""
    thing = vocabulary.subjects.find(subject.words)
    verbs = {stem(word) for word in split_words(subject.action)[:1]}
    doing = vocabulary.motions.find(subject.action)
    if thing is None or not thing.exact or not verbs or (doing and doing.exact):
        return None
    for name, phrases in vocabulary.said.items():
        before = vocabulary.becomes[name][0]
        if before == thing.name and any(verbs & {stem(w) for w in split_words(p)[1:]} for p in phrases):
            return _known(name, subject, vocabulary)
    return None


def _in_scene(shot: ShotIntent, subjects: list[SubjectIntent], vocabulary: Vocabulary) -> Changed | None:
    """A change that only the whole sentence says, as "one cell becomes two" or "someone lights a candle" does."""
    found = vocabulary.changes.find(shot.scene)
    if found is None:
        return None
    words = {stem(w) for w in split_words(shot.scene)[found.start : found.start + found.length]}
    own = [s for s in subjects if words & {stem(w) for w in split_words(s.words)}]
    if (subjects and not own and any(s.id != NEW_ID for s in subjects)) or (
        own and _is_outdone(own[0].action, found.length - len(split_words(own[0].words)), vocabulary)
    ):
        return None
    new = SubjectIntent(id=NEW_ID, words=vocabulary.becomes[found.name][0], action="")
    return _known(found.name, own[0] if own else new, vocabulary, frozenset(words))


def _becomes(subject: SubjectIntent, vocabulary: Vocabulary, unknown: list[tuple[str, Match]]) -> Changed | None:
    """A change that names what becomes of it; None when the action says nothing of the kind (as "becomes tiny")."""
    found = vocabulary.transitions.split(subject.action)
    if found is None:
        return None
    how, what = found
    after = vocabulary.subjects.match(what)
    if not after.exact:
        doing = vocabulary.motions.find(subject.action)
        if (doing and doing.exact) or vocabulary.changes.find(f"{subject.words} {subject.action}"):
            return None
        unknown.append((what, after))
    before = vocabulary.subjects.match_head(subject.words)
    return Changed(subject=subject, before=before, after=after, how=how, words=what)
