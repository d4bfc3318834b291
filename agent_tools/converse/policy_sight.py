"""What there is to be seen of a decision of the gate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from agent_tools.audit import verify as verify_chain
from agent_tools.store.audit_reader import AuditReader
from agent_tools.witness import open_checkpoints
from policy.types import Verdict

if TYPE_CHECKING:
    from agent_tools.converse.world import World
    from agent_tools.store.view import DecisionView, FindingRecord


_CONSENTS = "SELECT consent_id FROM decision_consent WHERE decision_id = ? ORDER BY consent_id"
_CODES = "SELECT code FROM finding WHERE decision_id = ? AND verdict <> 'allow' GROUP BY code ORDER BY min(position)"
_LINKED = (
    "SELECT (SELECT count(*) FROM audit WHERE kind = 'decision.made' AND subject = ?), "
    "(SELECT count(*) FROM finding WHERE decision_id = ?)"
)


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
        ((verdict,),) = self._world.ask("SELECT verdict FROM decision WHERE id = ?", (self.id,))
        return str(verdict)

    @property
    def _reasons(self) -> list[FindingRecord]:
        return [found for found in self.view.findings if found.verdict is not Verdict.ALLOW]

    @property
    def reason_codes(self) -> list[str]:
        """Codes of the findings that no consent answered, each once."""
        return [str(code) for (code,) in self._world.ask(_CODES, (self.id,))]

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
        rows = self._world.ask(_CONSENTS, (self.id,))
        return [self._local.get(consent_id, consent_id) for (consent_id,) in rows]

    @property
    def requester(self) -> str:
        """For whom it was decided."""
        ((principal,),) = self._world.ask("SELECT principal FROM decision WHERE id = ?", (self.id,))
        return str(principal)

    @property
    def recorded(self) -> bool:
        """Whether it stands in the table and in the audit chain, and that is whole."""
        ((linked, told),) = self._world.ask(_LINKED, (self.id, self.id))
        settings = self._world.settings
        with AuditReader.open(settings) as reader:
            whole = verify_chain(reader, open_checkpoints(settings)).ok
        return whole and linked == 1 and told == len(self.view.findings)
