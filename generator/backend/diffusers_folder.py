"""Any local diffusers text-to-video folder of a known family as a `Backend`.

The folder is read, never downloaded and never executed: pipeline class and component libraries come from closed lists,
weights must be safetensors, and no code from the folder runs. Each family takes only certain sizes, frame counts and
frame rates; the nearest legal ones are rendered and then brought to what was asked, with a note that says so.

torch and diffusers are imported when the model is loaded, so that naming this backend costs nothing.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from generator.encode import digest_file
from generator.errors import DeviceMemoryError, GeneratorError, ModelError, RenderError
from generator.types import ModelInfo, RenderedShot
from policy.types import Quality, ShotIntent

if TYPE_CHECKING:
    from generator.types import Frame
    from policy.types import Permit

INDEX = "model_index.json"
STEPS = {Quality.DRAFT: 12, Quality.STANDARD: 30, Quality.FINE: 50}
_LIBRARIES = ("diffusers", "transformers")
# All of these can run code while they are read.
_PICKLED = (".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth")
_WEIGHTS = ".safetensors"
_DENOISE_SHARE = 0.9
# Above this share of the free device memory the weights leave no room for activations.
_ROOMY_SHARE = 0.7
_OUT_OF_HOST_MEMORY = "can't allocate memory"
_LIBRARY_FAULTS = (
    AttributeError,
    ImportError,
    IndexError,
    KeyError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What one family of models takes, from its model cards.

    Attributes:
        multiple_px: Both sides are multiples of this.
        frame_block: Frame counts are `frame_block * k + 1`.
        fps: The rate it was trained at.
        max_frames: The longest it was trained for.
        max_tokens: How much of a prompt its text encoder reads.
        full_precision: Components that lose quality in bfloat16 and stay in float32.
        options: Arguments of the pipeline's call that this family needs.
    """

    multiple_px: int
    frame_block: int
    fps: int
    max_frames: int
    max_tokens: int
    full_precision: tuple[str, ...] = ()
    options: dict[str, int] = field(default_factory=dict)

    def frames(self, duration_s: float) -> int:
        """The legal frame count that is nearest to a duration."""
        blocks = round((duration_s * self.fps - 1) / self.frame_block)
        return self.frame_block * min(max(blocks, 1), (self.max_frames - 1) // self.frame_block) + 1


FAMILIES = {
    "WanPipeline": Family(
        multiple_px=16, frame_block=4, fps=16, max_frames=81, max_tokens=512, full_precision=("vae",)
    ),
    "LTXPipeline": Family(
        multiple_px=32, frame_block=8, fps=24, max_frames=257, max_tokens=128, options={"frame_rate": 24}
    ),
    "CogVideoXPipeline": Family(multiple_px=8, frame_block=8, fps=8, max_frames=49, max_tokens=226),
}
_WAN_22_5B_FACTOR = 16
_WAN_22_5B = Family(multiple_px=32, frame_block=4, fps=24, max_frames=121, max_tokens=512, full_precision=("vae",))
_COGVIDEOX_15 = Family(multiple_px=16, frame_block=16, fps=16, max_frames=161, max_tokens=226)


def compile_prompt(shot: ShotIntent) -> str:
    """The five slots as one prompt, `scene. camera. lighting. temporal. style`; formatting only, no empty slots."""
    slots = (shot.scene, shot.camera, shot.lighting, shot.temporal, shot.style)
    return ". ".join(words for slot in slots if (words := slot.strip().rstrip(".")))


class DiffusersBackend:
    """A local diffusers folder, loaded on first use and kept warm.

    Args:
        folder: What `save_pretrained` wrote: `model_index.json` with one folder for each component beside it.

    Raises:
        ModelError: The folder is incomplete, of another family, or holds weights that are not safetensors.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._class_name = _inspect(self._folder)
        self._loaded: _Loaded | None = None

    @property
    def info(self) -> ModelInfo:
        """What this model is; loads it."""
        loaded = self._load()
        return ModelInfo(
            model_id=f"{self._class_name}:{self._folder.name}",
            weights_digest=loaded.weights_digest,
            scheduler=type(loaded.pipe.scheduler).__name__,
            device=loaded.device,
            library_versions={name: version(name) for name in ("torch", "diffusers", "transformers", "numpy")},
        )

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Draw one shot; see `Backend.render`."""
        loaded = self._load()
        progress("load", 0.0)
        intent = permit.intent
        asked = intent.shots[shot]
        steps = STEPS[intent.quality]
        video = loaded.denoise(asked, (intent.width_px, intent.height_px), steps, progress)
        n_frames = max(1, round(asked.duration_s * intent.fps))
        return RenderedShot(
            frames=_resampled(video, n_frames, (intent.width_px, intent.height_px)),
            n_frames=n_frames,
            steps=steps,
            notes=(
                *loaded.prompt_notes(asked),
                *_notes(video.shape[:3], loaded.family, (n_frames, intent.height_px, intent.width_px), intent.fps),
            ),
        )

    def _load(self) -> _Loaded:
        if self._loaded is None:
            self._loaded = _Loaded.open(self._folder, self._class_name)
        return self._loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loaded:
    """A warm pipeline. The pipeline is untyped: its class is chosen at run time from the folder."""

    pipe: Any
    family: Family
    device: str
    weights_digest: str

    @classmethod
    def open(cls, folder: Path, class_name: str) -> _Loaded:
        """Read the weights and put them where they run."""
        torch = importlib.import_module("torch")
        diffusers = importlib.import_module("diffusers")
        cuda = torch.cuda.is_available()
        half = {"default": torch.bfloat16} | dict.fromkeys(FAMILIES[class_name].full_precision, torch.float32)
        dtype = half if cuda else torch.float32
        device = f"cuda:{torch.cuda.current_device()}" if cuda else "cpu"
        weights = _weight_files(folder)
        failed = f"model folder {str(folder)!r} cannot be loaded"
        with _quiet(), _model_faults(failed, need="the weights", device=device, otherwise=ModelError):
            pipe = getattr(diffusers, class_name).from_pretrained(
                folder, local_files_only=True, use_safetensors=True, dtype=dtype
            )
            free_bytes = torch.cuda.mem_get_info()[0] if cuda else 0
            if cuda and sum(path.stat().st_size for path in weights) > _ROOMY_SHARE * free_bytes:
                pipe.enable_model_cpu_offload(device=device)
                pipe.vae.enable_tiling()
            else:
                pipe.to(device)
        pipe.set_progress_bar_config(disable=True)
        family = family_of(
            class_name,
            spatial_factor=_spatial_factor(pipe),
            temporal_patch=getattr(pipe.transformer.config, "patch_size_t", None),
        )
        return cls(pipe=pipe, family=family, device=device, weights_digest=_digest(folder, weights))

    def denoise(
        self, shot: ShotIntent, size: tuple[int, int], steps: int, progress: Callable[[str, float], None]
    ) -> npt.NDArray[np.uint8]:
        """Run the pipeline once; uint8 (T, H, W, 3) at the nearest legal size and count."""
        torch = importlib.import_module("torch")
        width, height = (_nearest(side, self._multiple_px()) for side in size)
        n_frames = self.family.frames(shot.duration_s)

        def step(_pipe: object, i: int, _t: object, state: dict[str, object]) -> dict[str, object]:
            progress("denoise", _DENOISE_SHARE * (i + 1) / steps)
            return state

        need = f"{n_frames} frames of {width}x{height}"
        try:
            with _model_faults(f"the model failed at {need}", need=need, device=self.device, otherwise=RenderError):
                result = self.pipe(
                    prompt=compile_prompt(shot),
                    width=width,
                    height=height,
                    num_frames=n_frames,
                    num_inference_steps=steps,
                    # A generator on the CPU gives the same noise for a seed on every device.
                    generator=torch.Generator("cpu").manual_seed(shot.seed),
                    output_type="np",
                    callback_on_step_end=step,
                    **self.family.options,
                )
        finally:
            # Cut short by a cancel, offloaded parts would stay on the device and cached steps in the next render.
            self.pipe.maybe_free_model_hooks()
        progress("decode", 1.0)
        return _to_uint8(np.asarray(result.frames[0]))

    def prompt_notes(self, shot: ShotIntent) -> tuple[str, ...]:
        """Whether the text encoder reads the whole prompt."""
        n_tokens = len(self.pipe.tokenizer(compile_prompt(shot), truncation=False, verbose=False).input_ids)
        if n_tokens <= self.family.max_tokens:
            return ()
        return (
            f"the prompt has {n_tokens} tokens and this model reads the first {self.family.max_tokens}: "
            "the end of it was not used",
        )

    def _multiple_px(self) -> int:
        """The family's multiple, or more where this model's own autoencoder and patches ask for it."""
        patch = self.pipe.transformer.config.patch_size
        side = patch if isinstance(patch, int) else patch[-1]
        return math.lcm(self.family.multiple_px, _spatial_factor(self.pipe) * side)


def _inspect(folder: Path) -> str:
    """The pipeline class of a folder that may be loaded."""
    index = folder / INDEX
    try:
        content = json.loads(index.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise ModelError(f"model folder {str(folder)!r} has no readable {INDEX}: {exc}") from exc
    name = content.get("_class_name") if isinstance(content, dict) else None
    if not isinstance(name, str) or name not in FAMILIES:
        raise ModelError(f"pipeline class {name!r} in {str(index)!r} is not supported: one of {', '.join(FAMILIES)}")
    for component, value in content.items():
        if isinstance(value, list) and value[:1] != [None] and (not value or value[0] not in _LIBRARIES):
            raise ModelError(
                f"component {component!r} in {str(index)!r} is {value!r}: only {', '.join(_LIBRARIES)} may be used"
            )
    pickled = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix.lower() in _PICKLED)
    if pickled:
        raise ModelError(
            f"model folder {str(folder)!r} holds {pickled[0]!r}, which can run code when it is read: "
            f"only {_WEIGHTS} weights are taken"
        )
    if not _weight_files(folder):
        raise ModelError(f"model folder {str(folder)!r} holds no {_WEIGHTS} weights")
    return name


def _weight_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob(f"*{_WEIGHTS}"), key=lambda path: path.relative_to(folder).as_posix())


