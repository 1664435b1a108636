"""Queues: circular linked lists in ``world.lines``, so that joining and leaving take constant time.

Agents of a group are in the list of those off duty, longest off first, or of those on duty. A waiting contact is in a
list of its topic (offered, transferred, or to be called back) and, if an agent owns its issue, in that agent's list,
too.

Rows of ``lines``: the heads of each group, of each topic, then for each agent two nodes and the head of the issues they
own, then for each issue two nodes.
"""

from sim.compiled.jit import compiled
from sim.model.world.state import NOBODY, World

OFF, DUTY = 0, 1  # heads of a group's lines; an agent's places in them
CALLED, PUT_THROUGH, CALL_BACK = 0, 1, 2  # heads of a topic's lines
OWN = 2  # head of an agent's line
OF_GROUP, OF_TOPIC, OF_AGENT, OF_ISSUE = 2, 3, 3, 2  # rows


def n_rows(n_groups: int, n_topics: int, n_agents: int, n_issues: int) -> int:
    """Number of rows of ``lines``."""
    return OF_GROUP * n_groups + OF_TOPIC * n_topics + OF_AGENT * n_agents + OF_ISSUE * n_issues


@compiled
def group_line(group: int, line: int) -> int:
    """Head row of a group's list."""
    return OF_GROUP * group + line


@compiled
def topic_line(world: World, topic: int, line: int) -> int:
    """Head row of a topic's list."""
    return OF_GROUP * len(world.groups) + OF_TOPIC * topic + line


@compiled
def agent_row(world: World, agent: int, line: int) -> int:
    """An agent's node off or on duty, or the head row of the issues they own."""
    return OF_GROUP * len(world.groups) + OF_TOPIC * len(world.topics) + OF_AGENT * agent + line


@compiled
def issue_row(world: World, issue: int) -> int:
    """Node of a waiting issue in a list of its topic; the next row is its node in its owner's list."""
    return agent_row(world, len(world.agents), 0) + OF_ISSUE * issue


@compiled
def append(world: World, line: int, row: int) -> None:
    """Append a node to a list."""
    lines = world.lines
    last = lines[line].preceding
    lines[last].following = row
    lines[row].preceding = last
    lines[row].following = line
    lines[line].preceding = row


@compiled
def remove(world: World, row: int) -> None:
    """Remove a node from its list."""
    lines = world.lines
    before, after = lines[row].preceding, lines[row].following
    lines[before].following = after
    lines[after].preceding = before


@compiled
def first_agent(world: World, group: int, line: int) -> int:
    """First agent of a list, or NOBODY."""
    row = world.lines[group_line(group, line)].following
    return NOBODY if row == group_line(group, line) else (row - agent_row(world, 0, 0)) // OF_AGENT


@compiled
def first_issue(world: World, topic: int, line: int) -> int:
    """First issue of a topic's list, or NOBODY."""
    row = world.lines[topic_line(world, topic, line)].following
    return NOBODY if row == topic_line(world, topic, line) else (row - issue_row(world, 0)) // OF_ISSUE


@compiled
def next_issue(world: World, topic: int, line: int, issue: int) -> int:
    """The issue behind it, or NOBODY."""
    row = world.lines[issue_row(world, issue)].following
    return NOBODY if row == topic_line(world, topic, line) else (row - issue_row(world, 0)) // OF_ISSUE


@compiled
def first_own(world: World, agent: int) -> int:
    """First issue of an agent's own list, or NOBODY."""
    row = world.lines[agent_row(world, agent, OWN)].following
    return NOBODY if row == agent_row(world, agent, OWN) else (row - issue_row(world, 0)) // OF_ISSUE


@compiled
def next_own(world: World, agent: int, issue: int) -> int:
    """The issue behind it, or NOBODY."""
    row = world.lines[issue_row(world, issue) + 1].following
    return NOBODY if row == agent_row(world, agent, OWN) else (row - issue_row(world, 0)) // OF_ISSUE
