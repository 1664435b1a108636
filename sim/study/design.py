"""Settings of a study."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Engine(StrEnum):
    """The engine; both give the same records."""

    kernel = "kernel"
    story = "story"


class Study(BaseModel):
    """Settings of a study: replications, seed, reference policy, confidence, engine."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    replications: Annotated[int, Field(ge=2, le=100_000, description="worlds; every policy is played in each of them")]
    seed: Annotated[int, Field(ge=0, lt=2**63, description="seed of all draws")]
    workers: Annotated[Annotated[int, Field(ge=1)] | None, Field(description="processes; null = one for each core")]
    against: Annotated[str, Field(description="differences are to this policy")]
    confidence: Annotated[float, Field(gt=0, lt=1, description="of each interval")]
    engine: Annotated[Engine, Field(description="kernel, or story: the same records, slower, to read the model by")]
