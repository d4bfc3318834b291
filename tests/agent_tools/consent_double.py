"""What the tests of recorded consent share: a grant in one call, and a verifier that says what it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_tools.consent import ConsentService
from agent_tools.store.consent_book import Answer, Grant
from policy.consent.record import Consent, EvidenceKind
from policy.consent.scope import Audience, Scope

NAME = "Maria Gonzalez"
REQUEST = f"{NAME} walks on a beach"


def grant_of(name: str = NAME, **changed: object) -> Grant:
    """A grant for everybody, for a year from a day ago, by the person `maria`."""
    start = datetime.now(UTC) - timedelta(days=1)
    values: dict[str, object] = {
        "person": "maria",
        "evidence_kind": EvidenceKind.STATEMENT,
        "evidence_digest": "",
        "scope": Scope(valid_from=start, valid_until=start + timedelta(days=365), audience=Audience.EVERYONE),
    }
    return Grant(name=name, **(values | changed))  # type: ignore[arg-type]


def granted(service: ConsentService, grant: Grant | None = None, evidence: Path | None = None) -> Consent:
    """A consent, challenge and all."""
    grant = grant or grant_of()
    challenge, phrase = service.challenge(grant.name)
    return service.grant(grant, Answer(challenge_id=challenge.id, phrase=phrase), evidence)


@dataclass
class Told:
    """A verifier that answers as it is told, and keeps what it was asked."""

    answer: bool
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    name: str = "told"

    def verify(self, *, phrase: str, evidence: Path, name: str) -> bool:
        self.asked.append((phrase, evidence.name, name))
        return self.answer
