"""The format of a phone system's log: column names, date formats, words for outcomes."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.scenario.strict import Strict

Column = Annotated[str, Field(min_length=1)]


class Outcome(StrEnum):
    """Outcome of a contact."""

    answered = "answered"
    abandoned = "abandoned"
    ignored = "ignored"


class Stamp(Strict):
    """A column of times."""

    column: Column
    format: Annotated[
        str, Field(min_length=1, description="as in strptime, or iso; without a date it takes that of date")
    ]


class Kind(Strict):
    """Topic and skill of a type of contact."""

    topic: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    skill: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Daily(Strict):
    """A second file with counts over many more days, one or several rows a day."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)]
    date: Stamp
    count: Column
    imputed: Annotated[
        Column | None, Field(description="not 0 where the count was filled in: such days are left out")
    ] = None


class Dialect(Strict):
    """Which column holds what."""

    source: Annotated[str, Field(description="where the log is from, for the head of the fitted config")] = "a call log"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)]
    encoding: str = "utf-8-sig"
    decimal: Literal[".", ","] = "."
    columns: Annotated[tuple[Column, ...] | None, Field(description="names, if the file has no header line")] = None
    id: Annotated[tuple[Column, ...], Field(description="together they name a contact; () = nothing does")] = ()
    never: Annotated[tuple[str, ...], Field(description="how a moment that did not come is written")] = ("",)
    date: Stamp | None = None
    started: Stamp
    queued: Annotated[Stamp | None, Field(description="without this moment a caller left in the menu")] = None
    answered: Stamp | None = None
    ended: Stamp | None = None
    waited_s: Annotated[Column | None, Field(description="null = from queued, else started, to answered or ended")] = (
        None
    )
    talk_s: Annotated[Column | None, Field(description="null = from answered to ended")] = None
    outcome: Column
    outcomes: Annotated[dict[str, Outcome], Field(min_length=1)]
    type: Column
    types: Annotated[dict[str, Kind], Field(min_length=1)]
    customer: Column | None = None
    unknown_customers: tuple[str, ...] = ("",)
    daily: Daily | None = None

    @model_validator(mode="after")
    def _says_enough(self) -> Self:
        if (self.waited_s is None or self.talk_s is None) and (self.answered is None or self.ended is None):
            raise ValueError(
                "needs waited_s and talk_s, or answered and ended, to tell waits and talks; write one pair"
            )
        for name in ("started", "queued", "answered", "ended"):
            stamp: Stamp | None = getattr(self, name)
            if stamp and not has_date(stamp.format) and self.date is None:
                raise ValueError(f"{name}.format has no date, so date is the column that holds it; got null")
        skills: dict[str, str] = {}
        for name, kind in self.types.items():
            if skills.setdefault(kind.topic, kind.skill) != kind.skill:
                raise ValueError(
                    f"types.{name}.skill is that of topic {kind.topic}, {skills[kind.topic]}; got {kind.skill}"
                )
        return self

    @property
    def stamps(self) -> dict[str, Stamp]:
        """Columns of times, by meaning."""
        every = {name: getattr(self, name) for name in ("date", "started", "queued", "answered", "ended")}
        return {name: stamp for name, stamp in every.items() if stamp is not None}

    @property
    def wanted(self) -> dict[str, str]:
        """Required columns, by the key that names them."""
        plain = {key: getattr(self, key) for key in ("waited_s", "talk_s", "outcome", "type", "customer")}
        wanted = {f"{key}.column": stamp.column for key, stamp in self.stamps.items()} | plain
        wanted |= {f"id[{i}]": column for i, column in enumerate(self.id)}
        return {key: column for key, column in wanted.items() if column is not None}


def has_date(format: str) -> bool:
    """Whether times in this format include the date.

    >>> has_date("%H:%M:%S"), has_date("%d.%m.%Y %H:%M"), has_date("iso")
    (False, True, True)
    """
    return format == "iso" or "%d" in format or "%j" in format
