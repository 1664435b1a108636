"""Fit patience from waits, which are censored for answered callers."""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter
from scipy import optimize, stats

from sim.scenario.distribution import MAX_PIECES, Distribution

FINEST_EDGES_S = (*np.arange(0.0, 300.0, 5.0).tolist(), 300.0, 420.0, 600.0)
SHORTEST_S = 0.5
MIN_EVENTS = 10
# BIC is .5; as edges are searched for, .6 showed a peak in 15 % of 300 memoryless logs of 2,000 hang-ups, .7 in 6 %
PRICE = 0.7
# the keys of each distribution's parameters, all above 0, and the distribution for their values
PARAMETRIC: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "exponential": (("mean_s",), lambda mean_s: stats.expon(scale=mean_s)),
    "weibull": (("scale_s", "shape"), lambda scale_s, shape: stats.weibull_min(shape, scale=scale_s)),
    "lognormal": (("median_s", "sigma"), lambda median_s, sigma: stats.lognorm(sigma, scale=median_s)),
}


class PatienceFit(NamedTuple):
    """A fitted distribution, as written in a config."""

    distribution: dict[str, Any]
    aic: float
    intervals: dict[str, Any]  # 95 %, by the distribution's keys

    @property
    def checked(self) -> Any:
        """The distribution as a validated model."""
        return TypeAdapter(Distribution).validate_python(self.distribution)


def fit_patience(waited_s: np.ndarray, hung_up: np.ndarray) -> list[PatienceFit]:
    """Fit all distributions by maximum likelihood with right-censoring, lowest AIC first."""
    # logs in whole seconds hold waits of 0, on which no density is defined
    time_s = np.maximum(waited_s, SHORTEST_S)
    fits = [_parametric(time_s, hung_up, name) for name in ("exponential", "weibull", "lognormal")]
    return sorted([piecewise(time_s, hung_up), *fits], key=lambda fit: fit.aic)


def piecewise(time_s: np.ndarray, hung_up: np.ndarray) -> PatienceFit:
    """Piecewise constant hazard: abandoned / seconds waited in each piece, with exact Poisson intervals.

    >>> piecewise(np.array([2.0] * 20 + [4.0] * 20), np.ones(40, bool)).distribution["hazard_per_s"]
    (0.3333,)
    """
    edges = pieces(time_s, hung_up)
    waited, n = exposure(time_s, edges), events(time_s[hung_up], edges)
    low, high = stats.chi2.ppf(0.025, 2 * n) / 2 / waited, stats.chi2.ppf(0.975, 2 * n + 2) / 2 / waited
    # a level for each piece, and the edges that were searched for
    distribution = {"distribution": "piecewise", "from_s": tuple(edges.tolist()), "hazard_per_s": _four(n / waited)}
    aic = 2 * (2 * len(n) - 1) - 2 * float(_loglik(n, waited).sum())
    return PatienceFit(distribution, aic, {"hazard_per_s": (_four(low), _four(high))})


def pieces(time_s: np.ndarray, hung_up: np.ndarray) -> np.ndarray:
    """Edges found by merging neighbours on a grid of 5 s, those that differ least first.

    Merging stops when the loss of likelihood exceeds .7 log n, at which 1 in 20 logs of memoryless patience shows a
    peak.

    A piece with fewer than 10 abandonments is always merged. Announcements make peaks a few seconds wide, at different
    times in each center, so edges are estimated.
    """
    edges = np.array(FINEST_EDGES_S)
    price = PRICE * np.log(max(hung_up.sum(), 2))
    while len(edges) > 1:
        waited, n = exposure(time_s, edges), events(time_s[hung_up], edges)
        apart = _loglik(n, waited)
        loss = apart[:-1] + apart[1:] - _loglik(n[:-1] + n[1:], waited[:-1] + waited[1:])
        few = np.minimum(n[:-1], n[1:]) < MIN_EVENTS
        if few.any():
            loss = np.where(few, loss, np.inf)
        elif loss.min() >= price and len(edges) <= MAX_PIECES:
            break
        edges = np.delete(edges, int(loss.argmin()) + 1)
    return edges


def _loglik(n: np.ndarray, waited_s: np.ndarray) -> np.ndarray:
    """Maximum log-likelihood of a constant hazard, for each piece."""
    return n * np.log(np.maximum(n, 1) / np.maximum(waited_s, 1e-300)) - n


