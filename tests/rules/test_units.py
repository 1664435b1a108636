import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.units import either, removed_share

SHARE = st.floats(0, 1)


def test_a_charged_unit_after_half_a_year_by_hand():
    # .5 x .8 x (1 - e^-1) = .4 x .63212
    assert removed_share(0.5, 0.8, 180.0, 180.0) == pytest.approx(0.4 * 0.63212, rel=1e-5)


def test_two_reasons_by_hand():
    assert either(0.1, 0.2) == pytest.approx(0.1 + 0.2 - 0.02)


@given(SHARE, SHARE, st.floats(0, 1e5), st.floats(1, 1e4))
def test_what_is_removed_is_a_share_of_what_the_elasticity_allows(elasticity, lever, days, react_d):
    assert 0 <= removed_share(elasticity, lever, days, react_d) <= elasticity * lever


@given(SHARE, SHARE, SHARE, st.floats(0, 1e5), st.floats(0, 1e5))
def test_more_days_and_more_charge_never_remove_less(elasticity, low, high, some_d, more_d):
    low, high = sorted((low, high))
    less = removed_share(elasticity, low, min(some_d, more_d), 180.0)
    assert less <= removed_share(elasticity, high, max(some_d, more_d), 180.0)


@given(SHARE, SHARE)
def test_two_reasons_remove_at_least_as_much_as_one(a, b):
    assert max(a, b) - 1e-12 <= either(a, b) <= 1


def test_nothing_charged_removes_nothing_exactly():
    assert either(removed_share(0.5, 0.0, 9e9, 180.0), removed_share(0.5, 0.0, math.inf, 180.0)) == 0
