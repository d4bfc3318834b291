"""The look in words: `in a flat, playful style`, `line art`, `a watercolor of`, and what only looks like one."""

from __future__ import annotations

import re

from agent_tools.planner.lexicon import ARTICLES, DETERMINERS
from agent_tools.planner.rule import Rule
from agent_tools.planner.text import cut, words

DEFAULT = "flat illustration, crisp edges"

WORDS = frozenset(
    """
flat playful cartoon cartoonish minimal minimalist minimalistic glossy 3d 2d cinematic watercolor watercolour sketch
sketchy hand-drawn handdrawn doodle clay claymation plasticine isometric pixel pixelated 8-bit 16-bit retro vintage
modern elegant professional corporate friendly cute kawaii whimsical fun funny dreamy dramatic epic realistic
photorealistic
hyperrealistic photographic anime manga comic comic-book noir monochrome black-and-white grayscale sepia pastel vibrant
colorful colourful bold bright clean simple geometric abstract surreal impressionist origami papercut paper-cut paper
cutout
low-poly lowpoly voxel vector line-art lineart outlined monoline crayon chalk charcoal ink pencil oil gouache acrylic
stop-motion storybook childlike children's warm cozy cosy soft moody futuristic cyberpunk steampunk vaporwave synthwave
neon grunge gothic medieval futurist bauhaus memphis art-deco deco pop-art duotone gradient hologram holographic
infographic techy sleek polished stylized stylised disney-like lego felt knitted embroidered stained-glass mosaic
ukiyo-e
energetic lively calm calming peaceful serene upbeat joyful cheerful elegant mysterious spooky illustrated illustration
hand-painted painted painterly sharp crisp
""".split()
)
_BINDERS = frozenset("and & very more really super slightly a an with but".split())
_ENDINGS = frozenset(
    "style styled look looking design designs illustration illustrations animation art aesthetic drawing render "
    "rendering "
    "feel vibe icon icons painting colors colours palette tones edges outlines shading".split()
)
_OPENERS = frozenset("make keep it use please should be look style the video in".split())
_OPENING = Rule(r"^(?:please\s+)?(?:make\s+|keep\s+|use\s+)?(?:it\s+|and\s+|in\s+|style\s+)?")
_NAMED = (
    r"(?:line[\s-]art|pixel[\s-]art|pop[\s-]art|vector[\s-]art|clip[\s-]?art|concept\s+art|art\s+deco|"
    r"paper[\s-]?cut(?:[\s-]?out)?|"
    r"low[\s-]poly|stop[\s-]motion|claymation|water\s?colou?r|comic[\s-]book|hand[\s-]drawn|photo-?realistic|"
    r"flat\s+design|flat\s+illustration|motion\s+graphics|oil\s+painting|pencil\s+(?:drawing|sketch)|"
    r"charcoal\s+drawing|"
    r"crayon\s+drawing|chalk(?:board)?\s+drawing|stained\s+glass|black[\s-]and[\s-]white|8-bit|16-bit|anime|voxel|"
    r"isometric)"
)
_A_NAMED_ONE = Rule(rf"\b{_NAMED}\b")
_LABEL = Rule(r"(?:^|(?<=[.;,\n(]))\s*(?:visual\s+|art\s+)?style\s*[:=]\s*(?P<words>[^.;\n)]{1,160})")
_IN_STYLE_OF = Rule(
    r"\b(?:(?:in|with)\s+)?the\s+(?:visual\s+|art\s+)?style\s+of\s+(?P<words>(?:an?\s+|the\s+)?[^,.;\n]{1,60})",
)
_IN_A_STYLE = Rule(
    r"(?:,\s*)?\b(?:in|with|using|use)\s+(?:an?\s+|the\s+)?(?P<words>(?:[\w'’&-]+,?\s+){1,5}?)"
    r"(?P<end>style|look|aesthetic|palette|colou?rs|tones)\b",
)
_NAMED_PHRASE = Rule(
    rf"(?:,\s*)?\b(?:in|as|like|using)\s+(?:an?\s+|the\s+)?(?P<words>{_NAMED})\b(?:\s+(?:style|animation|"
    rf"look))?(?=\s*(?:[,.;!]|$|with\b|for\b|at\b|of\b))",
)
_NAMED_OF = Rule(rf"^(?:an?\s+|the\s+)?(?P<words>(?:[\w-]+\s+)?{_NAMED})\s+(?:of|showing)\s+(?=\S)", re.IGNORECASE)
_MODIFIER = Rule(
    r"\b(?P<det>an?|the|my|our|two|three|some|cute|little|big|small)\s+"
    r"(?P<words>cartoon(?:ish)?|watercolou?r|anime|claymation|pixel[\s-]art|line[\s-]art|low[\s-]poly|hand[\s-]drawn|"
    r"photorealistic|cel[\s-]shaded|8-bit|3d|2d|vector)\s+"
    r"(?!(?:video|clip|animation|movie|film|gif|network|printers?|printing|glasses|strip|show|style|studio|paint|set|"
    r"of|on|in|at|and|by|is|with)\b)(?=[a-z])",
)
_STYLED = Rule(
    r"(?<![\w-])(?P<words>(?:\w+(?:-\w+){0,2}\s)?\w+(?:-\w+){0,2}?)[\s-]style\b(?=\s*(?:[,.;:!]|$)|\s+[a-z])"
)


