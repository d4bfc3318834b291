"""The files of the page, as they lie in `agent_tools/page`: no build step, no other host, nothing but what it needs."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PAGE_DIR = Path(__file__).parents[1] / "page"
EMBEDDED = "reelwright-clip.js"

_KINDS = frozenset({".html", ".js", ".css", ".svg", ".png", ".jpg", ".ico", ".woff2", ".webmanifest"})
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class PageFiles(StaticFiles):
    """Serves the page with an ETag and a strict policy; a file of another kind is as unknown as one that is not there.

    Args:
        folder: Where the page lies.
    """

    def __init__(self, folder: Path = PAGE_DIR) -> None:
        super().__init__(directory=folder, html=True)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file is, if it is one of the page."""
        hidden = any(part.startswith(".") for part in PurePosixPath(path).parts if part != ".")
        if hidden or ("." in PurePosixPath(path).name and PurePosixPath(path).suffix not in _KINDS):
            return "", None
        return super().lookup_path(path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file of the page.

        Raises:
            HTTPException: There is none, or the method is another than GET and HEAD.
        """
        if len(path) > 1000 or "\0" in path:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Cache-Control"] = "no-cache"
        if path == EMBEDDED:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # products show clips in their own pages
        return response

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """Whether the browser has the file; by its tag alone, because a file may be put back to an older time."""
        tags = request_headers.get("if-none-match", "")
        return response_headers.get("etag", "-") in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
