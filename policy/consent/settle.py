"""Answers findings with recorded consent: what a person allowed is allowed, and everything else stays as it was found.

A finding is matched with a consent by the normalised name alone, never by a guess. Only the findings that are about
whose likeness is shown can be answered; sexual content and minors never can. A lookup that fails answers nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from policy.consent.record import Consent, EvidenceKind, normal_name
from policy.consent.scope import Ask
from policy.errors import ConsentGone
from policy.refusal import remedy
from policy.types import Code, Finding, Use, Verdict

NAMED = frozenset({Code.PUBLIC_FIGURE, Code.DECEASED_RECENT, Code.NAME_SHAPED})
"""Findings whose matched text is a name."""

LISTED = frozenset({Code.PUBLIC_FIGURE, Code.DECEASED_RECENT})
"""Findings about somebody on a list."""

_ADJOINING = re.compile(r"[\s,:(\"'\u2018\u201c-]{0,4}")
_WHY = {
    Code.CONSENT_MISSING: "No consent is on record of the person who asks.",
    Code.CONSENT_EXPIRED: "The person's consent has run out.",
    Code.CONSENT_REVOKED: "The person's consent was revoked.",
    Code.CONSENT_SCOPE: "The person's consent does not cover this use, place, topic or time.",
}
# Of several reasons the one by which most can be done.
_TOLD_FIRST = (Code.CONSENT_SCOPE, Code.CONSENT_EXPIRED, Code.CONSENT_REVOKED)
_logger = logging.getLogger(__name__)


class Consents(Protocol):
    """Where recorded consents are looked up. What it raises is taken for: none of them holds."""

    def find(self, *, names: frozenset[str], person: str) -> Sequence[Consent]:
        """Every consent, in force or not, of somebody who bears one of the names or has the key.

        Args:
            names: Normalised names.
            person: Key of a person; empty for none.
        """
        ...

    def get(self, ids: Sequence[str]) -> Sequence[Consent]:
        """The consents with these ids; those that are not there are left out."""
        ...


class MemoryConsents:
    """Keeps consents in memory; without any it is the registry of a gate that knows of none, and for tests."""

    def __init__(self, consents: Iterable[Consent] = ()) -> None:
        self._consents = {consent.record.id: consent for consent in consents}

    def put(self, consent: Consent) -> None:
        """Keeps a consent as it now stands."""
        self._consents[consent.record.id] = consent

    def find(self, *, names: frozenset[str], person: str) -> Sequence[Consent]:
        """Every consent of somebody who bears one of the names or has the key."""
        return [
            each
            for each in self._consents.values()
            if not names.isdisjoint(each.record.names()) or (person and each.record.person == person)
        ]

    def get(self, ids: Sequence[str]) -> Sequence[Consent]:
        """The consents with these ids."""
        return [self._consents[each] for each in ids if each in self._consents]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Findings after consent was looked at.

    Attributes:
        findings: Those that consent answers have the verdict allow; the others are as they were, and after them stands
            why a consent that is there does not cover the request.
        consent_ids: The consents that answered one, sorted.
    """

    findings: tuple[Finding, ...]
    consent_ids: tuple[str, ...] = ()


def settle(findings: tuple[Finding, ...], *, ask: Ask, consents: Consents, at: datetime) -> Settled:
    """Answers what recorded consent can answer; political use of a real person it cannot.

    Args:
        findings: What the detectors found.
        ask: Who asks, and for what.
        consents: Where consents are looked up; asked only when a finding could be answered.
        at: When, aware.
    """
    names = frozenset(normal_name(each.matched) for each in findings if each.code in NAMED) - {""}
    asks_for_self = any(each.code is Code.SELF for each in findings)
    person = ask.requester if asks_for_self else ""
    if Use.POLITICAL in ask.uses or not (names or person):
        return Settled(findings=findings)
    try:
        known = sorted(consents.find(names=names, person=person), key=lambda consent: consent.record.id)
    except Exception:
        _logger.exception("consents could not be looked up")
        return Settled(findings=(*findings, _failed()))
    if not known and not person:
        return Settled(findings=findings)
    return _Settling(known, ask, at).settle(findings)


