"""Local diffusers folders: tiny pipelines with random weights, built here, saved, and rendered to a clip."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator.backend import open_backend
from generator.backend.diffusers_folder import FAMILIES, STEPS, DiffusersBackend, compile_prompt, family_of
from generator.errors import DeviceMemoryError, ModelError, RenderCancelled, RenderError
from policy.types import CameraKind, Quality, ShotIntent
from tests.generator.conformance import allow, check_backend, decoded, permit_of, renderer, shot

WORDS = ["a red fox in the snow", "pan right", "soft noon", "it runs", "flat. style", "the quick brown dog jumps"]
SIZES = {"WanPipeline": (48, 32), "LTXPipeline": (64, 32), "CogVideoXPipeline": (48, 32)}


def tokenizer() -> Any:
    """A T5 tokenizer trained on a few words."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import T5Tokenizer

    trained = Tokenizer(models.Unigram())
    trained.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    trained.train_from_iterator(
        WORDS * 20,
        trainers.UnigramTrainer(vocab_size=60, special_tokens=special, unk_token="<unk>", show_progress=False),
    )
    pieces = [(piece, float(score)) for piece, score in json.loads(trained.to_str())["model"]["vocab"]]
    return T5Tokenizer(vocab=pieces, extra_ids=0)


def text_encoder(kind: str) -> Any:
    import transformers

    config = {"vocab_size": 64, "d_model": 32, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2}
    if kind == "umt5":
        return transformers.UMT5EncoderModel(transformers.UMT5Config(**config))
    return transformers.T5EncoderModel(transformers.T5Config(**config))


def wan() -> Any:
    import diffusers

    return diffusers.WanPipeline(
        tokenizer=tokenizer(),
        text_encoder=text_encoder("umt5"),
        transformer=diffusers.WanTransformer3DModel(
            patch_size=(1, 2, 2),
            num_attention_heads=2,
            attention_head_dim=12,
            in_channels=16,
            out_channels=16,
            text_dim=32,
            freq_dim=256,
            ffn_dim=32,
            num_layers=2,
            cross_attn_norm=True,
            qk_norm="rms_norm_across_heads",
            rope_max_seq_len=32,
        ),
        vae=diffusers.AutoencoderKLWan(
            base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
        ),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=7.0),
    )


def ltx() -> Any:
    import diffusers

    return diffusers.LTXPipeline(
        tokenizer=tokenizer(),
        text_encoder=text_encoder("t5"),
        transformer=diffusers.LTXVideoTransformer3DModel(
            in_channels=8,
            out_channels=8,
            patch_size=1,
            patch_size_t=1,
            num_attention_heads=4,
            attention_head_dim=8,
            cross_attention_dim=32,
            num_layers=1,
            caption_channels=32,
        ),
        vae=diffusers.AutoencoderKLLTXVideo(
            in_channels=3,
            out_channels=3,
            latent_channels=8,
            block_out_channels=(8, 8, 8, 8),
            decoder_block_out_channels=(8, 8, 8, 8),
            layers_per_block=(1, 1, 1, 1, 1),
            decoder_layers_per_block=(1, 1, 1, 1, 1),
            spatio_temporal_scaling=(True, True, False, False),
            decoder_spatio_temporal_scaling=(True, True, False, False),
            decoder_inject_noise=(False, False, False, False, False),
            upsample_residual=(False, False, False, False),
            upsample_factor=(1, 1, 1, 1),
            timestep_conditioning=False,
            patch_size=1,
            patch_size_t=1,
            encoder_causal=True,
            decoder_causal=False,
        ),
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
    )


def cogvideox() -> Any:
    import diffusers

    return diffusers.CogVideoXPipeline(
        tokenizer=tokenizer(),
        text_encoder=text_encoder("t5"),
        transformer=diffusers.CogVideoXTransformer3DModel(
            num_attention_heads=4,
            attention_head_dim=16,
            in_channels=4,
            out_channels=4,
            time_embed_dim=2,
            text_embed_dim=32,
            num_layers=1,
            sample_width=2,
            sample_height=2,
            sample_frames=9,
            patch_size=2,
            temporal_compression_ratio=4,
            max_text_seq_length=226,
            use_rotary_positional_embeddings=True,
        ),
        vae=diffusers.AutoencoderKLCogVideoX(
            in_channels=3,
            out_channels=3,
            down_block_types=("CogVideoXDownBlock3D",) * 4,
            up_block_types=("CogVideoXUpBlock3D",) * 4,
            block_out_channels=(8, 8, 8, 8),
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=2,
            temporal_compression_ratio=4,
        ),
        scheduler=diffusers.CogVideoXDDIMScheduler(),
    )


BUILDERS: dict[str, Callable[[], Any]] = {"WanPipeline": wan, "LTXPipeline": ltx, "CogVideoXPipeline": cogvideox}


