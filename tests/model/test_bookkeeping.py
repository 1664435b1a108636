"""What must hold between the records of every world and every policy, on busy towns with random levers."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
from hypothesis import given

from sim.model.world.records import Demand, End, Turnover
from tests.towns import ISSUE, TOWNS, few, issues
from tests.worlds import DAY_S, answered


@given(TOWNS)
@few
def test_customers_are_start_plus_joined_and_won_back_minus_departed(played):
    days = played.whole.days
    flow = np.cumsum(days["joined"] + days["won_back"] - days["departed"])
    assert (days["customers"] == played.scenario.customers.n_start + flow).all()
    assert days["departed"].sum() == len(played.whole.departures)


@given(TOWNS)
@few
def test_classes_and_causes_sum_to_the_day(played):
    classes, causes, days = played.whole.renewal_days, played.whole.cause_days, played.whole.days
    for name in ("renewals", "departed"):
        assert np.bincount(classes["day"], weights=classes[name]).tolist() == days[name].tolist()
    assert np.bincount(causes["day"], weights=causes["born"]).tolist() == days["births"].tolist()
    assert (causes["roots"] <= causes["born"]).all()


@given(TOWNS)
@few
def test_generations_of_a_slot_leave_one_after_the_other(played):
    n_start, left = played.scenario.customers.n_start, defaultdict(list)
    for row in played.whole.departures:
        left[row["slot"]].append((row["generation"], row["joined_day"], row["day"]))
    for slot, stays in left.items():
        first = 0 if slot < n_start else 1
        assert [generation for generation, _, _ in stays] == list(range(first, first + len(stays)))
        assert all(joined <= day for _, joined, day in stays)
        assert all(day < joined for (_, _, day), (_, joined, _) in pairwise(stays))


@given(TOWNS)
@few
def test_nobody_leaves_but_at_their_renewal(played):
    assert len(played.whole.departures) <= played.whole.days["renewals"].sum()


@given(TOWNS)
@few
def test_experience_of_those_who_left_is_not_remembered(played):
    left = {(row["slot"], row["generation"]): row["day"] for row in played.whole.departures}
    for row in played.whole.contacts:
        gone = left.get((row["slot"], row["generation"]), np.inf) < row["ended_s"] // DAY_S
        assert np.isnan(row["loyalty"]) == gone


@given(TOWNS)
@few
def test_loyalty_is_bounded(played):
    loyalty = played.whole.contacts["loyalty"]
    assert np.nanmax(np.abs(loyalty)) < 5


@given(TOWNS)
@few
def test_morale_is_between_0_and_1(played):
    days = played.whole.group_days
    assert ((days["morale"] >= 0) & (days["morale"] <= days["n_agents"])).all()


@given(TOWNS)
@few
def test_a_seat_is_quit_before_it_is_filled_again(played):
    for agent in np.unique(played.whole.seats["agent"]):
        turns = played.whole.seats[played.whole.seats["agent"] == agent]
        assert turns["turnover"].tolist() == [(Turnover.quit, Turnover.hire)[i % 2] for i in range(len(turns))]
        assert (np.diff(turns["day"]) >= 1).all()


@given(TOWNS)
@few
def test_an_issue_that_was_given_up_is_never_heard_of_again(played):
    for rows in issues(played):
        assert not rows["given_up"][:-1].any()


@given(TOWNS)
@few
def test_an_issue_is_heard_of_again_only_as_announced(played):
    for rows in issues(played):
        assert rows["again"][:-1].all()


@given(TOWNS)
@few
def test_what_is_neither_solved_nor_heard_of_again_is_given_up(played):
    rows = played.whole.contacts
    assert (rows["solved"] | rows["again"] | rows["given_up"]).all()
    assert not (rows["again"] & rows["given_up"]).any()
    assert not (rows["solved"] & rows["given_up"]).any()


@given(TOWNS)
@few
def test_what_is_solved_is_recorded_as_solved(played):
    talks = answered(played.whole)
    assert (talks["solved"] <= talks["recorded_solved"]).all()


@given(TOWNS)
@few
def test_a_dead_end_is_off_the_script_and_unsolved(played):
    ends = played.whole.contacts[played.whole.contacts["dead_end"]]
    assert ends["off_script"].all()
    assert not ends["solved"].any()


@given(TOWNS)
@few
def test_shed_is_unsolved_and_no_dead_end(played):
    shed = played.whole.contacts[played.whole.contacts["shed"]]
    assert not (shed["solved"] | shed["dead_end"]).any()


@given(TOWNS)
@few
def test_an_off_script_talk_is_solved_shed_or_a_dead_end(played):
    talks = answered(played.whole)
    off = talks[talks["off_script"]]
    assert (off["solved"] | off["shed"] | off["dead_end"]).all()


@given(TOWNS)
@few
def test_concessions_are_for_solved_issues_off_the_script_within_the_limit(played):
    paid = played.whole.contacts[played.whole.contacts["concession_usd"] > 0]
    assert (paid["solved"] & paid["off_script"]).all()
    assert (paid["concession_usd"] <= played.scenario.policy.concession_limit_usd).all()


@given(TOWNS)
@few
def test_first_contacts_are_value_or_failure_and_further_talks_are_repeats(played):
    rows = answered(played.whole)
    first = rows[(rows["talk"] == 1) & (rows["symptom"] == 0)]
    assert set(first["demand"]) <= {Demand.value, Demand.failure}
    assert set(rows["demand"][rows["talk"] > 1]) <= {Demand.repeat_service, Demand.repeat_unit}
    assert set(rows["demand"][(rows["talk"] == 1) & (rows["symptom"] == 1)]) <= {Demand.repeat_unit}


@given(TOWNS)
@few
def test_who_answered_nobody_solved_nothing(played):
    rows = played.whole.contacts
    alone = rows[rows["end"] != End.answered]
    assert (alone["agent"] == -1).all()
    assert (alone["talk_s"] + alone["acw_s"] == 0).all()
    assert (alone["solved"] <= (alone["end"] == End.web_solved)).all()


@given(TOWNS)
@few
def test_the_owner_is_who_talked_last(played):
    for rows in issues(played):
        talks = rows[rows["end"] == End.answered]
        for before, now in pairwise(talks):
            assert not now["owner"] or now["agent"] == before["agent"]


@given(TOWNS)
@few
def test_births_are_the_issues_that_were_heard_of(played):
    heard = {tuple(row[name] for name in ISSUE) for row in played.whole.contacts}
    # those whose first call is still to come have been born, too
    assert len(heard) <= played.whole.days["births"].sum() <= len(heard) + 60
