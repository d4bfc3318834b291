"""Does the subject do what it was told?

A marker is moved by the track that the model made and followed through the frames (`marker`); a small network that has
learned true tracks only names the motion and, where it has one, its direction. The ceiling is the same for fresh true
tracks.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from benchmarks.flipbook import learned, marker, shot, stage
from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.marker import TRAITS, traits
from benchmarks.flipbook.row import Row, share_row
from benchmarks.flipbook.shot import Asked, made, motion_of, true_motion
from generator.flipbook import compositor
from generator.flipbook.train import animation, gesture, pose, travel
from generator.flipbook.train.animation import MOTIONS
from generator.flipbook.train.setting import SETTINGS
from generator.flipbook.train.validation import validation

F32 = npt.NDArray[np.float32]
FILE = "judge-motions.safetensors"
EPOCHS = 60
BATCH = 64
SHORTEST_S, LONGEST_S = 1.5, 8.0
DURATIONS_S = (2.0, 4.0, 6.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A motion and, where that has a meaning, its direction."""

    motion: str
    direction: int = 1

    def __str__(self) -> str:
        """Its name, with an arrow where it goes somewhere."""
        if not MOTIONS[self.motion].directional:
            return self.motion
        return f"{self.motion} {'left' if self.direction < 0 else 'right'}"


def acts(names: Sequence[str] = tuple(MOTIONS)) -> tuple[Act, ...]:
    """Every motion of those names in each direction that it has."""
    return tuple(Act(motion=n, direction=d) for n in names for d in ((-1, 1) if MOTIONS[n].directional else (1,)))


class TrackNet(nn.Module):
    """(B, C, T) traits -> logits (B, A). Keeps the spread of the traits that it has learned."""

    def __init__(self, n_acts: int, width: int = 96) -> None:
        super().__init__()
        n = len(TRAITS)
        self.centre, self.spread = nn.Buffer(torch.zeros(n, 1)), nn.Buffer(torch.ones(n, 1))
        self.body = nn.Sequential(
            nn.Conv1d(2 * n, width, 5, padding=2), nn.ReLU(), nn.Conv1d(width, width, 5, padding=2, stride=2),
            nn.ReLU(), nn.Conv1d(width, width, 5, padding=2, stride=2), nn.ReLU(),
        )  # fmt: skip
        self.leave = nn.Sequential(nn.Flatten(), nn.Dropout(0.3), nn.Linear(width * 12, n_acts))

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        x = (x - self.centre) / self.spread
        speed = F.pad(x[..., 1:] - x[..., :-1], (0, 1)) * 4
        logits: Tensor = self.leave(self.body(torch.cat([x, speed], 1)))
        return logits


def true_traits(act: Act, rng: np.random.Generator, duration_s: float) -> F32:
    """Traits of a fresh true track."""
    return traits(true_motion(Asked(subject=0, motion=act.motion, direction=act.direction, duration_s=duration_s), rng))


def train(known: Sequence[Act], *, tracks: int, epochs: int = EPOCHS, seed: int = 0) -> TrackNet:
    """Learn to name motions.

    Args:
        known: The classes.
        tracks: True tracks of each, at least 1.
        epochs: Passes over all of them.
        seed: Of the tracks, the start and the order.

    Raises:
        ValueError: `tracks` is below 1.
    """
    if tracks < 1:
        raise ValueError(f"tracks is {tracks!r}, must be at least 1")
    rng = np.random.default_rng([seed, 1])
    x = [true_traits(act, rng, float(rng.uniform(SHORTEST_S, LONGEST_S))) for act in known for _ in range(tracks)]
    seen, wanted = torch.from_numpy(np.stack(x)), torch.arange(len(known)).repeat_interleave(tracks)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = TrackNet(len(known))
        network.centre.copy_(seen.mean((0, 2))[:, None])
        network.spread.copy_(seen.std((0, 2))[:, None].clamp(min=1e-3))
        optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
        total = epochs * -(-len(seen) // BATCH)
        rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=max(total, 2))
        network.train()
        for _ in range(epochs):
            for rows in torch.randperm(len(seen)).split(BATCH):
                loss = F.cross_entropy(network(seen[rows]), wanted[rows], label_smoothing=0.05)
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                optimiser.step()
                rate.step()
    return network.eval()


@torch.inference_mode()
def named(network: TrackNet, known: Sequence[Act], seen: F32) -> Act:
    """What a subject with these traits (C, T) does."""
    return known[int(network(torch.from_numpy(seen)[None])[0].argmax())]


def opened(path: Path, known: Sequence[Act], *, tracks: int) -> TrackNet:
    """The judge of `path`; trained and kept there when that one is missing or was learned from something else."""
    sources = [sys.modules[__name__], marker, shot, stage, compositor, animation, gesture, pose, travel]
    origin = {"code": learned.code_digest(sources), "acts": ",".join(map(str, known)), "tracks": str(tracks)}
    network = TrackNet(len(known))
    state = learned.load(path, origin)
    if state is None:
        network = train(known, tracks=tracks)
        learned.save(path, dict(network.state_dict()), origin)
    else:
        network.load_state_dict(state)
    return network.eval()


def measure(bench: Bench) -> list[Row]:
    """Every motion in each direction; then the combinations that training never draws."""
    known = acts()
    network = opened(bench.build / FILE, known, tracks=bench.tracks)
    return [
        _row(bench, network, "subject motion obeyed", list(shots(bench))),
        *_held_out(bench, network),
    ]


def shots(bench: Bench) -> list[Asked]:
    """The shots that are asked for: every act, subjects and places at random."""
    rng = random.Random("motion")
    flat = sorted(i for i, s in bench.rows if s == 0)
    places = sorted(set(bench.atlas.scene_setting.tolist()))
    return [
        Asked(
            subject=rng.choice(flat),
            motion=act.motion,
            direction=act.direction,
            setting=rng.choice(places),
            duration_s=DURATIONS_S[k % len(DURATIONS_S)],
        )
        for act in acts()
        for k in range(bench.sizes.motion)
    ]


def _held_out(bench: Bench, network: TrackNet) -> list[Row]:
    at = {bench.subjects[i].name: i for i, s in bench.rows if s == 0}
    where = {s.name: i for i, s in enumerate(SETTINGS)}
    asked = [
        Asked(subject=at[subject], motion=motion, setting=where[setting], direction=1 if k % 2 else -1)
        for k, (subject, setting, motion) in enumerate(sorted(validation().scenes))
        if subject in at and motion in MOTIONS
    ]
    name = "subject motion obeyed, scenes never drawn"
    return [_row(bench, network, name, asked[: 13 * bench.sizes.motion])] if asked else []


def _row(bench: Bench, network: TrackNet, name: str, asked: list[Asked]) -> Row:
    hits, top, misses = [], [], []
    for k, one in enumerate(asked):
        wanted = str(Act(motion=one.motion, direction=one.direction))
        found = str(named(network, acts(), traits(motion_of(made(bench, one, k)))))
        best = str(named(network, acts(), traits(true_motion(one, np.random.default_rng([k, 2])))))
        hits.append(found == wanted)
        top.append(best == wanted)
        misses += [f"{wanted}: {found}"] * (found != wanted)
    return share_row(name, hits, ceiling=top, misses=misses)
