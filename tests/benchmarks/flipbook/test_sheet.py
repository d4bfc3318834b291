from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.flipbook.sheet import FRAME, GAP, N_FRAMES, PROMPTS, WIDTH, Strip, lay_out, read_prompts
from generator.flipbook.tint import HUES
from generator.flipbook.train.subject import subjects
from generator.flipbook.train.validation import validation


def strip(prompt: str, notes: tuple[str, ...] = (), n: int = N_FRAMES) -> Strip:
    frame = np.full((FRAME[1], FRAME[0], 3), 90, np.uint8)
    return Strip(prompt=prompt, notes=notes, frames=(frame,) * n)


def test_the_forty_prompts_are_held_out_from_training() -> None:
    held_out = validation()
    # Training draws nothing in another colour than its own.
    known = {f"{c} {s.name}" for c in HUES for s in subjects()} | {"|".join(s) for s in held_out.scenes}
    known |= {f"{w.role}|{w.words}|{w.means}" for w in held_out.wordings}
    prompts = read_prompts(PROMPTS / "held-out.txt")
    assert len(prompts) == 40
    assert len({prompt for prompt, _ in prompts}) == 40
    assert [tag for _, tag in prompts if tag not in known] == []


def test_there_are_twelve_requests() -> None:
    assert len(read_prompts(PROMPTS / "requests.txt")) == 12


def test_a_list_without_a_prompt_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.txt"
    path.write_text("# nothing\n\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"none\.txt.*holds no prompt"):
        read_prompts(path)


def test_every_strip_has_its_frames_and_words_on_the_sheet() -> None:
    one, two = lay_out([strip("a fox runs")]), lay_out([strip("a fox runs"), strip("a cat sleeps", ("a note",))])
    assert one.width == WIDTH + 4 * GAP
    assert two.height > 2 * FRAME[1] > one.height
    assert (np.asarray(one) == 90).all(-1).sum() == N_FRAMES * FRAME[0] * FRAME[1]


def test_a_refused_prompt_is_a_line_without_frames() -> None:
    assert lay_out([strip("someone famous", ("blocked: no",), n=0)]).height < FRAME[1]


def test_columns_stand_side_by_side() -> None:
    strips = [strip(f"prompt {i}") for i in range(4)]
    assert lay_out(strips, 2).width > 2 * WIDTH
    assert lay_out(strips, 2).height < lay_out(strips).height


@pytest.mark.parametrize(("n", "columns"), [(0, 1), (1, 0)])
def test_an_empty_sheet_is_refused(n: int, columns: int) -> None:
    with pytest.raises(ValueError, match="at least 1 strip"):
        lay_out([strip("x")] * n, columns)
