"""The state of the world: a few tables of records, one row per entity, shared by verbs, nights and engines."""

from typing import NamedTuple, NewType

import numba
import numpy as np

from sim.compiled.due_list import Diary, diary
from sim.compiled.jit import TYPES
from sim.compiled.tables import Numbers, assembled, declare, table
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
    LISTED,
    MOVE,
    PROCESS,
    ROUTE,
    TOPIC,
)
from sim.rules.distribution import LAW

NOBODY = -1  # no agent, no issue, no customer
NEVER_S = np.inf
OFF_DUTY, IDLE, BUSY = 0, 1, 2


class World(NamedTuple):
    """Everything that changes, and the numbers it changes by."""

    model: np.ndarray  # (1,) MODEL
    causes: np.ndarray
    topics: np.ndarray
    groups: np.ndarray
    routes: np.ndarray
    route_of: np.ndarray  # (n_groups, n_topics) row of routes, NOBODY = none
    turns: np.ndarray  # rows of routes, group by group, as preferred
    moves: np.ndarray
    customers: np.ndarray  # one row per slot
    bench: np.ndarray  # (n_agents,) the idle: group by group a heap, see bench.py
    agents: np.ndarray  # one row per seat, group by group
    issues: np.ndarray
    lines: np.ndarray  # LINK: who stands in which line, see floor.py
    free_issues: np.ndarray  # (n_issues,) stack of free rows
    births: np.ndarray  # of the day in play, in order of time
    mix: np.ndarray  # (n_intervals, n_topics) cumulative shares of topics
    cumulative: np.ndarray  # (n_causes + 1, n_steps + 1) expected births of a slot, last row all causes
    weights: np.ndarray  # (1, n_slots + 1) cumulative propensities, by which births of the table are passed on
    contacts: np.ndarray
    book: np.ndarray  # (1,) BOOK
    day: np.ndarray  # (1,) DAY
    numbers: Numbers  # of laws with any number of them: pieces of hazards, phases, values in order
    laws: np.ndarray  # LAW: those of a topic, a group or a period
    law_of: np.ndarray  # (n_kinds * n_periods * n_topics * n_groups) row of laws, NOBODY = the scenario's; or empty
    period_of: np.ndarray  # of each interval of a week from day 0 on
    addresses: np.ndarray


class Calendar(NamedTuple):
    """What the night needs besides the world, and the clock of births."""

    opened: np.ndarray  # likewise, whether a group is open
    on_duty: np.ndarray  # (n_groups, n) agents, in steps of plan_s
    processes: np.ndarray  # each on the day of its next birth
    due: Diary  # the rows of processes
    at_work: np.ndarray  # (1,) PROCESS
    daily: np.ndarray  # (n_causes, horizon_d + 1) expected births of a slot until the day
    arrivals: np.ndarray  # LISTED: births that are given, in order of time; none where customers bear them by chance
    first_arriving: np.ndarray  # (horizon_d + 1,) where each day of them starts
    listed: np.ndarray  # the births of the day to come, in no order
    buckets: np.ndarray  # of that day: the first birth of each, which leads to the next
    empty_slots: np.ndarray  # ring
    returning: Diary  # the rows of returners: who has left comes back on some day
    returners: np.ndarray  # slots
    renewing: np.ndarray  # slots in order of their renewal day
    first_renewing: np.ndarray  # (31,) where each renewal day starts
    departures: np.ndarray  # records of the night, as the next seven
    seats: np.ndarray
    days: np.ndarray
    topic_days: np.ndarray
    group_days: np.ndarray
    group_intervals: np.ndarray
    cause_days: np.ndarray
    renewal_days: np.ndarray
    addresses: np.ndarray


def _numbers(kind: str, dimensions: int = 1) -> np.ndarray:
    return np.zeros((1,) * dimensions, kind)


_WORLD = assembled(
    World,
    model=table(1, MODEL),
    causes=table(1, CAUSE),
    topics=table(1, TOPIC),
    groups=table(1, GROUP),
    routes=table(1, ROUTE),
    route_of=_numbers("i8", 2),
    turns=_numbers("i8"),
    moves=table(1, MOVE),
    customers=table(1, CUSTOMER),
    bench=_numbers("i8"),
    agents=table(1, AGENT),
    issues=table(1, ISSUE),
    lines=table(1, LINK),
    free_issues=_numbers("i8"),
    births=table(1, BIRTH),
    mix=_numbers("f8", 2),
    cumulative=_numbers("f8", 2),
    weights=_numbers("f8", 2),
    contacts=table(1, CONTACT),
    book=table(1, BOOK),
    day=table(1, DAY),
    numbers=_numbers("f8"),
    laws=table(1, LAW),
    law_of=_numbers("i8"),
    period_of=_numbers("i8"),
)
_CALENDAR = assembled(
    Calendar,
    opened=_numbers("i8", 2),
    on_duty=_numbers("i8", 2),
    processes=table(1, PROCESS),
    due=diary(1, 1),
    at_work=table(1, PROCESS),
    daily=_numbers("f8", 2),
    arrivals=table(1, LISTED),
    first_arriving=_numbers("i8"),
    listed=table(1, LISTED),
    buckets=_numbers("i8"),
    empty_slots=_numbers("i8"),
    returning=diary(1, 1),
    returners=_numbers("i8"),
    renewing=_numbers("i8"),
    first_renewing=_numbers("i8"),
    departures=table(1, DEPARTURE),
    seats=table(1, SEAT),
    days=table(1, DAY),
    topic_days=table(1, TOPIC_DAY),
    group_days=table(1, GROUP_DAY),
    group_intervals=table(1, GROUP_INTERVAL),
    cause_days=table(1, CAUSE_DAY),
    renewal_days=table(1, RENEWAL_DAY),
)
declare(_WORLD)
declare(_CALENDAR)
ListedRecord = NewType("ListedRecord", np.record)
TYPES[ListedRecord] = numba.from_dtype(LISTED)
