"""Issues that do not happen, because their unit removed the reason, or was heard before the launch."""

import numpy as np
import pytest

from sim.compiled.draws import UNIT, salt, uniforms
from sim.model.contact import course
from sim.model.world.state import NEVER_S
from tests.lives import NOW, given_world
from tests.worlds import DAY_S, chunks, get, issue, morning, opened, put, quiet

LAUNCHED = {"request": {"unit": "pricing", "launch_d": 1, "fee_usd_month": 2}}


def drawn(identity: int) -> tuple[float, ...]:
    return uniforms(1, 0, UNIT, (identity, salt("request")), 0)


def begun(world, identity: int, **fields) -> bool:
    return course.begins(world, NOW, issue(world, identity=identity, **fields))


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_who_is_spared_is_whose_coin_is_below_the_share(share):
    world = given_world()
    put(world.causes, 0, fixed_share=share)
    begin = [begun(world, 2 * number) for number in range(40)]
    assert begin == [drawn(2 * number)[1] >= share for number in range(40)]
    assert get(world.causes, 0, "fixed", "born", "roots") == [40 - sum(begin), sum(begin), sum(begin)]
    assert get(world.day, 0, "births") == [sum(begin)]


def test_a_larger_share_removes_the_same_issues_and_more():
    gone = []
    for share in (0.2, 0.5):
        world = given_world()
        put(world.causes, 0, fixed_share=share)
        gone.append({number for number in range(60) if not begun(world, 2 * number)})
    assert gone[0] < gone[1]


@pytest.mark.parametrize("consult", [0.0, 0.5, 1.0])
def test_a_unit_that_hears_the_service_first_launches_something_better(consult):
    world = given_world(causes=LAUNCHED, policy={"consult": consult}, units={"consult_effect": 0.8})
    begin = [begun(world, 2 * number) for number in range(40)]
    assert begin == [drawn(2 * number)[2] >= 0.8 * consult for number in range(40)]
    assert get(world.causes, 0, "spared", "fixed") == [40 - sum(begin), 0]


def test_what_was_always_there_had_no_launch_to_be_heard_at():
    world = given_world(policy={"consult": 1}, units={"consult_effect": 1})
    assert begun(world, 2)


def test_the_second_symptom_goes_with_its_root():
    world = given_world()
    put(world.causes, 0, fixed_share=1.0)
    second = issue(world, identity=3, symptom=1, begun=False)
    assert not begun(world, 2, symptom_row=second)
    assert get(world.issues, second, "void") == [True]
    assert not course.begins(world, NOW + DAY_S, second)
    assert get(world.causes, 0, "fixed", "born") == [1, 0]


def test_a_second_symptom_of_a_root_that_happened_happens():
    world = given_world()
    put(world.causes, 0, fixed_share=1.0)
    assert begun(world, 3, symptom=1)
    assert get(world.causes, 0, "born", "roots") == [1, 0]


def test_a_row_that_serves_another_issue_by_now_stays():
    world = given_world()
    put(world.causes, 0, fixed_share=1.0)
    other = issue(world, identity=99, begun=False)
    begun(world, 2, symptom_row=other)
    assert get(world.issues, other, "void") == [False]


def test_an_issue_that_an_owner_prevented_has_no_second_symptom():
    world = given_world(policy={"ownership": 1}, resolution={"shield_share": 1})
    put(world.customers, 0, shielded_until_s=NOW + 1)
    second = issue(world, identity=3, symptom=1, begun=False)
    assert not begun(world, 2, symptom_row=second)
    assert get(world.issues, second, "void") == [True]
    assert get(world.causes, 0, "shielded") == [1]


def test_an_issue_that_does_not_happen_leaves_no_trace():
    world = given_world()
    put(world.causes, 0, fixed_share=1.0)
    row = issue(world, identity=2, next_s=NOW)
    assert not course.calls(world, NOW, row)
    assert get(world.issues, row, "next_s") == [NEVER_S]
    assert get(world.book, 0, "n_contacts") == [0]
    assert get(world.customers, 0, "n_active") == [1]


def test_nothing_is_born_before_the_launch():
    world = opened(quiet(causes=LAUNCHED))
    world = morning(world, 0)
    n = int(world.book["n_births"][0])
    assert n > 0
    assert (world.births["issue"][:n] == -1).all()
    world = morning(world, 1)
    assert (world.births["issue"][: world.book["n_births"][0]] >= 0).all()


def test_a_launch_later_leaves_the_births_after_it_as_they_are():
    days = [chunks(quiet(horizon_d=3, causes={"request": {"launch_d": launch_d}})).whole for launch_d in (0, 1)]
    assert [played.cause_days["born"][0] > 0 for played in days] == [True, False]
    assert days[0].cause_days["born"][1:].tolist() == days[1].cause_days["born"][1:].tolist()


def test_causes_are_counted_day_by_day():
    played = chunks(quiet(horizon_d=3, causes={"request": {"two_symptoms": 0.5}})).whole
    born = np.bincount(played.cause_days["day"], weights=played.cause_days["born"])
    assert born.tolist() == played.days["births"].tolist()
    assert (played.cause_days["roots"] < played.cause_days["born"]).any()
