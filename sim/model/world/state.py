"""The state of the world: tables of records, one row per entity, shared by floor, contacts, nights and engines."""

from typing import Annotated, NamedTuple, NewType

import numba
import numpy as np

from sim.compiled.due_list import DueList
from sim.compiled.jit import TYPES
from sim.compiled.tables import Numbers, declare
from sim.model.world.parameters import MODEL
from sim.model.world.records import (
    CAUSE_DAY,
    CONTACT,
    DAY,
    DEPARTURE,
    GROUP_DAY,
    GROUP_INTERVAL,
    RENEWAL_DAY,
    SEAT,
    TOPIC_DAY,
)
from sim.model.world.rows import (
    AGENT,
    BIRTH,
    BOOK,
    CAUSE,
    CUSTOMER,
    GROUP,
    ISSUE,
    LINK,
    MOVE,
    POINT,
    PROCESS,
    ROUTE,
    TOPIC,
)
from sim.rules.distribution import DISTRIBUTION

NOBODY = -1  # no agent, no issue, no customer
NEVER_S = np.inf
OFF_DUTY, IDLE, BUSY = 0, 1, 2


@declare
class World(NamedTuple):
    """The state that changes, and the parameters of its changes."""

    model: Annotated[np.ndarray, MODEL]  # (1,)
    causes: Annotated[np.ndarray, CAUSE]
    topics: Annotated[np.ndarray, TOPIC]
    groups: Annotated[np.ndarray, GROUP]
    routes: Annotated[np.ndarray, ROUTE]
    route_of: Annotated[np.ndarray, "i8", 2]  # (n_groups, n_topics) row of routes, NOBODY = none
    turns: Annotated[np.ndarray, "i8"]  # rows of routes, group by group, as preferred
    moves: Annotated[np.ndarray, MOVE]
    customers: Annotated[np.ndarray, CUSTOMER]  # one row per slot
    points: Annotated[np.ndarray, POINT]  # (2 * N_POINTS,) of the distributions of need and of digital skill
    bench: Annotated[np.ndarray, "i8"]  # (n_agents,) the idle: group by group a heap, see floor/idle_agents.py
    agents: Annotated[np.ndarray, AGENT]  # one row per seat, group by group
    issues: Annotated[np.ndarray, ISSUE]
    new_issue: Annotated[np.ndarray, ISSUE]  # (1,) as every issue begins
    lines: Annotated[np.ndarray, LINK]  # who stands in which line, see floor/queues.py
    free_issues: Annotated[np.ndarray, "i8"]  # (n_issues,) stack of free rows
    births: Annotated[np.ndarray, BIRTH]  # of the day in play, in order of time
    mix: Annotated[np.ndarray, "f8", 2]  # (n_intervals, n_topics) cumulative shares of topics
    cumulative: Annotated[
        np.ndarray, "f8", 2
    ]  # (n_causes + 1, n_steps + 1) expected births of a slot, last row all causes
    weights: Annotated[
        np.ndarray, "f8", 2
    ]  # (1, n_slots + 1) cumulative propensities, by which births of the table are passed on
    contacts: Annotated[np.ndarray, CONTACT]
    new_contact: Annotated[np.ndarray, CONTACT]  # (1,) as every row of contacts begins
    book: Annotated[np.ndarray, BOOK]  # (1,)
    day: Annotated[np.ndarray, DAY]  # (1,)
    numbers: Numbers  # of distributions with any number of them: pieces of hazards, phases, values in order
    distributions: Annotated[np.ndarray, DISTRIBUTION]  # those of a topic, a group or a period
    distribution_of: Annotated[
        np.ndarray, "i8"
    ]  # (n_kinds * n_periods * n_topics * n_groups) row of distributions, NOBODY = the scenario's; or empty
    period_of: Annotated[np.ndarray, "i8"]  # of each interval of a week from day 0 on
    opened: Annotated[np.ndarray, "i8", 2]  # (n_groups, n) whether a group is open, in steps of plan_s
    on_duty: Annotated[np.ndarray, "i8", 2]  # (n_groups, n) agents, in steps of plan_s
    processes: Annotated[np.ndarray, PROCESS]  # each on the day of its next birth
    due: DueList  # the rows of processes
    at_work: Annotated[np.ndarray, PROCESS]  # (1,)
    daily: Annotated[np.ndarray, "f8", 2]  # (n_causes, horizon_d + 1) expected births of a slot until the day
    arrivals: Annotated[
        np.ndarray, BIRTH
    ]  # births that are given, in order of time; none where customers bear them by chance
    first_arriving: Annotated[np.ndarray, "i8"]  # (horizon_d + 1,) where each day of them starts
    listed: Annotated[np.ndarray, BIRTH]  # the births of the day to come, in no order
    buckets: Annotated[np.ndarray, "i4"]  # of that day: where each puts its next birth
    empty_slots: Annotated[np.ndarray, "i8"]  # ring
    returning: DueList  # the rows of returners: who has left comes back on some day
    returners: Annotated[np.ndarray, "i8"]  # slots
    renewing: Annotated[np.ndarray, "i8"]  # slots in order of their renewal day
    first_renewing: Annotated[np.ndarray, "i8"]  # (31,) where each renewal day starts
    departures: Annotated[np.ndarray, DEPARTURE]  # records of the night, as the next seven
    seats: Annotated[np.ndarray, SEAT]
    days: Annotated[np.ndarray, DAY]
    topic_days: Annotated[np.ndarray, TOPIC_DAY]
    group_days: Annotated[np.ndarray, GROUP_DAY]
    group_intervals: Annotated[np.ndarray, GROUP_INTERVAL]
    cause_days: Annotated[np.ndarray, CAUSE_DAY]
    renewal_days: Annotated[np.ndarray, RENEWAL_DAY]
    addresses: np.ndarray


BirthRecord = NewType("BirthRecord", np.record)
TYPES[BirthRecord] = numba.from_dtype(BIRTH)
