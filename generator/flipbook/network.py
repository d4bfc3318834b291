"""The transformer that denoises a layered scene: text, background, subject and motion tokens in one sequence.

Flow time t runs from 0 (noise) to 1 (data), one value per token group, so that a known layer is simply clean (t = 1).
The network predicts the clean tokens (x-prediction, "Back to Basics: Let Denoising Generative Models Denoise",
Li & He 2025); blocks are DiT's adaLN (Peebles & Xie 2023) with one shared modulation (PixArt-alpha's adaLN-single),
RMSNorm, QK-norm, SwiGLU and axial RoPE. Pictures and motion start from a memory of their concepts. Needs torch only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from generator.flipbook.layout import (
    ACTION_ROLES,
    MAX_SUBJECTS,
    N_KEYS,
    N_MOTION,
    PICTURE_ROLES,
    PICTURES,
    ROLES,
    SUBJECT_ROLES,
)
from generator.flipbook.memory import Index, Memory, Remembers, Sizes

ROPE_BASE = 100.0
TIME_CHANNELS = 256
PLACE = 0.5
VALUE_SIZE = {"subject": 96, "background": 192, "weather": 64, "motion": 20}
"""Numbers that the memory holds of each patch, or of each key of a motion."""
SHORTEST_S, LONGEST_S, LENGTHS = 1.5, 8.0, 26
"""Lengths of a shot, seconds, that motion is remembered at: how often something swings depends on it."""
GROUPS = ("text", "background", *PICTURE_ROLES, "weather", "motion")
# Which words steer which layer directly (through adaLN); every layer also attends to all words.
STEERED_BY = {
    "background": ("setting", "lighting", "style"),
    "subject1": ("subject1", "style"),
    "subject2": ("subject2", "style"),
    "subject3": ("subject3", "style"),
    "after1": ("after1", "style"),
    "weather": ("weather", "style"),
    "motion": (*ACTION_ROLES, "lighting", "camera", "after1", "weather"),
}
# Which words each kind of picture is remembered by: what it is, and what it looks like.
REMEMBERED_BY: dict[str, tuple[str, str | None]] = {
    "subject": ("subject", "style"),
    "background": ("setting", "mood"),
    "weather": ("weather", None),
    "motion": ("action", None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A batch of prompts as word vectors.

    Attributes:
        vectors: (B, L, E), each word with unit variance; zero rows where there is no word.
        roles: (B, L) index into `ROLES`, or len(ROLES) where there is no word.
        duration_s: (B,) seconds the shot lasts.
        variant: (B,) numbers in [0, 1): which of the drawings of its setting a scene takes.
    """

    vectors: Tensor
    roles: Tensor
    duration_s: Tensor
    variant: Tensor

    def to(self, device: torch.device) -> Words:
        """The same batch on another device."""
        return Words(
            vectors=self.vectors.to(device),
            roles=self.roles.to(device),
            duration_s=self.duration_s.to(device),
            variant=self.variant.to(device),
        )


def sinusoid(t: Tensor, channels: int = TIME_CHANNELS) -> Tensor:
    """(...,) in [0, 1] -> (..., channels): cosines and sines of 1000 t (Ho et al. 2020)."""
    half = channels // 2
    angle = t[..., None] * 1000 * torch.exp(-math.log(1e4) * torch.arange(half, device=t.device) / half)
    return torch.cat([angle.cos(), angle.sin()], -1)


