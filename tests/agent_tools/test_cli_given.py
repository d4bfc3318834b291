"""Files on the command line: what each option does, and one clear line with exit code 2 for a file of no use."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file
from typer.testing import CliRunner, Result

from agent_tools.cli import app
from agent_tools.cli.material import material
from agent_tools.errors import BriefError
from agent_tools.settings import Settings
from generator.encode import FfmpegEncoder
from generator.flipbook.known import LAYER_SIZES, Known
from generator.flipbook.layer_file import save_layers
from tests.agent_tools.given_double import MUG, OUR_MUG, noise_picture, plain_picture, tiny_model
from tests.agent_tools.service_double import left_in, prepare
from tests.generator.flipbook.moving import X, film, motion, write

Command = Callable[..., Result]
MakeFile = Callable[[Path], Path]


@pytest.fixture
def command(settings: Settings) -> Command:
    """The command in this process, with an empty database."""
    prepare(settings)
    return lambda *words: CliRunner().invoke(app, list(words))


def small() -> tuple[str, ...]:
    options = ("--duration", "1", "--fps", "4", "--size", "64x64", "--quality", "draft")
    return ("--model", str(tiny_model()), *options)


def no_picture(folder: Path) -> Path:
    path = folder / "a.png"
    path.write_text("this is no picture")
    return path


def huge_picture(folder: Path) -> Path:
    """A PNG whose header says 30,000 pixels a side."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    path = folder / "a.png"
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b""))
    return path


def animated_picture(folder: Path) -> Path:
    path = folder / "a.webp"
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    return path


def truncated_picture(folder: Path) -> Path:
    path = folder / "a.png"
    data = MUG.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def transparent_picture(folder: Path) -> Path:
    path = folder / "a.png"
    Image.new("RGBA", (60, 60), (255, 0, 0, 0)).save(path)
    return path


def missing(folder: Path) -> Path:
    return folder / "a.png"


def a_folder(folder: Path) -> Path:
    path = folder / "a.png"
    path.mkdir()
    return path


def still_video(folder: Path) -> Path:
    path = folder / "a.mp4"
    encoder = FfmpegEncoder(path, width_px=128, height_px=96, fps=12)
    frame = np.random.default_rng(0).integers(60, 200, (96, 128, 3), np.uint8)
    for _ in range(18):
        encoder.write(frame)
    encoder.finish()
    return path


def layers_of_other_weights(folder: Path) -> Path:
    path = folder / "a.safetensors"
    save_layers(path, {"subject1": grey_layer("subject1")}, duration_s=1.0, weights="sha256:" + "0" * 64)
    return path


def grey_layer(name: str) -> Known:
    """A picture of one colour, which is no face."""
    import torch

    return Known(tokens=torch.zeros(1, *LAYER_SIZES[name]))


BAD_FILES = [
    ("--reference", no_picture, "'a.png' is no picture that can be used: it must be a PNG, JPEG or WebP file"),
    ("--reference", huge_picture, "'a.png' is 30000x30000 pixels, each side must be 16..10000"),
    ("--reference", animated_picture, "'a.webp' is animated: it has 2 frames"),
    ("--reference", truncated_picture, "'a.png' is damaged or truncated"),
    ("--reference", transparent_picture, "'a.png' is fully transparent"),
    ("--reference", missing, "a.png' cannot be read: No such file or directory"),
    ("--reference", a_folder, "a.png' cannot be used: it must be a plain file"),
    ("--motion-from", still_video, "nothing moves in 'a.mp4'"),
    ("--motion-from", no_picture, "'a.png' cannot be used: a video must end in .mp4, .mov, .webm, .gif"),
    ("--keep", no_picture, "'a.png' is damaged or no file of layers"),
    ("--keep", missing, "cannot be read: No such file or directory"),
    ("--keep", layers_of_other_weights, "was drawn by the weights 'sha256:0000"),
    ("--extend", layers_of_other_weights, "was drawn by the weights 'sha256:0000"),
]


