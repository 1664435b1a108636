"""``law`` means ``distribution`` wherever that may be written."""

import json

import pytest

from sim.config import former_names
from sim.config.composition import CONFIGS, composed
from sim.config.inputs import scenarios
from sim.config.problems import InputError
from sim.scenario import Scenario

TEN_S = {"distribution": "constant", "value_s": 10.0}
OVERRIDES = {
    "patience={law:constant,value_s:10}": "patience={distribution:constant,value_s:10}",
    "++patience.law=constant": "++patience.distribution=constant",
    "patience={law:'constant',value_s:10}": "patience={distribution:'constant',value_s:10}",
    "~patience.law": "~patience.distribution",
    "policies.neutral.world.causes.change.work_law=constant": (
        "policies.neutral.world.causes.change.work_distribution=constant"
    ),
    "+laws=[{of: set_up, law: {law: constant, value_s: 10}}]": (
        "+distributions=[{of: set_up, distribution: {distribution: constant, value_s: 10}}]"
    ),
    "patience.law=constant,exponential": "patience.distribution=constant,exponential",
}


def of_file(tmp_path, text, *words):
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(f"# @package _global_\n{text}", encoding="utf-8")
    return scenarios(composed("experiment=mine", "policy=[neutral]", *words, folders=(CONFIGS, tmp_path)))["neutral"]


def test_a_file_that_writes_law_replaces_a_shipped_distribution(tmp_path):
    found = of_file(tmp_path, "patience: {law: constant, value_s: 10}")
    assert found.patience.model_dump() == TEN_S


def test_a_file_that_writes_laws_has_distributions(tmp_path):
    found = of_file(tmp_path, "laws: [{of: set_up, law: {law: constant, value_s: 10}}]")
    assert [own.distribution.model_dump() for own in found.distributions] == [TEN_S]


def test_a_file_that_writes_work_law_has_a_distribution_of_work(tmp_path):
    assert of_file(tmp_path, "causes: {change: {work_law: constant}}").causes["change"].work_distribution == "constant"


def test_an_override_of_today_replaces_a_law_of_a_file(tmp_path):
    text = "patience: {law: weibull, scale_s: 9, shape: 2}"
    found = of_file(tmp_path, text, "patience.distribution=exponential", "++patience.mean_s=9")
    assert found.patience.model_dump() == {"distribution": "exponential", "mean_s": 9}


def test_law_beside_distribution_in_a_file_is_said_in_one_sentence(tmp_path):
    with pytest.raises(InputError) as caught:
        of_file(tmp_path, "patience: {law: constant, distribution: constant, value_s: 10}")
    rule = "is not a known key; leave it out"
    assert caught.value.args == (f"config error at patience.law: {rule}",)


@pytest.mark.parametrize("former", OVERRIDES)
def test_an_override_may_write_law(former):
    assert former_names.in_override(former) == OVERRIDES[former]


def test_a_scenario_stored_with_laws_is_the_same_scenario():
    own = "+distributions=[{of:work,distribution:{distribution:constant,value_s:9}}]"
    today = scenarios(composed("center=always_open", "policy=[neutral]", own))["neutral"]
    text = today.model_dump_json().replace('"distribution":', '"law":').replace('"distributions":', '"laws":')
    former = text.replace('"work_distribution":', '"work_law":')
    assert "distribution" not in json.loads(former)["patience"]
    assert Scenario.model_validate_json(former) == today


def test_a_topic_may_be_called_law(tmp_path):
    text = "center: {topics: {law: {skill: general, share: 1, work_factor: 1}}}"
    assert "law" in of_file(tmp_path, text).center.topics
