"""A picture from outside is known before it is decoded, and every text in it is judged."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image, PngImagePlugin

from generator.errors import PictureError
from generator.flipbook.picture_file import MAX_BYTES, MAX_PIXELS
from generator.reference.examine import examine
from generator.reference.picture import MAX_TEXT_CHARS, read_picture
from policy.gate import MemoryLog, default_gate
from policy.types import Code, FaceState, Intent, Reference, Verdict
from tests.generator.reference.drawn import face, landscape

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description photoshop:Credit="Example Press">'
    "<dc:title><rdf:Alt><rdf:li>&#84;aylor Swift &amp; friends</rdf:li></rdf:Alt></dc:title>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_the_three_kinds_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"hill.{suffix}"
    landscape().convert("RGB").save(path)
    picture = read_picture(path)
    assert picture.sha256 == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    assert (picture.grey.shape, picture.grey.dtype) == ((240, 240), np.uint8)
    assert picture.texts[0] == f"hill.{suffix}"


@pytest.mark.parametrize("suffix", ["gif", "bmp", "tiff", "ppm"])
def test_other_kinds_are_refused_whatever_they_are_called(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"hill.{suffix}"
    landscape().save(path)
    path = path.rename(tmp_path / "hill.png")
    with pytest.raises(PictureError, match=r"'hill\.png' is no picture that can be used: it must be a PNG"):
        read_picture(path)


@pytest.mark.parametrize(
    ("width", "height", "complaint"),
    [
        (4001, 4000, f"is 4001x4000 = 16004000 pixels, at most {MAX_PIXELS} are allowed"),
        (100_000, 100_000, "is 100000x100000 pixels|Decompression|could be decompression bomb"),
        (4000, 4000, "is damaged or truncated"),
    ],
)
def test_the_size_is_known_before_a_pixel_is_decoded(tmp_path: Path, width: int, height: int, complaint: str) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(huge_png(width, height))
    with pytest.raises(PictureError, match=complaint):
        read_picture(path)


@pytest.mark.parametrize("suffix", ["png", "webp"])
def test_a_film_is_no_picture(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"film.{suffix}"
    landscape().convert("RGB").save(path, save_all=True, append_images=[face().convert("RGB")])
    with pytest.raises(PictureError, match="is animated: it has 2 frames, exactly 1 is allowed"):
        read_picture(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_that_was_cut_short_is_refused(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"hill.{suffix}"
    landscape().convert("RGB").save(path)
    body = path.read_bytes()
    path.write_bytes(body[: int(len(body) * share)])
    with pytest.raises(PictureError, match="is damaged or truncated"):
        read_picture(path)


def test_what_is_no_file_or_too_large_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    for path, complaint in [
        (tmp_path / "none.png", "cannot be read: No such file"),
        (tmp_path, "must be a plain file"),
        (tmp_path / "pipe.png", "must be a plain file"),
        (tmp_path / "a\0b.png", "cannot be read"),
    ]:
        with pytest.raises(PictureError, match=complaint):
            read_picture(path)
    with (tmp_path / "large.png").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(PictureError, match=f"has more than {MAX_BYTES} bytes"):
        read_picture(tmp_path / "large.png")
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(PictureError, match="must be a PNG, JPEG or WebP file"):
        read_picture(tmp_path / "empty.png")


def test_every_text_of_a_png_is_found(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", "plain words")
    info.add_text("Comment", "packed words", zip=True)
    info.add_itxt("Title", "静かな山", "ja")
    info.add_itxt("XML:com.adobe.xmp", XMP)
    path = tmp_path / "hill.png"
    landscape().save(path, pnginfo=info)
    texts = read_picture(path).texts
    assert {"hill.png", "plain words", "packed words", "静かな山"} <= set(texts)
    assert any("Taylor Swift & friends" in text and "Example Press" in text for text in texts)


def test_every_text_of_a_jpeg_is_found(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "a quiet hill"
    exif[ExifTags.Base.XPTitle] = "window words".encode("utf-16-le")
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = b"ASCII\0\0\0a comment of a user"
    path = tmp_path / "hill.jpg"
    landscape().save(path, exif=exif, comment=b"a jpeg comment", xmp=XMP.encode())
    texts = read_picture(path).texts
    assert {"a quiet hill", "window words", "a comment of a user", "a jpeg comment"} <= set(texts)
    assert any("Taylor Swift & friends" in text for text in texts)


def test_more_text_than_can_be_judged_is_refused(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", "word " * (MAX_TEXT_CHARS // 5 + 1))
    landscape().save(tmp_path / "hill.png", pnginfo=info)
    with pytest.raises(PictureError, match=f"characters of text, must hold at most {MAX_TEXT_CHARS}"):
        read_picture(tmp_path / "hill.png")


def test_a_picture_is_turned_upright_and_its_transparency_is_dropped(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.new("L", (60, 80), 10).save(tmp_path / "turned.jpg", exif=exif)
    assert read_picture(tmp_path / "turned.jpg").grey.shape == (60, 80)
    hidden = face().convert("RGBA")
    hidden.putalpha(0)
    hidden.save(tmp_path / "hidden.png")
    assert np.array_equal(read_picture(tmp_path / "hidden.png").grey, np.asarray(face()))


def test_a_deep_picture_keeps_its_shades(tmp_path: Path) -> None:
    deep = np.linspace(0, 65535, 64 * 64, dtype=np.uint16).reshape(64, 64)
    Image.fromarray(deep).save(tmp_path / "deep.png")
    grey = read_picture(tmp_path / "deep.png").grey
    assert (int(grey.min()), int(grey.max())) == (0, 255)
    assert len(np.unique(grey)) == 256


@pytest.mark.parametrize("state", FaceState)
def test_what_is_seen_goes_to_the_gate(tmp_path: Path, state: FaceState) -> None:
    path = tmp_path / "hill.png"
    landscape().save(path)
    reference = examine(path, look=lambda _grey: state)
    assert reference == Reference(sha256=read_picture(path).sha256, faces=state, texts=("hill.png",))
    decision = default_gate(MemoryLog(), b"k" * 32).review(Intent(turns=("a hill",), references=(reference,)))
    if state is FaceState.NONE:
        assert decision.verdict is Verdict.ALLOW
    else:
        (finding,) = decision.findings
        assert (finding.code, finding.verdict) == (Code.REFERENCE_FACE, Verdict.ASK)
        assert (finding.field, finding.matched) == ("references[0]", reference.sha256)


def test_a_face_is_asked_about_and_a_hill_is_not(tmp_path: Path) -> None:
    face().save(tmp_path / "one.png")
    landscape().save(tmp_path / "two.png")
    assert examine(tmp_path / "one.png").faces is FaceState.PRESENT
    assert examine(tmp_path / "two.png").faces is FaceState.NONE
