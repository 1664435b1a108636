"""Who takes what: the contact an agent takes next, and the agent for a contact."""

import numpy as np
import pytest

from sim.model.floor import answering, routing
from sim.model.world.state import NOBODY
from sim.scenario.routing import Route
from tests.floors import BILLS, LINES, calls, given_floor, two_topics
from tests.worlds import get, issue, put, staffed

NOW = 100.0


def order(world, n: int) -> list[int]:
    """Issues in the order in which one agent takes them."""
    staffed(world, NOW, 0, 1)
    taken = [answering.next_answered(world, NOW, 0)]
    while len(taken) < n:
        taken.append(answering.free(world, NOW, 0))
    return taken


# --- the contact for an agent ---


def test_who_waits_longest_is_taken_first_whatever_it_is_about():
    world = two_topics()
    rows = [calls(world, float(second), topic) for second, topic in enumerate((LINES, BILLS, BILLS, LINES))]
    assert order(world, 4) == rows


def test_the_smaller_priority_number_goes_first():
    world = two_topics(bills={"priority": 2}, lines={"priority": 1}, routing={"contact": "priority"})
    bills, lines = calls(world, 1.0, BILLS), calls(world, 2.0, LINES)
    assert order(world, 2) == [lines, bills]


def test_of_one_priority_who_waits_longest_goes_first():
    world = two_topics(routing={"contact": "priority"})
    rows = [calls(world, 1.0, LINES), calls(world, 2.0, BILLS)]
    assert order(world, 2) == rows


def test_priorities_count_only_where_the_center_goes_by_them():
    world = two_topics(bills={"priority": 2}, lines={"priority": 1})
    rows = [calls(world, 1.0, BILLS), calls(world, 2.0, LINES)]
    assert order(world, 2) == rows


def scored(bills, lines):
    return two_topics(bills={"score": bills}, lines={"score": lines}, routing={"contact": "score"})


@pytest.mark.parametrize(
    # at 100 s the bill has waited 60 s: 60; the line 10 s: its base and 10
    ("base", "first"),
    [(49, "bill"), (50, "bill"), (51, "line")],
)
def test_the_larger_score_goes_first_and_of_one_score_who_waits_longest(base, first):
    world = scored({}, {"base": base})
    rows = {"bill": calls(world, 40.0, BILLS), "line": calls(world, 90.0, LINES)}
    assert order(world, 2)[0] == rows[first]


def test_a_score_grows_with_the_wait_at_the_rate_of_its_topic():
    # 60 s x .1 against 10 s x 1
    world = scored({"per_s": 0.1}, {"per_s": 1})
    bill, line = calls(world, 40.0, BILLS), calls(world, 90.0, LINES)
    assert order(world, 2) == [line, bill]


def test_three_who_wait_are_taken_by_their_scores():
    # bills: 100 - 40 = 60 and 100 - 95 = 5; put through, 5 + 58 = 63; a line 20 + 42 = 62
    world = scored({"transferred": 58}, {"base": 20})
    bill, line = calls(world, 40.0, BILLS), calls(world, 58.0, LINES)
    through = calls(world, 95.0, BILLS, transferred=True)
    assert order(world, 3) == [through, line, bill]


def test_a_transfer_gains_only_where_the_center_goes_by_scores():
    world = two_topics(bills={"score": {"transferred": 1000}})
    rows = [calls(world, 1.0, LINES), calls(world, 2.0, BILLS, transferred=True)]
    assert order(world, 2) == rows


@pytest.mark.parametrize("rule", ["first_come", "priority", "score"])
def test_a_group_takes_the_topic_it_prefers_before_all_rules(rule):
    groups = {"all": {"serves": {"bills": {"preferred": 2}, "lines": {"preferred": 1}}}}
    world = two_topics(
        bills={"priority": 1, "score": {"base": 1e6}}, lines={"priority": 2}, groups=groups, routing={"contact": rule}
    )
    bill, line = calls(world, 1.0, BILLS), calls(world, 99.0, LINES)
    assert order(world, 2) == [line, bill]


def test_an_agent_leaves_what_their_group_does_not_serve():
    world = two_topics(groups={"a": {"serves": {"bills": {}}}, "b": {"serves": {"lines": {}}}})
    staffed(world, 0.0, 0, 1)
    calls(world, 1.0, LINES)
    assert answering.next_answered(world, NOW, 0) == NOBODY


def test_those_to_be_called_back_wait_for_an_empty_line():
    world = two_topics(bills={"call_back": {"accepts": 1, "keeps_place": False}})
    back, line = calls(world, 1.0, BILLS), calls(world, 2.0, LINES)
    assert order(world, 2) == [line, back]


def test_those_who_keep_their_place_are_called_back_in_their_turn():
    world = two_topics(bills={"call_back": {"accepts": 1, "keeps_place": True}})
    back, line = calls(world, 1.0, BILLS), calls(world, 2.0, LINES)
    assert order(world, 2) == [back, line]


