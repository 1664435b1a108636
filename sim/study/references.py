"""Exact and published values of measures, and the verdict on simulated values."""

import math
from statistics import NormalDist
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from sim.measures.dictionary import BY_NAME
from sim.scenario.strict import Positive, Strict
from sim.study.claims import MeasureName
from sim.time_units import DAY_S

PASSED, FAILED, WIDE = "passed", "failed", "not precise enough"
AT_A_TIME = "in_system"  # the measure that is also known at a time of the day
RARE_SHARE, RARE_PRECISION = 0.05, 0.02  # shares below the first need no more than the second
ROUNDING = 1e-9
Z_95 = NormalDist().inv_cdf(0.975)


class Reference(Strict):
    """Reference value of a measure: exact, or the mean of a published simulation with its interval."""

    measure: MeasureName
    value: Annotated[float, Field(description="in the measure's unit, not 0")]
    source: Annotated[str, Field(min_length=1, description="who says so")]
    half_width_95: Annotated[Positive | None, Field(description="of a published simulation; null = exact")] = None
    topic: Annotated[str | None, Field(description="over the contacts of this topic; null = of all")] = None
    at_s: Annotated[float | None, Field(ge=0, lt=DAY_S, description="time of the day; null = over all time")] = None
    note: Annotated[str, Field(description="what a reader should know")] = ""

    @model_validator(mode="after")
    def _can_be_held_against(self) -> Self:
        if self.value == 0:
            raise ValueError("value is not 0, as precision is relative to it; got 0. Choose another measure")
        if self.at_s is not None and (self.measure != AT_A_TIME or self.topic is not None):
            raise ValueError(f"at_s goes with measure {AT_A_TIME}, of all topics; got {self.measure!r}. Leave at_s out")
        return self

    def precision(self, asked: float) -> float:
        """Required relative half-width; at least 2 % for shares below .05."""
        rare = BY_NAME[self.measure].unit == "share" and abs(self.value) < RARE_SHARE
        return max(asked, RARE_PRECISION) if rare else asked


class Estimate(NamedTuple):
    """A simulated value, the half-width of its confidence interval, and the confidence level."""

    value: float
    half_width: float
    standard_error: float
    confidence: float


def deviation(reference: Reference, got: Estimate) -> float:
    """Deviation relative to the tolerance: outside of [-1, 1] the simulated value contradicts the reference.

    The tolerance is the half-width of the interval for an exact value; for a published simulation, as many combined
    standard errors as the confidence level stands for (3.29 for 99.9 %).

    >>> exact = Reference(measure="wait_s", value=10, source="by hand")
    >>> deviation(exact, Estimate(10.3, half_width=.5, standard_error=.15, confidence=.999))
    0.6
    """
    allowed = got.half_width
    if reference.half_width_95 is not None:
        z = NormalDist().inv_cdf((1 + got.confidence) / 2)
        allowed = z * math.hypot(got.standard_error, reference.half_width_95 / Z_95)
    off = got.value - reference.value
    return round(off / max(allowed, ROUNDING * abs(reference.value)), 9)


def verdict(reference: Reference, got: Estimate, asked: float) -> str:
    """Passed, failed, or not precise enough to decide.

    >>> exact = Reference(measure="wait_s", value=10, source="by hand")
    >>> wide, narrow = Estimate(10.3, .5, .15, .999), Estimate(10.3, .09, .03, .999)
    >>> verdict(exact, wide, asked=.05), verdict(exact, wide, asked=.01), verdict(exact, narrow, asked=.01)
    ('passed', 'not precise enough', 'failed')
    """
    if not abs(deviation(reference, got)) <= 1:  # not a number is no agreement
        return FAILED
    return PASSED if got.half_width <= reference.precision(asked) * abs(reference.value) else WIDE
