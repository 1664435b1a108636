import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.self_service import solves_share, tries_share

SHARE = st.floats(0, 1)


@pytest.mark.parametrize(("skill", "need", "share"), [(0.5, 0.57, 0.58), (0.9, 0.57, 0.7192), (0.5, 0.97, 0.464)])
def test_tries_by_hand(skill, need, share):
    # .58 * (1 + .6 * .4) = .7192; .58 * (1 - .5 * .4) = .464
    assert tries_share(0.58, 0.6 * (skill - 0.5), 0.5 * (need - 0.57), 0.0) == pytest.approx(share)


@given(SHARE, st.floats(-2, 2), st.floats(-2, 2))
def test_tries_are_a_share(tried_share, skill_term, need_term):
    assert 0 <= tries_share(tried_share, skill_term, need_term, 0.0) <= 1


@pytest.mark.parametrize(("skill", "factor", "share"), [(0.5, 1, 0.3), (0.0, 1, 0.15), (1.0, 1.5, 0.675)])
def test_the_web_solves_by_skill(skill, factor, share):
    # .3 * (.5 + skill) * factor
    assert solves_share(False, 0.3, skill, float(factor)) == pytest.approx(share)


@given(SHARE, SHARE, st.floats(0.5, 3))
def test_nothing_off_the_script_is_on_a_web_page(containment, skill, factor):
    assert solves_share(True, containment, skill, factor) == 0


@given(SHARE, SHARE, st.floats(0.5, 3))
def test_solves_are_a_share(containment, skill, factor):
    assert 0 <= solves_share(False, containment, skill, factor) <= 1
