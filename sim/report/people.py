"""Do customers stay, and how do customers and agents fare: retention, churn, loyalty, quits, morale."""

import math

from sim.comparison import Comparison
from sim.report.amounts import said
from sim.report.charts import Chart, chart
from sim.report.curves import Curve, Histogram, curves_panel, histograms_panel
from sim.report.facts import Estimate, difference, estimate, estimates, highest, lowest, ranked, reference
from sim.report.service import measures_chart, talk_sentence
from sim.report.words import policy_name
from sim.report.worth import look

READ_OUTS = (
    ("retention_30d", 30, "1 month"),
    ("retention_180d", 180, "6 months"),
    ("retention_540d", 540, "18 months"),
)


def retention_chart(comparison: Comparison) -> Chart | None:
    """Draw the share of the first day's customers who are still there, at each month reached."""
    measures = tuple(measure for measure, *_ in READ_OUTS)
    return measures_chart(comparison, "retention", "Retention", measures, _retention_sentence(comparison))


def _retention_sentence(comparison: Comparison) -> str:
    reached = [one for one in READ_OUTS if estimates(comparison, one[0])]
    if not reached:
        return ""
    measure, _, words = reached[-1]
    found = estimates(comparison, measure)
    top = highest(found)
    text = f"After {words}, {policy_name(top.policy)} keeps most of its first customers: {said(top, 'share', '')}"
    if len(found) > 1:
        last = lowest(found)
        text += f"; {policy_name(last.policy)} keeps fewest: {said(last, 'share', '')}"
        text += ", and their intervals overlap" if last.high >= top.low else ""
    missing = [words for one, _, words in READ_OUTS if not estimates(comparison, one)]
    if missing:
        text += f". This horizon does not reach {' or '.join(missing)}; horizon_d=540 does"
    return text + "."


def survival_chart(comparison: Comparison) -> Chart | None:
    """Draw retention day by day."""
    curves = [curve for policy in ranked(comparison) if (curve := _curve(comparison, policy))]
    if not curves:
        return None
    title = "First day's customers still there"
    words = "; ".join(f"{curve.name} {curve.y[-1]:.1f} % on day {curve.x[-1]:.0f}" for curve in curves)
    best, worst = max(curves, key=lambda one: one.y[-1]), min(curves, key=lambda one: one.y[-1])
    told = f"On day {best.x[-1]:.0f}, {best.name} stands at {best.y[-1]:.1f} %"
    told += f" and {worst.name} at {worst.y[-1]:.1f} %. The scale does not start at 0." if len(curves) > 1 else "."
    return chart("survival", "Retention by day", told, [curves_panel(title, curves, "day")], f"{title}: {words}.")


def _curve(comparison: Comparison, policy: str) -> Curve | None:
    rows = [row for row in comparison.days if row["policy"] == policy]
    found = [(day_d, one) for measure, day_d, _ in READ_OUTS if (one := estimate(comparison, policy, measure))]
    spans = [(float(day_d), 100 * one.low, 100 * one.high) for day_d, one in found]
    x, y = [0.0, *(row["day"] + 1.0 for row in rows)], [100.0, *(100 * row["kept_share"] for row in rows)]
    return Curve(policy_name(policy), x, y, spans) if len(rows) > 1 else None


def talk_chart(comparison: Comparison) -> Chart | None:
    """Draw the distribution of talk time, where shed contacts show as an edge."""
    found = {policy: one for policy in ranked(comparison) if (one := _histogram(comparison, policy))}
    if not found:
        return None
    told = talk_sentence({policy: one.median for policy, one in found.items()})
    title = "Talk time, seconds"
    panel = histograms_panel(title, list(found.values()), [look(comparison, policy) for policy in found])
    words = "; ".join(f"{one.name} half within {one.median:.0f} s" for one in found.values())
    return chart("talk", "Talk time", told, [panel], f"{title}: {words}.")


def _histogram(comparison: Comparison, policy: str) -> Histogram | None:
    rows = [row for row in comparison.durations if row["policy"] == policy and row["measure"] == "talk_s"]
    if not sum(row["share"] for row in rows):
        return None
    edges, shares = [row["from_s"] for row in rows], [row["share"] for row in rows]
    median = _median([*edges, math.inf], shares)
    # two classes in one, for a calm outline; the last class has no upper end and is not drawn
    pairs = [sum(shares[place : place + 2]) for place in range(0, len(shares) - 2, 2)]
    return Histogram(policy_name(policy), edges[: 2 * len(pairs) + 1 : 2], pairs, median)


def _median(edges: list[float], shares: list[float]) -> float:
    """Median of a histogram, even within a bin.

    >>> _median([0, 10, 20], [0.25, 0.75])
    13.333333333333334
    """
    below = 0.0
    for start, end, share in zip(edges, edges[1:], shares, strict=False):
        if end == math.inf:
            return start
        if below + share >= 0.5:
            return start + (end - start) * (0.5 - below) / share
        below += share
    return edges[-1]


def customers_chart(comparison: Comparison) -> Chart | None:
    """Draw how customers fare."""
    measures = ("churn_year", "loyalty", "contacts_per_issue", "given_up_share")
    return measures_chart(
        comparison, "customers", "Customers", measures, _everybody(comparison, "churn_year", "departures")
    )


def agents_chart(comparison: Comparison) -> Chart | None:
    """Draw how agents fare."""
    measures = ("quits_year", "morale", "occupancy")
    return measures_chart(comparison, "agents", "Agents", measures, _everybody(comparison, "quits_year", "quits"))


def _everybody(comparison: Comparison, measure: str, words: str) -> str:
    """Compare the policy worth most with the reference on one measure."""
    best = ranked(comparison)[0]
    gap, level = difference(comparison, best, measure), estimate(comparison, best, measure)
    if level is None:
        return ""
    under = f"Under {policy_name(best)}, worth most, {words}"
    if gap is None:
        return f"{under} a year are {said(level, 'share', '')}."
    return f"{under} a year are {_against(gap)} under {policy_name(reference(comparison))}."


def _against(gap: Estimate) -> str:
    if not gap.clear:
        return "not clearly different from those"
    return f"{abs(gap.mean) * 100:.1f} points {'lower' if gap.mean < 0 else 'higher'} than"
