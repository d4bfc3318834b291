"""What the network remembers of each concept, patch by patch: a key-value memory (Miller et al. 2016) read by words.

One word vector steers a whole picture; unpacking it into 36 different patches is what a small network learns slowest.
So every concept owns a learned vector for every patch. Reading is attention over the phrases of the vocabulary, hence
a neighbour's picture is used for a word that is not in it, and no words read nothing. A pair that was drawn in several
variants has a row for each: the average of two drawings is neither. What is read goes two ways: into the patch that
enters the network, and through a linear decoder onto the patch that leaves it, whose rest the network predicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SHARPNESS = 30.0
UNSAID = 0.4
ENTER_SPREAD = 0.5
LEFT_OUT = 0.12
"""Cosine that a phrase loses when it is found without all its words."""


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

    def forward(self, phrase: Tensor, plain: Tensor | None = None) -> Tensor:
        """Weights of the concepts.

        Args:
            phrase: (B, E) phrase vectors.
            plain: (B, E) the same without words that may be left out; a concept that is named by all words wins over
                one that is named by these.

        Returns:
            (B, concepts), rows that sum to 1.
        """
        near = F.normalize(phrase, dim=-1) @ self.keys.mT  # (B, phrases), cosine
        if plain is not None:
            near = torch.maximum(near, F.normalize(plain, dim=-1) @ self.keys.mT - LEFT_OUT)
        concept = self.concept
        if self.first_unsaid:
            near = F.pad(near, (0, 1), value=UNSAID)
            concept = F.pad(concept, (0, 1), value=0)
        weights = (SHARPNESS * near).softmax(-1)
        return weights.new_zeros(len(phrase), self.n_concepts).index_add(1, concept, weights)


class Memory(nn.Module):
    """Learned vectors for every patch of every pair of concepts (a subject in a style, a setting in a mood).

    Args:
        what: Index of the first concept; nothing is read where its phrase is empty.
        how: Index of the second; its concept 0 stands for nothing said.
        sizes: Of the pictures and vectors.
        variants: V, how many drawings of each pair there are.
    """

    def __init__(self, what: Index, how: Index, sizes: Sizes, *, variants: int = 1) -> None:
        super().__init__()
        self.n_tokens, self.n_variants, self.value_size = sizes.n_tokens, variants, sizes.value_size
        self.what = Lookup(what, sizes.word_size, first_unsaid=False)
        self.how = Lookup(how, sizes.word_size, first_unsaid=True)
        rows = what.concepts * how.concepts * variants
        self.values = nn.Parameter(torch.randn(rows, sizes.n_tokens * sizes.value_size))
        self.enter = nn.Linear(sizes.value_size, sizes.width, bias=False)
        self.leave = nn.Linear(sizes.value_size, sizes.token_size, bias=False)
        nn.init.normal_(self.enter.weight, std=ENTER_SPREAD / sizes.value_size**0.5)
        nn.init.zeros_(self.leave.weight)

    def forward(self, what: Tensor, how: Tensor, variant: Tensor, plain: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """What is remembered, for the way in and for the way out.

        Args:
            what: (B, E) phrase vectors.
            how: (B, E) phrase vectors.
            variant: (B,) which drawing, as a number in [0, 1).
            plain: (B, E) `what` without words that may be left out.

        Returns:
            (B, N, D) and (B, N, C).
        """
        said = (what != 0).any(-1, keepdim=True).to(what.dtype)  # (B, 1)
        pairs = (self.what(what, plain) * said)[:, :, None] * self.how(how)[:, None]  # (B, what, how)
        drawing = F.one_hot((variant * self.n_variants).long(), self.n_variants).to(pairs.dtype)  # (B, V)
        rows = (pairs.flatten(1)[:, :, None] * drawing[:, None]).flatten(1)  # (B, what * how * V)
        read = (rows @ self.values).unflatten(-1, (self.n_tokens, self.value_size))
        return self.enter(read), self.leave(read)
