"""Which pieces belong to which shot, and how many shots there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent_tools.planner import camera
from agent_tools.planner.lexicon import AMBIENT
from agent_tools.planner.light import Light
from agent_tools.planner.reading import Reading, read
from agent_tools.planner.rule import Rule
from agent_tools.planner.split import Break, Piece
from agent_tools.planner.text import tidy
from agent_tools.schema import MAX_SHOTS
from policy.types import CameraKind, Transition

_COMMAS = Rule(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+(?=\w+ing\b)")
VIEWS: tuple[tuple[CameraKind, float], ...] = (
    (CameraKind.STATIC, camera.PLAIN_STRENGTH),
    (CameraKind.DOLLY_IN, camera.GENTLE_STRENGTH),
    (CameraKind.ORBIT, camera.GENTLE_STRENGTH),
    (CameraKind.PAN_RIGHT, camera.GENTLE_STRENGTH),
    (CameraKind.DOLLY_OUT, camera.GENTLE_STRENGTH),
    (CameraKind.CRANE_UP, camera.GENTLE_STRENGTH),
)
"""Camera moves for several shots of one and the same scene."""


@dataclass(slots=True)
class Draft:
    """A shot while its pieces are gathered.

    Attributes:
        readings: Its pieces.
        start_s: When it begins, if a timeline says so.
        end_s: When it ends, if a timeline says so.
        transition: How it begins, if the words say so.
        view: Camera move of one of several shots of the same scene; None = as the words say.
    """

    readings: list[Reading] = field(default_factory=list)
    start_s: float | None = None
    end_s: float | None = None
    transition: Transition | None = None
    view: tuple[CameraKind, float] | None = None

    @property
    def own_s(self) -> float | None:
        """Seconds that its own words ask for; None when they say nothing."""
        own = [x.seconds for reading in self.readings for x in reading.lengths if not x.whole and not x.each]
        return sum(own) if own else None


def _shows(reading: Reading) -> bool:
    return bool(reading.text)


def _opens_shot(reading: Reading) -> bool:
    """Whether a piece is a shot of its own, once there is one before it."""
    if reading.piece.opens is Break.HARD:
        return _shows(reading) or bool(reading.texts)
    if reading.piece.opens is Break.NONE:
        return False
    return any(
        clause.acts and not clause.condition and any(noun.head not in AMBIENT for noun in clause.subjects)
        for clause in reading.clauses
    )


def gather(readings: Sequence[Reading]) -> list[Draft]:
    """Put pieces together to shots.

    A piece without an action of its own (`Flat style.`, `Camera pans right.`, `A snowy field.`) goes to the shot
    before it, or to the first shot when none is before it. What it says of camera and light `spread` extends.
    """
    drafts: list[Draft] = []
    waiting: list[Reading] = []
    for reading in readings:
        begins = _opens_shot(reading)
        if begins and drafts and reading.piece.opens is Break.SOFT and not any(r.acts for r in drafts[-1].readings):
            begins = drafts[-1].readings[-1].piece.opens is Break.HARD and bool(drafts[-1].readings[-1].texts)
        if begins:
            piece = reading.piece
            drafts.append(
                Draft(
                    readings=[*waiting, reading],
                    start_s=piece.start_s,
                    end_s=piece.end_s,
                    transition=piece.transition,
                )
            )
            waiting = []
        elif drafts:
            drafts[-1].readings.append(reading)
        else:
            waiting.append(reading)
    if waiting:
        drafts.append(Draft(readings=waiting))
    return drafts


def spread(drafts: Sequence[Draft], heading: Reading | None) -> None:
    """Let camera and light that are said of the clip as a whole hold in every shot without its own.

    Said of the whole is what stands in the heading of a list, or in a sentence of its own before the first or after
    the last shot (`Camera pans right.`), unless it is aimed at something.

    Args:
        drafts: The shots; those without their own camera or light get the common one.
        heading: What stands before a list, if there is one.
    """
    if len(drafts) < 2:
        return
    first, last = drafts[0].readings, drafts[-1].readings
    opening = first[: next((i for i, reading in enumerate(first) if _shows(reading)), 0)]
    closing = last[len(last) - next((i for i, reading in enumerate(reversed(last)) if _shows(reading)), 0) :]
    common = [reading for reading in (*opening, *closing) if reading.piece.opens is Break.SOFT]
    for reading in [*([heading] if heading else []), *common]:
        moves = tuple(move for move in reading.moves if not move.aimed)
        for draft in drafts:
            if reading in draft.readings:
                continue
            moving = any(move.kind for own in draft.readings for move in own.moves)
            lit = any(own.light.said or own.light.implied for own in draft.readings)
            draft.readings.append(
                replace(
                    reading,
                    text="",
                    clauses=(),
                    lengths=(),
                    texts=(),
                    setting="",
                    moves=() if moving else moves,
                    light=Light() if lit else Light(said=reading.light.said, tempo=reading.light.tempo),
                )
            )


def _listed(reading: Reading, count: int) -> list[Reading] | None:
    """The parts of `a day of a bee: waking up, flying, sleeping` when they are as many as asked for."""
    head, colon, tail = reading.text.partition(":")
    parts = [part for part in _COMMAS.split(tail) if part.strip()]
    if not colon or len(parts) != count:
        return None
    first = read(Piece(text=head, opens=Break.NONE), [], frozenset(), product=True)
    again = [read(Piece(text=p, opens=Break.HARD), [], frozenset(), product=True, follows=True) for p in parts]
    lead = replace(reading, text=first.text, clauses=first.clauses)
    return [lead, *again]


def _halves(reading: Reading, texts_kept: bool) -> list[Reading]:
    """One piece at its clauses, each read again as a shot of its own."""
    starts = [clause.start for clause in reading.clauses if clause.acts and not clause.condition]
    if len(starts) < 2:
        return [reading]
    bounds = [0, *starts[1:], len(reading.text)]
    found = []
    for index in range(len(bounds) - 1):
        part = tidy(reading.text[bounds[index] : bounds[index + 1]])
        again = read(Piece(text=part, opens=Break.HARD), [], frozenset(), product=True, follows=index > 0)
        found.append(
            replace(
                reading, text=again.text, clauses=again.clauses, texts=reading.texts if texts_kept and not index else ()
            )
        )
    return found


def to_count(drafts: list[Draft], count: int | None, notes: list[str]) -> list[Draft]:
    """Make as many shots as the words ask for, where they describe only one.

    Args:
        drafts: The shots that are described.
        count: How many are asked for; None = as many as are described.
        notes: Grows by what differs.
    """
    if count is None or count == len(drafts) or not drafts:
        return drafts
    wanted = min(count, MAX_SHOTS)
    if wanted < count:
        notes.append(f"{count} shots were asked for; a clip has at most {MAX_SHOTS}")
    if len(drafts) > 1:
        if len(drafts) != wanted:
            notes.append(
                f"{count} shots were asked for and {len(drafts)} are described; made {min(len(drafts), MAX_SHOTS)}"
            )
        return drafts
    for index, reading in enumerate(drafts[0].readings):
        if listed := _listed(reading, wanted):
            others = [other for at, other in enumerate(drafts[0].readings) if at != index]
            lead, first, *rest = listed
            return [Draft(readings=[*others, lead, first]), *(Draft(readings=[part]) for part in rest)]
    parts = [half for index, reading in enumerate(drafts[0].readings) for half in _halves(reading, index == 0)]
    acting = [part for part in parts if part.acts]
    if len(acting) == wanted:
        rest = [part for part in parts if not part.acts]
        return [Draft(readings=[*(rest if not index else []), part]) for index, part in enumerate(acting)]
    notes.append(f"{count} shots were asked for and one scene is described; made {wanted} views of it")
    return [
        replace(drafts[0], view=VIEWS[index % len(VIEWS)], transition=drafts[0].transition if not index else None)
        for index in range(wanted)
    ]


def merge(drafts: list[Draft], most: int, why: str, notes: list[str]) -> list[Draft]:
    """Put neighbours together until there are at most `most` shots.

    Args:
        drafts: The shots.
        most: 1..12.
        why: What limits them, for the note.
        notes: Grows when shots are merged.
    """
    if len(drafts) <= most:
        return drafts
    notes.append(f"{len(drafts)} shots are described; {why}, so neighbours were merged to {most}")
    merged = []
    for index in range(most):
        group = drafts[index * len(drafts) // most : (index + 1) * len(drafts) // most]
        readings = [reading for draft in group for reading in draft.readings]
        if all(draft.view for draft in group):
            readings = group[0].readings
        merged.append(
            Draft(
                readings=readings,
                start_s=group[0].start_s,
                end_s=group[-1].end_s,
                transition=group[0].transition,
                view=group[0].view,
            )
        )
    return merged


def heading_note(reading: Reading | None) -> list[str]:
    """What became of the words before a list."""
    if reading is None or not reading.text:
        return []
    return [f"{reading.text!r} was taken as the heading of the list"]
