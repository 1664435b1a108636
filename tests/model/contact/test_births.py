"""The births of a day: in order of time, with their second symptoms."""

import math

import numpy as np
import pytest

from sim.model.world.state import NOBODY
from tests.worlds import DAY_S, morning, opened, quiet


def test_a_second_symptom_comes_after_the_first():
    world = opened(quiet(causes={"request": {"two_symptoms": 1}}))
    world = morning(world, 0)
    first = world.births["issue"][: world.book["n_births"][0]]
    second = world.issues["symptom_row"][first]
    assert (world.issues["next_s"][second] > world.issues["next_s"][first]).all()
    assert (world.issues["identity"][second] == world.issues["identity"][first] + 1).all()
    # lognormal, median 5 d; 4,800 of them
    delays_d = (world.issues["next_s"][second] - world.issues["next_s"][first]) / DAY_S
    assert np.median(delays_d) == pytest.approx(5, rel=0.06)


def test_births_are_listed_in_order_of_time_and_day():
    world = opened(quiet())
    for day in (0, 1):
        world = morning(world, day)
        born_s = world.births["born_s"][: world.book["n_births"][0]]
        assert (np.diff(born_s) >= 0).all()
        assert (born_s // DAY_S == day).all()
        # 4,800 a day: +- 4 standard deviations
        assert len(born_s) == pytest.approx(4800, abs=4 * math.sqrt(4800))


def test_an_empty_slots_births_are_void():
    world = opened(quiet())
    world.customers["alive"][:500] = False
    world = morning(world, 0)
    born = world.births[: world.book["n_births"][0]]
    assert ((born["issue"] == NOBODY) == (born["slot"] < 500)).all()
