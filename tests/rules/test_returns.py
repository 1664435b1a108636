import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.returns import comes_back_share

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
