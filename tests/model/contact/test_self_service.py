"""Before the first call: outreach, what the company makes of the web, menus and walls."""

import numpy as np
import pytest

from sim.model.contact import course
from sim.model.contact.loyalty import loyalty_now
from sim.model.world.records import End
from tests.lives import ALWAYS_BACK, NOW, ended, given_world, last_row
from tests.worlds import get, issue, put

SEEN = {"request": {"detectable": 1, "severity": 1}}
SURE = {"solves": 1, "extra_share": 0, "false_alarm_share": 0}


def begun(world, **fields):
    row = issue(world, next_s=NOW, **fields)
    return row, course.calls(world, NOW, row)


def test_outreach_solves_it_before_the_customer_calls():
    world = given_world(causes=SEEN, outreach=SURE, policy={"outreach": 1})
    row, calls = begun(world)
    assert not calls
    assert last_row(world, "end", "solved", "experience") == [End.outreach, True, 0.25]
    assert get(world.issues, row, "next_s") == [np.inf]
    assert world.customers["n_active"][0] == 1


def test_who_was_told_may_call_all_the_same():
    world = given_world(causes=SEEN, outreach=SURE | {"extra_share": 1}, policy={"outreach": 1})
    row, calls = begun(world, off_script=True)
    assert calls
    assert get(world.issues, row, "work_s", "off_script", "reached") == [80, False, True]


def test_what_outreach_has_solved_is_not_solved_once_more_by_the_call():
    def felt(reached):
        world = given_world(causes=SEEN)
        ended(world, solved=True, checked=True, reached=reached)
        return last_row(world, "experience")[0]

    assert felt(False) - felt(True) == pytest.approx(0.4)


def test_outreach_that_does_not_solve_makes_the_call_longer():
    world = given_world(causes=SEEN, outreach=SURE | {"solves": 0, "extra_share": 1}, policy={"outreach": 1})
    row, calls = begun(world)
    assert calls
    assert get(world.issues, row, "work_s") == [180]
    assert last_row(world, "end", "solved", "experience") == [End.outreach, False, 0]


def test_outreach_that_does_not_solve_is_no_experience_so_what_follows_weighs_as_a_rare_touch():
    world = given_world(causes=SEEN, outreach=SURE | {"solves": 0}, policy={"outreach": 1})
    felt_s = world.customers["felt_s"][0]
    begun(world)
    assert last_row(world, "end", "added", "loyalty") == [End.outreach, 0, pytest.approx(loyalty_now(world, NOW, 0))]
    assert world.customers["felt_s"][0] == felt_s


def test_a_false_alarm_annoys():
    rule = SURE | {"solves": 0, "false_alarm_share": 1}
    world = given_world(causes=SEEN, outreach=rule, policy={"outreach": 1})
    begun(world)
    assert [End(end) for end in world.contacts["end"][:2]] == [End.false_alarm, End.outreach]
    assert world.contacts["experience"][0] == -0.06


def test_trouble_nobody_can_see_is_not_told():
    world = given_world(causes={"request": {"detectable": 0}}, policy={"outreach": 1})
    assert begun(world)[1]
    assert world.book["n_contacts"][0] == 0


@pytest.mark.parametrize(
    ("need", "reassure", "policy", "end"),
    [
        (0.9, False, {"digital_first": 1}, End.web_solved),  # everybody is sent there
        (0.9, False, {}, None),  # of their own accord nobody goes
        (0.2, False, {"choice": 1}, End.web_solved),  # asked, and wants no person
        (0.2, True, {"choice": 1}, None),  # wants to be reassured
        (0.9, False, {"choice": 1, "digital_first": 1}, None),
    ],
)
def test_who_goes_to_the_web(need, reassure, policy, end):
    sure = {"tried_share": 0}
    world = given_world({"need": need}, self_service=sure, causes={"request": {"containment": 1}}, policy=policy)
    _, calls = begun(world, reassure=reassure)
    assert calls is (end is None)
    if end is not None:
        assert last_row(world, "end") == [end]


