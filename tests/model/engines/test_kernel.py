"""The kernel's own part: the order of events at one time, tables that grow, and the edge of a day."""

from typing import Any

import pytest

from sim.compiled.event_queue import N_EVENTS, N_WAITING, event_queue, longer, push, start_day
from sim.compiled.tables import changed, table
from sim.model.engines import kernel, story
from sim.model.engines.kernel import CONTACT, DONE, PATIENCE_ENDS, RANK_BITS, key_of, most_events, play
from sim.model.engines.replication import simulate
from sim.model.floor import answering, on_duty
from sim.model.setup import start
from sim.model.world.addresses import NUMBER_BITS, ROW_BITS
from sim.model.world.records import CONTACT as CONTACT_ROW
from sim.model.world.state import BUSY
from sim.scenario import Scenario
from tests.model.engines.difference import difference
from tests.worlds import DAY_S, HOURS, get, issue, opened, put, quiet, scenario, staffed

T = 100.0  # the time at which everything happens at once


def town(**parts: Any) -> Scenario:
    """A few busy days with redials, repeats and hang-ups."""
    busy = {"customers": {"n_start": 4000}, "center": {"tick_s": 1}, "horizon_d": 3,
            "resolution": {"relapse_delay": {"distribution": "exponential", "mean_s": 7200}}}  # fmt: skip
    return scenario(**(busy | parts))


class Floor:
    """A center at night, with agents idle or busy as a test needs them, and events at time T."""

    def __init__(self, n_agents: int = 0, n_seats: int = 2, horizon_d: int = 1) -> None:
        plan = {"everyday": [n_seats] * HOURS}
        self.world = opened(quiet(horizon_d=horizon_d, staffing={"on_duty": plan}))
        self.events = event_queue(64 + most_events(self.world), 2, n_places=2)
        self.events.places[kernel.NEXT_INTERVAL] = 1  # the first interval is set below
        staffed(self.world, 0.0, 0, n_agents)

    def waits(self, slot: int, since_s: float, ends_s: float = T) -> int:
        """An issue of a customer stands in the queue until its patience ends."""
        row = issue(self.world, slot=slot, identity=slot << ROW_BITS, agent=-1, patience_s=ends_s - since_s)
        assert answering.offer(self.world, since_s, row) == answering.WAITS
        self.schedules(ends_s, PATIENCE_ENDS, row)
        return row

    def talks(self, slot: int, until_s: float = T) -> int:
        """An agent is busy with an issue of a customer."""
        row = issue(self.world, slot=slot, identity=slot << ROW_BITS, talk_s=until_s, solved=True)
        assert answering.offer(self.world, 0.0, row) == answering.TAKEN
        self.schedules(until_s, DONE, row)
        return row

    def hears_a_busy_signal(self, slot: int, at_s: float) -> None:
        """A customer calls, and there is neither an agent nor a place to wait."""
        on_duty.opens(self.world, 0, 1, 1 > 0)
        put(self.world.topics, 0, places=0)
        row = issue(self.world, slot=slot, identity=slot << ROW_BITS, begun=True, next_s=at_s)
        self.schedules(at_s, CONTACT, row)

    def schedules(self, time_s: float, rank: int, row: int) -> None:
        push(self.events, time_s, key_of(self.world, row, rank), row)

    def ended(self, until_s: float = DAY_S) -> list[list[Any]]:
        """Play, and tell who ended, how and when."""
        while not play(self.world, self.events, until_s):
            self.world = start.with_room_for_contacts(self.world)
        n = int(self.world.book["n_contacts"][0])
        return [get(self.world.contacts, i, "slot", "end", "ended_s") for i in range(n)]


def test_hang_ups_at_one_time_come_in_order_of_customers():
    night = Floor()
    for slot in (3, 1, 2):
        night.waits(slot, since_s=slot)
    assert [slot for slot, _, _ in night.ended(T + 1)] == [1, 2, 3]


def test_an_old_end_of_patience_in_a_row_that_serves_another_issue_moves_no_hang_up():
    night = Floor()
    row = night.waits(3, since_s=10)
    night.waits(2, since_s=20)
    push(night.events, T, (PATIENCE_ENDS << RANK_BITS) + (1 << ROW_BITS), row)  # of customer 1, answered yesterday
    assert [slot for slot, _, _ in night.ended(T + 1)] == [2, 3]


