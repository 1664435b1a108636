"""A replication with either engine, and its records."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Protocol

import numpy as np

from sim.model.night import customers
from sim.model.setup.start import start
from sim.model.world.records import TABLES, Records
from sim.model.world.state import World
from sim.scenario import Scenario
from sim.time_units import DAY_S

ROWS_AT_ONCE = 20_000


class Player(Protocol):
    """An engine."""

    compiled: ClassVar[tuple[Callable[..., Any], ...]]  # what it calls of the compiled functions

    def __init__(self, world: World) -> None: ...

    def play(self, world: World, until: int) -> World:
        """Simulate the days before ``until``; the returned tables may be longer."""


def _copied(rows: np.ndarray) -> np.ndarray:
    """A copy as plain bytes: numpy copies records field by field, which takes 200 ns a row."""
    return rows.view(np.void).copy().view(rows.dtype)


def read(world: World, value_usd: float) -> Records:
    """Copy the records written since the last call; their tables are free again."""
    book = world.book[0]
    tables = {}
    for name in TABLES:
        tables[name] = _copied(getattr(world, name)[: book[f"n_{name}"]])
        book[f"n_{name}"] = 0
    return Records(**tables, customers_value_usd=value_usd)


def player_of(engine: str) -> type[Player]:
    """The engine of a name."""
    if engine == "kernel":
        from sim.model.engines.kernel import Kernel

        return Kernel
    from sim.model.engines.story import Story

    return Story


def days(
    scenario: Scenario, seed: int, replication: int, engine: str = "kernel", rows_at_once: int = 0
) -> Iterator[Records]:
    """Simulate a replication and yield records by day, or of as many days as bring ``rows_at_once`` births."""
    world = start(scenario, seed, replication, rows_at_once)
    player = player_of(engine)(world)
    at_once = len(world.days)
    for first in range(0, scenario.horizon_d, at_once):
        until = min(first + at_once, scenario.horizon_d)
        world = player.play(world, until)
        last = until == scenario.horizon_d
        yield read(world, customers.customers_value_usd(world, until * DAY_S) if last else 0.0)


def stretches(scenario: Scenario, seed: int, replication: int, engine: str = "kernel") -> Iterator[Records]:
    """Simulate a replication and yield records of about ``ROWS_AT_ONCE`` births each: the fastest way."""
    return days(scenario, seed, replication, engine, ROWS_AT_ONCE)


def simulate(scenario: Scenario, seed: int, replication: int, engine: str = "kernel") -> Records:
    """Simulate a whole replication and return its records."""
    chunks = list(stretches(scenario, seed, replication, engine))
    tables = {name: np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in TABLES}
    return Records(**tables, customers_value_usd=chunks[-1].customers_value_usd)


__all__ = ["days", "simulate", "stretches"]
