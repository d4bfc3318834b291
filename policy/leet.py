"""Leet: digits and signs that stand for letters, as in "T4yl0r $wift". Lengths never change, so offsets hold."""

from __future__ import annotations

import re
from functools import lru_cache

# 1, ! and | stand for i or for l; every reading is tried.
_LEET = str.maketrans("0134578$@!|+", "oieastbsaiit")
_LEET_L = str.maketrans("0134578$@!|+", "oleastbsallt")
_LEET_BOTH = str.maketrans("0134578$@!|+", "oleastbsailt")
READINGS = ((_LEET, False), (_LEET, True), (_LEET_L, True), (_LEET_BOTH, True))
_LEET_WORD = re.compile(
    r"(?<![\w$!|+])[$!|]?[^\W_]"
    r"(?:[\w@$!|+*']*[0-9@$!|+][\w@$!|+*']*[!$@|](?![\w@$!|+])|[\w@$!|+*']*[^\W_]!(?=\s+[a-z])|[\w@$!|+*']*[^\W_])"
)
PLAIN = (_LEET, False)
_HAS_LEET = re.compile(r"[0134578$@!|+]")
_MEASURE = re.compile(
    r"\d+(?:st|nd|rd|th|s|k|d|p|x|am|pm|mm|cm|m|km|kg|g|ml|l|h|hrs?|mins?|secs?|ms|fps|px|hz|khz|gb|mb|ft|in|yo|years?)|v\d+"
)
_LEET_SHORT = 3  # "v7" and "4k" are no tricks


def has_leet(chars: str) -> bool:
    """Whether a text has a word that holds letters and also digits or signs which are read as letters.

    Args:
        chars: Folded text.
    """
    return bool(_HAS_LEET.search(chars) and _leet_words(chars))


def unleet(chars: str, table: dict[int, int], whole: bool) -> str:  # a pair of `READINGS`
    """Digits and signs become letters inside words that also have letters; the length never changes.

    Numbers at the end of a word mostly belong to an account name; they become letters only with `whole`.

    Args:
        chars: Folded text.
        table: A reading of `READINGS`.
        whole: Whether numbers at the end become letters too.
    """
    if not _HAS_LEET.search(chars):
        return chars
    out = chars
    for start, end in _leet_words(chars):
        word = chars[start:end]
        body = word if whole else re.sub(r"\d{2,}$", "", word)
        out = f"{out[:start]}{body.translate(table)}{out[start + len(body) :]}"
    return out


@lru_cache(maxsize=64)
def _leet_words(chars: str) -> tuple[tuple[int, int], ...]:
    """The words that hold letters and also digits or signs which are read as letters."""
    found = (match.span() for match in _LEET_WORD.finditer(chars))
    likely = [
        (start, end)
        for start, end in found
        if _HAS_LEET.search(chars, start, end) and not _MEASURE.fullmatch(chars, start, end)
    ]
    sure = {
        (start, end)
        for start, end in likely
        if sum(map(str.isalpha, chars[start:end])) >= (1 if end - start > _LEET_SHORT else 2)
    }
    # "s14" alone is a number of something; beside "furl3r" it is a name.
    begins, ends = {start - 1 for start, _ in sure}, {end + 1 for _, end in sure}
    return tuple(span for span in likely if span in sure or span[0] in ends or span[1] in begins)
