from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.flipbook import choice
from benchmarks.flipbook.bench import Bench, NothingToJudge
from benchmarks.flipbook.choice import Pair
from generator.flipbook.pipeline import Sampling
from generator.flipbook.train import atlas as atlases
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


def test_pairs_that_were_never_drawn_have_no_picture(bench: Bench) -> None:
    (pair,) = choice.never_drawn(bench, 10)
    assert bench.subjects[pair.subject].name == "robot"
    assert pair.style == 1
    with pytest.raises(KeyError):
        bench.true_tokens(pair.subject, pair.style)


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


def test_calibration_pairs_are_kept_from_every_other_choice(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    subject, style = next(pair for pair in bench.rows if pair[1] == 1)
    monkeypatch.setattr(choice, "calibration", lambda _: [Pair(subject=subject, style=style)])
    assert Pair(subject=subject, style=style) not in choice.every(bench, 9) + choice.common(bench, 9)


def test_missing_parts_say_how_to_get_them(tmp_path: Path) -> None:
    def opened(weights: Path, atlas: Path) -> None:
        Bench.open(weights, atlas, sampling=Sampling(), sizes=SMALL)

    with pytest.raises(NothingToJudge, match=r"no true pictures in .*atlas\.npz.*train atlas"):
        opened(tmp_path, tmp_path / "atlas.npz")
    atlases.save(shapes_atlas(), tmp_path / "atlas.npz")
    with pytest.raises(NothingToJudge, match=r"no weights in .*--weights"):
        opened(tmp_path / "nothing", tmp_path / "atlas.npz")
    with pytest.raises(NothingToJudge, match="must be of one selection"):
        opened(tiny_folder(tmp_path / "weights"), tmp_path / "atlas.npz")
