"""Service measures by topic, by group of agents, by interval of the day and by day of the horizon.

Each is the ratio of two of the sums below; definitions are those of ``dictionary.py``. Contacts count where and when
they were offered; time on duty and handling time count in their own interval.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from sim.measures import dictionary
from sim.measures.daily_sums import weights_of
from sim.model.world.records import End, Records, since
from sim.scenario import Scenario
from sim.time_units import DAY_S


class By(StrEnum):
    """Dimensions of the breakdown."""

    topic = "topic"
    group = "group"
    interval = "interval"
    day = "day"


OF_CONTACTS = (
    "ended", "received", "talks", "abandoned", "blocked", "in_time", "judged", "ended_in_time",
    "all_waited_s", "waited_s", "talk_s", "handle_s",
)  # fmt: skip
OF_AGENTS = ("busy_s", "on_duty_s", "paid_s")
SUMS = (*OF_CONTACTS, *OF_AGENTS, "days")
# measures by what they can be told of: who was not answered has no group, and a topic no time on duty
OF_ALL = (
    "ended_day", "abandonment_share", "blocked_share", "service_level", "service_level_of_offered",
    "service_level_of_answered", "service_level_of_served_or_left", "wait_s", "asa_s", "talk_s", "aht_s",
)  # fmt: skip
OF_TIME = ("occupancy", "utilisation")
TOLD = {
    By.topic: OF_ALL,
    By.group: ("answered_day", "service_level_of_answered", "asa_s", "talk_s", "aht_s", *OF_TIME),
    By.interval: OF_ALL + OF_TIME,
    By.day: OF_ALL + OF_TIME,
}
A_DAY = {"ended_day": "ended", "answered_day": "talks"}


class Part(NamedTuple):
    """One dimension: its number of values, and the value's index of each contact and of each interval row."""

    n: int
    contacts: np.ndarray
    intervals: np.ndarray | None


def tally(records: Records, scenario: Scenario) -> dict[str, np.ndarray]:
    """Sums (n_values, n_sums) for each dimension; sums of consecutive days add up. Warm-up days are left out."""
    counted = since(records, scenario.warm_up_d)
    contacts = counted.contacts[counted.contacts["end"] <= End.sent_away]
    weights, of_agents = weights_of(contacts, scenario), _of_agents(counted.group_intervals, scenario)
    found = {}
    for by, part in _parts(contacts, counted.group_intervals, scenario).items():
        rows = np.zeros((part.n, len(SUMS)))
        for name in OF_CONTACTS:
            rows[:, SUMS.index(name)] = _summed(part.contacts, weights[name], part.n)
        if part.intervals is not None:
            for name, weight in of_agents.items():
                rows[:, SUMS.index(name)] = _summed(part.intervals, weight, part.n)
        days = counted.days["day"]
        rows[:, SUMS.index("days")] = np.bincount(days, minlength=part.n) if by is By.day else len(days)
        found[by.value] = rows
    return found


def names(by: By, scenario: Scenario) -> list[str]:
    """Labels of a dimension's values: names, clock times at which intervals begin, or day numbers."""
    interval_s = scenario.center.interval_s
    if by is By.topic:
        return sorted(scenario.center.topics)
    if by is By.group:
        return list(scenario.groups)
    if by is By.interval:
        length = len("00:00") if interval_s % 60 == 0 else len("00:00:00")
        return [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}"[:length] for s in range(0, DAY_S, interval_s)]
    return [str(day) for day in range(scenario.horizon_d)]


def ratios(by: By, tallied: np.ndarray) -> np.ndarray:
    """Numerators and denominators (..., n_values, n_measures, 2) of the measures of a dimension."""
    pairs = [_pair(name) for name in TOLD[by]]
    columns = [[SUMS.index(top), SUMS.index(bottom)] for top, bottom in pairs]
    return tallied[..., np.array(columns)]


def _pair(name: str) -> tuple[str, str]:
    if name in A_DAY:
        return A_DAY[name], "days"
    measure = dictionary.BY_NAME[name]
    return measure.top, "ended" if measure.bottom == "offered" else measure.bottom


def _summed(places: np.ndarray, weights: np.ndarray, n: int) -> np.ndarray:
    """Weights summed by index; an index of -1 is left out."""
    return np.bincount(places + 1, weights, n + 1)[1:]


def _of_agents(intervals: np.ndarray, scenario: Scenario) -> dict[str, np.ndarray]:
    on_duty_s = intervals["on_duty_s"]
    paid_s = on_duty_s / (1 - scenario.staffing.shrinkage)
    return {"busy_s": intervals["busy_s"], "on_duty_s": on_duty_s, "paid_s": paid_s}


def _parts(contacts: np.ndarray, intervals: np.ndarray, scenario: Scenario) -> dict[By, Part]:
    interval_s, offered_s = scenario.center.interval_s, contacts["offered_s"]
    a_day, day = DAY_S // interval_s, (offered_s // DAY_S).astype(np.int64)
    of_day = ((offered_s - day * DAY_S) // interval_s).astype(np.int64)
    group = contacts["group"].astype(np.int64)
    return {
        By.topic: Part(len(scenario.center.topics), contacts["topic"].astype(np.int64), None),
        By.group: Part(len(scenario.groups), group, intervals["group"]),
        By.interval: Part(a_day, of_day, intervals["interval"] % a_day),
        By.day: Part(scenario.horizon_d, day, intervals["day"]),
    }
