"""Every law a config can name: its survival at its quantile is u again."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.rules.law import duration_s
from sim.scenario.law import Constant, Exponential, Lognormal, PiecewiseHazard, Weibull, lognormal_of
from sim.start import law_row
from sim.tables import table
from sim.world import LAW

UNIT = st.floats(1e-12, 1 - 1e-12)
PIECES = PiecewiseHazard(law="piecewise", from_s=(0, 10, 20, 60), hazard_per_s=(0.01, 0.05, 0, 0.002))


def quantile(law, u):
    rows = table(1, LAW)
    rows[0] = law_row(law)
    return duration_s(rows[0], u)


def summed_hazard(law, time_s):
    edges = np.append(law.from_s, np.inf)
    lasted = np.clip(time_s - edges[:-1], 0, np.diff(edges))
    return float((lasted * law.hazard_per_s).sum())


@given(UNIT)
def test_constant(u):
    assert quantile(Constant(law="constant", value_s=7), u) == 7


@given(UNIT, st.floats(0.1, 1e5))
def test_survival_of_the_exponential_is_u(u, mean_s):
    time_s = quantile(Exponential(law="exponential", mean_s=mean_s), u)
    assert math.exp(-time_s / mean_s) == pytest.approx(u, rel=1e-10)


@given(UNIT, st.floats(0.1, 1e5), st.floats(0.3, 4))
def test_survival_of_the_weibull_is_u(u, scale_s, shape):
    time_s = quantile(Weibull(law="weibull", scale_s=scale_s, shape=shape), u)
    assert math.exp(-((time_s / scale_s) ** shape)) == pytest.approx(u, rel=1e-9)


@pytest.mark.parametrize(("time_s", "survival"), [(10, 0.947), (60, 0.812), (120, 0.705), (300, 0.499)])
def test_survival_of_the_default_patience(time_s, survival):
    # exp(-(10 / 487)^.75) = .9472, and so on
    law = Weibull(law="weibull", scale_s=487, shape=0.75)
    assert quantile(law, survival + 0.0005) < time_s < quantile(law, survival - 0.0005)


@given(UNIT, st.floats(0.1, 1e5), st.floats(0, 3))
def test_lognormal_quantile_is_scipys(u, median_s, sigma):
    expected = stats.lognorm.ppf(u, sigma, scale=median_s) if sigma > 0 else median_s
    assert quantile(Lognormal(law="lognormal", median_s=median_s, sigma=sigma), u) == pytest.approx(expected, rel=1e-11)


@given(UNIT)
def test_survival_of_piecewise_hazard_is_u(u):
    assert math.exp(-summed_hazard(PIECES, quantile(PIECES, u))) == pytest.approx(u, rel=1e-9)


@pytest.mark.parametrize(
    ("hazard", "time_s"),
    # 10 s at .01 make .1, 10 s at .05 make .6; nobody leaves from 20 to 60 s; then .002
    [(0.05, 5), (0.1, 10), (0.35, 15), (0.602, 61), (1.0, 260)],
)
def test_piecewise_hazard_by_hand(hazard, time_s):
    assert quantile(PIECES, math.exp(-hazard)) == pytest.approx(time_s, rel=1e-9)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(1e-6, 1e-2))
def test_one_piece_is_the_exponential(u, hazard):
    law = PiecewiseHazard(law="piecewise", from_s=(0,), hazard_per_s=(hazard,))
    assert quantile(law, u) == pytest.approx(-math.log(u) / hazard, rel=1e-12)


@given(UNIT, UNIT)
def test_a_higher_coin_never_waits_longer(a, b):
    for law in (PIECES, Weibull(law="weibull", scale_s=487, shape=0.75), Exponential(law="exponential", mean_s=9)):
        assert quantile(law, max(a, b)) <= quantile(law, min(a, b))


@given(st.floats(0.1, 1e5), st.floats(1e-6, 20))
def test_the_lognormal_of_a_mean_and_a_spread_has_them(mean_s, scv):
    law = lognormal_of(mean_s, scv)
    assert law.median_s * math.exp(law.sigma**2 / 2) == pytest.approx(mean_s)
    assert math.expm1(law.sigma**2) == pytest.approx(scv)


@pytest.mark.parametrize(("mean_s", "scv"), [(0.0, 1.0), (40.0, 0.0), (0.0, 0.0)])
def test_without_a_spread_or_a_mean_nothing_is_drawn(mean_s, scv):
    assert lognormal_of(mean_s, scv) == Constant(law="constant", value_s=mean_s)
