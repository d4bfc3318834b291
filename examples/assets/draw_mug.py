"""Draws `mug.png`, the product picture of the examples: our own drawing, free for any use (CC0).

python examples/assets/draw_mug.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

SIDE_PX = 480
SCALE = 4
"""Drawn so many times larger, then made smaller, so that edges are smooth."""
TEAL, DARK, CREAM, ORANGE, COFFEE = "#1f8a8a", "#146464", "#fff4e0", "#f28c28", "#4a2c1a"

image = Image.new("RGBA", (SIDE_PX * SCALE, SIDE_PX * SCALE), (0, 0, 0, 0))
pen = ImageDraw.Draw(image)


def at(*points: int) -> list[int]:
    """Coordinates of the small picture on the large one."""
    return [point * SCALE for point in points]


pen.ellipse(at(270, 165, 430, 345), outline=TEAL, width=36 * SCALE)
pen.rounded_rectangle(at(80, 60, 340, 420), radius=56 * SCALE, fill=DARK)
pen.rounded_rectangle(at(80, 60, 312, 420), radius=56 * SCALE, fill=TEAL)
pen.rectangle(at(0, 0, 480, 110), fill=(0, 0, 0, 0))
pen.ellipse(at(80, 76, 340, 144), fill=DARK)
pen.ellipse(at(96, 86, 324, 136), fill=COFFEE)
pen.rounded_rectangle(at(112, 210, 264, 340), radius=20 * SCALE, fill=CREAM)
pen.polygon(at(136, 312, 188, 236, 240, 312), fill=ORANGE)
pen.line(at(136, 324, 240, 324), fill=DARK, width=6 * SCALE)

small = image.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
small.save(Path(__file__).with_name("mug.png"), optimize=True)
