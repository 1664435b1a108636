"""Formulas of incentives: continue a contact or shed it. Source: model 6."""

import math

from sim.compiled.jit import compiled
from sim.compiled.quantiles import normal
from sim.rules.bounds import share


@compiled
def care(disposition: float, morale: float, slope: float) -> float:
    """Care of an agent for the customer.

    >>> care(0.5, 0.5, 0.6)
    0.5
    """
    return share(disposition + slope * (morale - 0.5))


@compiled
def pressure(handle_time: float, resolution: float, care: float) -> float:
    """Weight of the target in the handle limit: 0 without a weight on handle time.

    >>> pressure(0.0, 0.0, 0.5), pressure(0.7, 0.1, 0.6)
    (0.0, 0.5)
    """
    return handle_time / (handle_time + resolution + care) if handle_time > 0 else 0.0


@compiled
def handle_limit_s(target_s: float, pressure: float, sigma: float, u: float) -> float:
    """Talk time above which an agent sheds the contact; the noise avoids a spike of handle times at it.

    >>> handle_limit_s(160.0, 0.5, 0.35, 0.5)
    320.0
    """
    return target_s / pressure * math.exp(sigma * normal(u)) if pressure > 0 else math.inf


@compiled
def hangs_up_at_once(care: float, careless: float, drop_share: float, handle_time: float, u: float) -> bool:
    """Whether an agent without care drops the call.

    >>> hangs_up_at_once(0.1, 0.2, 0.6, 1.0, 0.14), hangs_up_at_once(0.3, 0.2, 0.6, 1.0, 0.0)
    (True, False)
    """
    return u < drop_share * max(0.0, 1.0 - care / careless) * handle_time / (1.0 + handle_time)


@compiled
def claim_share(low: float, high: float, handle_time: float, claim: float) -> float:
    """Share of unsolved contacts recorded as solved; ``claim`` is how much a contract invites it.

    >>> round(claim_share(0.4, 0.8, 0.7, 0.0), 2), round(claim_share(0.4, 0.8, 1.0, 0.3), 2)
    (0.54, 0.72)
    """
    return low + (high - low) * share(0.5 * handle_time + claim)


@compiled
def goes_along(care: float, weight: float) -> float:
    """Degree to which an agent does what is measured but does not help the customer: less with care, more with weight.

    >>> goes_along(0.5, 0.0), goes_along(0.5, 1.0)
    (0.5, 1.0)
    """
    return 1.0 - care * (1.0 - share(weight))
