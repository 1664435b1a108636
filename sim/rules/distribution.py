"""Quantile functions of the distributions."""

import math
from typing import NewType

import numba
import numpy as np

from sim.compiled.jit import TYPES, called, compiled
from sim.compiled.quantiles import exponential, gamma, hyperexponential, normal
from sim.compiled.tables import Numbers
from sim.scenario.distribution import (
    DISTRIBUTIONS,
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

DISTRIBUTION = np.dtype(
    [
        ("kind", "i8"),  # place in scenario.distribution.DISTRIBUTIONS
        ("a", "f8"),
        ("b", "f8"),
        ("first", "i8"),  # of its own of the world's numbers
        ("n", "i8"),  # pieces, phases or values
    ],
    align=True,
)
DistributionRecord = NewType("DistributionRecord", np.record)
TYPES[DistributionRecord] = numba.from_dtype(DISTRIBUTION)
CONSTANT, EXPONENTIAL, WEIBULL, LOGNORMAL, ERLANG, GAMMA, HYPEREXPONENTIAL, UNIFORM, EMPIRICAL = (
    DISTRIBUTIONS.index(distribution)
    for distribution in (Constant, Exponential, Weibull, Lognormal, Erlang, Gamma, Hyperexponential, Uniform, Empirical)
)


@compiled
def _piecewise_s(numbers: Numbers, distribution: DistributionRecord, hazard: float) -> float:
    """Time at which a piecewise constant hazard has accumulated to ``hazard``; edges, then hazards, in ``numbers``."""
    from_s, hazard_per_s = distribution.first, distribution.first + distribution.n
    for i in range(distribution.n - 1):
        piece = numbers[hazard_per_s + i] * (numbers[from_s + i + 1] - numbers[from_s + i])
        if hazard < piece:
            return numbers[from_s + i] + hazard / numbers[hazard_per_s + i]
        hazard -= piece
    return numbers[from_s + distribution.n - 1] + hazard / numbers[hazard_per_s + distribution.n - 1]


@compiled
def is_increasing(distribution: DistributionRecord) -> bool:
    """Whether the quantile increases with u; it decreases for distributions with a hazard or phases."""
    return distribution.kind == LOGNORMAL or distribution.kind == UNIFORM or distribution.kind == EMPIRICAL


@called
def _other_s(numbers: Numbers, distribution: DistributionRecord, u: float) -> float:
    """Quantiles of the distributions that take longer."""
    if distribution.kind == ERLANG or distribution.kind == GAMMA:
        return distribution.a * gamma(distribution.b, u)
    if distribution.kind == HYPEREXPONENTIAL:
        return hyperexponential(numbers, distribution.first, distribution.n, u)
    if distribution.kind == UNIFORM:
        return distribution.a + u * (distribution.b - distribution.a)
    if distribution.kind == EMPIRICAL:
        return numbers[distribution.first + int(u * distribution.n)]
    return _piecewise_s(numbers, distribution, -math.log(u))


@compiled
def duration_s(numbers: Numbers, distribution: DistributionRecord, u: float) -> float:
    """Quantile of a distribution at u; ``numbers`` holds parameters of variable number."""
    if distribution.kind == CONSTANT:
        return distribution.a
    if distribution.kind == EXPONENTIAL:
        return exponential(distribution.a, u)
    if distribution.kind == WEIBULL:
        return distribution.a * (-math.log(u)) ** (1.0 / distribution.b)
    if distribution.kind == LOGNORMAL:
        return distribution.a * math.exp(distribution.b * normal(u))
    return _other_s(numbers, distribution, u)
