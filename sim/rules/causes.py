"""What kind of issue a cause makes."""

from sim.jit import compiled
from sim.quantiles import exponential, lognormal
from sim.rules.bounds import share

LOGNORMAL_WORK, EXPONENTIAL_WORK = 0, 1


@compiled
def work_s(law: int, mean_s: float, scv: float, u: float) -> float:
    """Work an issue needs from an experienced agent. Source: MODEL 1.

    >>> work_s(1, 100.0, 0.0, 0.5) < 70
    True
    """
    if law == LOGNORMAL_WORK:
        return lognormal(mean_s, scv, u)
    if law == EXPONENTIAL_WORK:
        return exponential(mean_s, u)
    return mean_s


@compiled
def wants_reassurance(reassurance: float, need: float, need_mean: float, u: float) -> bool:
    """The answer is on the web; the person needs a person. Source: MODEL 1."""
    return u < share(reassurance * need / need_mean)


@compiled
def stays_silent(silence_share: float, severity: float, u: float) -> bool:
    """Not worth a contact. Source: MODEL 1.

    >>> stays_silent(0.12, 1.0, 0.07), stays_silent(0.12, 1.0, 0.08)
    (True, False)
    """
    return u < share(silence_share * (1.6 - severity))
