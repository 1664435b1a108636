"""Quantiles of the laws a config can name."""

import math

from sim.jit import compiled
from sim.quantiles import exponential, normal
from sim.scenario.law import LAWS, Constant, Exponential, Lognormal, Weibull
from sim.world import LawRecord

CONSTANT, EXPONENTIAL, WEIBULL, LOGNORMAL = (LAWS.index(law) for law in (Constant, Exponential, Weibull, Lognormal))


@compiled
def _piecewise_s(law: LawRecord, hazard: float) -> float:
    """Time at which a hazard, constant between edges, has summed up to ``hazard``."""
    for i in range(law.n - 1):
        piece = law.hazard_per_s[i] * (law.from_s[i + 1] - law.from_s[i])
        if hazard < piece:
            return law.from_s[i] + hazard / law.hazard_per_s[i]
        hazard -= piece
    return law.from_s[law.n - 1] + hazard / law.hazard_per_s[law.n - 1]


@compiled
def duration_s(law: LawRecord, u: float) -> float:
    """A duration from its law. High u is a short time for all laws with a hazard, a long one for the lognormal."""
    if law.kind == CONSTANT:
        return law.a
    if law.kind == EXPONENTIAL:
        return exponential(law.a, u)
    if law.kind == WEIBULL:
        return law.a * (-math.log(u)) ** (1.0 / law.b)
    if law.kind == LOGNORMAL:
        return law.a * math.exp(law.b * normal(u))
    return _piecewise_s(law, -math.log(u))
