"""One customer on day 10 of a world without chance, and one issue at a time."""

from sim.model.contact import course, handling
from sim.model.floor import on_duty
from sim.model.world.records import End
from sim.model.world.state import NOBODY, World
from tests.worlds import DAY_S, get, issue, opened, put, quiet

NOW = 10 * DAY_S
CONSTANT = {"distribution": "constant"}
CUSTOMER = {
    "baseline": 0.2,
    "need": 0.4,
    "skill": 0.5,
    "felt_s": NOW - 90 * DAY_S,
    "faded_s": NOW - 90 * DAY_S,
    "touched_s": NOW - 100 * DAY_S,
    "n_active": 1,
}


RETURNS = {"return_delay": CONSTANT | {"value_s": 3600}, "redial_delay": CONSTANT | {"value_s": 600}}
ALWAYS_BACK = RETURNS | {"comes_back": 1, "fades": 1, "redial_share": 1}


def given_world(customer=None, **parts) -> World:
    world = opened(quiet(**({"horizon_d": 60} | parts)))
    put(world.customers, 0, **(CUSTOMER | (customer or {})))
    put(world.agents, 0, morale=0.5, disposition=0.5, hired_s=0.0)
    handling.prepares(world, NOW, 0)
    on_duty.opens(world, 0, 1, 1 > 0)
    return world


def last_row(world: World, *names: str) -> list:
    return get(world.contacts, int(world.book["n_contacts"][0]) - 1, *names)


def ended(world: World, now_s: float = NOW, **fields) -> int:
    """An issue whose contact has just ended: with nobody, if no agent took it."""
    end = int(End.abandoned if fields.get("agent") == NOBODY else End.answered)
    row = issue(world, **({"begun": True, "talks": 1, "offered_s": now_s - 100, "end": end, "attempts": 1} | fields))
    course.finish(world, now_s, row)
    return row
