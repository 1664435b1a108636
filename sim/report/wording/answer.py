"""The answer to "what does each policy cost?" in one sentence, with its uncertainty."""

from collections.abc import Callable
from typing import NamedTuple

from sim.report.wording.amounts import Scale, gap_scale, level_scale, more_or_less, said
from sim.report.wording.facts import (
    LATER,
    VALUE,
    WITHIN,
    Lead,
    difference,
    differences,
    estimate,
    estimates,
    horizon_d,
    lead,
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
    over = f"Over {counted_days(comparison)} and {n_customers(comparison):,} customers, "
    first, gaps = lead(comparison, VALUE), differences(comparison, VALUE)
    if first is None or not gaps:
        return Answer(over + _alone(comparison, ranked(comparison)[0], name), _how_sure(comparison), "")
    shown = gap_scale(comparison, VALUE)
    told = (_reference_leads if first.policy == reference(comparison) else _leads)(comparison, first, shown, name)
    return Answer(over + told, _rivals(comparison, first, name) + _how_sure(comparison), _horizon(comparison, name))


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
    return f"{name(policy)} is worth {said(worth, level_scale(comparison, VALUE))}."


def _leads(comparison: Comparison, first: Lead, shown: Scale, name: Naming) -> str:
    """Compare a policy that is worth more than the reference with it."""
    gaps, against = differences(comparison, VALUE), name(reference(comparison))
    mine = next(gap for gap in gaps if gap.policy == first.policy)
    amount, between = more_or_less(mine, shown)
    if mine.clear:
        return f"{name(first.policy)} is worth {amount} than {against} ({between})."
    above = [name(gap.policy) for gap in gaps if gap.low > 0]
    who = f"{listed(above)} {'is' if len(above) == 1 else 'are'}" if above else "no policy is"
    rest = f"{name(first.policy)} is highest, {amount} ({between})"
    return f"{who} worth significantly more than {against}; {rest}."


def _reference_leads(comparison: Comparison, first: Lead, shown: Scale, name: Naming) -> str:
    """Compare the reference, which has the highest mean, with the next best."""
    next_best = max(differences(comparison, VALUE), key=lambda gap: gap.mean)
    amount, between = more_or_less(next_best, shown)
    against, policy = name(first.policy), name(next_best.policy)
    if next_best.clear:
        leads = "highest" if first.rivals else "worth most"
        return f"{against} is {leads}: the next, {policy}, is worth {amount} ({between})."
    return f"{against} is highest, but not significantly: {policy} is worth {amount} ({between})."


def _rivals(comparison: Comparison, first: Lead, name: Naming) -> str:
    """Name the policies that the best is not significantly better than, world by world."""
    if replications(comparison) < 2:
        return "One replication gives no confidence interval, so the order may be chance. "
    if not first.rivals:
        return "Its lead over every other policy is statistically significant. "
    if reference(comparison) in (first.policy, *first.rivals):
        unsettled = f"{name(first.policy)} is not significantly above {first.told(name)}"
        return f"Which policy is best is not settled: {unsettled}. "
    return f"Whether it also beats {first.told(name)} is not settled: the paired interval contains 0. "


def _how_sure(comparison: Comparison) -> str:
    n = replications(comparison)
    level = f"{comparison.confidence * 100:g} %"
    if n == 1:
        return "Set replications to 2 or more for intervals."
    if not comparison.differences:
        return f"In brackets: {level} confidence interval from {n} replications."
    return (
        f"In brackets: {level} confidence intervals, family-wise for all pairs of policies together, "
        f"from {n} replications with common random numbers."
    )


def _horizon(comparison: Comparison, name: Naming) -> str:
    """Compare without the later value of remaining customers, which is most of the total; name who leads so."""
    gaps, cash = differences(comparison, WITHIN), lead(comparison, WITHIN)
    if cash is None or not gaps:
        return ""
    if not any(one.mean for one in estimates(comparison, LATER)):
        return "The later value of the customers who remain at the end is not counted."
    best = ranked(comparison)[0]
    without = f"Without the later value of the customers who remain after {in_days(horizon_d(comparison))}, "
    shown = gap_scale(comparison, WITHIN)
    if cash.policy == best:
        top = difference(comparison, best, WITHIN) or max(gaps, key=lambda gap: gap.mean)
        amount, between = more_or_less(top, shown)
        return f"{without}{name(top.policy)} is worth {amount} than {name(reference(comparison))} ({between})."
    gap = difference(comparison, cash.policy, WITHIN, best)
    if gap is None:
        return ""
    amount, between = more_or_less(gap, shown)
    open_ = f"; not significantly above {cash.told(name)}" if cash.rivals else ""
    word = "highest" if cash.rivals else "worth most"
    return f"{without}{name(cash.policy)} is {word}: {amount} than {name(best)} ({between}){open_}."


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
