"""Quantile functions of the distributions."""

import math
from typing import NewType

import numba
import numpy as np

from sim.compiled.jit import TYPES, called, compiled
from sim.compiled.quantiles import exponential, gamma, hyperexponential, normal
from sim.compiled.tables import Numbers
from sim.scenario.distribution import (
    LAWS,
    Constant,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    Uniform,
    Weibull,
)

LAW = np.dtype(
    [
        ("kind", "i8"),  # place in scenario.law.LAWS
        ("a", "f8"),
        ("b", "f8"),
        ("first", "i8"),  # of its own of the world's numbers
        ("n", "i8"),  # pieces, phases or values
    ],
    align=True,
)
LawRecord = NewType("LawRecord", np.record)
TYPES[LawRecord] = numba.from_dtype(LAW)
CONSTANT, EXPONENTIAL, WEIBULL, LOGNORMAL, ERLANG, GAMMA, HYPEREXPONENTIAL, UNIFORM, EMPIRICAL = (
    LAWS.index(law)
    for law in (Constant, Exponential, Weibull, Lognormal, Erlang, Gamma, Hyperexponential, Uniform, Empirical)
)


@compiled
def _piecewise_s(numbers: Numbers, law: LawRecord, hazard: float) -> float:
    """Time at which a piecewise constant hazard has accumulated to ``hazard``; edges, then hazards, in ``numbers``."""
    from_s, hazard_per_s = law.first, law.first + law.n
    for i in range(law.n - 1):
        piece = numbers[hazard_per_s + i] * (numbers[from_s + i + 1] - numbers[from_s + i])
        if hazard < piece:
            return numbers[from_s + i] + hazard / numbers[hazard_per_s + i]
        hazard -= piece
    return numbers[from_s + law.n - 1] + hazard / numbers[hazard_per_s + law.n - 1]


@compiled
def rises(law: LawRecord) -> bool:
    """Whether the quantile increases with u; it decreases for distributions with a hazard or phases."""
    return law.kind == LOGNORMAL or law.kind == UNIFORM or law.kind == EMPIRICAL


@called
def _other_s(numbers: Numbers, law: LawRecord, u: float) -> float:
    """Quantiles of the distributions that take longer."""
    if law.kind == ERLANG or law.kind == GAMMA:
        return law.a * gamma(law.b, u)
    if law.kind == HYPEREXPONENTIAL:
        return hyperexponential(numbers, law.first, law.n, u)
    if law.kind == UNIFORM:
        return law.a + u * (law.b - law.a)
    if law.kind == EMPIRICAL:
        return numbers[law.first + int(u * law.n)]
    return _piecewise_s(numbers, law, -math.log(u))


@compiled
def duration_s(numbers: Numbers, law: LawRecord, u: float) -> float:
    """Quantile of a distribution at u; ``numbers`` holds parameters of variable number."""
    if law.kind == CONSTANT:
        return law.a
    if law.kind == EXPONENTIAL:
        return exponential(law.a, u)
    if law.kind == WEIBULL:
        return law.a * (-math.log(u)) ** (1.0 / law.b)
    if law.kind == LOGNORMAL:
        return law.a * math.exp(law.b * normal(u))
    return _other_s(numbers, law, u)
