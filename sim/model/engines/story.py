"""The story: the model in SimPy, the reference engine and the place to read the model.

Events at one time are ordered by (rank of kind, subject), never by who was scheduled first: SimPy's queue holds (time,
priority, number, event), so a rank above SimPy's own priorities and a subject instead of the number do it, and resuming
a process (SimPy's priorities 0 and 1) precedes every other event at that time.
"""

from collections.abc import Callable, Generator
from heapq import heappush
from itertools import count
from typing import Any, ClassVar

import simpy

from sim.model.contact import births, course, handling
from sim.model.floor import answering, on_duty
from sim.model.night import evening
from sim.model.setup.start import with_births, with_room_for_contacts
from sim.model.world.state import NEVER_S, NOBODY, World
from sim.time_units import DAY_S

# ranks; SimPy's own are 0 and 1
MOST_ROWS = 4  # of contacts that a verb writes: a false alarm, outreach, the web, giving up before the queue
INTERVAL, PARTS, DONE, WRAPPED_UP, OVERFLOW, PATIENCE_ENDS, CONTACT, BIRTH = range(2, 10)

Process = Generator[simpy.Event, Any, None]


class Story:
    """One replication, day by day."""

    compiled: ClassVar[tuple[Callable[..., Any], ...]] = (
        *evening.ONCE, evening.day_ends_s, evening.evening,
        births.list_births, births.order_births, births.is_born,
        course.calls, course.finish, course.forget, handling.handled,
        on_duty.opens, on_duty.staff, on_duty.interval_ends,
        answering.offer, answering.next_answered, answering.free, answering.hang_up, answering.releases_line,
        answering.send_away, answering.overflows_s, answering.overflow, answering.relief,
    )  # fmt: skip

    def __init__(self, world: World) -> None:
        self.env = simpy.Environment()
        self.world = world
        self.count = count()
        self.turns: dict[int, simpy.Event] = {}  # of the issues that wait

    def play(self, world: World, until: int) -> World:
        """Simulate the days before ``until``, each from its births to its evening."""
        self.world = world
        self.parts_early = bool(world.model["routing"]["parts_early"][0])
        for day in range(int(world.book["day"][0]), until):
            self.world = with_births(self.world, day)
            self.tell(day)
            evening.evening(self.world, day)
        return self.world

    def tell(self, day: int) -> None:
        """Simulate [midnight, midnight) of a day whose births are listed, or the part of it within the horizon."""
        self.env.process(self.intervals(day))
        self.env.process(self.births())
        self.env.run(until=evening.day_ends_s(self.world, day))

    def at(self, time_s: float, rank: int, subject: int) -> simpy.Event:
        """An event at a clock time, in its order among those of the same time."""
        assert time_s >= self.env.now, f"an event of subject {subject} at {time_s} s is not ahead of {self.env.now} s"
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        # an end of patience that no longer counts may stand beside a new one of the same subject: events do not compare
        heappush(self.env._queue, (time_s, rank, (subject, next(self.count)), event))  # type: ignore[misc]
        return event

    def births(self) -> Process:
        """Create issues in order of time; a second symptom waits for its own time."""
        listed = self.world.births
        for birth, born in enumerate(listed[: int(self.world.book["n_births"][0])].tolist()):
            born_s, slot, cause, *_ = born
            yield self.at(born_s, BIRTH, slot * len(self.world.causes) + cause)
            if (issue := births.is_born(self.world, birth)) == NOBODY:
                continue
            self.env.process(self.issue(issue))
            if (second := int(self.world.issues["symptom_row"][issue])) != NOBODY:
                self.env.process(self.issue(second))

    def intervals(self, day: int) -> Process:
        """Staff arrives and leaves at each interval edge of the plan."""
        length_s = int(self.world.model["plan_s"][0])
        for interval in range(day * DAY_S // length_s, (day + 1) * DAY_S // length_s):
            yield self.at(interval * length_s, INTERVAL, 0)
            on_duty.interval_ends(self.world, self.env.now)
            for group, planned in enumerate(self.world.on_duty[:, interval].tolist()):
                on_duty.opens(self.world, group, planned, self.world.opened[group, interval].item() > 0)
            self.idle_look()  # before they leave: who was kept for others is free for all of a closed topic
            for group in range(len(self.world.groups)):
                on_duty.staff(self.world, self.env.now, group)
            self.idle_look()
            while (issue := answering.send_away(self.world, self.env.now)) != NOBODY:
                self.turns.pop(issue).succeed(False)

    def idle_look(self) -> None:
        """Idle agents look for waiting contacts."""
        for group in range(len(self.world.groups)):
            while (issue := answering.next_answered(self.world, self.env.now, group)) != NOBODY:
                self.answer(issue)

    def issue(self, issue: int) -> Process:
        """A customer asks for help until the issue is solved, given up or too late."""
        subject = self.subject(issue)
        while (next_s := self.world.issues["next_s"][issue].item()) < NEVER_S:
            if next_s > self.env.now:
                yield self.at(next_s, CONTACT, subject)
            self.make_room()
            calls, outcome = course.calls(self.world, self.env.now, issue), answering.GONE
            if calls:
                outcome = answering.offer(self.world, self.env.now, issue)
                if outcome == answering.WAITS:
                    outcome = answering.TAKEN if (yield self.turn(issue, subject)) else answering.WAITS
                if outcome == answering.TAKEN:
                    yield from self.talk(issue, subject)
                self.make_room()
                course.finish(self.world, self.env.now, issue)
            next_s = self.world.issues["next_s"][issue].item()
            if outcome == answering.GONE and next_s < NEVER_S:
                # an event of its own, however soon: many may be turned away in a row
                yield self.at(next_s, CONTACT, subject)
        course.forget(self.world, issue)

    def talk(self, issue: int, subject: int) -> Process:
        """Handle a contact; the customer may leave before the agent is done."""
        done_s = handling.handled(self.world, self.env.now, issue)
        row = self.world.issues[issue]
        if self.parts_early:
            self.env.process(self.after_call(int(row["agent"]), done_s))
            yield self.at(row["parts_s"].item(), PARTS, subject)
            answering.releases_line(self.world, issue)
        else:
            yield self.at(done_s, DONE, subject)
            self.answer(answering.free(self.world, self.env.now, int(row["agent"])))

    def after_call(self, agent: int, done_s: float) -> Process:
        """After-call work of an agent whose customer has left."""
        yield self.at(done_s, WRAPPED_UP, agent)
        self.answer(answering.free(self.world, self.env.now, agent))

    def subject(self, issue: int) -> int:
        """Order of an issue among events at the same time."""
        row = self.world.issues[issue]
        return int(row["identity"]) * len(self.world.causes) + int(row["cause"])

    def turn(self, issue: int, subject: int) -> simpy.Event:
        """One event for a waiting contact: True if it is answered, False if it leaves."""
        turn = self.turns[issue] = simpy.Event(self.env)
        row = self.world.issues[issue]
        if not row["called_back"]:
            ends = self.at(self.env.now + row["patience_s"].item(), PATIENCE_ENDS, subject)
            ends.callbacks.append(lambda _: self.hang_up(issue, turn))
        self.overflow_later(issue, subject, turn)
        while (helped := answering.relief(self.world, self.env.now, int(row["topic"]))) != NOBODY:
            self.answer(helped)
        return turn

    def overflow_later(self, issue: int, subject: int, turn: simpy.Event) -> None:
        """Overflow when the contact has waited long enough."""
        if (opens_s := answering.overflows_s(self.world, self.env.now, issue)) < NEVER_S:
            opens = self.at(opens_s, OVERFLOW, subject)
            opens.callbacks.append(lambda _: self.overflow(issue, subject, turn))

    def overflow(self, issue: int, subject: int, turn: simpy.Event) -> None:
        """A further group takes the contact, or the next one may later."""
        if turn.triggered:
            return
        if answering.overflow(self.world, self.env.now, issue):
            self.answer(issue)
        else:
            self.overflow_later(issue, subject, turn)

    def hang_up(self, issue: int, turn: simpy.Event) -> None:
        """Abandon, unless the contact was answered before."""
        if not turn.triggered:
            answering.hang_up(self.world, self.env.now, issue)
            del self.turns[issue]
            turn.succeed(False)

    def answer(self, issue: int) -> None:
        """Trigger the turn of a waiting contact."""
        if issue != NOBODY:
            self.turns.pop(issue).succeed(True)

    def make_room(self) -> None:
        """Enlarge the day's table of contacts before it is full."""
        if self.world.book["n_contacts"][0] + MOST_ROWS > len(self.world.contacts):
            self.world = with_room_for_contacts(self.world)
