"""The table that ``rapport compare`` prints: value, then what a dashboard shows beside what is true."""

import textwrap
from itertools import groupby
from typing import NamedTuple

from sim.report.wording.amounts import MINUS, Scale, gap_scale, interval, level_scale, number, scale_like
from sim.report.wording.answer import answer, variance_ratio
from sim.report.wording.facts import (
    VALUE,
    WITHIN,
    Estimate,
    difference,
    differences,
    estimate,
    estimates,
    ranked,
    reference,
)
from sim.report.wording.words import printable
from sim.study.comparison import Comparison

WIDTH = 112
NAME_WIDTH = 24


class Column(NamedTuple):
    """Heading of a measure: group (shared with its neighbours) and two lines of name; the unit is added below."""

    measure: str
    group: str
    upper: str
    lower: str


COLUMNS = (
    Column("aht_s", "dashboard", "", "AHT"),
    Column("service_level", "dashboard", "service", "level"),
    Column("recorded_solved_share", "dashboard", "recorded", "solved"),
    Column("solved_share", "truth", "", "solved"),
    Column("fcr_share", "truth", "", "FCR"),
    Column("contacts_per_issue", "truth", "calls/", "issue"),
    Column("churn_year", "per year", "", "churn"),
    Column("quits_year", "per year", "", "quits"),
    Column("usd_per_contact", "cost", "per", "call"),
)
LEGEND = (
    "Within horizon: without the later value of the customers who remain at its end. AHT: average handle time. "
    "Service level: answered within the threshold. Recorded: as agents record it. FCR: first-contact resolution, for "
    "good. Calls: handled contacts. Churn: customers who leave; quits: agents. +/-: largest half-width in the column; "
    "differences between policies are more precise, because replications use common random numbers."
)


def table(comparison: Comparison) -> str:
    """Lay out the answer, a row for each policy, and the legend."""
    told = answer(comparison)
    columns = [_names(comparison), _value(comparison), *_within(comparison), *_measured(comparison)]
    widths = [max(len(cell) for cell in column[1:]) for column in columns]
    _, *lines = [_line(cells, widths) for cells in zip(*columns, strict=True)]
    lines.insert(0, _groups([column[0] for column in columns], widths))
    lines.insert(4, "-" * len(lines[0]))
    lines.insert(-1, "-" * len(lines[0]))
    intro = _wrapped(told.headline) + _wrapped(told.rests_on)
    notes = _wrapped(f"{told.sure} {variance_ratio(comparison)}") + _wrapped(LEGEND)
    text = "\n".join([*intro, "", *(line.rstrip() for line in lines), "", *notes])
    return text.replace(MINUS, "-").replace("\N{EN DASH}", "-")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)])


def _groups(names: list[str], widths: list[int]) -> str:
    """Centre each group's name over its columns."""
    parts = []
    for name, members in groupby(zip(names, widths, strict=True), key=lambda pair: pair[0]):
        spans = [width for _, width in members]
        width = sum(spans) + 2 * (len(spans) - 1)
        parts.append(f" {name} ".center(width, "-") if name and len(spans) > 1 else name.rjust(width))
    return "  ".join(parts)


def _names(comparison: Comparison) -> list[str]:
    names = [printable(policy) for policy in ranked(comparison)]
    short = [name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 3] + "..." for name in names]
    return ["", "", "policy", "", *short, "+/-"]


def _value(comparison: Comparison) -> list[str]:
    """The column of total value: differences to the reference, or the values of a single policy."""
    gaps, shown = differences(comparison, VALUE), _value_scale(comparison)
    against = printable(reference(comparison))
    heading = f"than {against[:NAME_WIDTH]}" if gaps else "(interval)"
    cells = [_value_cell(comparison, policy, shown, bool(gaps)) for policy in ranked(comparison)]
    return ["", "worth more" if gaps else "worth", heading, shown.unit, *cells, ""]


def _value_scale(comparison: Comparison) -> Scale:
    return (gap_scale if differences(comparison, VALUE) else level_scale)(comparison, VALUE)


def _within(comparison: Comparison) -> list[list[str]]:
    """The same column without the later value of remaining customers, in the unit of the total."""
    gaps = differences(comparison, WITHIN)
    found = gaps or estimates(comparison, WITHIN)
    if not found:
        return []
    shown = gap_scale(comparison, WITHIN) if gaps else scale_like(_value_scale(comparison), "usd", found)
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
    """Columns of the measures that were estimated, each closed by its largest half-width."""
    given = [(column, estimates(comparison, column.measure)) for column in COLUMNS]
    return [_column(comparison, column, found) for column, found in given if found]


def _column(comparison: Comparison, column: Column, found: list[Estimate]) -> list[str]:
    shown = level_scale(comparison, column.measure)
    by_policy = {one.policy: number(one.mean, shown) for one in found}
    widest = max((one.half_width for one in found), default=0.0)
    cells = [by_policy.get(policy, "-") for policy in ranked(comparison)]
    return [column.group, column.upper, column.lower, shown.unit, *cells, number(widest, shown)]
