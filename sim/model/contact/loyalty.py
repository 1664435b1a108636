"""A customer's memory: experience enters loyalty, fades, and spreads by word of mouth."""

import math

from sim.compiled.jit import compiled
from sim.model.world.state import World
from sim.rules.bounds import half
from sim.rules.loyalty import remembered, untouched
from sim.rules.reputation import people_told
from sim.time_units import DAY_S


@compiled
def is_there(world: World, issue: int) -> bool:
    """Whether the customer of this issue has not churned."""
    contact = world.issues[issue]
    customer = world.customers[contact.slot]
    return customer.alive and customer.generation == contact.generation


@compiled
def alone(world: World, now_s: float, slot: int) -> float:
    """Loss of loyalty from the lack of human contact so far."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    weight = rule.w_connection * rule.untouched
    return untouched(weight, customer.need, now_s - customer.touched_s, rule.untouched_half_life_d)


@compiled
def loyalty_now(world: World, now_s: float, slot: int) -> float:
    """A customer's current loyalty; does not change the state."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    elapsed_s = now_s - customer.felt_s
    fast = customer.fast * half(elapsed_s, rule.fast_half_life_d)
    slow = customer.slow * half(elapsed_s, rule.slow_half_life_d)
    return customer.baseline + fast + slow - alone(world, now_s, slot)


@compiled
def fades(world: World, now_s: float, slot: int) -> None:
    """Decay a customer's memories to now: decay first, then add (model 23)."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    elapsed_s = now_s - customer.felt_s
    customer.fast *= half(elapsed_s, rule.fast_half_life_d)
    customer.slow *= half(elapsed_s, rule.slow_half_life_d)
    customer.felt_s = now_s


@compiled
def feels(world: World, now_s: float, issue: int, experience: float) -> tuple[float, float, float]:
    """Add an experience to memory and to reputation.

    Returns the loyalty after it, what it added, and the days since the previous experience.
    """
    if not is_there(world, issue):
        return math.nan, 0.0, math.nan
    slot = world.issues[issue].slot
    customer, model = world.customers[slot], world.model[0]
    rule, word = model.loyalty, model.reputation
    elapsed_s = now_s - customer.felt_s
    fades(world, now_s, slot)
    before = customer.baseline + customer.fast + customer.slow - alone(world, now_s, slot)
    added = remembered(experience, before, elapsed_s, rule.rare_d, rule.headroom)
    customer.fast += (1.0 - rule.slow_share) * added
    customer.slow += rule.slow_share * added
    world.book[0].told += (
        people_told(experience, word.told_above, word.told_good, word.told_bad) / model.customers.n_start
    )
    return before + added, added, elapsed_s / DAY_S
