"""Births that are given: so many each day, or those of a log."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.model.engines.replication import simulate
from sim.model.setup import arrival_rates
from sim.model.setup.given_births import numbers, rounded
from sim.model.setup.start import start
from sim.model.world.addresses import MOST_ISSUES
from sim.scenario import Scenario
from tests.worlds import HOURS, NAMES, TWO_SKILLS, natures, quiet, scenario

LIKELY = 0.001
DAY_S = 86400


def exact(**parts: Any) -> Scenario:
    """4,800 issues each day of 1,000 customers, at an even rate."""
    return quiet(**({"demand": {"arrivals": "exact"}} | parts))


def replaying(time_s: list[float], topic: list[str], **parts: Any) -> Scenario:
    log = {"time_s": time_s, "topic": topic}
    topics = {"center": {"topics": TWO_SKILLS}, "staffing": {"on_duty": {"bills": [9] * HOURS, "lines": [9] * HOURS}}}
    return quiet(**(topics | {"demand": {"arrivals": "log", "log": log}} | parts))


def table_of(world: Scenario, replication: int = 0) -> np.ndarray:
    return start(world, 1, replication).arrivals


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=8))
def test_whole_numbers_add_up_to_the_rounded_sum_and_none_is_off_by_one_or_more(expected):
    whole = rounded(np.array(expected))
    assert whole.sum() == int(np.floor(round(sum(expected), 9) + 0.5))
    assert (np.abs(whole - expected) < 1 + 1e-9).all()


def test_the_largest_remainders_get_the_rest():
    # 10.1 in all, 10: 3.6 has the largest remainder, then 1.4
    assert rounded(np.array([3.6, 5.1, 1.4])).tolist() == [4, 5, 1]
    assert rounded(np.array([0.5, 0.5])).tolist() == [1, 0]


def test_issues_of_one_customer_and_cause_are_numbered_from_0():
    assert numbers(np.array([4, 2, 4, 4, 2]), np.array([1, 0, 1, 0, 0])).tolist() == [0, 0, 1, 0, 1]


def test_each_day_brings_its_expected_number_of_each_cause():
    world = scenario(
        "center=bank", horizon_d=9, customers={"n_start": 3000}, demand={"arrivals": "exact"},
        center={"special_days": {2: {"like": "closed"}, 3: {"volume": 1.7}}},
    )  # fmt: skip
    rows = table_of(world)
    days = np.diff(arrival_rates.cumulative_births(world, 1, 0)[:-1, ::HOURS]) * 3000
    n_causes = len(world.causes)
    found = np.bincount((rows["born_s"] // DAY_S).astype(int) * n_causes + rows["cause"], minlength=9 * n_causes)
    for day, counts in enumerate(found.reshape(9, n_causes)):
        assert counts.tolist() == rounded(days[:, day]).tolist()


@given(st.sampled_from([None, 3.0]), st.integers(1, 5), st.floats(1, 9000), st.integers(0, 9))
def test_exact_numbers_are_exact_on_every_day(shape, horizon_d, rate, replication):
    world = exact(
        horizon_d=horizon_d, center={"busyness_shape": shape}, causes={"request": {"issues_per_1000_month": rate}}
    )
    expected = rate / 30 * arrival_rates.busyness(world, 1, replication)
    records = simulate(world, 1, replication)
    assert records.days["births"].tolist() == np.floor(np.round(expected, 9) + 0.5).astype(int).tolist()


def test_a_planners_volumes_can_be_exact():
    volumes = {"everyday": [0.0] * 16 + [12.5] * 24 + [0.0] * 8}
    world = exact(horizon_d=1, demand={"arrivals": "exact", "offered": volumes, "contacts_per_issue": 1.5})
    rows = table_of(world)
    assert len(rows) == 200  # 24 x 12.5 / 1.5
    assert (rows["born_s"] >= 8 * 3600).all()
    assert (rows["born_s"] < 20 * 3600).all()


def test_exact_times_follow_the_shape_of_the_day():
    profile = {name: [1] * 24 + [3] * 24 for name in NAMES}
    born_s = table_of(exact(horizon_d=1, center={"profile": profile}))["born_s"]
    half = DAY_S / 2

    def distribution(time_s: np.ndarray) -> np.ndarray:
        return np.where(time_s < half, time_s / half / 4, 0.25 + 0.75 * (time_s - half) / half)

    assert stats.kstest(born_s, distribution).pvalue > LIKELY


def test_customers_have_exact_issues_by_their_propensity():
    by_chance = start(quiet(customers={"propensity_sigma": 1.2}), 1, 0)
    of_slot = np.zeros(1000)
    of_slot[by_chance.processes["slot"]] = by_chance.processes["propensity"]
    rows = table_of(exact(customers={"propensity_sigma": 1.2}, horizon_d=10))
    busiest = of_slot >= np.quantile(of_slot, 0.9)
    share = of_slot[busiest].sum() / of_slot.sum()
    n = len(rows)
    assert busiest[rows["slot"]].sum() == pytest.approx(n * share, abs=4 * np.sqrt(n * share * (1 - share)))


def test_no_process_bears_anything_beside_the_table():
    assert len(natures(exact(horizon_d=1))) == 4800


def test_addresses_are_unique():
    rows = table_of(exact(horizon_d=3, customers={"n_start": 20}))
    keys = set(zip(rows["slot"].tolist(), rows["cause"].tolist(), rows["number"].tolist(), strict=True))
    assert len(keys) == len(rows)


def test_one_more_day_changes_no_birth_before():
    two, three = (table_of(exact(horizon_d=n)) for n in (2, 3))
    assert (two[["born_s", "slot", "number"]] == three[: len(two)][["born_s", "slot", "number"]]).all()


def test_births_of_customers_who_left_are_passed_on_to_those_there_are():
    left = {"churn": {"hazard_month": 1.5}, "reputation": {"joins_share_month": 0}}
    records = simulate(exact(horizon_d=40, customers={"n_start": 60}, causes={
        "request": {"issues_per_1000_month": 5000}}, **left), 1, 0)  # fmt: skip
    assert records.days["customers"][-1] < 40
    assert set(records.days["births"]) == {10}  # 60 x 5 / 30
    gone = set(zip(records.departures["slot"].tolist(), records.departures["day"].tolist(), strict=True))
    day = (records.contacts["offered_s"] // DAY_S).astype(int)
    for slot, last in gone:
        assert not ((records.contacts["slot"] == slot) & (day > last)).any()
    assert (records.contacts["number"] >= MOST_ISSUES).any()


def test_births_of_nobody_at_all_have_no_effect():
    gone = {"churn": {"hazard_month": 1e9}, "reputation": {"joins_share_month": 0}}
    records = simulate(exact(horizon_d=32, customers={"n_start": 3}, **gone), 1, 0)
    assert records.days["births"][-1] == 0


def test_contacts_of_a_log_are_offered_at_its_times_and_about_its_topics():
    time_s, topic = (
        [0.0, 10.25, 10.25, 3601.5, 86399.999, 90000.0],
        ["bills", "lines", "bills", "lines", "bills", "lines"],
    )
    rows = simulate(replaying(time_s, topic), 1, 0).contacts
    names = np.array(sorted(TWO_SKILLS))[rows["topic"]]
    assert sorted(zip(rows["offered_s"].tolist(), names.tolist(), strict=True)) == sorted(
        zip(time_s, topic, strict=True)
    )


@given(st.lists(st.floats(0, 1.5 * DAY_S), min_size=1, max_size=60).map(sorted))
def test_a_replayed_log_is_offered_at_exactly_its_times(time_s):
    records = simulate(replaying(time_s, ["bills"] * len(time_s)), 1, 0)
    assert sorted(records.contacts["offered_s"].tolist()) == time_s


def test_a_tick_moves_no_time_of_a_log():
    world = replaying([10.25, 33.0], ["bills", "lines"], center={"topics": TWO_SKILLS, "tick_s": 30})
    assert sorted(simulate(world, 1, 0).contacts["offered_s"].tolist()) == [10.25, 33.0]


def test_causes_of_a_log_are_drawn_by_weight_among_those_that_may_have_the_topic():
    cause = quiet().causes["request"].model_dump()
    causes = {
        "any": cause | {"issues_per_1000_month": 300},  # a quarter of it about bills
        "bills": cause | {"issues_per_1000_month": 25, "topic": "bills"},
        "lines": cause | {"issues_per_1000_month": 900, "topic": "lines"},
    }
    n = 4000
    rows = table_of(replaying(np.linspace(0, DAY_S, n, endpoint=False).tolist(), ["bills"] * n, causes=causes))
    found = np.bincount(rows["cause"], minlength=4)  # "request" is the fourth, of 144,000, a quarter about bills
    weights = np.array([75, 25, 0, 36000])
    assert found[2] == 0
    assert found == pytest.approx(n * weights / weights.sum(), abs=4 * np.sqrt(n / 4))


def test_a_log_is_the_same_in_every_replication_but_for_who_calls():
    world = replaying([5.0 * i for i in range(500)], ["lines"] * 500)
    one, other = table_of(world), table_of(world, 1)
    assert (one["born_s"] == other["born_s"]).all()
    assert (one["slot"] != other["slot"]).any()


def test_who_finds_the_center_closed_calls_when_others_of_the_log_do():
    plan = {"bills": [0] * 16 + [9] * 32, "lines": [9] * HOURS}
    world = replaying([100.0, 36000.0, 36100.0], ["bills"] * 3, staffing={"on_duty": plan}, horizon_d=1)
    rows = simulate(world, 1, 0).contacts
    (again_s,) = set(rows["offered_s"].tolist()) - {36000.0, 36100.0}
    assert 36000 <= again_s < 36000 + 1800  # the half-hour that has them
