from __future__ import annotations

import pytest

from benchmarks.interval import wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # Worked by hand from the formula with z = 1.96: (p + z2/2n -+ z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n).
        (5, 10, 0.2366, 0.7634),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (95, 100, 0.8882, 0.9785),
        (0, 254, 0.0, 0.0149),
    ],
)
def test_the_interval_is_that_of_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_holds_the_share_and_narrows_with_more_cases() -> None:
    for hits in range(11):
        low, high = wilson(hits, 10)
        assert 0 <= low <= hits / 10 <= high <= 1
        closer = wilson(hits * 10, 100)
        assert low <= closer[0]
        assert closer[1] <= high


@pytest.mark.parametrize(("hits", "n", "message"), [(0, 0, "n is 0"), (-1, 5, "hits is -1"), (6, 5, r"0\.\.5")])
def test_counts_that_cannot_be_are_refused(hits: int, n: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        wilson(hits, n)
