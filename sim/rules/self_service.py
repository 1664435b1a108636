"""The web before the call. Source: MODEL 3."""

from sim.jit import compiled
from sim.rules.bounds import share


@compiled
def tries_share(tried_share: float, skill_term: float, need_term: float) -> float:
    """Chance that the web is tried first; the terms are slope x distance from average.

    >>> round(tries_share(0.58, 0.3, 0.0), 3)
    0.754
    """
    return share(tried_share * (1.0 + skill_term - need_term))


@compiled
def solves_share(off_script: bool, containment: float, skill: float, factor: float) -> float:
    """Chance that the web solves it; nothing off the script is on a web page.

    >>> solves_share(True, 0.3, 1.0, 1.0), solves_share(False, 0.3, 0.5, 1.5)
    (0.0, 0.44999999999999996)
    """
    return 0.0 if off_script else share(containment * (0.5 + skill) * factor)
