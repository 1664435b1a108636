"""Shifts with breaks, also over midnight, as numbers on duty of each group over time."""

import math
from itertools import accumulate

import numpy as np

from sim.model.setup.absence import Came
from sim.model.setup.calendar import day_type
from sim.scenario import Scenario
from sim.scenario.center import DayType, Weekday
from sim.scenario.staffing import Shift
from sim.time_units import DAY_S

MINUTE_S = 60


def plan_s(scenario: Scenario) -> int:
    """Step of the plan: an interval, or the longest part of it that contains no edge of a shift or break."""
    interval_s = scenario.center.interval_s
    if scenario.staffing.shifts is None:
        return interval_s
    edges = [edge_s for shift in scenario.staffing.shifts for stay in at_work_s(shift, 0) for edge_s in stay]
    return math.gcd(interval_s, *edges)


def at_work_s(shift: Shift, day: int) -> list[tuple[int, int]]:
    """(from, to) times on duty of a shift that starts on this day."""
    start_s = day * DAY_S + shift.start_min * MINUTE_S
    return [(start_s + begin * MINUTE_S, start_s + end * MINUTE_S) for begin, end in shift.at_work_min]


def starts(shift: Shift, kind: DayType) -> bool:
    """Whether a shift starts on a day of this type."""
    return kind is not DayType.closed and (shift.weekdays is None or Weekday(kind) in shift.weekdays)


def numbers(scenario: Scenario, came: Came, breaks: bool = True) -> np.ndarray:
    """(n_groups, n) staff on duty in steps of ``plan_s``, groups in order of names.

    Without ``breaks``, agents on break are counted as on duty. Shifts that start on the evening before day 0 count. On
    a closed day nobody is on duty, whenever the shift began.
    """
    step_s, days = plan_s(scenario), range(-1, scenario.horizon_d)
    kinds = [day_type(scenario, day) for day in days]
    rows = np.zeros((len(scenario.groups), scenario.horizon_d * DAY_S // step_s), np.int64)
    for row, group in zip(rows, scenario.groups, strict=True):
        shifts = [shift for shift in scenario.staffing.shifts or () if shift.group == group]
        ends = list(accumulate(shift.n for shift in shifts))
        for day, kind in zip(days, kinds, strict=True):
            there = came(group, day, ends[-1])
            for shift, end in zip(shifts, ends, strict=True):
                if starts(shift, kind):
                    stays_s = at_work_s(shift, day)
                    stays_s = stays_s if breaks else [(stays_s[0][0], stays_s[-1][1])]
                    _add(row, step_s, stays_s, int(there[end - shift.n : end].sum()))
    closed = [kind is DayType.closed for kind in kinds[1:]]
    rows[:, np.repeat(closed, DAY_S // step_s)] = 0
    return rows


def _add(row: np.ndarray, step_s: int, stays_s: list[tuple[int, int]], n: int) -> None:
    for begin_s, end_s in stays_s:
        row[max(0, begin_s // step_s) : max(0, end_s // step_s)] += n
