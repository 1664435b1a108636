"""Inverse transforms against scipy's, and there and back again."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from sim.compiled.quantiles import (
    beta,
    beta_below,
    beta_mean,
    exponential,
    gamma,
    hyperexponential,
    lognormal,
    normal,
    poisson,
)

UNIT = st.floats(2.0**-53, 1 - 2.0**-53)
SHAPE = st.floats(0.4, 50)
EXTREMES = [2.0**-53, 1e-12, 1e-6, 0.024, 0.0749, 0.0751, 0.5, 0.925, 0.9999, 1 - 2.0**-53]


@given(UNIT)
@settings(max_examples=500)
def test_normal_quantile_is_scipys(u):
    # from u rather than from its rounded tail: scipy's own error near 1/2 is below 1e-15
    assert normal(u) == pytest.approx(special.ndtri(u), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("u", EXTREMES)
def test_normal_quantile_is_scipys_in_the_tails_and_at_the_seams(u):
    assert normal(u) == pytest.approx(special.ndtri(u), rel=1e-12, abs=1e-15)


@given(UNIT)
def test_normal_quantile_is_odd(u):
    v = 1 - u
    assert v == 0 or normal(v) == pytest.approx(-normal(1 - v), rel=1e-15, abs=1e-15)


def test_normal_quantile_rises():
    grid = np.concatenate([np.logspace(-15, -1, 500), np.linspace(0.1, 0.9, 500), 1 - np.logspace(-1, -15, 500)])
    assert (np.diff([normal(u) for u in grid]) >= 0).all()


def is_beta_quantile(a, b, u, start=None):
    """scipy's to 1e-12, or to the last bits of u: next to 1 a bit of u is a wide range of x."""
    x = beta(a, b, start or beta_mean(a, b), u)
    return x == pytest.approx(special.betaincinv(a, b, u), rel=1e-12) or abs(special.betainc(a, b, x) - u) < 1e-15


@given(SHAPE, SHAPE, UNIT)
@settings(max_examples=500)
def test_beta_quantile_is_scipys(a, b, u):
    assert is_beta_quantile(a, b, u)


@given(SHAPE, SHAPE, UNIT, st.floats(0.01, 0.99))
@settings(max_examples=300)
def test_beta_quantile_is_scipys_wherever_the_search_starts(a, b, u, v):
    at_mean = beta_mean(a, b)
    x = beta(a, b, at_mean, v)
    start = (at_mean[0], x, *beta_below(a, b, at_mean[0], x)) if 0 < x < 1 else at_mean
    assert is_beta_quantile(a, b, u, start)


@given(SHAPE, SHAPE, st.floats(0.001, 0.999))
def test_beta_there_and_back_again(a, b, u):
    assert special.betainc(a, b, beta(a, b, beta_mean(a, b), u)) == pytest.approx(u, rel=1e-10)


@pytest.mark.parametrize(("a", "b"), [(2, 1.5), (2, 2), (0.6, 8), (0.4, 0.4), (1, 6), (1, 1)])
@pytest.mark.parametrize("u", EXTREMES)
def test_beta_quantile_is_scipys_for_the_shapes_in_use(a, b, u):
    assert is_beta_quantile(a, b, u)


@given(st.floats(0.1, 1e6), UNIT)
def test_exponential_survival_is_u(mean, u):
    assert math.exp(-exponential(mean, u) / mean) == pytest.approx(u, rel=1e-12)


@given(st.floats(0.1, 1e4), st.floats(0.01, 9), UNIT)
def test_lognormal_quantile_is_scipys(mean, scv, u):
    sigma = math.sqrt(math.log1p(scv))
    expected = stats.lognorm.ppf(u, sigma, scale=mean / math.sqrt(1 + scv))
    assert lognormal(mean, scv, u) == pytest.approx(expected, rel=1e-12)


@given(st.floats(0.1, 1e4), UNIT)
def test_lognormal_without_spread_is_its_mean(mean, u):
    assert lognormal(mean, 0.0, u) == mean


