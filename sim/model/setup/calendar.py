"""Weekdays and special days of the horizon."""

import numpy as np

from sim.scenario import Scenario
from sim.scenario.center import DayType, SpecialDay, Weekday
from sim.time_units import DAY_S


def weekday_of(scenario: Scenario, day: int) -> Weekday:
    """Weekday of a day of the horizon."""
    weekdays = list(Weekday)
    return weekdays[(weekdays.index(scenario.center.day0) + day) % 7]


def day_type(scenario: Scenario, day: int) -> DayType:
    """Type of a day of the horizon: its weekday, unless it is special."""
    like = scenario.center.special.get(day, SpecialDay()).like
    return DayType(weekday_of(scenario, day)) if like is None else like


def repeats(row: np.ndarray, scenario: Scenario) -> bool:
    """Whether a row is for a day or a week (or one number), not for the whole horizon."""
    a_day = DAY_S // scenario.center.interval_s
    return len(row) in (1, a_day, 7 * a_day)


def over_horizon(row: np.ndarray, scenario: Scenario) -> np.ndarray:
    """A number, a day or a week (from Monday) in intervals, repeated over the horizon; longer rows are kept.

    A special day has the numbers of the weekday it is like, and a closed one none.
    """
    if not repeats(row, scenario):
        return row
    a_day = DAY_S // scenario.center.interval_s
    week = dict(zip(Weekday, np.resize(row, (7, a_day)), strict=True))
    kinds = [day_type(scenario, day) for day in range(scenario.horizon_d)]
    none = np.zeros(a_day, row.dtype)
    return np.concatenate([none if kind is DayType.closed else week[Weekday(kind)] for kind in kinds])
