"""From a scenario to the world on the morning of day 0."""

import math
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.compiled.draws import salt
from sim.compiled.due_list import diary, n_rows
from sim.compiled.tables import assembled, changed, lengthened, table
from sim.model.contact import births
from sim.model.floor.queues import OF_ISSUE
from sim.model.floor.queues import n_rows as lines_n_rows
from sim.model.night import customers, evening
from sim.model.setup.absence import who_came
from sim.model.setup.arrival_rates import cumulative_births, topic_mix
from sim.model.setup.distributions import law_row, own_laws
from sim.model.setup.given_births import arrivals, cumulative_weights
from sim.model.setup.routes import routes_of, routing_row
from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import on_duty, opened
from sim.model.world.addresses import MOST_ISSUES
from sim.model.world.parameters import MODEL, RULES
from sim.model.world.records import (
    CAUSE_DAY,
    CONTACT,
    DAY,
    DEPARTURE,
    GROUP_DAY,
    GROUP_INTERVAL,
    N_NEEDS,
    RENEWAL_DAY,
    SEAT,
    TOPIC_DAY,
    LoyaltyClass,
)
from sim.model.world.rows import AGENT, BIRTH, BOOK, CAUSE, CUSTOMER, ISSUE, LINK, LISTED, PROCESS
from sim.model.world.state import NOBODY, Calendar, World
from sim.rules.distribution import LAW
from sim.scenario import Scenario
from sim.scenario.causes import NO_UNIT
from sim.scenario.demand import Arrivals
from sim.time_units import DAY_S, MONTH_D

FEW_ISSUES = 64
MOST_DAYS_AT_ONCE = 30
# fields of a cause that its record takes as they are
CAUSE_FIELDS = (
    "failure", "off_script_share", "severity", "containment", "reassurance", "two_symptoms", "detectable",
)  # fmt: skip


def model_row(model: BaseModel, kind: np.dtype, numbers: list[float]) -> tuple[Any, ...]:
    """A model's numbers as a record; a number that is not given is not a number. Laws add theirs to ``numbers``."""
    row: list[Any] = []
    for name in kind.names or ():
        value = getattr(model, name)
        if kind[name] == LAW:
            row.append(law_row(value, numbers))
        elif isinstance(value, BaseModel):
            row.append(model_row(value, kind[name], numbers))
        else:
            row.append(math.nan if value is None else value)
    return tuple(row)


def _model(scenario: Scenario, seed: int, replication: int, numbers: list[float]) -> np.ndarray:
    model = table(1, MODEL)
    given = {name: getattr(scenario, name) for name in RULES}
    parts = [law_row(part, numbers) if MODEL[name] == LAW else model_row(part, MODEL[name], numbers)
             for name, part in given.items()]  # fmt: skip
    after_call = law_row(scenario.handling.after_call, numbers)
    center = scenario.center
    clock = (center.interval_s, center.step_s, plan_s(scenario), scenario.end_s, center.tick_s)
    policy = model_row(scenario.levers, MODEL["policy"], numbers)
    crew = model_row(scenario.crew, MODEL["crew"], numbers)
    model[0] = (seed, replication, *clock, routing_row(scenario), *parts, policy, policy, crew, after_call)
    return model


def _causes(scenario: Scenario, numbers: list[float]) -> np.ndarray:
    topics = sorted(scenario.center.topics)
    causes = table(len(scenario.causes), CAUSE)
    for row, name in zip(causes, sorted(scenario.causes), strict=True):
        cause = scenario.causes[name]
        row["salt"] = salt(name)
        row["topic"] = NOBODY if cause.topic is None else topics.index(cause.topic)
        row["work"] = law_row(cause.work, numbers)
        row["owned"] = cause.unit != NO_UNIT
        row["launched"] = cause.launch_d is not None
        row["launch_s"] = -math.inf if cause.launch_d is None else cause.launch_d * DAY_S
        for field in CAUSE_FIELDS:
            row[field] = getattr(cause, field)
    return causes


def n_seats(scenario: Scenario, planned: np.ndarray) -> np.ndarray:
    """Seats per group: enough for the busiest interval, and for the hours on duty one agent works in a week."""
    hours_week = planned.sum(axis=1) * plan_s(scenario) / 3600 / (scenario.horizon_d / 7)
    # rounded: 6.000000000000001 agents are 6, and a seat more would let people take turns
    least = np.ceil(np.round(hours_week / scenario.staffing.on_duty_h_week, 9))
    return np.maximum(planned.max(axis=1), least).astype(np.int64)


