"""The chat around a request: `can you please make a clip of ...`, `I want ...`, `... thanks`. It is taken off."""

from __future__ import annotations

from agent_tools.planner.lexicon import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, SUBJECT_PRONOUNS
from agent_tools.planner.morphology import Form, verb_form
from agent_tools.planner.rule import Rule
from agent_tools.planner.style import WORDS as STYLE_WORDS
from agent_tools.planner.style import is_style_only
from agent_tools.planner.text import Token, tokenise

_OPENINGS = tuple(
    Rule(rf"^(?:{pattern})(?=[\s,.!:]|$)[\s,.!:]*")
    for pattern in (
        r"(?:hi|hello|hey|hiya|good\s+(?:morning|evening|afternoon))(?:\s+(?:there|team|bot|assistant))?(?=[,.!])",
        r"(?:ok(?:ay)?|sure|so|well|now|and|also|yes|great)(?=[\s,]+(?:please|can|could|i|make|create|show|let|now|,))",
        r"(?:please|pls|plz|kindly)",
        r"(?:can|could|would|will)\s+you(?:\s+(?:please|kindly|maybe|also))?",
        r"would\s+you\s+mind",
        r"(?:i|we)(?:'d|\s+would)\s+(?:like|love)(?:\s+you)?(?:\s+to\s+(?:see|have|get|watch))?(?:\s+to)?",
        r"(?:i|we)\s+(?:want|need)(?:\s+you)?(?:\s+to\s+(?:see|have|get|watch))?(?:\s+to(?=\s+(?:make|create|show|"
        r"generate)))?",
        r"(?:i'm|i\s+am|we're|we\s+are)\s+looking\s+for",
        r"(?:i|we)\s+wish\s+(?:to\s+see|for)",
        r"let(?:'s|\s+us|\s+me)\s+(?:see|have|make|create|show)(?:\s+(?:me|us))?",
        r"(?:how|what)\s+about",
        r"(?:give|get|bring|send|show)\s+(?:me|us|them|users?|people|everyone|our\s+users|the\s+user|customers)",
        r"(?:do\s+you\s+have|is\s+there|may\s+i\s+have|can\s+i\s+(?:have|get|see))",
        r"(?:make|create|generate|produce|render|animate|draw|visuali[sz]e|illustrate|depict|imagine|craft|prepare)"
        r"(?!\s+it\s+(?:at\s+)?(?:night|day|dark|sun|fog|mist|dusk|dawn|twilight|moody|backlit|overcast|moonlight|"
        r"golden|midnight))(?:\s+(?:me|us|up))?",
        r"(?:explain|describe|demonstrate)(?:\s+(?:to\s+)?(?:me|us|users?|people|kids|children|them))?"
        r"(?:\s+(?:how\s+to|how|why|what))?",
        r"(?:teach|tell|help|guide|walk)\s+(?:me|us|users?|people|kids|children|them)(?:\s+(?:through|about))?"
        r"(?:\s+(?:how\s+to|how|why|what|to))?",
        r"(?:how|why)\s+(?:do|does|can|to|is|are|did|will)(?:\s+(?:i|we|you)(?=\s))?",
        r"how(?=\s+(?!many|much|long|old|far|big|tall|fast|often|come|about|to|do|does|is|are|can|did|will|i|we|you)\w)",
        r"what(?:'s|\s+is|\s+are)(?=\s+(?!happening|going))",
        r"(?:show)(?=\s+(?:an?|the|how|my|our|two|three|some|it|him|her|them|[a-z]+s|[a-z]+ing)\b)",
        r"(?:making|creating)\s+(?=an?\s)",
    )
)
_VIDEO = frozenset(
    "video videos clip clips animation animations movie film gif cartoon reel tiktok short story scene shot visual "
    "visualization visualisation explainer loop intro teaser ad advert commercial trailer vid sequence render footage "
    "illustration drawing picture image graphic".split()
)
_ONLY_WITH_LINK = frozenset(
    "short story scene shot render illustration drawing picture image graphic reel tiktok".split()
)
_LINK = Rule(
    r"^[\s,]*(?:(?:of|about|showing|depicting|featuring|explaining|illustrating|with|where|in\s+which|"
    r"(?:that|which)\s+(?:shows?|explains?|depicts?|features?|illustrates?|has)|to\s+(?:show|explain|illustrate)|for|"
    r"on(?=\s+how)|on(?=\s+(?:photo|the\s+topic))|[:\-–—])(?=\s|$)|(?<=\s)(?=how\b))\s*",
)
_SURE_LINK = Rule(r"^\s*(?:of|about|showing|depicting|where|in\s+which|that)\b")
_FILLER = frozenset(
    "short quick little nice small brief cool good great beautiful awesome amazing new simple long sample test demo ai "
    "generated animated looping looped seamless single one lovely tiny high quality high-quality fast product vertical "
    "explainer explanation motion second".split()
)
_CLOSING = Rule(
    r"\b(?:please|pls|thanks|thank\s+you(?:\s+(?:so|very)\s+much)?|thx|cheers|asap|if\s+you\s+can|if\s+possible|"
    r"for\s+me|okay|ok|would\s+you)$"
)
_STOPS = " \t\n,.!?"
_PURPOSE = Rule(
    r"(?:,\s*)?\b(?:it\s+is\s+|this\s+is\s+|to\s+use\s+|to\s+be\s+used\s+)?(?:for|on)\s+(?:my|our|a|an|the|"
    r"their)\s+(?:\w+\s+){0,2}?(?:presentation|website|"
    r"web\s?site|home\s?page|landing\s+page|blog(?:\s+post)?|newsletter|slides?|slide\s+deck|deck|class|lesson|"
    r"students|"
    r"kids|children|onboarding(?:\s+flow)?|campaign|readme|docs|documentation|intranet|linkedin(?:\s+post)?|talk)\b"
    r"(?=\s*(?:[,.;!?]|$|of\b|showing\b|about\b|with\b))",
)
_SOUND = Rule(
    r"(?:,\s*)?\b(?:with|add|and|plus)\s+(?:an?\s+|some\s+|the\s+)?(?:[\w-]+\s+){0,3}?(?:background\s+music|music|"
    r"soundtrack|sound\s+"
    r"effects?|sounds?|voice-?\s?over|narration|audio)\b(?=\s*(?:[,.;!?]|$|and\b|"
    r"in\s+the\s+background))(?:\s+in\s+the\s+background)?",
)
_NEGATION = Rule(
    r"(?:^|(?<=[.;,\n]))\s*(?:and\s+)?(?:no|without|avoid|do\s+not\s+(?:add|show|use|include)|don't\s+(?:add|show|"
    r"use|include))\s+"
    r"(?!(?:any\s+)?(?:camera|zoom|pan|movement)|one\b)(?:any\s+|the\s+)?[\w-]+(?:\s+[\w-]+){0,2}?(?=\s*(?:[,.;!?]|$))",
)


