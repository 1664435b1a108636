"""From a scenario to the world on the morning of day 0."""

import math
from typing import Any

import numpy as np
from pydantic import BaseModel

from sim.compiled.draws import salt
from sim.compiled.due_list import due_list, n_rows
from sim.compiled.tables import assembled, changed, lengthened, table
from sim.model.contact import births
from sim.model.floor.queues import OF_ISSUE
from sim.model.floor.queues import n_rows as lines_n_rows
from sim.model.night import customers, evening
from sim.model.night.customers import N_POINTS
from sim.model.setup.absence import who_came
from sim.model.setup.arrival_rates import cumulative_births, topic_mix
from sim.model.setup.distributions import conditional_distributions, distribution_row
from sim.model.setup.given_births import arrivals, cumulative_weights
from sim.model.setup.routes import routes_of, routing_row
from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import on_duty, opened
from sim.model.world.addresses import MOST_ISSUES
from sim.model.world.parameters import MODEL, RULES
from sim.model.world.records import CONTACT, N_NEEDS, LoyaltyClass
from sim.model.world.rows import AGENT, BIRTH, CAUSE, ISSUE, LINK
from sim.model.world.state import NOBODY, World
from sim.rules.distribution import DISTRIBUTION
from sim.scenario import Scenario
from sim.scenario.causes import NO_UNIT
from sim.scenario.demand import Arrivals
from sim.time_units import DAY_S, MONTH_D

FEW_ISSUES = 64
MOST_DAYS_AT_ONCE = 30
# fields of a cause that its record takes as they are
CAUSE_FIELDS = (
    "failure", "off_script_share", "severity", "containment", "reassurance", "two_symptoms", "detectable",
    "fee_usd_month",
)  # fmt: skip


def model_row(model: BaseModel, kind: np.dtype, numbers: list[float]) -> tuple[Any, ...]:
    """A model's numbers as a record. Missing values become NaN; distribution parameters are appended to ``numbers``."""
    row: list[Any] = []
    for name in kind.names or ():
        value = getattr(model, name)
        if kind[name] == DISTRIBUTION:
            row.append(distribution_row(value, numbers))
        elif isinstance(value, BaseModel):
            row.append(model_row(value, kind[name], numbers))
        else:
            row.append(math.nan if value is None else value)
    return tuple(row)


def _model(scenario: Scenario, seed: int, replication: int, numbers: list[float]) -> np.ndarray:
    model = table(1, MODEL)
    given = {name: getattr(scenario, name) for name in RULES}
    parts = [distribution_row(part, numbers) if MODEL[name] == DISTRIBUTION else model_row(part, MODEL[name], numbers)
             for name, part in given.items()]  # fmt: skip
    after_call = distribution_row(scenario.handling.after_call, numbers)
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
        row["work"] = distribution_row(cause.work, numbers)
        row["owned"] = cause.unit != NO_UNIT
        row["bill_usd"] = (scenario.units.bill_usd or {}).get(cause.unit, 0.0)
        row["launched"] = cause.launch_d is not None
        row["launch_s"] = -math.inf if cause.launch_d is None else cause.launch_d * DAY_S
        for field in CAUSE_FIELDS:
            row[field] = getattr(cause, field)
    return causes


def n_seats(scenario: Scenario, planned: np.ndarray) -> np.ndarray:
    """Seats per group: enough for the busiest interval, and for the weekly hours on duty of one agent."""
    hours_week = planned.sum(axis=1) * plan_s(scenario) / 3600 / (scenario.horizon_d / 7)
    # rounded: 6.000000000000001 agents are 6, and a seat more would let people take turns
    least = np.ceil(np.round(hours_week / scenario.staffing.on_duty_h_week, 9))
    return np.maximum(planned.max(axis=1), least).astype(np.int64)


