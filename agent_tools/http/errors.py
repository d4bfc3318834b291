"""Faults of the HTTP surface: what a request did wrong before anything of the program was asked.

AgentToolsError
└── HttpError           a request cannot be served as it is
    ├── ServeRefused        the server does not start so: it would be open to others
    ├── ExtraMissing        a library of an extra is not installed
    ├── Unauthorised        there is no key, or not one that is known
    ├── HostRefused         the host that the request names is not this server
    ├── OriginRefused       a page of another origin asks for a change
    ├── LinkRefused         a signed link was altered, is over, or is for something else
    ├── HeadTooLarge        the head is larger than is taken in
    ├── BodyTooLarge        the body is larger than is taken in
    ├── BodyTooSlow         the body did not come in time
    ├── BodyUnreadable      the body is not of the kind that is asked for
    ├── TooManyRequests     the rate limit of a key is reached
    ├── NotOffered          there is no such path, method or variant
    └── VideoRefused        a video is not made, and the person can be told why
"""

from __future__ import annotations

from agent_tools.errors import AgentToolsError


class HttpError(AgentToolsError):
    """A request cannot be served as it is."""

    code = "http.fault"
    remedy = "change_arguments"


class ServeRefused(HttpError):
    """The server does not start so: it would be open to others."""

    code = "http.serve_refused"


class ExtraMissing(HttpError):
    """A library of an extra is not installed."""

    code = "http.extra_missing"
    remedy = "ask_human"


class Unauthorised(HttpError):
    """There is no API key, or not one that is known."""

    code = "http.unauthorised"
    remedy = "ask_human"


class HostRefused(HttpError):
    """The host that the request names is not this server."""

    code = "http.host"


class OriginRefused(HttpError):
    """A page of another origin asks for a change."""

    code = "http.origin"
    remedy = "none"


class LinkRefused(HttpError):
    """A signed link was altered, is over, or is for something else."""

    code = "http.link"


class HeadTooLarge(HttpError):
    """The head, that is the path and the headers, is larger than is taken in."""

    code = "http.head_too_large"


class BodyTooLarge(HttpError):
    """The body is larger than is taken in; nothing of it was kept."""

    code = "http.too_large"


class BodyTooSlow(HttpError):
    """The body did not come in time; nothing of it was kept."""

    code = "http.too_slow"
    remedy = "retry_later"


class BodyUnreadable(HttpError):
    """The body is not of the kind that is asked for, or a value in it is out of range."""

    code = "http.invalid"


class TooManyRequests(HttpError):
    """The rate limit is reached.

    Args:
        message: Which limit.
        retry_after_s: Seconds until the next request is let through.
    """

    code = "http.rate"
    remedy = "retry_later"

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class NotOffered(HttpError):
    """There is no such path, method or variant here."""

    code = "http.not_offered"


class VideoRefused(HttpError):
    """The video is not made; the message says why and what can be done instead."""

    code = "content_policy_violation"
