"""Layers of a shot in a file: what a character or a place looked like, for the shots that come later.

Safetensors, which cannot carry code. Its metadata names the weights that drew the layers and a digest of every number,
so that a file of other weights or with a changed byte is told apart from a good one.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from generator.errors import LayerFileError, OutputError
from generator.flipbook.known import LAYER_SIZES, Known
from generator.flipbook.layout import PICTURE_ROLES

FORMAT = "reelwright.layers.1"
SUFFIX = ".safetensors"
MAX_BYTES = 64 * 1024 * 1024
MAX_WORDS_CHARS = 1000
_TOKENS, _EXACT = "tokens.", "exact."
_MAX_SIDE_PX = 4096
_CHANNELS = {"background": 3, **dict.fromkeys(PICTURE_ROLES, 4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLayers:
    """Layers of one shot.

    Attributes:
        layers: Layer name to its tokens and picture; give them to the pipeline as `known`.
        duration_s: Seconds that their shot lasted.
        words: Name of a subject's layer to what the subject was called; empty where nobody said.
    """

    layers: dict[str, Known]
    duration_s: float
    words: dict[str, str] = field(default_factory=dict)


def save_layers(
    path: Path,
    layers: Mapping[str, Known],
    *,
    duration_s: float,
    weights: str,
    words: Mapping[str, str] | None = None,
) -> None:
    """Write layers; the file is there whole or not at all.

    Args:
        path: Ends in `.safetensors`, in a folder that exists; a file that is there is replaced.
        layers: Layers that are known as a whole, such as `FlipbookOutput.kept` gives.
        duration_s: Seconds that their shot lasts.
        weights: `sha256:...` of the weights that drew them.
        words: Name of a subject's layer to what the subject is called.

    Raises:
        ValueError: There is no layer, one is known in part, or the name ends otherwise.
        OutputError: The file cannot be written.
    """
    if path.suffix != SUFFIX:
        raise ValueError(f"a file of layers must end in {SUFFIX!r}, got {path.name!r}")
    if not layers or not all(known.whole for known in layers.values()):
        raise ValueError(f"only whole layers can be stored, at least 1; got {', '.join(layers) or 'none'}")
    tensors = {_TOKENS + name: known.tokens.clone().contiguous() for name, known in layers.items()}
    for name, known in layers.items():
        if known.exact is not None:
            tensors[_EXACT + name] = torch.from_numpy(np.ascontiguousarray(known.exact))
    head = {"format": FORMAT, "weights": weights, "duration_s": repr(duration_s)}
    if words:
        head["words"] = json.dumps({name: words[name] for name in sorted(words) if name in layers})
    head["sha256"] = _digest(tensors, head)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(save(tensors, head))
        part.replace(path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise OutputError(f"the layers cannot be written to {str(path)!r}: {exc.strerror or exc}") from exc


def load_layers(path: Path, *, weights: str) -> StoredLayers:
    """Read layers back.

    Args:
        path: A file that `save_layers` wrote.
        weights: `sha256:...` of the weights that will draw the rest.

    Raises:
        LayerFileError: The file is missing, damaged, no file of layers, or was drawn by other weights.
    """
    head, tensors = _read(path)
    if head.get("format") != FORMAT:
        raise LayerFileError(
            f"{path.name!r} is no file of layers: its format is {head.get('format')!r}, not {FORMAT!r}"
        )
    if head.get("weights") != weights:
        raise LayerFileError(f"{path.name!r} was drawn by the weights {head.get('weights')!r}, these are {weights!r}")
    if head.get("sha256") != _digest(tensors, head):
        raise LayerFileError(f"{path.name!r} is damaged: its numbers are not those that were stored")
    layers = {}
    for name in LAYER_SIZES:
        if _TOKENS + name in tensors:
            layers[name] = _layer(path.name, name, tensors)
    unknown = {key for key in tensors if key.partition(".")[2] not in layers}
    if unknown or not layers:
        raise LayerFileError(f"{path.name!r} holds {sorted(tensors)!r}; layers are {', '.join(LAYER_SIZES)}")
    return StoredLayers(layers=layers, duration_s=_duration(path.name, head), words=_words(path.name, head))


def weights_of(path: Path) -> str:
    """`sha256:...` of the weights that drew the layers in a file; empty where it says nothing.

    Raises:
        LayerFileError: The file is missing or damaged.
    """
    return _read(path)[0].get("weights", "")


def _read(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LayerFileError(f"{path.name!r} has {size!r} bytes, at most {MAX_BYTES} are allowed")
        with safe_open(str(path), framework="pt") as file:
            return file.metadata() or {}, {key: file.get_tensor(key) for key in file.keys()}
    except OSError as exc:
        raise LayerFileError(f"the file of layers {path.name!r} cannot be read: {exc.strerror or exc}") from exc
    except SafetensorError as exc:
        raise LayerFileError(f"{path.name!r} is damaged or no file of layers: {exc}") from exc


def _layer(file: str, name: str, tensors: Mapping[str, Tensor]) -> Known:
    tokens = tensors[_TOKENS + name]
    wanted = (1, *LAYER_SIZES[name])
    if tuple(tokens.shape) != wanted or tokens.dtype != torch.float32 or not torch.isfinite(tokens).all():
        raise LayerFileError(
            f"layer {name!r} of {file!r} must be finite float32 {wanted!r}, is {tuple(tokens.shape)!r}"
        )
    exact = tensors.get(_EXACT + name)
    if exact is None:
        return Known(tokens=tokens)
    channels = _CHANNELS.get(name)
    fits = exact.dtype == torch.uint8 and exact.ndim == 3 and exact.shape[2] == channels
    if not fits or not 1 <= min(exact.shape[:2]) or max(exact.shape[:2]) > _MAX_SIDE_PX:
        raise LayerFileError(
            f"the picture of layer {name!r} of {file!r} must be uint8 (1..{_MAX_SIDE_PX}, 1..{_MAX_SIDE_PX}, "
            f"{channels}), is {exact.dtype} {tuple(exact.shape)!r}"
        )
    return Known(tokens=tokens, exact=exact.numpy())


def _duration(file: str, head: Mapping[str, str]) -> float:
    text = head.get("duration_s", "")
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.0 < value < 3600.0:
        raise LayerFileError(f"{file!r} says that its shot lasts {text!r} s, above 0 and below 3600 is allowed")
    return value


def _words(file: str, head: Mapping[str, str]) -> dict[str, str]:
    try:
        words = json.loads(head.get("words", "{}"))
    except ValueError as exc:
        raise LayerFileError(f"{file!r} says what its subjects are called in no form that can be read: {exc}") from exc
    plain = isinstance(words, dict) and all(isinstance(word, str) for word in words.values())
    if not plain or not set(words) <= set(PICTURE_ROLES) or any(len(word) > MAX_WORDS_CHARS for word in words.values()):
        raise LayerFileError(
            f"{file!r} must call only {', '.join(PICTURE_ROLES)} by words of at most {MAX_WORDS_CHARS} characters"
        )
    return dict(words)


def _digest(tensors: Mapping[str, Tensor], head: Mapping[str, str]) -> str:
    digest = hashlib.sha256(head.get("duration_s", "").encode() + b"\0")
    if "words" in head:
        digest.update(head["words"].encode() + b"\0")
    for key in sorted(tensors):
        array = tensors[key].numpy()
        digest.update(f"{key} {array.dtype} {array.shape}\0".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return f"sha256:{digest.hexdigest()}"
