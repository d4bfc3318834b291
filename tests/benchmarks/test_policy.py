from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpus import Part, load
from benchmarks.outside import Presidio, plain_scan, presidio
from benchmarks.policy import WARM_UP, Percentiles, long_texts, storyboard, timed


def test_percentiles_are_times_that_were_measured() -> None:
    assert Percentiles.of([float(time) for time in range(200, 0, -1)]) == Percentiles(p50=100, p95=190, p99=198)
    assert Percentiles.of([3.0]) == Percentiles(p50=3, p95=3, p99=3)
    assert Percentiles.of([1.0, 2.0, 9.0]) == Percentiles(p50=2, p95=9, p99=9)
    with pytest.raises(ValueError, match="at least one time"):
        Percentiles.of([])


def test_long_texts_have_their_length_and_differ(small: Path) -> None:
    cases = load(Part.TUNE, root=small)
    texts = long_texts(cases, 120, 6)
    assert all(100 <= len(text) <= 120 for text in texts)
    assert len(set(texts)) > 1
    assert texts == long_texts(cases, 120, 6)
    assert texts != long_texts(cases, 120, 6, seed=1)


def test_a_storyboard_holds_every_word_of_its_text() -> None:
    text = "one two three four five six seven"
    (shot,) = storyboard(text).shots
    slots = (shot.scene, shot.camera, shot.lighting, shot.temporal, shot.style)
    assert " ".join(slot for slot in slots if slot) == text


def test_the_first_values_warm_up_and_are_not_timed() -> None:
    seen: list[int] = []
    timing = timed(seen.append, range(WARM_UP + 3))
    assert seen == list(range(WARM_UP + 3))
    assert 0 <= timing.cpu.p50 <= timing.cpu.p99
    assert 0 <= timing.wall.p50 <= timing.wall.p99
    with pytest.raises(ValueError, match=f"must be more than {WARM_UP}"):
        timed(seen.append, range(WARM_UP))


@pytest.mark.parametrize(
    ("text", "n_found"),
    [
        ("ADA LOVELACE and Zoë", 2),
        ("(zoë)", 1),
        ("Ada Lovelace's hat", 1),
        ("Adam Lovelaces", 0),
        ("zoëtrope", 0),
        ("a fox", 0),
    ],
)
def test_the_plain_scan_counts_whole_names(text: str, n_found: int) -> None:
    assert plain_scan(["Ada Lovelace", "Zoë"])(text) == n_found


def test_the_plain_scan_needs_a_name() -> None:
    with pytest.raises(ValueError, match="at least one"):
        plain_scan([])


def test_presidio_runs_or_says_why_it_cannot() -> None:
    found = presidio()
    if isinstance(found, Presidio):
        assert found.scan("a fox") == 0
    else:
        assert "Presidio is" in found
