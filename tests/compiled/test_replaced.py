"""A rule of one's own: played by both engines for as long as a block runs, and never taken for the shipped one."""

import numpy as np
import pytest

import sim
from sim.compiled.jit import JIT
from sim.compiled.replaced import in_force, replaced
from sim.model.engines.replication import simulate
from sim.rules import bounds, loyalty, spending
from sim.rules.bounds import share
from sim.rules.churn import goes
from sim.rules.incentives import care
from sim.study import compare
from sim.study.comparison import Design
from tests import synthetic
from tests.model.engines.difference import difference
from tests.towns import busy_town

HALF = 0.5
DESIGN = Design(replications=2, seed=1, against="neutral")
played: list[int] = []
KERNEL = pytest.param("kernel", marks=pytest.mark.slow)  # all of it is compiled again


def counted_days(scenario, seed, replication, engine):
    played.append(replication)
    return synthetic.days(scenario, seed, replication, engine)


def n_played(cache):
    """How many tasks of a small study are played, and not found in the store."""
    played.clear()
    compare.compare({"neutral": synthetic.scenario("neutral", horizon_d=5)}, DESIGN, 1, cache, counted_days)
    return len(played)


def unfelt(weight, waited_s, patience_s):
    return 0.0


def felt_thrice(weight, waited_s, patience_s):
    return 3 * loyalty.waiting_felt(weight, waited_s, patience_s)


def felt_as_ever(weight, waited_s, patience_s):
    return loyalty.waiting_felt(weight, waited_s, patience_s)


def world():
    return sim.load({"customers.n_start": 3000}, policy="neutral", horizon_d=5).scenarios["neutral"]


def experiences(engine):
    return sim.simulate(world(), 1, 0, engine).contacts["experience"]


@pytest.mark.parametrize("engine", ["story", KERNEL])
def test_a_rule_of_ones_own_is_played(engine):
    shipped = experiences(engine)
    with sim.replaced(loyalty.waiting_felt, by=felt_thrice):
        mine = experiences(engine)
    assert mine.sum() < shipped.sum()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["story", "kernel"])
def test_a_rule_replaced_by_itself_changes_nothing(engine):
    shipped = experiences(engine)
    with sim.replaced(loyalty.waiting_felt, by=felt_as_ever):
        np.testing.assert_array_equal(experiences(engine), shipped)


@pytest.mark.slow
def test_both_engines_play_the_same_with_a_rule_of_ones_own():
    with sim.replaced(loyalty.waiting_felt, by=felt_thrice):
        np.testing.assert_array_equal(experiences("kernel"), experiences("story"))


@pytest.mark.parametrize("engine", ["story", KERNEL])
def test_after_the_block_the_shipped_rule_is_played(engine):
    shipped = experiences(engine)
    with sim.replaced(loyalty.waiting_felt, by=felt_thrice):
        experiences(engine)
    np.testing.assert_array_equal(experiences(engine), shipped)


def test_the_shipped_rule_comes_back_after_an_error():
    def block():
        with sim.replaced(loyalty.waiting_felt, by=unfelt):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        block()
    assert (loyalty.waiting_felt(0.25, 30.0, 60.0), in_force()) == (-0.125, {})


def test_a_rule_that_other_rules_call_is_replaced_there_too():
    with sim.replaced(spending.spend_usd_month, by=lambda mean_usd, gamma, loyalty: 0.0):
        assert spending.baskets(5.0, 0.39, 0.0, 0.999) == 0


def test_two_rules_can_be_replaced_at_once():
    mine = (
        sim.replaced(loyalty.waiting_felt, by=unfelt),
        sim.replaced(loyalty.freedom, by=lambda script, authority: 0.0),
    )
    with mine[0], mine[1]:
        assert (loyalty.waiting_felt(0.25, 30.0, 60.0), loyalty.freedom(0.0, 0.0)) == (0.0, 0.0)


def test_results_of_a_rule_of_ones_own_are_not_those_of_the_shipped_one(tmp_path):
    n_played(tmp_path)
    with sim.replaced(loyalty.waiting_felt, by=unfelt):
        assert n_played(tmp_path) == DESIGN.replications


