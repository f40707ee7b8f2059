"""Student's t distribution with whole degrees of freedom, as exact finite sums.

Source: Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from math import atan, cos, fsum, pi, sin, sqrt
from operator import mul

_HALVINGS = 80  # takes the bracket of a quantile below the spacing of floats


def cdf(t: float, freedom: int) -> float:
    """P(T ≤ t) for `freedom` ≥ 1 degrees of freedom."""
    angle = atan(t / sqrt(freedom))
    # Within ±t: the sine times a sum of even (freedom even) or odd (freedom odd) powers of the cosine.
    if freedom % 2 == 0:
        within = sin(angle) * _powers(cos(angle), 1.0, first=1, until=freedom - 2)
    else:
        odd = _powers(cos(angle), cos(angle), first=2, until=freedom - 2) if freedom > 1 else 0.0
        within = 2 / pi * (angle + sin(angle) * odd)
    return (1 + within) / 2


@lru_cache(maxsize=256)
def quantile(share: float, freedom: int) -> float:
    """The t that a share of the distribution, within 0..1, lies below; found by bisection."""
    if share < 0.5:
        return -quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while cdf(high, freedom) < share:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if cdf(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _powers(cosine: float, start: float, first: int, until: int) -> float:
    """start · (1 + n/(n+1)·cos² + n(n+2)/((n+1)(n+3))·cos⁴ + …) for n from `first` by twos to before `until`."""
    factors = (n / (n + 1) * cosine**2 for n in range(first, until, 2))
    return fsum(accumulate(factors, mul, initial=start))
