"""Laws of a topic, a group, a pair or a period: which one holds, and what it does to a talk, by hand."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.model.contact import course, handling
from sim.model.contact.durations import AFTER_CALL, PATIENCE, SET_UP, WORK, conditional
from sim.model.engines.replication import simulate
from sim.model.world.records import End
from sim.model.world.state import NOBODY
from sim.rules.distribution import duration_s
from tests.lives import given_world
from tests.model.engines.difference import difference
from tests.worlds import DAY_S, HOURS, answered, get, issue, opened, queued, quiet

HOUR_S = 3600.0
FIVE = {"distribution": "constant", "value_s": 5}
TOPICS = {
    "bills": {"skill": "east", "share": 1, "work_factor": 2},
    "lines": {"skill": "west", "share": 1, "work_factor": 3},
}
CAUSE = next(iter(quiet().causes))


def two_groups(*distributions, day0="monday", **parts):
    """Topics bills and lines, answered by east and west."""
    staffing = {"on_duty": {"east": [1] * HOURS, "west": [1] * HOURS}}
    own = [{"distribution": FIVE} | distribution for distribution in distributions]
    plain = {"horizon_d": 14, "center": {"topics": TOPICS, "day0": day0}, "distributions": own, "staffing": staffing}
    return quiet(**(plain | parts))


def holds(world, of, day, hour, topic=0, group=0):
    return conditional(world, of, day * DAY_S + hour * HOUR_S, topic, group)


def test_without_distributions_of_their_own_the_scenarios_hold_and_nothing_is_looked_up():
    world = opened(quiet())
    assert (len(world.distribution_of), conditional(world, WORK, 0.0, 0, 0)) == (0, NOBODY)


def test_a_distribution_holds_for_its_topic_and_its_group_and_its_pair():
    world = opened(
        two_groups(
            {"of": "work", "topic": "lines"},
            {"of": "after_call", "group": "east"},
            {"of": "set_up", "topic": "bills", "group": "west"},
        )
    )
    pairs = [(topic, group) for topic in (0, 1) for group in (0, 1)]
    assert [conditional(world, WORK, 0.0, *pair) for pair in pairs] == [NOBODY, NOBODY, 0, 0]
    assert [conditional(world, AFTER_CALL, 0.0, *pair) for pair in pairs] == [1, NOBODY, 1, NOBODY]
    assert [conditional(world, SET_UP, 0.0, *pair) for pair in pairs] == [NOBODY, 2, NOBODY, NOBODY]
    assert [conditional(world, PATIENCE, 0.0, *pair) for pair in pairs] == [NOBODY] * 4


def test_the_last_that_fits_holds():
    world = opened(two_groups({"of": "work", "topic": "lines"}, {"of": "work"}, {"of": "work", "group": "west"}))
    assert [conditional(world, WORK, 0.0, topic, group) for topic in (0, 1) for group in (0, 1)] == [1, 2, 1, 2]


def test_a_period_is_a_weekday_and_its_hours():
    world = opened(two_groups({"of": "work", "weekdays": ["tuesday"], "hours": [8, 9.5]}))
    hours = [(1, 7.99), (1, 8), (1, 9.49), (1, 9.5), (0, 8), (8, 9)]  # day 8 is the next Tuesday
    assert [holds(world, WORK, *at) for at in hours] == [NOBODY, 0, 0, NOBODY, NOBODY, 0]


def test_hours_over_midnight_belong_to_the_day_on_which_they_began():
    world = opened(two_groups({"of": "work", "weekdays": ["sunday"], "hours": [22, 6]}))
    hours = [(6, 5), (6, 21.9), (6, 22), (7, 5.9), (7, 6), (0, 3)]  # day 6 is a Sunday; day 0 follows one
    assert [holds(world, WORK, *at) for at in hours] == [NOBODY, NOBODY, 0, 0, NOBODY, 0]


def test_weeks_begin_on_the_weekday_of_day_0():
    world = opened(two_groups({"of": "work", "weekdays": ["friday"]}, day0="wednesday"))
    assert [holds(world, WORK, day, 12) for day in range(8)] == [NOBODY, NOBODY, 0, *[NOBODY] * 5]


def test_periods_are_as_many_as_differ():
    world = opened(
        two_groups({"of": "work", "hours": [8, 20]}, {"of": "set_up", "hours": [12, 20]}, {"of": "after_call"})
    )
    assert len(np.unique(world.period_of)) == 3
    assert len(world.distribution_of) == 4 * 3 * 2 * 2


PARTS = {"handling": {"after_call_s": 30, "after_call_scv": 0}}


def talked(distributions, offered_s=100.0, now_s=160.0, **fields):
    """A contact, offered 60 s before agent 0 answers it, after its talk."""
    world = given_world(**PARTS, distributions=distributions, center={"day0": "monday"})
    row = issue(world, offered_s=offered_s, waited_s=60.0, **fields)
    done_s = handling.handled(world, now_s, row)
    return done_s, *get(world.issues, row, "waited_s", "set_up_s", "talk_s", "acw_s")


def test_set_up_occupies_the_agent_and_counts_as_waiting():
    # answered at 160 s, 5 s of set-up, 100 s of work, 30 s of after-call work
    assert talked([{"of": "set_up", "distribution": FIVE}]) == (295, 65, 5, 100, 30)


def test_without_set_up_the_talk_begins_at_once():
    assert talked([]) == (290, 60, 0, 100, 30)


def test_the_distribution_is_that_of_the_time_of_arrival_not_of_the_answer():
    at_eight = 8 * HOUR_S
    own = [{"of": "after_call", "hours": [8, 9], "distribution": FIVE}]
    assert talked(own, offered_s=at_eight - 1, now_s=at_eight + 59)[-1] == 30
    assert talked(own, offered_s=at_eight, now_s=at_eight + 60)[-1] == 5
    assert talked(own, offered_s=at_eight + HOUR_S - 1, now_s=at_eight + HOUR_S + 59)[-1] == 5


def test_a_distribution_of_work_takes_the_place_of_the_causes_and_of_the_topics_factor():
    assert talked([{"of": "work", "distribution": FIVE}])[3] == 5


def test_an_owner_who_did_half_of_it_needs_the_other_half():
    assert (
        talked(
            [{"of": "work", "distribution": {"distribution": "constant", "value_s": 60}}], progress=0.5, owner_took=True
        )[3]
        == 30
    )


@pytest.mark.parametrize("distribution", ["lognormal", "exponential"])
@pytest.mark.parametrize(
    "own",
    [
        {"distribution": "lognormal", "mean_s": 90, "sd_s": 90},
        {"distribution": "gamma", "mean_s": 90, "sd_s": 30},
        {"distribution": "empirical", "values_s": list(range(100))},
    ],
)
def test_what_is_hard_by_the_causes_distribution_is_hard_by_its_own(distribution, own):
    world = given_world(
        causes={CAUSE: {"work_distribution": distribution}}, distributions=[{"of": "work", "distribution": own}]
    )
    drawn = [(2 * i + 1) / 80 for i in range(40)]
    by_cause = [duration_s(world.numbers, world.causes[0]["work"], u) for u in drawn]
    by_own = [handling.required_work_s(world, issue(world, work_u=u)) for u in drawn]
    assert len(set(by_own)) > 20
    order = np.argsort(by_cause)
    assert (np.diff(np.array(by_own)[order]) >= 0).all()


def test_patience_is_that_of_the_topic_and_the_hour_of_the_call():
    own = [{"of": "patience", "hours": [8, 9], "distribution": FIVE}]
    world = given_world(
        distributions=own, center={"day0": "monday"}, patience={"distribution": "constant", "value_s": 50}
    )
    patience_s = []
    for hour in (7, 8, 9):
        row = issue(world, begun=True)
        assert course.calls(world, 7 * DAY_S + hour * HOUR_S, row)
        patience_s += get(world.issues, row, "patience_s")
    assert patience_s == [50, 5, 50]


def played(*distributions, engine="kernel", **parts):
    """Two days of a busy center with two groups; work takes a minute, by a topic's factor 2 or 3."""
    plain = {
        "horizon_d": 2,
        "causes": {CAUSE: {"work_mean_s": 60, "work_distribution": "constant"}},
        "staffing": {"on_duty": {"east": [2] * HOURS, "west": [1] * HOURS}},
        "patience": {"distribution": "constant", "value_s": 120},
    }
    return simulate(two_groups(*distributions, **(plain | parts)), 1, 0, engine)


