import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.causes import EXPONENTIAL_WORK, LOGNORMAL_WORK, stays_silent, wants_reassurance, work_s
from sim.scenario.causes import WorkLaw

UNIT = st.floats(1e-9, 1 - 1e-9)
SHARE = st.floats(0, 1)
CONSTANT_WORK = 2


def test_laws_are_numbered_as_the_config_lists_them():
    assert list(WorkLaw) == [WorkLaw.lognormal, WorkLaw.exponential, WorkLaw.constant]
    assert (LOGNORMAL_WORK, EXPONENTIAL_WORK) == (0, 1)


def test_median_of_lognormal_work():
    # mean / sqrt(1 + scv) = 150 / sqrt(2.4) = 96.8246
    assert work_s(LOGNORMAL_WORK, 150.0, 1.4, 0.5) == pytest.approx(150 / math.sqrt(2.4))


def test_median_of_exponential_work():
    assert work_s(EXPONENTIAL_WORK, 100.0, 9.0, 0.5) == pytest.approx(100 * math.log(2))


@given(UNIT)
def test_constant_work_has_no_spread(u):
    assert work_s(CONSTANT_WORK, 80.0, 9.0, u) == 80


@given(st.sampled_from([0, 1, 2]), st.floats(1, 1000), st.floats(0, 5), UNIT)
def test_work_is_above_0(law, mean_s, scv, u):
    assert work_s(law, mean_s, scv, u) > 0


@pytest.mark.parametrize(("u", "wanted"), [(0.0701, True), (0.0702, False)])
def test_reassurance_follows_need(u, wanted):
    # .10 * .4 / .57 = .070175
    assert wants_reassurance(0.10, 0.4, 0.57, u) == wanted


@given(SHARE, SHARE, SHARE, UNIT)
def test_more_need_only_adds_reassurance(reassurance, a, b, u):
    less, more = sorted((a, b))
    assert wants_reassurance(reassurance, less, 0.57, u) <= wants_reassurance(reassurance, more, 0.57, u)


@pytest.mark.parametrize(("severity", "share"), [(0.5, 0.132), (1.3, 0.036)])
def test_silence_falls_with_severity(severity, share):
    # .12 * (1.6 - severity)
    assert stays_silent(0.12, severity, share - 1e-9)
    assert not stays_silent(0.12, severity, share + 1e-9)


@given(st.floats(1.6, 3), UNIT)
def test_nobody_is_silent_about_a_grave_issue(severity, u):
    assert not stays_silent(0.12, severity, u)
