"""Personal text as sealed bytes (AES-256-GCM, NIST SP 800-38D), and back while its key is there.

The sealed bytes stay when the key is destroyed: they tell nothing then, and their digest, which the audit chain holds,
still agrees. The nonce makes that digest salted, so nobody can find short text by trying.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent_tools.errors import StoreError
from agent_tools.store.text_key import TextKeys

ERASED = "[erased]"
"""What stands in a view where words were."""

_NONCE_BYTES = 12


class Sealed(Protocol):
    """A row of sealed text."""

    @property
    def owner(self) -> str:
        """Id of the row whose text it is."""
        ...

    @property
    def key_owner(self) -> str:
        """Whose key seals it."""
        ...

    @property
    def body(self) -> bytes:
        """The sealed bytes."""
        ...


class Texts:
    """Seals and opens.

    Args:
        keys: The keys.
    """

    def __init__(self, keys: TextKeys) -> None:
        self.keys = keys

    def seal(self, owner: str, values: dict[str, Any], *, key_owner: str, at: datetime) -> dict[str, Any]:
        """The columns of a row of sealed text.

        Args:
            owner: Id of the row whose text it is; the text opens under no other.
            values: The text, as JSON values; a dataclass among them is an object of its fields.
            key_owner: Whose key seals it.
            at: When.

        Raises:
            TextErased: That key was destroyed.
            StoreError: The keys cannot be read.
        """
        body = sealed(self.keys.of(key_owner, at), owner, values)
        return {"owner": owner, "key_owner": key_owner, "body": body}

    def open(self, rows: Iterable[Sealed | None]) -> dict[str, dict[str, Any]]:
        """The texts by owner; what was erased is left out.

        Raises:
            StoreError: A text was altered, or the keys cannot be read.
        """
        there = {row.owner: row for row in rows if row is not None}
        keys = self.keys.find(row.key_owner for row in there.values()) if there else {}
        return {
            owner: _opened(key, owner, row.body)
            for owner, row in there.items()
            if (key := keys.get(row.key_owner)) is not None
        }


def sealed(key: bytes, owner: str, values: dict[str, Any]) -> bytes:
    """The text under a key: nonce, then ciphertext with its tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, _as_json(values).encode("ascii"), owner.encode())


def digest(body: bytes) -> str:
    """`sha256:...` of sealed bytes, as the audit chain holds it."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


_as_json = json.JSONEncoder(default=_fields, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def _opened(key: bytes, owner: str, body: bytes) -> dict[str, Any]:
    try:
        text = AESGCM(key).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], owner.encode())
        values: dict[str, Any] = json.loads(text)
    except (InvalidTag, ValueError) as exc:
        raise StoreError(f"the text of {owner!r} was altered: its seal does not open it") from exc
    return values
