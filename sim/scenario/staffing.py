"""Staffing: numbers on duty, shifts, or sized for a service level."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.center import Weekday
from sim.scenario.strict import NonNegative, OneOrMore, Positive, Strict

DAY_MIN = 1440


def _clock(value: object) -> object:
    """A clock time; YAML reads 22:00 without quotes as a base-60 number, the minute of the day."""
    text = f"{value // 60:02}:{value % 60:02}" if isinstance(value, int) and 0 <= value < DAY_MIN else value
    if not isinstance(text, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise PydanticCustomError("clock", "is a clock time from '00:00' to '23:59'")
    return text


Clock = Annotated[str, BeforeValidator(_clock)]
Plan = Annotated[tuple[Annotated[int, Field(ge=0, le=100_000)], ...], OneOrMore]


class Break(Strict):
    """A break within a shift."""

    after_h: Annotated[NonNegative, Field(description="hours from the start of the shift")]
    minutes: Annotated[int, Field(gt=0, le=DAY_MIN)]

    @property
    def edges_min(self) -> tuple[int, int]:
        """Start and end of the break, in minutes from the start of the shift."""
        return round(self.after_h * 60), round(self.after_h * 60) + self.minutes


class Shift(Strict):
    """A weekly shift of n people; what extends beyond midnight belongs to the day on which it starts."""

    group: Annotated[str, Field(description="of agents, the skill of its topics")]
    weekdays: Annotated[tuple[Weekday, ...] | None, Field(description="on which it starts; null = all")] = None
    start: Annotated[Clock, Field(description='clock time, like "22:00"')]
    hours: Annotated[float, Field(gt=0, le=24, description="from the start to the end, breaks included")]
    n: Annotated[int, Field(ge=1, le=100_000, description="people")]
    breaks: Annotated[tuple[Break, ...], Field(description="in order of time")] = ()

    @property
    def start_min(self) -> int:
        """Start of the shift, minute of the day."""
        return int(self.start[:2]) * 60 + int(self.start[3:])

    @property
    def at_work_min(self) -> list[tuple[int, int]]:
        """(from, to) minutes on duty, from the start of the shift, around the breaks.

        >>> Shift(group="a", start="22:00", hours=8, n=5, breaks=({"after_h": 2, "minutes": 15},)).at_work_min
        [(0, 120), (135, 480)]
        """
        edges = [0, *(edge for pause in self.breaks for edge in pause.edges_min), round(self.hours * 60)]
        return list(zip(edges[::2], edges[1::2], strict=True))

    @model_validator(mode="after")
    def _in_whole_minutes(self) -> "Shift":
        if self.weekdays == ():
            raise ValueError("weekdays has one at least; got []. Write null for all")
        if not _whole(self.hours * 60):
            raise ValueError(f"hours comes to whole minutes; got {self.hours:g}. Write 7.75 for 7 h 45 min")
        before = 0
        for i, pause in enumerate(self.breaks):
            begins, ends = pause.edges_min
            if not _whole(pause.after_h * 60):
                raise ValueError(f"breaks.{i}.after_h comes to whole minutes; got {pause.after_h:g}. Write 2.25")
            if begins < before:
                rule = f"is {before / 60:g} at least, when the break before ends"
                raise ValueError(f"breaks.{i}.after_h {rule}; got {pause.after_h:g}")
            if ends > round(self.hours * 60):
                rule = f"leaves {pause.minutes} minutes of the {self.hours:g} hours"
                raise ValueError(f"breaks.{i}.after_h {rule}; got {pause.after_h:g}")
            before = ends
        return self


def _whole(minutes: float) -> bool:
    return abs(minutes - round(minutes)) < 1e-6


class People(StrEnum):
    """Whose load staffing is sized for, if there is no plan."""

    fixed = "fixed"  # the neutral policy's in the reference arm's world: the same people for every policy
    sized = "sized"  # each policy's own, as pilots measure it: the same service level for every policy


class Staffing(Strict):
    """Staff on duty: by interval, by shifts, or sized for a load."""

    people: Annotated[People, Field(description="sized for the neutral policy's load, or for each policy's own")] = (
        People.fixed
    )
    contacts_factor: Annotated[
        dict[str, NonNegative], Field(description="contacts per group relative to the load expected; pilots measure it")
    ] = {}
    handle_factor: Annotated[
        dict[str, Positive], Field(description="handle time per group, relative to that expected; pilots measure it")
    ] = {}
    service_level: Annotated[float, Field(gt=0, lt=1, description="share to answer within threshold_s, Erlang-A")]
    threshold_s: NonNegative
    waits_added: Annotated[
        bool, Field(description="a service level counts the waits of all attempts since the last answer")
    ] = False
    patience_mean_s: Annotated[Positive, Field(description="mean patience the sizing assumes, exponential")]
    on_duty_h_week: Annotated[float, Field(gt=0, le=168, description="hours on duty of one agent in a week")]
    shift_h: Annotated[float, Field(gt=0, le=24, description="longest shift, where somebody can take over")]
    shrinkage: Annotated[float, Field(ge=0, lt=1, description="share of paid time not on duty")]
    on_duty: Annotated[
        dict[str, Plan] | None,
        Field(description="agents on duty per group: always, by day, by week or for the whole horizon; null = sized"),
    ] = None
    shifts: Annotated[tuple[Shift, ...] | None, Field(description="people who come and go, instead of on_duty")] = None
    absence: Annotated[
        float, Field(ge=0, lt=1, description="share of the people planned for a day who are not there that day")
    ] = 0

    @model_validator(mode="after")
    def _one_plan(self) -> "Staffing":
        if self.shifts is not None and self.on_duty is not None:
            raise ValueError("shifts stand instead of on_duty, not beside it. Write on_duty: null")
        if self.people is People.sized and not self.is_sized:
            raise ValueError("people is fixed where on_duty or shifts say who is there; got sized")
        return self

    @property
    def is_sized(self) -> bool:
        """Whether staffing is sized instead of planned."""
        return self.on_duty is None and self.shifts is None
