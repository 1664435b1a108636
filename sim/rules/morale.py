"""Formulas of morale and attrition. Source: model 15."""

import math

from sim.compiled.jit import compiled


@compiled
def pulled(morale: float, appeal: float, pull_d: float) -> float:
    """Morale one day later: a slow move towards a target in (0, 1), so it stays bounded.

    >>> pulled(0.5, 0.0, 30.0)
    0.5
    """
    return morale + (1.0 / (1.0 + math.exp(-appeal)) - morale) / pull_d


@compiled
def quits_share(quits_year: float, kappa: float, morale: float) -> float:
    """Probability to quit on a day.

    >>> round(365 * quits_share(0.31, 1.0, 0.5), 4)
    0.3099
    """
    return 1.0 - math.exp(-quits_year / 365.0 * math.exp(-kappa * (2.0 * morale - 1.0)))
