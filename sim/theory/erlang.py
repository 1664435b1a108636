"""Erlang B, C and A: one queue of identical agents in steady state."""

import math
from typing import NamedTuple

import numpy as np

_MOST_STATES = 10_000_000


class Queue(NamedTuple):
    """Poisson arrivals, exponential handle times, one queue, first come first served.

    Infinite patience and unlimited places give Erlang C; patience, Erlang A; no places, Erlang B.
    """

    arrivals_per_s: float
    aht_s: float
    n_agents: int
    patience_mean_s: float = math.inf
    n_places: int | None = None  # in the line, agents not counted; None = unlimited

    @property
    def offered_load(self) -> float:
        """Arrival rate x AHT, erlangs."""
        return self.arrivals_per_s * self.aht_s


class ErlangC(NamedTuple):
    """Measures of a queue without abandonment."""

    wait_share: float
    mean_wait_s: float  # of all
    asa_s: float  # of the answered: here the same
    service_level: float
    occupancy: float
    queue_length: float


class ServiceLevels(NamedTuple):
    """Four usual definitions of service level; this project's own is the first."""

    service_level: float  # answered in time / (offered - abandoned in time)
    of_offered: float  # answered in time / offered
    of_answered: float  # answered in time / answered
    of_served_or_left: float  # (answered + abandoned, in time) / offered


class ErlangA(NamedTuple):
    """Measures of a queue with abandonment. Shares are of offered contacts, which exclude blocked ones."""

    wait_share: float
    abandonment_share: float
    blocked_share: float  # of all arrivals: found no place
    mean_wait_s: float  # of all, those who hung up included
    asa_s: float  # of the answered
    queue_length: float
    occupancy: float
    levels: ServiceLevels

    @property
    def service_level(self) -> float:
        """Answered in time / (offered - abandoned in time)."""
        return self.levels.service_level


class Fates(NamedTuple):
    """Outcomes of callers who find all agents busy and 0, 1, 2 ... callers waiting."""

    answered: np.ndarray
    answered_in_time: np.ndarray
    abandoned_in_time: np.ndarray
    wait_s: np.ndarray  # mean wait of the answered x share answered


def erlang_b(n_agents: int, offered_load: float) -> float:
    """Blocking probability without waiting.

    Stable for thousands of agents and any load. Source: Erlang (1917), recursion over the number of agents.

    >>> round(erlang_b(1, 5), 6), round(erlang_b(10, 20), 9), round(erlang_b(190, 200), 9)
    (0.833333, 0.537963169, 0.088696844)
    """
    if offered_load <= 0:
        return 0.0 if n_agents else 1.0
    inverse = 1.0
    for n in range(1, n_agents + 1):
        inverse = 1 + n / offered_load * inverse
    return 1 / inverse


def erlang_c(queue: Queue, threshold_s: float) -> ErlangC:
    """M/M/n in closed form; patience and places are ignored.

    With a load of ``n_agents`` or more the wait is infinite. Source: Erlang (1917).

    >>> answer = erlang_c(Queue(100 / 1800, 180, 14), threshold_s=20)
    >>> round(answer.wait_share, 10), round(answer.service_level, 10), round(answer.asa_s, 6)
    (0.1741319336, 0.8883500192, 7.835937)
    """
    load, n = queue.offered_load, queue.n_agents
    if load >= n:
        return ErlangC(1.0, math.inf, math.inf, 0.0, 1.0, math.inf)
    blocked = erlang_b(n, load)
    wait_share = n * blocked / (n - load * (1 - blocked))
    mean_s = wait_share * queue.aht_s / (n - load)
    level = 1 - wait_share * math.exp(-(n - load) * threshold_s / queue.aht_s)
    return ErlangC(wait_share, mean_s, mean_s, level, load / n, queue.arrivals_per_s * mean_s)


