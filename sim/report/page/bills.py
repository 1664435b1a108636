"""Charts of who caused the cost: service cost by the unit whose causes made customers call."""

import math

from sim.measures.ledger import COMPANY, KINDS, SERVICE, SERVICE_COSTS
from sim.report.drawing.charts import Chart, Stack, chart, stacks_panel
from sim.report.page.service import measures_chart
from sim.report.wording.amounts import Scale, level_scale, number, said, scale, summing_to
from sim.report.wording.facts import Estimate, currency, estimate, estimates, highest, lowest, ranked, reference
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison

LABELS = {kind.name: kind.label for kind, is_billed in zip(KINDS, SERVICE_COSTS, strict=True) if is_billed}
MOST_KINDS, COST = 6, "service_cost_usd"

Bill = dict[str, dict[str, float]]


def bill(comparison: Comparison, policy: str) -> Bill:
    """Statements of a policy summed over months: {unit: {kind: amount}}, the largest first."""
    units: Bill = {}
    for row in comparison.statements:
        if row["policy"] == policy and row["kind"] in LABELS:
            kinds = units.setdefault(str(row["unit"]), {})
            kinds[row["kind"]] = kinds.get(row["kind"], 0.0) + row["usd"]
    billed = {unit: kinds for unit, kinds in units.items() if sum(kinds.values()) > 0}
    return dict(sorted(billed.items(), key=lambda pair: -sum(pair[1].values())))


def bill_charts(comparison: Comparison) -> list[Chart]:
    """Draw the bills of the best policy and the reference (or of the two best) on one scale."""
    order = ranked(comparison)
    shown_policies = list(dict.fromkeys([order[0], reference(comparison), *order]))[:2]
    bills = {policy: found for policy in shown_policies if (found := bill(comparison, policy))}
    totals = [sum(kinds.values()) for found in bills.values() for kinds in found.values()]
    if not totals:
        return []
    shown = _bill_scale(comparison, totals)
    kinds = _kinds(list(bills.values()))
    return [
        _bill_chart(comparison, policy, found, kinds, (shown, 1.06 * max(totals) / shown.factor))
        for policy, found in bills.items()
    ]


def _bill_scale(comparison: Comparison, totals: list[float]) -> Scale:
    """The scale of service cost, of which bills are parts; else three digits for the largest."""
    if estimates(comparison, COST):
        return level_scale(comparison, COST)
    shown = scale("usd", [_exact(sorted(totals)[len(totals) // 2])], currency(comparison))
    return shown._replace(decimals=max(0, 2 - math.floor(math.log10(max(totals) / shown.factor))))


def _exact(usd: float) -> Estimate:
    """A total as an estimate, with a nominal interval that gives it about three digits."""
    return Estimate("", "", "usd", usd, usd * 0.99, usd * 1.01, 1)


def _kinds(bills: list[Bill]) -> list[str]:
    """Kinds of cost in descending order; those beyond ``MOST_KINDS`` are drawn as one."""
    totals: dict[str, float] = {}
    for found in bills:
        for kinds in found.values():
            for kind, usd in kinds.items():
                totals[kind] = totals.get(kind, 0.0) + usd
    return sorted(totals, key=lambda kind: -totals[kind])


def _bill_chart(
    comparison: Comparison, policy: str, found: Bill, kinds: list[str], scales: tuple[Scale, float]
) -> Chart:
    shown, furthest = scales
    named, rest = kinds[:MOST_KINDS], kinds[MOST_KINDS:]
    totals = [sum(amounts.values()) for amounts in found.values()]
    written = summing_to(sum(totals), totals, shown)
    stacks = [
        _stack(unit, (amounts, total), (named, rest), shown)
        for (unit, amounts), total in zip(found.items(), written, strict=True)
    ]
    keys = [LABELS[kind] for kind in named] + (["Other"] if rest else [])
    title = f"{policy_name(policy)}: bill, {shown.unit}"
    words = f"{title}: " + "; ".join(f"{stack.name} {stack.said}" for stack in stacks) + "."
    told = _bill_sentence(comparison, policy, found)
    name = "bill" if policy == ranked(comparison)[0] else "bill-beside"
    return chart(name, f"Bill: {policy_name(policy)}", told, [stacks_panel(title, stacks, keys, furthest)], words)


def _stack(unit: str, bill: tuple[dict[str, float], float], kinds: tuple[list[str], list[str]], shown: Scale) -> Stack:
    (amounts, written), (named, rest) = bill, kinds
    lengths = [amounts.get(kind, 0.0) for kind in named] + [sum(amounts.get(kind, 0.0) for kind in rest)]
    return Stack(unit_name(unit), number(written, shown), tuple(length / shown.factor for length in lengths))


def _bill_sentence(comparison: Comparison, policy: str, found: Bill) -> str:
    totals = {unit: sum(kinds.values()) for unit, kinds in found.items()}
    whole = sum(totals.values())
    cost = estimate(comparison, policy, COST) or _exact(whole)
    months = len({row["month"] for row in comparison.statements if row["policy"] == policy})
    over = "1 month" if months == 1 else f"{months} months"
    shown = _bill_scale(comparison, [whole])
    told = [f"Under {policy_name(policy)}, service cost {said(cost, shown)} in {over}"]
    if SERVICE in found:
        kind = LABELS[max(found[SERVICE], key=found[SERVICE].__getitem__)].lower()
        told.append(f"{100 * totals[SERVICE] / whole:.0f} % of it is the service's own bill, most of that {kind}")
    owners = {unit: usd for unit, usd in totals.items() if unit not in (SERVICE, COMPANY, "none")}
    if owners:
        first = max(owners, key=owners.__getitem__)
        told.append(f"of the units, {unit_name(first)} caused most, {100 * owners[first] / whole:.0f} %")
    charged = sum(row["usd"] for row in comparison.statements
                  if row["policy"] == policy and row["kind"] == "charged" and row["usd"] > 0)  # fmt: skip
    if charged:
        told.append(f"charge-back has units pay {100 * charged / whole:.0f} % of it to the service")
    return "; ".join(told) + "."


def unit_name(unit: str) -> str:
    """Display name of a unit; ``none`` is demand that no unit caused."""
    told = {"none": "no unit (value demand)", SERVICE: "the service itself", COMPANY: "the company"}
    return told.get(unit, policy_name(unit))


def demand_chart(comparison: Comparison) -> Chart | None:
    """Draw failure demand: contacts caused by a failure or an earlier contact."""
    measures = ("failure_demand_share", "service_repeat_share")
    return measures_chart(comparison, "demand", "Failure demand", measures, _demand_sentence(comparison))


def _demand_sentence(comparison: Comparison) -> str:
    found = estimates(comparison, "failure_demand_share")
    if not found:
        return ""
    top, last, shown = highest(found), lowest(found), level_scale(comparison, "failure_demand_share")
    why = "of handled contacts are failure or repeat demand"
    text = f"Under {policy_name(top.policy)}, {said(top, shown)} {why}"
    return text + (f"; under {policy_name(last.policy)}, {said(last, shown)}." if len(found) > 1 else ".")
