"""Checks the audit chain: every link, every checkpoint, and every row that the chain vouches for.

A change of a link, a link too many or too few and links in another order break the chain at the first bad row. A chain
that was cut short or made anew breaks at the checkpoints. The first bad row is named, and nothing after it is believed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent_tools.checkpoint import Checkpoint, Checkpoints
from agent_tools.store.audit import GENESIS, Link
from agent_tools.store.audit_reader import AuditReader

MAX_FAULTS = 100
"""After so many rows that differ the search ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that does not hold.

    Attributes:
        seq: The first bad row of the chain, or the row that vouches for another; None where it is neither.
        what: What is wrong, in one sentence.
    """

    seq: int | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What was found.

    Attributes:
        n_links: How many links hold, from the first.
        head: The hash of the last of them.
        n_checkpoints: How many checkpoints hold.
        covered: Up to which link they reach; links after it could be cut off unnoticed.
        key: The key of the checkpoints; empty where there are none.
        faults: What does not hold, the first bad row first.
    """

    n_links: int
    head: str
    n_checkpoints: int
    covered: int
    key: str
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """What `reelwright audit verify --json` prints."""
        return {
            "ok": self.ok,
            "n_links": self.n_links,
            "head": self.head,
            "n_checkpoints": self.n_checkpoints,
            "covered": self.covered,
            "key": self.key,
            "faults": [{"seq": fault.seq, "what": fault.what} for fault in self.faults],
        }


def verify(reader: AuditReader, checkpoints: Checkpoints, *, key: str = "") -> AuditReport:
    """Check everything; changes nothing.

    Args:
        reader: The database.
        checkpoints: Where its checkpoints are.
        key: The key that must have signed them, `ed25519:...`; empty takes that of `checkpoints`, or of the first
            checkpoint where that has none.

    Raises:
        StoreError: The database cannot be read.
        BlobError: The checkpoints cannot be read.
    """
    links, fault = unbroken(reader.links())
    faults = [] if fault is None else [fault]
    seen = list(checkpoints.all())
    wanted = key or checkpoints.key or next((each.key for _, each in seen if each is not None), "")
    good, more = _checkpoints(links, seen, key=wanted, broken=fault is not None)
    faults += more
    faults += _lost(links, seen)
    faults += (Fault(seq=None, what=f"trigger {name!r} is missing") for name in reader.missing_guards())
    if fault is None:
        faults += _rows(reader, links)
    return AuditReport(
        n_links=len(links),
        head=links[-1].hash if links else GENESIS,
        n_checkpoints=len(good),
        covered=max((each.size for each in good), default=0),
        key=wanted,
        faults=tuple(faults),
    )


def unbroken(links: Iterable[Link]) -> tuple[list[Link], Fault | None]:
    """The links that hold, from the first, and what is wrong with the next.

    Args:
        links: The rows of the chain in the order of their places.
    """
    held: list[Link] = []
    before = GENESIS
    for link in links:
        if link.seq != len(held) + 1:
            return held, Fault(seq=len(held) + 1, what=f"row {len(held) + 1} is missing; the next one is {link.seq!r}")
        if not link.follows(before):
            what = f"row {link.seq} ({link.kind} of {link.subject!r}) was changed, or does not follow the one before"
            return held, Fault(seq=link.seq, what=what)
        held.append(link)
        before = link.hash
    return held, None


def _checkpoints(
    links: list[Link], seen: list[tuple[str, Checkpoint | None]], *, key: str, broken: bool
) -> tuple[list[Checkpoint], list[Fault]]:
    good, faults = [], []
    for file, checkpoint in seen:
        if broken and checkpoint is not None and checkpoint.size > len(links):
            continue  # it speaks of rows that are not believed anyhow
        what = "it holds no checkpoint" if checkpoint is None else _wrong(checkpoint, links, key=key)
        if checkpoint is not None and not what:
            good.append(checkpoint)
        elif what:
            seq = None if checkpoint is None else min(checkpoint.size, len(links) + 1)
            faults.append(Fault(seq=seq, what=f"checkpoint {file!r}: {what}"))
    return good, faults


def _wrong(checkpoint: Checkpoint, links: list[Link], *, key: str) -> str:
    if fault := checkpoint.fault():
        return fault
    if checkpoint.key != key:
        return f"it is signed by {checkpoint.key!r}, not by {key!r}"
    if checkpoint.size > len(links):
        return f"the chain had {checkpoint.size} rows and has {len(links)}: it was cut short"
    if links[checkpoint.size - 1].hash != checkpoint.hash:
        return f"row {checkpoint.size} is not the one that was signed: the chain was made anew"
    return ""


def _lost(links: list[Link], seen: list[tuple[str, Checkpoint | None]]) -> list[Fault]:
    """Checkpoints that the chain says were written, and that are not where they belong."""
    there = {checkpoint.size for _, checkpoint in seen if checkpoint is not None}
    told = {link.seq: json.loads(link.facts)["size"] for link in links if link.kind == "audit.checkpoint"}
    lost = {seq: size for seq, size in told.items() if size not in there}
    return [Fault(seq=seq, what=f"the checkpoint of {size} rows is missing") for seq, size in lost.items()]


def _rows(reader: AuditReader, links: list[Link]) -> list[Fault]:
    vouched = reader.vouched()
    faults = []
    for link in links:
        if what := vouched.differs(link):
            faults.append(Fault(seq=link.seq, what=f"{link.kind} of {link.subject!r}: {what}"))
            if len(faults) == MAX_FAULTS:
                return faults
    faults += (Fault(seq=None, what=f"{table} {name!r} is not on the chain") for table, name in reader.unvouched())
    return faults
