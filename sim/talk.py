"""The verbs of a talk: work required, work allowed, authority."""

import math

from sim.draws import AFTER, OWNER, SERVICE, TALK, uniforms
from sim.jit import called, compiled
from sim.laws import SET_UP, WORK, after_call_s, own_law_of_talk, work_s
from sim.quantiles import lognormal
from sim.rules.bounds import DAY_S, ticked
from sim.rules.handling import courtesy_s, progress_kept, solving_s
from sim.rules.incentives import care, claim_share, handle_limit_s, hangs_up_at_once, pressure
from sim.rules.law import duration_s
from sim.rules.learning import efficiency, pace
from sim.rules.loyalty import freedom, warmth
from sim.rules.resolution import checks_share, solves_off_script, solves_on_script
from sim.world import NOBODY, World

FOUR = tuple[float, float, float, float]


@compiled
def coins(world: World, issue: int, stream: int, occasion: int) -> FOUR:
    """The four coins of an issue's stream on an occasion."""
    contact = world.issues[issue]
    subject = (contact.identity, world.causes[contact.cause].salt)
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)


@compiled
def prepares(world: World, now_s: float, agent: int) -> None:
    """What an agent brings to every talk of a day: efficiency, care, the pressure of a target, warmth."""
    worker, learning, policy = world.agents[agent], world.model[0].learning, world.model[0].policy
    worker.efficiency = efficiency(learning.p0, learning.tau_d, (now_s - worker.hired_s) / DAY_S)
    worker.care = care(worker.disposition, worker.morale, world.model[0].morale.care_slope)
    worker.pressure = pressure(policy.scorecard.handle_time, policy.scorecard.resolution, worker.care)
    room = freedom(policy.script, policy.authority)
    worker.warmth = warmth(worker.morale, room, worker.care, worker.pressure)


@compiled
def limit_s(world: World, issue: int, u: float) -> float:
    """Talk time above which this agent lets this contact go."""
    model = world.model[0]
    pressed = world.agents[world.issues[issue].agent].pressure
    return max(
        model.incentives.shortest_s, handle_limit_s(model.policy.target_s, pressed, model.incentives.limit_sigma, u)
    )


@compiled
def solves_share(world: World, issue: int, skilled: float) -> float:
    """Chance that an agent of this efficiency can solve this issue."""
    contact = world.issues[issue]
    rule, policy = world.model[0].resolution, world.model[0].policy
    if contact.off_script:
        return solves_off_script(skilled, policy.authority, policy.script, rule.p_off, rule.p_off_authority)
    return solves_on_script(policy.script, rule.p_script, rule.p_know - rule.gap * (1.0 - skilled))


@compiled
def required_work_s(world: World, issue: int) -> float:
    """Work the issue needs, which may depend on who answers and on when the contact arrived."""
    law = own_law_of_talk(world, WORK, issue)
    if law == NOBODY:
        return world.issues[issue].work_s
    return work_s(world, issue, law, world.issues[issue].work_u)


@compiled
def needed_s(world: World, issue: int, skilled: float, able: bool) -> float:
    """Talk time this contact needs from its agent, who has this efficiency."""
    contact = world.issues[issue]
    rule, policy = world.model[0].handling, world.model[0].policy
    worker, required_s = world.agents[contact.agent], required_work_s(world, issue)
    # the checklist lifts a novice as far as it is walked
    lent = skilled + policy.script * max(0.0, rule.script_efficiency - skilled)
    working = pace(worker.speed, skilled, contact.off_script, lent)
    investigation_s = policy.authority * rule.off_script_s if contact.off_script else 0.0
    able_share = rule.unable_share if contact.off_script and not able else 1.0
    return (
        solving_s(required_s, 1.0 - contact.progress, working, investigation_s, able_share)
        + rule.opening_s
        + policy.script * rule.script_s
        + courtesy_s(rule.courtesy, required_s, worker.pressure)
    )


@compiled
def handed_on(world: World, issue: int) -> float:
    """Share of the context that comes with the customer: of a transfer as it was made, else by the policy."""
    warm = world.issues[issue].warm
    return world.model[0].policy.warm_handoff if math.isnan(warm) else warm


@compiled
def sets_up(world: World, issue: int) -> None:
    """Before the talk the agent is occupied for a while, and the customer still waits."""
    contact = world.issues[issue]
    law = own_law_of_talk(world, SET_UP, issue)
    contact.set_up_s = 0.0
    if law != NOBODY:
        set_up_u, _, _, _ = coins(world, issue, SERVICE, contact.talks)
        contact.set_up_s = ticked(duration_s(world.numbers, world.laws[law], set_up_u), world.model[0].tick_s)
        contact.waited_s += contact.set_up_s


@compiled
def begins_talk(world: World, issue: int) -> None:
    """An agent picks up: what is known of the issue, and nothing has happened yet."""
    contact = world.issues[issue]
    model = world.model[0]
    contact.talks += 1
    contact.progress = progress_kept(
        contact.progress, contact.owner_took, model.handling.kept_share, handed_on(world, issue)
    )
    contact.solved = contact.shed = contact.dead_end = contact.cold_escalation = False
    contact.checked = contact.told = contact.goodbye = False
    contact.second_line_s = contact.concession_usd = 0.0


@compiled
def sheds(world: World, issue: int, limit: float, needed: float) -> None:
    """The agent closes the contact with the issue unsolved; the work done so far stays done."""
    contact = world.issues[issue]
    contact.shed = True
    contact.talk_s = limit
    contact.progress += (1.0 - contact.progress) * limit / needed


