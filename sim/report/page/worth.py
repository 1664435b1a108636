"""Charts of what each policy is worth: the difference to the reference, and its parts."""

import math
import re
from collections.abc import Mapping

from sim.measures.ledger import KINDS, Kind
from sim.report.drawing.charts import Chart, Mark, Row, bars_panel, chart, rows_panel
from sim.report.wording.amounts import Scale, gap_scale, interval, level_scale, number, rounded, summing_to, with_unit
from sim.report.wording.facts import (
    LATER,
    VALUE,
    WITHIN,
    Estimate,
    difference,
    differences,
    estimates,
    ranked,
    reference,
)
from sim.report.wording.words import listed, policy_name, sentence
from sim.study.comparison import Comparison

VISIBLE_SHARE = 0.02  # parts below this share of the largest are added up in one row
MOST_DETAILS = 6
SIGNS = {kind.name: kind.sign for kind in KINDS if kind.sign}  # a cost saved is a gain


def look(comparison: Comparison, policy: str) -> str:
    """The style of a policy's marks: "reference", "best" or "other"."""
    if policy == reference(comparison):
        return "reference"
    return "best" if policy == ranked(comparison)[0] else "other"


def value_chart(comparison: Comparison) -> Chart | None:
    """Draw each policy's difference in total value to the reference; with one policy, its value."""
    gaps = differences(comparison, VALUE)
    found = gaps or estimates(comparison, VALUE)
    if not found:
        return None
    shown = (gap_scale if gaps else level_scale)(comparison, VALUE)
    rows = [row(comparison, one, shown, sign=bool(gaps)) for one in found]
    against = policy_name(reference(comparison))
    title = f"Worth more than {against}, {shown.unit}" if gaps else f"Total value, {shown.unit}"
    said = _value_sentence(gaps, against) if gaps else "Only one policy was simulated: nothing to compare it with."
    return chart("value", "Total value", said, [rows_panel(title, rows, zero=bool(gaps))], alt(title, rows))


def _value_sentence(gaps: list[Estimate], against: str) -> str:
    more = [policy_name(gap.policy) for gap in gaps if gap.low > 0]
    less = [policy_name(gap.policy) for gap in gaps if gap.high < 0]
    open_ = [policy_name(gap.policy) for gap in gaps if not gap.clear]
    parts = [f"significantly above {against}: {listed(more)}"] if more else []
    parts += [f"significantly below{'' if more else f' {against}'}: {listed(less)}"] if less else []
    parts += [f"not significantly different{'' if parts else f' from {against}'}: {listed(open_)}"] if open_ else []
    return sentence("; ".join(parts)) + "."


def row(comparison: Comparison, one: Estimate, shown: Scale, sign: bool = False) -> Row:
    """A row of the chart for one estimate, in display units."""
    mean, low, high = (end / shown.factor for end in (one.mean, one.low, one.high))
    return Row(
        policy_name(one.policy), interval(one, shown, sign), (Mark(mean, low, high, look(comparison, one.policy)),)
    )


def alt(title: str, rows: list[Row]) -> str:
    """Alternative text: the title and every row's numbers."""
    return f"{title}: " + "; ".join(f"{one.name} {one.said}" for one in rows) + "."


def parts_charts(comparison: Comparison) -> list[Chart]:
    """Draw, for each policy, the parts of its difference in value, all on one scale."""
    parts = {gap.policy: _parts(comparison, gap) for gap in differences(comparison, VALUE)}
    every = [part for found in parts.values() for part in found]
    if not every:
        return []
    shown, means = gap_scale(comparison, VALUE), rounded_parts(comparison)
    ends = [end / shown.factor for part in every for end in part[3:6] if math.isfinite(end)]
    pad = 0.06 * (max(*ends, 0) - min(*ends, 0)) or 1.0
    drawing = shown, (min(*ends, 0) - pad, max(*ends, 0) + pad)
    return [
        _parts_chart(comparison, place, [(part, _mean(part, means)) for part in found], drawing)
        for place, found in enumerate(parts.values(), 1)
        if found
    ]


def rounded_parts(comparison: Comparison) -> dict[tuple[str, str], float]:
    """Differences in the parts of value by policy and measure, rounded to add up to what is written of the whole."""
    shown, means = gap_scale(comparison, VALUE), {}
    for gap in differences(comparison, VALUE):
        if found := _parts(comparison, gap):
            later, within, *details = found
            inside = rounded(within.mean, shown)
            after = rounded(gap.mean, shown) - inside if later.mean else 0.0
            means[gap.policy, LATER], means[gap.policy, WITHIN] = after, inside
            parts = summing_to(within.mean, [part.mean for part in details], shown)
            for part, mean in zip(details, parts, strict=True):
                means[gap.policy, _measure(part)] = SIGNS.get(part.measure, 1) * mean
    return means


