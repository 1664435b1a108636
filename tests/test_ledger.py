from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim import ledger
from sim.records import Demand, End
from tests import synthetic

PRICES = {
    "wage_usd_h": 36.0,
    "overhead_usd_h": 18.0,
    "authority_premium": 0.5,
    "telecom_usd": 0.5,
    "web_session_usd": 0.25,
    "hiring_usd": 1000.0,
    "acquisition_usd": 60.0,
    "complaint_usd": 2.0,
}


def posted(records, scenario):
    """Amounts that are not 0, by unit and kind."""
    usd = ledger.post(records, scenario).sum(axis=0)
    units = ledger.units(scenario)
    return {(units[unit], ledger.NAMES[kind]): usd[unit, kind] for unit, kind in np.argwhere(usd)}


def cause(scenario, unit):
    names = sorted(scenario.causes)
    return next(place for place, name in enumerate(names) if scenario.causes[name].unit == unit)


def test_time_driven_costs_reproduce_the_published_example():
    used_min = np.array([[49_000 * 8], [1_400 * 44], [2_500 * 50]])
    used_usd, unused_usd = ledger.time_driven_usd(560_000 / 700_000, np.array([700_000]), used_min)
    assert (float(used_usd.sum()), float(unused_usd[0])) == pytest.approx((462_880, 97_120))


def test_authority_raises_the_wage_and_not_the_overhead():
    scenario = synthetic.scenario("empowered_ownership", costs=PRICES, policy={"authority": 0.5})
    assert ledger.rate_usd_s(scenario) == pytest.approx((36 * 1.25 + 18) / 3600)


def test_a_talk_is_the_bill_of_its_causes_unit():
    scenario = synthetic.scenario(costs=PRICES)
    talk = {"end": End.answered, "cause": cause(scenario, "finance"), "talk_s": 160, "acw_s": 40}
    expected = {("finance", "handling"): pytest.approx(200 * 0.015), ("finance", "telecom"): 0.5}
    assert posted(synthetic.records([talk]), scenario) == expected


def test_the_second_line_costs_the_same_rate():
    scenario = synthetic.scenario(costs=PRICES)
    talk = {"end": End.answered, "cause": cause(scenario, "finance"), "second_line_s": 240}
    assert posted(synthetic.records([talk]), scenario)["finance", "handling"] == pytest.approx(240 * 0.015)


@pytest.mark.parametrize(("payer", "unit"), [("service", "service"), ("unit", "logistics")])
def test_a_repeat_the_service_made_is_paid_as_the_config_says(payer, unit):
    scenario = synthetic.scenario(costs=PRICES | {"repeat_payer": payer})
    talk = {"end": End.answered, "cause": cause(scenario, "logistics"), "demand": Demand.repeat_service}
    assert posted(synthetic.records([talk]), scenario) == {(unit, "telecom"): 0.5}


@pytest.mark.parametrize("payer", ["service", "unit"])
def test_a_repeat_the_unit_made_is_the_units(payer):
    scenario = synthetic.scenario(costs=PRICES | {"repeat_payer": payer})
    talk = {"end": End.answered, "cause": cause(scenario, "logistics"), "demand": Demand.repeat_unit}
    assert posted(synthetic.records([talk]), scenario) == {("logistics", "telecom"): 0.5}


def test_a_web_session_has_its_price_and_no_telecom():
    scenario = synthetic.scenario(costs=PRICES)
    session = {"end": End.web_unsolved, "cause": cause(scenario, "digital")}
    assert posted(synthetic.records([session]), scenario) == {("digital", "self_service"): 0.25}


def test_a_busy_signal_costs_no_telecom():
    scenario = synthetic.scenario(costs=PRICES)
    assert posted(synthetic.records([{"end": End.blocked}]), scenario) == {}


def test_who_was_sent_away_has_been_on_the_line():
    scenario = synthetic.scenario(costs=PRICES)
    sent_away = {"end": End.sent_away, "cause": cause(scenario, "finance")}
    assert posted(synthetic.records([sent_away]), scenario) == {("finance", "telecom"): 0.5}


def test_silence_costs_a_complaint_at_most():
    scenario = synthetic.scenario(costs=PRICES)
    silence = {"end": End.silence, "cause": cause(scenario, "digital"), "given_up": True}
    assert posted(synthetic.records([silence]), scenario) == {("digital", "complaints"): 2.0}


def test_waiting_capacity_is_the_services_and_never_smeared():
    scenario = synthetic.scenario(costs=PRICES)
    talk = {"end": End.answered, "cause": cause(scenario, "finance"), "talk_s": 100}
    amounts = [
        posted(synthetic.records([talk], group_days=[{"on_duty_s": on_duty_s, "busy_s": 100}]), scenario)
        for on_duty_s in (1100, 3100)
    ]
    moved = {key for key in amounts[0] if amounts[0][key] != amounts[1][key]}
    assert moved == {("service", "waiting_capacity")}


