"""What happens between two days: births are listed, customers renew or leave or join, agents quit and are hired."""

import math

from sim import floor
from sim.agenda import N_EVENTS, pop, push
from sim.clock import clock_s, interval_at
from sim.draws import GAP, JOIN, MONTH, NATURE, PAST, PERSON, QUIT, SLOT, SYMPTOM, TRAITS, uniforms
from sim.jit import compiled
from sim.life import loyalty_now
from sim.quantiles import beta, exponential, lognormal, normal, poisson
from sim.records import Demand, Turnover
from sim.rules.bounds import DAY_S, half, ticked
from sim.rules.causes import wants_reassurance, work_s
from sim.rules.churn import hazard, months_worth
from sim.rules.law import duration_s
from sim.rules.loyalty import freedom
from sim.rules.morale import pulled, quits_share
from sim.rules.reputation import joins_factor
from sim.rules.spending import spend_usd_month
from sim.tables import fetch
from sim.talk import coins
from sim.world import NEVER_S, NOBODY, OFF_DUTY, Calendar, World

FAILURE, VALUE, REPEAT_UNIT = int(Demand.failure), int(Demand.value), int(Demand.repeat_unit)
QUITS, HIRED = int(Turnover.quit), int(Turnover.hire)
MONTH_D = 30
AHEAD = 6  # customers whose rows are on their way from memory
# how a number in a row, and a generation or a symptom behind it, make one address
ROW_BITS, NUMBER_BITS = 21, 1
FELT_BEFORE_D, TOUCHED_BEFORE_D = 90.0, 200.0  # history of those who are new to us: MODEL 2


@compiled
def coins_of(world: World, stream: int, subject: tuple[int, int], occasion: int) -> tuple[float, float, float, float]:
    """Four coins of whoever this is."""
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)


@compiled
def customer_address(world: World, slot: int) -> tuple[int, int]:
    """A slot and the generation in it."""
    return (slot << ROW_BITS) + world.customers[slot].generation, 0


@compiled
def agent_address(world: World, agent: int) -> tuple[int, int]:
    """A seat of a skill and the hires into it: other skills and seats change nothing."""
    worker = world.agents[agent]
    group = world.skills[worker.skill]
    return ((agent - group.first_agent) << ROW_BITS) + worker.hires, group.salt


@compiled
def process_address(world: World, process: int) -> tuple[int, int]:
    """A slot and a cause."""
    n_causes = len(world.causes)
    return process // n_causes, world.causes[process % n_causes].salt


@compiled
def slot_traits(seed: int, replication: int, slot: int, propensity_scv: float) -> tuple[float, int]:
    """What belongs to a slot and survives a change of customer: propensity to have issues, day of the renewal."""
    propensity_u, renewal_u, _, _ = uniforms(seed, replication, SLOT, (slot, 0), 0)
    return lognormal(1.0, propensity_scv, propensity_u), int(MONTH_D * renewal_u)


