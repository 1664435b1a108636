"""Routing: the agent for a contact, and the contact for an agent."""

from sim.compiled.draws import DOOR
from sim.compiled.jit import called, compiled
from sim.model.floor.on_duty import worked_s
from sim.model.floor.queues import CALL_BACK, CALLED, first_issue, first_own, next_own
from sim.model.world.addresses import issue_draws
from sim.model.world.state import NOBODY, World
from sim.rules.routing import agent_score, contact_score, may_take
from sim.scenario.routing import AgentRule, ContactRule

PRIORITY, CONTACT_SCORE = (list(ContactRule).index(rule) for rule in (ContactRule.priority, ContactRule.score))
LEAST_SKILLED, RANDOM, AGENT_SCORE = (
    list(AgentRule).index(rule) for rule in (AgentRule.least_skilled, AgentRule.random, AgentRule.score)
)


@compiled
def is_open_to(world: World, now_s: float, route: int, issue: int, n_idle: int) -> bool:
    """Whether the group of a route, with ``n_idle`` idle agents, may take this contact."""
    way, contact = world.routes[route], world.issues[issue]
    n_waiting = world.topics[way.topic].n_waiting
    if world.topics[way.topic].n_open == 0:  # after closing nobody is kept for others
        return n_idle > 0
    return n_idle > way.reserve and may_take(way.after_s, way.from_waiting, contact.offered_s, now_s, n_waiting)


@compiled
def is_open_now(world: World, now_s: float, route: int, issue: int) -> bool:
    """Whether the group of a route may take this contact with its idle agents now."""
    return is_open_to(world, now_s, route, issue, world.groups[world.routes[route].group].n_idle)


@compiled
def is_idle_owner(world: World, issue: int) -> bool:
    """Whether the agent who owns this issue is idle and may take it."""
    contact = world.issues[issue]
    if world.model[0].policy.ownership == 0 or contact.owner == NOBODY:
        return False
    owner = world.agents[contact.owner]
    known = owner.place != NOBODY and owner.hires == contact.owner_hires
    return known and world.route_of[owner.group, contact.topic] != NOBODY


@compiled
def idle_share(world: World, now_s: float, agent: int) -> float:
    """Share of an agent's shift so far without a contact."""
    there_s = now_s - world.agents[agent].shift_since_s
    return 1.0 - worked_s(world, now_s, agent) / there_s if there_s > 0 else 1.0


@compiled
def is_fitter(world: World, now_s: float, route: int, best: int) -> bool:
    """Whether the first idle agent of one route goes before that of another."""
    rule, one, other = world.model[0].routing, world.routes[route], world.routes[best]
    group, best_group = world.groups[one.group], world.groups[other.group]
    a, b = world.bench[group.first_agent], world.bench[best_group.first_agent]
    if rule.agent == LEAST_SKILLED and group.n_turns != best_group.n_turns:
        return group.n_turns < best_group.n_turns
    if rule.agent == AGENT_SCORE:
        score = agent_score(rule.level_weight, one.level, rule.idle_weight, idle_share(world, now_s, a))
        best_score = agent_score(rule.level_weight, other.level, rule.idle_weight, idle_share(world, now_s, b))
        return score > best_score or (score == best_score and world.agents[a].turn < world.agents[b].turn)
    return world.agents[a].turn < world.agents[b].turn


@called
def any_of(world: World, now_s: float, issue: int, tried: int) -> int:
    """A random idle agent of the groups that are tried together, each with the same probability."""
    topic = world.topics[world.issues[issue].topic]
    _, _, agent_u, _ = issue_draws(world, issue, DOOR, world.issues[issue].queues)
    n = 0
    for route in range(topic.first_route, topic.first_route + topic.n_routes):
        if world.routes[route].tried == tried and is_open_now(world, now_s, route, issue):
            n += world.groups[world.routes[route].group].n_idle
    left = int(agent_u * n)
    for route in range(topic.first_route, topic.first_route + topic.n_routes):
        if world.routes[route].tried == tried and is_open_now(world, now_s, route, issue):
            group = world.groups[world.routes[route].group]
            if left < group.n_idle:
                return world.bench[group.first_agent + left]
            left -= group.n_idle
    return NOBODY


