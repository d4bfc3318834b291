"""The vocabulary of the shipped weights with a tiny word table: what is named is found, the nearest means nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import generator.flipbook
from generator.flipbook.vocabulary import VOCABULARY_FILE, Vocabulary
from tests.generator.flipbook.tiny import tiny_table

FILE = Path(generator.flipbook.__file__).parent / "weights" / VOCABULARY_FILE


@cache
def shipped_names() -> dict[str, dict[str, list[str]]]:
    """The content of the shipped `vocabulary.json`."""
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def shipped_vocabulary() -> Vocabulary:
    """The same as lexicons."""
    return Vocabulary.parse(shipped_names(), tiny_table())
