"""Where personal text is erased: its keys are destroyed, and what else points at a person is overwritten.

Sealed bytes, digests, verdicts and lineage stay, so that the audit chain still holds and a clip still says what made
it. Only an operator's session may reach this file; no tool of an agent has a way to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agent_tools.errors import NotFound
from agent_tools.schema import ClipView
from agent_tools.store import mapping
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.consent_view import WithdrawalReason
from agent_tools.store.job_table import JobRow
from agent_tools.store.misuse_table import MisuseOutcomeRow
from agent_tools.store.query import require
from agent_tools.store.seal import ERASED
from agent_tools.store.store import Store
from agent_tools.store.table import (
    BriefRow,
    ClipRow,
    ConversationRow,
    DecisionRow,
    RenderRow,
    SealedTextRow,
    StoryboardRow,
    TurnRow,
)

_N_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose text is meant.

    Attributes:
        conversations: Ids of conversations, with every decision in them.
        decisions: Ids of all decisions, those of the conversations among them.
        reports: Ids of misuse reports.
    """

    conversations: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose keys these are."""
        return (*self.conversations, *self.decisions, *self.reports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was erased.

    Attributes:
        keys: The owners whose key was destroyed now.
        clips: The clips that were withdrawn with it, as they were before.
    """

    keys: tuple[str, ...]
    clips: tuple[ClipView, ...] = ()


class ErasureBook(Store):
    """The store with the keys of its text open for destruction."""

    def of_conversation(self, conversation_id: str) -> Scope:
        """A conversation and everything that was decided in it.

        Raises:
            NotFound: There is no such conversation.
        """
        with self._reading() as session:
            require(session, ConversationRow, conversation_id)
            return _with_decisions(session, [conversation_id])

    def of_clip(self, clip_id: str) -> Scope:
        """The conversation that a clip was made in.

        Raises:
            NotFound: There is no such clip.
        """
        with self._reading() as session:
            require(session, ClipRow, clip_id)
            found = select(TurnRow.conversation_id).join(BriefRow, BriefRow.turn_id == TurnRow.id)
            found = found.join(StoryboardRow, StoryboardRow.brief_id == BriefRow.id)
            found = found.join(RenderRow, RenderRow.storyboard_id == StoryboardRow.id)
            found = found.join(ClipRow, ClipRow.render_id == RenderRow.id).where(ClipRow.id == clip_id)
            return _with_decisions(session, session.scalars(found).all())

    def of_principal(self, principal: str) -> Scope:
        """Everything that somebody asked, as the surfaces knew them: as the principal, or as the requester.

        Raises:
            NotFound: Nobody of that name asked anything that is still kept.
        """
        with self._reading() as session:
            mine = {row.id for row in session.scalars(select(DecisionRow).where(DecisionRow.principal == principal))}
            sealed = session.scalars(select(SealedTextRow).where(SealedTextRow.key_owner == SealedTextRow.owner))
            for owner, words in self._texts.open(sealed).items():
                if words.get("intent", {}).get("requester") == principal:
                    mine.add(owner)
            waiting = set(session.scalars(select(JobRow.conversation_id).where(JobRow.principal == principal)))
            if not mine and not waiting:
                raise NotFound(f"nobody is known as {principal!r} in this store")
            conversations = sorted({*_conversations_of(session, sorted(mine)), *waiting})
            scope = _with_decisions(session, conversations)
            return Scope(conversations=scope.conversations, decisions=tuple(sorted({*scope.decisions, *mine})))

    def of_decision(self, decision_id: str) -> Scope:
        """One decision, such as that of a check, and not the conversation around it.

        Raises:
            NotFound: There is no such decision.
        """
        with self._reading() as session:
            require(session, DecisionRow, decision_id)
            return Scope(decisions=(decision_id,))

    def before(self, at: datetime) -> Scope:
        """Everything in which nothing was said, decided or reported since a moment, and which is not erased yet.

        Args:
            at: The moment, aware.
        """
        with self._reading() as session:
            latest = select(TurnRow.conversation_id).group_by(TurnRow.conversation_id)
            old = session.scalars(latest.having(func.max(TurnRow.created_at) < at)).all()
            # A job that was never planned has no turn; its words stand beside its row.
            unplanned = select(JobRow.conversation_id).where(
                JobRow.conversation_id.not_in(select(TurnRow.conversation_id)), JobRow.created_at < at
            )
            scope = _with_decisions(session, [*old, *session.scalars(unplanned)])
            loose = session.scalars(
                select(DecisionRow.id).where(DecisionRow.brief_id.is_(None), DecisionRow.decided_at < at)
            )
            settled = session.scalars(select(MisuseOutcomeRow.report_id).where(MisuseOutcomeRow.at < at))
            decisions, reports = {*scope.decisions, *loose}, set(settled)
        keys = self._texts.keys.find([*scope.conversations, *decisions, *reports])
        there = {owner for owner, key in keys.items() if key is not None}
        return Scope(
            conversations=tuple(each for each in scope.conversations if each in there),
            decisions=tuple(sorted(decisions & there)),
            reports=tuple(sorted(reports & there)),
        )

    def erase(self, scope: Scope, *, why: str, with_clips: bool = False) -> Erasure:
        """Destroy the keys of a scope; once more does no harm.

        Args:
            scope: Whose text.
            why: `request` or `retention`, for the audit chain.
            with_clips: Whether to withdraw the clips of its conversations too; their files are left to the caller.

        Raises:
            StoreError: The database failed.
        """
        with self._writing() as session:
            clips = self._withdraw_all(session, scope.conversations) if with_clips else ()
            for decision in _in(session, DecisionRow, scope.decisions):
                decision.principal, decision.input_digest = "", ERASED
            for job in _jobs_of(session, scope.conversations):
                job.principal, job.key, job.request_digest, job.content_digest = "", None, ERASED, None
            session.flush()
            # Before the commit: a text whose key is gone and that the chain does not yet call erased is no harm, and
            # one that is called erased and can be read is.
            keys = self._texts.keys.destroy(scope.owners, self._clock())
            facts = {
                "why": why,
                "conversations": list(scope.conversations),
                "decisions": list(scope.decisions),
                "reports": list(scope.reports),
                "clips": [clip.id for clip in clips],
            }
            self._note(session, "text.erased", why, facts)
        with self._writer.connect() as connection:
            connection.commit()
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # old pages stand in the log
        return Erasure(keys=keys, clips=clips)

    def _withdraw_all(self, session: Session, conversations: Sequence[str]) -> tuple[ClipView, ...]:
        statement = (
            select(ClipRow)
            .join(RenderRow, RenderRow.id == ClipRow.render_id)
            .join(StoryboardRow, StoryboardRow.id == RenderRow.storyboard_id)
            .join(BriefRow, BriefRow.id == StoryboardRow.brief_id)
            .join(TurnRow, TurnRow.id == BriefRow.turn_id)
            .where(TurnRow.conversation_id.in_(conversations))
        )
        before = []
        for clip in session.scalars(statement).all():
            withdrawal = session.get(WithdrawalRow, clip.id)
            before.append(mapping.clip_view(clip, withdrawal))
            clip.path = ERASED  # a file's name may tell as much as a text
            if withdrawal is None:
                reason = WithdrawalReason.ERASED.value
                session.add(WithdrawalRow(clip_id=clip.id, reason=reason, by="operator", at=self._clock()))
                session.flush()
                self._note(session, "clip.withdrawn", clip.id, {"reason": reason})
        return tuple(before)


