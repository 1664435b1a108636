"""Outreach before the customer calls, and surveys afterwards."""

from typing import Annotated

from pydantic import Field

from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Outreach(Strict):
    """Proactive messages about a problem before customers call."""

    solves: Annotated[Share, Field(description="the trouble is over before the customer needs to call")]
    extra_share: Annotated[Share, Field(description="customers who call because of it")]
    extra_s: Annotated[Positive, Field(description="work of such a call")]
    false_alarm_share: Annotated[Share, Field(description="false alarms per trouble seen, under full outreach")]


class Survey(Strict):
    """How surveys are offered, and who answers."""

    live_share: Annotated[Share, Field(description="answer when asked on the spot by the agent")]
    anonymous_share: Annotated[Share, Field(description="answer an anonymous survey later")]
    dead_end_factor: Annotated[Share, Field(description="factor on an anonymous answer after a dead end")]
    live_dead_end_factor: Annotated[Share, Field(description="the same when asked on the spot by the agent")]
    gate: Annotated[Share, Field(description="unsolved contacts not invited, per weight on resolution")]
    middle: Annotated[float, Field(ge=0, le=10, description="score of an experience of 0")]
    slope: Annotated[NonNegative, Field(description="score per unit of experience")]
    noise: Annotated[NonNegative, Field(description="standard deviation of a score")]
    bad_below: Annotated[float, Field(ge=0, le=10, description="score that counts as bad")]
    recover_s: Annotated[NonNegative, Field(description="work of calling back after a bad survey")]
    recover_solves: Share
