"""Agents on duty: start and end of shifts, relief, and the count of their time."""

from sim.compiled.jit import called, compiled
from sim.model.floor.idle_agents import push_idle, remove_idle
from sim.model.floor.queues import DUTY, OFF, agent_row, append, first_agent, group_line, remove
from sim.model.world.state import BUSY, IDLE, NOBODY, OFF_DUTY, World
from sim.scenario.routing import AgentRule, Closing
from sim.time_units import DAY_S

AGENT_SCORE, HOLD = list(AgentRule).index(AgentRule.score), list(Closing).index(Closing.hold)


@compiled
def count(world: World, now_s: float, group: int) -> None:
    """Add a group's time on duty and handling time up to now; call before either number of agents changes."""
    crew = world.groups[group]
    elapsed_s = now_s - crew.counted_s
    crew.interval_on_duty_s += crew.n_here * elapsed_s
    crew.interval_busy_s += crew.n_busy * elapsed_s
    crew.counted_s = now_s


@compiled
def rests_off_duty(world: World, agent: int) -> None:
    """Add an agent to the queue of those off duty, who return in the order in which they left."""
    world.agents[agent].state = OFF_DUTY
    append(world, group_line(world.agents[agent].group, OFF), agent_row(world, agent, OFF))


@compiled
def worked_s(world: World, now_s: float, agent: int) -> float:
    """Handling time since the start of an agent's shift."""
    worker = world.agents[agent]
    return worker.worked_s + (now_s - worker.busy_since_s if worker.n_contacts > 0 else 0.0)


@compiled
def load_s(world: World, now_s: float, agent: int) -> float:
    """Key that orders idle agents before their turn."""
    return worked_s(world, now_s, agent) if world.model[0].routing.agent == AGENT_SCORE else 0.0


@compiled
def starts_shift(world: World, now_s: float, agent: int) -> None:
    """An agent comes on duty and is idle."""
    worker = world.agents[agent]
    remove(world, agent_row(world, agent, OFF))
    worker.shift_since_s = worker.on_duty_since_s = now_s
    worker.leaving = False
    worker.state, worker.worked_s = IDLE, 0.0
    append(world, group_line(worker.group, DUTY), agent_row(world, agent, DUTY))
    count(world, now_s, worker.group)
    world.groups[worker.group].n_here += 1
    world.groups[worker.group].n_on_duty += 1
    push_idle(world, agent, load_s(world, now_s, agent))


@compiled
def goes_home(world: World, now_s: float, agent: int) -> None:
    """An idle agent goes off duty."""
    worker = world.agents[agent]
    worker.on_duty_s += now_s - worker.on_duty_since_s
    worker.leaving = False
    count(world, now_s, worker.group)
    world.groups[worker.group].n_here -= 1
    rests_off_duty(world, agent)


@compiled
def stays(world: World, agent: int) -> None:
    """Cancel the leave of an agent who is needed again."""
    worker = world.agents[agent]
    worker.leaving = False
    append(world, group_line(worker.group, DUTY), agent_row(world, agent, DUTY))
    world.groups[worker.group].n_on_duty += 1


@compiled
def ends_shift(world: World, now_s: float, agent: int) -> None:
    """An agent takes no more contacts, and leaves after the current ones."""
    worker = world.agents[agent]
    remove(world, agent_row(world, agent, DUTY))
    world.groups[worker.group].n_on_duty -= 1
    if worker.place != NOBODY:
        remove_idle(world, agent)
    if worker.state == IDLE:
        goes_home(world, now_s, agent)
    else:
        worker.leaving = True


@compiled
def relieve(world: World, now_s: float, group: int) -> None:
    """Relieve agents whose shift is over if others can take over, so that agents rotate under a constant plan."""
    over_s = now_s - world.model[0].staffing.shift_h * 3600.0
    agent = first_agent(world, group, DUTY)
    while agent != NOBODY and world.agents[agent].shift_since_s <= over_s and first_agent(world, group, OFF) != NOBODY:
        starts_shift(world, now_s, first_agent(world, group, OFF))
        ends_shift(world, now_s, agent)
        agent = first_agent(world, group, DUTY)


@called
def opens(world: World, group: int, planned: int, is_open: bool) -> None:
    """The plan of a group changes, and perhaps its open topics; a break of all agents does not close a group."""
    crew = world.groups[group]
    change = int(is_open) - int(crew.open)
    crew.planned, crew.open = planned, is_open
    if change != 0:
        world.book[0].n_open += change
        for turn in range(crew.first_turn, crew.first_turn + crew.n_turns):
            world.topics[world.routes[world.turns[turn]].topic].n_open += change


@compiled
def fits_plan(world: World, now_s: float, group: int) -> None:
    """Adjust the number on duty: longest on duty leaves first, longest off duty comes first."""
    crew = world.groups[group]
    while crew.n_on_duty > crew.planned:
        ends_shift(world, now_s, first_agent(world, group, DUTY))
    while crew.n_on_duty < crew.planned and first_agent(world, group, OFF) != NOBODY:
        starts_shift(world, now_s, first_agent(world, group, OFF))
    relieve(world, now_s, group)


@called
def staff(world: World, now_s: float, group: int) -> None:
    """Bring the number on duty to the plan; under ``closing: hold`` the last agents stay until the center is empty."""
    crew, book = world.groups[group], world.book[0]
    crew.held = book.n_open == 0 and book.n_in_center > 0 and world.model[0].routing.closing == HOLD
    if not crew.held:
        fits_plan(world, now_s, group)


@compiled
def release_held_agents(world: World, now_s: float) -> None:
    """The center is empty: agents who were held go off duty."""
    for group in range(len(world.groups)):
        if world.groups[group].held:
            world.groups[group].held = False
            fits_plan(world, now_s, group)


@compiled
def close_interval(world: World, now_s: float) -> None:
    """Write a row for each group, for the interval that ends or is cut here."""
    book = world.book[0]
    interval = int(-(-now_s // world.model[0].interval_s)) - 1
    for group in range(len(world.groups)):
        count(world, now_s, group)
        crew, row = world.groups[group], world.group_intervals[book.n_group_intervals]
        row.day, row.interval, row.group = book.day, interval, group
        row.on_duty_s, row.busy_s = crew.interval_on_duty_s, crew.interval_busy_s
        crew.interval_on_duty_s = crew.interval_busy_s = 0.0
        book.n_group_intervals += 1


@called
def interval_ends(world: World, now_s: float) -> None:
    """End an interval at this edge of the plan, unless the day ends, too."""
    if now_s > world.book[0].day * DAY_S and now_s % world.model[0].interval_s == 0:
        close_interval(world, now_s)


@compiled
def midnight(world: World, now_s: float) -> None:
    """End the day's counts of time on duty and handling time, and start the next day's."""
    close_interval(world, now_s)
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        if worker.state == BUSY:
            worker.busy_s += now_s - worker.busy_since_s
            worker.worked_s += now_s - worker.busy_since_s
            worker.busy_since_s = now_s
        if worker.state != OFF_DUTY:
            worker.on_duty_s += now_s - worker.on_duty_since_s
            worker.on_duty_since_s = now_s
        world.groups[worker.group].busy_s += worker.busy_s
        world.groups[worker.group].on_duty_s += worker.on_duty_s
