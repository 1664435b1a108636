"""The table that ``rapport compare`` prints: value first, then the dashboard beside the truth."""

import textwrap
from itertools import groupby
from typing import NamedTuple

from sim.report.wording.amounts import MINUS, Scale, interval, number, scale, scale_like
from sim.report.wording.answer import answer, shared_worlds
from sim.report.wording.facts import (
    VALUE,
    Estimate,
    currency,
    difference,
    differences,
    estimate,
    estimates,
    ranked,
    reference,
)
from sim.report.wording.words import printable, wording
from sim.study.comparison import Comparison

WIDTH = 112
NAME_WIDTH = 24


class Column(NamedTuple):
    """A heading of four lines (group, two of the name, unit) over one measure; neighbours share their group's line."""

    measure: str
    group: str
    upper: str
    lower: str


COLUMNS = (
    Column("aht_s", "dashboard", "handle", "time"),
    Column("service_level", "dashboard", "service", "level"),
    Column("recorded_solved_share", "dashboard", "recorded", "solved"),
    Column("solved_share", "truth", "", "solved"),
    Column("fcr_share", "truth", "at", "once"),
    Column("contacts_per_issue", "truth", "talks/", "issue"),
    Column("churn_year", "a year", "", "churn"),
    Column("quits_year", "a year", "", "quits"),
    Column("usd_per_contact", "cost", "of a", "talk"),
)
WITHIN = "value_in_horizon_usd"
LEGEND = (
    "Within horizon: the same without what the customers left at its end are worth after it. Service level: "
    "answered within the threshold. Recorded: what agents write down. At once: first talks that solved "
    "the issue for good, of all talks. Churn: customers who leave; quits: agents. Give or take: the widest half of an "
    "interval in the column; differences between policies are known better than that, as they share their worlds."
)


def table(comparison: Comparison) -> str:
    """Lay out the answer, one row for each policy, and what the columns mean."""
    told = answer(comparison)
    columns = [_names(comparison), _value(comparison), *_within(comparison), *_measured(comparison)]
    widths = [max(len(cell) for cell in column[1:]) for column in columns]
    _, *lines = [_line(cells, widths) for cells in zip(*columns, strict=True)]
    lines.insert(0, _groups([column[0] for column in columns], widths))
    lines.insert(4, "-" * len(lines[0]))
    lines.insert(-1, "-" * len(lines[0]))
    intro = _wrapped(told.headline) + _wrapped(told.rests_on)
    notes = _wrapped(f"{told.sure} {shared_worlds(comparison)}") + _wrapped(LEGEND)
    text = "\n".join([*intro, "", *(line.rstrip() for line in lines), "", *notes])
    return text.replace(MINUS, "-").replace("\N{EN DASH}", "-")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)])


def _groups(names: list[str], widths: list[int]) -> str:
    """Draw each group's name over all of its columns."""
    parts = []
    for name, members in groupby(zip(names, widths, strict=True), key=lambda pair: pair[0]):
        spans = [width for _, width in members]
        width = sum(spans) + 2 * (len(spans) - 1)
        parts.append(f" {name} ".center(width, "-") if name and len(spans) > 1 else name.rjust(width))
    return "  ".join(parts)


def _names(comparison: Comparison) -> list[str]:
    names = [printable(policy) for policy in ranked(comparison)]
    short = [name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 3] + "..." for name in names]
    return ["", "", "policy", "", *short, "give or take"]


def _value(comparison: Comparison) -> list[str]:
    """Write differences to the reference, and for the reference its own value."""
    gaps, shown = differences(comparison, VALUE), _value_scale(comparison)
    against = printable(reference(comparison))
    heading = f"than {against[:NAME_WIDTH]}" if gaps else "(interval)"
    cells = [_value_cell(comparison, policy, shown, bool(gaps)) for policy in ranked(comparison)]
    return ["", "worth more" if gaps else "worth", heading, shown.unit, *cells, ""]


def _value_scale(comparison: Comparison) -> Scale:
    return scale("usd", differences(comparison, VALUE) or estimates(comparison, VALUE), currency(comparison))


def _within(comparison: Comparison) -> list[list[str]]:
    """Write the same without what the customers left are worth after the horizon, in the unit of the total."""
    gaps = differences(comparison, WITHIN)
    found = gaps or estimates(comparison, WITHIN)
    if not found:
        return []
    shown = scale_like(_value_scale(comparison), "usd", found)
    by_policy = {one.policy: number(one.mean, shown, sign=bool(gaps)) for one in found}
    cells = [by_policy.get(policy, "-") for policy in ranked(comparison)]
    widest = number(max(one.half_width for one in found), shown)
    return [["", "within", "horizon", shown.unit.partition(" ")[0], *cells, widest]]


def _value_cell(comparison: Comparison, policy: str, shown: Scale, paired: bool) -> str:
    found = difference(comparison, policy, VALUE) if paired else estimate(comparison, policy, VALUE)
    if found:
        return interval(found, shown, sign=paired)
    return "reference" if policy == reference(comparison) else "-"


def _measured(comparison: Comparison) -> list[list[str]]:
    """Fill the columns whose measure is there, and close each with its widest half-interval."""
    given = [(column, estimates(comparison, column.measure)) for column in COLUMNS]
    return [_column(comparison, column, found) for column, found in given if found]


def _column(comparison: Comparison, column: Column, found: list[Estimate]) -> list[str]:
    shown = scale(wording(column.measure).kind, found, currency(comparison))
    by_policy = {one.policy: number(one.mean, shown) for one in found}
    widest = max((one.half_width for one in found), default=0.0)
    cells = [by_policy.get(policy, "-") for policy in ranked(comparison)]
    return [column.group, column.upper, column.lower, shown.unit, *cells, number(widest, shown)]