def test_an_owner_takes_their_own_before_who_waits_longer():
    world = given_floor(policy={"ownership": 1})
    staffed(world, 0.0, 0, 1)
    calls(world, 0.0)
    strangers = calls(world, 1.0)
    mine = calls(world, 2.0, owner=0)
    assert answering.free(world, 3.0, 0) == mine
    assert answering.free(world, 4.0, 0) == strangers


def test_an_owner_does_not_take_what_their_group_does_not_serve():
    groups = {"a": {"serves": {"bills": {}}}, "b": {"serves": {"lines": {}}}}
    world = two_topics(groups=groups, policy={"ownership": 1})
    staffed(world, 0.0, 0, 1)
    calls(world, 1.0, LINES, owner=0)
    assert routing.next_contact(world, NOW, 0) == NOBODY


# --- the agent for a contact ---


def taken_by(world, topic=BILLS, **fields) -> int:
    return get(world.issues, calls(world, NOW, topic, **fields), "agent")[0]


def on_duty(world, *n_agents: int) -> None:
    for group, n in enumerate(n_agents):
        staffed(world, 0.0, group, n)


A, B, C = 0, 4, 8  # the first agents of groups of four seats
ALIKE = {"a": {"serves": {"bills": {}, "lines": {}}}, "b": {"serves": {"bills": {}}}}


def test_the_longest_idle_takes_it_of_all_groups_tried_together():
    world = two_topics(groups=ALIKE)
    on_duty(world, 0, 2)
    staffed(world, 1.0, 0, 2)
    assert [taken_by(world) for _ in range(4)] == [B, B + 1, A, A + 1]


def test_who_was_free_last_is_asked_last():
    world = given_floor()
    on_duty(world, 3)
    first = taken_by(world)
    answering.free(world, NOW + 1, first)
    assert [taken_by(world) for _ in range(3)] == [1, 2, first]


def test_the_group_of_fewest_topics_takes_it():
    world = two_topics(groups=ALIKE, routing={"agent": "least_skilled"})
    on_duty(world, 2, 2)
    assert [taken_by(world) for _ in range(4)] == [B, B + 1, A, A + 1]


def test_of_groups_of_as_many_topics_the_longest_idle_takes_it():
    groups = {"a": {"serves": {"bills": {}}}, "b": {"serves": {"bills": {}}}, "c": {"serves": {"lines": {}}}}
    world = two_topics(groups=groups, routing={"agent": "least_skilled"})
    on_duty(world, 0, 1)
    staffed(world, 1.0, 0, 1)
    assert [taken_by(world), taken_by(world)] == [B, A]


def test_groups_are_tried_in_the_order_of_the_topic():
    tried = {"a": 2, "b": 3, "c": 1}
    groups = {name: {"serves": {"bills": {"tried": place}, "lines": {}}} for name, place in tried.items()}
    world = two_topics(groups=groups)
    on_duty(world, 1, 1, 1)
    assert [taken_by(world) for _ in range(4)] == [C, A, B, NOBODY]


@pytest.mark.parametrize("rule", ["longest_idle", "least_skilled", "random", "score"])
def test_a_group_tried_later_waits_until_those_before_are_busy(rule):
    groups = {"a": {"serves": {"bills": {"tried": 2, "level": 9}}}, "b": {"serves": {"bills": {}, "lines": {}}}}
    world = two_topics(groups=groups, routing={"agent": rule})
    on_duty(world, 1, 1)
    assert [taken_by(world), taken_by(world)] == [B, A]


def leveled(a: float, b: float, **rule):
    groups = {"a": {"serves": {"bills": {"level": a}, "lines": {}}}, "b": {"serves": {"bills": {"level": b}}}}
    return two_topics(groups=groups, routing={"agent": "score"} | rule)


def test_the_fittest_agent_takes_it():
    world = leveled(1, 2)
    on_duty(world, 1, 1)
    assert [taken_by(world), taken_by(world)] == [B, A]


@pytest.mark.parametrize(
    # idle for all of the day: 1 x 1 + w x 1; idle for half of it: 1 x 1.5 + w x .5
    ("idle_weight", "first"),
    [(0.5, B), (1.5, A)],
)
def test_the_idler_agent_takes_it_if_that_weighs_more(idle_weight, first):
    world = leveled(1, 1.5, idle_weight=idle_weight)
    on_duty(world, 1, 1)
    put(world.agents, A, shift_since_s=NOW - 100, worked_s=0.0)
    put(world.agents, B, shift_since_s=NOW - 100, worked_s=50.0)
    assert taken_by(world) == first


def test_of_one_score_the_longest_idle_takes_it():
    world = leveled(1, 1)
    on_duty(world, 0, 1)
    staffed(world, 1.0, 0, 1)
    assert taken_by(world) == B


