"""Noun phrases for light and mood: `soft spring sunlight`, `moonlight over the lake`, `dramatic shadows`.

They say how a scene is lit and are nothing to draw, whether a word such as `in` opens them or not. A thing that gives
light (a light bulb, a lighthouse, the sun) is none of them.
"""

from __future__ import annotations

import re

from agent_tools.planner.rule import Rule
from agent_tools.planner.text import cut

_SURE = (
    r"(?:sun|moon|star|day|candle|fire|lamp|torch|gas|lime|back|rim|key|flood)[\s-]?light(?:ing)?|sunshine|lighting|"
    r"illumination|"
    r"(?:sun|moon|star)[\s-]?glow|after[\s-]?glow|(?:god|sun|light|moon)[\s-]?(?:rays|beams|shafts)|sunbeams?|moonbeams?|"
    r"(?:rays|beams|shafts|pools?|patches|slants?)\s+of\s+(?:\w+\s+)?(?:light|sunlight|moonlight|sun)|spot[\s-]?lights"
)
"""Words that name light wherever they stand."""
_TINTS = (
    "soft warm cold cool bright dim natural golden harsh diffuse diffused blue ambient studio rim back neon "
    "dramatic moon morning evening afternoon pink purple orange red green white amber silver yellow volumetric "
    "cinematic spring summer autumn winter gentle pale moody low hazy early late day dappled dusky flat high-key "
    "low-key cosy cozy romantic mysterious eerie magical dreamy ethereal stormy misty overcast tungsten "
    "fluorescent stage indoor outdoor beautiful atmospheric intense strong subtle faint fading flickering rosy "
    "wintry radiant delicate vivid nostalgic glowing dawn dusk sunset sunrise twilight theatrical hard clean "
    "crisp fresh filtered even very softly warmly deep "
).split()
TINT = rf"(?:{'|'.join(re.escape(word) for word in sorted(_TINTS, key=len, reverse=True))})"
_TINTED = (
    rf"(?:{TINT},?\s+)+(?:light|lights|glow|haze|tones?|hues?|shadows?|rays|shine|shimmer|atmosphere|mood|ambien[ct]e)"
)
_MOODS = (
    r"(?:bright\s+and\s+airy|light\s+and\s+airy|bright\s+and\s+clean|dark\s+and\s+moody|warm\s+and\s+co[sz]y|co[sz]y|moody|"
    r"dramatic|stormy|gloomy|dreamy|romantic|atmospheric|backlit|high[\s-]key|low[\s-]key|chiaroscuro|"
    r"lens\s+flares?|(?:long|deep)\s+shadows|silhouetted?|(?:soft\s+)?bokeh|golden\s+hour)"
)
_DETERMINER = r"(?:(?:an?|the|some|lots\s+of|lovely|nice)\s+)?"
_VERBS = (
    r"(?:(?:is|are|comes?|keeps?)\s+)?(?:shin(?:es?|ing)|fall(?:s|ing)?|filter(?:s|ing|ed)?|stream(?:s|ing)?|"
    r"pour(?:s|ing)?|glow(?:s|ing)?|spill(?:s|ing)?|coming|com(?:es?)|glitter(?:s|ing)?|sparkl(?:es?|ing)|"
    r"reflect(?:s|ing|ed)?|fill(?:s|ing)?|flood(?:s|ing)?|bath(?:es?|ing)|danc(?:es?|ing)|break(?:s|ing)?|"
    r"play(?:s|ing)?|shimmer(?:s|ing)?|cast(?:s|ing)?)"
)
_PLACED = r"(?:over|on|across|through|from|in|into|around|behind|onto|upon|above|between|at|beneath|under|with)"
_NOT_AFTER = r"(?!\s*-?\s*(?:bulbs?|house|houses|switch|fixtures?|fittings?|sabers?|show|globe|lamps?|shop|box)\b)"
_OPENS = r"(?:(?<=^)|(?<=[,.;(]\s)|(?<=[,.;(])|(?<=\band\s)|(?<=\bwith\s)|(?<=\bwhile\s)|(?<=\bas\s)|(?<=\bin\s))"
_ENDS = rf"(?=\s*(?:[,.;!?)]|$|and\b|while\b|as\b|{_PLACED}\b|{_VERBS}\b))"
_NAMED = Rule(
    rf"{_OPENS}(?:with\s+|in\s+)?{_DETERMINER}(?P<words>(?:[\w-]+\s+){{0,4}}?(?:{_SURE})|{_TINTED}){_NOT_AFTER}"
    rf"(?:\s+{_VERBS}\b(?!\s+(?:out|off|on\s*$)))?{_ENDS}"
)
_MOOD = Rule(rf"{_MOODS}|(?:mysterious|spooky)(?:\s+(?:mood|atmosphere))?")
_MOOD_ALONE = Rule(
    rf"{_OPENS}{_DETERMINER}(?P<words>{_MOODS}(?:\s+(?:light(?:ing)?|mood|atmosphere|ambien[ct]e|look|vibes?|feel(?:ing)?))?)"
    r"(?=\s*(?:[,.;!?)]|$))"
)
_ON_A_THING = Rule(r"^\s*(?:on(?:to)?|upon)\s+(?=an?\s)")
"""What stays of `sunlight falls on a fox`: the fox is no place, and nothing is before it."""
_OF_THINGS = frozenset(
    "a an the with of in on at under by from man woman girl boy cat dog person robot child house lamp sun".split()
)


def take(text: str, found: list[str]) -> str:
    """Cut phrases of light out of a text.

    Args:
        text: One piece of a request.
        found: Grows by the phrases.

    Returns:
        The text without them. What says where the light falls stays, being the place.
    """
    for pattern in (_NAMED, _MOOD_ALONE):
        position = 0
        while match := pattern.search(text, position):
            if _OF_THINGS & set(match["words"].lower().split()[:-1]) and not re.search(r"\bof\b", match["words"]):
                position = match.start("words") + 1
                continue
            found.append(match["words"].strip(" ,"))
            text = _ON_A_THING.sub("", cut(text, match.start(), match.end()))
            position = 0
    return text


def is_mood(words: str) -> bool:
    """Whether style words say a mood of light and no look: `moody`, `cosy`, `dramatic`."""
    return _MOOD.fullmatch(words.strip()) is not None
