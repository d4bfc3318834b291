"""Keys and certificates: made once, kept to their owner, renewed, lost, and replaced."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from generator.errors import ProvenanceKeyError
from generator.provenance.authority import LEAF_TERM, ROOT_TERM, anchors, open_authority
from generator.provenance.installation import open_installation, read_installation
from generator.provenance.signer import Algorithm, LocalSigner

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SECRETS = ("authority.key", "signing.key")


def chain_of(signer: LocalSigner) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(signer.chain_pem.encode())


def test_the_terms_are_twenty_and_ten_years_and_the_keys_are_their_owners_alone(tmp_path: Path) -> None:
    leaf, root = chain_of(open_authority(tmp_path, now=NOW))
    assert timedelta(0) <= root.not_valid_after_utc - NOW - ROOT_TERM <= timedelta(seconds=1)
    assert timedelta(0) <= leaf.not_valid_after_utc - NOW - LEAF_TERM <= timedelta(seconds=1)
    leaf.verify_directly_issued_by(root)
    assert {name: (tmp_path / name).stat().st_mode & 0o777 for name in SECRETS} == dict.fromkeys(SECRETS, 0o600)
    open_installation(tmp_path)
    assert (tmp_path / "watermark.key").stat().st_mode & 0o777 == 0o600


def test_a_second_opening_finds_the_same_keys(tmp_path: Path) -> None:
    first, again = open_installation(tmp_path), open_installation(tmp_path)
    assert first.watermark_key == again.watermark_key
    assert first.signer is not None
    assert again.signer is not None
    assert first.signer.chain_pem == again.signer.chain_pem
    assert first.anchors_pem == again.anchors_pem


@pytest.mark.parametrize("name", [*SECRETS, "watermark.key"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_with_loose_permissions_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    open_installation(tmp_path)
    (tmp_path / name).chmod(mode)
    with pytest.raises(ProvenanceKeyError, match=rf"{mode:#o}.*0o600"):
        open_installation(tmp_path)


@pytest.mark.parametrize("name", [*SECRETS, "watermark.key"])
def test_a_damaged_key_is_refused_and_a_link_too(tmp_path: Path, name: str) -> None:
    open_installation(tmp_path)
    (tmp_path / name).write_bytes(b"nonsense")
    with pytest.raises(ProvenanceKeyError, match="damaged"):
        open_installation(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / name).rename(elsewhere)
    (tmp_path / name).symlink_to(elsewhere)
    with pytest.raises(ProvenanceKeyError, match="cannot be read"):
        open_installation(tmp_path)


def test_a_pipe_in_the_place_of_a_key_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "watermark.key", 0o600)
    with pytest.raises(ProvenanceKeyError, match="is not a plain file"):
        open_installation(tmp_path)


def test_a_lost_signing_key_gets_a_new_certificate_under_the_old_root(tmp_path: Path) -> None:
    _, root = chain_of(open_authority(tmp_path, now=NOW))
    (tmp_path / "signing.key").unlink()
    leaf, same = chain_of(open_authority(tmp_path, now=NOW + timedelta(days=1)))
    assert same == root
    leaf.verify_directly_issued_by(root)


def test_when_all_keys_are_lost_a_new_authority_is_made_and_the_old_root_stays_an_anchor(tmp_path: Path) -> None:
    _, old = chain_of(open_authority(tmp_path, now=NOW))
    for name in SECRETS:
        (tmp_path / name).unlink()
    _, new = chain_of(open_authority(tmp_path, now=NOW))
    assert new != old
    assert set(x509.load_pem_x509_certificates(anchors(tmp_path).encode())) == {old, new}


@pytest.mark.parametrize(("years", "renewed"), [(1, False), (8.9, False), (9.1, True), (11, True)])
def test_a_certificate_is_renewed_in_its_last_year(tmp_path: Path, years: float, renewed: bool) -> None:
    first, _ = chain_of(open_authority(tmp_path, now=NOW))
    later = NOW + timedelta(days=365.25 * years)
    leaf, root = chain_of(open_authority(tmp_path, now=later))
    assert (leaf != first) == renewed
    assert leaf.not_valid_after_utc > later
    leaf.verify_directly_issued_by(root)


def test_a_root_never_ends_before_the_certificate_under_it(tmp_path: Path) -> None:
    _, first = chain_of(open_authority(tmp_path, now=NOW))
    leaf, root = chain_of(open_authority(tmp_path, now=NOW + timedelta(days=365.25 * 15)))
    assert root != first
    assert root.not_valid_after_utc >= leaf.not_valid_after_utc


def test_reading_makes_nothing(tmp_path: Path) -> None:
    found = read_installation(tmp_path / "none")
    assert (found.signer, found.anchors_pem, found.watermark_key) == (None, "", None)
    assert not (tmp_path / "none").exists()


@dataclass(frozen=True)
class KeyService:
    """A signer whose key is elsewhere: it is asked for each signature."""

    local: LocalSigner
    asked: list[int]
    timestamp_url: str | None = None

    @property
    def algorithm(self) -> Algorithm:
        return self.local.algorithm

    @property
    def chain_pem(self) -> str:
        return self.local.chain_pem

    def sign(self, claim: bytes) -> bytes:
        self.asked.append(len(claim))
        return self.local.sign(claim)


def test_a_key_service_signs_in_place_of_the_local_authority(tmp_path: Path) -> None:
    service = KeyService(open_authority(tmp_path / "kms"), [])
    found = open_installation(tmp_path / "here", signer=service)
    assert found.signer is service
    _, root = chain_of(service.local)
    assert x509.load_pem_x509_certificates(found.anchors_pem.encode()) == [root]
    assert not (tmp_path / "here" / "signing.key").exists()
    # Its root stays an anchor when it no longer signs.
    assert root in x509.load_pem_x509_certificates(open_installation(tmp_path / "here").anchors_pem.encode())


def test_the_key_is_on_p_256(tmp_path: Path) -> None:
    signer = open_authority(tmp_path)
    assert isinstance(signer.key.curve, ec.SECP256R1)
    assert signer.timestamp_url is None
