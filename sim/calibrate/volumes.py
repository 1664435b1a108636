"""Read a planner's volumes and staffing per interval."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from sim.calibrate import delimited
from sim.calibrate.delimited import Row
from sim.scenario.center import Center, Weekday
from sim.time_units import DAY_S

NEEDED = {"start": "start", "topic": "topic", "offered": "offered"}
ON_DUTY = "on_duty"
MOST_ON_DUTY = 100_000


class Volumes(NamedTuple):
    """Offered contacts and staff for every interval of the horizon."""

    offered: dict[str, tuple[float, ...]]  # by topic: demand.offered
    on_duty: dict[str, tuple[int, ...]] | None  # by skill: staffing.on_duty; None without the column


class _Interval(NamedTuple):
    row: Row
    offered: float
    on_duty: int | None


def read_volumes(path: Path, center: Center, horizon_d: int) -> Volumes:
    """Read columns start (ISO, local), topic, offered and, optionally, on_duty.

    One row for each topic and interval, in any order. The first date of the file is day 0. Raises ValueError with file,
    line and column.
    """
    rows = _rows(path)
    starts = {row.line: _start(row, center.interval_s) for row in rows}
    first = min(starts.values()).replace(hour=0, minute=0, second=0)
    _check_day0(rows, starts, center, first)
    _check_step(rows, starts, center)
    found: dict[str, dict[datetime, _Interval]] = {topic: {} for topic in center.topics}
    for row in rows:
        _add(found[_topic(row, found)], starts[row.line], row)
    _check_topics(path, found)
    n = horizon_d * DAY_S // center.interval_s
    grid = [first + timedelta(seconds=i * center.interval_s) for i in range(n)]
    for topic, intervals in found.items():
        _check_whole(path, topic, intervals, grid)
    if horizon_d == len(Weekday):
        grid.sort(key=datetime.weekday)  # a row of seven days is a week, which starts on a Monday
    offered = {topic: tuple(intervals[start].offered for start in grid) for topic, intervals in found.items()}
    return Volumes(offered, _on_duty(found, center, grid) if ON_DUTY in rows[0].cells else None)


def _rows(path: Path) -> list[Row]:
    """Rows with lower-case column names; the delimiter is detected."""
    header = next(iter(delimited.text_of(path, "utf-8-sig").splitlines()))
    names, rows = delimited.read(path, max(delimited.DELIMITERS, key=header.count), "utf-8-sig")
    lower = tuple(name.lower() for name in names)
    delimited.need(path, lower, NEEDED, "volumes")
    for column, name in enumerate(lower, start=1):
        if name not in (*NEEDED, ON_DUTY):
            raise ValueError(
                f"{path}, line 1, column {column}: columns are start, topic, offered and on_duty; got {name!r}. "
                "Leave it out"
            )
    return [row._replace(cells=dict(zip(lower, row.cells.values(), strict=True))) for row in rows]


def _start(row: Row, interval_s: int) -> datetime:
    try:
        start = datetime.fromisoformat(row.cells["start"].strip())
    except ValueError:
        raise row.wrong("start", "is an ISO date and time, like 2027-01-04T08:30") from None
    if start.tzinfo is not None:
        raise row.wrong("start", "is local time, without an offset from UTC")
    since_midnight_s = (start - start.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    if since_midnight_s % interval_s:
        raise row.wrong("start", f"is a whole number of intervals of center.interval_s = {interval_s} s after midnight")
    return start


def _check_day0(rows: list[Row], starts: Mapping[int, datetime], center: Center, first: datetime) -> None:
    weekday = tuple(Weekday)[first.weekday()]
    if weekday is not center.day0:
        row = min(rows, key=lambda row: starts[row.line])
        raise row.wrong(
            "start", f"is on a {center.day0}, center.day0, and not a {weekday}. Write center.day0={weekday}"
        )


def _check_step(rows: list[Row], starts: Mapping[int, datetime], center: Center) -> None:
    distinct = sorted({start: line for line, start in reversed(list(starts.items()))}.items())
    steps = {line: (b - a).total_seconds() for (a, _), (b, line) in pairwise(distinct)}
    if steps and min(steps.values()) != center.interval_s:
        line, step_s = min(steps.items(), key=lambda item: item[1])
        row = next(row for row in rows if row.line == line)
        raise row.wrong(
            "start", f"is {center.interval_s} s after the one before, center.interval_s, and not {step_s:g} s"
        )


def _topic(row: Row, topics: Mapping[str, object]) -> str:
    topic = row.cells["topic"].strip()
    if topic not in topics:
        raise row.wrong("topic", f"is a topic of the center ({', '.join(topics)})")
    return topic


def _add(intervals: dict[datetime, _Interval], start: datetime, row: Row) -> None:
    if start in intervals:
        raise row.wrong(
            "start",
            f"stands once for each topic, and line {intervals[start].row.line} has it, too. "
            "Add up the hour that autumn repeats",
        )
    intervals[start] = _Interval(row, _number(row, "offered"), _whole(row))


def _number(row: Row, column: str) -> float:
    """A number with a decimal point or a decimal comma.

    >>> _number(Row(Path("plan.csv"), 2, {"offered": "12,5"}), "offered")
    12.5
    """
    return delimited.number(row, column, "," if "," in row.cells[column] else ".")


def _whole(row: Row) -> int | None:
    if not row.cells.get(ON_DUTY, "").strip():
        return None
    value = _number(row, ON_DUTY)
    if value % 1 or value > MOST_ON_DUTY:
        raise row.wrong(ON_DUTY, f"is a whole number of people, {MOST_ON_DUTY} at most")
    return int(value)


def _check_topics(path: Path, found: Mapping[str, Mapping[datetime, _Interval]]) -> None:
    for topic, intervals in found.items():
        if not intervals:
            raise ValueError(
                f"{path}, column topic: every topic of the center has rows; {topic!r} has none. Write 0 for none"
            )


def _check_whole(path: Path, topic: str, intervals: Mapping[datetime, _Interval], grid: list[datetime]) -> None:
    missing = next((start for start in grid if start not in intervals), None)
    if missing is None:
        return
    after = [start for start in intervals if start > missing]
    if not after:
        last = max(intervals)
        raise intervals[last].row.wrong(
            "start",
            f"is the last of topic {topic!r}, and horizon_d goes on to {grid[-1].isoformat(' ', 'minutes')}. "
            "Shorten horizon_d or lengthen the file",
        )
    raise intervals[min(after)].row.wrong(
        "start",
        f"comes after {missing.isoformat(' ', 'minutes')}, which topic {topic!r} lacks. Write offered 0 where closed",
    )


def _on_duty(
    found: Mapping[str, Mapping[datetime, _Interval]], center: Center, grid: list[datetime]
) -> dict[str, tuple[int, ...]]:
    if any(topic.skill is None for topic in center.topics.values()):
        raise ValueError(
            "on_duty is of the skills of topics; with routing.groups leave it out and write staffing.on_duty"
        )
    skills = sorted({str(topic.skill) for topic in center.topics.values()})
    named = center.topics.items()
    mine = {skill: [found[name] for name, topic in named if str(topic.skill) == skill] for skill in skills}
    return {
        skill: tuple(_agreed(skill, [intervals[start] for intervals in mine[skill]]) for start in grid)
        for skill in skills
    }


def _agreed(skill: str, intervals: list[_Interval]) -> int:
    """Staff of a skill; the rows of its topics must agree or be empty."""
    said = [interval for interval in intervals if interval.on_duty is not None]
    if not said or said[0].on_duty is None:
        raise intervals[0].row.wrong(ON_DUTY, f"says how many with skill {skill!r} are there; no topic of it does here")
    for other in said[1:]:
        if other.on_duty != said[0].on_duty:
            raise other.row.wrong(
                ON_DUTY,
                f"is the same for all topics of skill {skill!r}, and line {said[0].row.line} says {said[0].on_duty}",
            )
    return said[0].on_duty
