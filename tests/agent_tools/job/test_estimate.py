"""How much work a clip is, and how long it still takes."""

from __future__ import annotations

import pytest

from agent_tools.job.estimate import FOLDER_STEPS, STEPS, least_work_of, left_s, total_s, work_of
from agent_tools.planner import plan
from generator.backend import diffusers_folder
from generator.flipbook import backend as flipbook
from tests.agent_tools.service_double import brief


def test_steps_are_those_of_the_models() -> None:
    assert STEPS == flipbook.STEPS
    assert FOLDER_STEPS == diffusers_folder.STEPS


@pytest.mark.parametrize(
    ("options", "work"),
    [
        ({}, 64 * 64 * 4 * 4),
        ({"duration_s": 2.0}, 64 * 64 * 8 * 4),
        ({"quality": "fine"}, 64 * 64 * 4 * 8),
        ({"quality": "draft", "fps": 8}, 64 * 64 * 8 * 2),
        ({"model": "/models/wan"}, 64 * 64 * 4 * 30),
    ],
)
def test_work_is_pixels_times_frames_times_steps(options: dict[str, object], work: int) -> None:
    asked = brief(**options)
    assert work_of(plan(asked), asked) == work == least_work_of(asked)


def test_what_is_not_said_counts_as_little_as_it_can_be() -> None:
    asked = brief(duration_s=None, width_px=None, height_px=None)
    assert least_work_of(asked) < work_of(plan(asked), asked)


@pytest.mark.parametrize(
    ("estimated_s", "elapsed_s", "fraction", "left"),
    [
        (None, 5.0, 0.0, None),
        (10.0, 4.0, 0.0, 6.0),
        (10.0, 14.0, 0.0, 0.0),
        (None, 5.0, 0.5, 5.0),
        (10.0, 5.0, 0.5, 5.0),
        (10.0, 8.0, 0.5, 5.0),
        (10.0, 8.0, 1.0, 0.0),
    ],
)
def test_its_own_pace_counts_for_as_much_as_is_done(
    estimated_s: float | None, elapsed_s: float, fraction: float, left: float | None
) -> None:
    assert left_s(estimated_s=estimated_s, elapsed_s=elapsed_s, fraction=fraction) == left


@pytest.mark.parametrize(("parts", "total"), [([1.0, 2.0], 3.0), ([1.0, None], None), ([], 0.0)])
def test_a_sum_with_an_unknown_part_is_unknown(parts: list[float | None], total: float | None) -> None:
    assert total_s(parts) == total
