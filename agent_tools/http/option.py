"""What a server takes in, and from whom. Frozen values; they read nothing."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from agent_tools.http.signature import MAX_TTL_S

_KIB, _MIB = 1 << 10, 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOptions:
    """The limits of one server.

    Attributes:
        hosts: Host names under which it may be asked, without port; empty for any.
        keyless: Whether this machine is answered without a key while there is none at all.
        max_body_bytes: Largest body of an ordinary request.
        max_upload_bytes: Largest file that is verified.
        body_timeout_s: Seconds in which a body must arrive, and a mebibyte more of an upload.
        requests_per_s: Requests of one key that are let through in the long run.
        burst: Requests of one key that are let through at once.
        refusals_per_s: Wrong keys of one address that are looked at.
        link_ttl_s: Seconds that a signed link lasts, 1..900.
        max_watchers: Event streams that are open at once.
    """

    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "::1"})
    keyless: bool = True
    max_body_bytes: int = 256 * _KIB
    max_upload_bytes: int = 256 * _MIB
    body_timeout_s: float = 20.0
    requests_per_s: float = 50.0
    burst: int = 200
    refusals_per_s: float = 1.0
    link_ttl_s: int = MAX_TTL_S // 3
    max_watchers: int = 5_000


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone.

    Args:
        host: A name or an address, without port.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
