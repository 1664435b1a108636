"""The coins of an issue."""

from sim.draws import uniforms
from sim.jit import compiled
from sim.world import World

FOUR = tuple[float, float, float, float]


@compiled
def coins(world: World, issue: int, stream: int, occasion: int) -> FOUR:
    """The four coins of an issue's stream on an occasion."""
    contact = world.issues[issue]
    subject = (contact.identity, world.causes[contact.cause].salt)
    return uniforms(world.model[0].seed, world.model[0].replication, stream, subject, occasion)
