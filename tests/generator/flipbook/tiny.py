"""A pipeline folder with a tiny, untrained network: the real classes and files, made in milliseconds."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace

from generator.flipbook.component import FlipbookTransformer, FlipbookUpscaler, FlipbookWords, copy_tokenizer
from generator.flipbook.pipeline import FlipbookPipeline
from generator.flipbook.vocabulary import VOCABULARY_FILE
from generator.flipbook.word import TOKENIZER_FILE, WordTable

WORDS = (
    "[UNK] red blue fox vixen cat dog rocket runs sleeps stands idle run snowy field beach in on at night daylight "
    "right left flat camera pans slowly static zooms quokka house water drop ##s ##es snow meadow green abstract "
    "background cartoon playful noir snow falls falling drifting petals becomes turns into heavy suddenly"
).split()
VOCABULARY = {
    "subjects": {"fox": ["fox", "vixen"], "cat": ["cat"], "rocket": ["rocket"], "water drop": ["water drop"]},
    "settings": {
        "snowy field": ["in a snowy field", "snowy field"],
        "beach": ["on a beach", "beach"],
        "meadow hills": ["in a green meadow", "meadow hills"],
    },
    "moods": {"daylight": ["in daylight"], "night": ["at night"]},
    "styles": {"flat": ["flat"], "playful": ["cartoon", "playful"]},
    "drawn_in": {"playful": ["fox", "cat"]},
    "weathers": {"snow": ["falling snow", "snow falls"], "petals": ["drifting petals", "petals"]},
    "transitions": {"gradual": ["becomes", "turns into"], "sudden": ["suddenly becomes"]},
    "changes": {"fox > cat": ["fox shifts its shape"]},
    "becomes": {"fox > cat": ["fox", "cat", "sudden"]},
    "motions": {"run": ["runs", "run"], "sleep": ["sleeps"], "idle": ["stands", "idle"]},
}
WORD_SIZE = 32


def tiny_table() -> WordTable:
    tokenizer = Tokenizer(WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    table = torch.randn(len(WORDS), WORD_SIZE, generator=torch.Generator().manual_seed(0))
    return WordTable(table, tokenizer)


def tiny_folder(folder: Path, seed: int = 0) -> Path:
    """Save a whole pipeline under `folder` and return it."""
    torch.manual_seed(seed)
    table = tiny_table()
    words = FlipbookWords(len(WORDS), WORD_SIZE)
    words.fill(table.table)
    concepts = {"subject": (4, 4), "style": (2, 2), "setting": (3, 3), "mood": (2, 2), "weather": (2, 2)}
    transformer = FlipbookTransformer(
        width=64,
        depth=1,
        heads=2,
        word_size=WORD_SIZE,
        remembers={"concepts": concepts, "variants": {"background": 2, "weather": 2}},
    )
    for head in transformer.leave.values():
        torch.nn.init.normal_(head.weight, std=0.1)
    pipeline = FlipbookPipeline(
        words=words,
        transformer=transformer,
        upscaler=FlipbookUpscaler(width=4, depth=1),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.0),
    )
    pipeline.save_pretrained(str(folder), safe_serialization=True)
    table.tokenizer.save(str(folder / TOKENIZER_FILE))
    copy_tokenizer(folder, folder)
    (folder / VOCABULARY_FILE).write_text(json.dumps(VOCABULARY), encoding="utf-8")
    return folder
