"""What moves slowly about the company: its units react, and focus fades."""

import math

import pytest

from sim.model.night import evening, units
from tests.worlds import get, opened, quiet

REACTS = {"elasticity": 0.4, "heard_elasticity": 0.5, "react_d": 100, "fix_usd": 3, "bill_usd": {"finance": 12}}
OWNED = {"request": {"unit": "finance", "failure": True}}


def fixed_share(days=100.0, causes=OWNED, reacts=REACTS, **policy) -> float:
    world = opened(quiet(policy=policy, units=reacts, causes=causes))
    units.units_react(world, days)
    return get(world.causes, 0, "fixed_share")[0]


@pytest.mark.parametrize(
    ("policy", "share"),
    [
        ({"chargeback": 1}, 0.4 * (1 - 3 / 12) * (1 - math.exp(-1))),
        ({"chargeback": 0.5}, 0.4 * (1 - 3 / 6) * (1 - math.exp(-1))),
        ({"chargeback": 0.25}, 0),  # a fix is as dear as the bill
        ({"voice_of_customer": 0.5, "listening": 0.8}, 0.5 * 0.4 * (1 - math.exp(-1))),
        ({"voice_of_customer": 1}, 0),  # nobody has listened
        ({"listening": 1}, 0),  # and nobody is told
        ({}, 0),
    ],
)
def test_units_react_to_what_they_pay_and_to_what_they_hear(policy, share):
    assert fixed_share(**policy) == pytest.approx(share)


def test_both_together_remove_what_either_leaves():
    bill, ear = fixed_share(chargeback=1), fixed_share(voice_of_customer=1, listening=1)
    both = fixed_share(chargeback=1, voice_of_customer=1, listening=1)
    assert 1 - both == pytest.approx((1 - bill) * (1 - ear))


@pytest.mark.parametrize("cause", [{"unit": "none"}, {"failure": False}, {"unit": "pricing"}])
def test_demand_stays_that_no_unit_caused_that_is_no_failure_or_that_costs_nothing(cause):
    assert fixed_share(causes={"request": OWNED["request"] | cause}, chargeback=1) == 0


@pytest.mark.parametrize("fix_usd", [12, 13, 1e6])
def test_who_would_pay_more_for_the_fix_than_for_the_bill_fixes_nothing(fix_usd):
    assert fixed_share(reacts=REACTS | {"fix_usd": fix_usd}, chargeback=1) == 0


def test_a_unit_has_done_more_after_more_days():
    shares = [fixed_share(days, chargeback=1) for days in (0.0, 1.0, 30.0, 1000.0)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(0.4 * 0.75, rel=1e-3)


FADES = {
    "authority": 0.8, "ownership": 1, "escalation": 0.5, "warm_handoff": 1, "closing": 1, "ask": 1, "listening": 1,
    "recover": 1, "outreach": 0.6, "choice": 1, "consult": 1, "chargeback": 1, "voice_of_customer": 1,
    "hire_disposition": 1,
}  # fmt: skip
STAYS = {"script": 0.7, "deflection": 0.6, "digital_first": 0.5, "wall": 0.2, "cross_sell": 1, "target_s": 160}


def faded(days: float, **policy):
    weights = {"scorecard": {"resolution": 0.8, "handle_time": 0.4, "adherence": 1, "sales": 1}}
    world = opened(quiet(policy=FADES | STAYS | weights | policy))
    units.focus_fades(world, days)
    return world.model["policy"][0]


def test_half_of_the_effort_is_gone_after_a_half_life():
    policy = faded(60.0, focus_half_life_d=30)
    assert [policy[name] for name in FADES] == pytest.approx([share / 4 for share in FADES.values()])
    assert policy["scorecard"]["resolution"] == pytest.approx(0.2)


def test_targets_scripts_walls_and_sales_need_no_effort():
    policy = faded(60.0, focus_half_life_d=30)
    assert [policy[name] for name in STAYS] == list(STAYS.values())
    assert [policy["scorecard"][name] for name in ("handle_time", "adherence", "sales")] == [0.4, 1, 1]


def test_without_a_half_life_nothing_is_touched():
    policy = faded(9999.0)
    assert [policy[name] for name in FADES] == list(FADES.values())


def test_what_agents_bring_to_their_talks_follows_the_levers_of_tomorrow():
    world = opened(quiet(policy={"authority": 1, "focus_half_life_d": 1}))
    before = get(world.agents, 0, "warmth")[0]
    evening.company_evening(world, 0)
    assert get(world.agents, 0, "warmth")[0] < before
