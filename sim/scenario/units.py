"""How business units react to what their decisions cause."""

from typing import Annotated

from pydantic import Field

from sim.scenario.strict import NonNegative, Positive, Share, Strict


class Units(Strict):
    """Reaction of the units behind the causes. No source found: all judgement, vary it."""

    elasticity: Annotated[Share, Field(description="share of its failures a charged unit removes if a fix is free")]
    heard_elasticity: Annotated[Share, Field(description="the same when all that agents hear reaches it")]
    react_d: Annotated[Positive, Field(description="days in which the gap to that falls to 1/e")]
    bill_usd: Annotated[
        dict[str, NonNegative] | None, Field(description="service cost of a root issue of each unit; null = measured")
    ] = None
    fix_usd: Annotated[NonNegative, Field(description="cost of each issue removed")]
    consult_effect: Annotated[Share, Field(description="share of a launch's issues avoided by hearing the service")]