@pytest.fixture(scope="module", params=list(BUILDERS))
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Class name and folder of one tiny model of each family."""
    import torch

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / f"tiny-{request.param}"
    BUILDERS[request.param]().save_pretrained(folder)
    return request.param, folder


@pytest.fixture(scope="module")
def wan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "tiny-wan"
    wan().save_pretrained(folder)
    return folder


def test_every_family_keeps_the_contract(saved: tuple[str, Path]) -> None:
    name, folder = saved
    backend = DiffusersBackend(folder)
    family = FAMILIES[name]
    check_backend(backend, permit_of(shot((family.frame_block + 1) / family.fps), size=SIZES[name], fps=family.fps))
    assert backend.info.model_id == f"{name}:tiny-{name}"
    assert set(backend.info.library_versions) == {"torch", "diffusers", "transformers", "numpy"}


def test_what_the_model_makes_natively_needs_no_note(saved: tuple[str, Path]) -> None:
    name, folder = saved
    family = FAMILIES[name]
    n_frames = family.frame_block + 1
    permit = permit_of(shot(n_frames / family.fps), size=SIZES[name], fps=family.fps)
    rendered = DiffusersBackend(folder).render(permit, 0, progress=lambda _stage, _share: None)
    assert rendered.notes == ()
    assert rendered.n_frames == n_frames
    assert rendered.steps == STEPS[Quality.DRAFT]


def test_another_size_and_rate_is_resampled_and_said(saved: tuple[str, Path]) -> None:
    name, folder = saved
    permit = permit_of(shot(0.5), size=(70, 50), fps=30)
    rendered = DiffusersBackend(folder).render(permit, 0, progress=lambda _stage, _share: None)
    frames = list(rendered.frames)
    assert len(frames) == 15
    assert {frame.shape for frame in frames} == {(50, 70, 3)}
    size_note, rate_note = rendered.notes
    assert "rendered at 64x" in size_note
    assert f"frames at {FAMILIES[name].fps} fps" in rate_note
    assert "shown as 15 at 30 fps" in rate_note


def test_a_clip_is_rendered_end_to_end(wan_folder: Path, tmp_path: Path) -> None:
    permit = permit_of(shot(9 / 16, text=("Fox",)), shot(9 / 16, seed=3), size=(96, 64), fps=16)
    report = renderer(open_backend(str(wan_folder)), allow).make(permit, tmp_path / "a.mp4").report
    frames, stream = decoded(tmp_path / "a.mp4")
    assert len(frames) == report.n_frames == 18
    assert stream.average_rate == 16
    assert frames[0].shape == (64, 96, 3)
    assert report.steps == STEPS[Quality.DRAFT]
    assert report.model.scheduler == "FlowMatchEulerDiscreteScheduler"
    assert report.timings_s["denoise"] > 0
    assert report.timings_s["decode"] > 0
    assert report.notes == ()


def test_a_cancel_between_steps_leaves_no_file_and_a_usable_model(wan_folder: Path, tmp_path: Path) -> None:
    backend = DiffusersBackend(wan_folder)
    n_steps = 0

    def stop(step: Any) -> None:
        nonlocal n_steps
        n_steps += step.stage == "denoise"
        if n_steps == 3:
            raise RenderCancelled("stopped by the caller")

    render = renderer(backend, allow)
    out = tmp_path / "clips" / "a.mp4"
    out.parent.mkdir()
    permit = permit_of(shot(5 / 16), size=(64, 64), fps=16)
    with pytest.raises(RenderCancelled):
        render.make(permit, out, progress=stop)
    assert n_steps == 3
    assert list(out.parent.iterdir()) == []
    assert render.make(permit, out).report.n_frames == 5


def test_the_digest_covers_every_weight_file(wan_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(wan_folder, copy)
    before = DiffusersBackend(wan_folder).info.weights_digest
    assert DiffusersBackend(copy).info.weights_digest == before
    weights = next(copy.glob("vae/*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert DiffusersBackend(copy).info.weights_digest != before


def test_values_that_are_no_numbers_are_a_fault(wan_folder: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    copy = tmp_path / "copy"
    shutil.copytree(wan_folder, copy)
    weights = next(copy.glob("vae/*.safetensors"))
    tensors = {name: torch.full_like(tensor, torch.nan) for name, tensor in load_file(weights).items()}
    save_file(tensors, weights, metadata={"format": "pt"})
    with pytest.raises(RenderError, match="not numbers"):
        DiffusersBackend(copy).render(
            permit_of(shot(5 / 16), size=(64, 64), fps=16), 0, progress=lambda _stage, _share: None
        )


def test_a_size_that_no_memory_holds_is_named(wan_folder: Path) -> None:
    # More bytes than any address space, so that no machine tries to give them.
    permit = permit_of(shot(5 / 16), size=(2**27, 2**27), fps=16)
    with pytest.raises(DeviceMemoryError, match=r"5 frames of 134217728x134217728"):
        DiffusersBackend(wan_folder).render(permit, 0, progress=lambda _stage, _share: None)


def test_loading_prints_nothing(wan_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert DiffusersBackend(wan_folder).info.device
    assert capfd.readouterr() == ("", "")


def test_a_prompt_longer_than_the_model_reads_is_said(wan_folder: Path) -> None:
    long = ShotIntent(
        scene="a red fox " * 400, camera="", lighting="", temporal="", style="", duration_s=5 / 16, seed=1
    )
    rendered = DiffusersBackend(wan_folder).render(
        permit_of(long, size=(64, 64), fps=16), 0, progress=lambda _stage, _share: None
    )
    assert len(rendered.notes) == 1
    assert "reads the first 512" in rendered.notes[0]


def folder_of(tmp_path: Path, index: object, *files: str) -> Path:
    """A folder that looks like a model."""
    (tmp_path / "model_index.json").write_text(index if isinstance(index, str) else json.dumps(index))
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


WAN = {"_class_name": "WanPipeline", "vae": ["diffusers", "AutoencoderKLWan"], "transformer_2": [None, None]}


@pytest.mark.parametrize(
    ("index", "files", "message"),
    [
        ("not json", (), "no readable model_index"),
        ([], (), "class None"),
        ({"_class_name": "StableDiffusionPipeline"}, (), "'StableDiffusionPipeline'.*WanPipeline, LTXPipeline"),
        ({"_class_name": ["WanPipeline"]}, (), r"\['WanPipeline'\]"),
        ({**WAN, "vae": ["my_code", "Vae"]}, ("vae/a.safetensors",), "'vae'.*my_code"),
        ({**WAN, "vae": []}, ("vae/a.safetensors",), r"'vae'.*\[\]"),
        (WAN, ("vae/a.safetensors", "text_encoder/pytorch_model.bin"), r"text_encoder/pytorch_model\.bin"),
        (WAN, ("vae/a.safetensors", "deep/er/x.PT"), r"x\.PT"),
        (WAN, ("vae/a.safetensors", "x.pkl"), r"x\.pkl"),
        (WAN, (), r"no \.safetensors weights"),
    ],
)
def test_a_folder_that_may_not_be_loaded_is_refused_unread(
    tmp_path: Path, index: object, files: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ModelError, match=message):
        DiffusersBackend(folder_of(tmp_path, index, *files))


def test_a_damaged_folder_is_a_fault_of_the_model(wan_folder: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    shutil.copytree(wan_folder, cut)
    weights = next(cut.glob("transformer/*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:500])
    with pytest.raises(ModelError, match="cannot be loaded"):
        _ = DiffusersBackend(cut).info
    gone = tmp_path / "gone"
    shutil.copytree(wan_folder, gone)
    shutil.rmtree(gone / "vae")
    with pytest.raises(ModelError, match="cannot be loaded"):
        _ = DiffusersBackend(gone).info


@pytest.mark.parametrize(
    ("name", "seconds", "n_frames"),
    [
        ("WanPipeline", 0.01, 5),
        ("WanPipeline", 4.0, 65),
        ("WanPipeline", 5.0, 81),
        ("WanPipeline", 10.0, 81),
        ("LTXPipeline", 1.0, 25),
        ("LTXPipeline", 4.0, 97),
        ("CogVideoXPipeline", 1.0, 9),
        ("CogVideoXPipeline", 60.0, 49),
    ],
)
def test_frame_counts_are_the_nearest_legal_ones(name: str, seconds: float, n_frames: int) -> None:
    family = FAMILIES[name]
    assert family.frames(seconds) == n_frames
    assert (n_frames - 1) % family.frame_block == 0


@pytest.mark.parametrize(
    ("name", "spatial_factor", "temporal_patch", "fps"),
    [
        ("WanPipeline", 8, None, 16),
        ("WanPipeline", 16, None, 24),
        ("CogVideoXPipeline", 8, None, 8),
        ("CogVideoXPipeline", 8, 2, 16),
        ("LTXPipeline", 32, 1, 24),
    ],
)
def test_later_models_of_a_class_are_told_apart(
    name: str, spatial_factor: int, temporal_patch: int | None, fps: int
) -> None:
    assert family_of(name, spatial_factor=spatial_factor, temporal_patch=temporal_patch).fps == fps


def test_the_prompt_is_the_five_slots_in_order() -> None:
    asked = ShotIntent(
        scene="a red fox. ",
        camera=" pan right",
        lighting="",
        temporal="it runs...",
        style="flat",
        camera_kind=CameraKind.PAN_RIGHT,
    )
    assert compile_prompt(asked) == "a red fox. pan right. it runs. flat"


def test_a_shot_longer_than_the_model_makes_is_slowed_and_said(wan_folder: Path) -> None:
    permit = permit_of(shot(6.0), size=(16, 16), fps=16)
    rendered = DiffusersBackend(wan_folder).render(permit, 0, progress=lambda _stage, _share: None)
    frames = list(rendered.frames)
    assert len(frames) == 96
    assert any("5.1 s at most: the motion is slowed to fill 6.0 s" in note for note in rendered.notes)
    assert not np.array_equal(frames[0], frames[-1])
