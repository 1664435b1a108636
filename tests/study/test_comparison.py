import numpy as np
import pytest

from sim.measures import breakdown, dictionary, ledger, ratios
from sim.study import compare
from sim.study.comparison import Design, between
from tests import synthetic

DESIGN = Design(replications=4, seed=1, against="neutral")


def scenarios(*names, **changes):
    names = names or ("neutral", "scripted_checklist", "empowered_ownership")
    return {name: synthetic.scenario(name, horizon_d=5, **changes) for name in names}


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    return compare.compare(scenarios(), DESIGN, 1, tmp_path_factory.mktemp("cache"), synthetic.days)


def row(rows, policy, measure):
    return next(item for item in rows if item["policy"] == policy and item["measure"] == measure)


def test_a_mean_is_a_ratio_of_sums_over_replications(comparison):
    scenario = scenarios()["neutral"]
    tally = sum(ratios.tally(chunk, scenario) for n in range(4) for chunk in synthetic.days(scenario, DESIGN.seed, n))
    expected = ratios.values(tally)[dictionary.NAMES.index("solved_share")]
    assert row(comparison.rows, "neutral", "solved_share")["mean"] == pytest.approx(expected)


def test_a_difference_is_the_difference_of_the_means(comparison):
    difference = row(comparison.differences, "empowered_ownership", "aht_s")["mean"]
    means = [row(comparison.rows, policy, "aht_s")["mean"] for policy in ("empowered_ownership", "neutral")]
    assert difference == pytest.approx(means[0] - means[1])


def test_every_pair_is_compared_once_and_those_with_the_reference_come_first(comparison):
    pairs = [(item["policy"], item["against"]) for item in comparison.differences if item["measure"] == "aht_s"]
    assert pairs == [
        ("scripted_checklist", "neutral"),
        ("empowered_ownership", "neutral"),
        ("empowered_ownership", "scripted_checklist"),
    ]


def test_a_pair_can_be_asked_for_in_both_directions(comparison):
    there, back = (
        between(comparison, pair, "aht_s")
        for pair in (("empowered_ownership", "scripted_checklist"), ("scripted_checklist", "empowered_ownership"))
    )
    assert (there["mean"], there["low"], there["high"]) == (-back["mean"], -back["high"], -back["low"])
    assert there["mean"] == pytest.approx(
        row(comparison.rows, "empowered_ownership", "aht_s")["mean"]
        - row(comparison.rows, "scripted_checklist", "aht_s")["mean"]
    )


def test_a_difference_has_the_paired_interval_of_students_t(comparison):
    values = {
        policy: np.array(
            [
                item["value"]
                for item in comparison.replications
                if item["policy"] == policy and item["measure"] == "service_cost_usd"
            ]
        )
        for policy in ("neutral", "scripted_checklist")
    }
    gaps = values["scripted_checklist"] - values["neutral"]
    # t with 3 degrees of freedom at 1 - .05 / 2 / 3 pairs
    half = 4.856656 * gaps.std(ddof=1) / 2
    difference = row(comparison.differences, "scripted_checklist", "service_cost_usd")
    assert difference["high"] - difference["mean"] == pytest.approx(half, rel=1e-6)


def test_an_interval_holds_its_mean(comparison):
    assert all(item["low"] <= item["mean"] <= item["high"] for item in comparison.rows + comparison.differences)


def test_intervals_of_a_measures_differences_hold_together(comparison):
    assert comparison.confidence_each == pytest.approx(1 - 0.05 / 3)


def test_shared_worlds_tell_policies_apart_with_less_variance(comparison):
    found = row(comparison.variance, "scripted_checklist", "aht_s")
    assert 100 * found["shared"] < found["independent"]


def test_rounding_is_not_a_variance(comparison):
    ratios = [item["ratio"] for item in comparison.variance]
    assert all(ratio != ratio or ratio < 1e20 for ratio in ratios)


def test_independent_worlds_add_their_variances(comparison):
    values = {
        policy: [
            item["value"]
            for item in comparison.replications
            if item["policy"] == policy and item["measure"] == "service_cost_usd"
        ]
        for policy in ("neutral", "scripted_checklist")
    }
    expected = sum(np.var(value, ddof=1) for value in values.values())
    independent = row(comparison.variance, "scripted_checklist", "service_cost_usd")["independent"]
    assert independent == pytest.approx(expected)


