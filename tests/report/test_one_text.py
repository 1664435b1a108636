"""One amount is written one way wherever it stands, and parts add up to what is written of their whole."""

import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.measures.ledger import KINDS
from sim.report import table
from sim.report.page.bills import bill, bill_charts
from sim.report.page.numbers import all_numbers, glance, headings
from sim.report.page.scorecard import scorecard
from sim.report.page.worth import parts_charts, value_chart
from sim.report.wording.amounts import Scale, summing_to
from sim.report.wording.answer import answer
from sim.report.wording.words import policy_name
from tests.report.conftest import gaps, made_up

VALUE, WITHIN, LATER, COST = "total_value_usd", "value_in_horizon_usd", "customers_value_usd", "service_cost_usd"
ORDER = ("neutral", "amber", "coral")
FACTORS = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
SIGN = {kind.name: kind.sign for kind in KINDS}
NAME_OF = {kind.label: kind.name for kind in KINDS if kind.sign}


@pytest.fixture(autouse=True)
def _undrawn(undrawn):
    """Sentences and rows, no picture."""


@st.composite
def comparisons(draw):
    """Values whose two parts, and the parts of those, add up; intervals as wide as it comes."""
    rows = []
    size, half = draw(st.sampled_from((1e3, 1e5, 1e7))), draw(st.floats(0.0005, 0.2))
    for row in made_up(order=ORDER).rows:
        mean = draw(st.floats(0.1, 1)) * size if row["unit"] == "USD" else row["mean"]
        rows.append(row | {"mean": mean})
    found = {(row["policy"], row["measure"]): row for row in rows}
    for policy in ORDER:
        kinds = [SIGN[kind] * found[policy, f"{kind}_usd"]["mean"] for kind in SIGN if (policy, f"{kind}_usd") in found]
        found[policy, WITHIN]["mean"] = sum(kinds)
        found[policy, VALUE]["mean"] = sum(kinds) + found[policy, LATER]["mean"]
    for row in rows:
        around = half * size * (0.1 if row["measure"] != VALUE else 1.0) if row["unit"] == "USD" else 0.01
        row.update(low=row["mean"] - around, high=row["mean"] + around)
    return made_up(order=ORDER)._replace(
        rows=rows, differences=gaps(rows, "neutral", lambda one, two: one["high"] - one["mean"])
    )


def usd(text, unit):
    """The first number of a text, in USD."""
    number = re.search(r"[+\N{MINUS SIGN}-]?[\d,]+(?:\.\d+)?", text)[0]
    return float(number.replace(",", "").replace("\N{MINUS SIGN}", "-")) * FACTORS[unit.removesuffix("USD").strip()]


def everywhere(comparison):
    """(policy, measure, USD) of each difference in value written on the page or in print."""
    yield from on_the_cards(comparison)
    yield from in_all_numbers(comparison)
    yield from ((name, VALUE, value) for name, value in in_alt(value_chart(comparison).alt).items())
    for name, parts in of_parts(comparison).items():
        yield from ((name, measure, value) for measure, value in parts.items() if measure)
    yield from in_print(comparison)


def on_the_cards(comparison):
    units = [unit for _, unit in headings(comparison)]
    for card in glance(comparison):
        for measure, unit, (_, _, text) in zip((VALUE, WITHIN), units, card.facts, strict=False):
            if text != "reference":
                yield card.policy, measure, usd(text, unit)
    labels = {"Total value": VALUE, "Value within the horizon": WITHIN, "Service cost": COST}
    for name, cells in scorecard(comparison).rows:
        for cell in cells:
            label, _, unit = cell.label.rpartition(", ")
            if label in labels and cell.said != "\N{EN DASH}":
                yield name, labels[label], usd(cell.said, unit)


def in_all_numbers(comparison):
    for _, entries in all_numbers(comparison):
        for entry in entries:
            for line in entry.lines:
                if entry.measure.endswith("_usd") and line.gap:
                    yield line.policy, entry.measure, usd(line.gap, entry.unit)


