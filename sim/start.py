"""From a scenario to the world on the morning of day 0."""

import math
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim import births, night
from sim.births import NUMBER_BITS, ROW_BITS
from sim.calendar import DAY_S, MONTH_D, cumulative_births, topic_mix
from sim.diary import diary, n_rows
from sim.draws import salt
from sim.floor import N_HEADS
from sim.records import CONTACT, DAY, DEPARTURE, GROUP_DAY, SEAT
from sim.scenario import Scenario
from sim.scenario.law import LAWS, Constant, Exponential, Lognormal, PiecewiseHazard, Weibull
from sim.staffing import on_duty
from sim.tables import assembled, changed, lengthened, table
from sim.world import (
    AGENT,
    BIRTH,
    BOOK,
    CAUSE,
    CUSTOMER,
    GROUP,
    ISSUE,
    LAW,
    LINK,
    LISTED,
    MODEL,
    NOBODY,
    PROCESS,
    RULES,
    TOPIC,
    Calendar,
    World,
)

FEW_ISSUES = 64
MOST_DAYS_AT_ONCE = 30
MOST_ISSUES = 2 ** (ROW_BITS - NUMBER_BITS)  # of one slot and cause
# fields of a cause that its record takes as they are
CAUSE_FIELDS = (
    "failure", "off_script_share", "severity", "containment", "reassurance", "two_symptoms",
)  # fmt: skip


def law_row(law: Any) -> tuple[Any, ...]:
    """A law as a LAW record."""
    from_s, hazard = np.zeros(LAW["from_s"].shape), np.zeros(LAW["from_s"].shape)
    a = b = 0.0
    n = 0
    match law:
        case Constant():
            a = law.value_s
        case Exponential():
            a = law.mean_s
        case Weibull():
            a, b = law.scale_s, law.shape
        case Lognormal():
            a, b = law.median_s, law.sigma
        case PiecewiseHazard():
            n = len(law.from_s)
            from_s[:n], hazard[:n] = law.from_s, law.hazard_per_s
    return (LAWS.index(type(law)), a, b, n, from_s, hazard)


def model_row(model: BaseModel, kind: np.dtype) -> tuple[Any, ...]:
    """A model's numbers as a record; a number that is not given is not a number."""
    row: list[Any] = []
    for name in kind.names or ():
        value = getattr(model, name)
        if kind[name] == LAW:
            row.append(law_row(value))
        elif isinstance(value, BaseModel):
            row.append(model_row(value, kind[name]))
        else:
            row.append(math.nan if value is None else value)
    return tuple(row)


def _model(scenario: Scenario, seed: int, replication: int) -> np.ndarray:
    model = table(1, MODEL)
    parts = [model_row(getattr(scenario, name), MODEL[name]) if MODEL[name] != LAW else law_row(getattr(scenario, name))
             for name in RULES]  # fmt: skip
    after_call = law_row(scenario.handling.after_call)
    model[0] = (seed, replication, scenario.center.interval_s, scenario.center.tick_s, *parts, after_call)
    return model


def _causes(scenario: Scenario) -> np.ndarray:
    topics = sorted(scenario.center.topics)
    causes = table(len(scenario.causes), CAUSE)
    for row, name in zip(causes, sorted(scenario.causes), strict=True):
        cause = scenario.causes[name]
        row["salt"] = salt(name)
        row["topic"] = NOBODY if cause.topic is None else topics.index(cause.topic)
        row["work"] = law_row(cause.work)
        for field in CAUSE_FIELDS:
            row[field] = getattr(cause, field)
    return causes


def n_seats(scenario: Scenario, planned: np.ndarray) -> np.ndarray:
    """Seats per group: enough for the busiest interval, and for the hours on duty one agent works in a week."""
    hours_week = planned.sum(axis=1) * scenario.center.interval_s / 3600 / (scenario.horizon_d / 7)
    return np.maximum(planned.max(axis=1), np.ceil(hours_week / scenario.staffing.on_duty_h_week)).astype(np.int64)


