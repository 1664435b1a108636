"""Fit everything that a log determines about a center."""

from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from sim.calibrate.arrivals import Busyness, Profile, busyness, counts_by_interval, profile
from sim.calibrate.daily_counts import Totals, read_daily
from sim.calibrate.dialect import Dialect
from sim.calibrate.log import Log, read_log, weekday
from sim.calibrate.patience import PatienceFit, fit_patience, kaplan_meier
from sim.calibrate.repeat_calls import Nexts, Redials, both_ends, redials
from sim.calibrate.topics import SHORT_S, TopicFit, fit_topics, topic_types
from sim.scenario.strict import Strict
from sim.time_units import DAY_S

MIN_OFFERED = 200
MIN_DAYS = 5
MIN_TALKS = 20
MIN_HUNG_UP = 20
MIN_DF = 20
USUAL_SHAPE = 43.0
READ_OUT_S = (10, 60, 120, 300)


class Calibration(Strict):
    """Options of the calibration."""

    log: Annotated[Path, Field(description="the call log")]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="name of the center to write: a-z, 0-9 and _")]
    dialect: Dialect
    daily: Annotated[Path | None, Field(description="counts over many more days, for how days differ")] = None
    interval_s: Annotated[int, Field(ge=300, le=DAY_S, description="length of an interval, a divisor of a day")] = 1800
    open_share: Annotated[float, Field(gt=0, lt=1, description="closed below this share of a busy interval")] = 0.1
    fit_patience: Annotated[bool, Field(description="false keeps the default distribution")] = True
    overwrite: bool = False


class CenterFit(NamedTuple):
    """A fitted center and the data it was fitted to."""

    log: Log
    counts: np.ndarray  # day, interval
    weekdays: np.ndarray  # of each day
    profile: Profile
    own_busyness: Busyness | None
    daily: Totals | None
    busyness: Busyness | None  # None = too few days, the usual shape is kept
    topics: dict[str, TopicFit]
    patience: list[PatienceFit]  # the chosen one first; empty = not asked for
    survival: dict[int, float]  # Kaplan-Meier, by seconds
    redials: Redials | None
    nexts: dict[str, Nexts]

    @property
    def shape(self) -> float | None:
        """Gamma shape of busyness as in the config; None if Poisson explains the days."""
        if self.busyness is None:
            return USUAL_SHAPE
        return round(self.busyness.shape, 1) if np.isfinite(self.busyness.shape) else None


def read(asked: Calibration) -> tuple[Log, Totals | None]:
    """Read the log and the daily counts; raises ValueError if they cannot be fitted."""
    if DAY_S % asked.interval_s:
        raise ValueError(f"interval_s divides a day of 86400 s; got {asked.interval_s}. Write 900 or 1800")
    log = read_log(asked.log, asked.dialect)
    _check_enough(log, asked)
    if asked.daily and asked.dialect.daily is None:
        raise ValueError(f"dialect.daily says which columns of {asked.daily} hold date and count; got null")
    return log, read_daily(asked.daily, asked.dialect.daily) if asked.daily and asked.dialect.daily else None


def fit_center(asked: Calibration, log: Log, daily: Totals | None = None) -> CenterFit:
    """Fit all parts of a center."""
    offered = log.offered
    weekdays = np.array([weekday(day) for day in log.days])
    counts = counts_by_interval(offered["day"], offered["started_s"], log.days, asked.interval_s)
    shape = profile(counts, log.days, weekdays, asked.open_share)
    own = busyness(_calm_totals(counts, log.days, shape), weekdays)
    wider = busyness(daily.total, daily.cells) if daily else own
    return CenterFit(
        log=log,
        counts=counts,
        weekdays=weekdays,
        profile=shape,
        own_busyness=own,
        daily=daily,
        busyness=wider if wider and wider.df >= MIN_DF else None,
        topics=fit_topics(log, asked.dialect.types),
        patience=fit_patience(offered["waited_s"], ~offered["answered"]) if asked.fit_patience else [],
        survival=_survival(offered) if asked.fit_patience else {},
        redials=redials(log),
        nexts=both_ends(log),
    )


def _calm_totals(counts: np.ndarray, days: np.ndarray, shape: Profile) -> np.ndarray:
    totals = counts.sum(axis=1).astype(float)
    for incident in shape.incidents:
        totals[np.searchsorted(days, incident.day)] -= incident.offered - incident.expected
    return totals


def _survival(offered: np.ndarray) -> dict[int, float]:
    at_s, share, _, _ = kaplan_meier(offered["waited_s"], ~offered["answered"])
    return {s: float(share[np.searchsorted(at_s, s, side="right") - 1]) for s in READ_OUT_S if s <= at_s[-1]}


def _check_enough(log: Log, asked: Calibration) -> None:
    offered = log.offered
    hung_up = int((~offered["answered"]).sum())
    if len(offered) < MIN_OFFERED or len(log.days) < MIN_DAYS:
        raise ValueError(
            f"{log.path}: a fit takes {MIN_OFFERED} offered contacts on {MIN_DAYS} days or more; got {len(offered)} on "
            f"{len(log.days)}. Export a longer period"
        )
    for name, places in topic_types(log, asked.dialect.types).items():
        n = int((offered["talk_s"][np.isin(offered["type"], places)] >= SHORT_S).sum())
        if n < MIN_TALKS:
            raise ValueError(
                f"{log.path}: a fit takes {MIN_TALKS} talks of 10 s or more; topic {name!r} has {n}. Look at "
                "dialect.outcomes: answered, or give its types the topic of others in dialect.types"
            )
    if asked.fit_patience and hung_up < MIN_HUNG_UP:
        raise ValueError(
            f"{log.path}: patience takes {MIN_HUNG_UP} contacts that hung up in the queue; got {hung_up}. Look at "
            "dialect.outcomes: abandoned, or write fit_patience=false to keep the default distribution"
        )
