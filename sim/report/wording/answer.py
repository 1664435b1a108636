"""The answer to "what does each policy cost?" in one sentence, with its uncertainty."""

import math
from collections.abc import Callable
from typing import NamedTuple

from sim.report.wording.amounts import Scale, more_or_less, said, scale
from sim.report.wording.facts import (
    VALUE,
    Estimate,
    currency,
    difference,
    differences,
    estimate,
    estimates,
    horizon_d,
    n_customers,
    ranked,
    reference,
    replications,
)
from sim.report.wording.words import listed, printable
from sim.study.comparison import Comparison

Naming = Callable[[str], str]

ENOUGH_FOR_VARIANCES = 4  # replications; of fewer the ratio of two variances says nothing


class Answer(NamedTuple):
    """The headline, a sentence on its uncertainty, and one on the value without the period after the horizon."""

    headline: str
    sure: str
    rests_on: str


def answer(comparison: Comparison, name: Naming = printable) -> Answer:
    """Say which policy is worth most, by how much, and with what confidence."""
    order = ranked(comparison)
    gaps = differences(comparison, VALUE)
    over = f"Over {counted_days(comparison)} and {n_customers(comparison):,} customers, "
    if not gaps:
        return Answer(over + _alone(comparison, order[0], name), _how_sure(comparison), "")
    shown = scale("usd", gaps, currency(comparison))  # as in the table: one number is written one way
    against = name(reference(comparison))
    first = next((gap for gap in gaps if gap.policy == order[0]), None)
    if first is None:
        next_best = max(gaps, key=lambda gap: gap.mean)
        headline = _reference_leads(next_best, shown, against, name(next_best.policy))
    else:
        headline = _leads(first, shown, against, name(first.policy))
    best = reference(comparison) if first is None else first.policy
    return Answer(over + headline, _rivals(gaps, best, name) + _how_sure(comparison), _horizon(comparison, best, name))


def counted_days(comparison: Comparison) -> str:
    """The number of days counted, and the warm-up before them."""
    days, warm_up = horizon_d(comparison), comparison.warm_up_d
    counted = in_days(days - warm_up)
    return f"{counted} (after {warm_up:,} of warm-up)" if warm_up else counted


def in_days(n: int) -> str:
    """Count days in words.

    >>> in_days(1), in_days(1080)
    ('1 day', '1,080 days')
    """
    return f"{n:,} day{'' if n == 1 else 's'}"


def _alone(comparison: Comparison, policy: str, name: Naming) -> str:
    worth = estimate(comparison, policy, VALUE)
    if worth is None:
        return f"{name(policy)} was simulated; its value could not be estimated."
    return f"{name(policy)} is worth {said(worth, scale('usd', [worth], currency(comparison)))}."


def _leads(gap: Estimate, shown: Scale, against: str, policy: str) -> str:
    amount, between = more_or_less(gap, shown)
    if gap.clear:
        return f"{policy} is worth {amount} than {against} ({between})."
    return f"no policy is worth significantly more than {against}; {policy} is highest, {amount} ({between})."


def _reference_leads(next_best: Estimate, shown: Scale, against: str, policy: str) -> str:
    amount, between = more_or_less(next_best, shown)
    if next_best.clear:
        return f"{against} is worth most: the next, {policy}, is worth {amount} ({between})."
    return f"{against} is highest, but not significantly: {policy} is worth {amount} ({between})."


def _rivals(gaps: list[Estimate], best: str, name: Naming) -> str:
    """Name the policies that the best is not significantly better than: their simultaneous intervals overlap."""
    if any(math.isnan(gap.low) for gap in gaps):
        return "One replication gives no confidence interval, so the order may be chance. "
    spans = {gap.policy: (gap.low, gap.high) for gap in gaps}
    low = spans.get(best, (0.0, 0.0))[0]
    rivals = [policy for policy, (_, high) in spans.items() if policy != best and high >= low]
    if best in spans and low <= 0 or best not in spans and rivals:
        return "Which policy is best is not settled. "
    if rivals:
        return f"Whether it also beats {listed([name(one) for one in rivals])} is not settled: the intervals overlap. "
    return "Its lead over every other policy is statistically significant. "


def _how_sure(comparison: Comparison) -> str:
    n = replications(comparison)
    level = f"{comparison.confidence * 100:g} %"
    if n == 1:
        return "Set replications to 2 or more for intervals."
    if not comparison.differences:
        return f"In brackets: {level} confidence interval from {n} replications."
    return (
        f"In brackets: {level} confidence intervals, family-wise for all policies together, "
        f"from {n} replications with common random numbers."
    )


def _horizon(comparison: Comparison, best: str, name: Naming) -> str:
    """Compare without the later value of remaining customers, which is most of the total."""
    gaps = differences(comparison, "value_in_horizon_usd")
    if not gaps:
        return ""
    if not any(one.mean for one in estimates(comparison, "customers_value_usd")):
        return "The later value of the customers who remain at the end is not counted."
    top = difference(comparison, best, "value_in_horizon_usd") or max(gaps, key=lambda gap: gap.mean)
    amount, between = more_or_less(top, scale("usd", gaps, currency(comparison)))
    told = f"{name(top.policy)} is worth {amount} than {name(reference(comparison))} ({between})"
    return f"Without the later value of the customers who remain after {in_days(horizon_d(comparison))}, {told}."


def variance_ratio(comparison: Comparison) -> str:
    """Say how much variance common random numbers have saved."""
    ratios = [row["ratio"] for row in comparison.variance if row["measure"] == "total_value_usd" and row["ratio"] > 0]
    if not ratios:
        return ""
    if min(row["replications"] for row in comparison.rows) < ENOUGH_FOR_VARIANCES:
        return ""
    low, high = (f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" for ratio in (min(ratios), max(ratios)))
    span = low if low == high else f"{low} to {high}"
    return f"Without common random numbers, the variance of these differences in value would be {span} times as large."