def _digest(folder: Path, weights: list[Path]) -> str:
    sha = hashlib.sha256()
    for path in weights:
        sha.update(f"{path.relative_to(folder).as_posix()}\0{digest_file(path)}\n".encode())
    return f"sha256:{sha.hexdigest()}"


def family_of(class_name: str, *, spatial_factor: int, temporal_patch: int | None) -> Family:
    """The family of a pipeline class, where two later models share a class with an older one.

    Args:
        class_name: One of `FAMILIES`.
        spatial_factor: Pixels a latent along one side; Wan 2.2 5B has 16 where the other Wan models have 8.
        temporal_patch: Latent frames a token; CogVideoX 1.5 has one, 1.0 has none.
    """
    if class_name == "WanPipeline" and spatial_factor == _WAN_22_5B_FACTOR:
        return _WAN_22_5B
    if class_name == "CogVideoXPipeline" and temporal_patch is not None:
        return _COGVIDEOX_15
    return FAMILIES[class_name]


def _spatial_factor(pipe: object) -> int:
    """Pixels a latent along one side; the pipelines have two words for it."""
    for word in ("vae_scale_factor_spatial", "vae_spatial_compression_ratio"):
        factor = getattr(pipe, word, None)
        if factor is not None:
            return int(factor)
    raise ModelError(f"pipeline {type(pipe).__name__!r} does not say how many pixels its autoencoder makes of a latent")


