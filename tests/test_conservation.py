"""What must hold in every world and under every policy, on busy towns with random levers."""

import numpy as np
import pytest
from hypothesis import given

from sim.records import End
from sim.staffing import on_duty
from tests.towns import TOWNS, few, issues
from tests.worlds import DAY_S, answered, queued


@given(TOWNS)
@few
def test_towns_are_worth_testing(played):
    assert len(answered(played.whole)) > 300
    assert len(played.whole.departures) > 5
    assert np.count_nonzero(played.whole.contacts["waited_s"]) > 20


@given(TOWNS)
@few
def test_offered_is_answered_plus_abandoned_plus_more_waiting(played):
    for group in (0, 1):
        days = played.whole.group_days[played.whole.group_days["group"] == group]
        more = np.diff(days["waiting"], prepend=0)
        assert (days["offered"] == days["answered"] + days["abandoned"] + more).all()


@given(TOWNS)
@few
def test_contacts_are_those_that_were_answered_or_abandoned(played):
    counted = played.whole.group_days["answered"].sum(), played.whole.group_days["abandoned"].sum()
    rows = queued(played.whole)
    in_talk = counted[0] - np.count_nonzero(rows["end"] == End.answered)
    assert counted[1] == np.count_nonzero(rows["end"] == End.abandoned)
    assert 0 <= in_talk <= played.whole.group_days["n_agents"].max()


@given(TOWNS)
@few
def test_nobody_is_busy_longer_than_on_duty(played):
    days = played.whole.group_days
    assert (days["busy_s"] <= days["on_duty_s"] + 1e-6).all()


@given(TOWNS)
@few
def test_busy_time_is_the_time_in_contacts(played):
    rows = answered(played.whole)
    horizon_s = played.scenario.horizon_d * DAY_S
    handled_s = (rows["talk_s"] + rows["acw_s"]).sum()
    cut_s = played.whole.group_days["busy_s"].sum() - handled_s  # talks that midnight of the last day cut
    assert -1e-3 <= cut_s <= played.whole.group_days["n_agents"].max() * 3600
    assert rows["ended_s"].max() < horizon_s


@given(TOWNS)
@few
def test_a_contact_is_its_wait_its_talk_and_its_after_call_work(played):
    rows = answered(played.whole)
    assert rows["ended_s"] == pytest.approx(rows["offered_s"] + rows["waited_s"] + rows["talk_s"] + rows["acw_s"])


@given(TOWNS)
@few
def test_nobody_waits_beyond_their_patience(played):
    rows = queued(played.whole)
    assert (rows["waited_s"] >= 0).all()
    assert (rows["waited_s"] <= rows["patience_s"] + 1e-6).all()


@given(TOWNS)
@few
def test_who_hangs_up_waited_for_all_of_their_patience(played):
    rows = queued(played.whole)
    gone = rows[rows["end"] == End.abandoned]
    assert gone["waited_s"] == pytest.approx(gone["patience_s"], rel=1e-6, abs=1e-6)


@given(TOWNS)
@few
def test_talks_of_an_issue_count_up_by_one(played):
    for rows in issues(played):
        talks = rows["talk"][rows["end"] == End.answered]
        assert talks.tolist() == list(range(1, len(talks) + 1))


@given(TOWNS)
@few
def test_contacts_of_an_issue_follow_each_other(played):
    for rows in issues(played):
        assert (rows["offered_s"][1:] >= rows["ended_s"][:-1]).all()


@given(TOWNS)
@few
def test_an_agent_serves_one_contact_at_a_time(played):
    rows = answered(played.whole)
    begun_s = rows["offered_s"] + rows["waited_s"]
    for agent in np.unique(rows["agent"]):
        mine = np.argsort(begun_s[rows["agent"] == agent])
        starts, ends = begun_s[rows["agent"] == agent][mine], rows["ended_s"][rows["agent"] == agent][mine]
        assert (starts[1:] >= ends[:-1] - 1e-6).all()


@given(TOWNS)
@few
def test_agents_serve_their_own_skill(played):
    rows = answered(played.whole)
    for agent in np.unique(rows["agent"]):
        assert len(np.unique(rows["group"][rows["agent"] == agent])) == 1


@given(TOWNS)
@few
def test_who_waits_longest_is_answered_first(played):
    if played.scenario.policy.ownership > 0:
        return
    for group in (0, 1):
        rows = answered(played.whole)[answered(played.whole)["group"] == group]
        rows = rows[np.argsort(rows["offered_s"], kind="stable")]
        answers = rows["offered_s"] + rows["waited_s"]
        assert (np.diff(answers) >= -1e-6).all()


@given(TOWNS)
@few
def test_on_duty_time_is_the_plan_or_a_talk_in_hand(played):
    plan = on_duty(played.scenario)
    planned_s = plan.reshape(2, -1, 48).sum(axis=2) * 1800  # group, day
    days = played.whole.group_days
    for group in (0, 1):
        rows = answered(played.whole)[answered(played.whole)["group"] == group]
        for row in days[days["group"] == group]:
            ends = rows["ended_s"] - row["day"] * DAY_S
            late = rows[(ends > 0) & (ends < DAY_S)]
            # someone may finish a talk after any edge of the plan, so the talks of the day bound what is beyond it
            beyond = (late["talk_s"] + late["acw_s"]).sum()
            assert row["on_duty_s"] <= planned_s[group, row["day"]] + beyond + 1e-6


@given(TOWNS)
@few
def test_no_contact_with_a_person_is_offered_when_closed(played):
    rows = queued(played.whole)
    interval = (rows["offered_s"] // 1800).astype(int)
    assert (on_duty(played.scenario)[rows["group"], interval] > 0).all()


@given(TOWNS)
@few
def test_the_queue_is_empty_at_midnight(played):
    # closed at 20 h; patience has a median of ten minutes at most, and agents stay until the queue is empty
    assert (played.whole.group_days["waiting"] == 0).all()
