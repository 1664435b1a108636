"""Fit topics: shares of contacts and handle times."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.calibrate.bootstrap import interval, sums_by_day
from sim.calibrate.dialect import Kind
from sim.calibrate.log import Log

SHORT_S = 10.0
OPENING_S = 12.0
WORK_MEAN_S = 177.0
RARE = 0.02


class Estimate(NamedTuple):
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Three significant digits, and the interval in brackets.

        >>> print(Estimate(188.04, 180.2, 196.7))
        188 [180, 197]
        """
        return f"{self.value:.3g} [{self.low:.3g}, {self.high:.3g}]"


class TopicFit(NamedTuple):
    """Share and handle times of a topic."""

    skill: str
    types: tuple[str, ...]
    places: tuple[int, ...]  # of the types in the dialect
    n_offered: int
    n_talks: int  # of 10 s and more
    share: Estimate  # of the offered
    talk_mean_s: Estimate  # of talks of 10 s and more, as all below
    median_s: Estimate  # of the lognormal
    sigma: Estimate
    cv: Estimate
    short_share: Estimate  # talks under 10 s, of the answered

    @property
    def work_factor(self) -> float:
        """Work relative to the model's mean cause.

        The model's talk time = opening 12 s + work; its neutral mean is 189 s, so work of an average cause takes 177 s
        of talk. A factor of (mean talk - 12) / 177 gives this topic its mean talk time, and all topics together the
        mean of the log. Source: model 5.
        """
        return max(self.talk_mean_s.value - OPENING_S, 1.0) / WORK_MEAN_S


def fit_topics(log: Log, types: Mapping[str, Kind]) -> dict[str, TopicFit]:
    """Fit each topic; one with less than 2 % of offered contacts joins the largest topic of its skill."""
    skills = {kind.topic: kind.skill for kind in types.values()}
    return {
        name: _fit(log, list(types), places, Kind(topic=name, skill=skills[name]))
        for name, places in topic_types(log, types).items()
    }


def topic_types(log: Log, types: Mapping[str, Kind]) -> dict[str, list[int]]:
    """Indices of the types of each offered topic, after rare topics are merged."""
    n_offered = np.bincount(log.offered["type"], minlength=len(types))
    merged = merge_rare(n_offered, list(types.values()))
    places = {
        name: [i for i, kind in enumerate(merged) if kind.topic == name]
        for name in dict.fromkeys(k.topic for k in merged)
    }
    return {name: mine for name, mine in places.items() if n_offered[mine].sum()}


def merge_rare(n_offered: np.ndarray, kinds: list[Kind]) -> list[Kind]:
    """The topic of each type, with rare topics merged into the largest of their skill.

    >>> english, regular = Kind(topic="english", skill="a"), Kind(topic="regular", skill="a")
    >>> [kind.topic for kind in merge_rare(np.array([1, 99]), [english, regular])]
    ['regular', 'regular']
    """
    n: dict[Kind, int] = {}
    for kind, count in zip(kinds, n_offered.tolist(), strict=True):
        n[kind] = n.get(kind, 0) + count
    rare = [kind for kind, count in n.items() if count < RARE * n_offered.sum()]
    largest = {kind: max((other for other in n if other.skill == kind.skill), key=n.__getitem__) for kind in rare}
    return [largest.get(kind, kind) for kind in kinds]


def _fit(log: Log, types: list[str], places: list[int], kind: Kind) -> TopicFit:
    contacts = log.offered
    mine = np.isin(contacts["type"], places)
    talked = mine & contacts["answered"]
    long = talked & (contacts["talk_s"] >= SHORT_S)
    talk_s = np.where(long, contacts["talk_s"], 1)
    columns = (
        np.ones(len(contacts)),
        mine,
        talked,
        long,
        long * talk_s,
        long * talk_s**2,
        np.log(talk_s),
        np.log(talk_s) ** 2,
    )
    sums = sums_by_day(contacts["day"], np.column_stack(columns).astype(float), log.days)
    values = statistics(sums.sum(axis=0, keepdims=True))[0]
    low, high = interval(sums, statistics)
    estimates = (Estimate(*map(float, three)) for three in zip(values, low, high, strict=True))
    names = tuple(types[i] for i in places)
    return TopicFit(kind.skill, names, tuple(places), int(mine.sum()), int(long.sum()), *estimates)


def statistics(sums: np.ndarray) -> np.ndarray:
    """Share, mean, median, sigma, CV and share of short talks.

    Input: sums of n, mine, talked, long, x, x^2, log x, log^2 x, one row each.
    """
    n, mine, talked, long, x, xx, log_x, log_xx = sums.T
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, mu = x / long, log_x / long
        sigma = np.sqrt(np.maximum(log_xx / long - mu**2, 0))
        cv = np.sqrt(np.maximum(xx / long - mean**2, 0)) / mean
        return np.column_stack([mine / n, mean, np.exp(mu), sigma, cv, 1 - long / talked])
