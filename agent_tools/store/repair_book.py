"""What reconciliation asks the database and writes into it (`agent_tools.reconcile`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from agent_tools.schema import ClipView
from agent_tools.store import mapping, query
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.store import Store
from agent_tools.store.table import ClipRow, RenderRow, SealedTextRow
from agent_tools.store.view import ABANDONED, RenderStatus, RenderView


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A clip, and whether it should still lie somewhere."""

    clip: ClipView
    wanted: bool


class RepairBook(Store):
    """The store, open for repair."""

    def kept_clips(self) -> tuple[Kept, ...]:
        """Every clip, oldest first; withdrawn ones are not wanted any more."""
        with self._reading() as session:
            rows = session.execute(
                select(ClipRow, WithdrawalRow)
                .outerjoin(WithdrawalRow, WithdrawalRow.clip_id == ClipRow.id)
                .order_by(ClipRow.created_at, ClipRow.id)
            )
            views = [mapping.clip_view(clip, withdrawal) for clip, withdrawal in rows]
        return tuple(Kept(clip=view, wanted=view.withdrawn_at is None) for view in views)

    def running_renders(self) -> tuple[RenderView, ...]:
        """The renders that have not ended, oldest first."""
        with self._reading() as session:
            rows = session.scalars(
                select(RenderRow)
                .where(RenderRow.status == RenderStatus.RUNNING.value)
                .order_by(RenderRow.started_at, RenderRow.id)
            )
            return tuple(mapping.render_view(row) for row in rows)

    def finished_drafts(self) -> tuple[tuple[str, str], ...]:
        """Where unfinished files of finished renders may have lain, each with the name that it was to have."""
        with self._reading() as session:
            rows = session.scalars(select(RenderRow.drafts).where(RenderRow.status == RenderStatus.DONE.value))
            return tuple((draft, target) for drafts in rows for draft, target in drafts)

    def texts_without_key(self) -> tuple[str, ...]:
        """Owners of keys that are neither there nor destroyed: their text cannot be read, and nobody erased it."""
        with self._reading() as session:
            owners = session.scalars(select(SealedTextRow.key_owner).distinct()).all()
        known = self._texts.keys.find(owners)
        return tuple(sorted(owner for owner in owners if owner not in known))

    def abandon(self, render_id: str, clear: Callable[[], object]) -> bool:
        """Write down that the process of a render died, and clear away what it left.

        Args:
            render_id: The render.
            clear: Removes its unfinished files; called under the write lock.

        Returns:
            Whether it was still running.

        Raises:
            NotFound: There is no such render.
            StoreError: The database failed.
        """
        with self._writing() as session:
            render = query.require(session, RenderRow, render_id)
            if render.status != RenderStatus.RUNNING.value:
                return False
            clear()
            render.status, render.finished_at = RenderStatus.FAILED.value, self._clock()
            render.error_code, render.error_message = ABANDONED, "its process ended without a word"
            self._note(session, "render.ended", render_id, {"status": render.status, "code": ABANDONED})
            return True

    def note_repair(self, subject: str, what: str) -> None:
        """Write down that something was repaired.

        Args:
            subject: What: a digest, a clip or a key.
            what: How, in one word.

        Raises:
            StoreError: The database failed.
        """
        with self._writing() as session:
            self._note(session, f"repair.{what}", subject, {})
