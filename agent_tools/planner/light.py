"""Light and tempo in words: `at night`, `in warm light`, `the sun sets`, `in slow motion`, and the defaults.

A phrase that only says when (`at night`) leaves the scene for the lighting slot; an adjective of a thing
(`a moonlit beach`) sets the slot and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from agent_tools.planner import glow
from agent_tools.planner.lexicon import NUMBERS, PLACES, SPANS, TIMES
from agent_tools.planner.morphology import singular
from agent_tools.planner.rule import Rule
from agent_tools.planner.text import cut, words

DEFAULT = "soft daylight"
NIGHT = "moonlit night"

_TIMES: tuple[tuple[str, str], ...] = (
    (
        r"(?:late\s+)?at\s+night(?:\s?time)?|by\s+night|(?:during|in(?:\s+the\s+middle\s+of)?)\s+the\s+night|"
        r"at\s+midnight|"
        r"in\s+the\s+dark(?=\s*(?:[,.;!?]|$))|(?:under|in|by)\s+(?:the\s+)?moonlight|under\s+(?:the|"
        r"a)\s+(?:full\s+)?moon",
        NIGHT,
    ),
    (
        r"(?:under|beneath)\s+(?:the|a)\s+(?:stars|starry\s+sky)|in\s+(?:the\s+)?starlight|on\s+a\s+starry\s+night",
        "starry night",
    ),
    (r"(?:at|during)\s+(?:the\s+)?(?:sunset|sundown)|in\s+the\s+(?:sunset|setting\s+sun)|before\s+sunset", "sunset"),
    (r"(?:at|during)\s+(?:the\s+)?(?:dusk|twilight|nightfall)|in\s+the\s+(?:evening|twilight)", "dusk"),
    (r"(?:at|during)\s+(?:the\s+)?(?:sunrise|dawn|daybreak)|in\s+the\s+early\s+morning", "sunrise"),
    (r"(?:at|during|in)\s+(?:the\s+)?golden\s+hour(?:\s+light)?", "golden hour"),
    (r"in\s+the\s+morning|in\s+(?:the\s+)?morning\s+(?:light|sun)", "soft morning light"),
    (r"at\s+(?:noon|midday)|in\s+the\s+midday\s+sun", "bright midday light"),
    (
        r"in\s+(?:the\s+)?(?:bright\s+|warm\s+|full\s+)?(?:sunshine|sunlight|sun|daylight)|in\s+broad\s+daylight",
        "bright sunlight",
    ),
    (r"(?:by|in)\s+(?:the\s+)?candle\s?light", "warm candle light"),
    (r"by\s+(?:the\s+)?(?:fire|torch|lamp)light", "warm fire light"),
    (r"(?:in|under)\s+(?:a|the)\s+spotlight", "spotlight"),
    (r"in\s+the\s+(?:morning\s+)?(?:mist|haze)|in\s+the\s+fog", "misty morning light"),
)
_ALONE: tuple[tuple[str, str], ...] = (
    (r"(?:it(?:\s+is|'s)?\s+)?(?:at\s+)?(?:night(?:\s?time)?|dark|midnight)", NIGHT),
    (r"(?:it(?:\s+is|'s)?\s+)?(?:day(?:\s?time)?|daylight)", DEFAULT),
    (
        r"(?:it(?:\s+is|'s)?\s+)?(?:at\s+)?(?:sunset|golden\s+hour|sunrise|dawn|dusk|twilight|overcast|foggy|misty|"
        r"sunny|moonlight|backlit|moody)",
        "",
    ),
)
_LIT = Rule(
    rf"(?:,\s*)?\b(?:in|with|under|using)\s+(?:an?\s+|the\s+)?(?P<words>(?:[\w-]+\s+|{glow.TINT},\s+){{1,4}}?"
    r"(?:light|lighting|illumination|glow|spotlights?|sunlight|moonlight))\b"
    r"(?=\s*(?:[,.;!?]|$|on\b|from\b|and\b|while\b|as\b))",
)
_LIT_BY = Rule(
    r"(?:,\s*)?\b(?:(?:softly|warmly|brightly|dimly|dramatically|beautifully)\s+)?"
    r"(?:lit(?:\s+up)?|bathed|bathing|illuminated|basking|drenched|glowing)\s+(?=(?:in|by|with|under)\s+"
    r"(?:[\w-]+\s+){0,4}?(?:\w*light|glow|sunshine|moonlight|sun|neon)\b)",
)
"""`bathed in golden light` says no more than `in golden light`."""
_DAY = Rule(
    r"\bon\s+an?\s+(?P<words>(?:\w+\s+)?(?:sunny|cloudy|rainy|foggy|misty|stormy|snowy|overcast|clear|bright|"
    r"gr[ae]y|windy|"
    r"summer|winter|warm|cold|hot|dark|moonlit)\s+(?:summer\s+|winter\s+)?(?:day|morning|afternoon|evening|night))\b",
)
_LABEL = Rule(
    r"(?:^|(?<=[.;,\n(]))\s*(?:light(?:ing)?(?:\s*(?:/|and|&)\s*mood)?|mood)\s*[:=]\s*(?P<words>[^.;\n)]{1,160})",
)
_TEMPO = Rule(
    r"(?:,\s*)?\b(?:in\s+(?:a\s+)?|as\s+a\s+|with\s+a\s+|an?\s+)?(?P<words>(?:super\s+)?(?:slow[\s-]motion|slo-?mo)|"
    r"(?:time|hyper)-?\s?lapse|fast[\s-]"
    r"(?:forward|motion)|sped\s+up|(?:seamless(?:ly)?|perfect(?:ly)?|endless(?:ly)?)[\s-]+loop(?:s|ing|ed)?|"
    r"loop(?:s|ing|ed)?\s+"
    r"(?:seamless|perfect|endless)ly|(?<=in\sa\s)loop|(?<=as\sa\s)loop|in\s+reverse)\b(?:\s+of(?=\s))?",
)
_ADJECTIVES: tuple[tuple[str, str], ...] = (
    (
        r"moonlit|nighttime|night(?=\s+(?:sky|scene|city|street|forest|sea|market|garden|landscape|train|time))|"
        r"moonlight",
        NIGHT,
    ),
    (r"starry|starlit", "starry night"),
    (r"sunset(?!\s+(?:boulevard|strip))|setting\s+sun|sun\s+(?:is\s+)?set(?:s|ting)|sun\s+goes\s+down", "sunset"),
    (r"sunrise|rising\s+sun|sun\s+(?:is\s+)?ris(?:es|ing)|sun\s+comes\s+up|dawn(?!\s+\w+s\b)", "sunrise"),
    (r"golden\s+hour", "golden hour"),
    (r"dusk|twilight", "dusk"),
    (r"sunny(?!\s+side)|sunlit|sun-drenched", "bright sunlight"),
    (r"foggy|misty|hazy", "misty morning light"),
    (r"neon(?!\s+tetra)|cyberpunk", "neon glow"),
    (r"candle-?lit|candlelight", "warm candle light"),
    (r"overcast|cloudy|rainy|stormy|thunderstorms?|in\s+the\s+rain", "overcast"),
)
_SURROUNDINGS: tuple[tuple[str, str], ...] = (
    (
        "space|galaxy|galaxies|planet|planets|orbit|orbits|nebula|asteroid|cosmos|spaceship|universe|mars|moon",
        "starlight against dark space",
    ),
    ("underwater|reef|seabed|submarine|coral", "blue underwater light"),
    ("stage|theater|theatre|concert", "spotlight"),
    ("cave|dungeon|cellar|tunnel|mine", "dim light"),
    ("campfire|fireplace|candle|candles|bonfire", "warm fire light"),
    ("rain|rains|raining|storm|thunder|drizzle", "overcast"),
    ("fog|mist", "misty morning light"),
    ("studio|backdrop|product", "even studio light"),
    (
        "office|kitchen|classroom|room|bedroom|library|laboratory|lab|indoors|bathroom|hospital|shop|store|museum|gym",
        "bright indoor light",
    ),
)
_BY_WORD = {word: lighting for row, lighting in reversed(_SURROUNDINGS) for word in row.split("|")}
_NEUTRAL_BACKGROUND = Rule(
    r"\b(?:white|plain|gr[ae]y|blank|solid|seamless)\s+(?:studio\s+)?(?:background|backdrop)\b",
)
_PHASE = rf"(?:{'|'.join(sorted({*TIMES, 'sunrise', 'sunset'}))})"
_CHANGE = Rule(
    rf"\b(?:from\s+{_PHASE}\s+(?:in)?to\s+{_PHASE}|{_PHASE}\s+(?:slowly\s+)?(?:turns|changes|fades|becomes|"
    rf"turning|fading|"
    rf"changing)\s+(?:(?:in)?to\s+)?{_PHASE}|"
    r"the\s+sun\s+(?:is\s+)?(?:slowly\s+)?(?:sets|rises|setting|rising|goes\s+down|comes\s+up)|"
    r"it\s+(?:gets|grows|becomes|is\s+getting)\s+(?:dark|darker|light|lighter|bright|brighter)|"
    r"(?:the\s+)?(?:\w+\s+)?lights?\s+(?:turns?|goes?|go|comes?|come|switch(?:es)?)\s+(?:on|off|out)|"
    r"lightning\s+flashes|"
    r"(?:the\s+)?(?:\w+\s+)?(?:lights?|lamp|candle|sign)\s+flickers?)\b",
)
_SPAN = Rule(
    r"\b(?:through(?:out)?|over|across|within|during|in|for|after)\s+"
    r"(?:(?:the|all|several|many|a|an|just|only|\d+|hundreds?|thousands?|millions?|of|its|passing|changing|few|"
    rf"course|{'|'.join(NUMBERS)})\s+)*(?:time|{'|'.join(sorted(SPANS))})\b(?!\s+ago)",
)
_ONE_HOUR = Rule(
    r"^(?:in|for|after|within|during)\s+(?:(?:the|a|an)\s+)?(?:time|year|day|season|hour|age|week|month)$|"
    r"^(?:for|in)\s+(?:the\s+|all\s+)?time$"
)
"""A point of time or an idiom (`in time`, `in the day`) and no stretch of it."""
_EDGE = r"(?:(?<=^)|(?<=[,.;(]\s)|(?<=[,.;(\n]))"
_COMPILED_TIMES = tuple((Rule(rf"(?:,\s*)?\b(?:{p})\b"), w) for p, w in _TIMES)
_COMPILED_ALONE = tuple((Rule(rf"{_EDGE}(?:make\s+|and\s+)?(?P<words>{p})(?=\s*(?:[,.;!]|$))"), w) for p, w in _ALONE)
_COMPILED_ADJECTIVES = tuple((Rule(rf"\b(?:{p})\b"), w) for p, w in _ADJECTIVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """What a piece says of light and tempo.

    Attributes:
        said: Lighting that was asked for in so many words, in order.
        implied: Lighting that adjectives and weather imply.
        changes: How the light changes and what time passes, as typed.
        tempo: `slow motion`, `time-lapse` and their kind, as typed.
    """

    said: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    tempo: tuple[str, ...] = ()


def _take(pattern: Rule, text: str, found: list[str], word: str = "") -> str:
    """Cut every match out of the text; `found` grows by `word`, else by the words of the match."""
    while match := pattern.search(text):
        typed = match.groupdict().get("words") or match.group()
        found.append(word or re.sub(r"^it(?:\s+is|'s)?\s+|^at\s+", "", typed.strip(" ,"), flags=re.IGNORECASE))
        text = cut(text, match.start(), match.end())
    return text


def read(text: str) -> tuple[str, Light]:
    """Take light and tempo out of a piece of text.

    Args:
        text: One piece of a request.

    Returns:
        The text without what only says when or how it is lit, and what was read.
    """
    said: list[str] = []
    tempo: list[str] = []
    text = _LIT_BY.sub(" ", _take(_LABEL, text, said))
    text = _take(_TEMPO, text, tempo)
    changes = [match.group() for match in _CHANGE.finditer(text)]
    changes += [span for match in _SPAN.finditer(text) if not _ONE_HOUR.match(span := match.group())]
    for pattern in (_LIT, _DAY):
        text = _take(pattern, text, said)
    for pattern, lighting in (*_COMPILED_TIMES, *_COMPILED_ALONE):
        text = _take(pattern, text, said, lighting)
    text = glow.take(text, said)
    implied = [lighting for pattern, lighting in _COMPILED_ADJECTIVES if pattern.search(text)]
    if any(a == "dark" and singular(b) in PLACES for a, b in pairwise(words(text))):
        implied.append("dim light")
    return text, Light(said=tuple(said), implied=tuple(implied), changes=tuple(changes), tempo=tuple(tempo))


def of_surroundings(text: str) -> str | None:
    """Lighting that a place brings with it, or None when the place says nothing."""
    if _NEUTRAL_BACKGROUND.search(text):
        return "even studio light"
    return next((_BY_WORD[word] for word in words(text) if word in _BY_WORD), None)
