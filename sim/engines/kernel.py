"""The same story as a compiled next-event loop: it holds the order of events and nothing else.

Events at one time are ordered by (rank of kind, subject), as in ``story.py``. Births come sorted and interval edges are
known, so neither enters the heap; a contact that was answered leaves its end of patience there, to be skipped.
"""

from typing import NamedTuple

import numba
import numpy as np

from sim import floor, life, talk
from sim.jit import TYPES, compiled
from sim.rules.bounds import DAY_S
from sim.start import with_room_for_contacts
from sim.world import NEVER_S, NOBODY, Calendar, World

INTERVAL, DONE, PATIENCE_ENDS, CONTACT, BIRTH = 2, 3, 4, 5, 6  # ranks, as in the story
RANK_BITS = 56  # place of the rank in an event's key; the subject is below
FEW_EVENTS = 1024


class Agenda(NamedTuple):
    """Events to come: a binary heap by (time, key) in three parallel arrays, and two places in sorted lists."""

    time_s: np.ndarray
    key: np.ndarray
    issue: np.ndarray
    places: np.ndarray  # events in the heap, next birth, next interval


N_EVENTS, NEXT_BIRTH, NEXT_INTERVAL = 0, 1, 2
TYPES[Agenda] = numba.typeof(Agenda(np.zeros(1), *(np.zeros(1, np.int64) for _ in range(3))))


@compiled
def push(agenda: Agenda, time_s: float, key: int, issue: int) -> None:
    """An event takes its place among those to come."""
    i = agenda.places[N_EVENTS]
    agenda.places[N_EVENTS] += 1
    while i > 0:
        parent = (i - 1) >> 1
        above = agenda.time_s[parent]
        if above < time_s or (above == time_s and agenda.key[parent] <= key):
            break
        agenda.time_s[i], agenda.key[i], agenda.issue[i] = above, agenda.key[parent], agenda.issue[parent]
        i = parent
    agenda.time_s[i], agenda.key[i], agenda.issue[i] = time_s, key, issue


@compiled
def comes_before(agenda: Agenda, a: int, b: int) -> bool:
    """Order of two events in the heap."""
    return agenda.time_s[a] < agenda.time_s[b] or (
        agenda.time_s[a] == agenda.time_s[b] and agenda.key[a] < agenda.key[b]
    )


@compiled
def pop(agenda: Agenda) -> None:
    """The first event leaves the heap."""
    agenda.places[N_EVENTS] -= 1
    n = agenda.places[N_EVENTS]
    time_s, key, issue = agenda.time_s[n], agenda.key[n], agenda.issue[n]
    i = 0
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and comes_before(agenda, child + 1, child):
            child += 1
        if time_s < agenda.time_s[child] or (time_s == agenda.time_s[child] and key <= agenda.key[child]):
            break
        agenda.time_s[i], agenda.key[i], agenda.issue[i] = (
            agenda.time_s[child],
            agenda.key[child],
            agenda.issue[child],
        )
        i = child
    agenda.time_s[i], agenda.key[i], agenda.issue[i] = time_s, key, issue


@compiled
def key_of(world: World, issue: int, rank: int) -> int:
    """Place of an issue's event among those at the same time."""
    row = world.issues[issue]
    return (rank << RANK_BITS) + row.identity * len(world.causes) + row.cause


@compiled
def answered(world: World, agenda: Agenda, now_s: float, issue: int) -> None:
    """An agent takes a contact; the end of the talk is the next we hear of it."""
    push(agenda, talk.handled(world, now_s, issue), key_of(world, issue, DONE), issue)


@compiled
def goes_on(world: World, agenda: Agenda, now_s: float, issue: int) -> None:
    """From one contact of an issue to the next, until it is answered, has to wait, or there is none."""
    while world.issues[issue].next_s < NEVER_S:
        if world.issues[issue].next_s > now_s:
            push(agenda, world.issues[issue].next_s, key_of(world, issue, CONTACT), issue)
            return
        if not life.calls(world, now_s, issue):
            continue
        if floor.offer(world, now_s, issue):
            answered(world, agenda, now_s, issue)
        else:
            push(agenda, now_s + world.issues[issue].patience_s, key_of(world, issue, PATIENCE_ENDS), issue)
        return
    life.forget(world, issue)


