"""Addresses of the random draws of customers, agents and issues."""

from sim.compiled.draws import uniforms
from sim.compiled.jit import compiled
from sim.model.world.state import World

FOUR = tuple[float, float, float, float]
# how a number in a row, and a generation or a symptom behind it, make one address
ROW_BITS, NUMBER_BITS = 21, 1
MOST_ISSUES = 2 ** (ROW_BITS - NUMBER_BITS)  # of one slot and cause


@compiled
def subject_draws(world: World, stream: int, subject: tuple[int, int], occasion: int) -> FOUR:
    """Four uniform draws of a subject on an occasion."""
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)


@compiled
def issue_draws(world: World, issue: int, stream: int, occasion: int) -> FOUR:
    """Four uniform draws of an issue's stream on an occasion."""
    contact = world.issues[issue]
    subject = (contact.identity, world.causes[contact.cause].salt)
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)


@compiled
def customer_address(world: World, slot: int) -> tuple[int, int]:
    """Address of a customer: slot and generation."""
    return (slot << ROW_BITS) + world.customers[slot].generation, 0


@compiled
def agent_address(world: World, agent: int) -> tuple[int, int]:
    """Address of an agent: seat in the group and hires into it, so other groups and seats do not matter."""
    worker = world.agents[agent]
    group = world.groups[worker.group]
    return ((agent - group.first_agent) << ROW_BITS) + worker.hires, group.salt
