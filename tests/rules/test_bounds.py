import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.bounds import exp_at_most, half, share
from sim.time_units import DAY_S

ANY = st.floats(-1e9, 1e9)


@given(ANY)
def test_a_share_stays_between_0_and_1(x):
    assert 0 <= share(x) <= 1


@given(st.floats(0, 1))
def test_a_share_is_left_as_it_is(x):
    assert share(x) == x


@pytest.mark.parametrize(("days", "left"), [(0, 1), (60, 1 / 2), (120, 1 / 4), (30, math.sqrt(1 / 2))])
def test_half_is_left_after_each_half_life(days, left):
    assert half(days * DAY_S, 60.0) == pytest.approx(left, rel=1e-14)


@given(st.floats(0, 1e8), st.floats(0, 1e8), st.floats(1, 1000))
def test_a_memory_fades_the_same_in_one_step_or_two(a, b, half_life_d):
    assert half(a, half_life_d) * half(b, half_life_d) == pytest.approx(half(a + b, half_life_d), rel=1e-9)


@given(st.floats(-1e6, 700))
def test_the_bound_of_an_exponential_is_one(x):
    assert exp_at_most(x) >= math.exp(x)
