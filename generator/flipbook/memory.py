"""What the network remembers of each concept, patch by patch: a key-value memory (Miller et al. 2016) read by words.

One word vector steers a whole picture; unpacking it into 36 different patches is what a small network learns slowest.
So every concept owns a learned vector for every patch. Reading is attention over the phrases of the vocabulary, hence
a neighbour's picture is used for a word that is not in it, and no words read nothing. A pair that was drawn in several
variants has a row for each: the average of two drawings is neither. What is read goes two ways: into the patch that
enters the network, and through a linear decoder onto the patch that leaves it, whose rest the network predicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SHARPNESS = 30.0
UNSAID = 0.4
ENTER_SPREAD = 0.5
NEAREST = 6
"""Concepts that are read for one phrase; the rest have next to no weight."""
STEPS = 16
"""Steps of a stored number in one unit of its spread."""

Looks = Sequence[tuple[Sequence[int], int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Size of one lookup: `phrases` keys that lead to `concepts` rows."""

    phrases: int
    concepts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Sizes of what one memory holds.

    Attributes:
        word_size: E, size of a phrase vector.
        n_tokens: N, patches of a picture.
        token_size: C, numbers in a patch.
        value_size: S, numbers remembered of a patch.
        width: D, size of a token in the network.
    """

    word_size: int
    n_tokens: int
    token_size: int
    value_size: int
    width: int


class Remembers(TypedDict, total=False):
    """What a network has memories of; plain data, kept in the model's configuration.

    Attributes:
        concepts: How many phrases and concepts there are of `subject`, `style`, `setting`, `mood`, `weather`, `action`.
        variants: Picture kind to how many drawings of each concept there are, 1 when left out.
        looks: Styles in which a subject has a like shape, and the numbers kept for a patch of them; see `Memory`.
        stored: Whether the rows are bytes.
    """

    concepts: Mapping[str, Sequence[int]]
    variants: Mapping[str, int]
    looks: Looks | None
    stored: bool


class Lookup(nn.Module):
    """From a phrase to weights over concepts.

    Args:
        index: How many phrases and concepts.
        word_size: E, size of a phrase vector.
        first_unsaid: Whether concept 0 is what is meant when nothing near is said.
    """

    keys: Tensor
    concept: Tensor

    def __init__(self, index: Index, word_size: int, *, first_unsaid: bool) -> None:
        super().__init__()
        self.n_concepts, self.first_unsaid = index.concepts, first_unsaid
        self.register_buffer("keys", torch.zeros(index.phrases, word_size))
        self.register_buffer("concept", torch.zeros(index.phrases, dtype=torch.long))

    @torch.no_grad()
    def fill(self, phrases: Sequence[tuple[Tensor, int]]) -> None:
        """Set the keys: each phrase's vector (E,) and its concept."""
        self.keys.copy_(F.normalize(torch.stack([v for v, _ in phrases]), dim=-1))
        self.concept.copy_(torch.tensor([i for _, i in phrases]))

    def forward(self, phrase: Tensor) -> Tensor:
        """(B, E) phrase vectors -> weights of the concepts, (B, concepts), rows that sum to 1."""
        near = F.normalize(phrase, dim=-1) @ self.keys.mT  # (B, phrases), cosine
        concept = self.concept
        if self.first_unsaid:
            near = F.pad(near, (0, 1), value=UNSAID)
            concept = F.pad(concept, (0, 1), value=0)
        weights = (SHARPNESS * near).softmax(-1)
        return weights.new_zeros(len(phrase), self.n_concepts).index_add(1, concept, weights)


class Book(nn.Module):
    """Rows of values: one for each concept and drawing.

    Trained as floats and shipped as one byte a number (`to_bytes`): the numbers of a code have unit variance, and a
    16th of that is far below what can be seen.

    Args:
        rows: R, concepts times drawings.
        n_tokens: N, patches of a picture.
        value_size: S, numbers of a patch.
        stored: Whether it holds bytes from the start.
    """

    codes: Tensor

    def __init__(self, rows: int, n_tokens: int, value_size: int, *, stored: bool) -> None:
        super().__init__()
        self.n_tokens, self.value_size = n_tokens, value_size
        if stored:
            self.register_buffer("codes", torch.zeros(rows, n_tokens * value_size, dtype=torch.int8))
        else:
            self.values = nn.Parameter(torch.randn(rows, n_tokens * value_size))

    def forward(self, rows: Tensor, weights: Tensor) -> Tensor:
        """(B, K) row numbers and their weights -> (B, N, S)."""
        if "codes" in self._buffers:
            read = (weights[:, :, None] * self.codes[rows].to(weights.dtype)).sum(1) / STEPS  # (B, N * S)
        else:
            read = F.embedding_bag(rows, self.values, per_sample_weights=weights, mode="sum")
        return read.view(len(rows), self.n_tokens, self.value_size)


