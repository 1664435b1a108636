"""Tables of the page: the policies at a glance, and every measure with its confidence interval."""

from collections.abc import Mapping
from typing import NamedTuple

from sim.report.page.worth import rounded_parts
from sim.report.wording.amounts import Scale, gap_scale, in_unit_of, interval, level_scale
from sim.report.wording.facts import (
    VALUE,
    WITHIN,
    difference,
    differences,
    estimate,
    estimates,
    ranked,
    reference,
)
from sim.report.wording.words import ORDER, policy_name, wording
from sim.study.comparison import Comparison

PAIRED = (VALUE, WITHIN)  # total value is shown with and without what comes after the horizon
GLANCE = (*PAIRED, "solved_share", "churn_year", "quits_year", "usd_per_contact")


class Card(NamedTuple):
    """A policy at a glance: (label, unit, number) of its main measures."""

    policy: str
    facts: list[tuple[str, str, str]]


class Line(NamedTuple):
    """A policy's estimate and its difference to the reference."""

    policy: str
    level: str
    gap: str


class Entry(NamedTuple):
    """A measure with its definition and a line for each policy."""

    measure: str
    label: str
    unit: str
    definition: str
    lines: list[Line]


def headings(comparison: Comparison) -> list[tuple[str, str]]:
    """Label and unit of each column of the table at a glance."""
    return [_heading(comparison, measure) for measure in GLANCE if estimates(comparison, measure)]


def glance(comparison: Comparison) -> list[Card]:
    """The main measures of each policy, the one worth most first."""
    there = [measure for measure in GLANCE if estimates(comparison, measure)]
    return [
        Card(policy_name(policy), [(*_heading(comparison, one), _cell_of(comparison, policy, one)) for one in there])
        for policy in ranked(comparison)
    ]


def _heading(comparison: Comparison, measure: str) -> tuple[str, str]:
    unit = _column_scale(comparison, measure).unit
    if measure in PAIRED and comparison.differences:
        more = f"Worth more than {policy_name(reference(comparison))}"
        return more if measure == VALUE else "Worth more within the horizon", unit
    return wording(measure).label, unit


def _column_scale(comparison: Comparison, measure: str) -> Scale:
    paired = measure in PAIRED and differences(comparison, measure)
    return (gap_scale if paired else level_scale)(comparison, measure)


def _cell_of(comparison: Comparison, policy: str, measure: str) -> str:
    paired = measure in PAIRED and bool(comparison.differences)
    found = difference(comparison, policy, measure) if paired else estimate(comparison, policy, measure)
    if found is None:
        return "reference" if policy == reference(comparison) else "\N{EN DASH}"
    return interval(found, _column_scale(comparison, measure), sign=paired)


def all_numbers(comparison: Comparison) -> list[tuple[str, list[Entry]]]:
    """Every measure of the comparison, by part of the page."""
    measures, parts = list(dict.fromkeys(row["measure"] for row in comparison.rows)), rounded_parts(comparison)
    entries = [(wording(measure).part, _entry(comparison, measure, parts)) for measure in measures]
    found = [(part, [entry for where, entry in entries if where == part and entry.lines]) for part in ORDER]
    return [(part, inside) for part, inside in found if inside]


def _entry(comparison: Comparison, measure: str, parts: Mapping[tuple[str, str], float]) -> Entry:
    words, level = wording(measure), level_scale(comparison, measure)
    own = in_unit_of(level, gap_scale(comparison, measure))
    of_value = in_unit_of(level, gap_scale(comparison, VALUE)) if words.kind == "usd" else own
    by_policy = {}
    for gap in differences(comparison, measure):
        mean = parts.get((gap.policy, measure))  # a part of the value is written as in its chart
        by_policy[gap.policy] = (
            interval(gap, own, sign=True) if mean is None else interval(gap._replace(mean=mean), of_value, sign=True)
        )
    lines = [
        Line(policy_name(one.policy), interval(one, level), by_policy.get(one.policy, ""))
        for one in estimates(comparison, measure)
    ]
    return Entry(measure, words.label, level.unit, words.definition, lines)
