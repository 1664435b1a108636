"""The verbs of an issue and its customer: calls, finish, forget; the talk itself is in ``talk.py``."""

import math

from sim.clock import clock_s
from sim.draws import QUEUE, RELAPSE, RETURN, SYMPTOM, WEB
from sim.jit import called, compiled
from sim.records import Demand, End
from sim.rules.bounds import DAY_S, half, share, ticked
from sim.rules.causes import stays_silent
from sim.rules.law import duration_s
from sim.rules.loyalty import (
    freedom,
    met_against_wish,
    remembered,
    untouched,
    waiting_felt,
)
from sim.rules.reputation import told
from sim.rules.returns import comes_back_share
from sim.rules.self_service import solves_share, tries_share
from sim.talk import FOUR, coins
from sim.world import NEVER_S, NOBODY, World

ANSWERED, ABANDONED = int(End.answered), int(End.abandoned)
WEB_SOLVED, WEB_UNSOLVED, SILENCE = int(End.web_solved), int(End.web_unsolved), int(End.silence)
REPEAT_SERVICE, REPEAT_UNIT = int(Demand.repeat_service), int(Demand.repeat_unit)


@compiled
def is_there(world: World, issue: int) -> bool:
    """The customer who had this issue is still one."""
    contact = world.issues[issue]
    customer = world.customers[contact.slot]
    return customer.alive and customer.generation == contact.generation


@compiled
def alone(world: World, now_s: float, slot: int) -> float:
    """Loyalty that the lack of a human touch has taken by now."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    weight = rule.w_connection * rule.untouched
    return untouched(weight, customer.need, now_s - customer.touched_s, rule.untouched_half_life_d)


@compiled
def loyalty_now(world: World, now_s: float, slot: int) -> float:
    """A customer's loyalty at this moment; looking changes nothing."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    elapsed_s = now_s - customer.felt_s
    fast = customer.fast * half(elapsed_s, rule.fast_half_life_d)
    slow = customer.slow * half(elapsed_s, rule.slow_half_life_d)
    return customer.baseline + fast + slow - alone(world, now_s, slot)


