"""The verbs of queues and agents: offer, next answered, free, hang up, staff.

Who stands where is kept in lines: circular lists threaded through ``world.lines``. An agent stands in the line of the
idle or of those off duty of their group, and in the line of those on duty; a waiting issue in the queue of its group.
Rows of ``lines``: four heads per group, then the agents twice (rest, duty), then the issues.
"""

from sim.jit import compiled
from sim.world import BUSY, IDLE, NOBODY, OFF_DUTY, World

RESTING, OFF, DUTY, QUEUE = 0, 1, 2, 3  # heads of a group's lines
N_HEADS = 4


@compiled
def head(group: int, line: int) -> int:
    """Row of a line's head."""
    return N_HEADS * group + line


@compiled
def agent_row(world: World, agent: int) -> int:
    """Row of an agent in the lines of the idle and of those off duty."""
    return N_HEADS * len(world.groups) + agent


@compiled
def duty_row(world: World, agent: int) -> int:
    """Row of an agent in the line of those on duty."""
    return N_HEADS * len(world.groups) + len(world.agents) + agent


@compiled
def issue_row(world: World, issue: int) -> int:
    """Row of an issue in a queue."""
    return N_HEADS * len(world.groups) + 2 * len(world.agents) + issue


@compiled
def append(world: World, line: int, row: int) -> None:
    """Stand last in a line."""
    lines = world.lines
    last = lines[line].preceding
    lines[last].following = row
    lines[row].preceding = last
    lines[row].following = line
    lines[line].preceding = row


@compiled
def remove(world: World, row: int) -> None:
    """Step out of whatever line."""
    lines = world.lines
    before, after = lines[row].preceding, lines[row].following
    lines[before].following = after
    lines[after].preceding = before


@compiled
def rests(world: World, agent: int, state: int) -> None:
    """Join the idle, longest idle first, or those off duty, longest off first."""
    group = world.agents[agent].group
    world.agents[agent].state = state
    append(world, head(group, RESTING if state == IDLE else OFF), agent_row(world, agent))


@compiled
def starts_shift(world: World, now_s: float, agent: int) -> None:
    """An agent comes on duty and is idle."""
    group = world.agents[agent].group
    remove(world, agent_row(world, agent))
    world.agents[agent].shift_since_s = world.agents[agent].on_duty_since_s = now_s
    world.agents[agent].leaving = False
    append(world, head(group, DUTY), duty_row(world, agent))
    world.groups[group].n_on_duty += 1
    rests(world, agent, IDLE)


@compiled
def goes_home(world: World, now_s: float, agent: int) -> None:
    """An agent who is in no line any more goes off duty."""
    worker = world.agents[agent]
    worker.on_duty_s += now_s - worker.on_duty_since_s
    worker.leaving = False
    rests(world, agent, OFF_DUTY)


@compiled
def ends_shift(world: World, now_s: float, agent: int) -> None:
    """Who is on duty longest leaves first, after finishing the contact in hand."""
    remove(world, duty_row(world, agent))
    world.groups[world.agents[agent].group].n_on_duty -= 1
    if world.agents[agent].state == IDLE:
        remove(world, agent_row(world, agent))
        goes_home(world, now_s, agent)
    else:
        world.agents[agent].leaving = True


@compiled
def longest_on_duty(world: World, group: int) -> int:
    """The agent of a group whose shift began first, or NOBODY."""
    row = world.lines[head(group, DUTY)].following
    return NOBODY if row == head(group, DUTY) else row - duty_row(world, 0)


@compiled
def longest_off_duty(world: World, group: int) -> int:
    """The agent of a group who has been off duty longest, or NOBODY."""
    row = world.lines[head(group, OFF)].following
    return NOBODY if row == head(group, OFF) else row - agent_row(world, 0)


@compiled
def relieve(world: World, now_s: float, group: int) -> None:
    """Whose shift is over goes, if somebody is there to take over: under a constant plan, too, people take turns."""
    over_s = now_s - world.model[0].staffing.shift_h * 3600.0
    agent = longest_on_duty(world, group)
    while agent != NOBODY and world.agents[agent].shift_since_s <= over_s and longest_off_duty(world, group) != NOBODY:
        starts_shift(world, now_s, longest_off_duty(world, group))
        ends_shift(world, now_s, agent)
        agent = longest_on_duty(world, group)


@compiled
def staff(world: World, now_s: float, group: int, planned: int) -> None:
    """Bring the number on duty to the plan, as far as there are people."""
    crew = world.groups[group]
    crew.planned = planned
    while crew.n_on_duty > planned:
        ends_shift(world, now_s, longest_on_duty(world, group))
    while crew.n_on_duty < planned and longest_off_duty(world, group) != NOBODY:
        starts_shift(world, now_s, longest_off_duty(world, group))
    relieve(world, now_s, group)


