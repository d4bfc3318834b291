"""The audit chain: what a link is, and how its hash is made. Knows no database.

`hash(n) = SHA-256(hash(n-1) || row)`, where a hash is its 32 bytes, the first predecessor is 32 zero bytes, and `row`
is the canonical JSON (RFC 8785) of `{"at", "facts", "kind", "seq", "subject"}`. Facts are texts, whole numbers, truths
and lists of them; they hold ids and digests, never what a person said. The method is that of Schneier and Kelsey,
"Secure Audit Logs to Support Computer Forensics" (1999), with signed checkpoints (`agent_tools.checkpoint`) in place of
evolving keys.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agent_tools.store.file import as_utc

GENESIS = "sha256:" + "00" * 32
"""The predecessor of the first link."""

LAST_LINK = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"

_PREFIX = "sha256:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row of the chain.

    Attributes:
        seq: Its place, from 1.
        at: When, UTC, ISO 8601 with microseconds.
        kind: What happened, e.g. `decision.made`.
        subject: Id of the row that it happened to.
        facts: Canonical JSON of what is vouched for.
        hash: `sha256:...` over the predecessor's hash and this row.
    """

    seq: int
    at: str
    kind: str
    subject: str
    facts: str
    hash: str

    def follows(self, before: str) -> bool:
        """Whether this row stands unchanged behind a predecessor with that hash."""
        return self.hash == _hash(before, self.seq, self.at, self.kind, self.subject, self.facts)

    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        return {name: getattr(self, name) for name in ("seq", "at", "kind", "subject", "facts", "hash")}


def link(last: tuple[int, str] | None, kind: str, subject: str, facts: Mapping[str, Any], *, at: datetime) -> Link:
    """The link that follows.

    Args:
        last: Place and hash of the link before; None for the first.
        kind: What happened.
        subject: Id of the row that it happened to.
        facts: What is vouched for, JSON without floats.
        at: When, aware.

    Raises:
        ValueError: The time has no zone, or a fact is a float or no JSON value.
    """
    seq, before = (1, GENESIS) if last is None else (last[0] + 1, last[1])
    when = as_utc(at).isoformat(timespec="microseconds")
    text = canonical(facts)
    return Link(
        seq=seq, at=when, kind=kind, subject=subject, facts=text, hash=_hash(before, seq, when, kind, subject, text)
    )


def canonical(facts: Mapping[str, Any]) -> str:
    """Facts as canonical JSON.

    Raises:
        ValueError: They hold a float, whose canonical form other programs write otherwise, or no JSON value.
    """
    _refuse_floats(facts)
    return _json(facts)


def _hash(before: str, seq: int, at: str, kind: str, subject: str, facts: str) -> str:
    # Keys in their order, without spaces: this is the canonical form, and the facts stand in it as they are kept.
    row = f'{{"at":{_json(at)},"facts":{facts},"kind":{_json(kind)},"seq":{seq},"subject":{_json(subject)}}}'
    body = bytes.fromhex(before.removeprefix(_PREFIX)) + row.encode("utf-8", "surrogatepass")
    return _PREFIX + hashlib.sha256(body).hexdigest()


_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _refuse_floats(value: object) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case Mapping():
            for each in value.values():
                _refuse_floats(each)
        case list() | tuple():
            for each in value:
                _refuse_floats(each)
        case _:
            raise ValueError(
                f"audit fact {value!r} must be a text, a whole number, a truth or a list or object of them"
            )