def _agents(groups: np.ndarray, seats: np.ndarray) -> np.ndarray:
    """Initial rows of agents, one for each seat, group by group."""
    agents = table(int(seats.sum()), AGENT)
    groups["n_agents"] = seats
    groups["first_agent"] = np.cumsum(seats) - seats
    agents["group"] = np.repeat(np.arange(len(seats)), seats)
    agents["place"] = NOBODY
    return agents


def _slots(scenario: Scenario, seed: int, replication: int) -> tuple[np.ndarray, np.ndarray]:
    """Propensity and renewal day of every slot, which survive a change of customer."""
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


def row_of(kind: np.dtype, **values: float) -> np.ndarray:
    """A table of one row: these values, and zeros."""
    rows = table(1, kind)
    for name, value in values.items():
        rows[name] = value
    return rows


def few_rows(cumulative: np.ndarray, scenario: Scenario) -> int:
    """Initial number of issue rows: 1.2 x the births of the busiest day, empty slots included."""
    daily, rule = cumulative[-1, :: DAY_S // scenario.center.step_s], scenario.customers
    return max(FEW_ISSUES, int(1.2 * np.diff(daily).max() * rule.n_start * rule.slots_per_customer))


def _births(scenario: Scenario, key: tuple[int, int], cumulative: np.ndarray, propensity: np.ndarray) -> dict[str, Any]:
    """Tables of births: a process for each slot and cause, or the given births."""
    by_chance = scenario.demand.arrivals is Arrivals.poisson
    due = due_list(scenario.horizon_d, len(propensity) * len(scenario.causes) if by_chance else 0)
    rows = table(0, BIRTH) if by_chance else arrivals(scenario, key, cumulative, propensity)
    first = np.searchsorted(rows["born_s"], np.arange(scenario.horizon_d + 1) * float(DAY_S))
    few = few_rows(cumulative, scenario)
    return {
        "processes": n_rows(due),
        "due": due,
        "at_work": 1,
        "daily": np.ascontiguousarray(cumulative[:-1, :: DAY_S // scenario.center.step_s]),
        "arrivals": rows,
        "first_arriving": first.astype(np.int64),
        "listed": few,
        "buckets": few,
        "births": few,
    }


def _customers(scenario: Scenario, renewal_day: np.ndarray) -> dict[str, Any]:
    """Tables of customers, renewals, churn and win-back."""
    n_start, n_slots = scenario.customers.n_start, len(renewal_day)
    empty = np.zeros(n_slots, np.int64)
    empty[: n_slots - n_start] = np.arange(n_start, n_slots)
    returning = due_list(scenario.horizon_d, n_slots if scenario.churn.win_back_share > 0 else 0)
    renewing = np.argsort(renewal_day.astype(np.uint8), kind="stable")  # of bytes it counts, and compares nothing
    first_renewing = np.searchsorted(renewal_day[renewing], np.arange(MONTH_D + 1)).astype(np.int64)
    return {
        "customers": n_slots,
        "points": 2 * N_POINTS,
        "empty_slots": empty,
        "returning": returning,
        "returners": np.zeros(n_rows(returning), np.int64),
        "renewing": renewing,
        "first_renewing": first_renewing,
    }


def _records(scenario: Scenario, n_days: int, n_groups: int, n_seats: int, most_renewing: int) -> dict[str, int]:
    """Rows for the records of so many days."""
    a_day = {
        "departures": most_renewing,
        "seats": n_seats,
        "days": 1,
        "topic_days": len(scenario.center.topics),
        "group_days": n_groups,
        "group_intervals": DAY_S // scenario.center.interval_s * n_groups,
        "cause_days": len(scenario.causes),
        "renewal_days": len(LoyaltyClass) * N_NEEDS,
    }
    return {name: n_days * n for name, n in a_day.items()}


def _check_addresses(scenario: Scenario, cumulative: np.ndarray) -> None:
    most = cumulative[:-1, -1].max() * scenario.customers.propensity_cap
    most += 6 * math.sqrt(most)
    assert most < MOST_ISSUES, f"a customer may have {most:.0f} issues of one cause, more than an address holds"


def start(scenario: Scenario, seed: int, replication: int, rows_at_once: int = 0) -> World:
    """The world on the morning of day 0.

    There is room for the records of as many days as bring about ``rows_at_once`` births, at least one: the number of
    rows of ``world.days``.
    """
    planned, key = on_duty(scenario), (seed, replication)
    numbers: list[float] = []
    ways = routes_of(scenario, numbers)
    agents = _agents(ways.groups, n_seats(scenario, planned))
    propensity, renewal_day = _slots(scenario, seed, replication)
    cumulative = cumulative_births(scenario, seed, replication)
    few, by_chance = few_rows(cumulative, scenario), scenario.demand.arrivals is Arrivals.poisson
    if by_chance:
        _check_addresses(scenario, cumulative)
    at_once = max(1, min(MOST_DAYS_AT_ONCE, scenario.horizon_d, rows_at_once // few))
    customers = _customers(scenario, renewal_day)
    most_renewing = int(np.diff(customers["first_renewing"]).max())
    world = assembled(
        World,
        model=_model(scenario, seed, replication, numbers),
        causes=_causes(scenario, numbers),
        **ways._asdict(),
        **conditional_distributions(scenario, numbers),
        opened=opened(scenario, planned),
        on_duty=on_duty(scenario, who_came(scenario, *key)) if scenario.staffing.absence else planned,
        bench=np.zeros(len(agents), np.int64),
        agents=agents,
        issues=2 * few,
        new_issue=row_of(ISSUE, warm=math.nan, owner=NOBODY, agent=NOBODY, symptom_row=NOBODY),
        lines=_lines(len(ways.groups), len(ways.topics), len(agents), 2 * few),
        free_issues=np.arange(2 * few, dtype=np.int64),
        mix=topic_mix(scenario),
        cumulative=cumulative,
        weights=cumulative_weights(propensity)[None, :],
        contacts=2 * few * at_once,
        new_contact=row_of(CONTACT, loyalty=math.nan, score=math.nan, agent=NOBODY, group=NOBODY),
        book=1,
        day=1,
        **customers,
        **_births(scenario, key, cumulative, propensity),
        **_records(scenario, at_once, len(planned), len(agents), most_renewing),
        numbers=np.array(numbers or [0.0]),
    )
    _open_books(world, scenario)
    evening.settles(world, propensity if by_chance else np.zeros(0))
    world.book["connected_above"] = _median_connection(world, scenario.customers.n_start)
    return world


def _median_connection(world: World, n_customers: int) -> float:
    connection = np.zeros(n_customers)
    customers.list_connection(world, 0.0, connection)
    return float(np.median(connection))


def _open_books(world: World, scenario: Scenario) -> None:
    """Initialize the counts of the first day."""
    world.book["n_free_issues"] = len(world.free_issues)
    world.book["n_empty"] = len(world.customers) - scenario.customers.n_start
    world.book["commodity"] = world.book["fee_factor"] = 1.0
    world.day["customers"] = scenario.customers.n_start
    world.day["reputation"] = scenario.reputation.reference


def with_room_for_contacts(world: World) -> World:
    """The same world with a longer table of the day's contacts."""
    return changed(world, contacts=lengthened(world.contacts, 2 * len(world.contacts)))


def with_births(world: World, day: int) -> World:
    """Start a day: list and sort its births, and provide rows for them."""
    while not births.list_births(world, day):
        world = with_room_for_births(world)
    world = with_room_for_issues(world)
    births.order_births(world)
    return world


def with_room_for_births(world: World) -> World:
    """The same world with a longer list of the day's births."""
    n = len(world.listed)
    return changed(world, listed=lengthened(world.listed, 2 * n), buckets=2 * n)


def with_room_for_issues(world: World) -> World:
    """The same world with rows for all listed births, each with two symptoms."""
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
