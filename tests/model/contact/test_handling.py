"""One talk at a time, in worlds without chance: every second of it worked out by hand."""

from math import inf
from types import SimpleNamespace

import numpy as np
import pytest

from sim.model.contact import handling
from sim.model.world.state import NOBODY, World
from tests.worlds import DAY_S, get, issue, opened, put, quiet

STEADY = {"hired_s": 0.0, "disposition": 0.5, "morale": 0.5, "speed": 1.0}  # care .5
TARGET = {"handle_time": 1, "resolution": 0}  # with care .5 the limit is 1.5 x the target, pressure 2/3
NO_NOISE = {"limit_sigma": 0, "drop_share": 0}


def given_world(agent: dict[str, float], **parts) -> World:
    world = opened(quiet(**parts))
    put(world.agents, 0, **(STEADY | agent))
    handling.prepares(world, 0.0, 0)
    return world


def after(agent=None, contact=None, **parts) -> SimpleNamespace:
    """An issue's row after agent 0 talked about it at time 0."""
    world = given_world(agent or {}, **parts)
    row = issue(world, **(contact or {}))
    done_s = handling.handled(world, 0.0, row)
    return SimpleNamespace(done_s=done_s, **{name: world.issues[name][row].item() for name in world.issues.dtype.names})


OFF = {"off_script": True}
NEVER_SOLVES = {"p_know": 0, "p_script": 0, "p_off": 0, "p_off_authority": 0}


@pytest.mark.parametrize(
    ("talk_s", "agent", "contact", "parts"),
    [
        # work 100 s
        (100, {}, {}, {}),
        # a slower agent: 100 / .8
        (125, {"speed": 0.8}, {}, {}),
        # a novice: 100 / .5
        (200, {}, {}, {"learning": {"p0": 0.5}}),
        # hired 100 days ago, tau 100 d: 100 / (1 - .5 / e)
        (100 / (1 - 0.5 / np.e), {"hired_s": -100 * DAY_S}, {}, {"learning": {"p0": 0.5, "tau_d": 100}}),
        # opening 12 s, courtesy .175 x 100
        (129.5, {}, {}, {"handling": {"opening_s": 12, "courtesy": 0.175}}),
        # half done, .4 of that kept: 100 x (1 - .2)
        (80, {}, {"progress": 0.5}, {}),
        # half done, a warm hand-off of .5 keeps .7 of it: 100 x (1 - .35)
        (65, {}, {"progress": 0.5}, {"policy": {"warm_handoff": 0.5}}),
        # half done, and the owner knows it
        (50, {}, {"progress": 0.5, "owner_took": True}, {}),
    ],
)
def test_a_solved_talk_takes_its_work(talk_s, agent, contact, parts):
    assert after(agent, contact, **parts).talk_s == pytest.approx(talk_s)


@pytest.mark.parametrize(
    ("talk_s", "contact", "policy"),
    [
        # the checklist takes 40 s and lends the novice (.5) an efficiency of .85
        (40 + 100 / 0.85, {}, {"script": 1}),
        # half a checklist: 20 s, and half way to .85
        (20 + 100 / 0.675, {}, {"script": 0.5}),
        # off the list it lends nothing, and .4 of the work is enough to see that it cannot be solved
        (40 + 0.4 * 200, OFF, {"script": 1}),
    ],
)
def test_walking_the_script(talk_s, contact, policy):
    row = after({}, contact, learning={"p0": 0.5}, policy=policy)
    assert row.talk_s == pytest.approx(talk_s)


@pytest.mark.parametrize(
    ("talk_s", "able", "contact", "authority"),
    [
        (200, 1, OFF, 1),  # work 100 s, investigation 100 s
        (150, 1, OFF, 0.5),
        (160, 1, OFF | {"progress": 0.5}, 1),  # both by the .8 that is left
        (80, 0, OFF, 1),  # .4 of both
        (100, 1, {}, 1),  # nothing to investigate on the script
    ],
)
def test_authority_investigates(talk_s, able, contact, authority):
    sure = {"p_off": able, "p_off_authority": able, "concession_share": 0}
    assert after({}, contact, resolution=sure, policy={"authority": authority}).talk_s == pytest.approx(talk_s)


def test_pressure_trims_courtesy_only():
    # pressure 1 / 1.5: courtesy .3 x 100 x 1/3
    row = after(handling={"courtesy": 0.3}, incentives=NO_NOISE, policy={"scorecard": TARGET, "target_s": 1000})
    assert row.talk_s == pytest.approx(110)


