"""Who signs: the one protocol that the local authority, a key service and a test double all meet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


class Algorithm(StrEnum):
    """Signature algorithms that a credential may use."""

    ES256 = "es256"
    ES384 = "es384"
    PS256 = "ps256"
    ED25519 = "ed25519"


class ClipSigner(Protocol):
    """Signs the claim of a credential. A key service takes part by meeting this; its key never comes here."""

    @property
    def algorithm(self) -> Algorithm:
        """How it signs."""
        ...

    @property
    def chain_pem(self) -> str:
        """Its certificates, its own first, as PEM."""
        ...

    @property
    def timestamp_url(self) -> str | None:
        """An RFC 3161 time-stamp authority; None for none, which needs no network."""
        ...

    def sign(self, claim: bytes) -> bytes:
        """The signature over a claim, as DER or as the two numbers one after the other."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSigner:
    """Signs with a key of this machine.

    Attributes:
        key: An EC key on P-256.
        chain_pem: Its certificates, its own first.
        timestamp_url: A time-stamp authority, or None.
    """

    key: ec.EllipticCurvePrivateKey
    chain_pem: str
    timestamp_url: str | None = None

    @property
    def algorithm(self) -> Algorithm:
        """ECDSA on P-256 with SHA-256."""
        return Algorithm.ES256

    def sign(self, claim: bytes) -> bytes:
        """The signature over a claim, as DER."""
        return self.key.sign(claim, ec.ECDSA(hashes.SHA256()))
