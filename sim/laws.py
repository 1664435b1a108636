"""Which law holds: that of the scenario, or one of its own for a topic, a group or a period of arrival."""

from collections.abc import Sequence

import numpy as np

from sim.jit import compiled
from sim.model import LAW
from sim.rules.law import duration_s, rises
from sim.scenario import Scenario
from sim.scenario.center import Weekday
from sim.scenario.law import (
    LAWS,
    Constant,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Hyperexponential,
    Law,
    Lognormal,
    PiecewiseHazard,
    Uniform,
    Weibull,
)
from sim.scenario.laws import Of, OwnLaw
from sim.tables import table
from sim.world import NOBODY, World

PATIENCE, WORK, AFTER_CALL, SET_UP = (list(Of).index(of) for of in (Of.patience, Of.work, Of.after_call, Of.set_up))
N_KINDS = len(Of)
DAY_S = 86400

Row = tuple[int, float, float, int, int]


def law_row(law: Law, numbers: list[float]) -> Row:
    """A law as a LAW record; parameters of any number are added to ``numbers``.

    >>> law_row(Uniform(law="uniform", low_s=5, high_s=9), []), law_row(Empirical(law="empirical", values_s=(3, 1)), [])
    ((8, 5.0, 9.0, 0, 0), (9, 0.0, 0.0, 0, 2))
    """
    a = b = 0.0
    first, n = len(numbers), 0
    match law:
        case Constant():
            a = law.value_s
        case Exponential():
            a = law.mean_s
        case Weibull():
            a, b = law.scale_s, law.shape
        case Lognormal():
            a, b = law.median_s, law.sigma
        case Erlang() | Gamma():
            a, b = law.mean_s / law.shape, law.shape
        case Uniform():
            a, b = law.low_s, law.high_s
        case PiecewiseHazard():
            n = len(law.from_s)
            numbers += [*law.from_s, *law.hazard_per_s]
        case Hyperexponential():
            n = len(law.phases)
            numbers += [*law.means_s, *(share for share, _ in law.phases)]
        case Empirical():
            n = len(law.values_s)
            numbers += sorted(law.values_s)
    return (LAWS.index(type(law)), a, b, first, n)


def week_of(own: OwnLaw, interval_s: int) -> list[bool]:
    """For each interval of a week, from Monday on, whether it is in the law's period."""
    return [own.fits_at(day, from_s) for day in Weekday for from_s in range(0, DAY_S, interval_s)]


def own_laws(scenario: Scenario, numbers: list[float]) -> dict[str, np.ndarray]:
    """The world's tables of laws: their records, the period of each interval of a week, and which law holds when.

    Periods are as many as differ. Weeks begin on the weekday of day 0.
    """
    laws, topics, groups = table(len(scenario.laws), LAW), sorted(scenario.center.topics), scenario.groups
    if not scenario.laws:
        return {"laws": laws, "law_of": np.zeros(0, np.int64), "period_of": np.zeros(1, np.int64)}
    interval_s = scenario.center.interval_s
    weeks = np.array([week_of(own, interval_s) for own in scenario.laws])
    periods, period_of = np.unique(weeks, axis=1, return_inverse=True)
    law_of = np.full((len(Of), periods.shape[1], len(topics), len(groups)), NOBODY)
    for row, own in enumerate(scenario.laws):
        laws[row] = law_row(own.law, numbers)
        places = (
            [list(Of).index(own.of)],
            periods[row].nonzero()[0],
            _those(own.topic, topics),
            _those(own.group, groups),
        )
        law_of[np.ix_(*places)] = row
    day0 = list(Weekday).index(scenario.center.day0)
    return {
        "laws": laws,
        "law_of": law_of.reshape(-1).astype(np.int64),
        "period_of": np.roll(period_of.reshape(-1), -day0 * DAY_S // interval_s).astype(np.int64),
    }


def _those(name: str | None, names: Sequence[str]) -> list[int]:
    return list(range(len(names))) if name is None else [names.index(name)]


@compiled
def own_law(world: World, of: int, arrived_s: float, topic: int, group: int) -> int:
    """The law that holds for such a contact and agent, NOBODY = the scenario's."""
    n_laws = len(world.law_of)
    if n_laws == 0:
        return NOBODY
    n_topics, n_groups = len(world.topics), len(world.groups)
    n_periods = n_laws // (N_KINDS * n_topics * n_groups)
    period = world.period_of[int(arrived_s / world.model[0].interval_s) % len(world.period_of)]
    return world.law_of[((of * n_periods + period) * n_topics + topic) * n_groups + group]


@compiled
def patience_s(world: World, now_s: float, topic: int, u: float) -> float:
    """How long somebody who calls now would wait."""
    law = own_law(world, PATIENCE, now_s, topic, 0)
    if law == NOBODY:
        return duration_s(world.numbers, world.model[0].patience, u)
    return duration_s(world.numbers, world.laws[law], u)


@compiled
def own_law_of_talk(world: World, of: int, issue: int) -> int:
    """The law that holds for a contact and the agent who answers it, NOBODY = the scenario's."""
    contact = world.issues[issue]
    return own_law(world, of, contact.offered_s, contact.topic, world.agents[contact.agent].group)


@compiled
def after_call_s(world: World, issue: int, u: float) -> float:
    """After-call work of the talk in progress."""
    law = own_law_of_talk(world, AFTER_CALL, issue)
    if law == NOBODY:
        return duration_s(world.numbers, world.model[0].after_call, u)
    return duration_s(world.numbers, world.laws[law], u)


@compiled
def work_s(world: World, issue: int, law: int, u: float) -> float:
    """Work the issue needs by a law of its own, at the coin of its nature: what is hard stays hard under any law."""
    own, cause = world.laws[law], world.causes[world.issues[issue].cause]
    return duration_s(world.numbers, own, u if rises(own) == rises(cause.work) else 1.0 - u)