@compiled
def fades(world: World, now_s: float, slot: int) -> None:
    """Bring a customer's memories up to now: decay first, then add (MODEL 23.9)."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    elapsed_s = now_s - customer.felt_s
    customer.fast *= half(elapsed_s, rule.fast_half_life_d)
    customer.slow *= half(elapsed_s, rule.slow_half_life_d)
    customer.felt_s = now_s


@compiled
def feels(world: World, now_s: float, issue: int, experience: float) -> float:
    """A contact ends: what it was like goes to memory and is told to others. Returns the loyalty after it."""
    if not is_there(world, issue):
        return math.nan
    slot = world.issues[issue].slot
    customer, model = world.customers[slot], world.model[0]
    rule, word = model.loyalty, model.reputation
    elapsed_s = now_s - customer.felt_s
    fades(world, now_s, slot)
    before = customer.baseline + customer.fast + customer.slow - alone(world, now_s, slot)
    added = remembered(experience, before, elapsed_s, rule.rare_d, rule.headroom)
    customer.fast += (1.0 - rule.slow_share) * added
    customer.slow += rule.slow_share * added
    world.book[0].told += told(experience, word.told_above, word.told_good, word.told_bad) / model.customers.n_start
    return before + added


@compiled
def write(world: World, now_s: float, issue: int, end: int) -> None:
    """One row for the contact that has just ended; what it felt like is added when the customer has felt it."""
    contact = world.issues[issue]
    row = world.contacts[world.book[0].n_contacts]
    world.book[0].n_contacts += 1
    row.experience, row.loyalty = 0.0, math.nan
    row.slot, row.generation, row.cause = contact.slot, contact.generation, contact.cause
    row.number, row.symptom, row.topic, row.group = contact.number, contact.symptom, contact.topic, contact.group
    row.talk, row.end, row.demand, row.off_script = contact.talks, end, contact.demand, contact.off_script
    row.ended_s, row.offered_s = now_s, now_s
    row.waited_s = row.patience_s = row.talk_s = row.acw_s = row.second_line_s = row.concession_usd = 0.0
    row.agent = NOBODY
    row.solved = row.recorded_solved = row.shed = row.dead_end = row.owner = row.again = row.given_up = False


@compiled
def ends(world: World, now_s: float, issue: int, end: int, experience: float) -> None:
    """A contact is over: it is written down, felt and remembered."""
    write(world, now_s, issue, end)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.experience, row.loyalty = experience, feels(world, now_s, issue, experience)
    world.issues[issue].felt = 0.0


@compiled
def comes_again(world: World, issue: int, next_s: float, demand: int) -> None:
    """The issue will be heard of again."""
    world.issues[issue].next_s = ticked(next_s, world.model[0].tick_s)
    world.issues[issue].demand = demand
    world.contacts[world.book[0].n_contacts - 1].again = True


@compiled
def closes(world: World, issue: int) -> None:
    """The issue is solved, or at least no longer pursued."""
    if is_there(world, issue):
        world.customers[world.issues[issue].slot].n_active -= 1


@compiled
def is_given_up(world: World, now_s: float, issue: int) -> None:
    """Ended unsolved: nobody calls again, and the issue goes on eroding for a while."""
    world.contacts[world.book[0].n_contacts - 1].given_up = True
    closes(world, issue)
    if is_there(world, issue):
        customer = world.customers[world.issues[issue].slot]
        customer.open_until_s[1] = customer.open_until_s[0]
        customer.open_until_s[0] = now_s + world.model[0].returns.open_d * DAY_S


@compiled
def unsolved(world: World, now_s: float, issue: int, contacts: int, dead_end: bool) -> None:
    """After an unsolved contact: tries again after hours or days, or gives up."""
    contact, rule = world.issues[issue], world.model[0].returns
    back_u, delay_u, _, _ = coins(world, issue, RETURN, contact.talks)
    factor = rule.dead_end_factor if dead_end else 1.0
    comes_back = back_u < comes_back_share(rule.comes_back, rule.fades, contacts, factor)
    if comes_back and contact.queues < rule.max_contacts:
        # after the web alone, the next contact is the first with the service
        demand = REPEAT_SERVICE if contact.talks > 0 else contact.demand
        comes_again(world, issue, now_s + duration_s(rule.return_delay, delay_u), demand)
    else:
        is_given_up(world, now_s, issue)


@compiled
def after_opening(world: World, now_s: float, u: float) -> float:
    """Closed: the customer calls within the next day on which people call, at a time drawn from its profile."""
    interval_s = world.model[0].interval_s
    births = world.cumulative[len(world.causes)]
    n_intervals = len(births) - 1
    now = min(n_intervals, int(now_s // interval_s) + 1)
    day = int(DAY_S // interval_s)
    end = min(n_intervals, now + day)
    while births[end] == births[now] and end < n_intervals:
        end = min(n_intervals, end + day)
    if births[end] == births[now]:
        return NEVER_S
    due = births[now] + u * (births[end] - births[now])
    return ticked(clock_s(births, interval_s, due, (now, end)), world.model[0].tick_s)


@compiled
def tries_web(world: World, now_s: float, issue: int, of_web: FOUR) -> bool:
    """Self-service before the first call: False if that was it, for now or for good."""
    contact, model = world.issues[issue], world.model[0]
    customer, cause = world.customers[contact.slot], world.causes[contact.cause]
    rule, weights, need = model.self_service, model.loyalty, model.customers
    tries_u, solved_u, leaves_u, _ = of_web
    skill_term, need_term = (
        rule.skill_slope * (customer.skill - 0.5),
        rule.need_slope * (customer.need - need.need_mean),
    )
    if tries_u >= tries_share(rule.tried_share, skill_term, need_term):
        return True
    factor = rule.reassured_factor if contact.reassure else 1.0
    if solved_u < solves_share(contact.off_script, cause.containment, customer.skill, factor):
        alone = weights.w_connection * weights.web_alone * (customer.need - need.need_cut) * factor
        ends(world, now_s, issue, WEB_SOLVED, weights.w_effort * weights.web_solved * cause.severity - alone)
        world.contacts[world.book[0].n_contacts - 1].solved = True
        closes(world, issue)
        return False
    effort = -weights.w_effort * weights.effort
    if leaves_u < rule.leave_share:
        ends(world, now_s, issue, WEB_UNSOLVED, effort - weights.unsolved * cause.severity)
        unsolved(world, now_s, issue, 1, False)
        return False
    write(world, now_s, issue, WEB_UNSOLVED)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.again, row.loyalty = True, loyalty_now(world, now_s, contact.slot)
    contact.felt = effort  # felt when the call that follows at once has ended: MODEL 9
    return True


@compiled
def is_shielded(world: World, now_s: float, issue: int) -> bool:
    """An owner looked ahead, and this issue does not happen."""
    contact, model = world.issues[issue], world.model[0]
    if now_s >= world.customers[contact.slot].shielded_until_s:
        return False
    _, _, shielded_u, _ = coins(world, issue, SYMPTOM, 0)
    return shielded_u < model.resolution.shield_share * model.policy.ownership


@compiled
def begins(world: World, now_s: float, issue: int) -> bool:
    """The customer notices the issue: True if that makes them call."""
    contact, model = world.issues[issue], world.model[0]
    customer = world.customers[contact.slot]
    contact.begun = True
    if contact.void or is_shielded(world, now_s, issue):
        return False
    world.day[0].births += 1
    customer.n_active += 1
    if model.self_service.silence_share == 0 and model.self_service.tried_share == 0:
        return True
    of_web = coins(world, issue, WEB, 0)
    severity = world.causes[contact.cause].severity
    if stays_silent(model.self_service.silence_share, severity, of_web[3]):
        ends(world, now_s, issue, SILENCE, -model.loyalty.silence * severity)
        is_given_up(world, now_s, issue)
        return False
    return tries_web(world, now_s, issue, of_web)


@called
def calls(world: World, now_s: float, issue: int) -> bool:
    """The time of the next contact has come: True if the customer now asks for a person."""
    contact = world.issues[issue]
    contact.next_s = NEVER_S
    if not is_there(world, issue) or (not contact.begun and not begins(world, now_s, issue)):
        return False
    patience_u, _, _, opening_u = coins(world, issue, QUEUE, contact.queues)
    if world.groups[contact.group].planned == 0:
        contact.next_s = after_opening(world, now_s, opening_u)
        return False
    if contact.solved:  # it did not last
        world.customers[contact.slot].n_active += 1
        contact.solved = False
        contact.progress = 0.0
    contact.patience_s = ticked(duration_s(world.model[0].patience, patience_u), world.model[0].tick_s)
    return True


@compiled
def connection_felt(world: World, issue: int) -> float:
    """Warmth and the ending, as far as this customer needs a person."""
    contact, model = world.issues[issue], world.model[0]
    need, weights = world.customers[contact.slot].need, model.loyalty
    factor = weights.reassured_factor if contact.reassure else 1.0
    ending = model.policy.closing if contact.goodbye else 0.0
    if contact.shed:
        ending -= 1.0
    warm = weights.warmth * need * factor * (world.agents[contact.agent].warmth - weights.warmth_reference)
    return warm + weights.ending * need / model.customers.need_mean * ending


@compiled
def talk_felt(world: World, issue: int) -> float:
    """What the talk was like. Source: MODEL 9."""
    contact, model = world.issues[issue], world.model[0]
    customer, severity = world.customers[contact.slot], world.causes[contact.cause].severity
    weights, policy = model.loyalty, model.policy
    cold = 1.0 - policy.warm_handoff
    steps = 0.0
    if contact.talks > 1:
        steps = 1.0 if contact.owner_took else 1.0 + weights.context_lost * cold
    if contact.cold_escalation:
        steps += cold
    x = weights.solved * severity if contact.solved else -weights.unsolved * severity
    if contact.dead_end:
        x -= weights.dead_end * (1.5 - freedom(policy.script, policy.authority))
    x -= weights.w_effort * weights.effort * steps
    x += weights.w_effort * met_against_wish(weights.effort, customer.need, model.customers.need_cut)
    if contact.told:
        x += weights.told
    return x + weights.w_connection * connection_felt(world, issue)


@compiled
def agent_remembers(world: World, now_s: float, issue: int, experience: float) -> None:
    """The talk leaves its mark on the agent, and the agent may own the issue now."""
    contact = world.issues[issue]
    worker = world.agents[contact.agent]
    worker.talks += 1
    worker.solved += contact.solved
    worker.dead_ends += contact.dead_end
    worker.upset += experience < world.model[0].morale.upset_below
    contact.owner, contact.owner_hires = contact.agent, worker.hires
    if is_there(world, issue) and (contact.solved or worker.warmth > world.model[0].loyalty.warmth_reference):
        world.customers[contact.slot].touched_s = now_s


@compiled
def write_talk(world: World, issue: int) -> None:
    """Complete the row of a contact that reached the queue."""
    contact = world.issues[issue]
    row = world.contacts[world.book[0].n_contacts - 1]
    row.offered_s, row.waited_s, row.patience_s = contact.offered_s, contact.waited_s, contact.patience_s
    if contact.agent == NOBODY:
        return
    row.agent, row.talk_s, row.acw_s = contact.agent, contact.talk_s, contact.acw_s
    row.second_line_s, row.concession_usd = contact.second_line_s, contact.concession_usd
    row.solved, row.shed, row.dead_end, row.owner = contact.solved, contact.shed, contact.dead_end, contact.owner_took
    row.recorded_solved = contact.recorded_solved


@compiled
def relapses(world: World, now_s: float, issue: int) -> None:
    """Solved, but a quick fix may not last."""
    contact, rule = world.issues[issue], world.model[0].resolution
    closes(world, issue)
    contact.solutions += 1
    fails = rule.relapse_checked if contact.checked else rule.relapse_quick
    if fails == 0:
        return
    relapses_u, delay_u, _, _ = coins(world, issue, RELAPSE, contact.solutions - 1)
    if relapses_u < fails and contact.queues < world.model[0].returns.max_contacts:
        demand = REPEAT_UNIT if contact.checked else REPEAT_SERVICE
        comes_again(world, issue, now_s + duration_s(rule.relapse_delay, delay_u), demand)


@compiled
def hung_up(world: World, now_s: float, issue: int) -> None:
    """Patience ended: tries again after a while, or gives up."""
    contact, model = world.issues[issue], world.model[0]
    _, again_u, delay_u, _ = coins(world, issue, QUEUE, contact.queues)
    waiting = waiting_felt(model.loyalty.waiting, contact.waited_s, contact.patience_s)
    ends(world, now_s, issue, ABANDONED, contact.felt + waiting)
    write_talk(world, issue)
    contact.queues += 1
    again = again_u < share(model.returns.redial_share)
    if again and contact.queues < model.returns.max_contacts:
        comes_again(world, issue, now_s + duration_s(model.returns.redial_delay, delay_u), contact.demand)
    else:
        is_given_up(world, now_s, issue)


@called
def finish(world: World, now_s: float, issue: int) -> None:
    """A contact that reached the queue has ended."""
    contact = world.issues[issue]
    if contact.agent == NOBODY:
        hung_up(world, now_s, issue)
        return
    waiting = waiting_felt(world.model[0].loyalty.waiting, contact.waited_s, contact.patience_s)
    experience = contact.felt + waiting + talk_felt(world, issue)
    ends(world, now_s, issue, ANSWERED, experience)
    write_talk(world, issue)
    agent_remembers(world, now_s, issue, experience)
    contact.queues += 1
    if contact.solved:
        relapses(world, now_s, issue)
    else:
        unsolved(world, now_s, issue, contact.talks, contact.dead_end)


@compiled
def forget(world: World, issue: int) -> None:
    """The story of this issue is over; its row serves another."""
    world.free_issues[world.book[0].n_free_issues] = issue
    world.book[0].n_free_issues += 1
