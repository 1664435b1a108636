"""Every input of a run: typed, checked, with its unit."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.causes import Cause
from sim.scenario.center import Center, Demand, Staffing
from sim.scenario.costs import Costs
from sim.scenario.customers import Customers, Reputation, SelfService, Spending
from sim.scenario.handling import Handling, Incentives, Learning, Resolution, Returns
from sim.scenario.law import Law
from sim.scenario.loyalty import Churn, Loyalty, Morale
from sim.scenario.policy import Policy
from sim.scenario.strict import Strict


class Scenario(Strict):
    """One world and the policy that is played in it."""

    horizon_d: Annotated[int, Field(ge=1, le=3650, description="days played")]
    center: Center
    demand: Demand
    staffing: Staffing
    causes: Annotated[dict[str, Cause], Field(min_length=1, max_length=200)]
    customers: Customers
    self_service: SelfService
    patience: Law
    learning: Learning
    handling: Handling
    incentives: Incentives
    resolution: Resolution
    returns: Returns
    loyalty: Loyalty
    churn: Churn
    spending: Spending
    reputation: Reputation
    morale: Morale
    costs: Costs
    policy: Policy

    @property
    def n_intervals(self) -> int:
        """Intervals in the horizon.

        A day of half-hours has 48.
        """
        return self.horizon_d * 86400 // self.center.interval_s

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of agents in alphabetical order: one for each skill the topics ask for."""
        return tuple(sorted({topic.skill for topic in self.center.topics.values()}))

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        for name, cause in self.causes.items():
            if cause.topic is not None and cause.topic not in self.center.topics:
                known = ", ".join(self.center.topics)
                raise ValueError(f"causes.{name}.topic is a topic of the center ({known}); got {cause.topic!r}")
        self._check_on_duty()
        self._check_offered()
        return self

    def _check_on_duty(self) -> None:
        if self.staffing.on_duty is None:
            return
        a_day = 86400 // self.center.interval_s
        for group in self.groups:
            if group not in self.staffing.on_duty:
                raise ValueError(f"staffing.on_duty has a row for every group of agents; {group!r} is missing")
        for group, row in self.staffing.on_duty.items():
            if group not in self.groups:
                raise ValueError(f"staffing.on_duty.{group} is a group of agents ({', '.join(self.groups)})")
            if len(row) not in (a_day, 7 * a_day, self.n_intervals):
                raise ValueError(
                    f"staffing.on_duty.{group} has {a_day} numbers (a day), {7 * a_day} (a week) or "
                    f"{self.n_intervals} (the horizon); got {len(row)}"
                )
            if not any(row):
                raise ValueError(f"staffing.on_duty.{group} has somebody on duty in some interval; all are 0")

    def _check_offered(self) -> None:
        for topic, row in (self.demand.offered or {}).items():
            if topic not in self.center.topics:
                raise ValueError(f"demand.offered.{topic} is a topic of the center ({', '.join(self.center.topics)})")
            if len(row) != self.n_intervals:
                raise ValueError(
                    f"demand.offered.{topic} covers the {self.n_intervals} intervals of horizon_d; "
                    f"got {len(row)}. Shorten horizon_d or lengthen the file"
                )


__all__ = ["Cause", "Policy", "Scenario"]
