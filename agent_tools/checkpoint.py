"""Signed checkpoints of the audit chain: how many links it had, and the hash of the last, kept in another place.

A chain can be cut short or made anew as a whole, and every link of what is left fits. A checkpoint says what must still
be there; whoever can write the database must not be able to write where the checkpoints lie. Each is one file, named
by its size and never written twice, signed with Ed25519 (RFC 8032) over its canonical JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import fsspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from fsspec.implementations.local import LocalFileSystem

from agent_tools.errors import BlobError, SettingsError
from agent_tools.store.audit import canonical

ORIGIN = "reelwright audit chain 1"
KEY_PREFIX = "ed25519:"

_FIELDS = {"origin", "size", "hash", "at", "key", "signature"}
_MAX_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What the chain was.

    Attributes:
        size: How many links it had, at least 1.
        hash: `sha256:...`, that of the last of them.
        at: When, ISO 8601.
        key: `ed25519:` and the public key in hex.
        signature: Over the other fields, in hex.
        origin: Of which kind of chain.
    """

    size: int
    hash: str
    at: str
    key: str
    signature: str = ""
    origin: str = ORIGIN

    def fault(self) -> str:
        """What is wrong with it by itself; empty if nothing is."""
        if self.origin != ORIGIN:
            return f"its origin is {self.origin!r}, not {ORIGIN!r}"
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key.removeprefix(KEY_PREFIX)))
            public.verify(bytes.fromhex(self.signature), self._signed())
        except (ValueError, InvalidSignature):
            return "its signature is not that of its key"
        return ""

    def signed_by(self, private: Ed25519PrivateKey) -> Checkpoint:
        """The same with a signature.

        Args:
            private: The key, whose public half the checkpoint names.
        """
        signature = private.sign(self._signed()).hex()
        return Checkpoint(size=self.size, hash=self.hash, at=self.at, key=self.key, signature=signature)

    def values(self) -> dict[str, Any]:
        """Its fields, as they are written."""
        return {name: getattr(self, name) for name in _FIELDS}

    def _signed(self) -> bytes:
        return canonical({name: value for name, value in self.values().items() if name != "signature"}).encode()


class Checkpoints:
    """The place of the checkpoints of one chain.

    Args:
        filesystem: An fsspec file system.
        root: The folder in it.
        private: Signs new ones; None for a reader.
    """

    def __init__(self, filesystem: Any, root: str, *, private: Ed25519PrivateKey | None) -> None:  # noqa: ANN401
        self._files = filesystem
        self._root = root.rstrip("/")
        self._private = private

    @classmethod
    def open(cls, url: str, *, key: bytes | None = None) -> Self:
        """The checkpoints at a URL; nothing is looked at before the first call.

        Args:
            url: A folder's path, or any URL that fsspec knows.
            key: 32 bytes, the private key; None for a reader.

        Raises:
            SettingsError: The URL is of no known kind, or its library is not installed.
        """
        try:
            filesystem, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as exc:
            raise SettingsError(f"place of checkpoints {url!r} cannot be used: {exc}") from exc
        return cls(filesystem, root, private=None if key is None else Ed25519PrivateKey.from_private_bytes(key))

    @property
    def key(self) -> str:
        """The public key of new checkpoints, `ed25519:...`; empty for a reader."""
        return "" if self._private is None else KEY_PREFIX + self._private.public_key().public_bytes_raw().hex()

    def write(self, size: int, head: str, *, at: datetime) -> Checkpoint:
        """Sign and write what the chain is; the one of this size that is there already stays.

        Args:
            size: How many links it has.
            head: The hash of the last.
            at: When, aware.

        Raises:
            BlobError: The place cannot be written.
            SettingsError: There is no key to sign with.
        """
        if self._private is None:
            raise SettingsError("checkpoints were opened without a key, so none can be signed")
        made = Checkpoint(size=size, hash=head, at=at.isoformat(), key=self.key).signed_by(self._private)
        body = (json.dumps(made.values(), sort_keys=True) + "\n").encode("ascii")
        key = f"{self._root}/{size:012d}.json"
        try:
            self._files.makedirs(self._root, exist_ok=True)
            self._files.invalidate_cache()
            if not self._files.exists(key):
                self._write(key, body)
        except OSError as exc:
            raise BlobError(f"checkpoint {key!r} cannot be written: {exc.strerror or exc}") from exc
        return made

    def all(self) -> Iterator[tuple[str, Checkpoint | None]]:
        """Every checkpoint by its file, the smallest first; None for a file that holds none.

        Raises:
            BlobError: The place cannot be read.
        """
        try:
            for key in self._keys():
                with self._files.open(key, "rb") as file:
                    yield key, _read(file.read(_MAX_BYTES + 1))
        except OSError as exc:
            raise BlobError(f"checkpoints in {self._root!r} cannot be read: {exc.strerror or exc}") from exc

    def newest(self) -> Checkpoint | None:
        """The one of the longest chain; None where there is none.

        Raises:
            BlobError: The place cannot be read.
        """
        try:
            for key in reversed(self._keys()):
                with self._files.open(key, "rb") as file:
                    found = _read(file.read(_MAX_BYTES + 1))
                if found is not None:
                    return found
        except OSError as exc:
            raise BlobError(f"checkpoints in {self._root!r} cannot be read: {exc.strerror or exc}") from exc
        return None

    def _keys(self) -> list[str]:
        self._files.invalidate_cache()
        try:
            return sorted(str(key) for key in self._files.find(self._root) if str(key).endswith(".json"))
        except FileNotFoundError:
            return []

    def _write(self, key: str, body: bytes) -> None:
        if not isinstance(self._files, LocalFileSystem):
            self._files.pipe_file(key, body)  # an object store shows an object whole or not at all
            return
        part = Path(f"{key}.part")
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(key)


def _read(body: bytes) -> Checkpoint | None:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or set(values) != _FIELDS:
        return None
    texts = all(isinstance(values[name], str) for name in _FIELDS - {"size"})
    return Checkpoint(**values) if texts and type(values["size"]) is int else None
