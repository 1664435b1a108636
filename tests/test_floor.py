"""Queues and agents: random days on a floor against plain lists, then rules one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim import floor
from sim.jit import JIT
from sim.start import with_room_for_issues
from sim.world import BUSY, IDLE, NOBODY, OFF_DUTY, World
from tests.worlds import HOURS, get, issue, opened, put, quiet

N_AGENTS = 4


def given_floor(ownership: float = 0.0) -> World:
    """Four seats, nobody on duty."""
    plan = {"everyday": [N_AGENTS] * HOURS}
    alone = {"n_start": 1, "slots_per_customer": 1}
    world, _ = opened(quiet(customers=alone, staffing={"on_duty": plan}, policy={"ownership": ownership}))
    return world


def line(world: World, which: int) -> list[int]:
    """Who stands in a line, in its order: agents, or issues of the queue."""
    first = {floor.QUEUE: floor.issue_row(world, 0), floor.DUTY: floor.duty_row(world, 0)}
    start = first.get(which, floor.agent_row(world, 0))
    head = floor.head(0, which)
    row, rows = int(world.lines["following"][head]), []
    while row != head:
        rows.append(row - start)
        row = int(world.lines["following"][row])
    return rows


class Lists:
    """The same floor in plain lists: longest idle, longest on duty and longest waiting first, owner before all."""

    def __init__(self, ownership: bool) -> None:
        self.ownership = ownership
        self.off, self.idle, self.duty = list(range(N_AGENTS)), [], []
        self.queue: list[int] = []
        self.talks: dict[int, int] = {}  # issue: agent
        self.leaving: set[int] = set()
        self.owners: dict[int, int] = {}
        self.planned = 0

    def staff(self, planned: int) -> None:
        self.planned = planned
        while len(self.duty) > planned:
            agent = self.duty.pop(0)
            if agent in self.idle:
                self.idle.remove(agent)
                self.off.append(agent)
            else:
                self.leaving.add(agent)
        while len(self.duty) < planned and self.off:
            agent = self.off.pop(0)
            self.duty.append(agent)
            self.idle.append(agent)
        while self.idle and self.queue:
            self.takes(self.idle.pop(0))

    def takes(self, agent: int) -> int:
        mine = [issue for issue in self.queue if self.ownership and self.owners.get(issue) == agent]
        issue = (mine or self.queue)[0]
        self.queue.remove(issue)
        self.talks[issue] = agent
        return issue

    def offer(self, issue: int) -> None:
        if not self.idle:
            self.queue.append(issue)
            return
        owner = self.owners.get(issue)
        agent = owner if self.ownership and owner in self.idle else self.idle[0]
        self.idle.remove(agent)
        self.talks[issue] = agent

    def free(self, issue: int) -> None:
        agent = self.talks.pop(issue)
        self.owners[issue] = agent
        if agent in self.leaving and (self.planned > 0 or not self.queue):
            self.leaving.discard(agent)
            self.off.append(agent)
        elif self.queue:
            self.takes(agent)
        else:
            self.idle.append(agent)


def play(step: tuple[str, int], now_s: float, world: World, lists: Lists) -> None:
    """One step on both floors, if it can be made."""
    verb, which = step
    resting = [row for row in range(12) if row not in lists.queue and row not in lists.talks]
    if verb == "staff":
        floor.staff(world, now_s, 0, which % (N_AGENTS + 1))
        lists.staff(which % (N_AGENTS + 1))
        while floor.next_answered(world, now_s, 0) != NOBODY:
            pass
    elif verb == "offer" and resting:
        row = resting[which % len(resting)]
        floor.offer(world, now_s, row)
        lists.offer(row)
    elif verb == "hang up" and lists.queue:
        row = lists.queue[which % len(lists.queue)]
        floor.hang_up(world, now_s, row)
        lists.queue.remove(row)
    elif verb == "free" and lists.talks:
        row = sorted(lists.talks)[which % len(lists.talks)]
        agent = lists.talks[row]
        floor.free(world, now_s, row)
        lists.free(row)
        put(world.issues, row, owner=agent, owner_hires=0)


STEPS = st.lists(st.tuples(st.sampled_from(["staff", "offer", "offer", "hang up", "free", "free"]), st.integers(0, 99)))


@given(st.booleans(), STEPS)
@settings(max_examples=300 if JIT else 30)
def test_a_floor_is_a_few_plain_lists(ownership, steps):
    world, lists = given_floor(float(ownership)), Lists(ownership)
    for row in range(12):
        put(world.issues, row, group=0, owner=NOBODY, agent=NOBODY)
    for now_s, step in enumerate(steps):
        play(step, float(now_s), world, lists)
    assert [line(world, which) for which in (floor.QUEUE, floor.RESTING, floor.DUTY)] == [
        lists.queue,
        lists.idle,
        lists.duty,
    ]
    assert line(world, floor.OFF) == lists.off
    assert {row: int(world.issues["agent"][row]) for row in lists.talks} == lists.talks
    assert get(world.groups, 0, "n_waiting", "n_on_duty") == [len(lists.queue), len(lists.duty)]


@given(STEPS)
@settings(max_examples=100 if JIT else 10)
def test_every_offered_contact_is_answered_abandoned_or_waiting(steps):
    world, lists = given_floor(), Lists(False)
    for row in range(12):
        put(world.issues, row, group=0, owner=NOBODY, agent=NOBODY)
    for now_s, step in enumerate(steps):
        play(step, float(now_s), world, lists)
    offered, answered, abandoned, waiting = get(world.groups, 0, "offered", "answered", "abandoned", "n_waiting")
    assert offered == answered + abandoned + waiting


@given(STEPS)
@settings(max_examples=100 if JIT else 10)
def test_agents_are_busy_at_most_while_on_duty(steps):
    world, lists = given_floor(), Lists(False)
    for row in range(12):
        put(world.issues, row, group=0, owner=NOBODY, agent=NOBODY)
    for now_s, step in enumerate(steps):
        play(step, float(now_s), world, lists)
    floor.midnight(world, float(len(steps)))
    assert (world.agents["busy_s"] <= world.agents["on_duty_s"]).all()
    assert get(world.groups, 0, "busy_s", "on_duty_s") == [
        world.agents["busy_s"].sum(),
        world.agents["on_duty_s"].sum(),
    ]


def waiting(world: World, now_s: float, **fields) -> int:
    row = issue(world, **({"agent": NOBODY} | fields))
    floor.offer(world, now_s, row)
    return row


def test_who_is_offered_to_an_idle_agent_does_not_wait():
    world = given_floor()
    floor.staff(world, 0.0, 0, 1)
    row = issue(world, agent=NOBODY)
    assert floor.offer(world, 5.0, row)
    assert get(world.issues, row, "agent", "waited_s") == [0, 0]


def test_waiting_lasts_from_the_offer_to_the_answer():
    world = given_floor()
    row = waiting(world, 5.0)
    floor.staff(world, 47.0, 0, 1)
    assert floor.next_answered(world, 47.0, 0) == row
    assert get(world.issues, row, "waited_s", "agent") == [42, 0]


def test_the_owner_is_asked_first():
    world = given_floor(1.0)
    floor.staff(world, 0.0, 0, 3)
    row = issue(world, owner=2, agent=NOBODY)
    floor.offer(world, 1.0, row)
    assert get(world.issues, row, "agent", "owner_took") == [2, True]


def test_the_successor_in_the_seat_is_not_the_owner():
    world = given_floor(1.0)
    floor.staff(world, 0.0, 0, 3)
    world.agents["hires"][2] = 1
    row = issue(world, owner=2, owner_hires=0, agent=NOBODY)
    floor.offer(world, 1.0, row)
    assert get(world.issues, row, "agent", "owner_took") == [0, False]


def test_without_ownership_the_longest_idle_takes_it_and_may_know_it():
    world = given_floor()
    floor.staff(world, 0.0, 0, 3)
    row = issue(world, owner=2, agent=NOBODY)
    floor.offer(world, 1.0, row)
    assert get(world.issues, row, "agent", "owner_took") == [0, False]


def test_an_owner_takes_their_own_before_who_waits_longer():
    world = given_floor(1.0)
    floor.staff(world, 0.0, 0, 1)
    talk = waiting(world, 0.0)
    strangers = waiting(world, 1.0)
    mine = waiting(world, 2.0, owner=0)
    assert floor.free(world, 3.0, talk) == mine
    assert floor.free(world, 4.0, mine) == strangers


def test_agents_finish_the_contact_in_hand_before_they_leave():
    world = given_floor()
    floor.staff(world, 0.0, 0, 1)
    row = waiting(world, 0.0)
    floor.staff(world, 10.0, 0, 0)
    assert get(world.agents, 0, "state", "leaving") == [BUSY, True]
    assert floor.free(world, 25.0, row) == NOBODY
    assert get(world.agents, 0, "state", "leaving", "on_duty_s") == [OFF_DUTY, False, 25]


def test_after_closing_the_queue_is_served_to_its_end():
    world = given_floor()
    floor.staff(world, 0.0, 0, 1)
    rows = [waiting(world, float(second)) for second in range(3)]
    floor.staff(world, 10.0, 0, 0)
    assert [floor.free(world, 20.0, row) for row in rows] == [*rows[1:], NOBODY]
    assert get(world.agents, 0, "state") == [OFF_DUTY]


def test_a_shift_that_shrinks_leaves_the_queue_to_the_others():
    world = given_floor()
    floor.staff(world, 0.0, 0, 2)
    first, _, third = (waiting(world, float(second)) for second in range(3))
    floor.staff(world, 10.0, 0, 1)
    assert floor.free(world, 20.0, first) == NOBODY
    assert get(world.issues, third, "agent") == [NOBODY]


def test_no_more_are_on_duty_than_there_are_people():
    world = given_floor()
    floor.staff(world, 0.0, 0, 99)
    assert get(world.groups, 0, "n_on_duty") == [N_AGENTS]
    assert (world.agents["state"] == IDLE).all()


def test_midnight_cuts_a_talk_in_two():
    world = given_floor()
    floor.staff(world, 100.0, 0, 1)
    row = waiting(world, 150.0)
    floor.midnight(world, 200.0)
    assert get(world.agents, 0, "busy_s", "on_duty_s") == [50, 100]
    put(world.agents, 0, busy_s=0.0, on_duty_s=0.0)
    floor.free(world, 260.0, row)
    floor.midnight(world, 300.0)
    assert get(world.agents, 0, "busy_s", "on_duty_s") == [60, 100]


def test_the_queue_is_kept_when_the_table_grows():
    world, _ = opened(quiet())
    rows = [waiting(world, float(second)) for second in range(3)]
    world.book["n_listed"] = len(world.issues)
    longer = with_room_for_issues(world)
    assert len(longer.issues) > len(world.issues)
    assert line(longer, floor.QUEUE) == rows
