"""On-screen text: what stands in quotation marks, or after `title:` and its kind.

A quoted text is lifted out before anything else is read, and a private-use character keeps its place, so that no
later rule can cut it apart or take its words for things to draw.
"""

from __future__ import annotations

import re

from agent_tools.planner.rule import Rule

_BASE = 0xE000
_LIMIT = 0x1900
MARK = "[\ue000-\uf8ff]"

_PAIRS = Rule(
    r"“([^“”\n]{1,400})”|„([^„“”\n]{1,400})[“”]|«\s*([^«»\n]{1,400}?)\s*»|「([^「」\n]{1,400})」|『([^『』\n]{1,400})』"
    r'|(?<!\w)"([^"\n]{1,400})"'
    r"|‘((?:[^‘’\n]|’(?=\w)){2,400})’(?!\w)"
    r"|(?<![\w'])'(?=\S)((?:[^'\n]|'(?=\w)){2,400})(?<=\S)'(?!\w)"
)
_NAMING = Rule(r"\b(?:named|called|known as|nicknamed)\s*$")
_KIND = (
    r"(?:on-?screen\s+)?(?:text(?:\s+overlay)?|overlay|words?|title|headline|caption|subtitle|message|lettering|"
    r"heading|tagline|slogan|"
    r"title card)"
)
_VERB = r"(?:says?|saying|said|reads?|reading|titled|entitled|captioned|labell?ed|displays?|displaying)"
_CUE = Rule(
    rf"""(?:^|(?<=[\s,;.:(]))
    (?: (?:,\s*)?(?:and\s+)?(?:with|has|have|having|add|put|show|showing|display|include|plus)\s+(?:an?\s+|the\s+)?
          (?:\w+\s+){{0,1}}{_KIND}
          (?:\s+(?:on|at|in)\s+(?:it|(?:the\s+)?(?:screen|bottom|top|end|middle|center|centre)))?
          (?:\s+(?:that\s+)?{_VERB})?
      | (?:the\s+)?{_KIND}(?:\s+(?:that\s+)?(?:{_VERB}|is|of))?
      | (?:that|which)\s+{_VERB}
      | {_VERB}
    )\s*[:,]?\s*(?={MARK})""",
    re.IGNORECASE | re.VERBOSE,
)
_SPEAKS_AND = Rule(rf"\s{_VERB}\s*[:,]?\s*({MARK})\s*(?:,\s*)?and\s+(?=\w+s\b)")
_AFTER = Rule(
    rf"({MARK})\s*(?:(?:appears?|is\s+shown|is\s+displayed|is\s+written|pops?\s+up|fades?\s+in|slides?\s+in|comes\s+up|"
    r"shows?\s+up)\b\s*)?(?:on\s+it\b)?(?P<place>(?:on|at|in)\s+(?:the\s+)?(?:screen|bottom|top|middle|"
    r"center|centre)(?:\s+of\s+the\s+screen)?\b)?",
)
_UNQUOTED = Rule(
    rf"\b(?:with\s+(?:the|a)\s+{_KIND}(?:\s+(?:saying|reading))?|that\s+(?:says|reads)|titled|captioned)\s*:?\s+"
    r"((?:[A-Z0-9][\w'&%-]*[!?,]?(?:\s+|$|(?=[.,;]))){1,12})",
    flags=0,
)
_LABEL = Rule(rf"(?:^|(?<=[.!?;\n]))\s*{_KIND}\s*:\s*([^.\n;]{{1,200}}[!?.]?)")


def _texts(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None).strip()


def lift(text: str) -> tuple[str, list[str], list[str]]:
    """Replace every on-screen text by one mark.

    Args:
        text: Cleaned text.

    Returns:
        The text with marks, the texts, where mark number i stands for text number i, and notes. The words that only
        announce a text (`with the title`, `that says`) are gone.
    """
    found: list[str] = []
    notes: list[str] = []

    def placed(match: re.Match[str]) -> str:
        if match["place"]:
            notes.append(f"{match['place']!r} was not used: an on-screen text has a place of its own")
        return f"{match[1]} "

    def mark(inner: str) -> str:
        found.append(inner)
        ends = "." if inner[-1:] in ".!?" else ""
        return chr(_BASE + len(found) - 1) + ends

    def quoted(match: re.Match[str]) -> str:
        inner = _texts(match)
        if not any(char.isalnum() for char in inner) or len(found) >= _LIMIT:
            return inner
        if _NAMING.search(match.string[: match.start()]):
            return inner
        sign = mark(inner)
        opens_sentence = re.match(r"\s+[A-Z]", match.string[match.end() :])
        return sign if opens_sentence else sign[0]

    text = _PAIRS.sub(quoted, text)
    text = _LABEL.sub(lambda m: f" {mark(m.group(1).strip(' .'))[0]}." if _is_plain(m.group(1)) else m.group(), text)
    text = _UNQUOTED.sub(lambda m: f"with the text {mark(m.group(1).strip(' ,'))[0]} ", text)
    if found:
        text = _SPEAKS_AND.sub(r" \1 ", text)
        text = _AFTER.sub(placed, _CUE.sub("", text))
    return text, found, notes


def _is_plain(inner: str) -> bool:
    """Whether a labelled text holds no mark of its own and says something."""
    return re.search(MARK, inner) is None and any(char.isalnum() for char in inner)


def drop(text: str, texts: list[str]) -> tuple[str, tuple[str, ...]]:
    """Take the marks out of one piece of the text.

    Args:
        text: A piece of what `lift` gave.
        texts: The texts that `lift` gave.

    Returns:
        The piece without marks, and the texts that stood in it, without repeats.
    """
    found = [texts[ord(sign) - _BASE] for sign in re.findall(MARK, text) if ord(sign) - _BASE < len(texts)]
    return re.sub(MARK, " ", text), tuple(dict.fromkeys(found))
