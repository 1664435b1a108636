"""A customer's memory, in worlds without chance. Source: model 10."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.contact import course, loyalty
from sim.model.world.records import End
from tests.lives import ALWAYS_BACK, CUSTOMER, NOW, ended, given_world, last_row
from tests.worlds import DAY_S, get, issue, put

FAILURE = {"request": {"failure": True}}
WEIGHT = 0.5 + 0.5 * (1 - math.exp(-3))  # of a contact 90 days after the one before
LONELY = 0.25 * 0.4 * (1 - 0.5 ** (100 / 365))


def half(days: float, half_life_d: float) -> float:
    return 0.5 ** (days / half_life_d)


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
    seen = [loyalty.loyalty_now(world, NOW + days * DAY_S, 0) for days in (0, 60, 0)]
    assert (
        seen[0] == seen[2] == pytest.approx(0.2 - 0.4 * half(90, 60) - 0.2 * half(90, 720) - 0.1 * (1 - half(100, 365)))
    )


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


# --- a failure harms, a recovery mends at most (model 9) ---


def noticed(world, **fields):
    row = issue(world, next_s=NOW, **fields)
    course.calls(world, NOW, row)
    return row


def talked(world, row, now_s=NOW, **fields):
    put(world.issues, row, **({"talks": 1, "offered_s": now_s, "attempts": 1, "end": int(End.answered)} | fields))
    course.finish(world, now_s, row)


def loyalty_of(world, now_s=NOW):
    return loyalty.loyalty_now(world, now_s, 0)


def test_a_failure_harms_when_it_is_noticed_by_hand():
    world = given_world(causes={"request": {"failure": True, "severity": 1.2}})
    before = 0.2 - LONELY
    row = noticed(world)
    taken = WEIGHT * 0.45 * 1.2 * min(1, 1 + before / 4)
    assert get(world.issues, row, "harm") == pytest.approx([taken])
    assert loyalty_of(world) == pytest.approx(before - taken)
    assert get(world.causes, 0, "harm") == pytest.approx([taken])
    assert world.book["told"][0] == pytest.approx(-(0.45 * 1.2 - 0.2) * 16 / 1000)
    assert get(world.customers, 0, "felt_s") == [CUSTOMER["felt_s"]]  # the call that follows weighs as a rare touch


@pytest.mark.parametrize("fields", [{"symptom": 1}, {"begun": True}])
def test_harm_is_once_a_root(fields):
    world = given_world(causes=FAILURE)
    before = loyalty_of(world)
    noticed(world, **fields)
    assert loyalty_of(world) == before


def test_what_is_no_failure_does_no_harm():
    world = given_world()
    before = loyalty_of(world)
    noticed(world)
    assert loyalty_of(world) == before


@pytest.mark.parametrize("solves", [0, 1])
def test_outreach_halves_the_harm_only_where_it_solves(solves):
    outreach = {"solves": solves, "extra_share": 0, "false_alarm_share": 0}
    causes = {"request": {"failure": True, "severity": 1, "detectable": 1}}
    world = given_world(causes=causes, outreach=outreach, policy={"outreach": 1})
    full = WEIGHT * 0.45 * min(1, 1 + (0.2 - LONELY) / 4)
    row = noticed(world)
    assert get(world.issues, row, "harm") == pytest.approx([full * (1 - solves / 2)])


def test_a_recovery_mends_no_more_than_its_share_by_hand():
    # solved and told: .40 + .15 is more than .9 of .45
    world = given_world(causes=FAILURE)
    before = loyalty_of(world)
    row = noticed(world)
    (harm,) = get(world.issues, row, "harm")
    told = world.book["told"][0]
    talked(world, row, solved=True, told=True, checked=True)
    x, added, after = last_row(world, "experience", "added", "loyalty")
    assert x == pytest.approx(0.55)  # felt in full, remembered as far as it mends
    assert added == pytest.approx(0.9 * harm)
    assert after == pytest.approx(before - 0.1 * harm)
    # told: the capped experience, x (what it added / what it would have)
    uncapped = WEIGHT * 0.55 * min(1, 1 - (before - harm) / 4)
    assert world.book["told"][0] - told == pytest.approx((0.55 * added / uncapped - 0.2) * 9 / 1000)


def test_what_contacts_lost_may_be_won_back_besides():
    world = given_world(causes=FAILURE, returns=ALWAYS_BACK)
    row = noticed(world)
    (harm,) = get(world.issues, row, "harm")
    talked(world, row)
    (lost,) = last_row(world, "added")
    for _ in range(9):
        talked(world, row, solved=True, told=True, checked=True, warm=1.0, owner_took=True)
    assert lost < 0
    assert get(world.issues, row, "mended") == pytest.approx([0.9 * harm])


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 200)), max_size=8), st.floats(0, 1.0))
def test_no_course_of_contacts_makes_a_failure_a_gain(contacts, cap):
    world = given_world(causes=FAILURE, returns=ALWAYS_BACK, loyalty={"recovery_cap": cap})
    row = noticed(world)
    for solved, told, waited_s in contacts:
        talked(world, row, solved=solved, told=told, waited_s=waited_s)
    harm, mended = get(world.issues, row, "harm", "mended")
    assert harm > 0
    assert mended <= cap * harm + 1e-12


def test_the_recovery_paradox_is_a_cap_above_1():
    world = given_world(causes=FAILURE, loyalty={"recovery_cap": 1.2})
    before = loyalty_of(world)
    row = noticed(world)
    talked(world, row, solved=True, told=True, checked=True)
    assert loyalty_of(world) > before


def test_a_second_symptom_does_not_harm_again_and_mends_nothing():
    world = given_world(causes=FAILURE)
    row = noticed(world, symptom=1)
    talked(world, row, solved=True, checked=True)
    assert last_row(world, "added") == [0]


def test_silence_about_a_failure_is_no_further_loss():
    world = given_world(causes=FAILURE, self_service={"silence_share": 1})
    row = noticed(world)
    assert last_row(world, "end", "added") == [End.silence, 0]
    assert get(world.issues, row, "harm")[0] > 0


@pytest.mark.parametrize(("failure", "touched"), [(False, True), (True, False)])
def test_a_talk_about_a_failure_is_no_human_touch(failure, touched):
    world = given_world(causes={"request": {"failure": failure}})
    ended(world, solved=True)
    assert (world.customers["touched_s"][0] == NOW) == touched


def test_a_warm_talk_about_a_trifle_wins_less():
    def warmth_felt(severity):
        world = given_world(causes={"request": {"severity": severity}}, policy={"authority": 1, "closing": 1, "ask": 1})
        ended(world, solved=True, checked=True, goodbye=True, asked=True)
        return last_row(world, "experience")[0] - 0.4 * severity

    assert warmth_felt(0.5) == pytest.approx(0.5 * warmth_felt(1))
    assert warmth_felt(1.3) == pytest.approx(warmth_felt(1))


# --- satisfied is not connected (model 10) ---


def states_after(**fields):
    """What one contact adds to satisfaction and to connection, as remembered at once."""
    world = given_world(policy={"authority": 1, "closing": 1})
    before = loyalty.states_now(world, NOW, 0)
    ended(world, checked=True, **fields)
    put(world.customers, 0, touched_s=CUSTOMER["touched_s"])
    after = loyalty.states_now(world, NOW, 0)
    return after[0] - before[0], after[1] - before[1]


def test_solved_but_cold_and_warm_but_unsolved_move_the_states_apart():
    cold = states_after(solved=True, taught=True)
    warm = states_after(goodbye=True)
    assert cold[0] > 0.3
    assert cold[1] < states_after(solved=True)[1]
    assert warm[0] < -0.3
    assert warm[1] > 0.05


@pytest.mark.parametrize("fields", [{"solved": True}, {"goodbye": True}, {"shed": True, "waited_s": 30.0}])
def test_the_states_share_what_an_experience_adds_in_proportion(fields):
    world = given_world(policy={"closing": 1, "authority": 1})
    ended(world, **fields)
    x, added = last_row(world, "experience", "added")
    fast, of_connection = get(world.customers, 0, "fast", "fast_connection")
    closing = -0.12 * 0.4 / 0.57 if "shed" in fields else 0.12 * 0.4 / 0.57 if "goodbye" in fields else 0
    assert of_connection / fast == pytest.approx((0.6 * 0.4 * 0.15 + closing) / x)
    assert fast == pytest.approx(0.8 * added)


def test_baseline_and_states_are_loyalty():
    world = given_world({"fast": 0.3, "slow": -0.2, "fast_connection": 0.5, "slow_connection": 0.1})
    for days in (0, 30, 400):
        now_s = NOW + days * DAY_S
        assert 0.2 + sum(loyalty.states_now(world, now_s, 0)) == pytest.approx(loyalty_of(world, now_s))
