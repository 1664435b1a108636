"""Charts of customers and agents: contacts per issue, issues given up, attrition, morale, occupancy, talk time."""

import math

from sim.report.drawing.charts import Chart, chart
from sim.report.drawing.curves import Histogram, histograms_panel
from sim.report.page.service import contrast, measures_chart, median_said, talk_sentence
from sim.report.page.worth import look
from sim.report.wording.facts import ranked
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison


def talk_chart(comparison: Comparison) -> Chart | None:
    """Draw the distribution of talk time; a target shows as an edge, where agents shed contacts."""
    found = {policy: one for policy in ranked(comparison) if (one := _histogram(comparison, policy))}
    if not found:
        return None
    told = talk_sentence({policy: one.median for policy, one in found.items()})
    title = "Talk time, seconds"
    panel = histograms_panel(title, list(found.values()), [look(comparison, policy) for policy in found])
    words = "; ".join(f"{one.name} median {one.median_said}" for one in found.values())
    return chart("talk", "Talk time", told, [panel], f"{title}: {words}.")


def _histogram(comparison: Comparison, policy: str) -> Histogram | None:
    rows = [row for row in comparison.durations if row["policy"] == policy and row["measure"] == "talk_s"]
    if not sum(row["share"] for row in rows):
        return None
    edges, shares = [row["from_s"] for row in rows], [row["share"] for row in rows]
    median = _median([*edges, math.inf], shares)
    # two classes in one, for a calm outline; the last class has no upper end and is not drawn
    pairs = [sum(shares[place : place + 2]) for place in range(0, len(shares) - 2, 2)]
    return Histogram(policy_name(policy), edges[: 2 * len(pairs) + 1 : 2], pairs, median, median_said(median))


def _median(edges: list[float], shares: list[float]) -> float:
    """Median of a histogram, interpolated within its bin.

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
    """Draw contacts per issue and issues given up."""
    told = contrast(comparison, "contacts_per_issue", "contacts are handled per issue")
    return measures_chart(comparison, "customers", "Customers", ("contacts_per_issue", "given_up_share"), told)


def agents_chart(comparison: Comparison) -> Chart | None:
    """Draw attrition and morale of agents."""
    told = contrast(comparison, "quits_year", "agents quit per agent-year")
    return measures_chart(comparison, "agents", "Agents", ("quits_year", "morale"), told)


def load_chart(comparison: Comparison) -> Chart | None:
    """Draw occupancy and abandonment."""
    told = contrast(comparison, "occupancy", "of time on duty is spent on contacts")
    return measures_chart(comparison, "load", "Load", ("occupancy", "abandonment_share"), told)
