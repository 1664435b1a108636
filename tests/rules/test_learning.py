import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.learning import efficiency, pace

SHARE = st.floats(0, 1)
TENURE = st.floats(0, 1e4)


@pytest.mark.parametrize(("tenure_d", "efficient"), [(0, 0.4255), (231.9, 0.788655), (1e9, 1.0), (math.inf, 1.0)])
def test_learning_curve(tenure_d, efficient):
    # 1 - .5745 * exp(-1) = 1 - .5745 * .3678794 = .788653
    assert efficiency(0.4255, 231.9, float(tenure_d)) == pytest.approx(efficient, abs=1e-5)


@given(SHARE, st.floats(1, 1000), TENURE, TENURE)
def test_nobody_unlearns(p0, tau_d, a, b):
    assert p0 - 1e-12 <= efficiency(p0, tau_d, min(a, b)) <= efficiency(p0, tau_d, max(a, b)) <= 1


@pytest.mark.parametrize(("off_script", "paced"), [(False, 1.02), (True, 0.6)])
def test_a_checklist_lends_pace_on_its_list_only(off_script, paced):
    # speed 1.2: 1.2 * .85 = 1.02 and 1.2 * .5 = .6
    assert pace(1.2, 0.5, off_script, 0.85) == pytest.approx(paced)


@given(st.floats(0.1, 3), SHARE, st.booleans(), SHARE)
def test_a_checklist_slows_nobody(speed, learned, off_script, lent):
    assert pace(speed, learned, off_script, lent) >= pace(speed, learned, off_script, 0.0)
