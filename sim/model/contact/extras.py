"""Extras beyond solving: check, look ahead, listen, teach, offer, ask, say goodbye."""

from sim.compiled.draws import OWNER
from sim.compiled.jit import compiled
from sim.model.contact.loyalty import for_spending, is_there, loyalty_now, states_now
from sim.model.world.addresses import FOUR, issue_draws
from sim.model.world.state import NOBODY, World
from sim.rules.incentives import goes_along
from sim.rules.resolution import checks_share
from sim.rules.spending import buys_share, interest
from sim.time_units import DAY_S


@compiled
def takes_time(world: World, issue: int, extra_s: float, limit_s: float) -> bool:
    """Spend extra time on the contact, if the handle limit allows."""
    contact = world.issues[issue]
    if contact.talk_s + extra_s > limit_s:
        return False
    contact.talk_s += extra_s
    return True


@compiled
def checks(world: World, issue: int, limit: float, u: float) -> None:
    """Check the fix before the talk ends, if the agent cares and has time."""
    contact, check_s = world.issues[issue], world.model[0].handling.check_s
    wanted = checks_share(world.agents[contact.agent].care, world.model[0].policy.ownership)
    contact.checked = u < wanted and takes_time(world, issue, check_s, limit)


@compiled
def looks_ahead(world: World, now_s: float, issue: int, limit: float) -> None:
    """An owner prevents the next issue, and may tell the customer."""
    contact = world.issues[issue]
    model = world.model[0]
    extra_s = model.handling.anticipate_s * model.policy.ownership
    if model.policy.ownership == 0 or not takes_time(world, issue, extra_s, limit):
        return
    _, _, told_u, _ = issue_draws(world, issue, OWNER, contact.talks)
    customer = world.customers[contact.slot]
    if customer.generation == contact.generation:
        customer.shielded_until_s = now_s + model.resolution.shield_d * DAY_S
    contact.told = told_u < model.resolution.told_share * model.policy.ownership


@compiled
def still_to_show(world: World, issue: int) -> int:
    """Row of the second symptom if the customer has not noticed it yet, else NOBODY."""
    contact = world.issues[issue]
    if contact.symptom_row == NOBODY:
        return NOBODY
    second = world.issues[contact.symptom_row]
    # the second symptom's row may serve another issue by now
    its_own = second.identity == contact.identity + 1 and second.cause == contact.cause
    return contact.symptom_row if its_own and not second.begun else NOBODY


@compiled
def diagnoses(world: World, issue: int, skilled: float, listened: bool) -> None:
    """An owner, or an agent who listens, finds the root cause and cancels the second symptom."""
    contact, policy = world.issues[issue], world.model[0].policy
    row = still_to_show(world, issue)
    contact.latent = row != NOBODY and not world.issues[row].void
    looks = policy.ownership + (policy.listening * (1.0 - policy.ownership) if listened else 0.0)
    if not contact.latent or looks == 0:
        return
    _, _, _, found_u = issue_draws(world, issue, OWNER, contact.talks)
    if found_u < world.model[0].resolution.diagnosis_share * looks * skilled:
        world.issues[row].void = contact.found = True


@compiled
def listens(world: World, issue: int, limit: float) -> bool:
    """Spend time to find the need behind the question."""
    model = world.model[0]
    return model.policy.listening > 0 and takes_time(
        world, issue, model.handling.listen_s * model.policy.listening, limit
    )


@compiled
def teaches(world: World, issue: int, limit: float, of_teaching: FOUR) -> None:
    """Show the caller the web page; some learn it. Only for issues on the script."""
    contact, model = world.issues[issue], world.model[0]
    taught_u, learned_u, _, _ = of_teaching
    if contact.off_script or not taught_u < model.policy.deflection:
        return
    contact.taught = takes_time(world, issue, model.handling.teach_s, limit)
    if contact.taught and learned_u < model.self_service.learns_share and is_there(world, issue):
        world.customers[contact.slot].learned = True


@compiled
def offers(world: World, now_s: float, issue: int, limit: float, of_offer: FOUR) -> None:
    """Make an offer: to all, to customers whose issue is solved, or as far as care allows."""
    contact, model = world.issues[issue], world.model[0]
    pitched_u, buys_u, annoyed_u, _ = of_offer
    policy, rule = model.policy, model.spending
    wanted = policy.cross_sell
    if not contact.solved:
        pushed = goes_along(world.agents[contact.agent].care, policy.scorecard.sales)
        wanted *= 0.0 if policy.sell_only_if_solved > 0 else pushed
    if (
        not pitched_u < wanted
        or not is_there(world, issue)
        or not takes_time(world, issue, model.handling.offer_s, limit)
    ):
        return
    contact.pitched = True
    customer = world.customers[contact.slot]
    curious = interest(now_s - customer.pitched_s, rule.satiety_d)
    customer.pitched_s = now_s
    factor = 1.0 if contact.solved else rule.unsolved_factor
    loyalty = for_spending(world, loyalty_now(world, now_s, contact.slot), states_now(world, now_s, contact.slot))
    if buys_u < buys_share(rule.accept_share, curious, rule.gamma, loyalty, factor):
        contact.sale_usd = rule.worth_months * customer.margin_usd_month
    else:
        contact.annoyed = annoyed_u < rule.annoyed_share


@compiled
def asks(world: World, issue: int, limit: float, u: float) -> None:
    """Ask the customer how it was."""
    contact, model = world.issues[issue], world.model[0]
    contact.asked = u < model.policy.ask and takes_time(world, issue, model.handling.ask_s, limit)


@compiled
def says_goodbye(world: World, issue: int, limit: float) -> None:
    """A warm ending, if there is time."""
    extra_s = world.model[0].handling.goodbye_s * world.model[0].policy.closing
    world.issues[issue].goodbye = world.model[0].policy.closing > 0 and takes_time(world, issue, extra_s, limit)
