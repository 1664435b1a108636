"""Operational time: an event is due when the expected number of births has accumulated to an amount."""

import numpy as np

from sim.compiled.jit import compiled


@compiled
def passed(births: np.ndarray, first: int, n: int, due: float) -> int:
    """Last of n positions from ``first`` on at which the cumulative births do not exceed ``due``."""
    while n > 1:
        half = n >> 1
        # one choice and no branch, which would be guessed wrong every other time
        first += half if births[first + half] <= due else 0
        n -= half
    return first


@compiled
def clock_s(births: np.ndarray, interval_s: float, due: float, within: tuple[int, int]) -> float:
    """Clock time at which the cumulative births reach ``due``.

    >>> clock_s(np.array([0.0, 0.0, 4.0]), 1800.0, 1.0, (0, 2))
    2250.0
    """
    first, end = within
    i = passed(births, first, end - first, due)
    return interval_s * (i + (due - births[i]) / (births[i + 1] - births[i]))
