import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.reputation import joins_factor, people_told

X = st.floats(-3, 3)


@pytest.mark.parametrize(("x", "people"), [(0.2, 0), (-0.2, 0), (0.5, 2.7), (-0.5, -4.8), (1.2, 9), (-2, -16)])
def test_told_by_hand(x, people):
    # (.5 - .2) * 9 = 2.7 and * 16 = 4.8; everyone is told from 1.2 on
    assert people_told(x, 0.2, 9.0, 16.0) == pytest.approx(people)


@given(X, X)
def test_a_better_experience_is_never_told_worse(a, b):
    assert people_told(min(a, b), 0.2, 9.0, 16.0) <= people_told(max(a, b), 0.2, 9.0, 16.0)


def test_joins_a_scale_above_the_reference():
    # exp(.15 * tanh(1)) = exp(.11423912)
    assert joins_factor(0.3, -2.7, 0.15, 3.0) == pytest.approx(math.exp(0.11423912), rel=1e-8)


@given(st.floats(-1e6, 1e6), st.floats(-100, 100), st.floats(0, 2), st.floats(0.01, 100))
def test_joins_are_bounded_on_both_sides(reputation, reference, slope, scale):
    factor = joins_factor(reputation, reference, slope, scale)
    assert math.exp(-slope) * (1 - 1e-12) <= factor <= math.exp(slope) * (1 + 1e-12)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_better_reputation_never_costs_joins(a, b):
    assert joins_factor(min(a, b), -2.7, 0.15, 3.0) <= joins_factor(max(a, b), -2.7, 0.15, 3.0)
