import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.churn import commodity_factor, goes, hazard, months_worth

RATE = st.floats(0, 2)
LOYALTY = st.floats(-5, 5)


def test_hazard_of_a_customer_at_loyalty_minus_2():
    # 1 - exp(-.0113 * exp(.7)) = 1 - exp(-.0113 * 2.0137527) = 1 - exp(-.02275541)
    assert hazard(0.0113, 0.35, -2.0) == pytest.approx(1 - math.exp(-0.02275541), rel=1e-6)


@given(RATE, st.floats(0, 2), LOYALTY)
def test_hazard_is_a_share(rate, beta, loyalty):
    assert 0 <= hazard(rate, beta, loyalty) <= 1


@given(RATE, st.floats(0, 2), LOYALTY, LOYALTY)
def test_loyalty_never_adds_hazard(rate, beta, a, b):
    assert hazard(rate, beta, max(a, b)) <= hazard(rate, beta, min(a, b))


@given(RATE, LOYALTY)
def test_loyalty_does_not_matter_without_beta(rate, loyalty):
    assert hazard(rate, 0.0, loyalty) == hazard(rate, 0.0, 0.0)


def test_two_months_of_value_by_hand():
    # r = (1 - .25) / (1 + .12 / 12) = .742574; 1 + r = 1.742574
    assert months_worth(0.25, 0.12, 2.0) == pytest.approx(1 + 0.75 / 1.01)


@given(st.floats(1e-4, 1), st.floats(0, 0.9), st.integers(0, 600))
def test_worth_is_the_sum_over_months(leaving, discount, months):
    kept = (1 - leaving) / (1 + discount / 12)
    assert months_worth(leaving, discount, float(months)) == pytest.approx(
        sum(kept**k for k in range(months)), rel=1e-8
    )


@given(st.floats(0, 1), st.floats(0, 0.9), st.integers(0, 600))
def test_worth_is_at_most_the_months_counted(leaving, discount, months):
    assert 0 <= months_worth(leaving, discount, float(months)) <= months * (1 + 1e-9)


@given(RATE, st.floats(0, 2), LOYALTY, st.floats(1e-9, 1 - 1e-9))
def test_who_leaves_is_who_draws_below_the_hazard(rate, beta, loyalty, u):
    assert goes(rate, beta, loyalty, u) == (u < hazard(rate, beta, loyalty))


@pytest.mark.parametrize(
    ("people", "contacts", "factor"),
    # .15 x (1 - share / .4)
    [(0, 10, 1.15), (1, 10, 1 + 0.15 * 0.75), (4, 10, 1.0), (10, 10, 1.0), (0, 0, 1.0)],
)
def test_without_people_a_company_is_a_commodity(people, contacts, factor):
    assert commodity_factor(0.15, people, contacts, 0.4) == pytest.approx(factor)


@given(st.floats(0, 9), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.01, 1))
def test_people_never_add_hazard(commodity, people, web, below):
    assert 1 <= commodity_factor(commodity, people, people + web, below) <= 1 + commodity
    assert commodity_factor(0.0, people, people + web, below) == 1
