"""`/v1/consents`: a person's own consents, to look at and to take back. None can be given here.

A consent is its granter's and its person's: whose API key carries that name. While there is no key at all, whoever sits
at this machine may do what `reelwright consent` does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path

from agent_tools.errors import NotFound
from agent_tools.http.door import Asked
from agent_tools.http.served import Here
from agent_tools.job.view import Caller
from agent_tools.receipt import described
from policy.consent.record import Consent

router = APIRouter(prefix="/v1/consents", tags=["consents"])

ConsentId = Annotated[str, Path(description="The id of a consent, `cons_...`.", max_length=100)]


@router.get("")
def list_consents(caller: Asked, here: Here) -> dict[str, Any]:
    """List your own consents, oldest first, with what became of them."""
    now = datetime.now(UTC)
    return {"data": [described(each, now) for each in here.consents.list() if _owns(caller, each)]}


@router.delete("/{consent_id}")
def revoke_consent(consent_id: ConsentId, caller: Asked, here: Here) -> dict[str, Any]:
    """Take a consent back: clips that rest on it are withdrawn and deleted, and what is being made is stopped."""
    if not _owns(caller, here.consents.show(consent_id)):
        raise NotFound(f"there is no consent {consent_id!r} in this store")
    revocation, withdrawn = here.consents.revoke(consent_id, by=caller.principal)
    return {
        "consent": described(revocation.consent, datetime.now(UTC)),
        "repeated": revocation.repeated,
        "cancelled_renders": list(revocation.cancelled),
        "cancelled_jobs": list(revocation.jobs),
        "withdrawn": [{"clip_id": each.use.clip_id, "file": each.fate.value} for each in withdrawn],
    }


def _owns(caller: Caller, consent: Consent) -> bool:
    if caller == Caller():
        return True
    return caller.principal in (consent.record.person, consent.record.granter)
