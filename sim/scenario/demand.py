"""Demand: from customers and their causes, a planner's volumes, or a log."""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.strict import NonNegative, OneOrMore, Positive, Strict


class Arrivals(StrEnum):
    """How expected numbers of issues become issues."""

    poisson = "poisson"  # every customer by chance
    exact = "exact"  # each day brings the expected number, rounded
    log = "log"  # at the times of a log, about its topics


class Log(Strict):
    """Times and topics of issues."""

    time_s: Annotated[tuple[NonNegative, ...], Field(description="since midnight of day 0, in order")]
    topic: tuple[str, ...]

    @model_validator(mode="after")
    def _pairs(self) -> "Log":
        if not self.time_s:
            raise ValueError("time_s has one issue at least; got []")
        if len(self.topic) != len(self.time_s):
            raise ValueError(f"topic has one name for each time_s; got {len(self.topic)} for {len(self.time_s)}")
        if any(after < before for before, after in pairwise(self.time_s)):
            raise ValueError("time_s is in order of time")
        return self


class Demand(Strict):
    """A planner's volumes or a log; by default issues result from customers and causes."""

    offered: Annotated[
        dict[str, Annotated[tuple[NonNegative, ...], OneOrMore]] | None,
        Field(description="contacts per topic and interval: always, by day, by week or for the whole horizon"),
    ] = None
    contacts_per_issue: Annotated[
        Positive, Field(description="offered contacts per issue: sizes the staff, and takes repeats out of volumes")
    ]
    arrivals: Annotated[Arrivals, Field(description="poisson, exact: the expected number each day, or log")] = (
        Arrivals.poisson
    )
    log: Annotated[Log | None, Field(description="a CSV of time and topic, one row for each issue")] = None

    @model_validator(mode="after")
    def _one_source(self) -> "Demand":
        if self.arrivals is Arrivals.log and self.log is None:
            raise ValueError("arrivals of a log need demand.log, its file; got null")
        if self.arrivals is not Arrivals.log and self.log is not None:
            raise ValueError(f"log needs arrivals: log; got arrivals: {self.arrivals}")
        if self.log is not None and self.offered is not None:
            raise ValueError("offered and log are two sources of the same issues. Write offered: null")
        return self
