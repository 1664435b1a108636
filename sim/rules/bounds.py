"""Shared functions: bounds of shares, decay of memory, clock ticks."""

import math

from sim.compiled.jit import compiled
from sim.time_units import DAY_S


@compiled
def share(x: float) -> float:
    """Clip to [0, 1].

    >>> share(1.3), share(-0.2)
    (1.0, 0.0)
    """
    return min(1.0, max(0.0, x))


@compiled
def exp_at_most(x: float) -> float:
    """A cheap upper bound of e^x: it decides most comparisons with a uniform draw.

    >>> exp_at_most(-0.5) > math.exp(-0.5), exp_at_most(3.0) == math.exp(3.0)
    (True, True)
    """
    return 1.0 + x + x * x if x < 1.7 else math.exp(x)


@compiled
def half(elapsed_s: float, half_life_d: float) -> float:
    """Remaining share of a memory.

    >>> half(60 * 86400.0, 60.0)
    0.5
    """
    return math.exp(-math.log(2.0) * elapsed_s / (half_life_d * DAY_S))


@compiled
def ticked(time_s: float, tick_s: float) -> float:
    """A time rounded up to whole ticks; a tick of 0 leaves it as it is.

    >>> ticked(10.2, 1.0), ticked(10.2, 0.0)
    (11.0, 10.2)
    """
    # not math.ceil: compiled, it gives an integer, and a very long time has none
    return -(-time_s // tick_s) * tick_s if tick_s > 0 else time_s
