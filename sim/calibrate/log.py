"""A call log as one validated row for each contact."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from sim.calibrate import delimited
from sim.calibrate.delimited import Row
from sim.calibrate.dialect import Dialect, Outcome, has_date
from sim.time_units import DAY_S

CONTACT = np.dtype(
    [
        ("day", "i8"),  # ordinal of the date
        ("started_s", "f8"),  # clock time within that day
        ("waited_s", "f8"),
        ("talk_s", "f8"),
        ("ended_s", "f8"),  # since midnight of the day it started, so it may pass 86400
        ("offered", "?"),  # reached the queue
        ("answered", "?"),
        ("type", "i8"),  # place in the dialect's types
        ("customer", "i8"),  # -1 = not known
    ]
)
HALF_A_DAY_S = 43200
T = TypeVar("T")


class Log(NamedTuple):
    """Contacts in the order of the file, and counts of the rows left out."""

    path: Path
    contacts: np.ndarray
    n_rows: int
    n_ignored: int
    n_twice: int

    @property
    def offered(self) -> np.ndarray:
        """Contacts that reached the queue."""
        return self.contacts[self.contacts["offered"]]

    @property
    def days(self) -> np.ndarray:
        """Ordinals of the dates with contacts."""
        return np.unique(self.contacts["day"])


def read_log(path: Path, dialect: Dialect) -> Log:
    """Read and validate a log; raises ValueError with file, line and column of the first error."""
    names, rows = delimited.read(path, dialect.delimiter, dialect.encoding, dialect.columns)
    delimited.need(path, names, dialect.wanted, "dialect")
    once = _once(rows, dialect.id)
    customers: dict[str, int] = dict.fromkeys(dialect.unknown_customers, -1)
    found = [contact for row in once if (contact := _contact(row, dialect, customers)) is not None]
    contacts = np.array(found, CONTACT)
    return Log(path, contacts, len(rows), len(once) - len(contacts), len(rows) - len(once))


def between(log: Log, first: int, last: int) -> Log:
    """The log's days ``first`` to ``last``, counted from 1."""
    chosen = log.days[first - 1 : last]
    return log._replace(contacts=log.contacts[np.isin(log.contacts["day"], chosen)])


def _once(rows: list[Row], id: tuple[str, ...]) -> list[Row]:
    """Drop duplicate rows (overlapping exports)."""
    if not id:
        return rows
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        first = seen.setdefault(tuple(row.cells[column] for column in id), row)
        if first.cells != row.cells:
            raise row.wrong(id[-1], f"with {' and '.join(id)} names one contact, and line {first.line} says otherwise")
    return list(seen.values())


def _contact(row: Row, dialect: Dialect, customers: dict[str, int]) -> tuple[float | bool, ...] | None:
    outcome = _known(row, dialect.outcome, dict(dialect.outcomes), "outcomes")
    kind = _known(row, dialect.type, {name: i for i, name in enumerate(dialect.types)}, "types")
    if outcome is Outcome.ignored:
        return None
    moments = _moments(row, dialect)
    started = moments["started"]
    if started is None:
        raise row.wrong(dialect.started.column, "is the moment the contact began")
    waited_s, talk_s = _durations(row, dialect, moments, outcome is Outcome.answered)
    midnight = datetime.combine(started.date(), datetime.min.time())
    queued = moments.get("queued") or started
    customer = row.cells[dialect.customer] if dialect.customer else ""
    return (
        started.toordinal(),
        (started - midnight).total_seconds(),
        waited_s,
        talk_s,
        (queued - midnight).total_seconds() + waited_s + talk_s,
        outcome is Outcome.answered or dialect.queued is None or moments["queued"] is not None,
        outcome is Outcome.answered,
        kind,
        customers.setdefault(customer, len(customers)) if dialect.customer else -1,
    )


def _durations(row: Row, dialect: Dialect, moments: dict[str, datetime | None], answered: bool) -> tuple[float, float]:
    start = "queued" if moments.get("queued") else "started"
    served = "answered" if answered else "ended"
    talk_s = 0.0
    if dialect.waited_s:
        waited_s = delimited.number(row, dialect.waited_s, dialect.decimal)
    else:
        waited_s = _elapsed_s(row, dialect, moments, (start, served))
    if answered and dialect.talk_s:
        talk_s = delimited.number(row, dialect.talk_s, dialect.decimal)
    elif answered:
        talk_s = _elapsed_s(row, dialect, moments, ("answered", "ended"))
    return waited_s, talk_s


def _elapsed_s(row: Row, dialect: Dialect, moments: dict[str, datetime | None], pair: tuple[str, str]) -> float:
    """Seconds between two times; without dates, a clock that jumps back by half a day or more passed midnight."""
    first, last = (moments[name] for name in pair)
    column, stamp = dialect.stamps[pair[0]].column, dialect.stamps[pair[1]]
    if first is None or last is None:
        missing = column if first is None else stamp.column
        raise row.wrong(missing, f"is a moment, as {dialect.outcome} is {row.cells[dialect.outcome]}")
    elapsed_s = (last - first).total_seconds()
    if elapsed_s <= -HALF_A_DAY_S and not has_date(stamp.format):
        elapsed_s += DAY_S
    if elapsed_s < 0:
        raise row.wrong(stamp.column, f"is not before {column} ({row.cells[column]})")
    return elapsed_s


def _moments(row: Row, dialect: Dialect) -> dict[str, datetime | None]:
    moments: dict[str, datetime | None] = {}
    for name, stamp in dialect.stamps.items():
        cell = row.cells[stamp.column].strip()
        if name not in ("date", "started") and cell in dialect.never:
            moments[name] = None
            continue
        try:
            moment = _parsed(cell, stamp.format)
        except ValueError:
            raise row.wrong(stamp.column, f"is a moment written {stamp.format}") from None
        on = moments.get("date")
        moments[name] = moment if on is None or has_date(stamp.format) else datetime.combine(on, moment.time())
    return moments


@lru_cache(maxsize=1 << 18)
def _parsed(cell: str, format: str) -> datetime:
    """Local time of a cell; an offset from UTC is dropped, since customers call by local time."""
    moment = datetime.fromisoformat(cell) if format == "iso" else datetime.strptime(cell, format)
    return moment.replace(tzinfo=None)


def _known(row: Row, column: str, words: dict[str, T], key: str) -> T:
    word = row.cells[column].strip()
    if word not in words:
        raise row.wrong(column, f"is one of dialect.{key} ({', '.join(words)})")
    return words[word]


def weekday(day: int) -> int:
    """Monday is 0.

    >>> weekday(date(1999, 2, 1).toordinal())
    0
    """
    return date.fromordinal(int(day)).weekday()
