"""Render a comparison, its charts and its provenance as HTML."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.page.assumptions import SURE, assumed, spread
from sim.report.page.numbers import all_numbers, glance, headings
from sim.report.page.scorecard import both_sides, scorecard
from sim.report.page.sections import Section
from sim.report.wording.answer import answer, variance_ratio
from sim.report.wording.claimed import claim_texts, first_line
from sim.report.wording.facts import ranked, reference
from sim.report.wording.words import policy_name
from sim.study.comparison import Comparison


def rendered(comparison: Comparison, sections: list[Section], provenance: Mapping[str, Any], config: str) -> str:
    """Fill the template; everything except the charts is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parsed = _parsed(config)
    environment.filters["named"] = _naming(comparison)
    environment.filters["svg"] = Markup  # drawn by matplotlib, which escapes what it writes
    return environment.get_template("page.html").render(
        answer=answer(comparison, policy_name),
        plain_answer=answer(comparison).headline,
        question=comparison.question,
        claims=claim_texts(comparison),
        claims_line=first_line(comparison),
        sections=sections,
        headings=headings(comparison),
        cards=glance(comparison),
        scorecard=scorecard(comparison),
        both_sides=both_sides(comparison),
        reference=policy_name(reference(comparison)),
        shared=variance_ratio(comparison),
        months=parsed.get("churn", {}).get("value_months", 0),
        assumptions=[(one, SURE[one.sure], here, spread([*(one.plausible or ())])) for one, here in assumed(parsed)],
        provenance=_lines(provenance),
        config=config,
        numbers=all_numbers(comparison),
        confidence=f"{comparison.confidence * 100:g} %",
    )


def _naming(comparison: Comparison) -> Callable[[str], Markup]:
    """A filter that escapes a sentence, sets policy names in bold and keeps intervals on one line."""
    names = sorted({str(escape(policy_name(policy))) for policy in ranked(comparison)}, key=len, reverse=True)
    any_name = re.compile(r"(?<![\w&;])(" + "|".join(map(re.escape, names)) + r")(?![\w])", re.IGNORECASE)

    any_span = re.compile(r"\([\N{MINUS SIGN}\d.,]+ to [\N{MINUS SIGN}\d.,]+\)| %")

    def named(text: str) -> Markup:
        bold = any_name.sub(r'<b class="policy">\1</b>', str(escape(text)))
        return Markup(any_span.sub(lambda span: span[0].replace(" ", "\N{NO-BREAK SPACE}"), bold))

    return named


def _parsed(config: str) -> Mapping[str, Any]:
    try:
        found = yaml.safe_load(config)
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _lines(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Flatten nested provenance into (heading, text) lines.

    >>> _lines({"seed": 1, "versions": {"numpy": "2.1"}, "command": ["rapport", "compare"]})
    [('seed', '1'), ('versions', 'numpy 2.1'), ('command', 'rapport compare')]
    """
    return [(_titled(key), _flat(value)) for key, value in provenance.items()]


def _titled(key: str) -> str:
    """Write a key as a heading, its unit after a comma.

    >>> _titled("duration_s"), _titled("started_at")
    ('duration, s', 'started at')
    """
    return re.sub(r"_s$", ", s", key).replace("_", " ")


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_flat(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return f"{value:.1f}" if isinstance(value, float) else str(value)
