"""What customers buy besides. Source: MODEL 12."""

import math

from sim.jit import compiled
from sim.quantiles import poisson
from sim.rules.bounds import exp_at_most


@compiled
def spend_usd_month(mean_usd: float, gamma: float, loyalty: float) -> float:
    """Expected margin of purchases in a month.

    >>> spend_usd_month(5.0, 0.39, 0.0)
    5.0
    """
    return mean_usd * math.exp(gamma * loyalty)


@compiled
def baskets(mean: float, gamma: float, loyalty: float, u: float) -> int:
    """Purchases in a month, of which a customer of loyalty 0 makes ``mean``.

    >>> baskets(0.2, 0.39, 0.0, 0.8), baskets(0.2, 0.39, 0.0, 0.9)
    (0, 1)
    """
    if u <= 1.0 - mean * exp_at_most(gamma * loyalty):
        return 0
    return poisson(spend_usd_month(mean, gamma, loyalty), u)
