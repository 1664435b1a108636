"""The state of the world: a few tables of records, one row per entity, shared by verbs, nights and engines."""

from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, NewType, Union, get_args, get_origin

import numba
import numpy as np
from pydantic import BaseModel

from sim.diary import Diary, diary
from sim.jit import TYPES
from sim.records import CONTACT, DAY, DEPARTURE, GROUP_DAY, SEAT
from sim.scenario import Scenario
from sim.scenario.law import LAWS, MAX_PIECES
from sim.tables import assembled, declare, table

NOBODY = -1  # no agent, no issue, no customer
NEVER_S = np.inf
OFF_DUTY, IDLE, BUSY = 0, 1, 2

LAW = np.dtype(
    [
        ("kind", "i8"),  # place in scenario.law.LAWS
        ("a", "f8"),
        ("b", "f8"),
        ("n", "i8"),  # pieces
        ("from_s", "f8", (MAX_PIECES,)),
        ("hazard_per_s", "f8", (MAX_PIECES,)),
    ],
    align=True,
)


def _is_law(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and set(get_args(hint)) == set(LAWS)


def _field_type(hint: Any) -> Any:
    """Record type of a field: f8 for numbers, a record for models and laws, None for what the engines do not need."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    if _is_law(hint):
        return LAW
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (item for item in get_args(hint) if item is not NoneType)
        return _field_type(hint)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return record_type(hint)
    return "f8" if hint in (float, int, bool) else None


def record_type(model: type[BaseModel]) -> np.dtype:
    """The record that holds a model's numbers, field by field, under the same names.

    >>> from sim.scenario.handling import Learning
    >>> record_type(Learning).names
    ('p0', 'tau_d', 'speed_cv')
    """
    kinds = {name: _field_type(field.annotation) for name, field in model.model_fields.items()}
    return np.dtype([(name, kind) for name, kind in kinds.items() if kind is not None], align=True)


# What an engine reads of a scenario; the calendar, the causes and the money have tables of their own.
RULES = (
    "customers", "self_service", "patience", "learning", "handling", "incentives", "resolution", "returns",
    "loyalty", "churn", "spending", "reputation", "morale", "staffing", "policy",
)  # fmt: skip
MODEL = np.dtype(
    [("seed", "i8"), ("replication", "i8"), ("interval_s", "f8"), ("tick_s", "f8")]
    + [(name, _field_type(Scenario.model_fields[name].annotation)) for name in RULES]
    + [("after_call", LAW)],
    align=True,
)
CAUSE = np.dtype(
    [
        ("salt", "i8"),  # its name, in addresses of draws
        ("topic", "i8"),  # NOBODY = by the center's mix
        ("failure", "?"),
        ("off_script_share", "f8"),
        ("severity", "f8"),
        ("containment", "f8"),
        ("reassurance", "f8"),
        ("two_symptoms", "f8"),
        ("work", LAW),
    ],
    align=True,
)
TOPIC = np.dtype([("group", "i8"), ("work_factor", "f8")], align=True)
GROUP = np.dtype(
    [
        ("salt", "i8"),
        ("first_agent", "i8"),
        ("n_agents", "i8"),  # seats
        ("planned", "i8"),  # to be on duty in this interval; 0 = closed
        ("n_on_duty", "i8"),  # those who leave as soon as they are free not counted
        ("n_waiting", "i8"),
        ("offered", "i8"),  # of this day, as the next four
        ("answered", "i8"),
        ("abandoned", "i8"),
        ("on_duty_s", "f8"),
        ("busy_s", "f8"),
    ],
    align=True,
)
CUSTOMER = np.dtype(
    [
        ("alive", "?"),
        ("generation", "i8"),
        ("joined_day", "i8"),
        ("margin_usd_month", "f8"),
        ("baseline", "f8"),  # loyalty without memories
        ("need", "f8"),  # for a person
        ("skill", "f8"),  # digital
        ("fast", "f8"),  # memories of experiences, as they were at felt_s
        ("slow", "f8"),
        ("felt_s", "f8"),  # clock time of the last experience
        ("touched_s", "f8"),  # clock time of the last human touch
        ("shielded_until_s", "f8"),  # an owner looked ahead
        ("n_active", "i8"),  # issues not solved and not given up
        ("open_until_s", "f8", (2,)),  # the two given up last; more do not raise the hazard
    ],
    align=True,
)
AGENT = np.dtype(
    [
        ("group", "i8"),
        ("taken", "?"),  # somebody sits here
        ("hires", "i8"),  # into this seat so far
        ("hired_s", "f8"),  # clock time; before 0 for those who were there
        ("vacant_until_day", "i8"),
        ("notice", "?"),  # leaves for good at the end of the shift
        ("speed", "f8"),
        ("disposition", "f8"),
        ("morale", "f8"),
        ("efficiency", "f8"),  # of this day, as the next three; 1 = fully experienced
        ("care", "f8"),
        ("pressure", "f8"),
        ("warmth", "f8"),
        ("state", "i8"),  # OFF_DUTY, IDLE, BUSY
        ("leaving", "?"),  # goes off duty when free
        ("n_owned_waiting", "i8"),  # waiting contacts whose owner this is
        ("shift_since_s", "f8"),
        ("on_duty_since_s", "f8"),  # or midnight
        ("busy_since_s", "f8"),  # or midnight
        ("on_duty_s", "f8"),  # of this day, as the next five
        ("busy_s", "f8"),
        ("talks", "i8"),
        ("solved", "i8"),
        ("dead_ends", "i8"),
        ("upset", "i8"),
    ],
    align=True,
)
ISSUE = np.dtype(
    [
        ("identity", "i8"),  # slot, number, symptom: with the cause's salt the address of its draws
        ("slot", "i8"),
        ("generation", "i8"),
        ("cause", "i8"),
        ("number", "i8"),
        ("symptom", "i8"),
        ("topic", "i8"),
        ("group", "i8"),
        ("off_script", "?"),
        ("reassure", "?"),
        ("void", "?"),  # its root was found before it showed
        ("begun", "?"),  # the customer noticed it
        ("work_s", "f8"),
        ("progress", "f8"),  # share of work that need not be repeated
        ("symptom_row", "i8"),  # row of the second symptom, NOBODY = none
        ("demand", "i8"),  # why the next contact exists
        ("talks", "i8"),  # times it reached a person; other counters likewise separate (MODEL 22)
        ("queues", "i8"),
        ("solutions", "i8"),
        ("owner", "i8"),  # the agent who knows it
        ("owner_hires", "i8"),  # whether that is still the same person
        ("next_s", "f8"),  # clock time of the next contact, NEVER_S = none
        ("felt", "f8"),  # experience since the last end
        ("offered_s", "f8"),
        ("patience_s", "f8"),
        ("waited_s", "f8"),
        ("waiting", "?"),  # in a queue
        ("agent", "i8"),  # of the talk in progress
        ("owner_took", "?"),
        ("talk_s", "f8"),
        ("acw_s", "f8"),
        ("second_line_s", "f8"),
        ("concession_usd", "f8"),
        ("solved", "?"),
        ("recorded_solved", "?"),
        ("shed", "?"),
        ("dead_end", "?"),
        ("cold_escalation", "?"),
        ("checked", "?"),
        ("told", "?"),  # that the next trouble was prevented
        ("goodbye", "?"),
    ],
    align=True,
)
LINK = np.dtype([("following", "i8"), ("preceding", "i8")], align=True)
PROCESS = np.dtype(  # births of (slot, cause)
    [("due", "f8"), ("propensity", "f8"), ("number", "i8"), ("slot", "i4"), ("cause", "i4")], align=True
)
BIRTH = np.dtype([("born_s", "f8"), ("slot", "i8"), ("cause", "i8"), ("number", "i8"), ("issue", "i8")], align=True)
LISTED = np.dtype(
    [("born_s", "f8"), ("number", "i8"), ("following", "i8"), ("slot", "i4"), ("cause", "i4")], align=True
)
BOOK = np.dtype(
    [
        ("day", "i8"),  # in play, or next to play
        ("phase", "i8"),  # of that day: what the kernel does next
        ("n_contacts", "i8"),  # rows written since the records were last read, as the next four
        ("n_departures", "i8"),
        ("n_seats", "i8"),
        ("n_days", "i8"),
        ("n_group_days", "i8"),
        ("n_listed", "i8"),
        ("n_births", "i8"),
        ("n_free_issues", "i8"),
        ("first_empty", "i8"),  # place in the ring of empty slots
        ("n_empty", "i8"),
        ("told", "f8"),  # good less bad experiences told today, per customer of the base
        ("broken", "?"),  # an event was to come before now, or at no time at all; then the next three say which
        ("broken_issue", "i8"),
        ("broken_rank", "i8"),
        ("broken_s", "f8"),
    ],
    align=True,
)


class World(NamedTuple):
    """Everything that changes, and the numbers it changes by."""

    model: np.ndarray  # (1,) MODEL
    causes: np.ndarray
    topics: np.ndarray
    groups: np.ndarray
    customers: np.ndarray  # one row per slot
    agents: np.ndarray  # one row per seat, group by group
    issues: np.ndarray
    lines: np.ndarray  # LINK: who stands in which line, see floor.py
    free_issues: np.ndarray  # (n_issues,) stack of free rows
    births: np.ndarray  # of the day in play, in order of time
    mix: np.ndarray  # (n_intervals, n_topics) cumulative shares of topics
    cumulative: np.ndarray  # (n_causes + 1, n_intervals + 1) expected births of a slot, last row all causes
    contacts: np.ndarray
    book: np.ndarray  # (1,) BOOK
    day: np.ndarray  # (1,) DAY
    addresses: np.ndarray


class Calendar(NamedTuple):
    """What the night needs besides the world, and the clock of births."""

    on_duty: np.ndarray  # (n_groups, n_intervals) agents
    processes: np.ndarray  # each on the day of its next birth
    due: Diary  # the rows of processes
    at_work: np.ndarray  # (1,) PROCESS
    daily: np.ndarray  # (n_causes, horizon_d + 1) expected births of a slot until the day
    listed: np.ndarray  # the births of the day to come, in no order
    buckets: np.ndarray  # of that day: the first birth of each, which leads to the next
    empty_slots: np.ndarray  # ring
    renewing: np.ndarray  # slots in order of their renewal day
    first_renewing: np.ndarray  # (31,) where each renewal day starts
    departures: np.ndarray  # records of the night, as the next three
    seats: np.ndarray
    days: np.ndarray
    group_days: np.ndarray
    addresses: np.ndarray


def _numbers(kind: str, dimensions: int = 1) -> np.ndarray:
    return np.zeros((1,) * dimensions, kind)


_WORLD = assembled(
    World,
    model=table(1, MODEL),
    causes=table(1, CAUSE),
    topics=table(1, TOPIC),
    groups=table(1, GROUP),
    customers=table(1, CUSTOMER),
    agents=table(1, AGENT),
    issues=table(1, ISSUE),
    lines=table(1, LINK),
    free_issues=_numbers("i8"),
    births=table(1, BIRTH),
    mix=_numbers("f8", 2),
    cumulative=_numbers("f8", 2),
    contacts=table(1, CONTACT),
    book=table(1, BOOK),
    day=table(1, DAY),
)
_CALENDAR = assembled(
    Calendar,
    on_duty=_numbers("i8", 2),
    processes=table(1, PROCESS),
    due=diary(1, 1),
    at_work=table(1, PROCESS),
    daily=_numbers("f8", 2),
    listed=table(1, LISTED),
    buckets=_numbers("i8"),
    empty_slots=_numbers("i8"),
    renewing=_numbers("i8"),
    first_renewing=_numbers("i8"),
    departures=table(1, DEPARTURE),
    seats=table(1, SEAT),
    days=table(1, DAY),
    group_days=table(1, GROUP_DAY),
)
declare(_WORLD)
declare(_CALENDAR)
LawRecord = NewType("LawRecord", np.record)
TYPES[LawRecord] = numba.from_dtype(LAW)
ListedRecord = NewType("ListedRecord", np.record)
TYPES[ListedRecord] = numba.from_dtype(LISTED)
