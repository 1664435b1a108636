"""The course of an issue: contacts, end, removal; the handling itself is in ``handling.py``."""

from sim.compiled.draws import MENU, QUEUE, RELAPSE, SYMPTOM, UNIT
from sim.compiled.jit import called, compiled
from sim.compiled.operational_time import clock_s
from sim.model.contact.durations import patience_s
from sim.model.contact.experience import talk_felt, unserved_felt, wait_felt
from sim.model.contact.extras import still_to_show
from sim.model.contact.loyalty import is_there
from sim.model.contact.outcome import agent_remembers, closes, comes_again, ends, is_given_up, unsolved, write_talk
from sim.model.contact.self_service import asks_for_a_person
from sim.model.contact.survey import is_asked
from sim.model.contact.transfers import (
    is_transfer,
    moves_after_service,
    moves_on_redial,
    returns_after_service,
    transfer,
)
from sim.model.floor.answering import is_still_there
from sim.model.world.addresses import issue_draws
from sim.model.world.records import Demand, End
from sim.model.world.state import NEVER_S, NOBODY, World
from sim.rules.bounds import ticked
from sim.rules.distribution import duration_s
from sim.rules.returns import blocked_share, redial_share
from sim.time_units import DAY_S

ANSWERED, BLOCKED, LEFT_MENU = int(End.answered), int(End.blocked), int(End.left_menu)
REPEAT_SERVICE, REPEAT_UNIT = int(Demand.repeat_service), int(Demand.repeat_unit)


@compiled
def after_opening(world: World, now_s: float, u: float) -> float:
    """Draw when a customer who finds the center closed calls again, from the profile of the next open day."""
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
def does_not_happen(world: World, issue: int) -> None:
    """Cancel an issue, and the second symptom of the same root cause as well."""
    second = still_to_show(world, issue)
    if second != NOBODY:
        world.issues[second].void = True


@compiled
def is_fixed(world: World, issue: int) -> bool:
    """Whether the unit has removed the cause, or avoided it by consulting the service before the launch.

    A second symptom has the same outcome as its root.
    """
    contact, model = world.issues[issue], world.model[0]
    cause, consulted = world.causes[contact.cause], 0.0
    if cause.launched:
        consulted = model.policy.consult * model.units.consult_effect
    if contact.symptom > 0 or (cause.fixed_share == 0 and consulted == 0):
        return False
    _, fixed_u, spared_u, _ = issue_draws(world, issue, UNIT, 0)
    if fixed_u < cause.fixed_share:
        cause.fixed += 1
    elif spared_u < consulted:
        cause.spared += 1
    else:
        return False
    does_not_happen(world, issue)
    return True


@compiled
def is_shielded(world: World, now_s: float, issue: int) -> bool:
    """Whether an owner's foresight has prevented this issue."""
    contact, model = world.issues[issue], world.model[0]
    if now_s >= world.customers[contact.slot].shielded_until_s:
        return False
    _, _, shielded_u, _ = issue_draws(world, issue, SYMPTOM, 0)
    if shielded_u >= model.resolution.shield_share * model.policy.ownership:
        return False
    world.causes[contact.cause].shielded += 1
    does_not_happen(world, issue)
    return True


@compiled
def begins(world: World, now_s: float, issue: int) -> bool:
    """Start an issue, unless it was prevented: True if the customer calls."""
    contact = world.issues[issue]
    contact.begun = True
    if contact.void or is_fixed(world, issue) or is_shielded(world, now_s, issue):
        return False
    world.day[0].births += 1
    world.causes[contact.cause].born += 1
    world.causes[contact.cause].roots += contact.symptom == 0
    world.customers[contact.slot].n_active += 1
    return asks_for_a_person(world, now_s, issue)


@compiled
def unserved(world: World, now_s: float, issue: int) -> None:
    """No agent answered: draw a redial, or give up."""
    contact = world.issues[issue]
    rule = world.topics[contact.topic]
    _, again_u, delay_u, _ = issue_draws(world, issue, QUEUE, contact.queues)
    experience = contact.felt + unserved_felt(world, issue)
    ends(world, now_s, issue, contact.end, (experience, 0.0))
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


@compiled
def has_menu(world: World) -> bool:
    """Whether menu steps or a wall precede the queue."""
    return world.model[0].routing.menu_steps > 0 or world.model[0].policy.wall > 0


@compiled
def patience_left_s(world: World, issue: int, patient_s: float) -> float:
    """Remaining patience at the queue: longer behind a wall, minus the time it took."""
    if world.issues[issue].menu_s == 0:
        return patient_s
    added_s = world.model[0].self_service.wall_patience_s * world.model[0].policy.wall
    return patient_s + added_s - world.issues[issue].menu_s  # below 0: gives up before