def test_waiting_capacity_is_time_on_duty_that_nobody_used():
    records = synthetic.records(group_days=[{"on_duty_s": 1000, "busy_s": 600}, {"on_duty_s": 500, "busy_s": 500}])
    assert posted(records, synthetic.scenario(costs=PRICES)) == {("service", "waiting_capacity"): pytest.approx(6)}


def test_a_quit_costs_and_the_hire_that_follows_does_not_again():
    records = synthetic.records(seats=[{"turnover": 0}, {"turnover": 1}])
    assert posted(records, synthetic.scenario(costs=PRICES)) == {("service", "hiring"): 1000}


def test_margins_and_newcomers_are_the_companys():
    records = synthetic.records(days=[{"joined": 2, "margin_usd": 300, "purchases_usd": 70, "lost_usd": 9}])
    assert posted(records, synthetic.scenario(costs=PRICES)) == {
        ("company", "acquisition"): 120,
        ("company", "margin"): 300,
        ("company", "purchases"): 70,
        ("company", "lost_margin"): 9,
    }


def test_margin_lost_is_a_memo_and_never_added():
    scenario = synthetic.scenario()
    records = synthetic.records(days=[{"margin_usd": 100, "lost_usd": 1e9}])
    assert ledger.value_in_horizon_usd(ledger.post(records, scenario), records.days, scenario) == 100


def test_a_margin_of_the_second_month_is_discounted_by_a_twelfth_of_the_year():
    scenario = synthetic.scenario(churn={"discount_year": 0.12})
    records = synthetic.records(days=[{"day": 30, "margin_usd": 101}])
    value = ledger.value_in_horizon_usd(ledger.post(records, scenario), records.days, scenario)
    assert value == pytest.approx(100)


def test_days_post_what_the_whole_posts():
    scenario = synthetic.scenario("empowered_ownership")
    chunks = list(synthetic.days(scenario, 3, 0))
    by_day = np.concatenate([ledger.post(chunk, scenario) for chunk in chunks])
    np.testing.assert_allclose(by_day, ledger.post(synthetic.joined(chunks), scenario), rtol=1e-12)


def test_months_have_thirty_days():
    scenario = synthetic.scenario(horizon_d=40)
    days = synthetic.rows(synthetic.DAY, {"day": 29}, {"day": 30})
    book = ledger.by_month(np.ones((2, 1, 1)), days, scenario)
    assert book.ravel().tolist() == [1, 1]


def whole_cost(records, scenario):
    """All costs of records, one contact at a time and in decimals: an independent count."""
    costs, rate = scenario.costs, Decimal(ledger.rate_usd_s(scenario))
    total = Decimal(0)
    for contact in records.contacts:
        total += rate * sum(Decimal(float(contact[name])) for name in ("talk_s", "acw_s", "second_line_s"))
        total += Decimal(float(contact["concession_usd"])) + Decimal(costs.complaint_usd) * int(contact["given_up"])
        if contact["end"] in (End.answered, End.abandoned, End.sent_away):
            total += Decimal(costs.telecom_usd)
        if contact["end"] in (End.web_solved, End.web_unsolved):
            total += Decimal(costs.web_session_usd)
    for queue in records.group_days:
        total += rate * (Decimal(float(queue["on_duty_s"])) - Decimal(float(queue["busy_s"])))
    total += Decimal(costs.hiring_usd) * int((records.seats["turnover"] == 0).sum())
    return total + Decimal(costs.acquisition_usd) * int(records.days["joined"].sum())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["service", "unit"]))
def test_statements_of_units_and_months_sum_to_the_whole_cost_to_the_cent(seed, payer):
    scenario = synthetic.scenario(horizon_d=32, costs={"repeat_payer": payer})
    rng = np.random.default_rng(seed)
    chunks = [synthetic.random_day(scenario, rng, day, n=40) for day in range(scenario.horizon_d)]
    statements = sum(ledger.by_month(ledger.post(chunk, scenario), chunk.days, scenario) for chunk in chunks)
    cost = statements[:, :, ledger.SIGNS < 0].sum()
    assert abs(Decimal(float(cost)) - whole_cost(synthetic.joined(chunks), scenario)) < Decimal("0.005")


@settings(deadline=None)
@given(arrays(float, st.integers(1, 60), elements=st.floats(-1e7, 1e7)))
def test_cents_sum_to_the_rounded_total(usd):
    assert ledger.in_cents(usd).sum() == round(float((usd * 100).sum()))


@settings(deadline=None)
@given(arrays(float, st.integers(1, 60), elements=st.floats(-1e7, 1e7)))
def test_no_amount_moves_by_more_than_a_cent(usd):
    assert np.abs(ledger.in_cents(usd) - usd * 100).max() <= 1
