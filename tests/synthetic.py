"""Records made up by hand or by a seed: what measures, ledgers and studies are tested on, without an engine."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from sim.config.composition import composed
from sim.config.inputs import scenarios
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
    End,
    LoyaltyClass,
    Records,
)
from sim.scenario import Scenario

N_START = 100_000


@cache
def _plain(policy: str) -> dict[str, Any]:
    return scenarios(composed(f"policy=[{policy}]"))[policy].model_dump()


def scenario(name: str = "neutral", /, **changes: Any) -> Scenario:
    """The default scenario of a policy with whole parts replaced key by key: costs={"wage_usd_h": 36}."""
    plain = _plain(name) | {"horizon_d": 40}
    for part, change in changes.items():
        plain[part] = plain[part] | change if isinstance(change, dict) else change
    return Scenario.model_validate(plain)


def rows(dtype: np.dtype, *items: dict[str, Any]) -> np.ndarray:
    """One row for each dictionary; what it does not name is 0."""
    table = np.zeros(len(items), dtype)
    for row, item in zip(table, items, strict=True):
        for name, value in item.items():
            row[name] = value
    return table


def records(
    contacts: list[dict[str, Any]] | None = None,
    topic_days: list[dict[str, Any]] | None = None,
    group_days: list[dict[str, Any]] | None = None,
    days: list[dict[str, Any]] | None = None,
    seats: list[dict[str, Any]] | None = None,
    group_intervals: list[dict[str, Any]] | None = None,
    cause_days: list[dict[str, Any]] | None = None,
    renewal_days: list[dict[str, Any]] | None = None,
    customers_value_usd: float = 0,
) -> Records:
    return Records(
        rows(CONTACT, *contacts or []),
        rows(DEPARTURE),
        rows(SEAT, *seats or []),
        rows(TOPIC_DAY, *topic_days or []),
        rows(GROUP_DAY, *group_days or []),
        rows(GROUP_INTERVAL, *group_intervals or []),
        rows(CAUSE_DAY, *cause_days or []),
        rows(RENEWAL_DAY, *renewal_days or []),
        rows(DAY, *days or [{"day": 0}]),
        customers_value_usd,
    )


def joined(chunks: list[Records]) -> Records:
    """A whole replication from its days."""
    tables = zip(*(chunk[:-1] for chunk in chunks), strict=True)
    return Records(*(np.concatenate(table) for table in tables), chunks[-1].customers_value_usd)


def days(scenario: Scenario, seed: int, replication: int, engine: str = "story") -> Iterator[Records]:
    """Days of luck that all policies share; authority solves more, a script takes time."""
    rng = np.random.default_rng([seed, replication])
    for day in range(scenario.horizon_d):
        yield random_day(scenario, rng, day)


def random_day(scenario: Scenario, rng: np.random.Generator, day: int, n: int = 300) -> Records:
    contacts = _contacts(scenario, rng, n)
    contacts["ended_s"] = day * 86400 + np.sort(rng.uniform(0, 86400, n))
    lasted_s = contacts["waited_s"] + contacts["talk_s"] + contacts["acw_s"]
    contacts["offered_s"] = np.maximum(0, contacts["ended_s"] - lasted_s)
    last, group_days = day == scenario.horizon_d - 1, _group_days(scenario, rng, contacts, day)
    return Records(
        contacts,
        rows(DEPARTURE),
        _seats(rng, day),
        _topic_days(contacts, day),
        group_days,
        _group_intervals(scenario, group_days),
        _cause_days(scenario, rng, day),
        _renewal_days(rng, day),
        _day(rng, day),
        float(rng.normal(9e6, 1e5)) + 1e6 * scenario.policy.authority if last else 0.0,
    )


def _contacts(scenario: Scenario, rng: np.random.Generator, n: int) -> np.ndarray:
    table = np.zeros(n, CONTACT)
    table["end"] = rng.choice(list(End), n, p=[0.75, 0.05, 0.02, 0.01, 0.07, 0.02, 0.02, 0.02, 0.02, 0.01, 0.01])
    table["demand"] = rng.choice(4, n, p=[0.4, 0.3, 0.2, 0.1])
    table["cause"] = rng.integers(len(scenario.causes), size=n)
    table["talk"] = 1 + rng.poisson(0.3, n)
    answered = table["end"] == End.answered
    table["waited_s"] = np.where(table["end"] <= End.abandoned, rng.exponential(20, n), 0)
    table["talk_s"] = answered * (rng.lognormal(4.8, 0.9, n) + 40 * scenario.policy.script)
    table["acw_s"] = answered * rng.exponential(40, n)
    table["second_line_s"] = answered * 240 * (rng.uniform(size=n) < 0.02)
    table["concession_usd"] = answered * rng.exponential(20, n) * (rng.uniform(size=n) < 0.1)
    table["solved"] = answered & (rng.uniform(size=n) < 0.6 + 0.2 * scenario.policy.authority)
    table["recorded_solved"] = answered & (table["solved"] | (rng.uniform(size=n) < 0.4))
    table["again"] = rng.uniform(size=n) < 0.2
    table["given_up"] = ~table["solved"] & (rng.uniform(size=n) < 0.3)
    table["topic"] = np.arange(n) % len(scenario.center.topics)
    table["group"] = np.where(answered, np.arange(n) % len(scenario.groups), -1)
    return table


def _seats(rng: np.random.Generator, day: int) -> np.ndarray:
    return rows(SEAT, *({"day": day, "turnover": kind} for kind in rng.integers(2, size=rng.poisson(0.5))))


def _topic_days(contacts: np.ndarray, day: int) -> np.ndarray:
    ends = {end.name: np.count_nonzero(contacts["end"] == end) for end in End if end <= End.sent_away}
    return rows(TOPIC_DAY, {"day": day, "offered": sum(ends.values())} | ends)


def _group_days(scenario: Scenario, rng: np.random.Generator, contacts: np.ndarray, day: int) -> np.ndarray:
    busy_s = (contacts["talk_s"] + contacts["acw_s"]).sum() / len(scenario.groups)
    answered = np.count_nonzero(contacts["end"] == End.answered)
    shared = {"day": day, "busy_s": busy_s, "on_duty_s": busy_s * 1.2, "n_agents": 20, "morale": rng.uniform(8, 12)}
    shared |= {"disposition": 10.0, "tenure_d": 8000.0}
    return rows(GROUP_DAY, *({"group": group, "answered": answered * (group == 0)} | shared for group in range(2)))


def _group_intervals(scenario: Scenario, group_days: np.ndarray) -> np.ndarray:
    """The same in every interval of the day."""
    a_day = 86400 // scenario.center.interval_s
    table = rows(GROUP_INTERVAL, *[{}] * (a_day * len(group_days)))
    table["interval"] = np.repeat(group_days["day"] * a_day, a_day) + np.tile(np.arange(a_day), len(group_days))
    for name in ("day", "group", "on_duty_s", "busy_s"):
        table[name] = np.repeat(group_days[name], a_day)
    for name in ("on_duty_s", "busy_s"):
        table[name] /= a_day
    return table


def _cause_days(scenario: Scenario, rng: np.random.Generator, day: int) -> np.ndarray:
    return rows(
        CAUSE_DAY,
        *(
            {"day": day, "cause": cause, "born": 33, "roots": 30, "fixed": rng.poisson(3), "spared": rng.poisson(1)}
            for cause in range(len(scenario.causes))
        ),
    )


def _renewal_days(rng: np.random.Generator, day: int) -> np.ndarray:
    classes = [{"loyalty_class": kind, "wants_person": need} for kind in LoyaltyClass for need in range(N_NEEDS)]
    return rows(
        RENEWAL_DAY,
        *(
            one
            | {"day": day, "renewals": 330, "departed": rng.poisson(4), "crunch": 13, "crunch_departed": rng.poisson(1)}
            | {"loyalty": 330 * (one["loyalty_class"] - 2) * 0.6, "untouched": 100, "untouched_loyalty": -9.0}
            | {"margin_usd": 6600, "purchases_usd": rng.normal(1600, 50)}
            for one in classes
        ),
    )


def _day(rng: np.random.Generator, day: int) -> np.ndarray:
    departed = rng.poisson(40)
    return rows(
        DAY,
        {
            "day": day,
            "births": rng.poisson(250),
            "customers": N_START,
            "joined": rng.poisson(42),
            "won_back": rng.poisson(9),
            "departed": departed,
            "departed_first": departed,
            "renewals": 3300,
            "loyalty": rng.normal(-300, 30),
            "margin_usd": rng.normal(66_000, 500),
            "purchases_usd": rng.normal(16_000, 500),
            "lost_usd": departed * 500.0,
            "reputation": rng.normal(-2.7, 0.1),
            "joins_missed": rng.normal(0, 2),
        },
    )
