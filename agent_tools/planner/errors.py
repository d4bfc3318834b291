"""Faults of the planner.

ValueError
└── PlanError    the request names nothing that could be shown
"""

from __future__ import annotations


class PlanError(ValueError):
    """The request names nothing that could be shown."""

    code = "agent_tools.plan"
    remedy = "change_arguments"