def test_results_of_the_shipped_rule_are_not_those_of_one_of_ones_own(tmp_path):
    with sim.replaced(loyalty.waiting_felt, by=unfelt):
        n_played(tmp_path)
    assert n_played(tmp_path) == DESIGN.replications


def test_results_of_two_rules_that_differ_in_a_number_around_them_do_not_mix(tmp_path):
    def scaled(factor):
        return lambda weight, waited_s, patience_s: -factor * weight

    with sim.replaced(loyalty.waiting_felt, by=scaled(1.0)):
        n_played(tmp_path)
    with sim.replaced(loyalty.waiting_felt, by=scaled(2.0)):
        assert n_played(tmp_path) == DESIGN.replications


def test_results_of_the_same_rule_are_found_again(tmp_path):
    with sim.replaced(loyalty.waiting_felt, by=unfelt):
        n_played(tmp_path)
    with sim.replaced(loyalty.waiting_felt, by=unfelt):
        assert n_played(tmp_path) == 0


def test_several_processes_are_refused_in_a_sentence():
    study = sim.load(policy="neutral", horizon_d=1, replications=2)
    with (
        sim.replaced(loyalty.waiting_felt, by=unfelt),
        pytest.raises(sim.InputError, match="waiting_felt is replaced in this process only; write workers=1"),
    ):
        sim.compare(study, workers=2)


def test_a_result_says_which_rules_were_replaced():
    with sim.replaced(loyalty.waiting_felt, by=unfelt):
        ((name, formula),) = in_force().items()
    assert (name, "return 0.0" in formula["source"]) == ("sim.rules.loyalty.waiting_felt", True)


@pytest.mark.parametrize(
    ("rule", "by", "sentence"),
    [
        (unfelt, unfelt, "what is replaced is a formula of sim.rules"),
        (loyalty.waiting_felt, 0.0, "is replaced by a function written in Python; got 0.0"),
        (loyalty.waiting_felt, lambda weight: 0.0, r"takes \(weight, waited_s, patience_s\), .* got \(weight\)"),
    ],
    ids=["no rule", "no function", "other parameters"],
)
def test_what_cannot_replace_a_rule_is_refused_in_a_sentence(rule, by, sentence):
    with pytest.raises(ValueError, match=sentence), sim.replaced(rule, by=by):
        pass


@pytest.mark.skipif(not JIT, reason="nothing is compiled")
def test_what_cannot_be_compiled_is_refused_in_a_sentence():
    def looked_up(weight, waited_s, patience_s):
        return {"weight": [weight]}[object()]

    block = sim.replaced(loyalty.waiting_felt, by=looked_up)
    with pytest.raises(ValueError, match="looked_up cannot be compiled: .* It may use numbers"), block:
        pass


def half_of_it(x):
    return HALF * x


def test_callers_of_a_replaced_rule_call_its_replacement():
    with replaced(share, half_of_it):
        assert care(0.5, 0.5, 0.6) == 0.25


def test_the_rule_itself_is_replaced():
    with replaced(share, half_of_it):
        assert bounds.share(0.5) == 0.25


def test_after_a_replacement_the_rule_is_what_it_was():
    with replaced(share, half_of_it):
        care(0.5, 0.5, 0.6)
    assert (share(2.0), care(0.5, 0.5, 0.6)) == (1.0, 0.5)


def test_a_replacement_with_other_numbers_is_another():
    found = []
    for number in (0.25, 0.75):
        with replaced(share, constant(number)):
            found.append(care(0.5, 0.5, 0.6))
    assert found == [0.25, 0.75]


def constant(number):
    return lambda x: number


def stays(rate_month, beta, loyalty, u):
    return False


@pytest.mark.slow  # links both engines anew
def test_both_engines_play_a_replaced_rule():
    town = busy_town(1)
    as_it_is = simulate(town, 1, 0, "kernel")
    with replaced(goes, stays):
        story, kernel = (simulate(town, 1, 0, engine) for engine in ("story", "kernel"))
    assert (len(as_it_is.departures) > 0, len(kernel.departures)) == (True, 0)
    assert not difference(story, kernel)
    assert not difference(simulate(town, 1, 0, "kernel"), as_it_is)
