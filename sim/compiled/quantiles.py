"""Quantile functions for inverse-transform sampling, compiled and the same in every engine."""

import math

from sim.compiled.jit import called, compiled
from sim.compiled.tables import Numbers

# Wichura (1988), algorithm AS 241: rational approximations in the centre, the shoulder and the tail.
CENTRE_OVER = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
CENTRE_UNDER = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
)  # fmt: skip
SHOULDER_OVER = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
)  # fmt: skip
SHOULDER_UNDER = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0,
)  # fmt: skip
TAIL_OVER = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
    2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0,
)  # fmt: skip
TAIL_UNDER = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
    1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0,
)  # fmt: skip

FOUR = tuple[float, float, float, float]
EIGHT = tuple[float, float, float, float, float, float, float, float]


@compiled
def _ratio(over: EIGHT, under: EIGHT, x: float) -> float:
    """Ratio of two polynomials, highest power first."""
    numerator = denominator = 0.0
    for i in range(8):
        numerator = numerator * x + over[i]
        denominator = denominator * x + under[i]
    return numerator / denominator


@compiled
def normal(u: float) -> float:
    """Standard normal quantile. Source: Wichura (1988), AS 241, PPND16.

    >>> round(normal(0.975), 12)
    1.95996398454
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(CENTRE_OVER, CENTRE_UNDER, 0.180625 - q * q)
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    z = _ratio(SHOULDER_OVER, SHOULDER_UNDER, r - 1.6) if r <= 5.0 else _ratio(TAIL_OVER, TAIL_UNDER, r - 5.0)
    return -z if q < 0 else z


@compiled
def exponential(mean: float, u: float) -> float:
    """Exponential quantile; decreasing in u.

    >>> round(exponential(1.0, 0.5), 6)
    0.693147
    """
    return -mean * math.log(u)


@compiled
def lognormal(mean: float, scv: float, u: float) -> float:
    """Lognormal quantile by mean and squared coefficient of variation.

    >>> round(lognormal(150.0, 1.4, 0.5), 4)
    96.8246
    """
    variance = math.log1p(scv)
    return mean * math.exp(-0.5 * variance + math.sqrt(variance) * normal(u))


@compiled
def poisson(mean: float, u: float) -> int:
    """Poisson quantile by summation from 0; above a mean of 500 by the normal distribution, which avoids underflow.

    >>> poisson(0.4, 0.9)
    1
    """
    if mean > 500.0:
        return int(max(0.0, mean + math.sqrt(mean) * normal(u) + 0.5))
    if u <= 1.0 - mean:
        return 0  # e^-mean is no less, and need not be known
    k, term = 0, math.exp(-mean)
    total = term
    while u > total and k < 1000:
        k += 1
        term *= mean / k
        total += term
    return k


@compiled
def log_gamma(x: float) -> float:
    """Logarithm of the gamma function for x > 0: Stirling's series after moving up. Source: DLMF 5.11.1.

    Not math.lgamma: Python's and the compiled one differ in last bits.

    >>> round(log_gamma(5.0) - math.log(24.0), 14)
    0.0
    """
    below = 1.0
    while x < 15.0:
        below *= x
        x += 1.0
    y = 1.0 / (x * x)
    series = 1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * 691.0 / 360360))))
    return (x - 0.5) * math.log(x) - x + 0.5 * math.log(2.0 * math.pi) + series / x - math.log(below)


@compiled
def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function, by Lentz's method. Source: DLMF 8.17.22."""
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    value = d
    for m in range(1, 300):
        for step in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):  # fmt: skip
            d = 1.0 + step * d
            c = 1.0 + step / c
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = c if abs(c) > tiny else tiny
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


@compiled
def beta_below(a: float, b: float, log_scale: float, x: float) -> tuple[float, float]:
    """Distribution function and density of a Beta(a, b) at x; ``log_scale`` is minus log of the beta function."""
    scale = math.exp(log_scale + a * math.log(x) + b * math.log1p(-x))
    density = scale / (x * (1.0 - x))
    if x < (a + 1.0) / (a + b + 2.0):
        return scale * _beta_fraction(a, b, x) / a, density
    return 1.0 - scale * _beta_fraction(b, a, 1.0 - x) / b, density


@compiled
def beta_mean(a: float, b: float) -> FOUR:
    """Start of the search for quantiles of a Beta(a, b): scale, mean, distribution function and density there."""
    mean, log_scale = a / (a + b), log_gamma(a + b) - log_gamma(a) - log_gamma(b)
    share, density = beta_below(a, b, log_scale, mean)
    return log_scale, mean, share, density


@compiled
def beta(a: float, b: float, start: FOUR, u: float) -> float:
    """Beta quantile: Halley's steps on the share below, kept inside a shrinking bracket, from a point on.

    A step trebles the digits, so after one of a millionth there is nothing left to do. Where the share is met exactly
    the bracket is halved until it cannot be: one draw in forty. Every newcomer needs two.

    >>> round(beta(2.0, 1.5, beta_mean(2.0, 1.5), 0.200829), 5)
    0.35
    """
    low, high = 0.0, 1.0
    log_scale, x, share, density = start
    for _ in range(200):
        if share > u:
            high = x
        else:
            low = x
        step = (share - u) / density
        bend = 0.5 * step * ((a - 1.0) / x - (b - 1.0) / (1.0 - x))
        following, before = x - step / (1.0 - min(0.5, max(-0.5, bend))), x
        if not low < following < high:
            x = 0.5 * (low + high)
        elif abs(following - x) <= 1e-6 * min(x, 1.0 - x):
            return following
        else:
            x = following
        if x == before:
            break
        share, density = beta_below(a, b, log_scale, x)
    return x


