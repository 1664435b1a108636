"""Every shipped policy has a world in which it is best, and each of those worlds is played."""

import math

import pytest
from hydra import compose, initialize_config_dir

from experiments.regimes import AHEAD, BEST, OPEN, lead, names, ready, regime, table
from sim.config import composition
from sim.config.composition import composed
from sim.config.inputs import checked, claims_of
from sim.config.problems import InputError
from sim.study import compare
from sim.study.claims import HOLDS
from sim.study.comparison import Design, judged
from tests import synthetic

NEUTRAL = "neutral"
PAIR = ("scripted_checklist", "empowered_ownership")


def asked(*words):
    with initialize_config_dir(str(composition.CONFIGS), version_base="1.3"):
        return ready(compose("regimes", list(words)))


def test_every_shipped_policy_has_its_regime():
    shipped = {file.stem for file in (composition.CONFIGS / "policy").glob("*.yaml")}
    assert sorted(regime(name).policy for name in names()) == sorted(shipped - {NEUTRAL})


def test_every_regime_is_played_by_all_policies_with_the_people_they_need():
    shipped = {file.stem for file in (composition.CONFIGS / "policy").glob("*.yaml")}
    for name, one in asked()[1].items():
        assert set(one.scenarios) == shipped, name
        assert {scenario.staffing.people.value for scenario in one.scenarios.values()} == {"sized"}, name


def test_a_wrong_name_is_told_with_the_nearest():
    with pytest.raises(InputError) as found:
        asked("only=[aht_targets]")
    assert found.value.args == (
        "config error at only: input should be files of configs/experiment/regimes/ (got 'aht_targets'); the nearest "
        "is aht_target",
    )


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    scenarios = {name: synthetic.scenario(name, horizon_d=5) for name in (NEUTRAL, *PAIR)}
    design = Design(replications=4, seed=1, against="empowered_ownership")
    return compare.compare(scenarios, design, 1, tmp_path_factory.mktemp("cache"), synthetic.days)


def test_the_verdict_is_of_the_intervals_against_every_other_policy(comparison):
    values = {row["policy"]: row["mean"] for row in comparison.rows if row["measure"] == "total_value_usd"}
    order = sorted(values, key=values.__getitem__)
    assert lead(order[-1], comparison)["verdict"] == BEST
    assert lead(order[0], comparison)["verdict"] == OPEN
    assert lead(order[-1], comparison)["next"] == order[-2]
    assert lead(order[1], comparison)["verdict"] == (AHEAD if order[0] == "empowered_ownership" else OPEN)


def test_ownership_is_not_held_against_itself(comparison):
    row = lead("empowered_ownership", comparison)
    assert math.isnan(row["ownership_total_value_usd_mean"])
    assert table([row | {"policy": "empowered_ownership", "question": "Where?"}]).count("nan") == 0


@pytest.mark.verify
@pytest.mark.parametrize("name", names())
def test_a_policy_is_ahead_in_its_regime(name):
    config = composed(f"experiment=regimes/{name}")
    claims, (asked_for, played) = claims_of(config).claims, checked(config)
    rivals = {rival for claim in claims for rival in (claim.policy, claim.against or "empowered_ownership")}
    scenarios = {policy: scenario for policy, scenario in played.items() if policy in rivals}
    comparison = compare.compare(scenarios, Design(asked_for.replications, asked_for.seed, claims[0].policy), 1)
    assert {row["statement"]: row["verdict"] for row in judged([_own(one) for one in claims], comparison)} == {
        claim.statement: HOLDS for claim in claims
    }


def _own(claim):
    """The claim with the policy it is held against by default in regimes."""
    return claim.model_copy(update={"against": claim.against or "empowered_ownership"})
