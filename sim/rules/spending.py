"""Formulas of purchases. Source: model 12."""

import math

from sim.compiled.jit import compiled
from sim.compiled.quantiles import poisson
from sim.rules.bounds import exp_at_most, share
from sim.time_units import DAY_S


@compiled
def spend_usd_month(mean_usd: float, gamma: float, loyalty: float) -> float:
    """Expected margin of purchases in a month.

    >>> spend_usd_month(5.0, 0.39, 0.0)
    5.0
    """
    return mean_usd * math.exp(gamma * loyalty)


@compiled
def baskets(mean: float, gamma: float, loyalty: float, u: float) -> int:
    """Number of purchases in a month; ``mean`` at loyalty 0.

    >>> baskets(0.2, 0.39, 0.0, 0.8), baskets(0.2, 0.39, 0.0, 0.9)
    (0, 1)
    """
    if u <= 1.0 - mean * exp_at_most(gamma * loyalty):
        return 0
    return poisson(spend_usd_month(mean, gamma, loyalty), u)


@compiled
def buys_share(accept: float, interest: float, gamma: float, loyalty: float, factor: float) -> float:
    """Probability that an offer is accepted: ``interest`` recovers with time, ``factor`` is for unsolved issues.

    >>> buys_share(0.12, 1.0, 0.39, 0.0, 1.0), round(buys_share(0.12, 0.5, 0.39, 1.0, 0.3), 4)
    (0.12, 0.0266)
    """
    return share(accept * interest * math.exp(gamma * loyalty) * factor)


@compiled
def interest(since_s: float, satiety_d: float) -> float:
    """Interest in an offer, by the time since the last one.

    >>> round(interest(180 * 86400.0, 180.0), 3)
    0.632
    """
    return 1.0 - math.exp(-since_s / (satiety_d * DAY_S))
