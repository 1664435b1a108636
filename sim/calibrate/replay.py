"""Read a log to replay: time and topic of each issue."""

import math
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sim.calibrate import delimited
from sim.calibrate.delimited import Row
from sim.scenario.center import Center, Weekday
from sim.scenario.demand import Log

NEEDED = {"time": "time", "topic": "topic"}


def read_log(path: Path, center: Center, end_s: float) -> Log:
    """Read columns time (ISO, local, or seconds since midnight of day 0) and topic; other columns are ignored.

    Rows may be in any order. The first date of the file is day 0; rows after the horizon are dropped. Raises ValueError
    with file, line and column.
    """
    rows = _rows(path)
    times_s = _seconds(rows) if _is_number(rows[0]) else _since_day0(rows, center)
    topics = [_topic(row, center.topics) for row in rows]
    issues = sorted(issue for issue in zip(times_s, topics, strict=True) if issue[0] < end_s)
    if not issues:
        raise rows[0].wrong("time", f"is within the horizon, before {end_s:g} s, in one line at least")
    return Log(time_s=tuple(time_s for time_s, _ in issues), topic=tuple(topic for _, topic in issues))


def _rows(path: Path) -> list[Row]:
    header = next(iter(delimited.text_of(path, "utf-8-sig").splitlines()))
    names, rows = delimited.read(path, max(delimited.DELIMITERS, key=header.count), "utf-8-sig")
    lower = tuple(name.lower() for name in names)
    delimited.need(path, lower, NEEDED, "demand.log")
    return [row._replace(cells=dict(zip(lower, row.cells.values(), strict=True))) for row in rows]


def _is_number(row: Row) -> bool:
    try:
        return math.isfinite(float(row.cells["time"]))
    except ValueError:
        return False


def _seconds(rows: list[Row]) -> list[float]:
    return [delimited.number(row, "time") for row in rows]


def _since_day0(rows: list[Row], center: Center) -> list[float]:
    times = [_time(row) for row in rows]
    earliest = min(times)
    first = rows[times.index(earliest)]
    weekday = tuple(Weekday)[earliest.weekday()]
    if weekday is not center.day0:
        raise first.wrong(
            "time", f"is on a {center.day0}, center.day0, and not a {weekday}. Write center.day0={weekday}"
        )
    if center.date0 not in (None, earliest.date()):
        raise first.wrong("time", f"is on {center.date0}, center.date0, as the earliest of the file is on day 0")
    midnight = earliest.replace(hour=0, minute=0, second=0, microsecond=0)
    return [(time - midnight).total_seconds() for time in times]


def _time(row: Row) -> datetime:
    try:
        time = datetime.fromisoformat(row.cells["time"].strip())
    except ValueError:
        what = (
            "is an ISO date and time, like 2027-01-04T08:30:15, or seconds since midnight of day 0, in all lines alike"
        )
        raise row.wrong("time", what) from None
    if time.tzinfo is not None:
        raise row.wrong("time", "is local time, without an offset from UTC")
    return time


def _topic(row: Row, topics: Iterable[str]) -> str:
    topic = row.cells["topic"].strip()
    if topic not in topics:
        raise row.wrong("topic", f"is a topic of the center ({', '.join(topics)})")
    return topic