def _with_decisions(session: Session, conversations: Sequence[str]) -> Scope:
    found: set[str] = set()
    for start in range(0, len(conversations), _N_AT_ONCE):
        part = conversations[start : start + _N_AT_ONCE]
        statement = (
            select(DecisionRow.id)
            .join(BriefRow, BriefRow.id == DecisionRow.brief_id)
            .join(TurnRow, TurnRow.id == BriefRow.turn_id)
            .where(TurnRow.conversation_id.in_(part))
        )
        found |= set(session.scalars(statement))
    return Scope(conversations=tuple(sorted(set(conversations))), decisions=tuple(sorted(found)))


def _jobs_of(session: Session, conversations: Sequence[str]) -> list[JobRow]:
    found: list[JobRow] = []
    for start in range(0, len(conversations), _N_AT_ONCE):
        part = conversations[start : start + _N_AT_ONCE]
        found += session.scalars(select(JobRow).where(JobRow.conversation_id.in_(part)))
    return found


def _conversations_of(session: Session, decisions: Sequence[str]) -> list[str]:
    found: set[str] = set()
    for decision in _in(session, DecisionRow, decisions):
        if decision.brief_id is not None:
            brief = require(session, BriefRow, decision.brief_id)
            found.add(require(session, TurnRow, brief.turn_id).conversation_id)
    return sorted(found)


def _in(session: Session, table: type[DecisionRow], ids: Iterable[str]) -> list[DecisionRow]:
    return [row for row_id in ids if (row := session.get(table, row_id)) is not None]
