"""What the network remembers of each concept, patch by patch: a key-value memory (Miller et al. 2016) read by words.

One word vector steers a whole picture; unpacking it into 36 different patches is what a small network learns slowest.
So every concept owns a learned vector for every patch. Reading is attention over the phrases of the vocabulary, hence
a neighbour's picture is used for a word that is not in it, and no words read nothing. A pair that was drawn in several
variants has a row for each: the average of two drawings is neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SHARPNESS = 30.0
UNSAID = 0.4
VALUE_SIZE = 96
VALUE_SPREAD = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Size of one lookup: `phrases` keys that lead to `concepts` rows."""

    phrases: int
    concepts: int


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
        """(B, E) phrase vectors -> (B, concepts), rows that sum to 1."""
        near = F.normalize(phrase, dim=-1) @ self.keys.mT  # (B, phrases), cosine
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
        how: Index of the second, whose concept 0 stands for nothing said; None where there is no second.
        n_tokens: N, patches of a picture.
        word_size: E, size of a phrase vector.
        width: D, size of a token.
        variants: V, how many drawings of each pair there are.
    """

    def __init__(
        self,
        what: Index,
        how: Index | None,
        *,
        n_tokens: int,
        word_size: int,
        width: int,
        variants: int = 1,
    ) -> None:
        super().__init__()
        self.n_tokens, self.n_variants = n_tokens, variants
        self.what = Lookup(what, word_size, first_unsaid=False)
        self.how = None if how is None else Lookup(how, word_size, first_unsaid=True)
        rows = what.concepts * (1 if how is None else how.concepts) * variants
        self.values = nn.Parameter(torch.randn(rows, n_tokens * VALUE_SIZE) * VALUE_SPREAD)
        self.out = nn.Linear(VALUE_SIZE, width, bias=False)

    def forward(self, what: Tensor, how: Tensor, variant: Tensor) -> Tensor:
        """(B, E) and (B, E) phrase vectors, (B,) which variant as a number in [0, 1) -> (B, N, D)."""
        said = (what != 0).any(-1, keepdim=True).to(what.dtype)  # (B, 1)
        weights = self.what(what) * said
        if self.how is not None:
            weights = (weights[:, :, None] * self.how(how)[:, None]).flatten(1)  # (B, what * how)
        drawing = F.one_hot((variant * self.n_variants).long(), self.n_variants).to(weights.dtype)  # (B, V)
        rows = (weights[:, :, None] * drawing[:, None]).flatten(1)  # (B, what * how * V)
        read = (rows @ self.values).unflatten(-1, (self.n_tokens, VALUE_SIZE))
        out: Tensor = self.out(read)
        return out
