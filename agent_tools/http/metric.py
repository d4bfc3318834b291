"""What is counted, in the terms of Prometheus. No label holds anything that a person said or is."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = CONTENT_TYPE_PLAIN_1_0_0
NO_ROUTE = "none"
_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE"})
_BUCKETS = (0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 25.0)


class Metrics:
    """The counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "reelwright_http_requests",
            "Requests by route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "reelwright_http_request_seconds",
            "Seconds until the last byte of a response.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.watchers = Gauge("reelwright_event_streams", "Event streams that are open.", registry=self.registry)
        self.accepted = Counter("reelwright_jobs_accepted", "Jobs accepted over HTTP.", registry=self.registry)
        ProcessCollector(registry=self.registry)

    def shown(self) -> bytes:
        """Everything, in the text format."""
        return generate_latest(self.registry)


class Counted:
    """Counts every request.

    Args:
        app: What is watched.
        metrics: Where it is counted.
        clock: Monotonic seconds; given in tests.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = self._clock(), "500"

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            # A path as it came would make a new label for every guess of a scanner.
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.requests.labels(method, route, status).inc()
            self._metrics.seconds.labels(route).observe(self._clock() - begun)
