"""Experience, memory, churn and morale."""

from typing import Annotated

from pydantic import Field

from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Loyalty(Strict):
    """Weights of an experience, and how it is remembered. All judgement: vary it."""

    w_effort: Annotated[NonNegative, Field(description="weight of effort terms")]
    w_connection: Annotated[NonNegative, Field(description="weight of human connection terms")]
    harm: Annotated[NonNegative, Field(description="a failure, when the customer notices it")]
    harm_averted: Annotated[Share, Field(description="share of that where outreach solved it before")]
    recovery_cap: Annotated[NonNegative, Field(description="most that contacts mend of a failure's harm; above 1 more")]
    solved: NonNegative
    unsolved: NonNegative
    dead_end: NonNegative
    effort: Annotated[NonNegative, Field(description="each repeat, failed web session, cold escalation")]
    context_lost: Annotated[NonNegative, Field(description="further effort when the story is told again")]
    waiting: NonNegative
    silence: NonNegative
    web_solved: NonNegative
    web_alone: Annotated[NonNegative, Field(description="loss of those who wanted a person, met by the web")]
    warmth: NonNegative
    warmth_reference: Annotated[Share, Field(description="warmth that is taken for granted")]
    reassured_factor: Annotated[Positive, Field(description="warmth counts more for those who came for a person")]
    ending: NonNegative
    told: Annotated[NonNegative, Field(description="hearing that the next trouble was prevented")]
    taught: Annotated[NonNegative, Field(description="taught the web by the person one wanted")]
    offered_unsolved: Annotated[NonNegative, Field(description="offered something while unsolved")]
    annoyed: Annotated[NonNegative, Field(description="annoyed by an offer")]
    asked: Annotated[NonNegative, Field(description="asked on the spot by somebody who cares")]
    asked_unsolved: Annotated[Share, Field(description="factor on that while unsolved")]
    reached: Annotated[NonNegative, Field(description="outreach solved it first")]
    alarmed: Annotated[NonNegative, Field(description="outreach without need")]
    menu_step: Annotated[NonNegative, Field(description="each step of buttons")]
    warmth_of_morale: Annotated[Share, Field(description="how much warmth follows morale")]
    warmth_of_freedom: Annotated[Share, Field(description="how much it follows the room an agent has")]
    warmth_of_care: Annotated[Share, Field(description="how much it follows care")]
    warmth_of_pressure: Annotated[Share, Field(description="how much pressure takes from it")]
    fast_half_life_d: Positive
    slow_half_life_d: Positive
    slow_share: Annotated[Share, Field(description="part of an experience that stays in the slow memory")]
    rare_d: Annotated[Positive, Field(description="days after which a touch counts as rare")]
    headroom: Annotated[Positive, Field(description="loyalty at which no further gain, or loss, is felt")]
    untouched: Annotated[NonNegative, Field(description="loyalty lost for lack of a human touch, per unit of need")]
    untouched_half_life_d: Positive
    beta_satisfaction: Annotated[NonNegative, Field(description="factor on churn.beta for satisfaction")]
    beta_connection: Annotated[NonNegative, Field(description="factor on churn.beta for connection")]
    gamma_satisfaction: Annotated[NonNegative, Field(description="factor on spending.gamma for satisfaction")]
    gamma_connection: Annotated[NonNegative, Field(description="factor on spending.gamma for connection")]


class Churn(Strict):
    """Churn at the monthly renewal, and customer value."""

    hazard_month: Annotated[NonNegative, Field(description="rate of leaving in 30 days at loyalty 0")]
    beta: Annotated[NonNegative, Field(description="log hazard per unit of loyalty lost")]
    open_issue: Annotated[NonNegative, Field(description="added hazard per open issue, two at most")]
    fee_response: Annotated[NonNegative, Field(description="log hazard per fee as high as the mean margin")]
    crunch_share: Annotated[Share, Field(description="months in which money is short")]
    crunch_hazard: Annotated[Positive, Field(description="factor on the hazard in such a month")]
    crunch_beta: Annotated[Positive, Field(description="factor on beta in such a month")]
    commodity: Annotated[NonNegative, Field(description="added hazard where no contact is with a person")]
    commodity_below: Annotated[float, Field(gt=0, le=1, description="share of contacts with a person below which")]
    commodity_d: Annotated[Positive, Field(description="days over which that share is smoothed")]
    win_back_share: Annotated[Share, Field(description="of those who leave, come back")]
    win_back_d: Annotated[Positive, Field(description="mean days until then")]
    win_back_loyalty: Annotated[float, Field(ge=-2, le=2, description="slow memory they come back with")]
    discount_year: Annotated[float, Field(ge=0, lt=1)]
    value_months: Annotated[int, Field(ge=0, le=600, description="months of value counted after the horizon")]


class Morale(Strict):
    """How a day changes agents' morale, and attrition."""

    pull_d: Annotated[Positive, Field(description="days in which morale moves to its target")]
    pride: NonNegative
    pride_reference: Share
    dead_end: NonNegative
    dead_end_reference: Share
    upset: NonNegative
    upset_reference: Share
    upset_below: Annotated[float, Field(le=0, description="experience that counts as an upset customer")]
    occupancy: NonNegative
    occupancy_reference: Share
    disposition: NonNegative
    start: Annotated[Share, Field(description="morale of a new hire")]
    disposition_mean: Share
    disposition_sd: NonNegative
    hire_reach: Annotated[NonNegative, Field(description="disposition gained by hiring for it")]
    care_slope: Annotated[NonNegative, Field(description="care per unit of morale above .5")]
    quits_year: Annotated[NonNegative, Field(description="rate of quitting in a year at morale .5")]
    kappa: Annotated[NonNegative, Field(description="how strongly low morale makes people quit")]
    vacancy_d: Annotated[NonNegative, Field(description="days a seat is empty")]
