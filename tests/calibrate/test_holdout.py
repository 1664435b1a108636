"""Fitted from days 1-10 of the bank's log, the distributions hold on days 11-14. Source: Anonymous Bank.

Levels of wait are not compared: they depend on staffing, which the log does not hold.
"""

import json
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.calibrate.bootstrap import SEED
from sim.calibrate.fit import Calibration, CenterFit, fit_center, read
from sim.calibrate.fit_chart import talks_of
from sim.calibrate.log import Log, between
from sim.calibrate.patience import events, exposure, kaplan_meier, survival
from tests.calibrate import example

pytestmark = pytest.mark.skipif(not example.LOG.exists(), reason=f"{example.LOG.name} is not in ../shared/data")
TRUST = 0.999


@pytest.fixture(scope="module")
def asked() -> Calibration:
    return Calibration(log=example.LOG, name="bank", dialect=example.dialect())


@pytest.fixture(scope="module")
def log(asked: Calibration) -> Log:
    return read(asked)[0]


@pytest.fixture(scope="module")
def fit(asked: Calibration, log: Log) -> CenterFit:
    return fit_center(asked, between(log, 1, 10))


@pytest.fixture(scope="module")
def later(asked: Calibration, log: Log) -> CenterFit:
    return fit_center(asked, between(log, 11, 14))


@pytest.fixture(scope="module")
def targets() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(example.LOG.with_name("targets_anonbank_feb01_14.json").read_text("utf-8"))
    return found


def test_the_log_is_read_as_its_summary_says(log: Log, targets: dict[str, Any]) -> None:
    offered = log.offered
    read_as = (len(log.contacts), len(offered), (~offered["answered"]).mean(), offered["waited_s"].mean())
    said = (targets["n_calls"], targets["n_requesting_agent"], targets["p_abandon"], targets["mean_wait_all_s"])
    assert read_as == pytest.approx(said, rel=1e-3)


def test_patience_survives_as_the_summary_says(log: Log, targets: dict[str, Any]) -> None:
    offered = log.offered
    at_s, share, _, _ = kaplan_meier(offered["waited_s"], ~offered["answered"])
    said = {float(s): value for s, value in targets["patience_S"]["ALL"].items()}
    found = [share[np.searchsorted(at_s, s, side="right") - 1] for s in said]
    assert found == pytest.approx(list(said.values()), abs=0.002)


@pytest.mark.parametrize("topic", ["regular", "prospect", "stocks"])
def test_handle_times_are_as_far_from_the_fit_as_days_it_was_made_from(
    fit: CenterFit, later: CenterFit, topic: str
) -> None:
    fitted = fit.topics[topic]
    distribution = stats.lognorm(fitted.sigma.value, scale=fitted.median_s.value)
    offered = fit.log.offered
    by_day = [talks_of(fit, fitted, offered[offered["day"] == day]) for day in fit.log.days]
    rng = np.random.default_rng(SEED)
    four_days = (np.concatenate([by_day[i] for i in rng.integers(0, 10, 4)]) for _ in range(300))
    usual = [stats.ks_1samp(talk_s, distribution.cdf).statistic for talk_s in four_days]
    assert stats.ks_1samp(talks_of(later, fitted), distribution.cdf).statistic < max(usual)


def hang_ups(fit: CenterFit, later: CenterFit) -> tuple[np.ndarray, np.ndarray]:
    """Hang-ups of later days in the fitted pieces, observed and expected: the level is theirs, the shape the fit's."""
    distribution, offered = fit.patience[0].distribution, later.log.offered
    edges = np.array(distribution["from_s"])
    observed = events(np.maximum(offered["waited_s"][~offered["answered"]], 0.5), edges)
    expected = np.array(distribution["hazard_per_s"]) * exposure(np.maximum(offered["waited_s"], 0.5), edges)
    return observed, expected * observed.sum() / expected.sum()


def test_the_hazard_of_hanging_up_has_the_same_shape(fit: CenterFit, later: CenterFit) -> None:
    observed, expected = hang_ups(fit, later)
    distance = ((observed - expected) ** 2 / expected).sum()
    assert distance < stats.chi2.ppf(TRUST, len(observed) - 1)


def test_the_hazard_is_not_constant_on_later_days_either(fit: CenterFit, later: CenterFit) -> None:
    observed, expected = hang_ups(fit, later)
    constant = exposure(
        np.maximum(later.log.offered["waited_s"], 0.5), np.array(fit.patience[0].distribution["from_s"])
    )
    constant = constant * observed.sum() / constant.sum()
    assert stats.poisson.logpmf(observed, expected).sum() > stats.poisson.logpmf(observed, constant).sum() + 3


def still_waiting(fit: CenterFit, waits_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan-Meier and its standard error."""
    at_s, share, low, high = kaplan_meier(fit.log.offered["waited_s"], ~fit.log.offered["answered"])
    place = np.searchsorted(at_s, waits_s, side="right") - 1
    return share[place], (high - low)[place] / 2 / stats.norm.ppf(0.975)


def test_abandonment_by_wait_is_that_of_later_days(fit: CenterFit, later: CenterFit) -> None:
    waits_s = np.array([10.0, 20, 30, 60, 90, 120, 180, 240, 300])
    share, error = still_waiting(later, waits_s)
    _, fits_error = still_waiting(fit, waits_s)
    gap = np.abs(survival(fit.patience[0].distribution, waits_s) - share)
    assert (gap / np.hypot(error, fits_error)).max() < stats.norm.ppf((1 + TRUST) / 2)


def test_later_days_vary_as_much_as_the_fit_says(fit: CenterFit, later: CenterFit) -> None:
    expected = fit.profile.total[later.weekdays]
    assert fit.shape is not None
    squares = (later.counts.sum(axis=1) - expected) ** 2 / (expected + expected**2 / fit.shape)
    low, high = stats.chi2.ppf([(1 - TRUST) / 2, (1 + TRUST) / 2], len(squares))
    assert low < squares.sum() < high


def test_hours_on_later_days_are_those_of_the_fit(fit: CenterFit, later: CenterFit) -> None:
    closed = fit.profile.offered[later.weekdays] == 0
    assert later.counts[closed].sum() / later.counts.sum() < 0.005


@pytest.mark.slow
def test_half_a_year_of_days_agrees_with_the_usual_shape(log: Log) -> None:
    if not example.DAILY.exists():
        pytest.skip(f"{example.DAILY.name} is not in ../shared/data")
    asked = Calibration(log=example.LOG, name="bank", dialect=example.dialect(), daily=example.DAILY)
    found = fit_center(asked, *read(asked)).busyness
    assert found is not None
    assert found.low < 43 < found.high