@compiled
def idle_agent(world: World, now_s: float, issue: int) -> int:
    """The owner if idle, else an agent of the groups that the topic tries first, else NOBODY."""
    if is_idle_owner(world, issue):
        return world.issues[issue].owner
    topic, best = world.topics[world.issues[issue].topic], NOBODY
    for route in range(topic.first_route, topic.first_route + topic.n_routes):
        if best != NOBODY and world.routes[route].tried > world.routes[best].tried:
            break
        if is_open_now(world, now_s, route, issue) and (best == NOBODY or is_fitter(world, now_s, route, best)):
            best = route
    if best == NOBODY:
        return NOBODY
    if world.model[0].routing.agent == RANDOM:
        return any_of(world, now_s, issue, world.routes[best].tried)
    return world.bench[world.groups[world.routes[best].group].first_agent]


@compiled
def urgency(world: World, now_s: float, issue: int) -> float:
    """Urgency of a contact, which has precedence over the time waited."""
    rule, contact = world.model[0].routing.contact, world.issues[issue]
    topic = world.topics[contact.topic]
    if rule == PRIORITY:
        return -topic.priority
    if rule == CONTACT_SCORE:
        bonus = topic.score_transferred if contact.transferred else 0.0
        return contact_score(topic.score_base, topic.score_per_s, now_s - contact.offered_s, bonus)
    return 0.0


@compiled
def is_more_urgent(world: World, now_s: float, issue: int, best: int) -> bool:
    """Whether one waiting contact goes before another."""
    one, other = urgency(world, now_s, issue), urgency(world, now_s, best)
    return one > other or (one == other and world.issues[issue].offered_s < world.issues[best].offered_s)


@compiled
def first_in_turn(world: World, now_s: float, agent: int, lines: tuple[int, int]) -> int:
    """The most urgent contact in the queues of the topics that an agent's group serves, preferred topics first."""
    worker = world.agents[agent]
    group, best, preferred = world.groups[worker.group], NOBODY, 0
    n_idle = group.n_idle + (worker.place == NOBODY)
    for turn in range(group.first_turn, group.first_turn + group.n_turns):
        route = world.turns[turn]
        way, topic = world.routes[route], world.topics[world.routes[route].topic]
        if best != NOBODY and way.preferred > preferred:
            break
        if worker.leaving and topic.n_open > 0:  # others are there; who leaves finishes only what nobody else would
            continue
        for line in range(lines[0], lines[1]):
            issue = first_issue(world, way.topic, line)
            if issue == NOBODY or not is_open_to(world, now_s, route, issue, n_idle):
                continue
            if best == NOBODY or is_more_urgent(world, now_s, issue, best):
                best, preferred = issue, way.preferred
    return best


@compiled
def own(world: World, agent: int) -> int:
    """The longest-waiting of the issues an agent owns, or NOBODY."""
    issue = first_own(world, agent)
    while issue != NOBODY:
        contact, worker = world.issues[issue], world.agents[agent]
        served = world.route_of[worker.group, contact.topic] != NOBODY
        others_are_there = worker.leaving and world.topics[contact.topic].n_open > 0
        if served and not others_are_there and contact.owner_hires == worker.hires:
            return issue
        issue = next_own(world, agent, issue)
    return NOBODY


@called
def next_contact(world: World, now_s: float, agent: int) -> int:
    """The next contact of an agent: an issue they own, else the most urgent, else a call-back."""
    issue = own(world, agent) if world.model[0].policy.ownership > 0 else NOBODY
    if issue == NOBODY:
        issue = first_in_turn(world, now_s, agent, (CALLED, CALL_BACK))
    if issue == NOBODY and world.model[0].routing.calls_back:
        issue = first_in_turn(world, now_s, agent, (CALL_BACK, CALL_BACK + 1))
    return issue
