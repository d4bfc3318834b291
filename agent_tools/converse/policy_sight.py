"""What there is to be seen of a decision of the gate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from agent_tools.audit import verify as verify_chain
from agent_tools.store.audit_reader import AuditReader
from agent_tools.witness import open_checkpoints
from policy.types import Verdict

if TYPE_CHECKING:
    from agent_tools.converse.world import World
    from agent_tools.store.view import DecisionView


class PolicySight:
    """A decision.

    Args:
        world: Where it was made.
        decision_id: Its id.
        local: The registry's ids of consents to those of the scenario.
    """

    def __init__(self, world: World, decision_id: str, local: Mapping[str, str]) -> None:
        self._world = world
        self._local = local
        self.id = decision_id

    @cached_property
    def view(self) -> DecisionView:
        """The decision as it was written down."""
        return self._world.desk.service.judged(self.id)

    @property
    def verdict(self) -> str:
        """What was decided."""
        return self.view.verdict.value

    @property
    def _reasons(self) -> list[Any]:
        return [found for found in self.view.findings if found.verdict is not Verdict.ALLOW]

    @property
    def reason_codes(self) -> list[str]:
        """Codes of the findings that no consent answered, each once."""
        return list(dict.fromkeys(found.code for found in self._reasons))

    @property
    def matched(self) -> list[str]:
        """The words that caused them."""
        return [found.matched for found in self._reasons]

    @property
    def remedy(self) -> list[str]:
        """What can be done instead."""
        return [found.remedy for found in self._reasons]

    @property
    def consents(self) -> list[str]:
        """The scenario's consents that it rests on."""
        return [self._local.get(each, each) for each in self.view.consent_ids]

    @property
    def requester(self) -> str:
        """For whom it was decided."""
        with self._world.connect() as connection:
            (principal,) = connection.execute("SELECT principal FROM decision WHERE id = ?", (self.id,)).fetchone()
        return str(principal)

    @property
    def recorded(self) -> bool:
        """Whether it stands in the table and in the audit chain, and that is whole."""
        with self._world.connect() as connection:
            linked = connection.execute(
                "SELECT count(*) FROM audit WHERE kind = 'decision.made' AND subject = ?", (self.id,)
            ).fetchone()[0]
            told = connection.execute("SELECT count(*) FROM finding WHERE decision_id = ?", (self.id,)).fetchone()[0]
        settings = self._world.settings
        with AuditReader.open(settings) as reader:
            whole = verify_chain(reader, open_checkpoints(settings)).ok
        return whole and linked == 1 and told == len(self.view.findings)
