"""How many tune cases of each group may go wrong: counts that only ever fall, kept in `ratchet.json`.

A detector that gets better lowers them with `python -m benchmarks.policy_report --ratchet`; one that gets worse fails
the suite. New hard cases raise a count by hand, where a reader of the change sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, NonNegativeInt, TypeAdapter, ValidationError

from benchmarks.corpus import CASES, CorpusError
from benchmarks.tally import Outcome, by

RATCHET = CASES / "ratchet.json"


class Allowance(BaseModel):
    """What one group may get wrong.

    Attributes:
        wrong: Verdicts that are not right.
        worst: Of them the grave ones: a real person let through, or a harmless request blocked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    wrong: NonNegativeInt
    worst: NonNegativeInt


_FILE = TypeAdapter(dict[str, Allowance])


def count(outcomes: Iterable[Outcome]) -> dict[str, Allowance]:
    """What each group gets wrong now, in the order of group names.

    Args:
        outcomes: All outcomes of the tune part.
    """
    heaps = by(lambda case: case.group, outcomes)
    return {
        group: Allowance(wrong=sum(not each.right for each in heap), worst=sum(each.worst for each in heap))
        for group, heap in sorted(heaps.items())
    }


def worse(now: Mapping[str, Allowance], allowed: Mapping[str, Allowance]) -> list[str]:
    """Each group that gets more wrong than it may, as a sentence; a group without an allowance may get nothing wrong.

    Args:
        now: What each group gets wrong.
        allowed: What it may get wrong.
    """
    none = Allowance(wrong=0, worst=0)
    found = []
    for group, seen in now.items():
        limit = allowed.get(group, none)
        for what in ("wrong", "worst"):
            n, n_allowed = getattr(seen, what), getattr(limit, what)
            if n > n_allowed:
                found.append(f"{group}: {n} {what}, at most {n_allowed} are allowed")
    return found


def read(path: Path = RATCHET) -> dict[str, Allowance]:
    """The allowances in force.

    Args:
        path: The file.

    Raises:
        CorpusError: It is missing or malformed.
    """
    try:
        return _FILE.validate_json(path.read_bytes())
    except FileNotFoundError as exc:
        raise CorpusError(f"{path.name!r} is missing in {str(path.parent)!r}") from exc
    except ValidationError as exc:
        first = exc.errors(include_url=False)[0]
        where = ".".join(str(key) for key in first["loc"])
        raise CorpusError(f"{path.name}: {where}: {first['msg']}, found {first['input']!r}") from exc


def tighten(now: Mapping[str, Allowance], path: Path = RATCHET) -> None:
    """Writes the counts of now, where none is larger than allowed. The first time every count is taken as it is.

    Args:
        now: What each group gets wrong.
        path: The file.

    Raises:
        CorpusError: A group got worse; nothing is written.
    """
    if path.exists() and (found := worse(now, read(path))):
        raise CorpusError("the ratchet only tightens: " + "; ".join(found))
    body = {group: each.model_dump() for group, each in now.items()}
    lines = ",\n".join(f"  {json.dumps(group)}: {json.dumps(each)}" for group, each in body.items())
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
