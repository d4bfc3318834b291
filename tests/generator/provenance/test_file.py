"""What stands inside a file beside the picture: XMP, boxes, fingerprint."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from generator.errors import VerifyError
from generator.provenance import fingerprint, xmp
from generator.provenance.container import C2PA_UUID, append_user_box, boxes, loose_ends, user_content
from tests.generator.conformance import small_clip
from tests.generator.provenance.footage import flat_art

METADATA = xmp.Metadata(
    clip_id="clip_1",
    source_type=xmp.TRAINED_ALGORITHMIC_MEDIA,
    system='Reelwright <&"> stub',
    system_version="1, weights ab",
    producer="Reelwright",
    created_at=datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
    description="Vidéo <générée> & rien d'autre",
)


def test_the_packet_is_xml_with_the_fields_that_are_promised() -> None:
    body = xmp.packet(METADATA).decode()
    root = ElementTree.fromstring(body[body.index("<x:xmpmeta") : body.rindex("<?xpacket")])
    found = {part.tag.rpartition("}")[2]: (part.tag, "".join(part.itertext())) for part in root.iter()}
    assert found["DigitalSourceType"] == (
        "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType",
        xmp.TRAINED_ALGORITHMIC_MEDIA,
    )
    assert found["AISystemUsed"][1] == METADATA.system
    assert found["AISystemVersionUsed"][1] == METADATA.system_version
    assert found["AltTextAccessibility"][1] == METADATA.description
    assert found["AIGC"][0] == "{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC"
    aigc = json.loads(found["AIGC"][1])
    assert (aigc["Label"], aigc["ContentProducer"], aigc["ProduceID"]) == ("1", "Reelwright", "clip_1")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(small_clip())
    assert xmp.says(path) == {}
    xmp.write(path, METADATA)
    said = xmp.says(path)
    assert said["AISystemUsed"] == METADATA.system
    assert json.loads(said["AIGC"])["ProduceID"] == "clip_1"


@pytest.mark.parametrize(
    "data",
    [b"\0\0\0\x04ftyp", b"\0\0\0\x20ftyp", b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x08", b"abc", b"\xff\xff\xff\xffmoov" * 3],
)
def test_what_is_no_chain_of_boxes_is_said(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(VerifyError, match="box"):
        list(boxes(file))
    assert xmp.says(path) == {}


def test_large_sizes_and_a_last_box_without_size_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x01mdat" + (20).to_bytes(8, "big") + b"abcd" + b"\0\0\0\0free123")
    with path.open("rb") as file:
        assert [(box.kind, box.size) for box in boxes(file)] == [(b"mdat", 20), (b"free", 11)]


def test_a_box_is_found_by_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(small_clip())
    append_user_box(path, C2PA_UUID, b"one")
    assert user_content(path, C2PA_UUID) == [b"one"]
    assert loose_ends(b"one") == "the header of the manifest's box was changed"


def test_a_fingerprint_stays_near_for_a_copy_and_far_for_others() -> None:
    def of(frames: list[np.ndarray]) -> str:
        taker = fingerprint.Fingerprinter(len(frames))
        for frame in frames:
            taker.take(frame)
        return taker.text()

    clips = [list(flat_art(seed)) for seed in range(6)]
    texts = [of(clip) for clip in clips]
    noisy = [np.clip(frame.astype(int) + 4, 0, 255).astype(np.uint8) for frame in clips[0]]
    assert fingerprint.distance(texts[0], of(noisy)) <= fingerprint.NEAR
    assert fingerprint.distance(texts[0], texts[0]) == 0
    for other in texts[1:]:
        assert fingerprint.distance(texts[0], other) > fingerprint.NEAR


@pytest.mark.parametrize("other", ["", "dct8:", "dct8:zz", "phash:00", "dct8:00"])
def test_what_is_no_fingerprint_is_as_far_as_can_be(other: str) -> None:
    luma = [frame[..., 1] for frame in flat_art(1)]
    assert fingerprint.distance(fingerprint.of_luma(luma), other) == 1


@pytest.mark.parametrize("n_frames", [1, 2, 7, 8, 1440])
def test_any_number_of_frames_has_eight_moments(n_frames: int) -> None:
    chosen = fingerprint.moments(n_frames)
    assert len(chosen) == fingerprint.N_MOMENTS
    assert all(0 <= i < n_frames for i in chosen)
    assert chosen == sorted(chosen)