def _agents(groups: np.ndarray, seats: np.ndarray) -> np.ndarray:
    """Everybody's seat, group by group."""
    agents = table(int(seats.sum()), AGENT)
    groups["n_agents"] = seats
    groups["first_agent"] = np.cumsum(seats) - seats
    agents["group"] = np.repeat(np.arange(len(seats)), seats)
    agents["place"] = NOBODY
    return agents


def _slots(scenario: Scenario, seed: int, replication: int) -> tuple[np.ndarray, np.ndarray]:
    """Propensity and renewal day of every slot; both survive a change of customer."""
    rule = scenario.customers
    n = round(rule.n_start * rule.slots_per_customer)
    scv = math.expm1(rule.propensity_sigma**2)
    propensity, renewal_day = np.zeros(n), np.zeros(n)
    customers.draw_slots((seed, replication), scv, propensity, renewal_day)
    return np.minimum(propensity, rule.propensity_cap), renewal_day.astype(np.int64)


def _lines(n_groups: int, n_topics: int, n_agents: int, n_issues: int) -> np.ndarray:
    lines = table(lines_n_rows(n_groups, n_topics, n_agents, n_issues), LINK)
    lines["following"] = lines["preceding"] = np.arange(len(lines))
    return lines


def few_rows(cumulative: np.ndarray, scenario: Scenario) -> int:
    """Rows to begin with: for the births of the busiest day, of empty slots too, if not many more than expected."""
    daily, rule = cumulative[-1, :: DAY_S // scenario.center.step_s], scenario.customers
    return max(FEW_ISSUES, int(1.2 * np.diff(daily).max() * rule.n_start * rule.slots_per_customer))


def _calendar(
    scenario: Scenario, planned: np.ndarray, cumulative: np.ndarray, renewal_day: np.ndarray, rows_at_once: int
) -> Calendar:
    n_start, n_slots = scenario.customers.n_start, len(renewal_day)
    empty = np.zeros(n_slots, np.int64)
    empty[: n_slots - n_start] = np.arange(n_start, n_slots)
    at_once = max(1, min(MOST_DAYS_AT_ONCE, scenario.horizon_d, rows_at_once // few_rows(cumulative, scenario)))
    a_day = DAY_S // scenario.center.interval_s
    few, seats = few_rows(cumulative, scenario), int(n_seats(scenario, planned).sum())
    renewing = np.argsort(renewal_day.astype(np.uint8), kind="stable")  # of bytes it counts, and compares nothing
    first_renewing = np.searchsorted(renewal_day[renewing], np.arange(MONTH_D + 1)).astype(np.int64)
    by_chance = scenario.demand.arrivals is Arrivals.poisson
    due = diary(scenario.horizon_d, n_slots * len(scenario.causes) if by_chance else 0)
    returning = diary(scenario.horizon_d, n_slots if scenario.churn.win_back_share > 0 else 0)
    return assembled(
        Calendar,
        opened=opened(scenario, planned),
        on_duty=planned,
        processes=table(n_rows(due), PROCESS),
        due=due,
        at_work=table(1, PROCESS),
        daily=np.ascontiguousarray(cumulative[:-1, :: DAY_S // scenario.center.step_s]),
        arrivals=table(0, LISTED),
        first_arriving=np.zeros(scenario.horizon_d + 1, np.int64),
        listed=table(few, LISTED),
        buckets=np.full(few, NOBODY, np.int64),
        empty_slots=empty,
        returning=returning,
        returners=np.zeros(n_rows(returning), np.int64),
        renewing=renewing,
        first_renewing=first_renewing,
        departures=table(at_once * int(np.diff(first_renewing).max()), DEPARTURE),
        seats=table(at_once * seats, SEAT),
        days=table(at_once, DAY),
        topic_days=table(at_once * len(scenario.center.topics), TOPIC_DAY),
        group_days=table(at_once * len(planned), GROUP_DAY),
        group_intervals=table(at_once * a_day * len(planned), GROUP_INTERVAL),
        cause_days=table(at_once * len(scenario.causes), CAUSE_DAY),
        renewal_days=table(at_once * len(LoyaltyClass) * N_NEEDS, RENEWAL_DAY),
    )


def _as_it_comes(
    calendar: Calendar, scenario: Scenario, key: tuple[int, int], cumulative: np.ndarray, propensity: np.ndarray
) -> Calendar:
    """The same calendar with those who came of the people planned, and with the births that are given, if they are."""
    if scenario.staffing.absence:
        calendar = changed(calendar, on_duty=on_duty(scenario, who_came(scenario, *key)))
    if scenario.demand.arrivals is Arrivals.poisson:
        return calendar
    rows = arrivals(scenario, key, cumulative, propensity)
    first = np.searchsorted(rows["born_s"], np.arange(scenario.horizon_d + 1) * float(DAY_S))
    return changed(calendar, arrivals=rows, first_arriving=first.astype(np.int64))


def _check_addresses(scenario: Scenario, cumulative: np.ndarray) -> None:
    most = cumulative[:-1, -1].max() * scenario.customers.propensity_cap
    most += 6 * math.sqrt(most)
    assert most < MOST_ISSUES, f"a customer may have {most:.0f} issues of one cause, more than an address holds"


def start(scenario: Scenario, seed: int, replication: int, rows_at_once: int = 0) -> tuple[World, Calendar]:
    """The world on the morning of day 0, and its calendar.

    There is room for the records of so many days as bring about ``rows_at_once`` births, and of one at least: as many
    as ``calendar.days`` has rows.
    """
    planned = on_duty(scenario)
    numbers: list[float] = []
    ways = routes_of(scenario, numbers)
    agents = _agents(ways.groups, n_seats(scenario, planned))
    propensity, renewal_day = _slots(scenario, seed, replication)
    n_slots = len(propensity)
    cumulative = cumulative_births(scenario, seed, replication)
    calendar = _calendar(scenario, planned, cumulative, renewal_day, rows_at_once)
    calendar = _as_it_comes(calendar, scenario, (seed, replication), cumulative, propensity)
    few, by_chance = few_rows(cumulative, scenario), scenario.demand.arrivals is Arrivals.poisson
    if by_chance:
        _check_addresses(scenario, cumulative)
    parts = {
        "model": _model(scenario, seed, replication, numbers),
        "causes": _causes(scenario, numbers),
        **ways._asdict(),
        **own_laws(scenario, numbers),
    }
    world = assembled(
        World,
        bench=np.zeros(len(agents), np.int64),
        customers=table(n_slots, CUSTOMER),
        agents=agents,
        issues=table(2 * few, ISSUE),
        lines=_lines(len(ways.groups), len(ways.topics), len(agents), 2 * few),
        free_issues=np.arange(2 * few, dtype=np.int64),
        births=table(few, BIRTH),
        mix=topic_mix(scenario),
        cumulative=cumulative,
        weights=cumulative_weights(propensity)[None, :],
        contacts=table(2 * few * len(calendar.days), CONTACT),
        book=table(1, BOOK),
        day=table(1, DAY),
        numbers=np.array(numbers or [0.0]),
        **parts,
    )
    _open_books(world, scenario)
    evening.settles(world, calendar, propensity if by_chance else np.zeros(0))
    return world, calendar


def _open_books(world: World, scenario: Scenario) -> None:
    """What is counted as the first day begins."""
    world.book["n_free_issues"] = len(world.free_issues)
    world.book["n_empty"] = len(world.customers) - scenario.customers.n_start
    world.book["commodity"] = 1.0
    world.day["customers"] = scenario.customers.n_start
    world.day["reputation"] = scenario.reputation.reference


def with_room_for_contacts(world: World) -> World:
    """The same world with a longer table of the day's contacts."""
    return changed(world, contacts=lengthened(world.contacts, 2 * len(world.contacts)))


def with_births(world: World, calendar: Calendar, day: int) -> tuple[World, Calendar]:
    """The morning of a day: its births are listed, in order, and each has a row."""
    while not births.list_births(world, calendar, day):
        calendar = with_room_for_births(calendar)
    world = with_room_for_issues(world)
    births.order_births(world, calendar)
    return world, calendar


def with_room_for_births(calendar: Calendar) -> Calendar:
    """The same calendar with a longer list of the day's births."""
    n = len(calendar.listed)
    return changed(calendar, listed=lengthened(calendar.listed, 2 * n), buckets=np.full(2 * n, NOBODY, np.int64))


def with_room_for_issues(world: World) -> World:
    """The same world with rows for all births that are listed, each with two symptoms."""
    n_births, n_issues = int(world.book["n_listed"][0]), len(world.issues)
    if n_births > len(world.births):
        world = changed(world, births=lengthened(world.births, 2 * n_births))
    n_free = int(world.book["n_free_issues"][0])
    if n_free >= 2 * n_births:
        return world
    more = max(2 * n_births - n_free, n_issues)
    free_issues = np.zeros(n_issues + more, np.int64)
    free_issues[:n_free] = world.free_issues[:n_free]
    free_issues[n_free : n_free + more] = np.arange(n_issues, n_issues + more)
    world.book["n_free_issues"] += more
    return changed(
        world,
        issues=lengthened(world.issues, n_issues + more),
        lines=lengthened(world.lines, len(world.lines) + OF_ISSUE * more),
        free_issues=free_issues,
    )
