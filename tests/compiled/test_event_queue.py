"""Events of today and of later days against sorting, with ties in time and in key."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.event_queue import (
    N_EVENTS,
    N_PLACES,
    N_WAITING,
    EventQueue,
    event_queue,
    longer,
    open_buckets,
    pop,
    push,
    room,
    start_day,
)
from sim.time_units import DAY_S

N_DAYS = 40
END_S = N_DAYS * DAY_S
TIMES = st.one_of(st.sampled_from([0.0, 1.0, 1800.0, DAY_S]), st.floats(0, 1e5), st.floats(0, END_S, exclude_max=True))
KEYS = st.one_of(st.integers(0, 3), st.integers(0, 2**62))
EVENT = st.tuples(TIMES, KEYS)
FEW = st.lists(EVENT, max_size=60)


def first(events: EventQueue) -> tuple[float, int, int]:
    return float(events.time_s[0]), int(events.key[0]), int(events.what[0])


def filled(told: list[tuple[float, int]], n: int = 60, n_buckets: int = 7) -> EventQueue:
    events = event_queue(max(1, n), N_DAYS, n_buckets)
    for what, (time_s, key) in enumerate(told):
        push(events, time_s, key, what)
    return events


def emptied(events: EventQueue) -> list[tuple[float, int, int]]:
    popped = []
    for day in range(N_DAYS):
        if day > 0:
            start_day(events, day)
        open_buckets(events)
        while events.places[N_EVENTS]:
            popped.append(first(events))
            pop(events)
            open_buckets(events)
    return popped


def heap(n: int) -> EventQueue:
    """An event_queue on its last day, with all of it open: every event enters the heap."""
    events = event_queue(n, N_DAYS)
    start_day(events, N_DAYS - 1)
    open_buckets(events)
    return events


@given(FEW, st.integers(1, 200))
def test_events_come_in_order_of_time_and_key(told, n_buckets):
    assert [event[:2] for event in emptied(filled(told, n_buckets=n_buckets))] == sorted(told)


@given(st.integers(1, N_DAYS - 1), st.integers(1, 5))
def test_the_last_moment_before_midnight_belongs_to_its_day(day, steps):
    """The quotient of such a time and a day rounds up to the next day."""
    time_s = day * DAY_S
    for _ in range(steps):
        time_s = np.nextafter(time_s, 0)
    events = event_queue(2, N_DAYS, 3)
    push(events, time_s, 1, 0)
    start_day(events, day - 1)
    push(events, time_s, 2, 0)
    open_buckets(events)
    assert int(events.places[N_EVENTS]) == 2


@given(FEW)
def test_each_event_keeps_what_it_is_about(told):
    assert sorted(what for _, _, what in emptied(filled(told))) == list(range(len(told)))


@given(FEW)
def test_an_event_comes_with_the_what_that_it_was_told_with(told):
    assert all(told[what] == (time_s, key) for time_s, key, what in emptied(filled(told)))


@given(st.lists(st.one_of(EVENT, st.none()), max_size=120))
@settings(max_examples=300)
def test_pops_between_pushes_give_the_smallest_of_what_is_left(told):
    events, expected = heap(120), []
    for event in told:
        if event is not None:
            push(events, *event, 0)
            expected = sorted([*expected, event])
        elif expected:
            assert first(events)[:2] == expected.pop(0)
            pop(events)
    assert int(events.places[N_EVENTS]) == len(expected)


@given(FEW)
def test_no_event_is_before_the_one_above_it(told):
    events = heap(60)
    for event in told:
        push(events, *event, 0)
    order = list(zip(events.time_s[: len(told)], events.key[: len(told)], strict=True))
    assert all(order[(i - 1) // 2] <= order[i] for i in range(1, len(order)))


@given(FEW, st.integers(0, 100))
def test_a_longer_agenda_holds_the_same_events_in_the_same_order(told, more):
    events = longer(filled(told), more)
    assert emptied(events) == emptied(filled(told))


def test_a_longer_agenda_has_room_for_more():
    events = longer(filled([(2.0, 0), (1.0, 0)], n=2), 1)
    assert room(events) >= 1
    push(events, 0.0, 0, 7)
    assert emptied(events) == [(0.0, 0, 7), (1.0, 0, 1), (2.0, 0, 0)]


def test_an_agenda_grows_while_events_wait_for_other_days():
    told = [(day * DAY_S + i, i) for i in range(100) for day in range(1, 5)]
    events = event_queue(1, N_DAYS)
    for what, (time_s, key) in enumerate(told):
        if not room(events):
            events = longer(events, 1)
        push(events, time_s, key, what)
    assert [event[:2] for event in emptied(longer(events, len(told)))] == sorted(told)


def test_an_event_after_the_last_day_is_not_kept():
    events = filled([(END_S, 0), (np.inf, 1), (END_S - 1, 2)])
    assert emptied(events) == [(END_S - 1, 2, 2)]


def test_room_is_what_neither_the_heap_nor_the_waiting_take():
    assert room(filled([(1.0, 0), (DAY_S, 0), (3 * DAY_S, 0)], n=5)) == 2


def test_what_the_owner_keeps_survives_a_longer_agenda():
    events = event_queue(1, N_DAYS, n_places=2)
    events.places[N_PLACES:] = 5, 9
    assert longer(events, 8).places[N_PLACES:].tolist() == [5, 9]


def test_the_number_of_events_counts_pushes_less_pops():
    events = filled([(1.0, 1), (2.0, 2), (3.0, 3)])
    open_buckets(events)
    pop(events)
    assert events.places[N_EVENTS] + events.places[N_WAITING] == 2


def test_the_first_of_a_full_agenda_can_be_replaced():
    events = filled([(1.0, 1), (2.0, 2)], n=2)
    open_buckets(events)
    pop(events)
    push(events, 3.0, 3, 9)
    assert emptied(events) == [(2.0, 2, 1), (3.0, 3, 9)]
