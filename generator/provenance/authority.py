"""The signing authority of one installation: a root of 20 years and, under it, the certificate that signs clips, of 10.

Without a time-stamp a credential is worth nothing once its certificate expires, hence the long terms. Both are made at
the first clip. Of every root that was ever made here the certificate is kept, so that clips that were signed before a
key was lost are still known as ours.

    authority.key   the root's key           signing.key   the key that signs clips
    chain.pem       both certificates        anchors/      every root's certificate
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from generator.errors import ProvenanceKeyError
from generator.provenance.keyfile import read_secret, write_secret
from generator.provenance.signer import LocalSigner

ROOT_TERM = timedelta(days=20 * 365.25)
LEAF_TERM = timedelta(days=10 * 365.25)
RENEW_BEFORE = timedelta(days=365)
"""A signing certificate that is valid for less than this is renewed, as long as the root's key is there."""

ORGANISATION = "Reelwright installation"
_C2PA_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
_SKEW = timedelta(minutes=5)  # a clock that is a little behind must not find a certificate from the future
_ROOT_KEY, _LEAF_KEY, _CHAIN, _ANCHORS = "authority.key", "signing.key", "chain.pem", "anchors"


def open_authority(folder: Path, *, now: datetime | None = None, timestamp_url: str | None = None) -> LocalSigner:
    """The signer of this installation; what is missing is made.

    Args:
        folder: Where keys and certificates are kept.
        now: The time, aware; None for the clock's.
        timestamp_url: A time-stamp authority; None for none.

    Raises:
        ProvenanceKeyError: A key is open to others, damaged, or cannot be written.
    """
    now = now or datetime.now(UTC)
    with _alone(folder):
        root_key, leaf_key = _key(folder / _ROOT_KEY), _key(folder / _LEAF_KEY)
        chain = _chain(folder / _CHAIN)
        if leaf_key is None or chain is None or not _fits(chain, leaf_key, now):
            root = _root_of(chain, root_key, now)
            if root_key is None or root is None:
                root_key = ec.generate_private_key(ec.SECP256R1())
                root = _new_root(root_key, now)
                _save_key(folder / _ROOT_KEY, root_key)
            _keep_anchor(folder, root)
            leaf_key = ec.generate_private_key(ec.SECP256R1())
            chain = [_new_leaf(leaf_key, root, root_key, now), root]
            _save_chain(folder, leaf_key, chain)
        elif chain[0].not_valid_after_utc - now < RENEW_BEFORE and root_key is not None:
            root = _root_of(chain, root_key, now)
            if root is not None:
                leaf_key = ec.generate_private_key(ec.SECP256R1())
                chain = [_new_leaf(leaf_key, root, root_key, now), root]
                _save_chain(folder, leaf_key, chain)
        _keep_anchor(folder, chain[-1])
    return LocalSigner(key=leaf_key, chain_pem="".join(_pem(part) for part in chain), timestamp_url=timestamp_url)


def anchors(folder: Path) -> str:
    """The certificates of every root that was made here, as PEM; empty where none was.

    Args:
        folder: Where keys and certificates are kept.

    Raises:
        ProvenanceKeyError: They cannot be read.
    """
    kept = folder / _ANCHORS
    try:
        return "".join(path.read_text("ascii") for path in sorted(kept.glob("*.pem"))) if kept.is_dir() else ""
    except (OSError, UnicodeDecodeError) as exc:
        raise ProvenanceKeyError(f"root certificates in {str(kept)!r} cannot be read: {exc}") from exc


def keep_anchor(folder: Path, chain_pem: str) -> None:
    """Count the last certificate of a chain among ours from now on.

    Args:
        folder: Where keys and certificates are kept.
        chain_pem: Certificates as PEM.

    Raises:
        ProvenanceKeyError: There is none, or it cannot be kept.
    """
    try:
        chain = x509.load_pem_x509_certificates(chain_pem.encode())
    except ValueError as exc:
        raise ProvenanceKeyError(f"the signer's certificates cannot be read: {exc}") from exc
    _keep_anchor(folder, chain[-1])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes keys; the others then find them."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / ".lock").open("wb")
    except OSError as exc:
        raise ProvenanceKeyError(f"folder {str(folder)!r} of the signing keys cannot be made: {exc.strerror}") from exc
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    name = "signing key" if path.name == _LEAF_KEY else "authority key"
    pem = read_secret(path, name)
    if pem is None:
        return None
    try:
        key = serialization.load_pem_private_key(pem, None)
    except (ValueError, TypeError) as exc:
        raise ProvenanceKeyError(
            f"{name} {str(path)!r} is damaged ({exc}); restore it, or move it away to begin a new one"
        ) from exc
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ProvenanceKeyError(f"{name} {str(path)!r} is no EC key on P-256")
    return key


def _chain(path: Path) -> list[x509.Certificate] | None:
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as exc:
        raise ProvenanceKeyError(
            f"certificates {str(path)!r} are damaged ({exc}); restore them, or move them away to begin new ones"
        ) from exc
    return found if len(found) > 1 else None


def _fits(chain: list[x509.Certificate], key: ec.EllipticCurvePrivateKey, now: datetime) -> bool:
    """Whether the first certificate is this key's and still valid."""
    return chain[0].public_key() == key.public_key() and chain[0].not_valid_after_utc > now


def _root_of(
    chain: list[x509.Certificate] | None, key: ec.EllipticCurvePrivateKey | None, now: datetime
) -> x509.Certificate | None:
    """The root certificate, if its key is there and it will outlive a new certificate under it."""
    if chain is None or key is None:
        return None
    root = chain[-1]
    try:
        root.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return None
    lasts = root.not_valid_after_utc >= now + LEAF_TERM
    return root if lasts and root.public_key() == key.public_key() else None


def _new_root(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = _name(f"Reelwright authority of {now:%Y-%m-%d}")
    return (
        _certificate(name, name, key.public_key(), now, ROOT_TERM)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _new_leaf(
    key: ec.EllipticCurvePrivateKey, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.Certificate:
    purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, _C2PA_SIGNING]
    return (
        _certificate(_name("Reelwright clip signing"), root.subject, key.public_key(), now, LEAF_TERM)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, term: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + term)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION)]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _save_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_secret(path, pem, path.name, replace=True)


def _save_chain(folder: Path, leaf_key: ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]) -> None:
    # The key goes first: a crash in between leaves a key without its certificate, and then both are made anew.
    _save_key(folder / _LEAF_KEY, leaf_key)
    write_secret(folder / _CHAIN, "".join(_pem(part) for part in chain).encode(), _CHAIN, replace=True)


def _keep_anchor(folder: Path, root: x509.Certificate) -> None:
    digest = hashlib.sha256(root.public_bytes(serialization.Encoding.DER)).hexdigest()
    path = folder / _ANCHORS / f"{digest[:32]}.pem"
    if not path.exists():
        write_secret(path, _pem(root).encode(), path.name)


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
