"""Formulas of units' reactions. Source: model 19; no source found for its numbers."""

import math

from sim.compiled.jit import compiled


@compiled
def worth_fixing(fix_usd: float, bill_usd: float) -> float:
    """Share of what an issue is billed that its unit saves by removing it. Source: model 19.

    >>> worth_fixing(3.0, 12.0), worth_fixing(3.0, 3.0), worth_fixing(3.0, 0.0)
    (0.75, 0.0, 0.0)
    """
    return max(0.0, 1.0 - fix_usd / bill_usd) if bill_usd > 0 else 0.0


@compiled
def removed_share(elasticity: float, lever: float, days: float, react_d: float) -> float:
    """Share of its issues that a unit has removed, ``days`` after it began to pay for them or hear of them.

    >>> round(removed_share(0.2, 1.0, 180.0, 180.0), 4), removed_share(0.2, 0.0, 180.0, 180.0)
    (0.1264, 0.0)
    """
    return elasticity * lever * (1.0 - math.exp(-days / react_d))


@compiled
def either(a: float, b: float) -> float:
    """Probability of at least one of two independent events.

    >>> either(0.5, 0.2), either(0.0, 0.0)
    (0.6, 0.0)
    """
    return 1.0 - (1.0 - a) * (1.0 - b)
