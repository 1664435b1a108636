"""What an experiment claims is judged by the paired interval, and a failed claim is told."""

import json

import numpy as np
import pytest

from sim.config import composition, inputs
from sim.config.composition import composed
from sim.config.inputs import claims_of
from sim.config.problems import InputError
from sim.measures.confidence import half_width, pseudo_values
from sim.measures.dictionary import NAMES
from sim.measures.ratios import values
from sim.report import claims_table
from sim.report.wording.claimed import first_line
from sim.study import compare, store
from sim.study.claims import FAILS, HOLDS, OPEN, Claim, Sign, verdict
from sim.study.comparison import Design, between, judged, tables
from tests import synthetic

DESIGN = Design(replications=4, seed=1, against="neutral")
POLICIES = ("neutral", "scripted_checklist", "empowered_ownership")
SHIPPED = sorted(
    file.relative_to(composition.CONFIGS / "experiment").with_suffix("").as_posix()
    for file in (composition.CONFIGS / "experiment").rglob("*.yaml")
)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    scenarios = {name: synthetic.scenario(name, horizon_d=5) for name in POLICIES}
    return compare.compare(scenarios, DESIGN, 1, tmp_path_factory.mktemp("cache"), synthetic.days)


def claim(**fields):
    return Claim(
        **({"statement": "It is so.", "policy": "scripted_checklist", "measure": "aht_s", "sign": "+"} | fields)
    )


def test_a_claim_of_the_study_s_pair_has_the_effect_and_interval_of_the_differences(comparison):
    row = judged([claim()], comparison)[0]
    gap = next(
        one for one in comparison.differences if (one["policy"], one["measure"]) == ("scripted_checklist", "aht_s")
    )
    assert [row[key] for key in gap] == pytest.approx([gap[key] for key in gap])


def test_a_claim_of_another_pair_is_paired_world_by_world(comparison):
    found = between(comparison, ("empowered_ownership", "scripted_checklist"), "aht_s")
    mine, other = (comparison.tallies[policy] for policy in ("empowered_ownership", "scripted_checklist"))
    gaps = (pseudo_values(mine, values) - pseudo_values(other, values))[:, NAMES.index("aht_s")]
    assert found["high"] - found["mean"] == pytest.approx(half_width(gaps, comparison.confidence_each))
    assert found["mean"] == pytest.approx((values(mine.sum(axis=0)) - values(other.sum(axis=0)))[NAMES.index("aht_s")])


def test_a_claim_turned_round_fails_where_the_other_holds(comparison):
    rows = judged([claim(sign=sign) for sign in "+-"], comparison)
    assert sorted(row["verdict"] for row in rows) == [FAILS, HOLDS]


@pytest.mark.parametrize(("sign", "told"), [("+", OPEN), ("-", OPEN), ("0", HOLDS)])
def test_an_interval_with_0_settles_only_that_nothing_is_shown(sign, told):
    assert verdict(Sign(sign), -1, 1) == told


def test_no_difference_is_refuted_by_an_interval_without_0():
    assert verdict(Sign.same, 1, 2) == FAILS


def test_what_has_no_interval_settles_nothing():
    assert {verdict(sign, np.nan, np.nan) for sign in Sign} == {OPEN}


def test_a_failed_claim_is_counted_first_and_told_below(comparison):
    signs = ["+", "-", "0"]
    whole = comparison._replace(question="Is it so?", claims=judged([claim(sign=sign) for sign in signs], comparison))
    text = claims_table(whole)
    assert text.splitlines()[0] == "Is it so?"
    assert text.splitlines()[1].startswith("1 of 3 claims hold, 2 fail, 0 not settled: ")
    assert text.count("\nfails ") == 2


def test_without_claims_nothing_is_said(comparison):
    assert first_line(comparison) == ""


def test_a_run_leaves_its_claims(comparison, tmp_path):
    whole = comparison._replace(claims=judged([claim(id="A6")], comparison))
    store.write_run(tmp_path, tables(whole), "", {})
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["claims"][0]["id"] == "A6"
    assert store.read_table(tmp_path / "tables" / "claims.parquet")["verdict"].tolist() == [whole.claims[0]["verdict"]]


def said(*words):
    with pytest.raises(InputError) as found:
        inputs.checked(composed(*words))
    return found.value.args


CLAIM = "{statement: so, policy: aht_target, measure: aht_s, sign: '+'}"
WRONG = {
    CLAIM.replace("aht_s,", "aht_ss,"): (
        "claims.0.measure: is a name of the dictionary, sim/measures/dictionary.py; got 'aht_ss'; the nearest is aht_s"
    ),
    CLAIM.replace("policy: aht_target", "policy: target"): (
        "claims.0.policy: input should be a policy that is played (got 'target'); write neutral or aht_target or "
        "scripted_checklist or empowered_ownership"
    ),
    CLAIM.replace("policy: aht_target", "policy: neutral"): (
        "claims.0.against: input should be another policy than the claim's own (got 'neutral' twice)"
    ),
    CLAIM.replace("'+'", "'*'"): "claims.0.sign: input should be '+', '-' or '0' (got '*')",
}


@pytest.mark.parametrize(("wrong", "sentence"), WRONG.items(), ids=[text.partition(":")[0] for text in WRONG.values()])
def test_a_wrong_claim_is_told_in_one_sentence(wrong, sentence):
    assert said(f"claims=[{wrong}]") == (f"config error at {sentence}",)


def test_a_sign_of_0_needs_no_quotes():
    assert claims_of(composed(f"claims=[{CLAIM.replace(chr(39) + '+' + chr(39), '0')}]")).claims[0].sign is Sign.same


@pytest.mark.parametrize("name", SHIPPED)
def test_every_experiment_composes(name):
    composed(f"experiment={name}")
