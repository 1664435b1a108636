"""Word of mouth. Source: model 13."""

import math

from sim.compiled.jit import compiled
from sim.rules.bounds import share


@compiled
def people_told(experience: float, above: float, good: float, bad: float) -> float:
    """Expected number of people told of a contact: positive for a good one, negative for a bad one.

    >>> round(people_told(0.7, 0.2, 9.0, 16.0), 6), round(people_told(-0.7, 0.2, 9.0, 16.0), 6)
    (4.5, -8.0)
    """
    return share(abs(experience) - above) * (good if experience > 0 else -bad)


@compiled
def joins_factor(reputation: float, reference: float, slope: float, scale: float) -> float:
    """New customers relative to those at the reference reputation; bounded on both sides.

    >>> joins_factor(-2.7, -2.7, 0.15, 3.0)
    1.0
    """
    return math.exp(slope * math.tanh((reputation - reference) / scale))
