"""The gate: runs every detector, lets the worst verdict win, writes the decision down, and alone makes permits.

A permit is sealed with HMAC-SHA256 (RFC 2104) over the intent's digest, the decision and the expiry, so that what is
rendered is what was judged. The gate knows no database and no planner; it is handed a log.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from policy import lexicon as lexicons
from policy.detector import Detector, found
from policy.detector.lookalike import Lookalike
from policy.detector.name_shaped import NameShaped
from policy.detector.private_person import PrivatePerson
from policy.detector.public_figure import PublicFigure
from policy.detector.reference_face import ReferenceFace
from policy.detector.sexual import Sexual
from policy.document import Document, Screen
from policy.errors import PermitError
from policy.figure import load_entries, load_mononyms
from policy.listing import listing, normalised
from policy.people import People
from policy.prepare import MONONYMS, PEOPLE, PREPARED, read_prepared
from policy.refusal import remedy
from policy.table import shipped, version
from policy.types import Code, Decision, Finding, Intent, Permit, Verdict

PERMIT_LIFETIME = timedelta(hours=1)
MIN_KEY_BYTES = 16

_SEAL_CONTEXT = b"reelwright permit 1"
_SEVERITY = {Verdict.ALLOW: 0, Verdict.ASK: 1, Verdict.BLOCK: 2}
_logger = logging.getLogger(__name__)


class DecisionLog(Protocol):
    """Where decisions are written. A decision that cannot be written is not made."""

    def append(self, decision: Decision, intent: Intent) -> None:
        """Writes one decision.

        Args:
            decision: What was decided.
            intent: What was judged.
        """
        ...


class MemoryLog:
    """Keeps the newest decisions in memory; for tests and for checks that leave no record.

    Attributes:
        decisions: What was decided, oldest first, with what was judged.
    """

    def __init__(self, limit: int = 1000) -> None:
        """Makes an empty log.

        Args:
            limit: How many decisions are kept, at least 1; the oldest go first.

        Raises:
            ValueError: The limit is below 1.
        """
        if limit < 1:
            raise ValueError(f"limit is {limit!r}, must be at least 1")
        self._limit = limit
        self.decisions: list[tuple[Decision, Intent]] = []

    def append(self, decision: Decision, intent: Intent) -> None:
        """Keeps one decision."""
        self.decisions.append((decision, intent))
        del self.decisions[: -self._limit]


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return f"dec_{uuid.uuid4().hex}"


class Gate:
    """Decides what may be rendered.

    The same intent, data and day always give the same findings: detectors use no clock, network or chance.
    """

    def __init__(
        self,
        *,
        detectors: Iterable[Detector],
        log: DecisionLog,
        key: bytes,
        policy_version: str,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        """Makes a gate.

        Args:
            detectors: What to look for; every one is run on every intent.
            log: Where each decision is written before it is returned.
            key: Secret that seals permits, at least 16 bytes.
            policy_version: Which rules and lists these detectors hold.
            clock: Gives the aware time of a decision.
            new_id: Gives a new decision id.

        Raises:
            ValueError: The key is too short, or there is no detector.
        """
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"key has {len(key)!r} bytes, must have at least {MIN_KEY_BYTES}")
        self._detectors = tuple(detectors)
        if not self._detectors:
            raise ValueError("detectors are (), must be at least one")
        self.policy_version = policy_version
        self._record = log
        self._key = key
        self._clock = clock
        self._new_id = new_id

    def review(self, intent: Intent) -> Decision:
        """Judges an intent: every turn and every shot of it.

        Args:
            intent: The conversation and, once planned, the storyboard.

        Returns:
            The decision, already in the log. It holds a permit exactly when the verdict is allow and there are shots.
        """
        now = self._aware_now()
        document = Document.of(intent, today=now.astimezone(UTC).date())
        findings = _without_repeats(finding for each in self._detectors for finding in self._run(each, document))
        verdict = max((finding.verdict for finding in findings), key=_SEVERITY.__getitem__, default=Verdict.ALLOW)
        decision_id, digest = self._new_id(), intent.digest()
        permit = None
        if verdict is Verdict.ALLOW and intent.shots:
            expires_at = now + PERMIT_LIFETIME
            seal = self._seal(digest, decision_id, expires_at)
            permit = Permit(intent=intent, digest=digest, decision_id=decision_id, expires_at=expires_at, seal=seal)
        decision = Decision(
            id=decision_id,
            verdict=verdict,
            findings=findings,
            policy_version=self.policy_version,
            input_digest=digest,
            decided_at=now,
            permit=permit,
        )
        self._record.append(decision, intent)
        return decision

    def check(self, text: str) -> Decision:
        """Judges a bare request that has no storyboard yet; gives no permit.

        Args:
            text: What a person asks for, as typed.
        """
        return self.review(Intent(turns=(text,)))

    def confirm(self, permit: Permit) -> None:
        """Returns if this gate made the permit, nothing in it was altered and it is still open.

        Args:
            permit: The permit a renderer was handed.

        Raises:
            PermitError: It is forged, altered or expired.
        """
        if permit.expires_at.tzinfo is None:
            raise PermitError(f"permit expires at {permit.expires_at!r}, must be an aware time")
        seal = self._seal(permit.digest, permit.decision_id, permit.expires_at)
        if not hmac.compare_digest(seal.encode(), permit.seal.encode("utf-8", "surrogatepass")):
            raise PermitError(f"the permit of decision {permit.decision_id!r} was not made by this gate")
        if not hmac.compare_digest(permit.intent.digest(), permit.digest):
            raise PermitError(f"the intent of decision {permit.decision_id!r} was altered after it was judged")
        now = self._aware_now()
        if now >= permit.expires_at:
            raise PermitError(
                f"the permit of decision {permit.decision_id!r} expired at {permit.expires_at.isoformat()!r}, now is "
                f"{now.isoformat()!r}; a permit is open for {PERMIT_LIFETIME}"
            )

    def _run(self, detector: Detector, document: Document) -> tuple[Finding, ...]:
        """One detector's findings; a detector that fails makes the outcome at best a question (POLICY P2)."""
        try:
            return found(detector, document)
        except Exception:
            _logger.exception("detector %s failed", detector.name)
            why = "The detector could not finish; nothing it would have found can be ruled out."
            return (
                Finding(
                    code=Code.DETECTOR_FAILED,
                    detector=detector.name,
                    verdict=Verdict.ASK,
                    field="",
                    span=(0, 0),
                    matched="",
                    why=why,
                    remedy=remedy(Code.DETECTOR_FAILED),
                ),
            )

    def _seal(self, digest: str, decision_id: str, expires_at: datetime) -> str:
        parts = (_SEAL_CONTEXT, digest.encode(), decision_id.encode(), expires_at.astimezone(UTC).isoformat().encode())
        return hmac.new(self._key, b"\0".join(parts), "sha256").hexdigest()

    def _aware_now(self) -> datetime:
        now = self._clock()
        if now.tzinfo is None:
            raise ValueError(f"the clock gave {now!r}, must be an aware time")
        return now


