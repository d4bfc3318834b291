"""The gate: runs every detector, lets the worst verdict win, writes the decision down, and alone makes permits.

A permit is sealed with HMAC-SHA256 (RFC 2104) over the intent's digest, the decision and the expiry, so that what is
rendered is what was judged. The gate knows no database and no planner; it is handed a log.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from policy import lexicon as lexicons
from policy import wording
from policy.consent.scope import Ask
from policy.consent.settle import Consents, MemoryConsents, reconfirm, settle
from policy.detector import Detector, found
from policy.document import Document
from policy.errors import PermitError
from policy.figure import load_entries, load_mononyms
from policy.listing import listing, normalised
from policy.native_name import NATIVE_NAMES
from policy.operator import OperatorPolicy
from policy.people import People
from policy.prepare import MONONYMS, PEOPLE, PREPARED, read_prepared
from policy.refusal import remedy
from policy.roster import OwnPeople, joined
from policy.rulebook import Rulebook
from policy.standard import standard_detectors
from policy.table import shipped, version
from policy.throttle import counts, wait_until, waiting
from policy.topic import Topic
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

    def recent_blocks(self, principal: str, *, before: datetime, limit: int) -> Sequence[datetime]:
        """When somebody's latest requests were blocked, newest first; waits do not count.

        Args:
            principal: Who asked.
            before: Blocks at or after this time are left out.
            limit: How many at most, at least 1.
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

    def recent_blocks(self, principal: str, *, before: datetime, limit: int) -> Sequence[datetime]:
        """When somebody's latest requests were blocked, newest first; waits do not count."""
        kept = (decision for decision, _ in self.decisions if decision.principal == principal and counts(decision))
        times = sorted((decision.decided_at for decision in kept if decision.decided_at < before), reverse=True)
        return times[:limit]


def _now() -> datetime:
    return datetime.now(UTC)


