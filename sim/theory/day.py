"""Transient behaviour: a day that starts empty."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.theory.erlang import Queue, ServiceLevels, fates, longest_queue, service_levels


class Opening(NamedTuple):
    """Opening hours in equal periods, with a constant arrival rate in each."""

    piece_s: float
    shape: Sequence[float] = (1.0,)  # arrival rate of each piece, relative to the queue's

    @property
    def lasts_s(self) -> float:
        """Time from opening to closing."""
        return self.piece_s * len(self.shape)


class Day(NamedTuple):
    """Expected counts and means of one day; callers waiting at closing are still served."""

    offered: float
    answered_in_time: float
    abandoned: float
    blocked: float
    asa_s: float
    occupancy: float  # within opening hours
    levels: ServiceLevels


def day(queue: Queue, opening: Opening, threshold_s: float) -> Day:
    """A queue that opens empty, closes, and serves the callers who are left.

    Time in each state by uniformisation; a caller's outcome depends only on the queue at arrival, so the time after
    closing needs no chain. Source: Jensen (1953).

    >>> montreal = Queue(4.2 / 60, 120, 12)
    >>> answer = day(montreal, Opening(480 * 60), threshold_s=20)
    >>> round(answer.answered_in_time, 3), round(answer.occupancy, 5)
    (1815.272, 0.69693)
    """
    n, places = queue.n_agents, _longest_line(queue, opening)
    now = np.zeros(n + places + 1)
    now[0] = 1
    spent_s, met = np.zeros_like(now), np.zeros_like(now)
    for factor in opening.shape:
        now, spent = _spent(queue._replace(arrivals_per_s=queue.arrivals_per_s * factor), now, opening.piece_s)
        spent_s += spent
        met += spent * queue.arrivals_per_s * factor
    blocked = float(met[-1]) if queue.n_places is not None else 0.0
    at_once, waits = float(met[:n].sum()), met[n : n + places]
    offered = at_once + float(waits.sum())
    fate = fates(queue, places, threshold_s)
    answered = at_once + float(waits @ fate.answered)
    in_time = at_once + float(waits @ fate.answered_in_time)
    left_in_time = float(waits @ fate.abandoned_in_time)
    return Day(
        offered=offered,
        answered_in_time=in_time,
        abandoned=offered - answered,
        blocked=blocked,
        asa_s=float(waits @ fate.wait_s) / answered,
        occupancy=float(spent_s @ np.minimum(np.arange(len(now)), n)) / (n * opening.lasts_s),
        levels=service_levels(answered / offered, in_time / offered, left_in_time / offered),
    )


def _longest_line(queue: Queue, opening: Opening) -> int:
    if queue.n_places is not None:
        return queue.n_places
    rates = np.asarray(opening.shape, float) * queue.arrivals_per_s
    surplus = float(np.maximum(0, rates - queue.n_agents / queue.aht_s).sum()) * opening.piece_s
    longest = math.ceil(surplus + 10 * math.sqrt(float(rates.sum()) * opening.piece_s) + 20)
    if math.isinf(queue.patience_mean_s):
        return longest
    return min(longest, longest_queue(queue._replace(arrivals_per_s=float(rates.max()))))


def _spent(queue: Queue, start: np.ndarray, lasts_s: float) -> tuple[np.ndarray, np.ndarray]:
    """State probabilities at the end of a period, and mean time in each state."""
    states = np.arange(len(start))
    up = np.where(states < len(start) - 1, queue.arrivals_per_s, 0.0)
    down = np.minimum(states, queue.n_agents) / queue.aht_s
    down = down + np.maximum(states - queue.n_agents, 0) / queue.patience_mean_s
    pace = float((up + down).max())
    reached, outlasted = _poisson(pace * lasts_s)
    up, stay, down = up / pace, 1 - (up + down) / pace, down / pace
    end, spent, now = np.zeros_like(start), np.zeros_like(start), start
    for this_many, more in zip(reached, outlasted, strict=True):
        end += this_many * now
        spent += more / pace * now
        moved = stay * now
        moved[1:] += up[:-1] * now[:-1]
        moved[:-1] += down[1:] * now[1:]
        now = moved
    return end, spent


def _poisson(mean: float) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of 0, 1, 2 ... events, and of more."""
    from scipy.special import pdtrc, xlogy

    n = np.arange(math.ceil(mean + 12 * math.sqrt(mean) + 30))
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(n[1:]))))
    return np.exp(xlogy(n, mean) - mean - log_factorial), pdtrc(n, mean)
