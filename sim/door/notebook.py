"""Notebook display of a result: value and main measures of each policy."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.wording.amounts import Scale, interval, number, scale
from sim.report.wording.facts import VALUE, Estimate
from sim.report.wording.words import policy_name, wording

MEASURES = (VALUE, "service_level", "asa_s", "aht_s", "fcr_share", "churn_year")
Row = Mapping[str, Any]


def as_html(policies: Sequence[str], rows: Sequence[Row], differences: Sequence[Row]) -> str:
    """The table as HTML; all text is escaped."""
    gaps = [_estimate(row) for row in differences if row["measure"] == VALUE]
    columns = [_worth_more(policies, gaps, differences[0]["against"])] if gaps else []
    for measure in MEASURES:
        found = [_estimate(row) for row in rows if row["measure"] == measure]
        columns += [_column(policies, found)] if found else []
    lines = zip(["policy", *map(policy_name, policies)], *columns, strict=True)
    first, *others = [[html.escape(cell) for cell in line] for line in lines]
    head = "".join(f"<th>{cell}</th>" for cell in first)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in others)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _worth_more(policies: Sequence[str], gaps: Sequence[Estimate], against: str) -> list[str]:
    shown = scale("usd", gaps, gaps[0].unit)
    cells = {gap.policy: interval(gap, shown, sign=True) for gap in gaps}
    return [f"worth more than {policy_name(against)}, {shown.unit}", *(cells.get(name, "") for name in policies)]


def _column(policies: Sequence[str], found: Sequence[Estimate]) -> list[str]:
    words = wording(found[0].measure)
    shown: Scale = scale(words.kind, found, found[0].unit)
    cells = {one.policy: number(one.mean, shown) for one in found}
    head = ", ".join(filter(None, (words.label, shown.unit)))
    return [head, *(cells.get(name, "") for name in policies)]


def _estimate(row: Row) -> Estimate:
    return Estimate(*(row[name] for name in Estimate._fields))
