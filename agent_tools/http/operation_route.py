"""What whoever runs the server asks: is it alive, can a clip be asked for, what has it done."""

from __future__ import annotations

from fastapi import APIRouter, Response

from agent_tools.errors import StoreLocked
from agent_tools.http.door import Asked
from agent_tools.http.metric import CONTENT_TYPE
from agent_tools.http.served import Here
from agent_tools.job.view import Caller

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def get_health() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def get_readiness(here: Here) -> dict[str, str]:
    """Whether a clip can be asked for: 200, or 503 while the database does not answer or the server ends."""
    if here.closing.is_set():
        raise StoreLocked("the server ends")
    here.desk.jobs(Caller(), limit=1)
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {CONTENT_TYPE: {}}}})
def get_metrics(_caller: Asked, here: Here) -> Response:
    """What was counted, in the text format of Prometheus."""
    return Response(here.metrics.shown(), media_type=CONTENT_TYPE)
