"""Durable jobs: a request that was accepted is never lost, done twice, or reported wrongly."""

from agent_tools.job.view import (
    LOCAL,
    Answer,
    Approve,
    Caller,
    JobLimits,
    JobProgress,
    JobState,
    JobView,
    Question,
    QuestionKind,
    Revision,
)

__all__ = [
    "LOCAL",
    "Answer",
    "Approve",
    "Caller",
    "JobLimits",
    "JobProgress",
    "JobState",
    "JobView",
    "Question",
    "QuestionKind",
    "Revision",
]
