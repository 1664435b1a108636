"""Causes: why customers need help, and which business unit is responsible."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sim.scenario.distribution import Constant, Exponential, Lognormal, lognormal_of
from sim.scenario.strict import NonNegative, Positive, Share, Strict

NO_UNIT = "none"  # of demand that no unit caused


class WorkDistribution(StrEnum):
    """Distribution of the work an issue needs."""

    lognormal = "lognormal"
    exponential = "exponential"
    constant = "constant"


class Cause(Strict):
    """A reason for issues, owned by a business unit."""

    unit: Annotated[str, Field(min_length=1, description="business unit that owns the cause, or 'none'")]
    failure: Annotated[bool, Field(description="the contact would not exist had the company done its work")]
    issues_per_1000_month: Annotated[NonNegative, Field(description="issues per 1,000 customers in 30 days")]
    work_mean_s: Annotated[Positive, Field(description="work of one issue for an experienced agent, mean")]
    work_scv: Annotated[NonNegative, Field(description="squared coefficient of variation of work, lognormal only")]
    work_distribution: WorkDistribution = WorkDistribution.lognormal
    off_script_share: Annotated[Share, Field(description="issues that no checklist covers")]
    severity: Annotated[float, Field(ge=0, le=3, description="how much it matters, 1 = average")]
    containment: Annotated[Share, Field(description="chance that self-service solves it, for average skill")]
    reassurance: Annotated[Share, Field(description="the answer is on the web; the person needs a person")]
    two_symptoms: Annotated[Share, Field(description="issues whose root shows a second time")]
    detectable: Annotated[Share, Field(description="seen before the customer notices")] = 0
    launch_d: Annotated[
        Annotated[int, Field(ge=0)] | None, Field(description="day on which the cause begins; null = always there")
    ] = None
    fee_usd_month: Annotated[NonNegative, Field(description="income from each customer in 30 days")] = 0
    topic: Annotated[
        str | None, Field(description="topic of the center it calls about; null spreads it by the center's mix")
    ] = None

    @property
    def work(self) -> Constant | Exponential | Lognormal:
        """Distribution of the work an issue needs."""
        match self.work_distribution:
            case WorkDistribution.lognormal:
                return lognormal_of(self.work_mean_s, self.work_scv)
            case WorkDistribution.exponential:
                return Exponential(distribution="exponential", mean_s=self.work_mean_s)
        return Constant(distribution="constant", value_s=self.work_mean_s)
