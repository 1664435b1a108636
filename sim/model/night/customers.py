"""Nightly updates of customers: renewal, churn, win-back, new customers."""

import math

import numpy as np

from sim.compiled.draws import COMEBACK, JOIN, MONTH, PAST, SLOT, TRAITS, uniforms
from sim.compiled.due_list import NO_PAGE, put, take
from sim.compiled.jit import compiled
from sim.compiled.quantiles import beta, beta_below, beta_mean, exponential, lognormal, normal, poisson
from sim.model.contact.loyalty import for_churn, for_spending, loyalty_now, states_now
from sim.model.world.addresses import customer_address, subject_draws
from sim.model.world.records import N_NEEDS
from sim.model.world.state import NEVER_S, World
from sim.rules.bounds import half
from sim.rules.churn import commodity_factor, goes, hazard, months_worth
from sim.rules.loyalty import loyalty_class
from sim.rules.reputation import joins_factor
from sim.rules.spending import baskets, spend_usd_month
from sim.time_units import DAY_S, MONTH_D

N_POINTS = 256
UNTOUCHED_D = 180.0  # who had no human touch for as long counts as untouched


FELT_BEFORE_D, TOUCHED_BEFORE_D, PITCHED_BEFORE_D = 90.0, 200.0, 400.0  # history of those who are new to us: model 2


@compiled
def slot_traits(seed: int, replication: int, slot: int, propensity_scv: float) -> tuple[float, int]:
    """Traits of a slot that survive a change of customer: propensity to have issues, day of the renewal."""
    propensity_u, renewal_u, _, _ = uniforms(seed, replication, SLOT, (slot, 0), 0)
    return lognormal(1.0, propensity_scv, propensity_u), int(MONTH_D * renewal_u)


@compiled
def draw_slots(key: tuple[int, int], propensity_scv: float, propensity: np.ndarray, renewal_day: np.ndarray) -> None:
    """Draw the traits of all slots in one replication."""
    seed, replication = key
    for slot in range(len(propensity)):
        propensity[slot], renewal_day[slot] = slot_traits(seed, replication, slot, propensity_scv)


