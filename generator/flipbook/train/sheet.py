"""Contact sheets of what the network draws now, for the eye."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from generator.flipbook.layout import BACKGROUND, N_KEYS, N_MOTION, PARTICLE, SUBJECT, Picture
from generator.flipbook.network import Network, Words
from generator.flipbook.sampler import Schedule, denoise
from generator.flipbook.word import WordTable

STEPS = 8
SUBJECTS = (
    "red fox", "cat", "rocket", "blue car", "walking woman", "robot", "sunflower", "pizza", "panda", "airplane", "key",
    "hot air balloon", "dog", "gift", "elephant", "green dragon", "laptop", "heart", "tree", "astronaut", "bicycle",
    "cell", "mug", "trophy",
)  # fmt: skip
SCENES = (
    ("in a snowy field", "in daylight"),
    ("on a beach", "at sunset"),
    ("in the city", "at night"),
    ("in an office", ""),
)
AIR = ("falling snow", "drifting petals", "glowing fireflies", "confetti")


def _to(words: Words, device: torch.device) -> Words:
    return words.to(device)


def draw_sheet(network: Network, table: WordTable, path: Path) -> None:
    """24 subjects alone, then 4 whole scenes (background and subject of one joint denoising), on checked paper."""
    where = next(network.parameters()).device
    rng = torch.Generator().manual_seed(1)
    schedule = Schedule(times=np.linspace(0, 1, STEPS + 1).tolist(), guidance=1.0)
    words = _to(table.batch([{"subject1": s, "style": "flat"} for s in SUBJECTS], [4.0] * len(SUBJECTS), 6), where)
    noise = {"subject1": torch.randn(len(SUBJECTS), SUBJECT.n_tokens, SUBJECT.token_size, generator=rng).to(where)}
    alone = _pictures(denoise(network, noise, words, schedule=schedule)["subject1"].cpu())
    prompts = [
        {"setting": a, "lighting": b, "subject1": SUBJECTS[i], "action1": "runs", "weather": AIR[i]}
        for i, (a, b) in enumerate(SCENES)
    ]
    words = _to(table.batch(prompts, [4.0] * len(SCENES), 28), where)
    noise = {
        "background": torch.randn(len(SCENES), BACKGROUND.n_tokens, BACKGROUND.token_size, generator=rng).to(where),
        "subject1": torch.randn(len(SCENES), SUBJECT.n_tokens, SUBJECT.token_size, generator=rng).to(where),
        "motion": torch.randn(len(SCENES), N_KEYS, N_MOTION, generator=rng).to(where),
        "weather": torch.randn(len(SCENES), PARTICLE.n_tokens, PARTICLE.token_size, generator=rng).to(where),
    }
    joint = denoise(network, noise, words, schedule=schedule)
    scenes = BACKGROUND.unpatchify(joint["background"].cpu()).permute(0, 2, 3, 1)  # (B, H, W, 3)
    backdrop = (scenes.clamp(-1, 1).numpy() + 1) * 127.5
    sheet = np.full((5 * 96, 8 * 96, 3), 235, np.uint8)
    for i, rgb in enumerate(alone):
        y, x = divmod(i, 8)
        sheet[y * 96 : y * 96 + 96, x * 96 : x * 96 + 96] = rgb
    for i, (scene, sprite) in enumerate(zip(backdrop, _pictures(joint["subject1"].cpu()), strict=True)):
        sheet[288:384, i * 144 : i * 144 + 144] = scene
        sheet[384:480, i * 144 : i * 144 + 96] = sprite
    for i, particles in enumerate(_pictures(joint["weather"].cpu(), PARTICLE, paper=0.35)):
        sheet[384:432, 576 + i * 48 : 624 + i * 48] = particles
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet).resize((sheet.shape[1] * 2, sheet.shape[0] * 2), Image.Resampling.NEAREST).save(path)


def _pictures(tokens: torch.Tensor, size: Picture = SUBJECT, paper: float = 0.92) -> list[np.ndarray]:
    """(B, N, C) tokens -> (H, W, 3) pictures over grey paper."""
    rgba = (size.unpatchify(tokens).clamp(-1, 1).permute(0, 2, 3, 1).numpy() + 1) / 2
    return [np.clip((p[..., :3] + (1 - p[..., 3:]) * paper) * 255, 0, 255).astype(np.uint8) for p in rgba]
