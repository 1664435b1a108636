"""Fit arrivals: opening hours, weekday profiles, and day-to-day variation."""

from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

from sim.time_units import DAY_S

INCIDENT_SD = 6.0
SHAPE_CV = 0.25
ONE_DAY_CV = 0.15  # a log of one day for each weekday cannot tell: the usual shape of 43
SIMILAR = 0.8
MIN_DAYS_FOR_INCIDENTS = 5


class Incident(NamedTuple):
    """An interval with far more contacts than comparable ones."""

    day: int
    interval: int
    offered: int
    expected: float


class Profile(NamedTuple):
    """Expected contacts per interval by weekday, with the incidents removed and the weights used."""

    offered: np.ndarray  # weekday, interval
    total: np.ndarray  # weekday: contacts a day
    low: np.ndarray  # weekday: 95 % interval of total
    high: np.ndarray
    n_days: np.ndarray  # weekday: days in the log
    groups: tuple[tuple[int, ...], ...]  # weekdays with the same opening hours
    own_share: np.ndarray  # weekday, interval: weight of the weekday's own data, 0 = its group's
    level_share: np.ndarray  # weekday: the same for its total
    incidents: tuple[Incident, ...]
    n_closed: int  # contacts outside opening hours, left out


class Busyness(NamedTuple):
    """Gamma shape of the factor of a whole day."""

    shape: float
    low: float
    high: float
    df: int


