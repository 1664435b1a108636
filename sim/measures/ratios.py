"""Tallies: the upper and lower sum of each measure of the dictionary, and their values."""

from collections.abc import Sequence

import numpy as np

from sim.measures import ledger
from sim.measures.daily_sums import (
    of_causes,
    of_classes,
    of_ends,
    of_money,
    of_opening_hours,
    of_purchases,
    of_retention,
    of_service,
    of_talks,
    of_time,
    of_waits,
)
from sim.measures.dictionary import BY_NAME, GAPS, MEASURES, NAMES
from sim.measures.experience import of_experience
from sim.model.world.records import End, Records, since
from sim.scenario import Scenario
from sim.time_units import DAY_S


def tally(records: Records, scenario: Scenario, posted: np.ndarray | None = None) -> np.ndarray:
    """Upper and lower sum of every measure (n_measures, 2); tallies of consecutive days add up.

    Days of the warm-up are left out, but those of day 0 are followed from then on. ``posted`` is the ledger of the
    days that count, where the caller has it already.
    """
    counted = since(records, scenario.warm_up_d)
    posted = ledger.post(counted, scenario) if posted is None else posted
    sums = (
        of_service(counted, scenario)
        | of_talks(counted.contacts)
        | of_ends(counted.contacts)
        | of_opening_hours(counted.group_intervals, scenario)
        | of_retention(records.days, scenario.customers.n_start)
        | of_experience(counted, scenario, float(posted[:, :, ledger.SERVICE_COSTS].sum()))
        | of_purchases(records.days)
        | of_classes(counted.renewal_days)
        | of_causes(counted.cause_days)
        | of_money(counted, scenario, posted)
    )
    return np.array([(sums[measure.top], sums[measure.bottom]) for measure in MEASURES], dtype=float)


def service_tally(records: Records, scenario: Scenario, names: Sequence[str]) -> np.ndarray:
    """Upper and lower sum (n_names, 2) of some measures: many times faster where they are of queues or customers."""
    counted = since(records, scenario.warm_up_d)
    sums = of_service(counted, scenario)
    if "occupancy_open" in names:
        sums |= of_opening_hours(counted.group_intervals, scenario)
    if all({BY_NAME[name].top, BY_NAME[name].bottom} <= sums.keys() for name in names):
        return np.array([(sums[BY_NAME[name].top], sums[BY_NAME[name].bottom]) for name in names], dtype=float)
    everything = tally(records, scenario)
    return everything[[NAMES.index(name) for name in names]]


def topic_tally(records: Records, scenario: Scenario, topic: str) -> np.ndarray:
    """Upper and lower sum of every measure over the contacts of one topic; NaN for what contacts do not tell."""
    counted = since(records, scenario.warm_up_d)
    contacts = counted.contacts[counted.contacts["topic"] == sorted(scenario.center.topics).index(topic)]
    sums = of_waits(contacts, scenario) | of_talks(contacts) | of_time(counted.days, scenario)
    of_queue = {
        "offered": sums["ended"],
        "answered": sums["talks"],
        "abandoned": np.count_nonzero(contacts["end"] == End.abandoned),
    }
    known = sums | of_queue
    return np.array([(known.get(one.top, np.nan), known.get(one.bottom, np.nan)) for one in MEASURES], dtype=float)


def tally_at(records: Records, scenario: Scenario, at_s: float) -> np.ndarray:
    """Upper and lower sum (2,) of ``in_system`` at a time of the day: contacts that are there, and days.

    The last day is left out: who is there then may have no end yet, and is in no record.
    """
    first, last = scenario.warm_up_d, scenario.horizon_d - 2
    day = records.days["day"]
    there = there_at(records.contacts, at_s, first, last)
    return np.array([there, np.count_nonzero((day >= first) & (day <= last))], dtype=float)


def there_at(contacts: np.ndarray, at_s: float, first: int, last: int) -> float:
    """Contacts waiting or in hand at a time of the day, summed over the days from first to last.

    >>> contacts = np.array([(10., 30.), (20., 86430.)], [("offered_s", "f8"), ("ended_s", "f8")])
    >>> there_at(contacts, 25., first=0, last=9), there_at(contacts, 25., first=1, last=9)
    (3.0, 1.0)
    """
    begun, ended = (np.floor((contacts[name] - at_s) / DAY_S) for name in ("offered_s", "ended_s"))
    return float(np.maximum(0, np.minimum(ended, last) - np.maximum(begun, first - 1)).sum())


def values(tallied: np.ndarray, names: Sequence[str] = NAMES) -> np.ndarray:
    """Values of measures from tallies (..., n_names, 2); NaN where there is nothing to divide by."""
    top, bottom = tallied[..., 0], tallied[..., 1]
    value: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    a_year = [place for place, name in enumerate(names) if name == "churn_year"]
    value[..., a_year] = -np.expm1(-value[..., a_year])
    for place, name in enumerate(names):
        if name in GAPS and set(GAPS[name]) <= set(names):
            one, other = (list(names).index(part) for part in GAPS[name])
            value[..., place] = value[..., one] - value[..., other]
    return value
