"""Signing and reading C2PA credentials: the one file that knows the C2PA library.

Whatever the library offers to fetch from a network is switched off, and what was signed is verified at once. A file is
never signed in place: the library would empty it first.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import c2pa

from generator.errors import DisclosureError, VerifyError
from generator.provenance.container import C2PA_UUID, has_assertion, loose_ends, uncovered, user_content
from generator.provenance.manifest import GENERATION, MEDIA_TYPE, ClipFacts, definition, ingredient_labels
from generator.provenance.signer import Algorithm, ClipSigner

UNTRUSTED = "signingCredential.untrusted"
UNREADABLE = "manifest.unreadable"
TWO_MANIFESTS = "manifest.multiple"
LOOSE_END = "org.reelwright.container.mismatch"

_ALGORITHMS = {
    Algorithm.ES256: c2pa.C2paSigningAlg.ES256,
    Algorithm.ES384: c2pa.C2paSigningAlg.ES384,
    Algorithm.PS256: c2pa.C2paSigningAlg.PS256,
    Algorithm.ED25519: c2pa.C2paSigningAlg.ED25519,
}
_STORE_NAME = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa"  # type of the outermost box of a manifest store
_N_SEARCHED_BYTES = 16 * 1024 * 1024
_CREATED = ("c2pa.actions", "c2pa.soft-binding", GENERATION, "cawg.training-mining")


class CredentialState(StrEnum):
    """What a file's credential is worth.

    `trusted`: whole, and signed by this installation. `valid`: whole, and signed by somebody who is not known here,
    which is no sign of tampering. `invalid`: the file or the credential is not what was signed. `none`: there is no
    credential, which says nothing of where the file comes from.
    """

    TRUSTED = "trusted"
    VALID = "valid"
    INVALID = "invalid"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What was read of a file's credential.

    Attributes:
        state: What it is worth.
        codes: C2PA's codes of failure, and ours, each once; for a valid credential, that its signer is unknown.
        signer: Organisation of the signing certificate, as it calls itself.
        generator: Program that made the claim, as it calls itself.
        source_types: IPTC terms for how the content came to be.
        n_manifests: How many manifests it holds, those of its ingredients included.
        facts: Our own assertion, where it is one of ours.
        fault: What the library says of a credential that it cannot read.
    """

    state: CredentialState
    codes: tuple[str, ...] = ()
    signer: str | None = None
    generator: str | None = None
    source_types: tuple[str, ...] = ()
    n_manifests: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None


def sign(source: Path, target: Path, facts: ClipFacts, signer: ClipSigner, *, anchors_pem: str) -> bytes:
    """Write a signed copy of an MP4 file.

    Args:
        source: The labelled, marked clip with its XMP packet.
        target: Another file, which is made or overwritten.
        facts: What is known of the clip.
        signer: Who signs.
        anchors_pem: Root certificates that are ours, so that the credentials of ingredients are judged as we would.

    Returns:
        The manifest store that is now inside the file.

    Raises:
        DisclosureError: It cannot be signed; `target` is then of no use.
    """
    if os.path.realpath(source) == os.path.realpath(target):
        raise DisclosureError(f"a clip cannot be signed in place: {str(source)!r} is both source and target")
    try:
        left_out = "sha256:" + hashlib.sha256(uncovered(source)).hexdigest()
        named = ingredient_labels(facts)
        builder = c2pa.Builder(definition(facts, named, uncovered_sha256=left_out), context=_context(anchors_pem))
        with builder:
            for label, part in named:
                described = {"title": part.title, "relationship": part.relation.value, "label": label}
                with io.BytesIO(part.sha256.encode()) if part.path is None else part.path.open("rb") as stream:
                    builder.add_ingredient(described, part.media_type, stream)
            with _signer(signer) as bound, source.open("rb") as reading, target.open("wb+") as writing:
                return bytes(builder.sign(bound, MEDIA_TYPE, reading, writing))
    except (c2pa.C2paError, VerifyError, OSError, ValueError) as exc:
        raise DisclosureError(f"clip {facts.clip_id!r} could not be signed: {exc}") from exc


def _signer(signer: ClipSigner) -> c2pa.Signer:
    algorithm = _ALGORITHMS[signer.algorithm]
    return c2pa.Signer.from_callback(signer.sign, algorithm, signer.chain_pem, signer.timestamp_url)


@lru_cache(maxsize=8)
def _context(anchors_pem: str) -> c2pa.Context:
    """The library's settings. Our roots are the only anchors: a list of allowed signers is trusted for anything."""
    settings: dict[str, Any] = {
        "version": 1,
        "verify": {
            "verify_after_sign": True,
            "verify_trust": True,
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
        },
        "builder": {"thumbnail": {"enabled": False}, "created_assertion_labels": list(_CREATED)},
    }
    if anchors_pem:
        settings["trust"] = {"user_anchors": anchors_pem}
    return c2pa.Context.from_dict(settings)


