"""Short ids that a person can read out: `clip_7k2m9qx4`.

Crockford's base 32 leaves out i, l, o and u, so no character is taken for another. Eight characters are 40 random
bits; the store still looks before it uses one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
N_CHARS = 8
N_DECISION_CHARS = 12  # 60 random bits: the log refuses an id that it has, so a repeat would stop a request

IdFactory = Callable[[str], str]
"""From a prefix such as `clip` to a new id such as `clip_7k2m9qx4`."""


def random_id(prefix: str) -> str:
    """A new id under this prefix."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(N_CHARS))}"


def decision_id() -> str:
    """A new id of a decision, long enough that nobody needs to look before it is used."""
    return f"dec_{''.join(secrets.choice(ALPHABET) for _ in range(N_DECISION_CHARS))}"
