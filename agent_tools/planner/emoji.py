"""Emoji as words: `🦊🏃` reads as `a fox runs`. Names come from the Unicode database; a small table corrects them."""

from __future__ import annotations

import unicodedata

from agent_tools.planner.rule import Rule
from agent_tools.planner.text import words

_EMOJI = Rule(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff\u2600-\u27bf"
    "\u2b00-\u2b55\u231a-\u23ff\u25b6\u25c0\u2764])"
    "[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f]*(?:\u200d[\U0001f000-\U0001faff\u2600-\u27bf][\U0001f3fb-\U0001f3ff\ufe0f]*)*"
)
_KEYCAP = Rule("([0-9])\ufe0f?\u20e3")
_INVISIBLE = Rule("[\ufe0e\ufe0f]")

_ACTIONS: dict[str, str] = {
    "RUNNER": "runs",
    "PEDESTRIAN": "walks",
    "DANCER": "dances",
    "MAN DANCING": "dances",
    "SWIMMER": "swims",
    "SURFER": "surfs",
    "BICYCLIST": "rides a bicycle",
    "ROWBOAT": "rows a boat",
    "SLEEPING SYMBOL": "sleeps",
    "SLEEPING FACE": "sleeps",
    "WAVING HAND SIGN": "waves",
    "CLAPPING HANDS SIGN": "claps",
    "FACE WITH TEARS OF JOY": "laughs",
    "PERSON CARTWHEELING": "cartwheels",
    "JUGGLING": "juggles",
    "COLLISION SYMBOL": "explodes",
    "DASH SYMBOL": "dashes",
    "BLACK RIGHTWARDS ARROW": "to the right",
    "LEFTWARDS BLACK ARROW": "to the left",
    "UPWARDS BLACK ARROW": "upwards",
    "DOWNWARDS BLACK ARROW": "downwards",
}
_CIRCUMSTANCES: dict[str, str] = {
    "SNOWFLAKE": "in the snow",
    "BEACH WITH UMBRELLA": "on the beach",
    "DESERT": "in the desert",
    "DESERT ISLAND": "on an island",
    "NATIONAL PARK": "in a park",
    "CITYSCAPE": "in the city",
    "CITYSCAPE AT DUSK": "in the city at dusk",
    "NIGHT WITH STARS": "in the city at night",
    "SUNSET OVER BUILDINGS": "in the city at sunset",
    "SUNRISE": "at sunrise",
    "SUNRISE OVER MOUNTAINS": "in the mountains at sunrise",
    "WATER WAVE": "in the sea",
    "MILKY WAY": "in space",
    "STADIUM": "in a stadium",
}
_NAMES: dict[str, str] = {
    "HEAVY BLACK HEART": "heart",
    "BLACK SUN WITH RAYS": "sun",
    "SUN WITH FACE": "sun",
    "CRESCENT MOON": "moon",
    "FULL MOON SYMBOL": "moon",
    "EARTH GLOBE EUROPE-AFRICA": "earth",
    "EARTH GLOBE AMERICAS": "earth",
    "EARTH GLOBE ASIA-AUSTRALIA": "earth",
    "EVERGREEN TREE": "pine tree",
    "DECIDUOUS TREE": "tree",
    "ELECTRIC LIGHT BULB": "light bulb",
    "LEFT-POINTING MAGNIFYING GLASS": "magnifying glass",
    "RIGHT-POINTING MAGNIFYING GLASS": "magnifying glass",
    "WHITE HEAVY CHECK MARK": "check mark",
    "HEAVY CHECK MARK": "check mark",
    "WARNING SIGN": "warning sign",
    "CLOSED LOCK WITH KEY": "lock",
    "PERSONAL COMPUTER": "laptop",
    "MOBILE PHONE": "mobile phone",
    "CHART WITH UPWARDS TREND": "chart",
    "AUTOMOBILE": "car",
    "RECREATIONAL VEHICLE": "van",
    "BLACK AIRPLANE": "airplane",
    "STEAM LOCOMOTIVE": "train",
    "CLOUD WITH RAIN": "rain cloud",
    "HORSE FACE": "horse",
    "SOCCER BALL": "soccer ball",
    "ROBOT FACE": "robot",
    "FATHER CHRISTMAS": "Santa Claus",
    "ENVELOPE": "envelope",
    "GLOWING STAR": "star",
    "WHITE MEDIUM STAR": "star",
}
_ANIMALS = frozenset(
    "DOG CAT MOUSE HAMSTER RABBIT FOX BEAR PANDA TIGER LION COW PIG FROG MONKEY HORSE UNICORN WOLF DRAGON ZEBRA "
    "GIRAFFE MOOSE DONKEY".split()
)
_NOISE = frozenset("SIGN SYMBOL HEAVY BLACK WHITE EMOJI PRESENTATION SUIT".split())
_DECORATIONS = frozenset("SPARKLES".split())


def _name(symbol: str) -> str:
    return unicodedata.name(symbol[0], "")


def _noun(name: str) -> str:
    """Words for what the emoji with this Unicode name shows; empty when the name says nothing."""
    if name in _NAMES:
        return _NAMES[name]
    parts = [part for part in name.split() if part not in _NOISE]
    if len(parts) == 2 and parts[1] == "FACE" and parts[0] in _ANIMALS:
        parts.pop()
    return " ".join(parts).lower()


def _with_article(noun: str) -> str:
    return noun if noun[0].isupper() else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _sentence(symbols: list[str]) -> str:
    """Nouns first, then what they do, then where: the order in which the parser reads a clause."""
    nouns: list[str] = []
    actions: list[str] = []
    circumstances: list[str] = []
    for name in map(_name, symbols):
        if name in _ACTIONS:
            actions.append(_ACTIONS[name])
        elif name in _CIRCUMSTANCES:
            circumstances.append(_CIRCUMSTANCES[name])
        elif noun := _noun(name):
            nouns.append(_with_article(noun))
    if actions and not nouns:
        nouns.append("a person")
    return " ".join([" and ".join(nouns), " and ".join(actions), *circumstances]).strip()


def read(text: str) -> tuple[str, list[str]]:
    """A text with its emoji turned into words.

    Args:
        text: Any text.

    Returns:
        The text without emoji, and notes. A request of nothing but emoji becomes a sentence. In a text with words
        an emoji whose word is already there is dropped as an ornament; any other thing is added `with a ...`.
    """
    text = _KEYCAP.sub(r" \1. ", text)
    symbols: list[str] = _EMOJI.findall(text)
    if not symbols:
        return _INVISIBLE.sub("", text), []
    plain = _INVISIBLE.sub("", _EMOJI.sub(" ", text))
    if not any(char.isalnum() for char in plain):
        sentence = _sentence(symbols)
        if not sentence:
            return "", [f"the signs {''.join(symbols)!r} have no name that could be drawn"]
        return sentence, [f"the emoji {''.join(symbols)!r} were read as {sentence!r}"]
    present = set(words(plain))
    added: list[str] = []
    ornaments: list[str] = []
    for symbol in dict.fromkeys(symbols):
        name = _name(symbol)
        noun = _noun(name)
        is_thing = noun and name not in _ACTIONS and name not in _CIRCUMSTANCES and name not in _DECORATIONS
        if is_thing and "face" not in noun and "hand" not in noun and not present & set(noun.split()):
            added.append(_with_article(noun))
        elif not present & set(noun.split()):
            ornaments.append(symbol)
    notes = [f"the emoji {''.join(ornaments)!r} were taken as ornaments and not drawn"] if ornaments else []
    if added:
        plain = f"{plain.rstrip(' .!?')} with {' and '.join(added)}"
    return plain, notes
