"""One line of the judge's table."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.flipbook.interval import bootstrap, wilson

COLUMNS = ("measure", "value", "95 %", "ceiling", "of ceiling", "n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure.

    Attributes:
        name: What was measured.
        value: The result; a share is 0..1.
        low: Lower end of its 95 % interval.
        high: Upper end.
        ceiling: The same measure on true pictures and true tracks; None where there is no such thing.
        n: How many independent samples.
        unit: "" for a share, which is printed in per cent; else what the number counts.
        falling: Whether less is better.
        misses: What went wrong, a few words each, such as `run left: walk left`; not in the table.
    """

    name: str
    value: float
    low: float
    high: float
    ceiling: float | None
    n: int
    unit: str = ""
    falling: bool = False
    misses: tuple[str, ...] = ()

    @property
    def of_ceiling(self) -> float | None:
        """The value as a share of its ceiling, 1 = as good; None where it has no meaning."""
        if self.ceiling is None:
            return None
        part, whole = (self.ceiling, self.value) if self.falling else (self.value, self.ceiling)
        return part / whole if whole > 0 else None

    def cells(self) -> tuple[str, ...]:
        """The texts of its `COLUMNS`."""
        share = self.of_ceiling
        return (
            self.name,
            f"{self._said(self.value)} {self.unit}".strip(),
            f"{self._said(self.low)} .. {self._said(self.high)}",
            "" if self.ceiling is None else self._said(self.ceiling),
            "" if share is None else f"{share:.1%}",
            str(self.n),
        )

    def to_json(self) -> dict[str, Any]:
        """Every attribute and `of_ceiling`."""
        return {**dataclasses.asdict(self), "of_ceiling": self.of_ceiling}

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> Row:
        """What `to_json` told.

        Raises:
            TypeError: An attribute is missing or unknown.
        """
        kept = {key: value for key, value in told.items() if key != "of_ceiling"}
        return cls(**{**kept, "misses": tuple(kept.get("misses", ()))})

    def _said(self, number: float) -> str:
        return f"{number:.3g}" if self.unit else f"{number:.1%}"


def share_row(
    name: str, hits: Sequence[bool], *, ceiling: Sequence[bool] | None = None, misses: Sequence[str] = ()
) -> Row:
    """A share of hits with its Wilson interval.

    Raises:
        ValueError: Nothing was measured.
    """
    if not hits:
        raise ValueError(f"nothing was measured for {name!r}")
    low, high = wilson(sum(hits), len(hits))
    top = sum(ceiling) / len(ceiling) if ceiling else None
    share = sum(hits) / len(hits)
    return Row(name=name, value=share, low=low, high=high, ceiling=top, n=len(hits), misses=tuple(misses))


def mean_row(
    name: str, values: Sequence[float], *, unit: str, ceiling: Sequence[float] | None = None, falling: bool = False
) -> Row:
    """A mean with its bootstrap interval.

    Raises:
        ValueError: Nothing was measured.
    """
    low, high = bootstrap(values)
    top = float(np.mean(ceiling)) if ceiling else None
    mean = float(np.mean(values))
    return Row(name=name, value=mean, low=low, high=high, ceiling=top, n=len(values), unit=unit, falling=falling)
