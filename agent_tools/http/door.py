"""Who asks: an API key, a signed link, or, while there is no key at all, this machine itself. And how often."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from agent_tools.http.bucket import Buckets
from agent_tools.http.errors import TooManyRequests, Unauthorised
from agent_tools.http.key import PREFIX, ApiKeys
from agent_tools.http.option import HttpOptions, is_loopback
from agent_tools.http.problem import CAUGHT, fault_answer
from agent_tools.job.view import Caller

GUARDED = ("/v1/", "/mcp", "/metrics")
_CONTENT = re.compile(r"/v1/clips/[^/]+/content")
_REFUSALS_AT_ONCE = 10


class Door:
    """Lets in who has a key, and says to the routes who it is.

    Args:
        app: What is guarded.
        keys: The keys.
        options: How often somebody may ask.
    """

    def __init__(self, app: ASGIApp, keys: ApiKeys, options: HttpOptions) -> None:
        self._app = app
        self._keys = keys
        self._keyless = options.keyless
        self._rates = Buckets(options.requests_per_s, options.burst)
        self._refusals = Buckets(options.refusals_per_s, _REFUSALS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] == "http" and scope["path"].startswith(GUARDED) and not _is_signed(scope):
            try:
                caller = await self._caller(scope)
            except CAUGHT as fault:
                await fault_answer(scope["path"], fault)(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)

    async def _caller(self, scope: Scope) -> Caller:
        words = _bearer(Headers(scope=scope))
        peer = (scope.get("client") or ("",))[0]
        # Clients of other services send words of their own, and mean nobody by them while there is no key.
        nobody = words is None or not words.startswith(PREFIX)
        if nobody and not await run_in_threadpool(self._keys.any):
            if self._keyless and is_loopback(peer):
                return Caller()
            raise Unauthorised("there is no API key yet, so only this machine may ask; make one: reelwright key create")
        caller = None if words is None else self._keys.caller(words)
        if caller is None and (wait_s := self._refusals.take(peer)):
            raise TooManyRequests("too many requests without a known API key", retry_after_s=wait_s)
        if caller is None and words is not None:
            caller = await run_in_threadpool(self._keys.caller, words, afresh=True)
        if caller is None:
            raise Unauthorised("send a known API key: Authorization: Bearer rw_...")
        if wait_s := self._rates.take(f"{caller.tenant}\0{caller.principal}"):
            raise TooManyRequests("too many requests with this API key", retry_after_s=wait_s)
        return caller


def _bearer(headers: Headers) -> str | None:
    scheme, _, words = headers.get("authorization", "").partition(" ")
    return words.strip() if scheme.lower() == "bearer" else None


def _is_signed(scope: Scope) -> bool:
    """Whether a signed link is followed: the route of the content looks at the signature itself."""
    return (
        scope["method"] in ("GET", "HEAD")
        and b"signature=" in scope["query_string"]
        and _CONTENT.fullmatch(scope["path"]) is not None
    )


_SCHEME = HTTPBearer(
    auto_error=False, description="An API key: `reelwright key create`. Without any key none is asked for."
)


async def _asked_by(request: Request, _documented: Annotated[object, Security(_SCHEME)]) -> Caller:
    caller: Caller = request.state.caller
    return caller


Asked = Annotated[Caller, Depends(_asked_by)]
"""Who asks, as the door knows them."""