def events(hung_up_s: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Abandonments between consecutive edges; the last interval is open."""
    return np.histogram(hung_up_s, np.append(edges, np.inf))[0]


def exposure(time_s: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Total seconds waited between consecutive edges.

    >>> exposure(np.array([3.0, 12.0]), np.array([0.0, 5.0])).tolist()
    [8.0, 7.0]
    """
    ends = np.append(edges[1:], np.inf)
    return np.array(
        [np.clip(time_s, low, high).sum() - low * len(time_s) for low, high in zip(edges, ends, strict=True)]
    )


def survival(distribution: dict[str, Any], at_s: np.ndarray) -> np.ndarray:
    """Share of customers with more patience than ``at_s``.

    >>> survival({"distribution": "exponential", "mean_s": 100.0}, np.array([0.0])).tolist()
    [1.0]
    """
    distributions: dict[str, Callable[[], np.ndarray]] = {
        "exponential": lambda: np.exp(-at_s / distribution["mean_s"]),
        "weibull": lambda: np.exp(-((at_s / distribution["scale_s"]) ** distribution["shape"])),
        "lognormal": lambda: stats.lognorm.sf(at_s, distribution["sigma"], scale=distribution["median_s"]),
        "piecewise": lambda: np.exp(
            -sum(
                h * np.clip(at_s - a, 0, b - a)
                for a, b, h in zip(
                    distribution["from_s"],
                    (*distribution["from_s"][1:], np.inf),
                    distribution["hazard_per_s"],
                    strict=True,
                )
            )
        ),
    }
    return distributions[distribution["distribution"]]()


def kaplan_meier(waited_s: np.ndarray, hung_up: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Kaplan-Meier estimate: times, survival and its 95 % band.

    >>> [at_s.tolist() for at_s in kaplan_meier(np.array([1.0, 2.0]), np.array([True, False]))[:2]]
    [[0.0, 1.0, 2.0], [1.0, 0.5, 0.5]]
    """
    curve = stats.ecdf(stats.CensoredData(waited_s[hung_up], right=waited_s[~hung_up])).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where all or none are left there is no band: it is the curve
        band = curve.confidence_interval(0.95, method="log-log")
    share, *bounds = (np.append(1.0, part.probabilities) for part in (curve, band.low, band.high))
    low, high = (np.where(np.isnan(bound), share, bound) for bound in bounds)
    return np.append(0.0, curve.quantiles), share, low, high


def _parametric(time_s: np.ndarray, hung_up: np.ndarray, name: str) -> PatienceFit:
    """Maximum-likelihood fit of one distribution, with intervals from the curvature in log parameters."""
    keys, distribution = PARAMETRIC[name]

    def lost(logs: np.ndarray) -> float:  # minus the log-likelihood, by the contact
        one = distribution(*np.exp(logs))
        return -float(one.logpdf(time_s[hung_up]).sum() + one.logsf(time_s[~hung_up]).sum()) / len(time_s)

    start = np.log([time_s.sum() / max(hung_up.sum(), 1), 1.0][: len(keys)])
    with np.errstate(all="ignore"):  # a step too far is taken back
        best = optimize.minimize(lost, start, options={"gtol": 1e-8}).x
    wide = stats.norm.ppf(0.975) * np.sqrt(np.diag(np.linalg.pinv(_curvature(lost, best) * len(time_s))))
    values, low, high = np.exp(best), np.exp(best) * (1 - wide), np.exp(best) * (1 + wide)
    if name == "lognormal":  # its median is likely as far off by a factor
        low[0], high[0] = np.exp(best[0] - wide[0]), np.exp(best[0] + wide[0])
    aic = 2 * len(keys) + 2 * lost(best) * len(time_s)
    intervals = dict(zip(keys, map(_four, zip(low, high, strict=True)), strict=True))
    return PatienceFit({"distribution": name} | dict(zip(keys, _four(values), strict=True)), aic, intervals)


def _curvature(function: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-4) -> np.ndarray:
    """Second derivatives, by central differences.

    >>> _curvature(lambda x: x[0] ** 2 + 3 * x[0] * x[1], np.array([1.0, 2.0])).round(4).tolist()
    [[2.0, 3.0], [3.0, 0.0]]
    """
    steps = step * np.eye(len(at))
    return np.array(
        [
            [sum(i * j * function(at + i * one + j * other) for i in (1, -1) for j in (1, -1)) for other in steps]
            for one in steps
        ]
    ) / (4 * step**2)


def _four(values: Any) -> tuple[float, ...]:
    return tuple(float(f"{value:.4g}") for value in values)
