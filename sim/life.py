"""The verbs of an issue and its customer: calls, finish, forget; the talk itself is in ``talk.py``."""

from sim.clock import clock_s
from sim.draws import QUEUE, RELAPSE, RETURN, SYMPTOM, WEB
from sim.ends import agent_remembers, closes, comes_again, ends, is_given_up, write, write_talk
from sim.floor import is_still_there
from sim.jit import called, compiled
from sim.laws import patience_s
from sim.memory import is_there, loyalty_now
from sim.moves import is_put_through, moves_after_service, moves_on_redial, put_through, returns_after_service
from sim.records import Demand, End
from sim.rules.bounds import DAY_S, ticked
from sim.rules.causes import stays_silent
from sim.rules.law import duration_s
from sim.rules.loyalty import freedom, met_against_wish, waiting_felt
from sim.rules.returns import blocked_share, comes_back_share, redial_share
from sim.rules.self_service import solves_share, tries_share
from sim.talk import FOUR, coins, handed_on
from sim.world import NEVER_S, NOBODY, World

ANSWERED, BLOCKED, SENT_AWAY = int(End.answered), int(End.blocked), int(End.sent_away)
WEB_SOLVED, WEB_UNSOLVED, SILENCE = int(End.web_solved), int(End.web_unsolved), int(End.silence)
REPEAT_SERVICE, REPEAT_UNIT = int(Demand.repeat_service), int(Demand.repeat_unit)


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
        comes_again(world, issue, now_s + duration_s(world.numbers, rule.return_delay, delay_u), demand)
    else:
        is_given_up(world, now_s, issue)


@compiled
def after_opening(world: World, now_s: float, u: float) -> float:
    """Closed: the customer calls within the next day on which people call, at a time drawn from its profile."""
    step_s = world.model[0].step_s
    births = world.cumulative[len(world.causes)]
    n_steps = len(births) - 1
    now = min(n_steps, int(now_s // step_s) + 1)
    day = int(DAY_S // step_s)
    end = min(n_steps, now + day)
    while births[end] == births[now] and end < n_steps:
        end = min(n_steps, end + day)
    if births[end] == births[now]:
        return NEVER_S
    due = births[now] + u * (births[end] - births[now])
    return ticked(clock_s(births, step_s, due, (now, end)), world.model[0].tick_s)


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
    if world.model[0].returns.keeps_patience > 0 and contact.attempts > 0:
        patience_u, _, _, _ = coins(world, issue, QUEUE, contact.queues - contact.attempts)
    put_through = contact.transferred and is_still_there(world, contact.topic)
    if world.topics[contact.topic].n_open == 0 and not put_through:
        contact.transferred = False  # to a closed topic: there is nobody to be put through to
        contact.next_s = after_opening(world, now_s, opening_u)
        return False
    if contact.solved:  # it did not last
        world.customers[contact.slot].n_active += 1
        contact.solved = False
        contact.progress = 0.0
    contact.patience_s = ticked(patience_s(world, now_s, contact.topic, patience_u), world.model[0].tick_s)
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
    cold = 1.0 - handed_on(world, issue)
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
        comes_again(world, issue, now_s + duration_s(world.numbers, rule.relapse_delay, delay_u), demand)


@compiled
def unserved_felt(world: World, issue: int) -> float:
    """What it was like to ask for a person in vain; a busy signal or being sent away is an effort for nothing."""
    contact, weights = world.issues[issue], world.model[0].loyalty
    in_vain = contact.end == BLOCKED or contact.end == SENT_AWAY
    effort = weights.w_effort * weights.effort if in_vain else 0.0
    return waiting_felt(weights.waiting, contact.waited_s, contact.patience_s) - effort


@compiled
def unserved(world: World, now_s: float, issue: int) -> None:
    """No agent took the contact: tries again after a while, or gives up."""
    contact = world.issues[issue]
    rule = world.topics[contact.topic]
    _, again_u, delay_u, _ = coins(world, issue, QUEUE, contact.queues)
    ends(world, now_s, issue, contact.end, contact.felt + unserved_felt(world, issue))
    write_talk(world, issue)
    contact.waited_before_s += contact.waited_s
    chance = redial_share(rule.redial_share, rule.redial_later_share, contact.attempts)
    if contact.end == BLOCKED:
        chance = blocked_share(rule.blocked_share, rule.blocked_later_share, chance, contact.attempts)
    if again_u < chance and contact.queues + 1 < world.model[0].returns.max_contacts:
        delay_s = duration_s(world.numbers, rule.redial_delay, delay_u)
        moves_on_redial(world, issue)
        contact.queues += 1
        comes_again(world, issue, now_s + delay_s, contact.demand)
    else:
        contact.queues += 1
        is_given_up(world, now_s, issue)


@called
def finish(world: World, now_s: float, issue: int) -> None:
    """A contact that reached the center has ended."""
    contact = world.issues[issue]
    if contact.end != ANSWERED:
        unserved(world, now_s, issue)
        return
    move = moves_after_service(world, issue)
    waiting = waiting_felt(world.model[0].loyalty.waiting, contact.waited_s, contact.patience_s)
    if is_put_through(world, move):
        put_through(world, now_s, issue, move, waiting)
        return
    experience = contact.felt + waiting + talk_felt(world, issue)
    ends(world, now_s, issue, ANSWERED, experience)
    write_talk(world, issue)
    agent_remembers(world, now_s, issue, experience)
    if move != NOBODY:
        returns_after_service(world, now_s, issue, move)
        return
    contact.queues += 1
    contact.attempts, contact.waited_before_s, contact.transferred = 0, 0.0, False
    if contact.solved:
        relapses(world, now_s, issue)
    else:
        unsolved(world, now_s, issue, contact.talks, contact.dead_end)


@compiled
def forget(world: World, issue: int) -> None:
    """The story of this issue is over; its row serves another."""
    world.free_issues[world.book[0].n_free_issues] = issue
    world.book[0].n_free_issues += 1
