"""What happens between two days, against the same sums done one customer and one agent at a time."""

import math

import numpy as np
import pytest
from scipy.special import betaincinv
from scipy.stats import poisson

from sim.compiled.draws import COMEBACK, JOIN, MONTH, QUIT, TRAITS, uniforms
from sim.model.contact.loyalty import loyalty_now
from sim.model.night import agents, customers, units
from sim.model.world.records import Turnover
from sim.model.world.state import OFF_DUTY
from tests.worlds import DAY_S, DAYTIME, NAMES, chunks, get, opened, put, quiet, staffed

N = 1000
CHURN = {"churn": {"hazard_month": 0.3}}


def renewed(day: int, **parts):
    """World, slots that were asked on a day, and those who left."""
    world = opened(quiet(**(CHURN | parts)))
    rng = np.random.default_rng(1)
    world.customers["fast"][:N] = rng.normal(0, 1, N)
    world.customers["n_active"][:N] = rng.integers(0, 4, N)
    asked = [slot for slot in range(N) if renewal_day(world, slot) == day % 30]
    before = {slot: loyalty_now(world, (day + 1) * DAY_S, slot) for slot in asked}
    for slot in asked:
        customers.renews(world, day, slot)
    return world, before


def renewal_day(world, slot: int) -> int:
    seed, replication = get(world.model, 0, "seed", "replication")
    return customers.slot_traits(seed, replication, slot, 0.0)[1]


def drawn(slot: int, month: int) -> tuple[float, ...]:
    return uniforms(1, 0, MONTH, (slot << 21, 0), month)


