from __future__ import annotations

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace

from generator.flipbook.layout import BACKGROUND, N_KEYS, N_MOTION, SUBJECT, scale_motion
from generator.flipbook.memory import Looks, Remembers
from generator.flipbook.network import REMEMBERED_BY, Network
from generator.flipbook.train import remember as remember_module
from generator.flipbook.train.action import actions, length_s, mean_track
from generator.flipbook.train.atlas import VARIANTS, Atlas
from generator.flipbook.train.batch import background_tokens, subject_tokens
from generator.flipbook.train.concept import DRAWINGS
from generator.flipbook.train.remember import code, remember, remember_motion
from generator.flipbook.train.validation import HeldOut
from generator.flipbook.word import WordTable, split_words
from tests.generator.flipbook.tiny import tiny_table


def smooth(rng: np.random.Generator, n: int, height: int, width: int, channels: int) -> np.ndarray:
    """Pictures of a few coloured bars: easy for a linear code."""
    bars = rng.integers(0, 255, (n, 1, width // 12, channels), dtype=np.uint8)
    return np.repeat(np.repeat(bars, 12, 2), height, 1)


def test_a_code_as_long_as_a_patch_loses_nothing_and_a_shorter_one_little() -> None:
    tokens = torch.randn(20, 3, 6, generator=torch.Generator().manual_seed(0)) * torch.tensor([5, 4, 3, 1, 0.1, 0.1])
    for size, allowed in ((6, 1e-6), (4, 0.05)):
        codes, decoder, mean = code(tokens, size)
        assert codes.shape == (20, 3, size)
        assert torch.allclose(codes.flatten(0, 1).var(0, unbiased=False), torch.ones(size), atol=1e-3)
        assert (codes @ decoder.mT + mean - tokens).square().mean() < allowed


def atlas(n_styles: int) -> Atlas:
    rng = np.random.default_rng(0)
    n = 6
    return Atlas(
        subject=smooth(rng, n * n_styles, 96, 96, 4),
        subject_id=np.repeat(np.arange(n, dtype=np.int32), n_styles),
        subject_style=np.tile(np.arange(n_styles, dtype=np.int32), n),
        scene=smooth(rng, 2 * VARIANTS, 96, 144, 3),
        scene_setting=np.repeat(np.arange(2, dtype=np.int32), VARIANTS),
        scene_mood=np.zeros(2 * VARIANTS, np.int32),
        particle=smooth(rng, 2 * VARIANTS, 48, 48, 4),
        particle_kind=np.repeat(np.arange(2, dtype=np.int32), VARIANTS),
    )


@pytest.mark.parametrize("looks", [None, (((0, 2, 3), 160), ((1,), 80))])
def test_a_fresh_network_draws_what_it_was_given_to_remember(
    looks: Looks | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remember_module, "validation", HeldOut)
    drawn, table = atlas(2 if looks is None else 4), tiny_table()
    concepts = {
        "subject": (6, 6),
        "style": (4, 4 if looks else 2),
        "setting": (2, 2),
        "mood": (1, 1),
        "weather": (2, 2),
    }
    remembers = Remembers(concepts=concepts, variants=DRAWINGS, looks=looks)
    network = Network(width=32, depth=1, heads=1, word_size=table.size, remembers=remembers)
    said = {
        "subject": ("fox", "cat", "dog", "rocket", "house", "beach"),
        "style": ("flat", "cartoon", "noir", "playful"),
        "setting": ("snowy field", "meadow"),
        "mood": ("daylight",),
        "weather": ("snow", "night"),
    }
    assert set(network.memory) == {"subject", "background", "weather"}
    for kind, memory in network.memory.items():
        what, how = REMEMBERED_BY[kind]
        memory.what.fill([(table.phrase(p), i) for i, p in enumerate(said[what])])
        if how:
            memory.how.fill(
                [(table.phrase(p), min(i, memory.n_hows - 1)) for i, p in enumerate(said[how][: len(memory.how.keys)])]
            )
    remember(network, drawn)
    for row, (i, s) in enumerate(zip(drawn.subject_id, drawn.subject_style, strict=True)):
        words = table.batch([{"subject1": said["subject"][i], "style": said["style"][s]}], [4.0], 6)
        noise = {"subject1": torch.zeros(1, SUBJECT.n_tokens, SUBJECT.token_size)}
        out = network(noise, {"subject1": torch.zeros(1)}, words)["subject1"]
        assert (out - subject_tokens(drawn.subject[row : row + 1])).square().mean() < 0.02
    for row in range(len(drawn.scene)):
        words = table.batch([{"setting": said["setting"][row // VARIANTS]}], [4.0], 6, [row % VARIANTS / VARIANTS])
        noise = {"background": torch.zeros(1, BACKGROUND.n_tokens, BACKGROUND.token_size)}
        out = network(noise, {"background": torch.zeros(1)}, words)["background"]
        assert (out - background_tokens(drawn.scene[row : row + 1])).square().mean() < 1e-3


def table_of(words: set[str]) -> WordTable:
    """These words, each far from every other."""
    known = ["[UNK]", *sorted(words)]
    tokenizer = Tokenizer(WordPiece({word: i for i, word in enumerate(known)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    return WordTable(torch.randn(len(known), 256, generator=torch.Generator().manual_seed(0)), tokenizer)


def test_a_fresh_network_moves_as_the_mean_of_what_was_asked_for() -> None:
    table = table_of({word for action in actions() for word in split_words(action.phrases[0])})
    concepts = {"action": (len(actions()), len(actions()))}
    network = Network(
        width=32, depth=1, heads=1, word_size=table.size, remembers=Remembers(concepts=concepts, variants=DRAWINGS)
    )
    asked = [action.phrases[0] for action in actions()]
    network.memory["motion"].what.fill([(table.phrase(words), i) for i, words in enumerate(asked)])
    remember_motion(network)
    for index in (0, 13, 25):
        words = table.batch([{"action1": phrase} for phrase in asked], [length_s(index)] * len(asked), 8)
        noise = {"motion": torch.zeros(len(asked), N_KEYS, N_MOTION)}
        out = network(noise, {"motion": torch.zeros(len(asked))}, words)["motion"]
        true = np.stack([mean_track(action, length_s(index), seed=index) for action in actions()])
        error = (out - scale_motion(torch.from_numpy(true))).square().mean((1, 2))
        assert error.max() < 0.02, (index, asked[int(error.argmax())])