def is_style_only(text: str) -> bool:
    """Whether a piece says nothing but how things look: `Flat, playful`, `Make it cute`, `Bright colors`."""
    found = words(_A_NAMED_ONE.sub("flat", text))
    opened = bool(found) and found[0] in ARTICLES
    while found and found[0] in _OPENERS:
        found.pop(0)
    core = [word for word in found if word not in _BINDERS]
    if not core or len(core) > 10 or not all(word in WORDS | _ENDINGS for word in core):
        return False
    # "a warm" is half of "a warm, bright room"; "a warm look" is a style.
    return any(word in WORDS for word in core) and (not opened or core[-1] in _ENDINGS)


def _chunks(text: str, found: list[str]) -> str:
    """Comma-separated chunks that are style only leave the text, unless they qualify a noun that follows."""
    parts = re.split(r"([,;.:]\s*)", text)
    kept: list[str] = []
    free = True
    for index in range(len(parts) - 1, -1, -2):
        chunk, sign = parts[index], parts[index + 1] if index + 1 < len(parts) else ""
        one_adjective = len(words(chunk)) == 1
        if chunk.strip() and is_style_only(chunk) and (free or not one_adjective or not sign.startswith(",")):
            found.append(_OPENING.sub("", chunk.strip()))
            continue
        kept.append(chunk + sign)
        opening = words(chunk)[:1]
        free = not opening or opening[0] in DETERMINERS
    found.reverse()
    return "".join(reversed(kept))


def plain(text: str) -> str:
    """Style words as they go into the slot: lower case at the start, without `style` and stray signs."""
    text = re.sub(r"\s+", " ", text).strip(" ,.;:!-")
    text = re.sub(r"\s*\bstyle$", "", text, flags=re.IGNORECASE).strip(" ,")
    text = re.sub(r"^(?:an?|the|in)\s+", "", text, flags=re.IGNORECASE)
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text


def _in_a_style(match: re.Match[str]) -> bool:
    """`in a flat style` says how; `in style` and `in a dress with a modern look` do not."""
    found = [word for word in words(match["words"]) if word not in _BINDERS]
    if match["end"].lower() == "style" and "," not in match["words"]:
        return bool(found)
    return bool(found) and all(word in WORDS for word in found)


def read(text: str) -> tuple[str, list[str]]:
    """Take the style words out of a piece of text.

    Args:
        text: One piece of a request.

    Returns:
        The text without them, and the styles in order.
    """
    found: list[str] = []
    while match := _LABEL.search(text):
        found.append(match["words"])
        text = cut(text, match.start(), match.end())
    while match := _IN_STYLE_OF.search(text):
        found.append(f"in the style of {match['words'].strip()}")
        text = cut(text, match.start(), match.end())
    position = 0
    while match := _IN_A_STYLE.search(text, position):
        if not _in_a_style(match):
            position = match.end()
            continue
        ending = "" if match["end"].lower() == "style" else " " + match["end"]
        found.append(match["words"].strip(" ,") + ending)
        text, position = cut(text, match.start(), match.end()), 0
    for pattern in (_NAMED_PHRASE, _NAMED_OF):
        while match := pattern.search(text):
            found.append(match["words"])
            text = cut(text, match.start(), match.end())
    while match := _MODIFIER.search(text):
        found.append(match["words"])
        text = cut(text, match.start("words"), match.end("words"))
    chunks: list[str] = []
    text = _chunks(text, chunks)
    found += chunks
    while (match := _STYLED.search(text)) and all(word in WORDS for word in words(match["words"])):
        found.append(match["words"])
        text = cut(text, match.start(), match.end())
    return text, [style for style in map(plain, found) if style]