@pytest.mark.parametrize(
    ("work_s", "talk_s", "shed", "progress"),
    # target 60 s: limit 90 s
    [(89, 89, False, 0), (90, 90, False, 0), (90.001, 90, True, 90 / 90.001), (180, 90, True, 0.5)],
)
def test_a_contact_is_shed_exactly_at_the_limit(work_s, talk_s, shed, progress):
    row = after({}, {"work_s": work_s}, incentives=NO_NOISE, policy={"scorecard": TARGET, "target_s": 60})
    assert (row.talk_s, row.shed, row.solved) == (pytest.approx(talk_s), shed, not shed)
    assert row.progress == pytest.approx(progress)


def test_shed_work_adds_to_what_was_kept():
    # .5 done, .2 kept, 80 s to do; half of them done: .2 + .8 x .5
    row = after({}, {"progress": 0.5}, incentives=NO_NOISE, policy={"scorecard": TARGET, "target_s": 40 / 1.5})
    assert row.progress == pytest.approx(0.6)


def test_no_talk_is_shed_before_20_s():
    row = after(incentives=NO_NOISE, policy={"scorecard": TARGET, "target_s": 1})
    assert (row.talk_s, row.shed) == (20, True)


def test_an_agent_who_does_not_care_hangs_up_at_once():
    # care 0: .5 x w / (1 + w) rounds to drop_share for an enormous weight
    row = after(
        {"disposition": 0.0},
        incentives={"drop_share": 1},
        policy={"scorecard": {"handle_time": 1e18}, "target_s": 600},
    )
    assert (row.talk_s, row.shed, row.solved) == (4, True, False)


@pytest.mark.parametrize(
    ("policy", "extra_s", "done"),
    [
        ({}, 0, (False, False, False)),
        ({"ownership": 1}, 35, (True, True, False)),  # check 20 s, look ahead 15 s
        ({"closing": 1}, 6, (False, False, True)),
        ({"closing": 0.5}, 3, (False, False, True)),
        ({"ownership": 1, "closing": 1}, 41, (True, True, True)),
    ],
)
def test_extra_talk(policy, extra_s, done):
    # told_share 1: an owner always says so; without ownership nobody checks at care 0
    resolution = {"told_share": 1, "relapse_checked": 0}
    row = after({"disposition": 0.0}, handling={"check_s": 20}, resolution=resolution, policy=policy)
    assert row.talk_s == pytest.approx(100 + extra_s)
    assert (row.checked, row.told, row.goodbye) == done


@pytest.mark.parametrize(
    ("limit_s", "talk_s", "done"),
    [
        (119, 115, (False, False)),  # no room to check; looking ahead takes 15 s, and 6 s more would be too long
        (136, 135, (True, False)),
        (142, 141, (True, True)),
    ],
)
def test_extra_talk_needs_room_below_the_limit(limit_s, talk_s, done):
    policy = {"ownership": 1, "closing": 1, "scorecard": TARGET, "target_s": limit_s / 1.5}
    row = after(handling={"check_s": 20}, incentives=NO_NOISE, policy=policy)
    assert row.talk_s == pytest.approx(talk_s)
    assert (row.checked, row.goodbye) == done


def test_an_owner_prevents_the_next_issue_for_60_days():
    world = given_world({}, policy={"ownership": 1})
    handling.handled(world, 5.0, issue(world))
    assert world.customers["shielded_until_s"][0] == 5 + 60 * DAY_S


def test_nobody_looks_ahead_without_ownership():
    world = given_world({})
    handling.handled(world, 5.0, issue(world))
    assert world.customers["shielded_until_s"][0] == -inf


def test_an_unsolved_talk_on_the_script_is_no_dead_end():
    row = after({}, {"progress": 0.5}, resolution=NEVER_SOLVES)
    assert (row.solved, row.dead_end, row.talk_s) == (False, False, 80)


def test_half_of_the_progress_kept_remains_after_an_unsolved_talk():
    # .5 x .4 kept, half of it left
    assert after({}, {"progress": 0.5}, resolution=NEVER_SOLVES).progress == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("escalation", "second", "solved", "dead_end", "second_line_s"),
    [(0, 1, False, True, 0), (1, 1, True, False, 240), (1, 0, False, True, 240)],
)
def test_escalation(escalation, second, solved, dead_end, second_line_s):
    row = after({}, OFF, resolution=NEVER_SOLVES | {"second_line_solves": second}, policy={"escalation": escalation})
    assert (row.solved, row.dead_end, row.second_line_s) == (solved, dead_end, second_line_s)
    assert row.cold_escalation == bool(escalation)
    assert row.talk_s == pytest.approx(40)


def talks(world: World, n: int, name: str, **contact) -> list:
    """One field of each of n issues after their talks."""
    seen = []
    for identity in range(n):
        row = issue(world, identity=identity, **contact)
        handling.handled(world, 0.0, row)
        seen += get(world.issues, row, name)
        world.book["n_free_issues"] += 1
    return seen


