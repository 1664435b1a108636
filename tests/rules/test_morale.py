import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.morale import pulled, quits_share

SHARE = st.floats(0, 1)
APPEAL = st.floats(-50, 50)


def test_an_evenings_pull_by_hand():
    # logistic(1) = .7310586; .5 + (.7310586 - .5) / 30 = .50770195
    assert pulled(0.5, 1.0, 30.0) == pytest.approx(0.50770195, abs=1e-8)


@given(SHARE, APPEAL, st.floats(1, 100))
def test_morale_stays_between_0_and_1(morale, appeal, pull_d):
    assert 0 <= pulled(morale, appeal, pull_d) <= 1


@given(SHARE, APPEAL, APPEAL)
def test_a_better_day_never_lowers_morale(morale, a, b):
    assert pulled(morale, min(a, b), 30.0) <= pulled(morale, max(a, b), 30.0)


@pytest.mark.parametrize(("morale", "rate"), [(0.5, 0.31), (1, 0.31 / math.e), (0, 0.31 * math.e)])
def test_quits_by_morale(morale, rate):
    # q exp(-(2 m - 1)) a year, as a chance a day
    assert quits_share(0.31, 1.0, float(morale)) == pytest.approx(1 - math.exp(-rate / 365))


@given(st.floats(0, 100), st.floats(0, 3), SHARE, SHARE)
def test_better_morale_never_adds_quits(quits_year, kappa, a, b):
    assert 0 <= quits_share(quits_year, kappa, max(a, b)) <= quits_share(quits_year, kappa, min(a, b)) <= 1
