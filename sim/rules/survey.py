"""Formulas of survey response and score. Source: model 14."""

from sim.compiled.jit import compiled
from sim.compiled.quantiles import normal
from sim.rules.bounds import share


@compiled
def answers_share(share_of_mode: float, experience: float, factor: float) -> float:
    """Response probability: extremes respond more; ``factor`` is for dead ends.

    >>> answers_share(0.25, 0.0, 1.0), round(answers_share(0.25, -1.4, 0.3), 6)
    (0.25, 0.15)
    """
    return share(share_of_mode * (1.0 + min(1.0, abs(experience)))) * factor


@compiled
def score(middle: float, slope: float, experience: float) -> float:
    """Score of an experience on a scale from 0 to 10.

    >>> score(7.0, 4.0, 0.5), score(7.0, 4.0, -2.0)
    (9.0, 0.0)
    """
    return min(10.0, max(0.0, middle + slope * experience))


@compiled
def noisy_score(middle: float, slope: float, experience: float, noise: float, u: float) -> float:
    """The score given, with noise.

    >>> noisy_score(7.0, 4.0, 0.25, 1.2, 0.5)
    8.0
    """
    return score(middle + noise * normal(u), slope, experience)


@compiled
def gated_share(gate: float, resolution: float, claim: float) -> float:
    """Share of unsolved contacts that an agent does not invite, if measured on solving or paid for it.

    >>> gated_share(0.5, 1.0, 0.3), gated_share(0.5, 0.0, 1.0)
    (0.5, 1.0)
    """
    return share(max(gate * resolution, claim))
