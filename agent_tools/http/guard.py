"""What every request and response passes, whatever it is about: head, host, origin, body, and the headers of answers.

Plain ASGI, so that nothing of a stream is held back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_tools.http.errors import BodyTooLarge, BodyTooSlow, HeadTooLarge, HostRefused, HttpError, OriginRefused
from agent_tools.http.option import HttpOptions
from agent_tools.http.problem import fault_answer

MAX_HEAD_BYTES = 32 << 10
UPLOAD_PATHS = ("/v1/verifications",)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MULTIPART_FRAME = 16 << 10  # around a file: boundaries and the headers of its part
_MIB = 1 << 20
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class SecureHeaders:
    """Adds the headers that a browser needs to be strict; what a route set itself stays.

    Args:
        app: What is guarded.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class HeadLimit:
    """Refuses a head that is too large.

    The server underneath refuses one that is too large before it is whole, but takes one that comes whole at once.

    Args:
        app: What is guarded.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        size = _head_bytes(scope) if scope["type"] == "http" else 0
        if size > MAX_HEAD_BYTES:
            fault = HeadTooLarge(
                f"the path and the headers have {size} bytes together; at most {MAX_HEAD_BYTES} are taken in"
            )
            await fault_answer(scope["path"], fault)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _head_bytes(scope: Scope) -> int:
    """The target and the headers as they came, with the signs around a header: `: ` and the end of its line."""
    target = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    return target + sum(len(name) + len(value) + 4 for name, value in scope["headers"])


class OwnHost:
    """Lets only requests through that name this server, and changes only from pages of its own.

    A page of another site can make a browser send a form here, and, once its name resolves to this machine, read what
    comes back; its `Host` and its `Origin` are then not ours.

    Args:
        app: What is guarded.
        options: Which hosts are ours.
    """

    def __init__(self, app: ASGIApp, options: HttpOptions) -> None:
        self._app = app
        self._hosts = options.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope["method"], Headers(scope=scope))
        except HttpError as fault:
            await fault_answer(scope["path"], fault)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check(self, method: str, headers: Headers) -> None:
        host = headers.get("host", "")
        if self._hosts and _name(host) not in self._hosts:
            raise HostRefused(f"host {host!r} is not this server; it must be one of {', '.join(sorted(self._hosts))}")
        if method in _SAFE_METHODS:
            return
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            raise OriginRefused(f"origin {origin!r} may change nothing here; only pages of {host!r} may")
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            raise OriginRefused(f"a page of another site may change nothing here; only pages of {host!r} may")


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


class BodyLimit:
    """Refuses a body that is too large: by the length it announces before it is read, else as soon as it is too much.

    A body that comes too slowly is refused too, so that nobody holds a connection open for nothing.

    Args:
        app: What is guarded.
        options: The limits.
        clock: Monotonic seconds; given in tests.
    """

    def __init__(self, app: ASGIApp, options: HttpOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._options = options
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._options.max_body_bytes
        if scope["path"] in UPLOAD_PATHS:
            limit = self._options.max_upload_bytes + _MULTIPART_FRAME
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > limit:
            fault = BodyTooLarge(f"the body has {announced} bytes; at most {limit} are taken in")
            await fault_answer(scope["path"], fault)(scope, receive, send)
            return
        body = _Body(scope, receive, send, limit=limit, patience_s=self._options.body_timeout_s, clock=self._clock)
        try:
            await self._app(scope, body.receive, body.send)
        except HttpError as fault:
            if fault is not body.fault:
                raise
            await body.tell()


class _Body:
    """One request's body on its way in; once it is refused, whatever the application answers is replaced."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        limit: int,
        patience_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._limit, self._patience_s, self._clock = limit, patience_s, clock
        self._begun_at = clock()
        self._size = 0
        self._whole = self._answered = self._told = False
        self.fault: HttpError | None = None

    async def receive(self) -> Message:
        """The next part.

        Raises:
            BodyTooLarge: It is too much with this part.
            BodyTooSlow: It did not come in time.
        """
        if self._whole:
            return await self._receive()
        deadline = self._begun_at + self._patience_s * (1 + self._size / _MIB)
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, deadline - self._clock()))
        except TimeoutError as exc:
            self.fault = BodyTooSlow(f"the body did not come within {self._patience_s:g} s and as much for each MiB")
            raise self.fault from exc
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
        if self._size > self._limit:
            self.fault = BodyTooLarge(
                f"the body has more than {self._limit} bytes, which are the most that is taken in"
            )
            raise self.fault
        return message

    async def send(self, message: Message) -> None:
        """Hand on a part of the answer, or tell the fault in its place."""
        if self.fault is not None and not self._answered:
            await self.tell()
        elif not self._told:
            self._answered = True
            await self._send(message)

    async def tell(self) -> None:
        """Answer with the fault, unless an answer has begun."""
        if self.fault is not None and not self._answered and not self._told:
            self._told = True
            await fault_answer(self._scope["path"], self.fault)(self._scope, self._receive, self._send)
