"""Checkpoints as safetensors: weights, averaged weights, optimiser state and counters. No pickles."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn


@dataclass(slots=True, kw_only=True)
class Counters:
    """What a run has done so far."""

    step: int = 0
    samples: int = 0
    seconds: float = 0.0


def save(
    path: Path, *, model: nn.Module, average: nn.Module, optimisers: dict[str, torch.optim.Optimizer], done: Counters
) -> None:
    """Write everything to `path`, whole or not at all."""
    tensors: dict[str, Tensor] = {f"model.{k}": v for k, v in model.state_dict().items()}
    tensors |= {f"average.{k}": v for k, v in average.state_dict().items()}
    names: dict[Tensor, str] = {p: n for n, p in model.named_parameters()}
    for kind, optimiser in optimisers.items():
        for p, state in optimiser.state.items():
            tensors |= {f"{kind}.{names[p]}:{k}": v for k, v in state.items() if isinstance(v, Tensor)}
    part = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in tensors.items()}, str(part), {"counters": json.dumps(asdict(done))})
    os.replace(part, path)  # noqa: PTH105  # atomic on every platform, unlike rename


def load(path: Path, *, model: nn.Module, average: nn.Module, optimisers: dict[str, torch.optim.Optimizer]) -> Counters:
    """Read what `save` wrote into the given objects; returns the counters."""
    parameters = dict(model.named_parameters())
    weights: dict[str, dict[str, Tensor]] = {"model": {}, "average": {}}
    with safe_open(str(path), "pt") as file:
        counters = Counters(**json.loads(file.metadata()["counters"]))
        for key in file.keys():  # not a dict
            kind, _, rest = key.partition(".")
            if kind in weights:
                weights[kind][rest] = file.get_tensor(key)
            else:
                name, _, field = rest.rpartition(":")
                optimisers[kind].state[parameters[name]][field] = file.get_tensor(key).to(parameters[name].device)
    model.load_state_dict(weights["model"])
    average.load_state_dict(weights["average"])
    return counters


def read_average(path: Path) -> dict[str, Tensor]:
    """The averaged weights of a checkpoint."""
    with safe_open(str(path), "pt") as file:
        keys = [k for k in file.keys() if k.startswith("average.")]  # not a dict
        return {k.removeprefix("average."): file.get_tensor(k) for k in keys}
