"""Daily counts from a second file: two weeks of a log say little about day-to-day variation."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.calibrate import delimited
from sim.calibrate.dialect import Daily

USUAL = 0.6


class Totals(NamedTuple):
    """Contacts by day."""

    day: np.ndarray  # ordinal of the date
    total: np.ndarray
    n_unusual: int  # holidays and the like, left out
    n_imputed: int  # days with counts that were filled in, left out

    @property
    def cells(self) -> np.ndarray:
        """Cells of comparable days: a weekday of one month."""
        return _cells(self.day)


def read_daily(path: Path, dialect: Daily) -> Totals:
    """Sum the rows of each day; drop imputed days, and days outside of 60-167 % of their cell's median."""
    names, rows = delimited.read(path, dialect.delimiter, "utf-8-sig")
    wanted = {"date.column": dialect.date.column, "count": dialect.count}
    wanted |= {"imputed": dialect.imputed} if dialect.imputed else {}
    delimited.need(path, names, wanted, "dialect.daily")
    totals: dict[int, float] = {}
    imputed: set[int] = set()
    for row in rows:
        day = _day(row, dialect)
        totals[day] = totals.get(day, 0) + delimited.number(row, dialect.count)
        if dialect.imputed and delimited.number(row, dialect.imputed):
            imputed.add(day)
    days = sorted(set(totals) - imputed)
    return _usual(np.array(days, int), np.array([totals[d] for d in days]), len(imputed))


def _usual(day: np.ndarray, total: np.ndarray, n_imputed: int) -> Totals:
    cells = _cells(day)
    median = np.array([np.median(total[cells == cell]) for cell in cells])
    keep = (total >= USUAL * median) & (total <= median / USUAL)
    return Totals(day[keep], total[keep], int((~keep).sum()), n_imputed)


def _cells(day: np.ndarray) -> np.ndarray:
    dates = [date.fromordinal(d) for d in day.tolist()]
    return np.array([(d.year * 12 + d.month) * 7 + d.weekday() for d in dates], int)


def _day(row: delimited.Row, dialect: Daily) -> int:
    cell, format = row.cells[dialect.date.column].strip(), dialect.date.format
    try:
        moment = datetime.fromisoformat(cell) if format == "iso" else datetime.strptime(cell, format)
    except ValueError:
        raise row.wrong(dialect.date.column, f"is a date written {format}") from None
    return moment.toordinal()