@compiled
def _gamma_series(shape: float, x: float) -> float:
    """Lower incomplete gamma function over x^shape e^-x, for x up to about the shape. Source: DLMF 8.11.4."""
    term = total = 1.0 / shape
    for k in range(1, 10_000):
        term *= x / (shape + k)
        total += term
        if term < 1e-17 * total:
            break
    return total


@compiled
def _gamma_fraction(shape: float, x: float) -> float:
    """Upper incomplete gamma function over x^shape e^-x, for x above, by Lentz's method. Source: DLMF 8.9.2."""
    b = x + 1.0 - shape
    c, d = 1e300, 1.0 / b
    value = d
    for k in range(1, 10_000):
        step = -k * (k - shape)
        b += 2.0
        d = 1.0 / (step * d + b)
        c = b + step / c
        value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


@compiled
def _gamma_tail(shape: float, log_scale: float, x: float, upper: bool) -> tuple[float, float]:
    """Upper or lower tail of a Gamma(shape) at x, and x times its density there."""
    scale = math.exp(shape * math.log(x) - x + log_scale)
    if x < shape + 1.0:
        below = scale * _gamma_series(shape, x)
        return (1.0 - below if upper else below), scale
    above = scale * _gamma_fraction(shape, x)
    return (above if upper else 1.0 - above), scale


@compiled
def _gamma_guess(shape: float, log_scale: float, u: float) -> float:
    """Initial guess of the time with upper tail u of a Gamma(shape).

    Source: Wilson and Hilferty (1931) for shapes above 1; Press et al. (2007), 6.2.1, for those below.
    """
    if shape > 1.0:
        root = 1.0 - 1.0 / (9.0 * shape) - normal(u) / (3.0 * math.sqrt(shape))
        if root > 0.2:
            return shape * root * root * root
    else:
        few = 1.0 - shape * (0.253 + 0.12 * shape)
        if 1.0 - u > few:
            return 1.0 - math.log(u / (1.0 - few))
    return math.exp((math.log1p(-u) + math.log(shape) - log_scale) / shape)


@called
def gamma(shape: float, u: float) -> float:
    """Gamma quantile for a scale of 1; decreasing in u, as the exponential, which has shape 1.

    Halley's steps on the logarithm of the smaller tail over that of x, in which both tails are nearly straight.

    >>> round(gamma(1.0, 0.5), 12) == round(math.log(2.0), 12), round(gamma(4.0, 0.05), 6)
    (True, 7.753657)
    """
    log_scale = -log_gamma(shape)
    x = _gamma_guess(shape, log_scale, u)
    if x < 1e-17:
        return x  # the distribution below x is x^shape over its scale to the last bit, and the guess is exact
    upper = u < 0.5
    wanted = u if upper else 1.0 - u
    low, high = 0.0, math.inf
    for _ in range(200):
        tail, density = _gamma_tail(shape, log_scale, x, upper)
        if (tail > wanted) == upper:
            low = x
        else:
            high = x
        if tail > 0.0:
            slope = -density / tail if upper else density / tail
            step = math.log1p((tail - wanted) / wanted) / slope
            bend = min(0.5, max(-0.5, 0.5 * step * (shape - x - slope)))
            following = x * math.exp(-step / (1.0 - bend))
        else:
            step, following = 1.0, 0.0  # out in the tail that is not there
        if not low < following < high:
            x = 0.5 * (low + high) if high < math.inf else 2.0 * x
        elif abs(step) <= 1e-6:
            return following
        else:
            x = following
    return x


@called
def hyperexponential(numbers: Numbers, first: int, n: int, u: float) -> float:
    """Quantile of a mixture of n exponentials: means from ``first`` on, then shares. Decreasing in u.

    Newton's steps on the logarithm of the survival, which is convex: from below they never pass the quantile. The first
    comes from the phase that alone outlasts it.

    >>> from numpy import array
    >>> round(float(hyperexponential(array([1.0, 10.0, 0.9, 0.1]), 0, 2, 0.5)), 9)
    0.792071305
    """
    time_s = 0.0
    for i in range(n):
        time_s = max(time_s, numbers[first + i] * math.log(numbers[first + n + i] / u))
    for _ in range(200):
        survival = gone = falling = 0.0
        for i in range(n):
            ended = -numbers[first + n + i] * math.expm1(-time_s / numbers[first + i])
            stays = numbers[first + n + i] * math.exp(-time_s / numbers[first + i])
            survival += stays
            gone += ended
            falling += stays / numbers[first + i]
        # whichever of the two is not a small difference of numbers near 1
        more = survival - u if u < 0.5 else (1.0 - u) - gone
        step = math.log1p(more / u) * survival / falling
        time_s = max(0.0, time_s + step)
        if abs(step) <= 1e-9 * time_s:
            break
    return time_s