@pytest.mark.parametrize(("option", "make_file", "says"), BAD_FILES, ids=lambda part: getattr(part, "__name__", part))
def test_a_file_that_cannot_be_used_is_one_line_and_leaves_nothing(
    command: Command, tmp_path: Path, option: str, make_file: MakeFile, says: str
) -> None:
    given, work = tmp_path / "given", tmp_path / "work"
    given.mkdir()
    work.mkdir()
    path = make_file(given)
    files = ["--out", str(work / "a.mp4"), "--save-layers", str(work / "a.safetensors")]
    result = command("make", OUR_MUG, option, str(path), *files, *small())
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("reelwright: ")
    assert says in line
    assert (result.stdout, left_in(work)) == ("", [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--camera", "0:0,0,1.0 0:0.3,0,1.4"), "has two poses at 0.0 s"),
        (("--camera", "0:0,0,1.0 7:0.3,0,1.4"), "the time of the pose '7:0.3,0,1.4' must be 0..1, got '7'"),
        (("--camera", "nowhere"), "must be seconds:x,y,zoom"),
        (("--camera", ""), "--camera '' is not allowed: it must be 1 to 1000 characters of text"),
        (("--reference", f"{MUG}="), "after the = there must be 1 to 100 characters"),
        (("--reference", ""), "--reference '' is not allowed: it must name a file"),
        (("--reference", str(MUG)) * 4, "4 pictures are given as subjects, a shot shows at most 3"),
        (("--reference", str(MUG)) * 5, "--reference is given 5 times"),
        (("--keep", f"{MUG}=sky,sea,a,b,c,d,e,f,g"), "at most 8 layers can be named"),
        (("--extend", "a.safetensors", "--camera", "0:0,0,1"), "goes on from 'a.safetensors'"),
        (("--save-layers", "a.bin"), "must end in '.safetensors'"),
        (("--model", "stub", "--reference", str(MUG)), "model 'stub' takes no reference pictures"),
        (("--model", "stub", "--camera", "0:0,0,1"), "takes no reference pictures, layers, motion or camera path"),
        (("--model", "stub", "--save-layers", "a.safetensors"), "hands out no layers"),
    ],
)
def test_an_option_that_makes_no_sense_is_one_line(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = command("make", OUR_MUG, "--out", "a.mp4", *small(), *words)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert says in line
    assert left_in(tmp_path) == ["home"]


def test_the_mug_is_kept_exactly_and_said_in_json(command: Command, tmp_path: Path) -> None:
    layers = tmp_path / "mug.safetensors"
    result = command(
        "make", OUR_MUG, "--reference", str(MUG), "--out", str(tmp_path / "mug.mp4"), *small(), "--json",
        "--save-layers", str(layers),
    )  # fmt: skip
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert told["status"] == "made"
    assert not any("mug" in note for note in told.get("notes", ()))
    shown = load_file(layers)["exact.subject1"]
    mug = np.asarray(Image.open(MUG).convert("RGBA"))
    opaque = shown[shown[..., 3] == 255][:, :3]
    colours = {tuple(int(v) for v in pixel) for pixel in mug[mug[..., 3] == 255][:, :3]}
    main = [tuple(int(v) for v in pixel) for pixel in opaque if tuple(int(v) for v in pixel) in colours]
    assert len(main) > 0.9 * len(opaque)  # it was made smaller, which mixes colours at the edges only


def test_plan_shows_what_each_file_stands_for(command: Command, tmp_path: Path) -> None:
    wall = noise_picture(tmp_path / "wall.png")
    video = write(tmp_path / "ball.mp4", film(motion(subject={X: np.linspace(-0.6, 0.6, 24)})))
    words = ["--reference", f"{MUG}=mug", "--reference", f"{wall}=background", "--motion-from", f"{video}=mug"]
    result = command("plan", OUR_MUG, *words, "--camera", "0:0,0,1 2:0.3,0,1.4", "--json")
    assert result.exit_code == 0
    board = json.loads(result.stdout)
    (shot,) = board["shots"]
    assert [(given["kind"], given["name"], given["subject"]) for given in shot["given"]] == [
        ("subject", "mug.png", "mug-1"), ("background", "wall.png", ""), ("motion", "ball.mp4", "mug-1")
    ]  # fmt: skip
    assert [reference["texts"] for reference in board["references"]] == [["mug.png"], ["wall.png"], ["ball.mp4"]]
    assert shot["camera_path"][1] == {"at_s": 2.0, "x": 0.3, "y": 0.0, "zoom": 1.4, "roll": 0.0}
    told = command("plan", OUR_MUG, *words, "--camera", "0:0,0,1 2:0.3,0,1.4").stdout
    assert "subject from mug.png (mug-1)" in told
    assert "0:0,0,1,0 2:0.3,0,1.4,0" in told


def test_a_file_whose_name_holds_an_equals_sign_is_found(tmp_path: Path) -> None:
    path = plain_picture(tmp_path / "a=b.png")
    assert material(reference=[str(path)])["references"] == ({"path": path, "subject": ""},)
    assert material(reference=[f"{path}=blue mug"])["references"] == ({"path": path, "subject": "blue mug"},)
    assert material(reference=[f"{path}=Background"])["references"] == ({"path": path, "background": True},)


def test_a_nul_is_no_file_name() -> None:
    with pytest.raises(BriefError, match="must name a file"):
        material(keep="a\0b")
