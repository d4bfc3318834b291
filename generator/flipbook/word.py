"""Words as vectors: a frozen, open-vocabulary table distilled from a sentence encoder.

Every token of the encoder's vocabulary was put through it alone; the outputs were centred, reduced by PCA and scaled to
unit variance (the Model2Vec recipe, Tulkens & van Dongen 2024). A word is the mean of its pieces, scaled back to unit
variance: without that scaling the text hardly moves the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from generator.flipbook.layout import ROLES
from generator.flipbook.network import Words

TOKENIZER_FILE = "tokenizer.json"
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# Words that carry no picture; left out so that the few text tokens are spent on those that do.
STOP = frozenset(
    "a an the this that these those some any my your his her its our their of and or with to for from by at as is are "
    "was were be been being it he she they we you i me us them there here while just very really".split()
)
ROLE_LIMIT = {"subject": 4, "action": 5, "setting": 5, "lighting": 4, "camera": 4, "style": 3, "after": 4, "weather": 4}


def split_words(text: str) -> list[str]:
    """Lower-case words of a phrase without stop words, in order."""
    return [w for w in (m.group().lower() for m in _WORD.finditer(text)) if w not in STOP]


class WordTable:
    """Maps words to unit-variance vectors.

    Args:
        table: (V, E) token vectors, any float type.
        tokenizer: The matching WordPiece tokenizer.
    """

    def __init__(self, table: Tensor, tokenizer: Tokenizer) -> None:
        self.table, self.tokenizer = table, tokenizer
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._known: dict[str, Tensor] = {}

    @classmethod
    def open(cls, table: Tensor, folder: Path) -> WordTable:
        """With the tokenizer in `folder`."""
        return cls(table, Tokenizer.from_file(str(folder / TOKENIZER_FILE)))

    @property
    def size(self) -> int:
        """E, the size of a vector."""
        return int(self.table.shape[1])

    def word(self, word: str) -> Tensor:
        """(E,) vector of one word with unit variance; zeros when nothing of it is known."""
        if word not in self._known:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids
            v = self.table[ids].float().sum(0) if ids else torch.zeros(self.size)
            self._known[word] = v / v.square().mean().sqrt().clamp(min=1e-6)
        return self._known[word]

    def phrase(self, words: str | Sequence[str]) -> Tensor:
        """(E,) unit-variance mean of a phrase's words; zeros when there is none."""
        items = split_words(words) if isinstance(words, str) else list(words)
        if not items:
            return torch.zeros(self.size)
        v = torch.stack([self.word(w) for w in items]).sum(0)
        return v / v.square().mean().sqrt().clamp(min=1e-6)

    def batch(
        self,
        prompts: Iterable[dict[str, str]],
        durations_s: Sequence[float],
        length: int,
        variants: Sequence[float] | None = None,
    ) -> Words:
        """Prompts (role -> phrase) as one batch.

        Args:
            prompts: One dict a sample, keys of `ROLES`.
            durations_s: Seconds of each shot.
            length: L, text tokens; words beyond it are left out, last roles first.
            variants: Which drawing of its setting each sample takes, in [0, 1); the first of them when left out.
        """
        rows = list(prompts)
        vectors = torch.zeros(len(rows), length, self.size)
        roles = torch.full((len(rows), length), len(ROLES), dtype=torch.long)
        for b, prompt in enumerate(rows):
            at = 0
            for index, role in enumerate(ROLES):
                for word in split_words(prompt.get(role, ""))[: ROLE_LIMIT[role.rstrip("123")]]:
                    if at < length:
                        vectors[b, at], roles[b, at] = self.word(word), index
                        at += 1
        return Words(
            vectors=vectors,
            roles=roles,
            duration_s=torch.tensor(list(durations_s), dtype=torch.float32),
            variant=torch.zeros(len(rows)) if variants is None else torch.tensor(list(variants), dtype=torch.float32),
        )
