"""Handling: work required, handle limit, authority."""

import math

from sim.compiled.draws import AFTER, OFFER, OWNER, SERVICE, TALK, TEACHING
from sim.compiled.jit import called, compiled
from sim.compiled.quantiles import lognormal
from sim.model.contact.durations import SET_UP, WORK, after_call_s, conditional_of_contact, work_s
from sim.model.contact.extras import asks, checks, diagnoses, listens, looks_ahead, offers, says_goodbye, teaches
from sim.model.world.addresses import FOUR, issue_draws
from sim.model.world.state import NOBODY, World
from sim.rules.bounds import ticked
from sim.rules.distribution import duration_s
from sim.rules.handling import courtesy_s, progress_kept, solving_s
from sim.rules.incentives import care, claim_share, goes_along, handle_limit_s, hangs_up_at_once, pressure
from sim.rules.learning import efficiency, pace
from sim.rules.loyalty import freedom, warmth
from sim.rules.resolution import solves_off_script, solves_on_script
from sim.time_units import DAY_S


@compiled
def prepares(world: World, now_s: float, agent: int) -> None:
    """Update what an agent brings to every contact of a day: efficiency, care, pressure of a target, warmth."""
    worker, model = world.agents[agent], world.model[0]
    learning, policy, weights, crew = model.learning, model.policy, model.loyalty, model.crew
    worker.efficiency = efficiency(learning.p0, learning.tau_d, (now_s - worker.hired_s) / DAY_S)
    minds = care(worker.disposition, worker.morale, model.morale.care_slope)
    worker.care = minds * crew.care_factor
    worker.pressure = pressure(policy.scorecard.handle_time, policy.scorecard.resolution, worker.care)
    room = freedom(policy.script, policy.authority)
    follows = weights.warmth_of_morale, weights.warmth_of_freedom, weights.warmth_of_care, weights.warmth_of_pressure
    worker.warmth = crew.warmth_factor * warmth(worker.morale, room, minds, worker.pressure, follows)


@compiled
def limit_s(world: World, issue: int, u: float) -> float:
    """Talk time above which this agent sheds this contact."""
    model = world.model[0]
    pressed = world.agents[world.issues[issue].agent].pressure
    return max(
        model.incentives.shortest_s, handle_limit_s(model.policy.target_s, pressed, model.incentives.limit_sigma, u)
    )


@compiled
def solves_share(world: World, issue: int, skilled: float) -> float:
    """Probability that an agent of this efficiency can solve this issue."""
    contact = world.issues[issue]
    rule, policy = world.model[0].resolution, world.model[0].policy
    if contact.reached:
        return 1.0
    if contact.off_script:
        return solves_off_script(skilled, policy.authority, contact.adherence, rule.p_off, rule.p_off_authority)
    return solves_on_script(policy.script, rule.p_script, rule.p_know - rule.gap * (1.0 - skilled))


@compiled
def required_work_s(world: World, issue: int) -> float:
    """Work the issue needs, which may depend on the group that answers and the time of arrival."""
    distribution = conditional_of_contact(world, WORK, issue)
    if distribution == NOBODY:
        return world.issues[issue].work_s
    return work_s(world, issue, distribution, world.issues[issue].work_u)


@compiled
def needed_s(world: World, issue: int, skilled: float, able: bool) -> float:
    """Talk time that this contact needs from an agent of this efficiency."""
    contact = world.issues[issue]
    rule, policy = world.model[0].handling, world.model[0].policy
    worker, required_s = world.agents[contact.agent], required_work_s(world, issue)
    # the checklist lifts a novice as far as it is walked
    lent = skilled + policy.script * max(0.0, rule.script_efficiency - skilled)
    working = pace(worker.speed, skilled, contact.off_script, lent)
    investigation_s = policy.authority * rule.off_script_s if contact.off_script else 0.0
    able_share = rule.unable_share if contact.off_script and not able else 1.0
    return (1.0 + world.model[0].crew.padding) * (
        solving_s(required_s, 1.0 - contact.progress, working, investigation_s, able_share)
        + rule.opening_s
        + policy.script * rule.script_s
        + courtesy_s(rule.courtesy, required_s, worker.pressure)
    )


@compiled
def handed_on(world: World, issue: int) -> float:
    """Share of the context that is handed on: as set for the transfer, else by the policy."""
    warm = world.issues[issue].warm
    return world.model[0].policy.warm_handoff if math.isnan(warm) else warm


@compiled
def sets_up(world: World, issue: int) -> None:
    """Draw the set-up time before the talk: the agent is busy and the customer still waits."""
    contact = world.issues[issue]
    distribution = conditional_of_contact(world, SET_UP, issue)
    contact.set_up_s = 0.0
    if distribution != NOBODY:
        set_up_u, _, _, _ = issue_draws(world, issue, SERVICE, contact.talks)
        contact.set_up_s = ticked(
            duration_s(world.numbers, world.distributions[distribution], set_up_u), world.model[0].tick_s
        )
        contact.waited_s += contact.set_up_s


