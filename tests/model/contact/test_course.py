"""The life of an issue and its customer, verb by verb, in worlds without chance."""

import pytest

from sim.model.contact import course
from sim.model.world.records import Demand, End
from sim.model.world.state import NEVER_S, NOBODY
from tests.lives import ALWAYS_BACK, CONSTANT, NOW, ended, given_world, last_row
from tests.worlds import DAY_S, get, issue, put


def felt(customer=None, parts=None, **fields) -> float:
    world = given_world(customer, **(parts or {}))
    ended(world, **fields)
    return last_row(world, "experience")[0]


# --- what a contact feels like (model 9); severity 1, need .4, warmth .35 unless said otherwise ---


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
def test_effort_and_connection_are_weighed(w_effort, w_connection):
    loyalty = {"w_effort": w_effort, "w_connection": w_connection}
    x = felt(parts={"loyalty": loyalty, "policy": {"authority": 1}}, solved=True, talks=2)
    assert x == pytest.approx(0.40 - w_effort * 0.15 * 1.5 + w_connection * 0.6 * 0.4 * 0.15)


def test_hanging_up_hurts_as_much_as_waiting_can():
    assert felt(agent=NOBODY, waited_s=100.0) == pytest.approx(-0.25)


@pytest.mark.parametrize(
    ("end", "waited_s", "x"),
    # an effort for nothing: .15; half the patience: .125
    [(End.blocked, 0.0, -0.15), (End.sent_away, 50.0, -0.275), (End.abandoned, 0.0, 0.0)],
)
def test_being_turned_away_by_hand(end, waited_s, x):
    assert felt(agent=NOBODY, end=int(end), waited_s=waited_s) == pytest.approx(x)


def test_who_did_not_wait_does_not_mind_even_without_patience():
    assert felt(solved=True, waited_s=0.0, patience_s=0.0) == pytest.approx(0.40)


# --- coming back (model 4, 7, 8) ---


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
    assert course.calls(world, NOW, row)
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
        course.finish(world, NOW + attempts * DAY_S, row)
    assert attempts == most


@pytest.mark.parametrize(("attempts", "again"), [(1, True), (2, False), (3, False)])
def test_later_attempts_have_a_share_of_their_own(attempts, again):
    world = given_world(returns=ALWAYS_BACK | {"redial_later_share": 0})
    ended(world, agent=NOBODY, waited_s=100.0, attempts=attempts)
    assert last_row(world, "again") == [again]


@pytest.mark.parametrize("attempts", [1, 2, 9])
def test_without_a_share_of_their_own_later_attempts_are_as_the_first(attempts):
    world = given_world(returns=ALWAYS_BACK)
    ended(world, agent=NOBODY, waited_s=100.0, attempts=attempts)
    assert last_row(world, "again") == [True]


BLOCKED_IS_ITS_OWN = [
    # chances of a first and of later attempts after a busy signal, and after hanging up
    ({"blocked_share": 1}, 0, [True, True, True]),
    ({"blocked_share": 1, "blocked_later_share": 0}, 0, [True, False, False]),
    ({"blocked_share": 0, "blocked_later_share": 1}, 1, [False, True, True]),
    ({}, 1, [True, True, True]),
    ({}, 0, [False, False, False]),
    ({"redial_later_share": 0}, 1, [True, False, False]),
]


@pytest.mark.parametrize(("shares", "hung_up", "again"), BLOCKED_IS_ITS_OWN)
def test_who_hears_a_busy_signal_tries_again_by_shares_of_its_own_or_as_after_hanging_up(shares, hung_up, again):
    for attempts, tries_again in enumerate(again, start=1):
        world = given_world(returns=ALWAYS_BACK | {"redial_share": hung_up} | shares)
        ended(world, agent=NOBODY, end=int(End.blocked), attempts=attempts)
        assert last_row(world, "end", "again") == [End.blocked, tries_again]


@pytest.mark.parametrize("end", [End.abandoned, End.sent_away])
def test_the_share_after_a_busy_signal_is_of_busy_signals_only(end):
    world = given_world(returns=ALWAYS_BACK | {"redial_share": 0, "blocked_share": 1})
    ended(world, agent=NOBODY, end=int(end))
    assert last_row(world, "again") == [False]


@pytest.mark.parametrize("keeps", [True, False])
def test_who_redials_is_as_patient_as_before_or_anew(keeps):
    exponential = {"distribution": "exponential", "mean_s": 100}
    world = given_world(patience=exponential, returns=ALWAYS_BACK | {"keeps_patience": keeps})
    row = issue(world, begun=True, next_s=NOW)
    patience_s = []
    for attempts, queues in ((0, 3), (1, 4), (2, 5)):
        put(world.issues, row, attempts=attempts, queues=queues)
        course.calls(world, NOW, row)
        patience_s += get(world.issues, row, "patience_s")
    assert len(set(patience_s)) == (1 if keeps else 3)
