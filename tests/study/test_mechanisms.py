"""The catalogue of mechanisms: one thing moved in the same worlds, the interval lies on the side that is claimed."""

import re
from functools import cache
from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir

from experiments.mechanisms import merged, ready
from sim.config import composition
from sim.config.problems import InputError
from sim.report.printed.mechanisms import page, printed, summary
from sim.study.claims import HOLDS, OPEN
from sim.study.comparison import Design
from sim.study.mechanisms import Mechanism, play

ROOT = Path(__file__).parents[2]
SEED, CONFIDENCE = 1, 0.95
DESIGN = Design(2, SEED, "without")
GROUPS = {"A": 10, "B": 8, "C": 8, "D": 14, "E": 18}
PICTURES = {"B7", "B8", "C1", "C8", "D12", "E13"}
CHEAP = ("A6", "C3", "D3", "E1")  # shown in half a minute of the fast suite
WEIGHTS = {"loyalty", "churn", "spending", "reputation", "survey", "resolution", "units", "outreach", "morale"}
WEIGHTS |= {"incentives", "handling", "learning", "returns"}  # self_service and routing are what customers meet
SMALL = ("customers.n_start=4000", "horizon_d=30", "replications=6")


@cache
def composed(*words):
    with initialize_config_dir(str(composition.CONFIGS), version_base="1.3"):
        return ready(compose("mechanisms", list(words)))


@cache
def shown(name: str, *words: str) -> dict[str, str]:
    """Verdicts of a mechanism's measures; arms that mechanisms share are played once, as the store keeps them."""
    study, catalogue, pairs = composed(*words)
    design = DESIGN._replace(replications=study.replications)
    rows = play({name: catalogue[name]}, {name: pairs[name]}, design, workers=1)
    return {row["measure"]: row["verdict"] for row in rows}


