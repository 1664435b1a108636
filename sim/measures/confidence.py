"""Confidence intervals of ratios of sums over replications, single and paired."""

from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit


def pseudo_values(tallies: np.ndarray, values: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Jackknife pseudo-values of ``values`` of the summed tallies, one for each replication (first axis).

    For a ratio of sums, or any smooth function of sums, they are nearly independent; for a plain mean they are the
    observations. Source: Quenouille (1956), Tukey (1958).

    >>> sums = np.array([[3., 1], [5., 1], [10., 1]])
    >>> pseudo_values(sums, lambda total: total[..., 0] / total[..., 1]).tolist()
    [3.0, 5.0, 10.0]
    """
    n = len(tallies)
    total = tallies.sum(axis=0)
    pseudo: np.ndarray = n * values(total) - (n - 1) * values(total - tallies)
    return pseudo


def half_width(pseudo: np.ndarray, confidence: float) -> np.ndarray:
    """Half-width of Student's t interval over the first axis; NaN for a single replication.

    >>> round(float(half_width(np.array([1., 2., 3.]), .95)), 4)
    2.4841
    """
    n = len(pseudo)
    if n < 2:
        return np.full(pseudo.shape[1:], np.nan)
    quantile = stdtrit(n - 1, (1 + confidence) / 2)
    return np.asarray(quantile * pseudo.std(axis=0, ddof=1) / np.sqrt(n))


def confidence_each(together: float, n_intervals: int) -> float:
    """Confidence level of each of several simultaneous intervals with family-wise level ``together``.

    Source: Bonferroni.

    >>> round(confidence_each(.95, 5), 4)
    0.99
    """
    return 1 - (1 - together) / max(1, n_intervals)
