"""Short ids that a person can read out: `clip_7k2m9qx4`.

Crockford's base 32 leaves out i, l, o and u, so no character is taken for another. Eight characters are 40 random
bits; the store still looks before it uses one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
N_CHARS = 8
N_TRIES = 20  # how often the store draws again before it gives up
N_DECISION_CHARS = 12  # 60 random bits: the log refuses an id that it has, so a repeat would stop a request

_BITS_PER_CHAR = 5
_MASK = len(ALPHABET) - 1

IdFactory = Callable[[str], str]
"""From a prefix such as `clip` to a new id such as `clip_7k2m9qx4`."""


def random_id(prefix: str) -> str:
    """A new id under this prefix."""
    return f"{prefix}_{_drawn(N_CHARS)}"


def decision_id() -> str:
    """A new id of a decision, long enough that nobody needs to look before it is used."""
    return f"dec_{_drawn(N_DECISION_CHARS)}"


def _drawn(n_chars: int) -> str:
    bits = secrets.randbits(_BITS_PER_CHAR * n_chars)
    return "".join(ALPHABET[bits >> _BITS_PER_CHAR * place & _MASK] for place in range(n_chars))
