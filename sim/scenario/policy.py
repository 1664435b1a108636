"""A policy: levers, all neutral at 0 or off."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.strict import NonNegative, Share, Strict


class Scorecard(Strict):
    """What agents are measured on: weights, not shares."""

    handle_time: Annotated[NonNegative, Field(description="weight on the handle-time target")] = 0
    resolution: Annotated[NonNegative, Field(description="weight on solving")] = 0


class Policy(Strict):
    """What a company decides about its service."""

    scorecard: Scorecard = Scorecard()
    target_s: Annotated[Annotated[float, Field(gt=0)] | None, Field(description="handle-time target")] = None
    script: Annotated[Share, Field(description="how strictly the checklist is walked")] = 0
    authority: Annotated[Share, Field(description="how much an agent may decide off the script")] = 0
    concession_limit_usd: Annotated[NonNegative, Field(description="money an agent may give back")] = 0
    ownership: Annotated[Share, Field(description="the agent keeps the issue until it is solved")] = 0
    escalation: Annotated[Share, Field(description="dead ends that may go to the second line")] = 0
    warm_handoff: Annotated[Share, Field(description="context handed on with the customer")] = 0
    closing: Annotated[Share, Field(description="warm goodbyes")] = 0

    @model_validator(mode="after")
    def _target_goes_with_its_weight(self) -> "Policy":
        if self.scorecard.handle_time > 0 and self.target_s is None:
            raise ValueError("scorecard.handle_time above 0 needs target_s, in seconds; got null. Write target_s: 160")
        return self
