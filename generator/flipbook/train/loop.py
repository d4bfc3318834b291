"""The training loop: flow matching with x-prediction and velocity loss, Muon for matrices, AdamW for the rest.

Resumes from its checkpoint, runs on CPU or CUDA, prints samples a second and draws a contact sheet at each checkpoint.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from generator.flipbook.network import Network
from generator.flipbook.train import checkpoint
from generator.flipbook.train.batch import Batch, Recipe, Sampler
from generator.flipbook.train.checkpoint import Counters
from generator.flipbook.train.muon import Muon

WARM_UP_STEPS = 100
AVERAGE = 0.996
MIN_NOISE = 0.5
"""Floor of (1 - t) in the loss weight 1 / (1 - t)^2. At 0.1 (JiT) the last details outweigh the words: with 1,024
numbers in a patch and a width of 320 they cannot be met, and after 800 steps the words moved the error by only 3 %."""
LOSS_WEIGHT = {"motion": 2.0}  # pictures weigh 1, which the memory draws almost alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how hard.

    Attributes:
        steps: Stop at this step, counted from the very first; 0 = no limit.
        minutes: Stop after so many minutes of this run.
        decay: Share of this run, at its end, over which the learning rate falls to zero.
        batch: Samples a step; a joint batch has half as many.
        lr_matrix: Muon's learning rate.
        lr_rest: AdamW's learning rate.
        lr_memory: AdamW's learning rate for the memory, whose rows see few samples each.
        mix: How often each recipe is drawn.
        save_every_s: Seconds between checkpoints.
        seed: Seed of everything.
        compiled: Fuse each block's small operations (1.6x faster on a CPU; needs a C++ compiler).
    """

    steps: int = 0
    minutes: float = 120.0
    decay: float = 0.4
    batch: int = 48
    lr_matrix: float = 0.02
    lr_rest: float = 1e-3
    lr_memory: float = 5e-3
    mix: tuple[tuple[Recipe, float], ...] = (("picture", 0.6), ("scene", 0.2), ("joint", 0.2))
    save_every_s: float = 300.0
    seed: int = 0
    compiled: bool = False


