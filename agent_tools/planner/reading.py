"""One piece of a request, read: options, camera, light and style taken out, the clauses of what is left."""

from __future__ import annotations

from dataclasses import dataclass

from agent_tools.planner import aspect, camera, duration, glow, light, quote, style, wrapper
from agent_tools.planner.clause import parse
from agent_tools.planner.lexicon import NUMBERS
from agent_tools.planner.rule import Rule
from agent_tools.planner.sketch import Clause
from agent_tools.planner.split import Piece
from agent_tools.planner.text import cut, tidy, words
from policy.types import Transition

_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_KIND = r"(?:short|different|quick|separate|easy|simple|small)"
_COUNTS = (
    Rule(
        rf"(?:,\s*)?\b(?:in|with|using|as|over|across|into|made\s+(?:up\s+)?of|split\s+into)\s+{_N}[\s-](?:{_KIND}\s+)?"
        r"(?:shots?|scenes?|cuts|steps?|parts|panels)\b(?!\s+(?:of\b|forward|back|away))",
    ),
    Rule(
        rf"(?:^|(?<=[.,;:]\s)|(?<=\bme\s)|(?<=make\s)|(?<=create\s)|(?<=generate\s)|(?<=want\s)|(?<=need\s)|"
        rf"(?<=like\s)|(?<=show\s)){_N}[\s-]"
        rf"(?:{_KIND}\s+)?(?:shots?|scenes?|cuts)\b(?!\s+of\s+(?:espresso|tequila|whisk\w+|vodka|rum|gin|coffee|"
        rf"vaccine))(?:\s*:|\s+of\b|\s+showing\b)?",
    ),
    Rule(
        rf"\b{_N}[\s-](?:shot|scene|step|part|panel)s?(?=\s+(?:video|clip|animation|movie|film|gif|story|storyboard|"
        rf"sequence|explainer|guide)\b)",
    ),
    Rule(
        rf"(?:^|(?<=[.,;:]\s)|(?<=\bme\s)|(?<=\bus\s)|(?<=show\s)|"
        rf"(?<=explain\s))(?:the\s+)?{_N}\s+(?:{_KIND}\s+)?steps?"
        r"(?:\s+(?:to|for|of)\b)?(?=\s)|\bstep[\s-]by[\s-]step\b"
    ),
)
_STEPS = Rule(r"\bsteps?\b")
_TRANSITION = Rule(
    r"(?:,\s*)?\b(?:with\s+|use\s+|and\s+)?(?:an?\s+)?(?:smooth\s+|soft\s+|slow\s+|hard\s+|"
    r"quick\s+)?(?P<kind>cross-?fades?|dissolves?|fades?|cuts?)\s+(?:transitions?\s+)?"
    r"(?:between|for|from)\s+(?:the\s+|all\s+|each\s+)?(?:shots?|scenes?|them|steps?|one\s+to\s+the\s+next)\b|"
    r"(?:,\s*)?\b(?:with\s+)?(?P<kind2>cross-?fade|dissolve|fade)\s+transitions?\b",
)
_FADE = Rule(
    r"(?:,\s*)?\b(?:then\s+|and\s+)?(?:it\s+)?fades?(?:\s+(?:in\s+from|out))?\s*(?:to|from)?\s+(?:black|white)\b",
)
_CONTRACTIONS = (
    (Rule(r"\b(it|he|she|that|there|what|who|where|here)'s\b"), r"\1 is"),
    (Rule(r"\b(they|we|you)'re\b"), r"\1 are"),
)
_SETTING_LABEL = Rule(
    r"(?:^|(?<=[.;,\n]))\s*(?:setting|background|backdrop|location|place)\s*[:=]\s*(?P<words>[^.;\n]{1,200})",
)
_SCENE_LABEL = Rule(
    r"(?:^|(?<=[.;,\n]))\s*(?:scene|subject|action|prompt|description|what|content)\s*[:=]\s*",
)
_BACKGROUND_IS = Rule(r"^the\s+(?:background|backdrop|setting)\s+is\s+(?P<words>.{1,200})$")
_TEMPORAL_LABEL = Rule(
    r"(?:^|(?<=[.;,\n]))\s*(?:temporal(?:\s+change)?|motion|change|tempo)\s*[:=]\s*(?P<words>[^.;\n]{1,200})",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one piece says.

    Attributes:
        piece: Where it came from.
        text: What is left for the scene, tidied.
        spoken: The same with the chat wrapper still on it, for the question what kind of request this is.
        clauses: The clauses of `text`.
        lengths: Lengths in seconds.
        ratios: Frame shapes.
        styles: Style words.
        count: How many shots are asked for; None = nothing is said.
        asks: Whether steps are asked for, so that something is to be explained.
        moves: Camera wishes.
        light: Light and tempo.
        setting: A place that a label names.
        texts: On-screen texts.
        transition: How every shot is to begin; None = nothing is said.
        notes: What could not be read.
    """

    piece: Piece
    text: str
    spoken: str
    clauses: tuple[Clause, ...]
    lengths: tuple[duration.Length, ...]
    ratios: tuple[str, ...]
    styles: tuple[str, ...]
    count: int | None
    asks: bool
    moves: tuple[camera.Move, ...]
    light: light.Light
    setting: str
    texts: tuple[str, ...]
    transition: Transition | None
    notes: tuple[str, ...]

    @property
    def acts(self) -> bool:
        """Whether something happens in this piece."""
        return any(clause.acts and not clause.condition for clause in self.clauses)


def expand(text: str) -> str:
    """`it's` as `it is`, with plain apostrophes."""
    text = text.replace("’", "'").replace("\u02bc", "'")
    for pattern, long in _CONTRACTIONS:
        text = pattern.sub(long, text)
    return text


def _count(text: str) -> tuple[str, int | None]:
    for pattern in _COUNTS:
        if match := pattern.search(text):
            number = match.groupdict().get("n")
            if number is None:
                return cut(text, match.start(), match.end()), None
            value = NUMBERS.get(number.lower()) or int(number)
            if value:
                return cut(text, match.start(), match.end()), value
    return text, None


def _transition(text: str) -> tuple[str, Transition | None]:
    match = _TRANSITION.search(text)
    if not match:
        return text, None
    kind = (match["kind"] or match["kind2"]).lower()
    found = (
        Transition.CUT
        if kind.startswith("cut")
        else Transition.FADE
        if kind.startswith("fade")
        else Transition.CROSSFADE
    )
    return cut(text, match.start(), match.end()), found


def _labels(text: str, changes: list[str]) -> tuple[str, str]:
    """Take `setting: ...`, `motion: ...` and the bare label `scene:` out; gives the text and the setting."""
    setting = ""
    while match := _SETTING_LABEL.search(text):
        setting = match["words"].strip(" ,")
        text = cut(text, match.start(), match.end())
    while match := _TEMPORAL_LABEL.search(text):
        changes.append(match["words"].strip(" ,"))
        text = cut(text, match.start(), match.end())
    if match := _BACKGROUND_IS.match(text.strip(" .")):
        return "", match["words"].strip() if "background" in match["words"] else f"{match['words'].strip()} background"
    return _SCENE_LABEL.sub(" ", text), setting


def read(
    piece: Piece, texts: list[str], known: frozenset[str], *, product: bool = False, follows: bool = False
) -> Reading:
    """Read one piece.

    Args:
        piece: The piece; its on-screen texts are marks.
        texts: The on-screen texts of the whole request.
        known: Words of all pieces but this one.
        product: Whether a camera is one of the things that are shown.
        follows: Whether a subject was named before, so that the piece may begin with its verb.
    """
    notes: list[str] = []
    changes: list[str] = []
    text, shown = quote.drop(piece.text, texts)
    whole = text = expand(text)
    text, setting = _labels(text, changes)
    text, lengths, more = duration.read(text)
    notes += more
    text, ratios, more = aspect.read(text)
    notes += more
    uncounted, count = _count(text)
    asks = uncounted != text and _STEPS.search(text) is not None
    text, transition = _transition(uncounted)
    text, moves, more = camera.read(text, known, product=product)
    notes += more
    spoken = text
    text, styles, more = wrapper.strip(text)
    notes += more
    text, found = style.read(text)
    text, lit = light.read(text)
    text, rest, more = wrapper.strip(text)
    notes += more
    while fade := _FADE.search(text):
        changes.append(fade.group().strip(" ,"))
        text = cut(text, fade.start(), fade.end())
    text = tidy(text, wrapper.without_closing(whole))
    if not _says_something(text):
        text = ""
    moods = [word for word in found if glow.is_mood(word)]
    found = [word for word in found if word not in moods]
    lit = light.Light(said=(*lit.said, *moods), implied=lit.implied, changes=(*lit.changes, *changes), tempo=lit.tempo)
    return Reading(
        piece=piece,
        text=text,
        spoken=light.read(style.read(spoken)[0])[0].strip(),
        clauses=tuple(parse(text, follows=follows)),
        lengths=tuple(lengths),
        ratios=tuple(ratios),
        styles=(*styles, *found, *rest),
        count=count,
        asks=asks,
        moves=tuple(moves),
        light=lit,
        setting=setting,
        texts=shown,
        transition=transition,
        notes=tuple(notes),
    )


_EMPTY_WORDS = frozenset(
    "a an the in with and of it is be should make video clip animation movie film gif length long format total "
    "please use "
    "style for at to as this that keep have has total whole all shots shot scenes scene end lasting duration "
    "seconds ratio "
    "looks look feel mood camera movement me my".split()
)


def _says_something(text: str) -> bool:
    """Whether more than the frame of an option is left: `the video should be` says nothing."""
    return any(word not in _EMPTY_WORDS for word in words(text)) or any(
        not char.isascii() and char.isalpha() for char in text
    )
