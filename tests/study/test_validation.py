"""Exact answers that no measure tells; those that one does are cases of `rapport validate`."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from scipy.special import chdtri

from sim import theory
from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.measures.confidence import half_width, pseudo_values
from sim.model.engines.replication import days
from sim.model.world.records import End
from sim.scenario import Scenario

CONFIDENCE = 0.999
PRECISION = 0.05  # half-width of the interval relative to the exact answer
DAY_S = 86400


def world(*words: str) -> Scenario:
    """A config of one policy."""
    return scenarios(composed(*words))["neutral"]


def calling(per_s: float, aht_s: float) -> tuple[str, str]:
    """Overrides for an arrival rate over the 1,000 customers, and a mean handle time."""
    per_month = per_s * DAY_S * 30
    return f"causes.request.issues_per_1000_month={per_month:.6f}", f"causes.request.work_mean_s={aht_s}"


class Estimate(NamedTuple):
    value: float
    half_width: float


def estimate(tops: np.ndarray, bottoms: np.ndarray) -> Estimate:
    """Ratio of sums over batches, with Student's interval."""
    pseudo = pseudo_values(np.stack([tops, bottoms], axis=1), lambda total: total[..., 0] / total[..., 1])
    return Estimate(float(pseudo.mean()), float(half_width(pseudo, CONFIDENCE)))


def agrees(got: Estimate, exact: float, precision: float = PRECISION) -> bool:
    """The exact answer lies in the interval, and the interval is narrow enough to mean something."""
    assert got.half_width <= precision * exact, f"{got} is too wide for {exact}"
    assert abs(got.value - exact) <= got.half_width, f"{got} is not {exact}"
    return True


@pytest.mark.verify
def test_the_mean_efficiency_of_a_staff_that_quits_and_is_renewed() -> None:
    # Work is constant and nothing else takes time, so work / talk is the efficiency of whoever answers.
    duty = [0] * 16 + [300] * 16 + [0] * 16
    learning = (
        "learning.p0=.4255",
        "learning.tau_d=231.9",
        "morale.quits_year=3",
        "morale.kappa=0",
        "morale.vacancy_d=0",
    )
    words = (
        "experiment=montreal",
        "horizon_d=720",
        "causes.request.work_distribution=constant",
        *calling(600 / DAY_S, 60),
    )
    scenario = world(*words, *learning, f"staffing.on_duty.everyday={duty}")
    contacts = np.concatenate([day.contacts for day in days(scenario, 1, 0)])
    talks = contacts[contacts["end"] == End.answered]
    seats = np.bincount(talks["agent"], 60 / talks["talk_s"]), np.bincount(talks["agent"]).astype(float)
    assert agrees(estimate(*seats), theory.mean_efficiency(0.4255, 231.9, 3 / 365))


@cache
def bases() -> np.ndarray:
    """Customers on days far apart, in worlds where all leave at one rate."""
    words = ("causes.request.issues_per_1000_month=.001", "customers.n_start=300", "customers.slots_per_customer=3")
    churn = ("churn.hazard_month=.1", "churn.beta=0", "churn.open_issue=0", "churn.crunch_share=0")
    joins = ("reputation.joins_share_month=.1", "reputation.slope=0", "horizon_d=3600")
    scenario = world("experiment=erlang_c", *words, *churn, *joins)
    sizes = [[day.days["customers"][0] for day in days(scenario, 1, n)] for n in range(40)]
    return np.array(sizes, float)[:, 1199::600].ravel()


@pytest.mark.verify
def test_the_customer_base_spreads_as_poisson() -> None:
    exact = theory.customer_base(joins_per_d=30 / 30, leaves_per_d=0.1 / 30)
    n = len(bases())
    ratio_of_spreads = bases().var(ddof=1) / exact.sd**2
    low, high = (chdtri(n - 1, tail) / (n - 1) for tail in (1 - (1 - CONFIDENCE) / 2, (1 - CONFIDENCE) / 2))
    assert low < ratio_of_spreads < high
