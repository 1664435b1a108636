"""A floor without events: topics and groups as a test needs them, with nobody on duty."""

from typing import Any

from sim.model.floor import answering
from sim.model.floor.queues import OF_AGENT, OF_ISSUE, agent_row, issue_row
from sim.model.world.state import NOBODY, World
from sim.scenario import Scenario
from tests.days import center
from tests.worlds import issue, opened

N_AGENTS = 4
ONE = {"all": {"serves": {"bills": {}}}}
BOTH = {"all": {"serves": {"bills": {}, "lines": {}}}}
BILLS, LINES = 0, 1


def one_group(**parts: Any) -> Scenario:
    """Four seats, one topic."""
    return center({"bills": {}}, ONE, {"all": N_AGENTS}, **parts)


def given_floor(**parts: Any) -> World:
    """Four seats, one topic, nobody on duty."""
    return opened(one_group(**parts))


def two_topics(bills: dict | None = None, lines: dict | None = None, groups: dict | None = None, **parts: Any) -> World:
    """Four seats a group, bills and lines, nobody on duty."""
    groups = groups or BOTH
    plans = dict.fromkeys(groups, N_AGENTS)
    return opened(center({"bills": bills or {}, "lines": lines or {}}, groups, plans, **parts))


def calls(world: World, now_s: float, topic: int = BILLS, **fields: Any) -> int:
    """An issue is offered."""
    row = issue(world, **({"agent": NOBODY, "topic": topic, "patience_s": 1e9} | fields))
    answering.offer(world, now_s, row)
    return row


def standing(world: World, head: int, first: int, step: int) -> list[int]:
    """Who stands in a line, in its order."""
    row, rows = int(world.lines["following"][head]), []
    while row != head:
        rows.append((row - first) // step)
        row = int(world.lines["following"][row])
    return rows


def issues_in(world: World, head: int) -> list[int]:
    return standing(world, head, issue_row(world, 0), OF_ISSUE)


def agents_in(world: World, head: int) -> list[int]:
    return standing(world, head, agent_row(world, 0, 0), OF_AGENT)


def seated(world: World) -> list[int]:
    """Who sits on the bench, in the order in which they sat down."""
    on_bench = [agent for agent in range(len(world.agents)) if world.agents["place"][agent] != NOBODY]
    return sorted(on_bench, key=lambda agent: world.agents["turn"][agent].item())
