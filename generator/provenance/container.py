"""The boxes of an MP4 file (ISO/IEC 14496-12), and the bytes of a signed one that no signature covers.

A C2PA hash leaves out the file type box, free boxes and its own box. Inside its own box the claim and the assertions
are covered, but not the padding of the signature and some of the framing. `loose_ends` looks at exactly those bytes, so
that a change of any byte of a clip is noticed even where its digest is not on record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from generator.errors import VerifyError

C2PA_UUID = UUID("d8fec3d6-1b0e-483c-9297-5828877ec481").bytes
XMP_UUID = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes

MAX_BOX_BYTES = 16 * 1024 * 1024
"""A box of metadata larger than this is not read."""

_HEADER_BYTES = 8
_LARGE_HEADER_BYTES = 16
_UUID_BYTES = 16
_PURPOSE = b"\0\0\0\0manifest\0" + bytes(8)  # version and flags, purpose, and no offset of a further box
_JUMBF, _DESCRIPTION, _HASHED_SALT = b"jumb", b"jumd", b"c2sh"
_NAMED = 0x03  # a description box that may be asked for and has a label
_SALTED = 0x13
_PADDING_KEY = b"\x63pad"  # CBOR: the text "pad"
_FRAMES = {
    b"c2pa": (b"c2pa",),
    b"c2as": (b"c2pa.assertions",),
    b"c2cl": (b"c2pa.claim", b"c2pa.claim.v2"),
    b"c2cs": (b"c2pa.signature",),
}
_MANIFEST, _MANIFEST_LABEL = b"c2ma", b"urn:"
_CONTENT_TYPES = (b"cbor", b"json", b"bfdb", b"bidb")
_TYPE_ENDING = bytes.fromhex("00110010800000aa00389b71")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box of the outermost level.

    Attributes:
        kind: Its four letters.
        user_kind: Its sixteen bytes where the four are `uuid`; else empty.
        at: Its first byte in the file.
        size: Its length with its header.
        header: The length of its header.
    """

    kind: bytes
    user_kind: bytes
    at: int
    size: int
    header: int


def boxes(file: BinaryIO) -> Iterator[Box]:
    """The boxes of the outermost level, in order.

    Args:
        file: An open file.

    Raises:
        VerifyError: It is no chain of boxes.
    """
    end, at = file.seek(0, 2), 0
    while at < end:
        file.seek(at)
        head = file.read(_LARGE_HEADER_BYTES + _UUID_BYTES)
        if len(head) < _HEADER_BYTES:
            raise VerifyError(f"the file ends inside a box header at byte {at!r} of {end}")
        size, header = int.from_bytes(head[:4], "big"), _HEADER_BYTES
        if size == 1:
            size, header = int.from_bytes(head[8:16], "big"), _LARGE_HEADER_BYTES
        elif size == 0:
            size = end - at
        if size < header or at + size > end:
            raise VerifyError(f"the box at byte {at!r} says it has {size!r} bytes; {end - at} are left in the file")
        kind = head[4:8]
        user_kind = head[header : header + _UUID_BYTES] if kind == b"uuid" else b""
        yield Box(kind=kind, user_kind=user_kind, at=at, size=size, header=header + len(user_kind))
        at += size


def user_content(path: Path, user_kind: bytes) -> list[bytes]:
    """What the boxes of one user kind hold, in order.

    Args:
        path: An MP4 file.
        user_kind: Sixteen bytes.

    Raises:
        VerifyError: The file is no chain of boxes, or such a box is too large.
        OSError: The file cannot be read.
    """
    found = []
    with path.open("rb") as file:
        for box in [box for box in boxes(file) if box.user_kind == user_kind]:
            if box.size > MAX_BOX_BYTES:
                raise VerifyError(f"a metadata box of {box.size!r} bytes is too large: at most {MAX_BOX_BYTES}")
            file.seek(box.at + box.header)
            found.append(file.read(box.size - box.header))
    return found


def append_user_box(path: Path, user_kind: bytes, content: bytes) -> None:
    """Add a box at the end of an MP4 file that nobody can see yet.

    Args:
        path: The file.
        user_kind: Sixteen bytes.
        content: What the box holds.

    Raises:
        OSError: The file cannot be written.
    """
    size = _HEADER_BYTES + len(user_kind) + len(content)
    with path.open("ab") as file:
        file.write(size.to_bytes(4, "big") + b"uuid" + user_kind + content)


