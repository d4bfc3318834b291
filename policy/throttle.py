"""Makes somebody wait whose requests are blocked again and again, because probing is how filters are mapped (P21).

Nothing is remembered here: the blocks are read from where decisions are written, so that every process of an
installation makes the same person wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from policy.operator import ThrottleRule
from policy.types import Code, Decision, Finding, Verdict

NAME = "throttle"


def counts(decision: Decision) -> bool:
    """Whether a decision counts towards a wait: a block that is not itself a wait.

    Args:
        decision: What the gate said.
    """
    waits = any(finding.code is Code.COOL_DOWN for finding in decision.findings)
    return decision.verdict is Verdict.BLOCK and not waits


def wait_until(blocks: Sequence[datetime], rule: ThrottleRule, now: datetime) -> datetime | None:
    """Until when somebody has to wait; None who need not.

    Args:
        blocks: When this person's latest requests were blocked, newest first; at least `rule.blocks` of them if there
            are so many.
        rule: When a wait begins and how long it is.
        now: The aware time of the request.
    """
    if not rule.enabled or len(blocks) < rule.blocks:
        return None
    newest, oldest = blocks[0], blocks[rule.blocks - 1]
    until = newest + timedelta(seconds=rule.cooldown_s)
    return until if newest - oldest < timedelta(seconds=rule.window_s) and now < until else None


def waiting(until: datetime) -> Finding:
    """The finding of somebody who has to wait. It says when, and nothing about any request.

    Args:
        until: The aware time at which the wait ends.
    """
    # The next whole minute, so that the time of the last block cannot be read from it.
    minute = (until.astimezone(UTC) + timedelta(minutes=1)).replace(second=0, microsecond=0)
    return Finding(
        code=Code.COOL_DOWN,
        detector=NAME,
        verdict=Verdict.BLOCK,
        field="",
        span=(0, 0),
        matched="",
        why="The requests of this principal were blocked too often in a short time.",
        remedy=f"Try again after {minute:%Y-%m-%d %H:%M} UTC.",
    )
