from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generator.errors import PictureError
from generator.flipbook.picture_file import read_picture


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Image.Image:
    rng = np.random.default_rng(0)
    return Image.fromarray(rng.integers(0, 255, (size[1], size[0], 4), np.uint8)).convert(mode)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def webp_header(width: int, height: int) -> bytes:
    body = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 4 + 8 + len(body)) + b"WEBP" + b"VP8X" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_lossless_pictures_come_back_pixel_for_pixel(tmp_path: Path, name: str) -> None:
    picture("RGBA").save(tmp_path / name, lossless=True, exact=True)
    assert np.array_equal(read_picture(tmp_path / name), np.asarray(picture("RGBA")))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_becomes_rgba(tmp_path: Path, mode: str) -> None:
    picture(mode).save(tmp_path / "a.png")
    out = read_picture(tmp_path / "a.png")
    assert out.shape == (30, 40, 4)
    assert out.dtype == np.uint8
    assert np.array_equal(out, np.asarray(picture(mode).convert("RGBA")))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_becomes_opaque(tmp_path: Path, mode: str) -> None:
    picture(mode).save(tmp_path / "a.jpg")
    assert (read_picture(tmp_path / "a.jpg")[..., 3] == 255).all()


def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path: Path) -> None:
    grey = np.linspace(0, 65535, 40 * 30).reshape(30, 40).astype(np.uint16)
    Image.fromarray(grey).save(tmp_path / "a.png")
    assert np.array_equal(read_picture(tmp_path / "a.png")[..., 0], (grey // 257).astype(np.uint8))


def test_a_photo_that_was_held_sideways_comes_back_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture().save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg").shape == (40, 30, 4)


def test_the_name_of_a_file_does_not_decide(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "a.jpg")
    assert read_picture(tmp_path / "a.jpg").shape == (30, 40, 4)


@pytest.mark.parametrize("size", [(16, 16), (10_000, 16), (4000, 4000)])
def test_the_ends_of_the_range_of_sizes_are_inside(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("L", size, 9).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").shape == (size[1], size[0], 4)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (png_header(30_000, 30_000), "30000x30000 pixels, each side must be 16..10000"),
        (png_header(30_000, 20), "30000x20 pixels"),
        (png_header(4001, 4000), "4001x4000 = 16004000 pixels, at most 16000000"),
        (png_header(15, 400), "15x400 pixels, each side must be 16..10000"),
        (webp_header(16_000, 16_000), "16000x16000 pixels"),
        (webp_header(9000, 9000), "9000x9000 = 81000000 pixels"),
        (webp_header(100, 100), "damaged or truncated"),
        (b"RIFF\x04\0\0\0WEBP", "damaged or truncated"),
        (png_header(100, 100), "damaged or truncated"),
        (b"\x89PNG\r\n\x1a\n", "damaged or truncated"),
        (b"\xff\xd8\xff\xe0", "damaged or truncated"),
        (b"", "no picture that can be used"),
        (b"GIF89a" + bytes(100), "must be a PNG, JPEG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "must be a PNG, JPEG or WebP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "must be a PNG, JPEG or WebP"),
    ],
)
def test_what_the_header_says_is_judged_before_decoding(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PictureError, match=says):
        read_picture(tmp_path / "a.png")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_truncated_file_is_named(tmp_path: Path, name: str, share: float) -> None:
    picture(size=(200, 150)).save(tmp_path / name)
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    with pytest.raises(PictureError, match=rf"'{name}' is damaged or truncated"):
        read_picture(tmp_path / name)


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_an_animation_is_refused_with_its_number_of_frames(tmp_path: Path, name: str) -> None:
    frames = [Image.new("RGB", (40, 40), (60 * i, 0, 0)) for i in range(3)]
    frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
    with pytest.raises(PictureError, match="animated: it has 3 frames"):
        read_picture(tmp_path / name)


@pytest.mark.parametrize(("alpha", "fine"), [(0, False), (15, False), (16, True), (255, True)])
def test_a_picture_that_nobody_can_see_is_refused(tmp_path: Path, alpha: int, fine: bool) -> None:
    Image.new("RGBA", (40, 40), (200, 10, 10, alpha)).save(tmp_path / "logo.png")
    if fine:
        assert int(read_picture(tmp_path / "logo.png")[..., 3].max()) == alpha
    else:
        with pytest.raises(PictureError, match=f"fully transparent: its highest alpha is {alpha}"):
            read_picture(tmp_path / "logo.png")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.png", tmp_path):
        with pytest.raises(PictureError, match=f"{path.name}' cannot be read"):
            read_picture(path)
