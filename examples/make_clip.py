"""One clip without an agent and without the command line.

python examples/make_clip.py "a red fox runs across a snowy field" fox.mp4
"""

import argparse
from pathlib import Path

from agent_tools.schema import Brief
from agent_tools.service import ClipService

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("request", nargs="?", default="a red fox runs across a snowy field, camera panning right")
parser.add_argument("out", nargs="?", type=Path, default=Path("clip.mp4"))
parser.add_argument("--model", default="flipbook", help="flipbook, stub, or a local diffusers folder")
options = parser.parse_args()

with ClipService.open() as clips:
    reply = clips.make(Brief(request=options.request, model=options.model), out=options.out)

if reply.clip is None or reply.disclosure is None:
    raise SystemExit(f"{reply.status}: {reply.message}")
print(reply.clip.path)
print(reply.disclosure.sentence)
