"""What must hold in every world and under every policy: on busy towns, and on centers with all features."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from sim.compiled.jit import JIT
from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import on_duty
from sim.model.world.records import End
from tests.model.engines.centers import centers
from tests.model.engines.features_of_routing import most_at_once
from tests.towns import TOWNS, few, issues
from tests.worlds import DAY_S, Played, answered, chunks, queued


@given(TOWNS)
@few
def test_towns_are_worth_testing(played):
    assert len(answered(played.whole)) > 300
    assert len(played.whole.departures) > 5
    assert np.count_nonzero(played.whole.contacts["waited_s"]) > 20


@given(TOWNS)
@few
def test_offered_is_answered_plus_abandoned_plus_more_waiting(played):
    for topic in (0, 1):
        days = played.whole.topic_days[played.whole.topic_days["topic"] == topic]
        more = np.diff(days["waiting"], prepend=0)
        assert (days["offered"] == days["answered"] + days["abandoned"] + more).all()


@given(TOWNS)
@few
def test_contacts_are_those_that_were_answered_or_abandoned(played):
    counted = played.whole.topic_days["answered"].sum(), played.whole.topic_days["abandoned"].sum()
    rows = queued(played.whole)
    in_talk = counted[0] - np.count_nonzero(rows["end"] == End.answered)
    assert counted[1] == np.count_nonzero(rows["end"] == End.abandoned)
    assert 0 <= in_talk <= played.whole.group_days["n_agents"].max()


@given(TOWNS)
@few
def test_groups_answer_what_is_answered_of_the_topics(played):
    assert played.whole.group_days["answered"].sum() == played.whole.topic_days["answered"].sum()


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
    assert (on_duty(played.scenario)[rows["topic"], interval] > 0).all()  # a topic's group is in its place


@given(TOWNS)
@few
def test_the_queue_is_empty_at_midnight(played):
    # closed at 20 h; patience has a median of ten minutes at most, and agents stay until the queue is empty
    assert (played.whole.topic_days["waiting"] == 0).all()


# --- centers with every feature of routing ---

CENTERS = centers().map(lambda center: chunks(center.scenario(), center.seed, center.replication))
some = settings(
    max_examples=30 if JIT else 5,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
UNSERVED = ("abandoned", "blocked", "sent_away")


def by_day(rows: np.ndarray, key: str, place: int) -> np.ndarray:
    """The rows of one topic or group, day after day."""
    return rows[rows[key] == place]


@given(CENTERS)
@some
def test_every_offered_contact_has_an_end_or_waits_at_midnight(played):
    for topic in range(len(played.scenario.center.topics)):
        days = by_day(played.whole.topic_days, "topic", topic)
        ends = sum(days[name] for name in ("answered", *UNSERVED))
        assert (days["offered"] == ends + np.diff(days["waiting"], prepend=0)).all()


@given(CENTERS)
@some
def test_every_end_that_is_counted_is_a_contact(played):
    rows, days = played.whole.contacts, played.whole.topic_days
    for topic in range(len(played.scenario.center.topics)):
        for name in UNSERVED:
            written = np.count_nonzero((rows["topic"] == topic) & (rows["end"] == End[name]))
            assert by_day(days, "topic", topic)[name].sum() == written


@given(CENTERS)
@some
def test_a_contact_that_is_answered_is_written_down_or_still_in_talk(played):
    rows, days, groups = played.whole.contacts, played.whole.topic_days, played.scenario.routing.groups or {}
    in_talk = days["answered"].sum() - np.count_nonzero(rows["end"] == End.answered)
    at_once = max([1, *(group.at_once or np.inf for group in groups.values())])
    n_seats = played.days[-1].group_days["n_agents"].sum() + np.count_nonzero(played.whole.seats["turnover"] == 0)
    assert 0 <= in_talk <= n_seats * at_once


@given(CENTERS)
@some
def test_no_contact_is_lost_across_midnight(played):
    # what was offered by a midnight has been written down by it, is in talk or waits
    written, days = queued(played.whole), played.whole.topic_days
    for day in range(played.scenario.horizon_d):
        until, by_now = days[days["day"] <= day], written["ended_s"] < (day + 1) * DAY_S
        waiting = until["waiting"][until["day"] == day].sum()
        in_talk = until["answered"].sum() - np.count_nonzero(by_now & (written["end"] == End.answered))
        assert until["offered"].sum() == np.count_nonzero(by_now) + in_talk + waiting
        assert in_talk >= 0


@given(CENTERS)
@some
def test_contacts_that_wait_or_talk_at_midnight_are_those_that_end_later(played):
    written, days = queued(played.whole), played.whole.topic_days
    for day in range(played.scenario.horizon_d):
        midnight_s, until = (day + 1) * DAY_S, days[days["day"] <= day]
        over_midnight = np.count_nonzero((written["offered_s"] < midnight_s) & (written["ended_s"] >= midnight_s))
        still_open = until["offered"].sum() - np.count_nonzero(written["ended_s"] < midnight_s)
        lost = still_open - over_midnight  # not written down by the horizon: they wait or talk there, too
        assert 0 <= lost <= days["offered"].sum() - len(written)


@given(CENTERS)
@some
def test_an_issue_goes_on_only_where_its_last_contact_said_so(played):
    for rows in issues(played):
        assert rows["again"][:-1].all()
        assert not (rows["again"] & rows["given_up"]).any()


@given(CENTERS)
@some
def test_attempts_count_up_from_talk_to_talk(played):
    for rows in issues(played):
        attempt = 0
        for row in rows[(rows["end"] <= End.sent_away) | (rows["end"] == End.left_menu)]:
            attempt += 1
            assert row["attempt"] == attempt
            attempt = 0 if row["end"] == End.answered else attempt


@given(CENTERS)
@some
def test_waits_in_vain_add_up_from_talk_to_talk(played):
    for rows in issues(played):
        before_s = 0.0
        for row in rows[(rows["end"] <= End.sent_away) | (rows["end"] == End.left_menu)]:
            assert row["waited_before_s"] == pytest.approx(before_s, abs=1e-6)
            before_s = 0.0 if row["end"] == End.answered else before_s + row["waited_s"]


@given(CENTERS)
@some
def test_agents_serve_the_topics_of_their_group(played):
    topics = sorted(played.scenario.center.topics)
    given = played.scenario.routing.groups
    for row in answered(played.whole):
        name, topic = played.scenario.groups[row["group"]], topics[row["topic"]]
        serves = given[name].serves if given else {topic for topic in topics if skill_of(played, topic) == name}
        assert topic in serves


def skill_of(played: Played, topic: str) -> str | None:
    return played.scenario.center.topics[topic].skill


def spans(played: Played, agent: int) -> np.ndarray:
    """From answer, set-up included, to the end of after-call work: the contacts of an agent."""
    rows = answered(played.whole)[answered(played.whole)["agent"] == agent]
    begun_s = rows["offered_s"] + rows["waited_s"]
    return np.stack([begun_s - rows["set_up_s"], begun_s + rows["talk_s"] + rows["acw_s"]], axis=1)


@given(CENTERS)
@some
def test_an_agent_has_at_most_so_many_contacts_at_once(played):
    groups, rows = played.scenario.routing.groups or {}, answered(played.whole)
    for agent in np.unique(rows["agent"]):
        name = played.scenario.groups[rows["group"][rows["agent"] == agent][0]]
        at_once = groups[name].at_once if name in groups else 1
        assert at_once is None or most_at_once(*spans(played, agent).T) <= at_once


def planned(played: Played) -> np.ndarray:
    """(n_groups, n_intervals, n) people in the steps of the plan within each interval."""
    plan = on_duty(played.scenario)
    return plan.reshape(len(plan), played.scenario.n_intervals, -1)


def rows_of(played: Played) -> tuple[np.ndarray, np.ndarray]:
    """Group and interval of each row of intervals."""
    return played.whole.group_intervals["group"], played.whole.group_intervals["interval"]


@given(CENTERS)
@some
def test_who_is_idle_is_planned(played):
    # all others on duty finish what is in hand; under closing: hold agents stay after the plan has ended
    rows, plan = played.whole.group_intervals, planned(played)[rows_of(played)]
    held = (plan == 0).any(axis=1) & (played.scenario.routing.closing == "hold")
    idle_s = rows["on_duty_s"] - rows["busy_s"]
    assert ((idle_s <= plan.sum(axis=1) * plan_s(played.scenario) + 1e-6) | held).all()


@given(CENTERS)
@some
def test_before_the_first_plan_nobody_is_there(played):
    plan, rows = planned(played).any(axis=2), played.whole.group_intervals
    first = np.where(plan.any(axis=1), np.argmax(plan, axis=1), plan.shape[1])
    assert (rows["on_duty_s"][rows["interval"] < first[rows["group"]]] == 0).all()


@given(CENTERS)
@some
def test_every_group_and_interval_has_its_row(played):
    rows, n_groups = played.whole.group_intervals, len(played.scenario.groups)
    n = math.ceil(played.scenario.end_s / played.scenario.center.interval_s)
    assert rows["interval"].tolist() == np.repeat(np.arange(n), n_groups).tolist()
    assert rows["group"].tolist() == np.tile(np.arange(n_groups), n).tolist()


@given(CENTERS)
@some
@pytest.mark.parametrize("name", ["busy_s", "on_duty_s"])
def test_intervals_of_a_day_add_up_to_the_day(name, played):
    n_groups, horizon_d = len(played.scenario.groups), played.scenario.horizon_d
    days = played.whole.group_days[name].reshape(horizon_d, n_groups)
    intervals = played.whole.group_intervals[name].reshape(horizon_d, -1, n_groups)
    assert intervals.sum(axis=1) == pytest.approx(days, abs=1e-4)


def covered_s(contacts: np.ndarray, from_s: float, until_s: float) -> float:
    """Time within two times in which there is at least one contact."""
    total_s, done_s = 0.0, from_s
    for begun_s, ended_s in contacts[np.argsort(contacts[:, 0])]:
        total_s += max(0.0, min(ended_s, until_s) - max(begun_s, done_s))
        done_s = max(done_s, min(ended_s, until_s))
    return total_s


@given(CENTERS)
@some
def test_busy_time_is_the_time_in_which_agents_have_contacts(played):
    rows = answered(played.whole)
    all_written = played.whole.group_days["answered"].sum() == len(rows)  # nobody is in talk at the horizon
    for day in range(played.scenario.horizon_d):
        for group in range(len(played.scenario.groups)):
            agents = np.unique(rows["agent"][rows["group"] == group])
            in_contact_s = sum(covered_s(spans(played, agent), day * DAY_S, (day + 1) * DAY_S) for agent in agents)
            (busy_s,) = by_day(played.days[day].group_days, "group", group)["busy_s"]
            assert in_contact_s <= busy_s + 1e-4
            assert in_contact_s == pytest.approx(busy_s, abs=1e-4) or not all_written


@given(CENTERS)
@some
def test_who_hears_a_busy_signal_has_not_waited(played):
    rows = played.whole.contacts
    assert (rows["waited_s"][rows["end"] == End.blocked] == 0).all()


@given(CENTERS)
@some
def test_who_waits_on_the_line_waits_at_most_for_their_patience(played):
    rows = queued(played.whole)
    on_line = rows[~rows["called_back"]]
    in_line_s = on_line["waited_s"] - on_line["set_up_s"]  # nobody hangs up while an agent sets up
    assert (in_line_s <= on_line["patience_s"] * (1 + 1e-9) + 1e-6).all()
