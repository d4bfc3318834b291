"""The networks as diffusers components, so that the whole is one pipeline of safetensors that loads offline.

The mathematics is in `network` and `upscaler`; training needs only those.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import nn

from generator.flipbook.memory import Remembers
from generator.flipbook.network import Network
from generator.flipbook.upscaler import UpscalerNet
from generator.flipbook.word import TOKENIZER_FILE, WordTable

WORDS_FOLDER = "words"


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
    """The frozen word table.

    Args:
        n_tokens: V, rows of the table.
        word_size: E, numbers in a vector.
    """

    @register_to_config
    def __init__(self, n_tokens: int = 30522, word_size: int = 256) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.zeros(n_tokens, word_size), requires_grad=False)

    def open_table(self, folder: Path) -> WordTable:
        """The table with the tokenizer that lies in the pipeline's folder."""
        return WordTable.open(self.table.data, folder / WORDS_FOLDER)


def copy_tokenizer(source: Path, pipeline_folder: Path) -> None:
    """Put the tokenizer beside the saved word table."""
    shutil.copyfile(source / TOKENIZER_FILE, pipeline_folder / WORDS_FOLDER / TOKENIZER_FILE)
