"""From an issue to the first call: silence, the web page, opening hours."""

import numpy as np
import pytest

from sim.model.contact import course
from sim.model.floor import on_duty
from sim.model.world.records import Demand, End
from sim.model.world.state import NEVER_S, World
from tests.lives import ALWAYS_BACK, NOW, given_world, last_row
from tests.worlds import DAY_S, DAYTIME, NAMES, get, issue, opened, put, quiet

WEB = {"tried_share": 1, "skill_slope": 0, "need_slope": 0}


def begun(world: World, **fields) -> tuple[int, bool]:
    row = issue(world, **({"next_s": NOW, "demand": int(Demand.value)} | fields))
    return row, course.calls(world, NOW, row)


@pytest.mark.parametrize(
    ("need", "reassure", "x"),
    # .15 - .3 x (need - .35) x (reassure ? 1.5 : 1)
    [(0.75, False, 0.03), (0.75, True, -0.03), (0.15, False, 0.21)],
)
def test_the_web_solves_it(need, reassure, x):
    world = given_world({"need": need}, self_service=WEB, causes={"request": {"containment": 1}})
    row, calls = begun(world, reassure=reassure)
    assert not calls
    assert last_row(world, "end", "solved", "again", "given_up") == [End.web_solved, True, False, False]
    assert last_row(world, "experience") == pytest.approx([x])
    assert get(world.issues, row, "next_s") == [NEVER_S]
    assert world.customers["n_active"][0] == 1  # opened and closed again


def test_nothing_off_the_script_is_solved_on_the_web():
    world = given_world(self_service=WEB | {"leave_share": 0}, causes={"request": {"containment": 1}})
    assert begun(world, off_script=True)[1]


def test_the_web_fails_and_the_customer_calls_at_once():
    world = given_world(self_service=WEB | {"leave_share": 0})
    row, calls = begun(world)
    assert calls
    assert last_row(world, "end", "experience", "again") == [End.web_unsolved, 0, True]
    assert get(world.issues, row, "felt", "demand") == [-0.15, Demand.value]


def test_a_call_right_after_the_web_weighs_like_a_call():
    # the web session and the call are one experience: model 9
    without, with_web = given_world(), given_world(self_service=WEB | {"leave_share": 0})
    for world in (without, with_web):
        row, _ = begun(world)
        put(world.issues, row, talks=1, felt=0.0, offered_s=NOW)
        course.finish(world, NOW + 300, row)
    assert with_web.customers["fast"][0] == pytest.approx(without.customers["fast"][0], rel=1e-3)


def test_the_web_fails_and_the_customer_comes_back_later():
    world = given_world(self_service=WEB | {"leave_share": 1}, returns=ALWAYS_BACK)
    row, calls = begun(world)
    assert not calls
    assert last_row(world, "end", "experience", "again") == pytest.approx([End.web_left, -0.65, True])
    # the next contact is the first with the service
    assert get(world.issues, row, "next_s", "demand") == [NOW + 3600, Demand.value]


def test_not_worth_a_call():
    world = given_world(self_service={"silence_share": 1}, causes={"request": {"severity": 0.6}})
    row, calls = begun(world)
    assert not calls
    assert last_row(world, "end", "given_up", "again") == [End.silence, True, False]
    assert last_row(world, "experience") == pytest.approx([-0.12])


@pytest.mark.parametrize("fields", [{"void": True}, {}])
def test_a_void_issue_never_happens(fields):
    sure = {"shield_share": 1}
    world = given_world({"shielded_until_s": NOW + 1}, resolution=sure, policy={"ownership": 1})
    assert not begun(world, **fields)[1]
    assert (world.book["n_contacts"][0], world.day["births"][0], world.customers["n_active"][0]) == (0, 0, 1)


def test_a_shield_wears_off():
    world = given_world({"shielded_until_s": NOW}, resolution={"shield_share": 1}, policy={"ownership": 1})
    assert begun(world)[1]


@pytest.mark.parametrize("customer", [{"alive": False}, {"generation": 1}])
def test_an_issue_of_somebody_who_left_is_never_heard_of(customer):
    world = given_world(customer)
    assert not begun(world)[1]
    assert world.book["n_contacts"][0] == 0


# --- opening hours ---


def closed_at_night(**parts) -> World:
    profile = {name: [0] * 48 if name == "sunday" else DAYTIME for name in NAMES}
    return given_world(center={"profile": profile}, **parts)


def test_who_finds_the_center_closed_calls_when_it_is_open():
    world = closed_at_night()
    on_duty.opens(world, 0, 0, 0 > 0)
    # day 5 is a Saturday; on Sunday nobody calls, so it is Monday
    for day, next_day in ((0, 1), (5, 7)):
        now_s = day * DAY_S + 22 * 3600
        row = issue(world, begun=True, next_s=now_s)
        assert not course.calls(world, now_s, row)
        next_s = get(world.issues, row, "next_s")[0]
        assert next_day * DAY_S + 8 * 3600 <= next_s <= next_day * DAY_S + 20 * 3600


def test_calls_after_opening_follow_the_profile():
    world = closed_at_night()
    hours = [course.after_opening(world, 22 * 3600.0, u) / 3600 - 24 for u in (np.arange(12) + 0.5) / 12]
    assert hours == pytest.approx([8.5 + hour for hour in range(12)])


def test_before_opening_is_the_same_day():
    world = closed_at_night()
    assert 8 <= course.after_opening(world, 3 * 3600.0, 0.01) / 3600 < 9


def test_after_the_last_opening_nobody_calls():
    world = closed_at_night(horizon_d=1)
    assert course.after_opening(world, 22 * 3600.0, 0.5) == NEVER_S


def test_finer_rates_open_to_the_minute():
    five_past_eight = [0] * 97 + [1] + [0] * 190
    profile = dict.fromkeys(NAMES, five_past_eight)
    world = opened(quiet(horizon_d=2, center={"rate_s": 300, "profile": profile}))
    assert course.after_opening(world, 3 * 3600.0, 0.5) == 8 * 3600 + 5 * 60 + 150


def test_calls_after_opening_pass_over_a_closed_day():
    world = opened(quiet(horizon_d=3, center={"special_days": {1: {"like": "closed"}}}))
    assert 2 * DAY_S < course.after_opening(world, DAY_S - 1.0, 0.01) < 2 * DAY_S + 1800
