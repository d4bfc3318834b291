"""What can be proven of a file, whoever made it: its credential, its watermark, its metadata, and its place on record.

Nothing here says that a file is not AI-generated. Marks can be lost, and nobody else's are all known here; the most
that is ever said is that no mark was found.
"""

from __future__ import annotations

import math
import stat
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from generator.encode import digest_file
from generator.errors import VerifyError
from generator.provenance import credential, fingerprint, frames, search, xmp
from generator.provenance.code_words import in_words
from generator.provenance.credential import Credential, CredentialState
from generator.provenance.index import ClipIndex, KnownClip, MemoryIndex
from generator.provenance.installation import Installation
from generator.provenance.search import Found
from generator.provenance.watermark import carrier

MAX_BYTES = 1 << 30
"""Larger files are refused; the longest clip of ours has a fifth of that."""

DIGEST_MISMATCH = "org.reelwright.digest.mismatch"
N_LOOKED_AT = 48  # frames that the watermark is looked for in, spread over the file
_OF_THE_SIGNER = ("signingCredential.", "timeStamp.", "claimSignature.outsideValidity")
_AI_TERMS = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic")


class Conclusion(StrEnum):
    """What follows from everything that was found.

    `made_here`: it was made by this installation and is as it was. `copy_of_ours`: it carries our watermark, or looks
    like a clip of ours, and has other bytes. `altered`: its credential says that it was changed after it was signed.
    `unproven`: its credential no longer proves anything, for example because the signer's certificate had expired.
    `marked_as_ai`: somebody else's whole credential, or its metadata, says that it is AI-generated. `credentialed`:
    somebody else's whole credential says nothing of the kind. `no_mark_found`: nothing was found, which proves nothing.
    """

    MADE_HERE = "made_here"
    COPY_OF_OURS = "copy_of_ours"
    ALTERED = "altered"
    UNPROVEN = "unproven"
    MARKED_AS_AI = "marked_as_ai"
    CREDENTIALED = "credentialed"
    NO_MARK_FOUND = "no_mark_found"


_SENTENCES = {
    Conclusion.MADE_HERE: "This AI-generated clip was made here and is as it was made.",
    Conclusion.COPY_OF_OURS: "This is a copy of an AI-generated clip that was made here; its bytes are others.",
    Conclusion.ALTERED: "This file was changed after it was signed, or its credential was.",
    Conclusion.UNPROVEN: "This file has a credential that proves nothing; that is no sign that the file was changed.",
    Conclusion.MARKED_AS_AI: "This file says of itself that it is AI-generated; it is not known here.",
    Conclusion.CREDENTIALED: "This file has a whole credential, which does not say that it is AI-generated.",
    Conclusion.NO_MARK_FOUND: "No mark was found. That does not show where the file comes from.",
}


class Way(StrEnum):
    """How a clip on record was found, the surest first."""

    SHA256 = "sha256"
    WATERMARK = "watermark"
    FINGERPRINT = "fingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A clip on record to which a file belongs.

    Attributes:
        clip: What is on record.
        way: How it was found.
        apart: Share of the bits by which the fingerprints differ; None where either is missing.
    """

    clip: KnownClip
    way: Way
    apart: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """Everything that was found of one file.

    Attributes:
        name: The file's name without its folder.
        sha256: `sha256:...` of its bytes.
        size_bytes: Its size.
        media_type: Its media type, by its first bytes.
        conclusion: What follows.
        credential: Its C2PA credential.
        watermark: Our watermark, if it was found.
        watermark_looked_for: Whether it could be looked for: there is a key and there are pictures.
        fingerprint: Its perceptual fingerprint; None without pictures.
        matches: The clips on record that it belongs to, the surest first.
        restored: What the manifest on record says, where the file has lost its own.
        metadata: What its XMP packet says of how it was made.
    """

    name: str
    sha256: str
    size_bytes: int
    media_type: str
    conclusion: Conclusion
    credential: Credential
    watermark: Found | None = None
    watermark_looked_for: bool = False
    fingerprint: str | None = None
    matches: tuple[Match, ...] = ()
    restored: Credential | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What follows, in one sentence."""
        return _SENTENCES[self.conclusion]

    def to_json(self) -> dict[str, Any]:
        """The stable shape that `reelwright verify --json` prints."""
        mark = None if self.watermark is None else asdict(self.watermark)
        return {
            "file": self.name,
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "media_type": self.media_type,
            "conclusion": self.conclusion.value,
            "sentence": self.sentence,
            "credential": _credential_json(self.credential),
            "watermark": {"looked_for": self.watermark_looked_for, "found": mark is not None, **(mark or {})},
            "fingerprint": self.fingerprint,
            "matches": [_match_json(match) for match in self.matches],
            "restored": None if self.restored is None else _credential_json(self.restored),
            "metadata": self.metadata,
        }


def verify(path: Path, installation: Installation, index: ClipIndex | None = None) -> VerifyReport:
    """Look at everything that a file can show of where it comes from. Needs no network, and changes nothing.

    Args:
        path: Any file.
        installation: By what this installation's clips are recognised.
        index: The record of clips; None for none.

    Raises:
        VerifyError: The file is missing, no plain file, empty, too large, or cannot be read.
        ProvenanceKeyError: A root certificate is damaged.
    """
    index = index or MemoryIndex()
    size_bytes = _size(path)
    try:
        sha256, kind = digest_file(path), frames.kind_of(path)
        found = credential.read(path, kind.media_type, anchors_pem=installation.anchors_pem)
        metadata = xmp.says(path)
    except OSError as exc:
        raise VerifyError(f"{path.name!r} cannot be read: {exc.strerror or exc}") from exc
    seen, mark = _pictures(path, kind, installation)
    matches = _matches(index, sha256, mark, seen)
    found = _against_record(found, sha256, matches, index)
    return VerifyReport(
        name=path.name,
        sha256=sha256,
        size_bytes=size_bytes,
        media_type=kind.media_type,
        conclusion=_conclude(found, mark, matches, metadata),
        credential=found,
        watermark=mark,
        watermark_looked_for=installation.watermark_key is not None and seen is not None,
        fingerprint=seen,
        matches=matches,
        restored=_restored(found, matches, installation),
        metadata=metadata,
    )


