"""The invisible mark: what it survives, what it costs the eye, and that nothing else is taken for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from generator.provenance import frames, search
from generator.provenance.watermark import MAX_ID, STRENGTH, Carrier, Stamp, carrier, crc, id_of
from tests.generator.provenance.footage import again, encode, flat_art, texture

KEY = bytes(range(32))
MARK = 0x9ABC1234
SOURCES = {"flat art": flat_art, "texture": texture}
TREATMENTS = {
    "as it is": (),
    "crf 23": ("-c:v", "libx264", "-crf", "23"),
    "crf 28": ("-c:v", "libx264", "-crf", "28"),
    "three quarters": ("-vf", "scale=iw*3/4:ih*3/4", "-c:v", "libx264", "-crf", "23"),
    "first half": ("-t", "0.5", "-c:v", "libx264", "-crf", "23"),
    "cropped": ("-vf", "crop=iw*0.9:ih*0.9:iw*0.06:ih*0.03", "-c:v", "libx264", "-crf", "23"),
}


@pytest.fixture(scope="module", params=SOURCES)
def marked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    stamp = Stamp(carrier(KEY), MARK, 256, 256)

    def stamped() -> list[np.ndarray]:
        out = []
        for frame in SOURCES[request.param](7):
            stamp.apply(frame)
            out.append(frame)
        return out

    return encode(stamped(), tmp_path_factory.mktemp("marked") / "a.mp4")


def found_in(path: Path, key: Carrier) -> search.Found | None:
    seen = search.evidence(frames.luma(path, frames.kind_of(path)))
    assert seen is not None
    return search.find(key, seen)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_the_id_is_read_after(marked: Path, treatment: str, tmp_path: Path) -> None:
    path = again(marked, tmp_path / "b.mp4", *TREATMENTS[treatment]) if TREATMENTS[treatment] else marked
    found = found_in(path, carrier(KEY))
    assert found is not None
    assert found.mark_id == MARK
    assert 0 < found.confidence <= 1
    assert found.false_find_bound <= search.LARGEST_BOUND
    assert found.scale == pytest.approx(0.75 if treatment == "three quarters" else 1.0)


@pytest.mark.parametrize(
    ("size", "gain"), [((128, 128), 1.41), ((256, 128), 1.19), ((256, 256), 1.0), ((512, 288), 1.0)]
)
def test_a_frame_that_holds_few_tiles_is_marked_more_strongly(size: tuple[int, int], gain: float) -> None:
    frame = np.full((size[1], size[0], 3), 128, np.uint8)
    Stamp(carrier(KEY), MARK, *size).apply(frame)
    offsets = frame.astype(float) - 128
    assert np.sqrt((offsets**2).mean()) / STRENGTH == pytest.approx(gain, rel=0.06)


def test_another_key_finds_nothing(marked: Path) -> None:
    assert found_in(marked, carrier(bytes(32))) is None


@pytest.mark.parametrize("source", SOURCES)
def test_an_unmarked_picture_has_no_mark(source: str) -> None:
    seen = search.evidence(frame[..., 1] for frame in SOURCES[source](3))
    assert seen is not None
    assert search.find(carrier(KEY), seen) is None


def test_no_frames_are_no_evidence() -> None:
    assert search.evidence([]) is None


def test_the_search_statistic_stays_below_its_bound_over_many_keys() -> None:
    # The bound is one for every picture; a busy one that stands still is the hardest.
    seen = search.evidence([next(iter(texture(5)))[..., 1]])
    assert seen is not None
    tile = search.folded(seen, 1.0)
    largest = []
    for k in range(200):
        key = carrier(hashlib.sha256(k.to_bytes(4, "big")).digest())
        largest.append(search.locate(key, *search.spectrum(key, tile))[0])
    # 200 keys at 16,384 places: exp(-z^2 / 2) * 200 * 16384 is below one in a million at 7.6.
    assert max(largest) < 7.6
    assert min(largest) > 2  # the statistic is alive


@pytest.mark.parametrize(("source", "least_db"), [("flat art", 41), ("texture", 34)])
def test_the_mark_is_faint(source: str, least_db: float) -> None:
    stamp = Stamp(carrier(KEY), MARK, 256, 256)
    errors = []
    for frame in SOURCES[source](1):
        before = frame.astype(int)
        stamp.apply(frame)
        errors.append(((frame - before) ** 2).mean())
    assert 10 * np.log10(255**2 / np.mean(errors)) >= least_db


def test_black_and_white_frames_do_not_wrap_around() -> None:
    stamp = Stamp(carrier(KEY), MARK, 64, 64)
    for level in (0, 255):
        frame = np.full((64, 64, 3), level, np.uint8)
        stamp.apply(frame)
        assert np.abs(frame.astype(int) - level).max() < 16


def test_ids_are_told_apart_and_out_of_range_is_refused() -> None:
    key = carrier(KEY)
    assert not np.allclose(key.tile(1), key.tile(2))
    for wrong in (-1, MAX_ID + 1):
        with pytest.raises(ValueError, match=str(wrong)):
            key.tile(wrong)
    with pytest.raises(ValueError, match="31"):
        carrier(bytes(31))


def test_an_id_follows_from_the_clip_and_its_crc_is_the_standard_one() -> None:
    assert id_of("clip_a") == id_of("clip_a") != id_of("clip_b")
    assert 0 <= id_of("clip_a") <= MAX_ID
    assert crc(0x31323334) == 0x5349  # CRC-16/CCITT-FALSE of "1234"
