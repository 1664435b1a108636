"""The scenario: every input of a simulation, typed, validated, with its unit."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from sim.scenario.by_contact import ConditionalDistribution
from sim.scenario.causes import Cause
from sim.scenario.center import Center
from sim.scenario.costs import Costs
from sim.scenario.customers import Customers, Reputation, SelfService, Spending
from sim.scenario.demand import Demand
from sim.scenario.distribution import Distribution
from sim.scenario.former_names import under_new_names
from sim.scenario.handling import Handling, Incentives, Learning, Resolution, Returns
from sim.scenario.loyalty import Churn, Loyalty, Morale
from sim.scenario.outreach import Outreach, Survey
from sim.scenario.outsourcing import Crew, Outsourcing, Paid
from sim.scenario.policy import Policy
from sim.scenario.routing import Routing
from sim.scenario.staffing import Staffing
from sim.scenario.strict import Strict
from sim.scenario.units import Units
from sim.time_units import DAY_S


class Scenario(Strict):
    """All inputs of a simulation of one policy."""

    horizon_d: Annotated[int, Field(ge=1, le=3650, description="days simulated")]
    warm_up_d: Annotated[int, Field(ge=0, description="first days of them, simulated but not counted in measures")]
    center: Center
    demand: Demand
    staffing: Staffing
    causes: Annotated[dict[str, Cause], Field(min_length=1, max_length=200)]
    routing: Routing = Routing()
    customers: Customers
    self_service: SelfService
    patience: Distribution
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
    outreach: Outreach
    survey: Survey
    units: Units
    outsourcing: Outsourcing
    policy: Policy
    distributions: tuple[ConditionalDistribution, ...] = ()
    horizon_h: Annotated[
        Annotated[float, Field(gt=0, le=24)] | None,
        Field(description="hours simulated of a horizon of one day; null = all"),
    ] = None

    @property
    def end_s(self) -> float:
        """End of the horizon, seconds from midnight of day 0."""
        return self.horizon_d * DAY_S if self.horizon_h is None else self.horizon_h * 3600.0

    @property
    def n_intervals(self) -> int:
        """Number of intervals in the horizon."""
        return self.horizon_d * DAY_S // self.center.interval_s

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of agents in alphabetical order: those of routing, or one for each skill of the topics."""
        if self.routing.groups is not None:
            return tuple(sorted(self.routing.groups))
        return tuple(sorted({str(topic.skill) for topic in self.center.topics.values()}))

    @property
    def levers(self) -> Policy:
        """The levers in force: a vendor's contract overrides levers and weights of the scorecard.

        Source: model 16. A noisy measure of the outcome weakens its weight (mechanism E17).
        """
        policy, rule = self.policy, self.outsourcing
        if policy.contract is None:
            if policy.scorecard.handle_time > 0 and policy.target_s is None:
                raise ValueError(
                    "policy.target_share is a share of a talk that is not measured yet: write target_s, or have it "
                    "measured, sim.prepared({'mine': scenario}, seed)['mine']"
                )
            return policy
        pay = rule.contracts[policy.contract]
        reliable = 1 / (1 + rule.noise**2) if pay.paid is Paid.solved else 1.0
        scorecard = policy.scorecard.model_copy(
            update={
                "handle_time": pay.handle_time,
                "resolution": pay.resolution * reliable,
                "adherence": pay.adherence,
            }
        )
        return policy.model_copy(
            update={
                "scorecard": scorecard,
                "target_s": pay.target_s,
                "script": max(policy.script, pay.script),
                "authority": max(policy.authority, pay.authority),
            }
        )

    @property
    def crew(self) -> Crew:
        """Attributes of the agents: in-house staff, or a vendor's."""
        rule = self.outsourcing
        if self.policy.contract is None:
            return Crew()
        pay = rule.contracts[self.policy.contract]
        return Crew(
            padding=pay.padding,
            claim=pay.claim,
            care_factor=pay.care_factor,
            warmth_factor=rule.warmth_factor,
            quits_factor=rule.quits_factor,
        )

    @model_validator(mode="before")
    @classmethod
    def _former_names(cls, value: Any) -> Any:
        return under_new_names(value)

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.warm_up_d >= self.horizon_d:
            raise ValueError(f"warm_up_d is less than horizon_d ({self.horizon_d}); got {self.warm_up_d}")
        for name, cause in self.causes.items():
            if cause.topic is not None and cause.topic not in self.center.topics:
                known = ", ".join(self.center.topics)
                raise ValueError(f"causes.{name}.topic is a topic of the center ({known}); got {cause.topic!r}")
        if self.horizon_h is not None and self.horizon_d != 1:
            raise ValueError(f"horizon_h is a part of one day; got horizon_d: {self.horizon_d}. Write horizon_d: 1")
        if self.policy.contract is not None and self.policy.contract not in self.outsourcing.contracts:
            known = ", ".join(self.outsourcing.contracts)
            raise ValueError(f"policy.contract is one of outsourcing.contracts ({known}); got {self.policy.contract!r}")
        self._check_routing()
        self._check_distributions()
        self._check_factors()
        self._check_on_duty()
        self._check_shifts()
        self._check_offered()
        self._check_log()
        return self

    def _check_routing(self) -> None:
        topics, groups = self.center.topics, self.routing.groups
        for name, topic in topics.items():
            if groups is None and topic.skill is None:
                raise ValueError(f"center.topics.{name} names its group of agents by skill, unless routing.groups do")
            if groups is not None and not any(name in group.serves for group in groups.values()):
                raise ValueError(f"routing.groups serve every topic of the center; nobody serves {name!r}")
            for move in topic.moves:
                if move.to not in topics:
                    known = f"center.topics.{name}.moves go to topics of the center ({', '.join(topics)})"
                    raise ValueError(f"{known}; got {move.to!r}")
                if move.group is not None and move.group not in self.groups:
                    known = f"center.topics.{name}.moves are of groups of agents ({', '.join(self.groups)})"
                    raise ValueError(f"{known}; got {move.group!r}")
        for name, group in (groups or {}).items():
            for served in set(group.serves) - set(topics):
                known = f"routing.groups.{name}.serves names topics of the center ({', '.join(topics)})"
                raise ValueError(f"{known}; got {served!r}")

    def _check_distributions(self) -> None:
        for i, own in enumerate(self.distributions):
            if own.topic is not None and own.topic not in self.center.topics:
                known = ", ".join(self.center.topics)
                raise ValueError(f"distributions.{i}.topic is a topic of the center ({known}); got {own.topic!r}")
            if own.group is not None and own.group not in self.groups:
                raise ValueError(
                    f"distributions.{i}.group is a group of agents ({', '.join(self.groups)}); got {own.group!r}"
                )
            if (hour := own.off_edge(self.center.interval_s)) is not None:
                length_s = self.center.interval_s
                raise ValueError(
                    f"distributions.{i}.hours begin and end at edges of intervals of {length_s} s; got {hour:g}"
                )

    def _check_factors(self) -> None:
        for key in ("contacts_factor", "handle_factor"):
            for group in getattr(self.staffing, key):
                if group not in self.groups:
                    raise ValueError(f"staffing.{key}.{group} is a group of agents ({', '.join(self.groups)})")

    def _check_on_duty(self) -> None:
        if self.staffing.on_duty is None:
            return
        a_day = DAY_S // self.center.interval_s
        for group in self.groups:
            if group not in self.staffing.on_duty:
                raise ValueError(f"staffing.on_duty has a row for every group of agents; {group!r} is missing")
        for group, row in self.staffing.on_duty.items():
            if group not in self.groups:
                raise ValueError(f"staffing.on_duty.{group} is a group of agents ({', '.join(self.groups)})")
            if len(row) not in (1, a_day, 7 * a_day, self.n_intervals):
                raise ValueError(
                    f"staffing.on_duty.{group} has one number (always), {a_day} (a day), {7 * a_day} (a week) or "
                    f"{self.n_intervals} (the horizon); got {len(row)}"
                )
        if not any(map(any, self.staffing.on_duty.values())):
            raise ValueError("staffing.on_duty has somebody on duty in some interval; all are 0")

    def _check_shifts(self) -> None:
        if self.staffing.shifts is None:
            return
        for i, shift in enumerate(self.staffing.shifts):
            if shift.group not in self.groups:
                known = ", ".join(self.groups)
                raise ValueError(f"staffing.shifts.{i}.group is a group of agents ({known}); got {shift.group!r}")
        for group in self.groups:
            if all(shift.group != group for shift in self.staffing.shifts):
                raise ValueError(f"staffing.shifts has a shift for every group of agents; {group!r} has none")

    def _check_log(self) -> None:
        log, topics = self.demand.log, self.center.topics
        if log is None:
            return
        named = {cause.topic for cause in self.causes.values() if cause.issues_per_1000_month}
        for name in sorted(set(log.topic)):
            if name not in topics:
                raise ValueError(f"demand.log.topic is a topic of the center ({', '.join(topics)}); got {name!r}")
            if name not in named and not (None in named and topics[name].share):
                raise ValueError(f"demand.log.topic is a topic that some cause has; none has {name!r}. Give it a share")
        if log.time_s[0] >= self.end_s:
            raise ValueError(f"demand.log.time_s begins within the horizon; got {log.time_s[0]:g}")

    def _check_offered(self) -> None:
        for topic, row in (self.demand.offered or {}).items():
            if topic not in self.center.topics:
                raise ValueError(f"demand.offered.{topic} is a topic of the center ({', '.join(self.center.topics)})")
            a_day = DAY_S // self.center.interval_s
            if len(row) not in (1, a_day, 7 * a_day, self.n_intervals):
                raise ValueError(
                    f"demand.offered.{topic} has one number (always), {a_day} (a day), {7 * a_day} (a week) or "
                    f"{self.n_intervals} (the horizon); got {len(row)}"
                )


__all__ = ["Cause", "Policy", "Scenario"]
