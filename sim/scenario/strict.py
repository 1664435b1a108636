"""Base of all input models: frozen, complete, no unknown keys."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Strict(BaseModel):
    """An input model that rejects unknown, missing and out-of-bounds keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]


def _several(numbers: Any) -> Any:
    return (numbers,) if isinstance(numbers, int | float) else numbers


OneOrMore = BeforeValidator(_several)  # one number stands for a row of one