def _groups_and_agents(scenario: Scenario, planned: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    seats = n_seats(scenario, planned)
    groups, agents = table(len(seats), GROUP), table(int(seats.sum()), AGENT)
    groups["salt"] = [salt(name) for name in scenario.groups]
    groups["n_agents"] = seats
    groups["first_agent"] = np.cumsum(seats) - seats
    agents["group"] = np.repeat(np.arange(len(seats)), seats)
    return groups, agents


def _topics(scenario: Scenario) -> np.ndarray:
    topics = table(len(scenario.center.topics), TOPIC)
    named = [scenario.center.topics[name] for name in sorted(scenario.center.topics)]
    topics["group"] = [scenario.groups.index(topic.skill) for topic in named]
    topics["work_factor"] = [topic.work_factor for topic in named]
    return topics


def _slots(scenario: Scenario, seed: int, replication: int) -> tuple[np.ndarray, np.ndarray]:
    """Propensity and renewal day of every slot; both survive a change of customer."""
    rule = scenario.customers
    n = round(rule.n_start * rule.slots_per_customer)
    scv = math.expm1(rule.propensity_sigma**2)
    propensity, renewal_day = np.zeros(n), np.zeros(n)
    night.draw_slots((seed, replication), scv, propensity, renewal_day)
    return np.minimum(propensity, rule.propensity_cap), renewal_day.astype(np.int64)


def _heads(n_groups: int, n_agents: int, n_issues: int) -> np.ndarray:
    lines = table(N_HEADS * n_groups + 2 * n_agents + n_issues, LINK)
    lines["following"] = lines["preceding"] = np.arange(len(lines))
    return lines


def few_rows(cumulative: np.ndarray, scenario: Scenario) -> int:
    """Rows to begin with: for the births of the busiest day, of empty slots too, if not many more than expected."""
    daily, rule = cumulative[-1, :: DAY_S // scenario.center.interval_s], scenario.customers
    return max(FEW_ISSUES, int(1.2 * np.diff(daily).max() * rule.n_start * rule.slots_per_customer))


def _calendar(
    scenario: Scenario, planned: np.ndarray, cumulative: np.ndarray, renewal_day: np.ndarray, rows_at_once: int
) -> Calendar:
    n_start, n_slots = scenario.customers.n_start, len(renewal_day)
    empty = np.zeros(n_slots, np.int64)
    empty[: n_slots - n_start] = np.arange(n_start, n_slots)
    at_once = max(1, min(MOST_DAYS_AT_ONCE, scenario.horizon_d, rows_at_once // few_rows(cumulative, scenario)))
    few, seats = few_rows(cumulative, scenario), int(n_seats(scenario, planned).sum())
    first_renewing = np.searchsorted(np.sort(renewal_day), np.arange(MONTH_D + 1)).astype(np.int64)
    due = diary(scenario.horizon_d, n_slots * len(scenario.causes))
    return assembled(
        Calendar,
        on_duty=planned,
        processes=table(n_rows(due), PROCESS),
        due=due,
        at_work=table(1, PROCESS),
        daily=np.ascontiguousarray(cumulative[:-1, :: DAY_S // scenario.center.interval_s]),
        listed=table(few, LISTED),
        buckets=np.full(few, NOBODY, np.int64),
        empty_slots=empty,
        renewing=np.argsort(renewal_day, kind="stable"),
        first_renewing=first_renewing,
        departures=table(at_once * int(np.diff(first_renewing).max()), DEPARTURE),
        seats=table(at_once * seats, SEAT),
        days=table(at_once, DAY),
        group_days=table(at_once * len(planned), GROUP_DAY),
    )


def start(scenario: Scenario, seed: int, replication: int, rows_at_once: int = 0) -> tuple[World, Calendar]:
    """The world on the morning of day 0, and its calendar.

    There is room for the records of so many days as bring about ``rows_at_once`` births, and of one at least: as many
    as ``calendar.days`` has rows.
    """
    planned = on_duty(scenario)
    groups, agents = _groups_and_agents(scenario, planned)
    propensity, renewal_day = _slots(scenario, seed, replication)
    n_slots = len(propensity)
    cumulative = cumulative_births(scenario, seed, replication)
    calendar = _calendar(scenario, planned, cumulative, renewal_day, rows_at_once)
    few = few_rows(cumulative, scenario)
    most = cumulative[:-1, -1].max() * scenario.customers.propensity_cap
    most += 6 * math.sqrt(most)
    assert most < MOST_ISSUES, f"a customer may have {most:.0f} issues of one cause, more than an address holds"
    world = assembled(
        World,
        model=_model(scenario, seed, replication),
        causes=_causes(scenario),
        topics=_topics(scenario),
        groups=groups,
        customers=table(n_slots, CUSTOMER),
        agents=agents,
        issues=table(2 * few, ISSUE),
        lines=_heads(len(groups), len(agents), 2 * few),
        free_issues=np.arange(2 * few, dtype=np.int64),
        births=table(few, BIRTH),
        mix=topic_mix(scenario),
        cumulative=cumulative,
        contacts=table(2 * few * len(calendar.days), CONTACT),
        book=table(1, BOOK),
        day=table(1, DAY),
    )
    world.book["n_free_issues"] = 2 * few
    world.book["n_empty"] = n_slots - scenario.customers.n_start
    world.day["customers"] = scenario.customers.n_start
    world.day["reputation"] = scenario.reputation.reference
    night.settles(world, calendar, propensity)
    return world, calendar


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
        lines=lengthened(world.lines, len(world.lines) + more),
        free_issues=free_issues,
    )
