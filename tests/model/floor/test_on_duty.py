"""People on duty: they come, take turns, finish what is in hand, and their time is counted."""

import pytest

from sim.model.floor import answering, on_duty, routing
from sim.model.floor.queues import DUTY, OFF, group_line
from sim.model.world.state import BUSY, IDLE, NOBODY, OFF_DUTY
from tests.floors import BILLS, N_AGENTS, agents_in, calls, given_floor, one_group, seated, two_topics
from tests.worlds import DAY_S, get, opened, put, staffed


def test_agents_finish_the_contact_in_hand_before_they_leave():
    world = given_floor()
    staffed(world, 0.0, 0, 1)
    calls(world, 0.0)
    staffed(world, 10.0, 0, 0)
    assert get(world.agents, 0, "state", "leaving") == [BUSY, True]
    assert answering.free(world, 25.0, 0) == NOBODY
    assert get(world.agents, 0, "state", "leaving", "on_duty_s") == [OFF_DUTY, False, 25]


def test_after_closing_the_line_is_served_to_its_end():
    world = given_floor()
    staffed(world, 0.0, 0, 1)
    rows = [calls(world, float(second)) for second in range(3)]
    staffed(world, 10.0, 0, 0)
    assert [answering.free(world, 20.0, 0) for _ in rows] == [*rows[1:], NOBODY]
    assert get(world.agents, 0, "state") == [OFF_DUTY]


def test_a_shift_that_shrinks_leaves_the_line_to_the_others():
    world = given_floor()
    staffed(world, 0.0, 0, 2)
    first, _, third = (calls(world, float(second)) for second in range(3))
    staffed(world, 10.0, 0, 1)
    leaver = get(world.issues, first, "agent")[0]
    assert answering.free(world, 20.0, leaver) == NOBODY
    assert get(world.issues, third, "waiting") == [True]


def test_a_group_that_closes_leaves_its_topics_to_groups_that_are_there():
    two = {"a": {"serves": {"bills": {}}}, "b": {"serves": {"bills": {}}}}
    world = two_topics(groups=two | {"c": {"serves": {"lines": {}}}})
    staffed(world, 0.0, 0, 1)
    staffed(world, 0.0, 1, 1)
    calls(world, 0.0)
    calls(world, 1.0)
    calls(world, 2.0)
    staffed(world, 10.0, 0, 0)
    assert answering.free(world, 20.0, 0) == NOBODY


def test_no_more_are_on_duty_than_there_are_people():
    world = given_floor()
    staffed(world, 0.0, 0, 99)
    assert get(world.groups, 0, "n_on_duty") == [N_AGENTS]
    assert (world.agents["state"] == IDLE).all()


def test_who_came_first_leaves_first_and_who_rested_longest_comes_first():
    world = given_floor()
    staffed(world, 0.0, 0, 3)
    staffed(world, 10.0, 0, 1)
    staffed(world, 20.0, 0, 2)
    assert agents_in(world, group_line(0, DUTY)) == [2, 3]
    assert agents_in(world, group_line(0, OFF)) == [0, 1]


def test_whose_shift_is_over_is_relieved_under_a_constant_plan():
    world = given_floor(staffing={"shift_h": 8})
    staffed(world, 0.0, 0, 1)
    staffed(world, 8 * 3600.0 - 1, 0, 1)
    before = seated(world)
    staffed(world, 8 * 3600.0, 0, 1)
    assert (before, seated(world)) == ([0], [1])


@pytest.mark.parametrize(("planned", "n_open"), [((1, 1), 2), ((1, 0), 1), ((0, 0), 0), ((3, 2), 2)])
def test_a_topic_is_open_while_a_group_that_serves_it_has_people_planned(planned, n_open):
    world = two_topics(groups={"a": {"serves": {"bills": {}, "lines": {}}}, "b": {"serves": {"bills": {}}}})
    for _ in range(2):
        for group, n in enumerate(planned):
            staffed(world, 0.0, group, n)
    assert get(world.topics, BILLS, "n_open") == [n_open]


def test_under_hold_agents_stay_while_anybody_is_in_the_center():
    world = given_floor(routing={"closing": "hold"})
    staffed(world, 0.0, 0, 2)
    row = calls(world, 5.0)
    staffed(world, 10.0, 0, 0)
    assert get(world.groups, 0, "n_here", "held") == [2, True]
    answering.free(world, 40.0, get(world.issues, row, "agent")[0])
    assert get(world.groups, 0, "n_here", "held") == [0, False]