@compiled
def gets_through(world: World, now_s: float, issue: int, patient_s: float) -> bool:
    """Menu and wall: False while the caller is in them, or if they abandon there."""
    contact, model = world.issues[issue], world.model[0]
    if contact.in_menu:
        contact.in_menu = False
        return True
    rule, wall = model.routing, model.policy.wall
    contact.menu_s = ticked(rule.menu_steps * rule.menu_step_s + model.self_service.wall_s * wall, model.tick_s)
    contact.felt -= model.loyalty.menu_step * rule.menu_steps
    leaves_u, _, _, _ = issue_draws(world, issue, MENU, contact.queues)
    if (
        leaves_u < 1.0 - (1.0 - rule.menu_leave_share) ** rule.menu_steps
        or patience_left_s(world, issue, patient_s) < 0
    ):
        contact.end, contact.agent, contact.offered_s, contact.called_back = LEFT_MENU, NOBODY, now_s, False
        contact.patience_s = patient_s + model.self_service.wall_patience_s * wall
        contact.waited_s, contact.menu_s = min(contact.patience_s, contact.menu_s), 0.0
        contact.attempts += 1
        unserved(world, now_s, issue)
        return False
    contact.in_menu = contact.menu_s > 0
    contact.next_s = now_s + contact.menu_s
    return not contact.in_menu


@called
def calls(world: World, now_s: float, issue: int) -> bool:
    """The next contact is due: True if the customer now asks for an agent."""
    contact = world.issues[issue]
    contact.next_s = NEVER_S
    if not is_there(world, issue) or (not contact.begun and not begins(world, now_s, issue)):
        return False
    patience_u, _, _, opening_u = issue_draws(world, issue, QUEUE, contact.queues)
    if world.model[0].returns.keeps_patience > 0 and contact.attempts > 0:
        patience_u, _, _, _ = issue_draws(world, issue, QUEUE, contact.queues - contact.attempts)
    transferred = contact.transferred and is_still_there(world, contact.topic)
    if world.topics[contact.topic].n_open == 0 and not transferred:
        # to a closed topic: there is nobody to transfer to
        contact.transferred = contact.in_menu = False
        contact.next_s = after_opening(world, now_s, opening_u)
        return False
    if contact.solved:  # it did not last
        world.customers[contact.slot].n_active += 1
        contact.solved = False
        contact.progress = 0.0
    patient_s = patience_s(world, now_s, contact.topic, patience_u)
    if transferred:
        contact.menu_s = 0.0  # another agent puts them through, past buttons and walls
    elif has_menu(world) and not gets_through(world, now_s, issue, patient_s):
        return False
    # where patience depends on the hour, it may have shrunk since the call
    contact.patience_s = ticked(max(0.0, patience_left_s(world, issue, patient_s)), world.model[0].tick_s)
    return True


@compiled
def relapses(world: World, now_s: float, issue: int) -> None:
    """Draw whether a solved issue comes back, as a quick fix may not last."""
    contact, rule = world.issues[issue], world.model[0].resolution
    closes(world, issue)
    contact.solutions += 1
    fails = rule.relapse_checked if contact.checked else rule.relapse_quick
    if fails == 0 or contact.reached:
        return
    relapses_u, delay_u, _, _ = issue_draws(world, issue, RELAPSE, contact.solutions - 1)
    if relapses_u < fails and contact.queues < world.model[0].returns.max_contacts:
        demand = REPEAT_UNIT if contact.checked else REPEAT_SERVICE
        comes_again(world, issue, now_s + duration_s(world.numbers, rule.relapse_delay, delay_u), demand)


@called
def finish(world: World, now_s: float, issue: int) -> None:
    """End a contact that reached the center."""
    contact = world.issues[issue]
    if contact.end != ANSWERED:
        unserved(world, now_s, issue)
        return
    move = moves_after_service(world, issue)
    waiting = wait_felt(world, issue)
    if is_transfer(world, move):
        transfer(world, now_s, issue, move, waiting)
        return
    felt, connection = talk_felt(world, issue)
    experience = contact.felt + waiting + felt
    ends(world, now_s, issue, ANSWERED, (experience, connection))
    write_talk(world, issue)
    recovered = is_asked(world, issue, experience)
    agent_remembers(world, now_s, issue, experience)
    if move != NOBODY:
        returns_after_service(world, now_s, issue, move)
        return
    contact.queues += 1
    contact.attempts, contact.waited_before_s, contact.transferred = 0, 0.0, False
    if contact.solved:
        relapses(world, now_s, issue)
    elif recovered:
        closes(world, issue)
    else:
        unsolved(world, now_s, issue, contact.talks, contact.dead_end)


@compiled
def forget(world: World, issue: int) -> None:
    """Remove an issue; its row is free for another."""
    world.free_issues[world.book[0].n_free_issues] = issue
    world.book[0].n_free_issues += 1
