"""Signed, short-lived URLs of a clip's content, for a player that cannot send a key.

A signature is `KEY.TENANT.MAC`: which key signed, whose clip it is, and HMAC-SHA256 (RFC 2104) over the method, the
tenant, the clip, the variant and the end. Taking the key's file away and starting the server again ends all of them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from agent_tools.http.errors import LinkRefused
from agent_tools.store.key import key_file

MAX_TTL_S = 900
_CONTEXT = b"reelwright content url 1"


class Links:
    """Signs and checks.

    Args:
        key: 32 random bytes.
        clock: Seconds since 1970; given in tests.
    """

    def __init__(self, key: bytes, *, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._name = hashlib.sha256(b"name\0" + key).hexdigest()[:8]
        self._clock = clock

    @classmethod
    def open(cls, path: Path) -> Self:
        """The links of one installation; their key is made at the first call.

        Raises:
            KeyFileError: The file is damaged or open to others.
        """
        return cls(key_file(path, "key of signed links"))

    def sign(self, tenant: str, clip_id: str, *, ttl_s: int) -> tuple[str, datetime]:
        """The query of a URL of a clip's content, and when it ends.

        Args:
            tenant: Whose clip it is.
            clip_id: The clip.
            ttl_s: For how long, 1..900 seconds.

        Raises:
            LinkRefused: The time is out of range.
        """
        if not 1 <= ttl_s <= MAX_TTL_S:
            raise LinkRefused(f"a link for {ttl_s!r} s is out of range; it must be 1 to {MAX_TTL_S}")
        expires = int(self._clock()) + ttl_s
        owner = base64.urlsafe_b64encode(tenant.encode()).decode().rstrip("=")
        signature = f"{self._name}.{owner}.{self._mac(tenant, clip_id, expires)}"
        return f"signature={signature}&expires={expires}", datetime.fromtimestamp(expires, UTC)

    def tenant(self, signature: str, clip_id: str, *, expires: int) -> str:
        """Whose clip a signed URL opens.

        Args:
            signature: As it came.
            clip_id: The clip that is asked for.
            expires: Seconds since 1970, as they came.

        Raises:
            LinkRefused: Something of it was altered, or its time is over.
        """
        name, _, rest = signature.partition(".")
        owner, _, mac = rest.partition(".")
        tenant = _decoded(owner)
        # Compared whole before anything else is said, so that a forger is not told which part was right.
        wanted = f"{self._name}.{self._mac(tenant, clip_id, expires)}"
        if not hmac.compare_digest(wanted.encode(), f"{name}.{mac}".encode("utf-8", "replace")):
            raise LinkRefused("the signature does not belong to this link, or the key it was signed with is gone")
        now = self._clock()
        if now >= expires or expires - now > MAX_TTL_S:
            raise LinkRefused(f"the link ended at {expires!r}; it is {int(now)}, and no link lasts over {MAX_TTL_S} s")
        return tenant

    def _mac(self, tenant: str, clip_id: str, expires: int) -> str:
        said = b"\0".join((_CONTEXT, b"GET", tenant.encode(), clip_id.encode(), b"video", str(expires).encode()))
        return hmac.new(self._key, said, "sha256").hexdigest()


def _decoded(owner: str) -> str:
    try:
        return base64.b64decode(owner.encode() + b"=" * (-len(owner) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as exc:
        raise LinkRefused("the signature does not belong to this link, or the key it was signed with is gone") from exc
