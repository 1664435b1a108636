"""The engines against exact and published answers: the same model as any study, reduced by its config to a queue."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.special import chdtri

from sim import engines, theory
from sim.records import End
from sim.scenario import Scenario
from sim.theory import Queue
from tests.batches import (
    CONFIDENCE,
    DAY_S,
    PRECISION,
    SUMS,
    Estimate,
    agrees,
    batch_sums,
    batches,
    calling,
    estimate,
    manned,
    ratio,
    world,
)

QUICK = 0.15  # precision of runs of seconds, which only show that nothing is grossly wrong
MINUTE_S = 60
PLANNER = Queue(100 / 1800, 180, 14)
FIFTY = Queue(48 / 60, 60, 50, 120)
MONTREAL = Queue(4.2 / 60, 120, 12)


@pytest.mark.parametrize(("days", "precision"), [(40, QUICK), pytest.param(260, PRECISION, marks=pytest.mark.verify)])
def test_erlang_c_in_a_planners_words(days: int, precision: float) -> None:
    sums = batches(DAY_S if days < 100 else 4 * DAY_S, "experiment=erlang_c", f"horizon_d={days + 1}")
    exact = theory.erlang_c(PLANNER, threshold_s=20)
    assert agrees(ratio(sums, "waited", "offered"), exact.wait_share, precision)
    assert agrees(ratio(sums, "in_time", "judged"), exact.service_level, precision)
    assert agrees(ratio(sums, "busy_s", "time_s"), exact.occupancy * PLANNER.n_agents, precision)


@pytest.mark.verify
@pytest.mark.parametrize(
    ("n_agents", "load", "days"), [(2, 1, 240), (6, 5, 500), (10, 8, 220), (24, 20, 220), (110, 100, 130)]
)
def test_erlang_c_waits_are_exact(n_agents: int, load: float, days: int) -> None:
    words = ("experiment=erlang_c", f"horizon_d={days + 1}", *calling(load / 60, 60), manned(n_agents))
    sums = batches(DAY_S, *words)
    exact = theory.erlang_c(Queue(load / 60, 60, n_agents), threshold_s=20)
    assert agrees(ratio(sums, "waited", "offered"), exact.wait_share)
    assert agrees(ratio(sums, "wait_s", "offered"), exact.mean_wait_s)


def erlang_a_agrees(sums: np.ndarray, queue: Queue, precision: float = PRECISION, threshold_s: float = 20) -> bool:
    exact = theory.erlang_a(queue, threshold_s)
    return (
        agrees(ratio(sums, "abandoned", "offered"), exact.abandonment_share, precision)
        and agrees(ratio(sums, "waited", "offered"), exact.wait_share, precision)
        and agrees(ratio(sums, "wait_s", "offered"), exact.mean_wait_s, precision)
        and agrees(ratio(sums, "wait_s", "time_s"), exact.queue_length, precision)
        and agrees(ratio(sums, "answered_wait_s", "answered"), exact.asa_s, precision)
        and agrees(ratio(sums, "in_time", "judged"), exact.service_level, precision)
        and agrees(ratio(sums, "busy_s", "time_s"), exact.occupancy * queue.n_agents, precision)
    )


@pytest.mark.parametrize(("days", "precision"), [(2, 0.3), pytest.param(30, PRECISION, marks=pytest.mark.verify)])
def test_erlang_a_with_fifty_agents(days: int, precision: float) -> None:
    sums = batches(DAY_S / 12, "experiment=erlang_a", f"horizon_d={days + 1}")
    assert erlang_a_agrees(sums, FIFTY, precision)


def test_exponential_patience_loses_callers_by_the_time_they_wait() -> None:
    sums = batches(DAY_S / 12, "experiment=erlang_a", "horizon_d=3")
    lost = sums[:, SUMS.index("abandoned")]
    got = estimate(lost - sums[:, SUMS.index("wait_s")] / FIFTY.patience_mean_s, lost)
    assert got.half_width <= QUICK
    assert abs(got.value) <= got.half_width


@pytest.mark.verify
@pytest.mark.parametrize(("theta", "days"), [(0.5, 24), (1, 18), (2, 14)])
def test_erlang_a_a_little_overloaded(theta: float, days: int) -> None:
    load = (*calling(102 / 60, 60), manned(100), f"patience.mean_s={60 / theta}")
    sums = batches(DAY_S / 8, "experiment=erlang_a", f"horizon_d={days + 1}", "staffing.threshold_s=4", *load)
    assert erlang_a_agrees(sums, Queue(102 / 60, 60, 100, 60 / theta), threshold_s=4)


@pytest.mark.verify
def test_erlang_a_in_a_busy_center() -> None:
    words = ("experiment=erlang_a", "horizon_d=91", "patience.mean_s=300", *calling(20 / 60, 300), manned(100))
    assert erlang_a_agrees(batches(DAY_S / 3, *words), Queue(20 / 60, 300, 100, 300))


@pytest.mark.parametrize(("days", "precision"), [(2, 0.3), pytest.param(40, PRECISION, marks=pytest.mark.verify)])
def test_redials_add_their_load(days: int, precision: float) -> None:
    sums = batches(DAY_S / 12, "experiment=redial", f"horizon_d={days + 1}")
    exact = theory.redial_orbit(FIFTY, redial_share=0.5, delay_mean_s=60)
    assert agrees(ratio(sums, "offered", "time_s"), exact.offered_per_s, precision)
    assert agrees(ratio(sums, "abandoned", "offered"), exact.abandonment_share, precision)
    assert agrees(ratio(sums, "wait_s", "time_s"), exact.queue_length, precision)
    assert agrees(ratio(sums, "busy_s", "time_s"), exact.occupancy * FIFTY.n_agents, precision)


def one_agent(load: float, law: str, scv: float, days: int) -> tuple[str, ...]:
    law_words = (f"causes.request.work_law={law}", f"causes.request.work_scv={scv}")
    return ("experiment=mg1", f"horizon_d={days + 1}", *law_words, *calling(load / 20, 20))


@pytest.mark.parametrize(("law", "scv", "days"), [("constant", 0, 20), ("lognormal", 1, 40)])
def test_one_agent_at_half_load_waits_as_pollaczek_and_khinchine_say(law: str, scv: float, days: int) -> None:
    sums = batches(DAY_S, *one_agent(0.5, law, scv, days))
    assert agrees(ratio(sums, "wait_s", "offered"), theory.mg1_mean_wait_s(0.5 / 20, 20, scv), QUICK)


@pytest.mark.verify
@pytest.mark.parametrize(
    ("law", "scv", "days"),
    [("constant", 0, 160), ("exponential", 1, 360), ("lognormal", 1, 360), ("lognormal", 4, 2800)],
)
def test_one_busy_agent_waits_as_pollaczek_and_khinchine_say(law: str, scv: float, days: int) -> None:
    sums = batches(days / 40 * DAY_S, *one_agent(0.8, law, scv, days))
    assert agrees(ratio(sums, "wait_s", "offered"), theory.mg1_mean_wait_s(0.8 / 20, 20, scv))


def montreal(days: int, **parts: dict[str, Any]) -> np.ndarray:
    """(n_days, n_sums): every day starts empty, so none is warm-up; handling is cut at closing time."""
    scenario = world("experiment=montreal", f"horizon_d={days}", **parts)
    closing_s = 16 * 3600
    rows = []
    for chunk in engines.days(scenario, 1, 0):
        contacts = chunk.contacts
        row = batch_sums(contacts, scenario.staffing.threshold_s, DAY_S)[0]
        begun_s = contacts["offered_s"] % DAY_S + contacts["waited_s"]
        done_s = np.minimum(closing_s, begun_s + contacts["talk_s"] + contacts["acw_s"])
        row[SUMS.index("busy_s")] = np.maximum(0, done_s - begun_s).sum()
        row[SUMS.index("time_s")] = 480 * 60
        rows.append(row)
    return np.array(rows)


def per_day(sums: np.ndarray, what: str) -> Estimate:
    return estimate(sums[:, SUMS.index(what)], np.ones(len(sums)))


def test_a_day_in_montreal_starts_empty_and_is_drained() -> None:
    sums = montreal(60)
    exact = theory.day(MONTREAL, theory.Opening(480 * 60), threshold_s=20)
    assert agrees(per_day(sums, "in_time"), exact.answered_in_time)
    assert agrees(ratio(sums, "in_time", "judged"), exact.levels.service_level)
    assert agrees(ratio(sums, "busy_s", "time_s"), exact.occupancy * MONTREAL.n_agents)


def published(got: Estimate, mean: float, half_width_95: float) -> bool:
    """Two simulations agree: 3.29 combined standard errors."""
    return abs(got.value - mean) <= 3.29 * math.hypot(got.half_width / 3.29, half_width_95 / 1.96)


@pytest.mark.verify
def test_a_thousand_days_in_montreal() -> None:
    sums = montreal(1000)
    exact = theory.day(MONTREAL, theory.Opening(480 * 60), threshold_s=20)
    assert agrees(per_day(sums, "in_time"), exact.answered_in_time)
    assert agrees(ratio(sums, "answered_wait_s", "answered"), exact.asa_s)
    assert published(per_day(sums, "in_time"), 1816.2, 3.5)
    assert published(ratio(sums, "in_time", "judged"), 0.902, 0.002)
    assert published(ratio(sums, "answered_wait_s", "answered"), 0.099 * MINUTE_S, 0.0025 * MINUTE_S)


@pytest.mark.verify
def test_a_thousand_days_in_montreal_with_a_minute_of_patience() -> None:
    sums = montreal(1000, patience={"law": "exponential", "mean_s": 60})
    exact = theory.day(MONTREAL._replace(patience_mean_s=60), theory.Opening(480 * 60), threshold_s=20)
    assert agrees(per_day(sums, "in_time"), exact.answered_in_time)
    assert agrees(per_day(sums, "abandoned"), exact.abandoned)
    assert agrees(ratio(sums, "answered_wait_s", "answered"), exact.asa_s)
    assert published(per_day(sums, "in_time"), 1906.0, 2.2)
    assert published(per_day(sums, "abandoned"), 58.61, 0.95)


def test_unsolved_issues_come_back_a_geometric_number_of_times() -> None:
    back = {"comes_back": 0.5, "fades": 1, "return_delay": {"law": "exponential", "mean_s": 600}}
    scenario = world("experiment=erlang_c", "horizon_d=11", manned(60), resolution={"p_know": 0.7}, returns=back)
    chunks = list(engines.days(scenario, 1, 0))[1:]
    talks = np.array([len(chunk.contacts) for chunk in chunks], float)
    issues = np.array([chunk.days["births"].sum() for chunk in chunks], float)
    assert agrees(estimate(talks, issues), theory.contacts_per_issue(solved=0.7, comes_back=0.5))


@pytest.mark.verify
def test_callers_who_never_wait_follow_a_sine_with_a_lag() -> None:
    # A day is one turn; 600 + 300 sin arrivals in a 2 pi-th of it, and a service of half that time.
    unit_s = DAY_S / (2 * math.pi)
    sine = [600 + 300 * math.sin((i + 0.5) / 1440 * 2 * math.pi) for i in range(1440)]
    base = world("experiment=erlang_c", "horizon_d=61", *calling(600 / unit_s, unit_s / 2))
    center = {"interval_s": 60, "profile": dict.fromkeys(base.center.profile, sine)}
    plain = base.model_dump()
    plain["center"] |= center
    plain["staffing"]["on_duty"] = {"everyday": [600] * 1440}
    contacts = np.concatenate([day.contacts for day in engines.days(Scenario.model_validate(plain), 1, 0)])
    for hour in (3, 9, 15, 21):
        at_s = (np.arange(1, 60) + hour / 24) * DAY_S
        there = np.searchsorted(np.sort(contacts["offered_s"]), at_s) - np.searchsorted(contacts["ended_s"], at_s)
        exact = theory.mt_m_infinity(600, 300, 1, 2, hour / 24 * 2 * math.pi)
        assert agrees(estimate(there.astype(float), np.ones(len(there))), exact)


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
    words = ("experiment=montreal", "horizon_d=720", "causes.request.work_law=constant", *calling(600 / DAY_S, 60))
    scenario = world(*words, *learning, f"staffing.on_duty.everyday={duty}")
    contacts = np.concatenate([day.contacts for day in engines.days(scenario, 1, 0)])
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
    sizes = [[day.days["customers"][0] for day in engines.days(scenario, 1, n)] for n in range(40)]
    return np.array(sizes, float)[:, 1199::600].ravel()


@pytest.mark.verify
def test_the_customer_base_is_joins_over_hazard() -> None:
    exact = theory.customer_base(joins_per_d=30 / 30, leaves_per_d=0.1 / 30)
    assert agrees(estimate(bases(), np.ones(len(bases()))), exact.mean)


@pytest.mark.verify
def test_the_customer_base_spreads_as_poisson() -> None:
    exact = theory.customer_base(joins_per_d=30 / 30, leaves_per_d=0.1 / 30)
    n = len(bases())
    ratio_of_spreads = bases().var(ddof=1) / exact.sd**2
    low, high = (chdtri(n - 1, tail) / (n - 1) for tail in (1 - (1 - CONFIDENCE) / 2, (1 - CONFIDENCE) / 2))
    assert low < ratio_of_spreads < high
