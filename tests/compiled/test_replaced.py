"""A rule of one's own stands in the place of one of ours, on both engines, and leaves nothing behind."""

import pytest

from sim.compiled.replaced import in_force, replaced
from sim.model.engines.replication import simulate
from sim.rules import bounds
from sim.rules.bounds import share
from sim.rules.churn import goes
from sim.rules.incentives import care
from sim.study.compare import COMPARED
from sim.study.tasks import play_all
from tests.model.engines.difference import difference
from tests.towns import busy_town

HALF = 0.5


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


def test_what_is_replaced_is_told_apart_by_what_replaces_it():
    told = []
    for number in (0.25, 0.75):
        with replaced(share, constant(number)):
            told.append(in_force())
    assert told[0] != told[1]
    assert in_force() == {}


def test_a_replacement_takes_as_much_as_the_rule():
    message = "share takes x; what shall replace it takes x, y"
    with pytest.raises(TypeError, match=message), replaced(share, lambda x, y: x):
        pass


def stays(rate, slope, loyalty, u):
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


def test_a_rule_that_is_replaced_is_not_left_to_other_processes(tmp_path):
    with (
        replaced(share, half_of_it),
        pytest.raises(ValueError, match="share: a rule that is replaced .* write workers=1"),
    ):
        play_all([], 2, tmp_path, COMPARED)
