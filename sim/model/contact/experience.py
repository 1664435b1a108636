"""The customer's experience of a contact. Source: model 9."""

from sim.compiled.jit import compiled
from sim.model.contact.handling import handed_on
from sim.model.world.records import End
from sim.model.world.state import World
from sim.rules.loyalty import beyond, earned, freedom, met_against_wish, waiting_felt

BLOCKED, SENT_AWAY = int(End.blocked), int(End.sent_away)


@compiled
def wait_felt(world: World, issue: int) -> float:
    """Effect of waiting, before and in the queue, relative to patience."""
    contact = world.issues[issue]
    waited_s, patience_s = contact.waited_s + contact.menu_s, contact.patience_s + contact.menu_s
    return waiting_felt(world.model[0].loyalty.waiting, waited_s, patience_s)


@compiled
def connection_felt(world: World, issue: int) -> float:
    """Effect of warmth and the ending, in proportion to the customer's need for a person."""
    contact, model = world.issues[issue], world.model[0]
    severity = world.causes[contact.cause].severity
    need, weights = world.customers[contact.slot].need, model.loyalty
    factor = weights.reassured_factor if contact.reassure else 1.0
    ending = model.policy.closing if contact.goodbye else 0.0
    if contact.shed:
        ending -= 1.0
    worker, needed = world.agents[contact.agent], need / model.customers.need_mean
    x = earned(weights.warmth * need * factor * (worker.warmth - weights.warmth_reference), severity)
    x += earned(weights.ending * needed * ending, severity)
    if contact.taught:
        x -= weights.taught * beyond(need, model.customers.need_cut)
    if contact.asked:
        heard = weights.asked * worker.care * needed * (1.0 if contact.solved else weights.asked_unsolved)
        x += earned(heard, severity)
    return x


@compiled
def talk_felt(world: World, issue: int) -> tuple[float, float]:
    """Experience of a handled contact, and the part of it that is human connection. Source: model 9."""
    contact, model = world.issues[issue], world.model[0]
    customer, severity = world.customers[contact.slot], world.causes[contact.cause].severity
    weights, policy = model.loyalty, model.policy
    cold = 1.0 - handed_on(world, issue)
    steps = 0.0
    if contact.talks > 1:
        steps = 1.0 if contact.owner_took else 1.0 + weights.context_lost * cold
    if contact.cold_escalation:
        steps += cold
    contact.effort += steps
    # solved before the call, it was felt with the outreach
    good = 0.0 if contact.reached else weights.solved * severity
    x = good if contact.solved else -weights.unsolved * severity
    if contact.dead_end:
        x -= weights.dead_end * (1.5 - freedom(policy.script, policy.authority))
    x -= weights.w_effort * weights.effort * steps
    x += weights.w_effort * met_against_wish(weights.effort, customer.need, model.customers.need_cut)
    if contact.told:
        x += weights.told
    if contact.pitched and not contact.solved:
        x -= weights.offered_unsolved
    if contact.annoyed:
        x -= weights.annoyed
    connection = weights.w_connection * connection_felt(world, issue)
    return x + connection, connection


@compiled
def unserved_felt(world: World, issue: int) -> float:
    """Experience of a contact that was not answered; being blocked or sent away counts as effort."""
    contact, weights = world.issues[issue], world.model[0].loyalty
    effort = 0.0
    if contact.end == BLOCKED or contact.end == SENT_AWAY:
        effort = weights.w_effort * weights.effort
        contact.effort += 1.0
    return wait_felt(world, issue) - effort
