"""One lever moved in the same worlds: the paired 95 % interval lies on the side that MODEL 20 states."""

from functools import cache

import numpy as np
import pytest

from experiments.inputs import composed, scenarios
from sim import engines, measures
from sim.intervals import half_width, pseudo_values
from sim.scenario import Scenario
from tests.worlds import chunks, scenario

REPLICATIONS = 6
LEVERS = {
    "none": {},
    "handle_time": {"scorecard": {"handle_time": 0.7, "resolution": 0.1}, "target_s": 160},
    "script": {"script": 1},
    "authority": {"authority": 0.9},
    "ownership": {"ownership": 1},
    "escalation": {"escalation": 1},
    "warm_handoff": {"warm_handoff": 1},
    "closing": {"closing": 1},
}
UP, DOWN = 1, -1
SIDES = [
    ("handle_time", "solved_share", DOWN),
    ("handle_time", "aht_s", DOWN),
    ("handle_time", "shed_share", UP),
    ("handle_time", "answered", UP),
    ("handle_time", "contacts_per_issue", UP),
    ("handle_time", "morale", DOWN),
    ("handle_time", "loyalty", DOWN),
    ("script", "dead_end_share", UP),
    ("script", "morale", DOWN),
    ("script", "loyalty", DOWN),
    ("authority", "solved_share", UP),
    ("authority", "aht_s", UP),
    ("authority", "morale", UP),
    ("authority", "dead_end_share", DOWN),
    ("authority", "loyalty", UP),
    ("ownership", "repeat_share", DOWN),
    ("ownership", "answered", DOWN),
    ("ownership", "aht_s", UP),
    ("ownership", "fcr_share", UP),
    ("escalation", "solved_share", UP),
    ("escalation", "dead_end_share", DOWN),
    ("escalation", "answered", DOWN),
    ("warm_handoff", "loyalty", UP),
    ("closing", "loyalty", UP),
    ("closing", "aht_s", UP),
]


@cache
def tallies(lever: str) -> np.ndarray:
    """(replication, measure, upper and lower) sums of a month of 4,000 customers."""
    moved = scenario(horizon_d=30, customers={"n_start": 4000}, policy=LEVERS[lever])
    worlds = [engines.days(moved, 1, replication) for replication in range(REPLICATIONS)]
    return np.stack([sum(measures.tally(day, moved) for day in days) for days in worlds])


@pytest.mark.slow
@pytest.mark.parametrize(("lever", "measure", "side"), SIDES)
def test_a_lever_moves_a_measure_to_its_side(lever, measure, side):
    moved, still = tallies(lever), tallies("none")
    place = measures.NAMES.index(measure)
    differences = (pseudo_values(moved, measures.values) - pseudo_values(still, measures.values))[:, place]
    difference = (measures.values(moved.sum(axis=0)) - measures.values(still.sum(axis=0)))[place]
    assert side * difference > half_width(differences[:, None], 0.95)[0]


# --- where policies must not differ ---

INDIFFERENT = {"churn": {"beta": 0, "open_issue": 0, "hazard_month": 0.1}, "reputation": {"slope": 0}}


@cache
def policies() -> dict[str, Scenario]:
    return scenarios(composed())


def departures(policy: dict, **parts) -> list[tuple]:
    world = scenario(horizon_d=60, customers={"n_start": 1000}, policy=policy, **parts)
    left = chunks(world).whole.departures
    return left[["day", "slot", "generation", "joined_day", "margin_usd_month"]].tolist()


@pytest.mark.parametrize("policy", ["aht_target", "scripted_checklist", "empowered_ownership"])
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