@compiled
def _takes(world: World, now_s: float, agent: int, issue: int) -> None:
    """An agent who is in no line answers a contact."""
    contact = world.issues[issue]
    contact.agent = agent
    contact.owner_took = contact.owner == agent and contact.owner_hires == world.agents[agent].hires
    contact.waited_s = now_s - contact.offered_s
    world.agents[agent].state = BUSY
    world.agents[agent].busy_since_s = now_s
    world.groups[contact.group].answered += 1


@compiled
def idle_agent(world: World, issue: int) -> int:
    """The owner if idle, else the agent who has been idle longest, else NOBODY."""
    contact = world.issues[issue]
    if world.model[0].policy.ownership > 0 and contact.owner != NOBODY:
        owner = world.agents[contact.owner]
        if owner.state == IDLE and owner.hires == contact.owner_hires:
            return contact.owner
    line = head(contact.group, RESTING)
    row = world.lines[line].following
    return NOBODY if row == line else row - agent_row(world, 0)


@compiled
def offer(world: World, now_s: float, issue: int) -> bool:
    """A contact reaches the queue: True if it is answered at once, False if it has to wait."""
    contact = world.issues[issue]
    group = world.groups[contact.group]
    group.offered += 1
    contact.offered_s = now_s
    agent = idle_agent(world, issue)
    if agent != NOBODY:
        remove(world, agent_row(world, agent))
        _takes(world, now_s, agent, issue)
        return True
    append(world, head(contact.group, QUEUE), issue_row(world, issue))
    contact.waiting = True
    group.n_waiting += 1
    if contact.owner != NOBODY:
        world.agents[contact.owner].n_owned_waiting += 1
    return False


@compiled
def leaves_queue(world: World, issue: int) -> None:
    """A waiting contact waits no more."""
    contact = world.issues[issue]
    remove(world, issue_row(world, issue))
    contact.waiting = False
    world.groups[contact.group].n_waiting -= 1
    if contact.owner != NOBODY:
        world.agents[contact.owner].n_owned_waiting -= 1


@compiled
def hang_up(world: World, now_s: float, issue: int) -> None:
    """Patience ended."""
    leaves_queue(world, issue)
    contact = world.issues[issue]
    contact.agent = NOBODY
    contact.waited_s = now_s - contact.offered_s
    world.groups[contact.group].abandoned += 1


@compiled
def next_contact(world: World, agent: int) -> int:
    """The contact an agent takes next: the longest waiting of their own, else the longest waiting, else NOBODY."""
    worker = world.agents[agent]
    line = head(worker.group, QUEUE)
    first = world.lines[line].following
    if first == line:
        return NOBODY
    row = first
    # few own issues at a time: the walk costs only where one of them waits
    while worker.n_owned_waiting > 0 and world.model[0].policy.ownership > 0 and row != line:
        issue = row - issue_row(world, 0)
        if world.issues[issue].owner == agent and world.issues[issue].owner_hires == worker.hires:
            return issue
        row = world.lines[row].following
    return first - issue_row(world, 0)


@compiled
def next_answered(world: World, now_s: float, group: int) -> int:
    """After people came on duty: the longest waiting contact goes to the longest idle agent; NOBODY if either lacks."""
    line = head(group, RESTING)
    row = world.lines[line].following
    if row == line or world.groups[group].n_waiting == 0:
        return NOBODY
    agent = row - agent_row(world, 0)
    issue = next_contact(world, agent)
    remove(world, row)
    leaves_queue(world, issue)
    _takes(world, now_s, agent, issue)
    return issue


@compiled
def free(world: World, now_s: float, issue: int) -> int:
    """A contact is finished: the issue that its agent answers next, or NOBODY.

    After closing, agents stay until the queue is empty.
    """
    agent = world.issues[issue].agent
    worker = world.agents[agent]
    worker.busy_s += now_s - worker.busy_since_s
    group = world.groups[worker.group]
    if worker.leaving and (group.planned > 0 or group.n_waiting == 0):
        goes_home(world, now_s, agent)
        return NOBODY
    following = next_contact(world, agent)
    if following == NOBODY:
        rests(world, agent, IDLE)
        return NOBODY
    leaves_queue(world, following)
    _takes(world, now_s, agent, following)
    return following


@compiled
def midnight(world: World, now_s: float) -> None:
    """Cut the day's time on duty and in contacts, and start the next day's."""
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        if worker.state == BUSY:
            worker.busy_s += now_s - worker.busy_since_s
            worker.busy_since_s = now_s
        if worker.state != OFF_DUTY:
            worker.on_duty_s += now_s - worker.on_duty_since_s
            worker.on_duty_since_s = now_s
        world.groups[worker.group].busy_s += worker.busy_s
        world.groups[worker.group].on_duty_s += worker.on_duty_s