@pytest.mark.parametrize(("handle_time", "claimed"), [(0, 0.4), (1, 0.6), (2, 0.8)])
def test_unsolved_is_recorded_as_solved(handle_time, claimed):
    policy = {"scorecard": {"handle_time": handle_time}, "target_s": 1000}
    world = given_world({}, resolution=NEVER_SOLVES, incentives=NO_NOISE, policy=policy)
    # 2,000 drawn: +- 4 standard errors of .011
    assert np.mean(talks(world, 2000, "recorded_solved")) == pytest.approx(claimed, abs=0.044)


def test_solved_is_always_recorded_as_solved():
    assert all(talks(given_world({}), 100, "recorded_solved"))


def concessions(limit_usd: float, off_script: bool = True, authority: float = 1.0) -> list[float]:
    policy = {"authority": authority, "concession_limit_usd": limit_usd}
    world = given_world({}, resolution={"concession_share": 1, "p_off": 1, "p_off_authority": 1}, policy=policy)
    return talks(world, 200, "concession_usd", off_script=off_script)


def test_concessions_stay_within_the_limit():
    paid = np.array(concessions(25.0))
    assert 0 < paid.min() <= paid.max() == 25


def test_concessions_have_their_mean():
    # lognormal, mean 20, SCV 1, 200 of them: +- 3.3 standard errors of 1.41
    assert np.mean(concessions(1e9)) == pytest.approx(20, abs=4.7)


@pytest.mark.parametrize("case", [(0.0, True, 1.0), (25.0, False, 1.0), (25.0, True, 0.0)])
def test_no_concession_without_limit_on_the_script_or_without_authority(case):
    assert set(concessions(*case)) == {0}


@pytest.mark.parametrize(("owned", "begun", "void"), [(1, False, True), (0, False, False), (1, True, False)])
def test_an_owner_finds_the_root_before_it_shows_again(owned, begun, void):
    world = given_world({}, resolution={"diagnosis_share": 1}, policy={"ownership": owned})
    second = issue(world, identity=9, begun=begun)
    handling.handled(world, 0.0, issue(world, identity=8, symptom_row=second))
    assert get(world.issues, second, "void") == [void]


def test_a_root_that_is_found_leaves_a_strangers_issue_alone():
    # the second symptom's row serves another issue by now
    world = given_world({}, resolution={"diagnosis_share": 1}, policy={"ownership": 1})
    stranger = issue(world, identity=77)
    handling.handled(world, 0.0, issue(world, identity=8, symptom_row=stranger))
    assert get(world.issues, stranger, "void") == [False]


@pytest.mark.parametrize(
    ("off_script", "policy", "p"),
    [
        (False, {}, 0.85 - 0.5 * 0.25),  # efficiency .75
        (False, {"script": 1}, 0.93),
        (False, {"script": 0.5}, 0.5 * 0.725 + 0.5 * 0.93),
        (True, {}, 0.75 * 0.4),
        (True, {"authority": 1}, 0.75 * 0.95),
        (True, {"script": 1}, 0),
    ],
)
def test_chance_to_solve(off_script, policy, p):
    resolution = {"p_know": 0.85, "gap": 0.5}
    world = given_world({}, learning={"p0": 0.75}, resolution=resolution, policy=policy)
    row = issue(world, off_script=off_script, adherence=policy.get("script", 0))
    assert handling.solves_share(world, row, 0.75) == pytest.approx(p)


def test_after_call_work_follows_the_talk():
    row = after(handling={"after_call_s": 40, "after_call_scv": 0})
    assert (row.acw_s, row.done_s) == (40, 140)


FLAGS = ("solved", "dead_end", "cold_escalation", "checked", "told", "goodbye")


def test_nothing_of_the_last_talk_is_left_in_the_next():
    old = dict.fromkeys(("solved", "dead_end", "cold_escalation", "checked", "told", "goodbye"), True)
    old |= {"second_line_s": 240.0, "concession_usd": 9.0, "talks": 1}
    policy = {"scorecard": TARGET, "target_s": 40}
    row = after({}, old, incentives=NO_NOISE, policy=policy)
    assert (row.talks, row.shed, row.second_line_s, row.concession_usd) == (2, True, 0, 0)
    assert not any(getattr(row, name) for name in FLAGS)


def test_without_a_weight_on_handle_time_nothing_is_ever_shed():
    row = after({"disposition": 0.0}, {"work_s": 1e6}, policy={"target_s": 1, "scorecard": {"resolution": 1}})
    assert (row.shed, row.talk_s) == (False, 1e6)


def test_an_issue_that_shows_once_has_no_root_to_find():
    row = after({}, {"symptom_row": NOBODY}, policy={"ownership": 1})
    assert not row.void


def test_an_owner_prevents_the_next_issue_even_in_no_time():
    world = given_world({}, handling={"anticipate_s": 0}, policy={"ownership": 1})
    handling.handled(world, 5.0, issue(world))
    assert world.customers["shielded_until_s"][0] == 5 + 60 * DAY_S
