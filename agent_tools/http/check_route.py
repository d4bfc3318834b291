"""What is judged and not made: `/v1/checks` and `/v1/storyboards`."""

from __future__ import annotations

from fastapi import APIRouter

from agent_tools.http.door import Asked
from agent_tools.http.request import CheckRequest, StoryboardRequest
from agent_tools.http.served import Here
from agent_tools.http.wire import DecisionOut, Draft
from agent_tools.schema import Brief

router = APIRouter(prefix="/v1", tags=["checks"])


@router.post("/checks")
def check_request(asked: CheckRequest, caller: Asked, here: Here) -> DecisionOut:
    """Say whether a request may be made, and why not. The decision is written down; nothing is made."""
    brief = Brief(request=asked.request, requester=caller.principal or None)
    return DecisionOut.model_validate(here.desk.service.check(asked.request, brief).to_json())


@router.post("/storyboards", response_model_exclude_none=True)
def draft_storyboard(asked: StoryboardRequest, caller: Asked, here: Here) -> Draft:
    """Show what would be rendered, judged shot by shot. Only the decision is written down."""
    brief = asked.brief(caller)
    storyboard, decision, estimated_s = here.desk.planning.draft(brief, asker=caller.principal)
    judged = DecisionOut.model_validate(decision.to_json())
    return Draft(storyboard=storyboard, decision=judged, estimated_s=estimated_s)
