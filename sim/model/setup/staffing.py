"""Staff on duty: from a plan or shifts, or sized by Erlang A for the neutral policy's load."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from sim.model.setup.absence import Came, everybody, without_absent
from sim.model.setup.arrival_rates import births_per_interval, topic_mix
from sim.model.setup.calendar import over_horizon
from sim.model.setup.routes import named_routes
from sim.model.setup.shifts import numbers
from sim.rules.handling import courtesy_s, solving_s
from sim.rules.incentives import care
from sim.rules.resolution import checks_share, solves_off_script, solves_on_script
from sim.scenario import Cause, Scenario
from sim.theory import Queue, erlang_a, mean_efficiency

YEAR_D = 365
_HOPELESS_LINE = 1e6
_SERIES = 400  # terms of the mean of 1 / efficiency; the first left out is below 1e-9 for p0 of .05 and more


def on_duty(scenario: Scenario, came: Came = everybody) -> np.ndarray:
    """(n_groups, n) agents on duty in steps of ``plan_s``, groups in order of names.

    A plan for a day holds every day; one for a week starts on a Monday. Sized staffing is the smallest number for each
    group and interval, and at least one whenever a contact may arrive, as redials come at any open hour; groups that no
    contact reaches have nobody. Absences are subtracted.
    """
    if scenario.staffing.shifts is not None:
        return numbers(scenario, came)
    planned = given(scenario) if scenario.staffing.on_duty is not None else sized(scenario)
    if came is everybody:
        return planned
    days = planned.reshape(len(planned), scenario.horizon_d, -1)
    return np.array([
        [without_absent(row, came(group, day, row.max())) for day, row in enumerate(rows)]
        for group, rows in zip(scenario.groups, days, strict=True)
    ]).reshape(planned.shape)  # fmt: skip


def opened(scenario: Scenario, planned: np.ndarray) -> np.ndarray:
    """(n_groups, n) whether a group is open in each step: staff is planned, not counting breaks."""
    there = planned if scenario.staffing.shifts is None else numbers(scenario, everybody, breaks=False)
    return (there > 0).astype(np.int64)


def given(scenario: Scenario) -> np.ndarray:
    """``staffing.on_duty`` for every interval of the horizon."""
    plan = scenario.staffing.on_duty or {}
    rows = [over_horizon(np.array(plan[group], np.int64), scenario) for group in scenario.groups]
    return np.array([row[: scenario.n_intervals] for row in rows])


def sized(scenario: Scenario) -> np.ndarray:
    """Agents on duty that meet the service level in each interval of a day of busyness 1.

    The load is the neutral policy's, scaled by what pilots of this policy measured.
    """
    arrivals_per_s, work_per_s = expected_load(scenario)
    contacts, handle = (_factors(scenario, key) for key in ("contacts_factor", "handle_factor"))
    arrivals_per_s, work_per_s = arrivals_per_s * contacts, work_per_s * contacts * handle
    n_agents = np.array([
        _smallest(arrivals, work, scenario) for arrivals, work in zip(arrivals_per_s, work_per_s, strict=True)
    ])  # fmt: skip
    open_now, called = arrivals_per_s.sum(axis=0) > 0, arrivals_per_s.sum(axis=1) > 0
    reached = {group for topic, group, _ in named_routes(scenario) if called[first_tried(scenario, topic)].any()}
    return np.maximum(n_agents, np.outer([group in reached for group in scenario.groups], open_now))


def _factors(scenario: Scenario, key: str) -> np.ndarray:
    found = getattr(scenario.staffing, key)
    return np.array([[found.get(group, 1.0)] for group in scenario.groups])


def expected_load(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Two tables (n_groups, n_intervals): contacts offered per second, and offered load in erlangs."""
    births = births_per_interval(scenario)
    mix = np.diff(topic_mix(scenario), axis=1, prepend=0).T
    topics = sorted(scenario.center.topics)
    contacts = np.zeros((len(scenario.groups), scenario.n_intervals))
    load = np.zeros_like(contacts)
    for born, name in zip(births, sorted(scenario.causes), strict=True):
        cause = scenario.causes[name]
        for share, topic in zip(mix, topics, strict=True):
            share = share if cause.topic is None else float(cause.topic == topic)
            for row in first_tried(scenario, topic):
                part = born * share / len(first_tried(scenario, topic))
                contacts[row] += part
                load[row] += part * mean_handle_s(scenario, cause, scenario.center.topics[topic].work_factor)
    per_s = scenario.demand.contacts_per_issue / scenario.center.interval_s
    return contacts * per_s, load * per_s


def first_tried(scenario: Scenario, topic: str) -> list[int]:
    """Indices of a topic's first-choice groups, which share its load in sizing."""
    ways = [(route.tried, group) for name, group, route in named_routes(scenario) if name == topic]
    return [scenario.groups.index(group) for tried, group in ways if tried == min(ways)[0]]