def seen_by(names):
    catalogue = composed()[1]
    return [
        pytest.param(name, seen, id=f"{name}-{seen.measure}")
        for name in names
        for seen in catalogue[name].expected_effects
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seen"), seen_by(composed()[1]))
def test_a_mechanism_moves_its_measure_to_its_side(name, seen):
    assert shown(name)[seen.measure] == HOLDS


@pytest.mark.parametrize(("name", "seen"), seen_by(CHEAP))
def test_a_plain_mechanism_shows_in_a_month_of_a_small_town(name, seen):
    assert shown(name, *SMALL)[seen.measure] == HOLDS


def test_every_mechanism_of_the_essays_is_in_the_catalogue():
    every = {f"{group}{number}" for group, n in GROUPS.items() for number in range(1, n + 1)}
    assert {name.partition("_")[0] for name in composed()[1]} == every


def test_what_has_no_sign_is_pictured_by_an_experiment_that_is_there():
    pictured = {name: one.figure for name, one in composed()[1].items() if one.figure}
    assert set(pictured) == PICTURES
    assert all((composition.CONFIGS / "experiment" / f"{name}.yaml").exists() for name in pictured.values())


def test_the_rule_of_every_mechanism_is_there():
    assert [one.rule for one in composed()[1].values() if not (ROOT / one.rule).is_file()] == []


def test_every_number_says_how_sure_it_is():
    unsure = [name for name, one in composed()[1].items() if not re.search(r"\b[HMLJ]\b|fit|essays", one.source)]
    assert unsure == []


def test_the_two_scenarios_of_a_mechanism_differ():
    same = [name for name, pair in composed()[2].items() if pair.without == pair.treatment]
    assert same == []


# --- the command ---


def row(name, measure="aht_s", word=HOLDS, mean=1.0):
    ends = {"mean": mean, "low": mean - 0.5, "high": mean + 0.5}
    return {"id": name, "measure": measure, "sign": "+", "unit": "s"} | ends | {"verdict": word}


def mechanism(**fields):
    one = {
        "claim": "It is so.",
        "rule": "sim/model/contact/outcome.py",
        "lever": "script",
        "source": "J",
    }
    effects = [{"measure": "aht_s", "sign": "+"}]
    return Mechanism.model_validate(one | {"expected_effects": effects} | fields)


def test_a_mechanism_that_fails_is_named_first_with_why():
    catalogue = {"A1": mechanism(), "A2": mechanism(note="Only where few call.")}
    lines = summary(catalogue, [row("A1"), row("A2", word="fails")])
    assert lines == [
        "**1 of 2 mechanisms hold, 1 fails, 0 not settled.**",
        "",
        "- **A2 fails** (`aht_s`): Only where few call.",
    ]
    assert "A2 fails (aht_s): Only where few call." in printed(catalogue, [row("A1"), row("A2", word="fails")])


def test_wiring_is_counted_apart_and_what_is_not_shown_is_said():
    catalogue = {
        "A1": mechanism(),
        "A9": mechanism(wiring=True),
        "D10": mechanism(expected_effects=[], not_shown="No."),
    }
    assert summary(catalogue, [row("A1"), row("A9")]) == [
        "**1 of 1 mechanism holds, 0 fail, 0 not settled. 1 of 1 wiring check holds, 0 fail, 0 not settled.**",
        "",
        "- **D10 not shown**: No.",
    ]
    text = page(catalogue, [row("A1"), row("A9")], DESIGN)
    assert re.findall(r"^## (.*)", text, re.MULTILINE) == ["A1: holds", "A9 (wiring): holds", "D10: not shown"]


def test_a_mechanism_is_wiring_where_its_arms_differ_in_the_weight_of_a_rule():
    def moved(one):
        without, treatment = (arm.get("world", {}) for arm in (one.without, one.treatment))
        return {key for key in {*without, *treatment} if without.get(key) != treatment.get(key)}

    catalogue = composed()[1]
    assert {name for name, one in catalogue.items() if one.wiring} == {
        name for name, one in catalogue.items() if moved(one) & WEIGHTS
    }


def test_a_measure_that_is_not_known_is_told_with_the_nearest():
    with pytest.raises(InputError) as found:
        composed("mechanisms.C3.expected_effects=[{measure: aht_ss, sign: '+'}]")
    rule = "is a name of the dictionary, sim/measures/dictionary.py; got 'aht_ss'; the nearest is aht_s"
    assert found.value.args == (f"config error at mechanisms.C3.expected_effects.0.measure: {rule}",)


def test_two_equal_arms_differ_by_nothing():
    _, catalogue, pairs = composed("only=[C3]", "customers.n_start=300", "horizon_d=1", "replications=2")
    equal = {"C3": pairs["C3"]._replace(treatment=pairs["C3"].without)}
    assert {one["verdict"] for one in play(catalogue, equal, DESIGN, workers=1)} == {OPEN}


def test_links_of_the_page_resolve_from_docs():
    catalogue = composed()[1]
    text = page(catalogue, [row(name) for name in composed()[2]], DESIGN)
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert len(links) == len(catalogue)
    assert all((ROOT / "docs" / link).resolve().is_file() for link in links)


def test_the_page_in_docs_tells_of_every_mechanism():
    text = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)", text, re.MULTILINE) == list(composed()[1])


WRONG = {
    "only=[A77]": "only: input should be mechanisms of the catalogue (got 'A77'); the nearest is A7",
    "mechanisms.A6.rule=null": "mechanisms.A6.rule: input should be a valid string (got null)",
    "+mechanisms.A6.because=so": "mechanisms.A6.because: is not a known key; leave it out",
    "+mechanisms.C3.with.autority=1": "mechanisms.C3.with.autority: is not a known key; the nearest is authority",
    "+hue=1": "hue: is not a known key; leave it out",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_catalogue_is_told_in_one_sentence(wrong):
    with pytest.raises(InputError) as found:
        composed(wrong)
    assert found.value.args == (f"config error at {WRONG[wrong]}",)


def test_a_distribution_takes_the_place_of_another_as_a_whole():
    old = {"patience": {"distribution": "weibull", "scale_s": 1, "shape": 2}, "churn": {"beta": 1, "open_issue": 2}}
    new = {"patience": {"distribution": "constant", "value_s": 3}, "churn": {"beta": 4}}
    assert merged(old, new) == {"patience": new["patience"], "churn": {"beta": 4, "open_issue": 2}}
