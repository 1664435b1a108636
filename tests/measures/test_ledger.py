from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.measures import ledger
from sim.model.world.records import Demand, End
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


BOUGHT = {"usd_per_minute": 0.5, "minutes_per_contact": 4.0, "oversight_usd_h": 6.0}


def outsourced(paid, price_factor=1.0):
    """A vendor whose minute costs half a dollar, and a neutral contact four minutes."""
    contracts = {"mine": {"paid": paid, "price_factor": price_factor}}
    return synthetic.scenario(costs=PRICES, outsourcing=BOUGHT | {"contracts": contracts}, policy={"contract": "mine"})


TALK = {"end": End.answered, "talk_s": 160, "acw_s": 20, "second_line_s": 60}


@pytest.mark.parametrize(
    ("paid", "price_factor", "talk", "usd"),
    [
        ("minute", 1, {}, 4 * 0.5),
        ("minute", 2, {}, 4 * 0.5 * 2),
        ("contact", 1, {}, 4 * 0.5),
        ("contact", 1.2, {"talk_s": 9}, 4 * 0.5 * 1.2),
        ("recorded", 1.2, {"recorded_solved": True}, 4 * 0.5 * 1.2),
        ("recorded", 1.2, {"solved": True}, 0),
        ("solved", 1.8, {"solved": True}, 4 * 0.5 * 1.8),
        ("solved", 1.8, {"recorded_solved": True}, 0),
    ],
)
def test_a_vendor_is_paid_for_what_its_contract_counts(paid, price_factor, talk, usd):
    scenario = outsourced(paid, price_factor)
    records = synthetic.records([TALK | talk | {"cause": cause(scenario, "finance")}])
    expected = {("finance", "telecom"): 0.5, ("finance", "vendor"): usd}
    assert posted(records, scenario) == pytest.approx({key: amount for key, amount in expected.items() if amount})


def test_a_vendor_is_not_paid_for_who_hung_up():
    scenario = outsourced("contact")
    hung_up = {"end": End.abandoned, "cause": cause(scenario, "finance")}
    assert posted(synthetic.records([hung_up]), scenario) == {("finance", "telecom"): 0.5}


def test_a_vendor_pays_its_people_and_the_client_those_who_look_after_it():
    records = synthetic.records(group_days=[{"on_duty_s": 7200, "busy_s": 600}], seats=[{"turnover": 0}])
    assert posted(records, outsourced("contact")) == {("service", "oversight"): 2 * 6.0}


def test_own_staff_has_no_bill_of_a_vendor():
    found = posted(synthetic.records([TALK]), synthetic.scenario(costs=PRICES))
    assert {kind for _, kind in found} == {"handling", "telecom"}


def test_a_price_without_the_minutes_it_is_quoted_in_says_so():
    scenario = synthetic.scenario("outsourced_per_contact")
    with pytest.raises(ValueError, match=r"^outsourcing\.minutes_per_contact is needed .* and is null: write"):
        ledger.post(synthetic.records(), scenario)


def test_a_minute_has_its_price_without_them():
    assert ledger.price_usd(synthetic.scenario("outsourced_per_minute")) == 0.4


# --- units: what they remove, what they take, what they pay ---


def test_a_fix_is_its_units_own_and_no_cost_of_service():
    scenario = synthetic.scenario(units={"fix_usd": 3})
    records = synthetic.records(cause_days=[{"cause": cause(scenario, "finance"), "fixed": 5, "spared": 9}])
    assert posted(records, scenario) == {("finance", "fixes"): 15}
    assert not ledger.SERVICE_COSTS[ledger.NAMES.index("fixes")]


def with_fee(launch_d):
    plain = synthetic.scenario()
    fee = plain.causes["new_fee"].model_dump() | {"fee_usd_month": 2.5, "launch_d": launch_d}
    return synthetic.scenario(causes={"new_fee": fee})


@pytest.mark.parametrize(("launch_d", "taken"), [(None, 3), (4, 3), (5, 2), (7, 0)])
def test_a_fee_is_taken_from_those_who_renew_and_stay_once_it_is_launched(launch_d, taken):
    days = [{"day": 4, "renewals": 10, "departed": 9}, {"day": 5, "renewals": 4, "departed": 2}, {"day": 6}]
    scenario = with_fee(launch_d)
    assert posted(synthetic.records(days=days), scenario) == ({("pricing", "fee"): 2.5 * taken} if taken else {})


def test_a_fee_is_worth_its_amount():
    records = synthetic.records(days=[{"renewals": 10, "departed": 2}])
    scenario = with_fee(None)
    assert ledger.value_in_horizon_usd(ledger.post(records, scenario), records.days, scenario) == 20


