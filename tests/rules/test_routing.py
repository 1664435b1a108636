"""How urgent a contact is, how fit an agent, how long a wait is to be expected: by hand, and what must always hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.routing import agent_score, contact_score, expected_wait_s, may_take, patience_told_s

SECONDS = st.floats(0, 1e6)
COUNTS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("after_s", "from_waiting", "waited_s", "n_waiting", "may"),
    [
        (0, 0, 0, 0, True),
        (30, 0, 29.9, 99, False),
        (30, 0, 30, 0, True),
        (0, 3, 1e6, 2, False),
        (0, 3, 0, 3, True),
        (30, 3, 0, 3, True),
        (30, 3, 30, 0, True),
        (30, 3, 29, 2, False),
    ],
)
def test_a_group_may_take_by_hand(after_s, from_waiting, waited_s, n_waiting, may):
    assert may_take(after_s, from_waiting, 1000.0, 1000.0 + waited_s, n_waiting) == may


@given(SECONDS, COUNTS, SECONDS, COUNTS)
def test_who_may_take_may_take_later_and_from_a_longer_line(after_s, from_waiting, waited_s, n_waiting):
    if may_take(after_s, from_waiting, 0.0, waited_s, n_waiting):
        assert may_take(after_s, from_waiting, 0.0, waited_s + 1, n_waiting + 1)


@given(st.floats(-1e9, 1e9), SECONDS, SECONDS)
def test_a_score_never_falls_while_waiting(base, per_s, waited_s):
    assert contact_score(base, per_s, waited_s + 1, 0.0) >= contact_score(base, per_s, waited_s, 0.0)


def test_a_score_by_hand():
    assert contact_score(-10.0, 2.0, 30.0, 5.0) == 55


def test_an_agents_score_by_hand():
    assert agent_score(2.0, 3.0, 10.0, 0.5) == 11


def test_an_expected_wait_by_hand():
    # one waits, and the one who joins: 2 x 300 s by 4 agents
    assert expected_wait_s(1, 300.0, 4) == 150


def test_with_nobody_there_the_wait_is_that_for_one_agent():
    assert expected_wait_s(0, 300.0, 0) == 300


@pytest.mark.parametrize(("factor", "told_s"), [(0.0, 40), (0.5, 70), (1.0, 100), (2.0, 160)])
def test_patience_after_an_announcement_by_hand(factor, told_s):
    assert patience_told_s(100.0, 40.0, factor) == told_s


@given(SECONDS, SECONDS, st.floats(0, 100))
def test_nobody_who_hears_it_leaves_before_the_announcement(patience_s, after_s, factor):
    assert patience_told_s(patience_s, after_s, factor) >= min(patience_s, after_s)
