"""Erlang A as SimPy's own examples write it: a resource, a timeout, a condition, and Python's random numbers."""

import random
from collections.abc import Generator, Iterator
from typing import Any

import simpy

GAP_S, TALK_S, PATIENCE_S, N_AGENTS, DAY_S = 3.0, 300.0, 300.0, 100, 86400.0

Row = tuple[float, float, float, bool]  # offered_s, waited_s, talk_s, answered


def caller(env: simpy.Environment, agents: simpy.Resource, rows: list[Row]) -> Generator[simpy.Event, Any, None]:
    """Waits for an agent and hangs up when patience ends."""
    offered_s = env.now
    with agents.request() as turn:
        happened = yield turn | env.timeout(random.expovariate(1 / PATIENCE_S))
        waited_s = env.now - offered_s
        if turn in happened:
            talk_s = random.expovariate(1 / TALK_S)
            yield env.timeout(talk_s)
            rows.append((offered_s, waited_s, talk_s, True))
        else:
            rows.append((offered_s, waited_s, 0.0, False))


def callers(env: simpy.Environment, agents: simpy.Resource, rows: list[Row]) -> Generator[simpy.Event, Any, None]:
    """Twenty calls a minute."""
    while True:
        yield env.timeout(random.expovariate(1 / GAP_S))
        env.process(caller(env, agents, rows))


def days(n: int, seed: int) -> Iterator[list[Row]]:
    """Each day's calls."""
    random.seed(seed)
    env = simpy.Environment()
    agents = simpy.Resource(env, N_AGENTS)
    rows: list[Row] = []
    env.process(callers(env, agents, rows))
    for day in range(n):
        env.run(until=(day + 1) * DAY_S)
        yield rows
        rows.clear()
