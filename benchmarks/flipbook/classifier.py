"""Names what a picture shows and the style it is drawn in, by means that share nothing with the model it judges.

Subjects: whitened descriptors (`sight`) and the nearest true picture, that is Fisher's linear discriminant with one
class for each true picture (Hariharan, Malik & Ramanan, "Discriminative decorrelation for clustering and
classification", 2012). What varies within a class is learned from the true pictures in every disguise of `augment`:
moved, turned, scaled, tinted, blurred, noisy, before other grounds. It has a closed form, so that a minute or two of
one core fit it, and the same pictures always give the same judge.

The style is that of the nearest true picture too. Where there is no true picture, a small network on the same
descriptors names the style by the shading, whatever is shown.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from benchmarks.flipbook import augment, learned, sight
from benchmarks.flipbook.augment import Grounds, met

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]
BATCH = 128
SHRINKAGE = 0.02
"""Share of its mean variance that is added to every direction of what varies within a class."""
RANK = 400
"""Directions in which classes differ most that are kept."""
STYLE_WIDTH, STYLE_EPOCHS, STYLE_BATCH = 128, 8, 256
PEAK_RATE, WEIGHT_DECAY, SMOOTHING = 2e-3, 0.05, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueSet:
    """Pictures to learn from.

    Attributes:
        pictures: (M, H, W, 4) straight-alpha uint8.
        subject: (M,) class of each.
        style: (M,) style of each.
        scenes: (K, H, W, 3) uint8 grounds.
    """

    pictures: U8
    subject: I64
    style: I64
    scenes: U8


class Classifier(nn.Module):
    """(B, 3, 64, 64) in 0..1 -> the rows of the true pictures that are nearest (B,), and logits of styles (B, Y).

    Args:
        n_pictures: How many true pictures it knows.
        n_styles: How many styles.
        rank: Directions that are kept.
    """

    def __init__(self, n_pictures: int, n_styles: int, rank: int) -> None:
        super().__init__()
        self.centre = nn.Buffer(torch.zeros(sight.SIZE))
        self.whiten = nn.Buffer(torch.zeros(sight.SIZE, rank))
        self.known = nn.Buffer(torch.zeros(n_pictures, rank))
        self.subject, self.row_style = (nn.Buffer(torch.zeros(n_pictures, dtype=torch.long)) for _ in range(2))
        self.spread = nn.Buffer(torch.ones(sight.SIZE))
        self.style = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(sight.SIZE, STYLE_WIDTH), nn.ReLU(), nn.Dropout(0.3),
            nn.Linear(STYLE_WIDTH, STYLE_WIDTH), nn.ReLU(), nn.Dropout(0.3), nn.Linear(STYLE_WIDTH, n_styles),
        )  # fmt: skip

    @classmethod
    def shaped(cls, true: TrueSet) -> Classifier:
        """An empty one that fits these pictures."""
        n = len(true.subject)
        return cls(n, int(true.style.max()) + 1, min(RANK, n - 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        seen = sight.sight(x) - self.centre
        near = seen @ self.whiten @ self.known.T - self.known.square().sum(1) / 2  # (B, M), minus half a distance
        return near.argmax(1), self.style(seen / self.spread)

    @torch.no_grad()
    def fit(self, seen: Tensor, true: TrueSet) -> None:
        """Find the directions that tell the pictures apart.

        Args:
            seen: (passes, M, SIZE) descriptors of all pictures in several disguises.
            true: The pictures.
        """
        mean = seen.float().mean(0)
        within = torch.zeros(sight.SIZE, sight.SIZE)
        for disguise in seen:
            away = disguise.float() - mean
            within += away.T @ away
        within /= len(mean) * max(len(seen) - 1, 1)
        within += SHRINKAGE * within.diagonal().mean() * torch.eye(sight.SIZE)
        self.centre.copy_(mean.mean(0))
        half = torch.linalg.cholesky(within)
        white = torch.linalg.solve_triangular(half, (mean - self.centre).T, upper=False)  # (SIZE, M)
        rank = self.whiten.shape[1]
        # The kept directions come from a random sketch; its noise must not depend on who calls.
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            kept = torch.svd_lowrank(white, q=rank, niter=2)[0]  # (SIZE, rank)
        self.whiten.copy_(torch.linalg.solve_triangular(half.T, kept, upper=True))
        self.known.copy_(white.T @ kept)
        self.spread.copy_(seen.float().std((0, 1)) + 1e-3)
        self.subject.copy_(torch.from_numpy(true.subject))
        self.row_style.copy_(torch.from_numpy(true.style))


def train(true: TrueSet, *, passes: int, seed: int = 0, say: Callable[[str], None] = print) -> Classifier:
    """Learn to name the pictures.

    Args:
        true: The pictures, at least 2.
        passes: In how many disguises each is seen, at least 2.
        seed: Of the disguises and of the style network.
        say: Told now and then how far it is.

    Raises:
        ValueError: `passes` or the number of pictures is too small.
    """
    if passes < 2 or len(true.subject) < 2:
        raise ValueError(f"passes is {passes!r} and pictures are {len(true.subject)}, both must be at least 2")
    rng = torch.Generator().manual_seed(seed)
    start = time.perf_counter()
    seen = []
    for k in range(passes):
        seen.append(_disguised(true, rng))
        say(f"classifier: pass {k + 1} of {passes}, {time.perf_counter() - start:.0f} s")
    network = Classifier.shaped(true)
    network.fit(torch.stack(seen), true)
    _learn_styles(network, torch.stack(seen), torch.from_numpy(true.style), seed)
    say(f"classifier: done, {time.perf_counter() - start:.0f} s")
    return network.eval()


def _disguised(true: TrueSet, rng: Generator) -> Tensor:
    """(M, SIZE), half precision: every picture in a disguise of its own."""
    grounds = Grounds(scenes=torch.from_numpy(true.scenes).permute(0, 3, 1, 2).float() / 255)
    parts = _premultiplied(true.pictures).split(BATCH)
    return torch.cat([sight.sight(met(part.float() / 255, grounds, sight.SIDE, rng)).half() for part in parts])


def _learn_styles(network: Classifier, seen: Tensor, style: Tensor, seed: int) -> None:
    x = seen.flatten(0, 1)
    wanted = style.repeat(len(seen))
    total = STYLE_EPOCHS * math.ceil(len(x) / STYLE_BATCH)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for layer in network.style:
            if isinstance(layer, nn.Linear):
                layer.reset_parameters()
        optimiser = torch.optim.AdamW(network.style.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
        rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=max(total, 2))
        network.train()
        for _ in range(STYLE_EPOCHS):
            for rows in torch.randperm(len(x)).split(STYLE_BATCH):
                said = network.style((x[rows].float() - network.centre) / network.spread)
                loss = F.cross_entropy(said, wanted[rows], label_smoothing=SMOOTHING)
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                optimiser.step()
                rate.step()


def _premultiplied(pictures: U8) -> Tensor:
    """(M, H, W, 4) straight -> (M, 4, H, W) premultiplied uint8."""
    out = pictures.copy()
    out[..., :3] = np.round(pictures[..., :3] * (pictures[..., 3:] / 255.0))
    return torch.from_numpy(out).permute(0, 3, 1, 2).contiguous()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What some pictures show.

    Attributes:
        subject: (n,) subject of the nearest true picture.
        style: (n,) style of the nearest true picture.
        shading: (n,) style that the shading tells.
    """

    subject: I64
    style: I64
    shading: I64


@torch.inference_mode()
def named(network: Classifier, seen: U8) -> Names:
    """What pictures (n, 64, 64, 3) show."""
    x = torch.from_numpy(seen).permute(0, 3, 1, 2).float() / 255
    parts = [network(part) for part in x.split(BATCH)]
    rows, shading = torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts]).argmax(1)
    return Names(subject=network.subject[rows].numpy(), style=network.row_style[rows].numpy(), shading=shading.numpy())


def opened(path: Path, true: TrueSet, *, passes: int, origin: dict[str, str]) -> Classifier:
    """The classifier of `path`; trained and kept there when that one is missing or was learned from something else.

    Args:
        path: A safetensors file.
        true: What it learns from.
        passes: In how many disguises it sees each picture.
        origin: What `true` was made of; the code and the passes are added.
    """
    here = learned.code_digest([sys.modules[__name__], augment, sight])
    origin = {**origin, "code": here, "passes": str(passes)}
    state = learned.load(path, origin)
    if state is None:
        network = train(true, passes=passes)
        learned.save(path, dict(network.state_dict()), origin)
    else:
        network = Classifier.shaped(true)
        network.load_state_dict(state)
    return network.eval()
