"""Bootstrap over days: days are resampled, contacts within a day stay together."""

from collections.abc import Callable

import numpy as np

N_RESAMPLES = 2000
SEED = 20
LEVELS = (0.025, 0.975)


def sums_by_day(day: np.ndarray, values: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Sums of the columns of ``values`` over each of the ``days``.

    >>> sums_by_day(np.array([7, 8, 7]), np.array([[1.0], [2.0], [3.0]]), np.array([7, 8])).tolist()
    [[4.0], [2.0]]
    """
    place = np.searchsorted(days, day)
    return np.column_stack([np.bincount(place, weights=column, minlength=len(days)) for column in values.T])


def interval(sums: np.ndarray, statistic: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """95 % bootstrap interval (low, high) of a statistic of summed days.

    Calls of one day share its agents and incidents; resampling single calls gives intervals that are too narrow.
    """
    rng = np.random.default_rng(SEED)
    chosen = rng.integers(0, len(sums), (N_RESAMPLES, len(sums)))
    # a resample may lack a rare topic altogether: its ratio is then no number and counts for nothing
    with np.errstate(divide="ignore", invalid="ignore"):
        values = statistic(sums[chosen].sum(axis=1))
    return np.nanquantile(values, LEVELS, axis=0)