def test_lognormal_has_its_mean_and_its_scv():
    # midpoint rule over 200,000 quantiles; the tails left out weigh below 1e-3
    u = (np.arange(200_000) + 0.5) / 200_000
    x = np.array([lognormal(150.0, 1.4, v) for v in u])
    assert x.mean() == pytest.approx(150, rel=1e-3)
    assert x.var() / x.mean() ** 2 == pytest.approx(1.4, rel=2e-2)


@given(st.floats(0.01, 30), st.floats(1e-9, 1 - 1e-9))
@settings(max_examples=300)
def test_poisson_quantile_is_scipys(mean, u):
    k = poisson(mean, u)
    # at an edge of the distribution the last bit decides; scipy may be on the other side of it
    assert k == stats.poisson.ppf(u, mean) or abs(special.pdtr(min(k, stats.poisson.ppf(u, mean)), mean) - u) < 1e-14


def test_poisson_without_a_mean_is_0():
    assert poisson(0.0, 1 - 2.0**-53) == 0


def is_gamma_quantile(shape, u):
    """scipy's to 1e-12, from the smaller tail; far below the smallest number that matters, as small."""
    expected = special.gammainccinv(shape, u) if u < 0.5 else special.gammaincinv(shape, 1 - u)
    return gamma(shape, u) == pytest.approx(expected, rel=1e-12, abs=1e-290)


@given(st.floats(math.log(0.04), math.log(10_000)).map(math.exp), UNIT)
@settings(max_examples=1000)
def test_gamma_quantile_is_scipys(shape, u):
    assert is_gamma_quantile(shape, u)


@pytest.mark.parametrize("shape", [0.04, 0.25, 0.999, 1, 1.001, 2, 4, 30, 10_000])
@pytest.mark.parametrize("u", EXTREMES)
def test_gamma_quantile_is_scipys_in_the_tails_and_at_the_seams(shape, u):
    assert is_gamma_quantile(float(shape), u)


@given(UNIT)
def test_gamma_of_shape_1_is_the_exponential(u):
    assert gamma(1.0, u) == pytest.approx(exponential(1.0, u), rel=1e-12)


@given(st.integers(1, 60), st.floats(1e-12, 1 - 1e-12))
def test_survival_of_an_erlang_distribution_is_u(k, u):
    # as long as fewer than k events of rate 1 have come
    assert special.pdtr(k - 1, gamma(float(k), u)) == pytest.approx(u, rel=1e-11)


PHASES = st.lists(st.tuples(st.floats(-3, 6).map(math.exp), st.floats(-10, 0).map(math.exp)), min_size=1, max_size=24)


def mixture(phases):
    """Means, then shares, as the world's numbers hold them."""
    total = math.fsum(share for _, share in phases)
    return np.array([mean for mean, _ in phases] + [share / total for _, share in phases])


@given(PHASES, UNIT)
@settings(max_examples=500)
def test_survival_of_a_hyperexponential_distribution_is_u(phases, u):
    numbers, n = mixture(phases), len(phases)
    time_s = hyperexponential(numbers, 0, n, u)
    means, shares = numbers[:n], numbers[n:]
    if u < 0.5:
        left, wanted = math.fsum(shares * np.exp(-time_s / means)), u
    else:
        left, wanted = math.fsum(shares * -np.expm1(-time_s / means)), 1 - u
    # a bit of the time is so many bits of the survival
    steep = time_s * math.fsum(shares / means * np.exp(-time_s / means)) / wanted
    assert left == pytest.approx(wanted, rel=1e-12 * max(1, steep))


@given(st.floats(0.1, 1e5), UNIT)
def test_a_mixture_of_the_same_exponential_is_that_exponential(mean, u):
    numbers = np.array([7.0, mean, mean, mean, 0.5, 0.25, 0.25])
    assert hyperexponential(numbers, 1, 3, u) == pytest.approx(exponential(mean, u), rel=1e-12)


@given(PHASES, st.floats(0.04, 100), UNIT, UNIT)
def test_a_higher_coin_is_no_longer_time(phases, shape, a, b):
    low, high, numbers = min(a, b), max(a, b), mixture(phases)
    nearly = 1 + 1e-12
    assert gamma(shape, high) <= gamma(shape, low) * nearly
    assert hyperexponential(numbers, 0, len(phases), high) <= hyperexponential(numbers, 0, len(phases), low) * nearly
