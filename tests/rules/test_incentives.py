import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.incentives import care, claim_share, handle_limit_s, hangs_up_at_once, pressure

SHARE = st.floats(0, 1)
WEIGHT = st.floats(0, 5)
UNIT = st.floats(1e-9, 1 - 1e-9)


@pytest.mark.parametrize(("disposition", "morale", "minds"), [(0.5, 0.75, 0.65), (0.1, 0.0, 0.0), (0.9, 1.0, 1.0)])
def test_care_follows_morale(disposition, morale, minds):
    # .5 + .6 * .25 = .65; .1 - .3 and .9 + .3 are cut
    assert care(disposition, morale, 0.6) == pytest.approx(minds)


@given(SHARE, SHARE, SHARE, st.floats(0, 3))
def test_better_morale_never_takes_care_away(disposition, a, b, slope):
    assert care(disposition, min(a, b), slope) <= care(disposition, max(a, b), slope)


def test_pressure_is_the_weight_on_handle_time():
    # .7 / (.7 + .1 + .5) = .5384615
    assert pressure(0.7, 0.1, 0.5) == pytest.approx(7 / 13)


@given(WEIGHT, WEIGHT, SHARE)
def test_pressure_is_a_share(handle_time, resolution, minds):
    assert 0 <= pressure(handle_time, resolution, minds) <= 1


@given(WEIGHT, SHARE)
def test_there_is_no_pressure_without_a_weight_on_handle_time(resolution, minds):
    assert pressure(0.0, resolution, minds) == 0


@given(st.floats(0.01, 5), WEIGHT, SHARE, UNIT)
def test_limit_is_the_targets_multiple(handle_time, resolution, minds, u):
    # target * (1 + (w_r + care) / w_h), without noise
    limit = handle_limit_s(160.0, pressure(handle_time, resolution, minds), 0.0, u)
    assert limit == pytest.approx(160 * (1 + (resolution + minds) / handle_time))


def test_noise_of_the_limit():
    # u = .841344746 is one standard deviation up: 160 / .5 * exp(.35) = 454.10
    assert handle_limit_s(160.0, 0.5, 0.35, 0.8413447460685429) == pytest.approx(320 * math.exp(0.35))


@given(UNIT)
def test_without_pressure_there_is_no_limit(u):
    assert handle_limit_s(160.0, 0.0, 0.35, u) == math.inf


@pytest.mark.parametrize(("minds", "share"), [(0.0, 0.247058824), (0.1, 0.123529412)])
def test_drops_fall_with_care(minds, share):
    # .6 * (1 - care / .2) * .7 / 1.7
    assert hangs_up_at_once(minds, 0.2, 0.6, 0.7, share - 1e-6)
    assert not hangs_up_at_once(minds, 0.2, 0.6, 0.7, share + 1e-6)


@given(st.floats(0.2, 1), UNIT)
def test_who_cares_drops_no_call(minds, u):
    assert not hangs_up_at_once(minds, 0.2, 0.6, 5.0, u)


@given(SHARE, UNIT)
def test_nobody_drops_a_call_without_a_weight_on_handle_time(minds, u):
    assert not hangs_up_at_once(minds, 0.2, 0.6, 0.0, u)


@pytest.mark.parametrize(("handle_time", "claimed"), [(0, 0.4), (1, 0.6), (2, 0.8), (9, 0.8)])
def test_claims_rise_with_the_weight_on_handle_time(handle_time, claimed):
    # .4 + .4 * min(1, .5 w)
    assert claim_share(0.4, 0.8, float(handle_time), 0.0) == pytest.approx(claimed)
