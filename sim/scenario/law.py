"""Laws of positive durations: patience, delays, work."""

import math
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.strict import NonNegative, Positive, Strict

MAX_PIECES = 24


class Constant(Strict):
    """Always the same."""

    law: Literal["constant"]
    value_s: NonNegative


class Exponential(Strict):
    """Memoryless."""

    law: Literal["exponential"]
    mean_s: Positive


class Weibull(Strict):
    """Survival exp(-(t / scale)^shape)."""

    law: Literal["weibull"]
    scale_s: Positive
    shape: Positive


class Lognormal(Strict):
    """The logarithm is normal with standard deviation sigma."""

    law: Literal["lognormal"]
    median_s: Positive
    sigma: NonNegative


class PiecewiseHazard(Strict):
    """Constant hazard between edges: hazard_per_s[i] from from_s[i] until the next edge, the last one for ever."""

    law: Literal["piecewise"]
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


def lognormal_of(mean_s: float, scv: float) -> Constant | Lognormal:
    """The lognormal law of a mean and a squared coefficient of variation; without a spread, the mean.

    >>> lognormal_of(150.0, 0.0).value_s, round(lognormal_of(150.0, 1.4).median_s, 4)
    (150.0, 96.8246)
    """
    if mean_s == 0 or scv == 0:
        return Constant(law="constant", value_s=mean_s)
    return Lognormal(law="lognormal", median_s=mean_s / math.sqrt(1 + scv), sigma=math.sqrt(math.log1p(scv)))


LAWS = (Constant, Exponential, Weibull, Lognormal, PiecewiseHazard)


def _without_other_laws(value: Any) -> Any:
    """Drop keys of the law that was replaced: configs merge key by key, so a new law finds the old one's keys."""
    law = value.get("law") if isinstance(value, dict) else None
    named = {get_args(model.model_fields["law"].annotation)[0]: set(model.model_fields) for model in LAWS}
    if law not in named:
        return value
    others = set().union(*named.values()) - named[law]
    return {key: item for key, item in value.items() if key not in others}


Law = Annotated[
    Constant | Exponential | Weibull | Lognormal | PiecewiseHazard,
    Field(discriminator="law"),
    BeforeValidator(_without_other_laws),
]
