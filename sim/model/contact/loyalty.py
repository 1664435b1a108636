"""A customer's memory: experience enters loyalty, fades, and spreads by word of mouth."""

import math

from sim.compiled.jit import compiled
from sim.model.world.state import World
from sim.rules.bounds import half
from sim.rules.loyalty import memory_weight, mendable, untouched, weighed
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
    elapsed_s = now_s - customer.faded_s
    fast = customer.fast * half(elapsed_s, rule.fast_half_life_d)
    slow = customer.slow * half(elapsed_s, rule.slow_half_life_d)
    return customer.baseline + fast + slow - alone(world, now_s, slot)


@compiled
def states_now(world: World, now_s: float, slot: int) -> tuple[float, float]:
    """A customer's satisfaction and connection: with the baseline they are loyalty. Source: model 10."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    elapsed_s = now_s - customer.faded_s
    fast, slow = half(elapsed_s, rule.fast_half_life_d), half(elapsed_s, rule.slow_half_life_d)
    connection = customer.fast_connection * fast + customer.slow_connection * slow
    satisfaction = customer.fast * fast + customer.slow * slow - connection
    return satisfaction, connection - alone(world, now_s, slot)


@compiled
def for_churn(world: World, loyalty: float, states: tuple[float, float]) -> float:
    """Loyalty as it counts for leaving."""
    rule = world.model[0].loyalty
    return weighed(loyalty, states[0], states[1], (rule.beta_satisfaction, rule.beta_connection))


@compiled
def for_spending(world: World, loyalty: float, states: tuple[float, float]) -> float:
    """Loyalty as it counts for buying."""
    rule = world.model[0].loyalty
    return weighed(loyalty, states[0], states[1], (rule.gamma_satisfaction, rule.gamma_connection))


@compiled
def fades(world: World, now_s: float, slot: int) -> None:
    """Decay a customer's memories to now: decay first, then add (model 23)."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    elapsed_s = now_s - customer.faded_s
    fast, slow = half(elapsed_s, rule.fast_half_life_d), half(elapsed_s, rule.slow_half_life_d)
    customer.fast *= fast
    customer.slow *= slow
    customer.fast_connection *= fast
    customer.slow_connection *= slow
    customer.faded_s = now_s


@compiled
def remembers(world: World, slot: int, added: float, connection: float) -> None:
    """Add to both memories; ``connection`` is the part of it that is connection, the rest is satisfaction."""
    customer, rule = world.customers[slot], world.model[0].loyalty
    customer.fast += (1.0 - rule.slow_share) * added
    customer.slow += rule.slow_share * added
    customer.fast_connection += (1.0 - rule.slow_share) * connection
    customer.slow_connection += rule.slow_share * connection


@compiled
def tells(world: World, experience: float) -> None:
    """Add an experience to what is told of the company."""
    word, n_start = world.model[0].reputation, world.model[0].customers.n_start
    world.book[0].told += people_told(experience, word.told_above, word.told_good, word.told_bad) / n_start


@compiled
def suffers(world: World, now_s: float, issue: int, share: float) -> None:
    """Take a failure's harm from loyalty when the customer notices it: once a root, before any contact.

    Harm is no contact, so the next contact keeps the weight of a rare one. Source: model 9.
    """
    contact = world.issues[issue]
    cause, customer, rule = world.causes[contact.cause], world.customers[contact.slot], world.model[0].loyalty
    if not cause.failure or contact.symptom > 0:
        return
    experience = -rule.harm * cause.severity * share
    since_s = now_s - customer.felt_s
    weight = memory_weight(experience, loyalty_now(world, now_s, contact.slot), since_s, rule.rare_d, rule.headroom)
    contact.harm = -weight * experience
    fades(world, now_s, contact.slot)
    remembers(world, contact.slot, -contact.harm, 0.0)
    tells(world, experience)
    cause.harm += contact.harm


@compiled
def feels(world: World, now_s: float, issue: int, felt: tuple[float, float]) -> tuple[float, float, float]:
    """Add an experience to memory and to reputation; about a failure, at most what is left to mend of its harm.

    ``felt`` is the experience, and the part of it that is connection.
    Returns the loyalty after it, what it added, and the days since the previous experience.
    """
    if not is_there(world, issue):
        return math.nan, 0.0, math.nan
    contact, (experience, connection) = world.issues[issue], felt
    customer, rule = world.customers[contact.slot], world.model[0].loyalty
    since_s = now_s - customer.felt_s
    customer.felt_s = now_s
    fades(world, now_s, contact.slot)
    before = customer.baseline + customer.fast + customer.slow - alone(world, now_s, contact.slot)
    weight = memory_weight(experience, before, since_s, rule.rare_d, rule.headroom)
    added = weight * experience
    most = mendable(rule.recovery_cap, contact.harm, contact.mended)
    if world.causes[contact.cause].failure and added > most:
        experience *= most / added
        weight *= most / added
        added = most
    contact.mended += added
    remembers(world, contact.slot, added, weight * connection)
    tells(world, experience)
    return before + added, added, since_s / DAY_S
