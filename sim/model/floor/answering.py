"""Answering on the floor: offer, answer, overflow, abandon, send away, free an agent."""

from sim.compiled.draws import DOOR
from sim.compiled.jit import called, compiled
from sim.model.floor.idle_agents import push_idle, remove_idle
from sim.model.floor.on_duty import count, goes_home, load_s, release_held_agents, stays
from sim.model.floor.queues import (
    CALL_BACK,
    CALLED,
    OWN,
    PUT_THROUGH,
    agent_row,
    append,
    first_issue,
    issue_row,
    next_issue,
    remove,
    topic_line,
)
from sim.model.floor.routing import RANDOM, idle_agent, is_idle_owner, next_contact
from sim.model.world.addresses import issue_draws
from sim.model.world.records import End
from sim.model.world.state import BUSY, IDLE, NEVER_S, NOBODY, World
from sim.rules.bounds import ticked
from sim.rules.routing import expected_wait_s, patience_told_s
from sim.scenario.routing import Closing

GONE, WAITS, TAKEN = 0, 1, 2  # what comes of an offer
ANSWERED, ABANDONED, BLOCKED, SENT_AWAY = (
    int(end) for end in (End.answered, End.abandoned, End.blocked, End.sent_away)
)
SENDS_AWAY = list(Closing).index(Closing.send_away)


@compiled
def takes(world: World, now_s: float, agent: int, issue: int) -> None:
    """An agent answers a contact that is in no queue."""
    contact, worker = world.issues[issue], world.agents[agent]
    group = world.groups[worker.group]
    contact.agent, contact.end = agent, ANSWERED
    contact.owner_took = contact.owner == agent and contact.owner_hires == worker.hires
    contact.waited_s = now_s - contact.offered_s
    world.topics[contact.topic].answered += 1
    group.answered += 1
    if worker.place != NOBODY:
        remove_idle(world, agent)
    if worker.n_contacts == 0:
        count(world, now_s, worker.group)
        group.n_busy += 1
        worker.state, worker.busy_since_s = BUSY, now_s
    worker.n_contacts += 1
    if worker.n_contacts < group.at_once and not worker.leaving:
        push_idle(world, agent, load_s(world, now_s, agent))


@compiled
def holds_line(world: World, issue: int) -> None:
    """A contact enters and occupies one of the center's lines."""
    world.issues[issue].holds_line = True
    world.book[0].n_lines_held += 1


@compiled
def releases_line(world: World, issue: int) -> None:
    """Free the line of a caller who has hung up."""
    if world.issues[issue].holds_line:
        world.issues[issue].holds_line = False
        world.book[0].n_lines_held -= 1


@compiled
def ends_unserved(world: World, now_s: float, issue: int, end: int) -> None:
    """End a contact that no agent answered."""
    contact = world.issues[issue]
    topic = world.topics[contact.topic]
    contact.agent, contact.end = NOBODY, end
    contact.waited_s = now_s - contact.offered_s
    topic.abandoned += end == ABANDONED
    topic.blocked += end == BLOCKED
    topic.sent_away += end == SENT_AWAY
    releases_line(world, issue)


@compiled
def leaves_center(world: World, now_s: float) -> None:
    """One contact less is waiting or in progress; after the last one, release the agents held for it."""
    world.book[0].n_in_center -= 1
    if world.book[0].n_in_center == 0:
        release_held_agents(world, now_s)


@compiled
def joins_line(world: World, issue: int, line: int) -> None:
    """Add a contact to a queue."""
    contact = world.issues[issue]
    topic = world.topics[contact.topic]
    append(world, topic_line(world, contact.topic, line), issue_row(world, issue))
    if world.model[0].policy.ownership > 0 and contact.owner != NOBODY:
        append(world, agent_row(world, contact.owner, OWN), issue_row(world, issue) + 1)
    contact.waiting, contact.line = True, line
    topic.n_waiting += line != CALL_BACK
    topic.n_called_back += contact.called_back


