"""What to doubt first: the inputs named are there, and within the ranges shown."""

import pytest

from sim.config import composition, inputs
from sim.report.page.assumptions import ASSUMPTIONS, assumed, spread


@pytest.fixture(scope="module")
def default():
    return inputs.plain_of(composition.composed())


def test_every_doubtful_input_is_in_the_config(default):
    assert [one.key for one, here in assumed(default) if here == spread([])] == []


@pytest.mark.parametrize("one", [one for one in ASSUMPTIONS if one.plausible], ids=lambda one: one.key)
def test_a_default_is_within_the_range_shown(default, one):
    here = next(here for other, here in assumed(default) if other is one)
    assert one.plausible[0] <= float(here) <= one.plausible[1]
