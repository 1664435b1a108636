"""Outsourcing: what a vendor is paid for, and how that changes its agents."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Paid(StrEnum):
    """Billed unit of a vendor."""

    minute = "minute"  # of talk and after-call work
    contact = "contact"  # handled
    recorded = "recorded"  # recorded as solved, by the vendor
    solved = "solved"  # in truth, as far as that can be measured


class Contract(Strict):
    """A contract: it sets levers and scorecard weights, never results."""

    paid: Annotated[Paid, Field(description="what is paid for")]
    price_factor: Annotated[NonNegative, Field(description="price of one, in neutral handle times at usd_per_minute")]
    handle_time: Annotated[NonNegative, Field(description="weight on the handle-time target")] = 0
    resolution: Annotated[NonNegative, Field(description="weight on solving")] = 0
    target_s: Annotated[Annotated[float, Field(gt=0)] | None, Field(description="handle-time target")] = None
    script: Share = 0
    adherence: Annotated[NonNegative, Field(description="weight on walking the checklist, which the client audits")] = 1
    authority: Share = 0
    padding: Annotated[NonNegative, Field(description="talk time added, as a share")] = 0
    claim: Annotated[Share, Field(description="how readily unsolved contacts are recorded as solved")] = 0
    care_factor: Annotated[Share, Field(description="care of its agents relative to own staff")] = 1

    @model_validator(mode="after")
    def _target_goes_with_its_weight(self) -> "Contract":
        if self.handle_time > 0 and self.target_s is None:
            raise ValueError("handle_time above 0 needs target_s, in seconds; got null. Write target_s: 160")
        return self


class Outsourcing(Strict):
    """Vendors: prices, and attributes of their agents."""

    usd_per_minute: Annotated[NonNegative, Field(description="price of a minute of talk or after-call work")]
    minutes_per_contact: Annotated[
        Positive | None,
        Field(description="talk and after-call work by which contracts are quoted; null = neutral's in this world"),
    ] = None
    oversight_usd_h: Annotated[NonNegative, Field(description="the client's own cost of an hour on duty")]
    warmth_factor: Annotated[Share, Field(description="warmth of a vendor's agents relative to own staff")]
    quits_factor: Annotated[Positive, Field(description="quits of a vendor's agents relative to own staff")]
    noise: Annotated[NonNegative, Field(description="noise in measuring the outcome, relative to its spread")]
    contracts: dict[str, Contract]


class Crew(Strict):
    """Attributes of the agents: in-house by default."""

    padding: float = 0
    claim: float = 0
    care_factor: float = 1
    warmth_factor: float = 1
    quits_factor: float = 1