def test_total_value_is_the_horizons_and_that_of_the_customers_left(comparison):
    parts = [row(comparison.rows, "neutral", name)["mean"] for name in ("value_in_horizon_usd", "customers_value_usd")]
    assert row(comparison.rows, "neutral", "total_value_usd")["mean"] == pytest.approx(sum(parts))


def test_statements_sum_to_the_cost_of_service(comparison):
    costs = [name for name, is_cost in zip(ledger.NAMES, ledger.SERVICE_COSTS, strict=True) if is_cost]
    lines = [item["usd"] for item in comparison.statements if item["policy"] == "neutral" and item["kind"] in costs]
    assert sum(lines) == pytest.approx(row(comparison.rows, "neutral", "service_cost_usd")["mean"], abs=0.005)


def test_those_kept_are_told_day_by_day(comparison):
    kept = [item["kept_share"] for item in comparison.days if item["policy"] == "neutral"]
    left = [item["departed_first"] for item in comparison.days if item["policy"] == "neutral"]
    assert kept == pytest.approx(1 - np.cumsum(left) / synthetic.N_START)


def test_shares_of_durations_sum_to_one(comparison):
    shares = [
        item["share"] for item in comparison.durations if item["policy"] == "neutral" and item["measure"] == "talk_s"
    ]
    assert sum(shares) == pytest.approx(1)


def test_amounts_bear_the_configs_currency(tmp_path):
    euros = compare.compare(scenarios(costs={"currency": "EUR"}), DESIGN, 1, tmp_path, synthetic.days)
    assert row(euros.rows, "neutral", "total_value_usd")["unit"] == "EUR"


def test_one_replication_has_means_without_intervals(tmp_path):
    alone = compare.compare(scenarios(), DESIGN._replace(replications=1), 1, tmp_path, synthetic.days)
    assert np.isnan([item["low"] for item in alone.rows + alone.differences]).all()


def told(comparison, by, measure, policy="neutral"):
    rows = [
        item for item in comparison.service if (item["policy"], item["by"], item["measure"]) == (policy, by, measure)
    ]
    return {item["value"]: item for item in rows}


def test_service_of_a_topic_is_a_ratio_of_sums_over_replications(comparison):
    scenario = scenarios()["neutral"]
    chunks = [chunk for n in range(4) for chunk in synthetic.days(scenario, DESIGN.seed, n)]
    sums = sum(breakdown.tally(chunk, scenario)["topic"] for chunk in chunks)
    waited_s, talks = (sums[:, breakdown.SUMS.index(name)] for name in ("waited_s", "talks"))
    found = [item["mean"] for item in told(comparison, "topic", "asa_s").values()]
    assert found == pytest.approx(waited_s / talks)


def test_service_has_an_interval_of_students_t(comparison):
    scenario, seconds = scenarios()["neutral"], []
    for n in range(4):
        days = sum(breakdown.tally(chunk, scenario)["day"][0] for chunk in synthetic.days(scenario, DESIGN.seed, n))
        seconds.append(days[breakdown.SUMS.index("ended")])
    first = told(comparison, "day", "ended_day")["0"]
    # t with 3 degrees of freedom at .95; a day is there once in each replication, so its mean is a plain one
    assert first["mean"] == pytest.approx(np.mean(seconds))
    assert first["high"] - first["mean"] == pytest.approx(3.182446 * np.std(seconds, ddof=1) / 2, rel=1e-6)


def test_topics_and_days_make_up_what_is_offered(comparison):
    whole = row(comparison.rows, "neutral", "offered")["mean"]
    by_topic, by_day = (told(comparison, by, "ended_day").values() for by in ("topic", "day"))
    assert 5 * sum(item["mean"] for item in by_topic) == pytest.approx(whole)
    assert sum(item["mean"] for item in by_day) == pytest.approx(whole)


def test_service_is_told_of_every_policy_and_by_everything(comparison):
    assert {(item["policy"], item["by"]) for item in comparison.service} == {
        (policy, by) for policy in scenarios() for by in ("topic", "group", "interval", "day")
    }


def test_one_replication_has_service_without_intervals(tmp_path):
    alone = compare.compare(scenarios("neutral"), DESIGN._replace(replications=1), 1, tmp_path, synthetic.days)
    assert np.isnan([item["low"] for item in alone.service]).all()
