"""The phrases of all detectors, read from the data files into one phrasebook.

Working out the spelling in which thousands of phrases are compared takes longer than a gate may, so
`phrases.prepared.txt` holds it ready; its first line says from which files it was made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from policy.errors import PolicyDataError
from policy.normalise import plain_words
from policy.pattern import PATTERNS, Patterns, load_patterns
from policy.phrasebook import Category, Phrasebook, Row, heads_of
from policy.table import digest, read_object, read_rows, read_text, shipped, words

TRIGGERS, PHRASES = "triggers.json", "phrases.json"
ROLE, PLACES, ORGANISATIONS = "role.json", "role_place.jsonl", "role_organisation.jsonl"
WORKS, STYLES = "work.jsonl", "style.jsonl"
SOURCES = (TRIGGERS, PHRASES, ROLE, PLACES, ORGANISATIONS, WORKS, STYLES)
_ELIDING = frozenset({"fr", "it"})
CLASS = re.compile(r"@(\w+)")
"""A class in a row of cues, whose words all count."""

_VOWEL = re.compile("[aeiouhâàéèêîïôíó]", re.IGNORECASE)

FILES = (*SOURCES, PATTERNS)
"""Every file of wordings that a verdict depends on, but for the prepared one."""

WORDS_ONLY = frozenset(
    "courtesy.living courtesy.not_name courtesy.patronymic courtesy.respect courtesy.surname courtesy.title "
    "courtesy.title_elsewhere creature honorific human.action not_depicted_before photo_next_veto photo_person "
    "relation.not_next seam_filler seam_further seam_open self_actions self_next_veto self_not_after "
    "self_not_before style_no_person swap_target topic_back topic_no_person topic_opening topic_person "
    "topic_thing".split()
)
"""Lists that a detector only asks whether a word is among them; they are found in no text, and so in no book."""

PREPARED = "phrases.prepared.txt"
FORMAT = 1
"""Of the lines after the first: a first word, then category, value and phrase by vertical bars, all by tabs."""

PLACE_KEYS: dict[str, type | tuple[type, ...]] = {
    "place": str,
    "names": list,
    "adjectives": list,
    "foreign": list,
    "offices": dict,
}
ORGANISATION_KEYS: dict[str, type | tuple[type, ...]] = {"organisation": str, "names": list, "posts": dict}
WORK_KEYS: dict[str, type | tuple[type, ...]] = {"who": str, "as": str, "of": list}
STYLE_KEYS: dict[str, type | tuple[type, ...]] = {
    "artist": str,
    "aliases": list,
    "words": str,
    "died": (int, type(None)),
}


class Triggers:
    """Named lists of trigger words, the book in which all of them are looked for at once, and the patterns.

    Attributes:
        book: Every phrase of every list.
        patterns: The wordings that no list of phrases can hold.
    """

    def __init__(self, lists: dict[str, tuple[str, ...]], book: Phrasebook, patterns: Patterns) -> None:
        self._lists = lists
        self.book = book
        self.patterns = patterns

    def phrases(self, *names: str) -> Category:
        """One or more lists as one, ready to be looked for.

        Args:
            names: Their categories.

        Raises:
            PolicyDataError: There is no such list.
        """
        for name in names:
            if name not in self.book.categories:
                raise PolicyDataError(f"there is no phrase list {name!r}, must be of {sorted(self.book.categories)!r}")
        return Category(self.book, *names)

    def words(self, name: str) -> tuple[str, ...]:
        """One list as it stands in the file, its languages together.

        Args:
            name: Its key in `triggers.json` or `phrases.json`.

        Raises:
            PolicyDataError: There is no such list.
        """
        try:
            return self._lists[name]
        except KeyError as exc:
            raise PolicyDataError(f"there is no trigger list {name!r}, must be of {sorted(self._lists)!r}") from exc


def load_triggers() -> Triggers:
    """The shipped trigger lists.

    Raises:
        PolicyDataError: A file is missing, cut short or malformed, or the prepared phrases were made from other ones.
    """
    lists: dict[str, tuple[str, ...]] = {}
    for name in (TRIGGERS, PHRASES):
        for category, by_language in _languages(name):
            lists[category] = tuple(item for items in by_language.values() for item in items)
    return Triggers(lists, _read_prepared(), load_patterns())


def prepared_phrases() -> str:
    """The text of the prepared phrases, made from the shipped files.

    Raises:
        PolicyDataError: A file is missing, cut short or malformed.
    """
    values: dict[tuple[str, str], dict[str, None]] = {}
    for category, value, phrase in _all():
        spelled = " ".join(plain_words(phrase))
        if not spelled:
            raise PolicyDataError(f"the phrase {phrase!r} of {category!r} holds no letter and no digit")
        values.setdefault((category, spelled), {}).update(dict.fromkeys([value] if value else []))
    rows = (Row(category, " ".join(found), spelled) for (category, spelled), found in values.items())
    try:
        heads = heads_of(rows)
    except ValueError as exc:
        raise PolicyDataError(f"a phrase cannot be written: {exc}") from exc
    body = "".join(f"{head}\t{cells}\n" for head, cells in heads.items())
    return f"{json.dumps(_head(body, sorted({category for category, _ in values})))}\n{body}"


def _read_prepared() -> Phrasebook:
    place = f"policy data file {PREPARED!r}"
    head, _, body = read_text(shipped(PREPARED)).partition("\n")
    try:
        categories = json.loads(head)["categories"]
    except (json.JSONDecodeError, KeyError, TypeError) as exc:
        raise PolicyDataError(f"{place} begins with {head[:200]!r}, must begin with a JSON object: {exc!r}") from exc
    if head != json.dumps(_head(body, categories)):
        raise PolicyDataError(
            f"{place} is damaged, or a list was edited after it was made: run `python -m policy.prepare`"
        )
    lines = (line.partition("\t") for line in body.split("\n")[:-1])
    return Phrasebook({first: cells for first, _, cells in lines}, categories)


def _head(body: str, categories: list[str]) -> dict[str, object]:
    sources = digest(map(shipped, SOURCES))
    return {"format": FORMAT, "sources": sources, "body": _sha256(body), "categories": categories}


def _all() -> Iterator[Row]:
    """Every phrase of every file as it is written there."""
    for name in (TRIGGERS, PHRASES):
        for category, by_language in _languages(name):
            for language, items in by_language.items() if category not in WORDS_ONLY else ():
                spoken = _elided(items) if language in _ELIDING else items
                yield from (Row(category, language, item) for item in spoken)
    yield from _role_rows()
    yield from _work_rows()
    for number, style in enumerate(read_rows(shipped(STYLES), STYLE_KEYS)):
        yield from (Row("style.artist", str(number), name) for name in _elided((style["artist"], *style["aliases"])))


def _work_rows() -> Iterator[Row]:
    """Works and feats, and the cues of "a|b + c" by their place there; the words of a class, `@name`, stand once."""
    for number, work in enumerate(read_rows(shipped(WORKS), WORK_KEYS)):
        if work["as"] == "cues":
            for entry, text in enumerate(work["of"]):
                for place, options in enumerate(text.split("+")):
                    cues = (cue for cue in map(str.strip, options.split("|")) if not CLASS.fullmatch(cue))
                    yield from (Row(f"cue.{place}", f"{number}.{entry}", cue) for cue in cues)
        elif work["as"] == "class":
            yield from (Row("cue.class", work["who"], phrase) for phrase in work["of"])
        else:
            category = "feat" if work["as"] == "feat" else "work"
            yield from (Row(category, str(number), phrase) for phrase in work["of"])


def _role_rows() -> Iterator[Row]:
    role = read_object(shipped(ROLE))
    for key, phrases in role["titles"].items():
        yield from (Row("role.title", key.replace(" ", "_"), phrase) for phrase in _elided(phrases))
    for key, phrases in role["posts"].items():
        yield from (Row("role.post", key.replace(" ", "_"), phrase) for phrase in _elided(phrases))
    for number, single in enumerate(role["single"]):
        yield from (Row("role.single", str(number), phrase) for phrase in single["phrases"])
        yield from (Row("role.bare", str(number), phrase) for phrase in single.get("bare", ()))
    for key, value in (("bodies", ""), ("clubs", "team")):
        yield from (Row("role.body", value, phrase) for phrase in _elided(role[key]))
    for key, value in (("offices", ""), ("national", "team")):
        yield from (Row("role.office", value, phrase) for phrase in _elided(role[key]))
    for key in ("current", "new", "then", "former", "indefinite", "definite", "historic", "not_next", "weak_posts"):
        yield from (Row(f"role.{key}", "", phrase) for phrase in role[key])
    for place in read_rows(shipped(PLACES), PLACE_KEYS):
        names = (*place["names"], *place["adjectives"], *_elided(place["foreign"]))
        yield from (Row("role.place", place["place"], name) for name in names)
    for number, organisation in enumerate(read_rows(shipped(ORGANISATIONS), ORGANISATION_KEYS)):
        yield from (Row("role.organisation", str(number), name) for name in organisation["names"])


def _elided(phrases: Iterable[str]) -> Iterator[str]:
    """Phrases, also behind an elided article where they begin with a vowel, and "visage de" also as "visage d'"."""
    for phrase in phrases:
        yield phrase
        if phrase.endswith((" de", " di")):
            yield phrase[:-1]
        if _VOWEL.match(phrase):
            yield from (f"{article}'{phrase}" for article in ("l", "d", "dell", "all"))


def _languages(name: str) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    """Each list of a file by its languages; a list without languages counts as one of none."""
    for category, value in read_object(shipped(name)).items():
        place = f"policy data file {name!r}: {category!r}"
        groups: dict[str, Any] = value if isinstance(value, dict) else {"": value}
        yield category, {language: words(items, place) for language, items in groups.items()}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def rows_of(name: str, keys: dict[str, type | tuple[type, ...]]) -> Iterable[dict[str, Any]]:
    """The rows of a shipped file.

    Args:
        name: File name inside `policy/data`.
        keys: Key to the type or types its value must have.

    Raises:
        PolicyDataError: The file is missing, cut short or malformed.
    """
    return read_rows(shipped(name), keys)
