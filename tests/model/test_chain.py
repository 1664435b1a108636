"""Chains, not shortcuts: authority -> morale -> warmth -> loyalty -> churn are four rules, and each carries the effect.

In this world authority does nothing else: nothing is off the script, and neither freedom, care nor quits depend on it.
"""

from functools import cache

import numpy as np
import pytest

from sim.measures import dictionary, ratios
from sim.measures.confidence import half_width, pseudo_values
from sim.model.engines.replication import stretches
from tests.worlds import scenario

WORLDS = 6
ALONE = {
    "horizon_d": 240,
    "customers": {"n_start": 6000},
    "loyalty": {"warmth_of_freedom": 0, "untouched": 0},
    "morale": {"care_slope": 0, "kappa": 0},
    "churn": {"hazard_month": 0.05},
    "resolution": {"concession_share": 0},
}
LINKS = {
    "authority to morale": {"morale": {"pride": 0}},
    "morale to warmth": {"loyalty": {"warmth_of_morale": 0}},
    "warmth to loyalty": {"loyalty": {"warmth": 0}},
    "loyalty to churn": {"churn": {"beta": 0}, "spending": {"gamma": 0}, "reputation": {"slope": 0}},
}
CHAIN = {"morale": 1, "loyalty": 1, "churn_year": -1}


def _world(cut: str | None, authority: float):
    parts = {name: dict(part) if isinstance(part, dict) else part for name, part in ALONE.items()}
    parts["causes"] = {name: {"off_script_share": 0} for name in scenario().causes}
    for group, change in LINKS.get(cut or "", {}).items():
        parts[group] = parts.get(group, {}) | change
    return scenario(**parts, policy={"authority": authority})


@cache
def effects(cut: str | None, n_worlds: int) -> dict[str, tuple[float, float]]:
    """Paired 95 % interval of each measure of the chain, authority .9 less none."""
    tallies = []
    for authority in (0.0, 0.9):
        named = _world(cut, authority)
        tallies.append(np.stack([
            sum(ratios.tally(days, named) for days in stretches(named, 1, n)) for n in range(n_worlds)
        ]))  # fmt: skip
    pseudo = [pseudo_values(tally, ratios.values) for tally in tallies]
    mean = ratios.values(tallies[1].sum(axis=0)) - ratios.values(tallies[0].sum(axis=0))
    half = half_width(pseudo[1] - pseudo[0], 0.95)
    return {name: (mean[i] - half[i], mean[i] + half[i]) for i, name in enumerate(dictionary.NAMES) if name in CHAIN}


@pytest.mark.slow
def test_the_whole_chain_carries_authority_to_churn():
    for name, sign in CHAIN.items():
        low, high = effects(None, WORLDS)[name]
        assert low * sign > 0, (name, low, high)
        assert high * sign > 0, (name, low, high)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cut", "moves"),
    [
        ("authority to morale", set()),
        ("morale to warmth", {"morale"}),
        ("warmth to loyalty", {"morale"}),
        ("loyalty to churn", {"morale", "loyalty"}),
    ],
)
def test_without_one_link_nothing_behind_it_moves(cut, moves):
    # to the bit: an effect of exactly 0 in every world
    assert {name for name, interval in effects(cut, 2).items() if interval != (0.0, 0.0)} == moves
