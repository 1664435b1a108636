"""Daily records: a row for everything that is counted by day; counts restart at 0."""

from sim.compiled.jit import compiled
from sim.model.world.records import N_NEEDS, LoyaltyClass
from sim.model.world.state import World
from sim.time_units import DAY_S

N_CLASSES = len(LoyaltyClass)
LONGEST_D = 40 * 365.0  # of those who have always been here, as nobody ever quits


@compiled
def opens_renewals(world: World, day: int) -> None:
    """Add an empty row for each class of customers who may renew today."""
    for place in range(N_CLASSES * N_NEEDS):
        row = world.renewal_days[world.book[0].n_renewal_days + place]
        row.day, row.loyalty_class, row.wants_person = day, place // N_NEEDS, place % N_NEEDS
        row.renewals = row.departed = row.crunch = row.crunch_departed = row.untouched = row.connected = 0
        row.loyalty = row.satisfaction = row.connection = row.untouched_loyalty = 0.0
        row.margin_usd = row.purchases_usd = 0.0


@compiled
def record_topics(world: World, day: int) -> None:
    """Write a row for each topic."""
    for place in range(len(world.topics)):
        topic, about = world.topics[place], world.topic_days[world.book[0].n_topic_days + place]
        about.day, about.topic, about.offered = day, place, topic.offered
        about.answered, about.abandoned = topic.answered, topic.abandoned
        about.blocked, about.sent_away = topic.blocked, topic.sent_away
        about.waiting = topic.n_waiting + (0 if topic.call_back_keeps_place else topic.n_called_back)
        topic.offered = topic.answered = topic.abandoned = topic.blocked = topic.sent_away = 0
    world.book[0].n_topic_days += len(world.topics)


@compiled
def record_groups(world: World, day: int) -> None:
    """Write a row for each group, with its agents at midnight."""
    first = world.book[0].n_group_days
    for place in range(len(world.groups)):
        group, row = world.groups[place], world.group_days[first + place]
        row.day, row.group, row.answered = day, place, group.answered
        row.on_duty_s, row.busy_s = group.on_duty_s, group.busy_s
        row.n_agents, row.morale, row.efficiency, row.disposition, row.tenure_d = 0, 0.0, 0.0, 0.0, 0.0
        group.answered = 0
        group.on_duty_s = group.busy_s = 0.0
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        if worker.taken:
            row = world.group_days[first + worker.group]
            row.n_agents += 1
            row.morale += worker.morale
            row.efficiency += worker.efficiency
            row.disposition += worker.disposition
            row.tenure_d += min(LONGEST_D, day + 1 - worker.hired_s / DAY_S)
    world.book[0].n_group_days += len(world.groups)


@compiled
def record_causes(world: World, day: int) -> None:
    """Write a row for each cause."""
    for place in range(len(world.causes)):
        cause, row = world.causes[place], world.cause_days[world.book[0].n_cause_days + place]
        row.day, row.cause, row.born, row.roots = day, place, cause.born, cause.roots
        row.fixed, row.spared, row.shielded = cause.fixed, cause.spared, cause.shielded
        row.harm, cause.harm = cause.harm, 0.0
        cause.born = cause.roots = cause.fixed = cause.spared = cause.shielded = 0
    world.book[0].n_cause_days += len(world.causes)


@compiled
def record_day(world: World, day: int) -> None:
    """Write the day's rows of company, topics, groups and causes, and reset its counts."""
    book, today = world.book[0], world.day[0]
    today.day = day
    today.customers += today.joined + today.won_back - today.departed
    world.days[book.n_days] = today
    book.n_days += 1
    today.births = today.joined = today.won_back = today.departed = today.departed_first = today.renewals = 0
    today.loyalty = today.margin_usd = today.purchases_usd = today.lost_usd = today.joins_missed = 0.0
    record_topics(world, day)
    record_groups(world, day)
    record_causes(world, day)
    book.n_renewal_days += N_CLASSES * N_NEEDS
