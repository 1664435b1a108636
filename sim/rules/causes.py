"""What kind of issue a cause makes."""

from sim.jit import compiled
from sim.rules.bounds import share


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
