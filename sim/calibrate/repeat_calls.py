"""Next calls of the same customer: after abandoning, and after being served."""

from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from sim.calibrate.bootstrap import interval, sums_by_day
from sim.calibrate.log import Log
from sim.calibrate.topics import Estimate
from sim.time_units import DAY_S

WINDOW_S = 4 * 3600.0
GRID_S = np.geomspace(10, WINDOW_S, 60)
READ_OUT_S = {"1 h": 3600.0, "1 d": 1.0 * DAY_S, "3 d": 3.0 * DAY_S, "7 d": 7.0 * DAY_S}
MIN_CONTACTS = 50


class Redials(NamedTuple):
    """Redials of identified customers within four hours of abandoning."""

    n_hung_up: int
    n_served: int
    share: Estimate
    median_s: Estimate
    sigma: Estimate


class Nexts(NamedTuple):
    """Next calls after one outcome: shares within given times, and delays of those within a week."""

    n: int
    within: dict[str, float]
    median_s: float  # lognormal of the delays within 7 d
    sigma: float


def next_call_s(contacts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Seconds until the same customer's next call (inf = none in the log), and until the log ends.

    Identified customers only, in the order of the contacts.
    """
    first_day = contacts["day"].min()
    midnight = (contacts["day"] - first_day) * DAY_S
    begins, ends = contacts["started_s"] + midnight, contacts["ended_s"] + midnight
    known = np.flatnonzero(contacts["customer"] >= 0)
    order = known[np.lexsort((begins[known], contacts["customer"][known]))]
    delay = np.full(len(contacts), np.inf)
    same = contacts["customer"][order[1:]] == contacts["customer"][order[:-1]]
    delay[order[:-1][same]] = np.maximum(begins[order[1:][same]] - ends[order[:-1][same]], 1)
    log_end = (contacts["day"].max() - first_day + 1) * DAY_S
    return delay[known], np.maximum(log_end - ends[known], 1)


def nexts(delay_s: np.ndarray, left_s: np.ndarray) -> Nexts:
    """Shares of next calls within given times, among customers whom the log follows that long."""
    within = {name: float((delay_s[left_s >= s] <= s).mean()) for name, s in READ_OUT_S.items() if (left_s >= s).any()}
    logs = np.log(delay_s[delay_s <= READ_OUT_S["7 d"]])
    return (
        Nexts(len(delay_s), within, float(np.exp(logs.mean())), float(logs.std())) if len(logs) else Nexts(0, {}, 0, 0)
    )


def redials(log: Log) -> Redials | None:
    """Share and delay of redials caused by abandoning; None if too few customers are identified.

    Excess over served callers: (F_hung(t) - F_served(t)) / (1 - F_served(t)) at 4 h is a lower bound of the share,
    since served customers also call again about unsolved issues, and redials without identification are missed. Its
    quartiles give a lognormal.
    """
    contacts = log.offered
    contacts = contacts[contacts["customer"] >= 0]
    if len(contacts) == 0:
        return None
    delay_s, left_s = next_call_s(contacts)
    seen = left_s >= WINDOW_S
    groups = [seen & ~contacts["answered"], seen & contacts["answered"]]
    if min(group.sum() for group in groups) < MIN_CONTACTS:
        return None
    soon = delay_s[:, None] <= GRID_S
    columns = [column for group in groups for column in (group[:, None], group[:, None] & soon)]
    sums = sums_by_day(contacts["day"], np.hstack(columns).astype(float), log.days)
    values = _excess(sums.sum(axis=0, keepdims=True))[0]
    if not values[0] > 0 or not np.isfinite(values).all():
        return None
    low, high = interval(sums, _excess)
    estimates = (Estimate(*map(float, three)) for three in zip(values, low, high, strict=True))
    return Redials(int(groups[0].sum()), int(groups[1].sum()), *estimates)


def both_ends(log: Log) -> dict[str, Nexts]:
    """Next calls after abandoning and after being served."""
    contacts = log.offered
    contacts = contacts[contacts["customer"] >= 0]
    if len(contacts) == 0:
        return {}
    delay_s, left_s = next_call_s(contacts)
    served: Any = contacts["answered"]
    return {"hung up": nexts(delay_s[~served], left_s[~served]), "served": nexts(delay_s[served], left_s[served])}


def _excess(sums: np.ndarray) -> np.ndarray:
    """Share, median and sigma of each row of sums."""
    n = len(GRID_S)
    hung, served = sums[:, 1 : n + 1] / sums[:, :1], sums[:, n + 2 :] / sums[:, n + 1 : n + 2]
    excess = np.maximum.accumulate((hung - served) / (1 - served), axis=1)
    share = excess[:, -1]
    low, median, high = (_crossing(excess, share * q) for q in (0.25, 0.5, 0.75))
    return np.column_stack([share, np.exp(median), (high - low) / (2 * stats.norm.ppf(0.75))])


def _crossing(curve: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Logarithm of the time at which each rising curve crosses a level."""
    return np.array([np.interp(at, row, np.log(GRID_S)) for row, at in zip(curve, level, strict=True)])
