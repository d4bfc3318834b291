"""Videos that their owner deleted: the clip is withdrawn for good, its file removed, and the video is told no more."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from agent_tools.blob import Blobs
from agent_tools.removal import Remover
from agent_tools.schema import ClipView
from agent_tools.store import mapping
from agent_tools.store.api_key_table import DeletedVideoRow
from agent_tools.store.consent_table import WithdrawalRow
from agent_tools.store.consent_view import WithdrawalReason
from agent_tools.store.query import require
from agent_tools.store.store import Store
from agent_tools.store.table import ClipRow


class VideoShelf(Store):
    """The store with the deletion of a tenant's own videos in it."""

    def deleted(self, tenant: str, job_ids: Iterable[str]) -> frozenset[str]:
        """Which of these jobs have a video that was deleted.

        Args:
            tenant: Whose they are.
            job_ids: The jobs.
        """
        wanted = select(DeletedVideoRow.job_id).where(
            DeletedVideoRow.tenant == tenant, DeletedVideoRow.job_id.in_(list(job_ids))
        )
        with self._reading() as session:
            return frozenset(session.scalars(wanted))

    def delete(self, tenant: str, job_id: str, clip_id: str | None, blobs: Blobs) -> None:
        """Delete the video of a job; once more does no harm, and deletes what could not be deleted before.

        Whether the job and the clip are this tenant's is for the caller to know.

        Args:
            tenant: Whose it is.
            job_id: The job, ended or cancelled.
            clip_id: Its clip; None where it has none.
            blobs: Where clips lie.

        Raises:
            NotFound: There is no such clip.
            StoreError: The database failed.
        """
        clip = self._withdraw(tenant, job_id, clip_id)
        if clip is not None:
            Remover(self, blobs).remove(clip.path, clip.sha256)

    def _withdraw(self, tenant: str, job_id: str, clip_id: str | None) -> ClipView | None:
        with self._writing() as session:
            if session.get(DeletedVideoRow, (tenant, job_id)) is None:
                session.add(DeletedVideoRow(tenant=tenant, job_id=job_id, at=self._clock()))
                session.flush()
                self._note(session, "video.deleted", job_id, {"clip": clip_id})
            if clip_id is None:
                return None
            clip = require(session, ClipRow, clip_id)
            withdrawal = session.get(WithdrawalRow, clip_id)
            if withdrawal is None:
                reason = WithdrawalReason.ERASED.value
                withdrawal = WithdrawalRow(clip_id=clip_id, reason=reason, by=job_id, at=self._clock())
                session.add(withdrawal)
                session.flush()
                self._note(session, "clip.withdrawn", clip_id, {"reason": reason})
            return mapping.clip_view(clip, withdrawal)
