"""Events in order of time, and at one time of their keys: today's in a heap, those of later days in a diary."""

from typing import NamedTuple

import numpy as np

from sim.diary import NO_PAGE, PAGE, Diary, diary, n_rows, put, room_on, take, with_pages
from sim.jit import compiled
from sim.tables import assembled, declare, lengthened, table

N_EVENTS, TODAY = 0, 1  # places of an agenda: how many events are in the heap, and which day it is
N_PLACES = 2
DAY_S = 86400.0
EVENT = np.dtype([("time_s", "f8"), ("key", "i8"), ("what", "i8")], align=True)


class Agenda(NamedTuple):
    """Events to come. The heap is parallel arrays: it touches times most, and they lie side by side."""

    time_s: np.ndarray
    key: np.ndarray
    what: np.ndarray
    later: np.ndarray  # EVENT
    days: Diary  # the rows of later
    places: np.ndarray  # N_EVENTS, TODAY, then what its owner keeps
    addresses: np.ndarray


def agenda(n: int, n_days: int, n_places: int = 0) -> Agenda:
    """Room for n events today and for some on each of the days; those after the last day are not kept."""
    days = diary(n_days, n)
    return assembled(
        Agenda,
        time_s=np.zeros(n),
        key=np.zeros(n, np.int64),
        what=np.zeros(n, np.int64),
        later=table(n_rows(days), EVENT),
        days=days,
        places=np.zeros(N_PLACES + n_places, np.int64),
    )


def longer(events: Agenda, n: int) -> Agenda:
    """The same events, with room for n more, on whatever days."""
    more = max(n, len(events.time_s))
    days = with_pages(events.days, -(-more // PAGE))
    return assembled(
        Agenda,
        time_s=np.append(events.time_s, np.zeros(more)),
        key=np.append(events.key, np.zeros(more, np.int64)),
        what=np.append(events.what, np.zeros(more, np.int64)),
        later=lengthened(events.later, n_rows(days)),
        days=days,
        places=events.places,
    )


declare(agenda(1, 1))


@compiled
def room(events: Agenda) -> int:
    """So many more events fit, whenever they are."""
    return min(len(events.time_s) - events.places[N_EVENTS], room_on(events.days))


@compiled
def comes_before(events: Agenda, a: int, b: int) -> bool:
    """Order of two events in the heap; no branches, which would be guessed wrong every other time."""
    earlier, at_once = events.time_s[a] < events.time_s[b], events.time_s[a] == events.time_s[b]
    return earlier | (at_once & (events.key[a] < events.key[b]))


@compiled
def moves(events: Agenda, source: int, to: int) -> None:
    """An event takes another place in the heap."""
    events.time_s[to], events.key[to], events.what[to] = events.time_s[source], events.key[source], events.what[source]


@compiled
def rises(events: Agenda, i: int, event: tuple[float, int, int]) -> None:
    """(time, key, what) takes its place on the way from the empty place i up."""
    time_s, key, what = event
    while i > 0:
        parent = (i - 1) >> 1
        above = events.time_s[parent]
        if above < time_s or (above == time_s and events.key[parent] <= key):
            break
        moves(events, parent, i)
        i = parent
    events.time_s[i], events.key[i], events.what[i] = time_s, key, what


@compiled
def push(events: Agenda, time_s: float, key: int, what: int) -> None:
    """An event takes its place among those to come."""
    if time_s < (events.places[TODAY] + 1) * DAY_S:
        events.places[N_EVENTS] += 1
        rises(events, events.places[N_EVENTS] - 1, (time_s, key, what))
    elif time_s < len(events.days.heads) * DAY_S:
        event = events.later[put(events.days, int(time_s / DAY_S))]
        event.time_s, event.key, event.what = time_s, key, what


@compiled
def recall(events: Agenda) -> bool:
    """One of the events that were put off until today enters the heap; False if there is none left."""
    row = take(events.days, events.places[TODAY])
    if row == NO_PAGE:
        return False
    event = events.later[row]
    push(events, event.time_s, event.key, event.what)
    return True


@compiled
def pop(events: Agenda) -> None:
    """The first event leaves the heap: the empty place sinks to the bottom, and the last event rises from there."""
    events.places[N_EVENTS] -= 1
    n = events.places[N_EVENTS]
    i = 0
    while 2 * i + 2 < n:
        first = 2 * i + 1
        first += comes_before(events, first + 1, first)
        moves(events, first, i)
        i = first
    if 2 * i + 1 < n:
        moves(events, 2 * i + 1, i)
        i = 2 * i + 1
    rises(events, i, (events.time_s[n], events.key[n], events.what[n]))
