"""The page an executive reads: one self-contained HTML file, with its figures beside it as SVG and PNG."""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.comparison import Comparison
from sim.report.answer import answer
from sim.report.assumptions import SURE, assumed
from sim.report.bills import bill_charts, demand_chart
from sim.report.charts import Chart
from sim.report.facts import ranked, reference
from sim.report.numbers import all_numbers, glance, headings
from sim.report.people import agents_chart, customers_chart, retention_chart, survival_chart, talk_chart
from sim.report.service import claimed_chart, dashboard_chart
from sim.report.words import policy_name
from sim.report.worth import parts_charts, value_chart

CONFIG_FILE = "config.yaml"
Draw = Callable[[Comparison], Chart | None]


class Section(NamedTuple):
    """A question and the charts that answer it."""

    anchor: str
    question: str
    lead: str
    charts: list[Chart]


def write(comparison: Comparison, folder: Path, provenance: Mapping[str, Any]) -> Path:
    """Write ``report.html`` and ``figures/`` into a run's folder, each file whole or not at all."""
    sections = _sections(comparison)
    config = folder / CONFIG_FILE
    text = config.read_text(encoding="utf-8") if config.is_file() else ""
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    for chart in (chart for section in sections for chart in section.charts):
        _write_whole(figures / f"{chart.name}.svg", chart.svg.encode())
        _write_whole(figures / f"{chart.name}.png", chart.png)
    report = folder / "report.html"
    _write_whole(report, _page(comparison, sections, provenance, text).encode())
    return report


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    os.replace(partial, path)


def _page(comparison: Comparison, sections: list[Section], provenance: Mapping[str, Any], config: str) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["named"] = _naming(comparison)
    environment.filters["svg"] = Markup  # drawn by matplotlib, which escapes what it writes
    return environment.get_template("page.html").render(
        answer=answer(comparison, policy_name),
        plain_answer=answer(comparison).headline,
        sections=sections,
        headings=headings(comparison),
        cards=glance(comparison),
        reference=policy_name(reference(comparison)),
        shared=_shared(comparison),
        assumptions=[(one, SURE[one.sure], value) for one, value in assumed(_parsed(config))],
        provenance=_lines(provenance),
        config=config,
        numbers=all_numbers(comparison),
        confidence=f"{comparison.confidence * 100:g} %",
    )


def _naming(comparison: Comparison) -> Callable[[str], Markup]:
    """Make a filter that escapes a sentence and sets the names of policies in bold."""
    names = sorted({str(escape(policy_name(policy))) for policy in ranked(comparison)}, key=len, reverse=True)
    any_name = re.compile(r"(?<![\w&;])(" + "|".join(map(re.escape, names)) + r")(?![\w])")

    def named(text: str) -> Markup:
        bold = any_name.sub(r'<b class="policy">\1</b>', str(escape(text)))
        return Markup(bold.replace(" %", "\N{NO-BREAK SPACE}%"))

    return named


def _sections(comparison: Comparison) -> list[Section]:
    def drawn(*draws: Draw) -> list[Chart]:
        return [chart for draw in draws if (chart := draw(comparison))]

    worth = [*drawn(value_chart), *parts_charts(comparison)]
    sections = [
        Section("value", "What is each policy worth?", VALUE_LEAD, worth),
        Section(
            "truth", "What would the old dashboard say?", TRUTH_LEAD, drawn(dashboard_chart, claimed_chart, talk_chart)
        ),
        Section("stay", "Do customers stay?", STAY_LEAD, drawn(retention_chart, survival_chart)),
        Section("bill", "Who caused the cost?", BILL_LEAD, [*bill_charts(comparison), *drawn(demand_chart)]),
        Section("people", "How do customers and agents fare?", PEOPLE_LEAD, drawn(customers_chart, agents_chart)),
    ]
    return [section for section in sections if section.charts]


VALUE_LEAD = (
    "Total value is what customers pay and buy within the horizon, less every cost, plus what the customers who are "
    "left at its end are worth. A dot is an estimate, the bar through it its interval. Where a policy's difference is "
    "split, the first two bars add up to it; slim bars are parts of the second, without an interval. A cost saved "
    "counts as a gain; losses are hatched."
)
TRUTH_LEAD = (
    "Handle time and service level steer most centers, and neither knows whether anything was solved. A center sees "
    "what its agents write down; the model also knows the truth."
)
STAY_LEAD = "Of the customers who were there on the first day, how many still are?"
BILL_LEAD = (
    "Each contact is charged to the unit whose cause made the customer call. Repeats that the service made itself, "
    "time nobody used and hiring are on the service's own bill, unless the config says otherwise."
)
PEOPLE_LEAD = "A policy has a price for those who call and for those who answer."


def _shared(comparison: Comparison) -> str:
    """Say what playing the same worlds has gained."""
    ratios = [row["ratio"] for row in comparison.variance if row["measure"] == "total_value_usd" and row["ratio"] > 0]
    if not ratios:
        return ""
    low, high = (f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" for ratio in (min(ratios), max(ratios)))
    span = low if low == high else f"{low} to {high}"
    return f"Independent worlds would have made the variance of these differences in total value {span} times as large."


def _parsed(config: str) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(config)
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _lines(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Lay nested facts out as lines.

    >>> _lines({"seed": 1, "versions": {"numpy": "2.1"}, "command": ["rapport", "compare"]})
    [('seed', '1'), ('versions', 'numpy 2.1'), ('command', 'rapport compare')]
    """
    return [(key.replace("_", " "), _flat(value)) for key, value in provenance.items()]


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return f"{value:.1f}" if isinstance(value, float) else str(value)