def _mid_video(tokens: list[Token]) -> int | None:
    """Index of the video noun that ends a leading phrase such as `a short playful video`, or None."""
    for index, token in enumerate(tokens[:9]):
        if token.low in _VIDEO:
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following is not None and following.low in _VIDEO:
                continue
            return index
        if index and token.low in DETERMINERS and not token.low.isdigit() and tokens[index - 1].low != "of":
            return None
        if token.low in PREPOSITIONS | SUBJECT_PRONOUNS or (token.low in CONJUNCTIONS and index == 0):
            return None
        form = verb_form(token.low)
        if form and form[1] is Form.THIRD and index:
            return None
    return None


def _adjectives(text: str) -> tuple[list[str], list[str], str]:
    """Style words, filler-free other words, of what stands before the video noun."""
    styles, others = [], []
    for token in tokenise(text):
        if token.low in STYLE_WORDS:
            styles.append(token.low)
        elif (
            token.low not in _FILLER | DETERMINERS | CONJUNCTIONS and token.low[0].isalnum() and not token.low.isdigit()
        ):
            others.append(token.text)
    return styles, others, " ".join(others)


def _video_phrase(text: str, styles: list[str], notes: list[str]) -> str | None:
    """The text after `a playful video of`, or None when it does not open so."""
    tokens = tokenise(text)
    index = _mid_video(tokens)
    if index is None:
        return None
    noun = tokens[index]
    rest = text[noun.end :]
    link = _LINK.match(rest)
    if not link and (noun.low in _ONLY_WITH_LINK or rest.strip(" .!?,")[:1].isalnum()):
        return None
    if link and noun.low in _ONLY_WITH_LINK and not _SURE_LINK.match(rest):
        return None
    found, others, name = _adjectives(text[: noun.start])
    if not any(char.isalnum() for char in rest[link.end() if link else 0 :]):
        if not others:
            styles += found
            return ""
        return " ".join(token.text for token in tokens[:index] if token.low not in _FILLER)
    styles += found
    if others:
        notes.append(f"{name!r} was taken as the kind of clip, not as something to draw")
    return rest[link.end() :] if link else rest


def strip(text: str) -> tuple[str, list[str], list[str]]:
    """Take the chat wrapper off a piece of text.

    Args:
        text: One piece of a request.

    Returns:
        What is left, the style words that stood before `video`, and notes.
    """
    styles: list[str] = []
    notes: list[str] = []
    text = _aside(text, notes)
    text = without_closing(text)
    previous = None
    while previous != text:
        previous = text
        for opening in _OPENINGS:
            if is_style_only(text):
                break
            text = opening.sub("", text, count=1)
        shorter = _video_phrase(text, styles, notes)
        text = (text if shorter is None else shorter).strip()
    return text, styles, notes


def without_closing(text: str) -> str:
    """The text without `please` and `thanks` at its end; its own last stop stays if nothing else goes.

    Args:
        text: One piece of a request.
    """
    bare = text.rstrip(_STOPS)
    while match := _CLOSING.search(bare):
        bare = bare[: match.start()].rstrip(_STOPS)
        text = bare
    return text


def _aside(text: str, notes: list[str]) -> str:
    """Purposes, sound and negations leave the text for the notes: none of them can be drawn."""
    for pattern, reason in (
        (_PURPOSE, "says where the clip is used and was not drawn"),
        (_SOUND, "asks for sound, which a clip does not have"),
        (_NEGATION, "is a wish to leave something out; nothing of it was added"),
    ):
        while match := pattern.search(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            notes.append(f"{match.group().strip(' ,')!r} {reason}")
            text = rest.strip()
    return text
