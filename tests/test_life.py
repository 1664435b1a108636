"""The life of an issue and its customer, verb by verb, in worlds without chance."""

import math

import pytest

from sim import life
from sim.records import Demand, End
from sim.world import NEVER_S, NOBODY
from tests.lives import ALWAYS_BACK, CONSTANT, CUSTOMER, NOW, ended, given_world, last_row
from tests.worlds import DAY_S, get, issue, put


def half(days: float, half_life_d: float) -> float:
    return 0.5 ** (days / half_life_d)


def felt(customer=None, parts=None, **fields) -> float:
    world = given_world(customer, **(parts or {}))
    ended(world, **fields)
    return last_row(world, "experience")[0]


# --- what a contact feels like (MODEL 9); severity 1, need .4, warmth .35 unless said otherwise ---


@pytest.mark.parametrize(
    ("x", "fields"),
    [
        (0.40, {"solved": True}),
        (-0.50, {}),
        (0.40 - 0.25 * 0.25, {"solved": True, "waited_s": 25.0}),  # a quarter of the patience
        (-0.50 - 0.25 * 1.0, {"dead_end": True}),  # freedom .5
        (0.40 - 0.15 * 1.5, {"solved": True, "talks": 2}),  # the story is told again
        (0.40 - 0.15, {"solved": True, "talks": 2, "owner_took": True}),
        (0.40 - 0.15, {"solved": True, "cold_escalation": True}),
        (0.40 + 0.15, {"solved": True, "told": True}),
        (0.40 - 0.15, {"solved": True, "felt": -0.15}),  # what is left of a failed web session
        (-0.50 - 0.12 * 0.4 / 0.57, {"shed": True}),  # a cold halt
    ],
)
def test_experience_by_hand(x, fields):
    assert felt(**fields) == pytest.approx(x)


@pytest.mark.parametrize(
    ("x", "policy", "fields"),
    [
        (0.40 - 0.15, {"warm_handoff": 1}, {"solved": True, "talks": 2}),  # no context is lost
        (0.40, {"warm_handoff": 1}, {"solved": True, "cold_escalation": True}),
        # a warm goodbye, .5 of them
        (0.40 + 0.12 * 0.5 * 0.4 / 0.57, {"closing": 0.5}, {"solved": True, "goodbye": True}),
        # full script: freedom 0, blame 1.5; warmth .5 x .4 = .2
        (-0.50 - 0.25 * 1.5 + 0.6 * 0.4 * (0.2 - 0.35), {"script": 1}, {"dead_end": True}),
        # full authority: freedom 1, warmth .5
        (0.40 + 0.6 * 0.4 * 0.15, {"authority": 1}, {"solved": True}),
        (0.40 + 0.6 * 0.4 * 0.15 * 1.3, {"authority": 1}, {"solved": True, "reassure": True}),
    ],
)
def test_policy_in_the_experience_by_hand(x, policy, fields):
    assert felt(parts={"policy": policy}, **fields) == pytest.approx(x)


def test_who_wants_no_person_minds_the_call():
    # .15 x (1 - .07 / .35)
    assert felt({"need": 0.07}, solved=True) == pytest.approx(0.40 - 0.12)


def test_severity_scales_solving():
    assert felt(parts={"causes": {"request": {"severity": 1.3}}}) == pytest.approx(-0.65)


@pytest.mark.parametrize(("w_effort", "w_connection"), [(1.5, 0.3), (0.5, 1.7)])
def test_curves_weigh_effort_and_connection(w_effort, w_connection):
    loyalty = {"w_effort": w_effort, "w_connection": w_connection}
    x = felt(parts={"loyalty": loyalty, "policy": {"authority": 1}}, solved=True, talks=2)
    assert x == pytest.approx(0.40 - w_effort * 0.15 * 1.5 + w_connection * 0.6 * 0.4 * 0.15)


def test_hanging_up_hurts_as_much_as_waiting_can():
    assert felt(agent=NOBODY, waited_s=100.0) == pytest.approx(-0.25)


def test_a_contact_is_felt_once():
    world = given_world()
    row = ended(world, felt=-0.15)
    assert get(world.issues, row, "felt") == [0]


def test_who_did_not_wait_does_not_mind_even_without_patience():
    assert felt(solved=True, waited_s=0.0, patience_s=0.0) == pytest.approx(0.40)


# --- memory (MODEL 10) ---


def test_loyalty_after_two_contacts_by_hand():
    world = given_world()
    # first: unsolved, waited a quarter; 90 d since the last experience, 100 d since the last touch
    ended(world, waited_s=25.0)
    before = 0.2 - 0.25 * 0.4 * (1 - half(100, 365))
    added = (0.5 + 0.5 * (1 - math.exp(-3))) * -0.5625 * min(1, 1 + before / 4)
    fast, slow = 0.8 * added, 0.2 * added
    assert get(world.customers, 0, "fast", "slow") == pytest.approx([fast, slow])

    # second, 10 d later: solved, but told again
    ended(world, NOW + 10 * DAY_S, solved=True, talks=2)
    fast, slow = fast * half(10, 60), slow * half(10, 720)
    before = 0.2 + fast + slow - 0.1 * (1 - half(110, 365))
    added = (0.5 + 0.5 * (1 - math.exp(-1 / 3))) * 0.175 * min(1, 1 - before / 4)
    assert get(world.customers, 0, "fast", "slow") == pytest.approx([fast + 0.8 * added, slow + 0.2 * added])


