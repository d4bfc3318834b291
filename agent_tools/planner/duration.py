"""Lengths in words: `4 seconds`, `a 10s clip`, `half a minute`, `for 6 sec`, and what only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent_tools.planner.lexicon import NUMBERS
from agent_tools.planner.rule import Rule
from agent_tools.planner.text import cut

_NUMBER_WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,9}}(?:[.,]\d{{1,6}})?|half\s+an?|a\s+half|an?|a\s+couple\s+of|a\s+few|several|{_NUMBER_WORDS})"
_UNIT = r"(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|hours?|hrs?)"
_LEAD = (
    r"(?:(?:and|with|of|is|be|should|about|around|approximately|roughly|exactly|just|only|for|in|over|lasting|lasts?|"
    r"length|duration|between|(?:make|keep)\s+it|under|within|at\s+most|up\s+to|a\s+total\s+of|total|"
    r"max(?:imum)?|the|run(?:s|ning)?\s+time)[\s:]+|"
    r"~\s*){0,5}"
)
_TAIL = (
    r"(?:[\s-]*\b(?:long|in\s+total|total|in\s+all|all\s+together|altogether|overall|in\s+length|in\s+duration|"
    r"duration|"
    r"max|maximum|or\s+so|each|per\s+(?:shot|scene|step)|a\s+(?:shot|scene|step)))*"
)
_MENTION = Rule(
    rf"(?<![\w.,:'-])(?P<lead>{_LEAD})(?P<det>an?\s+(?=\d|{_NUMBER_WORDS}))?"
    r"(?:(?P<which>first|next|last|final|following|remaining|other)\s+)?"
    rf"(?P<num>{_NUMBER})(?:\s*(?:-|–|to|or|and)\s*(?P<num2>\d{{1,9}}(?:[.,]\d{{1,6}})?|{_NUMBER_WORDS}))?"
    rf"[\s-]*(?P<unit>{_UNIT})\b(?!['’-]\w)(?P<tail>{_TAIL})",
)
_NOT_AFTER = Rule(
    r"\b(?:every|after|each|per|takes?|took|before|until|till|past|at|by|from|save|saves?)\s+$",
)
_NOT_BEFORE = Rule(
    r"\s*(?:timer|countdown|rule|delay|break|sale|offer|walk|drive|workout|meal|recipe|hands?|later|ago|left|"
    r"remaining|before|after|earlier|warning|hourglass|egg|abs|read|away|past|to\s+(?:midnight|noon|go)|a\s+day|"
    r"an\s+hour|"
    r"mark|time)\b",
)
_ERA = Rule(r"\b(?:the|early|late|mid|19|20)[\s-]*$")
_YEAR = Rule(r"(?:1\d|20)\d0")
_UNITLESS = Rule(r"\b(?:duration|length)\s*[:=]\s*(?P<num>\d{1,4}(?:\.\d{1,3})?)(?=\s*(?:[,;)\n]|\.(?!\d)|$))")
_ERA_NOUN = Rule(r"\s*-?\s*(?:style|look|music|retro|vibes?|disco|cartoons?|aesthetic|fashion|pop|rock)\b")
_CLIP_NOUN = Rule(
    r"\s*,?\s*(?:\w+[\s,-]+){0,3}?(?:video|clip|animation|movie|film|gif|cartoon|reel|tiktok|short|loop|intro|"
    r"teaser|ad|trailer|vid|story|explainer|sequence)\b",
)
_BAD_LENGTH = Rule(
    r"(?:\b(?:duration|length|run\s*time)\s*(?::|is|of|=)\s*(?P<label>[^\s,.;\d][^,.;\n]{0,40})"
    r"|(?:\b(?:for|lasts?|lasting)\s+)?\b(?P<word>forever|for\s+ever|endlessly|infinitely)\b(?=\s*(?:[,.;!?]|$))"
    r"|\b(?:an?\s+)?(?P<endless>endless|infinite|never-ending)\s+(?=video|clip|animation|movie|film|gif|loop))",
)
_VAGUE = {
    "half a": 0.5,
    "half an": 0.5,
    "a half": 0.5,
    "a": 1.0,
    "an": 1.0,
    "a couple of": 2.0,
    "a few": 3.0,
    "several": 5.0,
}
_SECONDS = {"ms": 0.001, "mi": 60.0, "s": 1.0, "h": 3600.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """One length that was read.

    Attributes:
        seconds: What it says, unclamped.
        words: As typed.
        whole: Whether it is of the whole clip; else of the shot where it stands, if there are several.
        each: Whether it is of every shot.
    """

    seconds: float
    words: str
    whole: bool
    each: bool = False


def _number(word: str) -> float:
    key = re.sub(r"\s+", " ", word.lower())
    if key in _VAGUE:
        return _VAGUE[key]
    return float(NUMBERS[key]) if key in NUMBERS else float(key.replace(",", "."))


def _factor(unit: str) -> float:
    unit = unit.lower()
    if unit == "ms" or unit.startswith("milli"):
        return _SECONDS["ms"]
    return _SECONDS["mi"] if unit.startswith("mi") else _SECONDS[unit[0]]


def _is_length(match: re.Match[str]) -> bool:
    """Whether the number and unit are a length of the clip, not of something in it."""
    text, number, unit = match.string, match["num"].lower(), match["unit"].lower()
    before, after = text[: match.start()], text[match.end() :]
    if _NOT_BEFORE.match(after) or _NOT_AFTER.search(before):
        return False
    if unit == "s":
        if not number[0].isdigit():
            return False
        glued = text[match.start("unit") - 1].isdigit()
        led = _ERA.search(text[: match.start("num")]) or _ERA_NOUN.match(after)
        era = len(number) == 2 and number[1] == "0" and led and not _CLIP_NOUN.match(after)
        if glued and (era or _YEAR.fullmatch(number)):
            return False
    if number in ("a", "an"):
        said = re.search(r"\b(?:for|lasting|lasts?|about|around|under|up\s+to|within)\b", match["lead"].lower())
        return bool(said or match["tail"] or (unit.startswith("m") and _CLIP_NOUN.match(after)))
    if unit.startswith("h"):
        return bool(match["tail"] or _CLIP_NOUN.match(after) or re.search(r"\bfor\b", match["lead"].lower()))
    return True


def _read(match: re.Match[str]) -> tuple[Length, list[str]]:
    factor = _factor(match["unit"])
    seconds = _number(match["num"]) * factor
    words = re.sub(r"^(?:of|and|with|the)\s+", "", re.sub(r"\s+", " ", match.group()).strip(" ,:"), flags=re.IGNORECASE)
    notes = []
    if match["num2"]:
        low, high = seconds, _number(match["num2"]) * factor
        seconds = (low + high) / 2
        notes.append(f"{words!r} is a range; read as {seconds:g} s")
    tail = match["tail"].lower()
    each = "each" in tail or "per" in tail or bool(re.search(r"\ba (?:shot|scene|step)", tail))
    alone = not match.string[: match.start()].strip(" ,.;:!-(") and not match.string[match.end() :].strip(" ,.;:!-)")
    chunk = bool(re.search(r"(?:^|[,;.(])\s*$", match.string[: match.start()])) and bool(
        re.match(r"\s*(?:[,;.)!]|$)", match.string[match.end() :])
    )
    whole = (
        not each
        and not match["which"]
        and bool(
            alone
            or chunk
            or re.search(r"total|all|overall|altogether|duration", tail)
            or re.search(r"total|length|duration|run", match["lead"].lower())
            or _CLIP_NOUN.match(match.string[match.end() :])
        )
    )
    return Length(seconds=seconds, words=words, whole=whole, each=each), notes


def read(text: str) -> tuple[str, list[Length], list[str]]:
    """Take the lengths out of a piece of text.

    Args:
        text: One piece of a request.

    Returns:
        The text without them, the lengths in order, and notes on what could not be read.
    """
    lengths: list[Length] = []
    notes: list[str] = []
    position = 0
    while match := _MENTION.search(text, position):
        if not _is_length(match):
            position = match.end("unit")
            continue
        length, more = _read(match)
        lengths.append(length)
        notes += more
        # "a 10s clip" keeps its article, "for a 10s" does not.
        article = match["det"].strip() if match["det"] and _CLIP_NOUN.match(text[match.end() :]) else ""
        text = f"{text[: match.start()].rstrip()} {article} {text[match.end() :].lstrip()}".strip()
        position = min(match.start(), len(text))
    while bare := _UNITLESS.search(text):
        lengths.append(Length(seconds=float(bare["num"]), words=bare.group(), whole=True))
        text = cut(text, bare.start(), bare.end())
    while bad := _BAD_LENGTH.search(text):
        word = next(group for group in bad.groups() if group).strip()
        notes.append(f"{word!r} is no length")
        text = cut(text, bad.start(), bad.end())
    return text, lengths, notes