def test_within_a_group_the_idlest_takes_it():
    world = given_floor(routing={"agent": "score"})
    on_duty(world, 2)
    busy = taken_by(world)
    other = taken_by(world)
    answering.free(world, NOW + 10, busy)  # 10 s in a contact, 100 s not
    answering.free(world, NOW + 90, other)  # 90 s in one
    assert taken_by(world) == busy


def test_at_random_everybody_has_the_same_chance():
    groups = {"a": {"serves": {"bills": {}, "lines": {}}}, "b": {"serves": {"bills": {}}}}
    world = two_topics(groups=groups, routing={"agent": "random"})
    on_duty(world, 1, 3)
    n = np.zeros(8, int)
    for number in range(4000):
        row = issue(world, agent=NOBODY, topic=BILLS, identity=number)
        n[routing.idle_agent(world, NOW, row)] += 1
        world.free_issues[world.book["n_free_issues"][0]] = row
        world.book["n_free_issues"] += 1
    assert n[[1, 2, 3, 7]].tolist() == [0] * 4
    # 1,000 each; 4 standard deviations
    assert np.abs(n[[0, 4, 5, 6]] - 1000).max() < 4 * np.sqrt(4000 * 0.25 * 0.75)


def test_at_random_who_comes_on_duty_may_be_any_of_them():
    world = given_floor(routing={"agent": "random"})
    rows = [calls(world, 1.0, identity=number) for number in range(4)]
    staffed(world, NOW, 0, 4)
    for _ in rows:
        answering.next_answered(world, NOW, 0)
    takers = world.issues["agent"][rows].tolist()
    assert (sorted(takers), takers == [0, 1, 2, 3]) == ([0, 1, 2, 3], False)


@pytest.mark.parametrize("owner", [0, 1, 2, 3])
def test_at_random_an_idle_owner_takes_their_own(owner):
    world = given_floor(routing={"agent": "random"}, policy={"ownership": 1})
    row = calls(world, 1.0, owner=owner)
    staffed(world, NOW, 0, 4)
    answering.next_answered(world, NOW, 0)
    assert get(world.issues, row, "agent") == [owner]


def test_idle_agents_in_reserve_take_another_topic_only():
    groups = {"all": {"serves": {"bills": {"reserve": 2}, "lines": {}}}}
    world = two_topics(groups=groups)
    on_duty(world, 4)
    assert [taken_by(world) for _ in range(3)] == [0, 1, NOBODY]
    assert taken_by(world, LINES) == 2


def test_who_gets_free_takes_a_contact_only_above_the_reserve():
    groups = {"all": {"serves": {"bills": {"reserve": 1}, "lines": {}}}}
    world = two_topics(groups=groups)
    on_duty(world, 2)
    lines = [calls(world, 1.0, LINES), calls(world, 2.0, LINES)]
    bill = calls(world, 3.0)
    assert [answering.free(world, NOW, get(world.issues, row, "agent")[0]) for row in lines] == [NOBODY, bill]


# --- owners ---


def test_the_owner_is_asked_first():
    world = given_floor(policy={"ownership": 1})
    on_duty(world, 3)
    row = calls(world, 1.0, owner=2)
    assert get(world.issues, row, "agent", "owner_took") == [2, True]


@pytest.mark.parametrize("rule", ["least_skilled", "random", "score"])
def test_the_owner_is_asked_before_all_rules(rule):
    world = given_floor(policy={"ownership": 1}, routing={"agent": rule})
    on_duty(world, 3)
    assert taken_by(world, owner=2) == 2


def test_the_owner_is_asked_before_the_groups_the_topic_tries_first():
    groups = {"a": {"serves": {"bills": {}, "lines": {}}}, "b": {"serves": {"bills": {"tried": 2, "after_s": 60}}}}
    world = two_topics(groups=groups, policy={"ownership": 1})
    on_duty(world, 1, 1)
    assert taken_by(world, owner=B) == B


def test_the_successor_in_the_seat_is_not_the_owner():
    world = given_floor(policy={"ownership": 1})
    on_duty(world, 3)
    put(world.agents, 2, hires=1)
    row = calls(world, 1.0, owner=2, owner_hires=0)
    assert get(world.issues, row, "agent", "owner_took") == [0, False]


def test_without_ownership_the_longest_idle_takes_it_and_may_know_it():
    world = given_floor()
    on_duty(world, 3)
    row = calls(world, 1.0, owner=2)
    assert get(world.issues, row, "agent", "owner_took") == [0, False]


def test_a_route_is_open_to_all_unless_it_says_otherwise():
    plain = Route()
    assert (plain.tried, plain.preferred, plain.after_s, plain.from_waiting, plain.reserve) == (1, 1, 0, 0, 0)
