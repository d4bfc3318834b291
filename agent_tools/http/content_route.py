"""What a made clip consists of: its bytes, a first picture, where it came from, and links that open it for a while."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from agent_tools.errors import NotFound
from agent_tools.http.clip_route import ClipId, JobId, made_clip
from agent_tools.http.door import Asked
from agent_tools.http.errors import LinkRefused
from agent_tools.http.served import Here
from agent_tools.http.wire import CLIPS, ConsentState, Provenance, RenderOut, SignedLink, clip_out
from agent_tools.job.view import Caller
from agent_tools.prov import to_prov_json
from agent_tools.store import ConsentReader, History

router = APIRouter(prefix=CLIPS, tags=["clips"])

VIDEO = "video/mp4"
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The clip.", "content": {VIDEO: {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "The part that `Range` asks for.", "content": {VIDEO: {}, "multipart/byteranges": {}}},
    304: {"description": "The clip is the one that `If-None-Match` names."},
    416: {"description": "The clip has no such part.", "content": {"text/plain": {}}},
}
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A JPEG.", "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
}
Signature = Annotated[str | None, Query(max_length=500, description="Of a signed link, in place of a key.")]
Expires = Annotated[int | None, Query(ge=0, le=2**40, description="Of a signed link: its end, seconds since 1970.")]


@router.get("/{clip_id}/content", response_class=FileResponse, responses=_BYTES)
def get_content(
    clip_id: ClipId, request: Request, here: Here, signature: Signature = None, expires: Expires = None
) -> Response:
    """The bytes of a clip, whole or the part that `Range` asks for; with a signed link no key is needed."""
    if "caller" in request.scope.get("state", {}):
        return clip_file(here, clip_id, request.state.caller, request)
    if signature is None or expires is None:
        raise LinkRefused("a signed link needs both `signature` and `expires`")
    tenant = here.links.tenant(signature, clip_id, expires=expires)
    response = clip_file(here, clip_id, Caller(tenant=tenant), request)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # whoever holds the link may show the clip
    return response


@router.get("/{clip_id}/preview", response_class=Response, responses=_PICTURE)
def get_preview(clip_id: JobId, caller: Asked, here: Here) -> Response:
    """A JPEG of the first finished frame, while the clip is rendered and afterwards."""
    return picture(here, clip_id, caller)


@router.get("/{clip_id}/link", response_model_exclude_none=True)
def get_link(clip_id: ClipId, caller: Asked, here: Here) -> SignedLink:
    """A URL of the content that needs no key and ends in minutes, for a player."""
    made = made_clip(here, clip_id, caller)
    here.desk.open_clip(made, caller)
    query, expires_at = here.links.sign(caller.tenant, made, ttl_s=here.options.link_ttl_s)
    return SignedLink(url=f"{CLIPS}/{made}/content?{query}", expires_at=expires_at)


@router.get("/{clip_id}/provenance", response_model_exclude_none=True)
def get_provenance(clip_id: ClipId, caller: Asked, here: Here) -> Provenance:
    """Everything that a clip came from: what was decided, what was rendered and how, and what must be said with it."""
    history = _history(here, clip_id, caller)
    return Provenance(
        clip=clip_out(history.clip),
        decision=history.decision,
        storyboard=history.storyboard,
        render=RenderOut(**{name: getattr(history.render, name) for name in RenderOut.model_fields}),
        disclosure=history.disclosure,
        consents=_consents(here, history.disclosure.consent_ids),
        prov_json_url=f"{CLIPS}/{history.clip.id}/prov.json",
    )


@router.get("/{clip_id}/prov.json")
def get_prov_json(clip_id: ClipId, caller: Asked, here: Here) -> dict[str, Any]:
    """The lineage of a clip as PROV-JSON, in the terms of W3C PROV."""
    history = _history(here, clip_id, caller)
    return to_prov_json(here.shelf.lineage(history.clip.id))


def clip_file(here: Here, clip_id: str, caller: Caller, request: Request) -> Response:
    """The response with a clip's bytes.

    Raises:
        NotFound: There is no such clip of this tenant.
        ClipWithdrawn: It was taken back.
        ClipLost: Its file is gone.
    """
    made = made_clip(here, clip_id, caller)
    path = here.desk.open_clip(made, caller)
    headers = {
        # Asked for again each time, so that a clip that was taken back is not shown from a cache.
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{made}.mp4"',
    }
    response = FileResponse(path, media_type=VIDEO, headers=headers, stat_result=path.stat())
    if request.headers.get("if-none-match") == response.headers["etag"]:
        return Response(status_code=304, headers={**headers, "ETag": response.headers["etag"]})
    return response


def picture(here: Here, job_id: str, caller: Caller) -> Response:
    """The response with a job's first finished frame.

    Raises:
        NotFound: There is no such job of this tenant, or no frame yet.
    """
    body = here.desk.preview(job_id, caller)
    if body is None:
        raise NotFound(f"job {job_id!r} has no finished frame yet; ask again while it runs")
    return Response(body, media_type="image/jpeg", headers={"Cache-Control": "private, no-cache"})


def _history(here: Here, clip_id: str, caller: Caller) -> History:
    made = made_clip(here, clip_id, caller)
    told = here.desk.clip(made, caller)
    if told.clip is None:
        raise NotFound(told.message)
    return here.desk.service.history(made)


def _consents(here: Here, ids: tuple[str, ...]) -> tuple[ConsentState, ...]:
    if not ids:
        return ()
    now = datetime.now(UTC)
    found = ConsentReader(here.settings.database_url).get(ids)
    return tuple(
        ConsentState(id=each.record.id, state=each.state(now).value, tier=each.record.tier.value) for each in found
    )
