"""Word of mouth. Source: model 13."""

import math

from sim.compiled.jit import compiled
from sim.rules.bounds import share


@compiled
def told(experience: float, above: float, good: float, bad: float) -> float:
    """People told of a contact: more than 0 for a good one, less for a bad one, as many as expected.

    >>> round(told(0.7, 0.2, 9.0, 16.0), 6), round(told(-0.7, 0.2, 9.0, 16.0), 6)
    (4.5, -8.0)
    """
    return share(abs(experience) - above) * (good if experience > 0 else -bad)


@compiled
def joins_factor(reputation: float, reference: float, slope: float, scale: float) -> float:
    """Newcomers relative to those at the reference reputation; bounded on both sides.

    >>> joins_factor(-2.7, -2.7, 0.15, 3.0)
    1.0
    """
    return math.exp(slope * math.tanh((reputation - reference) / scale))
