"""What a turn did, as the service, its store and its files show it. The transcript of the bot plays no part in it.

A `Mark` is taken before a turn and a `Sight` after it; what lies between the two is what the turn did. Each property of
a sight has the name of a field of `facet`, and is looked at when an expectation asks for it and not before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from agent_tools.converse.clip_sight import ClipSight
from agent_tools.converse.job_sight import BoardSight, Change, EventSight, JobSight, PendingSight
from agent_tools.converse.policy_sight import PolicySight
from agent_tools.converse.proof_sight import DisclosureSight, ProvenanceSight
from agent_tools.converse.watched import ToolCallRecord

if TYPE_CHECKING:
    from agent_tools.converse.world import World

TABLES = ("job", "clip", "decision", "render", "withdrawal", "watched_job")
_HIGHEST = " UNION ALL ".join(f"SELECT '{table}', coalesce(max(rowid), 0) FROM {table}" for table in TABLES)
_CHANGES = "SELECT job, state, step, fraction, attempts, version, clip FROM watched_job WHERE seq > ? ORDER BY seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far everything had come before a turn.

    Attributes:
        rows: Highest row number of each table.
        n_calls: How many calls had reached the service.
    """

    rows: Mapping[str, int]
    n_calls: int

    @classmethod
    def of(cls, world: World) -> Mark:
        """How far everything is now."""
        rows = {str(table): int(highest) for table, highest in world.ask(_HIGHEST)}
        return cls(rows=rows, n_calls=len(world.log.calls))


@dataclass
class Sight:
    """What one turn did.

    Args:
        world: The service under test.
        before: How far everything had come before.
        text: What the bot said.
        faults: Codes of the faults that an event ran into.
        aimed: The clip that an event was about; None for none.
        aimed_job: The job that an event was about; None for none.
        consents: The registry's ids of consents to those of the scenario.
    """

    world: World
    before: Mark
    text: str = ""
    faults: Sequence[str] = ()
    aimed: str | None = None
    aimed_job: str | None = None
    consents: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def calls(self) -> tuple[ToolCallRecord, ...]:
        """The calls that reached the service."""
        return tuple(self.world.log.calls[self.before.n_calls :])

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every state that a job came into, in order."""
        names = ("job", "state", "step", "fraction", "attempts", "version", "clip")
        rows = self.world.ask(_CHANGES, (self.before.rows["watched_job"],))
        return tuple(Change(**dict(zip(names, row, strict=True))) for row in rows)

    @cached_property
    def rows(self) -> dict[str, int]:
        """How many rows were added."""
        return {f"{table}s": len(self.added(table)) for table in ("job", "clip", "decision", "render")}

    def added(self, table: str) -> tuple[str, ...]:
        """The ids of the rows that were added to a table, in order."""
        name = "clip_id" if table == "withdrawal" else "id"
        since = self.before.rows[table]
        return tuple(str(row[0]) for row in self.world.ask(_ADDED.format(name=name, table=table), (since,)))

    @property
    def fault(self) -> str:
        """The code of the last fault that the service raised; `none` for none."""
        raised = [*(call.error for call in self.calls if call.error), *self.faults]
        return raised[-1] if raised else "none"

    # The turn's job

    @cached_property
    def job(self) -> JobSight | None:
        """The job that was touched last; None for none."""
        touched = self.changes[-1].job if self.changes else self.aimed_job
        if touched is None:
            touched = next((call.job_id for call in reversed(self.calls) if call.job_id and not call.error), None)
        return None if touched is None else JobSight(self.world, touched)

    @property
    def storyboard(self) -> BoardSight | None:
        """The storyboard of that job."""
        board = None if self.job is None else self.job.view.storyboard
        return None if board is None else BoardSight(board)

    @property
    def pending(self) -> PendingSight | None:
        """What that job waits for."""
        return None if self.job is None or self.job.view.question is None else PendingSight(self.job.view, self.text)

    @property
    def events(self) -> EventSight:
        """What could be watched of that job."""
        job_id = None if self.job is None else self.job.id
        return EventSight(tuple(change for change in self.changes if change.job == job_id))

    # The turn's decision

    @cached_property
    def policy(self) -> PolicySight | None:
        """The decision that counts; None for none."""
        made = self.added("decision")
        if self.job is not None and self.changes:
            of_job = {str(row[0]) for row in self.world.ask(_OF_JOB, (self.job.id,))}
            made = tuple(each for each in made if each in of_job)
        return PolicySight(self.world, made[-1], self.consents) if made else None

    # The turn's clip

    @cached_property
    def clip(self) -> ClipSight | None:
        """The clip that was made, handed over again, taken back, or that an event was about; None for none."""
        fresh = set(self.added("clip"))
        ended = [change.clip for change in self.changes if change.clip is not None]
        handed = [clip_id for call in self.calls if (clip_id := self._handed_over(call)) is not None]
        chosen = next(iter([*filter(None, [self.aimed]), *reversed(ended), *reversed(handed)]), None)
        if chosen is None:
            chosen = next(iter(reversed(self.added("withdrawal"))), None)
        return None if chosen is None else ClipSight(self.world, chosen, fresh=chosen in fresh)

    @cached_property
    def provenance(self) -> ProvenanceSight | None:
        """What can be proven of it."""
        return None if self.clip is None else ProvenanceSight(self.clip, self.world)

    @property
    def disclosure(self) -> DisclosureSight | None:
        """What is said with it."""
        if self.clip is None or self.provenance is None:
            return None
        return DisclosureSight(self.clip, self.provenance, self.text, self.consents)

    @property
    def reply(self) -> str:
        """What the bot said."""
        return self.text

    def _handed_over(self, call: ToolCallRecord) -> str | None:
        """The clip that a call gave back, though nothing was made for it."""
        if call.error or call.tool != "clip_get":
            return None
        asked = str(call.args.get("id", ""))
        if asked.startswith("clip_"):
            return asked
        rows = self.world.ask("SELECT clip_id FROM job WHERE id = ?", (asked,))
        return rows[0][0] if rows else None


_ADDED = "SELECT {name} FROM {table} WHERE rowid > ? ORDER BY rowid"
_OF_JOB = (
    "SELECT decision.id FROM decision JOIN job ON decision.id = job.decision_id "
    "OR (job.brief_id IS NOT NULL AND decision.brief_id = job.brief_id) "
    "OR decision.brief_id IN (SELECT brief.id FROM brief JOIN turn ON turn.id = brief.turn_id "
    "WHERE turn.conversation_id = job.conversation_id) WHERE job.id = ?"
)
