"""Formulas of units' reactions. Source: model 19; no source found for its numbers."""

import math

from sim.compiled.jit import compiled


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
