from __future__ import annotations

import pytest

from benchmarks.flipbook.row import Row, mean_row, share_row


def test_a_share_stands_beside_its_ceiling() -> None:
    row = share_row("recognised", [True] * 9 + [False], ceiling=[True] * 19 + [False])
    assert row.value == pytest.approx(0.9)
    assert row.low < 0.9 < row.high
    assert row.of_ceiling == pytest.approx(0.9 / 0.95)
    assert row.cells()[1] == "90.0%"


def test_less_is_better_where_it_is_said() -> None:
    assert mean_row("error", [2.0, 2.0], unit="mse", ceiling=[1.0], falling=True).of_ceiling == pytest.approx(0.5)
    assert mean_row("spread", [2.0, 2.0], unit="rms", ceiling=[1.0]).of_ceiling == pytest.approx(2.0)


@pytest.mark.parametrize(("ceiling", "value", "falling"), [(None, 1.0, False), (0.0, 1.0, False), (1.0, 0.0, True)])
def test_a_share_without_meaning_is_left_out(ceiling: float | None, value: float, falling: bool) -> None:
    row = Row(name="x", value=value, low=0, high=1, ceiling=ceiling, n=1, unit="u", falling=falling)
    assert row.of_ceiling is None
    assert row.to_json()["of_ceiling"] is None


def test_nothing_measured_is_no_row() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        share_row("empty", [])