def to_bytes(values: Tensor) -> Tensor:
    """Trained rows as int8, in steps of 1 / `STEPS`."""
    return (values * STEPS).round().clamp(-127, 127).to(torch.int8)


class Memory(nn.Module):
    """What is remembered of every patch of every pair of concepts (a subject in a style, a setting in a mood).

    Args:
        what: Index of the first concept; nothing is read where its phrase is empty.
        how: Index of the second, whose concept 0 stands for nothing said; None where there is no second.
        sizes: Of the pictures and vectors.
        looks: Which of the second's concepts show the first in a like shape, and the numbers kept for a patch of such a
            group: they share a row and have a decoder each. Left out, every pair has a row and all share one decoder.
        variants: V, how many drawings of each pair there are.
        stored: Whether the rows are bytes from the start.
    """

    def __init__(
        self,
        what: Index,
        how: Index | None,
        sizes: Sizes,
        *,
        looks: Looks = (),
        variants: int = 1,
        stored: bool = False,
    ) -> None:
        super().__init__()
        self.n_hows, self.n_variants = 1 if how is None else how.concepts, variants
        self.what = Lookup(what, sizes.word_size, first_unsaid=False)
        self.how = None if how is None else Lookup(how, sizes.word_size, first_unsaid=True)
        self.looks = tuple((tuple(members), size) for members, size in looks)
        named = sorted(member for members, _ in self.looks for member in members)
        if self.looks and named != list(range(self.n_hows)):
            raise ValueError(f"looks must name each of {self.n_hows} concepts once, got {named!r}")
        rows = what.concepts * variants
        books = [(rows, size) for _, size in self.looks] or [(rows * self.n_hows, sizes.value_size)]
        self.books = nn.ModuleList(Book(n, sizes.n_tokens, size, stored=stored) for n, size in books)
        decoders = [next(size for m, size in self.looks if i in m) for i in range(self.n_hows)] if self.looks else []
        self.enter = nn.ModuleList(_enter(size, sizes.width) for size in decoders or [sizes.value_size])
        self.leave = nn.ModuleList(_leave(size, sizes.token_size) for size in decoders or [sizes.value_size])

    def forward(self, what: Tensor, how: Tensor, variant: Tensor) -> tuple[Tensor, Tensor]:
        """What is remembered, for the way in and for the way out.

        Args:
            what: (B, E) phrase vectors.
            how: (B, E) phrase vectors.
            variant: (B,) which drawing, as a number in [0, 1).

        Returns:
            (B, N, D) and (B, N, C).
        """
        said = (what != 0).any(-1, keepdim=True).to(what.dtype)  # (B, 1)
        weights, rows = self._near(self.what(what))  # (B, K) both
        weights = weights * said
        drawing = (variant * self.n_variants).long()[:, None]  # (B, 1)
        hows = self.how(how) if self.how is not None else torch.ones_like(said)  # (B, H)
        if not self.looks:
            near_how, how_rows = self._near(hows)  # (B, J)
            pairs = (weights[:, :, None] * near_how[:, None]).flatten(1)  # (B, K * J)
            at = (rows[:, :, None] * self.n_hows + how_rows[:, None]).flatten(1) * self.n_variants + drawing
            read = self.books[0](at, pairs)
            return self.enter[0](read), self.leave[0](read)
        at = rows * self.n_variants + drawing
        into, out = [], []
        for book, (members, _) in zip(self.books, self.looks, strict=True):
            read = book(at, weights)  # (B, N, S)
            for i in members:
                share = hows[:, i, None, None]
                into.append(share * self.enter[i](read))
                out.append(share * self.leave[i](read))
        return torch.stack(into).sum(0), torch.stack(out).sum(0)

    @staticmethod
    def _near(weights: Tensor) -> tuple[Tensor, Tensor]:
        """(B, M) weights that sum to 1 -> the largest of them, made to sum to 1, and where they are: (B, K) both."""
        top, at = weights.topk(min(NEAREST, weights.shape[-1]), dim=-1)
        return top / top.sum(-1, keepdim=True), at


def _enter(size: int, width: int) -> nn.Linear:
    layer = nn.Linear(size, width, bias=False)
    nn.init.normal_(layer.weight, std=ENTER_SPREAD / size**0.5)
    return layer


def _leave(size: int, token_size: int) -> nn.Linear:
    layer = nn.Linear(size, token_size, bias=False)
    nn.init.zeros_(layer.weight)
    return layer
