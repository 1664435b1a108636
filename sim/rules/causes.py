"""Formulas of causes."""

from sim.compiled.jit import compiled
from sim.rules.bounds import share


@compiled
def wants_reassurance(reassurance: float, need: float, need_mean: float, u: float) -> bool:
    """Whether the customer wants a person although the answer is on the web. Source: model 1."""
    return u < share(reassurance * need / need_mean)


@compiled
def stays_silent(silence_share: float, severity: float, walled: float, u: float) -> bool:
    """Whether an issue is not worth a contact; a wall makes that more likely. Source: model 1.

    >>> stays_silent(0.12, 1.0, 0.0, 0.07), stays_silent(0.12, 1.0, 0.0, 0.08), stays_silent(0.12, 1.0, 0.08, 0.08)
    (True, False, True)
    """
    return u < share(silence_share * (1.6 - severity) + walled)


@compiled
def off_script_share(today: float, growth_year: float, years: float) -> float:
    """Share of issues that no checklist covers, as problems become more varied.

    >>> off_script_share(0.2, 0.0, 3.0), round(off_script_share(0.2, 0.5, 1.0), 6), off_script_share(0.8, 0.5, 1.0)
    (0.2, 0.3, 1.0)
    """
    return share(today * (1.0 + growth_year * years))
