"""The end of a contact: its record, its experience, and whether the issue is closed, given up or continues."""

from sim.compiled.draws import RETURN
from sim.compiled.jit import compiled
from sim.model.contact.loyalty import feels, is_there
from sim.model.world.addresses import issue_draws
from sim.model.world.records import Demand, End
from sim.model.world.state import NOBODY, World
from sim.rules.bounds import ticked
from sim.rules.distribution import duration_s
from sim.rules.returns import comes_back_share
from sim.time_units import DAY_S

REPEAT_SERVICE = int(Demand.repeat_service)
ANSWERED, WEB_SOLVED, WEB_UNSOLVED, WEB_LEFT = (
    int(end) for end in (End.answered, End.web_solved, End.web_unsolved, End.web_left)
)


@compiled
def write(world: World, now_s: float, issue: int, end: int) -> None:
    """Write the row of the contact that has just ended; its experience is added later."""
    contact = world.issues[issue]
    world.contacts[world.book[0].n_contacts] = world.new_contact[0]
    row = world.contacts[world.book[0].n_contacts]
    world.book[0].n_contacts += 1
    world.book[0].talks += end == ANSWERED
    world.book[0].web_sessions += end in (WEB_SOLVED, WEB_UNSOLVED, WEB_LEFT)
    row.slot, row.generation, row.cause = contact.slot, contact.generation, contact.cause
    row.number, row.symptom, row.topic = contact.number, contact.symptom, contact.topic
    row.talk, row.end, row.demand, row.off_script = contact.talks, end, contact.demand, contact.off_script
    row.ended_s, row.offered_s = now_s, now_s
    about = world.customers[contact.slot]  # or the newcomer in their place, where they have gone
    row.margin_usd_month, row.need, row.skill = about.margin_usd_month, about.need, about.skill
    row.effort = contact.effort


@compiled
def ends(world: World, now_s: float, issue: int, end: int, felt: tuple[float, float]) -> None:
    """End a contact: record, memory, and ``felt``, the experience and the part of it that is connection."""
    write(world, now_s, issue, end)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.experience = felt[0]
    row.loyalty, row.added, row.since_d = feels(world, now_s, issue, felt)
    world.issues[issue].felt = world.issues[issue].effort = 0.0


@compiled
def comes_again(world: World, issue: int, next_s: float, demand: int) -> None:
    """Schedule the issue's next contact."""
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
    """The issue ends unsolved; it keeps lowering loyalty for a while."""
    world.contacts[world.book[0].n_contacts - 1].given_up = True
    closes(world, issue)
    if is_there(world, issue):
        customer = world.customers[world.issues[issue].slot]
        customer.open_until_s[1] = customer.open_until_s[0]
        customer.open_until_s[0] = now_s + world.model[0].returns.open_d * DAY_S


@compiled
def unsolved(world: World, now_s: float, issue: int, contacts: int, dead_end: bool) -> None:
    """After an unsolved contact: draw a return after hours or days, or give up."""
    contact, rule = world.issues[issue], world.model[0].returns
    back_u, delay_u, _, _ = issue_draws(world, issue, RETURN, contact.talks)
    factor = rule.dead_end_factor if dead_end else 1.0
    comes_back = back_u < comes_back_share(rule.comes_back, rule.fades, contacts, factor)
    if comes_back and contact.queues < rule.max_contacts:
        # after the web alone, the next contact is the first with the service
        demand = REPEAT_SERVICE if contact.talks > 0 else contact.demand
        comes_again(world, issue, now_s + duration_s(world.numbers, rule.return_delay, delay_u), demand)
    else:
        is_given_up(world, now_s, issue)


@compiled
def write_talk(world: World, issue: int) -> None:
    """Complete the row of a contact that reached the queue."""
    contact = world.issues[issue]
    row = world.contacts[world.book[0].n_contacts - 1]
    row.offered_s, row.waited_s, row.patience_s = contact.offered_s, contact.waited_s, contact.patience_s
    row.waited_before_s, row.attempt = contact.waited_before_s, contact.attempts
    row.called_back, row.transferred = contact.called_back, contact.transferred
    if contact.agent == NOBODY:
        return
    row.group, row.set_up_s = world.agents[contact.agent].group, contact.set_up_s
    row.agent, row.talk_s, row.acw_s = contact.agent, contact.talk_s, contact.acw_s
    row.second_line_s, row.concession_usd = contact.second_line_s, contact.concession_usd
    row.solved, row.shed, row.dead_end, row.owner = contact.solved, contact.shed, contact.dead_end, contact.owner_took
    row.recorded_solved, row.checked, row.adherence = contact.recorded_solved, contact.checked, contact.adherence
    row.taught, row.latent, row.found, row.asked = contact.taught, contact.latent, contact.found, contact.asked
    row.pitched, row.sale_usd = contact.pitched, contact.sale_usd


@compiled
def agent_remembers(world: World, now_s: float, issue: int, experience: float) -> None:
    """Effect of the contact on the agent's morale; the agent may own the issue now."""
    contact = world.issues[issue]
    worker = world.agents[contact.agent]
    worker.talks += 1
    worker.solved += contact.solved
    worker.dead_ends += contact.dead_end
    worker.upset += experience < world.model[0].morale.upset_below
    contact.owner, contact.owner_hires = contact.agent, worker.hires
    touches = contact.solved or worker.warmth > world.model[0].loyalty.warmth_reference
    # to talk about a failure is no touch
    if touches and not world.causes[contact.cause].failure and is_there(world, issue):
        world.customers[contact.slot].touched_s = now_s