def test_an_old_end_of_patience_at_another_time_hangs_nobody_up():
    night = Floor()
    night.schedules(50.0, PATIENCE_ENDS, night.waits(3, since_s=10))
    assert night.ended(T + 1) == [[3, 1, T]]


def test_two_ends_of_patience_of_one_issue_at_one_time_hang_up_once():
    night = Floor()
    night.schedules(T, PATIENCE_ENDS, night.waits(3, since_s=10))
    assert night.ended(T + 1) == [[3, 1, T]]


def test_an_agent_who_gets_free_as_patience_ends_answers():
    night = Floor(n_agents=1)
    night.talks(1)
    night.waits(2, since_s=10)
    assert night.ended(T + 1) == [[1, 0, T]]
    assert night.world.agents["state"][0] == BUSY


def test_people_who_come_on_duty_as_patience_ends_answer():
    night = Floor()
    night.waits(2, since_s=10, ends_s=1800.0)
    assert night.ended(1801.0) == []
    assert night.world.issues["waited_s"][night.world.issues["slot"] == 2].tolist() == [1790.0]


def test_an_event_at_midnight_belongs_to_the_next_day():
    night = Floor(horizon_d=2)
    night.world.on_duty[:] = 0
    night.waits(2, since_s=10, ends_s=DAY_S)
    assert night.ended(DAY_S) == []
    put(night.world.book, 0, day=1, n_group_intervals=0)
    start_day(night.events, 1)
    assert night.ended(2 * DAY_S) == [[2, 1, DAY_S]]


@pytest.mark.parametrize("ranks", [(DONE, PATIENCE_ENDS), (PATIENCE_ENDS, CONTACT)])
def test_a_kind_of_event_comes_before_another_whoever_it_is_about(ranks):
    night = Floor()
    last = issue(night.world, identity=(13 * 10**7 << ROW_BITS) + 2**ROW_BITS - 1, cause=0)
    first = issue(night.world, identity=0, cause=0)
    assert key_of(night.world, last, ranks[0]) < key_of(night.world, first, ranks[1])


def test_the_largest_center_has_room_for_its_subjects_below_the_rank():
    n_slots, n_causes = 10**8, 200  # bounds of the scenario
    largest = (((n_slots - 1) << ROW_BITS) + (1 << ROW_BITS) - 1) * n_causes + n_causes - 1
    assert largest < 1 << RANK_BITS
    assert NUMBER_BITS == 1


def played(scenario: Scenario) -> Any:
    return simulate(scenario, 1, 0, "kernel")


def test_tables_that_start_long_give_the_records_of_tables_that_grow(monkeypatch):
    long = played(town())
    monkeypatch.setattr(start, "few_rows", lambda *_: 8)
    assert not difference(long, played(town()))


def test_an_agenda_that_grows_gives_the_records_of_a_long_one(monkeypatch):
    long = played(town())
    monkeypatch.setattr(kernel, "FEW_EVENTS", 1)
    assert not difference(long, played(town()))


def test_the_agenda_starts_short_and_grows(monkeypatch):
    lengths = []
    monkeypatch.setattr(kernel, "FEW_EVENTS", 1)
    monkeypatch.setattr(kernel, "longer", lambda events, n: lengths.append(n) or longer(events, n))
    played(town())
    assert len(lengths) > 1


def test_a_full_table_stops_the_day_before_an_event_not_after():
    night = Floor()
    night.world = changed(night.world, contacts=table(40, CONTACT_ROW))
    for slot in range(64):
        night.hears_a_busy_signal(slot, at_s=slot / 2)
    stopped = not play(night.world, night.events, T + 1)
    left = 64 - int(night.world.book["n_contacts"][0])
    assert 0 < left < 64
    assert (stopped, int(night.events.places[[N_EVENTS, N_WAITING]].sum())) == (True, left)


def test_story_takes_two_ends_of_patience_of_one_issue_at_one_time():
    world = opened(quiet(horizon_d=1))
    told = story.Story(world)
    for _ in range(3):
        told.at(T, PATIENCE_ENDS, 7)
    told.env.run(until=T + 1)
    assert told.env.now == T + 1