def test_loyalty_is_read_without_being_changed():
    world = given_world({"fast": -0.4, "slow": -0.2})
    seen = [life.loyalty_now(world, NOW + days * DAY_S, 0) for days in (0, 60, 0)]
    assert (
        seen[0] == seen[2] == pytest.approx(0.2 - 0.4 * half(90, 60) - 0.2 * half(90, 720) - 0.1 * (1 - half(100, 365)))
    )


@pytest.mark.parametrize(
    ("fields", "touched"),
    [({"solved": True}, True), ({}, False), ({"agent": NOBODY, "waited_s": 100.0}, False)],
)
def test_who_was_touched(fields, touched):
    world = given_world()
    ended(world, **fields)
    assert (world.customers["touched_s"][0] == NOW) == touched


def test_a_warm_talk_touches_without_solving():
    world = given_world(policy={"authority": 1})
    ended(world)
    assert world.customers["touched_s"][0] == NOW


def test_a_bad_experience_is_told():
    # (.75 - .2) x 16 people, per customer of the base
    world = given_world()
    ended(world, dead_end=True)
    assert world.book["told"][0] == pytest.approx(-0.55 * 16 / 1000)


def test_a_customer_who_left_remembers_nothing():
    world = given_world({"alive": False})
    ended(world)
    assert get(world.customers, 0, "fast", "felt_s") == [0, CUSTOMER["felt_s"]]


def test_a_former_generations_issue_does_not_touch_the_newcomer():
    world = given_world({"generation": 1})
    ended(world, solved=True)
    assert get(world.customers, 0, "fast", "touched_s", "n_active") == [0, CUSTOMER["touched_s"], 1]


# --- coming back (MODEL 4, 7, 8) ---


def test_unsolved_comes_back_after_the_delay():
    world = given_world(returns=ALWAYS_BACK)
    row = ended(world)
    assert get(world.issues, row, "next_s", "demand") == [NOW + 3600, Demand.repeat_service]
    assert last_row(world, "again", "given_up") == [True, False]


def test_hung_up_tries_again_for_the_same_reason():
    world = given_world(returns=ALWAYS_BACK)
    row = ended(world, agent=NOBODY, waited_s=100.0, demand=int(Demand.failure))
    assert get(world.issues, row, "next_s", "demand") == [NOW + 600, Demand.failure]
    assert last_row(world, "end", "again") == [End.abandoned, True]


@pytest.mark.parametrize("fields", [{}, {"agent": NOBODY, "waited_s": 100.0}])
def test_given_up_stays_open_for_60_days(fields):
    world = given_world()
    row = ended(world, **fields)
    assert last_row(world, "again", "given_up") == [False, True]
    assert get(world.issues, row, "next_s") == [NEVER_S]
    assert world.customers["open_until_s"][0].tolist() == [NOW + 60 * DAY_S, -math.inf]
    assert world.customers["n_active"][0] == 0


def test_the_two_given_up_last_are_remembered():
    world = given_world({"n_active": 3})
    for days in (0, 1, 2):
        ended(world, NOW + days * DAY_S)
    assert world.customers["open_until_s"][0].tolist() == [NOW + 62 * DAY_S, NOW + 61 * DAY_S]


@pytest.mark.parametrize(
    ("checked", "demand", "days"), [(False, Demand.repeat_service, 10), (True, Demand.repeat_unit, 10)]
)
def test_a_fix_that_does_not_last(checked, demand, days):
    sure = {"relapse_quick": 1, "relapse_checked": 1, "relapse_delay": CONSTANT | {"value_s": days * DAY_S}}
    world = given_world(resolution=sure)
    row = ended(world, solved=True, checked=checked)
    assert get(world.issues, row, "next_s", "demand", "solutions") == [NOW + days * DAY_S, demand, 1]
    assert last_row(world, "again", "given_up", "solved") == [True, False, True]
    assert world.customers["n_active"][0] == 0


def test_a_relapse_starts_from_nothing():
    world = given_world()
    row = issue(world, begun=True, solved=True, progress=0.7, next_s=NOW, talks=1, solutions=1)
    assert life.calls(world, NOW, row)
    assert get(world.issues, row, "solved", "progress") == [False, 0]
    assert world.customers["n_active"][0] == 2


@pytest.mark.parametrize("most", [1, 2, 3, 30])
def test_attempts_end_at_the_guard(most):
    world = given_world(returns=ALWAYS_BACK | {"max_contacts": most})
    row = issue(world, begun=True, talks=0)
    attempts = 0
    while attempts == 0 or world.issues["next_s"][row] < NEVER_S:
        attempts += 1
        put(world.issues, row, talks=attempts, next_s=NEVER_S)
        life.finish(world, NOW + attempts * DAY_S, row)
    assert attempts == most


# --- agents ---


def test_what_an_agent_remembers():
    world = given_world()
    ended(world, solved=True)
    ended(world, dead_end=True)  # -.75: upset
    row = ended(world)  # -.5: not upset
    assert get(world.agents, 0, "talks", "solved", "dead_ends", "upset") == [3, 1, 1, 1]
    assert get(world.issues, row, "owner", "owner_hires") == [0, 0]
