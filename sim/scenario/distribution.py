"""Distributions of durations: patience, delays, work, after-call work, set-up."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.strict import NonNegative, Positive, Strict

MAX_PIECES = 24  # of a hazard, or phases
MAX_VALUES = 1_000_000  # of data
MIN_SHAPE, MAX_SHAPE = 0.04, 10_000  # of a gamma distribution: a spread of five means, and of a hundredth of the mean
SHARES_SUM_WITHIN = 1e-5  # of 1: three thirds as people write them

Form = frozenset[str]
MEAN_AND_SD = frozenset({"mean_s", "sd_s"})


FORMS: dict[str, tuple[Form, ...]] = {  # of distributions that may be given by mean and standard deviation
    "lognormal": (frozenset({"median_s", "sigma"}), MEAN_AND_SD),
    "gamma": (MEAN_AND_SD, frozenset({"mean_s", "shape"})),
    "hyperexponential": (frozenset({"means_s", "shares"}), MEAN_AND_SD),
}


def _by_mean_and_sd(distribution: "Lognormal | Gamma | Hyperexponential") -> bool:
    """Whether a distribution is given by mean and standard deviation; raises if the keys are no complete form."""
    given = frozenset(distribution.model_fields_set - {"distribution"})
    if given not in FORMS[distribution.distribution]:
        known = ", or ".join(_listed(form) for form in FORMS[distribution.distribution])
        raise ValueError(
            f"distribution {distribution.distribution} takes {known}; got {_listed(given) or 'none of them'}"
        )
    return given == MEAN_AND_SD


def _set(distribution: Strict, **fields: Any) -> None:
    """Set fields in the distribution's own parameters, whichever form it was given in."""
    for name, value in fields.items():
        object.__setattr__(distribution, name, value)


def _listed(keys: Form) -> str:
    return " and ".join(sorted(keys))


class Constant(Strict):
    """Deterministic."""

    distribution: Literal["constant"]
    value_s: NonNegative

    @property
    def mean_s(self) -> float:
        """The mean."""
        return self.value_s


class Exponential(Strict):
    """Exponential: memoryless."""

    distribution: Literal["exponential"]
    mean_s: Positive


class Weibull(Strict):
    """Survival exp(-(t / scale)^shape)."""

    distribution: Literal["weibull"]
    scale_s: Positive
    shape: Positive

    @property
    def mean_s(self) -> float:
        """The mean: scale x Gamma(1 + 1 / shape).

        >>> round(Weibull(distribution="weibull", scale_s=487, shape=0.75).mean_s, 3)
        579.841
        """
        return self.scale_s * math.gamma(1 + 1 / self.shape)


class Lognormal(Strict):
    """Lognormal; sigma is the standard deviation of the logarithm.

    >>> round(Lognormal(distribution="lognormal", mean_s=150, sd_s=177.4824).median_s, 4)
    96.8246
    """

    distribution: Literal["lognormal"]
    median_s: Positive = math.nan
    sigma: NonNegative = math.nan
    mean_s: Annotated[Positive, Field(exclude=True)] = math.nan
    sd_s: Annotated[NonNegative, Field(exclude=True)] = math.nan

    @model_validator(mode="after")
    def _in_its_terms(self) -> "Lognormal":
        if _by_mean_and_sd(self):
            median_s, sigma = _median_and_sigma(self.mean_s, (self.sd_s / self.mean_s) ** 2)
            _set(self, median_s=median_s, sigma=sigma)
        mean_s = self.median_s * math.exp(self.sigma**2 / 2)
        _set(self, mean_s=mean_s, sd_s=mean_s * math.sqrt(math.expm1(self.sigma**2)))
        return self


class PiecewiseHazard(Strict):
    """Piecewise constant hazard: hazard_per_s[i] from from_s[i] to the next edge; the last one is open-ended."""

    distribution: Literal["piecewise"]
    from_s: Annotated[tuple[NonNegative, ...], Field(min_length=1, max_length=MAX_PIECES)]
    hazard_per_s: Annotated[tuple[NonNegative, ...], Field(min_length=1, max_length=MAX_PIECES)]

    @model_validator(mode="after")
    def _pieces_fit(self) -> "PiecewiseHazard":
        if len(self.from_s) != len(self.hazard_per_s):
            raise ValueError(
                f"has one hazard_per_s for each from_s; got {len(self.hazard_per_s)} for {len(self.from_s)}"
            )
        if self.from_s[0] != 0 or any(b <= a for a, b in pairwise(self.from_s)):
            raise ValueError(f"from_s starts at 0 and rises; got {list(self.from_s)}")
        if self.hazard_per_s[-1] <= 0:
            raise ValueError("the last hazard_per_s is above 0, or some durations never end; got 0")
        return self

    @property
    def mean_s(self) -> float:
        """The mean: the area below the survival curve.

        >>> PiecewiseHazard(distribution="piecewise", from_s=(0, 10), hazard_per_s=(0, 0.05)).mean_s
        30.0
        """
        mean_s, survival = 0.0, 1.0
        for length_s, hazard in zip((b - a for a, b in pairwise(self.from_s)), self.hazard_per_s, strict=False):
            left = math.exp(-hazard * length_s)
            mean_s += survival * ((1 - left) / hazard if hazard > 0 else length_s)
            survival *= left
        return mean_s + survival / self.hazard_per_s[-1]


