"""Text as the planner reads it: cleaned, cut, tidied and split into tokens. Knows nothing of shots."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from agent_tools.planner.rule import Rule

_GLUE = frozenset(
    "in with of for as using from and but or the a an by at to on then while during plus that which".split()
)
_LEADING_GLUE = Rule(r"^(?:(?:and|but|or|of|plus)\b[\s,]*)+")
_EMPTY_PAIRS = Rule(r"\(\s*\)|\[\s*\]|\{\s*\}")
_SPACE_BEFORE = Rule(r" (?=[,.;:!?])")
_STOPS = Rule(r"([,;:])(?:\s*[,;:])+")
_STOPS_BESIDE = Rule(r"(?<=[.!?])\s*[,;:]+|[,;:]+\s*(?=[.!?])")
_EDGES = " \t,;:-–—.!?"
_TOKEN = Rule(r"\d+(?::\d+)+|[^\W_]+(?:['’_-][^\W_]+)*(?:(?<=s)['’](?=\s+[a-z]))?|'s\b|[^\w\s]|_+")
_WORD = Rule(r"[^\W_]+(?:['’-][^\W_]+)*")
_LATIN_OR_COMMON = Rule(r"[\x00-\u024f\u1e00-\u1eff\u2000-\u2bff\U0001f000-\U0001faff\ufe0f]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign.

    Attributes:
        text: As typed.
        low: The same in lower case.
        start: Offset of its first character in the text that was split.
        end: Offset after its last character.
    """

    text: str
    low: str
    start: int
    end: int


def clean(text: str) -> str:
    """The text without control and private characters, in NFC, with plain blanks, newlines and apostrophes."""
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        category = unicodedata.category(char)
        if char == "\n" or category in ("Zl", "Zp"):
            kept.append("\n")
        elif category in ("Cc", "Zs"):
            kept.append(" ")
        elif category in ("Cf", "Co", "Cs"):
            # Joiners shape Arabic and Indic words; elsewhere they only hide.
            if char in "\u200c\u200d" and kept and not kept[-1].isascii():
                kept.append(char)
        else:
            kept.append(char)
    return re.sub(r"[ ]*\n[ \n]*", "\n", re.sub(r" +", " ", "".join(kept))).strip()


def cut(text: str, start: int, end: int) -> str:
    """`text` without [start, end), with one blank at the seam."""
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()


def tidy(text: str, original: str = "") -> str:
    """`text` without what cutting leaves behind: doubled blanks and stops, empty brackets, words that join nothing.

    Args:
        text: What is left.
        original: What it was cut from; a last word that was the last there too joins nothing and stays (`pops in`).
    """
    last = words(original[-40:])[-1:]
    text = " ".join(_EMPTY_PAIRS.sub(" ", text).split())
    text = _STOPS_BESIDE.sub("", _STOPS.sub(r"\1", _SPACE_BEFORE.sub("", text))).strip(_EDGES)
    kept = text.split(" ")
    while len(kept) > 1 and kept[-1].strip(_EDGES).lower() in _GLUE - set(last):
        kept.pop()
    return _LEADING_GLUE.sub("", " ".join(kept)).strip(_EDGES)


def tokenise(text: str) -> list[Token]:
    """Words (with their inner apostrophes and hyphens) and single signs, in order."""
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group().replace("’", "'")
        found.append(Token(word, word.lower(), match.start(), match.end()))
    return found


def words(text: str) -> list[str]:
    """The lower-case words of a text, without signs."""
    return [match.group().replace("’", "'").lower() for match in _WORD.finditer(text)]


def is_foreign(text: str) -> bool:
    """Whether most letters are of another script than Latin."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(_LATIN_OR_COMMON.match(char) is None for char in letters) > len(letters)


def reads_right_to_left(text: str) -> bool:
    """Whether most letters are Arabic, Hebrew or of another right-to-left script."""
    letters = [char for char in text if char.isalpha()]
    return 2 * sum(unicodedata.bidirectional(char) in ("R", "AL") for char in letters) > len(letters)


def shorten(text: str, limit: int = 60) -> str:
    """`text` for a note: at most `limit` characters, cut at a word."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(",;: ") + " ..."
