"""The modes of the model, each through the pipeline call: what is known stays exactly, the rest is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from generator.flipbook.backend import weights_digest
from generator.flipbook.compositor import Compositor, Scene
from generator.flipbook.extend import JOINT, cut_at_joint, lead_in
from generator.flipbook.known import CAMERA_COLUMNS, Known, known_camera, known_facing
from generator.flipbook.layer_file import load_layers, save_layers
from generator.flipbook.layout import N_KEYS, N_MOTION, N_POSE, POSE, scale_motion, unscale_motion
from generator.flipbook.pipeline import FlipbookOutput, FlipbookPipeline, Sampling
from generator.flipbook.reference import background_reference, subject_reference
from generator.flipbook.trajectory import camera_track, parse_trajectory
from tests.generator.flipbook.test_reference import logo, save
from tests.generator.flipbook.tiny import tiny_folder

ROLES = {"subject1": "red fox", "action1": "runs", "setting": "on a beach", "camera": "static camera"}
QUICK = Sampling(steps=2, seed=1)
FACING = POSE.index("facing")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_folder(tmp_path_factory.mktemp("flipbook"))


@pytest.fixture(scope="module")
def pipeline(folder: Path) -> FlipbookPipeline:
    return FlipbookPipeline.open(folder)


@pytest.fixture(scope="module")
def first(pipeline: FlipbookPipeline) -> FlipbookOutput:
    return pipeline(ROLES, sampling=QUICK)


def columns_of(scene: Scene) -> np.ndarray:
    return scene.motion[:, CAMERA_COLUMNS]


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("subject1", {"subject1": "blue cat"}),
        ("background", {"setting": "in a snowy field"}),
        ("motion", {"action1": "sleeps"}),
    ],
)
def test_one_layer_is_drawn_anew_and_the_others_are_the_same(
    pipeline: FlipbookPipeline, first: FlipbookOutput, layer: str, words: dict[str, str]
) -> None:
    second = pipeline(ROLES | words, sampling=Sampling(steps=2, seed=9), known=first.all_but(layer))
    assert second.layers.keys() == first.layers.keys()
    for name in first.layers:
        assert torch.equal(first.layers[name], second.layers[name]) == (name != layer)
    assert np.array_equal(first.scene.sprites[0], second.scene.sprites[0]) == (layer != "subject1")
    assert np.array_equal(first.scene.background, second.scene.background) == (layer != "background")
    assert np.array_equal(first.scene.motion, second.scene.motion) == (layer != "motion")


def test_a_kept_layer_changes_no_others_noise(pipeline: FlipbookPipeline, first: FlipbookOutput) -> None:
    again = pipeline(ROLES, sampling=QUICK, known=first.kept("subject1"))
    assert all(torch.allclose(first.layers[k], again.layers[k], atol=1e-5) for k in first.layers)


def test_everything_kept_is_the_same_shot(pipeline: FlipbookPipeline, first: FlipbookOutput) -> None:
    again = pipeline({}, sampling=Sampling(steps=1, seed=5), known=first.all_but())
    assert [*again.layers] == [*first.layers]
    assert all(torch.equal(first.layers[k], again.layers[k]) for k in first.layers)


def test_a_layer_that_the_shot_does_not_have_cannot_be_kept(first: FlipbookOutput) -> None:
    for take in (first.kept, first.all_but):
        with pytest.raises(ValueError, match="'subject3' cannot be kept: this shot has background, subject1, motion"):
            take("subject3")


def test_layers_that_went_through_a_file_draw_the_same_frames(
    pipeline: FlipbookPipeline, folder: Path, tmp_path: Path
) -> None:
    reference = subject_reference(save(tmp_path / "logo.png", logo(120, 100)))
    shot = pipeline(ROLES, sampling=QUICK, known={"subject1": reference.known})
    path, weights = tmp_path / "shot.safetensors", weights_digest(folder)
    save_layers(path, shot.all_but(), duration_s=shot.duration_s, weights=weights)
    stored = load_layers(path, weights=weights)
    again = pipeline({}, sampling=QUICK, duration_s=stored.duration_s, known=stored.layers)

    def frames(scene: Scene) -> np.ndarray:
        return np.stack(list(pipeline.frames(scene, width_px=96, height_px=64, n_frames=3)))

    assert np.array_equal(frames(shot.scene), frames(again.scene))


def test_a_reference_subject_is_shown_with_its_own_pixels(pipeline: FlipbookPipeline, tmp_path: Path) -> None:
    picture = logo(120, 100)
    reference = subject_reference(save(tmp_path / "logo.png", picture))
    shot = pipeline(ROLES, sampling=QUICK, known={"subject1": reference.known})
    sprite = shot.scene.sprites[0]
    ys, xs = np.nonzero(sprite[..., 3])
    assert np.array_equal(sprite[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1], picture[7:-7, 7:-14])
    assert torch.equal(shot.layers["subject1"], reference.known.tokens)
    next_shot = pipeline(
        ROLES | {"setting": "at night"}, sampling=Sampling(steps=1, seed=2), known=shot.kept("subject1")
    )
    assert np.array_equal(next_shot.scene.sprites[0], sprite)


def test_a_reference_subject_reaches_the_frame_unchanged_where_a_pixel_meets_a_pixel(
    pipeline: FlipbookPipeline, tmp_path: Path
) -> None:
    picture = logo(84, 84)
    known = subject_reference(save(tmp_path / "logo.png", picture)).known
    assert known.exact is not None
    motion = np.zeros((N_KEYS, N_MOTION), np.float32)
    motion[:, [2, 7, FACING, CAMERA_COLUMNS.start + 2, 31]] = 1.0  # scale, opacity, facing, zoom, gain
    scene = Scene(background=np.full((40, 60, 3), 9, np.uint8), sprites=(known.exact,), motion=motion, floor=False)
    side = round(len(known.exact) / 0.6 * 1.4)  # a world unit is then as many pixels as the sprite has
    frame = Compositor(scene, width_px=side, height_px=side, n_frames=1).frame(0).astype(int)
    middle = frame[(side - 84) // 2 : (side + 84) // 2, (side - 84) // 2 : (side + 84) // 2]
    assert np.abs(middle - picture[7:-7, 7:-14, :3]).mean() < 3.0


def test_a_reference_background_is_shown_with_its_own_pixels(pipeline: FlipbookPipeline, tmp_path: Path) -> None:
    photo = np.random.default_rng(0).integers(0, 255, (200, 300, 3), np.uint8)
    reference = background_reference(save(tmp_path / "a.png", photo))
    shot = pipeline(ROLES, sampling=QUICK, known={"background": reference.known})
    assert np.array_equal(shot.scene.background, photo)
    assert "background" in shot.exact
    assert "background" not in pipeline(ROLES, sampling=QUICK, known=shot.kept("subject1")).exact


def test_a_picture_given_as_a_plain_layer_is_enlarged_by_the_model(
    pipeline: FlipbookPipeline, first: FlipbookOutput
) -> None:
    shot = pipeline(ROLES, sampling=QUICK, known={"subject1": Known(tokens=first.layers["subject1"])})
    assert np.array_equal(shot.scene.sprites[0], first.scene.sprites[0])


def test_a_trajectory_is_obeyed_and_the_rest_of_the_motion_is_drawn(pipeline: FlipbookPipeline) -> None:
    track = camera_track(parse_trajectory("0:0,0,1.0 2:0.3,0,1.4", duration_s=4.0), duration_s=4.0)
    known = known_camera(track)
    one, two = (pipeline(ROLES, sampling=Sampling(steps=3, seed=seed), known={"motion": known}) for seed in (1, 2))
    for shot in (one, two):
        assert torch.equal(shot.layers["motion"][:, :, CAMERA_COLUMNS], known.tokens[:, :, CAMERA_COLUMNS])
        assert np.allclose(columns_of(shot.scene), track, atol=1e-6)
    assert not np.allclose(one.scene.motion[:, : CAMERA_COLUMNS.start], two.scene.motion[:, : CAMERA_COLUMNS.start])


def test_the_network_sees_a_known_column_on_its_straight_way_at_every_step(
    pipeline: FlipbookPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = np.tile(np.array([0.4, -0.2, 1.5, 0.1], np.float32), (N_KEYS, 1))
    known, seen = known_camera(track), []
    real = pipeline.transformer.forward

    def forward(layers, t, words):  # type: ignore[no-untyped-def]
        if "motion" in layers:
            seen.append((float(t["motion"][0]), layers["motion"][:1, :, CAMERA_COLUMNS].clone()))
        return real(layers, t, words)

    monkeypatch.setattr(pipeline.transformer, "forward", forward)
    pipeline(ROLES, sampling=Sampling(steps=4, seed=1), known={"motion": known})
    noise = seen[0][1]
    assert len(seen) == 4
    assert seen[0][0] == 0.0
    for t, columns in seen:
        assert torch.allclose(columns, (1 - t) * noise + t * known.tokens[:, :, CAMERA_COLUMNS], atol=1e-4)


def test_a_picture_with_writing_is_never_mirrored(pipeline: FlipbookPipeline) -> None:
    shot = pipeline(ROLES, sampling=QUICK, known={"motion": known_facing(0)})
    assert shot.scene.motion[:, FACING] == pytest.approx(np.ones(N_KEYS), abs=1e-6)
    assert shot.layers["motion"][0, :, N_POSE + FACING].std() > 0.01


def test_an_extended_shot_begins_where_the_other_one_ended(pipeline: FlipbookPipeline, first: FlipbookOutput) -> None:
    lead = lead_in(first, duration_s=3.0)
    long = pipeline(ROLES, duration_s=lead.total_s, sampling=Sampling(steps=3, seed=4), known=lead.known)
    after = cut_at_joint(long, lead)
    assert after.duration_s == 3.0
    assert np.allclose(after.scene.motion[0], first.scene.motion[-1], atol=1e-5)
    assert torch.equal(long.layers["motion"][:, : JOINT + 1], lead.known["motion"].tokens[:, : JOINT + 1])
    assert np.array_equal(after.scene.sprites[0], first.scene.sprites[0])
    assert np.array_equal(after.scene.background, first.scene.background)
    assert torch.allclose(after.layers["motion"], pipeline({}, known=after.all_but()).layers["motion"])


def test_the_last_and_the_next_frame_are_alike(pipeline: FlipbookPipeline, first: FlipbookOutput) -> None:
    lead = lead_in(first, duration_s=2.0)
    after = cut_at_joint(pipeline(ROLES, duration_s=lead.total_s, sampling=QUICK, known=lead.known), lead)
    *_, last = pipeline.frames(first.scene, width_px=96, height_px=96, n_frames=8)
    begin = next(pipeline.frames(after.scene, width_px=96, height_px=96, n_frames=4))
    assert np.abs(last.astype(int) - begin).mean() < 6.0


@pytest.mark.parametrize("duration_s", [0.4, 8.0, -1.0])
def test_an_extension_outside_the_range_is_named(first: FlipbookOutput, duration_s: float) -> None:
    with pytest.raises(ValueError, match=rf"0\.5\.\.7\.5, got {duration_s}"):
        lead_in(first, duration_s=duration_s)


def test_a_smooth_motion_keeps_its_speed_across_the_joint() -> None:
    """The known rows of a steady movement, continued by another steady movement from elsewhere."""
    t = np.linspace(0, 1, N_KEYS)[:, None]
    before = FlipbookOutput(
        scene=Scene(
            background=np.zeros((2, 3, 3), np.uint8), sprites=(), floor=False,
            motion=np.repeat(-0.6 + 1.2 * t, N_MOTION, 1).astype(np.float32),
        ),
        layers={"background": torch.zeros(1), "motion": torch.zeros(1)},
        duration_s=3.0,
    )  # fmt: skip
    lead = lead_in(before, duration_s=3.0)
    drawn = np.repeat(0.2 * np.sin(6 * t), N_MOTION, 1).astype(np.float32)
    held = unscale_motion(lead.known["motion"].hold(scale_motion(torch.from_numpy(drawn))[None]))[0].numpy()
    whole = FlipbookOutput(scene=Scene(background=before.scene.background, sprites=(), motion=held, floor=False),
                           layers={}, duration_s=lead.total_s)  # fmt: skip
    after = cut_at_joint(whole, lead).scene.motion
    steady = 1.2 / 3.0
    speed = (after[1] - after[0]) * (N_KEYS - 1) / 3.0
    assert after[0] == pytest.approx(np.full(N_MOTION, 0.6), abs=1e-5)
    assert speed == pytest.approx(np.full(N_MOTION, steady), abs=0.12)
