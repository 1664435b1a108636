"""Whether people call again. Source: MODEL 8."""

from sim.jit import compiled


@compiled
def comes_back_share(first: float, fades: float, contacts: int, dead_end_factor: float) -> float:
    """Chance to try again after ``contacts`` unsolved ones; the factor is 1 unless it ended in a dead end.

    >>> round(comes_back_share(0.85, 0.85, 2, 1.0), 4)
    0.7225
    """
    return first * fades ** float(max(0, contacts - 1)) * dead_end_factor
