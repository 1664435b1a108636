"""Formulas of resolution and relapse. Source: model 7."""

from sim.compiled.jit import compiled
from sim.rules.bounds import share


@compiled
def solves_on_script(script: float, p_script: float, known: float) -> float:
    """Probability of solving an issue on the script; ``known`` is what the agent knows without a checklist.

    >>> solves_on_script(1.0, 0.93, 0.6), solves_on_script(0.0, 0.93, 0.6)
    (0.93, 0.6)
    """
    return (1.0 - script) * known + script * p_script


@compiled
def solves_off_script(learned: float, authority: float, script: float, p_off: float, p_authority: float) -> float:
    """Probability of solving an issue off the script: authority without skill solves little.

    >>> solves_off_script(1.0, 0.0, 1.0, 0.4, 0.95), solves_off_script(0.5, 1.0, 0.0, 0.4, 0.95)
    (0.0, 0.475)
    """
    return learned * (p_authority * authority + p_off * (1.0 - authority) * (1.0 - script))


@compiled
def checks_share(care: float, ownership: float) -> float:
    """Probability that a fix is checked before the talk ends.

    >>> checks_share(0.5, 0.0), checks_share(0.5, 1.0)
    (0.3, 1.0)
    """
    return share(0.6 * care + ownership)