@compiled
def leaves_line(world: World, issue: int) -> None:
    """Remove a contact from its queue."""
    contact = world.issues[issue]
    topic = world.topics[contact.topic]
    remove(world, issue_row(world, issue))
    if world.model[0].policy.ownership > 0 and contact.owner != NOBODY:
        remove(world, issue_row(world, issue) + 1)
    contact.waiting = False
    topic.n_waiting -= contact.line != CALL_BACK
    topic.n_called_back -= contact.called_back


@compiled
def is_offered_call_back(world: World, topic: int) -> bool:
    """Whether the expected wait is long enough for the offer of a call-back."""
    about, n_agents = world.topics[topic], 0
    if about.call_back_above_s == 0:
        return True
    for route in range(about.first_route, about.first_route + about.n_routes):
        n_agents += world.groups[world.routes[route].group].n_on_duty
    aht_s = about.handled_s / max(1, about.n_handled)
    return expected_wait_s(about.n_waiting, aht_s, n_agents) > about.call_back_above_s


@compiled
def is_full(world: World, topic: int) -> bool:
    """Whether all waiting places of a topic are taken; call-backs that keep their place take none."""
    about = world.topics[topic]
    on_line = about.n_waiting - (about.n_called_back if about.call_back_keeps_place else 0)
    return about.places != NOBODY and on_line >= about.places


@called
def waits(world: World, now_s: float, issue: int) -> int:
    """All agents are busy: the contact is blocked, balks, accepts a call-back, or waits."""
    contact = world.issues[issue]
    topic = world.topics[contact.topic]
    balks_u = accepts_u = 1.0
    if topic.balk_share > 0 or topic.call_back_share > 0:
        balks_u, accepts_u, _, _ = issue_draws(world, issue, DOOR, contact.queues)
    calls_back = accepts_u < topic.call_back_share and is_offered_call_back(world, contact.topic)
    if is_full(world, contact.topic) and not calls_back:
        ends_unserved(world, now_s, issue, BLOCKED)
        return GONE
    if balks_u < topic.balk_share:
        ends_unserved(world, now_s, issue, ABANDONED)
        return GONE
    if calls_back:
        contact.called_back = True
        releases_line(world, issue)
        joins_line(world, issue, CALLED if topic.call_back_keeps_place else CALL_BACK)
    else:
        told_s = patience_told_s(contact.patience_s, topic.announced_after_s, topic.announced_factor)
        contact.patience_s = ticked(told_s, world.model[0].tick_s)
        joins_line(world, issue, PUT_THROUGH if contact.transferred else CALLED)
    world.book[0].n_in_center += 1
    return WAITS


@called
def offer(world: World, now_s: float, issue: int) -> int:
    """Offer a contact to the center: it is answered, waits, or ends."""
    contact, lines = world.issues[issue], world.model[0].routing.lines
    topic = world.topics[contact.topic]
    contact.offered_s, contact.called_back = now_s, False
    contact.attempts += 1
    topic.offered += 1
    if lines != NOBODY and topic.holds_line:
        if world.book[0].n_lines_held >= lines:
            ends_unserved(world, now_s, issue, BLOCKED)
            return GONE
        holds_line(world, issue)
    if topic.balk_share > 0 and not topic.balk_only_if_waiting:
        balks_u, _, _, _ = issue_draws(world, issue, DOOR, contact.queues)
        if balks_u < topic.balk_share:
            ends_unserved(world, now_s, issue, ABANDONED)
            return GONE
    agent = idle_agent(world, now_s, issue)
    if agent == NOBODY:
        return waits(world, now_s, issue)
    world.book[0].n_in_center += 1
    takes(world, now_s, agent, issue)
    return TAKEN


@compiled
def is_still_there(world: World, topic: int) -> bool:
    """Whether an agent who serves a topic is in the center, even after its hours."""
    about = world.topics[topic]
    for route in range(about.first_route, about.first_route + about.n_routes):
        if world.groups[world.routes[route].group].n_here > 0:
            return True
    return False


@called
def hang_up(world: World, now_s: float, issue: int) -> None:
    """Abandonment: patience has ended."""
    leaves_line(world, issue)
    ends_unserved(world, now_s, issue, ABANDONED)
    leaves_center(world, now_s)


