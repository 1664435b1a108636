"""How a contact ends: what is written down, and what becomes of issue, agent and customer."""

import math

import pytest

from sim.model.world.records import End
from sim.model.world.state import NEVER_S, NOBODY
from tests.lives import ALWAYS_BACK, NOW, ended, given_world, last_row
from tests.worlds import DAY_S, get


@pytest.mark.parametrize(
    ("fields", "touched"),
    [({"solved": True}, True), ({}, False), ({"agent": NOBODY, "waited_s": 100.0}, False)],
)
def test_who_was_touched(fields, touched):
    world = given_world()
    ended(world, **fields)
    assert (world.customers["touched_s"][0] == NOW) == touched


def test_a_warm_talk_touches_without_solving():
    world = given_world(policy={"authority": 1})
    ended(world)
    assert world.customers["touched_s"][0] == NOW


@pytest.mark.parametrize("fields", [{}, {"agent": NOBODY, "waited_s": 100.0}])
def test_given_up_stays_open_for_60_days(fields):
    world = given_world()
    row = ended(world, **fields)
    assert last_row(world, "again", "given_up") == [False, True]
    assert get(world.issues, row, "next_s") == [NEVER_S]
    assert world.customers["open_until_s"][0].tolist() == [NOW + 60 * DAY_S, -math.inf]
    assert world.customers["n_active"][0] == 0


def test_the_two_given_up_last_are_remembered():
    world = given_world({"n_active": 3})
    for days in (0, 1, 2):
        ended(world, NOW + days * DAY_S)
    assert world.customers["open_until_s"][0].tolist() == [NOW + 62 * DAY_S, NOW + 61 * DAY_S]


def test_what_an_agent_remembers():
    world = given_world()
    ended(world, solved=True)
    ended(world, dead_end=True)  # -.75: upset
    row = ended(world)  # -.5: not upset
    assert get(world.agents, 0, "talks", "solved", "dead_ends", "upset") == [3, 1, 1, 1]
    assert get(world.issues, row, "owner", "owner_hires") == [0, 0]


def test_a_contact_is_felt_once():
    world = given_world()
    row = ended(world, felt=-0.15)
    assert get(world.issues, row, "felt") == [0]


def test_who_was_served_is_written_down_with_agent_and_group():
    world = given_world()
    ended(world, agent=0, attempts=2, waited_before_s=70.0, waited_s=25.0)
    assert last_row(world, "agent", "group", "attempt", "waited_before_s", "waited_s") == [0, 0, 2, 70, 25]


def test_who_was_not_served_is_written_down_with_nobody():
    world = given_world()
    ended(world, agent=NOBODY, waited_s=25.0)
    assert last_row(world, "agent", "group", "talk_s", "waited_s") == [NOBODY, NOBODY, 0, 25]


@pytest.mark.parametrize("end", [End.abandoned, End.blocked, End.sent_away])
def test_the_end_is_written_down(end):
    world = given_world()
    ended(world, agent=NOBODY, end=int(end))
    assert last_row(world, "end") == [end]


def test_waits_in_vain_add_up():
    world = given_world(returns=ALWAYS_BACK)
    row = ended(world, agent=NOBODY, waited_s=25.0, waited_before_s=70.0)
    assert get(world.issues, row, "waited_before_s") == [95]


def test_who_reached_a_person_starts_to_count_anew():
    world = given_world()
    row = ended(world, waited_s=25.0, waited_before_s=70.0, attempts=3)
    assert get(world.issues, row, "waited_before_s", "attempts") == [0, 0]
