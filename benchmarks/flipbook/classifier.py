"""A small convolutional network that names what a picture shows and the style it is drawn in.

It shares nothing with the model that it judges: a residual network (He et al. 2016) of some 2 million parameters,
trained on the true pictures alone, in every disguise of `augment`.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from benchmarks.flipbook import augment, learned
from benchmarks.flipbook.augment import Grounds, met

U8 = npt.NDArray[np.uint8]
BATCH = 64
PEAK_RATE = 3e-3
WARM_UP = 0.1
"""Share of the steps in which the rate rises."""
WEIGHT_DECAY = 0.02
SMOOTHING = 0.1
STYLE_WEIGHT = 0.3
SIDE = 64


class Residual(nn.Module):
    """x + two convolutions of x."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(B, W, H, W) -> the same shape."""
        return F.relu(x + self.body(x))


def _halved(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)
    )


class PictureNet(nn.Module):
    """(B, 3, 64, 64) in 0..1 -> logits of subjects (B, S) and of styles (B, Y)."""

    def __init__(self, n_subjects: int, n_styles: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_halved(3, 24), *_halved(24, 48), Residual(48), *_halved(48, 96), Residual(96), *_halved(96, 192),
            Residual(192), nn.Flatten(),
        )  # fmt: skip
        self.sight = nn.Sequential(nn.Linear(192 * 16, 256, bias=False), nn.BatchNorm1d(256), nn.ReLU(inplace=True))
        self.subject, self.style = nn.Linear(256, n_subjects), nn.Linear(256, n_styles)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        seen = self.sight(self.body(2 * x - 1))
        return self.subject(seen), self.style(seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueSet:
    """Pictures to learn from.

    Attributes:
        pictures: (M, H, W, 4) straight-alpha uint8.
        subject: (M,) class of each.
        style: (M,) style of each.
        turns: (M,) whether each may be mirrored.
        scenes: (K, H, W, 3) uint8 grounds.
    """

    pictures: U8
    subject: npt.NDArray[np.int64]
    style: npt.NDArray[np.int64]
    turns: npt.NDArray[np.bool_]
    scenes: U8

    @property
    def n_classes(self) -> tuple[int, int]:
        """How many subjects and styles."""
        return int(self.subject.max()) + 1, int(self.style.max()) + 1


def train(true: TrueSet, *, epochs: int, seed: int = 0, say: Callable[[str], None] = print) -> PictureNet:
    """Learn to name the pictures.

    Args:
        true: The pictures.
        epochs: Passes over all of them, at least 1.
        seed: Of the start, the order and the disguises.
        say: Told now and then how far it is.

    Raises:
        ValueError: `epochs` is below 1.
    """
    if epochs < 1:
        raise ValueError(f"epochs is {epochs!r}, must be at least 1")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = PictureNet(*true.n_classes).to(memory_format=torch.channels_last)
    rng = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
    total = epochs * math.ceil(len(true.subject) / BATCH)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=max(total, 2), pct_start=WARM_UP)
    network.train()
    start = time.perf_counter()
    for step, (seen, subject, style) in enumerate(_batches(true, epochs, rng), 1):
        what, how = network(seen.to(memory_format=torch.channels_last))
        loss = F.cross_entropy(what, subject, label_smoothing=SMOOTHING)
        loss = loss + STYLE_WEIGHT * F.cross_entropy(how, style, label_smoothing=SMOOTHING)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        rate.step()
        if step % 100 == 0 or step == total:
            hits = float((what.argmax(1) == subject).float().mean())
            pace = step * BATCH / (time.perf_counter() - start)
            say(f"classifier: step {step} of {total}, loss {loss.item():.2f}, right {hits:.0%}, {pace:.0f} samples/s")
    return network.eval()


def _batches(true: TrueSet, epochs: int, rng: Generator) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    pictures = _premultiplied(true.pictures)
    grounds = Grounds(scenes=torch.from_numpy(true.scenes).permute(0, 3, 1, 2).float() / 255)
    subject, style = torch.from_numpy(true.subject), torch.from_numpy(true.style)
    turns = torch.from_numpy(true.turns)
    for _ in range(epochs):
        for rows in torch.randperm(len(pictures), generator=rng).split(BATCH):
            whole = pictures[rows].float() / 255
            yield met(whole, turns[rows], grounds, SIDE, rng), subject[rows], style[rows]


def _premultiplied(pictures: U8) -> Tensor:
    """(M, H, W, 4) straight -> (M, 4, H, W) premultiplied uint8."""
    out = pictures.copy()
    out[..., :3] = np.round(pictures[..., :3] * (pictures[..., 3:] / 255.0))
    return torch.from_numpy(out).permute(0, 3, 1, 2).contiguous()


@torch.inference_mode()
def named(network: PictureNet, seen: U8) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The subject (n,) and the style (n,) that pictures (n, 64, 64, 3) show."""
    x = torch.from_numpy(seen).permute(0, 3, 1, 2).float() / 255
    parts = [network(part) for part in x.split(BATCH)]
    return torch.cat([p[0] for p in parts]).argmax(1).numpy(), torch.cat([p[1] for p in parts]).argmax(1).numpy()


def opened(path: Path, true: TrueSet, *, epochs: int, origin: dict[str, str]) -> PictureNet:
    """The classifier of `path`; trained and kept there when that one is missing or was learned from something else.

    Args:
        path: A safetensors file.
        true: What it learns from.
        epochs: How long.
        origin: What `true` was made of; the code and the epochs are added.
    """
    here = learned.code_digest([sys.modules[__name__], augment])
    origin = {**origin, "code": here, "epochs": str(epochs)}
    network = PictureNet(*true.n_classes)
    state = learned.load(path, origin)
    if state is None:
        network = train(true, epochs=epochs)
        learned.save(path, dict(network.state_dict()), origin)
    else:
        network.load_state_dict(state)
    return network.eval()