@compiled
def begins_talk(world: World, issue: int) -> None:
    """Initialize the talk of a contact."""
    contact, model = world.issues[issue], world.model[0]
    policy = model.policy
    contact.talks += 1
    contact.progress = progress_kept(
        contact.progress, contact.owner_took, model.handling.kept_share, handed_on(world, issue)
    )
    contact.solved = contact.shed = contact.dead_end = contact.cold_escalation = False
    contact.checked = contact.told = contact.goodbye = contact.asked = contact.taught = False
    contact.latent = contact.found = contact.pitched = contact.annoyed = False
    contact.second_line_s = contact.concession_usd = contact.sale_usd = 0.0
    contact.adherence = policy.script
    if contact.off_script and policy.script > 0:  # off the list an agent who cares leaves it, unless that is scored
        contact.adherence *= goes_along(world.agents[contact.agent].care, policy.scorecard.adherence)


@compiled
def sheds(world: World, issue: int, limit: float, needed: float) -> None:
    """The agent closes the contact before the issue is solved; the work done so far is kept."""
    contact = world.issues[issue]
    contact.shed = True
    contact.talk_s = limit
    contact.progress += (1.0 - contact.progress) * limit / needed


@compiled
def pays(world: World, issue: int, pays_u: float, size_u: float) -> None:
    """Pay a concession, within the agent's limit."""
    contact = world.issues[issue]
    rule, policy = world.model[0].resolution, world.model[0].policy
    if contact.off_script and policy.authority > 0 and pays_u < rule.concession_share:
        contact.concession_usd = min(policy.concession_limit_usd, lognormal(rule.concession_mean_usd, 1.0, size_u))


@compiled
def gives_up(world: World, issue: int) -> None:
    """The agent cannot solve it: off the script a dead end, unless the second line can."""
    contact = world.issues[issue]
    model = world.model[0]
    contact.progress *= 0.5  # the next one does not know what was tried: model 7
    if not contact.off_script:
        return
    escalated_u, solved_u, _, _ = issue_draws(world, issue, OWNER, contact.talks)
    if escalated_u < model.policy.escalation:
        contact.second_line_s = model.handling.second_line_s
        contact.cold_escalation = True
        contact.solved = solved_u < model.resolution.second_line_solves
    contact.dead_end = not contact.solved


@compiled
def goes_further(world: World, now_s: float, issue: int, limit: float) -> None:
    """Extras that the company asks for: teach the web, make an offer, ask how it was."""
    contact, policy = world.issues[issue], world.model[0].policy
    if policy.deflection > 0:
        teaches(world, issue, limit, issue_draws(world, issue, TEACHING, contact.talks))
    if policy.cross_sell > 0 or policy.ask > 0:
        of_offer = issue_draws(world, issue, OFFER, contact.talks)
        offers(world, now_s, issue, limit, of_offer)
        asks(world, issue, limit, of_offer[3])


@compiled
def talks(world: World, now_s: float, issue: int, of_talk: FOUR, after: FOUR) -> None:
    """Talk until done, or shed at the handle limit."""
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
    diagnoses(world, issue, skilled, listens(world, issue, limit))
    goes_further(world, now_s, issue, limit)
    says_goodbye(world, issue, limit)


@called
def handled(world: World, now_s: float, issue: int) -> float:
    """Handle a contact: draw its outcome and return the clock time at which the agent is done."""
    contact, model = world.issues[issue], world.model[0]
    rule, handle_time = model.incentives, model.policy.scorecard.handle_time
    begins_talk(world, issue)
    sets_up(world, issue)
    of_talk = issue_draws(world, issue, TALK, contact.talks)
    _, _, dropped_u, recorded_u = of_talk
    after = issue_draws(world, issue, AFTER, contact.talks)
    minds = world.agents[contact.agent].care
    if hangs_up_at_once(minds, rule.careless, rule.drop_share, handle_time, dropped_u):
        contact.shed = True
        contact.talk_s = rule.drop_s
    else:
        talks(world, now_s, issue, of_talk, after)
    contact.recorded_solved = contact.solved or recorded_u < claim_share(
        rule.claim_low, rule.claim_high, handle_time, model.crew.claim
    )
    contact.talk_s = ticked(contact.talk_s, model.tick_s)
    contact.acw_s = ticked(after_call_s(world, issue, after[0]), model.tick_s)
    contact.parts_s = now_s + contact.set_up_s + contact.talk_s
    topic = world.topics[contact.topic]
    if topic.call_back_above_s > 0:
        topic.handled_s += contact.talk_s + contact.acw_s
        topic.n_handled += 1
    return now_s + contact.set_up_s + contact.talk_s + contact.acw_s
