"""Events in order of (time, key): a calendar queue whose open bucket is a heap.

Only the next events are sorted, in the heap; later events of the day are in its buckets, and those of later days in
their day, unsorted. So the heap stays short, and a distant event is as cheap as a near one. Source: Brown (1988),
calendar queues; Tang et al. (2005), ladder queues.
"""

from typing import Annotated, NamedTuple

import numpy as np

from sim.compiled.jit import compiled
from sim.compiled.tables import assembled, declare, lengthened, table
from sim.time_units import DAY_S

N_EVENTS, N_WAITING, FREE, TODAY, BUCKET = range(5)  # places: events in the heap and waiting, free row, day, bucket
N_PLACES = 5
NO_ROW = -1
WAITING = np.dtype([("time_s", "f8"), ("key", "i8"), ("what", "i8"), ("following", "i8")], align=True)


@declare
class EventQueue(NamedTuple):
    """The event queue. The heap is parallel arrays, as it reads times most."""

    time_s: Annotated[np.ndarray, "f8"]
    key: Annotated[np.ndarray, "i8"]
    what: Annotated[np.ndarray, "i8"]
    waiting: Annotated[np.ndarray, WAITING]
    buckets: Annotated[np.ndarray, "i8"]  # of today: the first that waits for each, which leads to the others
    days: Annotated[np.ndarray, "i8"]  # likewise
    places: Annotated[np.ndarray, "i8"]  # N_EVENTS, N_WAITING, FREE, TODAY, BUCKET, then what its owner keeps
    addresses: np.ndarray


def event_queue(n: int, n_days: int, n_buckets: int = 1, n_places: int = 0) -> EventQueue:
    """Room for n events on any of the days; events after the last day are dropped."""
    places = np.zeros(N_PLACES + n_places, np.int64)
    places[BUCKET] = NO_ROW
    return assembled(
        EventQueue,
        time_s=np.zeros(n),
        key=np.zeros(n, np.int64),
        what=np.zeros(n, np.int64),
        waiting=_free_rows(table(n, WAITING), 0),
        buckets=np.full(n_buckets, NO_ROW),
        days=np.full(n_days, NO_ROW),
        places=places,
    )


def _free_rows(waiting: np.ndarray, first: int) -> np.ndarray:
    """The same rows, with those from ``first`` on linked as free."""
    waiting["following"][first:] = np.arange(first + 1, len(waiting) + 1)
    return waiting


def longer(events: EventQueue, n: int) -> EventQueue:
    """The same queue with room for n more events."""
    held, more = len(events.time_s), max(n, len(events.time_s))
    waiting = _free_rows(lengthened(events.waiting, held + more), held)
    waiting["following"][-1] = events.places[FREE]
    events.places[FREE] = held
    return assembled(
        EventQueue,
        time_s=np.append(events.time_s, np.zeros(more)),
        key=np.append(events.key, np.zeros(more, np.int64)),
        what=np.append(events.what, np.zeros(more, np.int64)),
        waiting=waiting,
        buckets=events.buckets,
        days=events.days,
        places=events.places,
    )


@compiled
def room(events: EventQueue) -> int:
    """Number of events that still fit."""
    return len(events.time_s) - events.places[N_EVENTS] - events.places[N_WAITING]


@compiled
def comes_before(events: EventQueue, a: int, b: int) -> bool:
    """Order of two events in the heap, without branches, which would be mispredicted half of the time."""
    earlier, at_once = events.time_s[a] < events.time_s[b], events.time_s[a] == events.time_s[b]
    return earlier | (at_once & (events.key[a] < events.key[b]))


@compiled
def move(events: EventQueue, source: int, to: int) -> None:
    """Move an event in the heap."""
    events.time_s[to], events.key[to], events.what[to] = events.time_s[source], events.key[source], events.what[source]


@compiled
def sift_up(events: EventQueue, i: int, event: tuple[float, int, int]) -> None:
    """Sift up: put (time, key, what) into the heap from the empty position i."""
    time_s, key, what = event
    while i > 0:
        parent = (i - 1) >> 1
        above = events.time_s[parent]
        if above < time_s or (above == time_s and events.key[parent] <= key):
            break
        move(events, parent, i)
        i = parent
    events.time_s[i], events.key[i], events.what[i] = time_s, key, what


@compiled
def push_heap(events: EventQueue, time_s: float, key: int, what: int) -> None:
    """Push an event onto the heap."""
    events.places[N_EVENTS] += 1
    sift_up(events, events.places[N_EVENTS] - 1, (time_s, key, what))


@compiled
def stored(events: EventQueue, event: tuple[float, int, int], first: int) -> int:
    """Store (time, key, what) in front of the list that begins at ``first``; returns its row."""
    row = events.places[FREE]
    waiting = events.waiting[row]
    events.places[FREE] = waiting.following
    events.places[N_WAITING] += 1
    waiting.time_s, waiting.key, waiting.what = event
    waiting.following = first
    return row


@compiled
def released(events: EventQueue, row: int) -> int:
    """Free the row of a stored event; returns the next row of its list."""
    following = events.waiting[row].following
    events.waiting[row].following = events.places[FREE]
    events.places[FREE] = row
    events.places[N_WAITING] -= 1
    return following


@compiled
def push(events: EventQueue, time_s: float, key: int, what: int) -> None:
    """Add an event."""
    today, n_buckets = events.places[TODAY], len(events.buckets)
    if time_s >= (today + 1) * DAY_S:
        if time_s < len(events.days) * DAY_S:
            day = int(time_s / DAY_S)
            day -= time_s < day * DAY_S  # the quotient was rounded up
            events.days[day] = stored(events, (time_s, key, what), events.days[day])
        return
    bucket = min(n_buckets - 1, int((time_s - today * DAY_S) * (n_buckets / DAY_S)))
    if bucket > events.places[BUCKET]:
        events.buckets[bucket] = stored(events, (time_s, key, what), events.buckets[bucket])
    else:
        push_heap(events, time_s, key, what)


@compiled
def start_day(events: EventQueue, day: int) -> None:
    """Start a day: distribute its events to its buckets."""
    events.places[TODAY], events.places[BUCKET] = day, NO_ROW
    row = events.days[day]
    while row != NO_ROW:
        event = events.waiting[row]
        time_s, key, what = event.time_s, event.key, event.what
        row = released(events, row)
        push(events, time_s, key, what)


@compiled
def open_buckets(events: EventQueue) -> None:
    """Open buckets of the day until the heap holds the next event, if there is one today."""
    while events.places[N_EVENTS] == 0 and events.places[BUCKET] < len(events.buckets) - 1:
        events.places[BUCKET] += 1
        bucket = events.places[BUCKET]
        row = events.buckets[bucket]
        events.buckets[bucket] = NO_ROW
        while row != NO_ROW:
            event = events.waiting[row]
            push_heap(events, event.time_s, event.key, event.what)
            row = released(events, row)


@compiled
def pop(events: EventQueue) -> None:
    """Remove the first event: the empty position moves to the bottom, and the last event is sifted up from there."""
    events.places[N_EVENTS] -= 1
    n = events.places[N_EVENTS]
    i = 0
    while 2 * i + 2 < n:
        first = 2 * i + 1
        first += comes_before(events, first + 1, first)
        move(events, first, i)
        i = first
    if 2 * i + 1 < n:
        move(events, 2 * i + 1, i)
        i = 2 * i + 1
    sift_up(events, i, (events.time_s[n], events.key[n], events.what[n]))
