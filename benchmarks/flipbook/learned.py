"""What the judge has learned, kept in a file that says what it was learned from; anything stale is learned anew."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from generator.flipbook.train.atlas import Atlas

State = dict[str, Tensor]


def code_digest(modules: Iterable[ModuleType]) -> str:
    """`sha256:...` over the source of some modules; comments and line breaks do not count."""
    digest = hashlib.sha256()
    for module in modules:
        if module.__file__ is None:
            raise ValueError(f"module {module.__name__!r} has no source file")
        source = Path(module.__file__).read_text(encoding="utf-8")
        digest.update(ast.dump(ast.parse(source)).encode() + b"\0")
    return f"sha256:{digest.hexdigest()}"


def atlas_digest(atlas: Atlas) -> str:
    """`sha256:...` over the pictures of subjects and scenes and what they show."""
    digest = hashlib.sha256()
    for array in (atlas.subject, atlas.subject_id, atlas.subject_style, atlas.scene):
        digest.update(np.ascontiguousarray(array).tobytes())
    return f"sha256:{digest.hexdigest()}"


def load(path: Path, origin: dict[str, str]) -> State | None:
    """What was learned from just this origin; None when there is no such file, or it is damaged or of another one."""
    if not path.is_file():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            if file.metadata() != origin:
                return None
            return {name: file.get_tensor(name) for name in file.keys()}
    except SafetensorError:
        return None


def save(path: Path, state: State, origin: dict[str, str]) -> None:
    """Keep what was learned; a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    save_file({name: tensor.contiguous() for name, tensor in state.items()}, part, metadata=origin)
    part.replace(path)
