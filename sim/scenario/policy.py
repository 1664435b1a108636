"""A policy: levers, all neutral at 0 or off."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Scorecard(Strict):
    """Weights of what agents are measured on; they need not sum to 1."""

    handle_time: Annotated[NonNegative, Field(description="weight on the handle-time target")] = 0
    resolution: Annotated[NonNegative, Field(description="weight on solving")] = 0
    adherence: Annotated[NonNegative, Field(description="weight on walking the checklist; 1 = to the letter")] = 0
    sales: Annotated[NonNegative, Field(description="weight on offers made; 1 = to everybody, solved or not")] = 0


class Policy(Strict):
    """What a company decides about its service."""

    scorecard: Scorecard = Scorecard()
    target_s: Annotated[Annotated[float, Field(gt=0)] | None, Field(description="handle-time target")] = None
    target_share: Annotated[
        Positive | None, Field(description="the same as a share of the mean talk under neutral, in the same world")
    ] = None
    script: Annotated[Share, Field(description="how strictly the checklist is walked")] = 0
    authority: Annotated[Share, Field(description="how much an agent may decide off the script")] = 0
    concession_limit_usd: Annotated[NonNegative, Field(description="money an agent may give back")] = 0
    ownership: Annotated[Share, Field(description="the agent keeps the issue until it is solved")] = 0
    escalation: Annotated[Share, Field(description="dead ends that may go to the second line")] = 0
    warm_handoff: Annotated[Share, Field(description="context handed on with the customer")] = 0
    deflection: Annotated[Share, Field(description="talks in which the agent teaches the web page")] = 0
    digital_first: Annotated[Share, Field(description="of those who would call at once, sent to the web first")] = 0
    wall: Annotated[Share, Field(description="how hard it is to reach a person")] = 0
    cross_sell: Annotated[Share, Field(description="finished talks in which the agent offers something")] = 0
    sell_only_if_solved: Annotated[bool, Field(description="no offer while the issue is unsolved")] = False
    outreach: Annotated[Share, Field(description="trouble seen first of which the customer is told")] = 0
    ask: Annotated[Share, Field(description="talks in which the agent asks how it was")] = 0
    recover: Annotated[Share, Field(description="bad surveys after which the customer is called back")] = 0
    closing: Annotated[Share, Field(description="warm goodbyes")] = 0
    callback_offer: Annotated[Share, Field(description="of those who would wait, offered a call-back")] = 0
    contract: Annotated[str | None, Field(description="outsourced: one of outsourcing.contracts; null = own staff")] = (
        None
    )
    chargeback: Annotated[Share, Field(description="share of its bill that the unit behind a contact pays")] = 0
    listening: Annotated[Share, Field(description="talks in which the agent looks behind the question")] = 0
    hire_disposition: Annotated[Share, Field(description="how much care for people decides who is hired")] = 0
    voice_of_customer: Annotated[Share, Field(description="share of what listening finds that reaches the units")] = 0
    consult: Annotated[Share, Field(description="launches on which the service is heard before")] = 0
    choice: Annotated[Share, Field(description="customers who are asked what they want, and get it")] = 0
    focus_half_life_d: Annotated[
        Positive | None, Field(description="days in which half of the effort behind the levers is gone; null = never")
    ] = None

    @model_validator(mode="after")
    def _target_goes_with_its_weight(self) -> "Policy":
        if self.scorecard.handle_time > 0 and self.target_s is None and self.target_share is None:
            raise ValueError(
                "scorecard.handle_time above 0 needs target_share, of the mean talk under neutral, or target_s; got "
                "null. Write target_share: .85"
            )
        return self
