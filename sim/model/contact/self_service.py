"""An issue before the call: outreach, silence, self-service."""

from sim.compiled.draws import REACH, UNIT, WEB
from sim.compiled.jit import compiled
from sim.model.contact.loyalty import loyalty_now, suffers
from sim.model.contact.outcome import closes, ends, is_given_up, unsolved, write
from sim.model.world.addresses import FOUR, issue_draws
from sim.model.world.records import End
from sim.model.world.state import World
from sim.rules.bounds import share
from sim.rules.causes import stays_silent
from sim.rules.self_service import sent_share, solves_share, tries_share

WEB_SOLVED, WEB_UNSOLVED, WEB_LEFT, SILENCE = (
    int(end) for end in (End.web_solved, End.web_unsolved, End.web_left, End.silence)
)
OUTREACH, FALSE_ALARM = int(End.outreach), int(End.false_alarm)


@compiled
def calls_all_the_same(world: World, issue: int) -> None:
    """The customer calls about an issue that outreach has solved."""
    contact = world.issues[issue]
    contact.reached, contact.off_script = True, False
    contact.work_s = world.model[0].outreach.extra_s


@compiled
def writes_unfelt(world: World, now_s: float, issue: int, end: int) -> None:
    """Write a row for an end without an experience; memory counts it neither as rare nor as frequent."""
    write(world, now_s, issue, end)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.loyalty = loyalty_now(world, now_s, world.issues[issue].slot)


@compiled
def is_averted(world: World, issue: int) -> bool:
    """Whether outreach solves the issue before the customer notices it."""
    told_share = world.model[0].policy.outreach
    if told_share == 0:
        return False
    seen_u, told_u, solved_u, _ = issue_draws(world, issue, REACH, 0)
    detectable = world.causes[world.issues[issue].cause].detectable
    return seen_u < detectable and told_u < told_share and solved_u < world.model[0].outreach.solves


@compiled
def is_reached(world: World, now_s: float, issue: int, averted: bool) -> bool:
    """Outreach, which solves the issue if ``averted``: True if it makes a contact unnecessary."""
    contact, model = world.issues[issue], world.model[0]
    cause, told_share, rule = world.causes[contact.cause], model.policy.outreach, model.outreach
    seen_u, told_u, _, extra_u = issue_draws(world, issue, REACH, 0)
    if not seen_u < cause.detectable:
        return False
    alarm_u, _, _, _ = issue_draws(world, issue, UNIT, 0)
    if alarm_u < rule.false_alarm_share * told_share:
        ends(world, now_s, issue, FALSE_ALARM, (-model.loyalty.alarmed, 0.0))
    if not told_u < told_share:
        return False
    calls = extra_u < rule.extra_share
    if not averted:
        writes_unfelt(world, now_s, issue, OUTREACH)
        contact.work_s += rule.extra_s if calls else 0.0
        return False
    ends(world, now_s, issue, OUTREACH, (model.loyalty.reached, 0.0))
    world.contacts[world.book[0].n_contacts - 1].solved = True
    if calls:
        calls_all_the_same(world, issue)
        return False
    closes(world, issue)
    return True


@compiled
def is_kept_silent(world: World, now_s: float, issue: int, u: float) -> bool:
    """Not worth a call: True if so; loyalty falls without a contact."""
    model, severity = world.model[0], world.causes[world.issues[issue].cause].severity
    rule = model.self_service
    if not stays_silent(rule.silence_share, severity, rule.wall_silence * model.policy.wall, u):
        return False
    if world.causes[world.issues[issue].cause].failure:  # it harmed when it was noticed
        writes_unfelt(world, now_s, issue, SILENCE)
    else:
        ends(world, now_s, issue, SILENCE, (-model.loyalty.silence * severity, 0.0))
    is_given_up(world, now_s, issue)
    return True


@compiled
def goes_to_web(world: World, issue: int, learned: float, u: float) -> bool:
    """Whether self-service comes first: by habit, because it was taught, sent there, or chosen."""
    contact, model = world.issues[issue], world.model[0]
    customer, rule, policy = world.customers[contact.slot], model.self_service, model.policy
    skill_term = rule.skill_slope * (customer.skill - 0.5)
    need_term = rule.need_slope * (customer.need - model.customers.need_mean)
    wants_web = customer.need < model.customers.need_cut and not contact.reassure
    tries = tries_share(rule.tried_share, skill_term, need_term, learned)
    return u < sent_share(tries, policy.digital_first, policy.choice, wants_web)


@compiled
def solved_on_web(world: World, now_s: float, issue: int, factor: float) -> None:
    """Self-service solved the issue: good for customers who need no person, a loss for those who do."""
    contact, model = world.issues[issue], world.model[0]
    weights, need = model.loyalty, world.customers[contact.slot].need
    alone = weights.w_connection * weights.web_alone * (need - model.customers.need_cut) * factor
    severity = world.causes[contact.cause].severity
    good = weights.w_effort * weights.web_solved * severity
    ends(world, now_s, issue, WEB_SOLVED, (good - alone, -alone))
    world.contacts[world.book[0].n_contacts - 1].solved = True
    closes(world, issue)


@compiled
def tries_web(world: World, now_s: float, issue: int, of_web: FOUR) -> bool:
    """Self-service before the first call: False if it ends the issue, now or for good."""
    contact, model = world.issues[issue], world.model[0]
    customer, cause = world.customers[contact.slot], world.causes[contact.cause]
    rule, weights = model.self_service, model.loyalty
    tries_u, solved_u, leaves_u, _ = of_web
    learned = rule.learned if customer.learned else 0.0
    if not goes_to_web(world, issue, learned, tries_u):
        return True
    factor = rule.reassured_factor if contact.reassure else 1.0
    if solved_u < solves_share(contact.off_script, cause.containment, share(customer.skill + learned), factor):
        solved_on_web(world, now_s, issue, factor)
        return False
    effort = -weights.w_effort * weights.effort
    contact.effort += 1.0
    if leaves_u < rule.leave_share + rule.wall_leave * model.policy.wall:
        ends(world, now_s, issue, WEB_LEFT, (effort - weights.unsolved * cause.severity, 0.0))
        unsolved(world, now_s, issue, 1, False)
        return False
    writes_unfelt(world, now_s, issue, WEB_UNSOLVED)
    contact.effort = 0.0  # it is counted where it was made
    world.contacts[world.book[0].n_contacts - 1].again = True
    contact.felt = effort  # felt when the call that follows at once has ended: model 9
    return True


@compiled
def asks_for_a_person(world: World, now_s: float, issue: int) -> bool:
    """Everything before the first call: True if the customer calls."""
    contact, policy, rule = world.issues[issue], world.model[0].policy, world.model[0].self_service
    averted = is_averted(world, issue)
    suffers(world, now_s, issue, world.model[0].loyalty.harm_averted if averted else 1.0)
    if policy.outreach > 0 and world.causes[contact.cause].detectable > 0:
        if is_reached(world, now_s, issue, averted):
            return False
        if contact.reached:
            return True
    pushed = policy.digital_first + policy.choice + policy.wall + policy.deflection
    if rule.silence_share == 0 and rule.tried_share == 0 and pushed == 0:
        return True
    of_web = issue_draws(world, issue, WEB, 0)
    return not is_kept_silent(world, now_s, issue, of_web[3]) and tries_web(world, now_s, issue, of_web)