def device() -> torch.device:
    """CUDA when there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def loss_of(network: nn.Module, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """Velocity loss of one batch and, by layer, the mean squared error of the predicted clean tokens."""
    noisy = {}
    for name, clean in batch.layers.items():
        t = batch.t[name][:, None, None]
        noisy[name] = t * clean + (1 - t) * torch.randn_like(clean)
    predicted = network(noisy, batch.t, batch.words)
    total, errors = torch.zeros((), device=next(network.parameters()).device), {}
    for name, clean in batch.layers.items():
        t = batch.t[name]
        error = (predicted[name].float() - clean).square().mean((1, 2))  # (B,)
        unknown = (t < 1).float()
        weight = unknown / (1 - t).clamp(min=MIN_NOISE).square()
        total = total + LOSS_WEIGHT.get(name, 1.0) * (weight * error).mean()
        errors[name] = float((error * unknown).sum().detach() / unknown.sum().clamp(min=1))
    return total, errors


def optimisers(network: Network, plan: Plan) -> dict[str, torch.optim.Optimizer]:
    """Muon for the matrices inside blocks, AdamW for everything else."""
    matrices = [
        p for n, p in network.named_parameters() if n.startswith("blocks.") and n.endswith(".weight") and p.ndim == 2
    ]
    memory = [p for n, p in network.named_parameters() if n.startswith("memory.") and n.endswith(".values")]
    chosen = {id(p) for p in (*matrices, *memory)}
    rest = [p for p in network.parameters() if id(p) not in chosen]
    optimisers: dict[str, torch.optim.Optimizer] = {
        "muon": Muon(matrices, lr=plan.lr_matrix),
        "adamw": torch.optim.AdamW(rest, lr=plan.lr_rest, betas=(0.9, 0.95), weight_decay=0.0),
    }
    if memory:
        optimisers["memory"] = torch.optim.AdamW(memory, lr=plan.lr_memory, betas=(0.9, 0.95), weight_decay=0.0)
    return optimisers


def train(
    network: Network,
    sampler: Sampler,
    plan: Plan,
    path: Path,
    *,
    on_save: Callable[[Network, Counters], None],
    stop: Callable[[], bool] = lambda: False,
) -> Counters:
    """Train until the plan's end or until `stop` says so; `on_save` gets the averaged network at each checkpoint."""
    torch.set_flush_denormal(True)  # idle roles' momenta decay into denormals, which are very slow on a CPU
    network.to(device())
    average = copy.deepcopy(network).requires_grad_(False)
    opts = optimisers(network, plan)
    rates = {kind: opt.param_groups[0]["lr"] for kind, opt in opts.items()}
    done = Counters()
    if path.exists():
        done = checkpoint.load(path, model=network, average=average, optimisers=opts)
        print(f"resumed at step {done.step}, {done.samples} samples", flush=True)
    if plan.compiled:
        for block in network.blocks:
            block.compile(dynamic=False)

    def save() -> None:
        checkpoint.save(path, model=network, average=average, optimisers=opts, done=done)
        on_save(average, done)

    torch.manual_seed(plan.seed + done.step)
    start = saved = time.monotonic()
    before, first_step = done.seconds, done.step
    smooth: dict[str, float] = {}
    while not (stop() or _finished(plan, done.step, time.monotonic() - start)):
        share = _share(plan, done.step, first_step, time.monotonic() - start)
        rate = min(1.0, (done.step + 1) / WARM_UP_STEPS) * min(1.0, (1 - share) / plan.decay)
        for kind, opt in opts.items():
            opt.param_groups[0]["lr"] = rates[kind] * rate
        errors = _update(network, average, opts, _draw(sampler, plan), done)
        done.seconds = before + time.monotonic() - start
        for k, v in errors.items():
            smooth[k] = v if k not in smooth else 0.98 * smooth[k] + 0.02 * v
        if done.step % 20 == 0:
            _report(done, smooth, rate)
        if time.monotonic() - saved > plan.save_every_s:
            save()
            saved = time.monotonic()
    save()
    return done


def _update(
    network: Network, average: Network, opts: dict[str, torch.optim.Optimizer], batch: Batch, done: Counters
) -> dict[str, float]:
    """One step of every optimiser; counts it and returns the errors by layer."""
    loss, errors = loss_of(network, batch)
    torch.autograd.backward(loss)
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    for opt in opts.values():
        opt.step()
        opt.zero_grad(set_to_none=True)
    _follow(average, network, min(AVERAGE, (done.step + 1) / (done.step + 10)))
    done.step, done.samples = done.step + 1, done.samples + len(batch.words.duration_s)
    return errors


def _finished(plan: Plan, step: int, elapsed_s: float) -> bool:
    return step >= plan.steps if plan.steps else elapsed_s >= 60 * plan.minutes


def _share(plan: Plan, step: int, first_step: int, elapsed_s: float) -> float:
    """How much of this run is over, 0..1."""
    share = (step - first_step) / max(plan.steps - first_step, 1) if plan.steps else elapsed_s / (60 * plan.minutes)
    return min(share, 1.0)


def _draw(sampler: Sampler, plan: Plan) -> Batch:
    names, odds = zip(*plan.mix, strict=True)
    recipe = names[int(sampler.rng.choice(len(names), p=odds))]
    batch = sampler.batch(recipe, plan.batch // 2 if recipe == "joint" else plan.batch)
    to = device()
    layers, t = ({k: v.to(to) for k, v in part.items()} for part in (batch.layers, batch.t))
    return Batch(layers=layers, t=t, words=batch.words.to(to))


@torch.no_grad()
def _follow(average: Network, network: Network, keep: float) -> None:
    torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - keep)


def _report(done: Counters, smooth: dict[str, float], rate: float) -> None:
    errors = " ".join(f"{k} {v:.4f}" for k, v in smooth.items())
    speed = done.samples / max(done.seconds, 1e-6)
    print(
        f"step {done.step} {done.seconds / 60:.1f} min {speed:.1f} samples/s lr x{rate:.2f} mse: {errors}", flush=True
    )
