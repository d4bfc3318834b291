"""The same character in three shots: drawn once, then kept, so that its picture is the same to the last pixel.

Each shot is a request of its own. The first one stores its layers, the others keep its subjects and draw everything
else anew; a fox that looks a little different in each clip is what this avoids.

python examples/three_shots.py
"""

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from agent_tools.schema import Brief, LayersFile
from agent_tools.service import ClipService

SHOTS = (
    "a red fox runs across a snowy field",
    "the red fox sleeps in a forest at night",
    "the red fox jumps on a beach at sunset",
)
PICTURES = ("tokens.subject1", "exact.subject1")
"""A subject's picture as the network drew it, and in full resolution where it came from outside."""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="where the clips go; it must exist")
parser.add_argument("--model", default="flipbook", help="flipbook, or a folder of other Flipbook weights")
parser.add_argument("--size", type=int, default=512, help="width and height in pixels")
options = parser.parse_args()

stored = [options.folder / f"shot{number}.safetensors" for number in (1, 2, 3)]
with ClipService.open() as clips:
    for number, request in enumerate(SHOTS):
        reply = clips.make(
            Brief(
                request=request,
                model=options.model,
                width_px=options.size,
                height_px=options.size,
                duration_s=2.0,
                keep=LayersFile(path=stored[0], layers=("subjects",)) if number else None,
            ),
            out=options.folder / f"shot{number + 1}.mp4",
            save_layers=stored[number],
        )
        if reply.clip is None or reply.disclosure is None:
            raise SystemExit(f"{reply.status}: {reply.message}")
        print(reply.clip.path, reply.disclosure.sentence, sep="\n")

first, *others = (load_file(path) for path in stored)
same = all(np.array_equal(first[name], other[name]) for name in PICTURES if name in first for other in others)
print("the character is the same in all three shots" if same else "the character differs")
raise SystemExit(0 if same else 1)
