"""Idle agents of a group, as a heap with the next to answer on top.

The order is longest idle first or, under ``agent: score``, least handling time since the shift began: shares of the
shift change while agents are idle, and all would have to be compared. Push and remove, from any position, take
logarithmic time.
"""

from sim.compiled.jit import compiled
from sim.model.world.state import NOBODY, World


@compiled
def comes_before(world: World, a: int, b: int) -> bool:
    """Order of two idle agents."""
    one, other = world.agents[a], world.agents[b]
    return one.load_s < other.load_s or (one.load_s == other.load_s and one.turn < other.turn)


@compiled
def put_at(world: World, agent: int, first: int, place: int) -> None:
    """Put an agent at a position of the heap that begins at ``first``."""
    world.bench[first + place] = agent
    world.agents[agent].place = place


@compiled
def sift_up(world: World, agent: int, first: int, place: int) -> None:
    """Sift up: put an agent into the heap from an empty position towards the top."""
    while place > 0:
        above = world.bench[first + ((place - 1) >> 1)]
        if not comes_before(world, agent, above):
            break
        put_at(world, above, first, place)
        place = (place - 1) >> 1
    put_at(world, agent, first, place)


@compiled
def sift_down(world: World, first: int, place: int, n: int) -> int:
    """Move an empty position to the bottom, filled by the better child each time; returns where it ends."""
    while 2 * place + 1 < n:
        below = 2 * place + 1
        if below + 1 < n and comes_before(world, world.bench[first + below + 1], world.bench[first + below]):
            below += 1
        put_at(world, world.bench[first + below], first, place)
        place = below
    return place


@compiled
def push_idle(world: World, agent: int, load_s: float) -> None:
    """Push an agent who may take a contact from now on."""
    worker, book = world.agents[agent], world.book[0]
    group = world.groups[worker.group]
    book.n_turns += 1
    worker.turn, worker.load_s = book.n_turns, load_s
    group.n_idle += 1
    sift_up(world, agent, group.first_agent, group.n_idle - 1)


@compiled
def remove_idle(world: World, agent: int) -> None:
    """Remove an agent: the last one of the heap fills the empty position."""
    worker = world.agents[agent]
    group = world.groups[worker.group]
    group.n_idle -= 1
    empty = sift_down(world, group.first_agent, worker.place, group.n_idle + 1)
    last = world.bench[group.first_agent + group.n_idle]
    if empty != group.n_idle:
        sift_up(world, last, group.first_agent, empty)
    worker.place = NOBODY
