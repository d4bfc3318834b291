"""What an operator decides for one installation, within what no policy may change.

Detectors say what they find; here the operator's verdicts are put over theirs. A policy may raise any verdict. It may
lower one alone, that of a known person named without further ado, and only to a question that consent answers.
`policy.operator_file` reads the file form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from policy.figure import YEARS_AFTER_DEATH
from policy.types import Code, Finding, Use, Verdict

CORE_BLOCKS = frozenset(
    {
        "likeness.sexual_real_person",
        "likeness.minor",
        "likeness.lookalike",
        "likeness.deceptive_news",
        "likeness.false_endorsement",
    }
)
"""Codes whose blocks stay blocks (POLICY P17); by value, so that a code is held from the day that it is added."""

LOWERABLE = frozenset({Code.PUBLIC_FIGURE, Code.DECEASED_RECENT})
"""Codes whose block an operator may turn into a question: those that a consent, or an estate's, can answer."""

MAX_POLICY_BYTES = 32_768
"""Of a policy file."""

SAFETY_PREFIX = "safety."
"""Codes of the general safety pack begin so; it is the only part that can be switched off."""

_SEVERITY = {Verdict.ALLOW: 0, Verdict.ASK: 1, Verdict.BLOCK: 2}
# Political use of a real person blocks (POLICY D5).
_REAL_PERSON = frozenset(
    {
        Code.PUBLIC_FIGURE,
        Code.DECEASED_RECENT,
        Code.ROLE_TITLE,
        Code.DESCRIPTIVE_IDENTITY,
        Code.PRIVATE_PERSON,
        Code.LOOKALIKE,
        Code.SELF,
        Code.REFERENCE_FACE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottleRule:
    """When somebody whose requests are blocked again and again has to wait (POLICY P21).

    Attributes:
        enabled: Whether anybody has to.
        blocks: How many blocks are one too many, 1..1000.
        window_s: Within how many seconds, 60..86400.
        cooldown_s: How many seconds the wait then is, 60..604800.
    """

    enabled: bool = True
    blocks: int = 10
    window_s: int = 3600
    cooldown_s: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPolicy:
    """The decisions of an operator. Without arguments: what is in force where there is no policy file.

    Attributes:
        verdicts: Reason codes with the verdict that each leads to, in the order of the codes.
        years: For how many years after a death a likeness is protected, 10..1000.
        territories: ISO 3166-1 codes of where the clips are shown, which say how few years are enough; none means
            everywhere.
        use: What the clips are for; political use blocks every real person.
        safety_pack: Whether the general safety pack is on.
        throttle: When somebody has to wait.
        digest: `sha256:...` of the policy file; empty for what is built in.
    """

    verdicts: tuple[tuple[Code, Verdict], ...] = ()
    years: int = YEARS_AFTER_DEATH
    territories: tuple[str, ...] = ()
    use: Use = Use.PERSONAL
    safety_pack: bool = True
    throttle: ThrottleRule = ThrottleRule()
    digest: str = ""

    def applied(self, findings: Iterable[Finding], *, use: Use = Use.PERSONAL) -> Iterator[Finding]:
        """The findings with this policy's verdicts; those of a switched-off pack are left out.

        Args:
            findings: What the detectors found.
            use: What the clip is for, as the person who asks declares it.
        """
        configured = dict(self.verdicts)
        for finding in findings:
            if not self.safety_pack and finding.code.startswith(SAFETY_PREFIX):
                continue
            verdict = self._verdict(finding, configured.get(finding.code), use)
            yield finding if verdict is finding.verdict else dataclasses.replace(finding, verdict=verdict)

    def to_json(self) -> dict[str, Any]:
        """The policy in the keys of its file form, with its digest."""
        return {
            "schema": 1,
            "use": self.use.value,
            "territories": list(self.territories),
            "safety_pack": self.safety_pack,
            "verdicts": {code.value: verdict.value for code, verdict in self.verdicts},
            "dead": {"years": self.years},
            "throttle": dataclasses.asdict(self.throttle),
            "digest": self.digest,
        }

    def _verdict(self, finding: Finding, configured: Verdict | None, use: Use) -> Verdict:
        if Use.POLITICAL in (self.use, use) and finding.code in _REAL_PERSON:
            return Verdict.BLOCK
        if configured is None:
            return finding.verdict
        if finding.code in LOWERABLE:
            return configured
        return max(finding.verdict, configured, key=_SEVERITY.__getitem__)


def least(code: Code) -> Verdict:
    """The laxest verdict that a policy may name for a code: no reason is ever allowed without an answer.

    Args:
        code: The reason.
    """
    return Verdict.BLOCK if code.value in CORE_BLOCKS else Verdict.ASK
