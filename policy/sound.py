"""How a word sounds, roughly: one spelling for all that a reader would say the same way.

Consonants that are taken for each other become one letter, each run of vowels becomes an `a`, and what is not heard is
left out, so that "Gretta Tunberk" and "Greta Thunberg" are spelled alike. In the manner of Metaphone (Philips, 1990),
which keeps no vowels, and coarser: it serves names of every language, written as somebody heard them. Knows no list.
"""

from __future__ import annotations

import re
from functools import lru_cache

_RULES = (
    ("kgp", r"^(?:k|g|p)(?=n)|^p(?=s)", ""),
    ("w", r"^w(?=r)", ""),
    ("w", r"^w(?=l)", "v"),
    ("b", r"(?<=m)b$", ""),
    ("y", r"^y(?=[aou])", "j"),
    ("x", r"^x", "s"),
    ("p", r"ph", "f"),
    ("g", r"gh$|^gh", "g"),
    ("g", r"gh", ""),
    ("szc", r"t?sch|tch|cz|cs|sz|zh|sh|ts(?=[aeiouy])|tz|dz", "s"),
    ("c", r"ch(?=[rlmn]|ae|o[rs])", "k"),
    ("c", r"ch", "s"),
    ("gd", r"dj|dg(?=[eiy])|g(?=[eiy])", "j"),
    ("c", r"c(?=[eiy])", "s"),
    ("cq", r"ck|c|q", "k"),
    ("x", r"x", "ks"),
    ("h", r"th|dh", "t"),
    ("w", r"w(?![aeiouy])", "u"),
    ("h", r"(?<=[a-z])h", ""),
    ("e", r"(?<=[bcdfgklmnprstvz])re$", "er"),
    ("e", r"(?<=[bcdfgkpstz])le$", "el"),
    ("e", r"(?<=[a-z])e[sz]$", "s"),
)
_HEARD = tuple((frozenset(letters), re.compile(pattern), heard) for letters, pattern, heard in _RULES)
_VOICELESS = str.maketrans("bdgvwz", "ptkffs")
_VOWELS = re.compile("[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """How a word sounds: voiceless consonants, with an `a` for the vowels between them; a last vowel is not told.

    Args:
        word: Letters a to z; others stay as they are.
    """
    letters = set(word)
    for signs, pattern, heard in _HEARD:
        if not signs.isdisjoint(letters):
            word = pattern.sub(heard, word)
    plain = _DOUBLED.sub(r"\1", _VOWELS.sub("a", word.translate(_VOICELESS)))
    return plain[:-1] if plain.endswith("a") and len(plain) > 1 else plain


def consonants(told: str) -> int:
    """How many consonants are heard.

    Args:
        told: What `sound` gave for one word or, with spaces between, for several.
    """
    return len(told) - told.count("a") - told.count(" ")
