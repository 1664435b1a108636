"""Expected births over time: causes x profile x season, a planner's volumes or a log.

Births go in steps of ``center.step_s``, which may be finer than the intervals of plans, volumes and the topic mix.
"""

import numpy as np

from sim.compiled.draws import BUSYNESS, uniforms
from sim.model.setup.calendar import day_type, over_horizon, repeats
from sim.scenario import Scenario
from sim.scenario.center import DayType, Weekday
from sim.scenario.demand import Log
from sim.time_units import DAY_S, MONTH_D


def profile(scenario: Scenario) -> np.ndarray:
    """Share of an average day's births in each step of the horizon."""
    center, special = scenario.center, scenario.center.special
    mean_day = sum(sum(row) for row in center.profile.values()) / 7
    days = np.zeros((scenario.horizon_d, DAY_S // center.step_s))
    for day, row in enumerate(days):
        kind = day_type(scenario, day)
        if kind is not DayType.closed:
            row[:] = center.profile[Weekday(kind)]
        if day in special:
            row *= special[day].volume
    return days.reshape(-1) / mean_day


def topic_shares(scenario: Scenario) -> np.ndarray:
    """Share of each topic (in order of names) in issues whose cause names none."""
    shares = np.array([scenario.center.topics[name].share for name in sorted(scenario.center.topics)])
    return shares / shares.sum()


def _cause_topics(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_topics) shares of the topics in each cause."""
    names = sorted(scenario.center.topics)
    fixed = np.eye(len(names))
    shares = topic_shares(scenario)
    topics = [scenario.causes[cause].topic for cause in sorted(scenario.causes)]
    return np.array([shares if topic is None else fixed[names.index(topic)] for topic in topics])


def _weights(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_topics) births over all customers on an average day."""
    rates = np.array([scenario.causes[name].issues_per_1000_month for name in sorted(scenario.causes)])
    per_day = rates / 1000 / MONTH_D * scenario.customers.n_start
    return per_day[:, None] * _cause_topics(scenario)


def causes_of_topics(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_topics) share of the causes in the births of each topic; 0 for a topic that no cause has."""
    weights = _weights(scenario)
    total = weights.sum(axis=0)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def _births_by_topic(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_topics, n_steps) expected births over all customers on a day of busyness 1."""
    demand, topics = scenario.demand, sorted(scenario.center.topics)
    if demand.log is not None:
        return causes_of_topics(scenario)[:, :, None] * logged(demand.log, scenario)
    if demand.offered is not None:
        contacts = np.array([offered(demand.offered.get(name), scenario) for name in topics])
        return causes_of_topics(scenario)[:, :, None] * contacts / demand.contacts_per_issue
    return _weights(scenario)[:, :, None] * profile(scenario)


def offered(volumes: tuple[float, ...] | None, scenario: Scenario) -> np.ndarray:
    """A planner's volumes of a topic in each step of the horizon, spread evenly within an interval; never 0.

    Volumes of a day or a week follow special days and their factors; those of the whole horizon do not.
    """
    steps, special = scenario.center.interval_s // scenario.center.step_s, scenario.center.special
    row = np.array(volumes or (0.0,), float)
    whole = over_horizon(row, scenario)
    if repeats(row, scenario):
        factors = [special[day].volume if day in special else 1.0 for day in range(scenario.horizon_d)]
        whole = whole * np.repeat(factors, len(whole) // scenario.horizon_d)
    return np.repeat(whole / steps, steps)


def logged(log: Log, scenario: Scenario) -> np.ndarray:
    """(n_topics, n_steps) births of a log."""
    shape = len(scenario.center.topics), scenario.horizon_d * DAY_S // scenario.center.step_s
    step = (np.array(log.time_s) // scenario.center.step_s).astype(np.int64)
    there = step < shape[1]
    place = topics_of(log, scenario)[there] * shape[1] + step[there]
    return np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape).astype(float)


def topics_of(log: Log, scenario: Scenario) -> np.ndarray:
    """Index of each issue's topic in the sorted names."""
    places = {name: place for place, name in enumerate(sorted(scenario.center.topics))}
    return np.array([places[name] for name in log.topic], np.int64)


def _in_intervals(births: np.ndarray, scenario: Scenario) -> np.ndarray:
    """The same births summed to intervals instead of steps."""
    steps = scenario.center.interval_s // scenario.center.step_s
    return births.reshape(*births.shape[:-1], -1, steps).sum(axis=-1)


def births_per_step(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_steps) expected births over all customers, causes in the order of their names."""
    return _births_by_topic(scenario).sum(axis=1)


def births_per_interval(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_intervals) expected births over all customers, causes in the order of their names."""
    return _in_intervals(births_per_step(scenario), scenario)


def topic_mix(scenario: Scenario) -> np.ndarray:
    """(n_intervals, n_topics) cumulative shares of the topics in the births of causes that name none."""
    free = [scenario.causes[name].topic is None for name in sorted(scenario.causes)]
    births = _in_intervals(_births_by_topic(scenario)[free].sum(axis=0), scenario).T
    total = births.sum(axis=1, keepdims=True)
    mix = np.divide(births, total, out=np.tile(topic_shares(scenario), (len(births), 1)), where=total > 0)
    return np.cumsum(mix, axis=1)


def busyness(scenario: Scenario, seed: int, replication: int) -> np.ndarray:
    """Random factor of each day, shared by all causes: Gamma with mean 1. Source: evidence busyness."""
    from scipy.special import gammaincinv

    shape = scenario.center.busyness_shape
    if shape is None or scenario.demand.log is not None:  # a log has it in its numbers
        return np.ones(scenario.horizon_d)
    draws = [uniforms(seed, replication, BUSYNESS, (0, 0), day)[0] for day in range(scenario.horizon_d)]
    return np.array(gammaincinv(shape, np.array(draws)) / shape)


def cumulative_births(scenario: Scenario, seed: int, replication: int) -> np.ndarray:
    """(n_causes + 1, n_steps + 1) expected births of a customer of average propensity; the last row is the sum."""
    a_day = DAY_S // scenario.center.step_s
    births = births_per_step(scenario) * np.repeat(busyness(scenario, seed, replication), a_day)
    births = np.vstack([births, births.sum(axis=0)]) / scenario.customers.n_start
    return np.concatenate([np.zeros((len(births), 1)), np.cumsum(births, axis=1)], axis=1)