def test_under_hold_agents_of_an_empty_center_go():
    world = given_floor(routing={"closing": "hold"})
    staffed(world, 0.0, 0, 2)
    staffed(world, 10.0, 0, 0)
    assert get(world.groups, 0, "n_here", "held") == [0, False]


def test_who_was_held_goes_on_when_the_plan_does():
    world = given_floor(routing={"closing": "hold"})
    staffed(world, 0.0, 0, 2)
    calls(world, 5.0)
    staffed(world, 10.0, 0, 0)
    staffed(world, 20.0, 0, 1)
    assert get(world.groups, 0, "n_on_duty", "held") == [1, False]


def test_midnight_cuts_a_talk_in_two():
    world = opened(one_group())
    staffed(world, 100.0, 0, 1)
    calls(world, 150.0)
    on_duty.midnight(world, 200.0)
    assert get(world.agents, 0, "busy_s", "on_duty_s") == [50, 100]
    put(world.agents, 0, busy_s=0.0, on_duty_s=0.0)
    answering.free(world, 260.0, 0)
    on_duty.midnight(world, 300.0)
    assert get(world.agents, 0, "busy_s", "on_duty_s") == [60, 100]


def test_an_interval_cuts_a_talk_in_two():
    world = opened(one_group())
    staffed(world, 0.0, 0, 2)
    calls(world, 1700.0)
    on_duty.interval_ends(world, 1800.0)
    answering.free(world, 2000.0, 0)
    on_duty.interval_ends(world, 3600.0)
    rows = [get(world.group_intervals, row, "interval", "group", "on_duty_s", "busy_s") for row in (0, 1)]
    assert rows == [[0, 0, 3600, 100], [1, 0, 3600, 200]]


def test_an_interval_counts_those_who_finish_after_their_shift():
    world = opened(one_group())
    staffed(world, 0.0, 0, 1)
    calls(world, 100.0)
    staffed(world, 200.0, 0, 0)
    answering.free(world, 500.0, 0)
    on_duty.interval_ends(world, 1800.0)
    assert get(world.group_intervals, 0, "on_duty_s", "busy_s") == [500, 400]


def test_the_last_interval_of_a_day_ends_at_midnight():
    world = opened(one_group())
    put(world.book, 0, day=1)
    on_duty.interval_ends(world, DAY_S)
    assert get(world.book, 0, "n_group_intervals") == [0]


@pytest.mark.parametrize(("rule", "load_s"), [("score", 25.0), ("longest_idle", 0.0)])
def test_the_score_of_agents_asks_for_the_time_they_worked(rule, load_s):
    world = given_floor(routing={"agent": rule})
    staffed(world, 100.0, 0, 1)
    calls(world, 200.0)
    answering.free(world, 225.0, 0)
    # on duty for 125 s, 25 of them in a contact
    assert on_duty.load_s(world, 225.0, 0) == load_s


def test_who_has_a_contact_in_hand_is_not_idle():
    chat = {"all": {"serves": {"bills": {}, "lines": {}}, "at_once": 2}}
    world = two_topics(groups=chat, routing={"agent": "score"})
    staffed(world, 100.0, 0, 1)
    calls(world, 150.0)
    assert routing.idle_share(world, 200.0, 0) == 0.5


def test_who_was_to_leave_stays_when_the_plan_rises_before_they_are_free():
    world = given_floor()
    put(world.groups, 0, n_agents=1)
    staffed(world, 0.0, 0, 4)
    for _ in range(4):
        calls(world, 1.0)
    staffed(world, 10.0, 0, 3)
    staffed(world, 20.0, 0, 4)
    answering.free(world, 30.0, 0)
    assert get(world.groups, 0, "n_on_duty", "n_here") == [4, 4]


def test_a_break_of_all_does_not_close():
    world = given_floor()
    staffed(world, 0.0, 0, 1)
    on_duty.opens(world, 0, 0, True)
    on_duty.staff(world, 10.0, 0)
    assert get(world.topics, 0, "n_open") + get(world.groups, 0, "n_on_duty") == [1, 0]


def test_nobody_is_held_while_another_group_is_open():
    groups = {"a": {"serves": {"bills": {}}}, "b": {"serves": {"lines": {}}}}
    world = two_topics(groups=groups, routing={"closing": "hold"})
    staffed(world, 0.0, 0, 2)
    staffed(world, 0.0, 1, 1)
    calls(world, 1.0)
    staffed(world, 10.0, 0, 0)
    assert get(world.groups, 0, "n_on_duty", "held") == [0, False]
