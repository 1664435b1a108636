"""Customer, company and agent on one card, and what is recorded beside what is true."""

import re

import pytest

from sim.measures.dictionary import BY_NAME
from sim.report import table, write
from sim.report.page.scorecard import PAIRS, STAKEHOLDERS, both_sides, scorecard
from sim.report.wording.words import wording
from tests.report.conftest import relevelled

TWELVE = (
    "outsourced_per_contact",
    "aht_target",
    "scripted_checklist",
    "outsourced_per_minute",
    "cross_sell_push",
    "automation_first",
    "self_service_deflection",
    "neutral",
    "outcome_contract",
    "proactive_care",
    "human_by_choice",
    "empowered_ownership",
)


def test_a_policy_under_which_all_three_win_is_named(made):
    told = scorecard(made()).sentence
    assert told.startswith("Compared with neutral by loyalty, total value and morale, everybody wins under ")
    assert "everybody loses under aht target" in told


def test_nobody_is_said_to_win_where_nothing_is_significant(made):
    assert scorecard(made(noise=99)).sentence.endswith("no policy is better or worse for all three.")


def test_the_card_has_a_place_for_each_of_the_three(made):
    side = scorecard(made())
    assert [group for group, _ in side.groups] == list(STAKEHOLDERS)
    assert {cell.verdict for _, cells in side.rows for cell in cells} == {"better", "worse", ""}


def test_less_attrition_is_better(made):
    first = next(cells for name, cells in scorecard(made(noise=0.1)).rows if name == "empowered ownership")
    assert next(cell for cell in first if cell.label.startswith("Agent attrition")).verdict == "better"


def test_a_policy_that_looks_best_and_is_worst_is_named(made):
    whole = relevelled(made(), "recorded_solved_share", aht_target=0.99)
    assert "aht target looks best and is worst in resolution" in both_sides(whole).sentence.lower()


def test_short_calls_that_make_many_are_named(made):
    assert both_sides(made()).sentence.startswith("Aht target looks best and is worst in speed")


def test_a_record_that_agrees_with_the_truth_is_said_to(made):
    quick = relevelled(made(), "contacts_per_issue", aht_target=0.01)
    assert both_sides(quick).sentence == "The record and the truth would choose the same policies."


def test_a_pair_appears_when_both_of_its_measures_do(made):
    whole = made()
    known = [row | {"measure": "adherence_score"} for row in whole.rows if row["measure"] == "morale"]
    assert [group for group, _ in both_sides(whole).groups] == ["Speed", "Resolution"]
    assert [group for group, _ in both_sides(whole._replace(rows=whole.rows + known)).groups] == [
        "Speed",
        "Resolution",
        "Quality",
    ]


def test_one_policy_is_on_a_card_without_a_comparison(made):
    assert scorecard(made(order=("neutral",))).sentence == ""


def test_money_on_the_card_is_the_difference_and_the_reference_has_none(made):
    rows = dict(scorecard(made()).rows)
    assert next(cell.said for cell in rows["neutral"] if cell.label.startswith("Total value")) == "–"
    assert next(cell.said for cell in rows["empowered ownership"] if cell.label.startswith("Total value")) == "+2.31"


@pytest.mark.usefixtures("undrawn")
def test_the_page_shows_value_with_and_without_what_comes_after_the_horizon(made, tmp_path):
    text = re.sub("<[^>]+>", "", write(made(), tmp_path, {}).read_text(encoding="utf-8"))
    assert "Worth more than neutral" in text
    assert "Worth more within the horizon" in text


def test_the_printed_table_shows_value_with_and_without_what_comes_after_the_horizon(made):
    text = table(made(order=TWELVE))
    assert re.search(r"than neutral +horizon", text)
    assert max(map(len, text.splitlines())) <= 126


def test_a_measure_that_is_expected_and_not_there_is_no_error():
    for measure in [one for pair in PAIRS.values() for one in pair]:
        assert wording(measure).label
        assert measure in BY_NAME or wording(measure).definition == ""


def test_counts_and_steps_are_no_shares():
    assert wording("clients").kind == "count"
    assert wording("effort_per_issue").kind == "plain"