def read(path: Path, media_type: str, *, anchors_pem: str) -> Credential:
    """What a file's credential says and is worth.

    Args:
        path: A file.
        media_type: Its media type.
        anchors_pem: Root certificates that are ours; empty for none.

    Raises:
        OSError: The file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            reader = c2pa.Reader.try_create(media_type, stream, context=_context(anchors_pem))
            if reader is None:
                return Credential(state=CredentialState.NONE)
            with reader:
                told = json.loads(reader.json())
                state = str(reader.get_validation_state())
    except c2pa.C2paError.NotSupported:
        return Credential(state=CredentialState.NONE)
    except (c2pa.C2paError, ValueError) as exc:
        if not _names_a_manifest(path):
            return Credential(state=CredentialState.NONE)
        return Credential(state=CredentialState.INVALID, codes=(UNREADABLE,), fault=_first_words(exc))
    return _with_own_checks(_credential(told, state), path)


def restored(manifest: bytes, *, anchors_pem: str) -> Credential:
    """What a manifest says that was kept apart from its clip; that the clip's bytes fit it cannot be told.

    Args:
        manifest: What `sign` gave.
        anchors_pem: Root certificates that are ours.
    """
    try:
        with c2pa.Reader("application/c2pa", io.BytesIO(manifest), context=_context(anchors_pem)) as reader:
            told = json.loads(reader.json())
    except (c2pa.C2paError, ValueError) as exc:
        return Credential(state=CredentialState.INVALID, codes=(UNREADABLE,), fault=_first_words(exc))
    found = _credential(told, "Valid")
    codes = tuple(code for code in found.codes if not code.startswith("assertion.bmffHash"))
    if any(code != UNTRUSTED for code in codes):
        state = CredentialState.INVALID
    else:
        state = CredentialState.VALID if codes else CredentialState.TRUSTED
    return replace(found, state=state, codes=codes)


def marked_invalid(found: Credential, *codes: str) -> Credential:
    """A credential that a check of ours found wanting."""
    return replace(found, state=CredentialState.INVALID, codes=(*found.codes, *codes))


def _credential(told: Mapping[str, Any], state: str) -> Credential:
    active = told.get("manifests", {}).get(told.get("active_manifest"), {})
    results = told.get("validation_results", {}).get("activeManifest", {})
    failures = tuple(dict.fromkeys(str(entry.get("code")) for entry in results.get("failure", ())))
    known = {"Trusted": CredentialState.TRUSTED, "Valid": CredentialState.VALID}
    assertions = {str(part.get("label")): part.get("data") for part in active.get("assertions", ())}
    facts = assertions.get(GENERATION)
    generators = active.get("claim_generator_info") or [{}]
    return Credential(
        state=known.get(state, CredentialState.INVALID),
        codes=failures,
        signer=(active.get("signature_info") or {}).get("issuer"),
        generator=" ".join(str(generators[0][key]) for key in ("name", "version") if key in generators[0]) or None,
        source_types=_source_types(assertions),
        n_manifests=len(told.get("manifests", {})),
        facts=facts if isinstance(facts, dict) else {},
    )


def _source_types(assertions: Mapping[str, Any]) -> tuple[str, ...]:
    actions = [
        action
        for label, data in assertions.items()
        if label.startswith("c2pa.actions") and isinstance(data, dict)
        for action in data.get("actions", ())
    ]
    return tuple(dict.fromkeys(str(a["digitalSourceType"]) for a in actions if "digitalSourceType" in a))


def _with_own_checks(found: Credential, path: Path) -> Credential:
    """Bytes of our own clips that a C2PA hash leaves out, and a second manifest's box in any."""
    codes: list[str] = []
    try:
        stores = user_content(path, C2PA_UUID)
        if len(stores) > 1:
            codes.append(TWO_MANIFESTS)
        # Asked of the bytes and not of `facts`: a changed frame can hide the assertions from the library.
        if stores and has_assertion(stores[0], GENERATION):
            left_out = "sha256:" + hashlib.sha256(uncovered(path)).hexdigest()
            if left_out != found.facts.get("uncovered_sha256") or loose_ends(stores[0]) is not None:
                codes.append(LOOSE_END)
    except VerifyError:
        return found  # not an MP4 file; its own format's hash covers it
    if not codes:
        return found
    return marked_invalid(found, *codes)


def _names_a_manifest(path: Path) -> bool:
    """Whether the beginning of a file that cannot be read holds what begins every manifest."""
    with path.open("rb") as file:
        head = file.read(_N_SEARCHED_BYTES)
    return C2PA_UUID in head or _STORE_NAME in head


def _first_words(exc: Exception) -> str:
    return " ".join(str(exc).split())[:120]