def counts_by_interval(day: np.ndarray, started_s: np.ndarray, days: np.ndarray, interval_s: int) -> np.ndarray:
    """Contacts per day (row) and interval of the day (column).

    >>> counts_by_interval(np.array([5, 5]), np.array([0.0, 43200.0]), np.array([5]), 43200).tolist()
    [[1, 1]]
    """
    n = DAY_S // interval_s
    place = np.searchsorted(days, day) * n + (started_s // interval_s).astype(int)
    return np.bincount(place, minlength=len(days) * n).reshape(len(days), n)


def profile(counts: np.ndarray, days: np.ndarray, weekdays: np.ndarray, open_share: float) -> Profile:
    """Fit the profile: opening hours, incidents removed, weekdays shrunk towards those with the same hours."""
    is_open = open_intervals(counts, weekdays, open_share)
    groups = similar(is_open)
    calm, incidents = counts.astype(float), []
    for group in groups:
        rows = np.flatnonzero(np.isin(weekdays, group))
        found = set_back(calm, rows, np.any(is_open[list(group)], axis=0))
        incidents += [Incident(int(days[d]), int(h), int(counts[d, h]), e) for d, h, e in found]
    calm = np.where(is_open[weekdays], calm, 0)
    shape, own_share = np.zeros(is_open.shape), np.zeros(is_open.shape)
    for group in groups:
        shape[list(group)], own_share[list(group)] = _shapes(calm, weekdays, group)
    shape = np.where(is_open, shape, 0)
    shape /= np.maximum(shape.sum(axis=1, keepdims=True), 1e-300)
    total, low, high, level_share = levels(calm.sum(axis=1), weekdays, groups)
    n_days = np.bincount(weekdays, minlength=7)
    n_closed = int(counts[~is_open[weekdays]].sum())
    return Profile(
        shape * total[:, None], total, low, high, n_days, groups, own_share, level_share, tuple(incidents), n_closed
    )


def open_intervals(counts: np.ndarray, weekdays: np.ndarray, open_share: float) -> np.ndarray:
    """Open intervals by weekday: those with at least ``open_share`` of the contacts of a busy interval.

    A busy interval is the upper quartile of the intervals with contacts. Stray calls at night stay below the limit.

    >>> open_intervals(np.array([[1, 0, 30, 40]]), np.array([0]), open_share=.1)[0].tolist()
    [False, False, True, True]
    """
    is_open = np.zeros((7, counts.shape[1]), bool)
    for day in np.unique(weekdays):
        # between days the median, lest one night's incident opens the center
        mean = np.median(counts[weekdays == day], axis=0)
        if mean.any():
            is_open[day] = mean >= max(open_share * np.quantile(mean[mean > 0], 0.75), 0.5)
    return is_open


def similar(is_open: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """Groups of weekdays whose opening hours overlap by at least 80 %; days that never open are left out.

    >>> similar(np.array([[1, 1, 0], [0, 0, 1], [1, 1, 0]], bool))
    ((0, 2), (1,))
    """
    groups: list[list[int]] = []
    for day in np.flatnonzero(is_open.any(axis=1)):
        for group in groups:
            both, either = is_open[group[0]] & is_open[day], is_open[group[0]] | is_open[day]
            if both.sum() >= SIMILAR * either.sum():
                group.append(int(day))
                break
        else:
            groups.append([int(day)])
    return tuple(tuple(group) for group in groups)


def set_back(counts: np.ndarray, rows: np.ndarray, is_open: np.ndarray) -> list[tuple[int, int, float]]:
    """Replace intervals far above expectation by their expectation, in place, and return them.

    Expected = median of the group's days x the day's level. Far = 6 standard deviations, Poisson with 25 % of shape.
    """
    if len(rows) < MIN_DAYS_FOR_INCIDENTS:
        return []
    typical = np.median(counts[rows], axis=0)
    sure = is_open & (typical > 0)
    level = np.median(counts[np.ix_(rows, sure)] / typical[sure], axis=1)
    expected = level[:, None] * typical
    far = counts[rows] > expected + INCIDENT_SD * np.sqrt(expected + (SHAPE_CV * expected) ** 2)
    found = [(int(rows[d]), int(h), float(expected[d, h])) for d, h in zip(*np.nonzero(far & is_open), strict=True)]
    for d, h, e in found:
        counts[d, h] = e
    return found


def _shapes(counts: np.ndarray, weekdays: np.ndarray, group: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Interval shares by weekday, shrunk towards the group's; and the weight of each weekday's own data.

    The group's own shares are first smoothed over neighbouring intervals. The noise is the variation between days of
    one weekday, relative to Poisson.
    """
    mine = np.array([counts[weekdays == day].sum(axis=0) for day in group])
    phi = dispersion(counts, weekdays, group)
    common = smoothed(mine.sum(axis=0), phi) / mine.sum()
    expected = np.maximum(mine.sum(axis=1, keepdims=True) * common, 1e-9)
    ratio = np.where(common > 0, mine / expected, 1)
    own = own_weight(ratio, phi / expected) if len(group) > 1 else np.zeros_like(ratio)
    return common * (1 + own * (ratio - 1)), own


def own_weight(ratio: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Shrinkage weight of an observation: true variance / (true variance + noise), empirical Bayes.

    ``ratio`` is observed / expected. The mean of its squared deviations, minus the noise, estimates the true variance.

    >>> own_weight(np.array([1.3, 0.7]), np.array([0.03, 0.03])).round(2).tolist()
    [0.67, 0.67]
    """
    sure = noise < 1
    spread = max(float(np.mean((ratio - 1)[sure] ** 2 - noise[sure])), 0.0) if sure.any() else 0.0
    return spread / (spread + noise)


def smoothed(counts: np.ndarray, phi: float) -> np.ndarray:
    """Counts shrunk towards the mean of their two neighbours, as far as noise explains the difference.

    The first and last open interval have one neighbour only and are kept.
    """
    inner = np.flatnonzero((counts[1:-1] > 0) & (counts[:-2] > 0) & (counts[2:] > 0)) + 1
    if not len(inner):
        return counts
    near = (counts[inner - 1] + counts[inner + 1]) / 2
    ratio = counts[inner] / near
    own = own_weight(ratio, 1.5 * phi / near)  # 1 for the count itself, 1/2 for the mean of two
    result = counts.astype(float)
    result[inner] = near * (1 + own * (ratio - 1))
    return result * counts.sum() / result.sum()


def dispersion(counts: np.ndarray, weekdays: np.ndarray, group: tuple[int, ...]) -> float:
    """Variance of an interval between days of one weekday, given their totals, relative to Poisson; at least 1."""
    squares = df = 0.0
    for day in group:
        own = counts[weekdays == day]
        expected = own.sum(axis=1, keepdims=True) * own.sum(axis=0) / max(own.sum(), 1)
        sure = expected >= 5
        squares += float(((own - expected)[sure] ** 2 / expected[sure]).sum())
        df += sure.sum() * (1 - 1 / len(own)) if len(own) else 0
    return max(squares / df, 1.0) if df else 1.0


def levels(
    totals: np.ndarray, weekdays: np.ndarray, groups: tuple[tuple[int, ...], ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Contacts per day by weekday with 95 % intervals, and the weight of its own data against its group's mean."""
    mean, n = np.zeros(7), np.bincount(weekdays, minlength=7)
    for day in np.flatnonzero(n):
        mean[day] = totals[weekdays == day].mean()
    df = int((n[n > 0] - 1).sum())
    poisson = float(np.mean(1 / np.maximum(mean[weekdays], 1)))
    squares = float((((totals - mean[weekdays]) / np.maximum(mean[weekdays], 1)) ** 2).sum())
    within = max(squares / df, poisson) if df else ONE_DAY_CV**2
    level, spread, own = np.zeros(7), np.zeros(7), np.ones(7)
    for group in groups:
        days = list(group)
        center = float(np.average(mean[days], weights=n[days]))
        noise = within / n[days]
        if len(days) > 1:
            between = max(float(np.var(mean[days] / center, ddof=1) - noise.mean()), 0.0)
            own[days] = between / (between + noise)
        level[days] = center + own[days] * (mean[days] - center)
        spread[days] = level[days] * np.sqrt(own[days] ** 2 * noise + (1 - own[days] ** 2) * within / n[days].sum())
    width = stats.t.ppf(0.975, max(df, 1)) * spread
    return level, np.maximum(level - width, 0), level + width, own


def busyness(totals: np.ndarray, cells: np.ndarray) -> Busyness | None:
    """Gamma shape of the day factor by moments, with a 95 % interval; None if no cell has two days.

    Within a cell (a weekday, or a weekday of one month) a total is Poisson with mean x Gamma: variance m + m^2 / shape.
    At the estimate, Pearson's sum of squares equals its degrees of freedom; at the ends of the interval, quantiles of
    chi-squared. An infinite shape means that Poisson explains the days.

    >>> busyness(np.array([900.0, 1100.0, 1000.0]), np.array([0, 0, 0])).shape.__round__()
    111
    """
    _, cell = np.unique(cells, return_inverse=True)
    n = np.bincount(cell)
    df = len(totals) - len(n)
    if df < 1:
        return None
    mean = (np.bincount(cell, weights=totals) / n)[cell]

    def shape_at(quantile: float) -> float:
        def excess(log_shape: float) -> float:
            return float(((totals - mean) ** 2 / (mean + mean**2 * np.exp(-log_shape))).sum()) - quantile

        return float(np.exp(optimize.brentq(excess, -9, 25))) if excess(25) > 0 > excess(-9) else np.inf

    low, high = (shape_at(float(stats.chi2.ppf(q, df))) for q in (0.025, 0.975))
    return Busyness(shape_at(df), low, high, df)
