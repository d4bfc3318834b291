"""What one installation marks with: its signer, the roots it trusts, and the key of its watermark."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from generator.errors import ProvenanceKeyError
from generator.provenance.authority import anchors, keep_anchor, open_authority
from generator.provenance.keyfile import read_secret, write_secret
from generator.provenance.signer import ClipSigner

WATERMARK_KEY = "watermark.key"
_N_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The marking material of one installation.

    Attributes:
        signer: Signs credentials; None where nothing was made yet and only reading is asked for.
        anchors_pem: Root certificates whose credentials are ours, as PEM.
        watermark_key: 32 bytes; None where nothing was made yet.
    """

    signer: ClipSigner | None
    anchors_pem: str
    watermark_key: bytes | None


def open_installation(
    folder: Path, *, signer: ClipSigner | None = None, timestamp_url: str | None = None
) -> Installation:
    """The marking material in a folder; what is missing is made.

    Args:
        folder: Where keys and certificates are kept.
        signer: Signs in place of the local authority, for example with a key service; the last certificate of its
            chain counts as ours.
        timestamp_url: A time-stamp authority for the local authority; None for none, which needs no network.

    Raises:
        ProvenanceKeyError: A key is open to others, damaged, or cannot be written.
    """
    key = _watermark_key(folder)
    if key is None:
        write_secret(folder / WATERMARK_KEY, secrets.token_bytes(_N_BYTES), "watermark key")
        key = _watermark_key(folder)
    if signer is not None:
        keep_anchor(folder, signer.chain_pem)
        return Installation(signer=signer, anchors_pem=anchors(folder), watermark_key=key)
    local = open_authority(folder, timestamp_url=timestamp_url)
    return Installation(signer=local, anchors_pem=anchors(folder), watermark_key=key)


def read_installation(folder: Path) -> Installation:
    """What is there to recognise this installation's clips by; nothing is made.

    Args:
        folder: Where keys and certificates are kept; it may be missing.

    Raises:
        ProvenanceKeyError: The watermark's key is open to others or damaged, or a certificate cannot be read.
    """
    return Installation(signer=None, anchors_pem=anchors(folder), watermark_key=_watermark_key(folder))


def _watermark_key(folder: Path) -> bytes | None:
    path = folder / WATERMARK_KEY
    key = read_secret(path, "watermark key")
    if key is not None and len(key) != _N_BYTES:
        raise ProvenanceKeyError(
            f"watermark key {str(path)!r} is damaged: it must have {_N_BYTES} bytes, not {len(key)}"
        )
    return key
