"""Formulas of churn and customer value. Source: model 11."""

import math

from sim.compiled.jit import compiled
from sim.rules.bounds import exp_at_most

EVERYBODY = 50.0  # log hazard at which nobody stays


@compiled
def hazard(rate_month: float, beta: float, loyalty: float) -> float:
    """Probability of churn at a monthly renewal.

    >>> round(hazard(0.0113, 0.35, 0.0), 6)
    0.011236
    """
    return 1.0 - math.exp(-rate_month * math.exp(-beta * loyalty))


@compiled
def goes(rate_month: float, beta: float, loyalty: float, u: float) -> bool:
    """Whether a customer churns at a renewal, with the probability of ``hazard``.

    >>> goes(0.0113, 0.35, 0.0, 0.0112), goes(0.0113, 0.35, 0.0, 0.0113)
    (True, False)
    """
    return u < rate_month * exp_at_most(-beta * loyalty) and u < hazard(rate_month, beta, loyalty)


@compiled
def commodity_factor(commodity: float, with_people: float, contacts: float, below: float) -> float:
    """Hazard factor if hardly any contact is with a person, so that the company is a commodity.

    >>> commodity_factor(0.15, 10.0, 100.0, 0.4), commodity_factor(0.15, 40.0, 100.0, 0.4)
    (1.1125, 1.0)
    """
    return 1.0 + commodity * max(0.0, 1.0 - with_people / contacts / below) if contacts > 0 else 1.0


@compiled
def fee_factor(response: float, fee_usd_month: float, margin_usd_month: float) -> float:
    """Factor of a fee on the hazard; purchases, new customers and returns are divided by it. Source: model 11.

    ``margin_usd_month`` is the mean margin of a customer.

    >>> fee_factor(1.0, 0.0, 20.0), round(fee_factor(1.0, 2.0, 20.0), 4)
    (1.0, 1.1052)
    """
    pull = response * fee_usd_month
    if pull == 0:
        return 1.0
    return math.exp(pull / margin_usd_month if pull < EVERYBODY * margin_usd_month else EVERYBODY)


@compiled
def months_worth(hazard: float, discount_year: float, months: float) -> float:
    """Expected discounted months of stay, within the next ``months``.

    >>> months_worth(0.0, 0.0, 36.0), round(months_worth(0.01, 0.1, 36.0), 3)
    (36.0, 26.589)
    """
    kept = (1.0 - hazard) / (1.0 + discount_year / 12.0)
    return months if kept == 1.0 else (1.0 - kept**months) / (1.0 - kept)
