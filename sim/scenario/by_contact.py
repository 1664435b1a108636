"""Conditional distributions: for a topic, a group of agents, a pair of both, or a period of arrival."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.center import Weekday
from sim.scenario.distribution import Distribution
from sim.scenario.strict import Strict
from sim.time_units import HOUR_S


class Quantity(StrEnum):
    """The quantity that a distribution is of."""

    patience = "patience"
    work = "work"
    after_call = "after_call"
    set_up = "set_up"


class ConditionalDistribution(Strict):
    """A distribution and the contacts it applies to; null = all. If several match, the last one applies.

    The period is that of arrival, when the contact reached the queue. Hours that end before they begin extend past
    midnight and belong to the weekday on which they began: friday's [22, 6] ends on saturday at 6. Weekdays are the
    calendar's, also on special days.
    """

    of: Annotated[
        Quantity, Field(description="patience; work an issue needs; after-call work; set-up time at answering")
    ]
    topic: str | None = None
    group: Annotated[str | None, Field(description="of the agent who answers: not for patience")] = None
    weekdays: Annotated[tuple[Weekday, ...] | None, Field(min_length=1)] = None
    hours: Annotated[
        tuple[Annotated[float, Field(ge=0, lt=24)], Annotated[float, Field(ge=0, le=24)]] | None,
        Field(description="from and to, hours of the day, at edges of intervals"),
    ] = None
    distribution: Distribution

    @model_validator(mode="after")
    def _can_be_told(self) -> "ConditionalDistribution":
        if self.of is Quantity.patience and self.group is not None:
            raise ValueError(f"group is null for patience: who waits does not know who will answer; got {self.group!r}")
        if self.hours is not None and self.hours[0] == self.hours[1]:
            raise ValueError(f"hours end at another time than they begin; got {list(self.hours)}. Write null for all")
        return self

    def off_edge(self, interval_s: int) -> float | None:
        """An hour that is not an edge of an interval; None if there is none."""
        return next((hour for hour in self.hours or () if round(hour * HOUR_S) % interval_s), None)

    def fits_at(self, weekday: Weekday, from_s: float) -> bool:
        """Whether a contact that arrives at this time of this weekday is in the period.

        >>> minute = {"distribution": "constant", "value_s": 60}
        >>> friday_night = ConditionalDistribution(of="work", weekdays=["friday"], hours=[22, 6], distribution=minute)
        >>> [friday_night.fits_at(Weekday.saturday, hour * HOUR_S) for hour in (5, 6, 22)]
        [True, False, False]
        """
        week = list(Weekday)
        began = weekday
        if self.hours is not None:
            begin_s, end_s = (round(hour * HOUR_S) for hour in self.hours)
            late = from_s >= begin_s
            inside = (late and from_s < end_s) if begin_s < end_s else (late or from_s < end_s)
            if not inside:
                return False
            if not late:
                began = week[week.index(weekday) - 1]
        return self.weekdays is None or began in self.weekdays
