from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.flipbook import choice
from benchmarks.flipbook.bench import Bench, NothingToJudge
from benchmarks.flipbook.choice import Pair
from generator.flipbook.pipeline import Sampling
from generator.flipbook.train import atlas as atlases
from generator.flipbook.train.subject import STYLES
from generator.flipbook.train.validation import HeldOut
from tests.benchmarks.flipbook.shape import SMALL, bench_of, shapes_atlas
from tests.generator.flipbook.tiny import tiny_folder


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return bench_of(shapes_atlas(), tmp_path)


def test_common_subjects_are_drawn_in_both_styles(bench: Bench) -> None:
    pairs = choice.common(bench, 2)
    assert len(pairs) == 4
    assert [p.style for p in pairs] == [0, 1, 0, 1]
    assert all((p.subject, p.style) in bench.rows for p in pairs)


@pytest.fixture
def held_out(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A pair that is drawn and that the validation list keeps from training."""
    subject, style = next(pair for pair in sorted(bench.rows) if pair[1] == 1)
    styles = frozenset({(STYLES[style], bench.subjects[subject].name), (STYLES[style], "robot"), ("line", "mug")})
    monkeypatch.setattr(choice, "validation", lambda: HeldOut(styles=styles))
    return Pair(subject=subject, style=style)


def test_what_training_never_draws_has_a_true_picture_to_compare_with(bench: Bench, held_out: Pair) -> None:
    assert choice.never_drawn(bench, 10) == [held_out]
    assert choice.never_drawn(bench, 0) == []
    bench.true_tokens(held_out.subject, held_out.style)


def test_every_style_is_sampled_alike_and_by_seed(bench: Bench) -> None:
    pairs = choice.every(bench, 2)
    assert [p.style for p in pairs] == [0, 0, 1, 1]
    assert pairs == choice.every(bench, 2)


def test_subjects_that_look_the_same_in_a_style_are_one_group_in_it(tmp_path: Path) -> None:
    atlas = shapes_atlas()
    atlas.subject[1] = atlas.subject[0]
    group = choice.groups(bench_of(atlas, tmp_path))
    a, b = (int(i) for i in atlas.subject_id[:2])
    assert group[0][a] == group[0][b]
    assert np.unique(group[0]).size == group[0].size - 1
    assert np.unique(group[1]).size == group[1].size


def test_what_training_never_draws_is_in_no_other_choice(bench: Bench, held_out: Pair) -> None:
    assert held_out not in choice.every(bench, 9) + choice.common(bench, 9)


def test_missing_parts_say_how_to_get_them(tmp_path: Path) -> None:
    def opened(weights: Path, atlas: Path) -> None:
        Bench.open(weights, atlas, sampling=Sampling(), sizes=SMALL)

    with pytest.raises(NothingToJudge, match=r"no true pictures in .*atlas\.npz.*train atlas"):
        opened(tmp_path, tmp_path / "atlas.npz")
    atlases.save(shapes_atlas(), tmp_path / "atlas.npz")
    with pytest.raises(NothingToJudge, match=r"no weights in .*--weights"):
        opened(tmp_path / "nothing", tmp_path / "atlas.npz")
    with pytest.raises(NothingToJudge, match="must be of one list"):
        opened(tiny_folder(tmp_path / "weights"), tmp_path / "atlas.npz")
