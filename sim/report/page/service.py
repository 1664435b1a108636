"""Charts of what a dashboard shows (AHT, service level, recorded resolution) beside what is true."""

from sim.report.drawing.charts import Chart, Mark, Panel, Row, chart, rows_panel
from sim.report.page.worth import alt, row
from sim.report.wording.amounts import gap_scale, level_scale, more_or_less, number, said, with_unit
from sim.report.wording.facts import (
    VALUE,
    difference,
    differences,
    estimate,
    estimates,
    lead,
    ranked,
    reference,
)
from sim.report.wording.words import listed, policy_name, sentence, wording
from sim.study.comparison import TALK_EDGES_S, Comparison

CLAIMED = (
    ("recorded", "recorded_solved_share", "recorded as solved"),
    ("solved", "solved_share", "solved"),
    ("settled", "fcr_share", "first-contact resolution (FCR)"),
)

FIGURES = (
    ("AHT", "aht_s", True),  # less looks better
    ("service level", "service_level", False),
    ("recorded resolution", "recorded_solved_share", False),
    ("value", VALUE, False),
)


def measured_panel(comparison: Comparison, measure: str) -> tuple[Panel, str] | None:
    """A panel of one measure under every policy, and its alternative text; None where it was not estimated."""
    found = estimates(comparison, measure)
    if not found:
        return None
    shown = level_scale(comparison, measure)
    rows = [row(comparison, one, shown) for one in found]
    title = f"{wording(measure).label}, {shown.unit}".rstrip(", ")
    return rows_panel(title, rows), alt(title, rows)


def measures_chart(comparison: Comparison, name: str, title: str, measures: tuple[str, ...], told: str) -> Chart | None:
    """Draw a panel for each of these measures that was estimated."""
    made = [panel for measure in measures if (panel := measured_panel(comparison, measure))]
    if not made:
        return None
    return chart(name, title, told, [panel for panel, _ in made], " ".join(words for _, words in made))


def contrast(comparison: Comparison, measure: str, does: str) -> str:
    """A sentence on the policy furthest from the reference, or on the reference if no difference is significant."""
    gaps = differences(comparison, measure)
    clear = [gap for gap in gaps if gap.clear]
    policy = max(clear, key=lambda gap: abs(gap.mean)).policy if clear else reference(comparison)
    level = estimate(comparison, policy, measure)
    if level is None:
        return ""
    amount = said(level, level_scale(comparison, measure))
    rest = "; no other policy is significantly different" if gaps and not clear else beside(comparison, measure, policy)
    return f"Under {policy_name(policy)}, {amount} {does}{rest}."


def beside(comparison: Comparison, measure: str, policy: str) -> str:
    """The paired difference of a policy to the reference, in words.

    It may be significant even where the intervals of the two levels overlap.
    """
    gap = difference(comparison, policy, measure)
    if gap is None:
        return ""
    against, kind = policy_name(reference(comparison)), wording(measure).kind
    if not gap.clear:
        return f", not significantly different from {against}"
    shown = gap_scale(comparison, measure)
    amount, between = more_or_less(gap, shown._replace(unit="points") if kind == "share" else shown)
    return f", {amount} than under {against} ({between})"


def dashboard_chart(comparison: Comparison) -> Chart | None:
    """Draw AHT and service level, and say which policy each would choose."""
    measures = ("aht_s", "service_level")
    return measures_chart(comparison, "dashboard", "The old dashboard", measures, _dashboard_sentence(comparison))


def _dashboard_sentence(comparison: Comparison) -> str:
    settled: dict[str, list[str]] = {}
    open_: dict[tuple[str, str], list[str]] = {}
    for words, measure, least in FIGURES:
        if first := lead(comparison, measure, least):
            if first.rivals:
                open_.setdefault((policy_name(first.policy), first.told()), []).append(words)
            else:
                settled.setdefault(policy_name(first.policy), []).append(words)
    if len(settled) == 1 and not open_:
        return f"Every figure of the dashboard points to {next(iter(settled))}, and so does the value."
    told = [f"{listed(words)} would choose {policy}" for policy, words in settled.items()]
    for (policy, rivals), figures in open_.items():
        told.append(f"{listed(figures)} do{'es' if len(figures) == 1 else ''} not separate {policy} from {rivals}")
    return sentence("; ".join(told)) + "." if told else ""


def claimed_chart(comparison: Comparison) -> Chart | None:
    """Draw contacts recorded as solved, solved, and solved at first contact (FCR)."""
    there = [claim for claim in CLAIMED if estimates(comparison, claim[1])]
    if len(there) < 2:
        return None
    every = [one for _, measure, _ in there for one in estimates(comparison, measure)]
    rows = [_claimed_row(comparison, policy, there) for policy in ranked(comparison)]
    keys = [(look, words) for look, _, words in there]
    panels = [rows_panel("Share of handled contacts, %", rows, in_percent=True, keys=keys)]
    scales = {measure: level_scale(comparison, measure) for _, measure, _ in there}
    words = "; ".join(
        f"{policy_name(one.policy)} {wording(one.measure).label} {with_unit(one.mean, scales[one.measure])}"
        for one in every
    )
    alt_text = f"Share of handled contacts: {words}."
    return chart("claimed", "Recorded and true", _claimed_sentence(comparison), panels, alt_text)


def _claimed_row(comparison: Comparison, policy: str, there: list[tuple[str, str, str]]) -> Row:
    found = [(look, one) for look, measure, _ in there if (one := estimate(comparison, policy, measure))]
    three = " · ".join(number(one.mean, level_scale(comparison, one.measure)) for _, one in found)
    return Row(
        policy_name(policy),
        three,
        tuple(Mark(one.mean * 100, one.low * 100, one.high * 100, look) for look, one in found),
    )


def _claimed_sentence(comparison: Comparison) -> str:
    """Name the policy with the largest gap between recorded and true resolution."""
    recorded = {one.policy: one for one in estimates(comparison, "recorded_solved_share")}
    pairs = [(recorded[one.policy], one) for one in estimates(comparison, "solved_share") if one.policy in recorded]
    if not pairs:
        return ""
    claim, truth = max(pairs, key=lambda pair: abs(pair[0].mean - pair[1].mean))
    says, is_ = (with_unit(one.mean, level_scale(comparison, one.measure)) for one in (claim, truth))
    return f"The widest gap of the means, {policy_name(claim.policy)}: {says} are recorded as solved, {is_} are solved."


def talk_sentence(median_s: dict[str, float]) -> str:
    """Name the policies with the shortest and the longest median talk time."""
    short, long = min(median_s, key=median_s.__getitem__), max(median_s, key=median_s.__getitem__)
    least, most = median_said(median_s[short]), median_said(median_s[long])
    if least == most:
        return f"The median talk time is {least} under every policy."
    return f"The median talk time is {least} under {policy_name(short)} and {most} under {policy_name(long)}."


def median_said(median_s: float) -> str:
    """Write a median talk time; the last class of the histogram has no upper end.

    >>> median_said(207.6), median_said(1800.0)
    ('208 s', '1800 s or more')
    """
    return f"{median_s:.0f} s" + (" or more" if median_s >= TALK_EDGES_S[-1] else "")
