"""An operator's own people and the estates that opted out, joined to the shipped list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from policy.document import Document
from policy.figure import YEARS_AFTER_DEATH, Figure, entry, load_mononyms
from policy.lexicon import load_lexicon
from policy.listing import Listing, listing, normalised
from policy.people import Grade, People
from policy.prepare import MONONYMS, PEOPLE, PREPARED, read_prepared
from policy.table import shipped
from policy.types import Intent


class Kind(StrEnum):
    """Why a person stands on an operator's list; the first part of the row's id."""

    OWN = "own"
    OPT_OUT = "opt-out"


_OPT_OUT = f"{Kind.OPT_OUT.value}/"
_NOBODY = Listing(figures=(), best_known=(), names={})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPeople:
    """The people on an operator's lists. Two are equal when their digests are.

    Attributes:
        digest: `sha256:...` of the file that holds them; empty where there is none.
        listing: Who they are and what they are called.
    """

    digest: str = ""
    listing: Listing = field(default=_NOBODY, compare=False, repr=False)


def joined(shipped_people: Listing, own: Listing, years: int) -> Listing:
    """One listing of both lists. Whoever bears a name that opted out is protected however long dead.

    Args:
        shipped_people: The shipped list.
        own: The operator's people; ids that begin with `opt-out/` are opt-outs.
        years: For how many years after a death a likeness is protected.
    """
    if not own.figures and years == YEARS_AFTER_DEATH:
        return shipped_people
    offset = len(shipped_people.figures)
    left_alone = {place for place, figure in enumerate(own.figures) if figure.id.startswith(_OPT_OUT)}
    opted_out = {place + offset for place in left_alone}
    names = dict(shipped_people.names)
    for name, bearers in own.names.items():
        before = shipped_people.names.get(name, ())
        names[name] = [*before, *(place + offset for place in bearers)]
        if not left_alone.isdisjoint(bearers):
            opted_out.update(before)
    figures = (
        _ruled(figure, years, place in opted_out)
        for place, figure in enumerate((*shipped_people.figures, *own.figures))
    )
    return Listing(figures=tuple(figures), best_known=(*shipped_people.best_known, *own.best_known), names=names)


def own_listing(rows: Iterable[dict[str, Any]]) -> Listing:
    """The listing of an operator's people.

    Args:
        rows: With the keys of `people.jsonl`.

    Raises:
        PolicyDataError: A row is no person, or the shipped single words are missing or damaged.
    """
    return listing(normalised(map(entry, rows), load_mononyms(shipped(MONONYMS))))


def unnoticed(own: Listing) -> Iterator[Figure]:
    """Those of an operator's people whose best-known name would not be noticed in a plain request.

    A name that is too short, or is first of all a common word or a name with rules of its own, would stand on the list
    and protect nobody.

    Args:
        own: The operator's people.

    Raises:
        PolicyDataError: A shipped list is missing or damaged.
    """
    people, mononyms = shipped(PEOPLE), shipped(MONONYMS)
    whole = joined(read_prepared(shipped(PREPARED), people=people, mononyms=mononyms), own, YEARS_AFTER_DEATH)
    finder = People(whole, load_mononyms(mononyms), load_lexicon())
    for figure in own.figures:
        document = Document.of(Intent(turns=(f"a clip of {figure.name}",)), today=date.min)
        seen = (sighting for sighting in finder.find(document) if sighting.grade >= Grade.POSSIBLE)
        if not any(figure.id == found.id for sighting in seen for found in sighting.figures):
            yield figure


def _ruled(figure: Figure, years: int, opted_out: bool) -> Figure:
    if not opted_out and (figure.died is None or years == figure.years):
        return figure
    return replace(figure, years=years, opted_out=opted_out)
