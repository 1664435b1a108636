"""Customers: their number, and the distributions of their traits."""

from typing import Annotated

from pydantic import Field

from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Beta(Strict):
    """Beta distribution on (0, 1)."""

    a: Positive
    b: Positive


class Customers(Strict):
    """The customer base and the distributions of traits."""

    n_start: Annotated[int, Field(ge=1, le=10_000_000, description="customers on day 0")]
    slots_per_customer: Annotated[float, Field(ge=1, le=10, description="room for newcomers, relative to n_start")]
    margin_usd_month: Annotated[NonNegative, Field(description="mean margin of a customer in 30 days")]
    margin_cv: Annotated[NonNegative, Field(description="spread of margins, lognormal")]
    loyalty_sd: Annotated[NonNegative, Field(description="spread of the baseline loyalty, normal around 0")]
    need: Annotated[Beta, Field(description="need for a person")]
    need_cut: Annotated[float, Field(gt=0, lt=1, description="below this need a person is not wanted")]
    need_mean: Annotated[float, Field(gt=0, lt=1, description="need at which connection terms are quoted")]
    digital_skill: Annotated[Beta, Field(description="skill with self-service, independent of need")]
    propensity_sigma: Annotated[NonNegative, Field(description="skew of issues per customer, lognormal, mean 1")]
    propensity_cap: Annotated[Positive, Field(description="largest propensity")]


class SelfService(Strict):
    """Self-service: the web page that customers try before they call."""

    tried_share: Annotated[Share, Field(description="try the web before the first call")]
    skill_slope: Annotated[float, Field(ge=-2, le=2, description="more tries per unit of skill above .5")]
    need_slope: Annotated[float, Field(ge=-2, le=2, description="fewer tries per unit of need above its mean")]
    leave_share: Annotated[Share, Field(description="leave without calling after it failed")]
    reassured_factor: Annotated[Positive, Field(description="how much easier a reassurance is to find on the web")]
    silence_share: Annotated[Share, Field(description="not worth a call, per unit of 1.6 - severity")]
    learns_share: Annotated[Share, Field(description="learn the web when an agent teaches it")]
    learned: Annotated[Share, Field(description="what that adds to tries and to skill")]
    wall_silence: Annotated[Share, Field(description="not worth a call, added by a full wall")]
    wall_leave: Annotated[Share, Field(description="leave the web without calling, added by a full wall")]
    wall_s: Annotated[NonNegative, Field(description="before the queue, behind a full wall")]
    wall_patience_s: Annotated[NonNegative, Field(description="patience added by a full wall: who gets through, waits")]


class Spending(Strict):
    """Purchases beyond the subscription."""

    spend_usd_month: Annotated[NonNegative, Field(description="margin of purchases in 30 days at loyalty 0")]
    gamma: Annotated[float, Field(ge=0, le=3, description="log spend per unit of loyalty")]
    basket_usd: Annotated[Positive, Field(description="margin of one purchase")]
    accept_share: Annotated[Share, Field(description="accept an offer at loyalty 0, long after the last")]
    satiety_d: Annotated[Positive, Field(description="days in which the interest in offers comes back")]
    unsolved_factor: Annotated[Share, Field(description="factor on that while the issue is unsolved")]
    worth_months: Annotated[NonNegative, Field(description="value of a sale in months of the customer's margin")]
    annoyed_share: Annotated[Share, Field(description="annoyed by an offer they do not take")]


class Reputation(Strict):
    """Word of mouth and new customers."""

    told_above: Annotated[NonNegative, Field(description="experiences weaker than this are not told")]
    told_good: Annotated[NonNegative, Field(description="people told of a good experience")]
    told_bad: Annotated[NonNegative, Field(description="people told of a bad experience")]
    half_life_d: Annotated[Positive, Field(description="half-life of reputation")]
    reference: Annotated[float, Field(ge=-100, le=100, description="reputation at which joins are joins_share_month")]
    slope: Annotated[float, Field(ge=0, le=2, description="log joins at the far end of reputation")]
    scale: Annotated[Positive, Field(description="reputation that counts as far")]
    joins_share_month: Annotated[Share, Field(description="newcomers in 30 days, as a share of the starting base")]
