import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.returns import blocked_share, comes_back_share, redial_share

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("contacts", "factor", "share"),
    [(0, 1, 0.85), (1, 1, 0.85), (2, 1, 0.7225), (3, 1, 0.614125), (2, 0.6, 0.4335)],
)
def test_coming_back_by_hand(contacts, factor, share):
    # .85 * .85^(k - 1); after a dead end .6 of that
    assert comes_back_share(0.85, 0.85, contacts, float(factor)) == pytest.approx(share)


@given(SHARE, SHARE, st.integers(1, 30), SHARE)
def test_hope_fades(first, fades, contacts, factor):
    share = comes_back_share(first, fades, contacts, factor)
    assert 0 <= comes_back_share(first, fades, contacts + 1, factor) <= share <= first


@pytest.mark.parametrize(("attempts", "share"), [(1, 0.5), (2, 0.8), (9, 0.8)])
def test_redialling_by_hand(attempts, share):
    assert redial_share(0.5, 0.8, attempts) == share
    assert redial_share(0.5, math.nan, attempts) == 0.5


@pytest.mark.parametrize(("attempts", "share"), [(1, 0.9), (2, 0.7), (9, 0.7)])
def test_trying_again_after_a_busy_signal_by_hand(attempts, share):
    assert blocked_share(0.9, 0.7, 0.5, attempts) == share
    assert blocked_share(0.9, math.nan, 0.5, attempts) == 0.9
    assert blocked_share(math.nan, math.nan, 0.5, attempts) == 0.5


@given(SHARE, st.one_of(SHARE, st.just(math.nan)), SHARE, st.integers(1, 30))
def test_a_chance_to_try_again_is_a_share(first, later, hung_up, attempts):
    assert 0 <= redial_share(first, later, attempts) <= 1
    assert 0 <= blocked_share(first, later, hung_up, attempts) <= 1
