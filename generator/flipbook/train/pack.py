"""From checkpoints to the pipeline folder that the package ships: half-precision safetensors and the vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

from diffusers import FlowMatchEulerDiscreteScheduler
from safetensors.torch import load_file
from torch import Tensor

from generator.flipbook.component import FlipbookTransformer, FlipbookUpscaler, FlipbookWords, copy_tokenizer
from generator.flipbook.memory import to_bytes
from generator.flipbook.pipeline import FlipbookPipeline
from generator.flipbook.train.animation import MOTIONS, PAIRS
from generator.flipbook.train.atlas import Atlas, load
from generator.flipbook.train.change import changes
from generator.flipbook.train.checkpoint import read_average
from generator.flipbook.train.concept import remembers
from generator.flipbook.train.setting import MOODS, SETTINGS
from generator.flipbook.train.subject import STYLE_PHRASES, STYLES, subjects
from generator.flipbook.train.transition import TRANSITIONS, manner
from generator.flipbook.train.weather import WEATHERS
from generator.flipbook.vocabulary import VOCABULARY_FILE

SHIFT = 1.0


def vocabulary(drawn: Atlas) -> dict[str, dict[str, list[str]]]:
    """Every name that the weights were trained on, with the phrases that say it.

    Args:
        drawn: Its pictures; a style lists only the subjects that it was drawn for.
    """
    motions = {m.name: list(m.phrases) for m in MOTIONS.values()}
    pairs = {p.name: [t.replace("{a}", "").replace("{b}", "").strip() for t in p.phrases] for p in PAIRS.values()}
    names = {s.name for s in subjects()}
    changed = [c for c in changes() if {c.before, c.after} <= names]
    return {
        "subjects": {s.name: [s.name, *s.synonyms] for s in subjects()},
        "settings": {s.name: [*s.phrases, s.name] for s in SETTINGS},
        "moods": {m.name: [*m.phrases, m.name] for m in MOODS},
        "styles": {style: list(STYLE_PHRASES[style]) for style in STYLES},
        "drawn_in": _drawn_in(drawn),
        "weathers": {w.name: list(w.phrases) for w in WEATHERS.values()},
        "transitions": {t.name: list(t.phrases) for t in TRANSITIONS.values()},
        "changes": {f"{c.before} > {c.after}": list(c.phrases) for c in changed},
        "becomes": {f"{c.before} > {c.after}": [c.before, c.after, manner(c.how)] for c in changed},
        "motions": {name: [*phrases, name.replace("_", " ")] for name, phrases in (motions | pairs).items()},
    }


def _drawn_in(drawn: Atlas) -> dict[str, list[str]]:
    """Each further style to the names of the subjects that were learned in it."""
    has = {(int(i), STYLES[s]) for i, s in zip(drawn.subject_id, drawn.subject_style, strict=True)}
    return {style: [s.name for i, s in enumerate(subjects()) if (i, style) in has] for style in STYLES[1:]}


def _bytes(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """The same weights with the memory's rows as bytes."""
    out = {}
    for name, value in weights.items():
        if name.startswith("memory.") and name.endswith(".values"):
            out[name.removesuffix("values") + "codes"] = to_bytes(value)
        else:
            out[name] = value
    return out


def pack(build: Path, words: Path, out: Path) -> None:
    """Write the pipeline folder.

    Args:
        build: Folder of `network.safetensors`, `upscaler.safetensors` and `atlas.npz`.
        words: Folder of `words.safetensors` and `tokenizer.json`.
        out: Pipeline folder; files of the same names are replaced.
    """
    table = load_file(str(words / "words.safetensors"))["table"]
    word_component = FlipbookWords(*table.shape)
    word_component.fill(table)
    transformer = FlipbookTransformer(remembers=remembers(stored=True))
    upscaler = FlipbookUpscaler()
    transformer.load_state_dict(_bytes(read_average(build / "network.safetensors")))
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
    text = json.dumps(vocabulary(load(build / "atlas.npz")), indent=1, ensure_ascii=False)
    (out / VOCABULARY_FILE).write_text(text + "\n", encoding="utf-8")
