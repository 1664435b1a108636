import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.causes import stays_silent, wants_reassurance

UNIT = st.floats(1e-9, 1 - 1e-9)
SHARE = st.floats(0, 1)


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
    assert stays_silent(0.12, severity, 0.0, share - 1e-9)
    assert not stays_silent(0.12, severity, 0.0, share + 1e-9)


@given(st.floats(1.6, 3), UNIT)
def test_nobody_is_silent_about_a_grave_issue(severity, u):
    assert not stays_silent(0.12, severity, 0.0, u)
