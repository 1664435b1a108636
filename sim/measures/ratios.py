"""Tallies: numerator and denominator of each measure, and their ratios."""

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
from sim.model.world.records import CONTACT, DAY, End, Records, since
from sim.scenario import Scenario
from sim.time_units import DAY_S


def tally(records: Records, scenario: Scenario, posted: np.ndarray | None = None) -> np.ndarray:
    """Numerator and denominator of every measure (n_measures, 2); tallies of consecutive days add up.

    Warm-up days are left out, but the day-0 cohort is followed from day 0. ``posted`` is the ledger of the counted
    days, if the caller has it.
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
    """Numerator and denominator (n_names, 2) of some measures; much faster for measures of queues or customers."""
    counted = since(records, scenario.warm_up_d)
    sums = of_service(counted, scenario)
    if "occupancy_open" in names:
        sums |= of_opening_hours(counted.group_intervals, scenario)
    if all({BY_NAME[name].top, BY_NAME[name].bottom} <= sums.keys() for name in names):
        return np.array([(sums[BY_NAME[name].top], sums[BY_NAME[name].bottom]) for name in names], dtype=float)
    everything = tally(records, scenario)
    return everything[[NAMES.index(name) for name in names]]


def known_by_topic(scenario: Scenario) -> set[str]:
    """Measures that have a value per topic."""
    known = _topic_sums(np.zeros(0, CONTACT), np.zeros(0, DAY), scenario)
    return {one.name for one in MEASURES if {one.top, one.bottom} <= known.keys() and one.name not in GAPS}


def topic_tally(records: Records, scenario: Scenario, topic: str) -> np.ndarray:
    """Numerator and denominator of every measure over one topic's contacts; NaN where contacts do not determine it."""
    counted = since(records, scenario.warm_up_d)
    contacts = counted.contacts[counted.contacts["topic"] == sorted(scenario.center.topics).index(topic)]
    known = _topic_sums(contacts, counted.days, scenario)
    return np.array([(known.get(one.top, np.nan), known.get(one.bottom, np.nan)) for one in MEASURES], dtype=float)


def _topic_sums(contacts: np.ndarray, days: np.ndarray, scenario: Scenario) -> dict[str, float]:
    sums = of_waits(contacts, scenario) | of_talks(contacts) | of_time(days, scenario)
    of_queue = {
        "offered": sums["ended"],
        "answered": sums["talks"],
        "abandoned": np.count_nonzero(contacts["end"] == End.abandoned),
    }
    return sums | of_queue


def tally_at(records: Records, scenario: Scenario, at_s: float) -> np.ndarray:
    """Contacts in the system at a time of day, and number of days: the two sums (2,) of ``in_system``.

    The last day is left out: contacts in progress at its end are in no record.
    """
    first, last = scenario.warm_up_d, scenario.horizon_d - 2
    day = records.days["day"]
    there = there_at(records.contacts, at_s, first, last)
    return np.array([there, np.count_nonzero((day >= first) & (day <= last))], dtype=float)


def there_at(contacts: np.ndarray, at_s: float, first: int, last: int) -> float:
    """Contacts waiting or being handled at a time of day, summed over the days from first to last.

    >>> contacts = np.array([(10., 30.), (20., 86430.)], [("offered_s", "f8"), ("ended_s", "f8")])
    >>> there_at(contacts, 25., first=0, last=9), there_at(contacts, 25., first=1, last=9)
    (3.0, 1.0)
    """
    begun, ended = (np.floor((contacts[name] - at_s) / DAY_S) for name in ("offered_s", "ended_s"))
    return float(np.maximum(0, np.minimum(ended, last) - np.maximum(begun, first - 1)).sum())


def values(tallied: np.ndarray, names: Sequence[str] = NAMES) -> np.ndarray:
    """Values of measures from tallies (..., n_names, 2); NaN for a denominator of 0."""
    top, bottom = tallied[..., 0], tallied[..., 1]
    value: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    a_year = [place for place, name in enumerate(names) if name == "churn_year"]
    value[..., a_year] = -np.expm1(-value[..., a_year])
    for place, name in enumerate(names):
        if name in GAPS and set(GAPS[name]) <= set(names):
            one, other = (list(names).index(part) for part in GAPS[name])
            value[..., place] = value[..., one] - value[..., other]
    return value
