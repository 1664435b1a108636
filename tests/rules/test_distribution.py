"""Every distribution a config can name: its survival at its quantile is u again."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.compiled.tables import table
from sim.model.setup.distributions import distribution_row
from sim.rules.distribution import DISTRIBUTION, duration_s, is_increasing
from sim.scenario.distribution import (
    Constant,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Hyperexponential,
    Lognormal,
    PiecewiseHazard,
    Uniform,
    Weibull,
    lognormal_of,
)

UNIT = st.floats(1e-12, 1 - 1e-12)
WEIBULL = Weibull(distribution="weibull", scale_s=487, shape=0.75)
EXPONENTIAL = Exponential(distribution="exponential", mean_s=5)
PIECES = PiecewiseHazard(distribution="piecewise", from_s=(0, 10, 20, 60), hazard_per_s=(0.01, 0.05, 0, 0.002))


def quantile(distribution, u):
    rows = table(1, DISTRIBUTION)
    numbers = [-1.0]  # of another distribution
    rows[0] = distribution_row(distribution, numbers)
    return duration_s(np.array(numbers), rows[0], u)


def summed_hazard(distribution, time_s):
    edges = np.append(distribution.from_s, np.inf)
    lasted = np.clip(time_s - edges[:-1], 0, np.diff(edges))
    return float((lasted * distribution.hazard_per_s).sum())


@given(UNIT)
def test_constant(u):
    assert quantile(Constant(distribution="constant", value_s=7), u) == 7


@given(UNIT, st.floats(0.1, 1e5))
def test_survival_of_the_exponential_is_u(u, mean_s):
    time_s = quantile(Exponential(distribution="exponential", mean_s=mean_s), u)
    assert math.exp(-time_s / mean_s) == pytest.approx(u, rel=1e-10)


@given(UNIT, st.floats(0.1, 1e5), st.floats(0.3, 4))
def test_survival_of_the_weibull_is_u(u, scale_s, shape):
    time_s = quantile(Weibull(distribution="weibull", scale_s=scale_s, shape=shape), u)
    assert math.exp(-((time_s / scale_s) ** shape)) == pytest.approx(u, rel=1e-9)


@pytest.mark.parametrize(("time_s", "survival"), [(10, 0.947), (60, 0.812), (120, 0.705), (300, 0.499)])
def test_survival_of_the_default_patience(time_s, survival):
    # exp(-(10 / 487)^.75) = .9472, and so on
    distribution = Weibull(distribution="weibull", scale_s=487, shape=0.75)
    assert quantile(distribution, survival + 0.0005) < time_s < quantile(distribution, survival - 0.0005)


@given(UNIT, st.floats(0.1, 1e5), st.floats(0, 3))
def test_lognormal_quantile_is_scipys(u, median_s, sigma):
    expected = stats.lognorm.ppf(u, sigma, scale=median_s) if sigma > 0 else median_s
    assert quantile(Lognormal(distribution="lognormal", median_s=median_s, sigma=sigma), u) == pytest.approx(
        expected, rel=1e-11
    )


@given(UNIT)
def test_survival_of_piecewise_hazard_is_u(u):
    assert math.exp(-summed_hazard(PIECES, quantile(PIECES, u))) == pytest.approx(u, rel=1e-9)


@pytest.mark.parametrize(
    ("hazard", "time_s"),
    # 10 s at .01 make .1, 10 s at .05 make .6; nobody leaves from 20 to 60 s; then .002
    [(0.05, 5), (0.1, 10), (0.35, 15), (0.602, 61), (1.0, 260)],
)
def test_piecewise_hazard_by_hand(hazard, time_s):
    assert quantile(PIECES, math.exp(-hazard)) == pytest.approx(time_s, rel=1e-9)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(1e-6, 1e-2))
def test_one_piece_is_the_exponential(u, hazard):
    distribution = PiecewiseHazard(distribution="piecewise", from_s=(0,), hazard_per_s=(hazard,))
    assert quantile(distribution, u) == pytest.approx(-math.log(u) / hazard, rel=1e-12)


@given(UNIT, UNIT)
def test_a_higher_coin_never_waits_longer(a, b):
    for distribution in (
        PIECES,
        Weibull(distribution="weibull", scale_s=487, shape=0.75),
        Exponential(distribution="exponential", mean_s=9),
    ):
        assert quantile(distribution, max(a, b)) <= quantile(distribution, min(a, b))


@given(st.floats(0.1, 1e5), st.floats(1e-6, 20))
def test_the_lognormal_of_a_mean_and_a_spread_has_them(mean_s, scv):
    distribution = lognormal_of(mean_s, scv)
    assert distribution.median_s * math.exp(distribution.sigma**2 / 2) == pytest.approx(mean_s)
    assert math.expm1(distribution.sigma**2) == pytest.approx(scv)


@pytest.mark.parametrize(("mean_s", "scv"), [(0.0, 1.0), (40.0, 0.0), (0.0, 0.0)])
def test_without_a_spread_or_a_mean_nothing_is_drawn(mean_s, scv):
    assert lognormal_of(mean_s, scv) == Constant(distribution="constant", value_s=mean_s)


DISTRIBUTION_OF = TypeAdapter(Distribution)
MEAN_AND_SD = {"mean_s": 200, "sd_s": 300}


@pytest.mark.parametrize(
    ("plain", "u", "time_s"),
    [
        # 100 x the median of the sum of two exponentials of mean 1: (1 + x) e^-x = .5
        ({"distribution": "erlang", "mean_s": 200, "k": 2}, 0.5, 167.834699),
        ({"distribution": "gamma", "mean_s": 200, "shape": 2}, 0.5, 167.834699),
        # a standard deviation of mean / sqrt(2) is a shape of 2
        ({"distribution": "gamma", "mean_s": 200, "sd_s": 200 / math.sqrt(2)}, 0.5, 167.834699),
        # shape 1/2: half the square of the normal's quantile at 1 - u / 2, times the scale of 400
        ({"distribution": "gamma", "mean_s": 200, "shape": 0.5}, 0.05, 200 * 1.959963984540054**2),
        # .2 e^(-t/80) + .8 e^(-t/10) at 20 s
        ({"distribution": "hyperexponential", "means_s": [80, 10], "shares": [0.2, 0.8]},
         0.2 * math.exp(-0.25) + 0.8 * math.exp(-2), 20),
        # the spread is the mean: the exponential
        ({"distribution": "hyperexponential", "mean_s": 100, "sd_s": 100}, math.exp(-1.7), 170),
        ({"distribution": "uniform", "low_s": 10, "high_s": 30}, 0.25, 15),
        ({"distribution": "empirical", "values_s": [9, 5, 7, 5]}, 0.49, 5),
        ({"distribution": "empirical", "values_s": [9, 5, 7, 5]}, 0.5, 7),
        ({"distribution": "empirical", "values_s": [9, 5, 7, 5]}, 1 - 2.0**-53, 9),
        # a variance of the logarithm of log(1 + 1.5^2), a median of 200 / sqrt(3.25)
        ({"distribution": "lognormal", **MEAN_AND_SD}, 0.5, 200 / math.sqrt(3.25)),
    ],
)  # fmt: skip
def test_by_hand(plain, u, time_s):
    assert quantile(DISTRIBUTION_OF.validate_python(plain), u) == pytest.approx(time_s, rel=1e-8)


EVERY_DISTRIBUTION = [
    {"distribution": "constant", "value_s": 30},
    {"distribution": "exponential", "mean_s": 200},
    {"distribution": "weibull", "scale_s": 487, "shape": 0.75},
    {"distribution": "lognormal", "median_s": 100, "sigma": 0.8},
    {"distribution": "lognormal", **MEAN_AND_SD},
    {"distribution": "piecewise", "from_s": [0, 10, 20, 60], "hazard_per_s": [0.01, 0.05, 0, 0.02]},
    {"distribution": "erlang", "mean_s": 200, "k": 3},
    {"distribution": "gamma", **MEAN_AND_SD},
    {"distribution": "gamma", "mean_s": 200, "shape": 40},
    {"distribution": "hyperexponential", **MEAN_AND_SD},
    {"distribution": "hyperexponential", "means_s": [5, 50, 500], "shares": [0.3, 0.5, 0.2]},
    {"distribution": "uniform", "low_s": 10, "high_s": 30},
    {"distribution": "empirical", "values_s": [9, 5, 7, 5]},
]
NAME_OF = dict(enumerate(f"{plain['distribution']} {i}" for i, plain in enumerate(EVERY_DISTRIBUTION)))


def mean_and_sd(distribution):
    """Of u = 1 / (1 + e^-x) over a fine grid of x, which reaches far into both tails."""
    x = np.linspace(-35, 35, 14_001)
    u = 1 / (1 + np.exp(-x))
    weight = u * (1 - u)
    times_s = np.array([quantile(distribution, min(v, 1 - 2.0**-53)) for v in u])
    mean_s = (times_s * weight).sum() / weight.sum()
    return mean_s, math.sqrt(((times_s - mean_s) ** 2 * weight).sum() / weight.sum())


@pytest.mark.parametrize("plain", EVERY_DISTRIBUTION, ids=NAME_OF.values())
def test_a_distribution_has_its_mean(plain):
    distribution = DISTRIBUTION_OF.validate_python(plain)
    assert mean_and_sd(distribution)[0] == pytest.approx(distribution.mean_s, rel=1e-3)


@pytest.mark.parametrize("distribution", ["lognormal", "gamma", "hyperexponential"])
def test_a_distribution_given_by_mean_and_standard_deviation_has_both(distribution):
    assert mean_and_sd(DISTRIBUTION_OF.validate_python({"distribution": distribution, **MEAN_AND_SD})) == pytest.approx(
        (200, 300), rel=1e-3
    )


@pytest.mark.parametrize("plain", EVERY_DISTRIBUTION, ids=NAME_OF.values())
@given(a=UNIT, b=UNIT)
def test_times_rise_or_fall_with_the_coin(plain, a, b):
    distribution = DISTRIBUTION_OF.validate_python(plain)
    rows = table(1, DISTRIBUTION)
    rows[0] = distribution_row(distribution, [])
    shorter, longer = (min, max) if is_increasing(rows[0]) else (max, min)
    assert quantile(distribution, shorter(a, b)) <= quantile(distribution, longer(a, b)) * (1 + 1e-12)


@pytest.mark.parametrize("plain", EVERY_DISTRIBUTION, ids=NAME_OF.values())
def test_a_distribution_that_was_written_is_read_back(plain):
    distribution = DISTRIBUTION_OF.validate_python(plain)
    assert DISTRIBUTION_OF.validate_json(distribution.model_dump_json()) == distribution


def test_balanced_phases_bring_half_of_the_mean_each():
    # squared coefficient of variation 2.25: shares (1 +- sqrt(1.25 / 3.25)) / 2
    distribution = Hyperexponential(distribution="hyperexponential", **MEAN_AND_SD)
    assert distribution.shares == pytest.approx((0.8100868, 0.1899132))
    assert [share * mean_s for share, mean_s in distribution.phases] == pytest.approx([100, 100])


@pytest.mark.parametrize(
    ("replaced", "by", "left"),
    [
        (WEIBULL, {"distribution": "gamma", **MEAN_AND_SD}, Gamma),
        (WEIBULL, {"distribution": "gamma", "mean_s": 9, "shape": 2}, Gamma),
        (EXPONENTIAL, {"distribution": "lognormal", "median_s": 9, "sigma": 1}, Lognormal),
        (Lognormal(distribution="lognormal", median_s=9, sigma=1), {"distribution": "lognormal", **MEAN_AND_SD}, None),
        (Erlang(distribution="erlang", mean_s=9, k=2), {"distribution": "uniform", "low_s": 1, "high_s": 2}, Uniform),
        (EXPONENTIAL, {"distribution": "hyperexponential", "means_s": [5], "shares": [1]},
         Hyperexponential),
        (PIECES, {"distribution": "empirical", "values_s": [1]}, Empirical),
    ],
)  # fmt: skip
def test_a_distribution_that_replaces_another_forgets_its_keys(replaced, by, left):
    merged = replaced.model_dump() | by
    if left is None:  # two ways to say it of the same distribution
        with pytest.raises(ValidationError, match="lognormal takes median_s and sigma, or mean_s and sd_s"):
            DISTRIBUTION_OF.validate_python(merged)
    else:
        assert DISTRIBUTION_OF.validate_python(merged) == DISTRIBUTION_OF.validate_python(by)
        assert isinstance(DISTRIBUTION_OF.validate_python(merged), left)


def test_data_of_a_file_are_its_numbers(tmp_path):
    file = tmp_path / "talks.csv"
    file.write_text("seconds;agent\n12;ann\n\n7.5;bo\n")
    distribution = DISTRIBUTION_OF.validate_python({"distribution": "empirical", "file": str(file)})
    assert distribution.model_dump() == {"distribution": "empirical", "values_s": (12.0, 7.5)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("12\n-3\n", "file has seconds of 0 or more; .*, line 2, has '-3'"),
        ("12\n7\nlong\n", "file has seconds of 0 or more; .*, line 3, has 'long'"),
        ("seconds\n", "file has a number in some line; .* has none"),
        (None, "file is a text file of one number a line; .*: No such file"),
    ],
)
def test_data_that_cannot_be_read_name_file_and_line(tmp_path, text, rule):
    file = tmp_path / "talks.csv"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ValidationError, match=rule):
        DISTRIBUTION_OF.validate_python({"distribution": "empirical", "file": str(file)})
