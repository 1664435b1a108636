"""Contacts that move on, verb by verb: put through, returning after service, redialling about something else."""

import math

import pytest

from sim.model.contact import course, handling, transfers
from sim.model.world.records import Demand, End
from sim.model.world.state import NEVER_S, NOBODY, World
from tests.lives import ALWAYS_BACK, CONSTANT, NOW, ended, given_world, last_row
from tests.worlds import get, issue

BILLS, LINES = 0, 1
HOUR = CONSTANT | {"value_s": 3600}
WORK = {"request": {"work_distribution": "constant", "work_mean_s": 100}}


def moving(*of_bills: dict, **parts) -> World:
    """Bills go on as these moves say; lines take twice the work."""
    topics = {
        "bills": {"skill": "everyday", "share": 1, "work_factor": 1, "moves": list(of_bills)},
        "lines": {"skill": "everyday", "share": 1, "work_factor": 2},
    }
    return given_world(center={"topics": topics}, causes=WORK, **parts)


def move(after="service", share=1.0, **fields) -> dict:
    return {"after": after, "to": "lines", "share": share} | fields


@pytest.mark.parametrize(
    ("u", "chosen"),
    [(0.0, 0), (0.29, 0), (0.3, 2), (0.79, 2), (0.8, NOBODY)],
)
def test_moves_share_a_coin(u, chosen):
    world = moving(move(share=0.3), move("redial", 0.9), move(share=0.5))
    assert transfers.move_of(world, issue(world, topic=BILLS), transfers.AFTER_SERVICE, u) == chosen


EAST, WEST = 0, 1
TWO_GROUPS = {
    "routing": {"groups": {name: {"serves": {"bills": {}, "lines": {}}} for name in ("east", "west")}},
    "staffing": {"on_duty": {"east": 1, "west": 1}},
}


def agent_of(world: World, group: int) -> int:
    return int((world.agents["group"] == group).argmax())


@pytest.mark.parametrize(
    ("group", "u", "chosen"),
    [(EAST, 0.0, 0), (EAST, 0.4, 1), (EAST, 0.75, NOBODY), (WEST, 0.0, 1), (WEST, 0.3, NOBODY)],
)
def test_a_move_of_one_group_is_of_those_it_served(group, u, chosen):
    world = moving(move(share=0.4, group="east"), move(share=0.3), **TWO_GROUPS)
    row = issue(world, topic=BILLS, agent=agent_of(world, group))
    assert transfers.move_of(world, row, transfers.AFTER_SERVICE, u) == chosen


def test_who_was_served_by_nobody_has_no_move_of_a_group():
    world = moving(move(group="east"), **TWO_GROUPS)
    assert transfers.move_of(world, issue(world, topic=BILLS, agent=NOBODY), transfers.AFTER_SERVICE, 0.0) == NOBODY


def test_a_topic_without_moves_has_none():
    world = moving(move())
    assert transfers.move_of(world, issue(world, topic=LINES), transfers.AFTER_SERVICE, 0.0) == NOBODY


def test_who_is_put_through_asks_for_another_topic_now():
    world = moving(move())
    row = ended(world, solved=True, attempts=3, waited_before_s=70.0)
    assert get(world.issues, row, "next_s", "topic", "transferred", "solved") == [NOW, LINES, True, False]
    assert get(world.issues, row, "attempts", "waited_before_s", "queues") == [0, 0, 1]


def test_who_is_put_through_has_work_anew_by_the_new_topic():
    world = moving(move())
    row = ended(world, solved=True, progress=0.7)
    assert get(world.issues, row, "work_s", "progress") == [200, 0]


def test_a_talk_that_puts_through_is_written_down_unsolved_and_goes_on():
    world = moving(move())
    ended(world, solved=True)
    assert last_row(world, "end", "solved", "recorded_solved", "again", "given_up", "experience") == [
        End.answered, False, False, True, False, 0,
    ]  # fmt: skip


def test_waiting_for_each_agent_is_felt_when_the_last_talk_ends():
    world = moving(move())
    row = ended(world, solved=True, waited_s=25.0)
    # a quarter of the patience, twice
    assert get(world.issues, row, "felt") == pytest.approx([-0.0625])
    world.issues["solved"][row], world.issues["talks"][row], world.issues["warm"][row] = True, 1, 1.0
    course.finish(world, NOW + 100, row)
    assert last_row(world, "experience") == pytest.approx([0.4 - 0.125])


