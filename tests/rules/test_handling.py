import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.handling import courtesy_s, progress_kept, solving_s

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(
    ("owner", "warm", "kept"), [(False, 0, 0.24), (False, 0.5, 0.42), (False, 1, 0.6), (True, 0, 0.6)]
)
def test_what_is_kept_of_progress(owner, warm, kept):
    # .6 * (.4 + .6 * warm): .6 * .4 = .24, .6 * .7 = .42; an owner keeps all
    assert progress_kept(0.6, owner, 0.4, float(warm)) == pytest.approx(kept)


@given(SHARE, st.booleans(), SHARE, SHARE)
def test_progress_never_grows_between_contacts(progress, owner, kept, warm):
    assert 0 <= progress_kept(progress, owner, kept, warm) <= progress * (1 + 1e-12)


@pytest.mark.parametrize(("able_share", "s"), [(1.0, 170.0), (0.4, 68.0)])
def test_solving_by_hand(able_share, s):
    # half is left: 120 * .5 / .5 + 100 * .5 = 120 + 50; .4 of that
    assert solving_s(120.0, 0.5, 0.5, 100.0, able_share) == pytest.approx(s)


@given(st.floats(0, 1000), SHARE, st.floats(0.1, 3), st.floats(0, 300), SHARE)
def test_solving_takes_no_negative_time(work_s, left, pace, investigation_s, able_share):
    assert solving_s(work_s, left, pace, investigation_s, able_share) >= 0


@given(st.floats(1, 1000), SHARE, st.floats(0.1, 1), st.floats(1.01, 3))
def test_a_faster_agent_is_never_slower(work_s, left, pace, faster):
    assert solving_s(work_s, left, pace * faster, 100.0, 1.0) <= solving_s(work_s, left, pace, 100.0, 1.0)


@pytest.mark.parametrize(("pressure", "s"), [(0, 35), (0.5, 17.5), (1, 0)])
def test_pressure_trims_courtesy(pressure, s):
    # .175 * 200 = 35
    assert courtesy_s(0.175, 200.0, float(pressure)) == pytest.approx(s)
