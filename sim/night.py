"""What happens between two days: customers renew or leave or join, agents quit and are hired."""

import math

import numpy as np

from sim import duty, talk
from sim.births import ROW_BITS, coins_of, draws_next, waits
from sim.books import opens_renewals, record_day
from sim.company import focus_fades, units_react
from sim.diary import NO_PAGE, put, take
from sim.draws import COMEBACK, JOIN, MONTH, PAST, PERSON, QUIT, SLOT, TRAITS, uniforms
from sim.jit import called, compiled
from sim.lines import OFF, agent_row, remove
from sim.memory import loyalty_now
from sim.quantiles import beta, exponential, lognormal, normal, poisson
from sim.records import N_NEEDS, Turnover
from sim.rules.bounds import DAY_S, half
from sim.rules.churn import commodity_factor, goes, hazard, months_worth
from sim.rules.loyalty import freedom, loyalty_class
from sim.rules.morale import pulled, quits_share
from sim.rules.reputation import joins_factor
from sim.rules.spending import baskets, spend_usd_month
from sim.tables import prefetch
from sim.world import NEVER_S, OFF_DUTY, Calendar, World

QUITS, HIRED = int(Turnover.quit), int(Turnover.hire)
MONTH_D = 30
UNTOUCHED_D = 180.0  # who had no human touch for as long counts as untouched
AHEAD = 6  # rows that are on their way from memory
FELT_BEFORE_D, TOUCHED_BEFORE_D, PITCHED_BEFORE_D = 90.0, 200.0, 400.0  # history of those who are new to us: MODEL 2


@compiled
def customer_address(world: World, slot: int) -> tuple[int, int]:
    """A slot and the generation in it."""
    return (slot << ROW_BITS) + world.customers[slot].generation, 0


@compiled
def agent_address(world: World, agent: int) -> tuple[int, int]:
    """A seat of a group and the hires into it: other groups and seats change nothing."""
    worker = world.agents[agent]
    group = world.groups[worker.group]
    return ((agent - group.first_agent) << ROW_BITS) + worker.hires, group.salt


@compiled
def slot_traits(seed: int, replication: int, slot: int, propensity_scv: float) -> tuple[float, int]:
    """What belongs to a slot and survives a change of customer: propensity to have issues, day of the renewal."""
    propensity_u, renewal_u, _, _ = uniforms(seed, replication, SLOT, (slot, 0), 0)
    return lognormal(1.0, propensity_scv, propensity_u), int(MONTH_D * renewal_u)


@compiled
def draw_slots(key: tuple[int, int], propensity_scv: float, propensity: np.ndarray, renewal_day: np.ndarray) -> None:
    """The traits of all slots, in the world of a seed and a replication."""
    seed, replication = key
    for slot in range(len(propensity)):
        propensity[slot], renewal_day[slot] = slot_traits(seed, replication, slot, propensity_scv)