@compiled
def pays(world: World, issue: int, pays_u: float, size_u: float) -> None:
    """Money back, within the agent's limit."""
    contact = world.issues[issue]
    rule, policy = world.model[0].resolution, world.model[0].policy
    if contact.off_script and policy.authority > 0 and pays_u < rule.concession_share:
        contact.concession_usd = min(policy.concession_limit_usd, lognormal(rule.concession_mean_usd, 1.0, size_u))


@compiled
def looks_ahead(world: World, now_s: float, issue: int, limit: float) -> None:
    """An owner prevents the next issue, and may say so."""
    contact = world.issues[issue]
    model = world.model[0]
    extra_s = model.handling.anticipate_s * model.policy.ownership
    if model.policy.ownership == 0 or contact.talk_s + extra_s > limit:
        return
    _, _, told_u, _ = coins(world, issue, OWNER, contact.talks)
    contact.talk_s += extra_s
    customer = world.customers[contact.slot]
    if customer.generation == contact.generation:
        customer.shielded_until_s = now_s + model.resolution.shield_d * DAY_S
    contact.told = told_u < model.resolution.told_share * model.policy.ownership


@compiled
def checks(world: World, issue: int, limit: float, u: float) -> None:
    """The fix is checked before the talk ends, if the agent cares and there is room for it."""
    contact, check_s = world.issues[issue], world.model[0].handling.check_s
    wanted = checks_share(world.agents[contact.agent].care, world.model[0].policy.ownership)
    if u < wanted and contact.talk_s + check_s <= limit:
        contact.checked = True
        contact.talk_s += check_s


@compiled
def gives_up(world: World, issue: int) -> None:
    """The agent cannot solve it: off the script a dead end, unless the second line can."""
    contact = world.issues[issue]
    model = world.model[0]
    contact.progress *= 0.5  # the next one does not know what was tried: MODEL 7
    if not contact.off_script:
        return
    escalated_u, solved_u, _, _ = coins(world, issue, OWNER, contact.talks)
    if escalated_u < model.policy.escalation:
        contact.second_line_s = model.handling.second_line_s
        contact.cold_escalation = True
        contact.solved = solved_u < model.resolution.second_line_solves
    contact.dead_end = not contact.solved


@compiled
def says_goodbye(world: World, issue: int, limit: float) -> None:
    """A warm ending, where there is room for it."""
    contact = world.issues[issue]
    extra_s = world.model[0].handling.goodbye_s * world.model[0].policy.closing
    if world.model[0].policy.closing > 0 and contact.talk_s + extra_s <= limit:
        contact.talk_s += extra_s
        contact.goodbye = True


@compiled
def diagnoses(world: World, issue: int, skilled: float) -> None:
    """An owner finds the root, and the second symptom never shows."""
    contact = world.issues[issue]
    if contact.symptom_row == NOBODY or world.model[0].policy.ownership == 0:
        return
    _, _, _, found_u = coins(world, issue, OWNER, contact.talks)
    found = world.model[0].resolution.diagnosis_share * world.model[0].policy.ownership
    second = world.issues[contact.symptom_row]
    # the second symptom's row may serve another issue by now
    its_own = second.identity == contact.identity + 1 and second.cause == contact.cause
    if its_own and not second.begun and found_u < found * skilled:
        second.void = True


@compiled
def talks(world: World, now_s: float, issue: int, of_talk: FOUR, after: FOUR) -> None:
    """The talk itself: as long as it needs, or shed at the limit."""
    contact = world.issues[issue]
    solved_u, limit_u, _, _ = of_talk
    _, checked_u, pays_u, size_u = after
    skilled = world.agents[contact.agent].efficiency
    able = solved_u < solves_share(world, issue, skilled)
    limit = limit_s(world, issue, limit_u) if world.model[0].policy.scorecard.handle_time > 0 else math.inf
    needed = needed_s(world, issue, skilled, able)
    if needed > limit:
        sheds(world, issue, limit, needed)
        return
    contact.talk_s = needed
    if able:
        contact.solved = True
        pays(world, issue, pays_u, size_u)
        checks(world, issue, limit, checked_u)
        looks_ahead(world, now_s, issue, limit)
    else:
        gives_up(world, issue)
    diagnoses(world, issue, skilled)
    says_goodbye(world, issue, limit)


@called
def handled(world: World, now_s: float, issue: int) -> float:
    """An agent answers: what comes of it, and the clock time at which the agent is done with it."""
    contact, model = world.issues[issue], world.model[0]
    rule, handle_time = model.incentives, model.policy.scorecard.handle_time
    begins_talk(world, issue)
    sets_up(world, issue)
    of_talk = coins(world, issue, TALK, contact.talks)
    _, _, dropped_u, recorded_u = of_talk
    after = coins(world, issue, AFTER, contact.talks)
    minds = world.agents[contact.agent].care
    if hangs_up_at_once(minds, rule.careless, rule.drop_share, handle_time, dropped_u):
        contact.shed = True
        contact.talk_s = rule.drop_s
    else:
        talks(world, now_s, issue, of_talk, after)
    contact.recorded_solved = contact.solved or recorded_u < claim_share(rule.claim_low, rule.claim_high, handle_time)
    contact.talk_s = ticked(contact.talk_s, model.tick_s)
    contact.acw_s = ticked(after_call_s(world, issue, after[0]), model.tick_s)
    contact.parts_s = now_s + contact.set_up_s + contact.talk_s
    topic = world.topics[contact.topic]
    if topic.call_back_above_s > 0:
        topic.handled_s += contact.talk_s + contact.acw_s
        topic.n_handled += 1
    return now_s + contact.set_up_s + contact.talk_s + contact.acw_s
