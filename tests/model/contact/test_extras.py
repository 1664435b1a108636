"""What an agent does besides solving: every second and every dollar worked out by hand."""

import numpy as np
import pytest

from sim.model.contact import handling
from tests.lives import NOW, given_world
from tests.worlds import DAY_S, get, issue, put

TALK_S = 100.0  # of work, by an experienced agent
CALM = {"annoyed_share": 0}


def talked(customer=None, contact=None, agent=None, **parts):
    """The issue and the world after agent 0 talked about it."""
    world = given_world(customer, **parts)
    put(world.agents, 0, **(agent or {}))
    handling.prepares(world, NOW, 0)
    row = issue(world, begun=True, **(contact or {}))
    handling.handled(world, NOW, row)
    return row, world


UNSOLVED = {"resolution": {"p_know": 0}}


def test_teaching_the_web_takes_a_minute_and_is_learned():
    row, world = talked(policy={"deflection": 1}, self_service={"learns_share": 1})
    assert get(world.issues, row, "talk_s", "taught") == [TALK_S + 60, True]
    assert world.customers["learned"][0]


def test_what_is_taught_may_not_be_learned():
    row, world = talked(policy={"deflection": 1}, self_service={"learns_share": 0})
    assert get(world.issues, row, "taught") == [True]
    assert not world.customers["learned"][0]


def test_off_the_list_there_is_nothing_to_teach():
    row, world = talked(contact={"off_script": True}, resolution={"p_off": 1}, policy={"deflection": 1})
    assert get(world.issues, row, "talk_s", "taught") == [TALK_S, False]


def test_nothing_is_added_beyond_the_limit_of_handle_time():
    # care .5, weight 1: limit 1.5 x 80 s = 120 s
    policy = {"scorecard": {"handle_time": 1}, "target_s": 80, "deflection": 1, "cross_sell": 1, "ask": 1}
    row, world = talked(policy=policy, incentives={"limit_sigma": 0, "drop_share": 0})
    # neither 60 s nor 35 s fit; asking takes 12 s
    assert get(world.issues, row, "talk_s", "taught", "pitched", "asked") == [TALK_S + 12, False, False, True]


def test_an_offer_taken_is_worth_months_of_margin():
    # last offer long ago, loyalty .2 less .0x for want of a touch; accepted for sure
    customer = {"margin_usd_month": 8.0, "pitched_s": NOW - 1e9}
    row, world = talked(customer, policy={"cross_sell": 1}, spending={"accept_share": 1, "gamma": 0})
    assert get(world.issues, row, "talk_s", "pitched", "sale_usd") == [TALK_S + 35, True, 2.5 * 8]
    assert world.customers["pitched_s"][0] == NOW


def test_who_was_offered_something_just_now_buys_nothing():
    customer = {"pitched_s": NOW}
    row, world = talked(customer, policy={"cross_sell": 1}, spending={"accept_share": 1, "annoyed_share": 1})
    assert get(world.issues, row, "sale_usd", "annoyed") == [0, True]


@pytest.mark.parametrize(
    ("policy", "care", "share"),
    [
        ({"cross_sell": 1, "scorecard": {"sales": 1}}, 0.9, 1),  # sales are scored: everybody is offered something
        ({"cross_sell": 1}, 1.0, 0),  # who cares keeps from offering to the unsolved
        ({"cross_sell": 1}, 0.25, 0.75),
        ({"cross_sell": 1, "sell_only_if_solved": True, "scorecard": {"sales": 1}}, 0.0, 0),
    ],
)
def test_offers_to_the_unsolved_follow_the_scorecard_and_care(policy, care, share):
    world = given_world(policy=policy, resolution={"p_know": 0}, morale={"care_slope": 0})
    put(world.agents, 0, disposition=care)
    handling.prepares(world, NOW, 0)
    pitched = []
    for i in range(400):
        row = issue(world, begun=True, identity=2 * i)
        handling.handled(world, NOW, row)
        pitched.append(world.issues["pitched"][row])
        world.free_issues[world.book["n_free_issues"][0]] = row
        world.book["n_free_issues"] += 1
    assert np.mean(pitched) == pytest.approx(share, abs=0.08)


@pytest.mark.parametrize(("adherence", "walked"), [(0, 0.5), (0.5, 0.75), (1, 1), (3, 1)])
def test_off_the_list_who_cares_leaves_it_unless_walking_it_is_scored(adherence, walked):
    # care .5: 1 - .5 x (1 - weight)
    policy = {"script": 1, "scorecard": {"adherence": adherence}}
    row, world = talked(contact={"off_script": True}, policy=policy)
    assert get(world.issues, row, "adherence") == [walked]
    row, world = talked(policy=policy)
    assert get(world.issues, row, "adherence") == [1]


@pytest.mark.parametrize(
    ("policy", "found", "talk_s"),
    [
        ({}, False, TALK_S),
        ({"listening": 1}, True, TALK_S + 30),
        ({"listening": 0.5}, False, TALK_S + 15),  # the draw is above .5
        ({"ownership": 1}, True, TALK_S + 15),
    ],
)
def test_listening_finds_the_need_behind_the_question(policy, found, talk_s):
    sure = {"diagnosis_share": 1, "told_share": 0}
    world = given_world(policy=policy, resolution=sure, handling={"check_s": 0})
    first = next(i for i in range(100) if 0.5 < _found_u(world, 2 * i) < 1)
    second = issue(world, identity=2 * first + 1, symptom=1, next_s=NOW + DAY_S)
    row = issue(world, begun=True, identity=2 * first, symptom_row=second)
    handling.handled(world, NOW, row)
    assert get(world.issues, row, "latent", "found", "talk_s") == [True, found, talk_s]
    assert get(world.issues, second, "void") == [found]


def _found_u(world, identity):
    from sim.compiled.draws import OWNER
    from sim.model.world.addresses import issue_draws

    row = issue(world, identity=identity)
    world.book["n_free_issues"] += 1
    return issue_draws(world, row, OWNER, 1)[3]


def test_a_vendor_paid_by_the_minute_takes_a_quarter_longer():
    row, world = talked(policy={"contract": "per_minute"}, handling={"script_s": 0, "script_efficiency": 0})
    assert get(world.issues, row, "talk_s") == [1.25 * TALK_S]


def test_a_vendors_agents_care_less_and_are_colder():
    _, own = talked()
    _, vendor = talked(policy={"contract": "per_minute"})
    assert vendor.agents["care"][0] == pytest.approx(0.7 * own.agents["care"][0])
    # script .7: freedom .15 instead of .5; .85 of the warmth of own staff
    assert vendor.agents["warmth"][0] == pytest.approx(0.85 * 0.5 * (0.4 + 0.6 * 0.15))
