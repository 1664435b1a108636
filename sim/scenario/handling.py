"""Handling: work, learning, script, authority, ownership."""

from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.distribution import Constant, Distribution, Lognormal, lognormal_of
from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Learning(Strict):
    """Efficiency of an agent = 1 - (1 - p0) exp(-tenure / tau)."""

    p0: Annotated[float, Field(gt=0, le=1, description="efficiency of a new hire")]
    tau_d: Annotated[Positive, Field(description="days in which the gap falls to 1/e")]
    speed_cv: Annotated[NonNegative, Field(description="spread of inborn speed, lognormal with mean 1")]


class Handling(Strict):
    """Times of the parts of a contact."""

    opening_s: NonNegative
    after_call_s: Annotated[NonNegative, Field(description="after-call work, mean")]
    after_call_scv: NonNegative
    courtesy: Annotated[NonNegative, Field(description="courtesy, as a share of work")]
    kept_share: Annotated[Share, Field(description="progress another agent keeps without a warm hand-off")]
    script_s: Annotated[NonNegative, Field(description="walking the checklist")]
    script_efficiency: Annotated[Share, Field(description="efficiency a checklist lends to a novice")]
    off_script_s: Annotated[NonNegative, Field(description="investigation off the script, per unit of authority")]
    unable_share: Annotated[Share, Field(description="share of work spent off the script when it cannot be solved")]
    check_s: NonNegative
    anticipate_s: NonNegative
    goodbye_s: NonNegative
    second_line_s: NonNegative
    teach_s: Annotated[NonNegative, Field(description="teaching the web page")]
    offer_s: Annotated[NonNegative, Field(description="offering something")]
    ask_s: Annotated[NonNegative, Field(description="asking how it was")]
    listen_s: Annotated[NonNegative, Field(description="looking for the need behind the question")]

    @property
    def after_call(self) -> Constant | Lognormal:
        """Distribution of after-call work."""
        return lognormal_of(self.after_call_s, self.after_call_scv)


class Incentives(Strict):
    """How a target on handle time changes agents' behaviour."""

    limit_sigma: Annotated[NonNegative, Field(description="spread of the handle limit, lognormal")]
    shortest_s: Annotated[NonNegative, Field(description="shortest talk that is shed")]
    careless: Annotated[float, Field(gt=0, le=1, description="care below which an agent may hang up at once")]
    drop_share: Share
    drop_s: NonNegative
    claim_low: Annotated[Share, Field(description="unsolved contacts recorded as solved, without pressure")]
    claim_high: Annotated[Share, Field(description="the same under full pressure")]


class Resolution(Strict):
    """Who can solve which issues, and how long a fix lasts."""

    p_know: Annotated[Share, Field(description="an experienced agent solves an issue on the script")]
    gap: Annotated[Share, Field(description="what a novice lacks of that")]
    p_script: Annotated[Share, Field(description="a checklist solves an issue on the script")]
    p_off: Annotated[Share, Field(description="solved off the script without authority")]
    p_off_authority: Annotated[Share, Field(description="solved off the script with full authority")]
    second_line_solves: Share
    concession_share: Annotated[Share, Field(description="solved with money, off the script, with authority")]
    concession_mean_usd: Positive
    relapse_quick: Annotated[Share, Field(description="a quick fix that does not last")]
    relapse_checked: Annotated[Share, Field(description="a checked fix that does not last")]
    relapse_delay: Distribution
    second_symptom_delay: Distribution
    diagnosis_share: Annotated[Share, Field(description="an owner finds the root of two symptoms")]
    shield_share: Annotated[Share, Field(description="an owner prevents the next issue")]
    shield_d: Annotated[NonNegative, Field(description="how long that lasts")]
    told_share: Annotated[Share, Field(description="an owner tells the customer what was prevented")]
    off_growth_year: Annotated[NonNegative, Field(description="growth of off-script shares in a year")]


class Returns(Strict):
    """Whether and when customers call again."""

    redial_share: Annotated[Share, Field(description="try again after hanging up")]
    redial_later_share: Annotated[Share | None, Field(description="after later attempts; null = the same")] = None
    blocked_share: Annotated[
        Share | None, Field(description="try again after a busy signal; null = as after hanging up")
    ] = None
    blocked_later_share: Annotated[Share | None, Field(description="after later attempts; null = the same")] = None
    redial_delay: Distribution
    keeps_patience: Annotated[bool, Field(description="who redials is as patient as before; else drawn anew")] = False
    redraws_work: Annotated[bool, Field(description="who redials needs other work than before")] = False
    comes_back: Annotated[Share, Field(description="come back after the first unsolved contact")]
    fades: Annotated[Share, Field(description="factor on that for each further contact")]
    dead_end_factor: Annotated[Share, Field(description="factor on that after a dead end")]
    return_delay: Distribution
    open_d: Annotated[NonNegative, Field(description="an issue that was given up stays open that long")]
    max_contacts: Annotated[int, Field(ge=1, le=1000, description="a guard on attempts per issue")]

    @model_validator(mode="after")
    def _later_after_first(self) -> "Returns":
        if self.blocked_share is None and self.blocked_later_share is not None:
            raise ValueError("blocked_later_share goes with blocked_share; got null. Write that, too")
        return self