@called
def send_away(world: World, now_s: float) -> int:
    """Send away one contact that waits for a closed topic, if that is the rule; NOBODY if none is left."""
    if world.model[0].routing.closing != SENDS_AWAY:
        return NOBODY
    for topic in range(len(world.topics)):
        for line in range(CALLED, CALL_BACK):
            issue = first_issue(world, topic, line) if world.topics[topic].n_open == 0 else NOBODY
            while issue != NOBODY and world.issues[issue].called_back:  # not on the line, and called back all the same
                issue = next_issue(world, topic, line, issue)
            if issue != NOBODY:
                leaves_line(world, issue)
                ends_unserved(world, now_s, issue, SENT_AWAY)
                leaves_center(world, now_s)
                return issue
    return NOBODY


@called
def next_answered(world: World, now_s: float, group: int) -> int:
    """The waiting contact that an idle agent of a group answers, or NOBODY."""
    crew = world.groups[group]
    if crew.n_idle == 0:
        return NOBODY
    agent = world.bench[crew.first_agent]
    issue = next_contact(world, now_s, agent)
    if issue == NOBODY:
        return NOBODY
    if world.model[0].routing.agent == RANDOM:
        _, _, agent_u, _ = issue_draws(world, issue, DOOR, world.issues[issue].queues)
        anybody = world.bench[crew.first_agent + int(agent_u * crew.n_idle)]
        agent = world.issues[issue].owner if is_idle_owner(world, issue) else anybody
    leaves_line(world, issue)
    takes(world, now_s, agent, issue)
    return issue


@called
def overflows_s(world: World, now_s: float, issue: int) -> float:
    """Time at which the next group may take a waiting contact; infinite if none is left."""
    contact, next_s = world.issues[issue], NEVER_S
    topic = world.topics[contact.topic]
    for route in range(topic.first_route, topic.first_route + topic.n_routes):
        opens_s = contact.offered_s + world.routes[route].after_s
        if now_s < opens_s < next_s:
            next_s = opens_s
    return next_s


@called
def overflow(world: World, now_s: float, issue: int) -> bool:
    """Overflow after a wait: True if an agent of a further group answers."""
    agent = idle_agent(world, now_s, issue)
    if agent == NOBODY:
        return False
    leaves_line(world, issue)
    takes(world, now_s, agent, issue)
    return True


@called
def relief(world: World, now_s: float, topic: int) -> int:
    """Overflow by queue length: the contact that an agent of a further group answers, or NOBODY."""
    about = world.topics[topic]
    if not about.overflows_by_length:
        return NOBODY
    for route in range(about.first_route, about.first_route + about.n_routes):
        way = world.routes[route]
        if 0 < way.from_waiting <= about.n_waiting:
            issue = next_answered(world, now_s, way.group)
            if issue != NOBODY:
                return issue
    return NOBODY


@compiled
def goes_on_working(world: World, agent: int) -> bool:
    """Whether an agent takes another contact: a leaving one only if the whole group has closed."""
    worker = world.agents[agent]
    return not worker.leaving or not world.groups[worker.group].open


@called
def free(world: World, now_s: float, agent: int) -> int:
    """Free an agent after a contact: the issue they answer next, or NOBODY."""
    worker = world.agents[agent]
    worker.n_contacts -= 1
    if worker.n_contacts == 0:
        worker.busy_s += now_s - worker.busy_since_s
        worker.worked_s += now_s - worker.busy_since_s
        worker.state = IDLE
        count(world, now_s, worker.group)
        world.groups[worker.group].n_busy -= 1
    if worker.leaving and world.groups[worker.group].n_on_duty < world.groups[worker.group].planned:
        stays(world, agent)
    following = next_contact(world, now_s, agent) if goes_on_working(world, agent) else NOBODY
    if following != NOBODY:
        leaves_line(world, following)
        takes(world, now_s, agent, following)
    elif not worker.leaving and worker.place == NOBODY:
        push_idle(world, agent, load_s(world, now_s, agent))
    elif worker.leaving and worker.n_contacts == 0:
        goes_home(world, now_s, agent)
    leaves_center(world, now_s)
    return following
