"""The scorecard of customer, company and agent, and the table of recorded beside true measures."""

from typing import NamedTuple

from sim.measures.dictionary import BY_NAME
from sim.report.wording.amounts import Scale, gap_scale, level_scale, number
from sim.report.wording.facts import (
    difference,
    estimate,
    estimates,
    lead,
    ranked,
    reference,
)
from sim.report.wording.words import listed, policy_name, sentence, wording
from sim.study.comparison import Comparison

STAKEHOLDERS = {
    "customer": ("loyalty", "solved_share", "effort_per_issue", "wait_s"),
    "company": ("total_value_usd", "value_in_horizon_usd", "service_cost_usd"),
    "agent": ("morale", "quits_year"),
}
DECIDES = {"customer": "loyalty", "company": "total_value_usd", "agent": "morale"}
# (what a center sees, what is true); more is better, except for LESS_LOOKS_BETTER
PAIRS = {
    "Speed": ("aht_s", "contacts_per_issue"),
    "Resolution": ("recorded_solved_share", "solved_share"),
    "Satisfaction": ("survey_score", "true_score"),
    "Engagement": ("web_sessions_year", "loyalty"),
    "Quality": ("adherence_score", "solved_share"),
}
LESS_LOOKS_BETTER = {"aht_s", "contacts_per_issue"}
MORE = "more or less"
BETTER, WORSE = "better", "worse"


class Cell(NamedTuple):
    """A number of the card, its group, and whether it is significantly better or worse than the reference."""

    group: str
    column: int  # of the group
    label: str
    said: str
    verdict: str


class Side(NamedTuple):
    """A table of policies with grouped columns, and the sentence above it."""

    sentence: str
    groups: list[tuple[str, int]]
    headings: list[tuple[str, str]]  # label, unit
    rows: list[tuple[str, list[Cell]]]


def scorecard(comparison: Comparison) -> Side | None:
    """The scorecard: a row for each policy, columns for customer, company and agent."""
    there = {who: [one for one in ones if estimates(comparison, one)] for who, ones in STAKEHOLDERS.items()}
    columns = [(who, measure) for who, ones in there.items() for measure in ones]
    if not columns:
        return None
    return _side(comparison, _everybody(comparison), columns)


def _side(comparison: Comparison, told: str, columns: list[tuple[str, str]]) -> Side:
    groups: dict[str, int] = {}
    for group, _ in columns:
        groups[group] = groups.get(group, 0) + 1
    places = {group: place for place, group in enumerate(groups)}
    shown = {measure: _shown(comparison, measure) for _, measure in columns}
    headings = [(wording(measure).label, shown[measure].unit) for _, measure in columns]
    rows = [
        (
            policy_name(policy),
            [_cell(comparison, policy, (group, places[group]), (one, shown[one])) for group, one in columns],
        )
        for policy in ranked(comparison)
    ]
    return Side(told, list(groups.items()), headings, rows)


def _paired(comparison: Comparison, measure: str) -> bool:
    """Whether to show differences instead of levels: for money, whose levels look alike."""
    return wording(measure).kind == "usd" and bool(comparison.differences)


def _shown(comparison: Comparison, measure: str) -> Scale:
    paired = _paired(comparison, measure)
    shown = (gap_scale if paired else level_scale)(comparison, measure)
    return shown._replace(unit=f"{shown.unit} {MORE}") if paired else shown


def _cell(comparison: Comparison, policy: str, group: tuple[str, int], column: tuple[str, Scale]) -> Cell:
    measure, shown = column
    paired = _paired(comparison, measure)
    found = difference(comparison, policy, measure) if paired else estimate(comparison, policy, measure)
    unit = shown.unit.removesuffix(f" {MORE}")
    label = f"{wording(measure).label}, {unit}".rstrip(", ")
    said = number(found.mean, shown, sign=paired) if found else "\N{EN DASH}"
    return Cell(*group, label, said, better(comparison, policy, measure))


def better(comparison: Comparison, policy: str, measure: str) -> str:
    """Whether a policy is significantly "better" or "worse" than the reference; empty if neither."""
    gap, entry = difference(comparison, policy, measure), BY_NAME.get(measure)
    if gap is None or not gap.clear or entry is None or not entry.better:
        return ""
    return BETTER if (gap.mean > 0) == (entry.better == "higher") else WORSE


def _everybody(comparison: Comparison) -> str:
    """Name the policies under which customer, company and agent all win, or all lose."""
    others = [policy for policy in ranked(comparison) if policy != reference(comparison)]
    verdicts = {policy: {better(comparison, policy, one) for one in DECIDES.values()} for policy in others}
    told = []
    for word, does in ((BETTER, "wins"), (WORSE, "loses")):
        if names := [policy_name(policy) for policy in others if verdicts[policy] == {word}]:
            told.append(f"everybody {does} under {listed(names)}")
    split = [policy_name(policy) for policy in others if {BETTER, WORSE} <= verdicts[policy]]
    if split:
        told.append(f"some win and some lose under {listed(split)}")
    against = f"Compared with {policy_name(reference(comparison))} by loyalty, total value and morale, "
    return f"{against}{'; '.join(told) or 'no policy is better or worse for all three'}." if others else ""


def both_sides(comparison: Comparison) -> Side | None:
    """The table of recorded beside true measures, for pairs of which both were estimated."""
    pairs = _pairs(comparison)
    columns = [(name, measure) for name, pair in pairs.items() for measure in pair]
    return _side(comparison, _deceived(comparison, pairs), columns) if columns else None


def _pairs(comparison: Comparison) -> dict[str, tuple[str, str]]:
    return {name: pair for name, pair in PAIRS.items() if all(estimates(comparison, one) for one in pair)}


def _deceived(comparison: Comparison, pairs: dict[str, tuple[str, str]]) -> str:
    """Say which policy looks best and is worst, if any; else which policies record and truth would choose."""
    fooled, other, open_ = [], [], []
    for name, (seen, true) in pairs.items():
        looks, best, worst = (
            lead(comparison, measure, (measure in LESS_LOOKS_BETTER) != last)
            for measure, last in ((seen, False), (true, False), (true, True))
        )
        if looks is None or best is None or worst is None:
            continue
        chosen = policy_name(looks.policy)
        if looks.rivals:
            open_.append(name.lower())
        elif looks.policy == worst.policy and not worst.rivals:
            fooled.append(f"{chosen} looks best and is worst in {name.lower()}")
        elif looks.policy == best.policy or looks.policy in best.rivals:
            open_ += [name.lower()] if best.rivals else []
        else:
            better_one = policy_name(best.policy)
            other.append(f"{name.lower()} as recorded would choose {chosen}, though {better_one} is truly better")
    if not (fooled or other or open_):
        return "The record and the truth would choose the same policies." if len(ranked(comparison)) > 1 else ""
    none = [] if fooled or open_ else ["No policy that looks best is the worst in truth"]
    unsettled = [f"which policy is best, by record or in truth, is not settled for {listed(open_)}"] if open_ else []
    return sentence("; ".join([*fooled, *none, *other, *unsettled])) + "."