def test_who_has_learned_the_web_tries_it_and_does_better():
    # tries 0 + 1; solves .5 x (.5 + 0 + 1) = .75 instead of .5 x .5
    web = {"tried_share": 0, "learned": 1, "leave_share": 0}
    world = given_world(
        {"learned": True, "skill": 0},
        self_service=web,
        causes={"request": {"containment": 0.5}},
        policy={"deflection": 1},
    )
    solved = []
    for i in range(400):
        row, calls = begun(world, identity=2 * i)
        solved.append(not calls)
        world.free_issues[world.book["n_free_issues"][0]] = row
        world.book["n_free_issues"] += 1
    assert np.mean(solved) == pytest.approx(0.75, abs=0.08)


def test_a_menu_costs_time_and_patience():
    # 3 steps of 5 s; patience 100 s
    world = given_world(
        patience={"distribution": "constant", "value_s": 100}, routing={"menu": {"steps": 3, "leave_share": 0}}
    )
    row, calls = begun(world, begun=True)
    assert not calls
    assert get(world.issues, row, "next_s", "in_menu", "felt") == [NOW + 15, True, pytest.approx(-0.06)]
    assert course.calls(world, NOW + 15, row)
    assert get(world.issues, row, "patience_s", "in_menu") == [85, False]


def test_callers_leave_in_the_menu():
    menu = {"steps": 1, "leave_share": 1}
    world = given_world(returns=ALWAYS_BACK, routing={"menu": menu})
    row, calls = begun(world, begun=True)
    assert not calls
    assert last_row(world, "end", "again", "waited_s") == [End.left_menu, True, 5]
    assert get(world.issues, row, "next_s", "attempts", "queues") == [NOW + 600, 1, 1]


@pytest.mark.parametrize(("patience_s", "end"), [(20, End.left_menu), (40, None)])
def test_a_wall_is_waited_out_or_not(patience_s, end):
    # 60 s of wall, and 30 s more of patience for it
    world = given_world(patience={"distribution": "constant", "value_s": patience_s}, policy={"wall": 1})
    row, calls = begun(world, begun=True)
    assert not calls
    if end is None:
        assert course.calls(world, NOW + 60, row)
        assert get(world.issues, row, "patience_s") == [10]
    else:
        # all of their patience: .25
        assert last_row(world, "end", "waited_s", "experience") == [end, 50, -0.25]


def test_waiting_behind_a_wall_and_in_the_queue_is_one_wait():
    world = given_world(patience={"distribution": "constant", "value_s": 130}, policy={"wall": 1})
    row, _ = begun(world, begun=True)
    course.calls(world, NOW + 60, row)
    put(world.issues, row, agent=-1, end=int(End.abandoned), waited_s=100.0, offered_s=NOW + 60, attempts=1)
    course.finish(world, NOW + 160, row)
    assert last_row(world, "experience") == [-0.25]  # 160 of 160 s


def test_a_wall_keeps_people_silent_and_sends_them_away_from_the_web():
    silent = {"silence_share": 0, "wall_silence": 1}
    world = given_world(self_service=silent, policy={"wall": 1})
    assert not begun(world)[1]
    assert last_row(world, "end") == [End.silence]
    leaves = {"tried_share": 1, "leave_share": 0, "wall_leave": 1, "wall_silence": 0}
    world = given_world(self_service=leaves, policy={"wall": 1})
    assert not begun(world)[1]
    assert last_row(world, "end") == [End.web_left]


def test_who_is_put_through_meets_no_wall():
    world = given_world(patience={"distribution": "constant", "value_s": 40}, policy={"wall": 1})
    row = issue(world, next_s=NOW, begun=True, transferred=True, menu_s=60.0)
    put(world.groups, 0, n_here=1)
    assert course.calls(world, NOW, row)
    assert get(world.issues, row, "patience_s", "menu_s") == [40, 0]
