"""Formulas of learning. Source: model 5; evidence learning."""

import math

from sim.compiled.jit import compiled


@compiled
def efficiency(p0: float, tau_d: float, tenure_d: float) -> float:
    """Efficiency of an agent, 1 = fully experienced.

    >>> efficiency(0.4255, 231.9, 0.0)
    0.4255
    """
    return 1.0 - (1.0 - p0) * math.exp(-tenure_d / tau_d)


@compiled
def pace(speed: float, learned: float, off_script: bool, lent: float) -> float:
    """Work done per second; on the script a checklist lends a novice the efficiency ``lent`` (0 = no checklist).

    >>> pace(1.0, 0.5, False, 0.85), pace(1.0, 0.5, True, 0.85)
    (0.85, 0.5)
    """
    return speed * (learned if off_script else max(learned, lent))
