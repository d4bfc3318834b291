"""What a consent allows: for what, to whom, where and when. Whatever it does not say, it does not allow.

Knows no names and no log. Fields after ISO/IEC TS 27560:2023 (consent record information structure).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from policy.document import Document
from policy.errors import ConsentError
from policy.normalise import plain_words
from policy.types import Intent, Use
from policy.view import Phrases

MAX_YEARS = 10
"""The longest licence of a living person's likeness in the NO FAKES Act (S.4591, 2026); also the limit of a renewal."""

DEFAULT_MONTHS = 12
MAX_ITEMS = 100
MAX_WORD_CHARS = 200

_TERRITORY = re.compile(r"[A-Z]{2}")


class Audience(StrEnum):
    """Who may ask for clips of the person. The person always may."""

    ONLY_ME = "only_me"
    NAMED = "named"
    GROUP = "group"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request, as far as a consent looks at it.

    Attributes:
        requester: Who asks, as the program that authenticated them knows them; empty for unknown.
        groups: The groups that the same program knows them to belong to.
        uses: What the clip is for, as the person who asks declares it and as the installation's clips all are.
        territories: Where it will be shown, ISO 3166-1 alpha-2; none for not said.
        document: Every text of the request.
    """

    requester: str
    groups: frozenset[str]
    uses: frozenset[Use]
    territories: frozenset[str]
    document: Document

    @classmethod
    def of(cls, intent: Intent, document: Document, *, use: Use = Use.PERSONAL, territories: Iterable[str] = ()) -> Ask:
        """The request of an intent.

        Args:
            intent: What is asked.
            document: Its texts.
            use: What all clips of the installation are for.
            territories: Where they are shown when a request does not say it.
        """
        declared = frozenset({intent.use, use}) - {Use.PERSONAL}
        return cls(
            requester=intent.requester,
            groups=frozenset(intent.groups),
            uses=declared or frozenset({Use.PERSONAL}),
            territories=frozenset({intent.territory}) if intent.territory else frozenset(territories),
            document=document,
        )

    def says(self, topic: str) -> bool:
        """Whether a word or phrase stands anywhere in the request, in any spelling that the normaliser undoes."""
        phrase = Phrases((topic,))
        return any(True for field in self.document.fields for view in field.views for _ in phrase.find(view))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a consent allows. Sexual content is never in it and cannot be put into it.

    Attributes:
        uses: What clips may be for, at least one.
        topics: Words or phrases of which a request must hold one; none means any topic.
        barred_topics: Words or phrases of which a request may hold none.
        audience: Who may ask.
        requesters: Who may ask, exactly when the audience is `named`.
        groups: Whose members may ask, exactly when the audience is `group`.
        territories: Where clips may be shown, ISO 3166-1 alpha-2; none means everywhere.
        valid_from: The first moment, aware.
        valid_until: The first moment after it, aware, at most 10 years later.

    Raises:
        ConsentError: A value is out of range, or two contradict each other.
    """

    valid_from: datetime
    valid_until: datetime
    uses: frozenset[Use] = frozenset({Use.PERSONAL})
    topics: frozenset[str] = frozenset()
    barred_topics: frozenset[str] = frozenset()
    audience: Audience = Audience.ONLY_ME
    requesters: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    territories: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _check_times(self.valid_from, self.valid_until)
        if not self.uses:
            raise ConsentError(f"uses are (), must be at least one of {', '.join(Use)}")
        for name in ("topics", "barred_topics", "requesters", "groups"):
            check_words(name, getattr(self, name))
        for topic in sorted(self.topics | self.barred_topics):
            if not plain_words(topic):
                raise ConsentError(f"topic {topic!r} must hold a letter or digit that the normaliser keeps")
        for territory in sorted(self.territories):
            if not _TERRITORY.fullmatch(territory):
                raise ConsentError(f"territory {territory!r} must be two capital letters of ISO 3166-1, such as 'DE'")
        for level, name in ((Audience.NAMED, "requesters"), (Audience.GROUP, "groups")):
            given = sorted(getattr(self, name))
            if (self.audience is level) != bool(given):
                wanted = "at least one" if self.audience is level else "none"
                raise ConsentError(f"{name} are {given!r} with audience {self.audience.value!r}, must be {wanted}")

    def admits(self, ask: Ask, person: str) -> bool:
        """Whether this requester is among those who may ask.

        Args:
            ask: The request.
            person: Key of the depicted person, who always may.
        """
        if ask.requester and ask.requester == person:
            return True
        if self.audience is Audience.EVERYONE:
            return True
        # With another audience than `named` there are no requesters, and with another than `group` no groups.
        return ask.requester in self.requesters or not self.groups.isdisjoint(ask.groups)

    def allows(self, ask: Ask) -> bool:
        """Whether use, territory and topics are within the scope, whoever asks and whenever."""
        return (
            ask.uses <= self.uses
            and (not self.territories or (bool(ask.territories) and ask.territories <= self.territories))
            and (not self.topics or any(ask.says(topic) for topic in sorted(self.topics)))
            and not any(ask.says(topic) for topic in sorted(self.barred_topics))
        )

    def within(self, wider: Scope) -> bool:
        """Whether this scope allows nothing that another one does not."""
        return (
            self.uses <= wider.uses
            and (not wider.topics or (bool(self.topics) and self.topics <= wider.topics))
            and self.barred_topics >= wider.barred_topics
            and (not wider.territories or (bool(self.territories) and self.territories <= wider.territories))
            and self.valid_from >= wider.valid_from
            and self.valid_until <= wider.valid_until
            and self._audience_within(wider)
        )

    def _audience_within(self, wider: Scope) -> bool:
        if self.audience is Audience.ONLY_ME or wider.audience is Audience.EVERYONE:
            return True
        # Whether a named requester belongs to a group is not known here, so the two cannot be compared.
        same = self.audience is wider.audience
        return same and self.requesters <= wider.requesters and self.groups <= wider.groups