@compiled
def done(world: World, agenda: Agenda, now_s: float, issue: int) -> None:
    """A contact is finished, and its agent takes the next one."""
    following = floor.free(world, now_s, issue)
    life.finish(world, now_s, issue)
    goes_on(world, agenda, now_s, issue)
    if following != NOBODY:
        answered(world, agenda, now_s, following)


@compiled
def patience_ends(world: World, agenda: Agenda, now_s: float, issue: int) -> None:
    """The caller hangs up, unless the contact was answered before."""
    contact = world.issues[issue]
    if contact.waiting and contact.offered_s + contact.patience_s == now_s:
        floor.hang_up(world, now_s, issue)
        life.finish(world, now_s, issue)
        goes_on(world, agenda, now_s, issue)


@compiled
def born(world: World, agenda: Agenda, now_s: float, birth: int) -> None:
    """An issue is born; a second symptom waits for its own time."""
    issue = world.births[birth].issue
    second = world.issues[issue].symptom_row
    goes_on(world, agenda, now_s, issue)
    if second != NOBODY:
        goes_on(world, agenda, now_s, second)


@compiled
def interval(world: World, calendar: Calendar, agenda: Agenda, now_s: float) -> None:
    """At the edge of an interval people come on duty and leave."""
    for skill in range(len(world.skills)):
        floor.staff(world, now_s, skill, calendar.on_duty[skill, agenda.places[NEXT_INTERVAL]])
        issue = floor.next_answered(world, now_s, skill)
        while issue != NOBODY:
            answered(world, agenda, now_s, issue)
            issue = floor.next_answered(world, now_s, skill)
    agenda.places[NEXT_INTERVAL] += 1


@compiled
def has_room(world: World, agenda: Agenda) -> bool:
    """The next event fits: it writes at most two contacts and schedules at most one event for each agent and skill."""
    return (
        world.book[0].n_contacts + 4 <= len(world.contacts)
        and agenda.places[N_EVENTS] + len(world.agents) + 4 <= len(agenda.time_s)
    )


@compiled
def play(world: World, calendar: Calendar, agenda: Agenda, midnight_s: float) -> bool:
    """Play until midnight, or until a table is full: True when the day is over."""
    interval_s = world.model[0].interval_s
    while has_room(world, agenda):
        birth = agenda.places[NEXT_BIRTH]
        born_s = world.births[birth].born_s if birth < world.book[0].n_births else NEVER_S
        edge_s = agenda.places[NEXT_INTERVAL] * interval_s
        event_s = agenda.time_s[0] if agenda.places[N_EVENTS] > 0 else NEVER_S
        now_s = min(born_s, edge_s, event_s)
        if now_s >= midnight_s:
            return True
        if edge_s == now_s:
            interval(world, calendar, agenda, now_s)
        elif event_s == now_s:
            rank, issue = agenda.key[0] >> RANK_BITS, agenda.issue[0]
            pop(agenda)
            if rank == DONE:
                done(world, agenda, now_s, issue)
            elif rank == PATIENCE_ENDS:
                patience_ends(world, agenda, now_s, issue)
            else:
                goes_on(world, agenda, now_s, issue)
        else:
            agenda.places[NEXT_BIRTH] += 1
            born(world, agenda, now_s, birth)
    return False


class Kernel:
    """One replication, day by day."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.agenda = Agenda(np.zeros(FEW_EVENTS), *(np.zeros(FEW_EVENTS, np.int64) for _ in range(3)))

    def play(self, world: World, day: int) -> World:
        """Play [midnight, midnight) of a day whose births are listed; tables grow when they are full."""
        self.agenda.places[NEXT_BIRTH] = 0
        while not play(world, self.calendar, self.agenda, (day + 1) * DAY_S):
            world = self.with_room(world)
        return world

    def with_room(self, world: World) -> World:
        """The same world and agenda, with longer tables where they are full."""
        n, agenda = len(self.agenda.time_s), self.agenda
        if agenda.places[N_EVENTS] + len(world.agents) + 4 > n:
            longer = [np.resize(column, 2 * n + len(world.agents)) for column in agenda[:3]]
            self.agenda = Agenda(*longer, agenda.places)
            return world
        return with_room_for_contacts(world)
