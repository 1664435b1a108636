"""Contacts on the floor: random days against plain lists, then what becomes of an offer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.jit import JIT
from sim.model.floor import answering, on_duty
from sim.model.floor.queues import CALLED, DUTY, OFF, group_line, topic_line
from sim.model.world.state import NEVER_S, NOBODY, World
from tests.floors import LINES, N_AGENTS, agents_in, calls, given_floor, issues_in, one_group, seated, two_topics
from tests.worlds import get, issue, opened, put, staffed

N_ISSUES = 12


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
        if agent in self.leaving and len(self.duty) < self.planned:
            self.leaving.discard(agent)
            self.duty.append(agent)
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
    resting = [row for row in range(N_ISSUES) if row not in lists.queue and row not in lists.talks]
    if verb == "staff":
        staffed(world, now_s, 0, which % (N_AGENTS + 1))
        lists.staff(which % (N_AGENTS + 1))
        while answering.next_answered(world, now_s, 0) != NOBODY:
            pass
    elif verb == "offer" and resting:
        row = resting[which % len(resting)]
        answering.offer(world, now_s, row)
        lists.offer(row)
    elif verb == "hang up" and lists.queue:
        row = lists.queue[which % len(lists.queue)]
        answering.hang_up(world, now_s, row)
        lists.queue.remove(row)
    elif verb == "free" and lists.talks:
        row = sorted(lists.talks)[which % len(lists.talks)]
        agent = lists.talks[row]
        put(world.issues, row, owner=agent, owner_hires=0)
        answering.free(world, now_s, agent)
        lists.free(row)


STEPS = st.lists(st.tuples(st.sampled_from(["staff", "offer", "offer", "hang up", "free", "free"]), st.integers(0, 99)))


def after(steps, ownership: bool = False):
    """World and lists after these steps."""
    world = opened(one_group(policy={"ownership": float(ownership)}))
    lists = Lists(ownership)
    for row in range(N_ISSUES):
        put(world.issues, row, topic=0, owner=NOBODY, agent=NOBODY)
    for now_s, step in enumerate(steps):
        play(step, float(now_s), world, lists)
    return world, lists


@given(st.booleans(), STEPS)
@settings(max_examples=300 if JIT else 30)
def test_a_floor_is_a_few_plain_lists(ownership, steps):
    world, lists = after(steps, ownership)
    assert issues_in(world, topic_line(world, 0, CALLED)) == lists.queue
    assert seated(world) == lists.idle
    assert agents_in(world, group_line(0, DUTY)) == lists.duty
    assert agents_in(world, group_line(0, OFF)) == lists.off
    assert {row: int(world.issues["agent"][row]) for row in lists.talks} == lists.talks
    assert get(world.topics, 0, "n_waiting") == [len(lists.queue)]
    assert get(world.groups, 0, "n_on_duty", "n_idle", "n_busy") == [
        len(lists.duty),
        len(lists.idle),
        len(lists.talks),
    ]


@given(STEPS)
@settings(max_examples=100 if JIT else 10)
def test_every_offered_contact_is_answered_abandoned_or_waiting(steps):
    world, _ = after(steps)
    offered, answered, abandoned, waiting = get(world.topics, 0, "offered", "answered", "abandoned", "n_waiting")
    assert offered == answered + abandoned + waiting


@given(STEPS)
@settings(max_examples=100 if JIT else 10)
def test_those_in_the_center_wait_or_are_in_hand(steps):
    world, lists = after(steps)
    assert get(world.book, 0, "n_in_center") == [len(lists.queue) + len(lists.talks)]


@given(STEPS)
@settings(max_examples=100 if JIT else 10)
def test_agents_are_busy_at_most_while_on_duty(steps):
    world, _ = after(steps)
    on_duty.midnight(world, float(len(steps)))
    assert (world.agents["busy_s"] <= world.agents["on_duty_s"]).all()
    assert get(world.groups, 0, "busy_s", "on_duty_s") == [
        world.agents["busy_s"].sum(),
        world.agents["on_duty_s"].sum(),
    ]


# --- what becomes of an offer ---


def test_who_is_offered_to_an_idle_agent_does_not_wait():
    world = given_floor()
    staffed(world, 0.0, 0, 1)
    row = issue(world, agent=NOBODY)
    assert answering.offer(world, 5.0, row) == answering.TAKEN
    assert get(world.issues, row, "agent", "waited_s") == [0, 0]


def test_waiting_lasts_from_the_offer_to_the_answer():
    world = given_floor()
    row = calls(world, 5.0)
    staffed(world, 47.0, 0, 1)
    assert answering.next_answered(world, 47.0, 0) == row
    assert get(world.issues, row, "waited_s", "agent") == [42, 0]


def test_waiting_lasts_until_patience_ends():
    world = given_floor()
    row = calls(world, 5.0)
    answering.hang_up(world, 35.0, row)
    assert get(world.issues, row, "waited_s", "end", "waiting") == [30, answering.ABANDONED, False]


def test_an_agent_without_a_limit_stays_on_the_bench():
    world = two_topics(groups={"all": {"serves": {"bills": {}, "lines": {}}, "at_once": None}})
    staffed(world, 0.0, 0, 1)
    rows = [calls(world, float(second)) for second in range(9)]
    assert world.issues["agent"][rows].tolist() == [0] * 9
    assert get(world.agents, 0, "n_contacts") == [9]


@pytest.mark.parametrize(("at_once", "taken"), [(1, 1), (2, 2), (3, 3)])
def test_an_agent_takes_as_many_at_once_as_may_be(at_once, taken):
    world = two_topics(groups={"all": {"serves": {"bills": {}, "lines": {}}, "at_once": at_once}})
    staffed(world, 0.0, 0, 1)
    for second in range(9):
        calls(world, float(second))
    assert get(world.agents, 0, "n_contacts") == [taken]


def test_a_place_that_was_left_is_free():
    world = two_topics(bills={"places": 1})
    first, second = calls(world, 1.0), calls(world, 2.0)
    answering.hang_up(world, 3.0, first)
    third = calls(world, 4.0)
    assert [get(world.issues, row, "waiting")[0] for row in (second, third)] == [False, True]


def test_the_places_of_a_topic_are_its_own():
    world = two_topics(bills={"places": 1})
    calls(world, 1.0)
    assert get(world.issues, calls(world, 2.0, LINES), "waiting") == [True]


@pytest.mark.parametrize(("lines", "waiting"), [(None, [True, True, True]), (2, [True, True, False])])
def test_a_contact_needs_a_line(lines, waiting):
    world = given_floor(routing={"lines": lines})
    rows = [calls(world, float(second)) for second in range(3)]
    assert world.issues["waiting"][rows].tolist() == waiting


@pytest.mark.parametrize(
    # two agents, and a handle time of 100 s so far: 50 s, then 100 s
    ("above_s", "called_back"),
    [(49, [True, True]), (50, [False, True]), (100, [False, False])],
)
def test_a_call_back_is_offered_above_an_expected_wait(above_s, called_back):
    world = two_topics(bills={"call_back": {"accepts": 1, "above_s": above_s, "keeps_place": True}})
    staffed(world, 0.0, 0, 2)
    put(world.topics, 0, handled_s=300.0, n_handled=3)
    for second in (1.0, 2.0):
        calls(world, second)
    rows = [calls(world, 3.0), calls(world, 4.0)]
    assert world.issues["called_back"][rows].tolist() == called_back


def test_an_announcement_shortens_the_patience_that_is_left():
    world = two_topics(bills={"announcement": {"after_s": 20, "factor": 0.25}})
    row = calls(world, 1.0, patience_s=100.0)
    assert get(world.issues, row, "patience_s") == [40]


def test_the_next_overflow_is_that_of_the_next_group():
    groups = {
        "a": {"serves": {"bills": {}, "lines": {}}},
        "b": {"serves": {"bills": {"after_s": 60}}},
        "c": {"serves": {"bills": {"after_s": 30}}},
    }
    world = two_topics(groups=groups)
    row = calls(world, 100.0)
    assert [answering.overflows_s(world, now_s, row) for now_s in (100.0, 130.0, 160.0)] == [130, 160, NEVER_S]


def test_who_waits_for_an_open_topic_is_not_sent_away():
    world = two_topics(routing={"closing": "send_away"}, groups={
        "a": {"serves": {"bills": {}}}, "b": {"serves": {"lines": {}}}})  # fmt: skip
    staffed(world, 0.0, 0, 1)
    calls(world, 1.0)
    calls(world, 2.0)
    closed = calls(world, 3.0, LINES)
    assert [answering.send_away(world, 10.0), answering.send_away(world, 10.0)] == [closed, NOBODY]


@pytest.mark.parametrize("closing", ["finish", "hold"])
def test_nobody_is_sent_away_unless_that_is_the_rule(closing):
    world = given_floor(routing={"closing": closing})
    calls(world, 1.0)
    assert answering.send_away(world, 10.0) == NOBODY