def months_after(time: datetime, months: int) -> datetime:
    """The same day and hour some calendar months later; the last day of that month where it is shorter.

    Args:
        time: Any aware time.
        months: How many, 0 or more.

    Raises:
        ConsentError: The calendar ends before.
    """
    year, month = divmod(time.year * 12 + time.month - 1 + months, 12)
    try:
        return time.replace(year=year, month=month + 1, day=min(time.day, monthrange(year, month + 1)[1]))
    except ValueError as exc:
        raise ConsentError(f"{months!r} months after {time.isoformat()!r} lie outside the calendar") from exc


def check_words(name: str, words: frozenset[str] | tuple[str, ...]) -> None:
    """Refuses what is empty, too long or too many.

    Args:
        name: What the words are, for the message.
        words: The words.

    Raises:
        ConsentError: More than 100 of them, or one has not 1 to 200 characters, or none that is a letter or a digit.
    """
    if len(words) > MAX_ITEMS:
        raise ConsentError(f"{name} are {len(words)!r} in number, must be at most {MAX_ITEMS}")
    for word in sorted(words):
        if not 1 <= len(word) <= MAX_WORD_CHARS or not any(char.isalnum() for char in word):
            shown = word if len(word) <= MAX_WORD_CHARS else f"{word[:40]}..."
            raise ConsentError(
                f"one of {name} is {shown!r}, must have 1 to {MAX_WORD_CHARS} characters, among them a letter or digit"
            )


def _check_times(start: datetime, end: datetime) -> None:
    for name, time in (("valid_from", start), ("valid_until", end)):
        if time.tzinfo is None:
            raise ConsentError(f"{name} is {time!r}, must be an aware time")
    if end <= start:
        raise ConsentError(f"valid_until {end.isoformat()!r} must be after valid_from {start.isoformat()!r}")
    latest = months_after(start, 12 * MAX_YEARS)
    if end > latest:
        raise ConsentError(
            f"valid_until {end.isoformat()!r} must be at most {MAX_YEARS} years after valid_from, so by "
            f"{latest.isoformat()!r}"
        )
