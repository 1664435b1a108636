"""A customer's memory, in worlds without chance. Source: model 10."""

import math

import pytest

from sim.model.contact import loyalty
from tests.lives import CUSTOMER, NOW, ended, given_world
from tests.worlds import DAY_S, get


def half(days: float, half_life_d: float) -> float:
    return 0.5 ** (days / half_life_d)


def test_loyalty_after_two_contacts_by_hand():
    world = given_world()
    # first: unsolved, waited a quarter; 90 d since the last experience, 100 d since the last touch
    ended(world, waited_s=25.0)
    before = 0.2 - 0.25 * 0.4 * (1 - half(100, 365))
    added = (0.5 + 0.5 * (1 - math.exp(-3))) * -0.5625 * min(1, 1 + before / 4)
    fast, slow = 0.8 * added, 0.2 * added
    assert get(world.customers, 0, "fast", "slow") == pytest.approx([fast, slow])

    # second, 10 d later: solved, but told again
    ended(world, NOW + 10 * DAY_S, solved=True, talks=2)
    fast, slow = fast * half(10, 60), slow * half(10, 720)
    before = 0.2 + fast + slow - 0.1 * (1 - half(110, 365))
    added = (0.5 + 0.5 * (1 - math.exp(-1 / 3))) * 0.175 * min(1, 1 - before / 4)
    assert get(world.customers, 0, "fast", "slow") == pytest.approx([fast + 0.8 * added, slow + 0.2 * added])


def test_loyalty_is_read_without_being_changed():
    world = given_world({"fast": -0.4, "slow": -0.2})
    seen = [loyalty.loyalty_now(world, NOW + days * DAY_S, 0) for days in (0, 60, 0)]
    assert (
        seen[0] == seen[2] == pytest.approx(0.2 - 0.4 * half(90, 60) - 0.2 * half(90, 720) - 0.1 * (1 - half(100, 365)))
    )


def test_a_bad_experience_is_told():
    # (.75 - .2) x 16 people, per customer of the base
    world = given_world()
    ended(world, dead_end=True)
    assert world.book["told"][0] == pytest.approx(-0.55 * 16 / 1000)


def test_a_customer_who_left_remembers_nothing():
    world = given_world({"alive": False})
    ended(world)
    assert get(world.customers, 0, "fast", "felt_s") == [0, CUSTOMER["felt_s"]]


def test_a_former_generations_issue_does_not_touch_the_newcomer():
    world = given_world({"generation": 1})
    ended(world, solved=True)
    assert get(world.customers, 0, "fast", "touched_s", "n_active") == [0, CUSTOMER["touched_s"], 1]
