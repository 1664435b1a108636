"""Signs of the whole: what must hold in every shipped policy, whatever the numbers are. Source: model 9, 11 and 20."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.config.composition import CONFIGS, composed
from sim.config.inputs import scenarios
from sim.measures.dictionary import NAMES
from sim.scenario import Scenario
from sim.study.compare import play_worlds
from sim.study.comparison import Design, paired

POLICIES = sorted(file.stem for file in (CONFIGS / "policy").glob("*.yaml"))
FACTORS = (0, 1, 2, 4)
SMALL = ("staffing=sized", "horizon_d=90", "customers.n_start=10000", "center=always_open", "workers=1")
DESIGN = Design(6, 1, "0")
SIDES = {
    "loyalty": -1,
    "purchases_usd": -1,
    "reputation": -1,
    "churn_year": 1,
    "total_value_usd": -1,
}


@cache
def shipped() -> dict[str, Scenario]:
    return scenarios(composed(f"policy=[{','.join(POLICIES)}]", *SMALL))


def with_failures(scenario: Scenario, factor: float) -> Scenario:
    changed = {
        name: cause.model_copy(update={"issues_per_1000_month": factor * cause.issues_per_1000_month})
        for name, cause in scenario.causes.items()
        if cause.failure
    }
    return scenario.model_copy(update={"causes": scenario.causes | changed})


def tallies(policy: str) -> dict[str, np.ndarray]:
    arms = {f"{factor}": with_failures(shipped()[policy], factor) for factor in FACTORS}
    played = play_worlds(arms, DESIGN, workers=1)[1]
    return {name: np.stack([outcome.tally for outcome in outcomes]) for name, outcomes in played.items()}


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_more_failures_are_worse_under_every_policy(policy):
    found = tallies(policy)
    for less, more in zip(FACTORS, FACTORS[1:], strict=False):
        mean, half = paired(found[f"{more}"], found[f"{less}"], 0.95)
        for measure, side in SIDES.items():
            place = NAMES.index(measure)
            assert side * mean[place] > half[place], (measure, less, more)


# --- a unit's failures, and a fee ---


def values_of(arms: dict[str, Scenario], against: str, measure: str) -> tuple[float, float]:
    """Paired difference of the other arm to this one, and its half-width."""
    tallied = {
        name: np.stack([outcome.tally for outcome in outcomes])
        for name, outcomes in play_worlds(arms, DESIGN._replace(against=against), workers=1)[1].items()
    }
    (other,) = {*arms} - {against}
    mean, half = paired(tallied[other], tallied[against], 0.95)
    return float(mean[NAMES.index(measure)]), float(half[NAMES.index(measure)])


@pytest.mark.slow
@pytest.mark.parametrize("cause", ["wrong_bill", "product_fault", "web_trouble", "promise", "late_delivery", "new_fee"])
def test_a_company_whose_unit_has_no_failures_is_never_worth_less(cause):
    whole = shipped()["neutral"]
    none = whole.causes[cause].model_copy(update={"issues_per_1000_month": 0.0})
    arms = {"whole": whole, "without": whole.model_copy(update={"causes": {**whole.causes, cause: none}})}
    mean, half = values_of(arms, "whole", "total_value_usd")
    assert mean + half > 0
    assert mean > 0


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["value_in_horizon_usd", "total_value_usd"])
@pytest.mark.parametrize(("response", "side"), [(0, 1), (1, -1), (2, -1)])
def test_a_fee_of_five_margins_pays_only_where_nobody_minds(response, side, measure):
    whole = shipped()["neutral"]
    free = whole.model_copy(update={"churn": whole.churn.model_copy(update={"fee_response": response})})
    dear = whole.causes["new_fee"].model_copy(update={"fee_usd_month": 5 * whole.customers.margin_usd_month})
    arms = {"free": free, "fee": free.model_copy(update={"causes": {**free.causes, "new_fee": dear}})}
    mean, half = values_of(arms, "free", measure)
    assert side * mean > half


# --- limiting cases ---


def played(**parts: Any) -> dict[str, np.ndarray]:
    """Means of the measures, by policy, in two worlds of a month; quotes and targets are given."""
    parts |= {"outsourcing": {"minutes_per_contact": 3}}
    changed = {name: Scenario.model_validate(_merged(one, parts)) for name, one in shipped().items()}
    outcomes = play_worlds(changed, DESIGN._replace(replications=2, against="neutral"), workers=1)[1]
    tallied = {name: np.stack([outcome.tally for outcome in found]).sum(axis=0) for name, found in outcomes.items()}
    return {name: one[:, 0] / np.where(one[:, 1] == 0, 1, one[:, 1]) for name, one in tallied.items()}


def _merged(scenario: Scenario, parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    plain = scenario.model_dump(mode="json") | {"horizon_d": 30}
    if plain["policy"]["target_share"]:
        plain["policy"]["target_s"] = 160
    return plain | {name: plain[name] | part for name, part in parts.items()}


@pytest.mark.slow
def test_where_loyalty_moves_nothing_customers_are_worth_the_same_under_all_policies():
    indifferent = {
        "churn": {"beta": 0, "open_issue": 0, "commodity": 0},
        "spending": {"gamma": 0},
        "reputation": {"slope": 0},
    }
    worth = {name: values[NAMES.index("customers_value_usd")] for name, values in played(**indifferent).items()}
    assert set(worth.values()) == {worth["neutral"]}
    assert worth["neutral"] > 0


@pytest.mark.slow
def test_without_issues_all_policies_are_equal_but_for_what_they_pay_for_being_there():
    none = {"causes": {name: cause.model_dump(mode="json") | {"issues_per_1000_month": 0}
                       for name, cause in shipped()["neutral"].causes.items()}}  # fmt: skip
    found = played(**none)
    for measure in ("margin_usd", "purchases_usd", "customers_value_usd", "churn_year", "loyalty", "reputation"):
        assert len({values[NAMES.index(measure)] for values in found.values()}) == 1, measure
    assert all(values[NAMES.index("answered")] == 0 for values in found.values())
