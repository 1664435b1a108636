"""What customers buy besides. Source: MODEL 12."""

import math

from sim.jit import compiled


@compiled
def spend_usd_month(mean_usd: float, gamma: float, loyalty: float) -> float:
    """Expected margin of purchases in a month.

    >>> spend_usd_month(5.0, 0.39, 0.0)
    5.0
    """
    return mean_usd * math.exp(gamma * loyalty)
