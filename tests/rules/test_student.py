"""Student's t distribution agrees with the printed tables and with itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import student

freedoms = st.integers(1, 40)


@pytest.mark.parametrize(
    ("freedom", "at_90", "at_95", "at_975"),
    [
        (1, 3.078, 6.314, 12.706),
        (2, 1.886, 2.920, 4.303),
        (3, 1.638, 2.353, 3.182),
        (4, 1.533, 2.132, 2.776),
        (5, 1.476, 2.015, 2.571),
        (10, 1.372, 1.812, 2.228),
        (12, 1.356, 1.782, 2.179),
        (30, 1.310, 1.697, 2.042),
    ],
)
def test_the_quantiles_are_those_of_the_printed_table(freedom, at_90, at_95, at_975):
    quantiles = [student.quantile(share, freedom) for share in (0.9, 0.95, 0.975)]
    assert quantiles == pytest.approx([at_90, at_95, at_975], abs=5e-4)


def test_one_degree_of_freedom_is_the_cauchy_distribution():
    assert student.cdf(1, 1) == pytest.approx(0.75)


@given(st.floats(0.001, 0.999), freedoms)
def test_the_quantile_undoes_the_distribution(share, freedom):
    assert student.cdf(student.quantile(share, freedom), freedom) == pytest.approx(share, abs=1e-9)


@given(st.floats(-1e6, 1e6), freedoms)
def test_the_distribution_is_symmetric(t, freedom):
    assert student.cdf(t, freedom) + student.cdf(-t, freedom) == pytest.approx(1)


@given(st.floats(-50, 50), st.floats(-50, 50), freedoms)
def test_the_distribution_only_grows(one, other, freedom):
    low, high = sorted((one, other))
    assert student.cdf(low, freedom) <= student.cdf(high, freedom) + 1e-12
