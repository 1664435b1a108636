"""Records of distributions, and the table of conditional ones by quantity, period, topic and group."""

from collections.abc import Sequence

import numpy as np

from sim.compiled.tables import table
from sim.model.world.state import NOBODY
from sim.rules.distribution import DISTRIBUTION
from sim.scenario import Scenario
from sim.scenario.by_contact import ConditionalDistribution, Quantity
from sim.scenario.center import Weekday
from sim.scenario.distribution import (
    DISTRIBUTIONS,
    Constant,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    PiecewiseHazard,
    Uniform,
    Weibull,
)
from sim.time_units import DAY_S

Row = tuple[int, float, float, int, int]


def distribution_row(distribution: Distribution, numbers: list[float]) -> Row:
    """A distribution as a record; parameters of variable number are appended to ``numbers``.

    >>> distribution_row(Uniform(distribution="uniform", low_s=5, high_s=9), [])
    (8, 5.0, 9.0, 0, 0)
    >>> distribution_row(Empirical(distribution="empirical", values_s=(3, 1)), [])
    (9, 0.0, 0.0, 0, 2)
    """
    a = b = 0.0
    first, n = len(numbers), 0
    match distribution:
        case Constant():
            a = distribution.value_s
        case Exponential():
            a = distribution.mean_s
        case Weibull():
            a, b = distribution.scale_s, distribution.shape
        case Lognormal():
            a, b = distribution.median_s, distribution.sigma
        case Erlang() | Gamma():
            a, b = distribution.mean_s / distribution.shape, distribution.shape
        case Uniform():
            a, b = distribution.low_s, distribution.high_s
        case PiecewiseHazard():
            n = len(distribution.from_s)
            numbers += [*distribution.from_s, *distribution.hazard_per_s]
        case Hyperexponential():
            n = len(distribution.phases)
            numbers += [*distribution.means_s, *(share for share, _ in distribution.phases)]
        case Empirical():
            n = len(distribution.values_s)
            numbers += sorted(distribution.values_s)
    return (DISTRIBUTIONS.index(type(distribution)), a, b, first, n)


def week_of(own: ConditionalDistribution, interval_s: int) -> list[bool]:
    """For each interval of a week, from Monday, whether it is in the distribution's period."""
    return [own.fits_at(day, from_s) for day in Weekday for from_s in range(0, DAY_S, interval_s)]


def conditional_distributions(scenario: Scenario, numbers: list[float]) -> dict[str, np.ndarray]:
    """Tables of conditional distributions: records, the period of each interval of a week, and which applies.

    There are as many periods as differ. Weeks begin on the weekday of day 0.
    """
    distributions, topics, groups = (
        table(len(scenario.distributions), DISTRIBUTION),
        sorted(scenario.center.topics),
        scenario.groups,
    )
    if not scenario.distributions:
        return {
            "distributions": distributions,
            "distribution_of": np.zeros(0, np.int64),
            "period_of": np.zeros(1, np.int64),
        }
    interval_s = scenario.center.interval_s
    weeks = np.array([week_of(own, interval_s) for own in scenario.distributions])
    periods, period_of = np.unique(weeks, axis=1, return_inverse=True)
    distribution_of = np.full((len(Quantity), periods.shape[1], len(topics), len(groups)), NOBODY)
    for row, own in enumerate(scenario.distributions):
        distributions[row] = distribution_row(own.distribution, numbers)
        places = (
            [list(Quantity).index(own.of)],
            periods[row].nonzero()[0],
            _those(own.topic, topics),
            _those(own.group, groups),
        )
        distribution_of[np.ix_(*places)] = row
    day0 = list(Weekday).index(scenario.center.day0)
    return {
        "distributions": distributions,
        "distribution_of": distribution_of.reshape(-1).astype(np.int64),
        "period_of": np.roll(period_of.reshape(-1), -day0 * DAY_S // interval_s).astype(np.int64),
    }


def _those(name: str | None, names: Sequence[str]) -> list[int]:
    return list(range(len(names))) if name is None else [names.index(name)]
