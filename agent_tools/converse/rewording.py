"""The same request in other words and letters: tables and the functions that use them. Each draws from its own chance.

What is changed is how something is asked, never what: the matter of the text stays word for word, but for one slip of
the typing hand, or letters that look alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

ZERO_WIDTH = "\u200b"
_OPENER = re.compile(
    r"^\s*(?:(?:please|can you|could you|i want|i would like)\s+)?"
    r"(?:(?:make|create|show|give|render|draw)\s+(?:me\b\s*)?)?"
    r"(?:a|an|the)?\s*(?:short\s+)?(?:clip|video|animation|movie|film)\s+(?:of|with|about|showing|where)\s+"
    r"|^\s*(?:please\s+)?show\s+(?:me\b\s*)?",
    re.IGNORECASE,
)
"""How a request begins before it comes to its matter."""

OPENERS = {
    "de": ("Zeig mir ", "Mach einen Clip von "),
    "fr": ("Montre-moi ", "Fais une vidéo de "),
    "es": ("Muéstrame ", "Haz un video de "),
    "it": ("Mostrami ", "Fai un video di "),
    "pt": ("Mostra-me ", "Faz um vídeo de "),
    "nl": ("Laat me zien: ", "Maak een clip van "),
    "pl": ("Pokaż mi ", "Zrób klip: "),
    "sv": ("Visa mig ", "Gör ett klipp av "),
}
FRAMES = (
    "I would like a short clip that shows {matter}",
    "For our help page we need this: {matter}",
    "Imagine {matter} and make a clip of it",
    "It should show {matter}, nothing else",
    "Our users should see {matter}",
)
POLITE = (
    "Please: {text}",
    "{text} Thank you!",
    "Hello! {text}",
    "If it is not too much trouble: {text}",
    "{text} Take your time.",
)
_ARTICLE = re.compile(r"^(?:a|an|the)\s+", re.IGNORECASE)
_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5"})
_LOOK_ALIKE = str.maketrans({"a": "\u0430", "e": "\u0435", "o": "\u043e", "c": "\u0441", "p": "\u0440"})
_WORD = re.compile(r"[A-Za-z]{6,}")
_KEPT = re.compile(r"\d+\s*(?:s|sec|second|seconds)\b|vertical|square|portrait|landscape|\bcamera\b", re.IGNORECASE)


def matter(text: str) -> str:
    """A request without how it begins.

    Args:
        text: The request.
    """
    rest = _OPENER.sub("", text, count=1).strip()
    return rest or text.strip()


def casing(text: str, chance: Random) -> str:
    """All small or all large letters."""
    return text.lower() if chance.random() < 0.5 else text.upper()


def slip(text: str, chance: Random) -> str:
    """One slip in one long word: two letters change places, one is lost, or one comes twice.

    Words that say how the clip is made, such as its length, are left alone.
    """
    kept = [found.span() for found in _KEPT.finditer(text)]
    words = [found for found in _WORD.finditer(text) if not any(a < found.end() and found.start() < b for a, b in kept)]
    if not words:
        return text
    found = chance.choice(words)
    word, at = found[0], chance.randrange(1, len(found[0]) - 2)
    way = chance.randrange(3)
    if way == 0:
        slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        slipped = word[:at] + (word[at] * 2 if way == 1 else "") + word[at + 1 :]
    return text[: found.start()] + slipped + text[found.end() :]


def opener(text: str, chance: Random) -> str:
    """The request begins in another language."""
    language = chance.choice(sorted(OPENERS))
    return chance.choice(OPENERS[language]) + _ARTICLE.sub("", matter(text))


def paraphrase(text: str, chance: Random) -> str:
    """The same matter in another sentence."""
    return chance.choice(FRAMES).format(matter=matter(text).rstrip(" .!?"))


def politeness(text: str, chance: Random) -> str:
    """With a greeting or thanks."""
    whole = text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."
    return chance.choice(POLITE).format(text=whole)


def zero_width(word: str, chance: Random) -> str:
    """With signs between letters that nobody sees."""
    places = sorted(chance.sample(range(1, len(word)), k=min(2, len(word) - 1)), reverse=True)
    for at in places:
        word = word[:at] + ZERO_WIDTH + word[at:]
    return word


def leet(word: str, chance: Random) -> str:
    """With digits for some letters; at least one."""
    return word.lower().translate(_LEET) if chance.random() < 0.5 else word.translate(_LEET)


def look_alike(word: str, _chance: Random) -> str:
    """With letters of another script that look the same."""
    return word.translate(_LOOK_ALIKE)


def spaced(word: str, chance: Random) -> str:
    """With the same sign between all letters, and wider gaps between words."""
    sign = chance.choice((" ", ".", "-"))
    return "  ".join(sign.join(part) for part in word.split())


def mixed(word: str, chance: Random) -> str:
    """With small and large letters by chance."""
    return "".join(chance.choice((sign.lower(), sign.upper())) for sign in word)


DISGUISES: dict[str, Callable[[str, Random], str]] = {
    "zero-width": zero_width,
    "leet": leet,
    "look-alike": look_alike,
    "spaced": spaced,
    "mixed": mixed,
}
"""How a name is hidden from whoever looks for it letter by letter."""

WORDINGS: dict[str, Callable[[str, Random], str]] = {
    "casing": casing,
    "spelling": slip,
    "language": opener,
    "paraphrase": paraphrase,
    "politeness": politeness,
}
"""How a whole request is put otherwise."""
