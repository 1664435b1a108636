"""The kernel: the same model as a compiled next-event loop, which owns the order of events and nothing else.

Events at one time are ordered by (rank of kind, subject), as in ``story.py``. Births come sorted and interval edges are
known, so neither enters the heap; an answered contact leaves its end of patience there, which is skipped later.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from sim.compiled.event_queue import (
    N_EVENTS,
    N_PLACES,
    EventQueue,
    event_queue,
    longer,
    open_buckets,
    pop,
    push,
    room,
    start_day,
)
from sim.compiled.jit import called, compiled
from sim.compiled.tables import prefetch
from sim.model.contact import births, course, handling
from sim.model.floor import answering, on_duty
from sim.model.night import evening
from sim.model.setup.start import with_room_for_births, with_room_for_contacts, with_room_for_issues
from sim.model.world.state import NEVER_S, NOBODY, World

INTERVAL, PARTS, DONE, WRAPPED_UP, OVERFLOW, PATIENCE_ENDS, CONTACT, BIRTH = range(2, 10)  # ranks, as in the story
RANK_BITS = 56  # place of the rank in an event's key; the subject is below
FEW_EVENTS = 1024
AHEAD = 4  # rows that are on their way from memory
MOST_AT_ONCE = 16  # more than one event writes of contacts, or brings of events, besides those of all who wait


LISTING, ORDERING, PLAYING = 0, 1, 2  # what a day is at, when a table is full
NEXT_BIRTH, NEXT_INTERVAL = N_PLACES, N_PLACES + 1  # places of the event_queue, after its own


@compiled
def key_of(world: World, issue: int, rank: int) -> int:
    """Sort key of an issue's event among those at the same time."""
    row = world.issues[issue]
    return (rank << RANK_BITS) + row.identity * len(world.causes) + row.cause


@compiled
def comes(world: World, events: EventQueue, now_s: float, event: tuple[float, int, int]) -> None:
    """Schedule (time, rank, issue); an event in the past, or at no time, stops the run."""
    time_s, rank, issue = event
    if time_s >= now_s:
        push(events, time_s, key_of(world, issue, rank), issue)
    else:
        book = world.book[0]
        book.broken, book.broken_s, book.broken_rank, book.broken_issue = True, time_s, rank, issue


@called
def answered(world: World, events: EventQueue, now_s: float, issue: int) -> None:
    """An agent answers a contact: schedule the end of the talk."""
    done_s = handling.handled(world, now_s, issue)
    if world.model[0].routing.parts_early:
        comes(world, events, now_s, (world.issues[issue].parts_s, PARTS, issue))
        push(events, done_s, (WRAPPED_UP << RANK_BITS) + world.issues[issue].agent, 0)
    else:
        comes(world, events, now_s, (done_s, DONE, issue))


@called
def has_to_wait(world: World, events: EventQueue, now_s: float, issue: int) -> None:
    """Schedule the end of patience and the overflow of a waiting contact."""
    contact = world.issues[issue]
    if not contact.called_back:
        comes(world, events, now_s, (now_s + contact.patience_s, PATIENCE_ENDS, issue))
    overflow_s = answering.overflows_s(world, now_s, issue)
    if overflow_s != NEVER_S:
        comes(world, events, now_s, (overflow_s, OVERFLOW, issue))
    helped = answering.relief(world, now_s, contact.topic)
    while helped != NOBODY:
        answered(world, events, now_s, helped)
        helped = answering.relief(world, now_s, contact.topic)


@compiled
def overflows(world: World, events: EventQueue, now_s: float, issue: int) -> None:
    """Overflow of a contact that has waited long enough."""
    if answering.overflow(world, now_s, issue):
        answered(world, events, now_s, issue)
        return
    overflow_s = answering.overflows_s(world, now_s, issue)
    if overflow_s != NEVER_S:
        comes(world, events, now_s, (overflow_s, OVERFLOW, issue))


@compiled
def hangs_up(world: World, now_s: float, issue: int) -> bool:
    """Abandon, unless the attempt is over."""
    contact = world.issues[issue]
    return not contact.called_back and contact.offered_s + contact.patience_s == now_s


@called
def goes_on(world: World, events: EventQueue, now_s: float, issue: int) -> None:
    """Advance an issue from contact to contact until it is answered, waits, or has no further contact."""
    while world.issues[issue].next_s != NEVER_S:
        if not world.issues[issue].next_s <= now_s:
            comes(world, events, now_s, (world.issues[issue].next_s, CONTACT, issue))
            return
        if course.calls(world, now_s, issue):
            outcome = answering.offer(world, now_s, issue)
            if outcome == answering.TAKEN:
                answered(world, events, now_s, issue)
                return
            if outcome == answering.WAITS:
                has_to_wait(world, events, now_s, issue)
                return
            course.finish(world, now_s, issue)
        if world.issues[issue].next_s != NEVER_S:  # an event of its own, however soon: many may be turned away in a row
            comes(world, events, now_s, (world.issues[issue].next_s, CONTACT, issue))
            return
    course.forget(world, issue)


@called
def idle_look(world: World, events: EventQueue, now_s: float) -> None:
    """Idle agents look for waiting contacts."""
    for group in range(len(world.groups)):
        issue = answering.next_answered(world, now_s, group)
        while issue != NOBODY:
            answered(world, events, now_s, issue)
            issue = answering.next_answered(world, now_s, group)


