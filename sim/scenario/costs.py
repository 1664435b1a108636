"""Prices and wages."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from sim.scenario.strict import NonNegative, Strict


class Payer(StrEnum):
    """Who pays for a repeat contact that the service itself caused."""

    service = "service"
    unit = "unit"


class Costs(Strict):
    """Prices and wages, in the currency of the label."""

    currency: Annotated[str, Field(min_length=1, max_length=12, description="label on every amount")]
    wage_usd_h: Annotated[NonNegative, Field(description="wage of an hour on duty")]
    overhead_usd_h: Annotated[NonNegative, Field(description="supervision, seat and tools of an hour on duty")]
    authority_premium: Annotated[NonNegative, Field(description="higher wages, per unit of authority")]
    telecom_usd: Annotated[NonNegative, Field(description="each contact by phone")]
    web_session_usd: NonNegative
    outreach_usd: Annotated[NonNegative, Field(description="each message of outreach")]
    hiring_usd: Annotated[NonNegative, Field(description="replacing an agent")]
    acquisition_usd: Annotated[NonNegative, Field(description="winning a customer")]
    complaint_usd: Annotated[NonNegative, Field(description="an issue ended unsolved, expected")]
    repeat_payer: Annotated[Payer, Field(description="who pays for repeats the service made")]