def _nearest(side_px: int, multiple_px: int) -> int:
    return max(1, round(side_px / multiple_px)) * multiple_px


def _to_uint8(video: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Float [0, 1] to uint8; a number that is none is a broken model, not a black pixel."""
    if not np.isfinite(video).all():
        raise RenderError("the model gave values that are not numbers (NaN or infinite): its output is broken")
    pixels: npt.NDArray[np.uint8] = np.rint(video * 255).clip(0, 255).astype(np.uint8)
    return pixels


def _resampled(video: npt.NDArray[np.uint8], n_frames: int, size: tuple[int, int]) -> Iterator[Frame]:
    """Each asked frame shows the rendered frame of its own time; nothing is blended, so nothing ghosts."""
    n_drawn, height, width = video.shape[:3]
    for i in range(n_frames):
        frame = video[int((i + 0.5) * n_drawn / n_frames)]
        if (width, height) != size:
            frame = np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS))
        yield frame


def _notes(drawn: tuple[int, ...], family: Family, asked: tuple[int, int, int], fps: int) -> tuple[str, ...]:
    """What was rendered otherwise than asked. Both shapes are (T, H, W)."""
    notes = []
    (n_drawn, h_drawn, w_drawn), (n_asked, h_asked, w_asked) = drawn, asked
    if (h_drawn, w_drawn) != (h_asked, w_asked):
        notes.append(f"rendered at {w_drawn}x{h_drawn}, the nearest size of this model, and resized")
    if (n_drawn, family.fps) != (n_asked, fps):
        notes.append(
            f"rendered {n_drawn} frames at {family.fps} fps, as this model does, and shown as {n_asked} at {fps} fps"
        )
    longest_s = family.max_frames / family.fps
    if n_asked / fps > longest_s + 1 / family.fps:
        notes.append(f"this model makes {longest_s:.1f} s at most: the motion is slowed to fill {n_asked / fps:.1f} s")
    return tuple(notes)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the libraries' own bars: a service has no terminal, and progress is reported to the caller."""
    logs = [importlib.import_module(f"{library}.utils.logging") for library in _LIBRARIES]
    shown = [log for log in logs if log.is_progress_bar_enabled()]
    for log in shown:
        log.disable_progress_bar()
    try:
        yield
    finally:
        for log in shown:
            log.enable_progress_bar()


@contextmanager
def _model_faults(failed: str, need: str, device: str, otherwise: type[GeneratorError]) -> Iterator[None]:
    """Turns what torch, diffusers and safetensors raise into faults of this package."""
    torch = importlib.import_module("torch")
    safetensors = importlib.import_module("safetensors")
    try:
        yield
    except (*_LIBRARY_FAULTS, safetensors.SafetensorError) as exc:
        if isinstance(exc, (torch.OutOfMemoryError, MemoryError)) or _OUT_OF_HOST_MEMORY in str(exc):
            if device != "cpu":
                torch.cuda.empty_cache()
            raise DeviceMemoryError(f"the memory of {device} does not hold {need}: {exc}") from exc
        raise otherwise(f"{failed}: {exc}") from exc
