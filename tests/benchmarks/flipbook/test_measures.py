"""Every measure from end to end, with an untrained model over four shapes: what it reports, not how good it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.flipbook import camera, colour, motion, recognition, steadiness, steps
from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.row import Row
from benchmarks.flipbook.stage import look, matte, sprite
from tests.benchmarks.flipbook.shape import bench_of, shapes_atlas


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return bench_of(shapes_atlas(), tmp_path)


def named(rows: list[Row]) -> dict[str, Row]:
    assert len({row.name for row in rows}) == len(rows)
    assert all(row.low <= row.value <= row.high for row in rows)
    return {row.name: row for row in rows}


def test_recognition_tells_common_all_and_never_drawn_apart(bench: Bench) -> None:
    rows = named(recognition.measure(bench))
    assert rows["subject recognised, common x 2 styles (2 subjects)"].n == 4
    assert rows["subject recognised, all subjects x all styles"].n == 4
    assert rows["style recognised, all subjects x all styles"].n == 4


def test_true_colours_reach_their_ceiling(bench: Bench) -> None:
    rows = named(colour.measure(bench))
    assert rows["colour word obeyed"].ceiling == 1.0
    assert rows["colour word obeyed"].n == 2
    assert rows["colour word obeyed: mean CIEDE2000 to the true variant"].value > 0


def test_kept_layers_are_exact_and_clips_of_two_seeds_differ(bench: Bench) -> None:
    rows = named(steadiness.measure(bench))
    assert rows["kept layers identical, byte for byte"].value == 1.0
    assert rows["kept layers identical, byte for byte"].n == 8
    assert rows["diversity over seeds: motions"].value > 0
    assert rows["flicker after motion compensation"].ceiling is not None


def test_steps_stand_beside_many_steps(bench: Bench) -> None:
    rows = named(steps.measure(bench))
    assert len(rows) == 2 * len(steps.FEW)
    assert all("ceiling: 50" in name for name in rows)


@pytest.mark.slow
def test_every_camera_move_has_a_row(bench: Bench) -> None:
    rows = named(camera.measure(bench))
    assert rows["camera move obeyed"].n == 16
    assert rows["camera move obeyed"].ceiling > 0.8
    assert len(rows) == 1 + len({camera.move_name(kind) for kind in camera.CameraKind})


@pytest.mark.slow
def test_every_motion_is_asked_for(bench: Bench) -> None:
    rows = named(motion.measure(bench))
    assert rows["subject motion obeyed"].n == len(motion.acts())


def test_a_sprite_is_seen_as_it_is(bench: Bench) -> None:
    ids = bench.atlas.subject_id
    picture = sprite(bench.pipeline, bench.true_tokens(int(ids[1]), 0))  # the red square
    seen, opacity = matte(picture)
    assert opacity[48, 48] == pytest.approx(1.0, abs=0.02)
    assert opacity[2, 2] == 0
    assert seen[48, 48] == pytest.approx((220, 60, 30), abs=6)
    blue = look(picture, np.full((2, 3, 3), (0, 0, 255), np.uint8))
    assert blue.shape == (64, 64, 3)
    assert tuple(blue[1, 1]) == (0, 0, 255)
    assert blue[32, 32] == pytest.approx((220, 60, 30), abs=6)
