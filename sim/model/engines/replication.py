"""Engines play the days; this is how a replication runs on any of them."""

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
        """Play the days before ``until``; the tables that are returned may be longer."""


def _copied(rows: np.ndarray) -> np.ndarray:
    """A copy as plain bytes: numpy copies records field by field, which takes 200 ns a row."""
    return rows.view(np.void).copy().view(rows.dtype)


def read(world: World, value_usd: float) -> Records:
    """Copy what has been written since the last time; the tables are free again."""
    book = world.book[0]
    tables = {}
    for name in TABLES:
        tables[name] = _copied(getattr(world, name)[: book[f"n_{name}"]])
        book[f"n_{name}"] = 0
    return Records(**tables, customers_value_usd=value_usd)


def player_of(engine: str) -> type[Player]:
    """What plays the days of a replication."""
    if engine == "kernel":
        from sim.model.engines.kernel import Kernel

        return Kernel
    from sim.model.engines.story import Story

    return Story


def days(
    scenario: Scenario, seed: int, replication: int, engine: str = "kernel", rows_at_once: int = 0
) -> Iterator[Records]:
    """Play a replication; each day's records, or those of so many days as bring some rows, come when they are over."""
    world = start(scenario, seed, replication, rows_at_once)
    player = player_of(engine)(world)
    at_once = len(world.days)
    for first in range(0, scenario.horizon_d, at_once):
        until = min(first + at_once, scenario.horizon_d)
        world = player.play(world, until)
        last = until == scenario.horizon_d
        yield read(world, customers.customers_value_usd(world, until * DAY_S) if last else 0.0)


def stretches(scenario: Scenario, seed: int, replication: int, engine: str = "kernel") -> Iterator[Records]:
    """Play a replication; records come after so many days as bring about ``ROWS_AT_ONCE`` births: the fastest way."""
    return days(scenario, seed, replication, engine, ROWS_AT_ONCE)


def simulate(scenario: Scenario, seed: int, replication: int, engine: str = "kernel") -> Records:
    """Play a whole replication and keep every contact."""
    chunks = list(stretches(scenario, seed, replication, engine))
    tables = {name: np.concatenate([getattr(chunk, name) for chunk in chunks]) for name in TABLES}
    return Records(**tables, customers_value_usd=chunks[-1].customers_value_usd)


__all__ = ["days", "simulate", "stretches"]
