"""A due list: rows of a table by due day, in pages, so that a day's rows are adjacent.

The owner of the table reads the row it takes and writes the row it puts; nothing is searched, and only due rows move.
"""

from typing import Annotated, NamedTuple

import numpy as np

from sim.compiled.jit import compiled
from sim.compiled.tables import assembled, declare, table

PAGE = 32  # rows
NO_PAGE = -1
FREE = 0  # place of a due_list: the first free page

HEAD = np.dtype([("page", "i8"), ("n", "i8")], align=True)


@declare
class DueList(NamedTuple):
    """Pages by day. All pages of a day are full except the current one."""

    heads: Annotated[np.ndarray, HEAD]  # (n_days,) the page in use and the rows on it
    following: Annotated[np.ndarray, "i8"]  # (n_pages,) the day's page before this one, or the free page after it
    places: Annotated[np.ndarray, "i8"]
    addresses: np.ndarray


def due_list(n_days: int, n: int) -> DueList:
    """A due list with room for n rows on any of the days; their table has ``n_rows`` rows."""
    pages = -(-n // PAGE) + n_days
    heads = table(n_days, HEAD)
    heads["page"], heads["n"] = NO_PAGE, PAGE
    following = np.arange(1, pages + 1)
    return assembled(DueList, heads=heads, following=following, places=np.zeros(1, np.int64))


def n_rows(days: DueList) -> int:
    """Length of the table whose rows the due list assigns."""
    return len(days.following) * PAGE


@compiled
def put(days: DueList, day: int) -> int:
    """Assign a row to a day."""
    head = days.heads[day]
    if head.n == PAGE:
        page = days.places[FREE]
        days.places[FREE] = days.following[page]
        days.following[page] = head.page
        head.page, head.n = page, 0
    head.n += 1
    return head.page * PAGE + head.n - 1


@compiled
def take(days: DueList, day: int) -> int:
    """A row of a day, valid until the next ``put``; -1 if none is left."""
    head = days.heads[day]
    if head.page == NO_PAGE:
        return NO_PAGE
    head.n -= 1
    row = head.page * PAGE + head.n
    if head.n == 0:
        page = head.page
        head.page, head.n = days.following[page], PAGE
        days.following[page] = days.places[FREE]
        days.places[FREE] = page
    return row
