"""Given births, exact numbers by day or a log: one table, from which both engines list each day's.

Customers are drawn by propensity; a birth whose customer has churned is reassigned (``births.py``).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.compiled.draws import ARRIVAL, blocks, salt
from sim.compiled.tables import table
from sim.model.contact.births import MOMENT_S
from sim.model.setup.arrival_rates import causes_of_topics, topics_of
from sim.model.world.addresses import MOST_ISSUES
from sim.model.world.rows import BIRTH
from sim.model.world.state import NOBODY
from sim.scenario import Scenario
from sim.scenario.demand import Log
from sim.time_units import DAY_S

EVEN = 9  # decimals: remainders that differ by less are equal


class Day(NamedTuple):
    """Births of a day, unsorted."""

    born_s: np.ndarray
    cause: np.ndarray
    topic: np.ndarray
    slot_u: np.ndarray


def arrivals(scenario: Scenario, key: tuple[int, int], cumulative: np.ndarray, propensity: np.ndarray) -> np.ndarray:
    """Rows of given births in order of time, for one replication and slots of these propensities."""
    log = scenario.demand.log
    if log is None:
        days = [exact(scenario, key, cumulative, day) for day in range(scenario.horizon_d)]
    else:
        days = list(replayed(log, scenario, key))
    born_s, cause, topic, slot_u = (np.concatenate(column) for column in zip(*days, strict=True))
    weights = cumulative_weights(propensity)
    slot = np.searchsorted(weights, slot_u * weights[-1], side="right") - 1
    order = np.lexsort((cause, slot, born_s))
    rows = table(len(order), BIRTH)
    rows["born_s"], rows["cause"], rows["topic"] = born_s[order], cause[order], topic[order]
    rows["slot"], rows["place"] = slot[order], np.arange(len(order))
    rows["number"], rows["issue"] = numbers(rows["slot"], rows["cause"]), NOBODY
    return rows


def cumulative_weights(propensity: np.ndarray) -> np.ndarray:
    """(n_slots + 1,) sum of the propensities of the slots before each."""
    return np.concatenate([[0.0], np.cumsum(propensity)])


def numbers(slot: np.ndarray, cause: np.ndarray) -> np.ndarray:
    """Number of earlier births of the same customer and cause, for each birth.

    >>> numbers(np.array([7, 7, 3, 7]), np.array([0, 1, 0, 0])).tolist()
    [0, 0, 0, 1]
    """
    order = np.lexsort((cause, slot))  # stable: in order of time within
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(slot[order]) != 0) | (np.diff(cause[order]) != 0)
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - start
    assert rank.max(initial=0) < MOST_ISSUES, "a customer has more issues of one cause than an address holds"
    return rank


def rounded(expected: np.ndarray) -> np.ndarray:
    """Round to integers that sum to the rounded total, by largest remainders.

    >>> rounded(np.array([1.5, 0.4, 2.3]))
    array([2, 0, 2])
    """
    whole = np.floor(np.round(expected, EVEN)).astype(np.int64)
    more = int(np.floor(np.round(expected.sum(), EVEN) + 0.5)) - int(whole.sum())
    whole[np.argsort(np.round(whole - expected, EVEN), kind="stable")[:more]] += 1
    return whole


def exact(scenario: Scenario, key: tuple[int, int], cumulative: np.ndarray, day: int) -> Day:
    """The rounded expected number of births of a day, at independent times of each cause's profile."""
    step_s, n_start = scenario.center.step_s, scenario.customers.n_start
    edges_s = np.arange(day * DAY_S, (day + 1) * DAY_S + 1, step_s, dtype=float)
    within = cumulative[:-1, day * DAY_S // step_s : (day + 1) * DAY_S // step_s + 1]
    last = np.array([np.interp(min(edges_s[-1], scenario.end_s), edges_s, row) for row in within])
    columns = [np.zeros((0, 4))]
    for cause, n in enumerate(rounded((last - within[:, 0]) * n_start)):
        name = sorted(scenario.causes)[cause]
        draws = blocks(key, (ARRIVAL, salt(name)), day, int(n))
        due = within[cause, 0] + draws[:, 0] * (last[cause] - within[cause, 0])
        born_s = np.interp(due, within[cause], edges_s)
        columns.append(np.stack([born_s, np.full(n, cause), np.full(n, NOBODY), draws[:, 1]], axis=1))
    born_s, of_cause, topic, slot_u = np.concatenate(columns).T
    tick_s = scenario.center.tick_s
    born_s = np.minimum(born_s, (day + 1) * DAY_S - MOMENT_S)
    return Day(
        born_s // tick_s * tick_s if tick_s else born_s, of_cause.astype(np.int64), topic.astype(np.int64), slot_u
    )


def replayed(log: Log, scenario: Scenario, key: tuple[int, int]) -> Iterator[Day]:
    """Issues of a log by day, at its times and topics; the cause is drawn among those of the topic."""
    time_s, topics = np.array(log.time_s), topics_of(log, scenario)
    shares = np.cumsum(causes_of_topics(scenario), axis=0)
    for day in range(scenario.horizon_d):
        first, end = np.searchsorted(time_s, (day * DAY_S, (day + 1) * DAY_S))
        draws = blocks(key, (ARRIVAL, 0), day, int(end - first))
        # the last share may be a little below 1
        cause = np.minimum((draws[:, 2] >= shares[:, topics[first:end]]).sum(axis=0), len(shares) - 1)
        yield Day(time_s[first:end], cause, topics[first:end], draws[:, 1])
