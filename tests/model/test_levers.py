"""Neutral is neutral, and every lever goes from end to end without harm to the books."""

from functools import cache

import numpy as np
import pytest

from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.measures import dictionary, ratios
from sim.model.engines.replication import simulate, stretches
from sim.scenario.policy import Policy, Scorecard
from tests.worlds import scenario

SMALL = {"horizon_d": 20, "customers": {"n_start": 1500}}
SHARES = [
    name for name, field in Policy.model_fields.items() if field.annotation is float and name != "concession_limit_usd"
]
UNSEEN = {name: {"detectable": 0} for name in scenario().causes}


@cache
def records_of(key: str):
    named = scenario(**SMALL, policy=Policy.model_validate_json(key).model_dump())
    return named, simulate(named, 1, 0)


def played(policy: Policy):
    return records_of(policy.model_dump_json())


def assert_equal(one, other) -> None:
    for name in one._fields[:-1]:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    assert one.customers_value_usd == other.customers_value_usd


def test_neutral_moves_no_lever():
    assert scenarios(composed("policy=[neutral]"))["neutral"].policy == Policy()


@pytest.mark.parametrize(
    "off",
    [
        Policy(target_s=160),  # a target without a weight
        Policy(sell_only_if_solved=True),
        Policy(scorecard=Scorecard(adherence=1, sales=1)),  # scores of what is not asked for
        Policy(concession_limit_usd=50),  # money without authority
    ],
)
def test_a_policy_with_all_levers_off_is_neutral_to_the_bit(off):
    assert_equal(played(off)[1], played(Policy())[1])


@pytest.mark.parametrize(
    "moved",
    [
        {"policy": {"voice_of_customer": 1}},  # what nobody listened to reaches nobody
        {"policy": {"consult": 1}},  # nothing is launched
        {"policy": {"chargeback": 1}, "units": {"elasticity": 0}},  # charged, and does not care
        {"policy": {"focus_half_life_d": 3}},  # there is no effort that could fade
        {"policy": {"recover": 1}, "survey": {"bad_below": 0}},  # no survey is bad
        {"policy": {"outreach": 1}, "causes": UNSEEN},  # nothing is seen first
    ],
)
def test_what_has_nothing_to_work_on_changes_nothing(moved):
    still = scenario(**SMALL, **{key: part for key, part in moved.items() if key != "policy"})
    assert_equal(simulate(scenario(**SMALL, **moved), 1, 0), simulate(still, 1, 0))


@pytest.mark.parametrize("lever", SHARES)
def test_a_lever_goes_from_end_to_end(lever):
    for level in (0.25, 0.5, 1.0):
        named, records = played(Policy(**{lever: level}))
        tally = ratios.values(ratios.tally(records, named))
        known = ratios.values(ratios.tally(played(Policy())[1], named))
        unknown = [
            name for name, new, old in zip(dictionary.NAMES, tally, known, strict=True) if np.isnan(new) > np.isnan(old)
        ]
        assert not unknown


@pytest.mark.parametrize(
    ("contract", "measure", "side"),
    [
        ("per_minute", "talk_s", 1),  # padded
        ("per_contact", "shed_share", 1),
        ("per_resolution", "claimed_share", 1),
        ("outcome", "solved_share", 1),  # authority .4
    ],
)
def test_every_contract_leaves_its_signature(contract, measure, side):
    found = []
    for policy in (Policy(), Policy(contract=contract)):
        named, records = played(policy)
        quoted = {"outsourcing": named.outsourcing.model_copy(update={"minutes_per_contact": 3.5})}
        tally = ratios.tally(records, named.model_copy(update=quoted))
        found.append(ratios.values(tally)[dictionary.NAMES.index(measure)])
    assert side * (found[1] - found[0]) > 0


UP, DOWN = 1, -1
MONOTONE = [
    ("script", "adherence_score", UP),
    ("script", "dead_end_share", UP),
    ("authority", "solved_share", UP),
    ("authority", "dead_end_share", DOWN),
    ("ownership", "relapse_share", DOWN),
    ("escalation", "escalated_share", UP),
    ("warm_handoff", "effort_per_issue", DOWN),
    ("deflection", "taught_share", UP),
    ("deflection", "aht_s", UP),
    ("digital_first", "web_sessions_year", UP),
    ("digital_first", "answered", DOWN),
    ("wall", "left_menu_share", UP),
    ("wall", "answered", DOWN),
    ("cross_sell", "pitched_share", UP),
    ("outreach", "reached_year", UP),
    ("outreach", "unwanted_outreach", UP),
    ("ask", "response_share", UP),
    ("closing", "loyalty", UP),
    ("callback_offer", "called_back_share", UP),
    ("listening", "found_share", UP),
    ("choice", "loyalty", UP),
    ("recover", "recovered_share", UP),
    ("chargeback", "charged_usd", UP),
]
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOWN = {"horizon_d": 60, "customers": {"n_start": 6000}, "survey": {"anonymous_share": 0.4, "live_share": 0.9}}


@cache
def swept(lever: str, level: float) -> dict[str, float]:
    """Measures of a lever at a level, over three worlds."""
    named = scenario(**TOWN, policy={lever: level})
    worlds = (stretches(named, 1, replication) for replication in range(3))
    total = sum(ratios.tally(days, named) for world in worlds for days in world)
    return dict(zip(dictionary.NAMES, ratios.values(total), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("lever", "measure", "side"), MONOTONE)
def test_more_of_a_lever_is_more_of_what_it_does(lever, measure, side):
    rises = side * np.diff([swept(lever, level)[measure] for level in LEVELS])
    assert (rises > 0).all(), rises