@compiled
def begins_anew(world: World, now_s: float, slot: int, slow: float) -> None:
    """Somebody is a customer from now on, with no experience but what is left of an earlier stay."""
    customer = world.customers[slot]
    customer.alive = True
    customer.joined_day = int(now_s // DAY_S)
    customer.fast, customer.slow, customer.felt_s = 0.0, slow, now_s
    customer.shielded_until_s = -NEVER_S
    customer.n_active = 0
    customer.open_until_s[0] = customer.open_until_s[1] = -NEVER_S


@compiled
def moves_in(world: World, now_s: float, slot: int) -> None:
    """A customer moves into an empty slot."""
    customer, rule = world.customers[slot], world.model[0].customers
    margin_u, baseline_u, need_u, skill_u = coins_of(world, TRAITS, customer_address(world, slot), 0)
    touched_u, _, _, _ = coins_of(world, PAST, customer_address(world, slot), 0)
    begins_anew(world, now_s, slot, 0.0)
    customer.margin_usd_month = lognormal(rule.margin_usd_month, rule.margin_cv * rule.margin_cv, margin_u)
    customer.baseline = rule.loyalty_sd * normal(baseline_u)
    customer.need = beta(rule.need.a, rule.need.b, need_u)
    customer.skill = beta(rule.digital_skill.a, rule.digital_skill.b, skill_u)
    customer.felt_s = now_s - FELT_BEFORE_D * DAY_S
    customer.touched_s = now_s - TOUCHED_BEFORE_D * DAY_S * touched_u
    customer.pitched_s = now_s - PITCHED_BEFORE_D * DAY_S
    customer.learned = False


@compiled
def hires(world: World, agent: int, now_s: float, disposition: float) -> None:
    """A new person takes the seat, of this disposition on average."""
    worker, model = world.agents[agent], world.model[0]
    disposition_u, speed_u, _, _ = coins_of(world, PERSON, agent_address(world, agent), 0)
    rule = model.morale
    worker.taken, worker.notice = True, False
    worker.hired_s = now_s
    worker.disposition = min(1.0, max(0.0, disposition + rule.disposition_sd * normal(disposition_u)))
    worker.speed = lognormal(1.0, model.learning.speed_cv * model.learning.speed_cv, speed_u)
    worker.morale = rule.start


@compiled
def settles(world: World, calendar: Calendar, propensity: np.ndarray) -> None:
    """The world on the morning of day 0: customers, births to come, and agents with the tenure they have by now."""
    for slot in range(len(world.customers)):
        if slot < world.model[0].customers.n_start:
            moves_in(world, 0.0, slot)
        if slot >= len(propensity):  # a table brings the births
            continue
        for cause in range(len(world.causes)):
            process = calendar.at_work[0]
            process.slot, process.cause, process.number = slot, cause, 0
            process.propensity, process.due = propensity[slot], 0.0
            draws_next(world, calendar)
            waits(calendar)
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        # those who are there were hired before the policy
        hires(world, agent, 0.0, world.model[0].morale.disposition_mean)
        _, _, tenure_u, _ = coins_of(world, PERSON, agent_address(world, agent), 0)
        quits_year = world.model[0].morale.quits_year * world.model[0].crew.quits_factor
        worker.hired_s = -exponential(365.0 / quits_year, tenure_u) * DAY_S if quits_year > 0 else -math.inf
        talk.prepares(world, 0.0, agent)
        duty.rests_off_duty(world, agent)


@compiled
def record_seat(world: World, calendar: Calendar, agent: int, day: int, turnover: int) -> None:
    """One row for a quit or a hire."""
    worker = world.agents[agent]
    row = calendar.seats[world.book[0].n_seats]
    world.book[0].n_seats += 1
    row.day, row.group, row.agent, row.turnover = day, worker.group, agent, turnover
    row.tenure_d = ((day + 1) * DAY_S - worker.hired_s) / DAY_S
    row.morale = worker.morale


@compiled
def moved(world: World, agent: int) -> float:
    """Morale after the day's work."""
    worker, rule, policy = world.agents[agent], world.model[0].morale, world.model[0].policy
    pride = worker.solved / worker.talks * freedom(policy.script, policy.authority)
    occupancy = worker.busy_s / worker.on_duty_s if worker.on_duty_s > 0 else 0.0
    appeal = (
        rule.pride * (pride - rule.pride_reference)
        - rule.dead_end * (worker.dead_ends / worker.talks - rule.dead_end_reference)
        - rule.upset * (worker.upset / worker.talks - rule.upset_reference)
        - rule.occupancy * max(0.0, occupancy - rule.occupancy_reference)
        + rule.disposition * (worker.disposition - rule.disposition_mean)
    )
    return pulled(worker.morale, appeal, rule.pull_d)


@compiled
def goes_or_stays(world: World, calendar: Calendar, agent: int, day: int) -> None:
    """An agent may give notice, and leaves at the end of a shift; an empty seat is filled after a while."""
    worker, rule = world.agents[agent], world.model[0].morale
    if not worker.taken:
        if day + 1 >= worker.vacant_until_day:
            worker.hires += 1
            reach = rule.hire_reach * world.model[0].policy.hire_disposition
            hires(world, agent, (day + 1) * DAY_S, rule.disposition_mean + reach)
            duty.rests_off_duty(world, agent)
            record_seat(world, calendar, agent, day, HIRED)
        return
    quit_u, _, _, _ = coins_of(world, QUIT, agent_address(world, agent), day)
    if quit_u < quits_share(rule.quits_year * world.model[0].crew.quits_factor, rule.kappa, worker.morale):
        worker.notice = True
    if worker.notice and worker.state == OFF_DUTY:
        record_seat(world, calendar, agent, day, QUITS)
        remove(world, agent_row(world, agent, OFF))
        worker.taken = False
        worker.vacant_until_day = day + 1 + int(rule.vacancy_d)


@compiled
def agents_evening(world: World, calendar: Calendar, day: int) -> None:
    """Morale, quits and hires; then the day's counts start again."""
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        if worker.taken and worker.talks > 0:
            worker.morale = moved(world, agent)
        goes_or_stays(world, calendar, agent, day)
        worker.on_duty_s = worker.busy_s = 0.0
        worker.talks = worker.solved = worker.dead_ends = worker.upset = 0


@compiled
def company_evening(world: World, day: int) -> None:
    """Focus fades and units react; what agents bring to tomorrow's talks follows."""
    focus_fades(world, day + 1.0)
    units_react(world, day + 1.0)
    for agent in range(len(world.agents)):
        talk.prepares(world, (day + 1) * DAY_S, agent)


@compiled
def counts_people(world: World) -> None:
    """How many of the contacts of late were with people: without any, nothing sets the company apart."""
    book, rule = world.book[0], world.model[0].churn
    kept = math.exp(-1.0 / rule.commodity_d)
    book.with_people = book.with_people * kept + book.talks
    book.contacts = book.contacts * kept + book.talks + book.web_sessions
    book.talks = book.web_sessions = 0
    book.commodity = commodity_factor(rule.commodity, book.with_people, book.contacts, rule.commodity_below)


@compiled
def n_open(world: World, now_s: float, slot: int) -> int:
    """Open issues of a customer: those in progress and those given up not long ago."""
    customer = world.customers[slot]
    return customer.n_active + (customer.open_until_s[0] > now_s) + (customer.open_until_s[1] > now_s)


@compiled
def will_be_back(world: World, calendar: Calendar, now_s: float, slot: int) -> bool:
    """Whether somebody who leaves comes back some day, in the horizon or after it: the slot is kept for them."""
    rule = world.model[0].churn
    if rule.win_back_share == 0:
        return False
    back_u, delay_u, _, _ = coins_of(world, COMEBACK, customer_address(world, slot), 0)
    if back_u >= rule.win_back_share:
        return False
    day = int(now_s // DAY_S) + int(exponential(rule.win_back_d, delay_u))
    if day < len(calendar.returning.heads):
        calendar.returners[put(calendar.returning, day)] = slot
    return True


@compiled
def leaves(world: World, calendar: Calendar, now_s: float, slot: int, loyalty: float) -> None:
    """A customer is lost; their slot may serve a newcomer."""
    customer, rule, spending = world.customers[slot], world.model[0].churn, world.model[0].spending
    row, today, book = calendar.departures[world.book[0].n_departures], world.day[0], world.book[0]
    book.n_departures += 1
    row.day, row.slot, row.generation = int(now_s // DAY_S) - 1, slot, customer.generation
    row.n_open, row.joined_day = n_open(world, now_s, slot), customer.joined_day
    row.margin_usd_month, row.loyalty = customer.margin_usd_month, loyalty
    worth = months_worth(hazard(rule.hazard_month, 0.0, 0.0), rule.discount_year, rule.value_months)
    spend = spend_usd_month(spending.spend_usd_month, spending.gamma, loyalty)
    row.lost_usd = (customer.margin_usd_month + spend) * worth
    today.lost_usd += row.lost_usd
    today.departed += 1
    today.departed_first += customer.generation == 0
    customer.alive = False
    if will_be_back(world, calendar, now_s, slot):
        return
    calendar.empty_slots[(book.first_empty + book.n_empty) % len(calendar.empty_slots)] = slot
    book.n_empty += 1


@compiled
def renewal_row(world: World, calendar: Calendar, now_s: float, slot: int, loyalty: float) -> int:
    """Row of the customer's class, in which they are counted among those asked."""
    customer, need_cut = world.customers[slot], world.model[0].customers.need_cut
    place = world.book[0].n_renewal_days + N_NEEDS * loyalty_class(loyalty) + int(customer.need >= need_cut)
    row = calendar.renewal_days[place]
    row.renewals += 1
    row.loyalty += loyalty
    if now_s - customer.touched_s >= UNTOUCHED_D * DAY_S:
        row.untouched += 1
        row.untouched_loyalty += loyalty
    return place


@compiled
def renews(world: World, calendar: Calendar, day: int, slot: int) -> None:
    """The monthly renewal: stays and pays, or leaves."""
    now_s = (day + 1) * DAY_S
    customer, rule, spending = world.customers[slot], world.model[0].churn, world.model[0].spending
    renewal_u, crunch_u, spend_u, _ = coins_of(world, MONTH, customer_address(world, slot), day // MONTH_D)
    loyalty = loyalty_now(world, now_s, slot)
    row = calendar.renewal_days[renewal_row(world, calendar, now_s, slot, loyalty)]
    world.day[0].renewals += 1
    world.day[0].loyalty += loyalty
    rate, slope = rule.hazard_month * (1.0 + rule.open_issue * min(2, n_open(world, now_s, slot))), rule.beta
    rate *= world.book[0].commodity
    crunch = crunch_u < rule.crunch_share
    row.crunch += crunch
    if crunch:
        rate, slope = rate * rule.crunch_hazard, slope * rule.crunch_beta
    if goes(rate, slope, loyalty, renewal_u):
        row.departed += 1
        row.crunch_departed += crunch
        leaves(world, calendar, now_s, slot, loyalty)
        return
    bought = baskets(spending.spend_usd_month / spending.basket_usd, spending.gamma, loyalty, spend_u)
    world.day[0].margin_usd += customer.margin_usd_month
    world.day[0].purchases_usd += bought * spending.basket_usd
    row.margin_usd += customer.margin_usd_month
    row.purchases_usd += bought * spending.basket_usd


@compiled
def come_back(world: World, calendar: Calendar, day: int) -> None:
    """Customers who left are won back, without any doing: the same people, who have not forgotten."""
    row = take(calendar.returning, day)
    while row != NO_PAGE:
        slot = calendar.returners[row]
        world.customers[slot].generation += 1  # issues of the earlier stay are no longer pursued
        begins_anew(world, (day + 1) * DAY_S, slot, world.model[0].churn.win_back_loyalty)
        world.day[0].won_back += 1
        row = take(calendar.returning, day)


@compiled
def newcomers(world: World, calendar: Calendar, day: int) -> None:
    """Customers join, as many as the company's reputation brings and as there is room for."""
    model, book = world.model[0], world.book[0]
    rule = model.reputation
    world.day[0].reputation = world.day[0].reputation * half(DAY_S, rule.half_life_d) + book.told
    book.told = 0.0
    factor = joins_factor(world.day[0].reputation, rule.reference, rule.slope, rule.scale)
    expected = rule.joins_share_month / MONTH_D * model.customers.n_start * factor
    world.day[0].joins_missed = rule.joins_share_month / MONTH_D * model.customers.n_start - expected
    joins_u, _, _, _ = coins_of(world, JOIN, (0, 0), day)
    for _ in range(min(poisson(expected, joins_u), book.n_empty)):
        slot = calendar.empty_slots[book.first_empty]
        book.first_empty = (book.first_empty + 1) % len(calendar.empty_slots)
        book.n_empty -= 1
        world.customers[slot].generation += 1
        moves_in(world, (day + 1) * DAY_S, slot)
        world.day[0].joined += 1


@compiled
def day_ends_s(world: World, day: int) -> float:
    """Midnight, or when the horizon ends before."""
    return min((day + 1) * DAY_S, world.model[0].end_s)


@called
def evening(world: World, calendar: Calendar, day: int) -> None:
    """Close the day: cut times at its end, then agents, renewals and newcomers."""
    duty.midnight(world, calendar, day_ends_s(world, day))
    agents_evening(world, calendar, day)
    company_evening(world, day)
    counts_people(world)
    opens_renewals(world, calendar, day)
    renewing = day % MONTH_D
    for i in range(calendar.first_renewing[renewing], calendar.first_renewing[renewing + 1]):
        # customers lie far apart: to ask for the ones to come halves the time of the night
        prefetch(world.customers, calendar.renewing[min(i + AHEAD, len(calendar.renewing) - 1)])
        slot = calendar.renewing[i]
        if world.customers[slot].alive:
            renews(world, calendar, day, slot)
    come_back(world, calendar, day)
    newcomers(world, calendar, day)
    record_day(world, calendar, day)
    world.book[0].day = day + 1


@compiled
def customers_value_usd(world: World, now_s: float) -> float:
    """Expected margin and spend of the customers there are, discounted to now. Source: MODEL 11."""
    rule, spending, memory = world.model[0].churn, world.model[0].spending, world.model[0].loyalty
    total = 0.0
    for slot in range(len(world.customers)):
        customer = world.customers[slot]
        if customer.alive:
            lasting = customer.baseline + customer.slow * half(now_s - customer.felt_s, memory.slow_half_life_d)
            spend = spend_usd_month(spending.spend_usd_month, spending.gamma, lasting)
            leaving = hazard(rule.hazard_month, rule.beta, lasting)
            total += (customer.margin_usd_month + spend) * months_worth(leaving, rule.discount_year, rule.value_months)
    return total


ONCE = (draw_slots, settles, customers_value_usd)  # what a replication calls at its start and its end
