"""Who is asked and answers, and what comes of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.world.records import End
from sim.rules.survey import answers_share, gated_share, noisy_score, score
from tests.lives import ALWAYS_BACK, NOW, ended, given_world, last_row
from tests.worlds import get

EVERYBODY = {"live_share": 1, "anonymous_share": 1, "noise": 0}


def test_the_score_is_what_the_talk_was_like():
    # solved .4, neutral warmth: 7 + 4 x .4
    world = given_world(survey=EVERYBODY, learning={"p0": 1})
    ended(world, solved=True, checked=True)
    x, given_score, invited = last_row(world, "experience", "score", "invited")
    assert invited
    assert given_score == pytest.approx(7 + 4 * x)


def test_unsolved_contacts_are_not_invited_where_solving_is_measured():
    world = given_world(survey=EVERYBODY | {"gate": 1}, policy={"scorecard": {"resolution": 1}}, returns=ALWAYS_BACK)
    ended(world, solved=False)
    assert last_row(world, "invited") == [False]
    ended(world, solved=True, checked=True)
    assert last_row(world, "invited") == [True]


def test_a_bad_survey_leads_to_a_call_back_that_solves_it():
    rule = EVERYBODY | {"bad_below": 10, "recover_solves": 1}
    world = given_world(survey=rule, policy={"recover": 1}, returns=ALWAYS_BACK)
    row = ended(world, solved=False)
    assert last_row(world, "recovered", "second_line_s", "again", "given_up") == [True, 240, False, False]
    assert get(world.issues, row, "next_s") == [np.inf]
    assert world.customers["n_active"][0] == 0
    assert last_row(world, "experience", "end")[1] == End.answered


def test_a_call_back_in_vain_changes_nothing_but_costs():
    rule = EVERYBODY | {"bad_below": 10, "recover_solves": 0}
    world = given_world(survey=rule, policy={"recover": 1}, returns=ALWAYS_BACK)
    row = ended(world, solved=False)
    assert last_row(world, "recovered", "second_line_s", "again") == [False, 240, True]
    assert get(world.issues, row, "next_s") == [NOW + 3600]


def test_being_asked_by_somebody_who_cares_is_good_in_itself():
    def felt(**fields):
        world = given_world({"need": 0.57}, policy={"ask": 1})
        ended(world, solved=True, checked=True, **fields)
        return last_row(world, "experience")[0]

    # .15 x care .5 x need .57 / .57
    assert felt(asked=True) - felt(asked=False) == pytest.approx(0.075)


@given(st.floats(0, 1), st.floats(-3, 3), st.floats(0, 1), st.floats(0, 1))
def test_shares_of_a_survey_are_shares(share_of_mode, x, factor, claim):
    assert 0 <= answers_share(share_of_mode, x, factor) <= 1
    assert 0 <= gated_share(0.5, 4 * factor, claim) <= 1
    assert 0 <= score(7.0, 4.0, x) <= 10


@given(st.floats(-3, 3), st.floats(0.001, 0.999))
def test_noise_moves_a_score_and_keeps_it_on_its_scale(x, u):
    assert 0 <= noisy_score(7.0, 4.0, x, 1.2, u) <= 10
    assert noisy_score(7.0, 4.0, x, 0.0, u) == score(7.0, 4.0, x)
