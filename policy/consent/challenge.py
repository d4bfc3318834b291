"""The live challenge: a few random words that the person gives back within minutes, once.

It shows that whoever consents could read or hear the words just now. That this is the depicted person is shown only by
a verifier that compares the words with the evidence, such as a recording; without one the tier stays `attested`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from policy.consent.record import normal_name
from policy.errors import ChallengeError

N_WORDS = 5  # of 128: 35 random bits, against one guess after another for some minutes
LIFETIME = timedelta(minutes=10)
MAX_LIFETIME = timedelta(minutes=60)

NOTICE_VERSION = "1"
NOTICE = (
    "You are asked to allow that clips are made by AI which show you, or somebody for whom you may decide. Nobody has "
    "to allow this. You say for what, for whom, where and until when; without other words it is for yourself alone, "
    "for personal use, for twelve months. Sexual content is never made. Kept are your name, what you allow and a "
    "fingerprint of your evidence. You may take your consent back at any time and without a reason: then nothing "
    "further is made, and the clips that were made here with it are withdrawn and their files deleted."
)
"""What the person is told before consenting; a change of it gets another version."""

WORDS: tuple[str, ...] = tuple(
    """
    acorn amber anchor apple apron arrow autumn bagel bamboo banjo barrel basket beacon bicycle biscuit blanket bottle
    branch bridge bucket button cabin cactus camel candle canoe carpet castle cedar cherry circle clover cobalt comet
    copper cotton cradle crystal daisy dolphin donkey dragon drum eagle echo ember engine falcon feather fern fiddle
    flute forest fountain garden ginger glacier goblet granite hammer harbor harvest hazel helmet honey island ivory
    jacket jasmine jigsaw kettle kitten ladder lantern lemon lilac lobster magnet maple marble meadow melon mirror
    mitten mountain nectar needle olive orbit orchid otter paddle paper parrot pebble pepper piano pillow planet pocket
    pretzel puzzle quartz rabbit ribbon river rocket saddle sailor salmon silver sparrow spoon summer teapot thunder
    tiger trumpet tulip turtle umbrella velvet violin walnut willow window yogurt zebra
    """.split()
)


class Verifier(Protocol):
    """Compares evidence with a challenge, for instance by what is said in a recording. None is shipped."""

    @property
    def name(self) -> str:
        """Stable name, as written into the record."""
        ...

    def verify(self, *, phrase: str, evidence: Path, name: str) -> bool:
        """Whether the evidence holds the phrase and shows the person.

        Args:
            phrase: The words of the challenge.
            evidence: The file.
            name: The name of the person.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A challenge as it is kept; the words themselves are not.

    Attributes:
        id: Its id.
        name: Normalised name of the person for whom it was made.
        phrase_digest: `sha256:...` of id and words.
        notice_version: Which notice was shown with it.
        made_at: When, aware.
        expires_at: The first moment at which it is too old, aware.
    """

    id: str
    name: str
    phrase_digest: str
    notice_version: str
    made_at: datetime
    expires_at: datetime

    def check(self, phrase: str, *, name: str, at: datetime) -> None:
        """Returns if the words are the right ones, for this person and in time. Whether it was used is known elsewhere.

        Args:
            phrase: What was given back; case and spaces do not matter.
            name: The name of the person who is to be shown.
            at: When, aware.

        Raises:
            ChallengeError: They are not.
        """
        if normal_name(name) != self.name:
            raise ChallengeError(f"challenge {self.id!r} was made for another name than {name!r}")
        if not self.made_at <= at < self.expires_at:
            raise ChallengeError(
                f"challenge {self.id!r} was open until {self.expires_at.isoformat()!r}, now is {at.isoformat()!r}; "
                "ask for another"
            )
        if not hmac.compare_digest(phrase_digest(self.id, phrase), self.phrase_digest):
            raise ChallengeError(
                f"{phrase[:80]!r} are not the words of challenge {self.id!r}; they must be given back as told"
            )


def draw_phrase(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """The words of a new challenge.

    Args:
        choose: Chooses one of them; must not be predictable.
    """
    return " ".join(choose(WORDS) for _ in range(N_WORDS))


def new_challenge(
    challenge_id: str, *, name: str, phrase: str, at: datetime, lifetime: timedelta = LIFETIME
) -> Challenge:
    """A challenge for somebody.

    Args:
        challenge_id: Its id.
        name: The name of the person who is to be shown.
        phrase: Its words, from `draw_phrase`.
        at: Now, aware.
        lifetime: How long it is open, 1 to 60 minutes.

    Raises:
        ChallengeError: The lifetime is out of range, or the name holds no letter and no digit.
    """
    if not timedelta(minutes=1) <= lifetime <= MAX_LIFETIME:
        raise ChallengeError(f"lifetime is {lifetime!s}, must be from 1 to {MAX_LIFETIME.seconds // 60} minutes")
    if not normal_name(name):
        raise ChallengeError(f"name {name!r} must hold a letter or a digit")
    return Challenge(
        id=challenge_id,
        name=normal_name(name),
        phrase_digest=phrase_digest(challenge_id, phrase),
        notice_version=NOTICE_VERSION,
        made_at=at,
        expires_at=at + lifetime,
    )


def phrase_digest(challenge_id: str, phrase: str) -> str:
    """`sha256:...` of a challenge's words, so that whoever reads the database cannot give them back."""
    words = " ".join(phrase.casefold().split())
    return "sha256:" + hashlib.sha256(f"{challenge_id}\0{words}".encode("utf-8", "surrogatepass")).hexdigest()
