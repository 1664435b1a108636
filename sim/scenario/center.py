"""The center: when customers call, and about what."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.scenario.routing import Topic
from sim.scenario.strict import NonNegative, Strict
from sim.time_units import DAY_S


class Weekday(StrEnum):
    """Days of the week."""

    monday = "monday"
    tuesday = "tuesday"
    wednesday = "wednesday"
    thursday = "thursday"
    friday = "friday"
    saturday = "saturday"
    sunday = "sunday"


class DayType(StrEnum):
    """Type of a special day: like a weekday, or closed."""

    monday = "monday"
    tuesday = "tuesday"
    wednesday = "wednesday"
    thursday = "thursday"
    friday = "friday"
    saturday = "saturday"
    sunday = "sunday"
    closed = "closed"


class SpecialDay(Strict):
    """A day unlike its weekday: a holiday, a bridge day, a launch."""

    like: Annotated[
        DayType | None, Field(description="calls and people of this weekday, or closed; null = as ever")
    ] = None
    volume: Annotated[NonNegative, Field(description="factor of the day's issues")] = 1


class Center(Strict):
    """Calendar, topics and opening hours."""

    day0: Annotated[Weekday, Field(description="weekday of day 0")]
    interval_s: Annotated[int, Field(gt=0, le=DAY_S, description="length of an interval, a divisor of a day")]
    tick_s: Annotated[NonNegative, Field(description="times are rounded up to this, as in a log; 0 = continuous")] = 0
    rate_s: Annotated[
        Annotated[int, Field(gt=0)] | None,
        Field(description="length of a number of the profile, a divisor of interval_s; null = interval_s"),
    ] = None
    profile: Annotated[
        dict[Weekday, tuple[NonNegative, ...]],
        Field(description="arrivals per interval by weekday, on any scale; 0 where closed; one row or number for all"),
    ]
    busyness_shape: Annotated[
        Annotated[float, Field(gt=0)] | None, Field(description="Gamma shape of the day's busyness; null = 1 every day")
    ]
    topics: Annotated[dict[str, Topic], Field(min_length=1)]
    date0: Annotated[date | None, Field(description="date of day 0, for dates in special_days")] = None
    special_days: Annotated[
        dict[int | date, SpecialDay], Field(description="by day of the horizon, from 0 on, or by date")
    ] = {}

    @property
    def step_s(self) -> int:
        """Length of a step of the profile."""
        return self.rate_s or self.interval_s

    @property
    def special(self) -> dict[int, SpecialDay]:
        """Special days by day of the horizon, including those before and after it."""
        return {self._place(day): special for day, special in self.special_days.items()}

    def _place(self, day: int | date) -> int:
        if isinstance(day, int):
            return day
        assert self.date0 is not None
        return (day - self.date0) // timedelta(days=1)

    @field_validator("profile", mode="before")
    @classmethod
    def _same_always(cls, profile: Any, info: ValidationInfo) -> Any:
        """Expand one number, or one row, to a profile for all weekdays."""
        days = dict.fromkeys(Weekday, profile) if isinstance(profile, int | float | list | tuple) else profile
        if not isinstance(days, dict) or "interval_s" not in info.data:
            return profile
        n = DAY_S // (info.data.get("rate_s") or info.data["interval_s"])
        return {day: [row] * n if isinstance(row, int | float) else row for day, row in days.items()}

    @model_validator(mode="after")
    def _fits_a_day(self) -> "Center":
        if DAY_S % self.interval_s:
            raise ValueError(f"interval_s divides a day of 86400 s; got {self.interval_s}. Write 900 or 1800")
        if self.tick_s and DAY_S % self.tick_s:
            raise ValueError(f"tick_s divides a day of 86400 s; got {self.tick_s:g}. Write 1, 30 or 60")
        if self.interval_s % self.step_s:
            raise ValueError(f"rate_s divides interval_s of {self.interval_s} s; got {self.rate_s}. Write 60 or 300")
        n = DAY_S // self.step_s
        for day in Weekday:
            if day not in self.profile:
                raise ValueError(f"profile has all seven weekdays; {day} is missing")
            if len(self.profile[day]) != n:
                got = len(self.profile[day])
                raise ValueError(f"profile.{day} has {n} intervals of {self.step_s} s; got {got}")
        if not any(any(row) for row in self.profile.values()):
            raise ValueError("profile has arrivals in some interval; all are 0")
        if not any(topic.share for topic in self.topics.values()):
            raise ValueError("topics have a share above 0 for at least one; all are 0")
        return self

    @model_validator(mode="after")
    def _dates_fit(self) -> "Center":
        weekday = None if self.date0 is None else tuple(Weekday)[self.date0.weekday()]
        if weekday not in (None, self.day0):
            raise ValueError(f"date0 falls on a {self.day0}, center.day0; got {self.date0}, a {weekday}")
        places = set()
        for day in self.special_days:
            if isinstance(day, date) and self.date0 is None:
                raise ValueError(f"special_days.{day} needs center.date0, the date of day 0; got null")
            if isinstance(day, int) and day < 0:
                raise ValueError(f"special_days.{day} is a day of the horizon, 0 or later. Write a date for one before")
            if self._place(day) in places:
                raise ValueError(f"special_days.{day} stands once, as a number or as a date")
            places.add(self._place(day))
        return self
