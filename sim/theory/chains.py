"""Queues in two or more dimensions, as truncated Markov chains."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from sim.theory.erlang import Queue, erlang_a, longest_queue

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[State, float]]]


class Orbit(NamedTuple):
    """A queue with redials."""

    offered_per_s: float  # first calls and redials
    abandonment_share: float
    queue_length: float
    occupancy: float
    redialling: float  # mean number about to call again


class CallBack(NamedTuple):
    """A queue that offers call-backs when all agents are busy."""

    abandonment_share: float  # of all arrivals
    mean_delay_s: float  # of the call-backs
    occupancy: float
    queue_length: float


class TwoSkills(NamedTuple):
    """Two classes of callers; a number for each."""

    abandonment_share: tuple[float, float]
    wait_share: tuple[float, float]


def stationary(moves: Moves, start: State) -> tuple[np.ndarray, np.ndarray]:
    """States reachable from ``start``, one a row, and their stationary probabilities.

    ``start`` should be a likely state: the other probabilities are computed relative to it.

    >>> states, chance = stationary(lambda s: [((1 - s[0],), 1.0 + s[0])], (0,))
    >>> states.tolist(), chance.round(6).tolist()
    ([[0], [1]], [0.666667, 0.333333])
    """
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import spsolve

    places, rows, columns, rates = {start: 0}, [], [], []
    states = [start]
    for column, state in enumerate(states):
        for target, rate in moves(state):
            if target not in places:
                places[target] = len(states)
                states.append(target)
            rows += [places[target], column]
            columns += [column, column]
            rates += [rate, -rate]
    flow = coo_array((rates, (rows, columns)), shape=(len(states), len(states))).tocsc()
    relative = np.concatenate(([1.0], np.atleast_1d(spsolve(flow[1:, 1:], -flow[1:, [0]].toarray().ravel()))))
    return np.array(states), relative / relative.sum()


def redial_orbit(queue: Queue, redial_share: float, delay_mean_s: float) -> Orbit:
    """Erlang A with redials: probability ``redial_share``, exponential delay, fresh patience.

    Source: Cohen (1957); Falin and Templeton (1997), Retrial Queues.

    >>> answer = redial_orbit(Queue(48, 1, 50, 2), redial_share=.5, delay_mean_s=1)
    >>> round(answer.offered_per_s, 6), round(answer.abandonment_share, 6), round(answer.queue_length, 6)
    (49.032843, 0.042129, 4.131373)
    """
    n, most, most_redialling = queue.n_agents, *_orbit_limits(queue, redial_share, delay_mean_s)

    def moves(state: State) -> Iterable[tuple[State, float]]:
        here, orbit = state
        if here < most:
            yield (here + 1, orbit), queue.arrivals_per_s
            if orbit:
                yield (here + 1, orbit - 1), orbit / delay_mean_s
        if here:
            yield (here - 1, orbit), min(here, n) / queue.aht_s
        if here > n:
            hangs_up = (here - n) / queue.patience_mean_s
            yield (here - 1, orbit), hangs_up * (1 - redial_share)
            if orbit < most_redialling:
                yield (here - 1, orbit + 1), hangs_up * redial_share

    states, chance = stationary(moves, (n, 0))
    here, orbit = states.T
    length, redialling = float(chance @ np.maximum(here - n, 0)), float(chance @ orbit)
    offered = queue.arrivals_per_s + redialling / delay_mean_s
    abandoned = length / queue.patience_mean_s / offered
    return Orbit(offered, abandoned, length, float(chance @ np.minimum(here, n)) / n, redialling)


def _orbit_limits(queue: Queue, redial_share: float, delay_mean_s: float) -> tuple[int, int]:
    """Truncation of callers in the system and in orbit, as if redials were a Poisson stream."""
    offered = queue.arrivals_per_s
    for _ in range(50):
        lost = erlang_a(queue._replace(arrivals_per_s=offered), 0).abandonment_share
        offered = queue.arrivals_per_s + redial_share * lost * offered
    mean = (offered - queue.arrivals_per_s) * delay_mean_s
    spread = offered + 5 * math.sqrt(mean) / delay_mean_s
    most = queue.n_agents + longest_queue(queue._replace(arrivals_per_s=spread))
    return most, math.ceil(2 * mean + 12 * math.sqrt(mean) + 15)


def callback(queue: Queue, accept_share: float) -> CallBack:
    """Erlang A whose callers accept a call-back with ``accept_share`` if all agents are busy; the queue goes first.

    >>> answer = callback(Queue(48, 1, 50, 2), accept_share=.3)
    >>> round(answer.abandonment_share, 6), round(answer.mean_delay_s, 5), round(answer.occupancy, 6)
    (0.011485, 0.92498, 0.948974)
    """
    n, most_waiting = queue.n_agents, 50
    unsettled = 1.0
    while unsettled > 1e-10:
        most_waiting *= 2
        states, chance = stationary(_callback_moves(queue, accept_share, most_waiting), (n, 0))
        here, promised = states.T
        unsettled = float(chance[promised == most_waiting].sum())
    length = float(chance @ np.maximum(here - n, 0))
    accepted_per_s = queue.arrivals_per_s * accept_share * float(chance[here >= n].sum())
    occupancy = float(chance @ np.minimum(here, n)) / n
    lost = length / queue.patience_mean_s / queue.arrivals_per_s
    return CallBack(lost, float(chance @ promised) / accepted_per_s, occupancy, length)


def _callback_moves(queue: Queue, accept_share: float, most_waiting: int) -> Moves:
    """Transitions; state: callers in the system, outstanding call-backs."""
    n = queue.n_agents
    most = n + longest_queue(queue)

    def moves(state: State) -> Iterable[tuple[State, float]]:
        here, promised = state
        if here < n:
            yield (here + 1, promised), queue.arrivals_per_s
        else:
            if here < most:
                yield (here + 1, promised), queue.arrivals_per_s * (1 - accept_share)
            if promised < most_waiting:
                yield (here, promised + 1), queue.arrivals_per_s * accept_share
        if here == n and promised:
            yield (here, promised - 1), n / queue.aht_s
        elif here:
            yield (here - 1, promised), min(here, n) / queue.aht_s + max(0, here - n) / queue.patience_mean_s

    return moves


def two_skills(queue: Queue, n_generalists: int) -> TwoSkills:
    """Two equal classes: specialists first, then generalists; a free generalist serves the first class first.

    ``queue`` is one class with its own specialists.

    >>> answer = two_skills(Queue(4.5, 1, 4, 2), n_generalists=3)
    >>> [round(share, 6) for share in (*answer.abandonment_share, *answer.wait_share)]
    [0.044906, 0.063427, 0.35478, 0.381661]
    """
    most_waiting, full_house = longest_queue(queue), (queue.n_agents, queue.n_agents, n_generalists, 0, 0)
    states, chance = stationary(lambda state: _skill_moves(state, queue, n_generalists, most_waiting), full_house)
    full = states[:, 2] == n_generalists
    lost = queue.arrivals_per_s * queue.patience_mean_s
    return TwoSkills(
        (float(chance @ states[:, 3]) / lost, float(chance @ states[:, 4]) / lost),
        (
            float(chance[full & (states[:, 0] == queue.n_agents)].sum()),
            float(chance[full & (states[:, 1] == queue.n_agents)].sum()),
        ),
    )


def _skill_moves(state: State, queue: Queue, n_generalists: int, most_waiting: int) -> Iterable[tuple[State, float]]:
    """Transitions; state: busy specialists of each class, busy generalists, queue of each class."""
    mu = 1 / queue.aht_s
    generalists, lines = state[2], (state[3], state[4])
    for mine in (0, 1):
        busy, line = state[mine], lines[mine]
        if busy < queue.n_agents:
            yield _moved(state, mine, 1), queue.arrivals_per_s
        elif generalists < n_generalists:
            yield _moved(state, 2, 1), queue.arrivals_per_s
        elif line < most_waiting:
            yield _moved(state, 3 + mine, 1), queue.arrivals_per_s
        if busy:
            yield _moved(state, 3 + mine if line else mine, -1), busy * mu
        if line:
            yield _moved(state, 3 + mine, -1), line / queue.patience_mean_s
    if generalists:
        next_in_line = 3 if lines[0] else 4 if lines[1] else 2
        yield _moved(state, next_in_line, -1), generalists * mu


def _moved(state: State, place: int, by: int) -> State:
    return (*state[:place], state[place] + by, *state[place + 1 :])