@compiled
def begins_anew(world: World, now_s: float, slot: int, slow: float) -> None:
    """Start a customer in a slot, without experience except what is left of an earlier stay."""
    customer = world.customers[slot]
    customer.alive = True
    customer.joined_day = int(now_s // DAY_S)
    customer.fast, customer.slow = 0.0, slow
    customer.fast_connection = customer.slow_connection = 0.0
    customer.faded_s = customer.felt_s = now_s
    customer.shielded_until_s = -NEVER_S
    customer.n_active = 0
    customer.open_until_s[0] = customer.open_until_s[1] = -NEVER_S


@compiled
def list_points(world: World, first: int, a: float, b: float) -> None:
    """Fill the points of a Beta(a, b), one for each of equally likely pieces: a near one saves two steps of three."""
    at_mean = beta_mean(a, b)
    for place in range(N_POINTS):
        point = world.points[first + place]
        point.log_scale, point.x, point.share, point.density = at_mean
        x = beta(a, b, at_mean, (place + 0.5) / N_POINTS)
        if 0 < x < 1:  # of extreme shapes nearly all lies at the ends
            point.x = x
            point.share, point.density = beta_below(a, b, point.log_scale, x)


@compiled
def trait(world: World, first: int, a: float, b: float, u: float) -> float:
    """Quantile of a Beta(a, b) whose points begin at a row."""
    point = world.points[first + int(u * N_POINTS)]
    return beta(a, b, (point.log_scale, point.x, point.share, point.density), u)


@compiled
def moves_in(world: World, now_s: float, slot: int) -> None:
    """Draw a new customer into an empty slot."""
    customer, rule = world.customers[slot], world.model[0].customers
    margin_u, baseline_u, need_u, skill_u = subject_draws(world, TRAITS, customer_address(world, slot), 0)
    touched_u, _, _, _ = subject_draws(world, PAST, customer_address(world, slot), 0)
    begins_anew(world, now_s, slot, 0.0)
    customer.margin_usd_month = lognormal(rule.margin_usd_month, rule.margin_cv * rule.margin_cv, margin_u)
    customer.baseline = rule.loyalty_sd * normal(baseline_u)
    customer.need = trait(world, 0, rule.need.a, rule.need.b, need_u)
    customer.skill = trait(world, N_POINTS, rule.digital_skill.a, rule.digital_skill.b, skill_u)
    customer.felt_s = now_s - FELT_BEFORE_D * DAY_S
    customer.touched_s = now_s - TOUCHED_BEFORE_D * DAY_S * touched_u
    customer.pitched_s = now_s - PITCHED_BEFORE_D * DAY_S
    customer.learned = False


@compiled
def counts_people(world: World) -> None:
    """Update the share of recent contacts with a person, on which the commodity effect depends."""
    book, rule = world.book[0], world.model[0].churn
    kept = math.exp(-1.0 / rule.commodity_d)
    book.with_people = book.with_people * kept + book.talks
    book.contacts = book.contacts * kept + book.talks + book.web_sessions
    book.talks = book.web_sessions = 0
    book.commodity = commodity_factor(rule.commodity, book.with_people, book.contacts, rule.commodity_below)


@compiled
def n_open(world: World, now_s: float, slot: int) -> int:
    """Open issues of a customer: in progress, or given up recently."""
    customer = world.customers[slot]
    return customer.n_active + (customer.open_until_s[0] > now_s) + (customer.open_until_s[1] > now_s)


@compiled
def will_be_back(world: World, now_s: float, slot: int) -> bool:
    """Draw whether and when a churned customer returns; the slot is reserved until then."""
    rule = world.model[0].churn
    if rule.win_back_share == 0:
        return False
    back_u, delay_u, _, _ = subject_draws(world, COMEBACK, customer_address(world, slot), 0)
    if back_u >= rule.win_back_share / world.book[0].fee_factor:
        return False
    day = int(now_s // DAY_S) + int(exponential(rule.win_back_d, delay_u))
    if day < len(world.returning.heads):
        world.returners[put(world.returning, day)] = slot
    return True


@compiled
def leaves(world: World, now_s: float, slot: int, loyalty: float) -> None:
    """A customer churns; the slot may serve a new customer."""
    customer, rule, spending = world.customers[slot], world.model[0].churn, world.model[0].spending
    row, today, book = world.departures[world.book[0].n_departures], world.day[0], world.book[0]
    book.n_departures += 1
    row.day, row.slot, row.generation = int(now_s // DAY_S) - 1, slot, customer.generation
    row.n_open, row.joined_day = n_open(world, now_s, slot), customer.joined_day
    row.margin_usd_month, row.loyalty = customer.margin_usd_month, loyalty
    leaving = hazard(rule.hazard_month * book.fee_factor, 0.0, 0.0)
    worth = months_worth(leaving, rule.discount_year, rule.value_months)
    buying = for_spending(world, loyalty, states_now(world, now_s, slot))
    spend = spend_usd_month(spending.spend_usd_month, spending.gamma, buying)
    row.lost_usd = (customer.margin_usd_month + spend / book.fee_factor + book.fee_usd_month) * worth
    today.lost_usd += row.lost_usd
    today.departed += 1
    today.departed_first += customer.generation == 0
    customer.alive = False
    if will_be_back(world, now_s, slot):
        return
    world.empty_slots[(book.first_empty + book.n_empty) % len(world.empty_slots)] = slot
    book.n_empty += 1


@compiled
def renewal_row(world: World, now_s: float, slot: int, loyalty: float, states: tuple[float, float]) -> int:
    """Row of the customer's class; counts them among the renewals."""
    customer, need_cut = world.customers[slot], world.model[0].customers.need_cut
    place = world.book[0].n_renewal_days + N_NEEDS * loyalty_class(loyalty) + int(customer.need >= need_cut)
    row = world.renewal_days[place]
    row.renewals += 1
    row.loyalty += loyalty
    row.satisfaction += states[0]
    row.connection += states[1]
    row.connected += states[1] > world.book[0].connected_above
    if now_s - customer.touched_s >= UNTOUCHED_D * DAY_S:
        row.untouched += 1
        row.untouched_loyalty += loyalty
    return place


@compiled
def renews(world: World, day: int, slot: int) -> None:
    """The monthly renewal: the customer stays and pays, or churns."""
    now_s = (day + 1) * DAY_S
    customer, rule, spending = world.customers[slot], world.model[0].churn, world.model[0].spending
    renewal_u, crunch_u, spend_u, _ = subject_draws(world, MONTH, customer_address(world, slot), day // MONTH_D)
    loyalty = loyalty_now(world, now_s, slot)
    states = states_now(world, now_s, slot)
    row = world.renewal_days[renewal_row(world, now_s, slot, loyalty, states)]
    world.day[0].renewals += 1
    world.day[0].loyalty += loyalty
    rate, slope = rule.hazard_month * (1.0 + rule.open_issue * min(2, n_open(world, now_s, slot))), rule.beta
    rate *= world.book[0].commodity * world.book[0].fee_factor
    crunch = crunch_u < rule.crunch_share
    row.crunch += crunch
    if crunch:
        rate, slope = rate * rule.crunch_hazard, slope * rule.crunch_beta
    if goes(rate, slope, for_churn(world, loyalty, states), renewal_u):
        row.departed += 1
        row.crunch_departed += crunch
        leaves(world, now_s, slot, loyalty)
        return
    buying = for_spending(world, loyalty, states)
    mean = spending.spend_usd_month / spending.basket_usd / world.book[0].fee_factor
    bought = baskets(mean, spending.gamma, buying, spend_u)
    world.day[0].margin_usd += customer.margin_usd_month
    world.day[0].purchases_usd += bought * spending.basket_usd
    row.margin_usd += customer.margin_usd_month
    row.purchases_usd += bought * spending.basket_usd


@compiled
def come_back(world: World, day: int) -> None:
    """Win back customers whose time has come, with their memory."""
    row = take(world.returning, day)
    while row != NO_PAGE:
        slot = world.returners[row]
        world.customers[slot].generation += 1  # issues of the earlier stay are no longer pursued
        begins_anew(world, (day + 1) * DAY_S, slot, world.model[0].churn.win_back_loyalty)
        world.day[0].won_back += 1
        row = take(world.returning, day)


@compiled
def newcomers(world: World, day: int) -> None:
    """New customers join, as many as reputation brings and slots allow."""
    model, book = world.model[0], world.book[0]
    rule = model.reputation
    world.day[0].reputation = world.day[0].reputation * half(DAY_S, rule.half_life_d) + book.told
    book.told = 0.0
    usual = rule.joins_share_month / MONTH_D * model.customers.n_start / book.fee_factor
    expected = usual * joins_factor(world.day[0].reputation, rule.reference, rule.slope, rule.scale)
    world.day[0].joins_missed = usual - expected
    joins_u, _, _, _ = subject_draws(world, JOIN, (0, 0), day)
    for _ in range(min(poisson(expected, joins_u), book.n_empty)):
        slot = world.empty_slots[book.first_empty]
        book.first_empty = (book.first_empty + 1) % len(world.empty_slots)
        book.n_empty -= 1
        world.customers[slot].generation += 1
        moves_in(world, (day + 1) * DAY_S, slot)
        world.day[0].joined += 1


@compiled
def list_connection(world: World, now_s: float, connection: np.ndarray) -> None:
    """Write the connection of the first customers, as many as the list has room for."""
    for slot in range(len(connection)):
        connection[slot] = states_now(world, now_s, slot)[1]


@compiled
def customers_value_usd(world: World, now_s: float) -> float:
    """Expected margin, purchases and fees of the current customers, discounted to now. Source: model 11."""
    rule, spending, memory = world.model[0].churn, world.model[0].spending, world.model[0].loyalty
    book = world.book[0]
    total = 0.0
    for slot in range(len(world.customers)):
        customer = world.customers[slot]
        if customer.alive:
            left = half(now_s - customer.faded_s, memory.slow_half_life_d)
            lasting = customer.baseline + customer.slow * left
            states = (customer.slow - customer.slow_connection) * left, customer.slow_connection * left
            mean_usd = spending.spend_usd_month / book.fee_factor
            spend = spend_usd_month(mean_usd, spending.gamma, for_spending(world, lasting, states))
            leaving = hazard(rule.hazard_month * book.fee_factor, rule.beta, for_churn(world, lasting, states))
            a_month = customer.margin_usd_month + spend + book.fee_usd_month
            total += a_month * months_worth(leaving, rule.discount_year, rule.value_months)
    return total
