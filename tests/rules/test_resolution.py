import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.resolution import checks_share, solves_off_script, solves_on_script

SHARE = st.floats(0, 1)


def test_half_a_script_by_hand():
    # .5 * .6 + .5 * .93
    assert solves_on_script(0.5, 0.93, 0.6) == pytest.approx(0.765)


@given(SHARE, SHARE, SHARE)
def test_on_script_lies_between_knowing_and_the_checklist(script, p_script, known):
    assert min(p_script, known) - 1e-12 <= solves_on_script(script, p_script, known) <= max(p_script, known) + 1e-12


@pytest.mark.parametrize(
    ("authority", "script", "p"),
    # .8 * (.95 * authority + .4 * (1 - authority) * (1 - script))
    [(0, 0, 0.32), (0, 1, 0), (1, 1, 0.76), (0.9, 0, 0.716), (0.5, 0.5, 0.46)],
)
def test_off_script_by_hand(authority, script, p):
    assert solves_off_script(0.8, float(authority), float(script), 0.4, 0.95) == pytest.approx(p)


@given(SHARE, SHARE, SHARE, SHARE)
def test_authority_never_hurts_off_script(learned, a, b, script):
    less, more = (solves_off_script(learned, x, script, 0.4, 0.95) for x in sorted((a, b)))
    assert 0 <= less <= more + 1e-12 <= learned + 2e-12


@given(SHARE, SHARE, SHARE, SHARE)
def test_a_script_never_helps_off_script(learned, authority, a, b):
    loose, strict = (solves_off_script(learned, authority, x, 0.4, 0.95) for x in sorted((a, b)))
    assert strict <= loose + 1e-12


@pytest.mark.parametrize(("minds", "ownership", "share"), [(0, 0, 0), (1, 0, 0.6), (0.5, 0.5, 0.8), (1, 1, 1)])
def test_checks_by_hand(minds, ownership, share):
    assert checks_share(float(minds), float(ownership)) == pytest.approx(share)