SLOW_WEST = {"of": "set_up", "group": "west", "distribution": {"distribution": "uniform", "low_s": 10, "high_s": 20}}


@pytest.fixture(scope="module")
def west():
    return played(SLOW_WEST)


def test_engines_agree_on_set_up(west):
    story = played(SLOW_WEST, engine="story")
    assert not difference(story, west), difference(story, west)


def test_only_contacts_of_the_group_that_sets_up_wait_for_it(west):
    rows = answered(west)
    in_west = rows["group"] == 1
    assert in_west.any()
    assert rows["waited_s"][in_west].min() >= 10
    assert (rows["waited_s"][~in_west] == 0).any()
    # who is answered at once waits for the set-up alone, which is uniform from 10 to 20 s
    at_once = rows["waited_s"][in_west & (rows["waited_s"] < 20)]
    assert 13 < at_once.mean() < 17


def test_an_agent_is_busy_from_answering_to_the_end_of_after_call_work(west):
    rows = answered(west)
    whole = rows[(rows["group"] == 1) & (rows["ended_s"] < DAY_S)]
    talk_s = whole["talk_s"] + whole["acw_s"]
    answered_s = whole["ended_s"] - talk_s  # the begin of the talk: the set-up is before
    begin_s = whole["offered_s"] + whole["waited_s"]
    assert begin_s == pytest.approx(answered_s, abs=1e-6)
    busy_s = west.group_days["busy_s"][(west.group_days["group"] == 1) & (west.group_days["day"] == 0)][0]
    # besides the talk at midnight, set-up of 15 s in the mean is busy, too
    assert 10 * len(whole) < busy_s - talk_s.sum() < 20 * (len(whole) + 8)