@called
def interval(world: World, events: EventQueue, now_s: float) -> None:
    """Staff arrives and leaves at an interval edge of the plan."""
    on_duty.interval_ends(world, now_s)
    step = events.places[NEXT_INTERVAL]
    for group in range(len(world.groups)):
        on_duty.opens(world, group, world.on_duty[group, step], world.opened[group, step] > 0)
    idle_look(world, events, now_s)  # before they leave: who was kept for others is free for all of a closed topic
    for group in range(len(world.groups)):
        on_duty.staff(world, now_s, group)
    idle_look(world, events, now_s)
    issue = answering.send_away(world, now_s)
    while issue != NOBODY:
        course.finish(world, now_s, issue)
        goes_on(world, events, now_s, issue)
        issue = answering.send_away(world, now_s)
    events.places[NEXT_INTERVAL] += 1


@compiled
def most_events(world: World) -> int:
    """Upper bound of the events that one event can schedule: all waiting contacts are answered or sent away."""
    return 2 * world.book[0].n_in_center + MOST_AT_ONCE


@compiled
def has_room(world: World, events: EventQueue) -> bool:
    """Whether the tables have room for the next event."""
    contacts = world.book[0].n_contacts + world.book[0].n_in_center + MOST_AT_ONCE <= len(world.contacts)
    return contacts and room(events) >= most_events(world)


@called
def play(world: World, events: EventQueue, end_s: float) -> bool:
    """Simulate until the day ends (True) or a table is full (False)."""
    plan_s = world.model[0].plan_s
    while has_room(world, events) and not world.book[0].broken:
        open_buckets(events)
        birth = events.places[NEXT_BIRTH]
        born_s = world.births[birth].born_s if birth < world.book[0].n_births else NEVER_S
        edge_s = events.places[NEXT_INTERVAL] * plan_s
        event_s = events.time_s[0] if events.places[N_EVENTS] > 0 else NEVER_S
        now_s = min(born_s, edge_s, event_s)
        if now_s >= end_s:
            return True
        following = NOBODY  # the contact that an agent who has become free takes, after all else
        if edge_s == now_s:
            interval(world, events, now_s)
        elif event_s == now_s:
            key, issue = events.key[0], events.what[0]
            rank = key >> RANK_BITS
            pop(events)
            prefetch(world.customers, world.issues[events.what[0]].slot)
            prefetch(world.issues, events.what[1])
            prefetch(world.issues, events.what[2])
            if rank == DONE:
                following = answering.free(world, now_s, world.issues[issue].agent)
                course.finish(world, now_s, issue)
                goes_on(world, events, now_s, issue)
            elif rank == PARTS:
                answering.releases_line(world, issue)
                course.finish(world, now_s, issue)
                goes_on(world, events, now_s, issue)
            elif rank == WRAPPED_UP:
                following = answering.free(world, now_s, key - (rank << RANK_BITS))
            elif rank == CONTACT:
                goes_on(world, events, now_s, issue)
            elif key != key_of(world, issue, rank) or not world.issues[issue].waiting:
                continue  # its row serves another by now, or the contact was answered before
            elif rank == OVERFLOW:
                overflows(world, events, now_s, issue)
            elif hangs_up(world, now_s, issue):
                answering.hang_up(world, now_s, issue)
                course.finish(world, now_s, issue)
                goes_on(world, events, now_s, issue)
        else:
            events.places[NEXT_BIRTH] += 1
            # customers lie far apart: one of those to come is on its way while this one is at work
            prefetch(world.customers, world.births[min(birth + AHEAD, world.book[0].n_births - 1)].slot)
            issue = births.is_born(world, birth)
            if issue != NOBODY:
                second = world.issues[issue].symptom_row
                goes_on(world, events, now_s, issue)
                if second != NOBODY:
                    goes_on(world, events, now_s, second)
        if following != NOBODY:
            answered(world, events, now_s, following)
    return False


@compiled
def play_days(world: World, events: EventQueue, until: int) -> bool:
    """Simulate the days before ``until`` (True), or until a table is full (False)."""
    book = world.book[0]
    while book.day < until:
        if book.phase == LISTING and births.list_births(world, book.day):
            book.phase = ORDERING
        if book.phase == ORDERING and births.has_rows(world):
            births.order_births(world)
            start_day(events, book.day)
            events.places[NEXT_BIRTH] = 0
            book.phase = PLAYING
        if book.phase != PLAYING or not play(world, events, evening.day_ends_s(world, book.day)):
            return False
        evening.evening(world, book.day)
        book.phase = LISTING
    return True


def broken(world: World) -> RuntimeError:
    """Error message for time running backwards: a defect of the program, never of the input."""
    book = world.book[0]
    kinds = {
        DONE: "end of a talk", PARTS: "end of a talk", OVERFLOW: "overflow", PATIENCE_ENDS: "end of patience",
        CONTACT: "next contact",
    }  # fmt: skip
    issue = world.issues[book["broken_issue"]]
    return RuntimeError(
        f"day {book['day']}: the {kinds[int(book['broken_rank'])]} of issue {issue['number']} "
        f"(symptom {issue['symptom']}) of slot {issue['slot']}, cause {issue['cause']}, "
        f"is scheduled at {book['broken_s']} s, which is not ahead"
    )


class Kernel:
    """One replication, day by day."""

    compiled: ClassVar[tuple[Callable[..., Any], ...]] = (*evening.ONCE, play_days, room, most_events)

    def __init__(self, world: World) -> None:
        self.events = event_queue(FEW_EVENTS, len(world.due.heads), len(world.listed), 2)

    def play(self, world: World, until: int) -> World:
        """Simulate the days before ``until``; tables are enlarged when they are full."""
        while not play_days(world, self.events, until):
            book = world.book[0]
            if book["broken"]:
                raise broken(world)
            if book["phase"] == LISTING:
                world = with_room_for_births(world)
            elif book["phase"] == ORDERING:
                world = with_room_for_issues(world)
            elif room(self.events) < most_events(world):
                self.events = longer(self.events, most_events(world))
            else:
                world = with_room_for_contacts(world)
        return world