@pytest.mark.parametrize(("day", "crunch_share"), [(3, 0.04), (36, 0.04), (3, 1)])
def test_who_leaves_is_whose_coin_is_below_the_hazard(day, crunch_share):
    world, before = renewed(day, churn={"hazard_month": 0.3, "crunch_share": crunch_share})
    left = {slot for slot in before if not world.customers["alive"][slot]}
    expected = set()
    for slot, loyalty in before.items():
        renewal_u, crunch_u, _, _ = drawn(slot, day // 30)
        crunch = crunch_u < crunch_share
        rate = 0.3 * (1 + 0.8 * min(2, int(world.customers["n_active"][slot]))) * (2 if crunch else 1)
        beta = 0.35 * (1.5 if crunch else 1)
        if renewal_u < 1 - math.exp(-rate * math.exp(-beta * loyalty)):
            expected.add(slot)
    assert left == expected
    assert 0 < len(left) < len(before)


def test_in_a_crunch_month_everybody_leaves_sooner():
    often, never = (renewed(3, churn={"hazard_month": 0.3, "crunch_share": share})[0] for share in (1, 0))
    assert (often.customers["alive"][:N] <= never.customers["alive"][:N]).all()
    assert often.customers["alive"].sum() < never.customers["alive"].sum()


def test_every_customer_is_asked_once_a_month():
    world = opened(quiet(horizon_d=30))
    asked = np.concatenate([
        world.renewing[world.first_renewing[day] : world.first_renewing[day + 1]] for day in range(30)
    ])  # fmt: skip
    assert sorted(asked.tolist()) == list(range(len(world.customers)))


def test_renewal_days_are_those_of_the_slots():
    world = opened(quiet())
    for day in (0, 17, 29):
        slots = world.renewing[world.first_renewing[day] : world.first_renewing[day + 1]]
        assert {renewal_day(world, int(slot)) for slot in slots} == {day}


@pytest.mark.parametrize(
    ("open_until_d", "n_active", "n"), [((5, 5), 0, 0), ((6, 5), 0, 1), ((6, 7), 2, 4), ((-1, -1), 1, 1)]
)
def test_open_issues_are_those_in_progress_and_those_just_given_up(open_until_d, n_active, n):
    world = opened(quiet())
    put(world.customers, 0, n_active=n_active, open_until_s=np.array(open_until_d) * DAY_S)
    assert customers.n_open(world, 5 * DAY_S, 0) == n


def test_a_departure_by_hand():
    world = opened(quiet(churn={"hazard_month": 0.01}))
    put(world.customers, 7, margin_usd_month=30.0, n_active=1)
    customers.leaves(world, 4 * DAY_S, 7, -1.0)
    # kept = e^-.01 / (1 + .1 / 12); 30 + 5 e^-.39 a month for 36 months
    kept = math.exp(-0.01) / (1 + 0.1 / 12)
    worth = (30 + 5 * math.exp(-0.39)) * (1 - kept**36) / (1 - kept)
    assert get(world.departures, 0, "day", "slot", "n_open", "loyalty") == [3, 7, 1, -1]
    assert get(world.departures, 0, "lost_usd") == pytest.approx([worth])
    assert get(world.day, 0, "departed", "departed_first") == [1, 1]


def test_who_stays_pays_and_buys():
    world, before = renewed(3)
    stayed = [slot for slot in before if world.customers["alive"][slot]]
    assert world.day["margin_usd"][0] == pytest.approx(world.customers["margin_usd_month"][stayed].sum())
    # the Poisson quantile of spend / 12 baskets
    baskets = [poisson.ppf(drawn(slot, 0)[2], 5 * math.exp(0.39 * before[slot]) / 12) for slot in stayed]
    assert world.day["purchases_usd"][0] == pytest.approx(12 * sum(baskets))


def test_renewals_count_those_who_left_too():
    world, before = renewed(3)
    assert get(world.day, 0, "renewals") == [len(before)]
    assert get(world.day, 0, "loyalty") == pytest.approx([sum(before.values())])


# --- joining ---


@pytest.mark.parametrize("told", [0.0, -0.5, 2.0])
def test_reputation_and_newcomers_by_hand(told):
    world = opened(quiet(reputation={"joins_share_month": 0.3}, customers={"slots_per_customer": 1.5}))
    put(world.book, 0, told=told)
    customers.newcomers(world, 4)
    reputation = -4.7 * 0.5 ** (1 / 90) + told
    expected = 0.3 / 30 * N * math.exp(0.15 * math.tanh((reputation + 4.7) / 3))
    joined = int(poisson.ppf(uniforms(1, 0, JOIN, (0, 0), 4)[0], expected))
    assert get(world.day, 0, "reputation") == pytest.approx([reputation])
    assert get(world.day, 0, "joined") == [joined]
    assert get(world.book, 0, "told") == [0]


@pytest.mark.parametrize("need", [{"a": 2, "b": 1.5}, {"a": 0.6, "b": 8}, {"a": 0.01, "b": 30}])
def test_traits_are_quantiles_of_their_distributions(need):
    world = opened(quiet(customers={"need": need}))
    _, _, need_u, skill_u = np.array([uniforms(1, 0, TRAITS, (slot << 21, 0), 0) for slot in range(N)]).T
    assert world.customers["need"][:N] == pytest.approx(betaincinv(need["a"], need["b"], need_u), rel=1e-10)
    assert world.customers["skill"][:N] == pytest.approx(betaincinv(2, 2, skill_u), rel=1e-10)


def test_newcomers_take_the_slots_empty_longest():
    world = opened(quiet(reputation={"joins_share_month": 0.06}, customers={"slots_per_customer": 1.001}))
    customers.leaves(world, 1 * DAY_S, 500, 0.0)
    customers.leaves(world, 1 * DAY_S, 20, 0.0)
    # a day on which two join
    day = next(day for day in range(99) if poisson.ppf(uniforms(1, 0, JOIN, (0, 0), day)[0], 2.0) == 2)
    customers.newcomers(world, day)
    # slot 1000 was empty from the start, 500 left before 20
    assert [int(world.customers["generation"][slot]) for slot in (1000, 500, 20)] == [1, 1, 0]
    assert get(world.customers, 500, "alive", "joined_day", "n_active") == [True, day + 1, 0]


def test_there_is_room_for_as_many_newcomers_as_there_are_slots():
    world = opened(quiet(reputation={"joins_share_month": 1}, customers={"slots_per_customer": 1.005}))
    customers.newcomers(world, 0)
    assert get(world.day, 0, "joined") == [5]
    assert get(world.book, 0, "n_empty") == [0]


def test_a_newcomer_is_another_person():
    world = opened(quiet(reputation={"joins_share_month": 0.03}, customers={"slots_per_customer": 1}))
    before = get(world.customers, 500, "baseline", "need", "skill", "margin_usd_month")
    put(world.customers, 500, fast=-1.0, shielded_until_s=9e9)
    customers.leaves(world, 1 * DAY_S, 500, 0.0)
    customers.newcomers(world, 0)
    after = get(world.customers, 500, "baseline", "need", "skill", "margin_usd_month")
    assert not set(before) & set(after)
    assert get(world.customers, 500, "fast", "slow", "shielded_until_s") == [0, 0, -math.inf]


# --- agents ---


def evening_of(agent: dict, **parts):
    world = opened(quiet(**parts))
    put(world.agents, 0, **({"morale": 0.5, "disposition": 0.5} | agent))
    agents.agents_evening(world, 0)
    return world


def test_a_day_of_work_moves_morale_by_hand():
    day = {"talks": 10, "solved": 6, "dead_ends": 2, "upset": 3, "busy_s": 9000.0, "on_duty_s": 10000.0}
    world = evening_of(day | {"disposition": 0.7})
    # 2.2 (.6 x .5 - .35) - 2.5 (.2 - .1) - 1.5 (.3 - .2) - 5 (.9 - .85) + .5 (.7 - .5) = -.66
    assert get(world.agents, 0, "morale") == pytest.approx([0.5 + (1 / (1 + math.exp(0.66)) - 0.5) / 30])


def test_who_talked_to_nobody_keeps_their_morale():
    world = evening_of({"morale": 0.8, "on_duty_s": 30000.0})
    assert get(world.agents, 0, "morale") == [0.8]


def test_the_days_counts_start_again():
    world = evening_of({"talks": 10, "solved": 6, "dead_ends": 2, "upset": 3, "busy_s": 1.0, "on_duty_s": 2.0})
    assert get(world.agents, 0, "talks", "solved", "dead_ends", "upset", "busy_s", "on_duty_s") == [0] * 6


def test_low_occupancy_does_not_lift_morale():
    busy = {"talks": 1, "solved": 1, "on_duty_s": 100.0}
    assert (
        evening_of(busy | {"busy_s": 10.0}).agents["morale"][0]
        == evening_of(busy | {"busy_s": 85.0}).agents["morale"][0]
    )


def test_who_quits_is_whose_coin_is_below_the_share():
    world = opened(quiet(morale={"quits_year": 200}))
    world.agents["morale"] = np.linspace(0, 1, len(world.agents))
    agents.agents_evening(world, 0)
    salted = int(world.groups["salt"][0])
    rates = 200 / 365 * np.exp(-(2 * np.linspace(0, 1, len(world.agents)) - 1))
    drawn = [uniforms(1, 0, QUIT, (agent << 21, salted), 0)[0] for agent in range(len(rates))]
    quits = (drawn < 1 - np.exp(-rates)).tolist()
    assert (~world.agents["taken"]).tolist() == quits
    assert any(quits)


def test_who_gave_notice_stays_to_the_end_of_the_shift():
    world = opened(quiet(morale={"quits_year": 1e9}))
    staffed(world, 0.0, 0, 1)
    on_duty = int(np.flatnonzero(world.agents["state"] != OFF_DUTY)[0])
    agents.agents_evening(world, 0)
    assert get(world.agents, on_duty, "taken", "notice") == [True, True]
    assert world.agents["taken"].sum() == 1
    staffed(world, DAY_S + 100, 0, 0)
    agents.agents_evening(world, 1)
    assert get(world.agents, on_duty, "taken") == [False]


@pytest.mark.parametrize("vacancy_d", [1, 3, 29])
def test_a_seat_is_empty_for_the_vacancy(vacancy_d):
    world = opened(quiet(morale={"quits_year": 1e9, "vacancy_d": vacancy_d}))
    agents.agents_evening(world, 0)
    for day in range(1, vacancy_d):
        agents.agents_evening(world, day)
        assert not world.agents["taken"].any()
    put(world.book, 0, n_seats=0)
    agents.agents_evening(world, vacancy_d)
    assert world.agents["taken"].all()
    assert get(world.seats, 0, "day", "turnover", "tenure_d") == [vacancy_d, Turnover.hire, 0]


def test_a_successor_is_a_novice_and_another_person():
    world = opened(quiet(morale={"quits_year": 1e9, "vacancy_d": 1}, learning={"p0": 0.5, "speed_cv": 0.2}))
    before = get(world.agents, 0, "speed", "disposition")
    put(world.agents, 0, morale=0.1)
    for day in (0, 1):
        put(world.book, 0, n_seats=0)
        agents.agents_evening(world, day)
    assert not set(before) & set(get(world.agents, 0, "speed", "disposition"))
    assert get(world.agents, 0, "hires", "hired_s", "morale", "notice") == [1, 2 * DAY_S, 0.5, False]


def test_empty_seats_are_not_staffed():
    profile = dict.fromkeys(NAMES, DAYTIME)
    parts = {"center": {"profile": profile}, "staffing": {"on_duty": {"everyday": [9 * n for n in DAYTIME]}},
             "causes": {"request": {"issues_per_1000_month": 1440}}}  # fmt: skip
    played = chunks(quiet(horizon_d=3, morale={"quits_year": 1e9, "vacancy_d": 29}, **parts)).whole
    assert played.group_days["n_agents"].tolist() == [0, 0, 0]
    assert played.group_days["on_duty_s"][1] == 0


# --- value ---


def test_value_of_a_customer_by_hand():
    world = opened(quiet(churn={"hazard_month": 0.01}))
    world.customers["alive"] = False
    put(world.customers, 3, alive=True, margin_usd_month=30.0, baseline=0.5, fast=-9.0, slow=-0.4, felt_s=0.0)
    # half of the slow memory is left after 720 d; the fast one does not count
    kept = math.exp(-0.01 * math.exp(-0.35 * 0.3)) / (1 + 0.1 / 12)
    worth = (30 + 5 * math.exp(0.39 * 0.3)) * (1 - kept**36) / (1 - kept)
    assert customers.customers_value_usd(world, 720 * DAY_S) == pytest.approx(worth)


def test_without_months_counted_nobody_is_worth_anything():
    world = opened(quiet(churn={"value_months": 0}))
    assert customers.customers_value_usd(world, DAY_S) == 0


# --- a fee has a price (model 11) ---

FEE = {"causes": {"request": {"fee_usd_month": 4.0, "launch_d": 3}}}
DETERRED = math.exp(4 / 20)  # the mean margin is 20


def charged(day: int, **parts):
    world = opened(quiet(**(FEE | parts)))
    units.fees_in_force(world, day)
    return world


@pytest.mark.parametrize(("day", "fee", "factor"), [(2, 0, 1), (3, 4, DETERRED)])
def test_a_fee_counts_from_its_launch(day, fee, factor):
    assert get(charged(day).book, 0, "fee_usd_month", "fee_factor") == pytest.approx([fee, factor])


def test_without_a_response_a_fee_drives_nobody_away():
    assert get(charged(9, churn={"fee_response": 0}).book, 0, "fee_factor") == [1]


def test_a_fee_on_customers_who_bring_no_margin_keeps_nobody():
    free = {"margin_usd_month": 0.0}
    assert get(charged(9, customers=free).book, 0, "fee_factor")[0] > 1e20
    assert get(charged(9, customers=free, churn={"fee_response": 0}).book, 0, "fee_factor") == [1]


def test_a_fee_raises_the_hazard_and_lowers_purchases_by_hand():
    world = charged(3, churn={"hazard_month": 0.3, "crunch_share": 0})
    asked = [slot for slot in range(N) if renewal_day(world, slot) == 3]
    before = {slot: loyalty_now(world, 4 * DAY_S, slot) for slot in asked}
    for slot in asked:
        customers.renews(world, 3, slot)
    stays = {s for s in asked if drawn(s, 0)[0] >= 1 - math.exp(-0.3 * DETERRED * math.exp(-0.35 * before[s]))}
    assert {slot for slot in asked if world.customers["alive"][slot]} == stays
    mean = {slot: 5 * math.exp(0.39 * before[slot]) / 12 / DETERRED for slot in stays}
    bought = sum(poisson.ppf(drawn(slot, 0)[2], mean[slot]) for slot in stays)
    assert world.day["purchases_usd"][0] == pytest.approx(12 * bought)


def test_a_fee_keeps_newcomers_away():
    world = charged(4, reputation={"joins_share_month": 0.3}, customers={"slots_per_customer": 1.5})
    customers.newcomers(world, 4)
    factor = math.exp(0.15 * math.tanh((-4.7 * 0.5 ** (1 / 90) + 4.7) / 3))
    expected = 0.3 / 30 * N * factor / DETERRED
    assert get(world.day, 0, "joined") == [int(poisson.ppf(uniforms(1, 0, JOIN, (0, 0), 4)[0], expected))]


def test_a_fee_keeps_leavers_from_coming_back():
    back = {"win_back_share": 1.0, "win_back_d": 3}
    worlds = {fee: charged(day, churn=back, horizon_d=60) for fee, day in ((False, 2), (True, 3))}
    returns = {fee: [customers.will_be_back(world, 0.0, s) for s in range(N)] for fee, world in worlds.items()}
    assert all(returns[False])
    assert np.mean(returns[True]) == pytest.approx(1 / DETERRED, abs=0.04)


def test_the_worth_of_a_customer_who_pays_a_fee_by_hand():
    world = charged(9, churn={"hazard_month": 0.01})
    world.customers["alive"] = False
    put(world.customers, 3, alive=True, margin_usd_month=30.0, baseline=0.5, fast=0.0, slow=0.0)
    kept = math.exp(-0.01 * DETERRED * math.exp(-0.35 * 0.5)) / (1 + 0.1 / 12)
    worth = (30 + 5 * math.exp(0.39 * 0.5) / DETERRED + 4) * (1 - kept**36) / (1 - kept)
    assert customers.customers_value_usd(world, 0.0) == pytest.approx(worth)


def test_those_whom_a_fee_keeps_away_are_not_lost_to_word_of_mouth():
    world = charged(4, reputation={"joins_share_month": 0.3, "slope": 0}, customers={"slots_per_customer": 1.5})
    customers.newcomers(world, 4)
    assert get(world.day, 0, "joins_missed") == [0]


def test_the_lost_margin_of_a_customer_who_pays_a_fee_by_hand():
    world = charged(9, churn={"hazard_month": 0.01})
    put(world.customers, 7, margin_usd_month=30.0, fast=0.0, slow=0.0)
    customers.leaves(world, 10 * DAY_S, 7, 0.0)
    kept = math.exp(-0.01 * DETERRED) / (1 + 0.1 / 12)
    worth = (30 + 5 / DETERRED + 4) * (1 - kept**36) / (1 - kept)
    assert get(world.departures, 0, "lost_usd") == pytest.approx([worth])


# --- those who left and come back ---

BACK = {"churn": {"hazard_month": 0.3, "win_back_share": 0.5, "win_back_d": 3, "win_back_loyalty": -0.3}}


def coins_of_return(slot: int) -> tuple[float, ...]:
    return uniforms(1, 0, COMEBACK, (slot << 21, 0), 0)


def after_leaving(slots, days: int, **parts):
    """World in which these customers leave on the evening of day 0, evening by evening of those who come back."""
    world = opened(quiet(**(BACK | {"horizon_d": 60} | parts)))
    for slot in slots:
        put(world.book, 0, n_departures=0)
        customers.leaves(world, DAY_S, slot, 0.0)
    back = {}
    for day in range(1, days):
        before = world.customers["alive"].copy()
        customers.come_back(world, day)
        back |= dict.fromkeys(np.flatnonzero(world.customers["alive"] & ~before).tolist(), day)
    return world, back


def test_who_comes_back_and_when_is_in_their_coins():
    _, back = after_leaving(range(40), 60)
    expected = {slot: 1 + int(-3 * math.log(coins_of_return(slot)[1])) for slot in range(40)
                if coins_of_return(slot)[0] < 0.5}  # fmt: skip
    assert back == expected
    assert 10 < len(back) < 30


def test_who_comes_back_is_the_same_person_who_has_not_forgotten():
    slot = next(slot for slot in range(40) if coins_of_return(slot)[0] < 0.5)
    names = ("margin_usd_month", "baseline", "need", "skill", "touched_s", "pitched_s")
    before = get(opened(quiet(**BACK)).customers, slot, *names)
    world, back = after_leaving([slot], 60)
    now_s = (back[slot] + 1) * DAY_S
    assert get(world.customers, slot, *names) == before
    assert get(world.customers, slot, "generation", "fast", "slow", "felt_s", "joined_day", "n_active") == [
        1, 0, -0.3, now_s, back[slot] + 1, 0,
    ]  # fmt: skip
    assert get(world.day, 0, "won_back", "joined", "departed", "departed_first") == [1, 0, 1, 1]


def test_the_slot_is_kept_for_who_will_be_back():
    world, _ = after_leaving(range(40), 1)
    stay_away = sum(coins_of_return(slot)[0] >= 0.5 for slot in range(40))
    assert get(world.book, 0, "n_empty") == [stay_away]


def test_who_would_come_back_after_the_horizon_keeps_the_slot_and_stays_away():
    far = {"churn": {"hazard_month": 0.3, "win_back_share": 1, "win_back_d": 1e6}}
    world, back = after_leaving(range(5), 60, **far)
    assert back == {}
    assert get(world.book, 0, "n_empty") == [0]


def test_who_comes_back_may_leave_again_and_counts_once_among_the_first():
    slot = next(slot for slot in range(40) if coins_of_return(slot)[0] < 0.5)
    world, _ = after_leaving([slot], 60)
    world.book["n_departures"] = 0  # the records of the first evening were read
    customers.leaves(world, 60 * DAY_S, slot, 0.0)
    assert get(world.day, 0, "departed", "departed_first") == [2, 1]


def test_customers_at_midnight_include_those_won_back():
    played = chunks(quiet(horizon_d=40, churn={"hazard_month": 3, "win_back_share": 1, "win_back_d": 2},
                          causes={"request": {"issues_per_1000_month": 1}})).whole  # fmt: skip
    days = played.days
    assert days["won_back"].sum() > 300
    assert (days["customers"] == N + np.cumsum(days["won_back"] - days["departed"])).all()
    assert days["departed_first"].sum() < days["departed"].sum()


# --- what sets the company apart ---


@pytest.mark.parametrize(
    ("people", "web", "factor"), [(10, 90, 1 + 0.15 * (1 - 0.1 / 0.4)), (0, 5, 1.15), (50, 50, 1), (0, 0, 1)]
)
def test_a_day_of_contacts_and_what_sets_the_company_apart(people, web, factor):
    world = opened(quiet())
    put(world.book, 0, talks=people, web_sessions=web)
    customers.counts_people(world)
    assert get(world.book, 0, "commodity") == pytest.approx([factor])
    assert get(world.book, 0, "talks", "web_sessions") == [0, 0]


def test_the_days_before_count_less_and_less():
    world = opened(quiet(churn={"commodity_d": 2}))
    for people, web in ((10, 0), (0, 10)):
        put(world.book, 0, talks=people, web_sessions=web)
        customers.counts_people(world)
    left = 10 * math.exp(-0.5)
    assert get(world.book, 0, "with_people", "contacts") == pytest.approx([left, left + 10])
    assert get(world.book, 0, "commodity") == pytest.approx([1 + 0.15 * max(0, 1 - left / (left + 10) / 0.4)])


def test_without_people_more_customers_leave_at_their_renewal():
    left = []
    for commodity in (1.0, 1.5):
        world = opened(quiet(**CHURN))
        put(world.book, 0, commodity=commodity)
        for slot in range(N):
            put(world.book, 0, n_departures=0)  # there is room for those of a day
            customers.renews(world, 3, slot)
        left.append(~world.customers["alive"][:N])
    assert (left[0] <= left[1]).all()
    assert left[1].sum() == pytest.approx(N * (1 - math.exp(-0.45)), rel=0.15)


# --- classes of customers ---


def test_renewals_are_counted_by_class_of_loyalty_and_need():
    world, before = renewed(3, customers={"need": {"a": 2, "b": 1.5}})
    rows = world.renewal_days[:10]
    edges = (-1, -0.3, 0.3, 1)
    expected = [0] * 10
    for slot, loyalty in before.items():
        expected[2 * sum(loyalty >= edge for edge in edges) + int(world.customers["need"][slot] >= 0.35)] += 1
    assert rows["renewals"].tolist() == expected
    assert rows["departed"].sum() == world.day["departed"][0]
    assert rows["loyalty"].sum() == pytest.approx(world.day["loyalty"][0])
    assert [rows[name].sum() for name in ("margin_usd", "purchases_usd")] == pytest.approx(
        [world.day[name][0] for name in ("margin_usd", "purchases_usd")]
    )


def test_crunch_months_are_counted_apart():
    world, before = renewed(3, churn={"hazard_month": 0.3, "crunch_share": 0.4})
    crunch = sum(drawn(slot, 0)[1] < 0.4 for slot in before)
    rows = world.renewal_days[:10]
    assert rows["crunch"].sum() == crunch
    assert 0 < rows["crunch_departed"].sum() < rows["departed"].sum()


def test_who_had_no_human_touch_for_half_a_year_is_untouched():
    world = opened(quiet(churn={"hazard_month": 0}))
    for slot, days in enumerate((179.9, 180.0, 400.0)):
        put(world.customers, slot, touched_s=-days * DAY_S + DAY_S)
        customers.renews(world, 0, slot)
    rows = world.renewal_days[:10]
    assert rows["untouched"].sum() == 2
    assert rows["untouched_loyalty"].sum() == pytest.approx(sum(loyalty_now(world, DAY_S, slot) for slot in (1, 2)))


def test_each_day_has_its_rows_of_classes_and_they_sum_to_the_day():
    played = chunks(quiet(horizon_d=35, causes={"request": {"issues_per_1000_month": 1}}, **CHURN)).whole
    rows = played.renewal_days
    assert rows["day"].tolist() == [day for day in range(35) for _ in range(10)]
    assert np.bincount(rows["day"], weights=rows["renewals"]).tolist() == played.days["renewals"].tolist()
    assert np.bincount(rows["day"], weights=rows["departed"]).tolist() == played.days["departed"].tolist()


# --- who is hired, and whose agents they are ---


def dispositions(**parts):
    world = opened(quiet(morale={"quits_year": 1e9, "vacancy_d": 1}, **parts))
    before = world.agents["disposition"].copy()
    for day in (0, 1):
        put(world.book, 0, n_seats=0)
        agents.agents_evening(world, day)
    return before, world.agents["disposition"].copy()


def test_hiring_for_disposition_reaches_those_who_are_hired_from_then_on():
    there, hired = dispositions()
    there_too, chosen = dispositions(policy={"hire_disposition": 0.5})
    assert (there == there_too).all()
    inside = (chosen < 1) & (hired > 0)
    assert chosen[inside] - hired[inside] == pytest.approx(0.25 * 0.5)


def test_a_vendors_agents_quit_more_often():
    quits = {}
    for factor in (1, 1.45):
        vendor = {"policy": {"contract": "per_minute"}, "outsourcing": {"quits_factor": factor}}
        world = opened(quiet(morale={"quits_year": 200}, **vendor))
        agents.agents_evening(world, 0)
        quits[factor] = ~world.agents["taken"]
    rate = 200 * 1.45 / 365  # at morale .5
    salted = int(world.groups["salt"][0])
    below = [uniforms(1, 0, QUIT, (agent << 21, salted), 0)[0] < 1 - math.exp(-rate) for agent in range(len(quits[1]))]
    assert quits[1.45].tolist() == below
    assert (quits[1] <= quits[1.45]).all()


@pytest.mark.parametrize("told", [-3.0, 3.0])
def test_newcomers_missed_are_those_the_reference_reputation_would_have_brought(told):
    world = opened(quiet(reputation={"joins_share_month": 0.3}, customers={"slots_per_customer": 1.5}))
    put(world.book, 0, told=told)
    customers.newcomers(world, 4)
    factor = math.exp(0.15 * math.tanh((get(world.day, 0, "reputation")[0] + 4.7) / 3))
    assert get(world.day, 0, "joins_missed") == pytest.approx([0.01 * N * (1 - factor)])
