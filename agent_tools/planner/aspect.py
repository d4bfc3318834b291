"""The frame's shape in words: `vertical`, `for Reels`, `square`, `16:9`, and what only looks like one."""

from __future__ import annotations

import re
from math import log

from agent_tools.planner.rule import Rule
from agent_tools.planner.style import WORDS as STYLES
from agent_tools.planner.text import cut
from agent_tools.schema import SIZES

_NOUN = r"(?:video|clip|animation|movie|film|gif|cartoon|loop|story|short|ad)s?"
_MEDIUM = (
    r"(?:format|orientation|aspect(?:\s+ratio)?|ratio|frame|mode|layout|version|reel|post|teaser|explainer|canvas|"
    rf"size|{_NOUN})"
)
_LABEL = r"(?:(?:make\s+it|and|orientation|format|(?:aspect\s*)?ratio|shape)\s*[:=]?\s+)?"
_ALONE = rf"(?:(?<=^)|(?<=[,;.(:])\s?){_LABEL}"
_ENDS = r"(?=\s*(?:[,;.!)]|$))"
_VERTICAL = r"(?:vertical(?:ly)?|portrait|upright)"
_WIDE = r"(?:wide-?\s?screen|horizontal|landscape)"
_OWN = r"(?:my\s+|our\s+|the\s+|an?\s+)?"
_SITE = r"(?:(?:instagram|insta|ig|facebook|fb|youtube|yt|snapchat|whatsapp)\s+)?"
_IN = r"\b(?:(?:in|as)\s+)?(?:an?\s+)?"
_TABLE: tuple[tuple[str, str], ...] = (
    (
        rf"\b(?:for|on)\s+{_OWN}{_SITE}(?:tik\s?-?tok|reels?|shorts|stories|story|snapchat)\b(?:\s+(?:video|clip)s?)?",
        "9:16",
    ),
    (rf"\b(?:for|on)\s+{_OWN}(?:instagram|insta)\b(?:\s+(?:post|feed|grid))?", "1:1"),
    (rf"\b(?:for|on)\s+{_OWN}(?:youtube|vimeo)\b(?:\s+(?:video|channel))?", "16:9"),
    (rf"{_IN}{_VERTICAL}\s+{_MEDIUM}\b", "9:16"),
    (rf"{_IN}square\s+{_MEDIUM}\b", "1:1"),
    (rf"{_IN}{_WIDE}\s+{_MEDIUM}\b", "16:9"),
    (rf"\bin\s+{_VERTICAL}{_ENDS}|{_ALONE}\b{_VERTICAL}{_ENDS}", "9:16"),
    (r"(?<!\bis)(?<!\bare)(?<!\bgoes)\s+vertical\s*$", "9:16"),
    (rf"\bin\s+square{_ENDS}|{_ALONE}\bsquare{_ENDS}", "1:1"),
    (rf"\bin\s+{_WIDE}{_ENDS}|{_ALONE}\b(?:horizontal|wide-?\s?screen){_ENDS}|\bmake\s+it\s+landscape\b", "16:9"),
    (r"\ban?\s+tik\s?-?tok(?:\s+(?:video|clip))?(?=\s+(?:of|about|showing|where|with)\b)", "9:16"),
)
_BETWEEN = rf"(?=(?:(?:short|quick|nice|animated|little|{'|'.join(sorted(STYLES))})\s+){{1,3}}{_NOUN}\b)"
_AHEAD = (
    (Rule(rf"\b{_VERTICAL}\s+{_BETWEEN}"), "9:16"),
    (Rule(rf"\bsquare\s+{_BETWEEN}"), "1:1"),
    (Rule(rf"\b{_WIDE}\s+{_BETWEEN}"), "16:9"),
)
"""A shape that style words part from its noun: `a vertical watercolor video`."""
_PATTERNS = tuple((Rule(pattern), ratio) for pattern, ratio in _TABLE)
_KEPT_NOUN = Rule(rf"\S\s+(?P<noun>{_NOUN})$")
_RATIO = Rule(
    r"(?:\b(?:in|at|as|with)\s+(?:an?\s+)?)?(?P<cue>\b(?:aspect(?:\s*ratio)?|ratio|format)\s*(?::|of|is|=)?\s*)?"
    r"(?<![\d:.,])(?P<w>16|9|1|4|3|21|5|2)\s?[:x×]\s?(?P<h>9|16|1|3|4|5|2)(?![\d:]|[.,]\d|\s*[ap]\.?m)"
    r"(?P<noun>\s+(?:aspect(?:\s+ratio)?|ratio|format)\b)?",
)
_ODD = frozenset({"4:3", "21:9", "4:5"})
_ODD_WITH_CUE = _ODD | {"3:4", "5:4", "2:3", "3:2", "2:1", "1:2"}
_BAD_LABEL = Rule(r"\b(?:aspect(?:\s*ratio)?|orientation)\s*(?::|=)\s*(?P<word>[^\s,.;][^,.;\n]{0,40})", re.IGNORECASE)
_SIZE = Rule(
    r"(?<![\w.])(?:\b(?:in|at|as|size|resolution)\s*:?\s*)?(?P<w>\d{2,5})\s?[x×]\s?(?P<h>\d{2,5})(?:\s*(?:px|"
    r"pixels?))?\b",
)
_RATE = Rule(r"\b(?:(?:at|in|with)\s+)?\d{1,3}\s*(?:fps|frames\s+(?:per|a)\s+second)\b")
_RESOLUTION = Rule(
    r"\b(?:(?:in|at)\s+)?(?:full\s+hd|ultra\s+hd|[48]k|hd|480p|720p|1080p|1440p|2160p)\b(?!\s+(?:tv|camera|screen))",
)