def _measure(part: Estimate) -> str:
    return f"{part.measure}_usd" if part.measure in SIGNS else part.measure


def _mean(part: Estimate, means: Mapping[tuple[str, str], float]) -> float:
    """What is written of a part, as a gain."""
    return SIGNS.get(part.measure, 1) * means[part.policy, _measure(part)]


def _parts(comparison: Comparison, gap: Estimate) -> list[Estimate]:
    """Remaining customers, value within the horizon and its larger parts; the first two add up to the difference."""
    later, within = (difference(comparison, gap.policy, measure) for measure in (LATER, WITHIN))
    if later is None or within is None:
        return []
    details = _details(comparison, gap.policy)
    largest = max(abs(part.mean) for part in (later, within, *details))
    seen = [detail for detail in details if abs(detail.mean) >= VISIBLE_SHARE * largest]
    seen = sorted(seen, key=lambda detail: -abs(detail.mean))[:MOST_DETAILS]
    rest = _exact(gap.policy, "", within.mean - sum(detail.mean for detail in seen))
    return [later, within, *seen, *([rest] if seen else [])]


def _details(comparison: Comparison, policy: str) -> list[Estimate]:
    """What each kind of money adds to the value within the horizon; a cost saved is a gain."""
    found = [(kind, difference(comparison, policy, f"{kind.name}_usd")) for kind in KINDS if kind.sign]
    return [_gain(gap, kind) for kind, gap in found if gap and gap.mean]


def _gain(gap: Estimate, kind: Kind) -> Estimate:
    """The difference in one kind of money as a gain in value."""
    low, high = (gap.low, gap.high) if kind.sign > 0 else (-gap.high, -gap.low)
    return gap._replace(measure=kind.name, mean=kind.sign * gap.mean, low=low, high=high)


def _exact(policy: str, kind: str, usd: float) -> Estimate:
    """An amount without a confidence interval."""
    return Estimate(policy, kind, "", usd, math.nan, math.nan, 0)


def _parts_chart(
    comparison: Comparison, place: int, parts: list[tuple[Estimate, float]], drawing: tuple[Scale, tuple[float, float]]
) -> Chart:
    shown, span = drawing
    policy = parts[0][0].policy
    rows = [
        _part_row(part, mean, shown) for part, mean in parts if rounded(mean, shown) or part.measure not in (LATER, "")
    ]
    title = f"{policy_name(policy)}: gain, {shown.unit}"
    name = f"parts-{place}-{re.sub('[^a-z0-9]+', '-', policy.lower())[:40].strip('-')}".rstrip("-")
    told = _parts_sentence(parts, shown, policy_name(reference(comparison)))
    return chart(name, policy_name(policy), told, [bars_panel(title, rows, span)], alt(title, rows))


def _part_row(part: Estimate, mean: float, shown: Scale) -> Row:
    ends = (part.mean / shown.factor, part.low / shown.factor, part.high / shown.factor)
    words = interval(part._replace(mean=mean), shown, sign=True)
    if part.measure in (LATER, WITHIN):
        name = {LATER: "Remaining customers", WITHIN: "Within the horizon"}[part.measure]
        return Row(name, words, (Mark(*ends, "other"),))
    return Row(f"\N{MIDDLE DOT} {_part_name(part)}", words, (Mark(*ends, "detail"),))


def _part_name(part: Estimate) -> str:
    labels = {kind.name: kind.label for kind in KINDS}
    return labels.get(part.measure, part.measure) or "Smaller parts"


def _parts_sentence(parts: list[tuple[Estimate, float]], shown: Scale, against: str) -> str:
    """Say how much falls within the horizon and after it, and which part of the former is largest."""
    (later, kept), (_, now), *details = parts
    more = kept + now
    word = "more" if more >= 0 else "less"
    text = f"{sentence(policy_name(later.policy))}: {with_unit(abs(more), shown)} {word} than {against}"
    if later.mean:
        after, within = (number(mean, shown, sign=True) for mean in (kept, now))
        text += f"; {after} from customers who remain at the end, {within} within the horizon"
    known = [(detail, mean) for detail, mean in details if detail.measure]
    if known:
        top, mean = max(known, key=lambda one: abs(one[0].mean))
        text += f" (largest part: {_part_name(top).lower()}, {number(mean, shown, sign=True)})"
    return text + "."
