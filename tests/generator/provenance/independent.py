"""A reader of C2PA credentials that shares nothing with the library: only cbor2 and cryptography.

It checks what a signature promises and nothing more: that the leaf was issued by the given root, that the leaf signed
the claim (COSE_Sign1, ES256), that every assertion has the hash that the claim names, and that the video has the hash
that the hard binding names (C2PA 2.2, BMFF hash version 3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
PURPOSE = b"\0\0\0\0manifest\0" + bytes(8)


def _boxes(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        assert 8 <= size <= len(data) - at, "a box does not fit its file"
        yield data[at + 4 : at + 8], at, size
        at += size


def _children(superbox: bytes) -> tuple[str, list[bytes]]:
    """Label and content boxes of a JUMBF superbox, each with its header."""
    parts = [superbox[at : at + size] for _, at, size in _boxes(superbox)]
    label = parts[0][8 + 17 :].split(b"\0", 1)[0].decode("ascii")
    return label, parts[1:]


def _store(data: bytes) -> dict[str, Any]:
    """The one manifest of a file: claim, signature, and assertions as the bytes that are hashed."""
    (found,) = [data[at + 24 : at + size] for kind, at, size in _boxes(data) if data[at + 8 : at + 24] == C2PA_UUID]
    assert found.startswith(PURPOSE)
    _, manifests = _children(found[len(PURPOSE) + 8 :])
    _, parts = _children(manifests[-1][8:])
    named = {_children(part[8:])[0]: part for part in parts}
    _, assertions = _children(named["c2pa.assertions"][8:])
    claim = _children(named["c2pa.claim.v2"][8:])[1][0][8:]
    signature = _children(named["c2pa.signature"][8:])[1][0][8:]
    return {
        "claim": claim,
        "signature": signature,
        "assertions": {_children(part[8:])[0]: part[8:] for part in assertions},
    }


def assertion(path: Path, label: str) -> Any:
    """What one CBOR assertion says."""
    body = _store(path.read_bytes())["assertions"][label]
    return cbor2.loads(_children(body)[1][0][8:])


def signature_holds(data: bytes, root_pem: str) -> bool:
    """Whether the leaf is the root's and signed the claim, and the claim's assertions are those in the file."""
    store = _store(data)
    protected, unprotected, payload, signature = cbor2.loads(store["signature"]).value
    assert payload is None, "the claim stands outside its signature"
    header = cbor2.loads(protected)
    assert header[1] == -7, "the algorithm is ES256"
    chain = header.get(33) or unprotected[33]
    leaf = x509.load_der_x509_certificate(chain[0] if isinstance(chain, list) else chain)
    signed = cbor2.dumps(["Signature1", protected, b"", store["claim"]])
    half = len(signature) // 2
    der = encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
    try:
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(root_pem.encode()))
        leaf.public_key().verify(der, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    claim = cbor2.loads(store["claim"])
    named = [*claim["created_assertions"], *claim.get("gathered_assertions", [])]
    return all(
        hashlib.sha256(store["assertions"][entry["url"].rsplit("/", 1)[-1]]).digest() == entry["hash"]
        for entry in named
    )


def video_holds(data: bytes) -> bool:
    """Whether the boxes of the file have the hash that the hard binding names."""
    body = _store(data)["assertions"]["c2pa.hash.bmff.v3"]
    binding = cbor2.loads(_children(body)[1][0][8:])
    assert binding["alg"] == "sha256"
    left_out = {entry["xpath"].strip("/").encode() for entry in binding["exclusions"]}
    sha = hashlib.sha256()
    for kind, at, size in _boxes(data):
        ours = kind == b"uuid" and data[at + 8 : at + 24] == C2PA_UUID
        if ours or (kind in left_out and kind != b"uuid"):
            continue
        sha.update(at.to_bytes(8, "big"))
        sha.update(data[at : at + size])
    return sha.digest() == binding["hash"]
