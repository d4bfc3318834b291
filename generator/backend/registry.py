"""From the name of a model to a `Backend`. Nothing heavy is imported until a backend is opened.

Other packages add a model with an entry point in the group `reelwright.backends`: the name is what is typed after
`--model`, the value is a class or function that takes nothing and gives a `Backend`.
"""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import cast

from generator.errors import ModelError
from generator.types import Backend

ENTRY_POINT_GROUP = "reelwright.backends"
BUILT_IN = {
    "flipbook": "generator.flipbook.backend:FlipbookBackend",
    "stub": "generator.backend.stub:StubBackend",
}
_DIFFUSERS = "generator.backend.diffusers_folder:DiffusersBackend"
_FLIPBOOK_CLASS = "FlipbookPipeline"


def open_backend(model: str) -> Backend:
    """Open a video model.

    Args:
        model: A built-in name, a name that an installed package registered, or a local diffusers folder, which
            may hold other weights of the embedded model. A built-in name wins over a registered one, and both win over
            a folder; `./flipbook` always means the folder.

    Raises:
        ModelError: Nothing of that name is known, two packages claim it, or its package cannot be loaded.
    """
    if model in BUILT_IN:
        make = cast("Callable[[], Backend]", pkgutil.resolve_name(BUILT_IN[model]))
        return make()
    plugins = [point for point in entry_points(group=ENTRY_POINT_GROUP) if point.name == model]
    if plugins:
        return _open_plugin(model, plugins)
    folder = _folder(model)
    if folder is not None:
        kind = BUILT_IN["flipbook"] if _is_flipbook(folder) else _DIFFUSERS
        open_folder = cast("Callable[[Path], Backend]", pkgutil.resolve_name(kind))
        return open_folder(folder)
    names = ", ".join(model_names())
    raise ModelError(f"unknown model {model!r}: give one of {names}, or the folder of a local diffusers model")


def model_names() -> tuple[str, ...]:
    """Every name that `open_backend` knows, built-in ones first."""
    registered = {point.name for point in entry_points(group=ENTRY_POINT_GROUP)}
    return (*BUILT_IN, *sorted(registered - BUILT_IN.keys()))


def _is_flipbook(folder: Path) -> bool:
    """Whether a folder holds other weights of the embedded model, as its training writes them."""
    try:
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # the diffusers backend says what is wrong with it
    return isinstance(index, dict) and _FLIPBOOK_CLASS in str(index.get("_class_name"))


def _folder(model: str) -> Path | None:
    if not model:
        return None
    try:
        folder = Path(model).expanduser()
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError) as exc:
        raise ModelError(f"model {model!r} is no name that is known and no folder that can be read: {exc}") from exc


def _open_plugin(model: str, plugins: list[EntryPoint]) -> Backend:
    values = sorted({point.value for point in plugins})
    if len(values) > 1:
        raise ModelError(f"model {model!r} is claimed by more than one package: {', '.join(values)}")
    try:
        make = plugins[0].load()
    except (ImportError, AttributeError) as exc:
        raise ModelError(f"model {model!r} cannot be loaded from {values[0]!r}: {exc}") from exc
    backend = make()
    # Looked up without reading it: `info` may load the model.
    if not callable(getattr(backend, "render", None)) or "info" not in dir(backend):
        raise ModelError(f"model {model!r} from {values[0]!r} is no backend: it needs `info` and `render`")
    return cast("Backend", backend)
