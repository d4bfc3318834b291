"""The networks as diffusers components, so that the whole is one pipeline of safetensors that loads offline.

The mathematics is in `network` and `upscaler`; training needs only those.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor

from generator.flipbook.memory import Remembers
from generator.flipbook.network import Network
from generator.flipbook.upscaler import UpscalerNet
from generator.flipbook.word import TOKENIZER_FILE, WordTable

WORDS_FOLDER = "words"
_MAX_CODE = 127
_TINY = 1e-12  # a row of zeros stays one


class FlipbookTransformer(Network, ModelMixin, ConfigMixin):
    """`Network` with a stored configuration; see there for the arguments."""

    @register_to_config
    def __init__(
        self,
        width: int = 320,
        depth: int = 8,
        heads: int = 5,
        word_size: int = 256,
        remembers: Remembers | None = None,
    ) -> None:
        super().__init__(width=width, depth=depth, heads=heads, word_size=word_size, remembers=remembers)


class FlipbookUpscaler(UpscalerNet, ModelMixin, ConfigMixin):
    """`UpscalerNet` with a stored configuration; see there for the arguments."""

    @register_to_config
    def __init__(self, width: int = 40, depth: int = 5) -> None:
        super().__init__(width=width, depth=depth)


class FlipbookWords(ModelMixin, ConfigMixin):
    """The frozen word table, one byte a number with a scale for each row.

    A row's numbers have unit variance and lie within about four times that, so a byte keeps the direction of a vector
    to a cosine of 0.9999.

    Args:
        n_tokens: V, rows of the table.
        word_size: E, numbers in a vector.
    """

    codes: Tensor
    scales: Tensor

    @register_to_config
    def __init__(self, n_tokens: int = 30522, word_size: int = 256) -> None:
        super().__init__()
        self.register_buffer("codes", torch.zeros(n_tokens, word_size, dtype=torch.int8))
        self.register_buffer("scales", torch.zeros(n_tokens, 1))

    @torch.no_grad()
    def fill(self, table: Tensor) -> None:
        """Store the vectors (V, E)."""
        self.scales.copy_(table.float().abs().amax(-1, keepdim=True) / _MAX_CODE)
        self.codes.copy_((table.float() / self.scales.clamp(min=_TINY)).round())

    def open_table(self, folder: Path) -> WordTable:
        """The table with the tokenizer that lies in the pipeline's folder."""
        return WordTable.open(self.codes.half() * self.scales.half(), folder / WORDS_FOLDER)


def copy_tokenizer(source: Path, pipeline_folder: Path) -> None:
    """Put the tokenizer beside the saved word table."""
    shutil.copyfile(source / TOKENIZER_FILE, pipeline_folder / WORDS_FOLDER / TOKENIZER_FILE)