def test_time_in_the_menu_is_felt_once_by_who_is_put_through():
    world = moving(move(), routing={"menu": {"steps": 1, "step_s": 50, "leave_share": 0}}, loyalty={"menu_step": 0})
    row = ended(world, solved=True, waited_s=0.0, menu_s=50.0, patience_s=50.0)
    # half of the patience, before the first agent only
    assert get(world.issues, row, "felt", "menu_s") == pytest.approx([-0.125, 0])
    world.groups["n_here"][0] = 1
    assert course.calls(world, NOW, row)
    assert get(world.issues, row, "in_menu", "menu_s") == [False, 0]


def test_nobody_is_put_through_beyond_the_guard():
    world = moving(move(), returns={"max_contacts": 1})
    row = ended(world, solved=True)
    assert get(world.issues, row, "next_s", "topic") == [NEVER_S, BILLS]


@pytest.mark.parametrize(("warm", "handed_on"), [(None, 0.25), (0.0, 0.0), (1.0, 1.0)])
def test_context_is_handed_on_as_the_move_or_the_policy_says(warm, handed_on):
    world = moving(move(warm=warm), policy={"warm_handoff": 0.25})
    row = ended(world, solved=True)
    assert handling.handed_on(world, row) == handed_on


def test_the_agent_who_puts_through_has_talked_and_not_solved():
    world = moving(move())
    ended(world, solved=True)
    assert get(world.agents, 0, "talks", "solved") == [1, 0]


def test_who_was_served_comes_back_after_the_delay():
    world = moving(move(delay=HOUR))
    row = ended(world, solved=True)
    assert get(world.issues, row, "next_s", "topic", "demand") == [NOW + 3600, LINES, Demand.repeat_service]
    assert get(world.issues, row, "transferred", "work_s") == [False, 200]


def test_who_comes_back_after_service_was_solved_until_then():
    world = moving(move(delay=HOUR))
    ended(world, solved=True)
    assert last_row(world, "solved", "again") == [True, True]
    assert world.customers["n_active"][0] == 0


def test_who_was_not_solved_comes_back_with_the_issue_open():
    world = moving(move(delay=HOUR))
    ended(world)
    assert world.customers["n_active"][0] == 1


def test_who_redials_may_ask_for_another_topic():
    world = moving(move("redial"), returns=ALWAYS_BACK)
    row = ended(world, agent=NOBODY, waited_s=100.0)
    assert get(world.issues, row, "next_s", "topic", "work_s") == [NOW + 600, LINES, 100]


def test_who_gives_up_moves_nowhere():
    world = moving(move("redial"))
    row = ended(world, agent=NOBODY, waited_s=100.0)
    assert get(world.issues, row, "next_s", "topic") == [NEVER_S, BILLS]


@pytest.mark.parametrize(("redraws", "work_s"), [(False, 40), (True, 100)])
def test_who_redials_may_need_other_work(redraws, work_s):
    world = moving(returns=ALWAYS_BACK | {"redraws_work": redraws})
    row = ended(world, agent=NOBODY, waited_s=100.0, work_s=40.0)
    assert get(world.issues, row, "work_s") == [work_s]


def test_who_redials_has_not_been_put_through():
    world = moving(returns=ALWAYS_BACK)
    row = ended(world, agent=NOBODY, waited_s=100.0, transferred=True)
    assert get(world.issues, row, "transferred") == [False]


def test_who_is_put_through_to_a_closed_topic_calls_when_it_is_open_as_anybody_does():
    world = moving(move())
    row = ended(world, solved=True)
    world.topics["n_open"][LINES] = 0
    assert not course.calls(world, NOW, row)
    assert get(world.issues, row, "transferred")[0] is False
    assert not math.isnan(get(world.issues, row, "next_s")[0])


def test_context_of_the_policy_is_handed_on_where_nobody_was_put_through():
    world = moving(policy={"warm_handoff": 0.5})
    assert handling.handed_on(world, issue(world)) == 0.5
