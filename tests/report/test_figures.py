"""Charts and the sentences that say what to see."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.dictionary import BY_NAME, GAPS, NAMES
from sim.report.drawing.charts import fitted
from sim.report.page.bills import bill, bill_charts, demand_chart
from sim.report.page.people import agents_chart, customers_chart, load_chart, talk_chart
from sim.report.page.service import claimed_chart, dashboard_chart
from sim.report.page.stay import leaving_chart, retention_chart, survival_chart
from sim.report.page.worth import parts_charts, value_chart
from sim.report.wording.facts import MAY_BE_LOST, estimate
from tests.report.conftest import made_up

SINGLE = [
    value_chart,
    dashboard_chart,
    claimed_chart,
    talk_chart,
    retention_chart,
    survival_chart,
    demand_chart,
    customers_chart,
    agents_chart,
    load_chart,
    leaving_chart,
]


TWO = ("aht_target", "neutral")


def text_of(svg):
    return " ".join(node.text or "" for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("text"))


@pytest.mark.usefixtures("without_pixels")
@pytest.mark.parametrize("draw", SINGLE, ids=lambda draw: draw.__name__)
def test_a_chart_is_drawn_the_same_again(made, draw):
    assert draw(made(order=TWO)).svg == draw(made(order=TWO)).svg


@pytest.mark.usefixtures("without_pixels")
@pytest.mark.parametrize("draw", SINGLE, ids=lambda draw: draw.__name__)
def test_letters_are_11_pixels_or_more_on_a_phone(made, draw):
    svg = draw(made(order=TWO)).svg
    width_pt = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: (?:bold |\d+ )?([\d.]+)px", svg)]
    assert min(sizes) * 328 / width_pt >= 11


@pytest.mark.parametrize("draw", SINGLE, ids=lambda draw: draw.__name__)
def test_a_chart_survives_a_comparison_without_its_measures(made, draw):
    bare = made(order=TWO)._replace(days=[], durations=[], statements=[])
    value = [row for row in bare.rows if row["measure"] == "total_value_usd"]
    draw(bare._replace(rows=value, differences=[]))


@pytest.mark.usefixtures("without_pixels")
def test_no_two_charts_share_an_id(made):
    comparison = made(order=TWO)
    charts = [draw(comparison) for draw in SINGLE] + parts_charts(comparison) + bill_charts(comparison)
    owners = {}
    for chart in charts:
        for name in set(re.findall(r'\bid="([^"]+)"', chart.svg)):
            owners.setdefault(name, []).append(chart.name)
    assert all(len(names) == 1 for names in owners.values())


@pytest.mark.usefixtures("without_pixels")
def test_a_name_with_markup_and_dollars_is_drawn_as_text(made):
    chart = value_chart(made(order=("neutral", "<script>$x^2$")))
    assert "<script>$x^2$" in text_of(chart.svg)


def test_the_parts_of_a_difference_add_up_to_it(made):
    chart = parts_charts(made())[0]
    total, later, within = map(float, re.findall(r"[\d.]+(?= million| from customers| within)", chart.sentence))
    assert total == pytest.approx(later + within) == pytest.approx(2.31)


def test_a_saved_cost_is_a_gain_with_its_interval(made):
    chart = next(chart for chart in parts_charts(made()) if chart.title == "aht target")
    assert "Handling +0.02 (+0.02 to +0.03)" in chart.alt


def test_the_parts_say_nothing_of_remaining_customers_where_nothing_is_counted_for_them(made):
    whole = made(order=TWO)
    for row in whole.rows + whole.differences:
        if row["measure"] == "customers_value_usd":
            row.update(mean=0.0, low=0.0, high=0.0)
    assert "Remaining customers" not in parts_charts(whole)[0].alt


def test_a_share_is_not_drawn_beyond_its_bounds(made):
    ends = re.findall(r"to ([\d.]+)\)", retention_chart(made(order=TWO, noise=400)).alt)
    assert max(map(float, ends)) == 100


SIGNED = ("loyalty", "reputation", "survey_bias", "resolution_gap", "experience_solved", "net_value_per_talk_usd")


@pytest.mark.parametrize("measure", SIGNED)
def test_what_may_be_negative_keeps_its_whole_interval(made, measure):
    row = {"policy": "neutral", "measure": measure, "unit": BY_NAME[measure].unit, "replications": 2}
    wide = made()._replace(rows=[row | {"mean": -10.8, "low": -11.1, "high": -10.5}])
    assert estimate(wide, "neutral", measure)[3:6] == (-10.8, -11.1, -10.5)


@given(st.sampled_from(NAMES), st.floats(-1, 2), st.floats(0, 3))
def test_only_shares_counts_times_and_costs_are_cut(measure, mean, half):
    unit = BY_NAME[measure].unit
    row = {"policy": "a", "measure": measure, "unit": unit, "mean": mean, "low": mean - half, "high": mean + half}
    found = estimate(made_up(order=("a",))._replace(rows=[row | {"replications": 2}]), "a", measure)
    if unit == "latent" or measure in (*GAPS, *MAY_BE_LOST):
        assert (found.low, found.high) == (mean - half, mean + half)
    elif 0 <= mean <= 1:
        assert 0 <= found.low <= mean <= found.high


def test_talks_that_are_all_longer_than_any_edge_are_told_and_drawn(made):
    whole = made(order=TWO)
    rows = [row | {"share": float(row["from_s"] >= 1800)} for row in whole.durations]
    told = talk_chart(whole._replace(durations=rows))
    assert told.sentence == "The median talk time is 1800 s or more under every policy."
    assert "median 1800 s or more" in text_of(told.svg)


def test_a_name_is_shortened_only_where_it_does_not_fit():
    assert fitted("empowered ownership", "-0.006 (-0.010 to -0.003)") == "empowered ownership"


@pytest.mark.usefixtures("undrawn")
def test_the_dashboard_sentence_names_the_contradiction(made):
    said = dashboard_chart(made()).sentence
    assert "AHT and service level would choose aht target" in said
    assert said.endswith("recorded resolution and value would choose empowered ownership.")


@pytest.mark.usefixtures("undrawn")
def test_the_dashboard_sentence_does_not_call_an_open_value_settled(made):
    assert dashboard_chart(made(noise=12)).sentence.endswith(
        "value does not separate empowered ownership from scripted checklist and neutral."
    )


@pytest.mark.usefixtures("undrawn")
def test_the_dashboard_sentence_names_agreement_where_there_is_one(made):
    whole = made(order=("neutral", "aht_target"))
    for row in whole.rows:
        if row["measure"] in ("aht_s", "service_level"):
            row["mean"] = -row["mean"] if row["measure"] == "aht_s" else row["policy"] == "aht_target"
    assert dashboard_chart(whole).sentence == (
        "Every figure of the dashboard points to aht target, and so does the value."
    )


@pytest.mark.usefixtures("undrawn")
def test_the_retention_sentence_says_which_read_outs_the_horizon_does_not_reach(made):
    said = retention_chart(made(horizon_d=90)).sentence
    assert "After 1 month, empowered ownership retains most" in said
    assert "is shorter than 6 months or 18 months" in said


@pytest.mark.usefixtures("undrawn")
def test_retention_names_the_policy_that_retains_most_whoever_it_is(made):
    said = retention_chart(made(order=("empowered_ownership", "neutral", "aht_target"), horizon_d=540)).sentence
    assert said.startswith("After 18 months, aht target retains most")


def test_a_bill_holds_service_costs_only(made):
    kinds = {kind for kinds in bill(made(), "neutral").values() for kind in kinds}
    assert kinds == {"handling", "telecom", "complaints", "self_service", "waiting_capacity", "hiring"}


def test_a_bill_sums_the_months(made):
    assert bill(made(), "neutral")["product"]["handling"] == pytest.approx(126e3)


@pytest.mark.usefixtures("undrawn")
def test_the_bill_of_a_second_policy_is_shown_where_the_reference_is_worth_most(made):
    charts = bill_charts(made(order=("scripted_checklist", "aht_target", "neutral")))
    assert [chart.title for chart in charts] == ["Bill: neutral", "Bill: aht target"]


@pytest.mark.usefixtures("undrawn")
def test_the_bill_sentence_names_the_largest_payer(made):
    whole = made()
    finance = [row for row in whole.statements if row["unit"] == "finance"]
    chart = bill_charts(whole._replace(statements=finance))[0]
    assert chart.sentence.endswith("of the units, finance caused most, 100 %.")


@pytest.mark.usefixtures("undrawn")
def test_the_bill_sentence_says_what_units_pay(made):
    whole = made()
    finance = [row for row in whole.statements if row["unit"] == "finance"]
    billed = sum(row["usd"] for row in finance if row["policy"] == "neutral")
    line = finance[0] | {"policy": "neutral", "month": 0, "kind": "charged"}
    paid = [line | {"usd": billed / 4}, line | {"unit": "service", "usd": -billed / 4}]
    charts = bill_charts(whole._replace(statements=finance + paid))
    said = [chart.sentence for chart in charts if "charge-back" in chart.sentence]
    assert [text.endswith("; charge-back has units pay 25 % of it to the service.") for text in said] == [True]


def test_half_of_the_talks_are_shorter_than_the_median_shown(made):
    rows = [row for row in made().durations if row["policy"] == "neutral"]
    median = float(re.search(r"neutral median ([\d.]+) s", talk_chart(made()).alt)[1])
    below = sum(row["share"] * min(1, max(0, (median - row["from_s"]) / 10)) for row in rows)
    assert below == pytest.approx(0.5, abs=0.02)


def test_the_curve_of_retention_starts_with_everybody_and_ends_with_the_last_day(made):
    chart = survival_chart(made(horizon_d=365))
    assert "neutral 84.7 % on day 365" in chart.alt


@pytest.mark.usefixtures("undrawn")
def test_a_sentence_on_retention_compares_replication_by_replication(made):
    said = retention_chart(made(horizon_d=540)).sentence
    assert said.endswith("2.2 points more than under neutral (1.9 to 2.5).")


@pytest.mark.usefixtures("undrawn")
def test_a_sentence_on_churn_says_so_when_no_policy_is_significantly_different(made):
    assert leaving_chart(made(noise=40)).sentence.endswith("; no other policy is significantly different.")


@pytest.mark.usefixtures("undrawn")
def test_digits_of_two_policies_in_a_sentence_are_alike(made):
    whole = made()
    for row in whole.rows:
        if row["measure"] == "failure_demand_share" and row["policy"] == "aht_target":
            row.update(low=row["mean"] - 0.03, high=row["mean"] + 0.03)
    shares = re.findall(r", ([\d.]+) %", demand_chart(whole).sentence)
    assert len({len(share) for share in shares}) == 1
