"""Which words of a phrase name a colour: what they ask for is told to the network apart from the thing.

"An orange mug" is a mug. Left among its other words, a colour pulls the memory towards things of its name.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SHARPNESS = 40.0
OTHER = 0.8
"""Cosine to a colour's word below which a word is taken for something else; two colours are at most 0.68 alike."""


class Hues(nn.Module):
    """Colour words and a learned vector for each.

    Args:
        n_colours: How many colour words, at least 1.
        word_size: E, size of a word vector.
        width: D, size of a token.
    """

    keys: Tensor

    def __init__(self, n_colours: int, word_size: int, width: int) -> None:
        super().__init__()
        self.register_buffer("keys", torch.zeros(n_colours, word_size))
        self.token = nn.Parameter(torch.zeros(n_colours, width))
        self.steer = nn.Parameter(torch.zeros(n_colours, width))

    @torch.no_grad()
    def fill(self, words: Sequence[Tensor]) -> None:
        """Set the keys: each colour word's vector (E,)."""
        self.keys.copy_(F.normalize(torch.stack(list(words)), dim=-1))

    def forward(self, vectors: Tensor) -> Tensor:
        """(..., E) word vectors -> (..., colours) how much each word is that colour, at most 1 in all."""
        near = F.normalize(vectors, dim=-1) @ self.keys.mT
        return (SHARPNESS * F.pad(near, (0, 1), value=OTHER)).softmax(-1)[..., :-1]
