"""Where misuse reports are written and settled, and what was taken down is blocked for good.

Only an operator's session may reach this file; no tool of an agent has a way to it.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agent_tools.errors import ReportError
from agent_tools.store import blocklist, mapping
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.consent_view import WithdrawalReason
from agent_tools.store.misuse_table import BlockedContentRow, MisuseOutcomeRow, MisuseReportRow
from agent_tools.store.misuse_view import Complaint, MisuseKind, MisuseReport, Outcome, Takedown
from agent_tools.store.query import require
from agent_tools.store.store import Store
from agent_tools.store.table import ClipRow

TIME_TO_ACT = timedelta(hours=48)
"""From receipt to removal, 47 U.S.C. 223a(c)(3) as read for `docs/misuse.md`."""


class MisuseBook(Store):
    """The store with the misuse reports in it open for writing."""

    def report(
        self, kind: MisuseKind, complaint: Complaint, *, sha256: str, clip_id: str | None = None, fingerprint: str = ""
    ) -> MisuseReport:
        """Write down a report; its clock starts.

        Args:
            kind: What is said to be wrong.
            complaint: What the sender says.
            sha256: `sha256:...` of the reported file.
            clip_id: The clip, where it is one of this store.
            fingerprint: How the file looks, `name:hex`; empty where that is not known.

        Raises:
            NotFound: There is no such clip.
            StoreError: The database failed.
        """
        with self._writing() as session:
            if clip_id is not None:
                require(session, ClipRow, clip_id)
            now = self._clock()
            report_id = self._unused_id(session, "rep", MisuseReportRow)
            row = MisuseReportRow(
                id=report_id,
                kind=kind.value,
                clip_id=clip_id,
                sha256=sha256,
                fingerprint=fingerprint or None,
                received_at=now,
                due_at=now + TIME_TO_ACT,
            )
            session.add(row)
            session.flush()
            sealed = self._seal(session, report_id, dataclasses.asdict(complaint), key_owner=report_id)
            facts = {"kind": kind.value, "clip": clip_id, "sha256": sha256, "due_at": row.due_at.isoformat()}
            self._note(session, "misuse.reported", report_id, facts | {"text": sealed})
            return self._view(session, row)

    def report_of(self, report_id: str) -> MisuseReport:
        """The report with this id.

        Raises:
            NotFound: There is none.
        """
        with self._reading() as session:
            return self._view(session, require(session, MisuseReportRow, report_id))

    def reports(self, *, settled: bool = False) -> tuple[MisuseReport, ...]:
        """The open reports, the most urgent first.

        Args:
            settled: Whether to give those that were settled too.
        """
        with self._reading() as session:
            rows = session.scalars(select(MisuseReportRow).order_by(MisuseReportRow.due_at, MisuseReportRow.id))
            found = [self._view(session, row) for row in rows.all()]
        return tuple(each for each in found if settled or each.outcome is None)

    def take_down(self, report_id: str) -> Takedown:
        """Withdraw what was reported and everything like it, and block all of it for good.

        Files are left to the caller. Once more does no harm, and finds what was made in between.

        Raises:
            NotFound: There is no such report.
            ReportError: It was refused.
            StoreError: The database failed.
        """
        with self._writing() as session:
            row = require(session, MisuseReportRow, report_id)
            outcome = session.get(MisuseOutcomeRow, report_id)
            if outcome is not None and outcome.outcome != Outcome.TAKEN_DOWN.value:
                raise ReportError(f"report {report_id!r} was refused at {outcome.at:%Y-%m-%d %H:%M} UTC")
            clips = _alike(session, row)
            for clip in clips:
                self._withdraw_for(session, clip, report_id)
            blocked = self._block(session, row, clips)
            if outcome is None:
                self._settle(session, report_id, Outcome.TAKEN_DOWN, {"clips": [clip.id for clip in clips]})
            views = tuple(mapping.clip_view(clip, session.get(WithdrawalRow, clip.id)) for clip in clips)
            return Takedown(report=self._view(session, row), clips=views, blocked=blocked)

    def refuse(self, report_id: str, reason: str) -> MisuseReport:
        """Settle a report without a takedown.

        Args:
            report_id: The report.
            reason: Why, for the sender.

        Raises:
            NotFound: There is no such report.
            ReportError: It was settled before.
            StoreError: The database failed.
        """
        with self._writing() as session:
            row = require(session, MisuseReportRow, report_id)
            if session.get(MisuseOutcomeRow, report_id) is not None:
                raise ReportError(f"report {report_id!r} was settled before")
            sealed = self._seal(session, _outcome(report_id), {"reason": reason}, key_owner=report_id)
            self._settle(session, report_id, Outcome.REFUSED, {"text": sealed})
            return self._view(session, row)

    def _settle(self, session: Session, report_id: str, outcome: Outcome, facts: dict[str, object]) -> None:
        session.add(MisuseOutcomeRow(report_id=report_id, outcome=outcome.value, at=self._clock()))
        session.flush()
        self._note(session, f"misuse.{outcome.value}", report_id, facts)

    def _withdraw_for(self, session: Session, clip: ClipRow, report_id: str) -> None:
        if session.get(WithdrawalRow, clip.id) is None:
            reason = WithdrawalReason.TAKEN_DOWN.value
            session.add(WithdrawalRow(clip_id=clip.id, reason=reason, by=report_id, at=self._clock()))
            session.flush()
            self._note(session, "clip.withdrawn", clip.id, {"reason": reason, "report": report_id})

    def _block(self, session: Session, row: MisuseReportRow, clips: list[ClipRow]) -> int:
        wanted = {(blocklist.SHA256, row.sha256), (blocklist.FINGERPRINT, row.fingerprint)}
        for clip in clips:
            wanted |= {(blocklist.SHA256, clip.sha256), (blocklist.FRAMES, clip.frames_sha256)}
            wanted.add((blocklist.FINGERPRINT, clip.fingerprint))
        added = 0
        for kind, value in sorted((kind, value) for kind, value in wanted if value):
            if session.get(BlockedContentRow, (kind, value)) is None:
                session.add(BlockedContentRow(kind=kind, value=value, report_id=row.id, at=self._clock()))
                session.flush()
                self._note(session, "content.blocked", row.id, {"kind": kind, "value": value})
                added += 1
        return added

    def _view(self, session: Session, row: MisuseReportRow) -> MisuseReport:
        outcome = session.get(MisuseOutcomeRow, row.id)
        words = self._words(session, row.id, _outcome(row.id))
        said = words.get(row.id)
        return MisuseReport(
            id=row.id,
            kind=MisuseKind(row.kind),
            clip_id=row.clip_id,
            sha256=row.sha256,
            fingerprint=row.fingerprint or "",
            received_at=row.received_at,
            due_at=row.due_at,
            outcome=None if outcome is None else Outcome(outcome.outcome),
            settled_at=None if outcome is None else outcome.at,
            complaint=None if said is None else Complaint(**said),
            reason=str(words.get(_outcome(row.id), {}).get("reason", "")),
        )


def _outcome(report_id: str) -> str:
    return f"{report_id}/outcome"


def _alike(session: Session, row: MisuseReportRow) -> list[ClipRow]:
    """The reported clip, every clip of the same bytes or frames, and every clip of the same look."""
    seeds = session.scalars(select(ClipRow).where(or_(ClipRow.id == row.clip_id, ClipRow.sha256 == row.sha256))).all()
    frames = {clip.frames_sha256 for clip in seeds if clip.frames_sha256}
    prints = {each for each in (row.fingerprint, *(clip.fingerprint for clip in seeds)) if each}
    found = {clip.id: clip for clip in seeds}
    if frames:
        same = session.scalars(select(ClipRow).where(ClipRow.frames_sha256.in_(frames)))
        found |= {clip.id: clip for clip in same}
    if prints:
        shown = session.scalars(select(ClipRow).where(ClipRow.fingerprint.is_not(None)))
        found |= {
            clip.id: clip for clip in shown if any(blocklist.alike(each, str(clip.fingerprint)) for each in prints)
        }
    return [found[clip_id] for clip_id in sorted(found)]
