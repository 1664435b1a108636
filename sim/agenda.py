"""Events in order of time, and at one time in order of their keys: a binary heap in three parallel arrays."""

from typing import NamedTuple

import numpy as np

from sim.jit import compiled
from sim.tables import assembled, declare

N_EVENTS = 0


class Agenda(NamedTuple):
    """Events to come. Parallel arrays: the heap touches times most, and they lie side by side."""

    time_s: np.ndarray
    key: np.ndarray
    what: np.ndarray
    places: np.ndarray  # number of events, then what its owner keeps
    addresses: np.ndarray


def agenda(n: int, n_places: int = 1) -> Agenda:
    """Room for n events."""
    return assembled(
        Agenda,
        time_s=np.zeros(n),
        key=np.zeros(n, np.int64),
        what=np.zeros(n, np.int64),
        places=np.zeros(n_places, np.int64),
    )


def longer(events: Agenda, n: int) -> Agenda:
    """The same events, with room for n."""
    room = agenda(n, len(events.places))
    for column, old in zip(room[:-1], events[:-1], strict=True):
        column[: len(old)] = old
    return room


declare(agenda(1))


@compiled
def push(events: Agenda, time_s: float, key: int, what: int) -> None:
    """An event takes its place among those to come."""
    i = events.places[N_EVENTS]
    events.places[N_EVENTS] += 1
    while i > 0:
        parent = (i - 1) >> 1
        above = events.time_s[parent]
        if above < time_s or (above == time_s and events.key[parent] <= key):
            break
        events.time_s[i], events.key[i], events.what[i] = above, events.key[parent], events.what[parent]
        i = parent
    events.time_s[i], events.key[i], events.what[i] = time_s, key, what


@compiled
def comes_before(events: Agenda, a: int, b: int) -> bool:
    """Order of two events in the heap."""
    return events.time_s[a] < events.time_s[b] or (
        events.time_s[a] == events.time_s[b] and events.key[a] < events.key[b]
    )


@compiled
def pop(events: Agenda) -> None:
    """The first event leaves the heap."""
    events.places[N_EVENTS] -= 1
    n = events.places[N_EVENTS]
    time_s, key, what = events.time_s[n], events.key[n], events.what[n]
    i = 0
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and comes_before(events, child + 1, child):
            child += 1
        if time_s < events.time_s[child] or (time_s == events.time_s[child] and key <= events.key[child]):
            break
        events.time_s[i], events.key[i], events.what[i] = events.time_s[child], events.key[child], events.what[child]
        i = child
    events.time_s[i], events.key[i], events.what[i] = time_s, key, what
