"""The story as it is told: what the floor looks like at any moment, and what happens at one and the same time."""

from collections.abc import Generator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.jit import JIT
from sim.model.engines.replication import days, simulate
from sim.model.engines.story import BIRTH, CONTACT, DONE, INTERVAL, OVERFLOW, PARTS, PATIENCE_ENDS, WRAPPED_UP, Story
from sim.model.setup.staffing import on_duty
from sim.model.setup.start import start
from sim.model.world.records import End, Records
from sim.model.world.state import BUSY, IDLE, NOBODY, OFF_DUTY
from sim.scenario import Scenario
from tests.towns import busy_town
from tests.worlds import ALWAYS, CONSTANT_0, HOURS, chunks, quiet

few = settings(max_examples=10 if JIT else 2)


class Moment(NamedTuple):
    """The floor as the inspector sees it; each topic of a town has a group of its own, in the same place."""

    now_s: float
    agents: np.ndarray
    groups: np.ndarray
    topics: np.ndarray
    waiting: np.ndarray


class Watched(Story):
    """A story with an inspector who looks in every 97 seconds."""

    def tell(self, day):
        self.seen = []
        self.env.process(self.inspect())
        super().tell(day)

    def inspect(self) -> Generator:
        while True:
            yield self.env.timeout(97)
            agents, groups, topics = self.world.agents, self.world.groups, self.world.topics
            waiting = self.world.issues["waiting"]
            self.seen.append(Moment(self.env.now, agents.copy(), groups.copy(), topics.copy(), waiting.copy()))


def moments(scenario: Scenario) -> list[Moment]:
    """The floor of the first day, every 97 seconds."""
    world = start(scenario, 1, 0)
    story = Watched(world)
    story.play(world, 1)
    return story.seen


FLOORS = st.integers(0, 19).map(busy_town).map(moments)


@given(FLOORS)
@few
def test_those_on_duty_are_the_plan_and_those_who_finish(seen):
    for _, agents, groups, _, _ in seen:
        assert (groups["n_on_duty"] <= groups["planned"]).all()
        there = np.bincount(agents["group"][agents["state"] != OFF_DUTY], minlength=2)
        finishing = np.bincount(agents["group"][agents["leaving"]], minlength=2)
        assert (there == groups["n_on_duty"] + finishing).all()
        assert (agents["state"][agents["leaving"]] == BUSY).all()


@given(FLOORS)
@few
def test_nobody_is_idle_while_somebody_waits(seen):
    for _, agents, _, topics, _ in seen:
        idle = np.bincount(agents["group"][agents["state"] == IDLE], minlength=2)
        assert not ((idle > 0) & (topics["n_waiting"] > 0)).any()


@given(FLOORS)
@few
def test_who_waits_is_counted(seen):
    for _, _, _, topics, waiting in seen:
        assert topics["n_waiting"].sum() == waiting.sum()


@given(st.integers(0, 19).map(busy_town))
@few
def test_the_plan_is_met_at_each_edge(world):
    plan = on_duty(world)
    for now_s, agents, groups, _, _ in moments(world):
        assert (groups["planned"] == plan[:, int(now_s // 1800)]).all()
        free = np.bincount(agents["group"][agents["taken"] & (agents["state"] == OFF_DUTY)], minlength=2)
        # short of the plan only where everybody else was still in a talk at the edge, from a shift that had ended
        assert (groups["n_on_duty"] + np.bincount(agents["group"][agents["leaving"]], minlength=2) + free
                >= groups["planned"]).all()  # fmt: skip


@given(FLOORS)
@few
def test_who_is_idle_sits_on_the_bench_and_nobody_else(seen):
    for _, agents, groups, _, _ in seen:
        idle = agents["state"] == IDLE
        assert ((agents["place"] != NOBODY) == idle).all()
        assert (groups["n_idle"] == np.bincount(agents["group"][idle], minlength=2)).all()


def test_events_at_one_time_have_their_ranks():
    assert 1 < INTERVAL < PARTS < DONE < WRAPPED_UP < OVERFLOW < PATIENCE_ENDS < CONTACT < BIRTH


ONE_AGENT = {"staffing": {"on_duty": {"everyday": ALWAYS}}}
SECONDS_60 = {"work_distribution": "constant", "work_mean_s": 60}


def one_agent(horizon_d: int, per_day: float, **parts) -> Records:
    """Talks of a minute with the one agent there is; 1,000 customers."""
    causes = {"request": SECONDS_60 | {"issues_per_1000_month": per_day * 30}}
    return chunks(quiet(horizon_d=horizon_d, causes=causes, **(ONE_AGENT | parts)), engine="story").whole


def test_one_agent_answers_as_a_queue_of_one_does():
    # Lindley: each waits for what is left of the one before
    rows = one_agent(2, 1200).contacts
    rows = rows[np.argsort(rows["offered_s"])]
    free_s, waits = 0.0, []
    for offered_s in rows["offered_s"]:
        waits.append(max(0.0, free_s - offered_s))
        free_s = offered_s + waits[-1] + 60
    assert len(rows) > 2000
    assert rows["waited_s"] == pytest.approx(np.array(waits), abs=1e-6)


def test_patience_ends_before_the_talk_that_would_have_been_too_late():
    rows = one_agent(1, 2400, patience={"distribution": "constant", "value_s": 30}).contacts
    assert {End.answered, End.abandoned} == set(rows["end"])
    assert rows["waited_s"].max() == pytest.approx(30)
    assert (rows["waited_s"][rows["end"] == End.answered] < 30).all()


def test_who_calls_again_at_the_end_of_a_talk_stands_behind_those_who_wait():
    # nothing is ever solved, and all come back at once: one agent serves them in turn, at one time each minute
    at_once = {"comes_back": 1, "fades": 1, "return_delay": CONSTANT_0, "max_contacts": 1000}
    never = {"p_know": 0, "p_off": 0}
    rows = one_agent(1, 4, returns=at_once, resolution=never).contacts
    turns = rows["slot"][rows["ended_s"] > 82800].tolist()
    callers = len(set(turns))
    assert callers > 1
    assert turns[callers:] == turns[:-callers]


def test_nobody_there_means_nobody_answers():
    rows = chunks(quiet(horizon_d=2, staffing={"on_duty": {"everyday": [1] + [0] * (HOURS - 1)}}), engine="story").whole
    begun_s = rows.contacts["offered_s"] % 86400
    assert (begun_s < 1800).all()


def test_after_closing_the_queue_is_served_to_its_end():
    plan = {"everyday": [1] * 24 + [0] * 24}
    played = chunks(quiet(horizon_d=1, staffing={"on_duty": plan}, causes={
        "request": SECONDS_60 | {"issues_per_1000_month": 70_000}}), engine="story").whole  # fmt: skip
    # 2,333 calls a day; those at night find it closed; in 12 h one agent serves 720, and the rest of the queue then
    assert played.contacts["offered_s"].max() < 43200
    assert played.contacts["ended_s"].max() > 43200 + 1800
    assert played.topic_days["waiting"][0] == 0
    assert played.group_days["on_duty_s"][0] == pytest.approx(played.contacts["ended_s"].max())


def test_days_are_joined_without_a_seam():
    scenario = busy_town(3)
    whole = simulate(scenario, 1, 0, "story")
    by_day = list(days(scenario, 1, 0, "story"))
    assert whole.contacts.tobytes() == np.concatenate([day.contacts for day in by_day]).tobytes()
    assert all((day.contacts["ended_s"] // 86400 == place).all() for place, day in enumerate(by_day))
    assert [day.customers_value_usd > 0 for day in by_day] == [False] * 8 + [True]
