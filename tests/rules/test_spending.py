import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.compiled.quantiles import poisson
from sim.rules.spending import baskets, spend_usd_month


def test_spend_by_hand():
    # 5 * exp(.39 * 2) = 5 * 2.1814723
    assert spend_usd_month(5.0, 0.39, 2.0) == pytest.approx(5 * math.exp(0.78))


@given(st.floats(0, 100), st.floats(0, 3), st.floats(-4, 4), st.floats(-4, 4))
def test_loyal_customers_never_spend_less(mean_usd, gamma, a, b):
    assert 0 <= spend_usd_month(mean_usd, gamma, min(a, b)) <= spend_usd_month(mean_usd, gamma, max(a, b))


@given(st.floats(0, 3), st.floats(0, 1), st.floats(-5, 5), st.floats(1e-9, 1 - 1e-9))
def test_baskets_are_a_poisson_number(mean, gamma, loyalty, u):
    assert baskets(mean, gamma, loyalty, u) == poisson(spend_usd_month(mean, gamma, loyalty), u)
