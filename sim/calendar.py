"""When issues are born: causes x profile x season, or a planner's volumes, as expected numbers per interval."""

import numpy as np

from sim.draws import BUSYNESS, uniforms
from sim.scenario import Scenario
from sim.scenario.center import Weekday

DAY_S = 86400
MONTH_D = 30


def weekday_of(scenario: Scenario, day: int) -> Weekday:
    """Weekday of a day of the horizon."""
    weekdays = list(Weekday)
    return weekdays[(weekdays.index(scenario.center.day0) + day) % 7]


def profile(scenario: Scenario) -> np.ndarray:
    """Share of an average day's births in each interval of the horizon."""
    center = scenario.center
    mean_day = sum(sum(row) for row in center.profile.values()) / 7
    days = [center.profile[weekday_of(scenario, day)] for day in range(scenario.horizon_d)]
    return np.array(days, float).reshape(-1) / mean_day


def topic_shares(scenario: Scenario) -> np.ndarray:
    """Share of each topic, in the order of their names, in the issues whose cause names none."""
    shares = np.array([scenario.center.topics[name].share for name in sorted(scenario.center.topics)])
    return shares / shares.sum()


def _cause_topics(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_topics) shares of the topics in each cause."""
    names = sorted(scenario.center.topics)
    fixed = np.eye(len(names))
    shares = topic_shares(scenario)
    topics = [scenario.causes[cause].topic for cause in sorted(scenario.causes)]
    return np.array([shares if topic is None else fixed[names.index(topic)] for topic in topics])


def _births_by_topic(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_topics, n_intervals) expected births over all customers on a day of busyness 1."""
    rates = np.array([scenario.causes[name].issues_per_1000_month for name in sorted(scenario.causes)])
    per_day = rates / 1000 / MONTH_D * scenario.customers.n_start
    weights = per_day[:, None] * _cause_topics(scenario)
    offered = scenario.demand.offered
    if offered is None:
        return weights[:, :, None] * profile(scenario)
    total = weights.sum(axis=0)
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    none = (0.0,) * scenario.n_intervals
    volumes = np.array([offered.get(name, none) for name in sorted(scenario.center.topics)])
    return weights[:, :, None] * volumes / scenario.demand.contacts_per_issue


def births_per_interval(scenario: Scenario) -> np.ndarray:
    """(n_causes, n_intervals) expected births over all customers, causes in the order of their names."""
    return _births_by_topic(scenario).sum(axis=1)


def topic_mix(scenario: Scenario) -> np.ndarray:
    """(n_intervals, n_topics) cumulative shares of the topics in the births of causes that name none."""
    free = [scenario.causes[name].topic is None for name in sorted(scenario.causes)]
    births = _births_by_topic(scenario)[free].sum(axis=0).T
    total = births.sum(axis=1, keepdims=True)
    mix = np.divide(births, total, out=np.tile(topic_shares(scenario), (len(births), 1)), where=total > 0)
    return np.cumsum(mix, axis=1)


def busyness(scenario: Scenario, seed: int, replication: int) -> np.ndarray:
    """The factor of each day, shared by all causes: Gamma with mean 1. Source: FACTS "day-to-day volume"."""
    from scipy.special import gammaincinv

    shape = scenario.center.busyness_shape
    if shape is None:
        return np.ones(scenario.horizon_d)
    coins = [uniforms(seed, replication, BUSYNESS, (0, 0), day)[0] for day in range(scenario.horizon_d)]
    return np.array(gammaincinv(shape, np.array(coins)) / shape)


def cumulative_births(scenario: Scenario, seed: int, replication: int) -> np.ndarray:
    """(n_causes + 1, n_intervals + 1) expected births of a customer of average propensity; the last row is the sum."""
    a_day = DAY_S // scenario.center.interval_s
    births = births_per_interval(scenario) * np.repeat(busyness(scenario, seed, replication), a_day)
    births = np.vstack([births, births.sum(axis=0)]) / scenario.customers.n_start
    return np.concatenate([np.zeros((len(births), 1)), np.cumsum(births, axis=1)], axis=1)
