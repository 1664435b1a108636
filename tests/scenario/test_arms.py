"""A policy may change parts of the world: that arm only, key by key."""

import pytest

from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.study import compare
from sim.study.comparison import Design
from tests import synthetic


def arms(*words):
    return scenarios(composed("policy=[neutral,aht_target]", *words))


def test_an_arm_changes_its_own_world_key_by_key():
    plain, changed = arms(), arms("+policies.aht_target.world.causes.new_fee={issues_per_1000_month:0}")
    assert changed["neutral"] == plain["neutral"]
    mine = plain["aht_target"].causes["new_fee"].model_copy(update={"issues_per_1000_month": 0})
    assert changed["aht_target"].causes == plain["aht_target"].causes | {"new_fee": mine}
    assert changed["aht_target"].policy == plain["aht_target"].policy


def test_a_distribution_is_replaced_as_a_whole():
    changed = arms("center=always_open", "+policies.aht_target.world.patience={distribution:constant,value_s:9}")
    assert changed["aht_target"].patience.model_dump() == {"distribution": "constant", "value_s": 9}


def test_an_arm_that_says_what_the_world_is_anyway_is_the_same_arm():
    wage = arms()["neutral"].costs.wage_usd_h
    assert arms(f"+policies.neutral.world.costs.wage_usd_h={wage}") == arms()


def test_two_arms_of_one_policy_and_one_world_are_equal_to_the_bit(tmp_path):
    plain = synthetic.scenario(horizon_d=5)
    played = compare.compare(
        {"one": plain, "same": synthetic.scenario(horizon_d=5, costs={"wage_usd_h": plain.costs.wage_usd_h})},
        Design(2, 1, "one"), 1, tmp_path, synthetic.days,
    )  # fmt: skip
    assert {row["mean"] for row in played.differences} == {0.0}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"horizon_d": 6}, "horizon_d is the same in every arm; got 6 under other, and 5 under neutral"),
        (
            {"causes": {"moon": None}},
            "causes has the same names in every arm; other adds moon, unlike neutral",
        ),
    ],
)
def test_arms_that_cannot_stand_side_by_side_are_refused(tmp_path, change, told):
    plain = synthetic.scenario(horizon_d=5)
    if "causes" in change:
        change = {"causes": {"moon": plain.causes["new_fee"].model_dump()}}
    other = synthetic.scenario(**({"horizon_d": 5} | change))
    with pytest.raises(ValueError, match=f"^other: {told}$"):
        compare.compare({"neutral": plain, "other": other}, Design(2, 1, "neutral"), 1, tmp_path, synthetic.days)


def test_tables_of_arms_in_different_worlds_stand_side_by_side(tmp_path):
    plain = synthetic.scenario(horizon_d=5)
    units = {name: cause.model_dump() | {"unit": "one unit"} for name, cause in plain.causes.items()}
    other = synthetic.scenario(horizon_d=5, causes=units, customers={"n_start": 50_000})
    played = compare.compare({"neutral": plain, "other": other}, Design(2, 1, "neutral"), 1, tmp_path, synthetic.days)
    found = {
        policy: {row["unit"] for row in played.statements if row["policy"] == policy} for policy in played_by(played)
    }
    assert found["other"] <= {"one unit", "service", "company"} < found["neutral"] | {"one unit"}


def played_by(comparison):
    return {row["policy"] for row in comparison.rows}
