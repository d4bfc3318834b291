from __future__ import annotations

import numpy as np
import pytest

from benchmarks.flipbook.interval import bootstrap, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_gives_the_known_intervals(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_a_count_out_of_range_is_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        wilson(hits, n)


def test_the_bootstrap_of_many_values_is_the_normal_interval() -> None:
    values = np.random.default_rng(0).normal(3.0, 1.0, 400).tolist()
    low, high = bootstrap(values)
    half = 1.96 * np.std(values) / 20
    assert low == pytest.approx(np.mean(values) - half, abs=0.02)
    assert high == pytest.approx(np.mean(values) + half, abs=0.02)


def test_the_bootstrap_repeats_itself() -> None:
    assert bootstrap([1.0, 2.0, 5.0]) == bootstrap([1.0, 2.0, 5.0])


@pytest.mark.parametrize("values", [[], [1.0, float("nan")]])
def test_the_bootstrap_refuses_what_is_no_number(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite"):
        bootstrap(values)