def erlang_a(queue: Queue, threshold_s: float) -> ErlangA:
    """M/M/n+M with unlimited or limited places.

    State probabilities from balance equations, in logarithms, so that thousands of agents do not underflow. Source:
    Palm (1946); Garnett, Mandelbaum and Reiman (2002).

    >>> answer = erlang_a(Queue(20 / 60, 300, 100, 300), threshold_s=20)
    >>> round(answer.wait_share, 4), round(answer.abandonment_share, 5), round(answer.occupancy, 4)
    (0.5133, 0.03986, 0.9601)
    """
    if queue.arrivals_per_s <= 0:
        return ErlangA(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, ServiceLevels(1.0, 1.0, 1.0, 1.0))
    if math.isinf(queue.patience_mean_s) and queue.n_places is None and queue.offered_load >= queue.n_agents:
        return ErlangA(1.0, 0.0, 0.0, math.inf, math.inf, math.inf, 1.0, ServiceLevels(0.0, 0.0, 0.0, 0.0))
    n, places = queue.n_agents, longest_queue(queue)
    chance = _chances(queue, places)
    blocked = float(chance[-1]) if queue.n_places is not None else 0.0
    offered = 1 - blocked
    waiting = chance[n : n + places] / offered
    length = float(chance[n:] @ np.arange(places + 1))
    at_once = max(0.0, 1 - float(waiting.sum()))
    fate = fates(queue, places, threshold_s)
    answered = at_once + float(waiting @ fate.answered)
    return ErlangA(
        wait_share=float(waiting.sum()),
        abandonment_share=float(waiting @ (1 - fate.answered)),
        blocked_share=blocked,
        mean_wait_s=length / (queue.arrivals_per_s * offered),
        asa_s=float(waiting @ fate.wait_s) / answered if answered else 0.0,
        queue_length=length,
        occupancy=float(chance @ np.minimum(np.arange(n + places + 1), n)) / n if n else 0.0,
        levels=service_levels(
            answered, at_once + float(waiting @ fate.answered_in_time), float(waiting @ fate.abandoned_in_time)
        ),
    )


def service_levels(answered: float, answered_in_time: float, abandoned_in_time: float) -> ServiceLevels:
    """Four usual service levels from shares of offered contacts.

    >>> service_levels(answered=.75, answered_in_time=.375, abandoned_in_time=.25)
    ServiceLevels(service_level=0.5, of_offered=0.375, of_answered=0.5, of_served_or_left=0.625)
    """
    stayed = 1 - abandoned_in_time
    return ServiceLevels(
        answered_in_time / stayed if stayed > 0 else 0.0,
        answered_in_time,
        answered_in_time / answered if answered > 0 else 0.0,
        answered_in_time + abandoned_in_time,
    )


def fates(queue: Queue, places: int, threshold_s: float) -> Fates:
    """Outcomes of a caller who finds all agents busy and q = 0 ... ``places`` - 1 callers waiting.

    The queue ahead shrinks at rates n mu + q theta, ..., n mu. So the virtual wait is V with exp(-theta V) ~ Beta(n mu
    / theta, q + 1), or a gamma distribution without patience. That also holds with limited places, since nobody behind
    the caller matters.
    """
    from scipy.special import betainc, gammainc

    line = np.arange(1.0, places + 1)
    pace = queue.n_agents / queue.aht_s  # n mu
    if math.isinf(queue.patience_mean_s):
        in_time = gammainc(line, pace * threshold_s)
        return Fates(np.ones(places), in_time, np.zeros(places), line / pace if pace else np.full(places, math.inf))
    theta = 1 / queue.patience_mean_s
    answered = pace / (pace + line * theta)
    left = -math.expm1(-theta * threshold_s)
    in_time = answered * betainc(line, pace / theta + 1, left)
    abandoned = 1 - in_time - (1 - left) * betainc(pace / theta, line, 1 - left) if pace else np.full(places, left)
    wait_s = answered * np.cumsum(1 / (pace + line * theta))
    return Fates(answered, in_time, np.maximum(abandoned, 0), wait_s)


def longest_queue(queue: Queue) -> int:
    """Truncation of the queue: the places, or a length with probability below 1e-17."""
    if queue.n_places is not None:
        return queue.n_places
    rho = queue.offered_load / queue.n_agents if queue.n_agents else math.inf
    bounds = [42 / -math.log(rho) + 10] if 0 < rho < 1 else []
    if math.isfinite(queue.patience_mean_s):
        pace = max(queue.arrivals_per_s, queue.n_agents / queue.aht_s)
        usual = max(0.0, (queue.arrivals_per_s - queue.n_agents / queue.aht_s) * queue.patience_mean_s)
        bounds.append(usual + 12 * math.sqrt(pace * queue.patience_mean_s) + 60)
    longest = math.ceil(min(bounds))
    if longest > _MOST_STATES:
        raise ValueError(
            f"patience_mean_s is so short that the line stays below {_MOST_STATES} callers; got "
            f"{queue.patience_mean_s} and a line of {longest}. Write more n_agents or a shorter patience_mean_s"
        )
    return longest


def _chances(queue: Queue, places: int) -> np.ndarray:
    """Probabilities of 0, 1, 2 ... callers in the system."""
    n = queue.n_agents
    busy = np.arange(1.0, n + 1) / queue.aht_s
    line = n / queue.aht_s + np.arange(1.0, places + 1) / queue.patience_mean_s
    steps = math.log(queue.arrivals_per_s) - np.log(np.concatenate((busy, line)))
    log_chance = np.concatenate(([0.0], np.cumsum(steps)))
    chance = np.exp(log_chance - log_chance.max())
    return chance / chance.sum()
