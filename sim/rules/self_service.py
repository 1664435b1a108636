"""Formulas of self-service before the call. Source: model 3."""

from sim.compiled.jit import compiled
from sim.rules.bounds import share


@compiled
def tries_share(tried_share: float, skill_term: float, need_term: float, learned: float) -> float:
    """Probability that the web is tried first; the terms are slope x distance from the average.

    >>> round(tries_share(0.58, 0.3, 0.0, 0.0), 3), round(tries_share(0.58, 0.3, 0.0, 0.2), 3)
    (0.754, 0.954)
    """
    return share(tried_share * (1.0 + skill_term - need_term) + learned)


@compiled
def sent_share(tries: float, digital_first: float, choice: float, wants_web: bool) -> float:
    """The same after the company sends customers to the web, or asks what they want.

    >>> sent_share(0.6, 0.5, 0.0, False), sent_share(0.6, 0.0, 1.0, True), sent_share(0.6, 0.0, 1.0, False)
    (0.8, 1.0, 0.0)
    """
    sent = tries + digital_first * (1.0 - tries)
    return (1.0 - choice) * sent + (choice if wants_web else 0.0)


@compiled
def solves_share(off_script: bool, containment: float, skill: float, factor: float) -> float:
    """Probability that the web solves the issue; never off the script.

    >>> solves_share(True, 0.3, 1.0, 1.0), solves_share(False, 0.3, 0.5, 1.5)
    (0.0, 0.44999999999999996)
    """
    return 0.0 if off_script else share(containment * (0.5 + skill) * factor)