@compiled
def is_born(world: World, now_s: float, slot: int) -> None:
    """A customer moves into an empty slot."""
    customer, rule = world.customers[slot], world.model[0].customers
    margin_u, baseline_u, need_u, skill_u = coins_of(world, TRAITS, customer_address(world, slot), 0)
    touched_u, _, _, _ = coins_of(world, PAST, customer_address(world, slot), 0)
    customer.alive = True
    customer.joined_day = int(now_s // DAY_S)
    customer.margin_usd_month = lognormal(rule.margin_usd_month, rule.margin_cv * rule.margin_cv, margin_u)
    customer.baseline = rule.loyalty_sd * normal(baseline_u)
    customer.need = beta(rule.need.a, rule.need.b, need_u)
    customer.skill = beta(rule.digital_skill.a, rule.digital_skill.b, skill_u)
    customer.fast = customer.slow = 0.0
    customer.felt_s = now_s - FELT_BEFORE_D * DAY_S
    customer.touched_s = now_s - TOUCHED_BEFORE_D * DAY_S * touched_u
    customer.shielded_until_s = -NEVER_S
    customer.n_active = 0
    customer.open_until_s[0] = customer.open_until_s[1] = -NEVER_S


@compiled
def is_due(world: World, calendar: Calendar, process: int) -> None:
    """The next birth of a (slot, cause) is drawn, and the process waits in the list of its day."""
    n_causes, waiting = len(world.causes), calendar.processes[process]
    births = world.cumulative[process % n_causes]
    gap_u, _, _, _ = coins_of(world, GAP, process_address(world, process), waiting.number)
    waiting.due += exponential(1.0 / calendar.propensity[process // n_causes], gap_u)
    if waiting.due < births[len(births) - 1]:
        day = int(interval_at(births, waiting.due) * world.model[0].interval_s // DAY_S)
        waiting.following = calendar.first_process[day]
        calendar.first_process[day] = process


@compiled
def hires(world: World, agent: int, now_s: float) -> None:
    """A new person takes the seat."""
    worker, model = world.agents[agent], world.model[0]
    disposition_u, speed_u, _, _ = coins_of(world, PERSON, agent_address(world, agent), 0)
    rule = model.morale
    worker.taken, worker.notice = True, False
    worker.hired_s = now_s
    worker.disposition = min(1.0, max(0.0, rule.disposition_mean + rule.disposition_sd * normal(disposition_u)))
    worker.speed = lognormal(1.0, model.learning.speed_cv * model.learning.speed_cv, speed_u)
    worker.morale = rule.start


@compiled
def settles(world: World, calendar: Calendar) -> None:
    """The world on the morning of day 0: customers, births to come, and agents with the tenure they have by now."""
    for slot in range(len(world.customers)):
        if slot < world.model[0].customers.n_start:
            is_born(world, 0.0, slot)
    for process in range(len(calendar.processes)):
        is_due(world, calendar, process)
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        hires(world, agent, 0.0)
        _, _, tenure_u, _ = coins_of(world, PERSON, agent_address(world, agent), 0)
        quits_year = world.model[0].morale.quits_year
        worker.hired_s = -exponential(365.0 / quits_year, tenure_u) * DAY_S if quits_year > 0 else -math.inf
        floor.rests(world, agent, OFF_DUTY)


@compiled
def takes_row(world: World) -> int:
    """A free row for an issue."""
    world.book[0].n_free_issues -= 1
    return world.free_issues[world.book[0].n_free_issues]


@compiled
def conceived(world: World, calendar: Calendar, birth: int, symptom: int) -> int:
    """An issue of a birth: which customer, what it takes to solve it; nothing has happened yet."""
    born = world.births[birth]
    cause, customer, model = world.causes[born.cause], world.customers[born.slot], world.model[0]
    issue = takes_row(world)
    row = world.issues[issue]
    row.identity = (born.slot << ROW_BITS) + (born.number << NUMBER_BITS) + symptom
    row.slot, row.generation, row.cause = born.slot, customer.generation, born.cause
    row.number, row.symptom = born.number, symptom
    off_u, reassure_u, work_u, topic_u = coins(world, issue, NATURE, 0)
    row.topic = cause.topic
    if row.topic == NOBODY:
        interval = int(born.born_s // model.interval_s)
        row.topic = 0
        while row.topic < len(world.topics) - 1 and topic_u >= calendar.mix[interval, row.topic]:
            row.topic += 1
    row.skill = world.topics[row.topic].skill
    row.off_script = off_u < cause.off_script_share
    row.reassure = wants_reassurance(cause.reassurance, customer.need, model.customers.need_mean, reassure_u)
    row.work_s = work_s(cause.work_law, cause.work_mean_s, cause.work_scv, work_u) * world.topics[row.topic].work_factor
    row.void = row.begun = row.solved = row.waiting = False
    row.progress = row.felt = 0.0
    row.talks = row.queues = row.solutions = 0
    row.owner = row.agent = row.symptom_row = NOBODY
    row.next_s = born.born_s
    row.demand = FAILURE if cause.failure else VALUE
    return issue


@compiled
def has_second_symptom(world: World, calendar: Calendar, birth: int) -> None:
    """One root may show twice; the second issue is fixed at birth."""
    born = world.births[birth]
    twin_u, delay_u, _, _ = coins(world, born.issue, SYMPTOM, 0)
    if twin_u < world.causes[born.cause].two_symptoms:
        second = conceived(world, calendar, birth, 1)
        delay_s = duration_s(world.model[0].resolution.second_symptom_delay, delay_u)
        world.issues[second].next_s = ticked(born.born_s + delay_s, world.model[0].tick_s)
        world.issues[second].demand = REPEAT_UNIT
        world.issues[born.issue].symptom_row = second


@compiled
def list_births(world: World, calendar: Calendar, day: int) -> bool:
    """Put the day's births in order of time, each process waiting for its next; False if there is no room for more."""
    listed, tick_s = calendar.births, world.model[0].tick_s
    process = calendar.first_process[day]
    while process != NOBODY and listed.places[N_EVENTS] < len(listed.time_s):
        waiting = calendar.processes[process]
        calendar.first_process[day] = waiting.following
        fetch(calendar.processes, max(0, waiting.following))
        births = world.cumulative[process % len(world.causes)]
        born_s = clock_s(births, world.model[0].interval_s, waiting.due)
        # rounded down: a birth stays in its day
        push(listed, born_s // tick_s * tick_s if tick_s > 0 else born_s, process, waiting.number)
        waiting.number += 1
        is_due(world, calendar, process)  # in the list of its next day, which may be this one
        process = calendar.first_process[day]
    return process == NOBODY


@compiled
def morning(world: World, calendar: Calendar) -> None:
    """Give the day's births their issues, in order of time; births of empty slots have no effect."""
    n_causes, listed = len(world.causes), calendar.births
    n = 0
    while listed.places[N_EVENTS] > 0:
        slot = listed.key[0] // n_causes
        if world.customers[slot].alive:
            born = world.births[n]
            born.born_s, born.slot, born.cause = listed.time_s[0], slot, listed.key[0] % n_causes
            born.number = listed.what[0]
            born.issue = conceived(world, calendar, n, 0)
            has_second_symptom(world, calendar, n)
            n += 1
        pop(listed)
    world.book[0].n_births = n


@compiled
def record_seat(world: World, calendar: Calendar, agent: int, day: int, turnover: int) -> None:
    """One row for a quit or a hire."""
    worker = world.agents[agent]
    row = calendar.seats[world.book[0].n_seats]
    world.book[0].n_seats += 1
    row.day, row.skill, row.agent, row.turnover = day, worker.skill, agent, turnover
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
            hires(world, agent, (day + 1) * DAY_S)
            floor.rests(world, agent, OFF_DUTY)
            record_seat(world, calendar, agent, day, HIRED)
        return
    quit_u, _, _, _ = coins_of(world, QUIT, agent_address(world, agent), day)
    if quit_u < quits_share(rule.quits_year, rule.kappa, worker.morale):
        worker.notice = True
    if worker.notice and worker.state == OFF_DUTY:
        record_seat(world, calendar, agent, day, QUITS)
        floor.remove(world, floor.agent_row(world, agent))
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
def n_open(world: World, now_s: float, slot: int) -> int:
    """Open issues of a customer: those in progress and those given up not long ago."""
    customer = world.customers[slot]
    return customer.n_active + (customer.open_until_s[0] > now_s) + (customer.open_until_s[1] > now_s)


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
    calendar.empty_slots[(book.first_empty + book.n_empty) % len(calendar.empty_slots)] = slot
    book.n_empty += 1


@compiled
def renews(world: World, calendar: Calendar, day: int, slot: int) -> None:
    """The monthly renewal: stays and pays, or leaves."""
    now_s = (day + 1) * DAY_S
    customer, rule, spending = world.customers[slot], world.model[0].churn, world.model[0].spending
    renewal_u, crunch_u, spend_u, _ = coins_of(world, MONTH, customer_address(world, slot), day // MONTH_D)
    loyalty = loyalty_now(world, now_s, slot)
    crunch = crunch_u < rule.crunch_share
    rate = rule.hazard_month * (1.0 + rule.open_issue * min(2, n_open(world, now_s, slot)))
    world.day[0].renewals += 1
    world.day[0].loyalty += loyalty
    if crunch:
        leaving = hazard(rate * rule.crunch_hazard, rule.beta * rule.crunch_beta, loyalty)
    else:
        leaving = hazard(rate, rule.beta, loyalty)
    if renewal_u < leaving:
        leaves(world, calendar, now_s, slot, loyalty)
        return
    world.day[0].margin_usd += customer.margin_usd_month
    baskets = spend_usd_month(spending.spend_usd_month, spending.gamma, loyalty) / spending.basket_usd
    world.day[0].purchases_usd += poisson(baskets, spend_u) * spending.basket_usd


@compiled
def newcomers(world: World, calendar: Calendar, day: int) -> None:
    """Customers join, as many as the company's reputation brings and as there is room for."""
    model, book = world.model[0], world.book[0]
    rule = model.reputation
    world.day[0].reputation = world.day[0].reputation * half(DAY_S, rule.half_life_d) + book.told
    book.told = 0.0
    factor = joins_factor(world.day[0].reputation, rule.reference, rule.slope, rule.scale)
    expected = rule.joins_share_month / MONTH_D * model.customers.n_start * factor
    joins_u, _, _, _ = coins_of(world, JOIN, (0, 0), day)
    for _ in range(min(poisson(expected, joins_u), book.n_empty)):
        slot = calendar.empty_slots[book.first_empty]
        book.first_empty = (book.first_empty + 1) % len(calendar.empty_slots)
        book.n_empty -= 1
        world.customers[slot].generation += 1
        is_born(world, (day + 1) * DAY_S, slot)
        world.day[0].joined += 1


@compiled
def evening(world: World, calendar: Calendar, day: int) -> None:
    """Close the day: cut times at midnight, then agents, renewals and newcomers."""
    floor.midnight(world, (day + 1) * DAY_S)
    agents_evening(world, calendar, day)
    renewing = day % MONTH_D
    for i in range(calendar.first_renewing[renewing], calendar.first_renewing[renewing + 1]):
        fetch(world.customers, calendar.renewing[min(i + AHEAD, len(calendar.renewing) - 1)])
        slot = calendar.renewing[i]
        if world.customers[slot].alive:
            renews(world, calendar, day, slot)
    newcomers(world, calendar, day)
    world.day[0].day = day
    world.day[0].customers += world.day[0].joined - world.day[0].departed


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
