"""The printed table and its sentence."""

import pytest

from sim.report import table
from sim.report.wording.answer import answer
from tests.report.conftest import relevelled


def headline(comparison):
    return answer(comparison).headline


def test_the_answer_names_the_policy_worth_most_its_lead_and_the_interval(made):
    said = "empowered_ownership is worth 2.31 million USD more than neutral (2.08 to 2.54)."
    assert headline(made()) == f"Over 90 days and 100,000 customers, {said}"


@pytest.mark.parametrize("winner", ["aht_target", "scripted_checklist"])
def test_the_answer_follows_the_winner(made, winner):
    assert f"{winner} is worth 1.16 million USD more than neutral (" in headline(made(order=("neutral", winner)))


def test_the_answer_says_when_the_reference_is_worth_most(made):
    said = headline(made(order=("empowered_ownership", "aht_target", "neutral")))
    assert "neutral is worth most: the next, aht_target, is worth 1.16 million USD less (0.93 to 1.39)." in said


def test_the_answer_claims_no_winner_when_the_interval_holds_zero(made):
    said = headline(made(noise=12))
    assert "no policy is worth significantly more than neutral; empowered_ownership is highest" in said
    assert "less to" in said


def test_a_lead_over_the_reference_is_not_called_a_lead_over_a_rival_whose_paired_interval_holds_zero(made):
    assert "Whether it also beats scripted_checklist is not settled" in answer(made(noise=6)).sure


def test_a_lead_is_settled_by_the_paired_interval_where_those_to_the_reference_overlap(made):
    whole = made(order=("neutral", "b", "a"))
    for row in whole.differences:
        if row["measure"] == "total_value_usd" and row["against"] == "neutral":
            row.update(low=row["mean"] - 1.1e6, high=row["mean"] + 1.1e6)
    assert answer(whole).sure.startswith("Its lead over every other policy is statistically significant.")


def test_who_leads_without_later_value_is_named_where_it_is_another(made):
    whole = relevelled(made(), "value_in_horizon_usd", neutral=9e6, aht_target=8e6)
    assert answer(whole).rests_on == (
        "Without the later value of the customers who remain after 90 days, "
        "neutral is worth most: 2.12 million USD more than empowered_ownership (1.93 to 2.31)."
    )


def test_a_lead_over_every_other_policy_is_called_significant(made):
    assert answer(made()).sure.startswith("Its lead over every other policy is statistically significant.")


def test_one_replication_is_said_to_give_no_interval(made):
    said = answer(made(noise=float("nan"), replications=1))
    assert "One replication gives no confidence interval" in said.sure
    assert "nan" not in said.headline + said.rests_on + said.sure


def test_a_single_policy_is_valued_without_a_comparison(made):
    said = headline(made(order=("neutral",)))
    assert said == "Over 90 days and 100,000 customers, neutral is worth 64.9 million USD (64.7 to 65.1)."


def test_rows_are_sorted_by_value(made):
    lines = table(made(order=("scripted_checklist", "empowered_ownership", "neutral", "aht_target"))).splitlines()
    names = [line.split()[0] for line in lines if "_" in line.split(" ")[0] or line.startswith("neutral  ")]
    assert names == ["aht_target", "neutral", "empowered_ownership", "scripted_checklist"]


def test_the_row_of_a_policy_holds_its_numbers_in_the_order_of_the_headings(made):
    row = next(line for line in table(made()).splitlines() if line.startswith("scripted_checklist"))
    numbers = row.split(")")[1].split()
    assert numbers == ["+0.06", "213.8", "80.0", "84.5", "73.0", "57.4", "1.084", "14.5", "31", "5.66"]


def test_the_table_fits_120_columns(made):
    assert max(map(len, table(made()).splitlines())) <= 120


def test_the_table_prints_on_an_ascii_terminal(made):
    assert table(made(noise=12)).isascii()


def test_a_measure_that_is_missing_leaves_out_its_column(made):
    whole = made()
    without = whole._replace(rows=[row for row in whole.rows if row["measure"] != "fcr_share"])
    assert "  FCR  " in table(whole)
    assert "  FCR  " not in table(without)


def test_an_amount_is_written_the_same_in_the_answer_and_in_the_table(made):
    assert "worth 2.31 million USD more than neutral (2.08 to 2.54)" in " ".join(table(made()).split())
    assert "+2.31 (+2.08 to +2.54)" in table(made())


def test_nearly_a_million_is_not_written_as_thousands(made):
    whole = made()
    for row in whole.differences:
        row.update({end: row[end] * 0.4324 for end in ("mean", "low", "high")})
    assert "is worth 1.00 million USD more" in headline(whole)


def test_the_table_says_so_when_remaining_customers_are_not_counted(made):
    whole = made()
    for row in whole.rows:
        if row["measure"] == "customers_value_usd":
            row.update(mean=0.0, low=0.0, high=0.0)
    assert "The later value of the customers who remain at the end is not counted." in table(whole)


def test_a_policy_cannot_steer_the_terminal(made):
    assert "\x1b" not in table(made(order=("neutral", "\x1b[31mred")))


def test_the_currency_is_the_config_s(made):
    whole = made()
    euros = [row | {"unit": row["unit"].replace("USD", "EUR")} for row in whole.rows]
    shown = table(whole._replace(rows=euros))
    assert "million EUR" in shown
    assert "USD" not in shown


def test_the_answer_says_how_many_days_are_warm_up(made):
    assert "Over 83 days (after 7 of warm-up)" in answer(made()._replace(warm_up_d=7)).headline
