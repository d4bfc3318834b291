"""`/v1/verifications`: what can be proven of a file. Nothing of it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, UploadFile

from agent_tools.errors import NotFound
from agent_tools.http.door import Asked
from agent_tools.http.errors import BodyTooLarge, BodyUnreadable
from agent_tools.http.served import Here
from agent_tools.job.view import Caller
from agent_tools.verifying import verify_file

router = APIRouter(prefix="/v1", tags=["verifications"])

_STEP = 1 << 20
_MAX_NAME_BYTES = 200


@router.post("/verifications")
def verify_upload(
    file: Annotated[UploadFile, File(description="Any file, made here or not.")], caller: Asked, here: Here
) -> dict[str, Any]:
    """Say what can be proven of a file, as `reelwright verify FILE --json` prints it; the file is not kept."""
    with tempfile.TemporaryDirectory(prefix="reelwright-verify-") as folder:
        # The name is the sender's: it is told back, and never becomes a path.
        path = Path(folder) / "upload"
        _copy(file, path, here.options.max_upload_bytes)
        report = verify_file(path, here.settings).to_json()
    matches = [match if _is_own(here, caller, match) else _nameless(match) for match in report["matches"]]
    return {**report, "file": _plain_name(file.filename), "matches": matches}


def _is_own(here: Here, caller: Caller, match: dict[str, Any]) -> bool:
    try:
        here.desk.clip(match["clip_id"], caller)
    except NotFound:
        return False
    return True


def _nameless(match: dict[str, Any]) -> dict[str, Any]:
    """That another tenant's clip was matched, and not which."""
    return {**match, "clip_id": None, "made_at": None, "withdrawn_at": None}


def _copy(file: UploadFile, path: Path, limit: int) -> None:
    size = 0
    with path.open("xb") as out:
        while part := file.file.read(_STEP):
            size += len(part)
            if size > limit:
                raise BodyTooLarge(f"the file has more than {limit} bytes, which are the most that is verified")
            out.write(part)
    if not size:
        raise BodyUnreadable("the file has 0 bytes; it must have at least 1")


def _plain_name(name: str | None) -> str:
    last = (name or "upload").replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:_MAX_NAME_BYTES] or "upload"
