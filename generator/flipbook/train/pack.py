"""From checkpoints to the pipeline folder that the package ships: half-precision safetensors and the vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

from diffusers import FlowMatchEulerDiscreteScheduler
from safetensors.torch import load_file

from generator.flipbook.component import FlipbookTransformer, FlipbookUpscaler, FlipbookWords, copy_tokenizer
from generator.flipbook.pipeline import FlipbookPipeline
from generator.flipbook.train.animation import MOTIONS, PAIRS
from generator.flipbook.train.atlas import chosen
from generator.flipbook.train.batch import in_style
from generator.flipbook.train.change import CHANGES
from generator.flipbook.train.checkpoint import read_average
from generator.flipbook.train.concept import DRAWINGS, phrases, sizes
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLE_PHRASES, STYLES
from generator.flipbook.train.weather import WEATHERS
from generator.flipbook.vocabulary import VOCABULARY_FILE

SHIFT = 1.0


def vocabulary() -> dict[str, dict[str, list[str]]]:
    """Every name that the weights were trained on, with the phrases that say it."""
    motions = {m.name: list(m.phrases) for m in MOTIONS.values()}
    pairs = {p.name: [t.replace("{a}", "").replace("{b}", "").strip() for t in p.phrases] for p in PAIRS.values()}
    return {
        "subjects": {s.name: [s.name, *s.synonyms] for s in chosen()},
        "settings": {s.name: [*s.phrases, s.name] for s in SETTINGS},
        "moods": {m.name: [*m.phrases, m.name] for m in MOODS},
        "styles": {style: list(phrases) for style, phrases in STYLE_PHRASES.items()},
        "drawn_in": {style: [s.name for s in chosen() if in_style(s, style)] for style in STYLES[1:]},
        "weathers": {w.name: list(w.phrases) for w in WEATHERS.values()},
        "changes": {c.name: list(c.phrases) for c in CHANGES.values()},
        "motions": {name: [*phrases, name.replace("_", " ")] for name, phrases in (motions | pairs).items()},
    }


def pack(build: Path, words: Path, out: Path) -> None:
    """Write the pipeline folder.

    Args:
        build: Folder of `network.safetensors` and `upscaler.safetensors`.
        words: Folder of `words.safetensors` and `tokenizer.json`.
        out: Pipeline folder; files of the same names are replaced.
    """
    table = load_file(str(words / "words.safetensors"))["table"]
    word_component = FlipbookWords(*table.shape)
    word_component.table.data.copy_(table)
    transformer = FlipbookTransformer(concepts=sizes(phrases()), variants=DRAWINGS)
    upscaler = FlipbookUpscaler()
    transformer.load_state_dict(read_average(build / "network.safetensors"))
    upscaler.load_state_dict(load_file(str(build / "upscaler.safetensors")))
    pipeline = FlipbookPipeline(
        words=word_component,
        transformer=transformer,
        upscaler=upscaler,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=SHIFT),
    )
    for module in (word_component, transformer, upscaler):
        module.half()
    out.mkdir(parents=True, exist_ok=True)
    pipeline.save_pretrained(str(out), safe_serialization=True)
    copy_tokenizer(words, out)
    text = json.dumps(vocabulary(), indent=1, ensure_ascii=False)
    (out / VOCABULARY_FILE).write_text(text + "\n", encoding="utf-8")