def mean_handle_s(scenario: Scenario, cause: Cause, work_factor: float) -> float:
    """Mean talk time plus after-call work of a first contact under the neutral policy."""
    return mean_talk_s(scenario, cause, work_factor) + scenario.handling.after_call_s


def mean_talk_s(scenario: Scenario, cause: Cause, work_factor: float) -> float:
    """Mean talk time of a first contact under the neutral policy, over all agents.

    Repeat contacts, which need less work, and the correlation of solving with speed are neglected.
    """
    rule, work_s, off = scenario.handling, cause.work_mean_s * work_factor, cause.off_script_share
    on_solved, off_solved = _solved_shares(scenario)
    able_share = 1 - off * (1 - off_solved) * (1 - rule.unable_share)
    minds = care(scenario.morale.disposition_mean, scenario.morale.start, scenario.morale.care_slope)
    checked = checks_share(minds, 0.0) * (off * off_solved + (1 - off) * on_solved)
    return (
        solving_s(work_s, 1.0, 1 / seconds_per_work(scenario), 0.0, able_share)
        + courtesy_s(rule.courtesy, work_s, 0.0)
        + rule.opening_s
        + checked * rule.check_s
    )


def seconds_per_work(scenario: Scenario) -> float:
    """Mean of 1 / (speed x efficiency) over staff with a constant attrition rate.

    With a = quits per day x tau, e^(-tenure / tau) has the density a u^(a-1), so the mean of 1 / efficiency is the sum
    over k of (1 - p0)^k a / (a + k); the mean of 1 / speed is 1 + CV^2 for a lognormal of mean 1.
    """
    learning = scenario.learning
    a = scenario.morale.quits_year / YEAR_D * learning.tau_d
    k = np.arange(1, _SERIES)
    slower = 1 + float(((1 - learning.p0) ** k * a / (a + k)).sum())
    return slower * (1 + learning.speed_cv**2)


def n_agents_for(queue: Queue, service_level: float, threshold_s: float, guess: int = 1) -> int:
    """Smallest number on duty that reaches ``service_level`` within ``threshold_s``, by Erlang A.

    >>> n_agents_for(Queue(100 / 1800, 180, 0, patience_mean_s=300), service_level=.8, threshold_s=20)
    13
    """
    return _first(_goal(queue, service_level, threshold_s), guess)


def _goal(queue: Queue, service_level: float, threshold_s: float) -> Callable[[int], bool]:
    def meets(n_agents: int) -> bool:
        # with endless patience too few agents have a line of millions: nobody is in time, and it is too long to count
        if (queue.arrivals_per_s - n_agents / queue.aht_s) * queue.patience_mean_s > _HOPELESS_LINE:
            return False
        return _service_level(queue._replace(n_agents=n_agents), threshold_s) >= service_level

    return meets


@lru_cache(maxsize=10_000)
def _service_level(queue: Queue, threshold_s: float) -> float:
    """Cached service level of a queue: policies and replications are sized for the same load."""
    return erlang_a(queue, threshold_s).service_level


def _first(meets: Callable[[int], bool], guess: int) -> int:
    """Smallest number from 1 on that meets the goal; ``meets`` is monotone."""
    n = max(1, guess)
    if meets(n):
        while n > 1 and meets(n - 1):
            n -= 1
        return n
    while not meets(n):
        n += 1
    return n


def _smallest(arrivals_per_s: np.ndarray, load: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Agents for each interval: each distinct load once, in ascending order, starting from the one before."""
    goal = scenario.staffing
    # loads of the same hour of two weeks differ in the last bits
    pairs = np.round(load, 9) + 1j * np.round(arrivals_per_s, 9)  # complex numbers are sorted as pairs are, and faster
    distinct, place = np.unique(pairs, return_inverse=True)
    n_agents = np.zeros(len(distinct), np.int64)
    n = 1
    for i, (erlangs, rate) in enumerate(zip(distinct.real.tolist(), distinct.imag.tolist(), strict=True)):
        if rate > 0:
            queue = Queue(rate, erlangs / rate, 0, goal.patience_mean_s)
            n = n_agents_for(queue, goal.service_level, goal.threshold_s, n)
            n_agents[i] = n
    return n_agents[place]


def _solved_shares(scenario: Scenario) -> tuple[float, float]:
    """Probability that the neutral policy's mean agent solves an issue on the script, and off it."""
    learning, rule = scenario.learning, scenario.resolution
    mean = mean_efficiency(learning.p0, learning.tau_d, scenario.morale.quits_year / YEAR_D)
    known = rule.p_know - rule.gap * (1 - mean)
    return (
        solves_on_script(0.0, rule.p_script, known),
        solves_off_script(mean, 0.0, 0.0, rule.p_off, rule.p_off_authority),
    )