def _size(path: Path) -> int:
    try:
        status = path.stat()
    except (OSError, ValueError) as exc:
        raise VerifyError(f"{str(path)!r} cannot be read: {getattr(exc, 'strerror', None) or exc}") from exc
    if stat.S_ISDIR(status.st_mode):
        raise VerifyError(f"{str(path)!r} is a folder; a file is needed")
    if not stat.S_ISREG(status.st_mode):
        raise VerifyError(f"{str(path)!r} is no plain file")
    if status.st_size == 0:
        raise VerifyError(f"{path.name!r} is empty: there is nothing to verify")
    if status.st_size > MAX_BYTES:
        raise VerifyError(f"{path.name!r} has {status.st_size!r} bytes; 1..{MAX_BYTES} are allowed")
    return status.st_size


def _pictures(path: Path, kind: frames.Kind, installation: Installation) -> tuple[str | None, Found | None]:
    """The fingerprint and the watermark of what can be seen in a file."""
    small = frames.luma(path, kind, side_px=32)
    if not small:
        return None, None
    mark = None
    if installation.watermark_key is not None:
        looked_at = frames.luma(path, kind, every=math.ceil(len(small) / N_LOOKED_AT))
        evidence = search.evidence(looked_at)
        if evidence is not None:
            mark = search.find(carrier(installation.watermark_key), evidence)
    return fingerprint.of_luma(small), mark


def _matches(index: ClipIndex, sha256: str, mark: Found | None, seen: str | None) -> tuple[Match, ...]:
    """The clips on record, each once and by the surest way."""
    ways: list[tuple[Way, Sequence[KnownClip]]] = [(Way.SHA256, index.by_sha256(sha256))]
    if mark is not None:
        ways.append((Way.WATERMARK, index.by_watermark(mark.mark_id)))
    if seen is not None:
        ways.append((Way.FINGERPRINT, index.by_fingerprint(seen, within=fingerprint.NEAR)))
    found: dict[str, Match] = {}
    for way, clips in ways:
        for clip in clips:
            known = seen is not None and clip.fingerprint is not None
            apart = fingerprint.distance(str(seen), str(clip.fingerprint)) if known else None
            found.setdefault(clip.clip_id, Match(clip=clip, way=way, apart=apart))
    return tuple(found.values())


def _against_record(found: Credential, sha256: str, matches: tuple[Match, ...], index: ClipIndex) -> Credential:
    """A whole credential of ours whose file has other bytes than the record of that very clip was changed."""
    if found.state is not CredentialState.TRUSTED:
        return found
    clip_id = found.facts.get("clip_id")
    mark = (found.facts.get("watermark") or {}).get("id")
    on_record = [*(match.clip for match in matches), *(index.by_watermark(mark) if isinstance(mark, int) else ())]
    if all(clip.sha256 == sha256 for clip in on_record if clip.clip_id == clip_id):
        return found
    return credential.marked_invalid(found, DIGEST_MISMATCH)


def _restored(found: Credential, matches: tuple[Match, ...], installation: Installation) -> Credential | None:
    if found.state is not CredentialState.NONE:
        return None
    kept = (match.clip.manifest for match in matches if match.way is not Way.FINGERPRINT and match.clip.manifest)
    manifest = next(kept, None)
    return None if manifest is None else credential.restored(manifest, anchors_pem=installation.anchors_pem)


def _conclude(
    found: Credential, mark: Found | None, matches: tuple[Match, ...], metadata: dict[str, str]
) -> Conclusion:
    if found.state is CredentialState.INVALID and not all(code.startswith(_OF_THE_SIGNER) for code in found.codes):
        return Conclusion.ALTERED
    if found.state is CredentialState.TRUSTED or any(match.way is Way.SHA256 for match in matches):
        return Conclusion.MADE_HERE
    if mark is not None or matches:
        return Conclusion.COPY_OF_OURS
    if found.state is CredentialState.INVALID:
        return Conclusion.UNPROVEN
    terms = [*found.source_types, metadata.get("DigitalSourceType", "")]
    if any(term.rsplit("/", 1)[-1] in _AI_TERMS for term in terms) or "AIGC" in metadata:
        return Conclusion.MARKED_AS_AI
    return Conclusion.CREDENTIALED if found.state is CredentialState.VALID else Conclusion.NO_MARK_FOUND


def _credential_json(found: Credential) -> dict[str, Any]:
    return {
        "state": found.state.value,
        "codes": [{"code": code, "meaning": in_words(code)} for code in found.codes],
        "signer": found.signer,
        "generator": found.generator,
        "source_types": list(found.source_types),
        "n_manifests": found.n_manifests,
        "facts": dict(found.facts),
    }


def _match_json(match: Match) -> dict[str, Any]:
    clip = match.clip
    return {
        "clip_id": clip.clip_id,
        "by": match.way.value,
        "apart": match.apart,
        "made_at": None if clip.made_at is None else clip.made_at.isoformat(),
        "withdrawn_at": None if clip.withdrawn_at is None else clip.withdrawn_at.isoformat(),
    }
