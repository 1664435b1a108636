"""The heap of events against sorting, with ties in time and in key."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agenda import N_EVENTS, Agenda, agenda, longer, pop, push

TIMES = st.one_of(st.sampled_from([0.0, 1.0, 1800.0]), st.floats(0, 1e7), st.just(np.inf))
KEYS = st.one_of(st.integers(0, 3), st.integers(0, 2**62))
EVENT = st.tuples(TIMES, KEYS)
FEW = st.lists(EVENT, max_size=60)


def first(events: Agenda) -> tuple[float, int, int]:
    return float(events.time_s[0]), int(events.key[0]), int(events.what[0])


def filled(told: list[tuple[float, int]], room: int = 60) -> Agenda:
    events = agenda(max(1, room))
    for what, (time_s, key) in enumerate(told):
        push(events, time_s, key, what)
    return events


def emptied(events: Agenda) -> list[tuple[float, int, int]]:
    popped = []
    while events.places[N_EVENTS]:
        popped.append(first(events))
        pop(events)
    return popped


@given(FEW)
def test_events_come_in_order_of_time_and_key(told):
    assert [event[:2] for event in emptied(filled(told))] == sorted(told)


@given(FEW)
def test_each_event_keeps_what_it_is_about(told):
    assert sorted(what for _, _, what in emptied(filled(told))) == list(range(len(told)))


@given(FEW)
def test_an_event_comes_with_the_what_that_it_was_told_with(told):
    assert all(told[what] == (time_s, key) for time_s, key, what in emptied(filled(told)))


@given(st.lists(st.one_of(EVENT, st.none()), max_size=120))
@settings(max_examples=300)
def test_pops_between_pushes_give_the_smallest_of_what_is_left(told):
    events, expected = agenda(120), []
    for event in told:
        if event is not None:
            push(events, *event, 0)
            expected = sorted([*expected, event])
        elif expected:
            assert first(events)[:2] == expected.pop(0)
            pop(events)
    assert [event[:2] for event in emptied(events)] == expected


@given(FEW)
def test_no_event_is_before_the_one_above_it(told):
    events = filled(told)
    order = list(zip(events.time_s[: len(told)], events.key[: len(told)], strict=True))
    assert all(order[(i - 1) // 2] <= order[i] for i in range(1, len(order)))


@given(FEW, st.integers(0, 100))
def test_a_longer_agenda_holds_the_same_events_in_the_same_order(told, more):
    events = longer(filled(told), 60 + more)
    assert emptied(events) == emptied(filled(told))


def test_a_longer_agenda_has_room_for_more():
    events = longer(filled([(2.0, 0), (1.0, 0)], room=2), 3)
    push(events, 0.0, 0, 7)
    assert emptied(events) == [(0.0, 0, 7), (1.0, 0, 1), (2.0, 0, 0)]


def test_what_the_owner_keeps_survives_a_longer_agenda():
    events = agenda(1, 3)
    events.places[1:] = 5, 9
    assert longer(events, 8).places.tolist() == [0, 5, 9]


def test_the_number_of_events_counts_pushes_less_pops():
    events = filled([(1.0, 1), (2.0, 2), (3.0, 3)])
    pop(events)
    assert events.places[N_EVENTS] == 2


def test_the_first_of_a_full_agenda_can_be_replaced():
    events = filled([(1.0, 1), (2.0, 2)], room=2)
    pop(events)
    push(events, 3.0, 3, 9)
    assert emptied(events) == [(2.0, 2, 1), (3.0, 3, 9)]
