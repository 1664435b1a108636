"""Closed forms: mean waits, repeat contacts, staff and customers."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from sim.theory.erlang import Queue, erlang_c


class CustomerBase(NamedTuple):
    """Poisson number of customers."""

    mean: float
    sd: float


def mg1_mean_wait_s(arrivals_per_s: float, aht_s: float, aht_scv: float) -> float:
    """Mean wait of M/G/1: one agent, any distribution of handle times.

    Source: Pollaczek (1930), Khinchine (1932).

    >>> [round(mg1_mean_wait_s(.8, 1, scv), 9) for scv in (0, 1, 4)]
    [2.0, 4.0, 10.0]
    """
    load = arrivals_per_s * aht_s
    return math.inf if load >= 1 else load * aht_s * (1 + aht_scv) / (2 * (1 - load))


def mt_m_infinity(rate_mean: float, rate_swing: float, turns_per_s: float, service_per_s: float, at_s: float) -> float:
    """Mean number in M(t)/M/infinity with arrival rate ``rate_mean + rate_swing sin(turns_per_s t)``.

    After the transient. Source: Eick, Massey and Whitt (1993).

    >>> from math import cos, sin
    >>> round(mt_m_infinity(10, 5, 1, 2, at_s=.7) - (5 + 2 * sin(.7) - cos(.7)), 12)
    0.0
    """
    angle = turns_per_s * at_s
    lagged = service_per_s * math.sin(angle) - turns_per_s * math.cos(angle)
    return rate_mean / service_per_s + rate_swing * lagged / (service_per_s**2 + turns_per_s**2)


def priority_mean_waits_s(arrivals_per_s: Sequence[float], aht_s: float, n_agents: int) -> tuple[float, ...]:
    """Mean wait of each class of non-preemptive M/M/n, most urgent first, with equal handle times.

    Source: Cobham (1954).

    >>> [round(wait, 6) for wait in priority_mean_waits_s((3, 5), 1, 10)]
    [0.058454, 0.292272]
    """
    busy_share = erlang_c(Queue(sum(arrivals_per_s), aht_s, n_agents), 0).wait_share
    waits = []
    load_before = 0.0
    for rate in arrivals_per_s:
        load = load_before + rate * aht_s / n_agents
        waits.append(busy_share * aht_s / n_agents / (1 - load_before) / (1 - load) if load < 1 else math.inf)
        load_before = load
    return tuple(waits)


def contacts_per_issue(solved: float, comes_back: float) -> float:
    """Contacts until an issue is solved or given up, with the same probability of solving in each.

    >>> round(contacts_per_issue(solved=.7, comes_back=.5), 6)
    1.176471
    """
    return 1 / (1 - (1 - solved) * comes_back)


def mean_efficiency(p0: float, tau_d: float, quits_per_d: float) -> float:
    """Mean of 1 - (1 - p0) exp(-tenure / tau) over staff with a constant attrition rate and immediate replacement.

    >>> round(mean_efficiency(.4255, 231.9, .31 / 365), 4)
    0.9055
    """
    return 1 - (1 - p0) * quits_per_d / (quits_per_d + 1 / tau_d)


def customer_base(joins_per_d: float, leaves_per_d: float) -> CustomerBase:
    """Stationary number of customers with Poisson joins and a mean stay of 1 / ``leaves_per_d``.

    Poisson for any distribution of the stay. Source: Palm (1943), the queue with infinitely many servers.

    >>> customer_base(joins_per_d=10, leaves_per_d=.001)
    CustomerBase(mean=10000.0, sd=100.0)
    """
    mean = joins_per_d / leaves_per_d
    return CustomerBase(mean, math.sqrt(mean))
