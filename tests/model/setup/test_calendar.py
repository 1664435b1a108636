"""Expected births: rates, profiles and a planner's volumes, summed by hand."""

import numpy as np
import pytest
from scipy import stats

from sim.model.setup import arrival_rates, calendar
from sim.scenario import Scenario
from sim.scenario.center import Weekday
from tests.worlds import DAYTIME, HOURS, NAMES, TWO_SKILLS, quiet, scenario

EVERYWHERE = {"bills": [1] * HOURS, "lines": [1] * HOURS}


def two_topics(**parts) -> Scenario:
    both = {"center": {"topics": TWO_SKILLS}, "staffing": {"on_duty": EVERYWHERE}}
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
    assert arrival_rates.profile(quiet(horizon_d=7, center={"profile": closed})).sum() == pytest.approx(7)


def test_births_by_hand():
    # 144,000 per 1,000 customers and month, 1,000 customers, 48 equal half-hours: 100 each
    births = arrival_rates.births_per_interval(quiet(horizon_d=3))
    assert births.shape == (1, 144)
    assert births == pytest.approx(100)


def test_causes_come_in_the_order_of_their_names():
    births = arrival_rates.births_per_interval(scenario("center=always_open", horizon_d=1)).sum(axis=1)
    # change 65, how_to 100, late_delivery 14, ... per 1,000 and month
    assert births == pytest.approx(100_000 / 1000 / 30 * np.array([65, 100, 14, 8, 24, 10, 20, 32]))


def test_offered_volumes_are_births_times_contacts():
    births = arrival_rates.births_per_interval(offering(bills=[10.0] * HOURS, lines=list(range(HOURS))))
    assert births[0] * 1.25 == pytest.approx(10 + np.arange(HOURS))


def volumes_of_days(row: list[float], day0: str = "monday", special: dict | None = None, n: int = 3) -> np.ndarray:
    """(day, interval) contacts that are offered about bills."""
    days = {"day0": day0, "special_days": special or {}}
    world = two_topics(horizon_d=n, demand={"offered": {"bills": row}}, center={"topics": TWO_SKILLS} | days)
    return arrival_rates.births_per_interval(world)[0].reshape(n, HOURS)


A_DAY = [float(i) for i in range(HOURS)]
A_WEEK = [float(100 * weekday) for weekday in range(7) for _ in range(HOURS)]


def test_one_number_is_offered_in_every_interval():
    assert (volumes_of_days([2.5]) == 2.5).all()


def test_volumes_of_a_day_are_those_of_every_day():
    assert volumes_of_days(A_DAY).tolist() == [A_DAY] * 3


def test_volumes_of_a_week_begin_on_a_monday_whatever_day_0_is():
    assert volumes_of_days(A_WEEK, "saturday")[:, 0].tolist() == [500, 600, 0]


@pytest.mark.parametrize("row", [[2.0], [2.0] * HOURS, [2.0] * 7 * HOURS], ids=["always", "day", "week"])
def test_volumes_of_a_day_or_a_week_follow_special_days(row):
    found = volumes_of_days(row, special={0: {"like": "closed"}, 2: {"volume": 1.5}})
    assert [day.tolist() for day in found] == [[0.0] * HOURS, [2.0] * HOURS, [3.0] * HOURS]


def test_volumes_of_a_special_day_are_those_of_the_weekday_it_is_like():
    assert volumes_of_days(A_WEEK, special={1: {"like": "sunday", "volume": 2}})[:, 0].tolist() == [0, 1200, 200]


def test_volumes_of_the_whole_horizon_know_their_special_days():
    found = volumes_of_days(A_DAY * 3, special={0: {"like": "closed"}, 2: {"volume": 1.5}})
    assert found.tolist() == [A_DAY] * 3


def test_a_topic_without_volumes_is_not_called_about():
    world = offering(bills=[10.0] * HOURS)
    assert arrival_rates.births_per_interval(world)[0] * 1.25 == pytest.approx(10)
    assert arrival_rates.topic_mix(world) == pytest.approx(1)  # all of it the first


def test_the_mix_of_topics_follows_their_shares():
    assert arrival_rates.topic_mix(two_topics(horizon_d=1)) == pytest.approx(np.tile([0.25, 1], (HOURS, 1)))


def test_the_mix_of_topics_follows_their_volumes():
    mix = arrival_rates.topic_mix(offering(bills=[10.0] * HOURS, lines=[30.0] * 24 + [10.0] * 24))
    assert mix[:, 0] == pytest.approx([0.25] * 24 + [0.5] * 24)


def test_a_cause_with_a_topic_of_its_own_leaves_the_mix_alone():
    world = two_topics(horizon_d=1, causes={"request": {"topic": "lines"}})
    assert arrival_rates.births_per_interval(world)[0] == pytest.approx(100)
    assert arrival_rates.topic_mix(world) == pytest.approx(np.tile([0.25, 1], (HOURS, 1)))


