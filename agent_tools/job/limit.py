"""The limits of one installation, from its settings."""

from __future__ import annotations

from agent_tools.job.view import JobLimits
from agent_tools.settings import Settings


def limits_of(settings: Settings) -> JobLimits:
    """What an installation takes on.

    Args:
        settings: Its settings, whose values are in range.
    """
    return JobLimits(
        running=settings.jobs_running,
        queued=settings.jobs_queued,
        queued_per_principal=settings.jobs_queued_per_principal,
        work_per_day=settings.jobs_work_per_day,
        approve_over=settings.jobs_approve_over,
        ttl_s=settings.jobs_ttl_s,
        lease_s=settings.jobs_lease_s,
        max_attempts=settings.jobs_max_attempts,
    )