def nearest(width: float, height: float) -> str:
    """The known ratio whose shape is nearest to `width` by `height`, both above 0."""
    return min(SIZES, key=lambda name: abs(log(width / height) - log(SIZES[name][0] / SIZES[name][1])))


def _ratios(text: str, found: list[str], notes: list[str]) -> str:
    position = 0
    while match := _RATIO.search(text, position):
        ratio = f"{match['w']}:{match['h']}"
        odd = _ODD_WITH_CUE if match["cue"] or match["noun"] else _ODD
        if ratio not in SIZES and ratio not in odd:
            position = match.end()
            continue
        if ratio not in SIZES:
            near = nearest(int(match["w"]), int(match["h"]))
            notes.append(f"{ratio!r} is not among {', '.join(SIZES)}; made {near}")
            ratio = near
        found.append(ratio)
        text, position = cut(text, match.start(), match.end()), match.start()
    return text


def _sizes(text: str, found: list[str], notes: list[str]) -> str:
    while match := _SIZE.search(text):
        ratio = nearest(max(int(match["w"]), 1), max(int(match["h"]), 1))
        found.append(ratio)
        notes.append(
            f"{match.group().strip()!r} in the words sets the shape only, {ratio}; give width_px and height_px"
        )
        text = cut(text, match.start(), match.end())
    while match := _RATE.search(text):
        notes.append(f"{match.group().strip()!r} is not read from words; give fps")
        text = cut(text, match.start(), match.end())
    while match := _RESOLUTION.search(text):
        notes.append(f"{match.group().strip()!r} is not read from words; give width_px and height_px")
        text = cut(text, match.start(), match.end())
    return text


def read(text: str) -> tuple[str, list[str], list[str]]:
    """Take the frame's shape out of a piece of text.

    Args:
        text: One piece of a request.

    Returns:
        The text without it, the ratios that were asked for, and notes on what could not be read.
    """
    found: list[str] = []
    notes: list[str] = []
    text = _ratios(_sizes(text, found, notes), found, notes)
    for ahead, ratio in _AHEAD:
        while match := ahead.search(text):
            found.append(ratio)
            text = cut(text, match.start(), match.end())
    for pattern, ratio in _PATTERNS:
        while match := pattern.search(text):
            found.append(ratio)
            # "a vertical video of" stays "a video of" for the rule that strips the wrapper.
            noun = _KEPT_NOUN.search(match.group())
            keep = f"a {noun['noun']}" if noun and match.group()[:3].lower() not in ("in ", "as ", "for", "on ") else ""
            text = f"{text[: match.start()].rstrip()} {keep} {text[match.end() :].lstrip()}".strip()
    while match := _BAD_LABEL.search(text):
        notes.append(f"{match['word'].strip()!r} is no shape among {', '.join(SIZES)}")
        text = cut(text, match.start(), match.end())
    return text, found, notes
