"""Formulas of redials and returns. Source: model 8."""

import math

from sim.compiled.jit import compiled
from sim.rules.bounds import share


@compiled
def comes_back_share(first: float, fades: float, contacts: int, dead_end_factor: float) -> float:
    """Probability of another try after ``contacts`` unsolved ones; the factor is 1 unless it ended in a dead end.

    >>> round(comes_back_share(0.85, 0.85, 2, 1.0), 4)
    0.7225
    """
    return first * fades ** float(max(0, contacts - 1)) * dead_end_factor


@compiled
def redial_share(first: float, later: float, attempts: int) -> float:
    """Redial probability after so many unanswered attempts; without a value for later ones it stays the same.

    >>> redial_share(0.5, 0.8, 1), redial_share(0.5, 0.8, 2), redial_share(0.5, math.nan, 2)
    (0.5, 0.8, 0.5)
    """
    return share(first if attempts <= 1 or math.isnan(later) else later)


@compiled
def blocked_share(blocked: float, blocked_later: float, hung_up: float, attempts: int) -> float:
    """Redial probability after a busy signal: as after abandoning, unless given.

    >>> blocked_share(math.nan, math.nan, 0.5, 1), blocked_share(0.9, math.nan, 0.5, 2), blocked_share(0.9, 0.7, 0.5, 2)
    (0.5, 0.9, 0.7)
    """
    return hung_up if math.isnan(blocked) else redial_share(blocked, blocked_later, attempts)
