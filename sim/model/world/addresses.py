"""The coins of an issue."""

from sim.compiled.draws import uniforms
from sim.compiled.jit import compiled
from sim.model.world.state import World

FOUR = tuple[float, float, float, float]
# how a number in a row, and a generation or a symptom behind it, make one address
ROW_BITS, NUMBER_BITS = 21, 1
MOST_ISSUES = 2 ** (ROW_BITS - NUMBER_BITS)  # of one slot and cause


@compiled
def coins_of(world: World, stream: int, subject: tuple[int, int], occasion: int) -> FOUR:
    """Four coins of whoever this is."""
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)


@compiled
def coins(world: World, issue: int, stream: int, occasion: int) -> FOUR:
    """The four coins of an issue's stream on an occasion."""
    contact = world.issues[issue]
    subject = (contact.identity, world.causes[contact.cause].salt)
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)


@compiled
def customer_address(world: World, slot: int) -> tuple[int, int]:
    """A slot and the generation in it."""
    return (slot << ROW_BITS) + world.customers[slot].generation, 0


@compiled
def agent_address(world: World, agent: int) -> tuple[int, int]:
    """A seat of a group and the hires into it: other groups and seats change nothing."""
    worker = world.agents[agent]
    group = world.groups[worker.group]
    return ((agent - group.first_agent) << ROW_BITS) + worker.hires, group.salt
