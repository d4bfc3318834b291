"""What can be proven of files of every origin, and what is never said."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from generator.backend.stub import StubBackend
from generator.errors import VerifyError
from generator.provenance import verify as verifying
from generator.provenance.code_words import in_words
from generator.provenance.container import C2PA_UUID, boxes
from generator.provenance.credential import CredentialState
from generator.provenance.fingerprint import distance
from generator.provenance.index import KnownClip, MemoryIndex
from generator.provenance.installation import Installation, open_installation
from generator.provenance.verify import Conclusion, VerifyReport, Way, verify
from generator.types import RenderReport
from tests.generator.conformance import MARKS, installation, permit_of, renderer, shot
from tests.generator.provenance.footage import again, encode, flat_art

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> RenderReport:
    out = tmp_path_factory.mktemp("clip") / "a.mp4"
    return renderer(StubBackend()).make(permit_of(shot(1.0), size=(192, 192)), out, marks=MARKS).report


@pytest.fixture(scope="module")
def index(clip: RenderReport) -> MemoryIndex:
    return MemoryIndex([on_record(clip)])


def on_record(clip: RenderReport) -> KnownClip:
    return KnownClip(
        clip_id=str(clip.clip_id),
        sha256=clip.sha256,
        made_at=clip.finished_at,
        watermark_id=clip.watermark_id,
        fingerprint=clip.fingerprint,
        manifest=clip.manifest,
    )


def ways(report: VerifyReport) -> list[Way]:
    return [match.way for match in report.matches]


def test_our_clip_is_trusted_and_on_record(clip: RenderReport, index: MemoryIndex) -> None:
    report = verify(clip.path, installation(), index)
    assert report.conclusion is Conclusion.MADE_HERE
    assert (report.credential.state, report.credential.codes) == (CredentialState.TRUSTED, ())
    assert report.watermark is not None
    assert report.watermark.mark_id == clip.watermark_id
    assert ways(report) == [Way.SHA256]
    assert report.metadata["DigitalSourceType"].endswith("trainedAlgorithmicMedia")
    assert '"Label":"1"' in report.metadata["AIGC"]
    assert distance(str(report.fingerprint), str(clip.fingerprint)) < 0.1
    assert report.to_json()["credential"]["state"] == "trusted"


def test_a_reader_who_does_not_know_our_root_calls_it_valid_and_not_tampered(clip: RenderReport) -> None:
    report = verify(clip.path, Installation(signer=None, anchors_pem="", watermark_key=None))
    assert report.credential.state is CredentialState.VALID
    assert report.credential.codes == ("signingCredential.untrusted",)
    assert report.conclusion is Conclusion.MARKED_AS_AI
    assert "changed" not in in_words("signingCredential.untrusted")
    assert not report.watermark_looked_for


def test_a_stripped_copy_is_found_by_its_watermark_and_its_history_is_restored(
    clip: RenderReport, index: MemoryIndex, tmp_path: Path
) -> None:
    copy = again(clip.path, tmp_path / "copy.mp4", "-c", "copy")
    report = verify(copy, installation(), index)
    assert report.credential.state is CredentialState.NONE
    assert report.conclusion is Conclusion.COPY_OF_OURS
    assert ways(report) == [Way.WATERMARK]
    assert report.restored is not None
    assert (report.restored.state, report.restored.codes) == (CredentialState.TRUSTED, ())
    assert report.restored.facts["clip_id"] == clip.clip_id


def test_a_copy_that_lost_its_mark_is_still_found_by_how_it_looks(
    clip: RenderReport, index: MemoryIndex, tmp_path: Path
) -> None:
    copy = again(clip.path, tmp_path / "copy.mp4", "-vf", "scale=32:32,scale=192:192", "-crf", "30")
    report = verify(copy, installation(), index)
    assert report.watermark is None
    assert ways(report) == [Way.FINGERPRINT]
    assert report.restored is None  # looking alike is not enough to speak for it
    assert report.conclusion is Conclusion.COPY_OF_OURS


def test_another_file_has_no_mark_and_is_never_called_real(tmp_path: Path, index: MemoryIndex) -> None:
    path = encode(flat_art(2), tmp_path / "a.mp4")
    report = verify(path, installation(), index)
    assert report.conclusion is Conclusion.NO_MARK_FOUND
    assert report.matches == ()
    assert report.watermark is None
    assert report.watermark_looked_for
    assert not any(word in report.sentence.lower() for word in ("real", "authentic", "genuine", "not ai", "camera"))


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_anywhere_is_noticed(clip: RenderReport, seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    data = bytearray(clip.path.read_bytes())
    with clip.path.open("rb") as file:
        parts = [box for box in boxes(file) if box.size > 8]
    box = parts[seed % len(parts)]  # as often in a small box as in a large one
    data[rng.randrange(box.at, box.at + box.size)] ^= 1 << rng.randrange(8)
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    assert verifying.credential.read(path, "video/mp4", anchors_pem=installation().anchors_pem).state not in (
        CredentialState.TRUSTED,
        CredentialState.VALID,
    )


@pytest.mark.parametrize(
    ("mark", "past"),
    [
        pytest.param(b"jumdc2ma", 4, id="type of the manifest"),
        pytest.param(b"jumdc2as", 5, id="type of the store of assertions"),
        pytest.param(b"jumdc2cl", 12, id="type of the claim"),
        pytest.param(b"jumdc2cs", 7, id="type of the signature"),
        pytest.param(b"c2pa.claim.v2", 10, id="label of the claim"),
        pytest.param(b"c2pa.signature\0", 13, id="label of the signature"),
        pytest.param(b"org.reelwright.generation\0", -1, id="switches of the assertion"),
        pytest.param(b"\x63pad", 2, id="name of the padding"),
        pytest.param(b"\x63pad", 40, id="the padding"),
    ],
)
@pytest.mark.parametrize("bit", range(8))
def test_a_flipped_bit_in_the_frame_of_the_manifest_is_noticed(
    clip: RenderReport, mark: bytes, past: int, bit: int, tmp_path: Path
) -> None:
    data = bytearray(clip.path.read_bytes())
    data[data.rindex(mark) + past] ^= 1 << bit
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    found = verifying.credential.read(path, "video/mp4", anchors_pem=installation().anchors_pem)
    assert found.state is CredentialState.INVALID


def test_bytes_that_differ_from_the_record_are_noticed_even_where_the_credential_holds(clip: RenderReport) -> None:
    other = MemoryIndex([replace(on_record(clip), sha256="sha256:" + "0" * 64)])
    report = verify(clip.path, installation(), other)
    assert report.conclusion is Conclusion.ALTERED
    assert report.credential.codes == (verifying.DIGEST_MISMATCH,)


def test_a_file_with_two_manifests_is_not_believed(clip: RenderReport, tmp_path: Path) -> None:
    data = clip.path.read_bytes()
    with clip.path.open("rb") as file:
        box = next(box for box in boxes(file) if box.user_kind == C2PA_UUID)
    path = tmp_path / "two.mp4"
    path.write_bytes(data + data[box.at : box.at + box.size])
    report = verify(path, installation())
    assert report.credential.state is CredentialState.INVALID
    assert report.conclusion is Conclusion.ALTERED


def test_an_expired_certificate_does_not_hold_and_says_so() -> None:
    # Signed in the last seconds of a certificate, which has long been over.
    ours = replace(installation(), anchors_pem=(DATA / "expired_root.pem").read_text())
    report = verify(DATA / "expired.mp4", ours)
    assert report.credential.state is CredentialState.INVALID
    assert report.conclusion is Conclusion.UNPROVEN
    assert any("valid" in in_words(code) or "expired" in in_words(code) for code in report.credential.codes)


def test_a_foreign_signer_is_valid_and_after_the_loss_of_keys_old_clips_stay_ours(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    old = open_installation(keys)
    path = tmp_path / "a.mp4"
    renderer(StubBackend(), installation=old).make(permit_of(shot(0.5), size=(64, 64)), path)
    assert verify(path, installation()).credential.state is CredentialState.VALID
    for name in ("authority.key", "signing.key"):
        (keys / name).unlink()
    new = open_installation(keys)
    assert new.signer is not None
    assert old.signer is not None
    assert new.signer.chain_pem != old.signer.chain_pem
    assert verify(path, new).credential.state is CredentialState.TRUSTED


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".gif"])
def test_a_picture_is_looked_at_like_any_file(suffix: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    path = tmp_path / f"a{suffix}"
    if suffix == ".gif":
        again(encode(flat_art(3), tmp_path / "a.mp4"), path)
    else:
        cv2.imwrite(str(path), rng.integers(0, 256, (96, 128, 3), dtype=np.uint8))
    report = verify(path, installation())
    assert report.conclusion is Conclusion.NO_MARK_FOUND
    assert report.media_type.startswith("image/")
    assert report.fingerprint is not None


@pytest.mark.parametrize(
    "content", [b"x", b"plain text\n" * 40, bytes(4096), b"\0\0\0\x08ftyp", random.Random(0).randbytes(4096)]
)
def test_any_bytes_can_be_looked_at(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    assert verify(path, installation()).conclusion is Conclusion.NO_MARK_FOUND


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_clip_is_no_whole_one(clip: RenderReport, share: float, tmp_path: Path) -> None:
    data = clip.path.read_bytes()
    path = tmp_path / "a.mp4"
    path.write_bytes(data[: int(len(data) * share)])
    report = verify(path, installation())
    assert report.conclusion not in (Conclusion.MADE_HERE, Conclusion.MARKED_AS_AI, Conclusion.CREDENTIALED)


@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "large", "pipe", "nul"])
def test_what_is_no_file_to_look_at_is_said_plainly(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    match kind:
        case "folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "large":
            with path.open("wb") as file:
                file.truncate(2_000_000_000)
        case "pipe":
            os.mkfifo(path)
        case "nul":
            path = tmp_path / "a\0b"
    said = {
        "missing": "No such file",
        "folder": "is a folder",
        "empty": "is empty",
        "large": "2000000000 bytes; 1..1073741824",
        "pipe": "no plain file",
        "nul": "null",
    }
    with pytest.raises(VerifyError, match=said[kind]):
        verify(path, installation())


def test_every_code_has_words() -> None:
    for code in ("assertion.bmffHash.mismatch", "signingCredential.expired", "claimSignature.mismatch", "what.ever"):
        assert in_words(code).endswith(".")
    assert in_words("ingredient.unheard") != in_words("assertion.unheard")