def default_gate(
    log: DecisionLog,
    key: bytes,
    *,
    people: Path | None = None,
    mononyms: Path | None = None,
    clock: Callable[[], datetime] = _now,
    new_id: Callable[[], str] = _new_id,
) -> Gate:
    """A gate with every shipped detector and list. The lists are read the first time only.

    Args:
        log: Where each decision is written.
        key: Secret that seals permits, at least 16 bytes.
        people: Another file of people in the format of `people.jsonl`; None for the shipped one.
        mononyms: Another file in the format of `mononyms.jsonl`; None for the shipped one.
        clock: Gives the aware time of a decision.
        new_id: Gives a new decision id.

    Raises:
        PolicyDataError: A list is missing, cut short or malformed; there is no gate without it.
    """
    detectors, policy_version = _standard(people, mononyms)
    return Gate(detectors=detectors, log=log, key=key, policy_version=policy_version, clock=clock, new_id=new_id)


def check(text: str) -> Decision:
    """Judges a bare request with the shipped lists; gives no permit and leaves no record.

    Args:
        text: What a person asks for, as typed.

    Raises:
        PolicyDataError: A list is missing, cut short or malformed.
    """
    return default_gate(MemoryLog(1), secrets.token_bytes(32)).check(text)


@cache
def _standard(people: Path | None, mononyms: Path | None) -> tuple[tuple[Detector, ...], str]:
    rows, singles = people or shipped(PEOPLE), mononyms or shipped(MONONYMS)
    rules = load_mononyms(singles)
    files = [rows, singles, *(shipped(name) for name in lexicons.FILES)]
    if people is None and mononyms is None:
        files.append(shipped(PREPARED))
        names_of = read_prepared(shipped(PREPARED), people=rows, mononyms=singles)
    else:
        names_of = listing(normalised(load_entries(rows), rules))
    lexicon, triggers = lexicons.load_lexicon(), lexicons.load_triggers()
    screen = Screen(cues=triggers.phrases("text_cue"), greetings=triggers.phrases("greeting"))
    listed = People(names_of, rules, lexicon)
    names = NameShaped(listed, lexicon, triggers, screen)
    persons: tuple[Detector, ...] = (
        PublicFigure(listed, screen, triggers.phrases("endorsement")),
        names,
        Lookalike(listed, names, lexicon, triggers, screen),
        PrivatePerson(lexicon, triggers, screen),
        ReferenceFace(),
    )
    return (*persons, Sexual(listed, persons, triggers)), version(files)


def _without_repeats(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each reason and place, the worst first; equals keep the order of the detectors."""
    unique: dict[tuple[Code, str, str, tuple[int, int]], Finding] = {}
    for finding in findings:
        detector = finding.detector if finding.code is Code.DETECTOR_FAILED else ""
        key = (finding.code, detector, finding.field, finding.span)
        other = unique.get(key)
        if other is None or _SEVERITY[finding.verdict] > _SEVERITY[other.verdict]:
            unique[key] = finding
    return tuple(sorted(unique.values(), key=lambda finding: -_SEVERITY[finding.verdict]))