def test_cumulative_births_rise_and_the_last_row_is_their_sum():
    world = scenario("center=always_open", horizon_d=5)
    births = arrival_rates.cumulative_births(world, 1, 0)
    assert (np.diff(births) >= 0).all()
    assert (births[:, 0] == 0).all()
    assert births[-1] == pytest.approx(births[:-1].sum(axis=0))


def test_busyness_is_a_factor_of_the_day_shared_by_all_causes():
    world = scenario("center=always_open", horizon_d=5, center={"busyness_shape": 43})
    even = arrival_rates.cumulative_births(scenario("center=always_open", horizon_d=5), 1, 0)
    days = np.diff(arrival_rates.cumulative_births(world, 1, 0)[:, ::HOURS]) / np.diff(even[:, ::HOURS])
    assert days == pytest.approx(np.tile(arrival_rates.busyness(world, 1, 0), (len(days), 1)))


def test_busyness_is_gamma_with_mean_1():
    world = scenario("center=always_open", horizon_d=3000, center={"busyness_shape": 43})
    factors = arrival_rates.busyness(world, 1, 0)
    assert stats.kstest(factors, stats.gamma(43, scale=1 / 43).cdf).pvalue > 0.001


def test_busyness_differs_by_replication_and_not_by_policy():
    world = scenario("center=always_open", center={"busyness_shape": 43})
    other = scenario("center=always_open", center={"busyness_shape": 43}, policy={"script": 1})
    assert (arrival_rates.busyness(world, 1, 0) == arrival_rates.busyness(other, 1, 0)).all()
    assert (arrival_rates.busyness(world, 1, 0) != arrival_rates.busyness(world, 1, 1)).all()


def special(days: dict, **center) -> Scenario:
    """100 births in each half-hour of a common day; Tuesdays have none after noon."""
    profile = {name: [1] * HOURS for name in NAMES} | {"tuesday": [2] * 24 + [0] * 24}
    return quiet(horizon_d=9, center={"profile": profile, "special_days": days} | center)


def births_of_days(world: Scenario) -> np.ndarray:
    return arrival_rates.births_per_interval(world)[0].reshape(world.horizon_d, -1)


def test_a_special_day_has_the_profile_of_the_weekday_it_is_like():
    days = births_of_days(special({3: {"like": "tuesday"}}))
    assert days[3] == pytest.approx([200] * 24 + [0] * 24)
    assert days[4] == pytest.approx(100)


def test_a_closed_day_has_no_births():
    days = births_of_days(special({3: {"like": "closed"}}))
    assert days.sum(axis=1) == pytest.approx([4800, 4800, 4800, 0, 4800, 4800, 4800, 4800, 4800])


def test_a_special_day_may_have_more_births_of_the_usual_shape():
    days = births_of_days(special({1: {"volume": 1.5}}))
    assert days[1] == pytest.approx([300] * 24 + [0] * 24)


def test_a_date_is_so_many_days_after_day_0():
    by_date = special({"2027-01-07": {"like": "closed"}}, date0="2027-01-04")
    assert (births_of_days(by_date) == births_of_days(special({3: {"like": "closed"}}))).all()


def test_dates_before_and_after_the_horizon_change_nothing():
    holidays = {"2026-12-25": {"like": "closed"}, "2027-12-25": {"like": "closed"}}
    assert (births_of_days(special(holidays, date0="2027-01-04")) == births_of_days(special({}))).all()


def test_the_mean_day_is_that_of_a_week_without_special_days():
    assert arrival_rates.profile(special({day: {"like": "closed"} for day in range(7)})).sum() == pytest.approx(2)


def test_rates_may_be_finer_than_an_interval():
    # 4,800 a day, twice as many in the second quarter of an hour of each half as in the first
    world = quiet(horizon_d=1, center={"rate_s": 900, "profile": {name: [1, 2] * HOURS for name in NAMES}})
    assert arrival_rates.births_per_step(world)[0] == pytest.approx([100 / 3, 200 / 3] * HOURS)
    assert arrival_rates.births_per_interval(world)[0] == pytest.approx(100)


def test_a_planners_volumes_are_even_within_an_interval_whatever_the_rates():
    world = two_topics(
        horizon_d=1,
        demand={"offered": {"bills": [10.0] * HOURS}, "contacts_per_issue": 1.25},
        center={"topics": TWO_SKILLS, "rate_s": 600, "profile": {name: [1, 2, 3] * HOURS for name in NAMES}},
    )
    assert arrival_rates.births_per_step(world)[0] * 1.25 == pytest.approx(10 / 3)