def _new_id() -> str:
    return f"dec_{uuid.uuid4().hex}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a gate judges by.

    Attributes:
        detectors: What to look for, at least one.
        version: Which rules and lists these are, with the marks of what an operator added.
        operator: What the operator decided.
        topic: Tells a request about something else from one that goes on; None takes each for going on.
    """

    detectors: tuple[Detector, ...]
    version: str
    operator: OperatorPolicy = field(default_factory=OperatorPolicy)
    topic: Topic | None = None


class Gate:
    """Decides what may be rendered.

    The same intent, data and day always give the same findings: detectors use no clock, network or chance.
    """

    def __init__(
        self,
        *,
        rules: Rules,
        log: DecisionLog,
        key: bytes,
        consents: Consents | None = None,
        clock: Callable[[], datetime] = _now,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        """Makes a gate.

        Args:
            rules: What to look for, and what the operator decided; every detector is run on every intent.
            log: Where each decision is written before it is returned.
            key: Secret that seals permits, at least 16 bytes.
            consents: Where recorded consents are looked up; None knows of none.
            clock: Gives the aware time of a decision.
            new_id: Gives a new decision id.

        Raises:
            ValueError: The key is too short, or there is no detector.
        """
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"key has {len(key)!r} bytes, must have at least {MIN_KEY_BYTES}")
        if not rules.detectors:
            raise ValueError("detectors are (), must be at least one")
        self._rules = rules
        self._record = log
        self._consents = MemoryConsents() if consents is None else consents
        self._key = key
        self._clock = clock
        self._new_id = new_id

    @property
    def policy_version(self) -> str:
        """Which rules and lists are in force."""
        return self._rules.version

    @property
    def operator(self) -> OperatorPolicy:
        """What the operator decided."""
        return self._rules.operator

    def review(self, intent: Intent, *, principal: str = "") -> Decision:
        """Judges an intent: every turn, shot and reference of it.

        Args:
            intent: The conversation and, once planned, the storyboard.
            principal: Who asks, as the surface knows them; whoever is blocked again and again has to wait, and is not
                judged meanwhile. Nobody waits where it is empty.

        Returns:
            The decision, already in the log. It holds a permit exactly when the verdict is allow and there are shots.
        """
        now = self._aware_now()
        waiting_first = self._wait(principal, now)
        findings, consent_ids = (waiting_first, ()) if waiting_first else self._findings(intent, now)
        verdict = max((finding.verdict for finding in findings), key=_SEVERITY.__getitem__, default=Verdict.ALLOW)
        decision_id, digest = self._new_id(), intent.digest()
        permit = None
        if verdict is Verdict.ALLOW and intent.shots:
            expires_at = now + PERMIT_LIFETIME
            seal = self._seal(digest, decision_id, expires_at, consent_ids)
            permit = Permit(
                intent=intent,
                digest=digest,
                decision_id=decision_id,
                expires_at=expires_at,
                consent_ids=consent_ids,
                seal=seal,
            )
        decision = Decision(
            id=decision_id,
            verdict=verdict,
            findings=findings,
            policy_version=self.policy_version,
            input_digest=digest,
            decided_at=now,
            permit=permit,
            consent_ids=consent_ids,
            principal=principal,
        )
        self._record.append(decision, intent)
        return decision

    def check(self, text: str, *, principal: str = "") -> Decision:
        """Judges a bare request that has no storyboard yet; gives no permit.

        Args:
            text: What a person asks for, as typed.
            principal: Who asks, as for `review`.
        """
        return self.review(Intent(turns=(text,)), principal=principal)

    def confirm(self, permit: Permit) -> None:
        """Returns if this gate made the permit, nothing in it was altered, it is open and its consents still hold.

        Args:
            permit: The permit a renderer was handed.

        Raises:
            ConsentGone: A consent that it rests on covers it no longer.
            PermitError: It is forged, altered or expired.
        """
        if permit.expires_at.tzinfo is None:
            raise PermitError(f"permit expires at {permit.expires_at!r}, must be an aware time")
        seal = self._seal(permit.digest, permit.decision_id, permit.expires_at, permit.consent_ids)
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
        document = Document.of(permit.intent, today=now.astimezone(UTC).date())
        reconfirm(permit.consent_ids, ask=self._ask(permit.intent, document), consents=self._consents, at=now)

    def _findings(self, intent: Intent, now: datetime) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """What stands against an intent, and the consents that answered some of it."""
        document = Document.of(intent, today=now.astimezone(UTC).date())
        found_by_all = (finding for each in self._rules.detectors for finding in self._run(each, document))
        meant = self._rules.topic.still_meant(found_by_all, document) if self._rules.topic else found_by_all
        judged = _without_repeats(self.operator.applied(meant, use=intent.use))
        settled = settle(judged, ask=self._ask(intent, document), consents=self._consents, at=now)
        return _without_repeats(settled.findings), settled.consent_ids

    def _ask(self, intent: Intent, document: Document) -> Ask:
        return Ask.of(intent, document, use=self.operator.use, territories=self.operator.territories)

    def _wait(self, principal: str, now: datetime) -> tuple[Finding, ...]:
        """The one finding of somebody who has to wait."""
        rule = self.operator.throttle
        if not principal or not rule.enabled:
            return ()
        blocks = self._record.recent_blocks(principal, before=now, limit=rule.blocks)
        until = wait_until(blocks, rule, now)
        return (waiting(until),) if until else ()

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

    def _seal(self, digest: str, decision_id: str, expires_at: datetime, consent_ids: tuple[str, ...]) -> str:
        sealed = (digest, decision_id, expires_at.astimezone(UTC).isoformat(), *consent_ids)
        parts = (_SEAL_CONTEXT, *(part.encode("utf-8", "surrogatepass") for part in sealed))
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
    lists: tuple[Path, Path] | None = None,
    consents: Consents | None = None,
    clock: Callable[[], datetime] = _now,
    new_id: Callable[[], str] = _new_id,
    rulebook: Rulebook | None = None,
) -> Gate:
    """A gate with every shipped detector and list. The lists are read the first time only.

    Args:
        log: Where each decision is written.
        key: Secret that seals permits, at least 16 bytes.
        lists: Other files of people and of single words, in the formats of `people.jsonl` and `mononyms.jsonl`; None
            for the shipped ones.
        consents: Where recorded consents are looked up; None knows of none.
        clock: Gives the aware time of a decision.
        new_id: Gives a new decision id.
        rulebook: What the operator added; None for nothing.

    Raises:
        PolicyDataError: A list is missing, cut short or malformed; there is no gate without it.
    """
    book = rulebook or Rulebook()
    rules = _standard(lists, book.people, book.operator)
    return Gate(
        rules=replace(rules, version=book.marked(rules.version)),
        log=log,
        key=key,
        consents=consents,
        clock=clock,
        new_id=new_id,
    )


def shipped_version() -> str:
    """The policy version of the shipped rules and lists, without what an operator added.

    Raises:
        PolicyDataError: A list is missing, cut short or malformed.
    """
    return _standard(None, OwnPeople(), OperatorPolicy()).version


def check(text: str) -> Decision:
    """Judges a bare request with the shipped lists; gives no permit and leaves no record.

    Args:
        text: What a person asks for, as typed.

    Raises:
        PolicyDataError: A list is missing, cut short or malformed.
    """
    return default_gate(MemoryLog(1), secrets.token_bytes(32)).check(text)


@lru_cache(maxsize=8)
def _standard(lists: tuple[Path, Path] | None, own: OwnPeople, operator: OperatorPolicy) -> Rules:
    rows, singles = lists or (shipped(PEOPLE), shipped(MONONYMS))
    rules = load_mononyms(singles)
    names = (*lexicons.FILES, *wording.FILES, wording.PREPARED, NATIVE_NAMES)
    files = [rows, singles, *(shipped(name) for name in names)]
    if lists is None:
        files.append(shipped(PREPARED))
        names_of = read_prepared(shipped(PREPARED), people=rows, mononyms=singles)
    else:
        names_of = listing(normalised(load_entries(rows), rules))
    lexicon, triggers = lexicons.load_lexicon(), wording.load_triggers()
    names_of = joined(names_of, own.listing, operator.years)
    listed = People(names_of, rules, lexicon)
    detectors = standard_detectors(names_of, listed, lexicon, triggers, safety=operator.safety_pack)
    said = version(files)
    if not operator.safety_pack and not operator.digest:  # a policy file leaves its own mark
        said = f"{said}-without-safety"
    return Rules(detectors=detectors, version=said, operator=operator, topic=Topic(lexicon, triggers))


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
