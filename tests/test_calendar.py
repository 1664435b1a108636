"""Expected births: rates, profiles and a planner's volumes, summed by hand."""

import numpy as np
import pytest
from scipy import stats

from sim import calendar
from sim.scenario import Scenario
from sim.scenario.center import Weekday
from tests.worlds import DAYTIME, HOURS, NAMES, quiet, scenario

TWO = {
    "bills": {"skill": "bills", "share": 1, "work_factor": 1},
    "lines": {"skill": "lines", "share": 3, "work_factor": 1},
}
EVERYWHERE = {"bills": [1] * HOURS, "lines": [1] * HOURS}


def two_topics(**parts) -> Scenario:
    both = {"center": {"topics": TWO}, "staffing": {"on_duty": EVERYWHERE}}
    return quiet(**(both | parts))


def offering(**volumes: list[float]) -> Scenario:
    return two_topics(horizon_d=1, demand={"offered": volumes, "contacts_per_issue": 1.25})


@pytest.mark.parametrize(
    ("day0", "day", "weekday"), [("monday", 0, "monday"), ("friday", 2, "sunday"), ("sunday", 8, "monday")]
)
def test_weekdays_go_on_from_day_0(day0, day, weekday):
    assert calendar.weekday_of(quiet(center={"day0": day0}), day) == Weekday(weekday)


def test_a_week_of_profile_is_seven_average_days():
    closed = {name: [0] * HOURS if name == "sunday" else DAYTIME for name in NAMES}
    assert calendar.profile(quiet(horizon_d=7, center={"profile": closed})).sum() == pytest.approx(7)


def test_births_by_hand():
    # 144,000 per 1,000 customers and month, 1,000 customers, 48 equal half-hours: 100 each
    births = calendar.births_per_interval(quiet(horizon_d=3))
    assert births.shape == (1, 144)
    assert births == pytest.approx(100)


def test_causes_come_in_the_order_of_their_names():
    births = calendar.births_per_interval(scenario("center=always_open", horizon_d=1)).sum(axis=1)
    # change 65, how_to 100, late_delivery 14, ... per 1,000 and month
    assert births == pytest.approx(100_000 / 1000 / 30 * np.array([65, 100, 14, 8, 24, 10, 20, 32]))


def test_offered_volumes_are_births_times_contacts():
    births = calendar.births_per_interval(offering(bills=[10.0] * HOURS, lines=list(range(HOURS))))
    assert births[0] * 1.25 == pytest.approx(10 + np.arange(HOURS))


def test_a_topic_without_volumes_is_not_called_about():
    world = offering(bills=[10.0] * HOURS)
    assert calendar.births_per_interval(world)[0] * 1.25 == pytest.approx(10)
    assert calendar.topic_mix(world) == pytest.approx(1)  # all of it the first


def test_the_mix_of_topics_follows_their_shares():
    assert calendar.topic_mix(two_topics(horizon_d=1)) == pytest.approx(np.tile([0.25, 1], (HOURS, 1)))


def test_the_mix_of_topics_follows_their_volumes():
    mix = calendar.topic_mix(offering(bills=[10.0] * HOURS, lines=[30.0] * 24 + [10.0] * 24))
    assert mix[:, 0] == pytest.approx([0.25] * 24 + [0.5] * 24)


def test_a_cause_with_a_topic_of_its_own_leaves_the_mix_alone():
    world = two_topics(horizon_d=1, causes={"request": {"topic": "lines"}})
    assert calendar.births_per_interval(world)[0] == pytest.approx(100)
    assert calendar.topic_mix(world) == pytest.approx(np.tile([0.25, 1], (HOURS, 1)))


def test_cumulative_births_rise_and_the_last_row_is_their_sum():
    world = scenario("center=always_open", horizon_d=5)
    births = calendar.cumulative_births(world, 1, 0)
    assert (np.diff(births) >= 0).all()
    assert (births[:, 0] == 0).all()
    assert births[-1] == pytest.approx(births[:-1].sum(axis=0))


def test_busyness_is_a_factor_of_the_day_shared_by_all_causes():
    world = scenario("center=always_open", horizon_d=5, center={"busyness_shape": 43})
    even = calendar.cumulative_births(scenario("center=always_open", horizon_d=5), 1, 0)
    days = np.diff(calendar.cumulative_births(world, 1, 0)[:, ::HOURS]) / np.diff(even[:, ::HOURS])
    assert days == pytest.approx(np.tile(calendar.busyness(world, 1, 0), (len(days), 1)))


def test_busyness_is_gamma_with_mean_1():
    world = scenario("center=always_open", horizon_d=3000, center={"busyness_shape": 43})
    factors = calendar.busyness(world, 1, 0)
    assert stats.kstest(factors, stats.gamma(43, scale=1 / 43).cdf).pvalue > 0.001


def test_busyness_differs_by_replication_and_not_by_policy():
    world = scenario("center=always_open", center={"busyness_shape": 43})
    other = scenario("center=always_open", center={"busyness_shape": 43}, policy={"script": 1})
    assert (calendar.busyness(world, 1, 0) == calendar.busyness(other, 1, 0)).all()
    assert (calendar.busyness(world, 1, 0) != calendar.busyness(world, 1, 1)).all()
