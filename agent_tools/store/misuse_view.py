"""What the book of misuse reports takes and gives back: frozen values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agent_tools.schema import ClipView


class MisuseKind(StrEnum):
    """What is said to be wrong with a clip."""

    INTIMATE = "intimate"
    LIKENESS = "likeness"
    MINOR = "minor"
    DECEPTION = "deception"
    OTHER = "other"


class Outcome(StrEnum):
    """How a report was settled."""

    TAKEN_DOWN = "taken_down"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What a report must say (TAKE IT DOWN Act, section 3(a)(1)(B), as summed up in `docs/misuse.md`).

    Attributes:
        signature: The sender's signature, physical or electronic; a typed name counts.
        contact: How to reach the sender.
        statement: Why the sender believes in good faith that the clip was published without consent.
        on_behalf_of: Whom the sender acts for; empty for the sender.
    """

    signature: str
    contact: str
    statement: str
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MisuseReport:
    """One report.

    Attributes:
        id: Its id.
        kind: What is said to be wrong.
        clip_id: The clip, where it is one of this store.
        sha256: `sha256:...` of the reported file.
        fingerprint: How it looks; empty where that is not known.
        received_at: When it came in, aware.
        due_at: Until when it must be settled.
        outcome: How it was settled; None while it is open.
        settled_at: When.
        complaint: What the sender said; None where that was erased.
        reason: Why it was refused; empty otherwise.
    """

    id: str
    kind: MisuseKind
    clip_id: str | None
    sha256: str
    fingerprint: str
    received_at: datetime
    due_at: datetime
    outcome: Outcome | None = None
    settled_at: datetime | None = None
    complaint: Complaint | None = None
    reason: str = ""

    def hours_left(self, at: datetime) -> float:
        """Hours until it is due; negative once it is late.

        Args:
            at: Now, aware.
        """
        return (self.due_at - at).total_seconds() / 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """What a takedown did.

    Attributes:
        report: The settled report.
        clips: Every clip that is withdrawn for it: the same bytes, the same frames or the same look.
        blocked: How many digests and fingerprints can never be handed over again for it.
    """

    report: MisuseReport
    clips: tuple[ClipView, ...]
    blocked: int
