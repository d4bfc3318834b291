"""On-screen text: what the picture must spell right is drawn with a real font, never asked of a model.

The first of several texts stands in the upper third, the others in the lower third above the label; a single text
stands in the lower third. Text is wrapped and shrunk until all of it fits and is never reworded. MoviePy's TextClip
cuts the tails of g, p, q and y, so Pillow draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from generator.font import missing, typeface
from generator.label import Overlay, rounded_box

_LARGEST_SHARE = 0.11  # em height over the short side of the frame
_SMALLEST_SHARE = 0.05  # below this the text may use half of the frame and break inside long words
_FLOOR_PX = 8
_SHRINK = 0.95  # from one size that is tried to the next
_WIDTH_SHARE = 0.9
_MARGIN_SHARE = 0.04
_INK = (255, 255, 255, 255)
_OUTLINE = (0, 0, 0, 235)
_BACKING = (0, 0, 0, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The on-screen text of one shot, ready to blend.

    Attributes:
        overlays: One for each place that carries text.
        notes: What could not be drawn as asked, in plain words.
    """

    overlays: tuple[Overlay, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines of text at one size."""

    lines: tuple[str, ...]
    size_px: int

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return typeface(self.size_px)

    @property
    def stroke_px(self) -> int:
        return max(1, round(self.size_px * 0.06))

    @property
    def pad_px(self) -> int:
        return max(2, round(self.size_px * 0.3))

    @property
    def pitch_px(self) -> int:
        """Baseline to baseline: ascent and descent both count, so no tail meets the line below."""
        return math.ceil(sum(self.font.getmetrics()) * 1.06)

    def extent(self) -> tuple[int, int]:
        """Width and height in pixels of the block with its backing."""
        left, upper, right, lower = self._ink_box()
        return right - left + 2 * self.pad_px, lower - upper + 2 * self.pad_px

    def draw(self) -> Image.Image:
        """The block on its backing, cut to exactly what the ink needs."""
        left, upper, _, _ = self._ink_box()
        width, height = self.extent()
        picture = rounded_box(width, height, radius_px=self.pad_px, colour=_BACKING)
        layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(layer)
        for row, line in enumerate(self.lines):
            at = (self.pad_px - left, self.pad_px - upper + row * self.pitch_px)
            pen.text(
                at, line, font=self.font, anchor="ms", fill=_INK, stroke_width=self.stroke_px, stroke_fill=_OUTLINE
            )
        return Image.alpha_composite(picture, layer)

    def _ink_box(self) -> tuple[int, int, int, int]:
        """Measured around x = 0 and the first baseline, outline included."""
        boxes = [
            self.font.getbbox(line, anchor="ms", stroke_width=self.stroke_px) if line else (0.0, 0.0, 0.0, 0.0)
            for line in self.lines
        ]
        # One pixel of room, since a fractional box is rounded when it is drawn.
        return (
            math.floor(min(box[0] for box in boxes)) - 1,
            math.floor(min(box[1] + row * self.pitch_px for row, box in enumerate(boxes))) - 1,
            math.ceil(max(box[2] for box in boxes)) + 1,
            math.ceil(max(box[3] + row * self.pitch_px for row, box in enumerate(boxes))) + 1,
        )


def title(texts: tuple[str, ...], width_px: int, height_px: int, *, label_top_px: int) -> Title:
    """Lay out the on-screen texts of one shot.

    Args:
        texts: What is to be read, as it was judged; empty texts are skipped.
        width_px: Frame width.
        height_px: Frame height.
        label_top_px: Upper edge of the visible label; nothing is drawn at or below it.
    """
    spoken = [text for text in texts if text.strip()]
    if not spoken:
        return Title(overlays=(), notes=())
    margin = max(2, round(min(width_px, height_px) * _MARGIN_SHARE))
    head, body = (spoken[:1], spoken[1:]) if len(spoken) > 1 else ([], spoken)
    overlays, notes = [], _glyph_notes(spoken)
    middle = height_px // 2
    if head:
        block = _fit(head, width_px, height_px, rooms=(height_px // 3 - margin, middle - margin), notes=notes)
        picture = block.draw()
        overlays.append(Overlay.of(picture, x_px=(width_px - picture.width) // 2, y_px=margin))
    floor = label_top_px - max(2, margin // 2)
    block = _fit(body, width_px, height_px, rooms=(floor - 2 * height_px // 3, floor - middle), notes=notes)
    picture = block.draw()
    overlays.append(Overlay.of(picture, x_px=(width_px - picture.width) // 2, y_px=floor - picture.height))
    return Title(overlays=tuple(overlays), notes=tuple(notes))


def _glyph_notes(texts: list[str]) -> list[str]:
    notes = []
    for text in texts:
        absent = missing(text)
        if absent:
            notes.append(f"on-screen text {text!r}: the font has no glyph for {absent!r}, drawn as empty boxes")
    return notes


def _fit(texts: list[str], width_px: int, height_px: int, *, rooms: tuple[int, int], notes: list[str]) -> _Block:
    """The largest block that fits the third of the frame; a small one may use half of the frame."""
    short_px = min(width_px, height_px)
    room_w = int(width_px * _WIDTH_SHARE)
    smallest = max(_FLOOR_PX, round(short_px * _SMALLEST_SHARE))
    largest = max(smallest, round(short_px * _LARGEST_SHARE))
    tries = [(size, rooms[0], False) for size in _sizes(largest, smallest)]
    tries += [(size, rooms[1], True) for size in _sizes(smallest, _FLOOR_PX)]
    for size, room_h, break_words in tries:
        block = _block(texts, size, room_w, break_words=break_words)
        width, height = block.extent()
        if width <= room_w and height <= room_h:
            return block
    return _cut(_block(texts, _FLOOR_PX, room_w, break_words=True), rooms[1], notes)


def _sizes(largest: int, smallest: int) -> Iterator[int]:
    size = largest
    while size > smallest:
        yield size
        size = min(size - 1, int(size * _SHRINK))
    yield smallest


def _cut(block: _Block, room_h: int, notes: list[str]) -> _Block:
    """The first lines of a text that does not fit even at the smallest size, with a note that says so."""
    lines = block.lines[: room_h // block.pitch_px + 1]
    while len(lines) > 1 and _Block(lines=lines, size_px=block.size_px).extent()[1] > room_h:
        lines = lines[:-1]
    if len(lines) < len(block.lines):
        notes.append(
            f"on-screen text is too long for the frame: {len(lines)} of its {len(block.lines)} lines are shown"
        )
    return _Block(lines=lines, size_px=block.size_px)


def _block(texts: list[str], size_px: int, room_w: int, *, break_words: bool) -> _Block:
    probe = _Block(lines=("",), size_px=size_px)
    room = room_w - 2 * (probe.pad_px + probe.stroke_px + 1)
    lines: list[str] = []
    for text in texts:
        for paragraph in text.splitlines():
            lines += _wrap(paragraph.split(), probe.font, room, break_words=break_words)
    return _Block(lines=tuple(lines), size_px=size_px)


def _wrap(words: list[str], font: ImageFont.FreeTypeFont, room: int, *, break_words: bool) -> list[str]:
    """Break between words, and inside a word that is wider than the room only where that is allowed."""
    lines: list[list[str]] = []
    space, used = font.getlength(" "), float(room)
    for word in words:
        pieces = _pieces(word, font, room) if break_words else [word]
        for piece in pieces:
            width = font.getlength(piece)
            # A piece of a broken word starts its own line, so that no space stands inside the word.
            if len(pieces) == 1 and used + space + width <= room:
                lines[-1].append(piece)
                used += space + width
            else:
                lines.append([piece])
                used = width if piece is pieces[-1] else float(room)
    return [" ".join(line) for line in lines]


def _pieces(word: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    pieces = [""]
    for ch in word:
        if pieces[-1] and font.getlength(pieces[-1] + ch) > room:
            pieces.append("")
        pieces[-1] += ch
    return pieces
