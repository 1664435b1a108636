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


def under_new_names(value: Any, **new: str) -> Any:
    """A mapping with former names of keys replaced by current ones (``law="distribution"``).

    >>> under_new_names({"law": "constant", "value_s": 9}, law="distribution")
    {'distribution': 'constant', 'value_s': 9}
    """
    if not isinstance(value, dict):
        return value
    for former, name in new.items():
        if former in value and name in value:
            raise ValueError(f"{former} is the former name of {name}; got both. Leave {former} out")
    return {new.get(key, key): item for key, item in value.items()}


OneOrMore = BeforeValidator(_several)  # one number stands for a row of one
