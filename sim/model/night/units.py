"""Nightly updates of the company: units remove causes, focus decays."""

import math

from sim.compiled.jit import compiled
from sim.model.world.state import World
from sim.rules.bounds import half
from sim.rules.churn import fee_factor
from sim.rules.units import either, removed_share, worth_fixing
from sim.time_units import DAY_S


@compiled
def units_react(world: World, days: float) -> None:
    """Units that pay for failures more than a fix costs, or hear of them, remove part of them; value demand stays."""
    rule, policy = world.model[0].units, world.model[0].policy
    heard = policy.voice_of_customer * policy.listening
    if policy.chargeback == 0 and heard == 0:
        return
    by_ear = removed_share(rule.heard_elasticity, heard, days, rule.react_d)
    for place in range(len(world.causes)):
        cause = world.causes[place]
        if cause.owned and cause.failure:
            saved = worth_fixing(rule.fix_usd, policy.chargeback * cause.bill_usd)
            cause.fixed_share = either(removed_share(rule.elasticity, saved, days, rule.react_d), by_ear)


@compiled
def fees_in_force(world: World, day: int) -> None:
    """Add up the fees that are charged on this day."""
    book, model = world.book[0], world.model[0]
    book.fee_usd_month = 0.0
    for place in range(len(world.causes)):
        if world.causes[place].launch_s <= day * DAY_S:
            book.fee_usd_month += world.causes[place].fee_usd_month
    book.fee_factor = fee_factor(model.churn.fee_response, book.fee_usd_month, model.customers.margin_usd_month)


@compiled
def focus_fades(world: World, days: float) -> None:
    """Decay of levers that need effort, by their half-life; targets, scripts and walls need none."""
    policy, first = world.model[0].policy, world.model[0].policy_at_first
    if math.isnan(first.focus_half_life_d):
        return
    left = half(days * DAY_S, first.focus_half_life_d)
    policy.scorecard.resolution = left * first.scorecard.resolution
    policy.authority = left * first.authority
    policy.ownership = left * first.ownership
    policy.escalation = left * first.escalation
    policy.warm_handoff = left * first.warm_handoff
    policy.closing = left * first.closing
    policy.ask = left * first.ask
    policy.listening = left * first.listening
    policy.recover = left * first.recover
    policy.outreach = left * first.outreach
    policy.choice = left * first.choice
    policy.consult = left * first.consult
    policy.chargeback = left * first.chargeback
    policy.voice_of_customer = left * first.voice_of_customer
    policy.hire_disposition = left * first.hire_disposition
