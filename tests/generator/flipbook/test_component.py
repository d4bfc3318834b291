"""The word table keeps its meaning in a byte a number."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F

from generator.flipbook.component import FlipbookWords


def stored(table: torch.Tensor, folder: Path) -> FlipbookWords:
    words = FlipbookWords(*table.shape)
    words.fill(table)
    words.half().save_pretrained(str(folder), safe_serialization=True)
    again: FlipbookWords = FlipbookWords.from_pretrained(str(folder), local_files_only=True, dtype=torch.float32)
    return again


def test_a_stored_vector_points_where_it_pointed(tmp_path: Path) -> None:
    table = torch.randn(500, 256, generator=torch.Generator().manual_seed(1))
    words = stored(table, tmp_path)
    again = words.codes.float() * words.scales
    assert F.cosine_similarity(again, table, dim=-1).min() > 0.9998


def test_a_row_of_zeros_stays_one_and_the_file_is_a_byte_a_number(tmp_path: Path) -> None:
    words = stored(torch.zeros(40, 256), tmp_path)
    assert words.codes.dtype == torch.int8
    assert not (words.codes.float() * words.scales).any()
    assert next(tmp_path.glob("*.safetensors")).stat().st_size < 40 * 256 * 1.2