class Erlang(Strict):
    """Sum of k exponential phases; k = 1 is the exponential, and the standard deviation is mean / sqrt(k)."""

    distribution: Literal["erlang"]
    mean_s: Positive
    k: Annotated[int, Field(ge=1, le=MAX_SHAPE)]

    @property
    def shape(self) -> float:
        """Shape as a gamma distribution."""
        return float(self.k)


class Gamma(Strict):
    """Gamma; shape 1 is the exponential, and the standard deviation is mean / sqrt(shape).

    >>> Gamma(distribution="gamma", mean_s=200, sd_s=100).shape
    4.0
    """

    distribution: Literal["gamma"]
    mean_s: Positive
    shape: Annotated[float, Field(ge=MIN_SHAPE, le=MAX_SHAPE)] = math.nan
    sd_s: Annotated[Positive, Field(exclude=True)] = math.nan

    @model_validator(mode="after")
    def _in_its_terms(self) -> "Gamma":
        if _by_mean_and_sd(self):
            shape = (self.mean_s / self.sd_s) ** 2
            if not MIN_SHAPE <= shape <= MAX_SHAPE:
                raise ValueError(
                    f"sd_s of a gamma is from mean_s / 100 to 5 mean_s; got {self.sd_s:g} for {self.mean_s:g}"
                )
            _set(self, shape=shape)
        _set(self, sd_s=self.mean_s / math.sqrt(self.shape))
        return self


class Hyperexponential(Strict):
    """Mixture of exponentials with shares; a CV of at least 1.

    If given by mean and standard deviation: two phases with balanced means, each contributing half of the mean. Source:
    Whitt (1982), approximating a point process by a renewal process, equation 3.6.

    >>> Hyperexponential(distribution="hyperexponential", mean_s=100, sd_s=100).means_s
    (100.0, 100.0)
    """

    distribution: Literal["hyperexponential"]
    means_s: Annotated[tuple[Positive, ...], Field(min_length=1, max_length=MAX_PIECES)] = ()
    shares: Annotated[tuple[Positive, ...], Field(min_length=1, max_length=MAX_PIECES)] = ()
    mean_s: Annotated[Positive, Field(exclude=True)] = math.nan
    sd_s: Annotated[Positive, Field(exclude=True)] = math.nan

    @model_validator(mode="after")
    def _in_its_terms(self) -> "Hyperexponential":
        if _by_mean_and_sd(self):
            if self.sd_s < self.mean_s:
                raise ValueError(
                    f"sd_s of a hyperexponential is mean_s or more; got {self.sd_s:g} for {self.mean_s:g}. "
                    "Write distribution: gamma for less"
                )
            means_s, shares = _balanced(self.mean_s, (self.sd_s / self.mean_s) ** 2)
            _set(self, means_s=means_s, shares=shares)
        if len(self.means_s) != len(self.shares):
            raise ValueError(f"shares has one for each of means_s; got {len(self.shares)} for {len(self.means_s)}")
        if abs(math.fsum(self.shares) - 1) > SHARES_SUM_WITHIN:
            raise ValueError(f"shares sum to 1; got {math.fsum(self.shares):g}")
        moments = [math.fsum(share * mean_s**n for share, mean_s in self.phases) for n in (1, 2)]
        _set(self, mean_s=moments[0], sd_s=math.sqrt(2 * moments[1] - moments[0] ** 2))
        return self

    @property
    def phases(self) -> tuple[tuple[float, float], ...]:
        """(share, mean) of each phase, with shares normalized to sum to 1."""
        total = math.fsum(self.shares)
        return tuple((share / total, mean_s) for share, mean_s in zip(self.shares, self.means_s, strict=True))


class Uniform(Strict):
    """Uniform between two times."""

    distribution: Literal["uniform"]
    low_s: NonNegative
    high_s: NonNegative

    @model_validator(mode="after")
    def _rises(self) -> "Uniform":
        if self.high_s < self.low_s:
            raise ValueError(f"high_s is low_s or more; got {self.high_s:g} below {self.low_s:g}")
        return self

    @property
    def mean_s(self) -> float:
        """The mean."""
        return (self.low_s + self.high_s) / 2