def test_what_agents_sold_is_the_services_whoever_caused_the_contact():
    scenario = synthetic.scenario(costs=PRICES)
    talk = {"end": End.answered, "cause": cause(scenario, "finance"), "sale_usd": 12.0}
    assert posted(synthetic.records([talk]), scenario)["service", "sales"] == 12


@pytest.mark.parametrize("end", [End.outreach, End.false_alarm])
def test_a_message_before_the_call_is_the_bill_of_its_causes_unit(end):
    scenario = synthetic.scenario(costs=PRICES | {"outreach_usd": 0.8})
    message = {"end": end, "cause": cause(scenario, "logistics")}
    assert posted(synthetic.records([message]), scenario) == {("logistics", "outreach"): 0.8}


def test_newcomers_missed_are_a_memo_at_the_price_of_winning_as_many():
    scenario = synthetic.scenario(costs=PRICES)
    records = synthetic.records(days=[{"joins_missed": 1.5}])
    assert posted(records, scenario) == {("company", "lost_referrals"): 90}
    assert ledger.value_in_horizon_usd(ledger.post(records, scenario), records.days, scenario) == 0


def test_a_charged_unit_pays_its_bill_to_the_service():
    scenario = synthetic.scenario(costs=PRICES, policy={"chargeback": 0.5})
    talk = {"end": End.answered, "cause": cause(scenario, "finance"), "talk_s": 200}
    half = (200 * 0.015 + 0.5) / 2
    amounts = posted(synthetic.records([talk]), scenario)
    assert amounts["finance", "charged"] == pytest.approx(half)
    assert amounts["service", "charged"] == pytest.approx(-half)


def test_nobody_pays_for_demand_that_no_unit_caused_nor_for_repeats_the_service_made():
    scenario = synthetic.scenario(costs=PRICES, policy={"chargeback": 1})
    talks = [
        {"end": End.answered, "cause": cause(scenario, "none")},
        {"end": End.answered, "cause": cause(scenario, "finance"), "demand": Demand.repeat_service},
    ]
    assert not {kind for _, kind in posted(synthetic.records(talks), scenario)} & {"charged"}


def test_the_charge_fades_with_the_focus_on_it():
    scenario = synthetic.scenario(costs=PRICES, policy={"chargeback": 1, "focus_half_life_d": 10})
    talk = {"end": End.answered, "cause": cause(scenario, "finance"), "ended_s": 20.5 * 86400}
    records = synthetic.records([talk], days=[{"day": 20}])
    assert posted(records, scenario)["finance", "charged"] == pytest.approx(0.5 / 4)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_what_units_pay_the_service_receives_to_the_cent_and_the_total_stays(seed, share):
    books = []
    for chargeback in (0.0, share):
        scenario = synthetic.scenario(horizon_d=3, policy={"chargeback": chargeback})
        rng = np.random.default_rng(seed)
        chunks = [synthetic.random_day(scenario, rng, day, n=40) for day in range(3)]
        books.append(sum(ledger.by_month(ledger.post(chunk, scenario), chunk.days, scenario) for chunk in chunks))
    place = ledger.NAMES.index("charged")
    assert abs(books[1][:, :, place].sum()) < 0.005
    bills = books[1][:, :, ledger.SERVICE_COSTS].sum(axis=2)
    charged = [name not in ("none", "service", "company") for name in ledger.units(scenario)]
    assert books[1][0, charged, place] == pytest.approx(share * bills[0, charged])
    assert (books[0][:, :, ledger.SIGNS != 0] == books[1][:, :, ledger.SIGNS != 0]).all()


def whole_cost(records, scenario):
    """All costs of records, one contact at a time and in decimals: an independent count."""
    costs, rate = scenario.costs, Decimal(ledger.rate_usd_s(scenario))
    total = Decimal(0)
    for contact in records.contacts:
        total += rate * sum(Decimal(float(contact[name])) for name in ("talk_s", "acw_s", "second_line_s"))
        total += Decimal(float(contact["concession_usd"])) + Decimal(costs.complaint_usd) * int(contact["given_up"])
        if contact["end"] in (End.answered, End.abandoned, End.sent_away):
            total += Decimal(costs.telecom_usd)
        if contact["end"] in (End.web_solved, End.web_unsolved, End.web_left):
            total += Decimal(costs.web_session_usd)
        if contact["end"] in (End.outreach, End.false_alarm):
            total += Decimal(costs.outreach_usd)
    for queue in records.group_days:
        total += rate * (Decimal(float(queue["on_duty_s"])) - Decimal(float(queue["busy_s"])))
    total += Decimal(costs.hiring_usd) * int((records.seats["turnover"] == 0).sum())
    total += Decimal(scenario.units.fix_usd) * int(records.cause_days["fixed"].sum())
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