def test_who_is_being_set_up_for_cannot_hang_up():
    own = [{"of": "set_up", "distribution": {"distribution": "constant", "value_s": 500}}]
    records = played(*own)
    rows = answered(records)
    assert (rows["waited_s"] >= 500).all()
    assert (rows["patience_s"] == 120).all()
    assert (queued(records)["end"] == End.abandoned).any()


def test_the_same_issue_takes_each_group_its_own_work():
    own = [
        {"of": "work", "group": "west", "distribution": FIVE},
        {"of": "work", "group": "east", "distribution": FIVE | {"value_s": 9}},
    ]
    rows = answered(played(*own))
    assert set(rows["talk_s"][rows["group"] == 1].round(6)) == {5.0}
    assert set(rows["talk_s"][rows["group"] == 0].round(6)) == {9.0}


def test_a_distribution_of_patience_has_no_group():
    with pytest.raises(ValidationError, match="group is null for patience"):
        two_groups({"of": "patience", "group": "east"})


def test_a_distribution_of_one_topic_changes_no_draw_of_another():
    own = {"of": "patience", "topic": "lines", "distribution": {"distribution": "exponential", "mean_s": 90}}
    drawn = ["slot", "number", "offered_s", "waited_s", "patience_s", "talk_s", "acw_s"]
    with_distribution, without = (
        played(*distributions, patience={"distribution": "exponential", "mean_s": 200}) for distributions in ([own], [])
    )
    bills = [rows[rows["topic"] == 0][drawn] for rows in (with_distribution.contacts, without.contacts)]
    np.testing.assert_array_equal(*bills)
    lines = [rows["patience_s"][rows["topic"] == 1] for rows in (with_distribution.contacts, without.contacts)]
    assert lines[0].mean() < 0.6 * lines[1].mean()
