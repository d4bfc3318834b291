"""A contact sheet: prompts as a person types them, six frames of each clip, and what the program said it drew instead.

    python -m benchmarks.flipbook.sheet OUT.png [--prompts FILE] [--weights FOLDER] [--columns 1]

Every prompt goes the whole way, from request to file; the frames are read back from the MP4, labels included.
"""

from __future__ import annotations

import argparse
import tempfile
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from agent_tools.schema import Brief
from agent_tools.service import ClipService
from benchmarks.flipbook.cost import service
from generator.flipbook.footage import read_footage
from generator.flipbook.pipeline import WEIGHTS
from policy.types import Quality

U8 = npt.NDArray[np.uint8]
PROMPTS = Path(__file__).parent / "prompts"
FONT = Path(__file__).parents[2] / "generator" / "font" / "DejaVuSans-Bold.ttf"
N_FRAMES = 6
FRAME = (192, 108)
GAP, TITLE_PX, NOTE_PX, LINE = 6, 13, 10, 1.35
PAPER, INK, FAINT = (250, 249, 246), (25, 25, 30), (150, 75, 30)
WIDTH = N_FRAMES * (FRAME[0] + GAP) - GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One prompt on the sheet.

    Attributes:
        prompt: What was typed.
        notes: What the program said about it; why there is no clip, if there is none.
        frames: Pictures of `FRAME`'s size, in order.
    """

    prompt: str
    notes: tuple[str, ...]
    frames: tuple[U8, ...]


def read_prompts(path: Path) -> list[tuple[str, str]]:
    """(prompt, what follows ` # ` after it) of every line that is no comment.

    Raises:
        ValueError: There is none.
    """
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    if not lines:
        raise ValueError(f"{str(path)!r} holds no prompt")
    return [(prompt.strip(), tag.strip()) for prompt, _, tag in (line.partition(" # ") for line in lines)]


def film(maker: ClipService, prompt: str, quality: Quality) -> Strip:
    """The frames of one prompt's clip."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clip.mp4"
        width_px, height_px = (2 * side for side in FRAME)
        brief = Brief(request=prompt, width_px=width_px, height_px=height_px, fps=12, quality=quality)
        reply = maker.make(brief, out=out)
        if reply.status != "made":
            return Strip(prompt=prompt, notes=(f"{reply.status}: {reply.message}", *reply.notes), frames=())
        frames = read_footage(out).frames
    at = np.linspace(0, len(frames) - 1, N_FRAMES).round().astype(int)
    shown = [Image.fromarray(frames[i]).resize(FRAME, Image.Resampling.LANCZOS) for i in at]
    return Strip(prompt=prompt, notes=reply.notes, frames=tuple(np.asarray(x, np.uint8) for x in shown))


def lay_out(strips: Sequence[Strip], columns: int = 1) -> Image.Image:
    """All strips on one sheet, column by column.

    Raises:
        ValueError: There is no strip, or `columns` is below 1.
    """
    if not strips or columns < 1:
        raise ValueError(f"a sheet needs at least 1 strip and 1 column, got {len(strips)} and {columns!r}")
    pieces = [_strip(strip) for strip in strips]
    each = -(-len(pieces) // columns)
    stacks = [pieces[i : i + each] for i in range(0, len(pieces), each)]
    height = max(sum(p.height + GAP for p in stack) for stack in stacks) + GAP
    sheet = Image.new("RGB", (len(stacks) * (WIDTH + 3 * GAP) + GAP, height), PAPER)
    for i, stack in enumerate(stacks):
        y = GAP
        for piece in stack:
            sheet.paste(piece, (2 * GAP + i * (WIDTH + 3 * GAP), y))
            y += piece.height + GAP
    return sheet


def _strip(strip: Strip) -> Image.Image:
    lines = [(line, TITLE_PX, INK) for line in textwrap.wrap(strip.prompt, 140)]
    lines += [(line, NOTE_PX, FAINT) for note in strip.notes for line in textwrap.wrap(note, 190)]
    text_px = round(sum(size * LINE for _, size, _ in lines))
    piece = Image.new("RGB", (WIDTH, text_px + (FRAME[1] + GAP if strip.frames else GAP)), PAPER)
    draw, y = ImageDraw.Draw(piece), 0.0
    for line, size, colour in lines:
        draw.text((0, y), line, fill=colour, font=ImageFont.truetype(str(FONT), size))
        y += size * LINE
    for i, frame in enumerate(strip.frames):
        piece.paste(Image.fromarray(frame), (i * (FRAME[0] + GAP), text_px + GAP // 2))
    return piece


def main() -> None:
    """Make every clip and write the sheet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flipbook.sheet", description="Draw a contact sheet.")
    parser.add_argument("out", type=Path, help="a PNG file")
    parser.add_argument("--prompts", type=Path, default=PROMPTS / "held-out.txt")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--columns", type=int, choices=(1, 2, 3), default=1)
    parser.add_argument("--quality", type=Quality, choices=list(Quality), default=Quality.STANDARD)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, service(args.weights, Path(home)) as maker:
        strips = []
        for prompt, _ in read_prompts(args.prompts):
            strips.append(film(maker, prompt, args.quality))
            print(f"{prompt}: {len(strips[-1].frames)} frames", *strips[-1].notes, sep="\n  ")
    lay_out(strips, args.columns).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
