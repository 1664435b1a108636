"""Levers that no mechanism moves alone, on the side that model 20 states; and where policies must not differ."""

from functools import cache

import numpy as np
import pytest

from sim.config.composition import CONFIGS, composed
from sim.config.inputs import scenarios
from sim.measures import dictionary, ratios
from sim.measures.confidence import half_width, pseudo_values
from sim.model.engines.replication import days
from sim.scenario import Scenario
from tests.worlds import chunks, scenario

REPLICATIONS = 6
LEVERS = {
    "none": {},
    "escalation": {"escalation": 1},
    "warm_handoff": {"warm_handoff": 1},
}
UP, DOWN = 1, -1
SIDES = [
    ("escalation", "solved_share", UP),
    ("escalation", "dead_end_share", DOWN),
    ("escalation", "answered", DOWN),
    ("warm_handoff", "loyalty", UP),
]


@cache
def tallies(lever: str) -> np.ndarray:
    """(replication, measure, upper and lower) sums of a month of 4,000 customers."""
    moved = scenario(horizon_d=30, customers={"n_start": 4000}, policy=LEVERS[lever])
    worlds = [days(moved, 1, replication) for replication in range(REPLICATIONS)]
    return np.stack([sum(ratios.tally(day, moved) for day in world) for world in worlds])


@pytest.mark.slow
@pytest.mark.parametrize(("lever", "measure", "side"), SIDES)
def test_a_lever_moves_a_measure_to_its_side(lever, measure, side):
    moved, still = tallies(lever), tallies("none")
    place = dictionary.NAMES.index(measure)
    differences = (pseudo_values(moved, ratios.values) - pseudo_values(still, ratios.values))[:, place]
    difference = (ratios.values(moved.sum(axis=0)) - ratios.values(still.sum(axis=0)))[place]
    assert side * difference > half_width(differences[:, None], 0.95)[0]


# --- where policies must not differ ---

NAMES = sorted(file.stem for file in (CONFIGS / "policy").glob("*.yaml"))
INDIFFERENT = {"churn": {"beta": 0, "open_issue": 0, "commodity": 0, "hazard_month": 0.1}, "reputation": {"slope": 0}}


@cache
def policies() -> dict[str, Scenario]:
    return scenarios(composed(f"policy=[{','.join(NAMES)}]"))


def departures(policy: dict, **parts) -> list[tuple]:
    policy = {"target_s": 160} | {lever: value for lever, value in policy.items() if value is not None}
    world = scenario(horizon_d=60, customers={"n_start": 1000}, policy=policy, **parts)
    left = chunks(world).whole.departures
    return left[["day", "slot", "generation", "joined_day", "margin_usd_month"]].tolist()


@pytest.mark.parametrize("policy", NAMES)
def test_who_leaves_is_the_same_where_loyalty_does_not_matter(policy):
    levers = policies()[policy].policy.model_dump()
    left = departures(levers, **INDIFFERENT)
    assert left == departures({}, **INDIFFERENT)
    assert len(left) > 150


@pytest.mark.parametrize("policy", ["aht_target", "empowered_ownership"])
def test_who_leaves_is_another_where_loyalty_matters(policy):
    levers = policies()[policy].policy.model_dump()
    assert departures(levers, churn={"beta": 1, "hazard_month": 0.1}) != departures(
        {}, churn={"beta": 1, "hazard_month": 0.1}
    )


def test_the_more_an_open_issue_matters_the_more_leave():
    left = [len(departures({}, churn={"open_issue": weight, "hazard_month": 0.1})) for weight in (0, 2, 10)]
    assert left[0] < left[1] < left[2]