class Empirical(Strict):
    """A random value of a data set; if a file is given, its values are kept."""

    distribution: Literal["empirical"]
    values_s: Annotated[tuple[NonNegative, ...], Field(min_length=1, max_length=MAX_VALUES)]
    file: Annotated[str | None, Field(exclude=True, description="one number a line, or a CSV's first column")] = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("file"), str):
            return value
        if "values_s" in value:
            raise ValueError("file stands in place of values_s; got both. Leave one out")
        return {"distribution": "empirical", "values_s": read_values(value["file"])} | _others(
            value, "file", "values_s"
        )

    @property
    def mean_s(self) -> float:
        """The mean."""
        return math.fsum(self.values_s) / len(self.values_s)


def _others(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: item for key, item in value.items() if key not in keys}


def read_values(file: str) -> tuple[float, ...]:
    """Durations from a text file: a number a line, or the first column of a CSV; the first line may be a header."""
    try:
        lines = Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ValueError(f"file is a text file of one number a line; {file}: {reason}") from None
    values = []
    for number, line in enumerate(lines, start=1):
        word = line.replace(";", ",").split(",")[0].strip().strip('"')
        if not word or (number == 1 and _seconds(word) is None):
            continue
        if (value := _seconds(word)) is None:
            raise ValueError(f"file has seconds of 0 or more; {file}, line {number}, has {word[:40]!r}")
        values.append(value)
    if not values:
        raise ValueError(f"file has a number in some line; {file} has none")
    return tuple(values)


def _seconds(word: str) -> float | None:
    try:
        value = float(word)
    except ValueError:
        return None
    return value if 0 <= value < math.inf else None


def _median_and_sigma(mean_s: float, scv: float) -> tuple[float, float]:
    """Median and sigma of a lognormal with this mean and squared coefficient of variation."""
    return mean_s / math.sqrt(1 + scv), math.sqrt(math.log1p(scv))


def _balanced(mean_s: float, scv: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Means and shares of two phases that contribute half of the mean each."""
    lean = math.sqrt((scv - 1) / (scv + 1)) if scv > 1 else 0.0
    few = 1 / ((scv + 1) * (1 + lean)) if scv > 1 else 0.5  # (1 - lean) / 2 without its cancellation
    shares = (1 - few, few)
    return (mean_s / (2 * shares[0]), mean_s / (2 * shares[1])), shares


def lognormal_of(mean_s: float, scv: float) -> Constant | Lognormal:
    """Lognormal with this mean and squared coefficient of variation; constant if the latter is 0.

    >>> lognormal_of(150.0, 0.0).value_s, round(lognormal_of(150.0, 1.4).median_s, 4)
    (150.0, 96.8246)
    """
    if mean_s == 0 or scv == 0:
        return Constant(distribution="constant", value_s=mean_s)
    median_s, sigma = _median_and_sigma(mean_s, scv)
    return Lognormal(distribution="lognormal", median_s=median_s, sigma=sigma)


DISTRIBUTIONS = (
    Constant, Exponential, Weibull, Lognormal, PiecewiseHazard, Erlang, Gamma, Hyperexponential, Uniform, Empirical,
)  # fmt: skip
_NAME: dict[type[Strict], str] = {
    model: get_args(model.model_fields["distribution"].annotation)[0] for model in DISTRIBUTIONS
}
DISTRIBUTIONS_BY_NAME: dict[str, type[Strict]] = {name: model for model, name in _NAME.items()}


def _without_keys_of_others(value: Any) -> Any:
    """Drop keys of a replaced distribution, which remain because configs merge key by key."""
    model = DISTRIBUTIONS_BY_NAME.get(str(value.get("distribution"))) if isinstance(value, dict) else None
    if model is None:
        return value
    mine = set(model.model_fields)
    others = set().union(*(other.model_fields for other in DISTRIBUTIONS)) - mine
    kept = {key: item for key, item in value.items() if key not in others}
    return {key: item for key, item in kept.items() if key not in _of_other_forms(model, kept.keys(), value.keys())}


def _of_other_forms(model: type[Strict], kept: Any, written: Any) -> set[str]:
    """Keys beside a complete form of the distribution, left over from the one that was replaced.

    If two forms are complete, the one whose keys came from another distribution is not meant: gamma's mean and standard
    deviation, written over a Weibull, meet its shape.
    """
    forms = FORMS.get(_NAME[model], ())
    whole = [form for form in forms if form <= kept]
    if len(whole) > 1:
        own = set(model.model_fields)
        replaced = [set(other.model_fields) for other in DISTRIBUTIONS if (set(other.model_fields) - own) & written]
        shared = frozenset.intersection(*whole)
        whole = [form for form in whole if not any((form - shared) <= keys for keys in replaced)] or whole
    return set().union(*forms) - whole[0] if len(whole) == 1 else set()


Distribution = Annotated[
    Constant
    | Exponential
    | Weibull
    | Lognormal
    | PiecewiseHazard
    | Erlang
    | Gamma
    | Hyperexponential
    | Uniform
    | Empirical,
    Field(discriminator="distribution"),
    BeforeValidator(_without_keys_of_others),
]
