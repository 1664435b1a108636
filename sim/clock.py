"""Operational time: an event is due when the expected number of births has summed up to an amount."""

import numpy as np

from sim.jit import compiled


@compiled
def interval_at(births: np.ndarray, due: float) -> int:
    """The interval in which the cumulative births pass ``due``, by bisection."""
    low, high = 0, len(births) - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if births[middle] <= due:
            low = middle
        else:
            high = middle
    return low


@compiled
def clock_s(births: np.ndarray, interval_s: float, due: float) -> float:
    """Clock time at which the cumulative births reach ``due``.

    >>> clock_s(np.array([0.0, 0.0, 4.0]), 1800.0, 1.0)
    2250.0
    """
    i = interval_at(births, due)
    return interval_s * (i + (due - births[i]) / (births[i + 1] - births[i]))
