"""That a clip belongs to a job: written in the transaction of the clip itself, and under the lease of its worker."""

from __future__ import annotations

from agent_tools.errors import LeaseLost
from agent_tools.job.state import Event, after
from agent_tools.job.view import JobState
from agent_tools.store import job_statement as sql
from agent_tools.store.job_table import JobClipRow
from agent_tools.store.transaction import Transaction
from generator.errors import RenderCancelled
from generator.types import RenderReport


def check(tx: Transaction, job_id: str, lease: str) -> None:
    """Make sure that a worker may still render for a job.

    Args:
        tx: A transaction that writes.
        job_id: The job.
        lease: The token of the worker.

    Raises:
        LeaseLost: The job is no longer that worker's.
        RenderCancelled: Its end was asked for.
    """
    job = tx.first(sql.JOB, id=job_id)
    if job is None or job.lease != lease or job.state != JobState.RUNNING.value:
        raise LeaseLost(f"job {job_id!r} was taken over by another worker, or has ended; this render delivers nothing")
    if job.cancelling:
        raise RenderCancelled(f"job {job_id!r} was cancelled while it was rendered")


def deliver(tx: Transaction, job_id: str, lease: str, *, clip_id: str, report: RenderReport) -> None:
    """Write down that a clip is the one of a job, which has ended with it.

    Args:
        tx: The transaction that writes the clip; its row is there.
        job_id: The job.
        lease: The token of the worker.
        clip_id: The clip.
        report: What is known of the render.

    Raises:
        LeaseLost: The job is no longer that worker's.
        RenderCancelled: Its end was asked for.
        StoreError: There is a clip of this job already.
    """
    check(tx, job_id, lease)
    job = tx.first(sql.JOB, id=job_id)
    tx.add(JobClipRow, {"job_id": job_id, "clip_id": clip_id})
    values = {
        "state": after(JobState(job.state), Event.DELIVERED).value,
        "clip_id": clip_id,
        "fraction": 1.0,
        "step": "encode",
        "render_s": (report.finished_at - report.started_at).total_seconds(),
        "finished_at": report.finished_at,
        "expires_at": None,
        "lease": None,
        "lease_expires_at": None,
        "version": job.version + 1,
    }
    tx.run(sql.updating(tuple(values)), job=job_id, **values)
    tx.note("job.ended", job_id, {"state": values["state"], "clip": clip_id})
