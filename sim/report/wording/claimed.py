"""An experiment's claims with effect and verdict, whether they hold or fail."""

import math
import textwrap
from typing import NamedTuple

from sim.report.wording.amounts import MINUS, Scale, gap_scale, interval, number, scale
from sim.report.wording.facts import Estimate, currency, differences, reference
from sim.report.wording.words import policy_name, printable, wording
from sim.study.claims import counted
from sim.study.comparison import Comparison, Row

WIDTH = 112


class ClaimText(NamedTuple):
    """A claim in words, for print and page."""

    id: str
    statement: str
    measure: str  # with the two policies
    effect: str  # with its interval and unit
    verdict: str


def first_line(comparison: Comparison) -> str:
    """How many claims hold, fail or are not settled, and by which intervals.

    They are the intervals of the printed differences, so a claim and the table cannot contradict each other.
    """
    level = f"{100 * comparison.confidence_each:.4g} %"
    rule = f"decided by the paired {level} interval of each difference"
    return f"{counted([row['verdict'] for row in comparison.claims])}: {rule}." if comparison.claims else ""


def claim_texts(comparison: Comparison) -> list[ClaimText]:
    """Each claim in words, in the order of the experiment."""
    return [_text(row, comparison) for row in comparison.claims]


def _text(row: Row, comparison: Comparison) -> ClaimText:
    pair = f"{policy_name(row['policy'])} against {policy_name(row['against'])}"
    measure = f"{wording(row['measure']).label}, {pair}"
    against_it = row["against"] == reference(comparison)  # as everywhere else on the page
    shown = gap_scale(comparison, row["measure"]) if against_it and differences(comparison, row["measure"]) else None
    told = effect(row, currency(comparison), shown)
    return ClaimText(row["id"], row["statement"], measure, told, row["verdict"])


def effect(row: Row, label: str, one_scale: Scale | None = None) -> str:
    """Write a difference with its interval and unit; differences of shares are in percentage points.

    >>> effect({"policy": "a", "measure": "solved_share", "unit": "share", "mean": .1, "low": .08, "high": .12,
    ...     "replications": 4}, "USD")
    '+10 (+8 to +12) points'
    """
    found = Estimate("", row["measure"], row["unit"], row["mean"], row["low"], row["high"], row["replications"])
    kind = wording(row["measure"]).kind
    shown = one_scale or scale(kind, [found], label)
    if not math.isfinite(found.mean):
        return number(found.mean, shown)
    unit = "points" if kind == "share" else shown.unit
    return f"{interval(found, shown, sign=True)} {unit}".rstrip()


def claims_table(comparison: Comparison) -> str:
    """The question, and each claim with effect and verdict, for a terminal."""
    lines = [*_wrapped(printable(comparison.question)), *_wrapped(first_line(comparison))]
    for one in claim_texts(comparison):
        text = f"{one.id + ' ' if one.id else ''}{one.statement}"
        lines += _wrapped(f"{one.verdict:11} {printable(text)}", 12)
        lines += _wrapped(f"{'':11} {one.measure}: {one.effect}", 12)
    return "\n".join(lines).replace(MINUS, "-").replace("\N{EN DASH}", "-")


def _wrapped(text: str, indent: int = 0) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False, drop_whitespace=True)