def axial_angles(grid: tuple[int, int], half: int) -> Tensor:
    """RoPE angles of a grid of patches, (rows * cols, half): the first part turns by row, the rest by column."""
    rows, cols = grid
    pos = torch.stack(torch.meshgrid(torch.arange(rows), torch.arange(cols), indexing="ij"), -1).view(-1, 2).float()
    parts = []
    for axis, k in enumerate((half // 2, half - half // 2)):
        parts.append(pos[:, axis : axis + 1] * (ROPE_BASE ** (-torch.arange(k) / k))[None] * math.pi / 2)
    return torch.cat(parts, 1)


def places(grid: tuple[int, int], width: int) -> Tensor:
    """Absolute positions of a grid, (rows * cols, width): sines and cosines of row and column, amplitude `PLACE`.

    RoPE alone tells patches apart only through what they attend to; in noise that is next to nothing.
    """
    rows, cols = grid
    y, x = torch.meshgrid(torch.linspace(0, 1, rows), torch.linspace(0, 1, cols), indexing="ij")
    k = torch.arange(width // 4)
    angle = math.pi * torch.stack([y, x], -1).view(-1, 2, 1) * (1 + k % 8) / 2 + k  # (N, 2, width / 4)
    return PLACE * torch.cat([angle.sin(), angle.cos()], -1).flatten(1)


class Block(nn.Module):
    """Attention and SwiGLU, each scaled, shifted and gated by the modulation of its token's group."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        hidden = width * 8 // 3 // 32 * 32
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * hidden), nn.Linear(hidden, width)
        self.norm1, self.norm2 = nn.RMSNorm(width), nn.RMSNorm(width)
        self.norm_q, self.norm_k = nn.RMSNorm(width // heads), nn.RMSNorm(width // heads)
        self.mod = nn.Parameter(torch.zeros(6, width))
        with torch.no_grad():
            self.proj.weight.mul_(0.3)
            self.down.weight.mul_(0.3)

    def forward(self, x: Tensor, mod: Tensor, counts: list[int], cos: Tensor, sin: Tensor) -> Tensor:
        """One block.

        Args:
            x: (B, N, D) tokens, group after group.
            mod: (B, G, 6, D) modulation of each group present.
            counts: How many tokens each of the G groups has.
            cos: (N, D / heads) RoPE.
            sin: (N, D / heads) RoPE.
        """
        b, n, d = x.shape
        scale1, shift1, gate1, scale2, shift2, gate2 = (_spread(m, counts) for m in (mod + self.mod).unbind(2))
        qkv = self.qkv(self.norm1(x) * (1 + scale1) + shift1).view(b, n, 3, self.heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # (B, heads, N, D / heads) each
        y = F.scaled_dot_product_attention(_turn(self.norm_q(q), cos, sin), _turn(self.norm_k(k), cos, sin), v)
        x = x + gate1 * self.proj(y.transpose(1, 2).reshape(b, n, d))
        u, gate = self.up(self.norm2(x) * (1 + scale2) + shift2).chunk(2, -1)
        out: Tensor = x + gate2 * self.down(F.silu(u) * gate)
        return out


def _spread(mod: Tensor, counts: list[int]) -> Tensor:
    """(B, G, D) -> (B, N, D): each group's row for each of its tokens."""
    return torch.cat([mod[:, i : i + 1].expand(-1, n, -1) for i, n in enumerate(counts)], 1)


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return (x * cos + torch.cat([-x[..., half:], x[..., :half]], -1) * sin).to(x.dtype)


def _memories(remembers: Remembers, word_size: int, width: int) -> nn.ModuleDict:
    known = {k: Index(phrases=n, concepts=m) for k, (n, m) in remembers.get("concepts", {}).items()}
    out = {}
    for kind, (what, how) in REMEMBERED_BY.items():
        if what in known:
            moves = kind == "motion"
            sizes = Sizes(
                word_size=word_size,
                n_tokens=N_KEYS if moves else PICTURES[kind].n_tokens,
                token_size=N_MOTION if moves else PICTURES[kind].token_size,
                value_size=VALUE_SIZE[kind],
                width=width,
            )
            out[kind] = Memory(
                known[what],
                known[how] if how else None,
                sizes,
                looks=(remembers.get("looks") or ()) if kind == "subject" else (),
                variants=remembers.get("variants", {}).get(kind, 1),
                stored=remembers.get("stored", False),
            )
    return nn.ModuleDict(out)


class Network(nn.Module):
    """Denoises the layers that are given; a layer that is not given is absent from the sequence.

    Args:
        width: D, tokens' width; a multiple of `heads`.
        depth: How many transformer blocks.
        heads: Attention heads.
        word_size: E, size of a word vector.
        remembers: What there are memories of; none when left out.
    """

    def __init__(
        self,
        width: int = 320,
        depth: int = 8,
        heads: int = 5,
        word_size: int = 256,
        remembers: Remembers | None = None,
    ) -> None:
        super().__init__()
        self.width, self.n_heads = width, heads
        sizes = {k: p.token_size for k, p in PICTURES.items()} | {"motion": N_MOTION}
        self.enter = nn.ModuleDict({k: nn.Linear(n, width) for k, n in sizes.items()})
        self.leave = nn.ModuleDict({k: nn.Linear(width, n) for k, n in sizes.items()})
        self.norm = nn.RMSNorm(width)
        self.word = nn.Linear(word_size, width)
        self.role = nn.Parameter(torch.randn(len(ROLES) + 1, width) * 0.02)
        self.kind = nn.Parameter(torch.randn(len(GROUPS), width) * 0.02)
        grids = {k: p.grid for k, p in PICTURES.items()} | {"motion": (1, N_KEYS)}
        self.place = nn.ParameterDict({k: nn.Parameter(places(grid, width)) for k, grid in grids.items()})
        self.steer = nn.ModuleDict({r: nn.Linear(word_size, width, bias=False) for r in ROLES})
        self.time = nn.Sequential(nn.Linear(TIME_CHANNELS, width), nn.SiLU(), nn.Linear(width, width))
        self.duration = nn.Linear(TIME_CHANNELS, width)
        self.modulate = nn.Sequential(nn.SiLU(), nn.Linear(width, 6 * width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.memory = _memories(remembers or Remembers(), word_size, width)
        self._reset()
        half = width // heads // 2
        for name, grid in grids.items():
            self.register_buffer(f"angle_{name}", axial_angles(grid, half), persistent=False)

    def _reset(self) -> None:
        for head in self.leave.values():
            for p in head.parameters():
                nn.init.zeros_(p)
        last = self.modulate[1]
        with torch.no_grad():  # gates start open; scales and shifts start at zero
            for p in last.parameters():
                p.zero_()
            bias = last.get_parameter("bias").view(6, self.width)
            bias[2], bias[5] = 1.0, 1.0

    def forward(self, layers: dict[str, Tensor], t: dict[str, Tensor], words: Words) -> dict[str, Tensor]:
        """Predict the clean tokens of each layer.

        Args:
            layers: Group name (of `GROUPS` without text) to noisy or clean tokens, (B, N, C).
            t: The same names to flow time, (B,), 0 = noise, 1 = clean.
            words: The prompt.

        Returns:
            The same names to predicted clean tokens, (B, N, C).
        """
        names = ["text", *layers]
        text = self.word(words.vectors) + self.role[words.roles]  # (B, L, D)
        tokens = [text + self.kind[0]]
        pooled = {r: _pool(words, i) for i, r in enumerate(ROLES)}  # each (B, E)
        remembered = {k: self._remembered(k, pooled, words) for k in layers}
        tokens += [self._entered(k, v) + remembered[k][0] for k, v in layers.items()]
        counts = [x.shape[1] for x in tokens]
        mod = self._modulation(names, t, pooled, words.duration_s)  # (B, G, 6, D)
        cos, sin = self._rope(names, counts)
        x = torch.cat(tokens, 1)  # (B, N, D)
        for block in self.blocks:
            x = block(x, mod, counts, cos, sin)
        parts = self.norm(x).split(counts, 1)
        return {k: self.leave[_sort(k)](p) + remembered[k][1] for k, p in zip(layers, parts[1:], strict=True)}

    def _entered(self, name: str, layer: Tensor) -> Tensor:
        """(B, N, C) -> (B, N, D): one layer's tokens, with what and where they are."""
        sort = _sort(name)
        out: Tensor = self.enter[sort](layer) + self.kind[GROUPS.index(name)] + self.place[sort]
        return out

    def _remembered(self, name: str, pooled: dict[str, Tensor], words: Words) -> tuple[Tensor | float, Tensor | float]:
        """What is remembered of a layer, on the way in (B, N, D) and on the way out (B, N, C); 0 for nothing."""
        sort = _sort(name)
        if sort not in self.memory:
            return 0.0, 0.0
        what, how = {"background": ("setting", "lighting"), "motion": (ACTION_ROLES[0], "style")}.get(
            sort, (name, "style")
        )
        variant = _length(words.duration_s) if sort == "motion" else words.variant
        both: tuple[Tensor, Tensor] = self.memory[sort](pooled[what], pooled[how], variant)
        return both

    def _modulation(
        self, names: list[str], t: dict[str, Tensor], pooled: dict[str, Tensor], duration_s: Tensor
    ) -> Tensor:
        one = torch.ones_like(duration_s)
        rows = []
        for name in names:
            c = self.time(sinusoid(t.get(name, one)))  # (B, D)
            for role in STEERED_BY.get(name, ()):
                c = c + self.steer[role](pooled[role])
            if name == "motion":
                c = c + self.duration(sinusoid(duration_s / 10.0))
            rows.append(c)
        out: Tensor = self.modulate(torch.stack(rows, 1)).unflatten(-1, (6, self.width))
        return out

    def _rope(self, names: list[str], counts: list[int]) -> tuple[Tensor, Tensor]:
        device = self.role.device
        angles = [torch.zeros(counts[0], self.width // self.n_heads // 2, device=device)]
        angles += [getattr(self, f"angle_{_sort(k)}") for k in names[1:]]
        a = torch.cat(angles)
        return torch.cat([a.cos()] * 2, -1), torch.cat([a.sin()] * 2, -1)


def _length(duration_s: Tensor) -> Tensor:
    """(B,) seconds -> the share in [0, 1) that the length has of those that are remembered."""
    share = (duration_s - SHORTEST_S) / (LONGEST_S - SHORTEST_S)
    return share.clamp(0.0, 1.0 - 0.5 / LENGTHS)


def _sort(name: str) -> str:
    return "subject" if name in PICTURE_ROLES else name


def _pool(words: Words, role: int) -> Tensor:
    """Sum of one role's word vectors over the square root of their number: unit variance again, zero for none."""
    mask = (words.roles == role).to(words.vectors.dtype)  # (B, L)
    n = mask.sum(1, keepdim=True).clamp(min=1)
    return (words.vectors * mask[..., None]).sum(1) / n.sqrt()


def no_words(words: Words) -> Words:
    """The same batch with every word left out: the unconditional branch of classifier-free guidance."""
    return Words(
        vectors=torch.zeros_like(words.vectors),
        roles=torch.full_like(words.roles, len(ROLES)),
        duration_s=words.duration_s,
        variant=words.variant,
    )


def subject_names(n: int) -> tuple[str, ...]:
    """The first `n` subject groups, 0..3."""
    if not 0 <= n <= MAX_SUBJECTS:
        msg = f"n must be 0..{MAX_SUBJECTS}, got {n!r}"
        raise ValueError(msg)
    return SUBJECT_ROLES[:n]
