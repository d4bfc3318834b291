"""The disclosure of a clip, in one fixed order, and the only way by which a clip leaves.

    frame -> visible label -> watermark -> encode -> XMP -> C2PA signature -> SHA-256 -> its name

`Marking` does the first two while the frames pass; `sign_clip` does the steps between the encoder and the digest in
hidden files; `SignedFile.release` gives the clip its name. Whoever kills the program in between leaves hidden files,
never a visible one without its marks.
"""

from __future__ import annotations

import importlib.metadata
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.encode import PendingFile, digest_file
from generator.errors import DisclosureError
from generator.label import label_overlay
from generator.label_choice import Label
from generator.label_text import WORDS
from generator.provenance import credential, xmp
from generator.provenance.fingerprint import Fingerprinter
from generator.provenance.installation import Installation
from generator.provenance.manifest import SYSTEM, ClipFacts, Ingredient
from generator.provenance.watermark import Carrier, Stamp, carrier, id_of

if TYPE_CHECKING:
    from generator.types import Frame, RenderReport
    from policy.types import Intent

_PROOF = object()
"""Known to this module alone: what was not made here is no labelled clip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipMarks:
    """What one clip is to say of itself.

    Attributes:
        clip_id: Its id, which the signature and the metadata hold.
        watermark_id: What its picture carries; None for `watermark.id_of` of its id.
        label: Its visible label.
        shows_person: Whether it may show a person; its label then stands on every frame.
        ingredients: What it was made from.
        tell_request: Whether the words of the request go into the file; otherwise only a digest does.
    """

    clip_id: str = field(default_factory=lambda: f"clip_{secrets.token_hex(8)}")
    watermark_id: int | None = None
    label: Label = field(default_factory=Label)
    shows_person: bool = True
    ingredients: tuple[Ingredient, ...] = ()
    tell_request: bool = False

    @property
    def mark_id(self) -> int:
        """What the picture carries."""
        return id_of(self.clip_id) if self.watermark_id is None else self.watermark_id

    @property
    def description(self) -> str:
        """What is said to whoever cannot see the label."""
        return " ".join(WORDS[language].description for language in self.label.languages)


class Marking:
    """Puts label and watermark on the frames of one clip, in their order, and looks at them for the fingerprint.

    Args:
        marks: What the clip is to say.
        installation: What it is marked with.
        intent: The clip's size and rate.
        n_frames: How many frames there will be.

    Raises:
        DisclosureError: The installation has no watermark key.
    """

    def __init__(self, marks: ClipMarks, installation: Installation, intent: Intent, n_frames: int) -> None:
        key = _carrier(installation)
        self.label = label_overlay(intent.width_px, intent.height_px, marks.label)
        self._n_labelled = marks.label.n_frames(n_frames, intent.fps, shows_person=marks.shows_person)
        self._stamp = Stamp(key, marks.mark_id, intent.width_px, intent.height_px)
        self._fingerprinter = Fingerprinter(n_frames)
        self._n_frames = 0

    def apply(self, frame: Frame) -> None:
        """Mark the next frame, writable and contiguous uint8 (H, W, 3)."""
        if self._n_frames < self._n_labelled:
            self.label.blend(frame)
        self._stamp.apply(frame)
        self._fingerprinter.take(frame)
        self._n_frames += 1

    def fingerprint(self) -> str:
        """The clip's fingerprint, after its last frame."""
        return self._fingerprinter.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """A signed clip under a hidden name.

    Attributes:
        sha256: `sha256:...` of its bytes.
        size_bytes: Its size.
        manifest: The manifest store inside it.
    """

    sha256: str
    size_bytes: int
    manifest: bytes
    _pending: PendingFile
    _proof: object = field(repr=False)

    def __post_init__(self) -> None:
        _require(self._proof, "a signed file")

    def release(self, report: RenderReport) -> LabelledClip:
        """Give the clip its name, after its bytes were looked at once more.

        Args:
            report: What is known of the render.

        Raises:
            DisclosureError: The bytes changed since they were signed.
            DiskFullError: The bytes did not reach the disk.
            OutputError: The name cannot be taken.
        """
        _confirm(self._pending.path, self.sha256)
        self._pending.publish()
        return LabelledClip(report=report, _proof=_PROOF)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClip:
    """A clip with all its marks: what leaves the renderer, and nothing else does.

    Attributes:
        report: What is known of it; its path is where the clip is.
    """

    report: RenderReport
    _proof: object = field(repr=False)

    def __post_init__(self) -> None:
        _require(self._proof, "a labelled clip")

    def confirm(self) -> None:
        """Return if the file still has the bytes that were signed.

        Raises:
            DisclosureError: It has not, or cannot be read.
        """
        _confirm(self.report.path, self.report.sha256)


def sign_clip(
    encoded: Path, signed: PendingFile, facts: ClipFacts, installation: Installation, *, step: Callable[[str], None]
) -> SignedFile:
    """Metadata, signature and digest of an encoded clip.

    Args:
        encoded: The labelled, watermarked clip under a hidden name; its metadata is written into it.
        signed: Where the signed copy goes.
        facts: What is known of the clip.
        installation: What it is signed with.
        step: Called after each step with its name: `xmp`, `sign`, `hash`.

    Raises:
        DisclosureError: A step failed; nothing of it may leave.
    """
    if installation.signer is None:
        raise DisclosureError(f"clip {facts.clip_id!r} cannot be signed: the installation has no signer")
    try:
        xmp.write(encoded, _metadata(facts))
        step("xmp")
        manifest = credential.sign(
            encoded, signed.path, facts, installation.signer, anchors_pem=installation.anchors_pem
        )
        step("sign")
        sha256, size_bytes = digest_file(signed.path), signed.path.stat().st_size
        step("hash")
    except OSError as exc:
        raise DisclosureError(f"clip {facts.clip_id!r} could not be marked: {exc.strerror or exc}") from exc
    return SignedFile(sha256=sha256, size_bytes=size_bytes, manifest=manifest, _pending=signed, _proof=_PROOF)


@cache
def program_version() -> str:
    """The version of this program as clips name it."""
    try:
        return importlib.metadata.version("reelwright")
    except importlib.metadata.PackageNotFoundError:
        return "0+checkout"


def _metadata(facts: ClipFacts) -> xmp.Metadata:
    weights = facts.model.weights_digest.removeprefix("sha256:")[:16]
    return xmp.Metadata(
        clip_id=facts.clip_id,
        source_type=facts.source_type,
        system=f"{SYSTEM} {facts.model.model_id}",
        system_version=f"{facts.version}, weights {weights}",
        producer=SYSTEM,
        created_at=facts.created_at,
        description=facts.description,
    )


def _carrier(installation: Installation) -> Carrier:
    if installation.watermark_key is None:
        raise DisclosureError("no clip can be marked: the installation has no watermark key")
    return carrier(installation.watermark_key)


def _confirm(path: Path, sha256: str) -> None:
    try:
        found = digest_file(path)
    except OSError as exc:
        raise DisclosureError(f"the clip {str(path)!r} cannot be read after it was signed: {exc.strerror}") from exc
    if found != sha256:
        raise DisclosureError(f"the clip {str(path)!r} was changed after it was signed: {found!r}, not {sha256!r}")


def _require(proof: object, what: str) -> None:
    if proof is not _PROOF:
        raise DisclosureError(f"{what} is made by the disclosure step alone")