def reconfirm(ids: Sequence[str], *, ask: Ask, consents: Consents, at: datetime) -> None:
    """Returns if every consent that a decision rests on still covers what was judged.

    Args:
        ids: The consents.
        ask: Who asked, and for what.
        consents: Where consents are looked up.
        at: When, aware.

    Raises:
        ConsentGone: One of them does not, or they could not be looked up.
    """
    if not ids:
        return
    try:
        known = {consent.record.id: consent for consent in consents.get(ids)}
    except Exception as exc:
        raise ConsentGone(f"consents {list(ids)!r} could not be looked up", reason=Code.CONSENT_MISSING) from exc
    for consent_id in ids:
        consent = known.get(consent_id)
        reason = Code.CONSENT_MISSING if consent is None else consent.refusal(ask, at)
        if reason is not None:
            raise ConsentGone(f"consent {consent_id!r} no longer covers the request: {reason.value}", reason=reason)


class _Settling:
    def __init__(self, known: Sequence[Consent], ask: Ask, at: datetime) -> None:
        # To a requester who is not among those who may ask, a consent does not exist: not even its end is told.
        self._known = [each for each in known if each.scope.admits(ask, each.record.person)]
        self._ask = ask
        self._at = at
        self._reasons = {each.record.id: each.refusal(ask, at) for each in self._known}

    def settle(self, findings: tuple[Finding, ...]) -> Settled:
        used: set[str] = set()
        answers: dict[int, Consent] = {}
        refusals: list[Finding] = []
        for place, each in enumerate(findings):
            concerned = self._concerned(each)
            covering = next((one for one in concerned if self._reasons[one.record.id] is None), None)
            if covering is not None:
                answers[place] = covering
            elif code := self._refusal(each, concerned):
                refusals.append(_refused(each, code))
        answers |= self._pointed_at(findings, answers)
        used.update(consent.record.id for consent in answers.values())
        kept = (_answered(each, answers.get(place)) for place, each in enumerate(findings))
        return Settled(findings=(*kept, *refusals), consent_ids=tuple(sorted(used)))

    def _concerned(self, finding: Finding) -> list[Consent]:
        if finding.code is Code.SELF:
            return [each for each in self._known if self._ask.requester and each.record.person == self._ask.requester]
        if finding.code not in NAMED:
            return []
        name = normal_name(finding.matched)
        bearers = [each for each in self._known if name in each.record.names()]
        if finding.code in LISTED:
            # A namesake's typed word must not open a list entry.
            return [each for each in bearers if each.record.evidence_kind is not EvidenceKind.STATEMENT]
        return bearers

    def _refusal(self, finding: Finding, concerned: list[Consent]) -> Code | None:
        reasons = {self._reasons[each.record.id] for each in concerned}
        for code in _TOLD_FIRST:
            if code in reasons:
                return code
        return Code.CONSENT_MISSING if finding.code is Code.SELF and self._ask.requester else None

    def _pointed_at(self, findings: tuple[Finding, ...], answers: dict[int, Consent]) -> dict[int, Consent]:
        """The findings of somebody unnamed that stand directly beside, or around, a name that consent answers.

        "My boss Ada Example" is Ada Example. "My boss" alone is somebody else from every mouth, and stays a question.
        """
        texts = {field.name: field.text for field in self._ask.document.fields}
        pointed: dict[int, Consent] = {}
        for place, each in enumerate(findings):
            if each.code is not Code.PRIVATE_PERSON:
                continue
            for other, consent in answers.items():
                named = findings[other]
                if named.code in NAMED and named.field == each.field and _adjoins(each, named, texts[each.field]):
                    pointed[place] = consent
        return pointed


def _adjoins(pointing: Finding, named: Finding, text: str) -> bool:
    if pointing.span[0] < named.span[1] and named.span[0] < pointing.span[1]:
        return True
    first, second = sorted((pointing.span, named.span))
    return bool(_ADJOINING.fullmatch(text[first[1] : second[0]]))


def _answered(finding: Finding, consent: Consent | None) -> Finding:
    if consent is None:
        return finding
    why = f"{finding.why} Consent {consent.record.id} ({consent.record.tier.value}) covers this request."
    return replace(finding, verdict=Verdict.ALLOW, why=why, remedy="")


def _refused(finding: Finding, code: Code) -> Finding:
    """Why the consent that is there does not answer a finding; as weighty as that, so that it is told with it."""
    return replace(finding, code=code, detector="consent", why=_WHY[code], remedy=remedy(code))


def _failed() -> Finding:
    why = "Recorded consents could not be looked up; none of them is taken to hold."
    return Finding(
        code=Code.DETECTOR_FAILED,
        detector="consent",
        verdict=Verdict.ASK,
        field="",
        span=(0, 0),
        matched="",
        why=why,
        remedy=remedy(Code.DETECTOR_FAILED),
    )