def in_print(comparison):
    told = answer(comparison, policy_name).headline
    if match := re.search(r"(\w+) is worth ([\d.,]+)(?: (\w+))? USD more than neutral", told):
        yield match[1], VALUE, usd(match[2], match[3] or "")
    lines = table(comparison).splitlines()
    unit = next(match[1] or "" for line in lines if (match := re.match(r" +(?:(\w+) )?USD ", line)))
    for line in lines:
        if (match := re.match(rf"({'|'.join(ORDER)})  +(.*)", line)) and "reference" not in line:
            total, _, within = match[2].partition(")")
            yield match[1], VALUE, usd(total, unit)
            yield match[1], WITHIN, usd(within, unit)


def in_alt(alt):
    """Name and USD of each row of a chart's alternative text."""
    title, _, rows = alt.replace(": gain", " gain").partition(": ")
    unit = title.rpartition(", ")[2]
    row_of = re.compile(r"(.*?) ([+\N{MINUS SIGN}]?[\d,.]*\d)(?: \(.*\))?")
    return {match[1]: usd(match[2], unit) for row in rows.rstrip(".").split("; ") if (match := row_of.fullmatch(row))}


def of_parts(comparison):
    """What is written of the parts of each policy's difference, by measure; a cost is written as a gain."""
    found = {}
    for chart in parts_charts(comparison):
        parts = found.setdefault(chart.title, {})
        for name, value in in_alt(chart.alt).items():
            label = name.removeprefix("\N{MIDDLE DOT} ")
            measure = {"Remaining customers": LATER, "Within the horizon": WITHIN, "Smaller parts": ""}.get(label)
            sign = 1 if measure is not None else SIGN[NAME_OF[label]]
            parts[f"{NAME_OF[label]}_usd" if measure is None else measure] = sign * value
    return found


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(comparisons())
def test_an_amount_is_one_amount_wherever_it_is_written(comparison):
    written = {}
    for policy, measure, value in everywhere(comparison):
        written.setdefault((policy, measure), []).append(value)
    assert {measure for _, measure in written} >= {VALUE, WITHIN, LATER, COST}
    for place, values in written.items():
        assert values == pytest.approx([values[0]] * len(values), rel=1e-9), place


@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(comparisons())
def test_parts_add_up_to_what_is_written_of_the_whole(comparison):
    whole = in_alt(value_chart(comparison).alt)
    for policy, parts in of_parts(comparison).items():
        later, within = parts.pop(LATER, 0.0), parts.pop(WITHIN)
        assert later + within == pytest.approx(whole[policy], abs=1e-6 * abs(whole[policy]) + 1e-6)
        inside = sum(SIGN.get(measure.removesuffix("_usd"), 1) * value for measure, value in parts.items())
        assert inside == pytest.approx(within, abs=1e-6 * abs(later) + 1e-6)


def test_bills_add_up_to_the_service_cost():
    whole = made_up(order=("neutral", "amber"))
    for policy in ("neutral", "amber"):
        cost = sum(sum(kinds.values()) for kinds in bill(whole, policy).values())
        for row in whole.rows:
            if (row["policy"], row["measure"]) == (policy, COST):
                row.update(mean=cost, low=cost - 7e3, high=cost + 7e3)
    for chart in bill_charts(whole):
        said = re.search(r"service cost ([\d,]+) thousand", chart.sentence)[1].replace(",", "")
        assert sum(int(number) for number in re.findall(r" ([\d,]+)[;.]", chart.alt)) == int(said)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.integers(-3, 2))
def test_rounded_parts_add_up_and_none_is_off_by_a_whole_unit(parts, decimals):
    shown = Scale(1.0, decimals, "USD")
    step = 10.0**-decimals
    written = summing_to(sum(parts), parts, shown)
    assert sum(written) == pytest.approx(round(sum(parts), decimals), abs=1e-6)
    assert all(abs(one - part) <= step * (1 + 1e-6) for one, part in zip(written, parts, strict=True))
