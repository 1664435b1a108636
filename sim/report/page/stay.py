"""Charts of retention at 1, 6 and 18 months and by day, and of churn."""

from sim.report.drawing.charts import Chart, chart
from sim.report.drawing.curves import Curve, curves_panel
from sim.report.page.service import beside, contrast, measures_chart
from sim.report.wording.amounts import Scale, level_scale, number, said
from sim.report.wording.facts import difference, estimate, estimates, highest, lead, ranked, reference
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison

READ_OUTS = (
    ("retention_30d", 30, "1 month"),
    ("retention_180d", 180, "6 months"),
    ("retention_540d", 540, "18 months"),
)
POINTS = Scale(1, 2, "points")


def retention_chart(comparison: Comparison) -> Chart | None:
    """Draw retention at each read-out that the horizon reaches."""
    measures = tuple(measure for measure, *_ in READ_OUTS)
    return measures_chart(comparison, "retention", "Retention", measures, _retention_sentence(comparison))


def _retention_sentence(comparison: Comparison) -> str:
    reached = [one for one in READ_OUTS if estimates(comparison, one[0])]
    if not reached:
        return ""
    measure, _, words = reached[-1]
    found = estimates(comparison, measure)
    top, shown, first = highest(found), level_scale(comparison, measure), lead(comparison, measure)
    text = f"After {words}, {policy_name(top.policy)} retains most of the first day's customers: {said(top, shown)}"
    if first is None or first.rivals:
        text = f"After {words}, {said(top, shown)} of the first day's customers remain under {policy_name(top.policy)}"
    if first and first.rivals:
        text += f", the highest, but not significantly above {first.told()}"
    if first and reference(comparison) not in first.rivals:
        text += beside(comparison, measure, top.policy)
    missing = [words for one, _, words in READ_OUTS if not estimates(comparison, one)]
    if missing:
        text += f". The horizon is shorter than {' or '.join(missing)}; use horizon_d=540"
    return text + "."


def survival_chart(comparison: Comparison) -> Chart | None:
    """Draw retention by day and, below, its difference to the reference."""
    curves = {policy: curve for policy in ranked(comparison) if (curve := _curve(comparison, policy))}
    if not curves:
        return None
    base = curves.get(reference(comparison), next(iter(curves.values())))
    title = "First day's customers retained, %"
    words = "; ".join(f"{curve.name} {curve.y[-1]:.1f} % on day {curve.x[-1]:.0f}" for curve in curves.values())
    told = f"On day {base.x[-1]:.0f}, {base.name} has retained {base.y[-1]:.1f} % of them"
    panels = [curves_panel(title, list(curves.values()), "%", key=len(curves) == 1)]
    if len(curves) > 1:
        gaps = {policy: _above(comparison, policy, curve, base) for policy, curve in curves.items()}
        panels.append(curves_panel(f"More than under {base.name}, points", list(gaps.values()), "points"))
        told += _ends([gap for gap in gaps.values() if gap.name != base.name])
    return chart("survival", "Retention by day", told + ".", panels, f"{title}: {words}.")


def _curve(comparison: Comparison, policy: str) -> Curve | None:
    rows = [row for row in comparison.days if row["policy"] == policy]
    found = [(day_d, one) for measure, day_d, _ in READ_OUTS if (one := estimate(comparison, policy, measure))]
    spans = [(float(day_d), 100 * one.low, 100 * one.high) for day_d, one in found]
    x, y = [0.0, *(row["day"] + 1.0 for row in rows)], [100.0, *(100 * row["kept_share"] for row in rows)]
    return Curve(policy_name(policy), x, y, spans) if len(rows) > 1 else None


def _above(comparison: Comparison, policy: str, curve: Curve, base: Curve) -> Curve:
    """A curve's difference to the reference, with paired intervals, far narrower than those of levels."""
    found = [(day_d, one) for measure, day_d, _ in READ_OUTS if (one := difference(comparison, policy, measure))]
    spans = [(float(day_d), 100 * one.low, 100 * one.high) for day_d, one in found]
    return curve._replace(y=[mine - other for mine, other in zip(curve.y, base.y, strict=True)], spans=spans)


def _ends(gaps: list[Curve]) -> str:
    """The highest and the lowest final difference to the reference, in words."""
    ends = {gap.name: gap.y[-1] for gap in sorted(gaps, key=lambda gap: -gap.y[-1])}
    first, *_, last = [*ends, *ends]
    return "".join(f"; {name}, {number(ends[name], POINTS, sign=True)} points" for name in dict.fromkeys((first, last)))


def leaving_chart(comparison: Comparison) -> Chart | None:
    """Draw churn per year and loyalty."""
    told = contrast(comparison, "churn_year", "of customers leave per year")
    return measures_chart(comparison, "leaving", "Leaving", ("churn_year", "loyalty"), told)
