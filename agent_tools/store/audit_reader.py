"""Reads the whole audit chain, and the rows that it vouches for, past the classes of the tables: 100,000 links at once.

Also says which guards of the database are missing, and which rows stand there that the chain knows nothing of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from agent_tools.store import seal
from agent_tools.store.audit import Link
from agent_tools.store.consent_mapping import event_digest
from agent_tools.store.consent_query import columns
from agent_tools.store.consent_table import ConsentEventRow, WithdrawalRow
from agent_tools.store.finder import Finder
from agent_tools.store.table import SealedTextRow

GUARDS = ("audit_no_update", "audit_no_delete", "audit_no_replace", "audit_in_order")

_LINKS = "SELECT seq, at, kind, subject, facts, hash FROM audit ORDER BY seq"
_GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
_DECISIONS = "SELECT id, verdict, policy_version, brief_id, storyboard_id FROM decision"
_CODES = "SELECT decision_id, code FROM finding ORDER BY decision_id, position"
_CONSENTS = "SELECT decision_id, consent_id FROM decision_consent ORDER BY decision_id, consent_id"
_CLIPS = (
    "SELECT c.id, c.sha256, c.frames_sha256, c.watermark_id, c.fingerprint, c.render_id, r.decision_id, m.sha256, "
    "r.weights_digest FROM clip AS c JOIN render AS r ON r.id = c.render_id LEFT JOIN clip_manifest AS m "
    "ON m.clip_id = c.id"
)
# Times of the chain are written with a zone, and those of the tables without.
_UNVOUCHED = (
    "SELECT 'decision', id FROM decision AS d "
    "WHERE d.decided_at > (SELECT replace(replace(min(at), 'T', ' '), '+00:00', '') FROM audit) "
    "AND NOT EXISTS (SELECT 1 FROM audit AS a WHERE a.subject = d.id AND a.kind = 'decision.made') "
    "UNION ALL SELECT 'clip', id FROM clip AS c "
    "WHERE c.created_at > (SELECT replace(replace(min(at), 'T', ' '), '+00:00', '') FROM audit) "
    "AND NOT EXISTS (SELECT 1 FROM audit AS a WHERE a.subject = c.id AND a.kind = 'clip.made')"
)


class AuditReader(Finder):
    """The database, open for whoever checks it."""

    def links(self) -> Iterator[Link]:
        """Every link of the chain in order, as it stands."""
        with self._reading() as session:
            for row in session.execute(text(_LINKS)):
                yield Link(seq=row.seq, at=row.at, kind=row.kind, subject=row.subject, facts=row.facts, hash=row.hash)

    def missing_guards(self) -> tuple[str, ...]:
        """The triggers of the chain that are not there."""
        with self._reading() as session:
            there = set(session.scalars(text(_GUARDS)))
        return tuple(name for name in GUARDS if name not in there)

    def unvouched(self) -> tuple[tuple[str, str], ...]:
        """Decisions and clips, as table and id, that were written since the chain began and are not on it."""
        with self._reading() as session:
            return tuple((row[0], row[1]) for row in session.execute(text(_UNVOUCHED)))

    def vouched(self) -> Vouched:
        """What the rows say now, by what the chain says of them."""
        with self._reading() as session:
            return Vouched(session)


class Vouched:
    """What stands in the tables, in the words of the chain's facts.

    Args:
        session: An open session.
    """

    def __init__(self, session: Session) -> None:
        self._texts = {
            row.owner: seal.digest(row.body) for row in session.execute(select(SealedTextRow.owner, SealedTextRow.body))
        }
        self._decisions = {row[0]: row for row in session.execute(text(_DECISIONS))}
        self._codes = _grouped(session, _CODES)
        self._consents = _grouped(session, _CONSENTS)
        self._clips = {row[0]: row for row in session.execute(text(_CLIPS))}
        self._events = {
            (row.consent_id, row.position): event_digest(columns(row))
            for row in session.scalars(select(ConsentEventRow))
        }
        self._withdrawn = {row.clip_id: row.reason for row in session.scalars(select(WithdrawalRow))}

    def differs(self, link: Link) -> str:
        """What a row no longer says that its link vouches for; empty if it says all of it.

        Args:
            link: A link of an unbroken chain.
        """
        facts: dict[str, Any] = json.loads(link.facts)
        now: dict[str, Any]
        match link.kind:
            case "turn.said" | "request.made" | "storyboard.made" | "job.accepted":
                now = {"text": self._texts.get(link.subject)}
            case "decision.made":
                now = self._decision(link.subject)
            case "decision.linked":
                row = self._decisions.get(link.subject)
                now = {} if row is None else {"brief": row.brief_id, "storyboard": row.storyboard_id}
            case "clip.made":
                now = self._clip(link.subject)
            case "clip.withdrawn":
                now = {"reason": self._withdrawn.get(link.subject)}
            case kind if kind.startswith("consent.") and "position" in facts:
                now = {"digest": self._events.get((link.subject, facts["position"]))}
            case _:
                return ""
        if not now:
            return "its row is gone"
        wrong = [name for name, value in now.items() if name in facts and facts[name] != value]
        return f"its row has another {', '.join(wrong)}" if wrong else ""

    def _decision(self, decision_id: str) -> dict[str, Any]:
        row = self._decisions.get(decision_id)
        if row is None:
            return {}
        return {
            "verdict": row.verdict,
            "policy_version": row.policy_version,
            "codes": self._codes.get(decision_id, []),
            "consents": self._consents.get(decision_id, []),
            "text": self._texts.get(decision_id),
        }

    def _clip(self, clip_id: str) -> dict[str, Any]:
        row = self._clips.get(clip_id)
        if row is None:
            return {}
        names = ("sha256", "frames", "watermark", "fingerprint", "render", "decision", "manifest", "weights")
        said = dict(zip(names, row[1:], strict=True))
        return said | {"texts": [self._texts.get(clip_id), self._texts.get(said["render"])]}


def _grouped(session: Session, sql: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for owner, value in session.execute(text(sql)):
        found.setdefault(owner, []).append(value)
    return found
