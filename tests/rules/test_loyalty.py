import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.world.records import LoyaltyClass
from sim.rules.loyalty import freedom, loyalty_class, memory_weight, met_against_wish, untouched, waiting_felt, warmth
from sim.time_units import DAY_S

SHARE = st.floats(0, 1)
X = st.floats(-3, 3)
ELAPSED = st.floats(0, 1e9)
FOLLOWS = 1.0, 0.6, 0.6, 0.4


@pytest.mark.parametrize(("script", "authority", "room"), [(0, 0, 0.5), (0, 0.9, 0.95), (0.5, 1, 0.5), (1, 1, 0)])
def test_freedom(script, authority, room):
    assert freedom(float(script), float(authority)) == pytest.approx(room)


def test_warmth_by_hand():
    # .6 * (.4 + .6 * .95) * (.7 + .6 * .7) * (1 - .4 * .5) = .6 * .97 * 1.12 * .8
    assert warmth(0.6, 0.95, 0.7, 0.5, FOLLOWS) == pytest.approx(0.6 * 0.97 * 1.12 * 0.8)


def test_neutral_warmth_is_taken_for_granted():
    # .5 * .7 * 1 * 1
    assert warmth(0.5, 0.5, 0.5, 0.0, FOLLOWS) == pytest.approx(0.35)


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_pressure_never_warms(morale, room, minds, a, b):
    assert warmth(morale, room, minds, max(a, b), FOLLOWS) <= warmth(morale, room, minds, min(a, b), FOLLOWS)


@given(st.floats(0, 1e4), st.floats(1e-3, 1e4))
def test_waiting_hurts_at_most_its_weight(waited_s, patience_s):
    assert -0.25 <= waiting_felt(0.25, waited_s, patience_s) <= 0


@pytest.mark.parametrize(("need", "felt"), [(0.0, -0.15), (0.14, -0.09), (0.35, 0), (1, 0)])
def test_who_wants_no_person_minds_meeting_one(need, felt):
    # .15 * (1 - need / .35)
    assert met_against_wish(0.15, float(need), 0.35) == pytest.approx(felt)


@pytest.mark.parametrize(("days", "lost"), [(0, 0), (365, 0.0625), (730, 0.09375)])
def test_intimacy_fades_without_a_touch(days, lost):
    # .25 * .5 * (1 - 1/2), and (1 - 1/4)
    assert untouched(0.25, 0.5, days * DAY_S, 365.0) == pytest.approx(lost)


@pytest.mark.parametrize(
    ("x", "now", "days", "added"),
    [
        (0.4, 2.0, 30, 0.4 * 0.5 * (1 - 0.5 * math.exp(-1))),  # half the headroom is left; w = .5 + .5 (1 - 1/e)
        (-0.4, 2.0, 30, -0.4 * (1 - 0.5 * math.exp(-1))),  # nothing lessens a loss from above
        (-0.4, -2.0, 30, -0.4 * 0.5 * (1 - 0.5 * math.exp(-1))),
        (0.4, 0.0, 0, 0.2),  # a second touch at once weighs half
        (0.4, 5.0, 30, 0),
        (0, 1.0, 30, 0),
    ],
)
def test_what_is_kept_by_hand(x, now, days, added):
    assert x * memory_weight(float(x), now, days * DAY_S, 30.0, 4.0) == pytest.approx(added)


@given(X, st.floats(-6, 6), ELAPSED)
def test_memory_never_exaggerates(x, now, elapsed_s):
    added = x * memory_weight(x, now, elapsed_s, 30.0, 4.0)
    assert abs(added) <= abs(x)
    assert added * x >= 0


@given(st.lists(X, min_size=1, max_size=60), st.floats(-1, 1))
def test_loyalty_cannot_run_away(experiences, start):
    # all headroom is gone at 4 on either side; one experience of 3 can overshoot by less than itself
    now = start
    for x in experiences:
        now += x * memory_weight(x, now, 1e9, 30.0, 4.0)
    assert abs(now) <= 4


@given(X, st.floats(-4, 4), ELAPSED, ELAPSED)
def test_a_rare_touch_weighs_more(x, now, a, b):
    often = x * memory_weight(x, now, min(a, b), 30.0, 4.0)
    assert abs(often) <= abs(x * memory_weight(x, now, max(a, b), 30.0, 4.0))


@pytest.mark.parametrize(
    ("loyalty", "kind"), [(-9, 0), (-1, 1), (-0.31, 1), (-0.3, 2), (0.29, 2), (0.3, 3), (0.99, 3), (1, 4), (9, 4)]
)
def test_classes_begin_at_their_edges(loyalty, kind):
    assert loyalty_class(loyalty) == LoyaltyClass(kind)
