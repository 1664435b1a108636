"""The center: when people call, about what, and how many are there to answer."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.strict import NonNegative, Positive, Strict


class Weekday(StrEnum):
    """Days as a planner writes them."""

    monday = "monday"
    tuesday = "tuesday"
    wednesday = "wednesday"
    thursday = "thursday"
    friday = "friday"
    saturday = "saturday"
    sunday = "sunday"


class Topic(Strict):
    """What a contact is about, and which skill it takes."""

    skill: Annotated[str, Field(min_length=1)]
    share: Annotated[NonNegative, Field(description="share of issues, of those whose cause names no topic")]
    work_factor: Annotated[Positive, Field(description="work relative to the mean of all causes")]


class Center(Strict):
    """Calendar, topics and opening hours."""

    day0: Annotated[Weekday, Field(description="weekday of day 0")]
    interval_s: Annotated[int, Field(gt=0, le=86400, description="length of an interval, a divisor of a day")]
    tick_s: Annotated[NonNegative, Field(description="times are rounded up to this, as in a log; 0 = continuous")] = 0
    profile: Annotated[
        dict[Weekday, tuple[NonNegative, ...]],
        Field(description="arrivals per interval of each weekday, on any scale; 0 where closed"),
    ]
    busyness_shape: Annotated[
        Annotated[float, Field(gt=0)] | None, Field(description="Gamma shape of the day's busyness; null = 1 every day")
    ]
    topics: Annotated[dict[str, Topic], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_a_day(self) -> "Center":
        if 86400 % self.interval_s:
            raise ValueError(f"interval_s divides a day of 86400 s; got {self.interval_s}. Write 900 or 1800")
        if self.tick_s and 86400 % self.tick_s:
            raise ValueError(f"tick_s divides a day of 86400 s; got {self.tick_s:g}. Write 1, 30 or 60")
        n = 86400 // self.interval_s
        for day in Weekday:
            if day not in self.profile:
                raise ValueError(f"profile has all seven weekdays; {day} is missing")
            if len(self.profile[day]) != n:
                got = len(self.profile[day])
                raise ValueError(f"profile.{day} has {n} intervals of {self.interval_s} s; got {got}")
        if not any(any(row) for row in self.profile.values()):
            raise ValueError("profile has arrivals in some interval; all are 0")
        if not any(topic.share for topic in self.topics.values()):
            raise ValueError("topics have a share above 0 for at least one; all are 0")
        return self


class Staffing(Strict):
    """People on duty: given for each interval, or sized for the neutral policy's load."""

    service_level: Annotated[float, Field(gt=0, lt=1, description="share to answer within threshold_s, Erlang-A")]
    threshold_s: NonNegative
    patience_mean_s: Annotated[Positive, Field(description="mean patience the sizing assumes, exponential")]
    on_duty_h_week: Annotated[float, Field(gt=0, le=168, description="hours on duty of one agent in a week")]
    shift_h: Annotated[float, Field(gt=0, le=24, description="longest shift, where somebody can take over")]
    shrinkage: Annotated[float, Field(ge=0, lt=1, description="share of paid time not on duty")]
    on_duty: Annotated[
        dict[str, tuple[Annotated[int, Field(ge=0, le=100_000)], ...]] | None,
        Field(description="agents on duty per group: a day, a week or every interval of the horizon; null = sized"),
    ] = None


class Demand(Strict):
    """A planner's volumes; without them issues come from the customers and their causes."""

    offered: Annotated[
        dict[str, tuple[NonNegative, ...]] | None,
        Field(description="contacts offered per topic, for every interval of the horizon"),
    ] = None
    contacts_per_issue: Annotated[
        Positive, Field(description="offered contacts per issue: sizes the staff, and takes repeats out of volumes")
    ]
