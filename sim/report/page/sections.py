"""The sections of the page: questions and the charts that answer them."""

from collections.abc import Callable
from typing import NamedTuple

from sim.report.drawing.charts import Chart
from sim.report.page.bills import bill_charts, demand_chart
from sim.report.page.people import agents_chart, customers_chart, load_chart, talk_chart
from sim.report.page.service import claimed_chart, dashboard_chart
from sim.report.page.stay import leaving_chart, retention_chart, survival_chart
from sim.report.page.worth import parts_charts, value_chart
from sim.report.wording.facts import reference
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison

Draw = Callable[[Comparison], Chart | None]


class Section(NamedTuple):
    """A question and the charts that answer it."""

    anchor: str
    question: str
    lead: str
    charts: list[Chart]


def sections(comparison: Comparison) -> list[Section]:
    """Draw every chart for which the comparison has the measures."""

    def drawn(*draws: Draw) -> list[Chart]:
        return [chart for draw in draws if (chart := draw(comparison))]

    worth = [*drawn(value_chart), *parts_charts(comparison)]
    lead = VALUE_LEAD + (COLOURS.format(policy_name(reference(comparison))) if comparison.differences else "")
    truth = drawn(dashboard_chart, claimed_chart, talk_chart)
    bills = [*bill_charts(comparison), *drawn(demand_chart)]
    every = [
        Section("value", "What is each policy worth?", lead, worth),
        Section("truth", "What would the old dashboard say?", TRUTH_LEAD, truth),
        Section("stay", "Do customers stay?", STAY_LEAD, drawn(retention_chart, survival_chart, leaving_chart)),
        Section("bill", "Who caused the cost?", BILL_LEAD, bills),
        Section(
            "people",
            "How do customers and agents fare?",
            PEOPLE_LEAD,
            drawn(customers_chart, agents_chart, load_chart),
        ),
    ]
    return [section for section in every if section.charts]


VALUE_LEAD = (
    "Total value: margins, purchases, fees and sales within the horizon, less all costs, plus the later value of those "
    "who remain at its end. Bars and lines through marks are confidence intervals; a cost saved counts as a gain."
)
COLOURS = " Blue has the highest mean; the hollow diamond is the reference, {}."
TRUTH_LEAD = (
    "Most centers are managed by AHT and service level, and neither shows whether anything was solved. A center sees "
    "what its agents record; the model also knows the truth."
)
STAY_LEAD = "How many customers of the first day are still customers? The scales do not start at 0."
BILL_LEAD = (
    "Each contact is charged to the unit that caused it. Repeats caused by the service, idle time and hiring are on "
    "the service's own bill, unless the config says otherwise. Bars are means over replications."
)
PEOPLE_LEAD = "A policy affects those who call and those who answer."
