"""Make the word table from a sentence encoder (a training-time dependency only).

    python -m generator.flipbook.train.word_table ENCODER_FOLDER OUT_FOLDER

ENCODER_FOLDER holds all-MiniLM-L6-v2 (Apache-2.0) in transformers' layout. Writes `words.safetensors` (fp16, V x 256)
and `tokenizer.json`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

WORD_SIZE = 256
BATCH = 512


@torch.no_grad()
def distil(encoder_folder: Path) -> Tensor:
    """(V, 256): every vocabulary token through the encoder alone, mean-pooled, centred, PCA."""
    from transformers import AutoModel, AutoTokenizer  # heavy, and only here

    encoder = AutoModel.from_pretrained(encoder_folder, local_files_only=True).eval()
    tokenizer = AutoTokenizer.from_pretrained(encoder_folder, local_files_only=True)
    n = len(tokenizer)
    rows = []
    for start in range(0, n, BATCH):
        ids = torch.arange(start, min(start + BATCH, n))[:, None]
        ends = torch.tensor([[tokenizer.cls_token_id, tokenizer.sep_token_id]]).expand(len(ids), 2)
        batch = torch.cat([ends[:, :1], ids, ends[:, 1:]], 1)  # (B, 3)
        out = encoder(input_ids=batch, attention_mask=torch.ones_like(batch)).last_hidden_state
        rows.append(out.mean(1))
    x = torch.cat(rows)
    x = x - x.mean(0)
    _, vectors = torch.linalg.eigh(x.T @ x)
    table: Tensor = x @ vectors[:, -WORD_SIZE:].flip(1)
    return table


def main(encoder_folder: Path, out: Path) -> None:
    """Write the table and its tokenizer."""
    out.mkdir(parents=True, exist_ok=True)
    table = distil(encoder_folder)
    table = table / table.square().mean(1, keepdim=True).sqrt().clamp(min=1e-6)
    save_file({"table": table.half().contiguous()}, str(out / "words.safetensors"))
    shutil.copyfile(encoder_folder / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
