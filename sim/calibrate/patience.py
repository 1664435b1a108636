"""How long people would wait: those who were answered would have waited longer than they did."""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter
from scipy import stats

from sim.scenario.distribution import MAX_PIECES, Law

FINEST_EDGES_S = (*np.arange(0.0, 300.0, 5.0).tolist(), 300.0, 420.0, 600.0)
SHORTEST_S = 0.5
MIN_EVENTS = 10
# BIC is .5; as edges are searched for, .6 showed a peak in 15 % of 300 memoryless logs of 2,000 hang-ups, .7 in 6 %
PRICE = 0.7


class PatienceFit(NamedTuple):
    """One law, as the config writes it."""

    law: dict[str, Any]
    aic: float
    intervals: dict[str, Any]  # 95 %, by the law's keys

    @property
    def checked(self) -> Any:
        """The law as the scenario takes it."""
        return TypeAdapter(Law).validate_python(self.law)


def fit_patience(waited_s: np.ndarray, hung_up: np.ndarray) -> list[PatienceFit]:
    """Every law by maximum likelihood with right-censoring, the lowest AIC first."""
    # logs in whole seconds hold waits of 0, on which no density is defined
    time_s = np.maximum(waited_s, SHORTEST_S)
    fits = [_parametric(time_s, hung_up, name) for name in ("exponential", "weibull", "lognormal")]
    return sorted([piecewise(time_s, hung_up), *fits], key=lambda fit: fit.aic)


def piecewise(time_s: np.ndarray, hung_up: np.ndarray) -> PatienceFit:
    """Constant hazard between edges: hang-ups / seconds waited in each piece, exact Poisson intervals.

    >>> piecewise(np.array([2.0] * 20 + [4.0] * 20), np.ones(40, bool)).law["hazard_per_s"]
    (0.3333,)
    """
    edges = pieces(time_s, hung_up)
    waited, n = exposure(time_s, edges), events(time_s[hung_up], edges)
    low, high = stats.chi2.ppf(0.025, 2 * n) / 2 / waited, stats.chi2.ppf(0.975, 2 * n + 2) / 2 / waited
    # a level for each piece, and the edges that were searched for
    law = {"law": "piecewise", "from_s": tuple(edges.tolist()), "hazard_per_s": _four(n / waited)}
    aic = 2 * (2 * len(n) - 1) - 2 * float(_loglik(n, waited).sum())
    return PatienceFit(law, aic, {"hazard_per_s": (_four(low), _four(high))})


def pieces(time_s: np.ndarray, hung_up: np.ndarray) -> np.ndarray:
    """Edges found by merging neighbours on a grid of 5 s: first those that differ least.

    Until the likelihood lost exceeds .7 log n, by which 1 log in 20 of memoryless patience shows a peak.

    A piece of fewer than 10 hang-ups is merged at any price. Announcements make peaks a few seconds wide, at
    other times in each center, so edges are found and not given.
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
    """Log-likelihood of a constant hazard at its best, for each piece."""
    return n * np.log(np.maximum(n, 1) / np.maximum(waited_s, 1e-300)) - n


def events(hung_up_s: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Hang-ups from each edge to the next, the last without end."""
    return np.histogram(hung_up_s, np.append(edges, np.inf))[0]


def exposure(time_s: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Seconds waited between each edge and the next, by all together.

    >>> exposure(np.array([3.0, 12.0]), np.array([0.0, 5.0])).tolist()
    [8.0, 7.0]
    """
    ends = np.append(edges[1:], np.inf)
    return np.array(
        [np.clip(time_s, low, high).sum() - low * len(time_s) for low, high in zip(edges, ends, strict=True)]
    )


def survival(law: dict[str, Any], at_s: np.ndarray) -> np.ndarray:
    """Share of people more patient than that.

    >>> survival({"law": "exponential", "mean_s": 100.0}, np.array([0.0])).tolist()
    [1.0]
    """
    laws: dict[str, Callable[[], np.ndarray]] = {
        "exponential": lambda: np.exp(-at_s / law["mean_s"]),
        "weibull": lambda: np.exp(-((at_s / law["scale_s"]) ** law["shape"])),
        "lognormal": lambda: stats.lognorm.sf(at_s, law["sigma"], scale=law["median_s"]),
        "piecewise": lambda: np.exp(
            -sum(
                h * np.clip(at_s - a, 0, b - a)
                for a, b, h in zip(law["from_s"], (*law["from_s"][1:], np.inf), law["hazard_per_s"], strict=True)
            )
        ),
    }
    return laws[law["law"]]()


def kaplan_meier(waited_s: np.ndarray, hung_up: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Times, survival and its 95 % band, free of any law."""
    from lifelines import KaplanMeierFitter

    fitter = KaplanMeierFitter().fit(waited_s, hung_up)
    band = fitter.confidence_interval_.to_numpy()
    return (
        fitter.survival_function_.index.to_numpy(),
        fitter.survival_function_.to_numpy()[:, 0],
        band[:, 0],
        band[:, 1],
    )


def _parametric(time_s: np.ndarray, hung_up: np.ndarray, name: str) -> PatienceFit:
    import lifelines

    fitters = {
        "exponential": (lifelines.ExponentialFitter, {"mean_s": "lambda_"}),
        "weibull": (lifelines.WeibullFitter, {"scale_s": "lambda_", "shape": "rho_"}),
        "lognormal": (lifelines.LogNormalFitter, {"median_s": "mu_", "sigma": "sigma_"}),
    }
    fitter, names = fitters[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its notes on convergence; a bad fit loses by AIC
        fitted = fitter().fit(time_s, hung_up)
    rows = fitted.summary
    values = {
        key: (rows.loc[its, "coef"], rows.loc[its, "coef lower 95%"], rows.loc[its, "coef upper 95%"])
        for key, its in names.items()
    }
    if name == "lognormal":
        values["median_s"] = tuple(np.exp(values["median_s"]))
    law = {"law": name} | {key: float(f"{value[0]:.4g}") for key, value in values.items()}
    return PatienceFit(law, float(fitted.AIC_), {key: _four(value[1:]) for key, value in values.items()})


def _four(values: Any) -> tuple[float, ...]:
    return tuple(float(f"{value:.4g}") for value in values)