def uncovered(path: Path) -> bytes:
    """The boxes that a C2PA hash leaves out, one after the other, without the one that holds the manifest.

    Args:
        path: An MP4 file.

    Raises:
        VerifyError: The file is no chain of boxes, or such a box is too large.
        OSError: The file cannot be read.
    """
    parts = []
    with path.open("rb") as file:
        for box in [box for box in boxes(file) if box.kind in (b"ftyp", b"free", b"skip", b"mfra")]:
            if box.size > MAX_BOX_BYTES:
                raise VerifyError(f"a box {box.kind!r} of {box.size!r} bytes is too large: at most {MAX_BOX_BYTES}")
            file.seek(box.at)
            parts.append(file.read(box.size))
    return b"".join(parts)


def has_assertion(content: bytes, label: str) -> bool:
    """Whether the active manifest, which is the last, has an assertion of this label; no word on whether it is whole.

    Args:
        content: What the manifest's box holds, after its sixteen bytes of kind.
        label: The assertion's label.
    """
    active, named = _active(content[len(_PURPOSE) :]), label.encode() + b"\0"
    at = active.find(named)
    while at >= 0:
        # One byte of switches stands between a description's type and its label.
        if active.endswith(_TYPE_ENDING, 0, at - 1):
            return True
        at = active.find(named, at + 1)
    return False


def loose_ends(content: bytes) -> str | None:
    """What is not as it was written in the bytes of a manifest's box that no signature covers; None for nothing.

    Args:
        content: What the box holds, after its sixteen bytes of kind.
    """
    if not content.startswith(_PURPOSE):
        return "the header of the manifest's box was changed"
    store = content[len(_PURPOSE) :]
    try:
        _walk(store, 0, len(store))
    except VerifyError as fault:
        return str(fault)
    if _PADDING_KEY not in _active(store):
        return "the signature of the manifest has lost its padding"
    return None if _padding_is_empty(store) else "the padding of the signature was written to"


def _walk(store: bytes, at: int, end: int) -> None:
    while at < end:
        size, kind = int.from_bytes(store[at : at + 4], "big"), store[at + 4 : at + 8]
        if size < _HEADER_BYTES or at + size > end:
            raise VerifyError(f"a part of the manifest says it has {size!r} bytes; {end - at} are left")
        if kind == _JUMBF:
            _walk(store, at + _HEADER_BYTES, at + size)
        elif kind == _DESCRIPTION:
            _describe(store[at + _HEADER_BYTES : at + size])
        at += size


def _active(store: bytes) -> bytes:
    """The last part of the outermost box of a manifest store, as far as its sizes can be followed."""
    at, last = _HEADER_BYTES, b""
    while at + _HEADER_BYTES <= len(store):
        size = int.from_bytes(store[at : at + 4], "big")
        if size < _HEADER_BYTES:
            break
        last = store[at : at + size]
        at += size
    return last


def _describe(body: bytes) -> None:
    """A description box: a type of sixteen bytes, a byte of switches, a label, and a salt if it says so."""
    kind, switches, rest = body[:_UUID_BYTES], body[_UUID_BYTES : _UUID_BYTES + 1], body[_UUID_BYTES + 1 :]
    label, _, after = rest.partition(b"\0")
    plain = switches == bytes([_NAMED]) and not after
    salted = switches == bytes([_SALTED]) and after[4:8] == _HASHED_SALT
    if kind[4:] != _TYPE_ENDING or not _fits(kind[:4], label) or not (plain or salted):
        raise VerifyError("a description inside the manifest was changed")


def _fits(kind: bytes, label: bytes) -> bool:
    """Whether a box of this type has such a label: no signature covers the frame of a manifest."""
    if kind in _FRAMES:
        return label in _FRAMES[kind]
    if kind == _MANIFEST:
        return label.startswith(_MANIFEST_LABEL)
    return kind in _CONTENT_TYPES and label.isascii() and not any(label in labels for labels in _FRAMES.values())


def _padding_is_empty(store: bytes) -> bool:
    at = store.find(_PADDING_KEY)
    while at >= 0:
        start, size = _byte_string(store, at + len(_PADDING_KEY))
        if any(store[start : start + size]):
            return False
        at = store.find(_PADDING_KEY, start + size)
    return True


def _byte_string(store: bytes, at: int) -> tuple[int, int]:
    """Where a CBOR byte string begins and how long it is; of any other value, nothing."""
    first = store[at] if at < len(store) else 0
    if first >> 5 != 2:
        return at, 0
    short = first & 0x1F
    n_length = {24: 1, 25: 2, 26: 4}.get(short, 0)
    size = int.from_bytes(store[at + 1 : at + 1 + n_length], "big") if n_length else short
    return at + 1 + n_length, size
