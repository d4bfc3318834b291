"""Train the upscaler: crops of true pictures at four times the size, given small and a little damaged.

The damage is what a few denoising steps leave behind: slight blur, noise, and patches that do not quite meet. Edges
must come back, seams must go.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

from generator.flipbook.layout import BACKGROUND, SUBJECT
from generator.flipbook.train.setting import MOODS, SETTINGS, scene_svg
from generator.flipbook.train.subject import IconFolder, pictures, rasterise, subjects
from generator.flipbook.upscaler import FACTOR, UpscalerNet

CROP = 32
BATCH = 16
LR = 2e-3
P_SCENE = 0.5
GRADIENT_WEIGHT = 0.5
SEAM = 0.04
EACH = 4
"""Every how many subjects are drawn: four styles of all of them would fill 3 GB, and edges are alike in them."""


def large_pictures(node_modules: Path) -> tuple[list[Tensor], list[Tensor]]:
    """Subjects at 384 px and one variant of every scene at 576 x 384, premultiplied uint8 (4, H, W)."""
    wanted = subjects()[::EACH]
    drawn = pictures(IconFolder(node_modules), SUBJECT.width * FACTOR, wanted)
    things = [_premultiplied(p) for _, _, p in drawn]
    size = {"width": BACKGROUND.width * FACTOR, "height": BACKGROUND.height * FACTOR}
    scenes = []
    for setting in SETTINGS:
        for mood in MOODS:
            svg = scene_svg(setting.name, mood.name, random.Random(f"{setting.name}/{mood.name}/0"))
            scenes.append(_premultiplied(rasterise(svg, **size)))
    return things, scenes


def _premultiplied(rgba: np.ndarray) -> Tensor:
    x = torch.from_numpy(np.ascontiguousarray(rgba)).permute(2, 0, 1)
    colour = (x[:3].float() * x[3:].float() / 255).round().to(torch.uint8)
    return torch.cat([colour, x[3:]])


def _crop(picture: Tensor, rng: random.Random) -> Tensor:
    side = CROP * FACTOR
    y, x = (rng.randrange(0, n - side + 1, FACTOR) for n in picture.shape[1:])
    crop = picture[:, y : y + side, x : x + side].float() / 127.5 - 1
    return crop.flip(2) if rng.random() < 0.5 else crop


def damage(small: Tensor, generator: torch.Generator) -> Tensor:
    """(B, 4, h, w) as a denoiser would have left it.

    Blurred by up to a third of a pixel, noisy by up to 2.5 %, and with each patch of the network off by up to some 2 %.
    """
    n = len(small)
    blur = F.avg_pool2d(F.pad(small, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    share = torch.rand(n, 1, 1, 1, generator=generator) * 0.35
    noise = torch.rand(n, 1, 1, 1, generator=generator) * 0.05
    grain = noise * torch.randn(small.shape, generator=generator)
    return (small.lerp(blur, share) + grain + _seams(small, generator)).clamp(-1.1, 1.1)


def _seams(small: Tensor, generator: torch.Generator) -> Tensor:
    """(B, 4, h, w) steps of brightness between patches that lie anywhere."""
    n, channels, height, width = small.shape
    patch = SUBJECT.patch
    rows, cols = height // patch + 2, width // patch + 2
    strength = torch.rand(n, 1, 1, 1, generator=generator) * SEAM
    steps = strength * torch.randn(n, channels, rows, cols, generator=generator)
    wide = steps.repeat_interleave(patch, 2).repeat_interleave(patch, 3)
    y, x = (int(torch.randint(patch, (), generator=generator)) for _ in range(2))
    return wide[:, :, y : y + height, x : x + width]


def _edges(x: Tensor) -> tuple[Tensor, Tensor]:
    return x[..., 1:] - x[..., :-1], x[..., 1:, :] - x[..., :-1, :]


def loss_of(predicted: Tensor, true: Tensor) -> Tensor:
    """L1 of the picture and of its edges."""
    pairs = zip(_edges(predicted), _edges(true), strict=True)
    return (predicted - true).abs().mean() + GRADIENT_WEIGHT * sum((a - b).abs().mean() for a, b in pairs)


def train(
    node_modules: Path,
    path: Path,
    *,
    minutes: float,
    steps: int,
    seed: int,
) -> None:
    """Train for `steps`, or for `minutes`, from `path` when it is there; writes `path`."""
    rng, generator = random.Random(seed), torch.Generator().manual_seed(seed)
    things, scenes = large_pictures(node_modules)
    net = UpscalerNet()
    if path.exists():
        net.load_state_dict(load_file(str(path)))
    optimiser = torch.optim.AdamW(net.parameters(), lr=LR, betas=(0.9, 0.98), weight_decay=0.0)
    start, step, smooth = time.monotonic(), 0, 0.0
    while (share := step / steps if steps else (time.monotonic() - start) / (60 * minutes)) < 1:
        optimiser.param_groups[0]["lr"] = LR * min(1.0, (step + 1) / 100) * (1 - share)
        true = torch.stack([_crop(rng.choice(scenes if rng.random() < P_SCENE else things), rng) for _ in range(BATCH)])
        small = damage(F.avg_pool2d(true, FACTOR), generator)
        loss = loss_of(net(small), true)
        torch.autograd.backward(loss)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        step += 1
        smooth = float(loss.detach()) if step == 1 else 0.99 * smooth + 0.01 * float(loss.detach())
        if step % 100 == 0:
            speed = step * BATCH / (time.monotonic() - start)
            print(f"upscaler step {step} {speed:.1f} samples/s loss {smooth:.4f}", flush=True)
            save_file(net.state_dict(), str(path))
    save_file(net.state_dict(), str(path))
