"""Where clips lie: files named by their digest, in a folder or in any store that fsspec reaches.

A file comes under its name wholly or not at all: it is written under a temporary key beside the others and then moved.
What is read is digested on the way and refused when it is not what its name says. The same bytes lie there once,
whoever made them.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import fsspec
from fsspec.implementations.local import LocalFileSystem

from agent_tools.errors import BlobDamaged, BlobError, SettingsError

SUFFIX = ".mp4"
PART = ".reelwright-"
"""How the key of an unfinished blob begins."""

_PREFIX = "sha256:"
_BLOCK_BYTES = 1 << 20
_HEX = frozenset("0123456789abcdef")


class Blobs:
    """Clips by digest.

    Args:
        filesystem: An fsspec file system.
        root: The folder in it.
    """

    def __init__(self, filesystem: Any, root: str) -> None:  # noqa: ANN401  # fsspec has no types
        self._files = filesystem
        self._root = root.rstrip("/")

    @classmethod
    def open(cls, url: str) -> Self:
        """The blobs at a URL; nothing is looked at before the first call.

        Args:
            url: A folder's path, or any URL that fsspec knows: `s3://bucket/folder` with the extra `reelwright[s3]`.

        Raises:
            SettingsError: The URL is of no known kind, or its library is not installed.
        """
        try:
            filesystem, root = fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as exc:
            raise SettingsError(f"blob store {url!r} cannot be used: {exc}") from exc
        return cls(filesystem, root)

    @property
    def is_local(self) -> bool:
        """Whether the blobs are plain files of this machine."""
        return isinstance(self._files, LocalFileSystem)

    def location(self, digest: str) -> str:
        """Where the blob lies or would lie: a path, or a URL.

        Args:
            digest: `sha256:` and 64 hexadecimal digits.

        Raises:
            BlobError: It is no digest.
        """
        key = self._key(digest)
        return key if self.is_local else str(self._files.unstrip_protocol(key))

    def put(self, file: Path, digest: str) -> bool:
        """Store a file under its digest.

        Args:
            file: A file that does not change meanwhile; it stays where it is.
            digest: Its digest.

        Returns:
            Whether the blob is new; False where it was there before.

        Raises:
            BlobDamaged: The file has another digest, or came out with another size; nothing is stored.
            BlobError: The store cannot be reached or written; nothing is visible there.
        """
        key, size = self._key(digest), file.stat().st_size
        part = f"{self._root}/{PART}{secrets.token_hex(8)}"
        with _faults(f"blob {digest!r} cannot be stored"):
            if self._size(key) == size:
                return False
            try:
                self._files.makedirs(self._root, exist_ok=True)
                self._write(file, part, digest)
                if self._size(part) != size:
                    raise BlobDamaged(f"blob {digest!r} was cut short on its way: it must have {size} bytes")
                self._files.makedirs(key.rpartition("/")[0], exist_ok=True)
                self._move(part, key)
            except BaseException:
                with suppress(*_vendor_faults()):
                    self._files.rm_file(part)
                raise
        return True

    def fetch(self, digest: str, into: Path) -> None:
        """Copy a blob into a file, which exists afterwards exactly when it is whole.

        Args:
            digest: Which.
            into: The file; one that is there is replaced.

        Raises:
            BlobDamaged: The stored bytes are not those of the digest.
            BlobError: The blob is not there, or cannot be read or written.
        """
        part = into.with_name(f"{PART}{secrets.token_hex(8)}{into.suffix}")
        try:
            with _faults(f"blob {digest!r} cannot be copied to {str(into)!r}"), part.open("xb") as out:
                for block in self._blocks(digest):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            part.replace(into)
        finally:
            part.unlink(missing_ok=True)

    def check(self, digest: str) -> None:
        """Read a blob and compare.

        Raises:
            BlobDamaged: The stored bytes are not those of the digest.
            BlobError: The blob is not there or cannot be read.
        """
        with _faults(f"blob {digest!r} cannot be read"):
            for _ in self._blocks(digest):
                pass

    def has(self, digest: str) -> bool:
        """Whether the blob is there, whole or not.

        Raises:
            BlobError: The store cannot be reached.
        """
        with _faults(f"blob {digest!r} cannot be looked for"):
            return self._size(self._key(digest)) is not None

    def remove(self, digest: str) -> bool:
        """Delete a blob; returns whether it was there.

        Raises:
            BlobError: It cannot be deleted.
        """
        key = self._key(digest)
        with _faults(f"blob {digest!r} cannot be deleted"):
            if self._size(key) is None:
                return False
            self._files.rm_file(key)
        return True

    def all(self) -> Iterator[tuple[str, float | None]]:
        """Every stored blob as its digest and the time of its last change, in seconds since 1970 where that is known.

        Raises:
            BlobError: The store cannot be listed.
        """
        with _faults("the blobs cannot be listed"):
            for key, info in sorted(self._listed(f"{self._root}/sha256")):
                digits = key.rpartition("/")[2].removesuffix(SUFFIX)
                if len(digits) == 64 and set(digits) <= _HEX:
                    yield _PREFIX + digits, _changed_at(info)

    def parts(self) -> Iterator[tuple[str, float | None]]:
        """Keys of what was never finished, with the times of their last change.

        Raises:
            BlobError: The store cannot be listed.
        """
        with _faults("the blobs cannot be listed"):
            for key, info in sorted(self._listed(self._root)):
                if key.rpartition("/")[2].startswith(PART):
                    yield key, _changed_at(info)

    def remove_part(self, key: str) -> None:
        """Delete what was never finished.

        Args:
            key: One of `parts`.

        Raises:
            BlobError: It cannot be deleted, or is none of them.
        """
        if not key.rpartition("/")[2].startswith(PART):
            raise BlobError(f"{key!r} is no unfinished blob; its name must begin with {PART!r}")
        with _faults(f"unfinished blob {key!r} cannot be deleted"):
            self._files.rm_file(key)

    def set_aside(self, digest: str) -> str:
        """Move a damaged blob out of the way, where a person can look at it; returns where it lies now.

        Raises:
            BlobError: It cannot be moved.
        """
        key = self._key(digest)
        aside = f"{self._root}/damaged/{key.rpartition('/')[2]}"
        with _faults(f"damaged blob {digest!r} cannot be moved"):
            self._files.makedirs(f"{self._root}/damaged", exist_ok=True)
            self._files.mv(key, aside)
        return aside

    def _key(self, digest: str) -> str:
        digits = digest.removeprefix(_PREFIX)
        if digest != _PREFIX + digits or len(digits) != 64 or not set(digits) <= _HEX:
            raise BlobError(f"{digest!r} names no blob; it must be sha256: and 64 hexadecimal digits")
        return f"{self._root}/sha256/{digits[:2]}/{digits}{SUFFIX}"

    def _size(self, key: str) -> int | None:
        self._files.invalidate_cache()  # other processes write here too
        try:
            return int(self._files.info(key)["size"])
        except FileNotFoundError:
            return None

    def _write(self, file: Path, part: str, digest: str) -> None:
        sha = hashlib.sha256()
        with file.open("rb") as given, self._files.open(part, "wb") as out:
            while block := given.read(_BLOCK_BYTES):
                sha.update(block)
                out.write(block)
            if _PREFIX + sha.hexdigest() != digest:
                raise BlobDamaged(f"file {str(file)!r} was to be stored as {digest!r} and is {sha.hexdigest()!r}")
            if self.is_local:
                out.flush()
                os.fsync(out.fileno())

    def _move(self, part: str, key: str) -> None:
        if self.is_local:
            Path(part).replace(key)
            _sync_folder(Path(key).parent)
        else:
            self._files.mv(part, key)

    def _blocks(self, digest: str) -> Iterator[bytes]:
        """The blob's bytes; the last block is given only when all of them are those of the digest."""
        sha = hashlib.sha256()
        before: bytes = b""
        with self._files.open(self._key(digest), "rb") as stored:
            while block := stored.read(_BLOCK_BYTES):
                sha.update(block)
                if before:
                    yield before
                before = block
        if _PREFIX + sha.hexdigest() != digest:
            raise BlobDamaged(f"blob {digest!r} was cut short or altered: its digest is now {sha.hexdigest()!r}")
        yield before

    def _listed(self, folder: str) -> list[tuple[str, dict[str, Any]]]:
        self._files.invalidate_cache()
        try:
            found = self._files.find(folder, detail=True)
        except FileNotFoundError:
            return []
        return [(str(key), info) for key, info in found.items()]


@contextmanager
def _faults(what: str) -> Iterator[None]:
    try:
        yield
    except _vendor_faults() as exc:
        raise BlobError(f"{what}: {getattr(exc, 'strerror', None) or exc or type(exc).__name__}") from exc


def _vendor_faults() -> tuple[type[Exception], ...]:
    """What the file systems raise. The library of S3 has faults of its own, and is loaded only where S3 is used."""
    faults: tuple[type[Exception], ...] = (OSError, ValueError)
    vendor = sys.modules.get("botocore.exceptions")
    if vendor is not None:
        faults += (vendor.BotoCoreError, vendor.ClientError)
    return faults


def _changed_at(info: dict[str, Any]) -> float | None:
    at = info.get("mtime", info.get("LastModified", info.get("created")))
    if at is None or isinstance(at, int | float):
        return at
    return float(at.timestamp())


def _sync_folder(folder: Path) -> None:
    """Let the name of a file outlive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
