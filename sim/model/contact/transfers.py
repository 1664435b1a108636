"""Transfers to another topic, returns after service, and changes of topic on a redial."""

from sim.compiled.draws import ONWARD
from sim.compiled.jit import compiled
from sim.model.contact.loyalty import is_there, loyalty_now
from sim.model.contact.outcome import agent_remembers, closes, comes_again, write, write_talk
from sim.model.world.addresses import issue_draws
from sim.model.world.records import Demand, End
from sim.model.world.state import NOBODY, World
from sim.rules.distribution import duration_s
from sim.scenario.routing import After

ANSWERED, REPEAT_SERVICE = int(End.answered), int(Demand.repeat_service)
AFTER_SERVICE, AFTER_REDIAL = list(After).index(After.service), list(After).index(After.redial)


@compiled
def move_of(world: World, issue: int, after: int, u: float) -> int:
    """The move chosen by a uniform draw among those of an issue's topic and the group that handled it; or NOBODY."""
    contact = world.issues[issue]
    about = world.topics[contact.topic]
    group = NOBODY if contact.agent == NOBODY else world.agents[contact.agent].group
    for row in range(about.first_move, about.first_move + about.n_moves):
        move = world.moves[row]
        if move.after == after and (move.group == NOBODY or move.group == group):
            if u < move.share:
                return row
            u -= move.share
    return NOBODY


@compiled
def moves_after_service(world: World, issue: int) -> int:
    """The move after service, or NOBODY."""
    contact = world.issues[issue]
    if world.topics[contact.topic].n_moves == 0 or contact.queues + 1 >= world.model[0].returns.max_contacts:
        return NOBODY
    service_u, _, _, _ = issue_draws(world, issue, ONWARD, contact.queues)
    return move_of(world, issue, AFTER_SERVICE, service_u)


@compiled
def is_transfer(world: World, move: int) -> bool:
    """Whether a move is a transfer: the caller stays on the line for another agent."""
    return move != NOBODY and world.moves[move].at_once


@compiled
def work_anew(world: World, issue: int) -> None:
    """Draw new work for the issue."""
    contact = world.issues[issue]
    cause, topic = world.causes[contact.cause], world.topics[contact.topic]
    _, _, _, work_u = issue_draws(world, issue, ONWARD, contact.queues)
    contact.work_u, contact.work_s = work_u, duration_s(world.numbers, cause.work, work_u) * topic.work_factor
    contact.progress = 0.0


@compiled
def takes_new_topic(world: World, issue: int, move: int) -> None:
    """Change the topic of an issue."""
    contact = world.issues[issue]
    contact.topic, contact.warm = world.moves[move].to, world.moves[move].warm
    work_anew(world, issue)
    contact.queues += 1
    contact.attempts, contact.waited_before_s = 0, 0.0


@compiled
def transfer(world: World, now_s: float, issue: int, move: int, waiting_felt: float) -> None:
    """Transfer a contact; its experience counts once, when the last talk ends."""
    contact = world.issues[issue]
    contact.solved = contact.recorded_solved = False
    write(world, now_s, issue, ANSWERED)
    write_talk(world, issue)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.again = True
    if is_there(world, issue):
        row.loyalty = loyalty_now(world, now_s, contact.slot)
    agent_remembers(world, now_s, issue, waiting_felt)
    contact.felt += waiting_felt
    contact.menu_s = 0.0  # felt with that waiting; a transferred contact meets no menu again
    takes_new_topic(world, issue, move)
    contact.transferred = True
    contact.next_s = now_s


@compiled
def returns_after_service(world: World, now_s: float, issue: int, move: int) -> None:
    """Schedule a further contact of a customer who was served."""
    contact = world.issues[issue]
    _, delay_u, _, _ = issue_draws(world, issue, ONWARD, contact.queues)
    if contact.solved:
        closes(world, issue)
    delay_s = duration_s(world.numbers, world.moves[move].delay, delay_u)
    comes_again(world, issue, now_s + delay_s, REPEAT_SERVICE)
    takes_new_topic(world, issue, move)
    contact.transferred = False


@compiled
def moves_on_redial(world: World, issue: int) -> None:
    """A redial may change the topic and need new work."""
    contact = world.issues[issue]
    contact.transferred = False
    _, _, redial_u, _ = issue_draws(world, issue, ONWARD, contact.queues)
    move = move_of(world, issue, AFTER_REDIAL, redial_u) if world.topics[contact.topic].n_moves > 0 else NOBODY
    if move != NOBODY:
        contact.topic = world.moves[move].to
    if world.model[0].returns.redraws_work > 0:
        work_anew(world, issue)
